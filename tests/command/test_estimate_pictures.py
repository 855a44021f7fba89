"""`aiqyn estimate --pictures`: SVG files that stand alone, in the reader's language, marked where simulated."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from estimation_tables import as_csv, published_table
from typer.testing import CliRunner, Result

from aiqyn.cli.application import application
from aiqyn.core.language import LANGUAGES


@pytest.fixture
def kosovo(tmp_path: Path) -> Path:
    path = tmp_path / "kosovo.csv"
    path.write_text(as_csv(published_table("kosovo")), encoding="utf-8")
    return path


def run(*arguments: str | Path, language: str = "en") -> Result:
    words = [str(argument) for argument in arguments]
    result = CliRunner().invoke(application, ["estimate", *words, "--language", language])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_are_written_in_the_readers_language(kosovo, tmp_path, language):
    folder = tmp_path / "deep" / "pictures"
    result = run(kosovo, "--method", "loglinear", "--pictures", folder, language=language)
    assert result.exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "distribution.svg",
        "intervals.svg",
        "overlaps.svg",
    ]
    for path in folder.iterdir():
        root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
        assert root.get("lang") == language
    title = {"en": "How the lists overlap", "ru": "Как списки пересекаются", "kk": "Тізімдер қалай қиылысады"}
    assert title[language] in (folder / "overlaps.svg").read_text(encoding="utf-8")


def test_pictures_of_simulated_data_say_so_and_others_do_not(kosovo, tmp_path):
    run(kosovo, "--method", "chao", "--pictures", tmp_path / "real")
    run(kosovo, "--method", "chao", "--pictures", tmp_path / "invented", "--simulated")
    assert all("Simulated data" not in path.read_text("utf-8") for path in (tmp_path / "real").iterdir())
    assert all("Simulated data" in path.read_text("utf-8") for path in (tmp_path / "invented").iterdir())


def test_a_refusal_is_drawn_too_and_keeps_its_exit_code(tmp_path):
    file = tmp_path / "refused.csv"
    file.write_text(as_csv(published_table("not_overlapping")), encoding="utf-8")
    result = run(file, "--method", "decomposable", "--pictures", tmp_path / "out")
    assert result.exit_code == 3
    assert "refused:" in (tmp_path / "out" / "intervals.svg").read_text("utf-8")
    assert not (tmp_path / "out" / "distribution.svg").exists()


def test_json_stays_alone_on_standard_output_and_the_same_run_gives_the_same_pictures(kosovo, tmp_path):
    runs = []
    for name in ("a", "b"):
        result = run(kosovo, "--method", "decomposable", "--json", "--pictures", tmp_path / name)
        json.loads(result.stdout)
        runs.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert runs[0] == runs[1]


def test_other_files_in_the_folder_stay_and_a_file_is_no_folder(kosovo, tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    assert run(kosovo, "--method", "chao", "--pictures", folder).exit_code == 0
    assert (folder / "letter.txt").read_text() == "mine"
    refused = run(kosovo, "--method", "chao", "--pictures", folder / "letter.txt")
    assert refused.exit_code == 2
    assert "is a file" in refused.stderr
