"""Lays out intervals, one row each; where an estimate was refused, the refusal is written in its place."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from aiqyn.core.language import Language
from aiqyn.publication.drawings.canvas import LINE, WIDE, Lozenge, Rule, Shape, Sheet, Words, wrap
from aiqyn.publication.drawings.scale import NumberScale, known_rows, lay_out_scale

__all__ = ["lay_out_intervals"]

_TOP = 36.0
_FARTHEST = 6.0
"""An end beyond so many times the usual estimate is shown by an arrow: it would flatten all others."""


def lay_out_intervals(
    parts: Sequence[dict[str, Any]],
    known: Sequence[dict[str, Any]],
    *,
    language: Language,
    sheet: Sheet = WIDE,
) -> tuple[list[Shape], float]:
    """The shapes of intervals on one scale, and the drawing's height.

    Args:
        parts: Worded parts: `title` and `intervals` with `label`, `value`, `low`, `middle`,
            `high` and `is_floor`.
        known: Worded numbers that they are held against.
        language: Of the axis' numbers.
        sheet: What they are laid out on.
    """
    rows = [row for part in parts for row in part["intervals"]]
    answered = [row for row in rows if row["middle"] is not None]
    scale = _scale(answered, known, sheet)
    body, top, rules = known_rows(known, scale, _TOP) if scale else ([], 4.0, [])
    reach = top
    for number, part in enumerate(parts):
        if part["title"]:
            shapes, height = _heading(part["title"], top, sheet)
            body += shapes
            top += height
        for row in part["intervals"]:
            shapes, height = _row(row, scale, top, sheet)
            body += shapes
            top += height
        # The numbers are those of everyone: beside the intervals of a stratum they would mislead.
        reach = top if number == 0 else reach
    lines = [Rule(place, begin, place, reach, "known" if sure else "stated") for place, begin, sure in rules]
    frame = lay_out_scale(scale, top, language) if scale else []
    return [*frame, *lines, *body], top + 4


def _scale(
    answered: Sequence[dict[str, Any]], known: Sequence[dict[str, Any]], sheet: Sheet
) -> NumberScale | None:
    """The axis; none where everything was refused, for then it would measure nothing."""
    if not answered:
        return None
    farthest = _FARTHEST * median(row["middle"] for row in answered)
    seen = [float(one["number"]) for one in known]
    seen += [min(float(row[name]), farthest) for row in answered for name in ("low", "middle", "high")]
    return NumberScale.over(seen, sheet=sheet)


def _heading(title: str, top: float, sheet: Sheet) -> tuple[list[Shape], float]:
    shapes: list[Shape] = []
    begin = top
    for line in wrap(title, sheet.width - 20):
        top += LINE + 4
        shapes.append(Words(4, top - 6, line, "head"))
    shapes.append(Rule(4, top, sheet.width - 4, top, "grid"))
    return shapes, top + 4 - begin


def _row(
    row: dict[str, Any], scale: NumberScale | None, top: float, sheet: Sheet
) -> tuple[list[Shape], float]:
    shapes: list[Shape] = []
    bottom = top
    for line in wrap(row["label"], sheet.label_width):
        bottom += LINE
        shapes.append(Words(4, bottom - 3, line))
    if row["middle"] is None or scale is None:
        told, end = _refusal(row["value"], bottom if sheet.stacked else top, sheet)
        return [*shapes, *told], max(end, bottom) - top + 10
    for line in wrap(row["value"], sheet.label_width):
        bottom += LINE
        shapes.append(Words(4, bottom - 3, line, "value"))
    middle = bottom + 10 if sheet.stacked else (top + bottom) / 2
    return [*shapes, *_interval(row, scale, middle)], max(bottom, middle + 8) - top + 8


def _refusal(words: str, top: float, sheet: Sheet) -> tuple[list[Shape], float]:
    """The refusal in words where the interval would be."""
    lines = wrap(words, sheet.chart_right - sheet.chart_left)
    shapes: list[Shape] = [
        Words(sheet.chart_left, top + LINE * (at + 1) - 3, line, "quiet") for at, line in enumerate(lines)
    ]
    return shapes, top + LINE * len(lines)


def _interval(row: dict[str, Any], scale: NumberScale, y: float) -> list[Shape]:
    left = scale.place(row["low"])
    ends_within = scale.holds(row["high"]) and not row["is_floor"]
    right = scale.place(row["high"]) if ends_within else scale.sheet.chart_right
    shapes: list[Shape] = [Rule(left, y, right, y, "edge"), Rule(left, y - 6, left, y + 6, "edge")]
    if ends_within:
        shapes.append(Rule(right, y - 6, right, y + 6, "edge"))
    else:
        shapes += [Rule(right - 7, y - 6, right, y, "edge"), Rule(right - 7, y + 6, right, y, "edge")]
    if scale.holds(row["middle"]):
        shapes.append(Lozenge(scale.place(row["middle"]), y, "hollow" if row["is_floor"] else "solid"))
    return shapes
