"""Lays out a number of people over something that no data can settle: a curve within its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log2
from typing import Any

from babel.numbers import format_decimal

from aiqyn.core.language import Language
from aiqyn.publication.drawings.canvas import (
    LINE,
    WIDE,
    Area,
    Box,
    Curve,
    Lozenge,
    Rule,
    Shape,
    Sheet,
    Words,
    room_for,
    wrap,
)
from aiqyn.publication.drawings.scale import round_step

__all__ = ["KEYS", "lay_out_response"]

_HEIGHT = 230.0
_FARTHEST = 3.0
"""The axis ends at so many times the number in the curve's middle; beyond it the curve leaves the drawing."""

KEYS = ("curve", "band", "told", "needed")
"""Signs that the key beneath explains, each by the words given for it."""


def lay_out_response(
    drawing: dict[str, Any], *, language: Language, key: dict[str, str], sheet: Sheet = WIDE
) -> tuple[list[Shape], float]:
    """The shapes of a curve, and the drawing's height.

    Args:
        drawing: The worded `Response`.
        language: Of the axes' numbers.
        key: What each of `KEYS` means; only those that occur are shown.
        sheet: What it is laid out on.
    """
    frame = _Frame.holding(drawing, sheet, language)
    body = [*_axes(frame, language), *_told(drawing, frame), *_band(drawing, frame)]
    body += _known(drawing["known"], frame)
    body += [
        Lozenge(frame.x(at), frame.y(number), "solid")
        for at, number in drawing["needed"]
        if frame.holds(at, number)
    ]
    shown = ["curve", "band"]
    shown += ["told"] if drawing["told"] is not None else []
    shown += ["needed"] if drawing["needed"] else []
    below, height = _beneath(drawing, frame, [(name, key[name]) for name in shown])
    return [*body, *below], height


@dataclass(frozen=True, slots=True)
class _Frame:
    """The two axes: across, what is held fixed; up, the number of people."""

    sheet: Sheet
    left: float
    first: float
    last: float
    is_ratio: bool
    lowest: int
    highest: int
    step: int

    @classmethod
    def holding(cls, drawing: dict[str, Any], sheet: Sheet, language: Language) -> _Frame:
        points = drawing["points"]
        usual = _usual(points, ratio=drawing["ratio"])
        known = [float(one["number"]) for one in drawing["known"]]
        ceiling = max(_FARTHEST * usual, 1.1 * max(known, default=0.0))
        seen = [min(number, ceiling) for _, number, _, _ in points]
        seen += [min(end, ceiling) for _, _, _, end in points if end is not None]
        lowest = min([*known, *(low for _, _, low, _ in points)])
        step = round_step(max(max(seen) - lowest, 1))
        bottom, top = floor(lowest / step) * step, ceil(max([*seen, *known]) / step) * step
        if bottom <= 2 * step:
            bottom = 0
        widest = max(room_for(format_decimal(number, locale=language)) for number in (bottom, top))
        return cls(
            sheet,
            widest + 14,
            points[0][0],
            points[-1][0],
            drawing["ratio"],
            bottom,
            max(top, bottom + step),
            step,
        )

    @property
    def right(self) -> float:
        return self.sheet.chart_right - 6

    @property
    def bottom(self) -> float:
        return 12 + _HEIGHT

    def x(self, at: float) -> float:
        if self.is_ratio:
            share = (log2(at) - log2(self.first)) / (log2(self.last) - log2(self.first))
        else:
            share = (at - self.first) / (self.last - self.first)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def y(self, number: float) -> float:
        held = min(max(number, self.lowest), self.highest)
        return self.bottom - _HEIGHT * (held - self.lowest) / (self.highest - self.lowest)

    def holds(self, at: float, number: float) -> bool:
        return self.first <= at <= self.last and self.lowest <= number <= self.highest


def _usual(points: Sequence[tuple[float, float, float, float | None]], *, ratio: bool) -> float:
    """The number where nothing out of the ordinary is assumed: at 1 of ratios, else at the beginning."""
    nearest = min(points, key=lambda point: abs(log2(point[0]))) if ratio else points[0]
    return float(nearest[1])


def _axes(frame: _Frame, language: Language) -> list[Shape]:
    shapes: list[Shape] = [
        Rule(frame.left, frame.bottom, frame.right, frame.bottom, "axis"),
        Rule(frame.left, 8, frame.left, frame.bottom, "axis"),
    ]
    for number in range(frame.lowest, frame.highest + 1, frame.step):
        y = frame.y(number)
        shapes.append(Rule(frame.left, y, frame.right, y, "grid"))
        shapes.append(Words(frame.left - 6, y + 4, format_decimal(number, locale=language), "tick", "end"))
    free_from = 0.0
    for at, words in _ticks(frame, language):
        place, half = frame.x(at), room_for(words) / 2
        middle = max(half, min(place, frame.sheet.width - half - 2))
        shapes.append(Rule(place, frame.bottom, place, frame.bottom + 4, "axis"))
        if middle - half >= free_from:
            shapes.append(Words(middle, frame.bottom + 16, words, "tick", "middle"))
            free_from = middle + half + 4
    return shapes


def _ticks(frame: _Frame, language: Language) -> list[tuple[float, str]]:
    if not frame.is_ratio:
        steps = 6
        values = [frame.first + (frame.last - frame.first) * part / steps for part in range(steps + 1)]
        return [(value, format_decimal(round(value, 2), locale=language)) for value in values]
    powers = range(ceil(log2(frame.first) - 1e-9), floor(log2(frame.last) + 1e-9) + 1)
    thin = [power for power in powers if len(powers) <= 13 or power % 2 == 0]
    return [(2.0**power, f"1/{2**-power}" if power < 0 else str(2**power)) for power in thin]


def _band(drawing: dict[str, Any], frame: _Frame) -> list[Shape]:
    points = drawing["points"]
    lower = _bounded([(frame.x(at), low) for at, _, low, _ in points], frame)
    upper = _bounded(
        [(frame.x(at), frame.highest if high is None else high) for at, _, _, high in points], frame
    )
    return [
        Area((*lower, *reversed(upper)), "soft"),
        *_held([(at, number) for at, number, _, _ in points], frame),
    ]


def _bounded(points: Sequence[tuple[float, float]], frame: _Frame) -> list[tuple[float, float]]:
    """An edge of the band, that runs along the drawing's edge where it lies outside."""
    drawn = [(points[0][0], frame.y(points[0][1]))]
    for before, after in pairwise(points):
        crossings = [_within(before, after, frame), _within(after, before, frame)]
        drawn += [(one[0], frame.y(one[1])) for one in crossings if one is not None and one != before]
        drawn.append((after[0], frame.y(after[1])))
    return drawn


def _held(points: Sequence[tuple[float, float]], frame: _Frame) -> list[Shape]:
    """The curve as far as the drawing holds it; where it leaves, it ends at the edge."""
    stretches: list[list[tuple[float, float]]] = []
    last: tuple[float, float] | None = None
    for before, after in pairwise((frame.x(at), number) for at, number in points):
        begin, end = _within(before, after, frame), _within(after, before, frame)
        if begin is None or end is None:
            continue
        if last != begin:
            stretches.append([(begin[0], frame.y(begin[1]))])
        stretches[-1].append((end[0], frame.y(end[1])))
        last = end
    return [Curve(tuple(stretch)) for stretch in stretches]


def _within(
    here: tuple[float, float], there: tuple[float, float], frame: _Frame
) -> tuple[float, float] | None:
    """The end `here` of a line, moved along it to the edge where it lies outside; `None` where all of it does."""
    edge = min(max(here[1], frame.lowest), frame.highest)
    if edge == here[1]:
        return here
    if (there[1] - edge) * (here[1] - edge) >= 0:
        return None
    return here[0] + (there[0] - here[0]) * (edge - here[1]) / (there[1] - here[1]), edge


def _told(drawing: dict[str, Any], frame: _Frame) -> list[Shape]:
    if drawing["told"] is None:
        return []
    low, high = drawing["told"]
    left = frame.x(frame.first if low is None else low)
    right = frame.x(frame.last if high is None else high)
    return [Box(left, frame.bottom - 8, max(right - left, 2.0), 8, "hatched")]


def _known(known: Sequence[dict[str, Any]], frame: _Frame) -> list[Shape]:
    """A line for each number; its words stand where those of no other near it do."""
    shapes: list[Shape] = []
    placed: list[tuple[float, float]] = []
    for one in known:
        y, words = frame.y(one["number"]), one["value"]
        shapes.append(Rule(frame.left, y, frame.right, y, "known" if one["sure"] else "stated"))
        baseline = y - 4 if y > 24 else y + 13
        end = min([frame.right - 4, *(left - 8 for other, left in placed if abs(other - baseline) < LINE)])
        shapes.append(Words(end, baseline, words, "value", "end"))
        placed.append((baseline, end - room_for(words)))
    return shapes


def _beneath(
    drawing: dict[str, Any], frame: _Frame, signs: Sequence[tuple[str, str]]
) -> tuple[list[Shape], float]:
    """What the axis holds, and the key."""
    shapes: list[Shape] = []
    top = frame.bottom + 24
    for line in wrap(drawing["across"], frame.sheet.width - 20):
        top += LINE
        shapes.append(Words(4, top - 3, line))
    top += 6
    for one in drawing["known"]:
        shapes.append(Rule(6, top + LINE / 2, 30, top + LINE / 2, "known" if one["sure"] else "stated"))
        top = _explained(shapes, f"{one['label']}: {one['value']}", top, frame.sheet)
    for name, words in signs:
        middle = top + LINE / 2
        sample: dict[str, Shape] = {
            "curve": Curve(((6, middle), (30, middle))),
            "band": Area(((6, middle - 5), (30, middle - 5), (30, middle + 5), (6, middle + 5)), "soft"),
            "told": Box(6, middle - 4, 24, 8, "hatched"),
            "needed": Lozenge(18, middle, "solid"),
        }
        shapes.append(sample[name])
        top = _explained(shapes, words, top, frame.sheet)
    return shapes, top + 2


def _explained(shapes: list[Shape], words: str, top: float, sheet: Sheet) -> float:
    for line in wrap(words, sheet.width - 60):
        shapes.append(Words(40, top + LINE - 3, line, "quiet"))
        top += LINE
    return top + 4
