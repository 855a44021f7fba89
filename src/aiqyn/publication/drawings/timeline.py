"""Lays out a timeline: one row a thing, lanes under headings, days along the axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiqyn.core.language import Language
from aiqyn.publication.drawings.calendar import Axis
from aiqyn.publication.drawings.canvas import LINE, WIDE, Box, Fill, Lozenge, Rule, Shape, Sheet, Words, wrap

__all__ = ["KEYS", "lay_out_timeline"]

_BAR = 12.0
_FILLS: dict[str, Fill] = {"waiting": "hollow", "span": "soft", "about": "hatched"}

KEYS = ("day", "span", "about", "waiting", "undated")
"""Ways of drawing a mark that the key beneath explains, each by the words given for it."""


def lay_out_timeline(
    parts: Sequence[dict[str, Any]], *, language: Language, key: dict[str, str], sheet: Sheet = WIDE
) -> tuple[list[Shape], float]:
    """The shapes of a timeline, and its height.

    Args:
        parts: Worded parts: `title` and `marks` with `label`, `when`, `start`, `end`,
            `exact`, `waiting`.
        language: Of the axis' dates.
        key: What each of `KEYS` means, in words; only those that occur are shown.
        sheet: What it is laid out on.
    """
    days = [
        day
        for part in parts
        for mark in part["marks"]
        for day in (mark["start"], mark["end"])
        if day is not None
    ]
    axis = Axis.over(days or [0], sheet=sheet)
    body: list[Shape] = []
    used: set[str] = set()
    top = 34.0
    for part in parts:
        if part["title"]:
            for line in wrap(part["title"], sheet.width - 20):
                top += LINE + 4
                body.append(Words(4, top - 6, line, "head"))
            body.append(Rule(4, top, sheet.width - 4, top, "grid"))
            top += 4
        for mark in part["marks"]:
            shapes, height, kind = _row(mark, axis, top)
            body += shapes
            used.add(kind)
            top += height
    frame = _frame(axis, top, language) if days else []
    legend, height = _legend([name for name in KEYS if name in used], key, top + 14, sheet)
    return [*frame, *body, *legend], top + 14 + height


def _frame(axis: Axis, bottom: float, language: Language) -> list[Shape]:
    shapes: list[Shape] = [Rule(axis.sheet.chart_left, 26, axis.sheet.chart_right, 26, "axis")]
    for place, middle, words in axis.ticks(language):
        shapes.append(Words(middle, 16, words, "tick", "middle"))
        shapes.append(Rule(place, 22, place, bottom, "grid"))
    for place in axis.breaks:
        shapes.append(Rule(place - 5, 31, place - 1, 21, "break"))
        shapes.append(Rule(place + 1, 31, place + 5, 21, "break"))
    return shapes


def _row(mark: dict[str, Any], axis: Axis, top: float) -> tuple[list[Shape], float, str]:
    shapes: list[Shape] = []
    bottom = top
    for line in wrap(mark["label"], axis.sheet.label_width):
        bottom += LINE
        shapes.append(Words(4, bottom - 3, line))
    for line in wrap(mark["when"], axis.sheet.label_width):
        bottom += LINE - 1
        shapes.append(Words(4, bottom - 3, line, "quiet"))
    middle = bottom + _BAR / 2 + 2 if axis.sheet.stacked else top + LINE - 7
    drawn, kind = _mark(mark, axis, middle)
    if axis.sheet.stacked:
        bottom = middle + _BAR / 2
    return [*shapes, *drawn], bottom - top + 7, kind


def _mark(mark: dict[str, Any], axis: Axis, middle: float) -> tuple[list[Shape], str]:
    start, end = mark["start"], mark["end"]
    if start is None and end is None:
        return [Lozenge(axis.sheet.chart_left - 18, middle, "hollow")], "undated"
    if start == end and mark["exact"] and not mark["waiting"]:
        return [Lozenge(axis.place(start), middle, "solid")], "day"
    left = axis.place(start) if start is not None else axis.sheet.chart_left
    right = axis.place(end) if end is not None else axis.sheet.chart_right
    left, right = min(left, right - 0.1), max(left, right)
    if right - left < 10:
        left, right = left - 5, right + 5
    kind = "waiting" if mark["waiting"] else "span" if mark["exact"] else "about"
    shapes: list[Shape] = [Box(left, middle - _BAR / 2, right - left, _BAR, _FILLS[kind])]
    if mark["sure"] is not None:
        begun, not_over = (axis.place(day) for day in mark["sure"])
        shapes.append(Box(begun, middle - _BAR / 2, max(not_over - begun, 2.0), _BAR, "soft"))
    # An arrow says that it goes on; where an end is not known, nobody can say that.
    if start is None and mark["exact"]:
        shapes += _arrow(left, middle, -1)
    if end is None and (mark["exact"] or mark["waiting"]):
        shapes += _arrow(right, middle, 1)
    return shapes, kind


def _arrow(x: float, y: float, direction: int) -> list[Shape]:
    return [
        Rule(x, y - 8, x + 6 * direction, y, "edge"),
        Rule(x, y + 8, x + 6 * direction, y, "edge"),
    ]


def _legend(kinds: Sequence[str], key: dict[str, str], top: float, sheet: Sheet) -> tuple[list[Shape], float]:
    shapes: list[Shape] = [Rule(4, top, sheet.width - 4, top, "grid")]
    y = top + 6
    for kind in kinds:
        middle = y + LINE / 2
        sample: dict[str, Shape] = {
            "day": Lozenge(18, middle, "solid"),
            "span": Box(6, middle - _BAR / 2, 24, _BAR, "soft"),
            "about": Box(6, middle - _BAR / 2, 24, _BAR, "hatched"),
            "waiting": Box(6, middle - _BAR / 2, 24, _BAR, "hollow"),
            "undated": Lozenge(18, middle, "hollow"),
        }
        shapes.append(sample[kind])
        for line in wrap(key[kind], sheet.width - 60):
            shapes.append(Words(40, y + LINE - 3, line, "quiet"))
            y += LINE
        y += 4
    return shapes, y - top
