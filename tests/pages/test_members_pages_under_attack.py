"""What members' pages make of hostile data and hostile requests: words in three languages, and no trace."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from dossiers import open_file, whole_dossier

from aiqyn.core.inquiry import KINDS, Dossier
from aiqyn.registry.services import import_dossier
from aiqyn.web.labels import KINDS as KIND_LABELS

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)> {{ 7|add:7 }} {% now 'Y' %} \u202eabc"
ADDRESS = "javascript:alert(3)//<b>"

FREE_TEXT = ("en", "ru", "kk", "pseudonym", "translator", "checked_by", "tool", "address")
FREE_LISTS = ("numbers", "articles")


def poisoned(content: Any, *, name: str = "") -> Any:
    """The same data with hostile text wherever a text may be anything."""
    if isinstance(content, dict):
        return {key: poisoned(item, name=key) for key, item in content.items()}
    if isinstance(content, list):
        return [poisoned(item, name=name if name in FREE_LISTS else "") for item in content]
    if isinstance(content, str) and name in (*FREE_TEXT, *FREE_LISTS):
        return ADDRESS if name == "address" else HOSTILE
    return content


def hostile_dossier() -> Dossier:
    plain = json.loads(whole_dossier().model_dump_json())
    plain["persons"][0]["names"][0]["text"] = HOSTILE
    plain["statements"][0]["text"] = HOSTILE
    plain["statements"][0]["translations"][0]["text"] = HOSTILE
    plain["measures"]["deaths"]["resembles"] = [HOSTILE]
    return Dossier.model_validate_json(json.dumps(poisoned(plain)))


PAGES = (
    "/",
    "/figures/",
    "/ledger/",
    *(f"/records/{kind}/" for kind in KIND_LABELS),
    *(f"/records/{kind}/{thing.id}/" for kind in KINDS for thing in whole_dossier().all_of(kind)),
    "/records/measures/deaths/",
)


def test_hostile_text_in_any_field_is_shown_and_never_executed(signed_in):
    import_dossier(hostile_dossier(), open_file, by="m-1")
    shown = 0
    for address in PAGES:
        answer = signed_in.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert "<script" not in page, address
        assert "<img" not in page, address
        assert 'href="javascript:' not in page, address
        shown += page.count(html.escape(HOSTILE))
    assert shown > 100, "the text is shown as it was recorded"


def test_text_that_turns_the_direction_of_reading_ends_where_it_stands(signed_in):
    import_dossier(hostile_dossier(), open_file, by="m-1")
    page = signed_in.get("/records/persons/").content.decode()
    assert page.count(f"<bdi>{html.escape(HOSTILE)}</bdi>") >= 1


THREE_LANGUAGES = {
    400: ("can&#x27;t be understood", "непонятен", "түсініксіз"),
    403: ("This is not open to you", "Это вам не открыто", "Бұл сізге ашық емес"),
    404: ("There is nothing here", "Здесь ничего нет", "Мұнда ештеңе жоқ"),
    405: ("can&#x27;t be used in that way", "так не используется", "осылай пайдаланылмайды"),
    413: ("This is too much at once", "слишком много", "тым көп"),
    500: ("it is our fault", "виноваты в нём мы", "кінәлі — біз"),
}


def assert_worded(answer: Any, status: int) -> str:
    """That an answer is a page which tells the failure in three languages, and nothing else of it."""
    page = answer.content.decode()
    assert answer.status_code == status
    for sentence in THREE_LANGUAGES[status]:
        assert sentence in page, sentence
    assert "Traceback" not in page
    assert "Exception" not in page
    assert "Django" not in page
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    return page


@pytest.mark.parametrize(
    "address",
    [
        "/records/spells/",
        "/records/persons/nobody/",
        "/records/persons/PERSON-1/",
        "/records/constructor/",
        "/records/persons/?gap=acts-without-date",
        "/records/persons/?gap=" + "x" * 5000,
        "/records/persons/?gap=%00",
        "/releases/none/",
        "/nowhere/",
        "/records/persons/%3Cscript%3Ealert(1)%3C/script%3E/",
        "/records/persons/person-1%00/",
        "/records/persons/person-1%0a/",
        "/records/persons/" + "a" * 5000 + "/",
        "/records/persons/..%2f..%2fetc%2fpasswd/",
        "/records/../../etc/passwd",
        "/static/../../etc/passwd",
        "/static/web/../../../settings.py",
        "/records/persons/%ff%fe/",
        "/records/persons/тест/",
        "/records/persons/person-1/'; DROP TABLE registry_person; --/",
        "/admin/",
        "/.git/config",
        "/records/inquiry/small/",
        "/records/members/m-1/",
    ],
)
def test_what_is_not_there_is_told_in_three_languages_and_without_the_address(signed_in, address):
    page = assert_worded(signed_in.get(address), 404)
    assert "script>alert" not in page
    assert "passwd" not in page


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=99999999",
        "page=" + "9" * 5000,
        "page=²",
        "page=1e9",
        "page=%ff%fe",
        "page=%00",
        "page=",
        "page[]=1",
        "%c3%28=%a0%a1",
        "page=<script>alert(1)</script>",
        "page=1&page=2",
        "&" * 300,
    ],
)
def test_whatever_stands_in_place_of_a_pages_number_gives_a_page(signed_in, query):
    answer = signed_in.get(f"/records/persons/?{query}")
    assert answer.status_code == 200
    assert "/records/persons/person-1/" in answer.content.decode()
    assert "<script" not in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("address", ["/", "/figures/", "/ledger/", "/records/persons/person-1/"])
def test_pages_that_only_tell_take_no_other_request(signed_in, address, method):
    answer = getattr(signed_in, method)(address)
    assert_worded(answer, 405)
    assert answer["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("address", ["/sign-out/", "/language/"])
def test_what_changes_something_is_not_done_by_following_a_link(signed_in, address):
    assert_worded(signed_in.get(address), 405)
    assert signed_in.get("/").status_code == 200


def test_the_head_of_a_page_can_be_asked_for_alone(signed_in):
    answer = signed_in.head("/records/persons/")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("address", ["/sign-in/", "/sign-out/", "/language/"])
def test_a_form_from_elsewhere_is_refused_in_words(member, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    page = client.post(
        address, {"username": "m-1", "language": "kk"}, headers={"origin": "https://example.org"}
    )
    told = page.content.decode()
    assert page.status_code == 403
    for sentence in ("The form is out of date", "Форма устарела", "Форма ескірген"):
        assert sentence in told
    assert "CSRF" not in told
    assert client.get("/").status_code == 200, "still signed in"


def test_a_server_addressed_by_a_foreign_name_answers_nothing(signed_in):
    for host in ("example.org", "127.0.0.1.example.org", "<script>", "a b", "localhost:x", ""):
        page = assert_worded(signed_in.get("/", headers={"host": host}), 400)
        assert "example.org" not in page


def test_too_large_a_form_is_told_as_such(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert_worded(client.post("/sign-in/", {"username": "m" * 200}), 413)


def test_too_many_fields_are_told_as_too_much(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    assert_worded(client.post("/sign-in/", {f"field-{n}": "1" for n in range(20)}), 413)


def test_a_body_that_is_no_form_is_no_form(client, member):
    for kind in (
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "text/plain",
        "\u0442",
    ):
        answer = client.post("/sign-in/", data=b"\xff\x00\xfe--x", content_type=kind)
        assert answer.status_code in (200, 400), kind
        assert "Traceback" not in answer.content.decode()


def test_a_failure_of_ours_is_told_without_what_failed(signed_in, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("the witness is called Tokayev")

    monkeypatch.setattr("aiqyn.registry.reading.find", fail)
    signed_in.raise_request_exception = False
    page = assert_worded(signed_in.get("/records/persons/person-1/"), 500)
    assert "Tokayev" not in page
    assert "person-1" not in page


def test_what_a_member_may_not_see_is_told_as_such(signed_in, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionDenied("the witness is called Tokayev")

    monkeypatch.setattr("aiqyn.registry.reading.find", refuse)
    page = assert_worded(signed_in.get("/records/persons/person-1/"), 403)
    assert "Tokayev" not in page


@pytest.mark.parametrize(("language", "first"), [("kk", "Мұнда ештеңе жоқ"), ("ru", "Здесь ничего нет")])
def test_of_the_three_languages_the_readers_comes_first(client, language, first):
    page = client.get("/nowhere/", headers={"accept-language": language}).content.decode()
    assert f'<html lang="{language}">' in page
    assert f"<h1>{first}</h1>" in page
    assert page.count("<section lang=") == 2


@pytest.mark.parametrize("language", ["xx", "kk-KZ;q=x", "'; --", "ru" * 5000, "\x00", "*"])
def test_whatever_a_browser_asks_for_as_a_language_gives_a_page(signed_in, language):
    assert signed_in.get("/", headers={"accept-language": language}).status_code == 200


def test_a_session_that_was_made_up_opens_nothing(client, member):
    for forged in ("", "x" * 32, "../../x", "\x00", "a" * 100_000):
        client.cookies["sessionid"] = forged
        assert client.get("/").status_code == 302
