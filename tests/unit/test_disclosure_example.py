"""The January 2022 example, cut down by its own policy: letters for most, and none for those in danger."""

from __future__ import annotations

import json
import re

import pytest
from disclosure_inquiries import KEY, commitments_of, cut
from january_2022 import dossier, policy, released

from aiqyn.core.disclosure import Cut, release_json
from aiqyn.core.inquiry import Withdrawal, check_dossier


def told(found: Cut) -> str:
    """All that is told, but for the commitments, which here hold ids."""
    content = json.loads(release_json(found.release))
    del content["commitments"]
    return json.dumps(content, ensure_ascii=False)


def persons_in_the_form(form: str) -> set[str]:
    decisions = released().release.decisions["persons"]
    return {
        released().made_from["persons", identifier]
        for identifier, decision in decisions.items()
        if decision.form == form
    }


def test_nobody_is_named_and_those_whom_the_policy_protects_have_no_letter():
    assert persons_in_the_form("named") == set()
    protected = {person.id for person in dossier().persons if person.is_child or person.detained}
    assert protected
    assert persons_in_the_form("described") == protected
    assert persons_in_the_form("pseudonymous") == {person.id for person in dossier().persons} - protected


def test_the_letters_of_those_who_are_only_described_occur_nowhere():
    text = told(released())
    for person in dossier().persons:
        if person.id in persons_in_the_form("described"):
            assert person.pseudonym
            assert not re.search(rf"(?<![\w]){re.escape(person.pseudonym)}(?![\w])", text)


def test_each_of_them_is_told_of_in_one_story():
    described = persons_in_the_form("described")
    faces = [inside for (kind, _), inside in released().made_from.items() if kind == "persons"]
    assert all(faces.count(person) == 1 for person in described)


def test_every_case_and_every_figure_is_told():
    records = released().release.records
    for kind in ("acts", "proceedings", "events", "figures", "findings", "recommendations"):
        assert len(records[kind]) == len(dossier().all_of(kind))


def test_what_is_released_is_a_valid_inquiry():
    assert check_dossier(released().release.contents()) == ()


def test_no_source_but_the_published_report_is_shown():
    sources = released().release.records["sources"]
    assert [source["id"] for source in sources.values()] == ["HRW-2022"]


def test_places_are_told_no_finer_than_the_city():
    acts = released().release.records["acts"].values()
    places = released().release.records["places"]
    assert all(
        places[act["place"]]["kind"] in ("country", "region", "city") for act in acts if "place" in act
    )


@pytest.mark.parametrize("letter", ["A", "A-1", "G", "J"])
def test_one_withdrawal_takes_a_person_out_of_the_next_release(letter):
    consents = tuple(
        consent.model_copy(update={"withdrawals": (Withdrawal(at=released().release.as_of, by="self"),)})
        if consent.person == letter
        else consent
        for consent in dossier().consents
    )
    after = cut(dossier().model_copy(update={"consents": consents}), policy())
    assert not re.search(rf'(?<![\w-])"?{letter}(?![\w-])(?!-\d)', " ".join(_prose(after, letter)))
    assert letter not in {inside for (kind, _), inside in after.made_from.items() if kind == "persons"}


def _prose(found: Cut, letter: str) -> list[str]:
    """All citations, pseudonyms and titles of people's records, where the letter would stand."""
    kinds = ("persons", "acts", "proceedings")
    texts = [json.dumps(found.release.records.get(kind, {}), ensure_ascii=False) for kind in kinds]
    # A is a word of English where a sentence begins.
    return [re.sub(r'": "A ', '": "', text) if letter == "A" else text for text in texts]


def test_the_policys_default_would_tell_of_no_one():
    closed = policy().model_copy(update={"already_public_form": "withheld"})
    records = cut(dossier(), closed).release.records
    assert "persons" not in records
    assert not any("victim" in act for act in records["acts"].values())


def test_commitments_are_made_of_what_is_not_tied_to_a_record():
    found = cut(dossier(), policy(), commitments=commitments_of(dossier()), order_key=KEY)
    tied = {(kind, original.id) for (kind, _), original in found.originals.items()}
    assert len(found.release.commitments) == len(commitments_of(dossier())) - len(tied)
