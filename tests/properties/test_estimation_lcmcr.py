"""What the latent class model promises of any counts, and whether its sampler is calibrated."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from latent_class_calibration import rank_of_truth

from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.estimates import Answer, Options
from aiqyn.core.estimation.latent_classes import Demands, sample_posterior
from aiqyn.core.estimation.lcmcr import PRIORS, estimate_under

QUICK = Demands(effective_draws=50.0, sought_draws=50.0, largest_r_hat=1.1, work=2e8)


@some.composite
def capture_counts(draw: some.DrawFn) -> CaptureCounts:
    lists = draw(some.integers(1, 12))
    cells = draw(
        some.dictionaries(
            some.integers(1, (1 << lists) - 1),
            some.one_of(some.integers(1, 20), some.integers(1, 10_000_000)),
            min_size=1,
            max_size=12,
        )
    )
    return CaptureCounts.from_mapping([f"L{index}" for index in range(lists)], cells)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(capture_counts(), some.integers(0, 2**32))
def test_any_counts_give_an_answer_not_below_what_is_documented_or_a_refusal_with_reasons(
    counts: CaptureCounts, seed: int
) -> None:
    found = estimate_under(
        counts, Options(seed=seed), priors=PRIORS[:2], demands=QUICK, demands_of_others=QUICK
    )
    json.dumps(found.details.as_json(), allow_nan=False)
    if isinstance(found, Answer):
        assert counts.documented <= found.low <= found.median <= found.high
    else:
        assert found.objections
        assert all(str(objection.because) and str(objection.needed) for objection in found.objections)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(capture_counts(), some.integers(0, 2**32))
def test_draws_are_whole_numbers_of_people_and_no_fewer_than_are_documented(
    counts: CaptureCounts, seed: int
) -> None:
    sample = sample_posterior(counts, seed=seed, demands=QUICK)
    assert np.isfinite(sample.people).all()
    assert (sample.people >= counts.documented).all()
    assert (sample.people == np.round(sample.people)).all()


def unevenness(ranks: np.ndarray) -> float:
    """Chi-square of eight bins: 29.9 is exceeded once in ten thousand times by uniform ranks."""
    counts, _ = np.histogram(ranks, bins=8, range=(0, 1))
    expected = len(ranks) / 8
    return float(((counts - expected) ** 2 / expected).sum())


@pytest.mark.slow
@pytest.mark.parametrize(("lists", "people", "truths"), [(3, 80, 48), (4, 200, 32), (5, 40, 24)])
def test_the_truth_has_a_uniform_rank_among_the_draws_when_parameters_come_from_the_prior(
    lists: int, people: int, truths: int
) -> None:
    # Simulation-based calibration: Talts, Betancourt, Simpson, Vehtari & Gelman (2018).
    ranks = [rank_of_truth(number, people=people, lists=lists, seed=20220105) for number in range(truths)]
    assert unevenness(np.array(ranks)) < 29.9


@pytest.mark.slow
def test_a_sampler_with_a_wrong_prior_would_not_pass_for_calibrated() -> None:
    ranks = [
        rank_of_truth(number, people=80, lists=3, seed=20220105, wrong_off_shape=6.0) for number in range(48)
    ]
    assert unevenness(np.array(ranks)) > 29.9
