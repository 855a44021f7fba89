"""Ways in which records may belong together, each as often as it is likely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aiqyn.core.rosters.clustering.agglomeration import agglomerated
from aiqyn.core.rosters.clustering.cores import with_cores
from aiqyn.core.rosters.clustering.evidence import EXPONENT, EvidenceGraph, numbered_by_first
from aiqyn.core.rosters.clustering.groups import groups_of
from aiqyn.core.rosters.clustering.partition import Model, fitted, refitted
from aiqyn.core.rosters.clustering.sizes import learned_weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.clustering.sizes import SizeWeights
    from aiqyn.core.rosters.pairs import ScoredPairs

__all__ = ["Samples", "Sampling", "belonging", "sample", "samples_of"]

CHAINS = 4
LEAST_DRAWS = 16 * CHAINS
"""Of fewer in a chain nobody can tell whether chains agree."""

STARTS = (0.0, 3.0, -3.0, 20.0)
"""Each chain starts from what average linkage joins above so much: what is likely, less, more, next to nothing."""

MOST_WALKED = 2_000
"""Units: of more in larger groups those beyond doubt are joined first, and of more still sweeps are fewer."""

SWEEPS_BEFORE = 60
SWEEPS_BETWEEN = 8
SWEEPS_OF_A_ROUND = 2

MOST_LEARNING = 20_000
"""Units: of fewer the weights of sizes are uncertain, and so they are drawn too."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the samples came about.

    Attributes:
        exact: Records in groups so small that all their partitions were weighed.
        walked: Records in larger groups, through whose partitions chains walked.
        r_hat: About 1 where the chains agree on the number of persons in the larger groups; 1 without any.
        worth: How many independent draws the number of persons in them is worth; all of them without any.
    """

    exact: int
    walked: int
    r_hat: float
    worth: float


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Partitions drawn from their posterior.

    Attributes:
        labels: For each draw and record its person: equal within a draw means one person, and between
            draws nothing; shape `(draws, records)`.
        sampling: How they came about.
    """

    labels: NDArray[np.int32]
    sampling: Sampling


def sample(
    count: int,
    pairs: ScoredPairs,
    *,
    roster_of: NDArray[np.int32] | None = None,
    same: Sequence[tuple[int, int]] = (),
    different: Sequence[tuple[int, int]] = (),
    draws: int = 100,
    seed: int = 1,
) -> Samples:
    """Partitions of some records into persons, each drawn as often as it is likely.

    Of groups of a few records all partitions are weighed, and draws are independent. Through the
    partitions of larger ones four chains walk from different starts.

    Args:
        count, pairs, roster_of, same, different: As for `cluster`.
        draws: How many partitions; a multiple of 4, 64 or more.
        seed: Of the chance; equal seeds give equal draws.

    Raises:
        ContradictoryDecisions: A pair called different is one person by decisions.
        ValueError: A position is outside the records, a pair is of a record with itself, or the
            number of draws is another.
    """
    model = fitted(count, pairs, roster_of=roster_of, same=same, different=different)
    return samples_of(model, draws=draws, seed=seed)


def samples_of(model: Model, *, draws: int, seed: int, learning: bool = True) -> Samples:
    """The same from evidence with weights.

    Args:
        model: The evidence.
        draws, seed: As for `sample`.
        learning: Whether weights of extents may be learned; else they are as they stand.
    """
    import numpy as np

    if draws < LEAST_DRAWS or draws % CHAINS:
        raise ValueError(f"{draws} draws: needs a multiple of {CHAINS}, {LEAST_DRAWS} or more")
    if len(model.groups.large_units) > MOST_WALKED:
        graph = with_cores(model.graph, model.weights)
        model = replace(model, graph=graph, groups=groups_of(graph))
        model = refitted(model) if learning else model
    fewer = max(1.0, len(model.groups.large_units) / MOST_WALKED)
    before, between = round(SWEEPS_BEFORE / fewer) + 4, max(1, round(SWEEPS_BETWEEN / fewer))
    labels = np.empty((draws, len(model.graph.unit_of)), np.int32)
    walked = np.zeros((CHAINS, draws // CHAINS))
    walkers = _Walkers.of(model)
    for chain, least in enumerate(STARTS):
        state = _State(model, walkers, np.random.default_rng([seed, chain]), least, learning=learning)
        for draw in range(draws // CHAINS):
            state.advance(before if draw == 0 else between)
            labels[draw * CHAINS + chain] = state.cluster_of[model.graph.unit_of]
            walked[chain, draw] = len(np.unique(state.cluster_of[model.groups.large_units]))
    return Samples(labels, _sampling(model, walked, draws))


class _State:
    """Where one chain is: for each unit its cluster, and what sizes of clusters add.

    Of up to `MOST_LEARNING` units also the weights of sizes are drawn anew in each round, since so few
    persons leave them uncertain; of more they are as good as known.
    """

    def __init__(
        self,
        model: Model,
        walkers: _Walkers,
        generator: np.random.Generator,
        least: float,
        *,
        learning: bool,
    ) -> None:
        import numpy as np

        self._model = model
        self._walkers = walkers
        self._generator = generator
        self._weights = model.weights
        self._is_learning = learning and 0 < model.graph.units <= MOST_LEARNING
        # As everywhere here a cluster's label is one of its units, so that labels of groups never meet.
        joined = agglomerated(model.groups.large, model.weights, least=least)
        self.cluster_of = np.unique(joined, return_index=True)[1][joined]
        self._redraw_small()

    def advance(self, sweeps: int) -> None:
        """So many sweeps through the partitions of the larger groups, and a new draw of the small ones."""
        rounds = max(1, sweeps // SWEEPS_OF_A_ROUND)
        for _ in range(rounds if self._is_learning else 1):
            if self._is_learning:
                self._weights = learned_weights(
                    self._persons_by_extent(), self._model.lists, generator=self._generator
                )
            self._walkers.walk(
                self.cluster_of,
                self._weights,
                sweeps // rounds if self._is_learning else sweeps,
                self._generator,
            )
            self._redraw_small()

    def _redraw_small(self) -> None:
        """Of each small group one of its partitions; the label of a cluster is its first unit."""
        import numpy as np

        for groups in self._model.groups.small:
            for part, found in groups.posterior(self._weights):
                members = groups.members[part]
                below = np.cumsum(found.probability, axis=1)
                chosen = (below <= self._generator.random((len(members), 1))).sum(axis=1)
                leaders = found.leaders[np.minimum(chosen, len(found.leaders) - 1)]
                self.cluster_of[members] = np.take_along_axis(members, leaders, 1)

    def _persons_by_extent(self) -> NDArray[np.float64]:
        import numpy as np

        units = np.arange(self._model.graph.units)
        extent = self._model.graph.extents_of(self.cluster_of, units)
        return np.bincount(extent.astype(np.int64)).astype(np.float64)


def belonging(labels: NDArray[np.integer], draws: NDArray[np.integer]) -> NDArray[np.float64]:
    """For each record how often, over the draws, it is with the rest of its person.

    Args:
        labels: For each record its person, as worked with.
        draws: Other partitions of the same records; shape `(draws, records)`.

    Returns:
        The mean share of the other records of its person that are with it in a draw; for a record that
        is alone the share of the draws in which it is alone.
    """
    import numpy as np

    count = len(labels)
    _, person = np.unique(labels, return_inverse=True)
    size = np.bincount(person)[person] if count else np.zeros(0)
    result = np.zeros(count)
    for draw in draws:
        _, drawn = np.unique(draw, return_inverse=True)
        _, both, shared = np.unique(
            person.astype(np.int64) * (count + 1) + drawn, return_inverse=True, return_counts=True
        )
        alone = np.bincount(drawn)[drawn] == 1
        result += np.where(size > 1, (shared[both] - 1) / np.maximum(size - 1, 1), alone)
    return result / max(len(draws), 1)


@dataclass(frozen=True, slots=True, eq=False)
class _Neighbours:
    """The edges of a graph from either end, in rows.

    Attributes:
        starts: Where each unit's edges begin, and behind the last where they end.
        ends: Their other ends, ascending for each unit.
        strength: The mean strength.
        graph: Where the rest is found.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    strength: NDArray[np.float64]
    graph: EvidenceGraph

    @classmethod
    def of(cls, graph: EvidenceGraph) -> _Neighbours:
        import numpy as np

        one = np.concatenate([graph.left, graph.right])
        other = np.concatenate([graph.right, graph.left])
        strength = np.tile(graph.strength(), 2)
        order = np.lexsort((other, one))
        starts = np.searchsorted(one[order], np.arange(graph.units + 1))
        return cls(starts, other[order], strength[order], graph)

    def walker(self, units: NDArray[np.int64]) -> _Walker:
        """A group of units that have no edges to others."""
        import numpy as np

        counts = self.starts[units + 1] - self.starts[units]
        begins = np.concatenate([[0], np.cumsum(counts)])
        at = np.repeat(self.starts[units] - begins[:-1], counts) + np.arange(begins[-1])
        return _Walker(
            units,
            self.graph.size[units],
            self.graph.lists[units],
            begins,
            np.searchsorted(units, self.ends[at]),
            self.strength[at],
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Walker:
    """One of the larger groups, ready to be walked through: its units are numbered from 0 in it."""

    units: NDArray[np.int64]
    size: NDArray[np.float64]
    lists: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    strength: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Walkers:
    """All larger groups."""

    groups: tuple[_Walker, ...]
    repeated: float
    several: bool
    unlisted: float

    @classmethod
    def of(cls, model: Model) -> _Walkers:
        import numpy as np

        groups = model.groups
        graph = groups.large
        if not len(groups.large_units):
            return cls((), graph.repeated, graph.several, graph.unlisted)
        order = np.argsort(groups.group_of, kind="stable")
        bounds = np.searchsorted(groups.group_of[order], np.arange(groups.group_of.max() + 2))
        neighbours = _Neighbours.of(graph)
        return cls(
            tuple(
                neighbours.walker(groups.large_units[order[bounds[group] : bounds[group + 1]]])
                for group in range(len(bounds) - 1)
            ),
            graph.repeated,
            graph.several,
            graph.unlisted,
        )

    def walk(
        self,
        cluster_of: NDArray[np.int64],
        weights: SizeWeights,
        sweeps: int,
        generator: np.random.Generator,
    ) -> None:
        """Changes the units' clusters by so many sweeps; a cluster's label is one of its group's units."""
        if not self.groups:
            return
        from aiqyn.core.rosters.clustering import chain

        for group in self.groups:
            walk = chain.walk if len(group.units) <= MOST_WALKED else chain.walk_quickly
            labels = numbered_by_first(cluster_of[group.units])
            walk(
                labels,
                group.size,
                weights.of_size,
                group.lists,
                self.repeated,
                self.several,
                group.starts,
                group.ends,
                group.strength,
                self.unlisted,
                EXPONENT,
                sweeps,
                generator,
            )
            cluster_of[group.units] = group.units[labels]


def _sampling(model: Model, persons: NDArray[np.float64], draws: int) -> Sampling:
    import numpy as np

    from aiqyn.core.estimation.diagnostics import bulk_draws, r_hat

    walked = int(model.graph.size[model.groups.large_units].sum())
    agree = not np.ptp(persons)
    return Sampling(
        len(model.graph.unit_of) - walked,
        walked,
        1.0 if agree else r_hat(persons),
        float(draws) if agree else min(bulk_draws(persons), float(draws)),
    )
