"""The refusal set: tables that can bear no estimate, with three to eight lists, in any order, by any name.

Each is refused by every method, the lower bound included, before a number is computed; and for the reason
that is true of it. Slips in a file are faults of the file, and no refusals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import numpy as np
import pytest
from estimation_tables import as_csv, drawn

from aiqyn.core.estimation import (
    Answer,
    CaptureCounts,
    EstimateRefused,
    Options,
    StratifiedCounts,
    available_methods,
    estimate_by,
    estimate_population,
    objections,
)
from aiqyn.core.faults import InputFaults
from aiqyn.core.language import LANGUAGES
from aiqyn.exchange.capture_counts_file import read_capture_counts

NUMBERS_OF_LISTS = range(3, 9)
NAMES = ("Прокуратура", "2-тізім", "HRW", "Азаттық", "ЖСО (2022)", "list #6", "Қаза тапқандар", "z")


def sound(lists: int) -> CaptureCounts:
    """A table that all methods may try: every pair of its lists shares people."""
    counts = drawn([0.3, 0.35, 0.25, 0.4, 0.3, 0.2, 0.25, 0.3][:lists], 1500, 7)
    assert objections(counts) == ()
    return counts


def with_patterns(counts: CaptureCounts, change: Callable[[int], int]) -> CaptureCounts:
    changed: dict[int, int] = {}
    for cell in counts.cells:
        pattern = change(cell.pattern)
        if pattern:
            changed[pattern] = changed.get(pattern, 0) + cell.count
    return CaptureCounts.from_mapping(counts.lists, changed)


def without(counts: CaptureCounts, left_out: Callable[[int], bool]) -> CaptureCounts:
    return with_patterns(counts, lambda pattern: 0 if left_out(pattern) else pattern)


def joined_only(lists: int, pairs: Sequence[tuple[int, int]]) -> CaptureCounts:
    """People of each list alone, and people of these pairs; of no other pair, and of no three."""
    cells = {1 << index: 40 + 7 * index for index in range(lists)}
    cells |= {1 << first | 1 << second: 12 + first + second for first, second in pairs}
    return CaptureCounts.from_mapping([f"L{index + 1}" for index in range(lists)], cells)


def cases() -> Iterator[tuple[str, CaptureCounts, str]]:
    yield "1: two lists", sound(3).keeping([0, 1]), "too-few-lists"
    yield "1: one list", sound(3).keeping([1]), "too-few-lists"
    for lists in NUMBERS_OF_LISTS:
        counts, last, whole = sound(lists), 1 << lists - 1, (1 << lists) - 1
        label = f"{lists} lists"
        yield f"2: {label} that share no one", joined_only(lists, []), "no-overlap"
        apart = without(counts, lambda pattern, last=last: bool(pattern & last and pattern & ~last))  # type: ignore[misc]
        yield f"3: {label}, one overlapping none", apart, "lists-apart"
        within = with_patterns(counts, lambda pattern: pattern | (pattern & 1) << 1)
        yield f"4: {label}, one within another", within, "list-within-list"
        twice = with_patterns(counts, lambda pattern: pattern & ~2 | (pattern & 1) << 1)
        yield f"4: {label}, one of them twice", twice, "list-within-list"
        empty = with_patterns(counts, lambda pattern, last=last: pattern & ~last)  # type: ignore[misc]
        yield f"5: {label}, one empty", empty, "list-nearly-empty"
        one = CaptureCounts.from_mapping(
            counts.lists, {cell.pattern: cell.count for cell in empty.cells} | {last | 1: 1}
        )
        yield f"5: {label}, one of one record", one, "list-nearly-empty"
        few = {cell.pattern: 1 for cell in counts.cells if cell.captures < 3}
        singles = {1 << index: 2 for index in range(lists)}
        yield f"6: {label}, few people", _of_few(counts, few | singles), "too-few-people"
        if lists >= 4:
            half = (1 << lists // 2) - 1
            parts = without(
                counts,
                lambda pattern, half=half, rest=whole & ~half: bool(pattern & half and pattern & rest),  # type: ignore[misc]
            )
            yield f"8: {label} in two groups", parts, "lists-apart"
        hub = joined_only(lists, [(0, other) for other in range(1, lists)])
        yield f"{label} that meet only through one", hub, "joined-by-one-list"
    three = without(sound(6), lambda pattern: sum(bool(pattern & part) for part in (3, 12, 48)) > 1)
    yield "8: six lists in three groups", three, "lists-apart"
    for lists in range(4, 9):
        chain = joined_only(lists, [(index, index + 1) for index in range(lists - 1)])
        reason = "joined-in-a-chain" if lists == 4 else "joined-by-one-list"
        yield f"{lists} lists joined as a chain", chain, reason
    branches = joined_only(6, [(0, 1), (0, 2), (0, 3), (3, 4), (3, 5)])
    yield "six lists joined as a tree", branches, "joined-in-a-chain"
    bridge = without(sound(7), lambda pattern: bool(pattern & 0b0000111 and pattern & 0b1110000))
    yield "seven lists in two groups that one list joins", bridge, "joined-by-one-list"
    pairs = dict.fromkeys((0b011, 0b101, 0b110), 1)
    yield (
        "three lists with three people in overlaps",
        CaptureCounts.from_mapping("ABC", {1: 60, 2: 50, 4: 40} | pairs),
        "too-few-overlaps",
    )


def _of_few(counts: CaptureCounts, cells: dict[int, int]) -> CaptureCounts:
    """At most 29 people, those on one list first left out, then pairs."""
    kept, left = {}, 29
    for pattern, count in sorted(cells.items(), key=lambda cell: (cell[0].bit_count() != 2, cell[0])):
        part = min(count, left)
        kept[pattern], left = part, left - part
    return CaptureCounts.from_mapping(counts.lists, kept)


CASES = {label: (counts, reason) for label, counts, reason in cases()}


def reasons_of(counts: CaptureCounts) -> list[str]:
    return [objection.reason for objection in objections(counts)]


@pytest.mark.parametrize("case", CASES)
def test_each_table_of_the_refusal_set_is_refused_for_the_reason_that_is_true_of_it(case: str) -> None:
    counts, reason = CASES[case]
    assert reason in reasons_of(counts)
    if not case.startswith("6"):
        assert reasons_of(counts)[0] == reason


@pytest.mark.parametrize("case", CASES)
def test_every_method_refuses_it_before_any_number(case: str) -> None:
    counts, reason = CASES[case]
    report = estimate_population(StratifiedCounts.undivided(counts), available_methods(), Options())
    assert report.is_refused
    for one in report.estimates:
        assert isinstance(one, EstimateRefused)
        assert reason in [objection.reason for objection in one.objections]
        for language in LANGUAGES:
            assert one.because.in_language(language)


@pytest.mark.parametrize("case", CASES)
def test_neither_the_order_of_the_lists_nor_their_names_change_the_reasons(case: str) -> None:
    counts, _ = CASES[case]
    generator = np.random.default_rng(3)
    for _ in range(4):
        order = generator.permutation(len(counts.lists)).tolist()
        turned = counts.keeping(order)
        renamed = CaptureCounts(NAMES[: len(turned.lists)], turned.cells)
        assert set(reasons_of(renamed)) == set(reasons_of(counts))
        assert reasons_of(renamed)[0] == reasons_of(counts)[0]


@pytest.mark.parametrize("case", CASES)
def test_ten_thousand_times_as_many_people_do_not_mend_a_table_whose_lists_do_not_meet(case: str) -> None:
    counts, reason = CASES[case]
    more = CaptureCounts.from_mapping(
        counts.lists, {cell.pattern: 10_000 * cell.count for cell in counts.cells}
    )
    of_few_people = {"too-few-people", "too-few-overlaps", "list-nearly-empty"}
    assert reason in reasons_of(more) or reason in of_few_people


@pytest.mark.parametrize("lists", NUMBERS_OF_LISTS)
def test_a_sound_table_of_as_many_lists_is_not_refused(lists: int) -> None:
    assert isinstance(estimate_by("chao", sound(lists), Options()), Answer)


def test_a_group_that_is_estimable_by_itself_is_named_among_the_groups() -> None:
    counts, _ = CASES["8: 6 lists in two groups"]
    (objection,) = [one for one in objections(counts) if one.reason == "lists-apart"]
    assert "L1, L2, L3; L4, L5, L6" in str(objection.because)
    assert "an estimate for each group of three lists or more" in str(objection.needed)
    within = counts.keeping([0, 1, 2])
    assert objections(within) == ()


def test_lists_that_meet_in_a_ring_may_be_tried() -> None:
    ring = joined_only(4, [(0, 1), (1, 2), (2, 3), (3, 0)])
    assert objections(ring) == ()


def test_a_list_that_hangs_on_a_sound_three_is_told_and_not_refused() -> None:
    counts = joined_only(4, [*combinations(range(3), 2), (0, 3)])
    assert objections(counts) == ()


# ------------------------------------------------------------------ pairs and threes that no one is on


@pytest.mark.parametrize("lists", [3, 4])
@pytest.mark.parametrize("method", ["decomposable", "loglinear", "loglinear-averaged"])
def test_models_that_fit_but_do_not_tell_the_number_leave_no_answer_to_those_that_fit_badly(
    lists: int, method: str
) -> None:
    # Every pair shares many and no three share anyone: only models that let all lists avoid each
    # other by threes fit, and in them the people on no list are not identified.
    cells = {1 << index: 100 for index in range(lists)}
    cells |= {1 << first | 1 << second: 50 for first, second in combinations(range(lists), 2)}
    counts = CaptureCounts.from_mapping("ABCD"[:lists], cells)
    assert objections(counts) == ()
    found = estimate_by(method, counts, Options())
    assert isinstance(found, EstimateRefused)
    assert [objection.reason for objection in found.objections] == ["not-identified"]
    for language in LANGUAGES:
        assert "{" not in found.because.in_language(language)


def test_how_much_of_the_weight_is_with_models_that_do_not_tell_the_number_is_told() -> None:
    # Ball, Shin & Yang (2018), women held in Palembang: two of the eight models are not identified.
    counts = CaptureCounts.from_mapping("BCD", {4: 41, 2: 5, 1: 5, 3: 54, 5: 6, 7: 12})
    found = estimate_by("loglinear", counts, Options())
    assert isinstance(found, Answer)
    assert 0.05 < float(str(found.details.as_json()["unidentified_share"])) < 0.5
    assert "partly-not-identified" in [note.key for note in found.notes]


# ------------------------------------------------------------------ 7: slips in the file are faults


@pytest.mark.parametrize(
    ("slip", "row"),
    [
        ("1,0,0,-5", 9),
        ("1,0,0,2.5", 9),
        ("1,0,0,7", 9),
        ("0,0,0,120", 9),
        ("1,0,2,7", 9),
        ("1,0,7", 9),
        ("1,0,0,1e3", 9),
    ],
    ids=[
        "negative",
        "fractional",
        "repeated",
        "on no list",
        "neither 0 nor 1",
        "too short",
        "in powers of ten",
    ],
)
def test_slips_in_counts_are_faults_with_their_row_and_no_refusal(slip: str, row: int) -> None:
    text = as_csv(sound(3)) + slip + "\n"
    with pytest.raises(InputFaults) as caught:
        read_capture_counts(text.encode(), file="counts.csv")
    (fault,) = caught.value.faults
    assert fault.row == row
    for language in LANGUAGES:
        assert fault.as_json(language)["accepted"]


# ------------------------------------------------------------------ tables that are too wide


def test_overlaps_of_many_patterns_are_those_counted_one_by_one() -> None:
    generator = np.random.default_rng(4)
    patterns = {int(pattern) for pattern in generator.integers(1, 1 << 20, size=4000)}
    cells = {pattern: int(generator.integers(1, 10**10)) for pattern in patterns}
    counts = CaptureCounts.from_mapping([f"L{index}" for index in range(20)], cells)
    plainly: dict[tuple[int, int], int] = {}
    for pattern, count in cells.items():
        for pair in combinations([index for index in range(20) if pattern >> index & 1], 2):
            plainly[pair] = plainly.get(pair, 0) + count
    assert counts.overlaps() == plainly


def test_sixty_lists_of_twenty_thousand_patterns_are_refused_by_every_method_that_would_never_end() -> None:
    generator = np.random.default_rng(5)
    patterns = {int(pattern) for pattern in generator.integers(1, 1 << 60, size=20_000)}
    counts = CaptureCounts.from_mapping([f"L{index}" for index in range(60)], dict.fromkeys(patterns, 3))
    for method in available_methods():
        found = estimate_by(method, counts, Options())
        assert isinstance(found, EstimateRefused)
        assert all(objection.reason for objection in found.objections)
