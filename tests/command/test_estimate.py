"""`aiqyn estimate`: a table and sentences for people, JSON for programs, exit code 3 for a refusal."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from estimation_tables import as_csv, drawn, published_table
from typer.testing import CliRunner, Result

from aiqyn.cli.application import application
from aiqyn.core.language import LANGUAGES


@pytest.fixture
def kosovo(tmp_path: Path) -> Path:
    return written(tmp_path / "kosovo.csv", as_csv(published_table("kosovo")))


@pytest.fixture
def refused(tmp_path: Path) -> Path:
    return written(tmp_path / "refused.csv", as_csv(published_table("not_overlapping")))


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


def test_an_estimate_is_told_with_its_interval_its_assumptions_and_what_it_can_not_tell(kosovo: Path) -> None:
    result = run(kosovo, "--method", "decomposable")
    assert result.exit_code == 0
    told = in_one_line(result.stdout)
    assert "4,400 people are documented" in told
    assert "about 12,595 people" in told
    assert "9,827 to 16,544" in told
    assert "Madigan & York (1997)" in told
    assert "There are at least 8,591 people" in told
    assert told.index("This assumes") < told.index("What no method can tell")
    assert "every number here is a lower bound for all" in told
    assert result.stderr == ""


def test_json_goes_alone_to_standard_output_with_the_promised_keys(kosovo: Path) -> None:
    result = run(kosovo, "--method", "loglinear", "--json", "--seed", "7")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["documented"] == 4400
    assert found["seed"] == 7
    assert found["data_sha256"] == sha256(kosovo.read_bytes()).hexdigest()
    assert {"aiqyn", "numpy", "scipy", "python"} <= set(found["versions"])
    estimate, floor = found["estimates"]
    assert {"method", "refused", "because", "median", "mean", "low", "high", "level"} <= set(estimate)
    assert estimate["method"] == "loglinear"
    assert estimate["models"][0]["model"] == "[123,14,34]"
    assert (estimate["low"], estimate["high"], estimate["level"]) == (8994, 12110, 0.95)
    assert (floor["method"], floor["is_lower_bound"]) == ("chao", True)
    assert result.stderr == ""


def test_the_same_seed_gives_the_same_bytes(kosovo: Path) -> None:
    runs = [run(kosovo, "--method", "decomposable", "--json", "--seed", "3").stdout for _ in range(2)]
    assert runs[0] == runs[1]


def test_a_refusal_has_exit_code_3_a_reason_and_what_would_be_needed(refused: Path) -> None:
    result = run(refused, "--method", "decomposable")
    assert result.exit_code == 3
    told = in_one_line(result.stdout)
    assert "A, B; C" in told
    assert "What would be needed" in told
    assert "about" not in told
    found = json.loads(run(refused, "--method", "decomposable", "--json").stdout)
    assert found["refused"] is True
    assert all(one["refused"] and one["median"] is None for one in found["estimates"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_readers_language(kosovo: Path, refused: Path, language: str) -> None:
    words = {"en": "people", "ru": "людей", "kk": "адам"}
    for file in (kosovo, refused):
        assert words[language] in run(file, "--method", "chao", language=language).stdout


def test_faults_of_the_counts_are_listed_and_nothing_is_estimated(tmp_path: Path) -> None:
    file = written(tmp_path / "bad.csv", "A,B,C,count\n1,0,0,-3\n0,0,0,4\n")
    result = run(file)
    assert result.exit_code == 1
    assert "Nothing was estimated." in result.stderr
    faults = json.loads(run(file, "--json").stdout)["faults"]
    assert [(fault["row"], fault["field"]) for fault in faults] == [(2, "count"), (3, None)]


@pytest.mark.parametrize(
    "arguments",
    [("missing.csv",), ("--method", "guess"), ("--level", "2"), ("--seed", "-1"), ()],
)
def test_wrong_usage_has_exit_code_2(kosovo: Path, arguments: tuple[str, ...]) -> None:
    file = () if arguments in {("missing.csv",), ()} else (kosovo,)
    assert run(*file, *arguments).exit_code == 2


def test_strata_are_shown_one_by_one_and_together_or_as_one_population(tmp_path: Path) -> None:
    parts = {
        name: as_csv(drawn([0.4, 0.35, 0.3, 0.3], 700, seed)) for seed, name in enumerate(("north", "south"))
    }
    rows = ["stratum,L1,L2,L3,L4,count"]
    rows += [f"{name},{row}" for name, text in parts.items() for row in text.splitlines()[1:]]
    file = written(tmp_path / "strata.csv", "\n".join(rows) + "\n")
    found = json.loads(run(file, "--method", "chao", "--json").stdout)
    assert [stratum["stratum"]["stratum"] for stratum in found["strata"]] == ["north", "south"]
    assert found["estimates"][0]["sum_over_strata"] == 2
    assert "All strata together" in run(file, "--method", "chao").stdout
    together = json.loads(run(file, "--method", "chao", "--together", "--json").stdout)
    assert "strata" not in together
    assert together["documented"] == found["documented"]


def test_several_files_are_samples_of_one_linkage(tmp_path: Path) -> None:
    files = [
        written(tmp_path / f"{seed}.csv", as_csv(drawn([0.4, 0.35, 0.3, 0.3], 700, seed)))
        for seed in range(3)
    ]
    found = json.loads(run(*files, "--method", "chao", "--json").stdout)
    assert len(found["data_sha256"]) == 3
    assert found["estimates"][0]["linkage"]["samples"] == 3
    other = written(tmp_path / "other.csv", "A,B,C,count\n1,0,0,5\n")
    assert run(files[0], other, "--method", "chao").exit_code == 2


def test_a_declared_fact_of_a_list_refuses_the_estimate(kosovo: Path, tmp_path: Path) -> None:
    facts = written(tmp_path / "facts.yaml", "lists:\n  HRW:\n    only: named officials\n")
    result = run(kosovo, "--method", "chao", "--coverage", facts)
    assert result.exit_code == 3
    assert "named officials" in in_one_line(result.stdout)
    wrong = written(tmp_path / "wrong.yaml", "lists:\n  NGO:\n    only: x\n")
    assert run(kosovo, "--method", "chao", "--coverage", wrong).exit_code == 1


def test_a_bootstrap_interval_stands_beside_the_best_model_where_asked(tmp_path: Path) -> None:
    file = written(tmp_path / "three.csv", as_csv(drawn([0.4, 0.35, 0.3], 400, 2)))
    found = json.loads(run(file, "--method", "loglinear", "--bootstrap", "20", "--json").stdout)
    assert found["estimates"][0]["bootstrap"]["resamples"] == 20
