"""Lays out numbers as bars on one scale: stated counts, intervals, and what a whole is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiqyn.core.language import Language
from aiqyn.publication.drawings.canvas import LINE, WIDE, Box, Fill, Rule, Shape, Sheet, Words, room_for, wrap
from aiqyn.publication.drawings.scale import NumberScale, lay_out_scale, round_step

__all__ = ["lay_out_bars", "lay_out_breakdown"]

_BAR = 16.0
_FILLS: dict[str, Fill] = {"whole": "solid", "part": "soft", "rest": "hollow", "range": "hatched"}


def lay_out_breakdown(
    whole: dict[str, Any], parts: Sequence[dict[str, Any]], *, language: Language, sheet: Sheet = WIDE
) -> tuple[list[Shape], float]:
    """The whole as one bar and beneath it each part, beginning where the part before it ended."""
    spans = [whole]
    begin = 0
    for part in parts:
        size = part["high"] or 0
        spans.append({**part, "low": begin, "high": begin + size})
        begin += size
    return lay_out_bars(spans, language=language, sheet=sheet)


def lay_out_bars(
    spans: Sequence[dict[str, Any]], *, language: Language, sheet: Sheet = WIDE
) -> tuple[list[Shape], float]:
    """The shapes of bars on one scale from nought, and the drawing's height.

    Args:
        spans: Worded spans: `label`, `value`, `low`, `high`, `pattern`.
        language: Of the axis' numbers.
        sheet: What they are laid out on.
    """
    scale = _scale_holding(spans, sheet)
    body: list[Shape] = []
    top = 32.0
    for span in spans:
        shapes, height = _row(span, scale, top)
        body += shapes
        top += height
    return [*lay_out_scale(scale, top, language), *body], top + 4


def _scale_holding(spans: Sequence[dict[str, Any]], sheet: Sheet) -> NumberScale:
    """From nought to a round number; one step beyond the last where a span has no end."""
    bounds = [bound for span in spans for bound in (span["low"], span["high"]) if bound is not None]
    largest = max([*bounds, 1])
    is_open = any(span["high"] is None for span in spans)
    step = round_step(largest)
    last = (largest // step + (1 if is_open or largest % step else 0)) * step
    return NumberScale(sheet, 0, last, step)


def _row(span: dict[str, Any], scale: NumberScale, top: float) -> tuple[list[Shape], float]:
    lines = wrap(span["label"], scale.sheet.label_width)
    shapes: list[Shape] = [Words(4, top + LINE * (at + 1) - 3, line) for at, line in enumerate(lines)]
    words_height = len(lines) * LINE
    bar_top = top + words_height + 2 if scale.sheet.stacked else top + 2
    left = scale.place(span["low"] or 0)
    right = scale.place(span["high"]) if span["high"] is not None else scale.sheet.chart_right
    shapes.append(Box(left, bar_top, max(right - left, 2.0), _BAR, _FILLS[span["pattern"]]))
    if span["high"] is None:
        shapes.append(Rule(right, bar_top - 2, right + 7, bar_top + _BAR / 2, "edge"))
        shapes.append(Rule(right, bar_top + 2 + _BAR, right + 7, bar_top + _BAR / 2, "edge"))
    value, beneath = _value(span["value"], left, right, bar_top, scale.sheet)
    bar_height = _BAR + 4 + (LINE if beneath else 0)
    height = words_height + bar_height if scale.sheet.stacked else max(words_height, bar_height)
    return [*shapes, *value], height + 8


def _value(value: str, left: float, right: float, top: float, sheet: Sheet) -> tuple[list[Shape], bool]:
    """The number beside its bar, and whether it stands beneath: to the right where there is room, else left."""
    if not value:
        return [], False
    baseline, room = top + _BAR - 4, room_for(value) + 6
    if right + room <= sheet.width - 4:
        return [Words(right + 6, baseline, value, "value")], False
    if left - room >= sheet.chart_left:
        return [Words(left - 6, baseline, value, "value", "end")], False
    return [Words(sheet.chart_right, top + _BAR + LINE - 2, value, "value", "end")], True
