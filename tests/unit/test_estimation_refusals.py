"""What can't be estimated is refused before any number, for the right reason."""

from __future__ import annotations

import pytest
from estimation_tables import counts_of, drawn, published_table

from aiqyn.core.estimation import (
    CaptureCounts,
    EstimateRefused,
    ListCoverage,
    Options,
    StratifiedCounts,
    Stratum,
    available_methods,
    estimate_by,
    estimate_population,
    objections,
)
from aiqyn.core.estimation.refusals import cautions
from aiqyn.core.language import LANGUAGES

TWO_LISTS = counts_of("AB", {"10": 40, "01": 30, "11": 20})
NO_OVERLAP = counts_of("ABC", {"100": 40, "010": 30, "001": 20})
ONE_LIST_APART = counts_of("ABC", {"100": 40, "010": 30, "001": 20, "110": 16})
CONTAINED = counts_of("ABC", {"100": 40, "110": 20, "001": 30, "101": 15, "111": 9})
THE_SAME_TWICE = counts_of("ABC", {"110": 40, "111": 20, "001": 30})
ONE_RECORD = counts_of("ABC", {"100": 40, "010": 30, "110": 20, "101": 1})
NO_RECORD = counts_of("ABC", {"100": 40, "010": 30, "110": 20})
FEW_PEOPLE = counts_of("ABC", {"100": 5, "010": 4, "001": 4, "110": 3, "101": 3, "011": 3, "111": 2})
TWO_GROUPS = counts_of("ABCD", {"1000": 50, "0100": 40, "1100": 20, "0010": 50, "0001": 40, "0011": 20})
STAR = counts_of("ABCD", {"1000": 90, "0100": 40, "0010": 30, "0001": 20, "1100": 9, "1010": 8, "1001": 7})
TWO_GROUPS_AND_A_BRIDGE = counts_of(
    "ABCDE",
    {"10000": 90, "01000": 40, "00100": 30, "00010": 40, "00001": 30, "11000": 9, "10100": 8}
    | {"01100": 7, "10010": 9, "10001": 8, "00011": 7},
)
FEW_OVERLAPS = counts_of("ABC", {"100": 90, "010": 80, "001": 70, "110": 2, "101": 1, "011": 1})

REASONS = {
    "two lists": (TWO_LISTS, "too-few-lists"),
    "no overlap": (NO_OVERLAP, "no-overlap"),
    "one list apart": (ONE_LIST_APART, "lists-apart"),
    "the published example": (published_table("not_overlapping"), "lists-apart"),
    "a list within another": (CONTAINED, "list-within-list"),
    "the same list twice": (THE_SAME_TWICE, "list-within-list"),
    "a list of one record": (ONE_RECORD, "list-nearly-empty"),
    "a list of none": (NO_RECORD, "list-nearly-empty"),
    "few people": (FEW_PEOPLE, "too-few-people"),
    "two groups": (TWO_GROUPS, "lists-apart"),
    "a star": (STAR, "joined-by-one-list"),
    "two groups that one list joins": (TWO_GROUPS_AND_A_BRIDGE, "joined-by-one-list"),
    "few overlaps": (FEW_OVERLAPS, "too-few-overlaps"),
    "nobody": (CaptureCounts(("A", "B", "C"), ()), "list-nearly-empty"),
}


@pytest.mark.parametrize("case", REASONS)
def test_tables_that_can_bear_no_estimate_are_refused_for_the_right_reason(case: str) -> None:
    counts, reason = REASONS[case]
    assert objections(counts)[0].reason == reason


@pytest.mark.parametrize("method", [name for name in available_methods() if name != "lcmcr"])
@pytest.mark.parametrize("case", REASONS)
def test_no_method_gives_a_number_for_them(case: str, method: str) -> None:
    counts, _ = REASONS[case]
    assert isinstance(estimate_by(method, counts, Options()), EstimateRefused)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_and_what_is_needed_is_said_in_each_language(language: str) -> None:
    said = [
        sentence.in_language(language)
        for counts, _ in REASONS.values()
        for objection in objections(counts)
        for sentence in (objection.because, objection.needed)
    ]
    assert all(text and "{" not in text for text in said)
    if language != "en":
        assert not set(said) & {
            str(objection.because) for counts, _ in REASONS.values() for objection in objections(counts)
        }


def test_the_groups_that_never_meet_are_named() -> None:
    (objection,) = objections(TWO_GROUPS)
    assert "A, B; C, D" in str(objection.because)


def test_a_single_list_that_meets_one_other_is_told_but_no_reason_to_refuse() -> None:
    counts = counts_of(
        "ABCD", {"1000": 90, "0100": 80, "0010": 70, "0001": 40, "1100": 9, "1010": 8, "0110": 7, "1001": 6}
    )
    assert objections(counts) == ()
    (note,) = cautions(counts)
    assert note.key == "list-meets-one-other"
    assert "D" in str(note.says)


def test_a_sound_table_is_not_refused() -> None:
    assert objections(published_table("kosovo")) == ()


# ------------------------------------------------------------------ declared facts


def two_cities() -> StratifiedCounts:
    everywhere = drawn([0.4, 0.4, 0.3, 0.3], 600, 5)
    without_the_last = drawn([0.4, 0.4, 0.3, 0.3], 600, 6).keeping([0, 1, 2])
    widened = CaptureCounts(everywhere.lists, without_the_last.cells)
    return StratifiedCounts(
        ("stratum_city",), (Stratum(("almaty",), everywhere), Stratum(("oral",), widened))
    )


def test_a_list_that_can_hold_named_officials_only_is_refused() -> None:
    counts = StratifiedCounts.undivided(published_table("kosovo"))
    report = estimate_population(
        counts, ["chao"], Options(), coverage=(ListCoverage("HRW", "named officials", {}),)
    )
    (refused,) = report.estimates
    assert isinstance(refused, EstimateRefused)
    assert refused.objections[0].reason == "partial-list"
    assert "named officials" in str(refused.because)
    assert report.is_refused


def test_a_list_of_one_city_is_refused_without_strata_and_counts_only_there_with_them() -> None:
    fact = ListCoverage("L4", "people of Almaty", {"stratum_city": ("almaty",)})
    undivided = StratifiedCounts.undivided(two_cities().together())
    assert estimate_population(undivided, ["chao"], Options(), coverage=(fact,)).is_refused
    report = estimate_population(two_cities(), ["chao"], Options(), coverage=(fact,))
    assert [stratum.lists for stratum in report.strata] == [("L1", "L2", "L3", "L4"), ("L1", "L2", "L3")]
    assert not report.is_refused


def test_a_declared_fact_that_the_counts_contradict_is_refused() -> None:
    fact = ListCoverage("L4", "people of Oral", {"stratum_city": ("oral",)})
    report = estimate_population(two_cities(), ["chao"], Options(), coverage=(fact,))
    (refused,) = report.estimates
    assert isinstance(refused, EstimateRefused)
    assert refused.objections[0].reason == "coverage-contradicted"
