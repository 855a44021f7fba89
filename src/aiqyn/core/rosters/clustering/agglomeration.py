"""Average linkage over a sparse graph, in rounds: every two clusters that are each other's best are joined.

Joining mutual best ones gives what joining the best of all, one after the other, would, since a cluster
is never nearer to others than the nearer of its parts was; and it takes a few passes over arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiqyn.core.rosters.clustering.evidence import (
    extents,
    in_common,
    log_odds_of,
    mean_strength,
    summed_edges,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.clustering.evidence import EvidenceGraph
    from aiqyn.core.rosters.clustering.sizes import SizeWeights

__all__ = ["agglomerated"]

MAXIMUM_ROUNDS = 2_000
"""Each joins a good share of all that can be joined, unless somebody built the graph against it."""


def agglomerated(graph: EvidenceGraph, weights: SizeWeights, *, least: float = 0.0) -> NDArray[np.int64]:
    """For each unit its cluster, numbered by first members.

    Args:
        graph: Units and the evidence between them.
        weights: What joining clusters of two sizes adds to the evidence.
        least: Clusters are joined while the gain is above it.
    """
    import numpy as np

    cluster_of = np.arange(graph.units, dtype=np.int64)
    size, lists, several = graph.size, graph.lists, graph.several
    left, right, total, listed = graph.left, graph.right, graph.total, graph.listed
    for _ in range(MAXIMUM_ROUNDS):
        gain = log_odds_of(mean_strength(total, listed, size[left] * size[right], graph.unlisted))
        if graph.repeated:
            gain += graph.repeated * in_common(lists[left], lists[right])
        extent = extents(size, lists, several=several)
        joined = extents(size[left] + size[right], lists[left] | lists[right], several=several)
        gain += weights.of_joining(extent[left], extent[right], joined)
        good = gain > least
        if not good.any():
            break
        alive = np.zeros(len(size), np.bool_)
        alive[left[good]] = alive[right[good]] = True
        # What has no good edge has none after others are joined either: the mean of two is below the higher.
        kept = alive[left] & alive[right]
        left, right, total, listed = left[kept], right[kept], total[kept], listed[kept]
        joined_into = _mutual_best(left, right, gain[kept], good[kept], len(size))
        renumbered = np.cumsum(joined_into == np.arange(len(size))) - 1
        becomes = renumbered[joined_into]
        cluster_of = becomes[cluster_of]
        size = np.bincount(becomes, size).astype(np.float64)
        united = np.zeros((len(size), lists.shape[1]), np.int64)
        np.bitwise_or.at(united, becomes, lists)
        lists = united
        first, second = becomes[left], becomes[right]
        between = first != second
        left, right, total, listed = summed_edges(
            first[between], second[between], total[between], listed[between]
        )
    return cluster_of


def _mutual_best(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    gain: NDArray[np.float64],
    good: NDArray[np.bool_],
    count: int,
) -> NDArray[np.int64]:
    """For each cluster the one it goes into: itself, or the lower one of it and its mutual best."""
    import numpy as np

    left, right, gain = left[good], right[good], gain[good]
    # Equals are told apart by a number that looks random: in order of place, of a thousand equal rows
    # two would be joined in each round.
    mixed = (left * np.int64(2654435761) ^ right * np.int64(40503)) * np.int64(0x9E3779B97F4A7C1)
    order = np.lexsort((mixed, -gain))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    best = np.full(count, len(order), np.int64)
    np.minimum.at(best, left, rank)
    np.minimum.at(best, right, rank)
    mutual = (best[left] == rank) & (best[right] == rank)
    into = np.arange(count, dtype=np.int64)
    into[right[mutual]] = left[mutual]
    return into
