"""The one partition to work with: which records are one person each, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from aiqyn.core.rosters.clustering.agglomeration import agglomerated
from aiqyn.core.rosters.clustering.evidence import (
    EvidenceGraph,
    evidence_graph,
    numbered_by_first,
)
from aiqyn.core.rosters.clustering.groups import Groups, groups_of
from aiqyn.core.rosters.clustering.moves import moved, ties_of
from aiqyn.core.rosters.clustering.sizes import Lists, SizeWeights, learned_weights, no_weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.pairs import ScoredPairs

__all__ = ["Model", "Partition", "cluster", "fitted", "likeliest", "refitted"]

ROUNDS = 4
"""Weights of sizes and sizes under these weights settle within so many."""


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """Records as persons.

    Attributes:
        labels: For each record its person; persons are numbered from 0 by their first record.
        probability: For each record that it belongs where it is, given where all others are: with the
            rest of its person, or alone, and neither apart nor with another person.
    """

    labels: NDArray[np.int64]
    probability: NDArray[np.float64]

    @property
    def persons(self) -> int:
        """How many persons there are."""
        return int(self.labels.max()) + 1 if len(self.labels) else 0


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """All that partitions are judged by.

    Attributes:
        graph: Units and the evidence between them.
        groups: The graph in parts.
        lists: What is known of the lists.
        weights: What sizes of clusters add.
    """

    graph: EvidenceGraph
    groups: Groups
    lists: Lists
    weights: SizeWeights


def cluster(
    count: int,
    pairs: ScoredPairs,
    *,
    roster_of: NDArray[np.int32] | None = None,
    same: Sequence[tuple[int, int]] = (),
    different: Sequence[tuple[int, int]] = (),
) -> Partition:
    """The likeliest partition of some records into persons.

    Groups of a few records are looked at in all their partitions; larger ones by average linkage and
    moves of single records. Odds are never cut at a threshold and closed: a record joins persons by
    what the mean of the evidence says of all their records.

    Args:
        count: How many records there are.
        pairs: Scored pairs, with the odds that two are one person; what speaks against two rows of
            one list is in these odds.
        roster_of: For each record the position of its list; without it all are of one list.
        same: Pairs of records that people have called one person.
        different: Pairs of records that people have called two persons.

    Raises:
        ContradictoryDecisions: A pair called different is one person by decisions.
        ValueError: A position is outside the records, or a pair is of a record with itself.

    Source:
        The criterion: Bansal, Blum & Chawla (2004), Machine Learning 56, 89–113, with the evidence
        within a cluster counted once per record, see docs/methods/clustering.md.
    """
    model = fitted(count, pairs, roster_of=roster_of, same=same, different=different)
    return _partition(model, likeliest(model))


def fitted(
    count: int,
    pairs: ScoredPairs,
    *,
    roster_of: NDArray[np.int32] | None = None,
    same: Sequence[tuple[int, int]] = (),
    different: Sequence[tuple[int, int]] = (),
) -> Model:
    """The evidence with weights of sizes that agree with the sizes they lead to; as for `cluster`."""

    lists = _lists(count, pairs, roster_of)
    graph = evidence_graph(count, pairs, roster_of=roster_of, same=same, different=different)
    return refitted(Model(graph, groups_of(graph), lists, no_weights()))


def refitted(model: Model) -> Model:
    """The same evidence with weights that agree with the extents they lead to."""
    for _ in range(ROUNDS if len(model.graph.unit_of) else 0):
        model = replace(model, weights=learned_weights(_persons_by_extent(model), model.lists))
    return model


def likeliest(model: Model) -> NDArray[np.int64]:
    """For each unit its cluster."""
    import numpy as np

    cluster_of = np.arange(model.graph.units, dtype=np.int64)
    for groups in model.groups.small:
        for part, found in groups.posterior(model.weights):
            members = groups.members[part]
            leaders = found.leaders[found.probability.argmax(axis=1)]
            cluster_of[members] = np.take_along_axis(members, leaders, 1)
    if len(model.groups.large_units):
        together = moved(model.groups.large, agglomerated(model.groups.large, model.weights), model.weights)
        cluster_of[model.groups.large_units] = model.graph.units + together[model.groups.large_units]
    return numbered_by_first(cluster_of)


def _persons_by_extent(model: Model) -> NDArray[np.float64]:
    """How many persons are expected to have which extent."""
    import numpy as np

    extent = model.graph.extent().astype(np.int64)
    counted = np.bincount(extent[model.groups.alone], minlength=2).astype(np.float64)
    for groups in model.groups.small:
        for part, found in groups.posterior(model.weights):
            of_set = groups.extent[part].ravel().astype(np.int64)
            counted = _added(counted, np.bincount(of_set, found.of_sets().ravel()))
    if len(model.groups.large_units):
        together = agglomerated(model.groups.large, model.weights)
        found_extents = model.graph.extents_of(together, model.groups.large_units)
        counted = _added(counted, np.bincount(found_extents.astype(np.int64)))
    counted[0] = 0.0
    return counted


def _added(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.float64]:
    import numpy as np

    result = np.zeros(max(len(first), len(second), 2))
    result[: len(first)] += first
    result[: len(second)] += second
    return result


def _lists(count: int, pairs: ScoredPairs, roster_of: NDArray[np.int32] | None) -> Lists:
    """What is known of the lists, with the odds as they were given."""
    import numpy as np

    sizes = np.array([float(count)])
    if roster_of is not None and count:
        sizes = np.bincount(roster_of).astype(np.float64)
        sizes = sizes[sizes > 0]
    within = float((sizes * (sizes - 1)).sum()) / 2
    probability = pairs.probability
    if len(sizes) == 1 or roster_of is None:
        return Lists(sizes, float(np.log(max(float(probability.sum()), 0.5) / max(within, 1.0))))
    between = float(sizes.sum()) * (float(sizes.sum()) - 1) / 2 - within
    is_between = roster_of[pairs.left] != roster_of[pairs.right]
    share = max(float(probability[is_between].sum()), 0.5) / max(between, 1.0)
    return Lists(sizes, float(np.log(share)))


def _partition(model: Model, cluster_of: NDArray[np.int64]) -> Partition:
    """The records' labels from the units' clusters, and how sure each is of its place."""
    import numpy as np

    graph = model.graph
    ties = ties_of(graph, cluster_of, model.weights)
    own = np.zeros(graph.units)
    own[ties.unit[ties.is_own]] = ties.gain[ties.is_own]
    has_rest = np.zeros(graph.units, np.bool_)
    has_rest[ties.unit[ties.is_own]] = True
    # To be alone weighs 1, and so much less or more does each other place.
    other = np.exp(np.clip(ties.gain[~ties.is_own], -50.0, 50.0))
    elsewhere = np.bincount(ties.unit[~ties.is_own], other, graph.units) + has_rest
    here = np.exp(np.clip(own, -50.0, 50.0))
    return Partition(numbered_by_first(cluster_of[graph.unit_of]), (here / (here + elsewhere))[graph.unit_of])
