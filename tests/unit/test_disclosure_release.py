"""Writing, reading and comparing releases."""

from __future__ import annotations

import json

import pytest
from disclosure_inquiries import (
    a_person,
    an_act,
    an_inquiry,
    cut,
    person_id,
    replaced,
    report_policy,
    text,
    whole_consent,
)

from aiqyn.core.dates import EdtfDate
from aiqyn.core.disclosure import Release, Worded, diff_releases, read_release, release_json
from aiqyn.core.faults import InputFaults
from aiqyn.core.inquiry import Withdrawal
from aiqyn.core.language import LANGUAGES
from aiqyn.core.values import Unacceptable

FIRST = person_id(0)
OPEN = report_policy(place_precision="exact")


def a_release(**changed) -> Release:
    dossier = an_inquiry(
        persons=(a_person(0),), acts=(an_act(),), consents=(whole_consent(FIRST, form="pseudonymous"),)
    )
    return cut(replaced(dossier, **changed), OPEN).release


def faults_of(changed) -> list[dict]:
    """The faults of a release after its JSON was changed."""
    content = json.loads(release_json(a_release()))
    changed(content)
    data = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(InputFaults) as caught:
        read_release(data, file="edition.json")
    return [fault.as_json() for fault in caught.value.faults]


def test_what_is_written_is_read_back_as_it_was():
    release = a_release()
    assert read_release(release_json(release)) == release


def test_a_release_says_which_format_it_has():
    assert json.loads(release_json(a_release()))["format"] == "aiqyn-release/1"


def test_another_spelling_of_the_same_release_is_a_fault():
    data = json.dumps(json.loads(release_json(a_release())), indent=1).encode()
    with pytest.raises(InputFaults) as caught:
        read_release(data)
    (fault,) = caught.value.faults
    assert "canonical spelling" in str(fault.because)


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"{}", b"null", b'{"id":"a"}'])
def test_what_is_no_release_is_a_fault_and_no_traceback(data):
    with pytest.raises(InputFaults):
        read_release(data)


def test_every_fault_names_its_place():
    def change(content):
        (act,) = content["records"]["acts"].values()
        act["type"] = "murdered"
        content["records"]["persons"]["person-x"] = {"id": "person-x", "cites": ["paper"], "colour": "red"}
        content["decisions"]["persons"]["person-x"] = content["decisions"]["acts"][act["id"]]

    faults = {fault["field"]: fault for fault in faults_of(change)}
    act_type = next(fault for field, fault in faults.items() if field.endswith(".type"))
    assert act_type["file"] == "edition.json"
    assert act_type["found"] == "murdered"
    assert "ids of the vocabulary acts" in act_type["accepted"]
    assert faults["records.persons.person-x.colour"]["accepted"] == "only fields that the format knows"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda content: content["records"]["events"].pop("january"), None),
        (lambda content: content["records"].update(monsters={}), None),
        (lambda content: content.update(as_of="yesterday"), "as_of"),
        (lambda content: content.pop("policy"), "policy"),
        (lambda content: content["records"]["places"]["country"].update(id="other"), None),
    ],
)
def test_a_release_whose_parts_do_not_fit_is_a_fault(change, field):
    faults = faults_of(change)
    assert faults
    if field is not None:
        assert field in {fault["field"] for fault in faults}


def test_a_reference_that_leads_nowhere_is_a_fault():
    def change(content):
        (act,) = content["records"]["acts"].values()
        act["victim"] = "person-nobody"

    (fault,) = faults_of(change)
    assert fault["field"].endswith(".victim")
    assert fault["accepted"] == "the id of something in persons"


@pytest.mark.parametrize(
    "template", ["{0}", "{name.__class__}", "{name!r}", "{name:>99999999}", "{other}", "{", "{name[0]}"]
)
def test_a_sentence_from_a_strangers_file_can_only_be_filled_with_its_own_values(template):
    with pytest.raises((Unacceptable, ValueError)):
        Worded(template=template, values={"name": "x"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_decision_is_worded_in_every_language(language):
    release = a_release()
    worded = {
        decision.because.in_language(language)
        for decisions in release.decisions.values()
        for decision in decisions.values()
    }
    assert all(worded)
    if language != "en":
        english = {
            decision.because.template
            for decisions in release.decisions.values()
            for decision in decisions.values()
        }
        assert worded.isdisjoint(english)


class TestDifferences:
    def test_a_release_does_not_differ_from_itself(self):
        assert diff_releases(a_release(), a_release()).is_empty

    def test_a_withdrawal_shows_as_what_was_removed(self):
        older = a_release()
        withdrawn = whole_consent(FIRST, withdrawals=(Withdrawal(at=EdtfDate("2026-01-01"), by="self"),))
        newer = a_release(consents=(withdrawn,))
        difference = diff_releases(older, newer)
        assert ("persons", "person-11rkb") not in difference.removed
        assert {kind for kind, _ in difference.removed} >= {"persons", "acts"}
        assert difference.added == ()

    def test_a_coarser_day_shows_as_a_change_of_that_field(self):
        older = a_release()
        newer = a_release(consents=(whole_consent(FIRST, form="pseudonymous", date_precision="month"),))
        changes = {(change.kind, change.field): (change.before, change.after) for change in diff_releases(older, newer).changed}  # fmt: skip
        assert changes["acts", "date"] == ("2022-01-05", "2022-01")

    def test_another_policy_shows_as_a_change_of_the_release(self):
        dossier = an_inquiry()
        older, newer = (cut(dossier, report_policy(smallest_count=count)).release for count in (3, 5))
        (change,) = diff_releases(older, newer).changed
        assert (change.kind, change.field) == ("release", "policy")

    def test_a_person_who_agreed_shows_as_added(self):
        difference = diff_releases(a_release(consents=()), a_release())
        assert "persons" in {kind for kind, _ in difference.added}
        assert difference.removed == ()


def test_contents_are_in_the_order_of_their_ids():
    contents = a_release().contents()
    assert [place.id for place in contents.places] == sorted(place.id for place in contents.places)
    assert contents.inquiry.title == text("The inquiry", "Расследование")
