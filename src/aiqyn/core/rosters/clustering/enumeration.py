"""Small groups of units by all their partitions: exact, and many groups at a time.

A cluster's evidence counts one fact per record beyond the first: the units of the cluster are joined
in the order of average linkage, and each joining counts with the mean odds between its two sides.
So ten rows of one person, whose 45 pairs all rest on the same ten rows, are worth nine pairs and not 45.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from aiqyn.core.rosters.clustering.evidence import extents, log_odds_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.clustering.sizes import SizeWeights

__all__ = ["LARGEST_ENUMERATED", "Enumerated", "enumerated", "evidence_of_sets", "extents_of_sets"]

LARGEST_ENUMERATED = 6
"""Units: 203 partitions. Of seven there are 877, of eight 4,140, and groups of so many are rare."""


@dataclass(frozen=True, slots=True, eq=False)
class Enumerated:
    """All partitions of some groups of as many units.

    Attributes:
        blocks: For each partition and unit the number of its block; shape `(partitions, units)`.
        leaders: The same with each block's first unit for its number.
        probability: Of each partition in each group; shape `(groups, partitions)`.
    """

    blocks: NDArray[np.int64]
    leaders: NDArray[np.int64]
    probability: NDArray[np.float64]

    def of_sets(self) -> NDArray[np.float64]:
        """The probability that a set of units is a cluster; shape `(groups, sets)`."""
        result: NDArray[np.float64] = self.probability @ _partitions(self.blocks.shape[1])[2]
        return result


def enumerated(
    evidence: NDArray[np.float64], extent: NDArray[np.float64], weights: SizeWeights
) -> Enumerated:
    """The posterior over the partitions of each group.

    Args:
        evidence: Of each set of units, as from `evidence_of_sets`.
        extent: Of each set of units, as from `extents_of_sets`.
        weights: What extents add.
    """
    import numpy as np

    units = evidence.shape[1].bit_length() - 1
    blocks, leaders, holds = _partitions(units)
    score = (evidence + weights.at(extent)) @ holds.T
    score -= score.max(axis=1, keepdims=True)
    probability = np.exp(score)
    probability /= probability.sum(axis=1, keepdims=True)
    return Enumerated(blocks, leaders, probability)


def extents_of_sets(
    size: NDArray[np.float64], lists: NDArray[np.int64], *, several: bool
) -> NDArray[np.float64]:
    """The extent of each set of units, by the set's bits; shape `(groups, sets)`.

    Args:
        size: Records of each unit; shape `(groups, units)`.
        lists: Their lists as bits; shape `(groups, units, words)`.
        several: Whether there is more than one list.
    """
    import numpy as np

    units = size.shape[1]
    result = np.zeros((len(size), 1 << units))
    for bits in range(1, 1 << units):
        within = [unit for unit in range(units) if bits >> unit & 1]
        result[:, bits] = extents(
            size[:, within].sum(axis=1), np.bitwise_or.reduce(lists[:, within], axis=1), several=several
        )
    return result


def evidence_of_sets(
    strength: NDArray[np.float64], size: NDArray[np.float64], lists: NDArray[np.int64], repeated: float
) -> NDArray[np.float64]:
    """Log odds that each set of units is one person, against all of them being alone.

    Args:
        strength: Mean strength between units; shape `(groups, units, units)`, symmetric.
        size: Records of each unit; shape `(groups, units)`.
        lists: Their lists as bits; shape `(groups, units, words)`.
        repeated: What one more record on the same list adds.

    Returns:
        By the set's bits; shape `(groups, sets)`.
    """
    import numpy as np

    units = size.shape[1]
    evidence = np.zeros((len(size), 1 << units))
    for bits in range(1, 1 << units):
        within = np.array([unit for unit in range(units) if bits >> unit & 1])
        if len(within) == 1:
            continue
        evidence[:, bits] = _heights(strength[:, within[:, None], within], size[:, within])
        if repeated:
            evidence[:, bits] += repeated * _repeated(lists[:, within])
    return evidence


def _repeated(lists: NDArray[np.int64]) -> NDArray[np.float64]:
    """How often a list comes again among the units of each group."""
    import numpy as np

    each = np.bitwise_count(lists).sum(axis=(1, 2)).astype(np.float64)
    together = np.bitwise_count(np.bitwise_or.reduce(lists, axis=1)).sum(axis=1)
    result: NDArray[np.float64] = each - together
    return result


def _heights(strength: NDArray[np.float64], size: NDArray[np.float64]) -> NDArray[np.float64]:
    """The summed heights of average linkage over the given units, in each group."""
    import numpy as np

    groups, units = size.shape
    if units == 2:
        return log_odds_of(strength[:, 0, 1])
    result = np.zeros(groups)
    strength, size = strength.copy(), size.copy()
    every = np.arange(groups)
    strength[:, np.arange(units), np.arange(units)] = -np.inf
    for _ in range(units - 1):
        best = strength.reshape(groups, -1).argmax(axis=1)
        first, second = np.divmod(best, units)
        result += log_odds_of(strength[every, first, second])
        share = (size[every, first] / (size[every, first] + size[every, second]))[:, None]
        joined = share * strength[every, first] + (1 - share) * strength[every, second]
        strength[every, first] = joined
        strength[every, :, first] = joined
        strength[every, first, first] = -np.inf
        strength[every, second] = strength[every, :, second] = -np.inf
        size[every, first] += size[every, second]
    return result


@cache
def _partitions(units: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """All partitions as block numbers and as first members, and which sets of units each has as a block."""
    import numpy as np

    rows = [[0]]
    for _ in range(units - 1):
        rows = [[*row, block] for row in rows for block in range(max(row) + 2)]
    holds = np.zeros((len(rows), 1 << units))
    for place, row in enumerate(rows):
        for block in range(max(row) + 1):
            holds[place, sum(1 << unit for unit, of in enumerate(row) if of == block)] = 1.0
    leaders = [[row.index(block) for block in row] for row in rows]
    return np.array(rows, np.int64), np.array(leaders, np.int64), holds
