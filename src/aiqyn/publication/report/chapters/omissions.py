"""What the State did not do in a case, as far as the sources tell."""

from __future__ import annotations

from collections.abc import Iterable

from aiqyn.core.inquiry import Proceeding, Request
from aiqyn.publication.report.blocks import (
    Block,
    Heading,
    Item,
    Listing,
    Notice,
)
from aiqyn.publication.report.reading import Case, Reading, anchor_of
from aiqyn.publication.report.text import (
    Own,
    Term,
    linked,
    listed,
    say,
)

__all__ = ["is_answered", "not_done"]


def not_done(reading: Reading, case: Case) -> list[Block]:
    if not case.proceedings:
        return []
    items = [item for one in case.proceedings for item in _undone(reading, one)]
    heading = Heading(say("What the State did not do, as far as the sources tell"), f"not-done-in-{case.key}")
    if not items:
        return [heading, Notice(say("The sources tell of nothing that was asked for and not done."), "empty")]
    return [heading, Listing(tuple(items))]


def _undone(reading: Reading, one: Proceeding) -> Iterable[Item]:
    for request in one.requests:
        replied = [reply for reply in request.replies if reply.rating != "none"]
        if not replied:
            yield Item(
                say(
                    "No reply to: {what}", what=linked(Own(request.asked), anchor_of("requests", request.id))
                ),
                (reading.source_note(request.cites),),
            )
        elif not is_answered(request):
            yield Item(
                say(
                    "No reply in substance to: {what}. What came was rated: {rating}.",
                    what=linked(Own(request.asked), anchor_of("requests", request.id)),
                    rating=listed([Term("reply-ratings", reply.rating) for reply in replied]),
                ),
                (reading.source_note(request.cites),),
            )
    for motion in one.motions:
        if motion.outcome != "granted":
            yield Item(
                say(
                    "Not granted ({outcome}): {what}",
                    outcome=Term("motion-outcomes", motion.outcome),
                    what=linked(Own(motion.asked), anchor_of("motions", motion.id)),
                ),
                (reading.source_note(motion.cites),),
            )
    for examination in one.examinations:
        if examination.result_given is not True:
            yield Item(
                say(
                    "The result was not given to the family or the lawyer: {what}",
                    what=linked(
                        Term("examination-kinds", examination.kind), anchor_of("examinations", examination.id)
                    ),
                )
                if examination.result_given is False
                else say(
                    "No source tells that the result was given to the family or the lawyer: {what}",
                    what=linked(
                        Term("examination-kinds", examination.kind), anchor_of("examinations", examination.id)
                    ),
                ),
                (reading.source_note(examination.cites),),
            )
    for promise in one.promises:
        if promise.outcome == "lapsed":
            yield Item(
                say(
                    "Promised and not kept: {what}",
                    what=linked(Own(promise.what), anchor_of("promises", promise.id)),
                ),
                (reading.source_note(promise.cites),),
            )
    if (
        one.kind in ("complaint", "criminal_case", "inquiry_into_death")
        and not any(step.kind == "suspect_named" for step in one.steps)
        and not any(party.status in ("suspect", "accused", "convicted") for party in one.parties)
    ):
        yield Item(
            say(
                "No suspect named, as far as the sources tell: {proceeding}",
                proceeding=linked(Own(one.title), anchor_of("proceedings", one.id)),
            ),
            (reading.source_note(one.cites),),
        )


def is_answered(request: Request) -> bool:
    """Whether any reply to it was one in substance."""
    return any(reply.rating == "substantive" for reply in request.replies)
