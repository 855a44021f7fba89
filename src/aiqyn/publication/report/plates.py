"""Timelines of any length as plates that fit a page each, with their numbers as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aiqyn.publication.report.blocks import Mark, Part, Plate, Row, Table, Timeline
from aiqyn.publication.report.text import Text, say

__all__ = ["Wanted", "timeline_plates"]

ROWS = 24
"""So many rows of a timeline can still be read on one printed page."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A timeline as a chapter wants it.

    Attributes:
        table: The same in words, one row for each mark in the same order.
    """

    anchor: str
    title: Text
    reading: Text
    parts: tuple[Part, ...]
    table: Table


def timeline_plates(wanted: Wanted) -> tuple[Plate, ...]:
    """One plate, or several under the same title where there are more marks than fit a page."""
    marks = [(part.title, mark) for part in wanted.parts for mark in part.marks]
    if not marks:
        return ()
    pieces = [range(start, min(start + ROWS, len(marks))) for start in range(0, len(marks), ROWS)]
    return tuple(
        _plate(wanted, [marks[index] for index in piece], number, pieces)
        for number, piece in enumerate(pieces)
    )


def _plate(wanted: Wanted, marks: Sequence[tuple[Text, Mark]], number: int, pieces: Sequence[range]) -> Plate:
    one = len(pieces) == 1
    title = (
        wanted.title
        if one
        else say("{title}: part {number} of {all}", title=wanted.title, number=number + 1, all=len(pieces))
    )
    rows: tuple[Row, ...] = wanted.table.rows[pieces[number].start : pieces[number].stop]
    return Plate(
        anchor=wanted.anchor if number == 0 else f"part-{number + 1}-of-{wanted.anchor}",
        title=title,
        reading=wanted.reading,
        drawing=Timeline(tuple(_regrouped(marks))),
        table=Table(wanted.table.caption, wanted.table.columns, rows, wanted.table.empty),
    )


def _regrouped(marks: Sequence[tuple[Text, Mark]]) -> Iterator[Part]:
    start = 0
    for index in range(1, len(marks) + 1):
        if index == len(marks) or marks[index][0] != marks[start][0]:
            yield Part(marks[start][0], tuple(mark for _, mark in marks[start:index]))
            start = index
