"""The greatest sum of tables, against the sum over every combination."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiqyn.core.figures.elimination import Factor, Maximiser, TooManyKinds
from aiqyn.core.figures.space import Region, Space


@st.composite
def systems(draw: st.DrawFn) -> tuple[list[int], list[Factor]]:
    """A few variables of a few values, and tables over up to three of them."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    factors = []
    for _ in range(draw(st.integers(1, 6))):
        scope = tuple(sorted(draw(st.sets(st.integers(0, len(sizes) - 1), max_size=3))))
        shape = [sizes[variable] for variable in scope]
        count = int(np.prod(shape, dtype=int))
        values = draw(st.lists(st.integers(-5, 5), min_size=count, max_size=count))
        factors.append(Factor(scope, np.array(values, dtype=np.int64).reshape(shape)))
    return sizes, factors


def sum_at(factors: list[Factor], values: tuple[int, ...]) -> int:
    return sum(factor.table[tuple(values[v] for v in factor.scope)].item() for factor in factors)


@given(systems(), st.sampled_from((1, 4, 16, 2**19)))
def test_the_greatest_sum_is_found_however_small_the_tables_may_be(
    system: tuple[list[int], list[Factor]], table_limit: int
) -> None:
    sizes, factors = system
    greatest = max(sum_at(factors, values) for values in itertools.product(*map(range, sizes)))
    maximiser = Maximiser(sizes, table_limit=table_limit)
    try:
        found = maximiser.greatest(factors)
    except TooManyKinds:
        assert table_limit < 2**19
        return
    assert found is not None
    value, chosen = found
    assert value == greatest == sum_at(factors, tuple(chosen.get(v, 0) for v in range(len(sizes))))


@given(systems(), st.integers(-12, 12))
def test_a_sum_above_a_threshold_is_found_exactly_if_there_is_one(
    system: tuple[list[int], list[Factor]], threshold: int
) -> None:
    sizes, factors = system
    greatest = max(sum_at(factors, values) for values in itertools.product(*map(range, sizes)))
    found = Maximiser(sizes).greatest(factors, above=threshold)
    assert (found is not None) == (greatest > threshold)
    if found is not None:
        assert found[0] > threshold


def test_what_hangs_together_too_densely_is_refused_and_not_guessed() -> None:
    rng = np.random.default_rng(4)
    factors = [
        Factor((first, second), rng.integers(-9, 10, (6, 6)))
        for first, second in itertools.combinations(range(9), 2)
    ]
    with pytest.raises(TooManyKinds):
        Maximiser([6] * 9, table_limit=8).greatest(factors)


def test_no_kind_is_best_where_every_kind_is_forbidden() -> None:
    everything = Region(((0, 0b11),))
    assert Space((2,), (everything,)).best([(Region(((0, 1),)), 5)]) is None


def test_forty_attributes_are_no_more_than_a_moment() -> None:
    space = Space((4,) * 40)
    weights = [(Region(((v, 1), (v + 1, 2))), 1) for v in range(39)]
    best = space.best(weights)
    assert best is not None
    # Every second neighbouring pair can be had: a value can't be the first and the second at once.
    assert best[0] == 20
