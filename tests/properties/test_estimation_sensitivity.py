"""Any capture table gets curves that hold, or the reason why there are none."""

from __future__ import annotations

import json
from itertools import combinations
from math import isfinite, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiqyn.core.estimation import CaptureCounts, Options, sensitivity_of
from aiqyn.core.estimation.counts import pattern_of
from aiqyn.core.estimation.refusals import objections
from aiqyn.core.estimation.sensitivity import (
    CurvePoint,
    DependenceCurve,
    InteractionCurve,
    SpreadCurve,
)
from aiqyn.core.estimation.sensitivity_curves import ModelsBesidePairs, drawn_over_pair
from aiqyn.core.estimation.spread_of_people import SpreadModel

Curve = DependenceCurve | InteractionCurve | SpreadCurve

MOST_LISTS = 5
"""Six and more take seconds each."""


@st.composite
def overlapping(draw: st.DrawFn, most_lists: int = MOST_LISTS) -> CaptureCounts:
    """Lists that reach people by chance, some copying or avoiding another, over populations of any size."""
    lists = draw(st.integers(3, most_lists))
    generator = np.random.default_rng(draw(st.integers(0, 10**6)))
    people = draw(st.sampled_from([80, 250, 2_000, 30_000]))
    reach = generator.uniform(0.05, 0.8, lists)
    on = generator.random((people, lists)) < reach
    leaning = draw(st.sampled_from(["none", "copies", "avoids", "differ"]))
    if leaning == "copies":
        on[:, 1] |= on[:, 0] & (generator.random(people) < 0.5)
    elif leaning == "avoids":
        on[:, 1] &= ~on[:, 0] | (generator.random(people) < 0.3)
    elif leaning == "differ":
        odds = np.log(reach / (1 - reach)) + 1.5 * generator.normal(size=(people, 1))
        on = generator.random((people, lists)) < 1 / (1 + np.exp(-odds))
    patterns, numbers = np.unique(on @ (1 << np.arange(lists)), return_counts=True)
    cells = {int(p): int(n) for p, n in zip(patterns, numbers, strict=True) if p}
    factor = draw(st.sampled_from([1, 1, 1, 1000]))
    return CaptureCounts.from_mapping(
        [f"L{index + 1}" for index in range(lists)], {p: n * factor for p, n in cells.items()}
    )


@st.composite
def sparse(draw: st.DrawFn) -> CaptureCounts:
    """A few patterns with counts of any size: empty lists, doubled lists, one person."""
    lists = draw(st.integers(1, MOST_LISTS))
    patterns = st.integers(1, (1 << lists) - 1)
    numbers = st.one_of(st.integers(1, 5), st.integers(1, 300), st.integers(1, 10_000_000))
    cells = draw(st.dictionaries(patterns, numbers, max_size=20))
    return CaptureCounts.from_mapping([f"L{index + 1}" for index in range(lists)], cells)


@settings(max_examples=15, deadline=None)
@given(counts=st.one_of(overlapping(), sparse()), factors=st.lists(st.floats(0.5, 60), max_size=3))
def test_any_table_gets_curves_that_hold_or_reasons(counts: CaptureCounts, factors: list[float]) -> None:
    targets = [round(factor * counts.documented) for factor in factors]
    found = sensitivity_of(counts, (), Options(), targets=targets)
    for language in ("kk", "ru", "en"):
        json.dumps(found.as_json(language), allow_nan=False)
    assert bool(found.objections) is bool(objections(counts))
    assert len(found.dependence) in {0, len(list(combinations(counts.lists, 2)))}
    curves: list[Curve] = [*found.dependence]
    curves += [curve for curve in (found.highest_order, found.heterogeneity) if curve is not None]
    for curve in curves:
        assert bool(curve.points) is (curve.because is None)
        assert [one.target for one in curve.needed] == sorted(set(targets))
        for point in curve.points:
            holds(point, counts.documented)
        if curve.from_data is not None and curve.from_data.people is not None:
            holds(curve.from_data.people, counts.documented)
        for one in curve.needed:
            assert one.at is None or one.target >= counts.documented
            assert one.chance is None or 0 <= one.chance <= 1


def holds(point: CurvePoint, documented: int) -> None:
    assert isfinite(point.number)
    assert documented < point.number
    assert documented <= point.low <= point.number
    assert point.high is None or point.number <= point.high


@settings(max_examples=20, deadline=None)
@given(counts=overlapping(4), factor=st.floats(1.001, 5), data=st.data())
def test_at_what_a_target_needs_the_curve_is_the_target(
    counts: CaptureCounts, factor: float, data: st.DataObject
) -> None:
    pair = data.draw(st.sampled_from(list(combinations(range(len(counts.lists)), 2))))
    model = ModelsBesidePairs(counts).beside(pattern_of(pair))
    if model is None:
        return
    target = max(round(factor * counts.documented), counts.documented + 1)
    needed = drawn_over_pair(model, counts.documented, (target,), level=0.95).needed[0]
    if needed.at is None:
        return
    unseen = model.held.fits(np.array([log(needed.at)])).unseen[0]
    assert counts.documented + unseen == pytest.approx(target, rel=1e-4)
    assert needed.deviance is None or needed.deviance >= 0


@settings(max_examples=20, deadline=None)
@given(counts=overlapping(), deviation=st.floats(0.1, 2.5))
def test_people_who_differ_more_are_more(counts: CaptureCounts, deviation: float) -> None:
    if objections(counts):
        return
    model = SpreadModel(counts)
    unseen = [model.fit(each).unseen for each in (0.0, deviation, deviation + 0.5)]
    assert unseen[0] <= unseen[1] * (1 + 1e-6)
    assert unseen[1] <= unseen[2] * (1 + 1e-6)


@settings(max_examples=6, deadline=None)
@given(counts=overlapping(4), data=st.data())
def test_the_order_of_the_lists_changes_no_curve(counts: CaptureCounts, data: st.DataObject) -> None:
    # On few people two models can fit equally well to the last digit; either is the best then.
    if objections(counts) or counts.documented < 500:
        return
    order = data.draw(st.permutations(range(len(counts.lists))))
    first = sensitivity_of(counts, (), Options())
    second = sensitivity_of(counts.keeping(order), (), Options())
    by_pair = [{frozenset(curve.lists): curve.points for curve in one.dependence} for one in (first, second)]
    assert by_pair[0].keys() == by_pair[1].keys()
    for pair, points in by_pair[0].items():
        numbers = [[point.number for point in each] for each in (points, by_pair[1][pair])]
        assert numbers[0] == pytest.approx(numbers[1], rel=1e-4)
