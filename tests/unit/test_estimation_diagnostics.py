"""Whether chains agree, checked against ArviZ and against what can be worked out by hand."""

import numpy as np
import pytest
from arviz_stats.base import array_stats as arviz

from aiqyn.core.estimation.diagnostics import Convergence, bulk_draws, convergence_of, r_hat, tail_draws


def autoregressive(correlation: float, *, chains: int, length: int, apart: float = 0.0) -> np.ndarray:
    random = np.random.default_rng(20220105)
    noise = random.standard_normal((chains, length))
    draws = np.zeros((chains, length))
    for at in range(1, length):
        draws[:, at] = correlation * draws[:, at - 1] + noise[:, at]
    return draws + apart * np.arange(chains)[:, None]


CHAINS = {
    "independent": autoregressive(0.0, chains=4, length=1000),
    "sticky": autoregressive(0.9, chains=4, length=1000),
    "swinging": autoregressive(-0.5, chains=4, length=1000),
    "apart, of odd length": autoregressive(0.5, chains=4, length=501, apart=0.3),
    "heavy-tailed": np.exp(3 * autoregressive(0.7, chains=2, length=300)),
    "whole numbers with ties": np.round(np.exp(autoregressive(0.3, chains=4, length=400))),
    "hardly moving": autoregressive(0.999, chains=4, length=200),
    "wandering off": np.cumsum(autoregressive(0.0, chains=4, length=64), axis=1),
}


@pytest.mark.parametrize("kind", CHAINS)
def test_all_three_diagnostics_are_those_of_arviz(kind: str) -> None:
    draws = CHAINS[kind]
    axes = {"chain_axis": 0, "draw_axis": 1}
    assert r_hat(draws) == pytest.approx(arviz.rhat(draws, **axes), rel=1e-10)
    assert bulk_draws(draws) == pytest.approx(arviz.ess(draws, method="bulk", **axes), rel=1e-10)
    assert tail_draws(draws) == pytest.approx(
        arviz.ess(draws, method="tail", prob=(0.05, 0.95), **axes), rel=1e-10
    )


def test_independent_draws_are_worth_about_as_many_as_they_are() -> None:
    found = convergence_of(CHAINS["independent"])
    assert found.r_hat == pytest.approx(1.0, abs=0.01)
    assert found.bulk == pytest.approx(4000, rel=0.1)
    assert found.tail == pytest.approx(4000, rel=0.15)


def test_sticky_draws_are_worth_what_their_autocorrelation_leaves() -> None:
    # An autoregression with correlation r has (1 - r) / (1 + r) effective draws to a draw.
    draws = autoregressive(0.8, chains=4, length=20_000)
    assert bulk_draws(draws) == pytest.approx(80_000 * 0.2 / 1.8, rel=0.1)


def test_r_hat_of_six_scores_is_what_the_formula_gives_by_hand() -> None:
    # Halves 1 to 8 and their mirror: all four halves have the same eight ranks, so that nothing
    # lies between them: R-hat is the square root of (8 - 1) / 8 ... of the folded likewise.
    draws = np.array([[1.0, 2, 3, 4, 5, 6, 7, 8] * 2, [8.0, 7, 6, 5, 4, 3, 2, 1] * 2])
    assert r_hat(draws) == pytest.approx((7 / 8) ** 0.5)


def test_chains_at_different_places_do_not_agree() -> None:
    assert r_hat(autoregressive(0.0, chains=4, length=500, apart=2.0)) > 1.5


def test_chains_of_different_width_at_one_place_do_not_agree() -> None:
    draws = CHAINS["independent"] * np.array([1.0, 1.0, 1.0, 8.0])[:, None]
    assert r_hat(draws) > 1.1


def test_diagnostics_are_the_same_for_a_number_and_its_logarithm() -> None:
    draws = CHAINS["heavy-tailed"]
    assert r_hat(np.log(draws)) == pytest.approx(r_hat(draws), abs=0.02)
    assert bulk_draws(np.log(draws)) == bulk_draws(draws)
    assert tail_draws(np.log(draws)) == pytest.approx(tail_draws(draws), rel=0.02)


def test_draws_that_are_all_one_number_agree() -> None:
    assert convergence_of(np.full((4, 100), 7.0)) == Convergence(1.0, 400.0, 400.0)


def test_chains_that_each_stand_still_at_their_own_number_never_agree() -> None:
    draws = np.repeat(np.arange(4.0)[:, None], 100, axis=1)
    assert r_hat(draws) == float("inf")
    assert not convergence_of(draws).is_enough(draws=1, largest_r_hat=1.01)


@pytest.mark.parametrize("draws", [np.zeros((1, 100)), np.zeros((4, 7)), np.zeros(100)])
def test_too_few_draws_are_not_diagnosed(draws: np.ndarray) -> None:
    with pytest.raises(ValueError, match="2 chains or more of 8 or more"):
        r_hat(draws)


def test_draws_that_are_no_numbers_are_not_diagnosed() -> None:
    with pytest.raises(ValueError, match="finite"):
        bulk_draws(np.full((4, 100), np.nan))


def test_enough_needs_agreement_and_draws_in_bulk_and_tails() -> None:
    assert Convergence(1.005, 500, 450).is_enough(draws=400, largest_r_hat=1.01)
    assert not Convergence(1.02, 500, 450).is_enough(draws=400, largest_r_hat=1.01)
    assert not Convergence(1.005, 399, 450).is_enough(draws=400, largest_r_hat=1.01)
    assert not Convergence(1.005, 500, 399).is_enough(draws=400, largest_r_hat=1.01)
