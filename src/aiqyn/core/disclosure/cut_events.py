"""Events and acts as released: what happened, told no more exactly than those it befell agreed to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aiqyn.core.disclosure.coarsening import tells_no_more
from aiqyn.core.disclosure.cut_people import Appearances
from aiqyn.core.disclosure.involvement import Key
from aiqyn.core.disclosure.openness import is_at_least
from aiqyn.core.disclosure.workbench import Made, Pen, Reason, Sheet, Workbench, label, nearest
from aiqyn.core.inquiry import Act, ActLink, Event, Perpetrator
from aiqyn.core.vocab import load_vocabulary
from aiqyn.core.worded import worded

__all__ = ["Happenings", "cut_acts", "cut_events", "released_acts", "released_events"]

UNCITED = Reason(
    "source_protection", worded("It rests only on what people said without agreeing to this use.")
)
AGREED = worded("Those whom it concerns agreed.")
OF_NO_ONE = worded("It tells of no single person.")


class _Acts:
    """Which acts may be told at all, before it is looked at where they happened."""

    def __init__(self, bench: Workbench, groups: Mapping[str, str]) -> None:
        self._bench = bench
        self._groups = groups

    def reason_against(self, act: Act) -> Reason | None:
        """Why an act may not be told, `None` if it may."""
        bench, key = self._bench, ("acts", act.id)
        if key in bench.standing.involvement.restricted:
            return Reason(
                "sexual_violence",
                worded("Acts of this type need a grant of their own, which none can be yet."),
            )
        if not bench.standing.subjects_shown(key):
            obstacle = bench.standing.first_obstacle(key)
            return Reason(obstacle.ground or "form_not_granted", obstacle.because)
        if act.victim_group is not None and act.victim_group not in self._groups:
            return Reason("screened_text", worded("The group that it befell is not in the release."))
        return None if bench.can_cite(act.cites) else UNCITED


def released_events(bench: Workbench, groups: Mapping[str, str], sheet: Sheet) -> Mapping[str, str]:
    """The released id of each event that may be told of; the reasons against the others go on the sheet."""
    acts = _Acts(bench, groups)
    tellable = {act.id for act in bench.dossier.acts if acts.reason_against(act) is None}
    told = _acts_by_event(bench)
    ids: dict[str, str] = {}
    for event in bench.dossier.events:
        reason = _reason_against_event(bench, event, told, tellable)
        if reason is None:
            ids[event.id] = bench.event_id(event.id)
        else:
            sheet.withhold(("events", event.id), reason.ground, reason.because)
    return ids


def _acts_by_event(bench: Workbench) -> Mapping[str, frozenset[str]]:
    """The acts within each event, those of the events within it included."""
    above = {event.id: event.part_of for event in bench.dossier.events}
    found: dict[str, set[str]] = {}
    for act in bench.dossier.acts:
        step: str | None = act.event
        while step is not None and act.id not in found.get(step, ()):
            found.setdefault(step, set()).add(act.id)
            step = above.get(step)
    return {event: frozenset(acts) for event, acts in found.items()}


def _reason_against_event(
    bench: Workbench, event: Event, told: Mapping[str, frozenset[str]], tellable: set[str]
) -> Reason | None:
    if not bench.can_cite(event.cites):
        return UNCITED
    if event.id not in bench.standing.involvement.personal_events:
        return None
    within = told.get(event.id, frozenset())
    key = ("events", event.id)
    if within & tellable or (not within and key in bench.standing.whole):
        return None
    obstacle = bench.standing.first_obstacle(key)
    return Reason(obstacle.ground or "third_party", obstacle.because)


def cut_events(bench: Workbench, ids: Mapping[str, str], sheet: Sheet) -> None:
    """Cuts the events that may be told of."""
    above = {event.id: event.part_of for event in bench.dossier.events}
    for event in bench.dossier.events:
        if event.id in ids:
            around = nearest(event.part_of, above, ids)
            sheet.add("events", _cut_event(bench, event, ids[event.id], ids.get(around or "")))


def _cut_event(bench: Workbench, event: Event, identifier: str, part_of: str | None) -> Made:
    key = ("events", event.id)
    is_personal = event.id in bench.standing.involvement.personal_events
    pen = Pen.for_personal(bench, key) if is_personal else Pen(bench, key)
    form = pen.openness.form if pen.openness else "named"
    record = Event(
        id=identifier,
        kind=event.kind,
        title=pen.title(event.title, label("event-kinds", event.kind)),
        date=pen.date("date", event.date),
        time_of_day=pen.time("time_of_day", event.time_of_day),
        places=pen.places("places", event.places),
        part_of=part_of,
        by=tuple(found for body in event.by if (found := bench.organisation(body)) is not None),
        description=pen.text("description", event.description),
        cites=bench.cite(event.cites),
    )
    because = AGREED if is_personal else OF_NO_ONE
    return pen.made(record, form, because, is_tied=is_at_least(form, "pseudonymous"))


def released_acts(
    bench: Workbench, groups: Mapping[str, str], events: Mapping[str, str], sheet: Sheet
) -> Mapping[str, str]:
    """By act that may be told, the event inside the inquiry that it is told in."""
    acts = _Acts(bench, groups)
    told_in: dict[str, str] = {}
    for act in bench.dossier.acts:
        reason = acts.reason_against(act)
        event = _event_of(bench, act, events) if reason is None else None
        if reason is None and event is None:
            reason = Reason(
                "precision_not_granted",
                worded("Every event that it could be told in tells a finer day or place than was agreed to."),
            )
        if reason is not None:
            sheet.withhold(("acts", act.id), reason.ground, reason.because)
        elif event is not None:
            told_in[act.id] = event
    for lost in _deaths_told_in_part(bench, told_in):
        del told_in[lost]
        sheet.withhold(
            ("acts", lost), "third_party", worded("Another telling of the same death may not be told.")
        )
    return told_in


def _event_of(bench: Workbench, act: Act, events: Mapping[str, str]) -> str | None:
    """The event of an act, or the nearest around it that tells no finer day and place than the act may."""
    exactness = bench.standing.records["acts", act.id].exactness
    period = bench.dossier.inquiry.mandate.period
    step: str | None = act.event
    while step is not None:
        event = bench.events[step]
        if step in events and (
            step in bench.standing.involvement.personal_events
            or tells_no_more(event, exactness, bench.places, period=period, is_frame=bench.is_frame(step))
        ):
            return step
        step = event.part_of
    return None


def _deaths_told_in_part(bench: Workbench, told: Mapping[str, str]) -> Iterator[str]:
    """Fatal acts of one person of which another telling is withheld.

    Several tellings of one death stand only if each is linked to another; where one is
    withheld, what is left could count a death twice.
    """
    fatal = {entry.id for entry in load_vocabulary("acts").entries if entry.fatal}
    deaths: dict[str, list[str]] = {}
    for act in bench.dossier.acts:
        if act.victim is not None and act.type in fatal:
            deaths.setdefault(act.victim, []).append(act.id)
    for tellings in deaths.values():
        if any(act not in told for act in tellings):
            yield from (act for act in tellings if act in told)


@dataclass(frozen=True, slots=True)
class Happenings:
    """What acts refer to, once it is known what is released.

    Attributes:
        told_in: By act that may be told, the event inside the inquiry that it is told in.
        events: The released id of each event that may be told of.
        groups: The released id of each group that may be told of.
    """

    told_in: Mapping[str, str]
    events: Mapping[str, str]
    groups: Mapping[str, str]


def cut_acts(bench: Workbench, appearances: Appearances, happenings: Happenings, sheet: Sheet) -> None:
    """Cuts the acts that may be told."""
    for act in bench.dossier.acts:
        if act.id in happenings.told_in:
            sheet.add("acts", _cut_act(bench, appearances, happenings, act))


def _cut_act(bench: Workbench, appearances: Appearances, happenings: Happenings, act: Act) -> Made:
    key: Key = ("acts", act.id)
    links = (link for link in act.links if link.act in happenings.told_in)
    pen = Pen.for_personal(bench, key)
    cites = bench.cite(act.cites)
    seen_by = (appearances.of_anyone(person, key, cites) for person in act.witnesses)
    record = Act(
        id=bench.code("acts", act.id),
        type=act.type,
        event=happenings.events[happenings.told_in[act.id]],
        victim=appearances.of_person(act.victim, key, cites),
        victim_group=happenings.groups[act.victim_group] if act.victim_group else None,
        perpetrators=tuple(_perpetrators(bench, appearances, act, pen, cites)),
        witnesses=tuple(person for person in seen_by if person is not None),
        date=pen.date("date", act.date),
        time_of_day=pen.time("time_of_day", act.time_of_day),
        place=pen.place("place", act.place),
        repeated=act.repeated,
        certainty=act.certainty,
        description=pen.text("description", act.description),
        links=tuple(ActLink(kind=link.kind, act=bench.code("acts", link.act)) for link in links),
        cites=cites,
    )
    form = bench.standing.records[key].form
    because = AGREED if act.victim else OF_NO_ONE
    return pen.made(record, form, because, is_tied=is_at_least(form, "pseudonymous"))


def _perpetrators(
    bench: Workbench, appearances: Appearances, act: Act, pen: Pen, cites: tuple[str, ...]
) -> Iterator[Perpetrator]:
    for done_by in act.perpetrators:
        person = appearances.by_office(done_by.person, pen.key, cites)
        organisation = bench.organisation(done_by.organisation)
        description = pen.text("perpetrators.description", done_by.description)
        if person or organisation or description:
            yield Perpetrator(
                person=person,
                organisation=organisation,
                description=description,
                degree=done_by.degree,
                attribution=pen.text("perpetrators.attribution", done_by.attribution),
            )
