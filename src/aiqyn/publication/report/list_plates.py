"""Lists of persons as a drawing: how many are on exactly which of them, with what linkage leaves open.

Numbers alone: no name of anybody who is on a list comes here.
"""

from __future__ import annotations

from collections.abc import Sequence

from aiqyn.core.rosters.comparison import Combination, Count, Overlaps
from aiqyn.publication.report.blocks import Column, Overlap, Plate, Row, Table
from aiqyn.publication.report.blocks import Overlaps as OverlapsDrawing
from aiqyn.publication.report.estimate_plates import DRAWN_OVERLAPS, SIMULATED
from aiqyn.publication.report.text import Count as Number
from aiqyn.publication.report.text import Text, Verbatim, listed, say

__all__ = ["lists_plate"]


def lists_plate(lists: Sequence[str], overlaps: Overlaps, *, is_simulated: bool = False) -> Plate:
    """How many persons are on exactly which lists.

    Args:
        lists: What they are called.
        overlaps: How they lie over each other.
        is_simulated: Whether the people are invented.
    """
    drawn = overlaps.combinations[:DRAWN_OVERLAPS]
    reading = say(
        "Each row is one combination of lists: filled dots are the lists that these people are on and the others lack, "
        "and the bar is how many they are."
    )
    if overlaps.draws:
        reading = say(
            "{reading} The hatched part is left open by what the rows tell of who is who.", reading=reading
        )
    if len(drawn) < len(overlaps.combinations):
        reading = say(
            "{reading} The {number} largest of {all} combinations are drawn.",
            reading=reading,
            number=len(drawn),
            all=len(overlaps.combinations),
        )
    named = tuple(
        say("{list}: {number}", list=Verbatim(name), number=_told(overlaps.shared[at][at]))
        for at, name in enumerate(lists)
    )
    return Plate(
        anchor="lists-overlaps",
        title=say("How the lists overlap"),
        reading=reading,
        drawing=OverlapsDrawing(named, tuple(map(_row, drawn)), SIMULATED if is_simulated else None),
        table=Table(
            say("People on exactly these lists and on no other"),
            (Column(say("Lists"), share=5), Column(say("How many"), numeric=True)),
            tuple(
                Row((listed([Verbatim(lists[at]) for at in one.lists], " + "), _told(one.count)))
                for one in overlaps.combinations
            ),
            say("None."),
        ),
    )


def _row(one: Combination) -> Overlap:
    low, high = _bounds(one.count)
    return Overlap(one.lists, _told(one.count), low, high)


def _bounds(count: Count) -> tuple[int, int]:
    """What is drawn: the number as the links stand may lie outside the draws, and is drawn all the same."""
    if count.low is None or count.high is None:
        return count.value, count.value
    return min(count.low, count.value), max(count.high, count.value)


def _told(count: Count) -> Text:
    if count.low is None or count.high is None or count.low == count.value == count.high:
        return Number(count.value)
    return say("{number} ({low} to {high})", number=count.value, low=count.low, high=count.high)
