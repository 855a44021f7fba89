"""Pairs of figures that a reader could set beside each other and must not.

Measures look alike if one says so (`resembles`), if their titles share their telling words,
or if they count in one unit to the very same number. Of two such measures only the figures
that invite the comparison most are paired, so that the list stays short enough to be read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from aiqyn.core.figures.components import in_force
from aiqyn.core.figures.counting import stated_range
from aiqyn.core.figures.moments import Moment, is_one_moment
from aiqyn.core.figures.report import Difference, NotComparable
from aiqyn.core.figures.values import Figure, FiguresFile, Measure
from aiqyn.core.figures.wording import Wording
from aiqyn.core.language import LANGUAGES, Language

__all__ = ["find_lookalikes"]

MOST_PAIRS = 16
_PER_MEASURES = 1
_ALIKE = 0.33
_STEM = 5
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class _Pair:
    first: Figure
    second: Figure
    likeness: float


def find_lookalikes(
    stated: FiguresFile, known: Mapping[str, Figure], wording: Wording
) -> tuple[tuple[NotComparable, ...], int]:
    """Pairs that look alike and can't be compared, the likeliest mistake first; and how many were left out."""
    figures = in_force(stated.figures)
    by_measure: dict[str, list[Figure]] = {}
    for figure in figures:
        by_measure.setdefault(figure.measure, []).append(figure)
    pairs: list[_Pair] = []
    alike = _Likeness(stated.measures)
    for first, second in combinations(by_measure, 2):
        likeness = alike.between(first, second)
        found = _between(by_measure[first], by_measure[second], likeness, known)
        pairs += _most_alike(found, _PER_MEASURES)
    for name, group in by_measure.items():
        pairs += _most_alike(_within(stated.measures[name], group, known), _PER_MEASURES)
    position = {figure.id: index for index, figure in enumerate(stated.figures)}
    pairs.sort(key=lambda pair: (-pair.likeness, position[pair.first.id], position[pair.second.id]))
    shown = tuple(_told(pair, stated.measures, position, wording) for pair in pairs[:MOST_PAIRS])
    return shown, max(0, len(pairs) - MOST_PAIRS)


class _Likeness:
    """How alike two measures look, from 0 to 1, by their titles and by what they say of each other."""

    def __init__(self, measures: Mapping[str, Measure]) -> None:
        self._measures = measures
        self._stems = {
            language: {name: _stems(measure, language) for name, measure in measures.items()}
            for language in LANGUAGES
        }
        self._common = {
            language: _too_common(stems.values(), len(measures)) for language, stems in self._stems.items()
        }

    def between(self, first: str, second: str) -> float:
        if second in self._measures[first].resembles or first in self._measures[second].resembles:
            return 1.0
        return max(self._by_title(first, second, language) for language in LANGUAGES)

    def _by_title(self, first: str, second: str, language: Language) -> float:
        stems, common = self._stems[language], self._common[language]
        one, other = stems[first] - common, stems[second] - common
        if not one or not other:
            return 0.0
        return len(one & other) / min(len(one), len(other))


def _stems(measure: Measure, language: Language) -> frozenset[str]:
    title = getattr(measure.title, language) or ""
    return frozenset(word[:_STEM] for word in _WORD.findall(title.casefold()))


def _too_common(titles: Iterable[frozenset[str]], count: int) -> frozenset[str]:
    """Words of so many titles that they tell nothing apart: "people", the event's name."""
    if count < 5:
        return frozenset()
    seen = Counter(stem for stems in titles for stem in stems)
    return frozenset(stem for stem, times in seen.items() if times > count / 2)


def _number(figure: Figure, known: Mapping[str, Figure]) -> int | None:
    low, high = stated_range(figure, known)
    return high if low == 0 else low


def _closeness(first: Figure, second: Figure, known: Mapping[str, Figure]) -> float:
    one, other = _number(first, known), _number(second, known)
    if not one or not other:
        return 0.0
    return min(one, other) / max(one, other)


def _between(
    firsts: Sequence[Figure], seconds: Sequence[Figure], likeness: float, known: Mapping[str, Figure]
) -> Iterable[_Pair]:
    """Pairs of figures of two measures."""
    for first in firsts:
        for second in seconds:
            closeness = _closeness(first, second, known)
            is_same_number = closeness == 1.0 and (_number(first, known) or 0) >= 10
            if likeness < _ALIKE and not is_same_number:
                continue
            both_whole = not first.where and not second.where
            yield _Pair(first, second, likeness + closeness / 2 + (0.4 if both_whole else 0.0))


def _within(measure: Measure, figures: Sequence[Figure], known: Mapping[str, Figure]) -> Iterable[_Pair]:
    """Different numbers of the same thing by different bodies, of moments that nothing ties together."""
    for first, second in combinations(figures, 2):
        if first.where != second.where or first.stated_by == second.stated_by:
            continue
        if is_one_moment(first.as_of, second.as_of):
            continue
        one, other = Moment(first.as_of), Moment(second.as_of)
        if measure.cumulative and (one.is_before(other) or other.is_before(one)):
            continue
        if stated_range(first, known) == stated_range(second, known):
            continue
        yield _Pair(first, second, 0.8 + _closeness(first, second, known) / 2)


def _most_alike(pairs: Iterable[_Pair], count: int) -> list[_Pair]:
    return sorted(pairs, key=lambda pair: -pair.likeness)[:count]


def _told(
    pair: _Pair, measures: Mapping[str, Measure], position: Mapping[str, int], wording: Wording
) -> NotComparable:
    first, second = sorted((pair.first, pair.second), key=lambda figure: position[figure.id])
    differences = tuple(_differences(first, second, measures))
    return NotComparable(
        (first.id, second.id), differences, wording.not_comparable(first.id, second.id, differences)
    )


def _differences(first: Figure, second: Figure, measures: Mapping[str, Measure]) -> Iterable[Difference]:
    if measures[first.measure].unit != measures[second.measure].unit:
        yield Difference.UNIT
    if first.measure != second.measure:
        yield Difference.MEASURE
    elif first.where != second.where:
        yield Difference.PART
    if not is_one_moment(first.as_of, second.as_of):
        yield Difference.MOMENT
    if first.stated_by != second.stated_by:
        yield Difference.BODY
