"""Estimations leave an inquiry only as far as its policy says, and never with a name or a note."""

from __future__ import annotations

import json

import pytest
from disclosure_inquiries import AS_OF, KEY, commitments_of
from dossiers import COUNTS, text, whole_dossier

from aiqyn.core.disclosure import Cut, Policy, cut_down, release_json
from aiqyn.core.inquiry import Dossier, Estimation, ListOfEstimation


def cut(dossier: Dossier, **policy: object) -> Cut:
    made = cut_down(
        dossier,
        Policy(id="report", title=text("Report"), purpose="report", **policy),
        id="first",
        title=text("First"),
        as_of=AS_OF,
        commitments=commitments_of(dossier),
        order_key=KEY,
    )
    assert isinstance(made, Cut), made
    return made


def changed(**fields: object) -> Dossier:
    dossier = whole_dossier()
    estimation = dossier.estimations[0].model_copy(update=fields)
    return dossier.model_copy(update={"estimations": (estimation,)})


def only(made: Cut) -> Estimation:
    (estimation,) = made.release.contents().estimations
    return estimation


def test_a_policy_is_closed_to_estimations_by_default():
    policy = Policy(id="report", title=text("Report"), purpose="report")
    assert policy.estimations == "withheld"
    made = cut(whole_dossier())
    assert "estimations" not in made.release.records
    assert made.reasons["estimations", "unlisted"].ground == "kind_not_released"


def test_each_opening_of_the_policy_tells_all_that_the_one_before_told():
    kept = [
        cut(whole_dossier(), estimations=form).release.records for form in ("withheld", "result", "counts")
    ]
    withheld, result, counts = (records.get("estimations", {}).get("unlisted", {}) for records in kept)
    assert withheld == {}
    assert "counts" not in result
    assert counts == {**result, "counts": [COUNTS]}


@pytest.mark.parametrize("form", ["result", "counts"])
def test_notes_never_leave(form):
    made = cut(changed(note=text("ask the furrier")), estimations=form)
    assert b"furrier" not in release_json(made.release)


def test_what_is_released_is_proved_field_by_field_and_the_rest_is_not():
    made = cut(whole_dossier(), estimations="result")
    original = made.originals["estimations", "unlisted"]
    assert {"title", "population", "seed", "level", "methods"} <= set(original.fields)
    assert "counts" not in original.fields


def test_a_list_whose_source_is_not_shown_is_told_by_the_sources_kind_and_month():
    made = cut(whole_dossier(), estimations="counts")
    first = only(made).lists[0]
    assert first.source == "on-file-letter-2022-04"
    assert "letter" not in made.release.records["sources"]


@pytest.mark.parametrize(
    "each",
    [
        {"title": text("Letters to Тоқаев")},
        {"only": "friends of Тоқаев"},
        {"name": "Тоқаев"},
    ],
    ids=["title", "only", "name"],
)
def test_a_list_that_tells_a_name_closes_the_whole_estimation(each):
    lists = whole_dossier().estimations[0].lists
    told = ListOfEstimation.model_validate({**lists[0].model_dump(), **each})
    counts = COUNTS.replace("letters", told.name)
    made = cut(changed(lists=(told, *lists[1:]), counts=(counts,)), estimations="counts")
    assert "estimations" not in made.release.records
    assert "Тоқаев" not in json.dumps(made.release.model_dump(mode="json"), ensure_ascii=False)
    assert made.reasons["estimations", "unlisted"].ground == "screened_text"


def test_an_id_that_tells_a_name_is_made_anew():
    dossier = whole_dossier()
    person = dossier.persons[0]
    named = person.model_copy(update={"names": (person.names[0].model_copy(update={"text": "Tokaev Q."}),)})
    estimation = dossier.estimations[0].model_copy(update={"id": "tokaev-deaths"})
    made = cut(
        dossier.model_copy(update={"persons": (named, *dossier.persons[1:]), "estimations": (estimation,)}),
        estimations="counts",
    )
    assert only(made).id.startswith("estimation-")
    assert b"tokaev" not in release_json(made.release)
