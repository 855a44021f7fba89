"""What members' pages promise: nothing without signing in, everything shown, nothing executed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from dossiers import open_file, whole_dossier

import aiqyn.web
from aiqyn.core.dates import EdtfDate
from aiqyn.core.inquiry import KINDS
from aiqyn.core.values import LocalisedText
from aiqyn.registry.services import close_account, import_dossier, open_door
from aiqyn.web.labels import KINDS as KIND_LABELS

PAGES = (
    "/",
    "/figures/",
    "/ledger/",
    "/releases/",
    "/releases/first/",
    *(f"/records/{kind}/" for kind in KIND_LABELS),
    *(f"/records/{kind}/{whole_dossier().all_of(kind)[0].id}/" for kind in KINDS),
    "/records/measures/deaths/",
    "/records/proceedings/?gap=requests-without-reply",
)

pytestmark = pytest.mark.usefixtures("release")


def read(client, address: str, language: str = "en") -> str:
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


# Who may read


def test_no_page_shows_anything_to_who_is_not_signed_in(client):
    for address in PAGES:
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].partition("=")[0]) == (302, "/sign-in/?next")
        assert answer.content == b""


def test_every_page_is_shown_to_a_member_and_kept_in_no_cache(signed_in):
    for address in PAGES:
        answer = signed_in.get(address)
        assert answer.status_code == 200, address
        assert answer["Cache-Control"] == "no-store"
        assert answer.content.decode().count("<h1") == 1


def test_whose_account_was_closed_sees_nothing_from_that_moment(signed_in, member):
    assert signed_in.get("/").status_code == 200
    close_account(member, by="m-1")
    assert signed_in.get("/").status_code == 302


def test_pages_may_load_nothing_from_elsewhere(signed_in):
    policy = signed_in.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_signing_in_leads_to_the_page_that_was_asked_for(client):
    asked = {"username": "m-1", "password": "a long enough passphrase 7", "next": "/records/persons/"}
    answer = client.post("/sign-in/", asked)
    assert (answer.status_code, answer["Location"]) == (302, "/records/persons/")


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(client, elsewhere):
    asked = {"username": "m-1", "password": "a long enough passphrase 7", "next": elsewhere}
    assert client.post("/sign-in/", asked)["Location"] == "/"


@pytest.mark.parametrize(
    "address", ["/sign-in/", "/sign-in/?next=/sign-in/", "/sign-in/?next=/sign-in/?next=/"]
)
def test_who_is_signed_in_is_sent_on_from_the_page_for_signing_in(signed_in, address):
    answer = signed_in.get(address)
    assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize(
    "given",
    [
        {"username": "m-1", "password": "wrong"},
        {"username": "m-\x001", "password": "\x00"},
        {"username": "m" * 5000, "password": "p" * 5000},
        {"username": "<script>alert(1)</script>", "password": "x"},
        {},
    ],
)
def test_what_opens_nothing_is_told_in_words(client, given):
    answer = client.post("/sign-in/", given)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "do not open the inquiry" in page
    assert "<script>alert" not in page


def test_signing_out_ends_it(signed_in):
    assert signed_in.post("/sign-out/")["Location"] == "/sign-in/"
    assert signed_in.get("/").status_code == 302


# Languages


def english_messages() -> set[str]:
    """The texts of the pages that have several words, and so can't stand in the data by chance."""
    path = Path(aiqyn.web.__file__).parent / "locale" / "ru" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as stream:
        ids = [message.id for message in read_po(stream) if message.id]
    texts = [part for text in ids if isinstance(text, str) for part in re.split(r"%\(\w+\)s|\{\w+\}", text)]
    data = repr(whole_dossier())
    return {
        text.strip() for text in texts if len(text.split()) > 1 and len(text.strip()) > 8 and text not in data
    }


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_word_of_a_page_is_left_in_english(signed_in, language):
    messages = english_messages()
    assert len(messages) > 100
    for address in PAGES:
        english, told = read(signed_in, address), read(signed_in, address, language)
        assert f'<html lang="{language}">' in told
        assert any(message in english for message in messages), "the search would find some"
        assert [message for message in messages if message in told] == [], address


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_language_is_switched_on_any_page_and_stays_switched(signed_in, language):
    answer = signed_in.post("/language/", {"language": language, "next": "/figures/?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/figures/?x=1")
    for address in ("/figures/", "/records/persons/person-1/"):
        assert f'<html lang="{language}">' in signed_in.get(address).content.decode()


def test_the_language_is_switched_before_signing_in_too(client):
    client.post("/language/", {"language": "kk", "next": "/sign-in/"})
    assert '<html lang="kk">' in client.get("/sign-in/").content.decode()


def test_switching_the_language_leads_nowhere_else(client):
    answer = client.post("/language/", {"language": "kk", "next": "https://example.org/"})
    assert answer["Location"] == "/"


def test_each_language_is_offered_by_its_own_name(signed_in):
    page = read(signed_in, "/", "kk")
    for language, name in (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")):
        assert re.search(rf'<button [^>]*lang="{language}"[^>]*>{name}</button>', page)


@pytest.mark.parametrize(
    ("language", "date", "number"),
    [
        ("kk", "2022 жылғы 21 сәуір", "1\u00a0234\u00a0567"),
        ("ru", "21 апреля 2022 года", "1\u00a0234\u00a0567"),
        ("en", "21 April 2022", "1,234,567"),
    ],
)
def test_dates_and_numbers_are_in_the_readers_locale(signed_in, language, date, number):
    figure = whole_dossier().figures[0]
    with open_door("m-1") as door:
        door.put("figures", "F1", figure.model_copy(update={"value": 1234567}))
    page = read(signed_in, "/records/figures/F1/", language)
    assert date in page
    assert number in page


@pytest.mark.parametrize(
    ("language", "moment"), [("kk", r"\d\d\.\d\d\.\d{4}, \d\d:\d\d"), ("en", r"\d{4}-\d\d-\d\d, \d\d:\d\d")]
)
def test_moments_are_in_the_readers_locale_and_say_that_they_are_utc(signed_in, language, moment):
    page = read(signed_in, "/ledger/", language)
    assert re.search(moment, page)
    assert "(UTC)" in page


def test_a_text_that_is_not_in_the_readers_language_says_which_language_it_is_in(signed_in):
    page = read(signed_in, "/records/persons/person-1/", "kk")
    assert '<bdi lang="en">a man in his forties</bdi>' in page


# What a page shows


def test_the_home_page_tells_what_there_is_and_what_is_missing(signed_in):
    page = read(signed_in, "/")
    assert re.search(r'href="/records/persons/"><span class="count">2</span> Persons', page)
    assert re.search(
        r'gap=sources-not-judged"><span class="count">2</span> Sources whose reliability', page
    ), "of three sources one has been judged"
    assert '<a href="/releases/first/">first</a>' in page


def test_what_lacks_something_can_be_listed(signed_in):
    page = read(signed_in, "/records/sources/?gap=sources-not-judged")
    assert "/records/sources/letter/" in page
    assert "/records/sources/report/" not in page


def test_a_gap_that_was_filled_is_told_as_such(signed_in):
    assert "/records/figures/F2/" in read(signed_in, "/records/figures/?gap=figures-without-date")
    with open_door("m-1") as door:
        figure = whole_dossier().figures[1]
        door.put("figures", "F2", figure.model_copy(update={"as_of": EdtfDate("2022-04-21")}))
    assert "Nothing lacks this any more." in read(signed_in, "/records/figures/?gap=figures-without-date")


def test_a_page_shows_what_the_record_says_and_how_it_came_to_say_so(signed_in):
    person = whole_dossier().persons[0]
    with open_door("m-1") as door:
        door.put("persons", "person-1", person.model_copy(update={"age": 45}))
    page = read(signed_in, "/records/persons/person-1/")
    assert "Тоқаев Қ. Ж." in page
    assert "/records/places/almaty/" in page
    assert "/records/consents/consent-1/" in page, "what points to the person"
    assert re.search(r'data-label="before"><bdi>44</bdi></td><td data-label="after"><bdi>45</bdi>', page)


def test_of_a_list_history_shows_only_what_was_taken_out_and_put_in(signed_in):
    case = whole_dossier().proceedings[0]
    step = case.steps[0].model_copy(update={"id": "step-2", "kind": "transferred"})
    with open_door("m-1") as door:
        door.put("proceedings", "case-1", case.model_copy(update={"steps": (*case.steps, step)}))
    page = read(signed_in, "/records/proceedings/case-1/")
    changed = page[page.index('id="history"') :]
    assert "step-2" in changed
    assert "step-1" not in changed


def test_what_was_removed_is_gone_and_its_removal_is_told(signed_in):
    with open_door("m-1") as door:
        door.remove("recommendations", "recommendation-1")
    assert signed_in.get("/records/recommendations/recommendation-1/").status_code == 404
    assert "removed" in read(signed_in, "/ledger/")
    assert "/records/recommendations/recommendation-1/" not in read(signed_in, "/ledger/")


def test_a_reference_is_called_by_what_it_leads_to(signed_in):
    page = read(signed_in, "/records/acts/act-1/")
    assert re.search(r'<a href="/records/events/shooting/"><bdi>A shooting</bdi></a>', page)
    assert re.search(r'<a href="/records/organisations/office/"[^>]*><bdi>The office</bdi></a>', page)
    assert "<h1><bdi>Shot and injured – A</bdi></h1>" in page


def test_what_no_field_tells_is_named_as_not_recorded(signed_in):
    page = read(signed_in, "/records/events/week/")
    missing = re.search(r'<p class="missing">.*?</p>', page, re.DOTALL)
    assert missing
    assert "date" in missing[0]


@pytest.mark.parametrize(
    ("address", "pointing"),
    [
        ("/records/sources/report/", "/records/proceedings/case-1/"),
        ("/records/sources/report/", "/records/figures/F1/"),
        ("/records/sources/letter/", "/records/sources/report/"),
        ("/records/organisations/office/", "/records/proceedings/case-1/"),
        ("/records/persons/person-2/", "/records/groups/crowd/"),
        ("/records/measures/deaths/", "/records/figures/F2/"),
    ],
)
def test_a_page_tells_what_points_to_it_also_by_a_citation_and_from_within_a_part(
    signed_in, address, pointing
):
    page = read(signed_in, address)
    assert pointing in page[page.index('id="mentions"') :]


def test_a_statement_is_shown_letter_for_letter(signed_in):
    page = read(signed_in, "/records/statements/statement-1/")
    assert 'class="verbatim" dir="auto" lang="ru">Меня ударили.\r\n\n  И ещё раз.\n</div>' in page


def test_figures_are_told_by_names_and_not_by_ids(signed_in):
    page = read(signed_in, "/figures/")
    stated = page[page.index('id="stated"') :]
    assert "Deaths" in stated
    assert "The ministry" in stated
    assert "more than F1" in stated
    assert "counted: person" in stated


def test_contradictions_between_figures_are_told(signed_in):
    figures = whole_dossier().figures
    with open_door("m-1") as door:
        door.put("figures", "F3", figures[0].model_copy(update={"id": "F3", "value": 240}))
    page = read(signed_in, "/figures/")
    assert "Some stated figures can't be true together." in page
    assert re.search(
        r"F1.*F3|F3.*F1", page[page.index('id="conflicts"') : page.index('id="stated"')], re.DOTALL
    )


def test_figures_that_name_what_is_not_there_are_told_as_such(signed_in):
    figure = whole_dossier().figures[0]
    with open_door("m-1") as door:
        door.put("figures", "F1", figure.model_copy(update={"where": {"nowhere": "nothing"}}))
    page = read(signed_in, "/figures/")
    assert "can't be read together" in page
    assert "/records/figures/F1/" in page


def test_a_release_tells_what_it_withholds_and_by_which_rules(signed_in, release):
    page = read(signed_in, "/releases/first/")
    assert "First report" in page
    assert re.search(r"\d+: of a kind that is not released|a few: ", page)
    assert "a published report" in page
    assert "aiqyn publish --release first" in page


def test_an_inquiry_that_holds_nothing_says_what_to_do_next(client, member, monkeypatch):
    client.force_login(member)
    monkeypatch.setattr("aiqyn.web.views.read_inquiry", lambda: None)
    assert "aiqyn import DOSSIER" in read(client, "/")


def test_a_list_longer_than_a_page_is_turned_page_by_page(signed_in):
    dossier = whole_dossier()
    many = tuple(dossier.persons[1].model_copy(update={"id": f"p-{n:03}"}) for n in range(130))
    import_dossier(dossier.model_copy(update={"persons": (*dossier.persons, *many)}), open_file, by="m-1")
    first = read(signed_in, "/records/persons/")
    assert "Page 1 of 3" in first
    assert 'rel="next" href="?page=2"' in first
    assert 'rel="prev"' not in first
    assert "/records/persons/p-129/" in read(signed_in, "/records/persons/?page=3")


def test_the_number_of_queries_does_not_grow_with_the_number_of_rows(
    signed_in, django_assert_max_num_queries
):
    dossier = whole_dossier()
    many = tuple(dossier.persons[0].model_copy(update={"id": f"person-{n}"}) for n in range(1, 200) if n != 2)
    import_dossier(dossier.model_copy(update={"persons": (*many, dossier.persons[1])}), open_file, by="m-1")
    for address in PAGES:
        with django_assert_max_num_queries(75):
            assert signed_in.get(address).status_code == 200


def test_a_text_of_another_language_can_be_read_by_switching_to_it(signed_in):
    note = LocalisedText(en="In English", ru="По-русски", kk="Қазақша")
    person = whole_dossier().persons[0]
    with open_door("m-1") as door:
        door.put("persons", "person-1", person.model_copy(update={"note": note}))
    for language, text in (("en", "In English"), ("ru", "По-русски"), ("kk", "Қазақша")):
        page = read(signed_in, "/records/persons/person-1/", language)
        assert f"<bdi>{text}</bdi>" in page[page.index("<main") : page.index('id="mentions"')]
