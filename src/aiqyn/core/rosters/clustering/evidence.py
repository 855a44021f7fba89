"""Pairs with people's decisions as a graph: who may be one person with whom, and what speaks for it.

Records that people have called one person are one *unit* from here on; all others are units of one
record. An edge joins two units of which some pair was scored, or which people have called different.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.pairs import ScoredPairs

__all__ = [
    "EXPONENT",
    "NEVER",
    "ContradictoryDecisions",
    "EvidenceGraph",
    "evidence_graph",
    "extents",
    "in_common",
    "log_odds_of",
    "mean_strength",
    "numbered_by_first",
    "repeats_of",
    "summed_edges",
]

LARGEST_EVIDENCE = 20.0
"""Log odds beyond it count as so much: two billion to one is as far as any model of rows is to be believed."""

EXPONENT = 0.15
"""Of the power mean that makes one odds of many.

With 1 a single row that fits would bring a stranger into a person of ten rows; towards 0, where
log odds are averaged, a row with initials alone would keep full names apart that it can't tell from others.
"""

NEVER = -1e12
"""Log odds that no evidence outweighs."""

LEAST_REPEATS = 1e-6


class ContradictoryDecisions(ValueError):
    """Two records were called different, and same by way of others.

    Attributes:
        different: The two records that were called different.
        same: The decisions "same" that lead from the first to the second, in order.
    """

    def __init__(self, different: tuple[int, int], same: Sequence[tuple[int, int]]) -> None:
        self.different = different
        self.same = tuple(same)
        chain = ", ".join(f"{first} and {second}" for first, second in self.same) or "they are one record"
        super().__init__(
            f"records {different[0]} and {different[1]} were called different, and the same by: {chain}"
        )


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceGraph:
    """Units and the evidence between them.

    Attributes:
        unit_of: For each record its unit; units are numbered by their first record.
        size: For each unit how many records it has.
        lists: For each unit on which lists these are, as bits; shape `(units, words)`.
        left, right: Units of each edge, `left < right`, in ascending order; each edge once.
        total: Sum of the odds to the power `EXPONENT` over an edge's scored pairs; less than 0 where
            people have called the two different.
        listed: How many scored pairs these are.
        unlisted: The odds of each other pair to that power.
        repeated: What it adds to the log odds that a person has one more record on the same list.
    """

    unit_of: NDArray[np.int64]
    size: NDArray[np.float64]
    lists: NDArray[np.int64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    total: NDArray[np.float64]
    listed: NDArray[np.float64]
    unlisted: float
    repeated: float

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(self.size)

    def extent(self) -> NDArray[np.float64]:
        """Of each unit on how many lists it is; where there is one list only, how many records it has."""
        return extents(self.size, self.lists, several=self.several)

    def extents_of(self, cluster_of: NDArray[np.int64], units: NDArray[np.int64]) -> NDArray[np.float64]:
        """The extents of the clusters that some units are in, which hold no other units."""
        import numpy as np

        _, place = np.unique(cluster_of[units], return_inverse=True)
        if not self.several:
            return np.bincount(place, self.size[units]).astype(np.float64)
        lists = np.zeros((int(place.max(initial=-1)) + 1, self.lists.shape[1]), np.int64)
        np.bitwise_or.at(lists, place, self.lists[units])
        return extents(self.size, lists, several=True)

    @property
    def several(self) -> bool:
        """Whether there is more than one list."""
        import numpy as np

        return bool(np.bitwise_count(np.bitwise_or.reduce(self.lists, axis=0)).sum() > 1)

    def strength(self) -> NDArray[np.float64]:
        """For each edge the mean of the odds to that power over all pairs, scored or not."""
        return mean_strength(
            self.total, self.listed, self.size[self.left] * self.size[self.right], self.unlisted
        )

    def restricted(self, kept: NDArray[np.bool_]) -> EvidenceGraph:
        """The same units with some of the edges."""
        return replace(
            self,
            left=self.left[kept],
            right=self.right[kept],
            total=self.total[kept],
            listed=self.listed[kept],
        )


def mean_strength(
    total: NDArray[np.float64], listed: NDArray[np.float64], pairs: NDArray[np.float64], unlisted: float
) -> NDArray[np.float64]:
    """The mean over all pairs from the sum over those that were scored."""
    result: NDArray[np.float64] = (total + (pairs - listed) * unlisted) / pairs
    return result


def log_odds_of(strength: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log odds whose power is this mean; `NEVER` where people have decided."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        result: NDArray[np.float64] = np.where(strength > 0, np.log(strength) / EXPONENT, NEVER)
    return result


def evidence_graph(
    count: int,
    pairs: ScoredPairs,
    *,
    roster_of: NDArray[np.int32] | None = None,
    same: Sequence[tuple[int, int]] = (),
    different: Sequence[tuple[int, int]] = (),
) -> EvidenceGraph:
    """The graph of some records.

    Args:
        count: How many records there are.
        pairs: Scored pairs.
        roster_of: For each record the position of its list; without it all are of one list.
        same: Pairs of records that people have called one person, in any order.
        different: Pairs that people have called two persons.

    Raises:
        ContradictoryDecisions: A pair called different is one person by decisions.
        ValueError: A position is outside the records, or a pair is of a record with itself.
    """
    import numpy as np

    left, right = np.asarray(pairs.left, np.int64), np.asarray(pairs.right, np.int64)
    together, apart = _checked(same, count), _checked(different, count)
    _check(left, right, count)
    unit_of = _units(count, together)
    for first, second in apart.tolist():
        if unit_of[first] == unit_of[second]:
            raise ContradictoryDecisions((first, second), _chain(first, second, together))
    repeated = np.log(repeats_of(pairs, roster_of))
    odds = np.nan_to_num(pairs.log_odds, nan=0.0)
    if roster_of is not None:
        # That two rows are of one list is counted once for a cluster, and not for each pair.
        odds = odds - repeated * (roster_of[left] == roster_of[right])
    strength = np.exp(EXPONENT * np.clip(odds, -LARGEST_EVIDENCE, LARGEST_EVIDENCE))
    firsts = unit_of[np.concatenate([left, apart[:, 0]])]
    seconds = unit_of[np.concatenate([right, apart[:, 1]])]
    total = np.concatenate([strength, np.full(len(apart), NEVER)])
    listed = np.concatenate([np.ones(len(odds)), np.zeros(len(apart))])
    between = firsts != seconds
    edges = summed_edges(firsts[between], seconds[between], total[between], listed[between])
    size = np.bincount(unit_of).astype(np.float64)
    unlisted = float(np.exp(EXPONENT * np.clip(pairs.unlisted, -LARGEST_EVIDENCE, 0.0)))
    return EvidenceGraph(
        unit_of, size, _lists(unit_of, len(size), roster_of), *edges, unlisted, float(repeated)
    )


def repeats_of(pairs: ScoredPairs, roster_of: NDArray[np.int32] | None) -> float:
    """How much rarer one person's pairs are within a list than between lists, as the odds have it; at most 1."""
    import numpy as np

    if roster_of is None or not len(roster_of):
        return 1.0
    sizes = np.bincount(roster_of).astype(np.float64)
    pairs_within = float((sizes * (sizes - 1)).sum()) / 2
    pairs_between = float(sizes.sum() ** 2 - (sizes**2).sum()) / 2
    if not pairs_between or not pairs_within:
        return 1.0
    probability = pairs.probability
    within = roster_of[pairs.left] == roster_of[pairs.right]
    inside = float(probability[within].sum()) / pairs_within
    across = max(float(probability[~within].sum()), 0.5) / pairs_between
    return min(max(inside / across, LEAST_REPEATS), 1.0)


def _lists(unit_of: NDArray[np.int64], units: int, roster_of: NDArray[np.int32] | None) -> NDArray[np.int64]:
    """On which lists each unit's records are, 62 lists to a word."""
    import numpy as np

    if roster_of is None or not len(roster_of):
        return np.ones((units, 1), np.int64)
    result = np.zeros((units, int(roster_of.max()) // 62 + 1), np.int64)
    np.bitwise_or.at(
        result, (unit_of, roster_of.astype(np.int64) // 62), np.int64(1) << (roster_of.astype(np.int64) % 62)
    )
    return result


def extents(size: NDArray[np.float64], lists: NDArray[np.int64], *, several: bool) -> NDArray[np.float64]:
    """The extent of what has so many records and is on such lists, row by row."""
    import numpy as np

    if not several:
        return size
    result: NDArray[np.float64] = np.bitwise_count(lists).sum(axis=-1).astype(np.float64)
    return result


def in_common(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float64]:
    """On how many lists both are, row by row."""
    import numpy as np

    result: NDArray[np.float64] = np.bitwise_count(first & second).sum(axis=-1).astype(np.float64)
    return result


def summed_edges(
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    total: NDArray[np.float64],
    listed: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Edges with those of the same two ends added up, the lower end first, in ascending order."""
    import numpy as np

    span = int(max(first.max(), second.max())) + 1 if len(first) else 1
    key = np.minimum(first, second) * span + np.maximum(first, second)
    if np.all(key[1:] > key[:-1]):
        return key // span, key % span, total, listed
    order = np.argsort(key, kind="stable")
    key = key[order]
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    key = key[starts]
    return (
        key // span,
        key % span,
        np.add.reduceat(total[order], starts),
        np.add.reduceat(listed[order], starts),
    )


def _check(left: NDArray[np.int64], right: NDArray[np.int64], count: int) -> None:
    """Every pair is of two records that there are."""
    import numpy as np

    wrong = (np.minimum(left, right) < 0) | (np.maximum(left, right) >= count) | (left == right)
    if wrong.any():
        at = int(np.argmax(wrong))
        raise ValueError(f"pair {left[at]}, {right[at]} is not of two among {count} records")


def _checked(decisions: Sequence[tuple[int, int]], count: int) -> NDArray[np.int64]:
    import numpy as np

    array = np.asarray(decisions, np.int64).reshape(-1, 2)
    _check(array[:, 0], array[:, 1], count)
    return array


def _units(count: int, together: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each record the unit it is in, numbered by first members."""
    import numpy as np

    if not len(together):
        return np.arange(count, dtype=np.int64)
    from scipy.sparse import coo_matrix  # type: ignore[import-untyped]
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    links = coo_matrix((np.ones(len(together)), (together[:, 0], together[:, 1])), (count, count))
    return numbered_by_first(connected_components(links, directed=False)[1])


def numbered_by_first(labels: NDArray[np.integer]) -> NDArray[np.int64]:
    """Labels from 0, in the order in which they are first met."""
    import numpy as np

    _, first, place = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[place]


def _chain(first: int, second: int, together: NDArray[np.int64]) -> list[tuple[int, int]]:
    """The shortest way from one record to another along decisions."""
    ways: dict[int, list[int]] = {}
    for one, other in together.tolist():
        ways.setdefault(one, []).append(other)
        ways.setdefault(other, []).append(one)
    before = {first: first}
    reached = deque([first])
    while second not in before:
        at = reached.popleft()
        for beyond in ways[at]:
            if beyond not in before:
                before[beyond] = at
                reached.append(beyond)
    chain = []
    while second != first:
        chain.append((before[second], second))
        second = before[second]
    return chain[::-1]
