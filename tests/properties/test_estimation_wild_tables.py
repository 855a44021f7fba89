"""Wild tables and hostile files: an answer that holds, or a refusal or faults that say why; nothing else.

Some here, thousands by `make fuzz`. A table that breaks a promise is named by its number.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from estimation_populations import DESIGNS, drawn_population
from wild_tables import faults_in, hostile_bytes, wild_counts

from aiqyn.core.estimation import Options, available_methods, estimate_population
from aiqyn.core.faults import InputFaults
from aiqyn.core.language import LANGUAGES
from aiqyn.exchange.capture_counts_file import read_capture_counts

QUICK = tuple(name for name in available_methods() if name not in {"lcmcr", "hierarchical"})
TESTS = Path(__file__).parents[1]


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 20, 10))
def test_wild_tables_get_answers_that_hold_or_refusals_with_reasons(first: int) -> None:
    for number in range(first, first + 10):
        report = estimate_population(wild_counts(number), QUICK, Options(seed=number))
        assert faults_in(report) == (), f"table {number}"


@pytest.mark.slow
def test_wild_tables_get_no_number_from_chains_that_do_not_agree() -> None:
    for number in range(100, 103):
        report = estimate_population(wild_counts(number), ["lcmcr"], Options(seed=number))
        assert faults_in(report) == (), f"table {number}"


def test_hostile_files_are_counts_or_faults_that_say_what_would_be_right() -> None:
    outcomes = {"counts": 0, "faults": 0}
    for number in range(250):
        try:
            read_capture_counts(hostile_bytes(number), file="wild.csv")
            outcomes["counts"] += 1
        except InputFaults as error:
            outcomes["faults"] += 1
            told = [fault.as_json(language) for fault in error.faults for language in LANGUAGES]
            assert told
            assert all(fault["accepted"] and fault["file"] == "wild.csv" for fault in told), number
    assert min(outcomes.values()) > 40


ESTIMATED = """
import sys, json
sys.path.insert(0, {tests!r})
from estimation_populations import drawn_population
from aiqyn.core.estimation import Options, available_methods, estimate_population
counts = drawn_population("A", 250, 1).counts
report = estimate_population(counts, available_methods(), Options(seed=7, bootstrap=20))
print(json.dumps(report.as_json("kk"), ensure_ascii=False))
"""


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", ESTIMATED.format(tests=str(TESTS))],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert json.loads(said[0])["seed"] == 7


# ------------------------------------------------------------------ a part that no list can reach


@pytest.mark.parametrize("design", ["D", "D-class"])
def test_people_whom_no_list_can_reach_are_in_no_interval_and_every_report_says_so(design: str) -> None:
    """It must not be mended: nothing in the data tells that they exist."""
    population = drawn_population(design, 1000, 0)
    report = estimate_population(population.counts, QUICK, Options())
    for one in report.as_json("en")["estimates"]:
        assert one["high"] < population.people
    for language in LANGUAGES:
        assert "unreachable" in [limit["key"] for limit in report.as_json(language)["limits"]]
    (said,) = [limit["says"] for limit in report.as_json("en")["limits"] if limit["key"] == "unreachable"]
    assert "every number here is a lower bound" in said


def test_a_list_that_avoids_another_lifts_the_bound_above_the_truth_and_the_bound_says_so() -> None:
    above = 0
    for replicate in range(20):
        population = drawn_population("C-neg", 5000, replicate)
        report = estimate_population(population.counts, ["chao"], Options())
        (told,) = report.as_json("en")["estimates"]
        above += told["low"] > population.reachable
        assert "no-avoidance" in [note["key"] for note in told["assumptions"]]
    assert above >= 18


def test_the_bound_is_at_most_the_truth_where_people_differ_in_how_easily_they_are_found() -> None:
    for replicate in range(20):
        population = drawn_population("B", 1000, replicate)
        (told,) = estimate_population(population.counts, ["chao"], Options()).as_json("en")["estimates"]
        assert told["median"] <= population.reachable


def test_every_design_says_what_it_is_and_for_whom_its_assumptions_hold() -> None:
    assert {design.key for design in DESIGNS.values()} == set(range(1, 10))
    for name, design in DESIGNS.items():
        assert design.says
        assert set(design.holds) <= set(available_methods()), name
