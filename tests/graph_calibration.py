"""Simulation-based calibration of the average over decomposable graphs, for the tests and the benchmark.

A graph is drawn evenly from all, probabilities of patterns from the hyper-Dirichlet law of the graph, the
number of people from its prior, and counts from these. Where sums are right, the share of the posterior
below the true number is uniform.
"""

from __future__ import annotations

import numpy as np

from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.decomposable import posterior
from aiqyn.core.estimation.graph_sampler import cliques_and_separators
from aiqyn.core.estimation.graphs import every_decomposable_graph
from aiqyn.core.estimation.marginals import NegativeBinomialPrior

DELTA = 0.5
SHAPE = 3.0

__all__ = ["DELTA", "drawn_truth", "place_of_truth"]


def drawn_probabilities(graph: int, lists: int, generator: np.random.Generator) -> np.ndarray:
    """Probabilities of all patterns from the hyper-Dirichlet law of a graph, clique after clique."""
    patterns = np.arange(1 << lists)
    probabilities = np.ones(len(patterns))
    known = 0
    for clique in _in_perfect_order(
        [chosen for chosen, sign in cliques_and_separators(graph, lists) if sign > 0]
    ):
        weight = DELTA * 2 ** (lists - clique.bit_count())
        new = clique & ~known
        parts = np.unique(patterns & new)
        for given in np.unique(patterns & clique & known):
            shares = generator.dirichlet(np.full(len(parts), weight))
            for part, share in zip(parts, shares, strict=True):
                here = ((patterns & clique & known) == given) & ((patterns & new) == part)
                probabilities[here] *= share
        known |= clique
    return probabilities


def _in_perfect_order(cliques: list[int]) -> list[int]:
    """Cliques so that each meets all before it within one of them: Prim's tree of largest intersections."""
    ordered = [cliques[0]]
    left = cliques[1:]
    while left:
        following = max(left, key=lambda one: max((one & other).bit_count() for other in ordered))
        left.remove(following)
        ordered.append(following)
    return ordered


def drawn_truth(
    lists: int, mean_people: float, generator: np.random.Generator
) -> tuple[CaptureCounts, int, int] | None:
    """Counts, the true number of people and the place of the true graph among all.

    Returns:
        `None` where nobody is on a list, or nobody on none: the prior holds that someone is.
    """
    graphs = every_decomposable_graph(lists)[0]
    at = int(generator.integers(len(graphs)))
    people = int(generator.poisson(generator.gamma(SHAPE, mean_people / SHAPE)))
    table = generator.multinomial(people, drawn_probabilities(int(graphs[at]), lists, generator))
    if not 0 < table[0] < people:
        return None
    names = [f"L{index + 1}" for index in range(lists)]
    return CaptureCounts.from_mapping(names, dict(enumerate(table.tolist()[1:], 1))), people, at


def place_of_truth(
    lists: int,
    mean_people: float,
    generator: np.random.Generator,
    *,
    wrong_delta: float | None = None,
) -> tuple[float, float]:
    """The share of the posterior below a true number, and the posterior share of the true graph.

    Args:
        lists: How many lists, up to six.
        mean_people: The prior mean of the number of people.
        generator: Of everything.
        wrong_delta: Give the posterior this weight of patterns in place of the one that truths
            come from, to see that calibration would fail.
    """
    while True:
        drawn = drawn_truth(lists, mean_people, generator)
        if drawn is not None:
            break
    counts, people, at = drawn
    prior = NegativeBinomialPrior(shape=SHAPE, scale=mean_people / SHAPE)
    found = posterior(counts, delta=DELTA if wrong_delta is None else wrong_delta, prior=prior)
    place = found.distribution.share_below(people - 0.5 + generator.random())
    return place, float(found.graph_shares[at])
