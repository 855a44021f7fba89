"""The graph cut into groups that have nothing to do with each other, each small enough or left for sampling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiqyn.core.rosters.clustering.enumeration import (
    LARGEST_ENUMERATED,
    Enumerated,
    enumerated,
    evidence_of_sets,
    extents_of_sets,
)
from aiqyn.core.rosters.clustering.evidence import EvidenceGraph, in_common, log_odds_of, numbered_by_first

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.clustering.sizes import SizeWeights

__all__ = ["LEAST_REACH", "Groups", "SmallGroups", "groups_of"]

LEAST_REACH = -6.0
"""Units with less evidence than this between them (one in 400) are in one group by others or not at all."""

PARTITIONS = (1, 1, 2, 5, 15, 52, 203, 877, 4140)
"""How many there are of so many units: Bell's numbers."""

MOST_NUMBERS = 4_000_000
"""So many numbers at a time hold the partitions of small groups: 32 MB an array."""


@dataclass(frozen=True, slots=True, eq=False)
class SmallGroups:
    """Groups of as many units each.

    Attributes:
        members: Units of each group; shape `(groups, units)`.
        evidence: Log odds of each set of units, see `evidence_of_sets`.
        extent: Of each set of units.
    """

    members: NDArray[np.int64]
    evidence: NDArray[np.float64]
    extent: NDArray[np.float64]

    def posterior(self, weights: SizeWeights) -> Iterator[tuple[slice, Enumerated]]:
        """Part after part: some of the groups, and their partitions."""
        step = max(1, MOST_NUMBERS // PARTITIONS[self.members.shape[1]])
        for start in range(0, len(self.members), step):
            part = slice(start, start + step)
            yield part, enumerated(self.evidence[part], self.extent[part], weights)


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """All groups of a graph.

    Attributes:
        alone: Units that have nobody near.
        small: Groups of 2, 3, … units, up to what is enumerated.
        large: The graph of all units in larger groups, which keep their numbers.
        large_units: These units, ascending.
        group_of: For each of them its group, from 0.
    """

    alone: NDArray[np.int64]
    small: tuple[SmallGroups, ...]
    large: EvidenceGraph
    large_units: NDArray[np.int64]
    group_of: NDArray[np.int64]


def groups_of(graph: EvidenceGraph, *, largest: int = LARGEST_ENUMERATED) -> Groups:
    """The groups of a graph.

    Args:
        graph: Units and the evidence between them.
        largest: Groups of more units are not enumerated.
    """
    import numpy as np

    cut = _Cut.of(graph)
    units_in = cut.units_in[cut.component]
    is_large = units_in > largest
    kept = is_large[graph.left] & (cut.component[graph.left] == cut.component[graph.right])
    large = graph.restricted(kept)
    large_units = np.flatnonzero(is_large)
    return Groups(
        np.flatnonzero(units_in == 1),
        tuple(cut.small(graph, units) for units in range(2, largest + 1) if (cut.units_in == units).any()),
        large,
        large_units,
        numbered_by_first(cut.component[large_units]),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Cut:
    """Which units are in one group.

    Attributes:
        strength: For each edge the mean strength.
        component: For each unit its group.
        units_in: For each group how many units it has.
        order: The units, group after group.
        place: For each unit its place within its group.
    """

    strength: NDArray[np.float64]
    component: NDArray[np.int64]
    units_in: NDArray[np.int64]
    order: NDArray[np.int64]
    place: NDArray[np.int64]

    @classmethod
    def of(cls, graph: EvidenceGraph) -> _Cut:
        import numpy as np
        from scipy.sparse import coo_matrix  # type: ignore[import-untyped]
        from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

        strength = graph.strength()
        evidence = log_odds_of(strength)
        if graph.repeated:
            evidence += graph.repeated * in_common(graph.lists[graph.left], graph.lists[graph.right])
        near = evidence > LEAST_REACH
        ends = (graph.left[near], graph.right[near])
        links = coo_matrix((np.ones(len(ends[0]), np.int8), ends), (graph.units, graph.units))
        component = connected_components(links, directed=False)[1].astype(np.int64)
        units_in = np.bincount(component, minlength=1).astype(np.int64)
        order = np.argsort(component, kind="stable")
        place = np.empty(graph.units, np.int64)
        place[order] = np.arange(graph.units) - np.repeat(np.cumsum(units_in) - units_in, units_in)
        return cls(strength, component, units_in, order, place)

    def small(self, graph: EvidenceGraph, units: int) -> SmallGroups:
        """The groups of so many units."""
        import numpy as np

        chosen = self.units_in == units
        members = self.order[chosen[self.component[self.order]]].reshape(-1, units)
        group = np.full(len(self.units_in), -1, np.int64)
        group[self.component[members[:, 0]]] = np.arange(len(members))
        between = np.full((len(members), units, units), graph.unlisted)
        of_left = self.component[graph.left]
        edges = np.flatnonzero(chosen[of_left] & (of_left == self.component[graph.right]))
        left, right = graph.left[edges], graph.right[edges]
        at = group[of_left[edges]]
        between[at, self.place[left], self.place[right]] = self.strength[edges]
        between[at, self.place[right], self.place[left]] = self.strength[edges]
        size = graph.size[members]
        step = MOST_NUMBERS // (units * units)
        evidence = [
            evidence_of_sets(between[part], size[part], graph.lists[members[part]], graph.repeated)
            for part in (slice(start, start + step) for start in range(0, len(members), step))
        ]
        return SmallGroups(
            members,
            np.concatenate(evidence),
            extents_of_sets(size, graph.lists[members], several=graph.several),
        )
