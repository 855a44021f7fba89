"""Chapter: what happened, in order, each with its source and with dates only as sure as they are."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from aiqyn.core.dates import EdtfDate, compare, earliest, earliest_possible, latest, latest_possible
from aiqyn.core.inquiry import Act, Event
from aiqyn.publication.report.blocks import (
    START,
    Block,
    Column,
    Heading,
    Item,
    Listing,
    Mark,
    Notice,
    Page,
    Paragraph,
    Part,
    Plate,
    Row,
    Table,
)
from aiqyn.publication.report.plates import Wanted, timeline_plates
from aiqyn.publication.report.reading import Reading, anchor_of, chronological, dated
from aiqyn.publication.report.text import (
    NOTHING,
    Own,
    Term,
    Text,
    capital,
    linked,
    listed,
    say,
    say_counted,
    strong,
)

__all__ = ["chronology", "day_number", "is_exact", "mark"]

_EPOCH = datetime.date(1970, 1, 1).toordinal()


def day_number(day: datetime.date | None) -> int | None:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH if day is not None else None


def is_exact(date: EdtfDate) -> bool:
    """Whether all its days are known: of such a date alone it is certain that it is the same as itself."""
    return compare(date, date) == "same"


def mark(label: Text, date: EdtfDate | None, when: Text | None = None) -> Mark:
    """A thing on a timeline, drawn as sure as its date is."""
    if date is None:
        return Mark(label, when or dated(None), None, None, exact=False)
    start, end = day_number(earliest(date)), day_number(latest(date))
    if start is None or end is None or is_exact(date):
        is_known = not _has_unknown_end(date)
        return Mark(label, when or dated(date), start, end, exact=is_known, sure=_known_end(start, end, date))
    # Doubt widens what is drawn, where it says how far it reaches.
    wide = day_number(earliest_possible(date)), day_number(latest_possible(date))
    if wide[0] is not None and wide[1] is not None:
        start, end = wide
    return Mark(label, when or dated(date), start, end, exact=False, sure=_sure_days(date))


def _has_unknown_end(date: EdtfDate) -> bool:
    """Whether an end is not known, which is not the same as open: it may have come the next day."""
    return date.text.startswith("/") or date.text.endswith("/")


def _known_end(start: int | None, end: int | None, date: EdtfDate) -> tuple[int, int] | None:
    """Of an interval with an unknown end, the one day that surely belongs to it."""
    if not _has_unknown_end(date):
        return None
    day = start if start is not None else end
    return None if day is None else (day, day)


def _sure_days(date: EdtfDate) -> tuple[int, int] | None:
    """Of an interval with a doubtful end, the days that it surely holds; `None` where there are none."""
    first, slash, last = date.text.partition("/")
    if not slash:
        return None
    start, end = EdtfDate(first), EdtfDate(last)
    begun = day_number(latest_possible(start) or latest(start))
    not_over = day_number(earliest_possible(end) or earliest(end))
    return (begun, not_over) if begun is not None and not_over is not None and begun <= not_over else None


def chronology(reading: Reading) -> Page:
    """What happened."""
    events = chronological(reading.dossier.events)
    personal = _personal(reading)
    course = [event for event in events if event.id not in personal]
    in_cases = [event for event in events if event.id in personal]
    blocks: list[Block] = []
    if course:
        blocks += _drawn(course)
    else:
        blocks.append(Notice(say("This release holds no event."), "empty"))
    for event in course:
        blocks += _told(reading, event)
    if in_cases:
        blocks.append(Heading(say("What happened to the people of the cases"), "in-the-cases"))
        blocks.append(
            Paragraph(
                say(
                    "These events hold acts against single persons. They are listed here in their order and "
                    "told on the pages of the cases."
                ),
                numbered=False,
            )
        )
        blocks.append(_case_events(reading, in_cases))
        ids = {event.id for event in in_cases}
        acts = [act for act in reading.dossier.acts if act.event in ids and act.victim_group is not None]
        if acts:
            blocks.append(Heading(say("Acts against groups in these events"), "group-acts", 3))
            blocks.append(Listing(tuple(_group_act(reading, act) for act in chronological(acts))))
    if reading.dossier.groups:
        blocks.append(Heading(say("Groups"), "groups"))
        blocks.append(_groups(reading))
    return Page(
        key="chronology",
        number="1",
        title=say("What happened"),
        lead=say("The course of events in the order of time, each with the source that tells it."),
        blocks=tuple(blocks),
        parent=START,
    )


def _personal(reading: Reading) -> set[str]:
    """Events that belong to a case: those that hold acts against single persons, and what is part of them."""
    found = {act.event for act in reading.dossier.acts if act.victim is not None}
    grown = True
    while grown:
        parts = {event.id for event in reading.dossier.events if event.part_of in found} - found
        found |= parts
        grown = bool(parts)
    return found


def _drawn(events: Sequence[Event]) -> tuple[Plate, ...]:
    rows = tuple(
        Row((dated(event.date, event.time_of_day), linked(Own(event.title), anchor_of("events", event.id))))
        for event in events
    )
    dates = [event.date for event in events if event.date is not None]
    unsure = sum(1 for date in dates if not is_exact(date))
    shown = tuple(
        mark(Own(event.title), event.date, dated(event.date, event.time_of_day)) for event in events
    )
    return timeline_plates(
        Wanted(
            anchor="drawing-chronology",
            title=say("The course of events"),
            reading=listed(
                [
                    say_counted(
                        "{number} event on one axis of days.",
                        "{number} events on one axis of days.",
                        len(events),
                    ),
                    say_counted(
                        "{number} has a date that is open or not exact and is drawn so.",
                        "{number} have dates that are open or not exact and are drawn so.",
                        unsure + len(events) - len(dates),
                    ),
                ],
                " ",
            ),
            parts=(Part(NOTHING, shown),),
            table=Table(
                caption=say("The events and their dates"),
                columns=(Column(say("When")), Column(say("What"), share=3)),
                rows=rows,
                empty=say("None."),
            ),
        )
    )


def _told(reading: Reading, event: Event) -> list[Block]:
    parts: list[Text] = [
        say("{date}.", date=strong(capital(dated(event.date, event.time_of_day)))),
        say("{title}.", title=Own(event.title)),
    ]
    if event.description is not None:
        parts.append(Own(event.description))
    if event.note is not None:
        parts.append(Own(event.note))
    where = [reading.place(place) for place in event.places]
    notes: list[Text] = [listed([capital(Term("event-kinds", event.kind)), *where], " · ")]
    if event.by:
        notes.append(say("By: {bodies}", bodies=reading.bodies(event.by)))
    # That an event is part of the whole course, which is part of nothing, goes without saying.
    if event.part_of and (whole := reading.get("events", event.part_of)) and whole.part_of:
        notes.append(say("Part of: {event}", event=linked(Own(whole.title), anchor_of("events", whole.id))))
    notes.append(reading.source_note(event.cites))
    blocks: list[Block] = [Paragraph(listed(parts, " "), tuple(notes), anchor_of("events", event.id))]
    acts = [
        act for act in reading.dossier.acts if act.event == event.id
    ]  # against groups: else it is no such event
    if acts:
        blocks.append(Listing(tuple(_group_act(reading, act) for act in chronological(acts))))
    return blocks


def _group_act(reading: Reading, act: Act) -> Item:
    group = reading.get("groups", act.victim_group)
    whom = linked(Own(group.title), anchor_of("groups", group.id)) if group else NOTHING
    parts: list[Text] = [say("{act}: {whom}.", act=capital(Term("acts", act.type)), whom=whom)]
    if act.date is not None:
        parts.append(say("{date}.", date=capital(dated(act.date, act.time_of_day))))
    parts += [Own(each) for each in (act.description, act.note) if each is not None]
    notes = (
        say("By whom, as alleged: {whom}", whom=reading.perpetrators(act)),
        listed(
            [
                say("the teller {certainty}", certainty=Term("certainties", act.certainty)),
                reading.source_note(act.cites),
            ],
            " · ",
        ),
    )
    return Item(listed(parts, " "), notes, anchor_of("acts", act.id))


def _case_events(reading: Reading, events: Sequence[Event]) -> Table:
    rows = []
    for event in events:
        victims = dict.fromkeys(
            act.victim for act in reading.dossier.acts if act.event == event.id and act.victim
        )
        acts = sum(1 for act in reading.dossier.acts if act.event == event.id)
        rows.append(
            Row(
                (
                    dated(event.date, event.time_of_day),
                    Own(event.title),
                    listed([reading.person(victim) for victim in victims]),
                    say_counted("{number} act", "{number} acts", acts),
                    reading.cited(event.cites),
                ),
                anchor_of("events", event.id),
            )
        )
    return Table(
        caption=say("Events that hold acts against single persons"),
        columns=(
            Column(say("When")),
            Column(say("What"), share=3),
            Column(say("Whom")),
            Column(say("Acts")),
            Column(say("Source")),
        ),
        rows=tuple(rows),
        empty=say("None."),
    )


def _groups(reading: Reading) -> Table:
    rows = []
    for group in reading.dossier.groups:
        name: Text = Own(group.title)
        if group.note is not None:
            name = listed([name, Own(group.note)], ". ")
        rows.append(
            Row(
                (name, _size(group.at_least, group.at_most), reading.cited(group.cites)),
                anchor_of("groups", group.id),
            )
        )
    return Table(
        caption=say("Groups of people of whom no one is told apart; never counted as persons"),
        columns=(Column(say("Group"), share=4), Column(say("Size as stated")), Column(say("Source"))),
        rows=tuple(rows),
        empty=say("None."),
    )


def _size(at_least: int | None, at_most: int | None) -> Text:
    if at_least is not None and at_least == at_most:
        return say("{number}", number=at_least)
    if at_least is not None and at_most is not None:
        return say("from {low} to {high}", low=at_least, high=at_most)
    if at_least is not None:
        return say("at least {low}", low=at_least)
    if at_most is not None:
        return say("at most {high}", high=at_most)
    return say("not stated")
