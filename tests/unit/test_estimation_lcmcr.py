"""The latent class model: right densities, published numbers, and refusals that say why."""

import json
from math import lgamma

import numpy as np
import pytest

from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.estimates import Answer, EstimateRefused, Options
from aiqyn.core.estimation.latent_class_sampler import log_density, sweep
from aiqyn.core.estimation.latent_classes import STANDARD, Demands, Prior, Sample, sample_posterior
from aiqyn.core.estimation.lcmcr import METHOD, PRIORS, estimate, estimate_under

KOSOVO = CaptureCounts.from_mapping(
    ["EXH", "ABA", "OSCE", "HRW"],
    dict(
        zip(
            [0b0001, 0b0010, 0b0100, 0b1000, 0b0011, 0b0101, 0b1001, 0b0110, 0b1010, 0b1100],
            [1131, 845, 936, 306, 177, 228, 106, 217, 31, 123],
            strict=True,
        )
    )
    | {0b0111: 181, 0b1011: 18, 0b1101: 42, 0b1110: 32, 0b1111: 27},
)
"""Ball, Betts, Scheuren, Dudukovic & Asher (2002): people killed in Kosovo, 20 March to 22 June 1999."""

SPINA_BIFIDA = CaptureCounts.from_mapping(
    ["S1", "S2", "S3"], {0b001: 244, 0b010: 48, 0b100: 60, 0b011: 142, 0b101: 111, 0b110: 4, 0b111: 12}
)
"""Madigan & York (1997): born with spina bifida, New York state 1969 to 1974."""

NETHERLANDS = CaptureCounts.from_mapping(
    ["IO", "K", "P", "R", "Z"],
    {
        **dict(zip([0b00001, 0b00010, 0b00100, 0b01000, 0b10000], [756, 1299, 4466, 650, 632], strict=True)),
        **dict(zip([0b00011, 0b00101, 0b01001, 0b10001, 0b00110], [1, 81, 5, 73, 44], strict=True)),
        **dict(zip([0b10010, 0b01100, 0b10100, 0b11000, 0b01101], [4, 82, 125, 2, 2], strict=True)),
        **dict(zip([0b10101, 0b11100], [11, 1], strict=True)),
    },
)
"""Silverman (2020), table 2, two lists merged: two explanations fit, three times apart."""

QUICK = Demands(effective_draws=100.0, sought_draws=100.0, largest_r_hat=1.05, work=5e9)


def arrays_of(counts: CaptureCounts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    lists = len(counts.lists)
    patterns = [cell.pattern for cell in counts.cells]
    listed = np.array([[bool(pattern >> j & 1) for j in range(lists)] for pattern in patterns])
    before = [patterns[0] ^ ((1 << lists) - 1) ^ patterns[0], *patterns[:-1]]
    changed = [
        lists - 1 if at == 0 else (one ^ before[at]).bit_length() - 1 for at, one in enumerate(patterns)
    ]
    return listed, np.array(changed), np.array([float(cell.count) for cell in counts.cells])


def slow_log_density(counts: CaptureCounts, state: np.ndarray, prior: Prior) -> float:
    """The posterior density as it is written down, in the plainest arithmetic."""
    classes, lists = prior.classes, len(counts.lists)
    lengths = np.exp(state[: classes - 1])
    weights = np.append(1 - np.exp(-lengths), 1.0) * np.exp(-np.append(0.0, np.cumsum(lengths)))
    on = 1 / (1 + np.exp(-state[classes - 1 :].reshape(lists, classes)))
    unseen = float((weights * np.prod(1 - on, axis=0)).sum())
    density = 0.0
    for cell in counts.cells:
        listed = np.array([cell.pattern >> j & 1 for j in range(lists)], dtype=bool)
        share = float((weights * np.prod(np.where(listed[:, None], on, 1 - on), axis=0)).sum())
        density += cell.count * np.log(share / (1 - unseen))
    # Sticks: exponential lengths given the concentration, which is integrated out, on the log scale.
    shape, rate = prior.concentration_shape, prior.concentration_rate
    density += state[: classes - 1].sum() - (shape + classes - 1) * np.log(rate + lengths.sum())
    density += (prior.on_shape * np.log(on) + prior.off_shape * np.log(1 - on)).sum()
    return density


@pytest.mark.parametrize("prior", [*PRIORS, Prior("one-class", classes=1), Prior("three", classes=3)])
@pytest.mark.parametrize("counts", [KOSOVO, SPINA_BIFIDA, NETHERLANDS])
def test_compiled_density_is_the_one_written_down_and_its_gradient_its_slope(
    counts: CaptureCounts, prior: Prior
) -> None:
    random = np.random.default_rng(1)
    size = prior.classes - 1 + len(counts.lists) * prior.classes
    arrays = arrays_of(counts)

    def fast(state: np.ndarray) -> float:
        return log_density(state, *arrays, prior.numbers(), prior.classes, np.empty(size))

    states = [random.normal(scale=1.5, size=size) for _ in range(3)]
    for state in states:
        assert fast(state) == pytest.approx(slow_log_density(counts, state, prior), rel=1e-10)
        gradient = np.empty(size)
        log_density(state, *arrays, prior.numbers(), prior.classes, gradient)
        for at in range(size):
            step = np.zeros(size)
            step[at] = 1e-5
            slope = (fast(state + step) - fast(state - step)) / 2e-5
            assert gradient[at] == pytest.approx(slope, rel=1e-4, abs=1e-3)


def test_density_far_out_is_no_number_that_is_not_one() -> None:
    arrays = arrays_of(KOSOVO)
    for far in (-800.0, -50.0, 50.0, 800.0):
        state, gradient = np.full(49, far), np.empty(49)
        density = log_density(state, *arrays, STANDARD.numbers(), 10, gradient)
        assert density == -np.inf or np.isfinite(density)


def test_with_one_class_the_posterior_is_the_exact_one_of_independent_lists() -> None:
    # With one class everything can be summed by hand: P(N | counts) is proportional to
    # 1/N · N!/(N - n)! · prod B(1 + s[j], 1 + N - s[j]), s[j] being the size of list j.
    counts = CaptureCounts.from_mapping(["A", "B", "C"], {1: 30, 2: 25, 4: 20, 3: 9, 5: 8, 6: 6, 7: 2})
    sizes = [counts.size(j) for j in range(3)]
    numbers = np.arange(counts.documented, 3000)

    def logarithm(number: int) -> float:
        of_lists = sum(lgamma(1 + s) + lgamma(1 + number - s) - lgamma(2 + number) for s in sizes)
        return of_lists + lgamma(number + 1) - lgamma(number - counts.documented + 1) - np.log(number)

    logarithms = np.array([logarithm(int(number)) for number in numbers])
    shares = np.exp(logarithms - logarithms.max())
    exact = np.cumsum(shares / shares.sum())
    sample = sample_posterior(
        counts, seed=1, prior=Prior("one-class", classes=1), demands=Demands(sought_draws=8000.0)
    )
    for quantile in (0.025, 0.25, 0.5, 0.75, 0.975):
        found = np.quantile(sample.people, quantile)
        assert (
            abs(np.interp(found, numbers, exact) - quantile)
            < 4 * np.sqrt(quantile * (1 - quantile) / min(sample.convergence.bulk, sample.convergence.tail))
            + 0.01
        )


def test_sweeps_alone_and_all_moves_together_have_the_same_posterior() -> None:
    # Two samplers that share no arithmetic but the pattern probabilities: one fills in
    # people, the other follows the gradient.
    sample = sample_posterior(SPINA_BIFIDA, seed=1, demands=Demands(sought_draws=4000.0))
    random = np.random.Generator(np.random.PCG64(9))
    state = np.zeros(9 + 30)
    listed, changed, counts = arrays_of(SPINA_BIFIDA)
    numbers = []
    for number in range(40_000):
        sweep(random, state, listed, changed, counts, STANDARD.numbers(), 10)
        if number >= 2000 and number % 5 == 0:
            on = 1 / (1 + np.exp(-state[9:].reshape(3, 10)))
            lengths = np.exp(state[:9])
            weights = np.append(1 - np.exp(-lengths), 1.0) * np.exp(-np.append(0.0, np.cumsum(lengths)))
            unseen = float((weights * np.prod(1 - on, axis=0)).sum())
            numbers.append(621 / (1 - unseen))
    assert np.median(numbers) == pytest.approx(np.median(sample.people), abs=6)
    assert np.quantile(numbers, 0.9) == pytest.approx(np.quantile(sample.people, 0.9), abs=20)


def test_kosovo_is_what_long_runs_of_the_published_implementation_give() -> None:
    # R LCMCR 0.4.14, ten classes, a = b = 0.25: medians from 10,358 to 10,440 by seed.
    sample = sample_posterior(KOSOVO, seed=1)
    assert sample.agrees
    low, median, high = np.quantile(sample.people, [0.025, 0.5, 0.975])
    assert 10_300 < median < 10_500
    assert 8_700 < low < 9_200
    assert 13_200 < high < 14_700


def test_spina_bifida_is_what_long_runs_of_the_published_implementation_give() -> None:
    found = estimate(SPINA_BIFIDA, Options(seed=5))
    assert isinstance(found, Answer)
    assert 722 <= found.median <= 731
    assert 670 <= found.low <= 685
    assert 800 <= found.high <= 835


def test_an_answer_carries_its_diagnostics_and_what_other_priors_say() -> None:
    found = estimate(SPINA_BIFIDA, Options(seed=1))
    keys = json.loads(json.dumps(found.details.as_json(), allow_nan=False))
    assert keys["r_hat"] <= 1.01
    assert min(keys["bulk_draws"], keys["tail_draws"]) >= 400
    assert [prior["prior"] for prior in keys["priors"]] == ["standard", "more-classes", "all-or-nothing"]
    assert all(len(prior["chains"]) == 4 for prior in keys["priors"])
    assert keys["modes"][0]["chains"] == 4


def test_the_same_seed_gives_the_same_answer_and_another_seed_other_draws() -> None:
    first, second = (sample_posterior(SPINA_BIFIDA, seed=7, demands=QUICK) for _ in range(2))
    other = sample_posterior(SPINA_BIFIDA, seed=8, demands=QUICK)
    assert first.people.tobytes() == second.people.tobytes()
    assert first.people.tobytes() != other.people.tobytes()


def test_two_explanations_far_apart_are_told_as_two_and_no_number_is_given() -> None:
    found = estimate_under(NETHERLANDS, Options(seed=1), demands=Demands(effective_draws=400.0, work=1e10))
    assert isinstance(found, EstimateRefused)
    (objection,) = found.objections
    assert objection.reason in {"modes-apart", "chains-disagree"}
    assert "R-hat" in str(objection.because)
    assert "overlaps" in str(objection.needed)
    chains = found.details.as_json()["priors"][0]["chains"]
    assert len(chains) == 4


def test_chains_that_may_not_run_long_enough_give_a_refusal_and_not_a_number() -> None:
    impossible = Demands(effective_draws=1e9, work=1e9)
    found = estimate_under(SPINA_BIFIDA, Options(), demands=impossible)
    assert isinstance(found, EstimateRefused)
    assert found.objections[0].reason == "chains-disagree"
    assert "within the work allowed" in str(found.because)


def test_an_answer_that_hangs_on_the_prior_is_refused() -> None:
    # Two priors that hold opposite things certain: lists that reach next to all, or next to none.
    priors = (
        Prior("reaching", on_shape=600.0, off_shape=1.0),
        Prior("missing", on_shape=1.0, off_shape=600.0),
    )
    found = estimate_under(SPINA_BIFIDA, Options(), priors=priors, demands=QUICK, demands_of_others=QUICK)
    assert isinstance(found, EstimateRefused)
    assert {objection.reason for objection in found.objections} == {"hangs-on-prior"}
    assert "hangs on what was assumed beforehand" in str(found.because)


def test_another_prior_whose_chains_disagree_leaves_no_answer() -> None:
    impossible = Demands(effective_draws=1e9, work=1e9)
    found = estimate_under(
        SPINA_BIFIDA, Options(), priors=PRIORS[:2], demands=QUICK, demands_of_others=impossible
    )
    assert isinstance(found, EstimateRefused)
    assert [objection.reason for objection in found.objections] == ["chains-disagree-under-other-prior"]


def test_fewer_than_four_chains_are_never_run() -> None:
    with pytest.raises(ValueError, match="fewer than the 4"):
        Demands(chains=3)


def test_progress_is_told_and_ends_at_the_whole() -> None:
    told: list[tuple[int, int]] = []
    estimate_under(
        SPINA_BIFIDA,
        Options(progress=lambda done, total: told.append((done, total))),
        demands=QUICK,
        demands_of_others=QUICK,
    )
    assert told == sorted(told)
    assert told[-1] == (100, 100)


def test_cost_depends_on_patterns_and_not_on_how_many_people_there_are() -> None:
    def cost(factor: int) -> float:
        counts = CaptureCounts(
            SPINA_BIFIDA.lists,
            tuple(type(cell)(cell.pattern, cell.count * factor) for cell in SPINA_BIFIDA.cells),
        )
        once: Sample = sample_posterior(counts, seed=1, demands=Demands(effective_draws=1e9, work=1.0))
        return once.work / once.draws_made

    assert cost(1) == cost(1000)


def test_more_patterns_than_chains_can_be_run_over_are_refused_before_any_is_run() -> None:
    random = np.random.default_rng(1)
    patterns = random.choice(np.arange(1, 1 << 12), 4000, replace=False)
    counts = CaptureCounts.from_mapping(
        [f"L{index}" for index in range(12)], {int(pattern): 1 for pattern in patterns}
    )
    began: list[int] = []
    found = estimate(counts, Options(progress=lambda done, total: began.append(done)))
    assert isinstance(found, EstimateRefused)
    assert [objection.reason for objection in found.objections] == ["too-many-patterns"]
    assert not began


def test_work_is_bounded_whatever_the_counts() -> None:
    # Ten lists and nearly four million people of twenty patterns: chains that will not agree.
    random = np.random.default_rng(104)
    cells = {1 << index: int(random.integers(1, 400_000)) for index in range(10)}
    cells |= {int(random.integers(1, 1 << 10)): int(random.integers(1, 400_000)) for _ in range(10)}
    demands = Demands(work=1.5e9)
    sample = sample_posterior(
        CaptureCounts.from_mapping([f"L{index}" for index in range(10)], cells), seed=1, demands=demands
    )
    assert sample.work <= demands.work


def test_assumptions_name_what_no_data_can_check() -> None:
    said = " ".join(str(note.says) for note in METHOD.assumptions)
    assert "No data can check this" in said
    assert "leaves no trace" in said
