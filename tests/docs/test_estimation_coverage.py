"""The coverage that the documentation shows is the one that was measured."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def coverage() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "estimation_coverage", ROOT / "benchmarks" / "estimation_coverage.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look for their module by name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_table_in_the_documentation_is_made_from_the_measured_numbers(coverage: ModuleType) -> None:
    rows = json.loads(coverage.NUMBERS.read_text(encoding="utf-8"))
    assert coverage.page(rows) in coverage.PAGE.read_text(encoding="utf-8")


def test_every_design_was_measured(coverage: ModuleType) -> None:
    rows = json.loads(coverage.NUMBERS.read_text(encoding="utf-8"))
    assert {row["design"] for row in rows} == set(coverage.DESIGNS)
    assert all(row["populations"] > 0 for row in rows)


def test_a_run_that_was_stopped_in_the_middle_of_a_line_goes_on_where_it_was(
    coverage: ModuleType, tmp_path: Path
) -> None:
    keys = [("A", 250, number, "chao") for number in range(2)]
    first = coverage.Kept(tmp_path)
    coverage.run_all(keys, first)
    file = tmp_path / "runs.jsonl"
    file.write_text(file.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    again = coverage.Kept(tmp_path)
    assert list(again.runs) == keys[:1]
    coverage.run_all(keys, again)
    kept = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [one["replicate"] for one in kept] == [0, 1]
    assert {key: run.median for key, run in again.runs.items()} == {
        key: run.median for key, run in first.runs.items()
    }
