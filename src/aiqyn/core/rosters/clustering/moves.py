"""Single units on the move: where each would rather be, all at once and a few times over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiqyn.core.rosters.clustering.evidence import log_odds_of, mean_strength, numbered_by_first

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.clustering.evidence import EvidenceGraph
    from aiqyn.core.rosters.clustering.sizes import SizeWeights

__all__ = ["Ties", "moved", "ties_of"]

MAXIMUM_ROUNDS = 20


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """Each unit with each cluster that it has an edge into.

    Attributes:
        unit, cluster: The two.
        gain: Log odds to be in that cluster against being alone, given where all others are.
        is_own: Whether the unit is in it.
    """

    unit: NDArray[np.int64]
    cluster: NDArray[np.int64]
    gain: NDArray[np.float64]
    is_own: NDArray[np.bool_]


def ties_of(graph: EvidenceGraph, cluster_of: NDArray[np.int64], weights: SizeWeights) -> Ties:
    """All ties of units to clusters.

    A unit in a cluster to whose other units it has no edge has a tie to it all the same.
    """
    import numpy as np

    clusters = int(cluster_of.max()) + 1 if len(cluster_of) else 0
    in_cluster = np.bincount(cluster_of, graph.size, clusters)
    units_in = np.bincount(cluster_of, minlength=clusters)
    held = np.flatnonzero(units_in[cluster_of] > 1)
    nothing = np.zeros(len(held))
    unit = np.concatenate([graph.left, graph.right, held])
    cluster = np.concatenate([cluster_of[graph.right], cluster_of[graph.left], cluster_of[held]])
    key = unit * max(clusters, 1) + cluster
    key, place = np.unique(key, return_inverse=True)
    total = np.bincount(place, np.concatenate([graph.total, graph.total, nothing]), len(key)).astype(
        np.float64
    )
    listed = np.bincount(place, np.concatenate([graph.listed, graph.listed, nothing]), len(key)).astype(
        np.float64
    )
    unit, cluster = key // max(clusters, 1), key % max(clusters, 1)
    is_own = cluster_of[unit] == cluster
    size = graph.size[unit]
    rest = in_cluster[cluster] - np.where(is_own, size, 0.0)
    pairs = size * rest
    gain = log_odds_of(mean_strength(total, listed, pairs, graph.unlisted))
    if graph.several:
        on_lists, shared = _lists_of_rest(graph, cluster_of, unit, cluster, is_own=is_own)
        gain += graph.repeated * shared
        own = graph.extent()[unit]
        gain += weights.of_joining(own, on_lists, own + on_lists - shared)
    else:
        gain += weights.of_joining(size, rest, size + rest)
    return Ties(unit, cluster, gain, is_own)


def moved(graph: EvidenceGraph, cluster_of: NDArray[np.int64], weights: SizeWeights) -> NDArray[np.int64]:
    """The clusters after units have gone where they would rather be.

    In each round no cluster gives or takes more than one unit, so that every move is one for the better.

    Args:
        graph: Units and the evidence between them.
        cluster_of: For each unit its cluster.
        weights: What sizes add.
    """
    import numpy as np

    for _ in range(MAXIMUM_ROUNDS):
        ties = ties_of(graph, cluster_of, weights)
        clusters = int(cluster_of.max()) + 1
        own = np.zeros(graph.units)
        own[ties.unit[ties.is_own]] = ties.gain[ties.is_own]
        has_rest = np.zeros(graph.units, np.bool_)
        has_rest[ties.unit[ties.is_own]] = True
        leaving = np.flatnonzero(has_rest & (own < 0))
        other = ~ties.is_own
        unit = np.concatenate([ties.unit[other], leaving])
        target = np.concatenate([ties.cluster[other], clusters + np.arange(len(leaving))])
        better = np.concatenate([ties.gain[other], np.zeros(len(leaving))]) - own[unit]
        wanted = better > 1e-9
        if not wanted.any():
            break
        unit, target, better = unit[wanted], target[wanted], better[wanted]
        chosen = _undisturbed(cluster_of[unit], target, better, clusters + len(leaving))
        cluster_of = cluster_of.copy()
        cluster_of[unit[chosen]] = target[chosen]
        cluster_of = numbered_by_first(cluster_of)
    return cluster_of


def _undisturbed(
    source: NDArray[np.int64], target: NDArray[np.int64], better: NDArray[np.float64], clusters: int
) -> NDArray[np.int64]:
    """Moves of which none of greater gain touches the same clusters."""
    import numpy as np

    order = np.lexsort((target, source, -better))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    best = np.full(clusters, len(order), np.int64)
    np.minimum.at(best, source, rank)
    np.minimum.at(best, target, rank)
    return np.flatnonzero((best[source] == rank) & (best[target] == rank))


def _lists_of_rest(
    graph: EvidenceGraph,
    cluster_of: NDArray[np.int64],
    unit: NDArray[np.int64],
    cluster: NDArray[np.int64],
    *,
    is_own: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each tie on how many lists the rest of the cluster is, and on how many of these the unit is."""
    import numpy as np

    clusters = int(cluster_of.max()) + 1
    on_lists, shared = np.zeros(len(unit)), np.zeros(len(unit))
    # Bit by bit how many units of a cluster are on the list: a unit's own bit is not the rest's.
    for word in range(graph.lists.shape[1]):
        bits = graph.lists[:, word]
        for bit in range(int(bits.max()).bit_length()):
            on = (bits >> bit) & 1
            held = np.bincount(cluster_of, on, clusters)
            rest_on = held[cluster] - is_own * on[unit] > 0
            on_lists += rest_on
            shared += on[unit] * rest_on
    return on_lists, shared
