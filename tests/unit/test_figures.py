"""The check of figures on small files with known answers; each probe is a file that strangers can use too."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aiqyn.core.dates import EdtfDate
from aiqyn.core.figures import Figure, FiguresFile, Measure, Stated, check
from aiqyn.core.values import LocalisedText
from aiqyn.exchange.figures_file import read_figures

PROBES = Path(__file__).parents[1] / "probes" / "figures"
NAMES = sorted(file.name.removesuffix(".expected.json") for file in PROBES.glob("*.expected.json"))
DAY = EdtfDate("2022-04-21")


def told(name: str) -> dict[str, Any]:
    file = PROBES / f"{name}.yaml"
    return check(read_figures(file.read_bytes(), file=file.name)).as_json()


def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PROBES / f"{name}.expected.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_probe_has_exactly_the_conflicts_expected_each_with_its_arithmetic(name: str) -> None:
    found, wanted = told(name), expected(name)
    assert found["consistent"] == wanted["consistent"]
    assert [each["figures"] for each in found["conflicts"]] == [
        each["figures"] for each in wanted["conflicts"]
    ]
    for each, other in zip(found["conflicts"], wanted["conflicts"], strict=True):
        assert all(part in each["because"] for part in other["says"]), each["because"]
        assert [assumption["kind"] for assumption in each["assumptions"]] == other["assumptions"]
        assert each["irreducible"]


def _agree(wanted: dict[str, Any], found: dict[str, Any]) -> bool:
    return all(found[key] == value for key, value in wanted.items())


@pytest.mark.parametrize("name", NAMES)
def test_probe_has_the_intervals_breakdowns_falls_and_pairs_expected(name: str) -> None:
    found, wanted = told(name), expected(name)
    for implied in wanted.get("implied", []):
        assert any(_agree(implied, each) for each in found["implied"]), implied
    breakdowns = [
        {
            "whole": each["whole"],
            "parts": each["parts"],
            "state": each["state"],
            **each["remainder"],
        }
        for each in found["breakdowns"]
    ]
    for breakdown in wanted.get("breakdowns", []):
        low = breakdown.pop("low")
        assert any(_agree(breakdown, each) and (low is None or each["low"] == low) for each in breakdowns), (
            breakdowns
        )
    if "falls" in wanted:
        falls = [
            [fall["earlier"], fall["later"], fall["corrected"]]
            for series in found["series"]
            for fall in series["falls"]
        ]
        assert falls == wanted["falls"]
    for pair in wanted.get("not_comparable", []):
        assert pair in [each["figures"] for each in found["not_comparable"]]


# ---------------------------------------------------------------- made by hand


def counted(*values: int | Stated, **fields: Any) -> FiguresFile:
    measure = Measure(title=LocalisedText(en="People who died"), unit="person", **fields)
    figures = tuple(
        Figure(id=f"F{index}", measure="dead", value=value, stated_by="gpo", as_of=DAY)
        for index, value in enumerate(values, start=1)
    )
    return FiguresFile(measures={"dead": measure}, figures=figures)


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        (7, 7, 7),
        (Stated(exactly=7), 7, 7),
        (Stated(at_least=7), 7, None),
        (Stated(more_than=7), 8, None),
        (Stated(at_most=7), 0, 7),
        (Stated(fewer_than=7), 0, 6),
        (Stated(between=(3, 7)), 3, 7),
        (Stated(about=7), 0, None),
    ],
)
def test_words_bound_the_count_as_they_say_and_about_bounds_nothing(
    value: int | Stated, low: int, high: int | None
) -> None:
    (implied,) = check(counted(value)).implied
    assert (implied.low, implied.high, implied.is_exact) == (low, high, True)


@pytest.mark.parametrize(
    ("stated", "relation", "low", "high"),
    [
        (Stated(between=(3, 7)), "more_than", 4, None),
        (Stated(between=(3, 7)), "fewer_than", 0, 6),
        (Stated(between=(3, 7)), "exactly", 3, 7),
        (Stated(at_least=10), "more_than", 11, None),
        (Stated(at_least=10), "at_most", 0, None),
        (Stated(about=450), "more_than", 1, None),
    ],
)
def test_a_reference_to_a_range_is_read_in_its_weakest_sense(
    stated: Stated, relation: str, low: int, high: int | None
) -> None:
    both = counted(stated, Stated(**{relation: "F1"}))
    later = both.figures[1].model_copy(update={"as_of": EdtfDate("2022-05-01")})
    report = check(both.model_copy(update={"figures": (both.figures[0], later)}))
    implied = next(each for each in report.implied if str(each.as_of) == "2022-05-01")
    assert (implied.low, implied.high) == (low, high)


def test_counts_of_a_million_million_are_exact_to_the_last_unit() -> None:
    most = 10**12
    assert check(counted(most, most)).consistent
    report = check(counted(most, most - 1))
    assert [conflict.figures for conflict in report.conflicts] == [("F1", "F2")]
    assert "1,000,000,000,000" in str(report.conflicts[0].because)


def test_many_different_statements_of_one_count_are_cut_off_and_it_is_said() -> None:
    report = check(counted(*range(1, 40)))
    assert len(report.conflicts) == 50
    assert not report.has_all_conflicts
    assert all(len(conflict.figures) == 2 for conflict in report.conflicts)


def test_when_time_is_up_what_is_left_is_called_not_computed_and_nothing_else_is() -> None:
    file = PROBES / "two-bodies.yaml"
    stated = read_figures(file.read_bytes(), file=file.name)
    report = check(stated, carry_on=lambda done, total: False)
    left = [implied for implied in report.implied if not implied.is_computed]
    assert left
    assert all((each.low, each.high, each.is_exact) == (None, None, False) for each in left)
    assert not report.has_all_conflicts


def test_progress_never_runs_backwards_nor_past_its_end() -> None:
    seen: list[tuple[int, int]] = []

    def carry_on(done: int, total: int) -> bool:
        seen.append((done, total))
        return True

    file = PROBES / "rules.yaml"
    check(read_figures(file.read_bytes(), file=file.name), carry_on=carry_on)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert all(done <= total for done, total in seen)


def test_figures_that_do_not_fit_their_measure_are_refused_with_the_place() -> None:
    stated = counted(3)
    wrong = stated.figures[0].model_copy(update={"where": {"status": "civilian"}})
    with pytest.raises(ValueError, match=r"figures\.0\.where\.status: should be"):
        check(stated.model_copy(update={"figures": (wrong,)}))


def test_the_same_figures_give_the_same_report() -> None:
    file = PROBES / "rules.yaml"
    reports = [check(read_figures(file.read_bytes(), file=file.name)).as_json() for _ in range(2)]
    assert reports[0] == reports[1]


# ---------------------------------------------------------------- what can't be compared


def _two(first: Measure, second: Measure, change: Callable[[Figure], Figure]) -> FiguresFile:
    one = Figure(id="A", measure="one", value=234, stated_by="gpo", as_of=DAY)
    other = Figure(id="B", measure="two", value=309, stated_by="gpo", as_of=DAY)
    return FiguresFile(measures={"one": first, "two": second}, figures=(one, change(other)))


CASES = Measure(title=LocalisedText(en="Criminal cases on torture"), unit="case")
REPORTS = Measure(title=LocalisedText(en="Reports of torture received"), unit="report")
HEARINGS = Measure(title=LocalisedText(en="Hospitals visited"), unit="body")


def test_measures_with_like_titles_are_told_apart_by_unit_body_and_moment() -> None:
    stated = _two(
        CASES,
        REPORTS,
        lambda figure: figure.model_copy(update={"stated_by": "ngo", "as_of": EdtfDate("2022-03-30")}),
    )
    (pair,) = check(stated).not_comparable
    assert pair.figures == ("A", "B")
    assert [difference.value for difference in pair.differences] == ["unit", "measure", "moment", "body"]
    because = str(pair.because)
    assert all(part in because for part in ("case", "report", "30 March 2022", "ngo"))


def test_measures_that_have_nothing_in_common_are_not_paired() -> None:
    assert not check(_two(CASES, HEARINGS, lambda figure: figure)).not_comparable


def test_a_measure_can_say_what_it_is_mistaken_for() -> None:
    declared = HEARINGS.model_copy(update={"resembles": ("one",)})
    assert len(check(_two(CASES, declared, lambda figure: figure)).not_comparable) == 1
