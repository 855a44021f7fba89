"""An axis of numbers: round ends, round steps, and the numbers that all rows are held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from babel.numbers import format_decimal

from aiqyn.core.language import Language
from aiqyn.publication.drawings.canvas import LINE, Lozenge, Rule, Shape, Sheet, Words, room_for, wrap

__all__ = ["NumberScale", "known_rows", "lay_out_scale", "round_step", "value_beside"]

_FREE = 12.0
"""Room at the end of the axis for what reaches beyond it."""


@dataclass(frozen=True, slots=True)
class NumberScale:
    """Where each number lies between the left and the right of the chart.

    Attributes:
        first, last: The round numbers at its ends.
        step: The distance of the numbers that are named.
    """

    sheet: Sheet
    first: int
    last: int
    step: int

    @classmethod
    def over(cls, numbers: Sequence[float], *, sheet: Sheet) -> NumberScale:
        """The scale on which all these numbers have a place; it begins at nought unless they are far from it."""
        smallest, largest = min(numbers), max(numbers)
        begin = 0.0 if smallest < largest / 2 else smallest
        step = round_step(max(largest - begin, 1))
        first = int(floor(begin / step) * step)
        last = int(-(-largest // step) * step)
        return cls(sheet, first, max(last, first + step), step)

    @property
    def end(self) -> float:
        """Where the last number lies."""
        return self.sheet.chart_right - _FREE

    def place(self, number: float) -> float:
        """Where a number lies; beyond the ends, at the end."""
        held = min(max(number, self.first), self.last)
        left = self.sheet.chart_left
        return left + (held - self.first) * (self.end - left) / (self.last - self.first)

    def holds(self, number: float) -> bool:
        """Whether a number has a place of its own."""
        return self.first <= number <= self.last


def round_step(width: float) -> int:
    """The distance of the axis' numbers: 1, 2 or 5 times a power of ten, four to eight of them."""
    power = 1
    while True:
        for factor in (1, 2, 5):
            if width / (power * factor) <= 6:
                return power * factor
        power *= 10


def lay_out_scale(scale: NumberScale, bottom: float, language: Language) -> list[Shape]:
    """The axis with its numbers, and the lines that lead down from them."""
    sheet = scale.sheet
    shapes: list[Shape] = [Rule(sheet.chart_left, 24, sheet.chart_right, 24, "axis")]
    free_from = 0.0
    for number in range(scale.first, scale.last + 1, scale.step):
        words, place = format_decimal(number, locale=language), scale.place(number)
        half = room_for(words) / 2
        middle = max(half, min(place, sheet.width - half))
        shapes.append(Rule(place, 20, place, bottom, "grid"))
        if middle - half >= free_from:
            shapes.append(Words(middle, 16, words, "tick", "middle"))
            free_from = middle + half + 4
    return shapes


def known_rows(
    known: Sequence[dict[str, Any]], scale: NumberScale, top: float
) -> tuple[list[Shape], float, list[tuple[float, float, bool]]]:
    """A row for each number that others are held against.

    Returns:
        The shapes, where the rows end, and the rules that must lead on from there: where they
        lie, where they begin, and whether they are unbroken.
    """
    shapes: list[Shape] = []
    rules: list[tuple[float, float, bool]] = []
    for one in known:
        lines = wrap(one["label"], scale.sheet.label_width)
        shapes += [Words(4, top + LINE * (at + 1) - 3, line) for at, line in enumerate(lines)]
        height = LINE * len(lines)
        middle = top + height + 8 if scale.sheet.stacked else top + LINE - 7
        place = scale.place(one["number"])
        shapes.append(Lozenge(place, middle, "solid" if one["sure"] else "hollow"))
        shapes += value_beside(one["value"], place - 7, place + 7, middle + 4, scale.sheet)
        rules.append((place, middle + 6, one["sure"]))
        top += height + (20 if scale.sheet.stacked else 6)
    return shapes, top, rules


def value_beside(value: str, left: float, right: float, baseline: float, sheet: Sheet) -> list[Shape]:
    """A value to the right of its mark, or to the left where there is no room."""
    if not value:
        return []
    room = room_for(value) + 6
    if right + room <= sheet.width - 4 or left - room < (0 if sheet.stacked else sheet.chart_left - 40):
        at = min(right + 6, max(sheet.width - 4 - room + 6, 0))
        return [Words(at, baseline, value, "value")]
    return [Words(left - 6, baseline, value, "value", "end")]
