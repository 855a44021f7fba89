"""`aiqyn rosters read`: what was understood is shown, rows with faults are told, good rows are written."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from aiqyn.cli.application import application
from aiqyn.core.language import LANGUAGES

LIST = "№;ФИО;Дата смерти;Прозвище\n1;Қасымов Әли;05.01;=1+1\n2;Ахметов С.Б.;31.02.2022;x\n"


@pytest.fixture
def families(tmp_path: Path) -> Path:
    path = tmp_path / "families.csv"
    path.write_bytes(LIST.encode())
    return path


def run(*arguments: str | Path, language: str = "en") -> Result:
    words = [str(argument) for argument in arguments]
    result = CliRunner().invoke(application, ["rosters", "read", *words, "--language", language])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_json_tells_columns_counts_faults_and_where_the_list_came_from(families: Path) -> None:
    result = run(families, "--default-year", "2022", "--json")
    assert result.exit_code == 1
    (told,) = json.loads(result.stdout)["lists"]
    assert (told["roster"], told["kind"], told["encoding"], told["delimiter"]) == (
        "families",
        "delimited",
        "utf-8",
        ";",
    )
    assert (told["rows"], told["records"], told["faulty_rows"], told["silent_rows"]) == (2, 2, 1, 0)
    assert [column["meaning"] for column in told["columns"]] == ["number", "name", "died", "unread"]
    assert [(fault["row"], fault["field"], fault["found"]) for fault in told["faults"]] == [
        (3, "Дата смерти", "31.02.2022")
    ]
    assert len(told["sha256"]) == 64


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_shown_what_each_column_is_taken_to_mean(families: Path, language: str) -> None:
    result = run(families, language=language)
    assert result.exit_code == 1
    title = {"en": "whole name", "ru": "полное имя", "kk": "толық аты-жөні"}[language]
    assert title in result.stdout
    assert "Қасымов Әли" in result.stdout
    assert "31.02.2022" in result.stderr


def test_good_rows_are_written_beside_the_list_as_it_was(families: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(families, "--default-year", "2022", "--out", out).exit_code == 1
    with (out / "records.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["roster"], row["record"], row["name"], row["died"]) for row in rows] == [
        ("families", "2", "Қасымов Әли", "2022-01-05"),
        ("families", "3", "Ахметов С.Б.", "2022-02"),
    ]
    assert (out / "lists" / "families.csv").read_bytes() == families.read_bytes()
    assert run(families, "--out", out).exit_code == 2


def test_no_value_written_is_taken_for_a_formula(tmp_path: Path) -> None:
    path, out = tmp_path / "list.csv", tmp_path / "out"
    path.write_text("name;phone\n=cmd|calc;+77011234567\n", encoding="utf-8")
    run(path, "--out", out)
    assert "'=cmd|calc,+77011234567" in (out / "records.csv").read_text(encoding="utf-8")


def test_a_saved_mapping_is_obeyed_once_it_is_corrected(families: Path) -> None:
    run(families, "--default-year", "2022", "--save-mapping")
    mapping = families.with_name("families.mapping.yaml")
    text = mapping.read_text(encoding="utf-8")
    assert "default_year: 2022" in text
    mapping.write_text(text.replace("Прозвище: unread", "Прозвище: other"), encoding="utf-8")
    (told,) = json.loads(run(families, "--json").stdout)["lists"]
    assert [column["meaning"] for column in told["columns"]] == ["number", "name", "died", "other"]


def test_two_lists_of_one_name_keep_apart(families: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "families.csv"
    other.parent.mkdir()
    other.write_text("ФИО\nОспанова Айгүл\n", encoding="utf-8")
    told = json.loads(run(families, other, "--json").stdout)["lists"]
    assert [each["roster"] for each in told] == ["families", "families-2"]


def test_lists_that_can_not_be_read_at_all_are_refused_together_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    empty, picture = tmp_path / "empty.csv", tmp_path / "picture.csv"
    empty.write_bytes(b"")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    result = run(empty, picture, "--out", tmp_path / "out", "--json")
    assert result.exit_code == 1
    assert [Path(fault["file"]).name for fault in json.loads(result.stdout)["faults"]] == [
        "empty.csv",
        "picture.csv",
    ]
    assert not (tmp_path / "out").exists()


def test_wrong_usage_is_told_in_a_sentence(families: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "nobody.csv").exit_code == 2
    assert run(families, families, "--mapping", families).exit_code == 2
    assert run(families, "--out", tmp_path / "no" / "folder").exit_code == 2


def test_a_list_without_faults_ends_well(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("1. Қасымов Әли, 37 жаста\n2. Ахметов Серік, 40 лет\n", encoding="utf-8")
    result = run(path)
    assert (result.exit_code, result.stderr) == (0, "")
