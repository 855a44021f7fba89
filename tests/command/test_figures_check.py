"""`aiqyn figures check`: five answers or a list of faults, in three languages, and never a traceback."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from aiqyn.cli.application import application
from aiqyn.cli.demo import example_folder

EXAMPLE = example_folder() / "figures.yaml"


def check(file: Path, *options: str) -> Result:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(application, ["figures", "check", str(file), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def answers(file: Path) -> dict:
    result = check(file, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def told() -> dict:
    """The five answers on the example."""
    return answers(EXAMPLE)


def test_the_example_is_consistent_and_that_is_settled(told):
    assert (told["consistent"], told["settled"], told["conflicts"]) == (True, True, [])


def bound(told: dict, **where: str | None) -> dict:
    (found,) = [
        each
        for each in told["implied"]
        if each["measure"] == "deaths" and each["where"] == where and each["as_of"] == "2022-04-21"
    ]
    return found


def test_at_most_44_civilians_have_no_stated_circumstance_and_63_without_the_assumption(told):
    civilians = bound(told, status="civilian", circumstance=None)
    assert (civilians["low"], civilians["high"]) == (0, 44)
    rules = {
        frozenset(each["kind"] for each in way["assumptions"]): way["high"] for way in civilians["without"]
    }
    assert rules[frozenset({"rule"})] == 63


def test_what_adds_up_is_told(told):
    because = " ".join(each["because"] for each in told["breakdowns"])
    assert "this adds up to F1" in because
    assert "this adds up to F12" in because


def test_cases_of_two_bodies_and_two_dates_are_not_compared(told):
    pairs = {frozenset(each["figures"]) for each in told["not_comparable"]}
    assert any({"F10"} < pair and pair & {"F12", "F13"} for pair in pairs)


def written(folder: Path, *figures: str) -> Path:
    file = folder / "figures.yaml"
    measures = (
        "measures:\n  deaths:\n    title: {en: Deaths}\n    unit: person\n    cumulative: true\n"
        "    attributes: {status: {values: [civilian, official], exhaustive: true}}\n"
        "  cases: {title: {en: Cases}, unit: case}\nfigures:\n"
    )
    file.write_text(measures + "".join(f"  - {{{figure}}}\n" for figure in figures), "utf-8")
    return file


def test_parts_that_do_not_make_the_whole_are_a_contradiction_of_exactly_these_three(tmp_path):
    file = written(
        tmp_path,
        "id: A, measure: deaths, value: 225, stated_by: gpo, as_of: 2022-01-15",
        "id: B, measure: deaths, where: {status: civilian}, value: 200, stated_by: gpo, as_of: 2022-01-15",
        "id: C, measure: deaths, where: {status: official}, value: 19, stated_by: gpo, as_of: 2022-01-15",
        "id: D, measure: cases, value: 12, stated_by: gpo, as_of: 2022-01-15",
    )
    found = answers(file)
    assert found["consistent"] is False
    assert [set(each["figures"]) for each in found["conflicts"]] == [{"A", "B", "C"}]
    because = found["conflicts"][0]["because"]
    assert all(part in because for part in ("225", "219", "gpo", "15 January 2022"))


def test_a_cumulative_count_that_falls_is_a_contradiction_unless_it_corrects(tmp_path):
    earlier = "id: A, measure: deaths, value: 225, stated_by: gpo, as_of: 2022-01-15"
    later = "id: B, measure: deaths, value: 220, stated_by: gpo, as_of: 2022-02-15"
    assert [set(each["figures"]) for each in answers(written(tmp_path, earlier, later))["conflicts"]] == [
        {"A", "B"}
    ]
    assert answers(written(tmp_path, earlier, later + ", supersedes: A"))["consistent"] is True


def test_figures_by_reference_are_held_to_what_they_refer_to(tmp_path):
    file = written(
        tmp_path,
        "id: A, measure: deaths, value: 232, stated_by: gpo, as_of: 2022-04",
        "id: B, measure: deaths, value: {more_than: A}, stated_by: ngo, as_of: 2022-05",
        "id: C, measure: deaths, value: {at_most: 230}, stated_by: gpo, as_of: 2022-06",
    )
    assert {frozenset(each["figures"]) for each in answers(file)["conflicts"]} >= {frozenset({"A", "C"})}


def test_all_faults_are_told_at_once_with_line_and_field(tmp_path):
    file = written(
        tmp_path,
        "id: A, measure: deths, value: 1, stated_by: x",
        "id: A, measure: deaths, where: {q: a}, value: 1, stated_by: x",
        "id: C, measure: deaths, value: {more_than: Z}, stated_by: x",
        "id: D, measure: deaths, value: 1.5, stated_by: x",
        "id: E, measure: deaths, value: {more_than: E}, stated_by: x",
        "id: F, measure: deaths, value: -1, stated_by: x, as_of: 2022-02-30",
    )
    result = check(file, "--json")
    assert result.exit_code == 1
    faults = json.loads(result.stdout)["faults"]
    assert set(faults[0]) == {"file", "row", "field", "found", "accepted", "because"}
    told_fields = {(fault["row"], fault["field"].rsplit(".", 1)[-1]) for fault in faults}
    assert told_fields >= {
        (9, "measure"),
        (10, "q"),
        (10, "id"),
        (11, "more_than"),
        (12, "value"),
        (13, "more_than"),
        (14, "value"),
        (14, "as_of"),
    }


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path):
    assert check(tmp_path / "none.yaml").exit_code == 2


@pytest.mark.parametrize(("language", "words"), [("kk", "Көрсеткіштер"), ("ru", "Цифр"), ("en", "figures")])
def test_people_read_it_in_their_language(language, words):
    result = check(EXAMPLE, "--language", language)
    assert result.exit_code == 0
    assert words in result.stdout


def test_a_file_without_any_figure_is_told_what_belongs_there(tmp_path):
    file = tmp_path / "empty.yaml"
    file.write_text("measures: {}\nfigures: []\n")
    result = check(file)
    assert result.exit_code == 1
    assert "accepted" in result.stderr


def test_bytes_altered_at_random_give_answers_or_faults_and_nothing_else(tmp_path):
    chance = random.Random(3)
    whole = EXAMPLE.read_bytes()
    file = tmp_path / "figures.yaml"
    for _ in range(25):
        altered = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            altered[chance.randrange(len(altered))] = chance.randrange(256)
        file.write_bytes(bytes(altered))
        assert check(file, "--json", "--seconds", "0.2").exit_code in (0, 1)
