"""`aiqyn estimate --sensitivity --against N`: what would have to be true for a claimed number."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from estimation_tables import as_csv, drawn, published_table
from typer.testing import CliRunner, Result

from aiqyn.cli.application import application
from aiqyn.core.language import LANGUAGES


@pytest.fixture
def january(tmp_path: Path) -> Path:
    """Four lists of the sizes of January 2022's, over 247 people."""
    return written(tmp_path / "january.csv", as_csv(drawn([0.75, 0.7, 0.6, 0.19], 250, 3)))


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def run(*arguments: str | Path, language: str = "en") -> Result:
    words = [str(argument) for argument in arguments]
    result = CliRunner().invoke(application, ["estimate", *words, "--language", language])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def test_an_official_number_below_the_documented_one_is_answered_plainly(january: Path) -> None:
    result = run(january, "--method", "loglinear", "--against", "232")
    assert result.exit_code == 0
    told = in_one_line(result.stdout)
    assert "247 people are documented on the lists, more than 232." in told
    assert "No assumption brings the total below them" in told
    assert "odds ratio for 232" not in told


def test_a_claimed_number_is_answered_by_what_it_would_need_and_whether_the_counts_speak_against_it(
    january: Path,
) -> None:
    told = in_one_line(run(january, "--method", "loglinear", "--against", "265").stdout)
    assert "Of all pairs of lists, L1 and L2 could most easily make the total 265." in told
    assert "times higher for people on L1 than for others alike on all further lists" in told
    assert "The counts speak against that" in told
    assert "someone easier to find than nine in ten would have to have" in told
    assert told.index("What would have to be true") < told.index("What no method can tell")


def test_without_a_claimed_number_the_curves_lists_and_priors_are_told(january: Path) -> None:
    told = in_one_line(run(january, "--method", "decomposable", "--sensitivity").stdout)
    for heading in (
        "If two lists depend on each other",
        "If all lists depend on each other at once",
        "If people differ in how easily lists find them",
        "Without one of the lists",
        "Under each prior",
        "leaning to fewer people",
    ):
        assert heading in told


def test_programs_get_the_curves_under_one_key(january: Path) -> None:
    arguments = (january, "--method", "loglinear", "--json")
    plain = json.loads(run(*arguments).stdout)
    assert "sensitivity" not in plain
    both = [run(*arguments, "--against", "260", "--against", "232").stdout for _ in range(2)]
    assert both[0] == both[1]
    found = json.loads(both[0])
    told = found.pop("sensitivity")
    assert found == plain
    assert told["targets"] == [232, 260]
    assert len(told["dependence"]) == 6
    for curve in [*told["dependence"], told["heterogeneity"]]:
        assert [one["target"] for one in curve["needed"]] == [232, 260]
        assert all(point["low"] <= point["number"] <= point["high"] for point in curve["points"])
        assert all(point["number"] > 247 for point in curve["points"])
    assert [one["list"] for one in told["without_list"]] == ["L1", "L2", "L3", "L4"]


def test_counts_that_can_not_bear_an_estimate_draw_no_curve_and_say_what_helps(tmp_path: Path) -> None:
    file = written(tmp_path / "refused.csv", as_csv(published_table("not_overlapping")))
    result = run(file, "--method", "loglinear", "--against", "500")
    assert result.exit_code == 3
    told = in_one_line(result.stdout)
    assert "No curves: No one stands both on a list of one of these groups" in told
    assert "If two lists depend on each other" not in told
    assert "Refused without C: Only 2 of the at least 3 lists" in told


def test_samples_of_a_linkage_are_wrong_usage(january: Path) -> None:
    result = run(january, january, "--method", "chao", "--sensitivity")
    assert result.exit_code == 2
    assert "one file of counts" in in_one_line(result.stderr)


@pytest.mark.parametrize("number", ["-1", "many", "10000000001"])
def test_a_number_that_no_people_can_be_is_wrong_usage(january: Path, number: str) -> None:
    assert run(january, "--method", "chao", "--against", number).exit_code == 2


@pytest.mark.parametrize(
    ("language", "asks"),
    [
        ("kk", "Барлығы 265 адам болуы үшін"),
        ("ru", "Чтобы всего людей было 265"),
        ("en", "For 265 people in all"),
    ],
)
def test_it_is_told_in_the_readers_language(january: Path, language: str, asks: str) -> None:
    assert language in LANGUAGES
    told = in_one_line(run(january, "--method", "loglinear", "--against", "265", language=language).stdout)
    assert asks in told


def test_names_of_lists_can_hide_nothing_in_what_is_told(tmp_path: Path) -> None:
    counts = as_csv(drawn([0.4, 0.35, 0.3], 400, 2)).replace("L1", "a\u202eb", 1)
    result = run(written(tmp_path / "odd.csv", counts), "--method", "loglinear", "--sensitivity")
    assert "\u202e" not in result.stdout


def test_a_lawyer_runs_it_from_the_shell_and_reads_it_within_eighty_columns(january: Path) -> None:
    code = "from aiqyn.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "estimate", str(january), "--method", "loglinear", "--against", "265"],
        env={**os.environ, "AIQYN_LANGUAGE": "en", "COLUMNS": "80"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert max(len(line.rstrip()) for line in done.stdout.splitlines()) <= 80
    assert "…" not in done.stdout
