"""`aiqyn names compare`: scores with their reasons, faults by row and column, a file that is whole or not there."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from aiqyn.cli.application import application
from aiqyn.core.language import LANGUAGES
from aiqyn.core.names import compare

PAIRS = """\
id,name_a,name_b,note
1,Оспанов Серік Асқарұлы,Ospanov Serik,"a note, with a comma"
2,Оспанов Серік Асқарұлы,Оспанов Серік Болатович,
3,Оспанов Серік,Сейдахметов Болат,
"""


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    return written(tmp_path / "pairs.csv", PAIRS)


def written(path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def run(*arguments: str | Path, language: str = "en") -> Result:
    words = [str(argument) for argument in arguments]
    result = CliRunner().invoke(application, ["names", "compare", *words, "--language", language])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def rows_of(path: Path, separator: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=separator))


def faults_of(path: Path) -> list[tuple[int | None, str | None]]:
    result = run(path, "--json")
    assert result.exit_code == 1
    return [(fault["row"], fault["field"]) for fault in json.loads(result.stdout)["faults"]]


def test_the_file_written_has_every_column_as_it_was_and_score_and_because_behind(
    pairs: Path, tmp_path: Path
) -> None:
    out = tmp_path / "scored.csv"
    result = run(pairs, "--out", out)
    assert result.exit_code == 0
    assert "3 pairs compared" in result.stdout
    rows = rows_of(out)
    assert list(rows[0]) == ["id", "name_a", "name_b", "note", "score", "because"]
    assert [(row["id"], row["name_a"], row["note"]) for row in rows] == [
        ("1", "Оспанов Серік Асқарұлы", "a note, with a comma"),
        ("2", "Оспанов Серік Асқарұлы", ""),
        ("3", "Оспанов Серік", ""),
    ]
    assert rows[0]["because"] == (
        "surname: same across scripts; given name: same across scripts; patronymic: missing in one name"
    )
    assert float(rows[0]["score"]) == pytest.approx(
        compare(rows[0]["name_a"], rows[0]["name_b"]).score, abs=1e-6
    )
    assert float(rows[0]["score"]) > 0.8 > 0.2 > float(rows[1]["score"]) > float(rows[2]["score"])


def test_without_out_people_read_the_pairs_and_programs_read_json(pairs: Path) -> None:
    text = run(pairs).stdout
    assert "Оспанов Серік Асқарұлы  |  Ospanov Serik" in text
    assert "patronymic: conflicts" in text
    told = json.loads(run(pairs, "--json").stdout)
    assert told["threshold"] == 0.5
    assert [pair["score"] >= told["threshold"] for pair in told["pairs"]] == [True, False, False]
    assert told["pairs"][1]["parts"][2] == {
        "part": "patronymic",
        "agreement": "conflicts",
        "a": "асқарұлы",
        "b": "болатович",
    }


def test_with_out_json_tells_how_many(pairs: Path, tmp_path: Path) -> None:
    told = json.loads(run(pairs, "--json", "--out", tmp_path / "scored.csv").stdout)
    assert told == {"pairs": 3, "likely": 1, "threshold": 0.5}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_evidence_is_in_the_readers_language(pairs: Path, tmp_path: Path, language: str) -> None:
    words = {"en": "surname: same", "ru": "фамилия: совпадает", "kk": "тегі: бірдей"}
    out = tmp_path / "scored.csv"
    run(pairs, "--out", out, language=language)
    assert rows_of(out)[1]["because"].startswith(words[language])
    assert words[language] in run(pairs, language=language).stdout


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_a_byte_order_mark_are_read_and_kept(tmp_path: Path, separator: str) -> None:
    text = PAIRS.replace('"a note, with a comma"', "a note").replace(",", separator)
    file, out = written(tmp_path / "pairs.csv", "\ufeff" + text), tmp_path / "scored.csv"
    assert run(file, "--out", out).exit_code == 0
    assert rows_of(out, separator)[0]["id"] == "1"


def test_all_faults_are_told_with_row_and_column_and_nothing_is_written(tmp_path: Path) -> None:
    file = written(
        tmp_path / "pairs.csv",
        "name_a,name_b\nОспанов Серік,Ospanov Serik\n,Ospanov\n\n12,...\nОспанов,Серік,Асқарұлы\nОспанов,"
        + "а" * 10_001
        + "\n",
    )
    assert faults_of(file) == [(3, "name_a"), (5, "name_a"), (5, "name_b"), (6, None), (7, "name_b")]
    out = written(tmp_path / "scored.csv", "what was there before")
    result = run(file, "--out", out)
    assert result.exit_code == 1
    assert "Nothing was compared." in result.stderr
    assert out.read_text(encoding="utf-8") == "what was there before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pairs.csv", "scored.csv"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", (None, None)),
        ("name_a,name\nа,б\n", (1, "name_b")),
        ("name_a,name_a,name_b\nа,б,в\n", (1, "name_a")),
        ("name_a,name_b,score\nа,б,1\n", (1, "score")),
        ('name_a,name_b\nа,"б\n', (2, None)),
        ("name_a,name_b\nа,б\0\n", (2, None)),
        ("name_a,name_b\nа," + "б" * 2**20 + "\n", (2, None)),
        (",".join(["name_a", "name_b", *map(str, range(100_000))]) + "\n", (1, None)),
    ],
)
def test_a_file_that_is_no_file_of_pairs_is_told_so(
    tmp_path: Path, text: str, fault: tuple[int | None, str | None]
) -> None:
    assert faults_of(written(tmp_path / "pairs.csv", text))[0] == fault


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16"])
def test_another_encoding_is_named_and_not_guessed(tmp_path: Path, encoding: str) -> None:
    file = written(tmp_path / "pairs.csv", "name_a,name_b\nИванов Иван,Петров Пётр\n", encoding=encoding)
    result = run(file)
    assert result.exit_code == 1
    assert "UTF-8" in result.stderr


def test_two_hundred_faults_are_enough(tmp_path: Path) -> None:
    file = written(tmp_path / "pairs.csv", "name_a,name_b\n" + "1,2\n" * 1000)
    assert len(faults_of(file)) == 200


def test_wrong_usage_has_exit_code_2(pairs: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "missing.csv").exit_code == 2
    assert run(pairs, "--out", tmp_path / "missing" / "scored.csv").exit_code == 2
    assert run(pairs, "--pack", tmp_path / "missing.yaml").exit_code == 2


def test_a_language_pack_of_ones_own_is_used(tmp_path: Path) -> None:
    pack = written(
        tmp_path / "turkish.yaml",
        "language: tr\ntitle: Turkish names\nequivalents:\n  - [Mehmet, Memo]\n",
    )
    file = written(tmp_path / "pairs.csv", "name_a,name_b\nMehmet Yıldırımkaya,Memo Yildirimkaya\n")
    (without,) = json.loads(run(file, "--json").stdout)["pairs"]
    (with_pack,) = json.loads(run(file, "--json", "--pack", pack).stdout)["pairs"]
    assert without["score"] < with_pack["score"]
    assert "another form of the same name" in with_pack["because"]


def test_faults_of_a_language_pack_are_told_with_their_lines(pairs: Path, tmp_path: Path) -> None:
    pack = written(
        tmp_path / "wrong.yaml",
        "language: tr\ntitle: Turkish names\nletters:\n  ğ: §\nclose:\n  - [s, z, 7]\nnicknames: [Memo]\n",
    )
    result = run(pairs, "--pack", pack, "--json")
    assert result.exit_code == 1
    faults = json.loads(result.stdout)["faults"]
    assert {fault["row"] for fault in faults} == {4, 6, 7}
    assert "Nothing was compared." in run(pairs, "--pack", pack).stderr


def test_hidden_characters_of_a_name_are_spelled_out_on_the_terminal(tmp_path: Path) -> None:
    file = written(tmp_path / "pairs.csv", "name_a,name_b\nИванов\x1b[2J Иван,Иванов Иван\n")
    text = run(file).stdout
    assert "\x1b" not in text
    assert "\\u001b" in text
