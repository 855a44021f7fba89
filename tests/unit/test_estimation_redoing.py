"""Whether an estimate made again is the published one: equal, agreeing, or different, and where."""

from __future__ import annotations

from functools import cache

import pytest
from estimation_tables import drawn

from aiqyn.core.estimation import Options, StratifiedCounts, Stratum, estimate_population
from aiqyn.core.estimation.redoing import held_against
from aiqyn.core.estimation.results import EstimationResult


@cache
def published() -> EstimationResult:
    strata = StratifiedCounts(
        ("stratum",),
        tuple(
            Stratum((name,), drawn([0.5, 0.4, 0.4], 400, seed))
            for seed, name in enumerate(("north", "south"))
        ),
    )
    report = estimate_population(strata, ("loglinear", "chao"), Options())
    return EstimationResult.of(
        report, [strata], data_sha256=("0" * 64,), versions={"aiqyn": "1", "numpy": "2"}
    )


def moved(by: float, what: str = "median") -> EstimationResult:
    """The same with one number of the first method moved by a share of its interval's width."""
    first, *others = published().estimates
    width = first.high - first.low
    changed = first.model_copy(update={what: getattr(first, what) + round(by * width)})
    return published().model_copy(update={"estimates": (changed, *others)})


def elsewhere(result: EstimationResult) -> EstimationResult:
    return result.model_copy(update={"versions": {"aiqyn": "1", "numpy": "3", "machine": "arm64"}})


def test_the_same_is_equal_whatever_computed_it():
    assert held_against(published(), published()).is_equal
    found = held_against(published(), elsewhere(published()))
    assert found.is_equal
    assert found.holds
    assert dict(found.versions) == {"numpy": ("2", "3"), "machine": (None, "arm64")}


def test_with_the_same_programs_nothing_less_than_equal_holds():
    found = held_against(published(), moved(0.01))
    assert (found.is_equal, found.agrees, found.holds) == (False, True, False)
    (only,) = found.differences
    assert (only.method, only.what, only.stratum) == ("loglinear", "median", ())


@pytest.mark.parametrize(
    ("by", "what", "holds"),
    [
        (0.04, "median", True),
        (0.08, "median", False),
        (0.08, "low", True),
        (0.12, "high", False),
        (-0.12, "low", False),
    ],
)
def test_with_other_programs_numbers_agree_within_a_tolerance_small_beside_their_interval(by, what, holds):
    found = held_against(published(), elsewhere(moved(by, what)))
    assert found.holds is holds
    assert found.differences[0].what == what


def test_a_refusal_in_place_of_an_answer_never_agrees():
    first, *others = published().estimates
    refused = first.model_copy(
        update={"median": None, "low": None, "high": None, "curve": None, "objections": _objections()}
    )
    again = elsewhere(published().model_copy(update={"estimates": (refused, *others)}))
    found = held_against(published(), again)
    assert (found.agrees, found.differences[0].what) == (False, "refused")
    back = held_against(again, published())
    assert not back.agrees


def _objections():
    few = StratifiedCounts.undivided(drawn([0.5, 0.5], 100, 1))
    report = estimate_population(few, ("loglinear",), Options())
    return EstimationResult.of(report, [few]).estimates[0].objections


def test_a_difference_in_one_stratum_is_told_with_the_stratum():
    north, south = published().strata
    first, *others = south.estimates
    changed = first.model_copy(update={"high": first.high * 3})
    south = south.model_copy(update={"estimates": (changed, *others)})
    found = held_against(published(), elsewhere(published().model_copy(update={"strata": (north, south)})))
    (only,) = found.differences
    assert (only.stratum, only.what, only.agrees) == (("south",), "high", False)


@pytest.mark.parametrize(
    "changes",
    [{"documented": 1}, {"cells": ()}, {"seed": 9}, {"data_sha256": ("1" * 64,)}, {"lists": ("A", "B", "Z")}],
)
def test_another_question_is_not_the_same_answered_otherwise(changes):
    found = held_against(published(), elsewhere(published().model_copy(update=changes)))
    assert not found.holds
    assert found.differences[-1].what in changes


def test_diagnostics_that_differ_alone_are_told_and_agree():
    first, *others = published().estimates
    changed = first.model_copy(update={"details": {"models": []}})
    again = published().model_copy(update={"estimates": (changed, *others)})
    assert not held_against(published(), again).holds
    found = held_against(published(), elsewhere(again))
    assert [(each.what, each.agrees) for each in found.differences] == [("details", True)]
    assert found.holds
