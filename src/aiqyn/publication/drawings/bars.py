"""Lays out numbers as bars on one scale: stated counts, intervals, and what a whole is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babel.numbers import format_decimal

from aiqyn.core.language import Language
from aiqyn.publication.drawings.canvas import (
    CHART_LEFT,
    CHART_RIGHT,
    LINE,
    Box,
    Rule,
    Shape,
    Words,
    room_for,
    wrap,
)

__all__ = ["lay_out_bars", "lay_out_breakdown"]

_BAR = 16.0
_FILLS = {"whole": "solid", "part": "soft", "rest": "hollow", "range": "hatched"}


def lay_out_breakdown(
    whole: dict[str, Any], parts: Sequence[dict[str, Any]], *, language: Language
) -> tuple[list[Shape], float]:
    """The whole as one bar and beneath it each part, beginning where the part before it ended."""
    spans = [whole]
    begin = 0
    for part in parts:
        size = part["high"] or 0
        spans.append({**part, "low": begin, "high": begin + size})
        begin += size
    return lay_out_bars(spans, language=language, steps=True)


def lay_out_bars(
    spans: Sequence[dict[str, Any]], *, language: Language, steps: bool = False
) -> tuple[list[Shape], float]:
    """The shapes of bars on one scale from nought, and the drawing's height.

    Args:
        spans: Worded spans: `label`, `value`, `low`, `high`, `pattern`.
        language: Of the axis' numbers.
        steps: Whether each bar begins where the one above ended, joined by a line.
    """
    largest = max(
        (bound for span in spans for bound in (span["low"], span["high"]) if bound is not None), default=1
    )
    open_end = any(span["high"] is None for span in spans)
    step = _step(max(largest, 1))
    top_number = (max(largest, 1) // step + (1 if open_end or largest % step else 0)) * step
    scale = (CHART_RIGHT - CHART_LEFT - 12) / top_number

    def place(number: int) -> float:
        return CHART_LEFT + number * scale

    body: list[Shape] = []
    top = 32.0
    before: tuple[float, float] | None = None
    for index, span in enumerate(spans):
        lines = wrap(span["label"], CHART_LEFT - 24)
        for at, line in enumerate(lines):
            body.append(Words(4, top + LINE * (at + 1) - 3, line))
        height = max(len(lines) * LINE, _BAR + 4) + 8
        left = place(span["low"] or 0)
        right = place(span["high"]) if span["high"] is not None else CHART_RIGHT
        if steps and before and index > 1:
            body.append(Rule(left, before[1], left, top + 2, "grid"))
        body.append(Box(left, top + 2, max(right - left, 2.0), _BAR, _FILLS[span["pattern"]]))  # type: ignore[arg-type]
        if span["high"] is None:
            body.append(Rule(right, top, right + 7, top + 2 + _BAR / 2, "edge"))
            body.append(Rule(right, top + 4 + _BAR, right + 7, top + 2 + _BAR / 2, "edge"))
        body += _value(span["value"], left, right, top + 2)
        if span["value"] and not _fits_beside(span["value"], left, right):
            height = max(height, _BAR + LINE + 10)
        before = (right, top + 2 + _BAR)
        top += height
    frame: list[Shape] = [Rule(CHART_LEFT, 24, CHART_RIGHT, 24, "axis")]
    for number in range(0, top_number + 1, step):
        frame.append(Words(place(number), 16, format_decimal(number, locale=language), "tick", "middle"))
        frame.append(Rule(place(number), 20, place(number), top, "grid"))
    return [*frame, *body], top + 4


def _fits_beside(value: str, left: float, right: float) -> bool:
    return right + 6 + room_for(value) <= CHART_RIGHT + 12 or left - 6 - room_for(value) >= CHART_LEFT


def _value(value: str, left: float, right: float, top: float) -> list[Shape]:
    """The number beside its bar: to the right where there is room, else to the left, else beneath."""
    if not value:
        return []
    baseline = top + _BAR - 4
    if right + 6 + room_for(value) <= CHART_RIGHT + 12:
        return [Words(right + 6, baseline, value, "value")]
    if left - 6 - room_for(value) >= CHART_LEFT:
        return [Words(left - 6, baseline, value, "value", "end")]
    return [Words(CHART_RIGHT, top + _BAR + LINE - 2, value, "value", "end")]


def _step(largest: int) -> int:
    """The distance of the axis' numbers: 1, 2 or 5 times a power of ten, four to eight of them."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if largest / (power * factor) <= 6:
                return power * factor
        power *= 10
