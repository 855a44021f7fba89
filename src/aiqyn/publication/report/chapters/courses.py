"""The course of a case on one axis: what was done, what the State did, and where it let time pass."""

from __future__ import annotations

from collections.abc import Iterable

from aiqyn.core.dates import EdtfDate, earliest, latest
from aiqyn.core.inquiry import Act, Examination, Motion, Promise, Request
from aiqyn.publication.report.blocks import (
    Column,
    Mark,
    Part,
    Plate,
    Row,
    Table,
)
from aiqyn.publication.report.chapters.chronology import day_number, mark
from aiqyn.publication.report.plates import Wanted, timeline_plates
from aiqyn.publication.report.reading import Case, Reading, chronological, dated
from aiqyn.publication.report.text import (
    Own,
    Term,
    Text,
    When,
    capital,
    say,
    say_counted,
)

__all__ = ["course"]


def course(reading: Reading, case: Case) -> tuple[Plate, ...]:
    """What was done, what the State did, and where it let time pass, on one axis."""
    parts = [
        Part(
            say("Done to the person"),
            tuple(
                mark(_act_label(reading, case, act), act.date, dated(act.date, act.time_of_day))
                for act in case.acts
            ),
        )
    ]
    steps = chronological(step for one in case.proceedings for step in one.steps)
    parts.append(
        Part(
            say("Steps in the proceedings"),
            tuple(mark(capital(Term("step-kinds", each.kind)), each.date) for each in steps),
        )
    )
    parts.append(Part(say("Asked, and waited for"), tuple(_waits(reading, case))))
    shown = tuple(part for part in parts if part.marks)
    rows = tuple(Row((each.when, each.label, part.title)) for part in shown for each in part.marks)
    waiting = sum(1 for part in shown for each in part.marks if each.waiting)
    return timeline_plates(
        Wanted(
            anchor=f"course-of-{case.key}",
            title=say("The course of the case"),
            reading=say_counted(
                "Of all that was asked for here, {number} thing was still without a result when the sources end.",
                "Of all that was asked for here, {number} things were still without a result when the sources end.",
                waiting,
            )
            if waiting
            else say(
                "Nothing that was asked for here is known to have stayed without a result on a given day."
            ),
            parts=shown,
            table=Table(
                caption=say("The course of the case in words"),
                columns=(
                    Column(say("When")),
                    Column(say("What"), share=3),
                    Column(say("Part of the course")),
                ),
                rows=rows,
                empty=say("None."),
            ),
        )
    )


def _act_label(reading: Reading, case: Case, act: Act) -> Text:
    label: Text = capital(Term("acts", act.type))
    victim = reading.get("persons", act.victim)
    if victim is not None and len({each.victim for each in case.acts}) > 1:
        return say("{act}: {whom}", act=label, whom=reading.called(victim))
    return label


def _waits(reading: Reading, case: Case) -> Iterable[Mark]:
    for one in case.proceedings:
        for request in chronological(one.requests):
            yield _request_mark(reading, request)
        for motion in chronological(one.motions):
            yield _motion_mark(reading, motion)
        for examination in chronological(one.examinations, "ordered"):
            yield _examination_mark(reading, examination)
        for promise in chronological(one.promises, "made"):
            yield _promise_mark(reading, promise)


def _span(label: Text, begin: EdtfDate | None, end: EdtfDate | None, until: EdtfDate, told: Text) -> Mark:
    """From a beginning to a result, or, without one, as far as the sources see: then it is a wait."""
    start = day_number(earliest(begin)) if begin is not None else None
    finish = day_number(latest(end)) if end is not None else None
    if finish is not None:
        return Mark(label, told, start if start is not None else finish, finish, exact=True)
    if start is None:
        return Mark(label, told, None, None, exact=False, waiting=True)
    seen = day_number(latest(until))
    return Mark(label, told, start, max(seen, start) if seen is not None else None, exact=False, waiting=True)


def _request_mark(reading: Reading, request: Request) -> Mark:
    label = say("Asked: {what}", what=Own(request.asked))
    replied = [reply for reply in request.replies if reply.rating != "none"]
    until = reading.known_until(request.cites)
    if not replied:
        return _span(
            label,
            request.date,
            None,
            until,
            say("{date}; no reply known by {until}", date=dated(request.date), until=When(until)),
        )
    last = replied[-1]
    return _span(
        label,
        request.date,
        last.date or request.date,
        until,
        say(
            "{date}; reply {reply}: {rating}",
            date=dated(request.date),
            reply=dated(last.date),
            rating=Term("reply-ratings", last.rating),
        ),
    )


def _motion_mark(reading: Reading, motion: Motion) -> Mark:
    label = say("Moved: {what}", what=Own(motion.asked))
    told = say("{date}; {outcome}", date=dated(motion.date), outcome=Term("motion-outcomes", motion.outcome))
    if motion.outcome == "no_decision":
        return _span(label, motion.date, None, reading.known_until(motion.cites), told)
    return (
        _span(label, motion.date, motion.decided or motion.date, reading.known_until(motion.cites), told)
        if motion.date or motion.decided
        else mark(label, None, told)
    )


def _examination_mark(reading: Reading, examination: Examination) -> Mark:
    label = capital(Term("examination-kinds", examination.kind))
    begin = examination.ordered or examination.done
    until = reading.known_until(examination.cites)
    if examination.result is not None or examination.result_given:
        return mark(
            label,
            examination.done or begin,
            say("{date}; result known", date=dated(examination.done or begin)),
        )
    return _span(
        label,
        begin,
        None,
        until,
        say("{date}; no result known by {until}", date=dated(begin), until=When(until)),
    )


def _promise_mark(reading: Reading, promise: Promise) -> Mark:
    label = say("Promised: {what}", what=Own(promise.what))
    told = say(
        "{date}; due {due}; {outcome}",
        date=dated(promise.made),
        due=dated(promise.due),
        outcome=Term("promise-outcomes", promise.outcome),
    )
    if promise.outcome in ("kept", "kept_late"):
        return _span(label, promise.made, promise.due, reading.known_until(promise.cites), told)
    return _span(label, promise.made, None, reading.known_until(promise.cites), told)
