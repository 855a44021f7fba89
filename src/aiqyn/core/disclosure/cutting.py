"""Cuts an inquiry down to what may be printed: the one way from a dossier to a release."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from aiqyn.core.dates import EdtfDate, earliest, latest
from aiqyn.core.disclosure.cut_estimations import cut_estimations
from aiqyn.core.disclosure.cut_events import Happenings, cut_acts, cut_events, released_acts, released_events
from aiqyn.core.disclosure.cut_people import Appearances, cut_groups, cut_persons
from aiqyn.core.disclosure.cut_proceedings import cut_proceedings, released_proceedings
from aiqyn.core.disclosure.cut_public import (
    cut_figures,
    cut_findings,
    cut_measures,
    cut_organisations,
    cut_places,
    cut_recommendations,
    cut_sources,
)
from aiqyn.core.disclosure.involvement import Key
from aiqyn.core.disclosure.permission import Use, public_sources
from aiqyn.core.disclosure.policy import Policy
from aiqyn.core.disclosure.release import Decision, Json, LedgerState, Release, Withheld
from aiqyn.core.disclosure.release_ids import check_order_key
from aiqyn.core.disclosure.standing import standing_of
from aiqyn.core.disclosure.workbench import NO_LIMIT, Made, Reason, ScreenedText, Sheet, Workbench
from aiqyn.core.faults import Refused
from aiqyn.core.figures import Measure
from aiqyn.core.inquiry import KINDS, Dossier, Inquiry, Mandate, check_dossier, plain
from aiqyn.core.language import Sentence, sentence
from aiqyn.core.values import LocalisedText
from aiqyn.core.worded import worded

__all__ = ["Cut", "Original", "cut_down"]

KINDS_OF_PEOPLE = frozenset({"consents", "statements", "persons", "groups", "events", "acts", "proceedings"})
"""Kinds of which a small number may tell of people."""

NEVER_RELEASED = ("consents", "statements", "evidence", "rosters", "decisions", "identities")
"""Kinds that no rule of the first form releases."""


@dataclass(frozen=True, slots=True)
class Original:
    """What a released record was made from; stays with the inquiry, and proves the record field by field.

    Attributes:
        id: The id inside the inquiry.
        fields: The fields whose released value is exactly the recorded one.
    """

    id: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A release, and beside it what only members may see.

    Attributes:
        release: What may be printed.
        originals: By kind and released id, what the record was made from; only for records
            that readers may be shown to be made from it.
        made_from: By kind and released id, the id inside of what any record was made from,
            but for sources that stand together.
        reasons: Why each thing that is wholly withheld is, by its kind and id inside.
        screened: Texts withheld for something found in them, for members to decide about.
    """

    release: Release
    originals: Mapping[Key, Original]
    made_from: Mapping[Key, str]
    reasons: Mapping[Key, Reason]
    screened: tuple[ScreenedText, ...]


def cut_down(
    dossier: Dossier,
    policy: Policy,
    *,
    id: str,
    title: LocalisedText,
    as_of: EdtfDate,
    commitments: Mapping[Key, str],
    order_key: bytes,
    ledger: LedgerState | None = None,
) -> Cut | Refused:
    """What of an inquiry may be printed under a policy, as consent stands on a day.

    The closed default: what no rule releases is withheld. The same arguments give the same
    bytes. Taking back a grant, adding a withdrawal or closing the policy never makes what
    is told larger.

    Args:
        dossier: The whole inquiry, without misfits between its parts.
        policy: What the release is for, and the inquiry's own limits.
        id: The release's name.
        title: The release's title.
        as_of: The day on which consent is read; one whole day.
        commitments: The commitment to the present version of everything recorded, by kind
            and id.
        order_key: At least 16 secret bytes, kept by the inquiry, from which released ids are
            made; the same for releases that are to be compared.
        ledger: The state of the ledger.

    Returns:
        The release with its originals and reasons. `Refused` where a text that can't be left
        out, such as the inquiry's own title, tells what may not be told.

    Raises:
        ValueError: `as_of` is no single day, the key is too short, the dossier has misfits, or
            a thing to be committed to has no commitment.
    """
    check_order_key(order_key)
    if check_dossier(dossier):
        raise ValueError("the dossier has misfits between its parts; check it before it is cut down")
    use = Use(policy, _single_day(as_of), public_sources(dossier.sources))
    bench = Workbench(dossier, standing_of(dossier, use), order_key)
    refusal = _refusal(bench, id, title)
    if refusal is not None:
        return Refused(refusal)
    sheet = Sheet()
    inquiry = _cut_inquiry(bench)
    measures = _cut_records(bench, sheet)
    originals = _originals(dossier, sheet)
    release = Release(
        id=id,
        title=title,
        as_of=as_of,
        policy=policy,
        inquiry=inquiry,
        records=_records(sheet),
        measures=dict(measures),
        decisions=_decisions(sheet),
        withheld=_withheld(sheet.reasons, policy.smallest_count),
        commitments=_commitments(dossier, originals, commitments),
        ledger=ledger,
    )
    return Cut(
        release,
        MappingProxyType(originals),
        MappingProxyType(_made_from(sheet)),
        MappingProxyType(sheet.reasons),
        tuple(dict.fromkeys(bench.screened)),
    )


def _single_day(as_of: EdtfDate) -> date:
    first, last = earliest(as_of), latest(as_of)
    if first is None or first != last or set(as_of.text) & set("?~%X"):
        raise ValueError(f"consent is read on one whole day, not on {as_of}")
    return first


def _refusal(bench: Workbench, identifier: str, title: LocalisedText) -> Sentence | None:
    """Why there can be no release: a text that has to stand in it tells what may not be told."""
    inquiry, policy = bench.dossier.inquiry, bench.standing.use.policy
    needed: tuple[tuple[str, LocalisedText | None], ...] = (
        ("title", title),
        ("policy.title", policy.title),
        ("policy.cautions", policy.cautions),
        ("inquiry.title", inquiry.title),
        ("inquiry.mandate.subject", inquiry.mandate.subject),
    )
    ids = (("id", identifier), ("policy.id", policy.id), ("inquiry.id", inquiry.id))
    for name, text in needed:
        if bench.screen.find_in(text):
            return _tells(name)
    return next((_tells(name) for name, text in ids if bench.betrays(text)), None)


def _tells(name: str) -> Sentence:
    return sentence(
        "the field {field} can't be left out of a release, and it tells a name or a number that may not be told: "
        "word it otherwise",
        field=name,
    )


def _cut_inquiry(bench: Workbench) -> Inquiry:
    inquiry = bench.dossier.inquiry
    places = (bench.place(place, NO_LIMIT) for place in inquiry.mandate.territory)
    return Inquiry(
        id=inquiry.id,
        title=inquiry.title,
        summary=_unless_told(bench, inquiry.summary),
        mandate=Mandate(
            period=inquiry.mandate.period,
            territory=tuple(dict.fromkeys(place for place in places if place is not None)),
            subject=inquiry.mandate.subject,
            standard_of_proof=inquiry.mandate.standard_of_proof,
        ),
        languages=inquiry.languages,
        members=inquiry.members,
        methodology=_unless_told(bench, inquiry.methodology),
    )


def _unless_told(bench: Workbench, text: LocalisedText | None) -> LocalisedText | None:
    return None if bench.screen.find_in(text) else text


def _cut_records(bench: Workbench, sheet: Sheet) -> Mapping[str, Measure]:
    """Cuts kind after kind: first what others refer to by consent, last what is kept if referred to."""
    for kind in NEVER_RELEASED:
        for thing in bench.dossier.all_of(kind):
            sheet.withhold(
                (kind, thing.id), "kind_not_released", worded("Things of this kind are not released.")
            )
    appearances = Appearances(bench)
    groups = cut_groups(bench, sheet)
    events = released_events(bench, groups, sheet)
    told_in = released_acts(bench, groups, events, sheet)
    proceedings = released_proceedings(bench, sheet)
    cut_events(bench, events, sheet)
    cut_acts(bench, appearances, Happenings(told_in, events, groups), sheet)
    cut_proceedings(bench, appearances, proceedings, told_in, sheet)
    cut_persons(bench, appearances, sheet)
    cut_organisations(bench, sheet)
    measures = cut_measures(bench)
    figures = cut_figures(bench, measures, sheet)
    findings = cut_findings(bench, figures, sheet)
    cut_recommendations(bench, findings, sheet)
    cut_estimations(bench, figures, sheet)
    cut_sources(bench, sheet)
    cut_places(bench, sheet)
    return measures


def _records(sheet: Sheet) -> dict[str, dict[str, dict[str, Json]]]:
    return {
        kind: {made.record.id: plain(made.record) for made in sorted(sheet.made[kind], key=_released_id)}
        for kind in KINDS
        if kind in sheet.made
    }


def _released_id(made: Made) -> str:
    return str(made.record.id)


def _decisions(sheet: Sheet) -> dict[str, dict[str, Decision]]:
    return {
        kind: {
            made.record.id: Decision(
                form=made.form, because=made.because, fields_withheld=tuple(sorted(made.fields_withheld))
            )
            for made in sorted(sheet.made[kind], key=_released_id)
        }
        for kind in KINDS
        if kind in sheet.made
    }


def _originals(dossier: Dossier, sheet: Sheet) -> dict[Key, Original]:
    things = {(kind, thing.id): thing for kind in KINDS for thing in dossier.all_of(kind)}
    found: dict[Key, Original] = {}
    for kind, all_made in sheet.made.items():
        for made in all_made:
            if made.original is not None and made.is_tied:
                recorded, released = plain(things[kind, made.original]), plain(made.record)
                same = tuple(
                    name
                    for name, value in released.items()
                    if name in recorded and _same(recorded[name], value)
                )
                found[kind, made.record.id] = Original(made.original, same)
    return found


def _made_from(sheet: Sheet) -> dict[Key, str]:
    return {
        (kind, made.record.id): made.original
        for kind, all_made in sheet.made.items()
        for made in all_made
        if made.original is not None
    }


def _same(recorded: Json, released: Json) -> bool:
    return json.dumps(recorded, sort_keys=True) == json.dumps(released, sort_keys=True)


def _commitments(
    dossier: Dossier, originals: Mapping[Key, Original], commitments: Mapping[Key, str]
) -> tuple[str, ...]:
    """The commitments to everything that no released record is tied to, in an order that tells nothing."""
    tied = {(kind, original.id) for (kind, _), original in originals.items()}
    untied = [
        (kind, thing.id) for kind in KINDS for thing in dossier.all_of(kind) if (kind, thing.id) not in tied
    ]
    missing = Counter(kind for kind, identifier in untied if (kind, identifier) not in commitments)
    if missing:
        counts = ", ".join(f"{number} of {kind}" for kind, number in sorted(missing.items()))
        raise ValueError(f"no commitment was given for {counts} that the release withholds")
    return tuple(sorted(commitments[key] for key in untied))


def _withheld(reasons: Mapping[Key, Reason], smallest: int) -> tuple[Withheld, ...]:
    """How much is withheld, by kind and ground; of people, no number below the smallest is told."""
    counts: dict[str, dict[str, int]] = {}
    for (kind, _), reason in reasons.items():
        of_kind = counts.setdefault(kind, {})
        of_kind[reason.ground] = of_kind.get(reason.ground, 0) + 1
    return tuple(
        Withheld(kind=kind, ground=ground, count=number)
        for kind in KINDS
        if kind in counts
        for ground, number in sorted(
            told_numbers(counts[kind], smallest if kind in KINDS_OF_PEOPLE else 0).items()
        )
    )


def told_numbers(counts: Mapping[str, int], smallest: int) -> Mapping[str, int | None]:
    """Numbers by ground, small ones put together with the next until their sum is large enough.

    Only a kind of which fewer than the smallest number are withheld at all has no number: hiding
    one of several would let it be reckoned from the total, which the commitments bound.
    """
    kept = dict(sorted(counts.items(), key=lambda cell: (cell[1], cell[0])))
    if len(kept) == 1 or all(number >= smallest for number in kept.values()):
        return {ground: number if number >= smallest else None for ground, number in kept.items()}
    together = 0
    for ground, number in tuple(kept.items()):
        if number >= smallest and together >= smallest:
            break
        together += kept.pop(ground)
    return {**kept, "several_grounds": together if together >= smallest else None}
