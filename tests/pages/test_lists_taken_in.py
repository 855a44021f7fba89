"""A list is taken in on a page: kept letter for letter, its columns guessed, shown and corrected."""

from __future__ import annotations

import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from factories import an_empty_dossier

from aiqyn.registry import models
from aiqyn.registry.audit import audit
from aiqyn.registry.services import (
    add_member,
    find_list,
    import_dossier,
    open_ledger,
    read_dossier_value,
    read_file,
)
from aiqyn.web.lists.jobs import link_now

LIST = "Тегі;Аты;Туған күні;Белгі\r\nСеріков;Арман;05.01.1985;=1+1\r\nОспанов;Мұрат;31.02.1990;\r\n".encode(
    "windows-1251", "xmlcharrefreplace"
)


@pytest.fixture
def collector(client, db):
    """A browser of a member of an inquiry without lists."""
    open_ledger("aiqyn/lists")
    member = add_member("m-1", "Member One", "a long enough passphrase 7")
    import_dossier(an_empty_dossier(), lambda path: [], by="m-1")
    client.force_login(member)
    return client


def give(client, content: bytes, name: str = "Погибшие.csv", **fields: str):
    file = SimpleUploadedFile(name, content)
    return client.post("/lists/import/", {"file": file, **fields}, follow=True)


def text_of(response) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_a_list_is_kept_letter_for_letter_with_its_hash_on_the_ledger(collector):
    page = give(collector, LIST, title="Families' list")
    assert page.redirect_chain[-1][0] == "/lists/columns/pogibshie/"
    assert b"".join(read_file("rosters/pogibshie.csv")) == LIST
    roster = find_list("pogibshie")
    assert roster.title.en == "Families' list"
    assert {each.action for each in models.Revision.objects.filter(kind__in=["rosters", "files"])} == {
        "create"
    }
    assert audit() == ()


def test_columns_are_guessed_and_shown_with_examples_and_faults(collector):
    page = give(collector, b"surname,given_name,born\nSerikov,Arman,1985-01-05\nOspanov,Murat,1990-02-31\n")
    told = text_of(page)
    assert "2 rows tell of a person" in told
    assert "1 row has faults" in told
    assert "Serikov" in told
    assert "1990-02-31" in told
    chosen = re.findall(r'<option value="(\w+)" selected>', page.content.decode())
    assert chosen == ["surname", "given_name", "born"]


def test_a_corrected_mapping_is_recorded_and_obeyed(collector):
    give(collector, b"name,remark\nSerikov Arman,x\nOspanov Murat,y\n", name="two.csv")
    page = collector.post(
        "/lists/columns/two/", {"column-0": "name", "column-1": "other", "default-year": "2022"}, follow=True
    )
    assert "This is how the list is read now" in text_of(page)
    roster = find_list("two")
    assert (roster.columns, roster.default_year) == ({"name": "name", "remark": "other"}, 2022)
    assert link_now("m-1") == 2
    assert models.ListRow.objects.get(record="2").told["name"] == "Serikov Arman"


@pytest.mark.parametrize(
    "answers",
    [
        {"column-0": "unread"},
        {"column-0": "no such meaning"},
        {"default-year": "99999"},
        {"column-9": "name"},
    ],
)
def test_answers_that_make_no_sense_change_nothing_or_only_what_does(collector, answers):
    give(collector, b"name\nSerikov Arman\n", name="one.csv")
    assert collector.post("/lists/columns/one/", answers, follow=True).status_code == 200
    assert find_list("one").columns in ({}, {"name": "name"})
    assert find_list("one").default_year is None


def test_a_pasted_list_is_taken_in_as_text(collector):
    pasted = "1. Серіков Арман, 34 жаста\n2. Оспанов Мұрат, 27 жаста\n"
    page = collector.post("/lists/import/", {"pasted": pasted, "title": "Chat"}, follow=True)
    assert "2 rows tell of a person" in text_of(page)
    (path,) = models.StoredFile.objects.values_list("path", flat=True)
    assert path.startswith("rosters/chat.")


def test_a_workbook_is_kept_as_it_is_and_comes_back_with_the_dossier(collector):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["name", "age"])
    sheet.write_row(1, 0, ["Serikov Arman", 34])
    book.close()
    page = give(collector, stream.getvalue(), name="list.xlsx")
    assert "1 row tells of a person" in text_of(page)
    assert b"".join(read_file("rosters/list.xlsx")) == stream.getvalue()
    assert link_now("m-1") == 1
    assert [file.path for file in read_dossier_value().files] == ["rosters/list.xlsx"]


@pytest.mark.parametrize("content", [b"", b"\0\0\0\0", b"PK\x03\x04 no workbook", b"%PDF-1.7 no pages"])
def test_what_is_no_list_is_refused_in_words_and_not_kept(collector, content):
    page = give(collector, content, name="x.bin")
    assert page.status_code in (200, 400)
    assert models.StoredFile.objects.count() == 0
    assert models.Roster.objects.count() == 0


def test_nothing_given_is_said(collector):
    assert "Choose a file first" in text_of(collector.post("/lists/import/", {}, follow=True))


def test_a_second_list_of_the_same_name_gets_a_name_of_its_own(collector):
    give(collector, b"name\nSerikov Arman\n", name="one.csv")
    give(collector, b"name\nOspanov Murat\n", name="one.csv")
    assert {find_list("one").sha256, find_list("one-2").sha256} == set(
        models.StoredFile.objects.values_list("sha256", flat=True)
    )


def test_there_is_no_page_of_columns_of_a_list_that_is_not_there(collector):
    assert collector.get("/lists/columns/nothing/").status_code == 404
    collector.logout()
    assert collector.get("/lists/import/").url.startswith("/sign-in/")
