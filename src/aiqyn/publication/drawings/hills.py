"""Lays out distributions: one row each, as a hill over the numbers of people, its interval filled."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from aiqyn.core.language import Language
from aiqyn.publication.drawings.canvas import LINE, WIDE, Area, Curve, Rule, Shape, Sheet, Words, wrap
from aiqyn.publication.drawings.scale import NumberScale, known_rows, lay_out_scale

__all__ = ["lay_out_hills"]

_HILL = 54.0
_TOP = 36.0
_BEYOND = 1.35
"""The axis ends so far beyond the lowest upper end that a hill without end takes no room from the others."""


def lay_out_hills(
    rows: Sequence[dict[str, Any]],
    known: Sequence[dict[str, Any]],
    *,
    language: Language,
    sheet: Sheet = WIDE,
) -> tuple[list[Shape], float]:
    """The shapes of distributions on one scale, and the drawing's height.

    Args:
        rows: Worded hills: `label`, `value`, `outline`, `low`, `middle`, `high`.
        known: Worded numbers that they are held against: `label`, `value`, `number`, `sure`.
        language: Of the axis' numbers.
        sheet: What they are laid out on.
    """
    scale = _scale(rows, known, sheet)
    body, top, rules = known_rows(known, scale, _TOP)
    for row in rows:
        shapes, height = _row(row, scale, top)
        body += shapes
        top += height
    lines = [Rule(place, begin, place, top, "known" if sure else "stated") for place, begin, sure in rules]
    return [*lay_out_scale(scale, top, language), *lines, *body], top + 4


def _scale(rows: Sequence[dict[str, Any]], known: Sequence[dict[str, Any]], sheet: Sheet) -> NumberScale:
    seen = [float(one["number"]) for one in known]
    seen += [float(number) for row in rows for number in (row["low"], row["middle"])]
    ends = [float(row["outline"][-1][0]) for row in rows]
    limit = _BEYOND * min((float(row["high"]) for row in rows), default=0.0)
    seen += [min(end, max(limit, *seen)) for end in ends]
    return NumberScale.over(seen or [0.0, 1.0], sheet=sheet)


def _row(row: dict[str, Any], scale: NumberScale, top: float) -> tuple[list[Shape], float]:
    sheet = scale.sheet
    shapes: list[Shape] = []
    bottom = top
    for line in wrap(row["label"], sheet.label_width):
        bottom += LINE
        shapes.append(Words(4, bottom - 3, line))
    for line in wrap(row["value"], sheet.label_width):
        bottom += LINE
        shapes.append(Words(4, bottom - 3, line, "value"))
    base = (bottom if sheet.stacked else top) + _HILL
    shapes += _hill(row, scale, base)
    return shapes, max(base, bottom) - top + 12


def _hill(row: dict[str, Any], scale: NumberScale, base: float) -> list[Shape]:
    outline = [(float(at), float(height)) for at, height in row["outline"]]

    def drawn(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
        return tuple((scale.place(at), base - height * (_HILL - 8)) for at, height in points)

    def height_at(number: float) -> float:
        for (before, low), (after, high) in pairwise(outline):
            if before <= number <= after:
                return low + (high - low) * (number - before) / (after - before)
        return 0.0

    held = [(at, height) for at, height in outline if scale.holds(at)]
    is_cut = len(held) < len(outline)
    if is_cut and held:
        held.append((float(scale.last), height_at(scale.last)))
    low, high = float(row["low"]), min(float(row["high"]), float(scale.last))
    within = [
        (low, height_at(low)),
        *((at, it) for at, it in held if low < at < high),
        (high, height_at(high)),
    ]
    middle = scale.place(row["middle"])
    shapes: list[Shape] = [
        Area((*((scale.place(low), base),), *drawn(within), (scale.place(high), base)), "soft"),
        Curve(drawn(held)) if len(held) > 1 else Rule(middle, base - _HILL + 8, middle, base, "edge"),
        Rule(middle, base - height_at(row["middle"]) * (_HILL - 8), middle, base + 4, "edge"),
        Rule(scale.sheet.chart_left, base, scale.sheet.chart_right, base, "axis"),
    ]
    if is_cut:
        end = scale.sheet.chart_right
        shapes += [
            Rule(end - 7, base - 16, end, base - 10, "edge"),
            Rule(end - 7, base - 4, end, base - 10, "edge"),
        ]
    return shapes
