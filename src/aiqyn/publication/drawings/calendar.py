"""The axis of days: linear where things are recorded, broken openly where long nothing is."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from babel.dates import format_skeleton

from aiqyn.core.language import Language
from aiqyn.publication.drawings.canvas import WIDE, Sheet, room_for

__all__ = ["Axis", "Stretch", "day_in_words"]

LONGEST_GAP = 21
"""More days than this without anything are left out, and the axis shows the break."""

MOST_BREAKS = 6
"""More breaks than this leave no room for the days themselves: then only the longest gaps are left out."""

_LOCALES: dict[Language, str] = {"kk": "kk", "ru": "ru", "en": "en_GB"}
_BREAK = 16.0
_LEAST = 26.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """An unbroken part of the axis: its first and last day and where they lie."""

    first: int
    last: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Axis:
    """Where each day lies between the left and the right of the chart."""

    stretches: tuple[Stretch, ...]
    sheet: Sheet = WIDE

    @classmethod
    def over(cls, days: Iterable[int], *, sheet: Sheet = WIDE) -> Axis:
        """The axis on that sheet on which all these days have a place.

        Raises:
            ValueError: There is no day.
        """
        spans = _unbroken(sorted(set(days)))
        total = sum(last - first + 1 for first, last in spans)
        free = sheet.chart_right - sheet.chart_left - _BREAK * (len(spans) - 1) - _LEAST * len(spans)
        stretches: list[Stretch] = []
        left = sheet.chart_left
        for first, last in spans:
            width = _LEAST + max(free, 0.0) * (last - first + 1) / total
            stretches.append(Stretch(first, last, left, left + width))
            left += width + _BREAK
        return cls(tuple(stretches), sheet)

    def place(self, day: int) -> float:
        """Where the middle of a day lies; a day within a break lies in the middle of the break."""
        for before, stretch in zip((None, *self.stretches), self.stretches, strict=False):
            if day < stretch.first:
                return stretch.left - _BREAK / 2 if before else stretch.left
            if day <= stretch.last:
                days = stretch.last - stretch.first + 1
                return stretch.left + (stretch.right - stretch.left) * (day - stretch.first + 0.5) / days
        return self.stretches[-1].right

    @property
    def breaks(self) -> tuple[float, ...]:
        """Where the axis is broken."""
        return tuple(stretch.left - _BREAK / 2 for stretch in self.stretches[1:])

    def ticks(self, language: Language) -> tuple[tuple[float, float, str], ...]:
        """The days that are named: place, middle of the words, words.

        The first day of each stretch comes before the last ones, which are named where there
        is still room. The year stands at the first day, and everywhere where years change.
        """
        firsts = [stretch.first for stretch in self.stretches]
        lasts = [stretch.last for stretch in self.stretches if stretch.last != stretch.first]
        one_year = _year(self.stretches[0].first) == _year(self.stretches[-1].last)
        named: list[tuple[float, float, str]] = []
        for day in (*firsts, *lasts):
            words = day_in_words(day, language, with_year=not one_year or day == firsts[0])
            place, half = self.place(day), room_for(words) / 2
            middle = max(half, min(place, self.sheet.width - half))
            if all(abs(middle - other) >= half + room_for(told) / 2 + 4 for _, other, told in named):
                named.append((place, middle, words))
        return tuple(sorted(named))


def day_in_words(day: int, language: Language, *, with_year: bool) -> str:
    """A day as a short date."""
    return format_skeleton("yMMMd" if with_year else "MMMd", _date(day), locale=_LOCALES[language])


def _date(day: int) -> datetime.date:
    return datetime.date(1970, 1, 1) + datetime.timedelta(days=day)


def _year(day: int) -> int:
    return _date(day).year


def _unbroken(days: list[int]) -> list[tuple[int, int]]:
    if not days:
        raise ValueError("an axis needs at least one day")
    gaps = sorted(((after - before, before) for before, after in pairwise(days)), reverse=True)
    broken_after = {before for gap, before in gaps[:MOST_BREAKS] if gap > LONGEST_GAP}
    spans = [(days[0], days[0])]
    for before, day in pairwise(days):
        if before in broken_after:
            spans.append((day, day))
        else:
            spans[-1] = (spans[-1][0], day)
    return spans
