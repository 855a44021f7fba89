"""What the parts of an inquiry must agree on before it is taken in."""

from __future__ import annotations

import pytest
from dossiers import whole_dossier
from pydantic import ValidationError

from aiqyn.core.inquiry import ActLink, Dossier, Misfit, Statement, Translation, check_dossier


def misfits(kind: str, index: int, **changes: object) -> tuple[Misfit, ...]:
    """What is wrong when one thing of the small dossier says something else."""
    dossier = whole_dossier()
    things = list(dossier.all_of(kind))
    things[index] = things[index].model_copy(update=changes)
    return check_dossier(dossier.model_copy(update={kind: tuple(things)}))


def told(found: tuple[Misfit, ...]) -> list[tuple[str, int, tuple[str | int, ...]]]:
    return [(misfit.kind, misfit.index, misfit.path) for misfit in found]


def test_an_id_that_two_things_of_a_kind_have_is_found():
    assert ("persons", 1, ("id",)) in told(misfits("persons", 1, id="person-1"))


def test_a_reference_that_leads_nowhere_is_found_and_the_nearest_id_is_told():
    found = misfits("acts", 0, place="almaty-city")
    assert ("acts", 0, ("place",)) in told(found)
    assert misfits("acts", 0, place="almati")[0].because.values["close"] == "almaty"


def test_a_citation_of_a_place_that_the_source_does_not_have_is_found():
    assert told(misfits("acts", 0, cites=("report:F9",))) == [("acts", 0, ("cites", 0))]


def test_a_list_that_names_a_thing_twice_is_found():
    found = misfits("recommendations", 0, addressees=("office", "ministry", "office"))
    assert told(found) == [("recommendations", 0, ("addressees", 2))]


def test_a_place_that_lies_within_itself_is_found():
    assert told(misfits("places", 1, within="almaty")) == [
        ("places", 0, ("within",)),
        ("places", 1, ("within",)),
    ]


def test_a_person_who_dies_twice_is_found_unless_both_acts_are_the_same():
    dossier = whole_dossier()
    first = dossier.acts[0].model_copy(update={"type": "killed_shot", "links": ()})
    second = first.model_copy(update={"id": "act-3"})
    same = second.model_copy(update={"links": (ActLink(kind="same_as", act="act-1"),)})

    def deaths(*acts: object) -> list[str]:
        changed = dossier.model_copy(update={"acts": (*acts, dossier.acts[1])})
        return [misfit.kind for misfit in check_dossier(changed)]

    assert deaths(first, second) == ["acts", "acts"]
    assert deaths(first, same) == []


def test_a_finding_below_the_mandates_standard_is_found_unless_another_body_made_it():
    low = {"standard": "reasonable_suspicion"}
    assert told(misfits("findings", 0, **low)) == [("findings", 0, ("standard",))]
    assert misfits("findings", 0, **low, made_by="office") == ()


def test_a_statement_has_one_translation_in_each_language():
    statement = whole_dossier().statements[0].model_dump()
    twice = (Translation(language="en", text="a"), Translation(language="en", text="b"))
    with pytest.raises(ValidationError, match="one translation in each language"):
        Statement.model_validate({**statement, "translations": twice, "passages": ()})


def test_a_passage_lies_within_its_text():
    statement = whole_dossier().statements[0].model_dump()
    with pytest.raises(ValidationError, match="lies within the text"):
        Statement.model_validate(
            {**statement, "translations": (), "passages": ({"id": "p", "start": 0, "end": 10_000},)}
        )


def test_an_empty_inquiry_has_no_misfit():
    inquiry = whole_dossier().inquiry
    mandate = inquiry.mandate.model_copy(update={"territory": ()})
    assert check_dossier(Dossier(inquiry=inquiry.model_copy(update={"mandate": mandate}))) == ()
