"""The example with real counts: sourced, complete, and estimated as it was published."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiqyn.core.dates import EdtfDate
from aiqyn.core.disclosure import cut_down
from aiqyn.core.inquiry import KINDS, Dossier
from aiqyn.core.language import LANGUAGES
from aiqyn.exchange.capture_counts_file import read_capture_counts
from aiqyn.exchange.dossier import read_dossier, read_policy
from aiqyn.exchange.estimating import estimate_recorded, targets_of

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "kosovo-1999"


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return read_dossier(EXAMPLE).dossier


def test_it_holds_the_published_counts_of_four_lists(dossier):
    (estimation,) = dossier.estimations
    table = read_capture_counts(estimation.counts[0].encode(), file="killings.csv").together()
    assert table.lists == ("EXH", "ABA", "OSCE", "HRW")
    assert table.documented == 4400
    assert [table.size(index) for index in range(4)] == [1910, 1528, 1786, 685]
    assert estimation.simulated is False


def test_everything_in_it_is_sourced_and_told_in_three_languages(dossier):
    (estimation,) = dossier.estimations
    assert all(each.source for each in estimation.lists)
    assert set(estimation.cites) == {"ball-2002", "published-table"}
    told = [dossier.inquiry.title, estimation.title, estimation.population]
    told += [each.title for each in (*estimation.lists, *dossier.sources)]
    assert all(set(text.languages()) == set(LANGUAGES) for text in told)


def test_it_tells_of_no_single_person(dossier):
    held = {kind for kind in KINDS if dossier.all_of(kind)}
    assert held == {"sources", "organisations", "places", "figures", "estimations"}


def test_it_is_held_against_the_published_estimate(dossier):
    (estimation,) = dossier.estimations
    assert targets_of(estimation, dossier.figures) == (10356,)


def test_the_log_linear_estimate_agrees_with_the_published_one(dossier):
    """Ball, Betts, Scheuren, Dudukovic & Asher (2002): 10,356 (9,002–12,122)."""
    (estimation,) = dossier.estimations
    asked = estimation.model_copy(update={"methods": ("loglinear",)})
    found = estimate_recorded(asked, dossier.figures)
    best = found.estimates[0]
    assert abs(best.low - 9002) < 60
    assert abs(best.high - 12122) < 60
    assert best.low < 10356 < best.high
    assert found.sensitivity.targets == (10356,)


def test_its_policy_releases_the_whole_estimation(dossier):
    policy = read_policy(EXAMPLE / "policies" / "public-report.yaml")
    things = [(kind, thing.id) for kind in KINDS for thing in dossier.all_of(kind)]
    cut = cut_down(
        dossier,
        policy,
        id="first",
        title=policy.title,
        as_of=EdtfDate("2026-03-01"),
        commitments={key: f"c-{number}" for number, key in enumerate(things)},
        order_key=bytes(32),
    )
    (released,) = cut.release.contents().estimations
    (recorded,) = dossier.estimations
    assert released == recorded
    assert cut.release.decisions["estimations"]["killings"].fields_withheld == ()
