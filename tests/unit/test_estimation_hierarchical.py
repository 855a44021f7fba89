"""The hierarchical model: its density against plain sums, its walks against known curves, its answers in use."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from estimation_tables import drawn, published_table

from aiqyn.core.estimation import (
    Answer,
    CaptureCounts,
    EstimateRefused,
    Options,
    StratifiedCounts,
    Stratum,
    estimate_by,
    estimate_population,
)
from aiqyn.core.estimation.hamiltonian import HamiltonianChains
from aiqyn.core.estimation.hierarchical import PRIORS
from aiqyn.core.estimation.hierarchical_model import HierarchicalModel


def model_of(*strata: CaptureCounts) -> HierarchicalModel:
    lists = tuple(dict.fromkeys(name for counts in strata for name in counts.lists))
    return HierarchicalModel(strata, lists, PRIORS[0])


THREE = CaptureCounts.from_mapping("ABC", {1: 40, 2: 25, 3: 9, 4: 31, 5: 8, 6: 4, 7: 2})
WITHOUT_C = CaptureCounts.from_mapping("AB", {1: 7, 2: 5, 3: 3})


# ---------------------------------------------------------------- the density


@pytest.mark.parametrize("strata", [(THREE,), (THREE, WITHOUT_C, THREE)])
def test_the_gradient_is_that_of_the_value(strata: tuple[CaptureCounts, ...]) -> None:
    model = model_of(*strata)
    at = model.starts(np.random.default_rng(5), 3)
    _, gradient = model.log_posterior(at)
    step = 1e-5 * np.eye(model.size)
    for index in range(model.size):
        above, below = model.log_posterior(at + step[index])[0], model.log_posterior(at - step[index])[0]
        assert gradient[:, index] == pytest.approx((above - below) / 2e-5, rel=1e-4, abs=1e-3)


def _pattern_probabilities(odds: np.ndarray, ratios: dict[tuple[int, int], float], spread: float) -> dict:
    """By the definition: an average over people, of whom each finds lists by the odds for such a person."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(15)
    found = dict.fromkeys(product((0, 1), repeat=len(odds)), 0.0)
    for node, weight in zip(nodes, weights / weights.sum(), strict=True):
        shares = {}
        for on in found:
            exponent = sum(o * (odd + spread * node) for o, odd in zip(on, odds, strict=True))
            exponent += sum(ratio for (a, b), ratio in ratios.items() if on[a] and on[b])
            shares[on] = np.exp(exponent)
        for on, share in shares.items():
            found[on] += weight * share / sum(shares.values())
    return found


def test_the_likelihood_and_the_unseen_share_are_those_of_the_definition() -> None:
    model = model_of(THREE)
    odds, ratios, spread = np.array([-0.3, -1.1, -0.7]), (0.4, -0.2, 0.9), 0.8
    at = model.vector(odds, np.array(ratios), spread)
    probabilities = _pattern_probabilities(
        odds, dict(zip(combinations(range(3), 2), ratios, strict=True)), spread
    )
    unseen = probabilities[0, 0, 0]
    assert model.share_unseen(at)[0, 0] == pytest.approx(unseen, rel=1e-12)
    expected = 0.0
    for cell in THREE.cells:
        on = tuple(cell.pattern >> index & 1 for index in range(3))
        expected += cell.count * np.log(probabilities[on] / (1 - unseen))
    flat = model_of(CaptureCounts.from_mapping("ABC", {1: 1}))
    prior_part = flat.log_posterior(at)[0] - np.log(probabilities[1, 0, 0] / (1 - unseen))
    assert model.log_posterior(at)[0] - prior_part == pytest.approx(expected, rel=1e-10)


def test_a_list_that_a_stratum_lacks_has_no_one_there() -> None:
    alone, beside = model_of(WITHOUT_C), model_of(THREE, WITHOUT_C)
    at = np.zeros((1, beside.size))
    at[:, :7] = model_of(THREE).vector(np.array([-0.5, -0.2, -0.9]), np.array([0.3, 0.0, 0.0]), 0.0)
    own = alone.vector(np.array([-0.5, -0.2]), np.array([0.3]), 0.0)
    assert beside.share_unseen(at)[0, 1] == pytest.approx(alone.share_unseen(own)[0, 0], rel=1e-12)


# ---------------------------------------------------------------- the walks


def test_chains_draw_from_the_density_that_they_are_given() -> None:
    covariance = np.array([[4.0, 1.9, 0.0], [1.9, 1.0, 0.0], [0.0, 0.0, 0.01]])
    precision = np.linalg.inv(covariance)

    def density(at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        pull = -(at - 3.0) @ precision
        return 0.5 * ((at - 3.0) * pull).sum(axis=1), pull

    random = np.random.default_rng(11)
    chains = HamiltonianChains(density, random.normal(0, 3, (4, 3)), random)
    drawn_vectors = chains.draw(2000).reshape(-1, 3)
    assert drawn_vectors.mean(axis=0) == pytest.approx([3, 3, 3], abs=0.12)
    assert np.cov(drawn_vectors.T) == pytest.approx(covariance, rel=0.12, abs=0.05)


@pytest.mark.slow
def test_the_truth_has_a_uniform_rank_among_the_draws_when_parameters_come_from_the_prior() -> None:
    """Simulation-based calibration (Talts et al. 2018), of the share on no list, given how many are seen."""
    random = np.random.default_rng(20220105)
    repeats, patterns = 40, 8
    ranks = np.zeros(repeats)
    for number in range(repeats):
        odds = random.normal(-1.5, 1.5, 3)
        ratios = PRIORS[0].dependence * random.standard_t(4, 3)
        spread = random.normal(0, PRIORS[0].heterogeneity)
        shares = _shares_of_patterns(odds, ratios, spread, patterns)
        seen = random.multinomial(80, shares / shares.sum())
        counts = CaptureCounts.from_mapping(
            "ABC", {pattern: int(count) for pattern, count in enumerate(seen, start=1)}
        )
        model = model_of(counts)
        chains = HamiltonianChains(model.log_posterior, model.starts(random, 4), random)
        drawn_shares = model.share_unseen(chains.draw(240)[:, ::8].reshape(-1, model.size))[:, 0]
        truth = model.share_unseen(model.vector(odds, ratios, spread))[0, 0]
        ranks[number] = (drawn_shares < truth).mean()
    observed, _ = np.histogram(ranks, bins=8, range=(0, 1))
    expected = repeats / 8
    # The 99.9 % point of chi-squared with seven degrees: one run in a thousand fails by chance.
    assert ((observed - expected) ** 2 / expected).sum() < 24.3


def _shares_of_patterns(odds: np.ndarray, ratios: np.ndarray, spread: float, patterns: int) -> np.ndarray:
    pairs = dict(zip(combinations(range(3), 2), ratios, strict=True))
    found = _pattern_probabilities(odds, pairs, spread)
    return np.array(
        [found[tuple(pattern >> index & 1 for index in range(3))] for pattern in range(1, patterns)]
    )


# ---------------------------------------------------------------- the answers


def test_the_same_seed_gives_the_same_answer_and_another_seed_nearly_the_same() -> None:
    first, again, other = (estimate_by("hierarchical", THREE, Options(seed=seed)) for seed in (3, 3, 4))
    assert first == again
    assert isinstance(first, Answer)
    assert isinstance(other, Answer)
    assert first != other
    assert other.median == pytest.approx(first.median, rel=0.06)


def test_the_order_of_the_lists_does_not_matter() -> None:
    one = estimate_by("hierarchical", THREE, Options())
    other = estimate_by("hierarchical", THREE.keeping([2, 0, 1]), Options())
    assert isinstance(one, Answer)
    assert isinstance(other, Answer)
    assert other.median == pytest.approx(one.median, rel=0.06)


@pytest.mark.slow
def test_where_people_differ_the_estimate_lies_above_that_of_independent_lists() -> None:
    answer = estimate_by("hierarchical", published_table("kosovo"), Options())
    assert isinstance(answer, Answer)
    assert answer.median > 12_000
    assert any(note.key == "how-people-differ" for note in answer.notes)


def test_more_lists_than_it_can_go_through_are_refused() -> None:
    counts = drawn([0.3] * 9, 600, 1)
    refused = estimate_by("hierarchical", counts, Options())
    assert isinstance(refused, EstimateRefused)
    assert refused.objections[0].reason == "too-many-lists"


# ---------------------------------------------------------------- strata


def divided(*counts: CaptureCounts) -> StratifiedCounts:
    return StratifiedCounts(
        ("place",), tuple(Stratum((f"place {number}",), each) for number, each in enumerate(counts))
    )


@pytest.fixture(scope="module")
def borrowed():
    """Two large strata and one so thin that alone it is refused."""
    shares = (0.4, 0.3, 0.35)
    parts = divided(drawn(shares, 500, 1), drawn(shares, 400, 2), drawn(shares, 30, 3))
    return estimate_population(parts, ["hierarchical", "loglinear"], Options())


def test_a_thin_stratum_borrows_and_says_so_where_others_refuse(borrowed) -> None:
    pooled, alone = borrowed.strata[2].estimates[:2]
    assert isinstance(alone, EstimateRefused)
    assert isinstance(pooled, Answer)
    assert pooled.low <= 30 <= pooled.high
    assert "stratum-alone-refused" in [note.key for note in pooled.notes]


def test_the_sum_comes_from_joint_draws_and_stands_where_a_sum_of_refusals_can_not(borrowed) -> None:
    pooled, alone = borrowed.estimates[:2]
    assert isinstance(alone, EstimateRefused)
    assert isinstance(pooled, Answer)
    parts = [stratum.estimates[0] for stratum in borrowed.strata]
    assert pooled.low <= 930 <= pooled.high
    assert pooled.high - pooled.low < sum(part.high - part.low for part in parts)
    assert pooled.documented == sum(part.documented for part in parts)
    assert "strata-borrow" in [note.key for note in pooled.notes]


def test_a_stratum_in_which_nobody_is_documented_is_refused_by_its_name() -> None:
    shares = (0.4, 0.3, 0.35)
    empty = CaptureCounts.from_mapping(["L1", "L2", "L3"], {})
    names = drawn(shares, 300, 1).lists
    report = estimate_population(
        divided(drawn(shares, 300, 1), CaptureCounts(names, empty.cells)), ["hierarchical"], Options()
    )
    refused = report.estimates[0]
    assert isinstance(refused, EstimateRefused)
    assert refused.objections[0].reason == "stratum-without-people"
    assert "place 1" in str(refused.because)
