"""`aiqyn rosters evaluate`: measures, what stands in one file only, faults by row, three languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from aiqyn.cli.application import application
from aiqyn.core.language import LANGUAGES

IDENTITIES = """\
roster,record,identity,probability
A,1,p1,0.9
A,2,p2,
B,1,p1,0.9
B,2,p3,1
B,3,p2,0.7
"""
TRUTH = """\
person;roster;record
x;A;1
x;B;1
y;A;2
y;B;2
y;C;9
"""
MATCHES = """\
roster_a,record_a,roster_b,record_b,probability,because
A,1,B,1,0.9,
A,2,B,3,0.7,
A,2,B,2,0.2,
"""


def run(folder: Path, *options: str, language: str = "en", **contents: str) -> Result:
    files = {"identities": IDENTITIES, "truth": TRUTH, "matches": MATCHES, **contents}
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    words = [str(folder / "identities.csv"), str(folder / "truth.csv"), *options, "--language", language]
    words = [str(folder / "matches.csv") if word == "MATCHES" else word for word in words]
    result = CliRunner().invoke(application, ["rosters", "evaluate", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def faults(result: Result) -> list[tuple[str, int | None, str | None]]:
    assert result.exit_code == 1
    found = json.loads(result.stdout)["faults"]
    return [(Path(each["file"]).stem, each["row"], each["field"]) for each in found]


def test_measures_count_lost_rows_as_persons_and_leave_out_what_the_truth_does_not_know(
    tmp_path: Path,
) -> None:
    result = run(tmp_path, "--matches", "MATCHES", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["records"] == {"judged": 4, "only_in_identities": 1, "only_in_truth": 1}
    assert (told["precision"], told["recall"], told["f1"]) == (1.0, 0.25, 0.4)
    assert told["pairs"] == {"right": 1, "found": 1, "true": 4}
    assert told["persons"] == {"found": 4, "true": 2}
    assert told["clusters"]["exact"] == 1
    assert [(each["first"], each["second"], each["true"]) for each in told["lists"]] == [
        ("A", "B", 2),
        ("A", "C", 1),
        ("B", "C", 1),
    ]
    assert (told["calibration"]["pairs"], told["calibration"]["unknown"]) == (2, 1)


def test_with_some_persons_known_measures_are_estimates_with_intervals(tmp_path: Path) -> None:
    told = json.loads(run(tmp_path, "--partial", "--matches", "MATCHES", "--json").stdout)
    assert told["partial"] == {"known_persons": 2, "known_records": 5, "sampled_by": "person", "level": 0.95}
    for key in ("precision", "recall", "f1"):
        assert told[key]["low"] <= told[key]["value"] <= told[key]["high"]
    # One row of the pair is of a person whose rows are all known, so the other is known not to be.
    assert (told["calibration"]["pairs"], told["calibration"]["unknown"]) == (3, 0)
    by_rows = json.loads(run(tmp_path, "--partial", "--sampled-by", "record", "--json").stdout)
    assert by_rows["persons"]["true"] != told["persons"]["true"]


def test_a_list_alone_needs_no_name_in_either_file(tmp_path: Path) -> None:
    truth = "record,cluster\n1,x\n2,x\n"
    result = run(tmp_path, "--json", identities="record,identity\n1,a\n2,a\n", truth=truth)
    assert json.loads(result.stdout)["f1"] == 1.0
    named = run(tmp_path, "--json", identities="roster,record,identity\nA,1,a\nA,2,a\n", truth=truth)
    assert json.loads(named.stdout)["f1"] == 1.0
    assert faults(run(tmp_path, "--json", truth=truth)) == [("truth", 1, "roster")]


@pytest.mark.parametrize(
    ("contents", "places"),
    [
        ({"identities": ""}, [("identities", None, None)]),
        ({"identities": "roster,record,identity\n"}, [("identities", None, None)]),
        (
            {"identities": "roster,name\nA,1\n"},
            [("identities", 1, "record"), ("identities", 1, "identity")],
        ),
        (
            {"identities": "roster,record,identity,probability\nA,1,,2\n,2,p,x\nA,3\nA,4,p,nan\nA,4,q,1\n"},
            [
                ("identities", 2, "identity"),
                ("identities", 2, "probability"),
                ("identities", 3, "roster"),
                ("identities", 3, "probability"),
                ("identities", 4, None),
                ("identities", 5, "probability"),
                ("identities", 6, "record"),
            ],
        ),
        ({"truth": "roster,record,person\nZ,1,x\n"}, [("truth", None, None)]),
    ],
)
def test_all_faults_of_a_file_are_told_with_their_rows(
    tmp_path: Path, contents: dict[str, str], places: list[tuple[str, int | None, str | None]]
) -> None:
    assert faults(run(tmp_path, "--json", **contents)) == places


def test_faults_of_matches_are_told_with_their_rows(tmp_path: Path) -> None:
    text = "record_a,record_b,roster_a,probability\n"
    assert faults(run(tmp_path, "--matches", "MATCHES", "--json", matches=text)) == [
        ("matches", 1, "roster_b")
    ]
    text = MATCHES + "A,1,B,,0.5,\nA,1,B,2,1.5,\nA,1\n"
    assert faults(run(tmp_path, "--matches", "MATCHES", "--json", matches=text)) == [
        ("matches", 5, "record_b"),
        ("matches", 6, "probability"),
        ("matches", 7, None),
    ]


def test_one_known_person_is_too_few_to_estimate_from(tmp_path: Path) -> None:
    truth = "roster,record,person\nA,1,x\nB,1,x\n"
    assert faults(run(tmp_path, "--partial", "--json", truth=truth)) == [("truth", None, None)]


def test_a_file_that_is_not_there_or_a_word_that_is_not_known_is_wrong_usage(tmp_path: Path) -> None:
    assert run(tmp_path, "--matches", str(tmp_path / "none.csv")).exit_code == 2
    assert run(tmp_path, "--partial", "--sampled-by", "list").exit_code == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_read_the_measures_in_their_language(tmp_path: Path, language: str) -> None:
    said = [
        run(tmp_path, "--matches", "MATCHES", *options, language=language).stdout
        for options in ((), ("--partial",))
    ]
    heads = {"en": "precision", "ru": "точность", "kk": "дәлдік"}
    for text in said:
        assert heads[language] in text
        assert "Brier" in text or "Брай" in text
    assert "A – B" in said[0]
