"""Estimates in a release: made from what is released, closed by default, and made again from it alone."""

from __future__ import annotations

import json

import pytest
from dossiers import COUNTS, open_file, text, whole_dossier

from aiqyn.core.custody import canonical_bytes
from aiqyn.core.disclosure import Policy, Release, read_release, release_json
from aiqyn.core.faults import InputFaults, Refused
from aiqyn.core.inquiry import Dossier, Estimation
from aiqyn.exchange import estimating
from aiqyn.registry import models
from aiqyn.registry.audit import audit
from aiqyn.registry.services import create_release, find_release, import_dossier, open_door, open_ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported():
    open_ledger("aiqyn/small")
    return import_dossier(whole_dossier(), open_file, by="m-1")


def released(name: str = "first", **policy: object) -> Release:
    made = create_release(
        Policy(id="report", title=text("Report"), purpose="report", **policy),
        id=name,
        title=text("First"),
        by="m-1",
    )
    assert not isinstance(made, Refused), made
    return made


def estimation_of(release: Release) -> Estimation:
    (estimation,) = release.contents().estimations
    return estimation


def test_a_policy_that_says_nothing_of_estimations_releases_none(imported):
    release = released()
    assert "estimations" not in release.records
    assert release.estimates == {}
    assert ("estimations", "kind_not_released", 1) in [
        (each.kind, each.ground, each.count) for each in release.withheld
    ]


def test_with_counts_the_release_holds_all_that_is_needed_to_make_the_estimate_again(imported):
    release = released(estimations="counts")
    estimation, found = estimation_of(release), release.estimates["unlisted"]
    assert estimation.counts == (COUNTS,)
    assert (found.seed, found.level, found.requested) == (7, 0.9, ("loglinear", "chao"))
    assert {"aiqyn", "numpy", "scipy", "python", "machine"} <= set(found.versions)
    read = read_release(release_json(release))
    again = estimating.estimate_recorded(estimation_of(read), read.contents().figures)
    assert again == found


def test_results_alone_hold_nothing_that_the_counts_could_be_worked_out_from(imported):
    release = released(estimations="result")
    found = release.estimates["unlisted"]
    assert estimation_of(release).counts == ()
    assert (found.cells, found.sizes, found.data_sha256) == ((), (), ())
    assert found.documented == 198
    assert COUNTS.splitlines()[1] not in release_json(release).decode()
    decision = release.decisions["estimations"]["unlisted"]
    assert decision.fields_withheld == ("counts",)


def test_the_sealed_bytes_are_those_that_were_told_and_the_ledger_agrees(imported):
    release = released(estimations="counts")
    assert find_release("first") == release
    assert audit() == ()


def test_a_figure_that_is_not_released_leaves_no_trace_in_the_estimate(imported):
    known = released(estimations="counts").estimates["unlisted"]
    assert known.sensitivity.targets == (232,)
    dossier = whole_dossier()
    source = dossier.sources[0].model_copy(update={"public": False})
    few = dossier.figures[0].model_copy(update={"value": 2})
    hidden = dossier.model_copy(
        update={"sources": (source, *dossier.sources[1:]), "figures": (few, dossier.figures[1])}
    )
    import_dossier(hidden, open_file, by="m-1")
    release = released("second", estimations="counts")
    assert "F1" not in release.records.get("figures", {})
    assert estimation_of(release).compared_with == ()
    assert release.estimates["unlisted"].sensitivity.targets == ()


def changed(**fields: object) -> Dossier:
    dossier = whole_dossier()
    estimation = dossier.estimations[0].model_copy(update=fields)
    return dossier.model_copy(update={"estimations": (estimation,)})


@pytest.mark.parametrize(
    "fields",
    [
        {"title": text("How many died beside Тоқаев")},
        {"population": text("People known to Тоқаев")},
        {"counts": (COUNTS.replace("almaty,", "Тоқаев Қ.,"),)},
    ],
    ids=["title", "population", "strata"],
)
def test_an_estimation_that_tells_a_name_is_withheld_whole(fields):
    open_ledger("aiqyn/small")
    lists = whole_dossier().estimations[0].lists
    if "counts" in fields:
        fields = {**fields, "lists": (*lists[:2], lists[2].model_copy(update={"only": None, "where": {}}))}
    import_dossier(changed(**fields), open_file, by="m-1")
    release = released(estimations="counts")
    assert "estimations" not in release.records
    assert "Тоқаев" not in release_json(release).decode()
    assert ("estimations", "screened_text") in [(each.kind, each.ground) for each in release.withheld]


def test_without_the_parts_that_estimates_need_a_release_is_refused_and_says_what_to_install(
    imported, monkeypatch
):
    monkeypatch.setattr(estimating, "find_spec", lambda name: None)
    policy = Policy(id="report", title=text("Report"), purpose="report", estimations="result")
    refused = create_release(policy, id="first", title=text("First"), by="m-1")
    assert isinstance(refused, Refused)
    for language in ("kk", "ru", "en"):
        assert "pip install 'aiqyn[estimation]'" in refused.because.in_language(language)
    assert not models.Release.objects.exists()
    closed = policy.model_copy(update={"estimations": "withheld"})
    assert not isinstance(create_release(closed, id="first", title=text("First"), by="m-1"), Refused)


def test_what_is_recorded_while_estimates_are_made_is_in_the_release(imported, monkeypatch):
    from aiqyn.registry.services import estimates

    first = estimates.estimate_recorded
    asked = []

    def slow(estimation, figures, *, progress=None):
        asked.append(estimation.seed)
        if len(asked) == 1:
            later = whole_dossier().estimations[0].model_copy(update={"seed": 8})
            with open_door("m-2") as door:
                door.put("estimations", later.id, later)
        return first(estimation, figures, progress=progress)

    monkeypatch.setattr(estimates, "estimate_recorded", slow)
    release = released(estimations="counts")
    assert asked == [7, 8]
    assert estimation_of(release).seed == release.estimates["unlisted"].seed == 8


def test_an_estimate_is_made_once_for_the_draft_and_the_sealed_release(imported, monkeypatch):
    from aiqyn.registry.services import estimates

    first, asked = estimates.estimate_recorded, []

    def counted(*given, **options):
        asked.append(given)
        return first(*given, **options)

    monkeypatch.setattr(estimates, "estimate_recorded", counted)
    released(estimations="counts")
    assert len(asked) == 1


def test_a_name_that_is_taken_is_told_before_any_long_work(imported, monkeypatch):
    from aiqyn.registry.services import estimates

    released("first")
    monkeypatch.setattr(estimates, "estimate_recorded", lambda *given, **options: pytest.fail("too late"))
    policy = Policy(id="report", title=text("Report"), purpose="report", estimations="counts")
    assert isinstance(create_release(policy, id="first", title=text("First"), by="m-1"), Refused)


def test_a_release_does_not_hold_the_estimate_of_an_estimation_that_is_not_in_it(imported):
    release = released(estimations="counts")
    forged = json.loads(release_json(release))
    del forged["records"]["estimations"], forged["decisions"]["estimations"]
    with pytest.raises(InputFaults) as caught:
        read_release(canonical_bytes(forged))
    assert "not of unlisted" in str(caught.value.faults[0].accepted)
