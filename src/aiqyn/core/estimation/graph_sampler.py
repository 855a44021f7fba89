"""A walk over decomposable graphs that are too many to be gone through one by one.

At each step all graphs one edge away are weighed, and the walk goes on to one of them, the
likelier the better it is. Every graph that was weighed counts for the result, with its own
posterior weight and not with how often the walk came by; so what matters is that walks from
different starts have seen the same graphs that matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.graphs import edges, may_add, may_remove, neighbours_of
from aiqyn.core.estimation.marginals import Prior, SetTerms

__all__ = ["Walks", "cliques_and_separators", "walk_over_graphs"]

Matrix = NDArray[np.floating[Any]]

_NEWTON_STEPS = 40
_KEPT = 20_000
"""So many of the best graphs, at most, are summed exactly at the end."""
_NEGLIGIBLE = 16.0


@dataclass(frozen=True, slots=True)
class Walks:
    """Where several walks have been.

    Attributes:
        graphs: Graphs that were weighed and are not negligible, the best first.
        seen: For each walk, the places in `graphs` of those that it has weighed itself.
        shares_seen: How much of the weight of all graphs that is, roughly; near 1 where walks agree.
        weighed: How many graphs were weighed in all.
    """

    graphs: tuple[int, ...]
    seen: tuple[tuple[int, ...], ...]
    shares_seen: tuple[float, ...]
    weighed: int


def walk_over_graphs(
    terms: SetTerms, lists: int, prior: Prior, *, seed: int, walks: int = 4, steps: int
) -> Walks:
    """Walks from the empty graph and from random ones.

    Args:
        terms: Of the counts.
        lists: How many lists there are.
        prior: Of the number of people.
        seed: Start of the random numbers.
        walks: How many walks; the first starts at the empty graph.
        steps: Of each walk.

    Source:
        Moves: Giudici & Green (1999), Biometrika 86, 785–801. Steps chosen among all
        neighbours: Zanella (2020), JASA 115, 852–865, with Barker's weights.
    """
    weigher = _Weigher(terms, lists, prior)
    seen: list[set[int]] = []
    for number in range(walks):
        generator = np.random.default_rng([seed, 0x6D, number])
        start = _random_graph(lists, generator) if number else 0
        seen.append(_walk(weigher, start, steps, generator))
    best = sorted(weigher.weights, key=lambda graph: (-weigher.weights[graph], graph))
    top = weigher.weights[best[0]]
    kept = tuple(graph for graph in best[:_KEPT] if weigher.weights[graph] > top - _NEGLIGIBLE)
    shares = np.exp(np.array([weigher.weights[graph] for graph in kept]) - top)
    places = tuple(tuple(at for at, graph in enumerate(kept) if graph in of_walk) for of_walk in seen)
    shares_seen = tuple(float(shares[list(of_walk)].sum() / shares.sum()) for of_walk in places)
    return Walks(kept, places, shares_seen, len(weigher.weights))


def _walk(weigher: _Weigher, start: int, steps: int, generator: np.random.Generator) -> set[int]:
    """One walk; returns every graph that it weighed."""
    graph = start
    around, rates = weigher.around(graph)
    seen = {graph, *around}
    for _ in range(steps):
        proposed = int(around[generator.choice(len(around), p=rates / rates.sum())])
        around_it, rates_there = weigher.around(proposed)
        seen.update(around_it)
        # Barker's weights are balanced: the ratio of their sums is all that acceptance needs.
        if generator.random() * rates_there.sum() < rates.sum():
            graph, around, rates = proposed, around_it, rates_there
    return seen


def _random_graph(lists: int, generator: np.random.Generator) -> int:
    """A decomposable graph from many random moves that keep it one."""
    graph = 0
    pairs = edges(lists)
    for _ in range(20 * len(pairs)):
        bit = int(generator.integers(len(pairs)))
        joined = neighbours_of(graph, lists)
        allowed = may_remove if graph >> bit & 1 else may_add
        if allowed(joined, *pairs[bit]):
            graph ^= 1 << bit
    return graph


class _Weigher:
    """Weighs graphs by Laplace's approximation over the number of unseen people, each once."""

    def __init__(self, terms: SetTerms, lists: int, prior: Prior) -> None:
        self._terms = terms
        self._lists = lists
        self._prior = prior
        self._pairs = edges(lists)
        self.weights: dict[int, float] = {}

    def around(self, graph: int) -> tuple[tuple[int, ...], Matrix]:
        """The decomposable graphs one edge away, and Barker's weights of going there."""
        joined = neighbours_of(graph, self._lists)
        near = tuple(
            graph ^ 1 << bit
            for bit, pair in enumerate(self._pairs)
            if (may_remove if graph >> bit & 1 else may_add)(joined, *pair)
        )
        self._weigh([one for one in (graph, *near) if one not in self.weights])
        gains = np.array([self.weights[one] for one in near]) - self.weights[graph]
        rates: Matrix = 1 / (1 + np.exp(-np.clip(gains, -700, 700)))
        return near, rates

    def _weigh(self, graphs: Sequence[int]) -> None:
        if not graphs:
            return
        factors = [cliques_and_separators(graph, self._lists) for graph in graphs]
        widest = max(map(len, factors))
        sets = np.zeros((len(graphs), widest), dtype=np.int64)
        signs = np.zeros((len(graphs), widest))
        for row, of_graph in enumerate(factors):
            for column, (chosen, sign) in enumerate(of_graph):
                sets[row, column], signs[row, column] = chosen, sign
        for graph, weight in zip(graphs, self._laplace(sets, signs).tolist(), strict=True):
            self.weights[graph] = weight

    def _laplace(self, sets: NDArray[np.int64], signs: Matrix) -> Matrix:
        """Height at the top of each graph's curve, plus what its width adds."""
        constants = self._terms.constants(sets.ravel().tolist()).reshape(*sets.shape, 3)
        curve = _Curves(self._terms, constants, signs, self._prior)
        low = np.zeros(len(sets))
        high = np.full(len(sets), np.log(max(1e8, 1e6 * self._terms.documented)))
        at = (low + high) / 2
        for _ in range(_NEWTON_STEPS):
            slope, bend = curve.slope_and_bend(at)
            low, high = np.where(slope > 0, at, low), np.where(slope > 0, high, at)
            step = np.where(bend < 0, at - slope / np.minimum(bend, -1e-12), np.inf)
            following = np.where((step > low) & (step < high), step, (low + high) / 2)
            if np.max(np.abs(following - at)) < 1e-4:
                break
            at = following
        _, bend = curve.slope_and_bend(at)
        weights: Matrix = curve.height(at) + 0.5 * np.log(2 * np.pi / np.maximum(-bend, 0.02))
        return weights


class _Curves:
    """Posterior heights of many graphs over the logarithm of the unseen, each at its own place."""

    def __init__(self, terms: SetTerms, constants: Matrix, signs: Matrix, prior: Prior) -> None:
        self._terms = terms
        self._constants = constants
        self._signs = signs
        self._prior = prior

    def height(self, log_unseen: Matrix) -> Matrix:
        unseen = np.exp(log_unseen)
        of_sets = self._terms.heights_at(self._constants, unseen[:, None])
        shared = self._terms.order_heights(unseen) + self._prior.log_density(self._terms.documented + unseen)
        height: Matrix = (self._signs * of_sets).sum(axis=1) + shared + log_unseen
        return height

    def slope_and_bend(self, log_unseen: Matrix) -> tuple[Matrix, Matrix]:
        half = 1e-3
        before, after = self._slope(log_unseen - half), self._slope(log_unseen + half)
        return (before + after) / 2, (after - before) / (2 * half)

    def _slope(self, log_unseen: Matrix) -> Matrix:
        unseen = np.exp(log_unseen)
        of_sets = self._terms.slopes_at(self._constants, unseen[:, None])
        shared = self._terms.order_slopes(unseen) + self._prior.slope(self._terms.documented + unseen)
        slope: Matrix = 1 + unseen * ((self._signs * of_sets).sum(axis=1) + shared)
        return slope


def cliques_and_separators(graph: int, lists: int) -> tuple[tuple[int, int], ...]:
    """The factors of a decomposable graph: each set with how often it is a clique, less how often a separator.

    Source:
        Perfect elimination, as in `graphs.every_decomposable_graph`.
    """
    joined = list(neighbours_of(graph, lists))
    remaining = (1 << lists) - 1
    factors: dict[int, int] = {}
    while remaining:
        vertex = next(
            index
            for index in range(lists)
            if remaining >> index & 1 and _is_joined_throughout(joined, joined[index] & remaining)
        )
        around = joined[vertex] & remaining
        factors[around | 1 << vertex] = factors.get(around | 1 << vertex, 0) + 1
        factors[around] = factors.get(around, 0) - 1
        remaining &= ~(1 << vertex)
    return tuple((chosen, sign) for chosen, sign in sorted(factors.items()) if chosen and sign)


def _is_joined_throughout(joined: Sequence[int], members: int) -> bool:
    return all(
        members & ~(joined[index] | 1 << index) == 0 for index in range(len(joined)) if members >> index & 1
    )
