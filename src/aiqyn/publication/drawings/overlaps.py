"""Lays out the overlaps of lists: a row for each combination, dots for its lists, a bar for its people.

After Lex, Gehlenborg, Strobelt, Vuillemot & Pfister (2014), UpSet: Visualization of
Intersecting Sets, IEEE Transactions on Visualization and Computer Graphics 20, 1983–1992;
turned on its side, so that a combination is a row and its number stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiqyn.core.language import Language
from aiqyn.publication.drawings.canvas import (
    LINE,
    WIDE,
    Box,
    Dot,
    Rule,
    Shape,
    Sheet,
    Words,
    lowered,
    room_for,
    wrap,
)
from aiqyn.publication.drawings.scale import NumberScale, lay_out_scale, round_step, value_beside

__all__ = ["lay_out_overlaps"]

_ROW = 18.0
_BAR = 11.0
_WIDEST_COLUMN = 26.0


def lay_out_overlaps(
    lists: Sequence[str], rows: Sequence[dict[str, Any]], *, language: Language, sheet: Sheet = WIDE
) -> tuple[list[Shape], float]:
    """The shapes of overlaps, and the drawing's height.

    Args:
        lists: What they are called, with their sizes.
        rows: Worded overlaps: `members`, `value`, `least`, `most`; `most` of `None` is not known.
        language: Of the axis' numbers.
        sheet: What they are laid out on.
    """
    grid = _Grid.on(sheet, len(lists))
    head, top = _names(lists, grid, sheet)
    shapes: list[Shape] = []
    chart = Sheet(sheet.width, grid.right + 18, sheet.chart_right, sheet.label_width, stacked=sheet.stacked)
    largest = max([1, *(row["most"] for row in rows if row["most"] is not None)])
    # The numbers stand right of the bars: the longest bar leaves room for its own.
    room = max((room_for(row["value"]) for row in rows if row["most"]), default=0.0)
    step = round_step(largest)
    last = -(-largest // step) * step
    scale = NumberScale(
        Sheet(
            sheet.width,
            chart.chart_left,
            max(chart.chart_right - room, chart.chart_left + 60),
            0,
            stacked=True,
        ),
        0,
        last,
        step,
    )
    axis_top = top
    top += 34
    for row in rows:
        shapes += _row(row, grid, scale, top, sheet)
        top += _ROW
    frame = [lowered(shape, axis_top) for shape in lay_out_scale(scale, top - axis_top, language)]
    columns: list[Shape] = [
        Rule(grid.place(index), begin, grid.place(index), top - _ROW / 2, "grid")
        for index, begin in enumerate(_starts(lists, sheet, grid))
    ]
    return [*frame, *columns, *head, *shapes], top + 6


class _Grid:
    """The columns of lists, left of the bars."""

    def __init__(self, left: float, column: float, number: int) -> None:
        self.left = left
        self.column = column
        self.right = left + column * number

    @classmethod
    def on(cls, sheet: Sheet, number: int) -> _Grid:
        room = (sheet.width * 0.42) - 10
        return cls(10.0, min(_WIDEST_COLUMN, room / max(number, 1)), number)

    def place(self, index: int) -> float:
        return self.left + self.column * (index + 0.5)


def _lines(lists: Sequence[str], sheet: Sheet, grid: _Grid) -> list[tuple[str, ...]]:
    """Each list's name in lines, right of its column."""
    return [wrap(name, sheet.width - grid.place(index) - 16) for index, name in enumerate(lists)]


def _starts(lists: Sequence[str], sheet: Sheet, grid: _Grid) -> list[float]:
    """Where the line down from each name begins."""
    starts, top = [], 4.0
    for lines in _lines(lists, sheet, grid):
        starts.append(top + LINE / 2 + 3)
        top += LINE * len(lines) + 2
    return starts


def _names(lists: Sequence[str], grid: _Grid, sheet: Sheet) -> tuple[list[Shape], float]:
    """The names, each on a line of its own with a mark over its column: none has to be turned."""
    shapes: list[Shape] = []
    top = 4.0
    for index, lines in enumerate(_lines(lists, sheet, grid)):
        place = grid.place(index)
        shapes.append(Dot(place, top + LINE / 2, "solid"))
        shapes += [Words(place + 10, top + LINE * (at + 1) - 3, line) for at, line in enumerate(lines)]
        top += LINE * len(lines) + 2
    return shapes, top + 4


def _row(row: dict[str, Any], grid: _Grid, scale: NumberScale, top: float, sheet: Sheet) -> list[Shape]:
    middle = top + _ROW / 2 - 2
    number = round((grid.right - grid.left) / grid.column)
    members = tuple(row["members"])
    shapes: list[Shape] = []
    if len(members) > 1:
        first, last = grid.place(min(members)), grid.place(max(members))
        shapes.append(Rule(first, middle, last, middle, "edge"))
    shapes += [
        Dot(grid.place(index), middle, "solid" if index in members else "hollow") for index in range(number)
    ]
    left = scale.place(0)
    if row["most"] is None:
        shapes.append(Box(left, middle - _ROW / 2 + 1, sheet.chart_right - left, _ROW - 1, "hollow"))
        shapes.append(Words(left + 8, middle + 5, row["value"], "value"))
        return shapes
    least, most = scale.place(row["least"]), scale.place(row["most"])
    if row["least"] or row["least"] == row["most"]:
        shapes.append(Box(left, middle - _BAR / 2, max(least - left, 1.0), _BAR, "solid"))
    if row["most"] > row["least"]:
        shapes.append(Box(least, middle - _BAR / 2, max(most - least, 2.0), _BAR, "hatched"))
    return [*shapes, *value_beside(row["value"], left, max(most, left + 1), middle + 4, sheet)]
