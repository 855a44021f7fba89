"""`aiqyn demo`: one command from the dossier to a report that anyone can check."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from running import aiqyn

from aiqyn.cli.demo import example_folder
from aiqyn.exchange.dossier import read_dossier

if TYPE_CHECKING:
    from installed_package import Clone

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("documents")]


@pytest.fixture(scope="module")
def made(clone: Clone) -> Path:
    """The demo's folder; tests leave it as it is."""
    return clone.demo


def test_it_calls_nobody_and_leaves_nothing_in_the_temporary_folder(clone):
    assert not (clone.watched / "calls.txt").exists()
    assert list((clone.watched / "temporary").iterdir()) == []


def test_it_leaves_everything_that_it_promises(made):
    for path in (
        "report/index.html",
        "report/kk/index.html",
        "report/ru/index.html",
        "report/en/index.html",
        "report/aiqyn-january-2022.kk.pdf",
        "report/aiqyn-january-2022.ru.pdf",
        "report/aiqyn-january-2022.en.pdf",
        "bundle/manifest.json",
        "bundle/report/index.html",
        "dossier/inquiry.yaml",
        "figures.json",
        "estimate.json",
        "home/keyring.json",
        "home/inquiry.sqlite",
    ):
        assert (made / path).is_file(), path


def test_its_summary_says_where_everything_is_and_how_to_sign_in(clone):
    told = clone.told
    for part in ("report/index.html", "aiqyn verify", "sign in", "passphrase"):
        assert part in told


def test_its_bundle_verifies(made):
    assert "Every proof in the bundle holds." in aiqyn("verify", made / "bundle").stdout


def test_one_number_changed_by_hand_in_the_report_makes_verification_fail(made, tmp_path):
    import shutil

    copy = shutil.copytree(made / "bundle", tmp_path / "bundle")
    pages = [
        page for page in sorted((copy / "report" / "en").rglob("*.html")) if "213" in page.read_text("utf-8")
    ]
    assert pages, "the report tells the number"
    text = pages[0].read_text("utf-8")
    pages[0].write_text(text.replace("213", "113", 1), "utf-8")
    done = aiqyn("verify", copy, code=1)
    assert pages[0].name in done.stdout + done.stderr


def test_the_exported_dossier_is_the_example_without_loss(made):
    exported = read_dossier(made / "dossier").dossier
    (simulated,) = exported.estimations
    assert simulated.simulated
    real = exported.model_copy(
        update={
            "estimations": (),
            "sources": tuple(source for source in exported.sources if source.id != "SIMULATION"),
            "files": tuple(file for file in exported.files if not file.path.startswith("estimations/")),
        }
    )
    assert real == read_dossier(example_folder()).dossier


def test_figures_json_says_what_a_careful_reader_sees(made):
    told = json.loads((made / "figures.json").read_text("utf-8"))
    assert set(told) >= {"consistent", "conflicts", "implied", "series", "not_comparable", "breakdowns"}
    assert any(bound["high"] == 44 for bound in told["implied"])


def test_ledger_and_registry_agree(clone):
    opened = ("--home", clone.demo / "home", "--passphrase-file", clone.passphrase)
    done = aiqyn("ledger", "verify", *opened, "--json")
    assert json.loads(done.stdout)["holds"] is True


def test_no_private_person_is_named_and_no_byte_of_the_store_can_be_read(made):
    store = (made / "home" / "inquiry.sqlite").read_bytes()
    assert b"SQLite format" not in store
    assert "Алматы".encode() not in store
    assert b"hospital" not in store


def test_a_second_demo_replaces_the_first_and_nothing_else(made, tmp_path):
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "thesis.txt").write_text("years of work")
    done = aiqyn("demo", "--no-serve", "--out", precious, code=2)
    assert "no demo made" in done.stderr
    assert (precious / "thesis.txt").read_text() == "years of work"


def test_its_estimates_are_of_simulated_lists_and_every_page_and_picture_says_so(made):
    told = json.loads((made / "estimate.json").read_text("utf-8"))
    linked = json.loads((made / "linkage" / "linkage.json").read_text("utf-8"))
    assert told["simulated"]
    assert told["documented"] == linked["persons"]["linked"], "what is estimated from is what was linked"
    answers = [one for one in told["estimates"] if not one["refused"] and not one["is_lower_bound"]]
    assert len(answers) >= 4
    held = [one for one in answers if one["low"] <= 360 <= one["high"]]
    assert len(held) >= len(answers) - 1, "the lists were drawn from 360 people"
    page = (made / "report" / "en" / "unlisted.html").read_text("utf-8")
    pictures = page.count("<svg")
    assert pictures > 10
    assert page.count("Simulated data: no real person is counted here.") >= pictures


def test_its_lists_are_linked_nearly_as_they_were_drawn_and_every_row_says_that_it_is_simulated(made):
    lists = example_folder().with_name("january-2022-simulated") / "lists"
    done = aiqyn("rosters", "evaluate", made / "linkage" / "identities.csv", lists / "truth.csv", "--json")
    assert json.loads(done.stdout)["f1"] >= 0.95
    told = json.loads((made / "linkage" / "linkage.json").read_text("utf-8"))
    persons = told["persons"]
    # One draw of lists is no test of an interval: `benchmarks/linkage_demo.py` makes it, over many.
    assert persons["low"] <= persons["linked"] <= persons["high"] + 3
    assert abs(persons["linked"] - 310) <= 6, "310 people are on these lists"
    marks = ("simulated", "смоделирован", "үлгі")
    with (made / "linkage" / "review.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            assert all(any(mark in row[side].lower() for mark in marks) for side in ("row_a", "row_b"))


def test_the_simulated_counts_are_those_that_their_program_draws():
    folder = example_folder().with_name("january-2022-simulated")
    drawn = subprocess.run(
        [sys.executable, folder / "draw_lists.py"], capture_output=True, text=True, check=True
    )
    assert drawn.stdout == (folder / "estimations" / "simulated-lists.csv").read_text("utf-8")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_summary_of_the_printed_report_is_on_one_page(made, language):
    from pypdf import PdfReader

    pages = PdfReader(made / "report" / f"aiqyn-january-2022.{language}.pdf").pages
    contents = {"kk": "Мазмұны", "ru": "Содержание", "en": "Contents"}
    assert contents[language] in pages[2].extract_text()
