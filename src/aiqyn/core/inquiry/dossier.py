"""A whole inquiry as one value, and the faults that only show when its parts are seen together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, StrictInt

from aiqyn.core.figures import Figure, Measure
from aiqyn.core.inquiry.consent import Consent
from aiqyn.core.inquiry.estimations import Estimation
from aiqyn.core.inquiry.events import Act, Event
from aiqyn.core.inquiry.findings import Finding, Inquiry, Recommendation
from aiqyn.core.inquiry.identities import Decision, Identity
from aiqyn.core.inquiry.persons import Group, Organisation, Person, Place
from aiqyn.core.inquiry.proceedings import Proceeding
from aiqyn.core.inquiry.sources import EvidenceItem, Roster, Sha256, Source, Statement
from aiqyn.core.language import Sentence, sentence
from aiqyn.core.references import references
from aiqyn.core.values import Value, split_citation
from aiqyn.core.vocab import load_vocabulary

__all__ = ["KINDS", "Dossier", "Misfit", "ReceivedFile", "check_dossier", "plain"]

KINDS: Mapping[str, type[Value]] = {
    "sources": Source,
    "consents": Consent,
    "statements": Statement,
    "persons": Person,
    "groups": Group,
    "organisations": Organisation,
    "places": Place,
    "events": Event,
    "acts": Act,
    "evidence": EvidenceItem,
    "proceedings": Proceeding,
    "findings": Finding,
    "recommendations": Recommendation,
    "rosters": Roster,
    "decisions": Decision,
    "identities": Identity,
    "figures": Figure,
    "estimations": Estimation,
}
"""Every kind of thing an inquiry holds many of, by the name of its collection. Measures, which
have no life of their own apart from the figures, and the inquiry itself stand beside them."""


COMPARED_AT_MOST = 2_000
"""Among so many ids the nearest to a broken reference is looked for."""


class ReceivedFile(Value):
    """A file of the inquiry, kept as received: its path in the dossier, its hash and length."""

    path: str
    sha256: Sha256
    size: Annotated[StrictInt, Field(ge=0)]


class Dossier(Value):
    """Everything an inquiry holds, in the order in which it was given."""

    inquiry: Inquiry
    sources: tuple[Source, ...] = ()
    consents: tuple[Consent, ...] = ()
    statements: tuple[Statement, ...] = ()
    persons: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    places: tuple[Place, ...] = ()
    events: tuple[Event, ...] = ()
    acts: tuple[Act, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    proceedings: tuple[Proceeding, ...] = ()
    findings: tuple[Finding, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    rosters: tuple[Roster, ...] = ()
    decisions: tuple[Decision, ...] = ()
    identities: tuple[Identity, ...] = ()
    measures: dict[str, Measure] = Field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    estimations: tuple[Estimation, ...] = ()
    files: tuple[ReceivedFile, ...] = ()

    def all_of(self, kind: str) -> tuple[Any, ...]:
        """The things of one kind, by the collection's name."""
        return tuple(getattr(self, kind))


def plain(value: Value) -> dict[str, Any]:
    """A value as plain JSON-like data: what was left at its default is left out."""
    return value.model_dump(mode="json", exclude_defaults=True)


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something that is wrong between the parts of a dossier.

    Attributes:
        kind: Collection, or `inquiry`.
        index: Which one in its collection, from 0.
        path: Where in it.
        accepted, because: As in a fault.
    """

    kind: str
    index: int
    path: tuple[str | int, ...]
    accepted: Sentence
    because: Sentence | None = None


def check_dossier(dossier: Dossier) -> tuple[Misfit, ...]:
    """All misfits between the parts of a dossier; none means that it can be taken in whole."""
    return (
        *_doubled_ids(dossier),
        *_doubled_inner_ids(dossier),
        *_broken_references(dossier),
        *_repeated_references(dossier),
        *_circular_hierarchies(dossier),
        *_second_deaths(dossier),
        *_standards_below_mandate(dossier),
        *_decisions_of_others_superseded(dossier),
        *_records_in_two_identities(dossier),
    )


def _doubled_ids(dossier: Dossier) -> Iterator[Misfit]:
    for kind in KINDS:
        seen: set[str] = set()
        for index, thing in enumerate(dossier.all_of(kind)):
            if thing.id in seen:
                yield Misfit(
                    kind, index, ("id",), sentence("an id that nothing else among the {kind} has", kind=kind)
                )
            seen.add(thing.id)


_INNER = {
    "proceedings": ("steps", "assignments", "requests", "motions", "examinations", "promises"),
    "statements": ("passages",),
}


def _doubled_inner_ids(dossier: Dossier) -> Iterator[Misfit]:
    """Parts with ids of their own are cited alone, so their ids are unique in the whole inquiry."""
    for kind, collections in _INNER.items():
        for name in collections:
            seen: set[str] = set()
            for index, thing in enumerate(dossier.all_of(kind)):
                for position, part in enumerate(getattr(thing, name)):
                    if part.id in seen:
                        yield Misfit(
                            kind,
                            index,
                            (name, position, "id"),
                            sentence("an id that nothing else among the {kind} has", kind=name),
                        )
                    seen.add(part.id)


def _broken_references(dossier: Dossier) -> Iterator[Misfit]:
    known = {kind: {thing.id for thing in dossier.all_of(kind)} for kind in KINDS}
    locators = {source.id: frozenset(source.locators) for source in dossier.sources}
    things = [("inquiry", 0, dossier.inquiry)]
    things += [(kind, index, thing) for kind in KINDS for index, thing in enumerate(dossier.all_of(kind))]
    for kind, index, thing in things:
        for reference in references(thing):
            target, locator = split_citation(reference.id) if reference.is_citation else (reference.id, None)
            if target not in known[reference.kind]:
                yield Misfit(
                    kind,
                    index,
                    reference.path,
                    sentence("the id of something in {kind}", kind=reference.kind),
                    _near(target, known[reference.kind]),
                )
            elif locator is not None and locators[target] and locator not in locators[target]:
                yield Misfit(
                    kind,
                    index,
                    reference.path,
                    sentence("a place that the source {source} lists among its locators", source=target),
                    _near(locator, locators[target]),
                )


def _near(target: str, known: Collection[str]) -> Sentence | None:
    """The nearest of the ids that are known; of very many not, since each costs a comparison."""
    from difflib import get_close_matches

    if len(known) > COMPARED_AT_MOST:
        return None
    close = get_close_matches(target, sorted(known), n=1, cutoff=0.75)
    return (
        sentence("there is no {found}; the nearest is {close}", found=target, close=close[0])
        if close
        else None
    )


def _repeated_references(dossier: Dossier) -> Iterator[Misfit]:
    """A list of references names each thing once: twice would count nothing twice, and mean what?"""
    things: list[tuple[str, int, Value]] = [("inquiry", 0, dossier.inquiry)]
    things += [(kind, index, thing) for kind in KINDS for index, thing in enumerate(dossier.all_of(kind))]
    for kind, index, thing in things:
        seen: set[tuple[tuple[str | int, ...], str]] = set()
        for reference in references(thing):
            *within, place = reference.path
            if reference.is_citation or not isinstance(place, int):
                continue
            if (tuple(within), reference.id) in seen:
                yield Misfit(kind, index, reference.path, sentence("each id once in a list of references"))
            seen.add((tuple(within), reference.id))


_HIERARCHIES = {"places": "within", "events": "part_of", "groups": "part_of"}


def _circular_hierarchies(dossier: Dossier) -> Iterator[Misfit]:
    for kind, field in _HIERARCHIES.items():
        above = {thing.id: getattr(thing, field) for thing in dossier.all_of(kind)}
        for index, thing in enumerate(dossier.all_of(kind)):
            walked: list[str] = []
            step = getattr(thing, field)
            while step is not None and step != thing.id and step not in walked:
                walked.append(step)
                step = above.get(step)
            if step == thing.id:
                yield Misfit(
                    kind,
                    index,
                    (field,),
                    sentence("something that does not itself lie within this one"),
                    sentence(
                        "the chain runs in a circle: {chain}", chain=" → ".join([thing.id, *walked, thing.id])
                    ),
                )


def _second_deaths(dossier: Dossier) -> Iterator[Misfit]:
    """Death is counted once: fatal acts of one person must be declared to be the same act."""
    fatal = {entry.id for entry in load_vocabulary("acts").entries if entry.fatal}
    deaths: defaultdict[str, list[tuple[int, Act]]] = defaultdict(list)
    for index, act in enumerate(dossier.acts):
        if act.type in fatal and act.victim:
            deaths[act.victim].append((index, act))
    for person, told in deaths.items():
        ids = {act.id for _, act in told}
        linked = {
            end
            for _, act in told
            for link in act.links
            if link.kind in ("same_as", "caused") and link.act in ids - {act.id}
            for end in (act.id, link.act)
        }
        for index, act in told:
            if len(told) > 1 and act.id not in linked:
                other = next(each.id for _, each in told if each is not act)
                yield Misfit(
                    "acts",
                    index,
                    ("type",),
                    sentence("one death for one person, or acts linked by same_as"),
                    sentence("{person} also dies in {other}", person=person, other=other),
                )


def _standards_below_mandate(dossier: Dossier) -> Iterator[Misfit]:
    order = load_vocabulary("standards-of-proof").ids()
    least = order.index(dossier.inquiry.mandate.standard_of_proof)
    for index, finding in enumerate(dossier.findings):
        own = finding.made_by is None and finding.standard is not None
        if own and order.index(finding.standard or "") < least:
            yield Misfit(
                "findings",
                index,
                ("standard",),
                sentence(
                    "the mandate's standard of proof or a higher one: {choices}",
                    choices=", ".join(order[least:]),
                ),
            )


def _decisions_of_others_superseded(dossier: Dossier) -> Iterator[Misfit]:
    """Nobody can take back what another has decided, and a decision stays one about the same rows."""
    known = {decision.id: decision for decision in dossier.decisions}
    for index, decision in enumerate(dossier.decisions):
        earlier = known.get(decision.supersedes or "")
        if earlier is not None and (earlier.by, earlier.pair) != (decision.by, decision.pair):
            yield Misfit(
                "decisions",
                index,
                ("supersedes",),
                sentence("an earlier decision of the same person about the same two rows"),
            )


def _records_in_two_identities(dossier: Dossier) -> Iterator[Misfit]:
    seen: dict[tuple[str, str], str] = {}
    for index, identity in enumerate(dossier.identities):
        for position, record in enumerate(identity.records):
            other = seen.setdefault((record.roster, record.record), identity.id)
            if other != identity.id:
                yield Misfit(
                    "identities",
                    index,
                    ("records", position),
                    sentence("each row in one identity only"),
                    sentence("it is in {id} too", id=other),
                )
