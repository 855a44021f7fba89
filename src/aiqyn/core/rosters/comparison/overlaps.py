"""How many persons there are, and how many are on which lists together, with what linkage leaves open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiqyn.core.rosters.comparison.people import People, presence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.records import Records

__all__ = ["Combination", "Count", "Overlaps", "chances_to_be_on", "overlaps_of"]


@dataclass(frozen=True, slots=True)
class Count:
    """A number of persons.

    Attributes:
        value: As the links stand.
        low, high: Between which it lies by the draws, at the level asked for; `None` without draws.
            Where doubtful links mostly fall one way, `value` may lie at an end of it or beyond.
    """

    value: int
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Combination:
    """The persons who are on some lists and on no other.

    Attributes:
        lists: Positions of the lists, in order.
        count: How many they are.
    """

    lists: tuple[int, ...]
    count: Count


@dataclass(frozen=True, slots=True)
class Overlaps:
    """How lists lie over each other.

    Attributes:
        persons: How many there are on all lists together.
        shared: For each pair of lists how many persons are on both; of a list with itself, on it.
        only: For each list how many are on no other.
        combinations: How many are on exactly which lists, the largest number first.
        draws: From how many draws of who is who the intervals come; 0 where there are none.
        level: The intervals' coverage.
    """

    persons: Count
    shared: tuple[tuple[Count, ...], ...]
    only: tuple[Count, ...]
    combinations: tuple[Combination, ...]
    draws: int
    level: float


def overlaps_of(
    records: Records,
    people: People,
    *,
    draws: NDArray[np.integer] | None = None,
    level: float = 0.95,
) -> Overlaps:
    """How many are on which lists.

    Args:
        records: The lists' rows.
        people: Who is who, as the links stand.
        draws: Labels of the records, one row for each draw from what linkage holds possible; numbers
            from 0 on, not much larger than there are records.
        level: Coverage of the intervals, between 0 and 1.

    Source:
        Intervals are quantiles of the draws, ends rounded outward: what is uncertain is who is who, not
        who was left out of every list.
    """
    tables = [_Table(people.on)]
    if draws is not None:
        tables += [_Table(presence(records, labels)) for labels in draws]

    def counted(numbers: Iterable[int]) -> Count:
        return _count(list(numbers), level)

    lists = range(len(records.rosters))
    combinations = [
        Combination(_members(pattern), counted(table.patterns.get(pattern, 0) for table in tables))
        for pattern in sorted({pattern for table in tables for pattern in table.patterns})
    ]
    combinations.sort(key=lambda one: (-one.count.value, -(one.count.high or 0), len(one.lists), one.lists))
    alone = [_alone(one, len(lists)) for one in lists]
    return Overlaps(
        counted(table.persons for table in tables),
        tuple(
            tuple(counted(int(table.shared[one, other]) for table in tables) for other in lists)
            for one in lists
        ),
        tuple(counted(table.patterns.get(pattern, 0) for table in tables) for pattern in alone),
        tuple(combinations),
        len(tables) - 1,
        level,
    )


def chances_to_be_on(records: Records, people: People, draws: NDArray[np.integer]) -> NDArray[np.float64]:
    """For each person and list, in which share of the draws a row of that list is one with one of the person's.

    Args:
        records: The lists' rows.
        people: Who is who, as the links stand.
        draws: As for `overlaps_of`, at least one.
    """
    import numpy as np

    times = np.zeros(people.on.shape, np.int64)
    for labels in draws:
        of_records = presence(records, labels)[labels][people.order]
        times += np.logical_or.reduceat(of_records, people.starts[:-1], axis=0)
    chances: NDArray[np.float64] = times / len(draws)
    return chances


Pattern = bytes


class _Table:
    """What one way of telling who is who makes of the lists."""

    def __init__(self, on: NDArray[np.bool_]) -> None:
        import numpy as np

        self.persons = int(on.any(axis=1).sum())
        counts = on.astype(np.float64)
        self.shared = counts.T @ counts
        # Packed into bytes, a pattern of any number of lists is found in one pass.
        packed = np.ascontiguousarray(np.packbits(on, axis=1))
        width = max(packed.shape[1], 1)
        found, times = np.unique(packed.reshape(-1, width).view(f"V{width}").reshape(-1), return_counts=True)
        nobody = bytes(width)
        self.patterns: dict[Pattern, int] = {
            bytes(pattern): int(number)
            for pattern, number in zip(found.tolist(), times.tolist(), strict=True)
            if bytes(pattern) != nobody
        }


def _count(numbers: list[int], level: float) -> Count:
    """One number in all tables, of which the first is as the links stand."""
    import numpy as np

    value, *drawn = numbers
    if not drawn:
        return Count(value)
    beyond = (1 - level) / 2
    low = np.quantile(drawn, beyond, method="lower")
    high = np.quantile(drawn, 1 - beyond, method="higher")
    return Count(value, int(low), int(high))


def _members(pattern: Pattern) -> tuple[int, ...]:
    return tuple(
        8 * place + bit for place, byte in enumerate(pattern) for bit in range(8) if byte & (0x80 >> bit)
    )


def _alone(one: int, lists: int) -> Pattern:
    pattern = bytearray(-(-lists // 8))
    pattern[one // 8] = 0x80 >> (one % 8)
    return bytes(pattern)
