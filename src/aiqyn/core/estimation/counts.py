"""What an estimate is made from: how many people stand on exactly these lists and on no other.

Everything else about the people has been left behind by then. A `CaptureCounts` that exists
is right: patterns are unique and never empty, counts positive. Reading files, with their
faults, is the business of `aiqyn.exchange.capture_counts_file`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NewType

__all__ = [
    "LARGEST_COUNT",
    "CaptureCounts",
    "Cell",
    "Pattern",
    "StratifiedCounts",
    "Stratum",
    "pattern_of",
]

Pattern = NewType("Pattern", int)
"""On which lists a person stands, as bits: the first list is 1, the second 2, the third 4, and so on."""

LARGEST_COUNT = 10_000_000_000
"""More people than live: a larger count is a slip, and sums of many such stay exact."""

_MANY = 50_000
_PART = 20_000
"""So many cells at a time: with as many people in each as are allowed, their sum is below 2^53."""


def pattern_of(lists: Sequence[int]) -> Pattern:
    """The pattern of a person on the lists with these numbers, counted from 0.

    Example:
        >>> pattern_of([0, 2])
        5
    """
    pattern = 0
    for index in lists:
        pattern |= 1 << index
    return Pattern(pattern)


@dataclass(frozen=True, slots=True)
class Cell:
    """One observed pattern and the number of people who have it.

    Attributes:
        pattern: The lists they are on; never 0.
        count: How many they are; 1 or more.
    """

    pattern: Pattern
    count: int

    @property
    def captures(self) -> int:
        """On how many lists each of them stands."""
        return self.pattern.bit_count()


@dataclass(frozen=True, slots=True)
class CaptureCounts:
    """Counts of people by the lists that they are on.

    Attributes:
        lists: Names of the lists, in the order of the patterns' bits.
        cells: One for each pattern that someone has, by ascending pattern.

    Raises:
        ValueError: Names are empty or repeat; a pattern is 0, names a list that is not there,
            or repeats; a count is below 1 or above `LARGEST_COUNT`.
    """

    lists: tuple[str, ...]
    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        if len(set(self.lists)) != len(self.lists) or not all(self.lists):
            raise ValueError(f"names of lists must be told apart: {self.lists}")
        patterns = [cell.pattern for cell in self.cells]
        if patterns != sorted(set(patterns)):
            raise ValueError("cells must have ascending patterns, each once")
        for cell in self.cells:
            if not 0 < cell.pattern < 1 << len(self.lists):
                raise ValueError(f"pattern {cell.pattern} is not of {len(self.lists)} lists")
            if not 0 < cell.count <= LARGEST_COUNT:
                raise ValueError(f"count {cell.count} is not between 1 and {LARGEST_COUNT}")

    @classmethod
    def from_mapping(cls, lists: Sequence[str], counts: Mapping[int, int]) -> CaptureCounts:
        """Counts by pattern; patterns that nobody has may be given with 0.

        Example:
            >>> CaptureCounts.from_mapping(["A", "B"], {0b01: 5, 0b10: 3, 0b11: 0}).documented
            8
        """
        cells = tuple(Cell(Pattern(pattern), count) for pattern, count in sorted(counts.items()) if count)
        return cls(tuple(lists), cells)

    @property
    def documented(self) -> int:
        """How many people are on at least one list."""
        return sum(cell.count for cell in self.cells)

    @property
    def in_overlaps(self) -> int:
        """How many people are on two lists or more: all that the data tell of the unseen comes from them."""
        return sum(cell.count for cell in self.cells if cell.captures > 1)

    def by_captures(self) -> tuple[int, ...]:
        """How many people are on exactly 1, 2, … lists."""
        totals = [0] * len(self.lists)
        for cell in self.cells:
            totals[cell.captures - 1] += cell.count
        return tuple(totals)

    def on_all(self, lists: Pattern) -> int:
        """How many people are on every one of these lists, and perhaps on others."""
        return sum(cell.count for cell in self.cells if cell.pattern & lists == lists)

    def on_any(self, lists: Pattern) -> int:
        """How many people are on at least one of these lists."""
        return sum(cell.count for cell in self.cells if cell.pattern & lists)

    def size(self, index: int) -> int:
        """How many people are on the list with that number."""
        return self.on_all(pattern_of([index]))

    def overlaps(self) -> dict[tuple[int, int], int]:
        """How many people two lists share, for each pair that shares anyone."""
        if len(self.cells) * len(self.lists) > _MANY:
            return self._overlaps_of_many()
        shared: dict[tuple[int, int], int] = {}
        for cell in self.cells:
            for pair in combinations(_indexes(cell.pattern), 2):
                shared[pair] = shared.get(pair, 0) + cell.count
        return shared

    def _overlaps_of_many(self) -> dict[tuple[int, int], int]:
        """The same as a product of matrices, a part of the cells at a time: sums stay exact below 2^53."""
        import numpy as np

        lists = len(self.lists)
        totals = [[0] * lists for _ in range(lists)]
        for start in range(0, len(self.cells), _PART):
            part = self.cells[start : start + _PART]
            wide = -(-lists // 8)
            data = b"".join(cell.pattern.to_bytes(wide, "little") for cell in part)
            octets = np.frombuffer(data, dtype=np.uint8).reshape(len(part), wide)
            listed = np.unpackbits(octets, axis=1, bitorder="little")[:, :lists].astype(np.float64)
            product = (listed * np.array([cell.count for cell in part], dtype=np.float64)[:, None]).T @ listed
            for first in range(lists):
                for second in range(first + 1, lists):
                    totals[first][second] += int(product[first, second])
        return {
            (first, second): totals[first][second]
            for first, second in combinations(range(lists), 2)
            if totals[first][second]
        }

    def names(self, lists: Pattern) -> tuple[str, ...]:
        """The names of the lists of a pattern."""
        return tuple(self.lists[index] for index in _indexes(lists))

    def keeping(self, kept: Sequence[int]) -> CaptureCounts:
        """The counts as they would be had there been only the lists with these numbers."""
        counts: dict[int, int] = {}
        for cell in self.cells:
            pattern = sum(1 << new for new, old in enumerate(kept) if cell.pattern >> old & 1)
            if pattern:
                counts[pattern] = counts.get(pattern, 0) + cell.count
        return CaptureCounts.from_mapping([self.lists[index] for index in kept], counts)


def _indexes(pattern: int) -> Iterator[int]:
    index = 0
    while pattern:
        if pattern & 1:
            yield index
        pattern >>= 1
        index += 1


@dataclass(frozen=True, slots=True)
class Stratum:
    """The people of one part of the population.

    Attributes:
        values: What they have in common, one for each column of the strata.
        counts: Their counts, over the same lists as everyone's.
    """

    values: tuple[str, ...]
    counts: CaptureCounts


@dataclass(frozen=True, slots=True)
class StratifiedCounts:
    """Counts by lists within parts of the population that don't overlap.

    Attributes:
        columns: By what the population is divided; empty where it is not.
        strata: In the order in which they were first met; one, without values, where there are no columns.

    Raises:
        ValueError: There is no stratum, two have the same values, or lists differ.
    """

    columns: tuple[str, ...]
    strata: tuple[Stratum, ...]

    def __post_init__(self) -> None:
        values = [stratum.values for stratum in self.strata]
        if not values or len(set(values)) != len(values):
            raise ValueError("there must be strata, each with its own values")
        if any(len(each) != len(self.columns) for each in values):
            raise ValueError("each stratum needs a value for each column")
        if len({stratum.counts.lists for stratum in self.strata}) != 1:
            raise ValueError("all strata must be counted over the same lists")

    @classmethod
    def undivided(cls, counts: CaptureCounts) -> StratifiedCounts:
        """The whole population as its only stratum."""
        return cls((), (Stratum((), counts),))

    @property
    def lists(self) -> tuple[str, ...]:
        """Names of the lists, the same in all strata."""
        return self.strata[0].counts.lists

    @property
    def is_divided(self) -> bool:
        """Whether there is more than one part to estimate."""
        return len(self.strata) > 1

    def together(self) -> CaptureCounts:
        """The counts of everyone, without regard to strata."""
        counts: dict[int, int] = {}
        for stratum in self.strata:
            for cell in stratum.counts.cells:
                counts[cell.pattern] = counts.get(cell.pattern, 0) + cell.count
        return CaptureCounts.from_mapping(self.lists, counts)
