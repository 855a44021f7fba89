"""Log-linear models and Chao's bound against published numbers."""

from __future__ import annotations

import numpy as np
import pytest
from estimation_tables import counts_of, drawn, published, published_table

from aiqyn.core.estimation import Answer, EstimateRefused, Options, chao, loglinear, profiles
from aiqyn.core.estimation.existence import face_of
from aiqyn.core.estimation.fitting import fit
from aiqyn.core.estimation.fitting_each import fit_each
from aiqyn.core.estimation.hierarchies import Model, interactions, terms
from aiqyn.core.estimation.loglinear import ModelSearch
from aiqyn.core.estimation.profiles import averaged, profile_of
from aiqyn.core.estimation.tables import counts_of as counts_of_patterns
from aiqyn.core.estimation.tables import design_of, patterns_of


def answered(found: Answer | EstimateRefused) -> Answer:
    assert isinstance(found, Answer)
    return found


def test_the_best_model_of_kosovo_by_bic_is_the_published_one_with_its_interval() -> None:
    known = published("kosovo")["loglinear_best"]
    answer = answered(loglinear.estimate(published_table("kosovo"), Options()))
    best = answer.details.as_json()["models"][0]
    assert best["model"] == known["model"]
    assert best["estimate"] == pytest.approx(known["conditional_estimate"], abs=0.6)
    assert (answer.low, answer.high) == (known["low"], known["high"])


def test_models_that_fit_as_well_but_say_otherwise_are_told_beside_the_best() -> None:
    answer = answered(loglinear.estimate(published_table("kosovo"), Options()))
    assert [note.key for note in answer.notes] == ["model-choice"]
    average = answered(loglinear.estimate_averaged(published_table("kosovo"), Options()))
    assert average.low < answer.median < average.high
    assert average.high > 1.5 * answer.high


def test_the_bound_of_kosovo_is_the_published_one() -> None:
    known = published("kosovo")["chao"]
    answer = answered(chao.estimate(published_table("kosovo"), Options()))
    assert answer.median == known["median"]
    assert (answer.low, answer.high) == pytest.approx((known["low"], known["high"]), rel=1e-3)


def test_the_bound_frees_higher_captures_only_where_they_are_more_than_equal_people_would_give() -> None:
    singles = {"1000": 100, "0100": 100, "0010": 100, "0001": 100}
    pairs = dict.fromkeys(["1100", "1010", "1001", "0110", "0101", "0011"], 10)
    many = counts_of("ABCD", singles | pairs | {"1110": 20, "0111": 20, "1111": 30})
    few = counts_of("ABCD", singles | pairs | {"1110": 1, "1111": 1})
    assert answered(chao.estimate(many, Options())).details.as_json()["freed_captures"] == (3, 4)
    assert 3 not in answered(chao.estimate(few, Options())).details.as_json()["freed_captures"]


def test_the_bound_of_three_equal_lists_is_that_of_the_formula() -> None:
    """With equal lists the model is Chao's f1² (J − 1) / (2 J f2)."""
    counts = counts_of(
        "ABC", {"100": 100, "010": 100, "001": 100, "110": 30, "101": 30, "011": 30, "111": 40}
    )
    details = answered(chao.estimate(counts, Options())).details.as_json()
    assert details["conditional_estimate"] == pytest.approx(
        counts.documented + 300**2 * 2 / (6 * 90), abs=0.005
    )


def test_the_conditional_estimate_of_the_saturated_model_of_three_lists_is_the_closed_form() -> None:
    """Without the interaction of all: n000 = n111 n100 n010 n001 / (n110 n101 n011)."""
    counts = counts_of("ABC", {"100": 60, "010": 50, "001": 40, "110": 30, "101": 25, "011": 20, "111": 15})
    search = ModelSearch(counts)
    found = search.look_at(frozenset({0b011, 0b101, 0b110}))
    assert found is not None
    assert found.fitted.unseen == pytest.approx(15 * 60 * 50 * 40 / (30 * 25 * 20))


def test_a_profile_is_lower_everywhere_than_at_its_best_number() -> None:
    counts = published_table("kosovo")
    found = ModelSearch(counts).look_at(frozenset())
    assert found is not None
    profile = profile_of(found.fitted, counts.documented)
    assert (np.diff(profile.log_unseen) > 0).all()
    assert (np.diff(profile.root) >= 0).all()
    best = profile.limit(0.0)
    assert best is not None
    assert best < counts.documented + found.fitted.unseen


def test_the_average_over_one_model_is_that_model() -> None:
    counts = published_table("kosovo")
    found = ModelSearch(counts).look_at(frozenset())
    assert found is not None
    profile = profile_of(found.fitted, counts.documented)
    curve = averaged((profile,), np.ones(1))
    assert curve.quantile(0.975) == pytest.approx(profile.limit(1.959964), rel=1e-4)
    twice = averaged((profile, profile), np.array([0.3, 0.7]))
    assert twice.quantile(0.025) == pytest.approx(curve.quantile(0.025))


def test_a_table_whose_bound_would_be_infinite_is_refused() -> None:
    found = loglinear.estimate(published_table("not_overlapping").keeping([0, 2]), Options())
    assert isinstance(found, EstimateRefused)


def test_more_lists_than_models_can_be_searched_for_are_refused() -> None:
    found = loglinear.estimate(drawn([0.4] * 11, 400, 1), Options())
    assert isinstance(found, EstimateRefused)
    assert found.objections[0].reason == "too-many-lists"


def test_seven_lists_are_searched_stepwise_within_a_bound_of_work() -> None:
    counts = drawn([0.2, 0.25, 0.3, 0.15, 0.2, 0.1, 0.3], 800, 4)
    search = ModelSearch(counts, work=4e8)
    best = search.best_models()[0]
    assert not search.is_complete
    assert counts.documented + best.fitted.unseen == pytest.approx(800, rel=0.1)


def test_the_bootstrap_interval_is_repeated_by_its_seed_and_holds_the_estimate() -> None:
    counts = counts_of("ABC", {"100": 60, "010": 50, "001": 40, "110": 30, "101": 25, "011": 20, "111": 15})
    runs = [
        answered(loglinear.estimate(counts, Options(seed=seed, bootstrap=60))).details.as_json()["bootstrap"]
        for seed in (3, 3, 4)
    ]
    assert runs[0] == runs[1] != runs[2]
    assert runs[0]["low"] < runs[0]["estimate"] < runs[0]["high"]
    assert runs[0]["resamples"] == 60


@pytest.mark.parametrize("lists", [3, 4, 5])
def test_models_fitted_together_have_the_parameters_of_each_fitted_alone(lists: int) -> None:
    counts = drawn([0.1, 0.3, 0.2, 0.15, 0.25][:lists], 300, 8)
    patterns = patterns_of(lists)
    table = counts_of_patterns(counts, patterns)
    models = [Model(), *(frozenset({pair}) for pair in interactions(lists, largest=2))]
    models += [frozenset(interactions(lists, largest=2))]
    columns = [terms(model, lists) for model in models]
    faces = [face_of(design_of(each, patterns), np.eye(1, len(each))[0], table > 0) for each in columns]
    for face, found in zip(faces, fit_each(faces, table), strict=True):
        assert found is not None
        alone = fit(face.basis, table[face.cells][None])[0]
        assert np.allclose(face.basis @ found, face.basis @ alone, atol=1e-6)


def test_a_profile_computed_at_few_points_is_the_one_computed_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for counts in (published_table("kosovo"), drawn([0.1, 0.08, 0.06, 0.05], 250, 1)):
        found = ModelSearch(counts).look_at(frozenset())
        assert found is not None
        few = profile_of(found.fitted, counts.documented)
        with monkeypatch.context() as patched:
            patched.setattr(profiles, "_COARSE", profiles._STEP)
            patched.setattr(profiles, "_FINE", 1)
            all_points = profile_of(found.fitted, counts.documented)
        roots = np.linspace(-3, 3, 41)
        ends = [(few.limit(root), all_points.limit(root)) for root in roots.tolist()]
        assert all(one == pytest.approx(other, rel=2e-5) for one, other in ends)
