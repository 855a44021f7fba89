"""Measures of persons found against the truth: worked examples from print, and slow twins."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from aiqyn.core.rosters.evaluation import calibration_of, evaluate, evaluate_partial, share_interval


def labels(*clusters: str) -> dict[str, int]:
    return {item: number for number, cluster in enumerate(clusters) for item in cluster}


def evaluated(found: dict[str, int], true: dict[str, int]):
    items = sorted(true)
    return evaluate([found[item] for item in items], [true[item] for item in items])


TRUTH = labels("12345", "67", "89ABC")


@pytest.mark.parametrize(
    ("found", "precision"),
    [(labels("12345", "6789ABC"), 0.76), (labels("1234589ABC", "67"), 0.58)],
)
def test_b_cubed_of_the_responses_of_bagga_and_baldwin(found: dict[str, int], precision: float) -> None:
    # Bagga & Baldwin (1998), their worked example: three chains of 5, 2 and 5 mentions, of which a
    # response joins the small one or the other large one to a large one.
    measured = evaluated(found, TRUTH)
    assert measured.b_cubed.precision == pytest.approx(precision, abs=0.005)
    assert measured.b_cubed.recall == 1.0


def test_pairs_and_exact_persons_as_counted_by_hand() -> None:
    measured = evaluated(labels("12", "345", "67", "8", "9ABC"), TRUTH)
    assert (measured.right_pairs, measured.found_pairs, measured.true_pairs) == (11, 11, 21)
    assert measured.pairs.precision == 1.0
    assert measured.pairs.recall == pytest.approx(11 / 21)
    assert measured.pairs.f1 == pytest.approx(22 / 32)
    assert measured.exact_clusters == 1
    assert measured.clusters.precision == pytest.approx(1 / 5)
    assert measured.clusters.recall == pytest.approx(1 / 3)
    assert measured.homogeneity == 1.0
    assert 0 < measured.completeness < 1
    assert (measured.persons, measured.true_persons) == (5, 3)


def test_all_measures_agree_with_their_definitions_over_pairs_and_rows() -> None:
    generator = np.random.default_rng(4)
    found, true = generator.integers(0, 12, 40), generator.integers(0, 15, 40)
    rosters = generator.integers(0, 3, 40)
    measured = evaluate(found, true, roster_of=rosters)
    pairs = list(combinations(range(40), 2))
    right = {(a, b) for a, b in pairs if found[a] == found[b] and true[a] == true[b]}
    said = {(a, b) for a, b in pairs if found[a] == found[b]}
    so = {(a, b) for a, b in pairs if true[a] == true[b]}
    assert (measured.right_pairs, measured.found_pairs, measured.true_pairs) == tuple(
        map(len, (right, said, so))
    )
    shares = [((found == found[a]) & (true == true[a])).sum() for a in range(40)]
    assert measured.b_cubed.precision == pytest.approx(
        np.mean([share / (found == found[a]).sum() for a, share in enumerate(shares)])
    )
    for each in measured.lists:
        inside = {pair for pair in pairs if sorted(rosters[list(pair)]) == [each.first, each.second]}
        assert (each.right, each.found, each.true) == tuple(len(inside & some) for some in (right, said, so))
    assert sum(each.true for each in measured.lists) == measured.true_pairs


def test_nothing_found_has_no_precision_and_nothing_to_find_no_recall() -> None:
    alone = evaluate([0, 1], [0, 0])
    assert alone.pairs.precision is None
    assert alone.pairs.recall == 0.0
    assert evaluate([0, 0], [0, 1]).pairs.recall is None
    with pytest.raises(ValueError, match="needs as many, and some"):
        evaluate([], [])


def test_calibration_tells_stated_from_observed_and_how_sure_that_is() -> None:
    found = calibration_of([0.05] * 100 + [0.95] * 10, [False] * 95 + [True] * 5 + [True] * 5 + [False] * 5)
    low, high = found.bins
    assert (low.pairs, low.observed) == (100, 0.05)
    assert high.observed_low < 0.5 < high.observed_high < 0.95
    assert found.error == pytest.approx(10 / 110 * 0.45)
    with pytest.raises(ValueError, match="between 0 and 1"):
        calibration_of([1.5], [True])


def test_the_interval_of_a_share_is_wilsons() -> None:
    # Brown, Cai & DasGupta (2001), Statistical Science 16, 101-133, give formula (4); 10 of 20 by it.
    low, high = share_interval(10, 20)
    assert (low, high) == (pytest.approx(0.2993, abs=1e-4), pytest.approx(0.7007, abs=1e-4))
    assert share_interval(0, 10)[0] == 0.0
    assert share_interval(10, 10)[1] == 1.0


def linked_with_errors(generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Rows of 600 persons, of whom some were torn and others mixed with strangers."""
    true = np.repeat(np.arange(600), generator.choice([1, 2, 3, 5], 600, p=[0.4, 0.3, 0.2, 0.1]))
    found = true.copy()
    torn = generator.random(len(true)) < 0.06
    found[torn] = 600 + generator.integers(0, 200, torn.sum())
    return found, true


@pytest.mark.parametrize("sampled_by", ["person", "record"])
def test_estimates_from_some_persons_cover_what_all_of_them_would_tell(sampled_by: str) -> None:
    generator = np.random.default_rng(9)
    found, true = linked_with_errors(generator)
    whole = evaluate(found, true)
    size = np.bincount(true)
    held: dict[str, list[bool]] = {}
    for _ in range(100):
        chances = size / size.sum() if sampled_by == "record" else None
        drawn = generator.choice(600, 80, replace=False, p=chances)
        told = evaluate_partial(found, np.where(np.isin(true, drawn), true, -1), sampled_by=sampled_by)  # type: ignore[arg-type]
        for name, estimate, value in (
            ("precision", told.precision, whole.pairs.precision),
            ("recall", told.recall, whole.pairs.recall),
            ("f1", told.f1, whole.pairs.f1),
            ("b_cubed", told.b_cubed_f1, whole.b_cubed.f1),
            ("clusters", told.cluster_f1, whole.clusters.f1),
            ("persons", told.true_persons, 600),
        ):
            assert estimate is not None
            assert value is not None
            held.setdefault(name, []).append(estimate.low <= value <= estimate.high)
    coverage = {name: float(np.mean(each)) for name, each in held.items()}
    assert min(coverage.values()) >= 0.86, coverage


def test_rows_of_the_known_persons_alone_would_flatter_precision() -> None:
    found = [0, 0, 1, 1, 1, 2]
    true = [0, 0, 1, 1, -1, -1]
    told = evaluate_partial(found, true)
    assert told.precision is not None
    assert told.precision.value < 1
    assert evaluate(found[:4], true[:4]).pairs.precision == 1.0


def test_without_an_error_among_the_known_persons_the_interval_still_has_a_width() -> None:
    rows = np.repeat(np.arange(20), 2)
    told = evaluate_partial(rows, np.where(rows < 10, rows, -1))
    assert told.recall is not None
    assert (told.recall.value, told.recall.high) == (1.0, 1.0)
    assert 0.6 < told.recall.low < 0.75
    with pytest.raises(ValueError, match="1 known persons: needs 2 or more"):
        evaluate_partial([0, 0, 1], [0, 0, -1])
