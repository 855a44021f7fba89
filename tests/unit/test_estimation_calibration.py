"""Simulation-based calibration: truths drawn from the prior lie anywhere in their posteriors, evenly.

Source: Talts, Betancourt, Simpson, Vehtari & Gelman (2018), Validating Bayesian inference
algorithms with simulation-based calibration.
"""

from __future__ import annotations

import numpy as np
import pytest
from graph_calibration import place_of_truth
from scipy.special import ndtri

from aiqyn.core.estimation.graphs import every_decomposable_graph


def unevenness(places: list[float]) -> float:
    """Kolmogorov's distance from even places, in units that exceed 1.95 once in a thousand times."""
    ordered = np.sort(places)
    even = (np.arange(len(places)) + 0.5) / len(places)
    return float(np.max(np.abs(ordered - even)) * np.sqrt(len(places)))


@pytest.mark.parametrize(("lists", "draws"), [(3, 400), (4, 150), (5, 60)])
def test_truths_drawn_from_the_prior_lie_evenly_in_their_posteriors(lists: int, draws: int) -> None:
    generator = np.random.default_rng([20220105, lists])
    found = [place_of_truth(lists, 180.0, generator) for _ in range(draws)]
    places = [place for place, _ in found]
    assert unevenness(places) < 1.95
    assert abs(np.mean(ndtri(np.clip(places, 1e-9, 1 - 1e-9)))) < 3.3 / np.sqrt(draws)
    # The true graph has more of the posterior than one among all would have by chance.
    assert np.mean([share for _, share in found]) > 1.5 / len(every_decomposable_graph(lists)[0])


def test_a_posterior_with_a_wrong_prior_would_not_pass_for_calibrated() -> None:
    generator = np.random.default_rng(20220105)
    places = [place_of_truth(3, 180.0, generator, wrong_delta=8.0)[0] for _ in range(200)]
    assert unevenness(places) > 1.95
