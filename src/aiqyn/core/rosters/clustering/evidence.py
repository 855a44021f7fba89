"""Pairs with people's decisions as a graph: who may be one person with whom, and what speaks for it.

Records that people have called one person are one *unit* from here on; all others are units of one
record. An edge joins two units of which some pair was scored, or which people have called different.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.pairs import ScoredPairs

__all__ = [
    "LARGEST_EVIDENCE",
    "LEAST_UNLISTED",
    "ContradictoryDecisions",
    "EvidenceGraph",
    "evidence_graph",
    "numbered_by_first",
    "summed_edges",
]

LARGEST_EVIDENCE = 20.0
"""Log odds beyond it count as so much: two billion to one is as far as any model of rows is to be believed."""

LEAST_UNLISTED = -7.0
"""The least that a pair counts which was never compared: it shares no key, but nobody has looked at it.

Of a person with ten rows, some pairs share no key. With so much a pair, one missing of nine leaves a row
where it is, and of two rows that only a third one holds together the third must be sure of both.
"""

DECIDED_DIFFERENT = -1e12
"""Beside it no sum of evidence counts."""


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
        left, right: Units of each edge, `left < right`, in ascending order; each edge once.
        total: Sum of the log odds of an edge's scored pairs.
        listed: How many these are.
        unlisted: The log odds of each other pair.
    """

    unit_of: NDArray[np.int64]
    size: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    total: NDArray[np.float64]
    listed: NDArray[np.float64]
    unlisted: float

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(self.size)

    def mean(self) -> NDArray[np.float64]:
        """For each edge the mean log odds over all pairs between its units, scored or not."""
        pairs = self.size[self.left] * self.size[self.right]
        result: NDArray[np.float64] = (self.total + (pairs - self.listed) * self.unlisted) / pairs
        return result


def evidence_graph(
    count: int,
    pairs: ScoredPairs,
    *,
    same: Sequence[tuple[int, int]] = (),
    different: Sequence[tuple[int, int]] = (),
) -> EvidenceGraph:
    """The graph of some records.

    Args:
        count: How many records there are.
        pairs: Scored pairs.
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
    odds = np.clip(np.nan_to_num(pairs.log_odds, nan=0.0), -LARGEST_EVIDENCE, LARGEST_EVIDENCE)
    firsts = unit_of[np.concatenate([left, apart[:, 0]])]
    seconds = unit_of[np.concatenate([right, apart[:, 1]])]
    total = np.concatenate([odds, np.full(len(apart), DECIDED_DIFFERENT)])
    listed = np.concatenate([np.ones(len(odds)), np.zeros(len(apart))])
    between = firsts != seconds
    edges = summed_edges(firsts[between], seconds[between], total[between], listed[between])
    size = np.bincount(unit_of).astype(np.float64)
    floor = min(max(float(pairs.unlisted), LEAST_UNLISTED), 0.0)
    return EvidenceGraph(unit_of, size, *edges, floor)


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
