"""A release as its reader meets it: who is called what, which source stands behind what, what belongs together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aiqyn.core.dates import EdtfDate, latest, sort_key
from aiqyn.core.disclosure import Decision, Release
from aiqyn.core.figures import Figure, FiguresFile, FiguresReport, check, misfits
from aiqyn.core.inquiry import (
    KINDS,
    Act,
    Dossier,
    Person,
    Place,
    Proceeding,
    Source,
)
from aiqyn.core.values import split_citation
from aiqyn.core.vocab import load_vocabulary
from aiqyn.publication.report.text import (
    NOTHING,
    Bare,
    Marked,
    Own,
    Text,
    Verbatim,
    When,
    linked,
    listed,
    say,
)

__all__ = ["Case", "Reading", "anchor_of", "as_it_went", "chronological", "dated"]

UNBROKEN_CITATION = 16
"""A citation up to so long is not broken at the end of a line."""

LONGEST_LETTER = 3
"""A pseudonym up to so long is a letter or an initial and reads better with "Person" before it."""


def anchor_of(kind: str, thing_id: str) -> str:
    """The permanent address of a record, the same in every edition: `persons-A`."""
    return f"{kind}-{thing_id}"


def dated(date: EdtfDate | None, time: Any = None) -> Text:
    """A date in words, or that none is told."""
    return When(date, time) if date is not None else say("date not told")


def chronological(things: Iterable[Any], date: str = "date") -> list[Any]:
    """By date, what has none at the end, and by id where dates are equal."""

    def key(thing: Any) -> tuple[bool, tuple[int, int, str], str]:
        when = getattr(thing, date)
        return when is None, sort_key(when) if when is not None else (0, 0, ""), thing.id

    return sorted(things, key=key)


_LEADS_TO = ("followed_by", "caused")
"""Links that say which of two acts came first."""


def as_it_went(acts: Iterable[Act]) -> list[Act]:
    """Acts by date, and where dates do not tell, in the order that their links do.

    An act without a date stands before what is said to have followed it; links that run in a
    circle are left aside.
    """
    waiting = chronological(acts)
    before: dict[str, set[str]] = {act.id: set() for act in waiting}
    for act in waiting:
        for link in act.links:
            if link.kind in _LEADS_TO and link.act in before and link.act != act.id:
                before[link.act].add(act.id)
    ordered: list[Act] = []
    while waiting:
        left = {act.id for act in waiting}
        ready = next((act for act in waiting if not before[act.id] & left), waiting[0])
        ordered.append(ready)
        waiting.remove(ready)
    return ordered


def natural_key(thing_id: str) -> tuple[tuple[int, int, str], ...]:
    """For sorting ids as people count: F2 stands before F10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", thing_id)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def _in_natural_order(dossier: Dossier) -> Dossier:
    kinds = {
        kind: tuple(sorted(dossier.all_of(kind), key=lambda thing: natural_key(thing.id))) for kind in KINDS
    }
    return dossier.model_copy(update=kinds)


@dataclass(frozen=True, slots=True)
class Case:
    """Persons who belong together by kinship or by a proceeding, and what concerns them.

    Attributes:
        key: The page's key.
        persons: Its persons, the one it is named after first.
        acts: What was done to them, in order of time.
        proceedings: The proceedings about them.
    """

    key: str
    persons: tuple[Person, ...]
    acts: tuple[Act, ...]
    proceedings: tuple[Proceeding, ...]


class Reading:
    """Looks things up in a release and words them."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.dossier = _in_natural_order(release.contents())
        self._by: dict[str, dict[str, Any]] = {
            kind: {thing.id: thing for thing in self.dossier.all_of(kind)} for kind in KINDS
        }

    @cached_property
    def figures_report(self) -> FiguresReport | None:
        """What the core finds in the released figures; `None` where what they rest on is not released."""
        stated = FiguresFile(measures=self.dossier.measures, figures=self.dossier.figures)
        if misfits(stated.measures, stated.figures):
            return None
        names = {each.id: each.short_name or each.name for each in self.dossier.organisations}
        return check(stated, names=names)

    def get(self, kind: str, thing_id: str | None) -> Any | None:
        """A record, `None` where there is none of that id."""
        return self._by[kind].get(thing_id) if thing_id is not None else None

    def figure(self, figure_id: str) -> Figure:
        """The figure of that id, which is one of the release."""
        figure: Figure = self._by["figures"][figure_id]
        return figure

    def stands_alone(self, source: Source) -> bool:
        """Whether a source retells no other, shown or withheld."""
        decision = self.decision("sources", source.id)
        hidden = decision is not None and "derived_from" in decision.fields_withheld
        return not source.derived_from and not hidden

    def decision(self, kind: str, thing_id: str) -> Decision | None:
        """How a record is released, and on what ground."""
        return self.release.decisions.get(kind, {}).get(thing_id)

    # Who and where ---------------------------------------------------------------------------

    def called(self, person: Person) -> Text:
        """What the release calls a person."""
        if person.names:
            return Verbatim(person.names[0].text, person.names[0].language)
        if person.pseudonym and len(person.pseudonym) <= LONGEST_LETTER:
            return say("Person {letter}", letter=person.pseudonym)
        if person.pseudonym:
            return Verbatim(person.pseudonym)
        if person.description is not None:
            return Bare(Own(person.description))
        return say("Person {letter}", letter=person.id)

    def person(self, person_id: str | None) -> Text:
        """A person, with the way to where more is told."""
        person = self.get("persons", person_id)
        return linked(self.called(person), anchor_of("persons", person.id)) if person else NOTHING

    def body(self, organisation_id: str | None) -> Text:
        """An organisation by its short name, with the way to where it is listed."""
        organisation = self.get("organisations", organisation_id)
        if organisation is None:
            return NOTHING
        return linked(
            Own(organisation.short_name or organisation.name),
            anchor_of("organisations", organisation.id),
            Own(organisation.name),
        )

    def bodies(self, ids: Iterable[str]) -> Text:
        """Organisations in a row."""
        return listed([self.body(each) for each in ids])

    def place(self, place_id: str | None) -> Text:
        """A place, with the larger one that it lies in, unless that is the whole country."""
        place: Place | None = self.get("places", place_id)
        if place is None:
            return NOTHING
        larger: Place | None = self.get("places", place.within)
        if larger is None or larger.kind == "country":
            return Own(place.name)
        return listed([Own(place.name), Own(larger.name)])

    def perpetrators(self, act: Act) -> Text:
        """Who is alleged to have done it, each as far as told."""
        told: list[Text] = []
        for one in act.perpetrators:
            parts: list[Text] = []
            if one.person:
                parts.append(self.person(one.person))
            if one.organisation:
                parts.append(self.body(one.organisation))
            if one.description is not None:
                parts.append(Own(one.description))
            if one.attribution is not None:
                parts.append(say("known by: {how}", how=Own(one.attribution)))
            told.append(listed(parts, "; "))
        return listed(told, "; ") if told else say("not told")

    # Where it comes from ---------------------------------------------------------------------

    def cited(self, citations: Iterable[str]) -> Text:
        """The sources, each once, with the places in them."""
        places: dict[str, list[str]] = {}
        for citation in citations:
            source, locator = split_citation(citation)
            found = places.setdefault(source, [])
            if locator is not None and locator not in found:
                found.append(locator)
        return listed([self._source(source, locators) for source, locators in places.items()], "; ")

    def _source(self, source_id: str, locators: list[str]) -> Text:
        words = source_id if not locators else f"{source_id}: {', '.join(locators)}"
        source = self.get("sources", source_id)
        if source is None:
            return Verbatim(words)
        short = len(words) <= UNBROKEN_CITATION
        return linked(
            Marked(Verbatim(words), "cite") if short else Verbatim(words),
            anchor_of("sources", source_id),
            Own(source.title),
        )

    def source_note(self, citations: Iterable[str]) -> Text:
        """The margin note that says where something comes from."""
        return say("Source: {sources}", sources=self.cited(citations))

    def known_until(self, citations: Iterable[str]) -> EdtfDate:
        """The day until which these sources can tell: the last of their dates, or the release's own.

        Silence is only known that far: a reply may have come the day after.
        """
        dates = [
            source.date
            for citation in citations
            if (source := self.get("sources", split_citation(citation)[0])) is not None
            and source.date is not None
        ]
        known = [date for date in dates if latest(date) is not None]
        return max(known, key=lambda date: (latest(date), str(date))) if known else self.release.as_of

    # What belongs together -------------------------------------------------------------------

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """The cases, in the order of the ids of those they are named after.

        Persons belong to one case when kinship ties them, when they are parties to the same
        proceeding, or when it concerns what was done to them. Who represents many, acts for
        the State, or is a mere witness of several ties nothing together.
        """
        tied = _Ties()
        for person in self.dossier.persons:
            if not self._ties_nothing(person):
                tied.add(person.id)
        for person in self.dossier.persons:
            for relation in person.relations:
                if load_vocabulary("relation-kinds").is_within(relation.kind, "kin"):
                    tied.tie(person.id, relation.person)
        about = {proceeding.id: self._persons_of(proceeding) for proceeding in self.dossier.proceedings}
        for persons in about.values():
            for other in persons[1:]:
                tied.tie(persons[0], other)
        concerned = {act.victim for act in self.dossier.acts} | {
            each for persons in about.values() for each in persons
        }
        cases = [
            self._case(group, about)
            for group in tied.groups()
            if any(member in concerned for member in group)
        ]
        return tuple(sorted(cases, key=lambda case: natural_key(case.persons[0].id)))

    @cached_property
    def case_of(self) -> dict[str, Case]:
        """The case of each person who is in one."""
        return {person.id: case for case in self.cases for person in case.persons}

    def _ties_nothing(self, person: Person) -> bool:
        return person.is_official or any(
            relation.kind in ("represents", "speaks_for", "treated") for relation in person.relations
        )

    def _persons_of(self, proceeding: Proceeding) -> list[str]:
        acts = [self.get("acts", act_id) for act_id in proceeding.concerns]
        ids = [act.victim for act in acts if act is not None and act.victim]
        ids += [
            party.person
            for party in proceeding.parties
            if party.status not in ("witness", "witness_with_defence")
        ]
        persons = [self.get("persons", person_id) for person_id in dict.fromkeys(ids)]
        return [person.id for person in persons if person is not None and not self._ties_nothing(person)]

    def _case(self, group: list[str], about: dict[str, list[str]]) -> Case:
        acts = as_it_went(act for act in self.dossier.acts if act.victim in group)
        head = self._head(group, acts)
        members = [head, *(member for member in group if member != head)]
        proceedings = [
            proceeding
            for proceeding in self.dossier.proceedings
            if any(each in group for each in about[proceeding.id])
        ]
        return Case(
            key=f"case-{head}",
            persons=tuple(self._by["persons"][member] for member in members),
            acts=tuple(acts),
            proceedings=tuple(proceedings),
        )

    def _head(self, group: list[str], acts: list[Act]) -> str:
        """Whom a case is named after: the dead first, then whoever most was done to, then the first id."""
        types = load_vocabulary("acts")

        def weight(person_id: str) -> tuple[int, int, str]:
            own = [act for act in acts if act.victim == person_id]
            fatal = any(act.type in types and types.entry(act.type).fatal for act in own)
            return (0 if fatal else 1, -len(own), person_id)

        return min(group, key=weight)


class _Ties:
    """Groups of ids that are tied together, directly or through others."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def add(self, member: str) -> None:
        self._above.setdefault(member, member)

    def tie(self, one: str, other: str) -> None:
        """Ties two ids; an id that was never added ties nothing."""
        if one in self._above and other in self._above:
            first, second = sorted((self._root(one), self._root(other)))
            self._above[second] = first

    def groups(self) -> list[list[str]]:
        by_root: dict[str, list[str]] = {}
        for member in sorted(self._above):
            by_root.setdefault(self._root(member), []).append(member)
        return list(by_root.values())

    def _root(self, member: str) -> str:
        while self._above[member] != member:
            member = self._above[member]
        return member
