"""What would have to be true for another total: curves by hand, against slow twins, and what they say."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from itertools import combinations

import numpy as np
import pytest
from estimation_tables import counts_of, drawn, published, published_table
from scipy.integrate import simpson
from scipy.optimize import minimize
from scipy.stats import norm

from aiqyn.core.estimation import (
    Answer,
    CaptureCounts,
    ListCoverage,
    Options,
    StratifiedCounts,
    Stratum,
    estimate_by,
    sensitivity_of,
    sensitivity_of_strata,
)
from aiqyn.core.estimation import tables as capture_tables
from aiqyn.core.estimation.counts import pattern_of
from aiqyn.core.estimation.existence import face_of
from aiqyn.core.estimation.held_terms import HeldModel, held_model
from aiqyn.core.estimation.hierarchies import spelled, terms
from aiqyn.core.estimation.loglinear import ModelSearch
from aiqyn.core.estimation.profiles import fit_model, profile_of
from aiqyn.core.estimation.sensitivity import DependenceCurve
from aiqyn.core.estimation.sensitivity_curves import (
    ModelsBesidePairs,
    drawn_over_all_lists,
    drawn_over_pair,
    drawn_over_spread,
)
from aiqyn.core.estimation.sensitivity_words import PRIOR_TITLES, odds_of_nine_in_ten
from aiqyn.core.estimation.spread_of_people import SpreadModel
from aiqyn.core.language import LANGUAGES

ROOT = 1.959964
THREE = counts_of("ABC", {"100": 60, "010": 50, "001": 40, "110": 30, "101": 25, "011": 20, "111": 15})
JANUARY = drawn([0.75, 0.7, 0.6, 0.19], 250, 3)
"""Four lists of the sizes of January 2022's, over 247 people."""


def held(counts: CaptureCounts, model: frozenset[int], term: int) -> HeldModel:
    lists = len(counts.lists)
    patterns = capture_tables.patterns_of(lists)
    found = held_model(
        capture_tables.design_of(terms(model, lists), patterns),
        capture_tables.design_of([term], patterns)[:, 0],
        capture_tables.counts_of(counts, patterns),
    )
    assert found is not None
    return found


def pair_curve(counts: CaptureCounts, first: int, second: int, *targets: int) -> DependenceCurve:
    found = sensitivity_of(counts, (), Options(), targets=targets)
    names = (counts.lists[first], counts.lists[second])
    return next(curve for curve in found.dependence if curve.lists == names)


# ------------------------------------------------------------------ two lists


@pytest.mark.parametrize("ratio", [0.2, 1.0, 7.0])
def test_with_three_lists_the_unseen_are_the_odds_ratio_times_the_two_list_estimate(ratio: float) -> None:
    """Given the third list, A and B are two lists: n000 = ratio · n100 n010 / n110."""
    fits = held(THREE, frozenset({0b101, 0b110}), 0b011).fits(np.log([ratio]))
    assert fits.unseen[0] == pytest.approx(ratio * 60 * 50 / 30)


def test_with_four_lists_people_on_neither_of_the_others_tell_the_unseen() -> None:
    counts = drawn([0.5, 0.4, 0.3, 0.45], 600, 8)
    number = {cell.pattern: cell.count for cell in counts.cells}
    model = frozenset({0b0101, 0b1001, 0b1100, 0b1101, 0b0110, 0b1010, 0b1110})
    fits = held(counts, model, 0b0011).fits(np.log([0.5, 3.0]))
    plain = number[0b0001] * number[0b0010] / number[0b0011]
    assert fits.unseen == pytest.approx([0.5 * plain, 3.0 * plain])


def test_at_the_odds_ratio_that_the_counts_tell_the_curve_gives_the_published_number() -> None:
    known = published("kosovo")["loglinear_best"]
    curve = pair_curve(published_table("kosovo"), 0, 3, 10357)
    assert curve.model == "[123,34]"
    people = curve.from_data.people
    assert people.number == pytest.approx(known["conditional_estimate"], abs=0.6)
    assert (round(people.low), round(people.high)) == (known["low"], known["high"])
    assert curve.needed[0].at == pytest.approx(curve.from_data.at, rel=1e-3)
    assert curve.needed[0].deviance == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    "counts", [THREE, JANUARY, published_table("kosovo")], ids=["three", "january", "kosovo"]
)
def test_intervals_are_those_of_the_profile_drawn_in_full(counts: CaptureCounts) -> None:
    patterns = capture_tables.patterns_of(len(counts.lists))
    design = capture_tables.design_of(terms(frozenset(), len(counts.lists)), patterns)
    table = capture_tables.counts_of(counts, patterns)
    profile = profile_of(
        fit_model(face_of(design, np.eye(1, design.shape[1])[0], table > 0), table), counts.documented
    )
    model = held(counts, frozenset(), 0b011)
    fits = model.fits(np.zeros(1))
    low, high = model.intervals(np.zeros(1), fits, root=ROOT)
    unseen = profile.limit(-ROOT) - counts.documented, profile.limit(ROOT) - counts.documented
    assert (low[0], high[0]) == pytest.approx(unseen, rel=0.02)


def test_the_model_beside_a_pair_is_the_best_of_all_that_leave_it_alone() -> None:
    """Against going through all of them, each with the term as one more parameter."""
    counts = published_table("kosovo")
    pair = pattern_of([0, 1])
    beside = ModelsBesidePairs(counts).beside(pair)
    assert beside is not None
    search = ModelSearch(counts)
    search.best_models()
    known = {
        candidate.model - {pair}: candidate.bic
        for candidate in map(search.look_at, _models_with(counts, pair))
        if candidate is not None
    }
    best = min(known, key=lambda model: known[model])
    assert spelled(beside.model, 4) == spelled(best, 4)
    assert beside.bic == pytest.approx(known[best])


def _models_with(counts: CaptureCounts, pair: int) -> list[frozenset[int]]:
    from aiqyn.core.estimation.hierarchies import every_model

    models = every_model(len(counts.lists), largest=len(counts.lists) - 1)
    return [
        model for model in models if pair in model and not any(t != pair and t & pair == pair for t in model)
    ]


def test_more_shared_people_than_independence_would_give_mean_more_on_no_list() -> None:
    for curve in sensitivity_of(JANUARY, (), Options()).dependence:
        numbers = [point.number for point in curve.points]
        assert numbers == sorted(numbers)
        assert (curve.points[0].at, curve.points[-1].at) == pytest.approx((1 / 32, 32))
        assert all(point.low <= point.number <= point.high for point in curve.points)


def test_the_ends_of_the_odds_ratio_that_the_counts_tell_are_where_the_deviance_passes() -> None:
    model = ModelsBesidePairs(THREE).beside(pattern_of([0, 1]))
    assert model is not None
    found = drawn_over_pair(model, THREE.documented, (), level=0.95).from_data
    fits = model.held.fits(np.log([found.low, found.at, found.high]))
    assert 2 * (model.highest - fits.log_likelihood) == pytest.approx([ROOT**2, 0, ROOT**2], abs=1e-3)
    assert fits.score[1] == pytest.approx(0, abs=1e-3)


def test_two_lists_that_share_no_one_set_no_lower_end_of_their_odds_ratio() -> None:
    cells = {cell.pattern: cell.count for cell in drawn([0.5, 0.4, 0.3, 0.45], 600, 8).cells}
    apart = CaptureCounts.from_mapping(
        "ABCD", {pattern: count for pattern, count in cells.items() if pattern & 0b11 != 0b11}
    )
    curve = pair_curve(apart, 0, 1)
    assert curve.from_data.at is None
    assert curve.from_data.low is None
    assert curve.from_data.high < 1
    assert "or less" in str(next(note.says for note in curve.says if note.key == "from-counts"))


def test_a_pair_without_any_identified_model_has_a_reason_and_no_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("aiqyn.core.estimation.sensitivity.objections", lambda counts: ())
    alone = counts_of("ABC", {"100": 60, "010": 50, "001": 40})
    found = sensitivity_of(alone, (), Options(), targets=(10**6,))
    assert len(found.dependence) == 3
    for curve in (*found.dependence, found.heterogeneity):
        assert curve.points == ()
        assert "would not tell" in str(curve.because)
        assert curve.needed[0].at is None


# ------------------------------------------------------------------ all lists at once


@pytest.mark.parametrize(
    ("counts", "direction"), [(THREE, -1), (drawn([0.5, 0.4, 0.3, 0.45], 900, 8), 1)], ids=["three", "four"]
)
def test_the_dependence_of_all_lists_moves_the_unseen_by_exactly_its_ratio(
    counts: CaptureCounts, direction: int
) -> None:
    """And what the ratio would have to be for a target is the closed form of the saturated model."""
    target = 2 * counts.documented
    curve = drawn_over_all_lists(counts, (target,), level=0.95)
    assert curve is not None
    usual = curve.usual.number - counts.documented
    even = np.prod([float(cell.count) for cell in counts.cells if cell.captures % 2 == 0])
    odd = np.prod([float(cell.count) for cell in counts.cells if cell.captures % 2])
    assert usual == pytest.approx(odd / even)
    for point in curve.points:
        assert point.number - counts.documented == pytest.approx(usual * point.at**direction)
    needed = ((target - counts.documented) / usual) ** direction
    assert curve.needed[0].at == (pytest.approx(needed, rel=1e-5) if 1e-3 < needed < 1e3 else None)


def test_its_intervals_are_those_of_the_log_linear_model_with_that_term_held() -> None:
    curve = drawn_over_all_lists(THREE, (), level=0.95)
    model = held(THREE, frozenset({0b011, 0b101, 0b110}), 0b111)
    values = np.log([point.at for point in curve.points])
    fits = model.fits(values)
    low, high = model.intervals(values, fits, root=ROOT)
    assert [point.number - 240 for point in curve.points] == pytest.approx(fits.unseen, rel=1e-6)
    assert [point.low - 240 for point in curve.points] == pytest.approx(low, rel=0.02)
    assert [point.high - 240 for point in curve.points] == pytest.approx(high, rel=0.02)


def test_where_a_combination_of_lists_has_no_one_it_is_said_and_no_curve_is_drawn() -> None:
    found = sensitivity_of(JANUARY, (), Options(), targets=(300,)).highest_order
    assert found.points == ()
    assert found.needed[0].at is None
    assert "L4" in str(found.because)
    assert "any number of people would fit" in str(found.because)


# ------------------------------------------------------------------ people's differences


def test_people_who_do_not_differ_are_independence() -> None:
    for counts in (THREE, JANUARY, published_table("kosovo")):
        independent = ModelSearch(counts).look_at(frozenset())
        assert independent is not None
        fitted = SpreadModel(counts).fit(0.0)
        assert fitted.unseen == pytest.approx(independent.fitted.unseen, rel=1e-6)


@pytest.mark.parametrize("deviation", [0.5, 1.5, 4.0])
def test_the_maximum_is_that_of_a_slow_twin_that_integrates_each_pattern(deviation: float) -> None:
    """Each pattern's share by Simpson's rule on 4,001 points, maximised without slopes."""
    points = np.linspace(-10, 10, 4001)
    on = (np.arange(8)[:, None] >> np.arange(3)) & 1
    numbers = np.array([0, *(cell.count for cell in THREE.cells)])

    def shares(log_odds: np.ndarray) -> np.ndarray:
        reached = 1 / (1 + np.exp(-(log_odds[:, None] + deviation * points)))
        of_pattern = np.prod(np.where(on[:, :, None], reached, 1 - reached), axis=1)
        return simpson(norm.pdf(points) * of_pattern, x=points)

    def badness(log_odds: np.ndarray) -> float:
        found = shares(log_odds)
        return -float(numbers[1:] @ np.log(found[1:] / (1 - found[0])))

    fitted = SpreadModel(THREE).fit(deviation)
    options = {"fatol": 1e-9, "xatol": 1e-6, "maxiter": 4000}
    slow = minimize(badness, fitted.log_odds + 0.05, method="Nelder-Mead", options=options)
    missed = shares(slow.x)[0]
    assert fitted.unseen == pytest.approx(240 * missed / (1 - missed), rel=1e-3)
    assert fitted.log_likelihood + badness(fitted.log_odds) == pytest.approx(0, abs=1e-6)
    assert badness(fitted.log_odds) <= slow.fun + 1e-6


def test_small_differences_act_like_a_dependence_that_grows_with_the_square_of_captures() -> None:
    """Darroch et al. (1993): to first order in the variance, a term variance · captures² / 2."""
    deviation = 0.1
    patterns = capture_tables.patterns_of(4)
    table = capture_tables.counts_of(published_table("kosovo"), patterns)
    column = capture_tables.captures_of(patterns) ** 2 / 2
    model = held_model(capture_tables.design_of(terms(frozenset(), 4), patterns), column, table)
    assert model is not None
    by_term = model.fits(np.array([0.0, deviation**2])).unseen
    spread = SpreadModel(published_table("kosovo"))
    by_people = [spread.fit(value).unseen for value in (0.0, deviation)]
    assert by_people[1] - by_people[0] == pytest.approx(by_term[1] - by_term[0], rel=0.05)


def test_the_true_number_is_found_at_the_true_spread() -> None:
    generator = np.random.default_rng(11)
    people, deviation = 40_000, 1.2
    reach = np.log([0.25, 0.3, 0.2, 0.35]) + deviation * generator.normal(size=(people, 1))
    on = generator.random((people, 4)) < 1 / (1 + np.exp(-reach))
    patterns, numbers = np.unique(on @ (1 << np.arange(4)), return_counts=True)
    counts = CaptureCounts.from_mapping(
        "ABCD", {int(p): int(n) for p, n in zip(patterns, numbers, strict=True) if p}
    )
    curve = drawn_over_spread(counts, (people,), level=0.95)
    assert curve is not None
    assert curve.needed[0].at == pytest.approx(deviation, abs=0.1)
    assert curve.needed[0].chance > 0.01
    assert curve.from_data.low < deviation < curve.from_data.high
    assert curve.from_data.people.low < people < curve.from_data.people.high
    assert SpreadModel(counts).fit(0.0).unseen < 0.8 * (people - counts.documented)


def test_differences_between_people_raise_the_number_and_never_lower_it() -> None:
    curve = sensitivity_of(JANUARY, (), Options(), targets=(248, 300)).heterogeneity
    numbers = [point.number for point in curve.points]
    assert numbers == sorted(numbers)
    assert (curve.points[0].at, curve.points[-1].at) == (0.0, 3.0)
    fewer, more = curve.needed
    assert fewer.at is None
    assert more.at > 0
    assert any("No differences between people give 248" in str(note.says) for note in curve.says)


def test_a_spread_is_told_by_those_easier_and_harder_to_find_than_nine_in_ten() -> None:
    assert odds_of_nine_in_ten(0.0) == 1.0
    assert odds_of_nine_in_ten(1.0) == pytest.approx(np.exp(norm.ppf(0.9) - norm.ppf(0.1)))


# ------------------------------------------------------------------ targets


def test_below_the_documented_number_nothing_is_sought_and_it_is_said() -> None:
    found = sensitivity_of(JANUARY, (), Options(), targets=(238, 232))
    assert [note.key for note in found.says] == ["one-at-a-time", "odds", "more-documented"]
    assert "247 people are documented on the lists, more than 232, 238." in str(found.says[-1].says)
    for curve in (*found.dependence, found.heterogeneity, found.highest_order):
        assert all(one.at is None for one in curve.needed)
        assert not any("232" in str(note.says) for note in curve.says)


def test_for_the_documented_number_to_be_all_no_one_may_be_missing() -> None:
    found = sensitivity_of(JANUARY, (), Options(), targets=(247,))
    assert [note.key for note in found.says][2] == "no-one-missing"
    for curve in found.dependence:
        needed = curve.needed[0].at
        assert needed is None or needed < 0.2


def test_a_number_within_chance_needs_no_dependence_and_one_far_off_names_the_easiest_pair() -> None:
    near = sensitivity_of(JANUARY, (), Options(), targets=(253,))
    assert near.says[-1].key == "nothing-needed"
    far = sensitivity_of(JANUARY, (), Options(), targets=(265,))
    assert far.says[-1].key == "easiest-pair"
    easiest = min(
        (one for curve in far.dependence for one in curve.needed if one.at is not None),
        key=lambda one: one.deviance,
    )
    assert (
        far.says[-1].says.values["needed"].values["verdict"].template.startswith("The counts speak against")
    )
    assert easiest.chance < 0.05


def test_no_dependence_of_two_lists_gives_a_number_out_of_reach() -> None:
    found = sensitivity_of(JANUARY, (), Options(), targets=(10**7,))
    assert all(curve.needed[0].at is None for curve in found.dependence)
    assert found.says[-1].key == "no-pair-gives-target"


def test_a_negative_total_is_refused_as_a_mistake() -> None:
    with pytest.raises(ValueError, match="-3"):
        sensitivity_of(JANUARY, (), Options(), targets=(-3,))


# ------------------------------------------------------------------ lists, priors, refusals


def test_each_list_is_left_out_with_answers_and_refusals_side_by_side() -> None:
    counts = published_table("kosovo")
    found = sensitivity_of(counts, ("loglinear",), Options())
    assert [one.list for one in found.without_list] == list(counts.lists)
    for at, one in enumerate(found.without_list):
        remaining = counts.keeping([index for index in range(4) if index != at])
        assert one.documented + one.dropped == counts.documented
        assert one.documented == remaining.documented
        assert one.estimates == (
            estimate_by("loglinear", remaining, Options()),
            estimate_by("chao", remaining, Options()),
        )


def test_leaving_out_a_list_that_was_made_from_another_answers_where_all_lists_are_refused() -> None:
    copied = {cell.pattern | (cell.pattern & 1) << 3: cell.count for cell in THREE.cells}
    copied[0b1001] = copied.get(0b1001, 0)
    counts = CaptureCounts.from_mapping("ABCD", copied)
    found = sensitivity_of(counts, ("loglinear",), Options(), targets=(500,))
    assert [one.reason for one in found.objections] == ["list-within-list"]
    assert (found.dependence, found.highest_order, found.heterogeneity) == ((), None, None)
    answered = {one.list for one in found.without_list if isinstance(one.estimates[0], Answer)}
    assert answered == {"A", "D"}


def test_the_priors_are_those_that_the_method_tried() -> None:
    found = sensitivity_of(THREE, ("decomposable",), Options())
    details = estimate_by("decomposable", THREE, Options()).details.as_json()
    assert [(one.prior, one.median, one.low, one.high) for one in found.priors] == [
        (one["prior"], one["median"], one["low"], one["high"]) for one in details["priors"]
    ]
    assert len({str(one.title) for one in found.priors}) == 3


@pytest.mark.parametrize("method", ["lcmcr", "decomposable", "hierarchical"])
def test_every_prior_that_a_method_tries_has_its_words(method: str) -> None:
    priors = import_module(f"aiqyn.core.estimation.{method}").PRIORS
    assert set(PRIOR_TITLES[method]) == {prior.name for prior in priors}


def test_estimates_that_are_known_already_are_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    known = estimate_by("decomposable", THREE, Options())
    asked: list[int] = []

    def counting(name: str, counts: CaptureCounts, options: Options):
        asked.append(len(counts.lists))
        return estimate_by(name, counts, options)

    monkeypatch.setattr("aiqyn.core.estimation.sensitivity.estimate_by", counting)
    found = sensitivity_of(THREE, ("decomposable",), Options(), estimates=(known,))
    assert found.priors
    assert 3 not in asked


def test_more_lists_than_can_be_gone_through_have_reasons_in_place_of_curves() -> None:
    found = sensitivity_of(drawn([0.4] * 11, 300, 1), (), Options())
    assert [one.reason for one in found.objections] == ["too-many-lists"]
    assert len(found.without_list) == 11


def test_strata_are_taken_together_and_it_is_said() -> None:
    strata = StratifiedCounts(("stratum",), (Stratum(("n",), THREE), Stratum(("s",), THREE)))
    found = sensitivity_of_strata(strata, (), Options())
    assert found.says[0].key == "strata-together"
    assert found.documented == 480
    whole = sensitivity_of_strata(StratifiedCounts.undivided(THREE), (), Options())
    assert whole == sensitivity_of(THREE, (), Options())


def test_lists_that_can_not_hold_people_of_a_stratum_forbid_taking_strata_together() -> None:
    without_c = counts_of("ABC", {"100": 60, "010": 50, "110": 30})
    strata = StratifiedCounts(("stratum",), (Stratum(("n",), THREE), Stratum(("s",), without_c)))
    facts = (ListCoverage("C", "people of n", {"stratum": ("n",)}),)
    found = sensitivity_of_strata(strata, (), Options(), coverage=facts, targets=(100,))
    assert [one.reason for one in found.objections] == ["lists-differ-by-stratum"]
    assert found.dependence == ()
    assert [note.key for note in found.says] == ["more-documented"]


# ------------------------------------------------------------------ what is said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_read_aloud_in_each_language(language: str) -> None:
    for counts, targets in (
        (JANUARY, (232, 247, 249, 265, 10**6)),
        (published_table("kosovo"), (9000, 40000)),
    ):
        told = sensitivity_of(counts, ("decomposable",), Options(), targets=targets).as_json(language)
        text = json.dumps(told, ensure_ascii=False, allow_nan=False)
        assert "{" not in "".join(_said(told))
        assert ("nan" in text.lower().split()) is False
    if language != "en":
        assert not any("would have to be" in sentence for sentence in _said(told))


def _said(value: object) -> list[str]:
    if isinstance(value, dict):
        return [each for key, inner in value.items() for each in _said(inner) if key != "model"]
    if isinstance(value, list):
        return [each for inner in value for each in _said(inner)]
    return [value] if isinstance(value, str) else []


def test_decimals_have_the_readers_sign() -> None:
    curve = pair_curve(THREE, 0, 1)
    told = next(note.says for note in curve.says if note.key == "from-counts")
    assert "0.8" in told.in_language("en") or "1." in told.in_language("en")
    assert "," in told.in_language("ru").split("—")[1]


def test_the_same_counts_give_the_same_bytes() -> None:
    runs = [
        json.dumps(sensitivity_of(THREE, ("decomposable",), Options(seed=4), targets=(400,)).as_json("kk"))
        for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_progress_tells_each_piece_of_work_once() -> None:
    told: list[tuple[int, int, str]] = []
    sensitivity_of(THREE, ("loglinear",), Options(), progress=lambda *piece: told.append(piece))
    pairs = len(list(combinations("ABC", 2)))
    assert [done for done, _, _ in told] == list(range(pairs + 1 + 3 * 2))
    assert {total for _, total, _ in told} == {pairs + 1 + 3 * 2}
    assert told[0][2] == "A + B"


def test_nothing_heavy_is_imported_before_a_curve_is_drawn() -> None:
    code = "import sys, aiqyn.core.estimation; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
