"""Do two lists have their common persons in one order, more than chance and the lists' own sorting explain?

Whoever copies rows mostly keeps their order. Two lists that are both sorted by name are in one order too, and
prove nothing by it: what both are sorted or grouped by is held fixed while chance is asked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from aiqyn.core.rosters.comparison.naming import named_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.records import Field, Records

__all__ = ["LEAST_SHARED", "OrderEvidence", "OrderOfLists", "longest_rise"]

LEAST_SHARED = 10
"""Of fewer common persons their order tells nothing."""

MOST_SHARED = 1_000
"""Of more, so many are drawn: enough to see any copying worth the name."""

SHUFFLES = 1_999
ENOUGH = 10
"""Shuffling ends when so many shuffles were in order as much as the lists are: chance explains it."""

SORTED = 0.8
"""A list is sorted by something where so many of its rows can stay where they are when it is sorted by that."""

_KEYS: tuple[Field, ...] = ("died", "born", "age", "place_of_death", "residence", "region", "locality", "sex")


@dataclass(frozen=True, slots=True)
class OrderEvidence:
    """What the order of common persons tells.

    Attributes:
        persons: How many persons on both were looked at.
        in_order: The most persons that can be picked so that both lists have them in one order.
        by_chance: How many these are in the mean if one list's rows are shuffled.
        p_value: How often a shuffle has as many; `None` where nothing is left to shuffle.
        held_fixed: What both lists are sorted or grouped by, which was not shuffled.
        closer: Which of the two has these persons standing closer together: 0, 1, or `None` where neither.
            Who copies a part writes it in one go; where it came from, other rows stand between.
    """

    persons: int
    in_order: int
    by_chance: float
    p_value: float | None
    held_fixed: tuple[str, ...]
    closer: int | None


class OrderOfLists:
    """Compares the order of lists two by two."""

    def __init__(self, records: Records, *, seed: int) -> None:
        """Look at what each list is sorted by.

        Args:
            records: The lists' rows.
            seed: Of the shuffles.
        """
        self._records = records
        self._columns: dict[str, Sequence[str | None]] = dict(records.fields.items())
        self._seed = seed
        self._keys = [self._sorted_by(at) for at in range(len(records.rosters))]

    def compare(self, one: int, other: int, shared: Sequence[tuple[int, int]]) -> OrderEvidence | None:
        """What the order of the persons on both tells; `None` where they are too few.

        Args:
            one, other: Positions of the lists.
            shared: For each common person the positions of the record on the one and on the other.
        """
        import numpy as np

        if len(shared) < LEAST_SHARED:
            return None
        chance = np.random.default_rng([self._seed, one, other])
        pairs = sorted(shared)
        if len(pairs) > MOST_SHARED:
            chosen = np.sort(chance.choice(len(pairs), MOST_SHARED, replace=False))
            pairs = [pairs[at] for at in chosen.tolist()]
        ranks = np.argsort(np.argsort([second for _, second in pairs]))
        rise = longest_rise(ranks.tolist())
        held = sorted(self._keys[one] & self._keys[other])
        groups = self._groups(held, [first for first, _ in pairs])
        by_chance, p_value = _shuffled(ranks, groups, len(rise), chance)
        closer = self._closer([pairs[at] for at in rise])
        return OrderEvidence(len(pairs), len(rise), by_chance, p_value, tuple(held), closer)

    def _groups(self, held: Sequence[str], positions: Sequence[int]) -> list[tuple[str | None, ...]]:
        """For each record what both lists are sorted or grouped by; only within such groups is shuffled."""
        return [tuple(self._value(key, position) for key in held) for position in positions]

    def _value(self, key: str, position: int) -> str | None:
        if key == "name":
            name = named_in(self._records, position)
            return None if name is None else name.casefold()
        return self._columns[key][position]

    def _sorted_by(self, roster: int) -> set[str]:
        """What a list is sorted or grouped by, beyond what chance brings about."""
        positions = self._records.of_roster(roster).tolist()
        keys = ["name", *(key for key in _KEYS if key in self._records.fields)]
        found: set[str] = set()
        for key in keys:
            values = [value for at in positions if (value := self._value(key, at)) is not None]
            if len(values) >= LEAST_SHARED and (_is_sorted(values) or _is_grouped(values)):
                found.add(key)
        return found

    def _closer(self, pairs: Sequence[tuple[int, int]]) -> int | None:
        """In which of the two lists these records stand the closer, if clearly so."""
        adjacent = [
            sum(later - earlier == 1 for earlier, later in pairwise(side)) / max(len(pairs) - 1, 1)
            for side in zip(*pairs, strict=True)
        ]
        if abs(adjacent[0] - adjacent[1]) < 0.2:
            return None
        return 0 if adjacent[0] > adjacent[1] else 1


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """The places of the longest rising choice of some numbers, which are all different.

    Source:
        Fredman (1975), On computing the length of longest increasing subsequences, Discrete Mathematics
        11, 29–35.

    Example:
        >>> longest_rise([4, 0, 3, 1, 2])
        [1, 3, 4]
    """
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(ends, number)
        before.append(places[at - 1] if at else -1)
        ends[at : at + 1] = [number]
        places[at : at + 1] = [place]
    rise: list[int] = []
    place = places[-1] if places else -1
    while place >= 0:
        rise.append(place)
        place = before[place]
    return rise[::-1]


def _rise(numbers: Sequence[int]) -> int:
    """How long the longest rise is: the same without its places, for shuffles by the thousand."""
    ends: list[int] = []
    for number in numbers:
        at = bisect_left(ends, number)
        if at == len(ends):
            ends.append(number)
        else:
            ends[at] = number
    return len(ends)


def _shuffled(
    ranks: NDArray[np.intp], groups: Sequence[object], rise: int, chance: np.random.Generator
) -> tuple[float, float | None]:
    """The mean rise of shuffles, and how often one is as long as that; each group is shuffled within itself.

    Source:
        Besag & Clifford (1991), Sequential Monte Carlo p-values, Biometrika 78, 301–304.
    """
    import numpy as np

    places: dict[object, list[int]] = {}
    for place, group in enumerate(groups):
        places.setdefault(group, []).append(place)
    movable = [np.array(of_group) for of_group in places.values() if len(of_group) > 1]
    # Where hardly anything may move, what is left is no test of the rest.
    if sum(len(of_group) for of_group in movable) < max(LEAST_SHARED, len(ranks) // 2):
        return float(rise), None
    total, reached = 0, 0
    for number in range(1, SHUFFLES + 1):
        shuffled = ranks.copy()
        for of_group in movable:
            shuffled[of_group] = ranks[chance.permutation(of_group)]
        length = _rise(shuffled.tolist())
        total += length
        reached += length >= rise
        if reached == ENOUGH:
            return total / number, reached / number
    return total / SHUFFLES, (reached + 1) / (SHUFFLES + 1)


def _is_sorted(values: Sequence[str]) -> bool:
    keys = [_sort_key(value) for value in values]
    return len(set(keys)) > 2 and max(_stays(keys), _stays(keys[::-1])) >= SORTED


def _sort_key(value: str) -> tuple[int, str]:
    return (int(value), "") if value.isdecimal() and len(value) < 10 else (-1, value.casefold())


def _stays(keys: Sequence[tuple[int, str]]) -> float:
    """Which share of some values can stay where it is when they are sorted."""
    ends: list[tuple[int, str]] = []
    for key in keys:
        at = bisect_right(ends, key)
        if at == len(ends):
            ends.append(key)
        else:
            ends[at] = key
    return len(ends) / len(keys)


def _is_grouped(values: Sequence[str]) -> bool:
    """Whether equal values stand together: fewer breaks than half of what chance would leave."""
    count = len(values)
    times: dict[str, int] = {}
    for value in values:
        times[value] = times.get(value, 0) + 1
    expected = (count - 1) * (
        1 - sum(number * (number - 1) for number in times.values()) / (count * (count - 1))
    )
    least = len(times) - 1
    breaks = sum(first != second for first, second in pairwise(values))
    return expected - least >= 5 and breaks < least + (expected - least) / 2
