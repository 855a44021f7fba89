"""Distributions, sums over strata, samples of a linkage, and what a report says of them."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from estimation_tables import counts_of, drawn, published_table

from aiqyn.core.estimation import (
    Answer,
    Distribution,
    EstimateRefused,
    Method,
    Objection,
    Options,
    Report,
    StratifiedCounts,
    Stratum,
    available_methods,
    estimate_population,
    method_named,
)
from aiqyn.core.estimation.distributions import distribution_of_draws, draws_of, log_moments, mixed, summed
from aiqyn.core.estimation.modes import modes_of
from aiqyn.core.estimation.samples import combined_over_samples
from aiqyn.core.language import LANGUAGES, sentence


def normal_like(mean: float, deviation: float, seed: int = 1) -> Distribution:
    return distribution_of_draws(np.random.default_rng(seed).normal(mean, deviation, 20_000))


# ------------------------------------------------------------------ distributions


def test_a_quantile_is_the_number_that_its_share_does_not_exceed() -> None:
    curve = Distribution((9.5, 10.5, 11.5), (0.0, 0.25, 1.0))
    assert [curve.quantile(share) for share in (0.0, 0.25, 0.625, 1.0)] == [9.5, 10.5, 11.0, 11.5]
    assert [curve.share_below(number) for number in (9, 10.5, 11, 20)] == [0.0, 0.25, 0.625, 1.0]
    assert curve.mean == pytest.approx(0.25 * 10 + 0.75 * 11)


def test_a_curve_that_does_not_reach_a_share_has_no_number_there_and_no_mean() -> None:
    curve = Distribution((10.0, 20.0), (0.0, 0.9))
    assert curve.quantile(0.95) is None
    assert curve.mean is None


@pytest.mark.parametrize(
    ("points", "cumulative"),
    [
        ((), ()),
        ((1.0,), (0.5, 1.0)),
        ((2.0, 1.0), (0.0, 1.0)),
        ((1.0, 2.0), (1.0, 0.5)),
        ((1.0, np.nan), (0, 1)),
    ],
)
def test_a_broken_curve_can_not_be_made(points: tuple[float, ...], cumulative: tuple[float, ...]) -> None:
    with pytest.raises(ValueError):
        Distribution(points, cumulative)


def test_an_answer_without_an_upper_end_or_below_what_is_documented_can_not_be_made() -> None:
    with pytest.raises(ValueError, match="no upper end"):
        Answer("chao", 5, Distribution((10.0, 20.0), (0.0, 0.9)), 0.95)
    with pytest.raises(ValueError, match="below the number"):
        Answer("chao", 15, Distribution((10.0, 20.0), (0.0, 1.0)), 0.95)
    with pytest.raises(ValueError, match="level"):
        Answer("chao", 5, Distribution((10.0, 20.0), (0.0, 1.0)), 1.0)


def test_draws_go_through_a_distribution_unchanged() -> None:
    curve = normal_like(5000, 200)
    again = distribution_of_draws(draws_of(curve, (np.arange(50_000) + 0.5) / 50_000))
    for share in (0.025, 0.5, 0.975):
        assert again.quantile(share) == pytest.approx(curve.quantile(share), abs=1)
    mean, variance = log_moments(curve)
    assert mean == pytest.approx(np.log(5000), abs=0.002)
    assert variance == pytest.approx((200 / 5000) ** 2, rel=0.05)


def test_the_interval_of_a_sum_is_narrower_than_the_ends_added_up() -> None:
    parts = [normal_like(1000, 100, 1), normal_like(2000, 100, 2)]
    total = summed(parts, seed=3)
    assert total.quantile(0.5) == pytest.approx(3000, rel=0.005)
    width = total.quantile(0.975) - total.quantile(0.025)
    assert width == pytest.approx(2 * 1.96 * 100 * np.sqrt(2), rel=0.03)
    assert summed(parts, seed=3) == total


def test_a_part_without_an_upper_end_leaves_the_sum_without_one() -> None:
    total = summed([normal_like(1000, 100), Distribution((10.0, 20.0), (0.0, 0.9))], seed=3)
    assert total.cumulative[-1] == pytest.approx(0.9, abs=0.01)
    assert total.quantile(0.95) is None


def test_a_mixture_has_the_mean_of_the_shares() -> None:
    parts = [normal_like(1000, 50), normal_like(1400, 50)]
    both = mixed(parts)
    assert both.share_below(1200) == pytest.approx(0.5, abs=0.001)
    assert both.quantile(0.25) == pytest.approx(1000, abs=4)


def test_hills_are_found_where_a_valley_parts_them_and_not_otherwise() -> None:
    assert len(modes_of(normal_like(5000, 400), 1000, level=0.95)) == 1
    two = modes_of(mixed([normal_like(3000, 100), normal_like(9000, 300)]), 1000, level=0.95)
    assert [round(mode.share, 2) for mode in two] == [0.5, 0.5]
    assert [mode.median for mode in two] == pytest.approx([3000, 9000], rel=0.01)


# ------------------------------------------------------------------ methods and reports


@pytest.mark.parametrize("name", available_methods())
def test_each_method_names_its_paper_and_its_assumptions_in_each_language(name: str) -> None:
    method = method_named(name)
    assert isinstance(method, Method)
    assert "(19" in method.source or "(20" in method.source
    assert len(method.assumptions) >= 3
    for language in LANGUAGES:
        said = [method.title.in_language(language)]
        said += [assumption.says.in_language(language) for assumption in method.assumptions]
        assert all(said)
        if language != "en":
            assert not set(said) & {str(one.says) for one in method.assumptions}


def test_an_unknown_method_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        method_named("guess")


def test_the_floor_is_shown_beside_every_estimate_and_does_not_count_as_one() -> None:
    counts = StratifiedCounts.undivided(published_table("kosovo"))
    report = estimate_population(counts, ["loglinear"], Options())
    assert [one.method for one in report.estimates] == ["loglinear", "chao"]
    floor_only = Report(
        counts.lists,
        4400,
        0.95,
        1,
        ("loglinear",),
        (refusal("loglinear"), report.estimates[1]),
    )
    assert floor_only.is_refused
    assert not estimate_population(counts, ["chao"], Options()).is_refused


def refusal(method: str) -> EstimateRefused:
    return EstimateRefused.of(
        method, [Objection("r", sentence("{a}", a="because"), sentence("{a}", a="needed"))]
    )


def test_the_report_says_that_people_whom_no_list_could_reach_are_not_in_it() -> None:
    report = estimate_population(StratifiedCounts.undivided(published_table("kosovo")), ["chao"], Options())
    limits = report.as_json("en")["limits"]
    assert [limit["key"] for limit in limits] == ["unreachable", "interval-of-method"]
    assert "lower bound" in limits[0]["says"]


def test_answers_and_refusals_have_the_same_first_keys_and_no_number_where_refused() -> None:
    table = counts_of("ABC", {"100": 40, "010": 30, "110": 20, "001": 9})
    report = estimate_population(StratifiedCounts.undivided(table), ["loglinear"], Options())
    for one in report.as_json("en")["estimates"]:
        assert one["refused"] is True
        assert one["because"]
        assert [one[key] for key in ("median", "mean", "low", "high")] == [None] * 4
        assert one["reasons"][0]["reason"] == "lists-apart"
        assert one["reasons"][0]["needed"]


def divided(*parts: tuple[str, int]) -> StratifiedCounts:
    return StratifiedCounts(
        ("stratum",),
        tuple(Stratum((name,), drawn([0.4, 0.35, 0.3, 0.3], people, people)) for name, people in parts),
    )


def test_strata_are_estimated_apart_and_summed_from_joint_draws() -> None:
    report = estimate_population(divided(("north", 900), ("south", 1500)), ["decomposable"], Options())
    total = report.estimates[0]
    parts = [stratum.estimates[0] for stratum in report.strata]
    assert isinstance(total, Answer)
    assert all(isinstance(part, Answer) for part in parts)
    assert total.low > sum(part.low for part in parts)
    assert total.high < sum(part.high for part in parts)
    assert total.low <= 2400 <= total.high
    assert report.as_json("en")["strata"][1]["stratum"] == {"stratum": "south"}


def test_there_is_no_sum_where_a_stratum_was_refused() -> None:
    report = estimate_population(divided(("north", 900), ("tiny", 12)), ["chao"], Options())
    (total,) = report.estimates
    assert isinstance(total, EstimateRefused)
    assert "tiny" in str(total.because)
    assert isinstance(report.strata[0].estimates[0], Answer)
    assert report.is_refused


# ------------------------------------------------------------------ samples of a linkage


def reports(seeds: range, *, people: int = 900) -> list[Report]:
    return [
        estimate_population(
            StratifiedCounts.undivided(drawn([0.4, 0.35, 0.3, 0.3], people, seed)), ["chao"], Options()
        )
        for seed in seeds
    ]


def test_samples_that_agree_owe_nothing_of_their_width_to_the_linkage() -> None:
    same = reports(range(1)) * 3
    (alone,) = same[0].estimates
    (found,) = combined_over_samples(same, Options()).estimates
    assert isinstance(alone, Answer)
    assert isinstance(found, Answer)
    assert (found.low, found.high) == pytest.approx((alone.low, alone.high), abs=1)
    linkage = found.details.as_json()["linkage"]
    assert linkage["share_of_variance"] == 0
    assert linkage["rubin_low"] == pytest.approx(found.low, rel=0.01)


def test_samples_that_differ_widen_the_interval_and_the_share_of_the_linkage_is_told() -> None:
    several = reports(range(6))
    (found,) = combined_over_samples(several, Options()).estimates
    assert isinstance(found, Answer)
    linkage = found.details.as_json()["linkage"]
    assert 0.2 < linkage["share_of_variance"] < 0.9
    widths = [report.estimates[0].high - report.estimates[0].low for report in several]  # type: ignore[union-attr]
    assert found.high - found.low > max(widths)
    assert (linkage["rubin_low"], linkage["rubin_high"]) == pytest.approx((found.low, found.high), rel=0.06)
    assert linkage["documented_low"] == found.documented == min(report.documented for report in several)


def test_an_answer_is_never_averaged_with_a_refusal() -> None:
    refused = Report(("L1", "L2", "L3", "L4"), 700, 0.95, 1, ("chao",), (refusal("chao"),))
    (found,) = combined_over_samples([*reports(range(2)), refused], Options()).estimates
    assert isinstance(found, EstimateRefused)
    assert [objection.reason for objection in found.objections] == ["samples-refused", "r"]
    assert "1 of 3" in str(found.because)


def test_one_sample_is_no_measure_of_uncertainty() -> None:
    with pytest.raises(ValueError, match="one sample"):
        combined_over_samples(reports(range(1)), Options())


# ------------------------------------------------------------------ promises of the package


def test_the_package_is_imported_without_numpy() -> None:
    code = "import sys, aiqyn.core.estimation, aiqyn.cli.estimate; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_json_of_a_report_is_the_same_twice_and_has_no_value_that_is_no_number() -> None:
    counts = StratifiedCounts.undivided(published_table("kosovo"))
    names = [name for name in available_methods() if name not in ("lcmcr", "hierarchical")]
    texts = [
        json.dumps(estimate_population(counts, names, Options(seed=5)).as_json("kk"), allow_nan=False)
        for _ in range(2)
    ]
    assert texts[0] == texts[1]
