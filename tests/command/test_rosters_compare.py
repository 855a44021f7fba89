"""`aiqyn rosters compare`: from linked lists to tables that people and programs can read, and that run nothing."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from aiqyn.cli.application import application
from aiqyn.core.language import LANGUAGES

OFFICIAL = "№;ФИО\n1;Касымов Н.\n2;Орлов П.\n"
FAMILIES = """\
Тегі,Аты,Туған күні,Қайтыс болған күні
Қасымов,Нұрлан,1984-03-02,2022-01-05
=HYPERLINK("http://example.org"),Ерлан,,
"""
HOSPITAL = "Surname,Given name,Born\nKasymov,Nurlan,1984\n"
IDENTITIES = """\
roster,record,identity,probability
official,2,11,0.9
official,3,12,1
families,2,11,0.95
families,3,14,1
hospital,2,11,0.9
"""
DRAWS = """\
roster,record,1,2,3,4
official,2,0,0,0,0
official,3,1,1,1,1
families,2,0,0,0,7
families,3,3,3,3,3
hospital,2,0,0,0,7
"""


@pytest.fixture
def linked(tmp_path: Path) -> list[Path]:
    """What linking left, and the lists."""
    folder = tmp_path / "linked"
    (folder / "samples").mkdir(parents=True)
    (folder / "identities.csv").write_text(IDENTITIES, "utf-8")
    (folder / "samples" / "identities.csv").write_text(DRAWS, "utf-8")
    texts = {"official": OFFICIAL, "families": FAMILIES, "hospital": HOSPITAL}
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    said = "title: {en: Hospital}\nas_of: 2022-02-01\ncopied_from: [families]\n"
    (tmp_path / "hospital.mapping.yaml").write_text(said, "utf-8")
    return [folder, *(tmp_path / f"{name}.csv" for name in texts)]


def run(*arguments: str | Path, code: int = 0, language: str = "en") -> Result:
    words = [*map(str, arguments), "--language", language]
    result = CliRunner().invoke(application, ["rosters", "compare", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    return result


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_programs_are_told_the_numbers_and_no_names(linked, tmp_path):
    told = json.loads(run(*linked, "--official", "official", "--out", tmp_path / "out", "--json").stdout)
    assert told["persons"] == {"linked": 3, "low": 3, "high": 4}
    assert (told["not_on_official"], told["only_on_one"], told["draws"]) == (1, 2, 4)
    assert told["conflicts"] == {"name": {"conflict": 0, "spelling": 1}}
    assert [step["as_of"] for step in told["growth"]] == ["2022-02-01"]
    copies = {tuple(one["rosters"]): one["recorded_copy"] for one in told["copies"]}
    assert copies[("families", "hospital")] == "hospital"
    assert "Касымов" not in json.dumps(told, ensure_ascii=False)


def test_each_person_stands_once_with_the_best_values_and_the_lists_that_have_them(linked, tmp_path):
    run(*linked, "--official", "official", "--out", tmp_path / "out")
    persons = {row["identity"]: row for row in rows_of(tmp_path / "out" / "persons.csv")}
    assert persons.keys() == {"11", "12", "14"}
    known = persons["11"]
    assert (known["name"], known["born"], known["lists"]) == ("Қасымов Нұрлан", "1984-03-02", "3")
    assert known["records"] == "official:2; families:2; hospital:2"
    assert known["chance:official"] == "1.0"
    (missing,) = rows_of(tmp_path / "out" / "not-on-official.csv")
    assert (missing["identity"], missing["on"], missing["chance"]) == ("14", "families", "0.0")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_cell_is_a_formula_in_the_workbook_nor_in_the_tables(linked, tmp_path, language):
    run(*linked, "--official", "official", "--out", tmp_path / "out", language=language)
    for table in (tmp_path / "out").glob("*.csv"):
        cells = [cell for row in rows_of(table) for cell in row.values()]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]
    book = CalamineWorkbook.from_path(str(tmp_path / "out" / "lists.xlsx"))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert len(sheets) == 8
    cells = [cell for sheet in sheets.values() for row in sheet for cell in row]
    assert any(str(cell).startswith("=HYPERLINK") for cell in cells), "kept as it was written, as text"
    with ZipFile(tmp_path / "out" / "lists.xlsx") as package:
        parts = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
    assert len(parts) == 8
    assert not [part for part in parts if b"<f>" in part or b"<f " in part]


def test_the_same_lists_give_the_same_bytes_and_a_second_run_replaces_the_first(linked, tmp_path):
    out = tmp_path / "out"
    run(*linked, "--out", out)
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    run(*linked, "--out", out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first
    assert "not-on-official.csv" not in first, "no official list was named"


def test_a_folder_of_other_files_is_left_as_it_is(linked, tmp_path):
    precious = tmp_path / "out"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years of work")
    done = run(*linked, "--out", precious, code=2)
    assert "Nothing was compared" in " ".join(done.stderr.split())
    assert [path.name for path in precious.iterdir()] == ["thesis.txt"]


def test_a_row_that_was_not_linked_is_told_by_its_place_and_nothing_is_written(linked, tmp_path):
    with linked[3].open("a", encoding="utf-8") as stream:
        stream.write("Kim,Viktor,\n")
    told = json.loads(run(*linked, "--out", tmp_path / "out", "--json", code=1).stdout)
    (fault,) = told["faults"]
    assert (fault["file"], fault["row"]) == ("hospital", 3)
    assert "link it again" in fault["because"]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("draws", "field"),
    [("roster,record\n", None), (DRAWS.replace("7", "x"), "4"), (DRAWS.replace(",7", ""), None), ("", None)],
)
def test_draws_that_are_none_are_faults_of_their_file(linked, tmp_path, draws, field):
    (linked[0] / "samples" / "identities.csv").write_text(draws, "utf-8")
    told = json.loads(run(*linked, "--out", tmp_path / "out", "--json", code=1).stdout)
    assert {fault["field"] for fault in told["faults"]} == {field}
    assert all(fault["file"].endswith("samples/identities.csv") for fault in told["faults"])


def test_an_official_list_that_was_not_given_is_a_fault_that_names_those_that_were(linked, tmp_path):
    done = run(*linked, "--official", "police", "--out", tmp_path / "out", code=1)
    assert "official, families, hospital" in done.stderr


def test_lists_that_are_left_out_are_told(linked, tmp_path):
    done = run(*linked[:3], "--out", tmp_path / "out", language="ru")
    assert "не учтены" in done.stderr
    assert len(rows_of(tmp_path / "out" / "overlaps.csv")) == 4


def test_of_invented_people_every_table_row_and_picture_says_so(linked, tmp_path):
    out = tmp_path / "out"
    told = json.loads(run(*linked, "--simulated", "--out", out, "--json", language="kk").stdout)
    assert told["simulated"] is True
    tables = [rows_of(table) for table in out.glob("*.csv")]
    assert len(tables) == 7
    assert all(row["simulated"] == "simulated" for table in tables for row in table)
    book = CalamineWorkbook.from_path(str(out / "lists.xlsx"))
    for name in book.sheet_names:
        _, about, *_ = book.get_sheet_by_name(name).to_python()
        assert "Модельденген деректер" in about[0]
    assert "Модельденген деректер" in (out / "overlaps.svg").read_text("utf-8")


def test_the_picture_of_real_lists_carries_no_stamp_and_no_names(linked, tmp_path):
    run(*linked, "--out", tmp_path / "out")
    picture = (tmp_path / "out" / "overlaps.svg").read_text("utf-8")
    assert "Simulated" not in picture
    assert "hospital" in picture
    assert "асымов" not in picture
