"""What does not fit together in a file of figures is told all at once, each at its place."""

from __future__ import annotations

import pytest

from aiqyn.core.faults import InputFaults
from aiqyn.exchange.figures_file import read_figures

HEAD = """\
measures:
  deaths:
    title: {en: Deaths}
    unit: person
    attributes: {status: {values: [civilian, official], exhaustive: true}}
    rules: [{never: {status: soldier}}]
    resembles: [nothing]
  cases: {title: {en: Cases}, unit: case}
figures:
"""


def faults_of(*figures: str, head: str = HEAD) -> set[tuple[int | None, str | None]]:
    text = head + "".join(f"  - {{{figure}, stated_by: gpo}}\n" for figure in figures)
    with pytest.raises(InputFaults) as caught:
        read_figures(text.encode(), file="figures.yaml")
    return {(fault.row, fault.field) for fault in caught.value.faults}


def test_rules_and_likenesses_of_measures_are_checked() -> None:
    found = faults_of("id: A, measure: deaths, value: 1")
    assert found == {(6, "measures.deaths.rules[1].never.status"), (7, "measures.deaths.resembles[1]")}


@pytest.mark.parametrize(
    ("figure", "field"),
    [
        ("id: B, measure: births, value: 1", "measure"),
        ("id: B, measure: deaths, where: {age: old}, value: 1", "where.age"),
        ("id: B, measure: deaths, where: {status: old}, value: 1", "where.status"),
        ("id: A, measure: deaths, value: 1", "id"),
        ("id: B, measure: deaths, value: {more_than: C}", "value.more_than"),
        ("id: B, measure: deaths, value: {more_than: B}", "value.more_than"),
        ("id: B, measure: cases, value: {at_most: A}", "value.at_most"),
        ("id: B, measure: deaths, value: 1, supersedes: C", "supersedes"),
        ("id: B, measure: deaths, value: 1, supersedes: B", "supersedes"),
        ("id: B, measure: cases, value: 1, supersedes: A", "supersedes"),
        ("id: B, measure: deaths, value: -1", "value"),
        ("id: B, measure: deaths, value: 1.5", "value"),
        ("id: B, measure: deaths, value: true", "value"),
        ("id: B, measure: deaths, value: .nan", "value"),
        ("id: B, measure: deaths, value: 9007199254740993", "value"),
        ("id: B, measure: deaths, value: {at_least: 1, at_most: 2}", "value"),
        ("id: B, measure: deaths, value: {between: [5, 2]}", "value"),
        ("id: B, measure: deaths, value: 1, as_of: yesterday", "as_of"),
        ("id: B, measure: deaths, value: 1, colour: red", "colour"),
    ],
)
def test_each_fault_of_a_figure_is_told_with_its_line_and_field(figure: str, field: str) -> None:
    found = faults_of("id: A, measure: deaths, value: 1", figure)
    assert (11, f"figures[2].{field}") in {
        (row, name) for row, name in found if name is not None and name.startswith("figures[2]")
    }


def test_a_circle_of_references_is_told_at_every_figure_in_it() -> None:
    found = faults_of(
        "id: A, measure: deaths, value: {more_than: B}",
        "id: B, measure: deaths, value: {at_least: C}",
        "id: C, measure: deaths, value: {exactly: A}",
        "id: D, measure: deaths, value: {more_than: A}",
    )
    assert {field for _, field in found if field and field.startswith("figures")} == {
        "figures[1].value.more_than",
        "figures[2].value.at_least",
        "figures[3].value.exactly",
    }


def test_a_reference_to_a_figure_at_fault_is_not_held_against_the_one_that_refers() -> None:
    found = faults_of(
        "id: A, measure: deaths, value: many",
        "id: B, measure: deaths, value: {more_than: A}",
    )
    assert {field for _, field in found if field and field.startswith("figures")} == {"figures[1].value"}


@pytest.mark.parametrize("text", ["", "[]", "7", "measures: 3\nfigures: {}\n", "a: 1\n"])
def test_what_is_no_file_of_figures_is_told_what_belongs_there(text: str) -> None:
    with pytest.raises(InputFaults):
        read_figures(text.encode(), file="figures.yaml")
