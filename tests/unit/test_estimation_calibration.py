"""Simulation-based calibration: truths drawn from the prior lie anywhere in their posteriors, evenly.

Source: Talts, Betancourt, Simpson, Vehtari & Gelman (2018), Validating Bayesian inference
algorithms with simulation-based calibration.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.decomposable import posterior
from aiqyn.core.estimation.graph_sampler import cliques_and_separators
from aiqyn.core.estimation.graphs import every_decomposable_graph
from aiqyn.core.estimation.marginals import NegativeBinomialPrior

LISTS, DELTA = 3, 0.5
PRIOR = NegativeBinomialPrior(shape=3.0, scale=60.0)
DRAWS = 400


def drawn_probabilities(graph: int, generator: np.random.Generator) -> np.ndarray:
    """Probabilities of all patterns from the hyper-Dirichlet law of a graph, clique after clique."""
    patterns = np.arange(1 << LISTS)
    probabilities = np.ones(len(patterns))
    known = 0
    cliques = [chosen for chosen, sign in cliques_and_separators(graph, LISTS) if sign > 0]
    while cliques:
        # The next clique shares most with those before it, which on three lists keeps their order perfect.
        clique = max(cliques, key=lambda one: (one & known).bit_count())
        cliques.remove(clique)
        weight = DELTA * 2 ** (LISTS - clique.bit_count())
        new = clique & ~known
        parts = np.unique(patterns & new)
        for given in np.unique(patterns & clique & known):
            shares = generator.dirichlet(np.full(len(parts), weight))
            for part, share in zip(parts, shares, strict=True):
                here = ((patterns & clique & known) == given) & ((patterns & new) == part)
                probabilities[here] *= share
        known |= clique
    return probabilities


def test_truths_drawn_from_the_prior_lie_evenly_in_their_posteriors() -> None:
    generator = np.random.default_rng(20220105)
    graphs = every_decomposable_graph(LISTS)[0]
    places: list[float] = []
    graph_shares: list[float] = []
    while len(places) < DRAWS:
        at = int(generator.integers(len(graphs)))
        people = int(generator.poisson(generator.gamma(PRIOR.shape, PRIOR.scale)))
        table = generator.multinomial(people, drawn_probabilities(int(graphs[at]), generator))
        if not 0 < table[0] < people:
            continue  # The prior holds that someone is on no list; and nobody at all is no table.
        counts = CaptureCounts.from_mapping("ABC", dict(enumerate(table.tolist()[1:], 1)))
        found = posterior(counts, delta=DELTA, prior=PRIOR)
        places.append(found.distribution.share_below(people - 0.5 + generator.random()))
        graph_shares.append(float(found.graph_shares[at]))
    ordered = np.sort(places)
    even = (np.arange(DRAWS) + 0.5) / DRAWS
    # Kolmogorov's distance at one in a thousand; and no lean to either side.
    assert np.max(np.abs(ordered - even)) < 1.95 / np.sqrt(DRAWS)
    assert abs(np.mean(ndtri(np.clip(places, 1e-9, 1 - 1e-9)))) < 3.3 / np.sqrt(DRAWS)
    assert np.mean(graph_shares) > 1.5 / len(graphs)
