"""What members' pages promise: nothing without signing in, everything shown, nothing executed."""

from __future__ import annotations

import re

import pytest
from dossiers import open_file, whole_dossier

from aiqyn.core.inquiry import KINDS
from aiqyn.core.values import LocalisedText, Value
from aiqyn.registry import models
from aiqyn.registry.services import import_dossier, open_door
from aiqyn.web.labels import FIELDS
from aiqyn.web.labels import KINDS as KIND_LABELS

PAGES = (
    "/",
    "/figures/",
    "/ledger/",
    "/releases/",
    *(f"/records/{kind}/" for kind in KIND_LABELS),
    *(f"/records/{kind}/{whole_dossier().all_of(kind)[0].id}/" for kind in KINDS),
)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_shows_anything_to_who_is_not_signed_in(client, member, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={address}")
    assert answer.content == b""


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_shown_to_a_member(signed_in, address):
    answer = signed_in.get(address)
    assert answer.status_code == 200
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("address", PAGES)
def test_no_word_of_a_page_is_left_in_english(signed_in, address, language):
    english = signed_in.get(address).content.decode()
    told = signed_in.get(address, headers={"accept-language": language}).content.decode()
    assert f'<html lang="{language}">' in told
    for label in ("Skip to the content", "Sign out", "History", "What points here", "What changed last"):
        if label in english:
            assert label not in told


def test_every_field_of_every_value_has_a_label():
    def classes(of: type[Value]):
        for one in of.__subclasses__():
            yield one
            yield from classes(one)

    shown = [model.value_class for model in models.KEPT.values()]
    parts = [part.value_class for part in models.Part.__subclasses__()]
    missing = {
        name
        for one in [*shown, *parts, models.Inquiry.value_class]
        for name in one.model_fields
        if name not in FIELDS
    }
    assert missing == set()


def test_a_page_shows_what_the_record_says_and_how_it_came_to_say_so(signed_in):
    person = whole_dossier().persons[0]
    with open_door("m-1") as door:
        door.put("persons", "person-1", person.model_copy(update={"age": 45}))
    page = signed_in.get("/records/persons/person-1/").content.decode()
    assert "Тоқаев Қ. Ж." in page
    assert "/records/places/almaty/" in page
    assert "/records/consents/consent-1/" in page, "what points to the person"
    assert re.search(r"<td>44</td>\s*<td>45</td>", page), "the change, before and after"


def test_hostile_text_is_shown_and_never_executed(signed_in):
    hostile = "<script>alert(1)</script>"
    person = whole_dossier().persons[0]
    with open_door("m-1") as door:
        door.put(
            "persons",
            "person-1",
            person.model_copy(update={"pseudonym": hostile, "note": LocalisedText(en=hostile)}),
        )
    for address in ("/records/persons/", "/records/persons/person-1/", "/"):
        assert hostile not in signed_in.get(address).content.decode()


@pytest.mark.parametrize(
    "address", ["/records/spells/", "/records/persons/nobody/", "/releases/none/", "/nowhere/"]
)
def test_what_is_not_there_is_told_as_such(signed_in, address):
    assert signed_in.get(address).status_code == 404


def test_a_wrong_password_is_told_in_words(client, member):
    answer = client.post("/sign-in/", {"username": "m-1", "password": "wrong"})
    assert answer.status_code == 200
    assert "do not open the inquiry" in answer.content.decode()


def test_signing_in_leads_to_the_inquiry(client, member):
    answer = client.post("/sign-in/", {"username": "m-1", "password": "a long enough passphrase 7"})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_pages_may_load_nothing_from_elsewhere(signed_in):
    policy = signed_in.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_number_of_queries_does_not_grow_with_the_number_of_rows(
    signed_in, django_assert_max_num_queries
):
    dossier = whole_dossier()
    many = tuple(dossier.persons[0].model_copy(update={"id": f"person-{n}"}) for n in range(1, 200) if n != 2)
    import_dossier(dossier.model_copy(update={"persons": (*many, dossier.persons[1])}), open_file, by="m-1")
    for address in PAGES:
        with django_assert_max_num_queries(50):
            signed_in.get(address)
