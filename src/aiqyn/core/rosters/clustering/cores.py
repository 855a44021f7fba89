"""Units that are beyond doubt one person made one unit, so that chance is spent on what is in doubt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aiqyn.core.rosters.clustering.agglomeration import agglomerated
from aiqyn.core.rosters.clustering.evidence import numbered_by_first, summed_edges
from aiqyn.core.rosters.clustering.moves import ties_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.clustering.evidence import EvidenceGraph
    from aiqyn.core.rosters.clustering.sizes import SizeWeights

__all__ = ["SURE", "with_cores"]

SURE = 8.0
"""Log odds of three thousand to one."""

ROUNDS = 4


def with_cores(graph: EvidenceGraph, weights: SizeWeights) -> EvidenceGraph:
    """The graph with units joined that are surely one person.

    What average linkage joins at more than `SURE` is a core, but for units that another person, or
    nobody, might have as well: those with less than that between their own place and the next best.

    Args:
        graph: Units and the evidence between them.
        weights: What extents add.
    """
    import numpy as np

    core_of = agglomerated(graph, weights, least=SURE)
    for _ in range(ROUNDS):
        doubtful = _doubtful(graph, core_of, weights)
        if not doubtful.any():
            break
        core_of = core_of.copy()
        core_of[doubtful] = graph.units + np.flatnonzero(doubtful)
        core_of = numbered_by_first(core_of)
    return _contracted(graph, core_of)


def _doubtful(graph: EvidenceGraph, core_of: NDArray[np.int64], weights: SizeWeights) -> NDArray[np.bool_]:
    """Which units of cores are not surely theirs."""
    import numpy as np

    ties = ties_of(graph, core_of, weights)
    own, other = np.full(graph.units, np.inf), np.zeros(graph.units)
    own[ties.unit[ties.is_own]] = ties.gain[ties.is_own]
    np.maximum.at(other, ties.unit[~ties.is_own], ties.gain[~ties.is_own])
    result: NDArray[np.bool_] = own - other < SURE
    return result


def _contracted(graph: EvidenceGraph, core_of: NDArray[np.int64]) -> EvidenceGraph:
    """The graph of the cores."""
    import numpy as np

    core_of = numbered_by_first(core_of)
    size = np.bincount(core_of, graph.size).astype(np.float64)
    lists = np.zeros((len(size), graph.lists.shape[1]), np.int64)
    np.bitwise_or.at(lists, core_of, graph.lists)
    first, second = core_of[graph.left], core_of[graph.right]
    between = first != second
    left, right, total, listed = summed_edges(
        first[between], second[between], graph.total[between], graph.listed[between]
    )
    return replace(
        graph,
        unit_of=core_of[graph.unit_of],
        size=size,
        lists=lists,
        left=left,
        right=right,
        total=total,
        listed=listed,
    )
