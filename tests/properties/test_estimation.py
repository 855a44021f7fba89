"""Any capture table is answered with an interval that holds, or refused with a reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import combinations
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiqyn.core.estimation import (
    Answer,
    CaptureCounts,
    Options,
    available_methods,
    estimate_as_json,
    estimate_by,
)
from aiqyn.core.faults import Fault, InputFaults
from aiqyn.exchange.capture_counts_file import read_capture_counts

MOST_LISTS = 12
SLOW_LISTS = 6
"""Seven lists and more are walked over, which takes seconds; a few are tried in the unit tests."""

counts_at_random = st.one_of(st.integers(1, 5), st.integers(1, 300), st.integers(1, 10_000_000), st.just(1))


@st.composite
def tables(draw: st.DrawFn, most_lists: int = SLOW_LISTS) -> CaptureCounts:
    """Sparse and full tables, empty lists, doubled lists, lists within lists, one person."""
    lists = draw(st.integers(1, most_lists))
    patterns = st.integers(1, (1 << lists) - 1)
    singles = st.sampled_from([1 << index for index in range(lists)])
    pairs = st.tuples(singles, singles).map(lambda pair: pair[0] | pair[1])
    cells = draw(st.dictionaries(st.one_of(patterns, singles, pairs), counts_at_random, max_size=40))
    shape = draw(
        st.sampled_from(["as drawn", "doubled list", "list within list", "every single", "every pair"])
    )
    if shape == "doubled list" and lists > 1:
        cells = _mapped(cells, lambda pattern: pattern & ~2 | (pattern & 1) << 1)
    elif shape == "list within list" and lists > 1:
        cells = _mapped(cells, lambda pattern: pattern | (pattern & 1) << 1)
    elif shape == "every pair":
        joined = [1 << first | 1 << second for first, second in combinations(range(lists), 2)]
        every = [*(1 << index for index in range(lists)), *joined]
        cells = {**{pattern: draw(counts_at_random) for pattern in every}, **cells}
    elif shape == "every single":
        cells = {**{1 << index: draw(counts_at_random) for index in range(lists)}, **cells}
    return CaptureCounts.from_mapping([f"L{index + 1}" for index in range(lists)], cells)


def _mapped(cells: dict[int, int], change: Callable[[int], int]) -> dict[int, int]:
    changed: dict[int, int] = {}
    for pattern, count in cells.items():
        if change(pattern):
            changed[change(pattern)] = changed.get(change(pattern), 0) + count
    return changed


SAMPLERS = ("lcmcr", "hierarchical")
"""They take seconds for a table, and have properties of their own."""


def holds(counts: CaptureCounts, method: str) -> None:
    found = estimate_by(method, counts, Options())
    told = estimate_as_json(found, 0.95, "ru")
    json.dumps(told, allow_nan=False)
    if isinstance(found, Answer):
        assert counts.documented <= found.low <= found.median <= found.high
        assert found.mean is None or (isfinite(found.mean) and found.mean >= counts.documented - 1)
    else:
        assert found.objections
        assert told["because"]


@pytest.mark.parametrize("method", [name for name in available_methods() if name not in SAMPLERS])
@settings(max_examples=15, deadline=None)
@given(counts=tables())
def test_any_table_gets_an_answer_that_holds_or_a_refusal_with_a_reason(
    method: str, counts: CaptureCounts
) -> None:
    holds(counts, method)


@settings(max_examples=60, deadline=None)
@given(counts=tables(MOST_LISTS))
def test_twelve_lists_get_a_lower_bound_or_a_refusal(counts: CaptureCounts) -> None:
    holds(counts, "chao")


@settings(max_examples=25, deadline=None)
@given(counts=tables(4), factor=st.integers(2, 50))
def test_the_same_pattern_with_more_people_is_never_less_certain_relative_to_its_size(
    counts: CaptureCounts, factor: int
) -> None:
    """Multiplying every count leaves what is seen of dependence, and narrows what chance does."""
    more = CaptureCounts.from_mapping(
        counts.lists, {cell.pattern: factor * min(cell.count, 10**6) for cell in counts.cells}
    )
    fewer = CaptureCounts.from_mapping(
        counts.lists, {cell.pattern: min(cell.count, 10**6) for cell in counts.cells}
    )
    first, second = (estimate_by("chao", each, Options()) for each in (fewer, more))
    if isinstance(first, Answer) and isinstance(second, Answer) and first.median > 100:
        unseen = [max(answer.high - answer.documented, 1) for answer in (first, second)]
        assert unseen[1] <= factor * unseen[0] * 1.05 + factor


@settings(max_examples=25, deadline=None)
@given(counts=tables(5), data=st.data())
def test_the_order_of_the_lists_changes_nothing(counts: CaptureCounts, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(counts.lists))))
    answers = [estimate_by("decomposable", each, Options()) for each in (counts, counts.keeping(order))]
    first, second = answers
    assert isinstance(first, Answer) == isinstance(second, Answer)
    if isinstance(first, Answer) and isinstance(second, Answer):
        for one, other in ((first.median, second.median), (first.low, second.low), (first.high, second.high)):
            assert one == pytest.approx(other, rel=1e-3, abs=1)


@settings(max_examples=150, deadline=None)
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_any_bytes_are_counts_or_faults(data: bytes) -> None:
    _read(data)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(
        st.lists(
            st.sampled_from(["0", "1", "", "2", "-1", "1e3", "count", "stratum", "A", "B", '"', "Ә"]),
            max_size=5,
        ),
        max_size=6,
    ),
    separator=st.sampled_from([",", ";", "\t"]),
)
def test_files_that_are_nearly_counts_are_counts_or_faults(rows: list[list[str]], separator: str) -> None:
    _read("\n".join(separator.join(row) for row in [["A", "B", "count"], *rows]).encode())
    _read("\n".join(separator.join(row) for row in rows).encode())


def _read(data: bytes) -> None:
    faults: tuple[Fault, ...] = ()
    try:
        read_capture_counts(data, file="f")
    except InputFaults as error:
        faults = error.faults
    assert all(fault.as_json("kk")["accepted"] for fault in faults)
