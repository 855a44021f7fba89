"""Ways in which records may belong together, each as often as it is likely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiqyn.core.rosters.clustering.agglomeration import agglomerated
from aiqyn.core.rosters.clustering.evidence import EvidenceGraph, numbered_by_first
from aiqyn.core.rosters.clustering.moves import moved
from aiqyn.core.rosters.clustering.partition import Model, fitted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.clustering.sizes import SizeWeights
    from aiqyn.core.rosters.pairs import ScoredPairs

__all__ = ["Samples", "Sampling", "sample"]

CHAINS = 4
STARTS = (0.0, 3.0, -3.0, 20.0)
"""Each chain starts from what average linkage joins above so much: what is likely, less, more, next to nothing."""

SWEEPS_BEFORE = 60
SWEEPS_BETWEEN = 4


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
        draws: How many partitions; a multiple of 4, 32 or more.
        seed: Of the chance; equal seeds give equal draws.

    Raises:
        ContradictoryDecisions: A pair called different is one person by decisions.
        ValueError: A position is outside the records, a pair is of a record with itself, or the
            number of draws is another.
    """
    model = fitted(count, pairs, roster_of=roster_of, same=same, different=different)
    return samples_of(model, draws=draws, seed=seed)


def samples_of(model: Model, *, draws: int, seed: int) -> Samples:
    """The same from evidence with weights."""
    import numpy as np

    if draws < 8 * CHAINS or draws % CHAINS:
        raise ValueError(f"{draws} draws: needs a multiple of {CHAINS}, {8 * CHAINS} or more")
    generator = np.random.default_rng(seed)
    labels = np.tile(np.arange(model.graph.units, dtype=np.int32), (draws, 1))
    for groups in model.groups.small:
        for members, found in groups.posterior(model.weights):
            _draw(labels, members, found.blocks, found.probability, generator)
    persons = _walk_all(labels, model, generator)
    return Samples(labels[:, model.graph.unit_of], _sampling(model, persons, draws))


def _draw(
    labels: NDArray[np.int32],
    members: NDArray[np.int64],
    blocks: NDArray[np.int64],
    probability: NDArray[np.float64],
    generator: np.random.Generator,
) -> None:
    """Fills in draws of small groups: a cluster's label is its first unit."""
    import numpy as np

    below = np.cumsum(probability, axis=1)
    below[:, -1] = 1.0 + 1e-9
    firsts = np.array([(blocks == block).argmax(axis=1) for block in range(blocks.shape[1])]).T
    leaders = np.take_along_axis(firsts, blocks, 1)
    for draw in labels:
        chosen = (below <= generator.random((len(members), 1))).sum(axis=1)
        draw[members] = np.take_along_axis(members, leaders[chosen], 1)


def _walk_all(labels: NDArray[np.int32], model: Model, generator: np.random.Generator) -> NDArray[np.float64]:
    """Fills in draws of the larger groups; returns the number of persons in them for each chain and draw."""
    import numpy as np

    groups, draws = model.groups, len(labels)
    persons = np.zeros((CHAINS, draws // CHAINS))
    if not len(groups.large_units):
        return persons
    order = np.argsort(groups.group_of, kind="stable")
    bounds = np.searchsorted(groups.group_of[order], np.arange(groups.group_of.max() + 2))
    neighbours = _Neighbours.of(groups.large)
    starts = [
        moved(groups.large, agglomerated(groups.large, model.weights, least=least), model.weights)
        if least == 0
        else agglomerated(groups.large, model.weights, least=least)
        for least in STARTS
    ]
    for group in range(len(bounds) - 1):
        units = groups.large_units[order[bounds[group] : bounds[group + 1]]]
        for chain, start in enumerate(starts):
            drawn = neighbours.walk(units, start, model.weights, draws // CHAINS, generator)
            labels[chain::CHAINS, units] = units[drawn]
            persons[chain] += [len(np.unique(draw)) for draw in drawn]
    return persons


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

    def walk(
        self,
        units: NDArray[np.int64],
        start: NDArray[np.int64],
        weights: SizeWeights,
        draws: int,
        generator: np.random.Generator,
    ) -> NDArray[np.int64]:
        """Draws of one chain through the partitions of these units, which have no edges to others."""
        import numpy as np

        from aiqyn.core.rosters.clustering.chain import walk

        counts = self.starts[units + 1] - self.starts[units]
        begins = np.concatenate([[0], np.cumsum(counts)])
        at = np.repeat(self.starts[units] - begins[:-1], counts) + np.arange(begins[-1])
        ends = np.searchsorted(units, self.ends[at])
        drawn = np.empty((draws, len(units)), np.int64)
        walk(
            numbered_by_first(start[units]),
            self.graph.size[units],
            weights.of_size,
            self.graph.lists[units],
            self.graph.repeated,
            begins,
            ends,
            self.strength[at],
            self.graph.unlisted,
            SWEEPS_BEFORE,
            SWEEPS_BETWEEN,
            generator,
            drawn,
        )
        return drawn


def _sampling(model: Model, persons: NDArray[np.float64], draws: int) -> Sampling:
    import numpy as np

    from aiqyn.core.estimation.diagnostics import convergence_of

    walked = int(model.graph.size[model.groups.large_units].sum())
    found = convergence_of(persons) if np.ptp(persons) else None
    return Sampling(
        len(model.graph.unit_of) - walked,
        walked,
        1.0 if found is None else found.r_hat,
        float(draws) if found is None else min(found.bulk, float(draws)),
    )
