"""A folder that anyone may have filled: taken in whole, or refused with all that is wrong and where."""

from __future__ import annotations

import errno
import hashlib
import os
import socket
from pathlib import Path

import pytest

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.exchange.dossier import DossierFolder, FileNotAsSeen, folder, gathering, read_dossier, statements

INQUIRY = """\
id: small
title: {en: A small inquiry}
mandate:
  period: 2022-01
  subject: {en: What happened}
  standard_of_proof: reasonable_grounds
"""
SOURCES = """\
- id: report
  kind: document
  title: {en: A report}
  locators: [F1, F2]
"""
PERSONS = """\
- id: person-1
  cites: ["report:F1"]
- id: person-2
  cites: [report]
"""
STATEMENT = """\
---
source: report
language: ru
speaker: person-1
---
Меня ударили.
"""


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A small dossier without faults."""
    within = tmp_path / "dossier"
    put(within, "inquiry.yaml", INQUIRY)
    put(within, "sources.yaml", SOURCES)
    put(within, "persons.yaml", PERSONS)
    put(within, "statements/s-1.md", STATEMENT)
    return within


def put(within: Path, path: str, content: str | bytes) -> Path:
    location = within / path
    location.parent.mkdir(parents=True, exist_ok=True)
    location.write_bytes(content.encode() if isinstance(content, str) else content)
    return location


def faults_of(within: Path) -> list[Fault]:
    with pytest.raises(InputFaults) as caught:
        read_dossier(within)
    return list(caught.value.faults)


def only_fault(within: Path) -> Fault:
    faults = faults_of(within)
    assert len(faults) == 1, [fault.as_json() for fault in faults]
    return faults[0]


def place(fault: Fault) -> tuple[str, int | None, str | None]:
    return fault.file, fault.row, fault.field


def test_a_dossier_without_faults_is_read_whole(dossier):
    read = read_dossier(dossier)
    assert isinstance(read, DossierFolder)
    assert read.dossier.inquiry.id == "small"
    assert [person.id for person in read.dossier.persons] == ["person-1", "person-2"]
    assert read.dossier.statements[0].text == "Меня ударили.\n"


def test_faults_in_many_files_are_all_told_in_one_pass_by_file_and_line(dossier):
    put(dossier, "inquiry.yaml", INQUIRY.replace("reasonable_grounds", "sure"))
    put(dossier, "sources.yaml", SOURCES + "- id: report\n  kind: leter\n  title: Letter\n")
    put(dossier, "persons.yaml", PERSONS.replace("[report]", "[rumour]") + "  born: 31.06.2022\n  aeg: 44\n")
    put(dossier, "places.yaml", "- id: a\n  name: {en: A}\n  kind: city\n  within: b\n")
    put(dossier, "groups.yaml", "- id: g\n  title: {en: G}\n  at_least: 9\n  at_most: 3\n  cites: [report]\n")
    put(dossier, "events.yaml", "- id: e\n  id: f\n")
    put(dossier, "acts.yaml", "- id: act-1\n  type: [\n")
    put(dossier, "findings.yaml", "id: finding-1\n")
    put(dossier, "figures.yaml", "figures: [{id: F1, measure: deaths, value: many, stated_by: gpo}]\n")
    put(dossier, "statements/s-2.md", "no head\n")
    put(dossier, "rosters/hospital.mapping.yaml", "title: {en: List}\nid: hospital\n")
    put(dossier, "evidence/photo.jpg", b"\xff\xd8")
    put(dossier, "person.yaml", "")
    put(dossier, "drafts/old.yaml", "")
    found = {place(fault) for fault in faults_of(dossier)}
    assert found == {
        ("acts.yaml", 2, "acts[1]"),
        ("drafts", None, None),
        ("drafts/old.yaml", None, None),
        ("events.yaml", 2, "events[1].id"),
        ("evidence/photo.jpg", None, None),
        ("figures.yaml", 1, "figures[1].value"),
        ("findings.yaml", 1, None),
        ("groups.yaml", 1, "groups[1]"),
        ("inquiry.yaml", 6, "mandate.standard_of_proof"),
        ("person.yaml", None, None),
        ("persons.yaml", 5, "persons[2].born"),
        ("persons.yaml", 6, "persons[2].aeg"),
        ("places.yaml", 4, "places[1].within"),
        ("rosters/hospital.mapping.yaml", 2, "id"),
        ("sources.yaml", 6, "sources[2].kind"),
        ("sources.yaml", 7, "sources[2].title"),
        ("statements/s-2.md", 1, None),
    }
    assert [fault.file for fault in faults_of(dossier)] == sorted(fault.file for fault in faults_of(dossier))


def test_a_reference_to_nothing_is_told_with_its_line_and_the_nearest_id(dossier):
    put(dossier, "persons.yaml", PERSONS.replace("report:F1", "reprot:F1"))
    fault = only_fault(dossier)
    assert place(fault) == ("persons.yaml", 2, "persons[1].cites[1]")
    assert fault.found == "reprot:F1"
    assert "the nearest is report" in str(fault.because)


def test_a_locator_that_the_source_does_not_have_is_told(dossier):
    put(dossier, "persons.yaml", PERSONS.replace("report:F1", "report:F3"))
    assert place(only_fault(dossier)) == ("persons.yaml", 2, "persons[1].cites[1]")


def test_an_id_that_two_have_is_told_where_it_comes_again(dossier):
    put(dossier, "persons.yaml", PERSONS.replace("person-2", "person-1"))
    assert place(only_fault(dossier)) == ("persons.yaml", 3, "persons[2].id")


def test_a_statement_that_names_an_unknown_speaker_is_told_at_its_line_in_the_head(dossier):
    put(dossier, "statements/s-1.md", STATEMENT.replace("person-1", "person-9"))
    assert place(only_fault(dossier)) == ("statements/s-1.md", 4, "speaker")


def test_what_an_entry_with_faults_is_called_is_known_so_that_references_to_it_are_not_called_broken(dossier):
    put(dossier, "sources.yaml", SOURCES.replace("document", "dokument"))
    assert place(only_fault(dossier)) == ("sources.yaml", 2, "sources[1].kind")


def test_behind_a_file_that_cannot_be_parsed_no_reference_is_called_broken(dossier):
    put(dossier, "sources.yaml", SOURCES.replace("[F1", "[F1]"))
    assert {fault.file for fault in faults_of(dossier)} == {"sources.yaml"}


def test_another_reference_is_still_checked_while_a_file_cannot_be_parsed(dossier):
    put(dossier, "sources.yaml", SOURCES.replace("[F1", "[F1]"))
    put(dossier, "statements/s-1.md", STATEMENT.replace("person-1", "person-9"))
    assert {fault.file for fault in faults_of(dossier)} == {"sources.yaml", "statements/s-1.md"}


def test_without_an_inquiry_file_a_folder_is_no_dossier(dossier):
    (dossier / "inquiry.yaml").unlink()
    fault = only_fault(dossier)
    assert place(fault) == ("inquiry.yaml", None, None)
    assert fault.found_in() == "nothing"


@pytest.mark.parametrize("nothing", ["missing", "a file"])
def test_what_is_no_folder_is_told_in_one_fault(tmp_path, nothing):
    target = tmp_path / "x"
    if nothing == "a file":
        target.write_text("")
    fault = only_fault(target)
    assert fault.file == "x"
    assert str(fault.accepted) == "a folder that can be read"


@pytest.mark.parametrize(
    ("name", "near"), [("persons.yml", "persons.yaml"), ("Persons.yaml", "persons.yaml"), ("notes.txt", None)]
)
def test_a_file_without_a_place_is_a_fault_with_the_nearest_name(dossier, name, near):
    put(dossier, name, "")
    (dossier / "persons.yaml").unlink()
    put(dossier, "statements/s-1.md", STATEMENT.replace("speaker: person-1\n", ""))
    fault = only_fault(dossier)
    assert fault.file == name
    assert (str(fault.because) == f"the nearest is {near}") if near else fault.because is None


def test_hidden_files_are_left_and_listed(dossier):
    put(dossier, ".git/HEAD", "ref")
    put(dossier, "evidence/.DS_Store", b"\0")
    assert read_dossier(dossier).ignored == (".git", "evidence/.DS_Store")


def test_readmes_licences_and_policies_are_kept_as_they_came(dossier):
    policy = "# why\nid: strict\ntitle: {en: Strict}\npurpose: report\n"
    put(dossier, "README.ru.md", "Прочти\r\n")
    put(dossier, "LICENSE", "CC")
    put(dossier, "policies/strict.yaml", policy)
    read = read_dossier(dossier)
    assert [file.path for file in read.dossier.files] == ["LICENSE", "README.ru.md", "policies/strict.yaml"]
    assert read.policies["policies/strict.yaml"].id == "strict"
    with read.open_file("policies/strict.yaml") as stream:
        assert stream.read() == policy.encode()
    assert read.dossier.files[2].sha256 == hashlib.sha256(policy.encode()).hexdigest()


def test_a_policy_with_faults_or_the_id_of_another_is_told(dossier):
    put(dossier, "policies/a.yaml", "id: strict\ntitle: {en: A}\npurpose: report\n")
    put(dossier, "policies/b.yaml", "id: strict\ntitle: {en: B}\npurpose: report\n")
    put(dossier, "policies/c.yaml", "id: c\ntitle: {en: C}\npurpose: gossip\n")
    assert [place(fault) for fault in faults_of(dossier)] == [
        ("policies/b.yaml", 1, "id"),
        ("policies/c.yaml", 3, "purpose"),
    ]


# Statements


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "\r\nline\r\n\r\n",
        "---\nnot a head\n---\n",
        " \n",
        "\ufeffa",
        "tab\tand \u2028 all\x0b",
        "no end",
    ],
)
def test_a_statements_text_is_what_stands_beneath_its_head_to_the_last_byte(dossier, text):
    put(dossier, "statements/s-1.md", b"---\nsource: report\nlanguage: ru\n---\n" + text.encode())
    assert read_dossier(dossier).dossier.statements[0].text == text


def test_a_head_with_line_ends_of_windows_and_a_byte_order_mark_is_read(dossier):
    put(
        dossier, "statements/s-1.md", b"\xef\xbb\xbf---\r\nsource: report\r\nlanguage: ru\r\n---\r\n\r\na\r\n"
    )
    assert read_dossier(dossier).dossier.statements[0].text == "\r\na\r\n"


def test_a_statement_that_ends_with_its_head_has_no_text(dossier):
    put(dossier, "statements/s-1.md", "---\nsource: report\nlanguage: ru\n---")
    fault = only_fault(dossier)
    assert place(fault) == ("statements/s-1.md", 4, "text")
    assert str(fault.accepted) == "the verbatim text"


def test_faults_of_head_and_text_are_told_together(dossier):
    put(dossier, "statements/s-1.md", b"---\nsource: &a report\n---\nfirst\n\xff\n")
    assert [place(fault) for fault in faults_of(dossier)] == [
        ("statements/s-1.md", 2, "source"),
        ("statements/s-1.md", 5, "text"),
    ]


def test_a_text_with_a_character_that_no_database_keeps_is_refused(dossier):
    put(dossier, "statements/s-1.md", STATEMENT + "\0")
    assert place(only_fault(dossier)) == ("statements/s-1.md", 7, "text")


@pytest.mark.parametrize(
    "content", ["", "Меня ударили.\n", "---\nsource: report\n", "----\nsource: report\n----\na"]
)
def test_a_statement_without_a_head_is_told_what_a_head_is(dossier, content):
    put(dossier, "statements/s-1.md", content)
    assert "a line --- above" in str(only_fault(dossier).accepted)


def test_what_a_files_name_tells_is_not_written_in_it(dossier):
    put(dossier, "statements/s-1.md", STATEMENT.replace("source:", "id: s-1\nsource:"))
    fault = only_fault(dossier)
    assert place(fault) == ("statements/s-1.md", 2, "id")


def test_a_statements_file_is_called_by_an_id(dossier):
    put(dossier, "statements/моё.md", STATEMENT)
    assert only_fault(dossier).file == "statements/моё.md"


def test_translations_stand_beside_their_statement_in_the_order_of_languages(dossier):
    for language, text in (("kk", "Мені ұрды.\n"), ("en", "I was hit.\n")):
        head = f"---\ntranslation_of: s-1\nlanguage: {language}\ntranslator: m-2\n---\n"
        put(dossier, f"statements/s-1.{language}.md", head + text)
    [statement] = read_dossier(dossier).dossier.statements
    assert [(each.language, each.text) for each in statement.translations] == [
        ("en", "I was hit.\n"),
        ("kk", "Мені ұрды.\n"),
    ]


@pytest.mark.parametrize(
    ("name", "original", "accepted"),
    [
        ("s-1.en.md", "s-2", "the file of this translation is called s-2.en.md"),
        ("s-1.kk.md", "s-1", "the file of this translation is called s-1.en.md"),
        ("s-2.en.md", "s-2", "the id of a statement, which its file is called after"),
    ],
)
def test_a_translation_names_the_statement_that_its_file_is_called_after(dossier, name, original, accepted):
    put(dossier, f"statements/{name}", f"---\ntranslation_of: {original}\nlanguage: en\n---\nI was hit.\n")
    fault = only_fault(dossier)
    assert place(fault) == (f"statements/{name}", 2, "translation_of")
    assert str(fault.accepted) == accepted


def test_a_translation_of_a_statement_with_faults_is_not_called_lost(dossier):
    put(dossier, "statements/s-1.md", STATEMENT.replace("ru", "russian"))
    put(dossier, "statements/s-1.en.md", "---\ntranslation_of: s-1\nlanguage: en\n---\nI was hit.\n")
    assert only_fault(dossier).file == "statements/s-1.md"


def test_a_statement_beyond_the_limit_is_refused_unread(dossier, monkeypatch):
    monkeypatch.setattr(gathering, "LONGEST_STATEMENT", 2**20)
    put(dossier, "statements/s-1.md", STATEMENT + "x" * 2**20)
    assert str(only_fault(dossier).accepted) == "a file of at most 1 MiB"
    assert statements.MAXIMUM_BYTES > 2**20


# Rosters and evidence


def test_a_list_and_its_description_are_kept_together(dossier):
    rows = "№;Фамилия\r\n1;Тоқаев Қ.\r\n".encode("windows-1251", "replace")
    put(dossier, "rosters/hospital.csv", rows)
    put(
        dossier,
        "rosters/hospital.mapping.yaml",
        'title: {en: A list}\ndelimiter: ";"\nencoding: windows-1251\ncolumns: {Фамилия: name}\n',
    )
    read = read_dossier(dossier)
    [roster] = read.dossier.rosters
    assert (roster.id, roster.sha256) == ("hospital", hashlib.sha256(rows).hexdigest())
    assert b"".join(read.chunks("rosters/hospital.csv")) == rows


@pytest.mark.parametrize("ending", ["txt", "xlsx", "pdf"])
def test_a_list_may_be_of_any_kind_that_can_be_read(dossier: Path, ending: str) -> None:
    put(dossier, f"rosters/families.{ending}", b"1. \xff any bytes at all")
    put(dossier, "rosters/families.mapping.yaml", "title: {en: Families}\ncolumns: {A: entry}\n")
    read = read_dossier(dossier)
    (roster,) = read.dossier.rosters
    assert roster.sha256 == hashlib.sha256(b"1. \xff any bytes at all").hexdigest()
    assert b"".join(read.chunks(f"rosters/families.{ending}")) == b"1. \xff any bytes at all"


def test_two_files_for_one_description_are_a_fault_of_the_second(dossier: Path) -> None:
    put(dossier, "rosters/families.csv", "name\nA\n")
    put(dossier, "rosters/families.txt", "1. A\n")
    put(dossier, "rosters/families.mapping.yaml", "title: {en: Families}\n")
    (fault,) = faults_of(dossier)
    assert fault.file == "rosters/families.txt"
    assert "rosters/families.csv" in str(fault.because)


def test_a_list_without_description_and_a_description_without_list_are_faults(dossier):
    put(dossier, "rosters/a.csv", "name\n")
    put(dossier, "rosters/b.mapping.yaml", "title: {en: B}\n")
    assert [place(fault) for fault in faults_of(dossier)] == [
        ("rosters/a.csv", None, None),
        ("rosters/b.mapping.yaml", 1, None),
    ]


@pytest.mark.parametrize(
    ("description", "field", "accepted"),
    [
        ("columns: {Nmae: name}\n", "columns.Nmae", "one of the list's headers: Name, Age, Age"),
        ("columns: {Age: age}\n", "columns.Age", "a header that the list has once"),
        ("encoding: utf-99\ncolumns: {Name: name}\n", "encoding", "the name of a text encoding"),
        ("encoding: hex\ncolumns: {Name: name}\n", "encoding", "the name of a text encoding"),
        ("encoding: ascii\ncolumns: {Name: name}\n", "encoding", "the encoding that the list is written in"),
        ('delimiter: "\\n"\ncolumns: {Name: name}\n', "delimiter", "the character that separates"),
    ],
)
def test_a_description_that_does_not_fit_its_list_is_told(dossier, description, field, accepted):
    put(dossier, "rosters/a.csv", "Name,Age,Age\nҚасым,1,2\n")
    put(dossier, "rosters/a.mapping.yaml", "title: {en: A}\n" + description)
    fault = only_fault(dossier)
    assert (fault.file, fault.field) == ("rosters/a.mapping.yaml", field)
    assert accepted in str(fault.accepted)


def test_evidence_is_named_by_an_item_and_every_item_has_its_file(dossier):
    put(dossier, "evidence/photos/0001.jpg", b"\xff\xd8")
    put(dossier, "evidence/0002.jpg", b"")
    item = "- id: {0}\n  kind: received_file\n  title: {{en: A}}\n  cites: [report]\n  file: {1}\n"
    put(dossier, "evidence.yaml", item.format("a", "photos/0001.jpg") + item.format("b", "photos/0002.jpg"))
    faults = faults_of(dossier)
    assert [place(fault) for fault in faults] == [
        ("evidence.yaml", 10, "evidence[2].file"),
        ("evidence/0002.jpg", None, None),
    ]
    assert "photos/0001.jpg" in str(faults[0].because)


def test_a_file_that_differs_from_what_was_described_is_told(dossier):
    put(dossier, "evidence/a.jpg", b"abc")
    put(
        dossier,
        "evidence.yaml",
        f"- id: a\n  kind: received_file\n  title: {{en: A}}\n  cites: [report]\n  file: a.jpg\n"
        f"  sha256: '{'0' * 64}'\n  size: 4\n",
    )
    assert [place(fault) for fault in faults_of(dossier)] == [
        ("evidence.yaml", 6, "evidence[1].sha256"),
        ("evidence.yaml", 7, "evidence[1].size"),
    ]


@pytest.mark.parametrize(
    ("path", "because"),
    [
        ("../persons.yaml", "a step .. or ."),
        ("/etc/passwd", "the root of a disk"),
        ("C:/x", "the root of a disk"),
        ("photos\\a.jpg", "a backslash"),
        ("a//b", "a step of it is empty"),
        (".hidden", "hidden"),
        ("и\u0306.jpg", "NFC"),
        ("a\u202egpj.exe", "can't be seen"),
        ("x" * 1001, "longer than"),
    ],
)
def test_a_path_that_could_lead_elsewhere_is_refused_with_the_reason(dossier, path, because):
    import json

    put(
        dossier,
        "evidence.yaml",
        f"- id: a\n  kind: received_file\n  title: {{en: A}}\n  cites: [report]\n  file: {json.dumps(path)}\n",
    )
    fault = only_fault(dossier)
    assert place(fault) == ("evidence.yaml", 5, "evidence[1].file")
    assert because in str(fault.because)


def test_figures_are_held_against_their_measures_and_each_fault_is_told_once(dossier):
    put(dossier, "organisations.yaml", "- {id: gpo, name: {en: GPO}, kind: prosecution, cites: [report]}\n")
    put(
        dossier,
        "figures.yaml",
        "measures:\n  deaths: {title: {en: Deaths}, unit: person}\nfigures:\n"
        "  - {id: F1, measure: death, value: 1, stated_by: gpo}\n"
        "  - {id: F1, measure: deaths, value: {more_than: F9}, stated_by: gpo}\n",
    )
    assert [place(fault) for fault in faults_of(dossier)] == [
        ("figures.yaml", 4, "figures[1].measure"),
        ("figures.yaml", 5, "figures[2].id"),
        ("figures.yaml", 5, "figures[2].value.more_than"),
    ]


# What may lie in a folder


def test_links_are_not_followed(dossier, tmp_path):
    secret = put(tmp_path, "secret.yaml", PERSONS)
    (dossier / "persons.yaml").unlink()
    (dossier / "persons.yaml").symlink_to(secret)
    (dossier / "evidence").symlink_to(tmp_path)
    put(dossier, "statements/s-1.md", STATEMENT.replace("speaker: person-1\n", ""))
    faults = faults_of(dossier)
    assert [fault.file for fault in faults] == ["evidence", "persons.yaml"]
    assert all("a link" in fault.found_in() for fault in faults)


def test_pipes_and_sockets_are_never_opened(dossier, monkeypatch):
    os.mkfifo(dossier / "groups.yaml")
    monkeypatch.chdir(dossier)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("places.yaml")
        assert [(fault.file, fault.found_in()) for fault in faults_of(dossier)] == [
            ("groups.yaml", "a pipe"),
            ("places.yaml", "a socket"),
        ]


def test_a_name_that_is_not_utf_8_is_told_in_escapes(dossier):
    name = os.fsencode(dossier) + b"/\xd4\xee\xf2\xee.jpg"
    with open(name, "wb"):
        pass
    fault = only_fault(dossier)
    assert fault.file == "\\xd4\\xee\\xf2\\xee.jpg"
    assert fault.as_json("en")["found"] == "\\xd4\\xee\\xf2\\xee.jpg"


@pytest.mark.parametrize("pair", [("README.md", "readme.md".upper()), ("README", "README")])
def test_names_that_differ_in_case_alone_are_refused(dossier, pair):
    first, second = pair
    put(dossier, f"evidence/{first}", b"")
    if first == second:
        first, second = "й.jpg", "и\u0306.jpg"
        (dossier / "evidence" / "README").rename(dossier / "evidence" / first)
    put(dossier, f"evidence/{second}", b"")
    faults = [fault for fault in faults_of(dossier) if "differ in more than case" in str(fault.accepted)]
    assert len(faults) == 1


def test_a_name_that_a_file_system_took_apart_is_known_again(dossier):
    put(dossier, "evidence/и\u0306.jpg", b"abc")
    item = "- id: a\n  kind: received_file\n  title: {en: A}\n  cites: [report]\n  file: й.jpg\n"
    put(dossier, "evidence.yaml", item)
    read = read_dossier(dossier)
    assert [file.path for file in read.dossier.files] == ["evidence/й.jpg"]
    assert b"".join(read.chunks("evidence/й.jpg")) == b"abc"


def test_a_file_that_cannot_be_opened_is_told_and_hides_no_other_fault(dossier, monkeypatch):
    real = os.open

    def refusing(path, *rest, **named):
        if str(path).endswith("persons.yaml"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, *rest, **named)

    monkeypatch.setattr(os, "open", refusing)
    put(dossier, "notes.txt", "")
    faults = faults_of(dossier)
    assert [fault.file for fault in faults] == ["notes.txt", "persons.yaml"]
    assert "Permission denied" in faults[1].found_in()


def test_a_file_that_is_replaced_while_it_is_read_is_told(dossier):
    put(dossier, "README.md", "first")
    read = read_dossier(dossier)
    put(dossier, "other", "first")
    (dossier / "other").rename(dossier / "README.md")
    with pytest.raises(FileNotAsSeen, match=r"README\.md"):
        read.open_file("README.md")


def test_a_file_that_is_changed_after_it_was_read_is_told_before_it_is_stored(dossier):
    put(dossier, "README.md", "first")
    read = read_dossier(dossier)
    with (dossier / "README.md").open("r+b") as stream:
        stream.write(b"other")
    with pytest.raises(FileNotAsSeen, match=r"README\.md"):
        list(read.chunks("README.md"))


def test_folders_within_folders_end_at_a_limit(dossier, monkeypatch):
    monkeypatch.setattr(folder, "MAXIMUM_FOLDER_DEPTH", 3)
    put(dossier, "evidence/a/b/c/d/e.jpg", b"")
    assert str(only_fault(dossier).accepted) == "folders at most 3 deep"


def test_more_files_than_the_limit_are_refused(dossier, monkeypatch):
    monkeypatch.setattr(folder, "MAXIMUM_FILES", 3)
    assert "at most 3 files" in {str(fault.accepted) for fault in faults_of(dossier)}


def test_of_a_file_full_of_faults_the_first_thousand_are_told_and_that_there_are_more(dossier):
    put(dossier, "places.yaml", "- x\n" * 3000)
    faults = [fault for fault in faults_of(dossier) if fault.file == "places.yaml"]
    assert len(faults) == 1001
    assert "more than 1000 faults" in {fault.found_in() for fault in faults}


def test_of_a_folder_full_of_faults_so_many_are_told_and_that_there_are_more(dossier, monkeypatch):
    monkeypatch.setattr(gathering, "FAULTS_TOLD_IN_ALL", 30)
    for number in range(100):
        put(dossier, f"{number}.txt", "")
    faults = faults_of(dossier)
    assert len(faults) == 31
    assert faults[-1].found_in() == "more than 30 faults"


def test_progress_runs_from_nothing_to_all_and_never_back(dossier):
    put(dossier, "README.md", b"x" * (3 * 2**20))
    put(
        dossier, "persons.yaml", PERSONS + "".join(f"- {{id: p-{i}, cites: [report]}}\n" for i in range(2000))
    )
    told: list[tuple[int, int, str]] = []
    read_dossier(dossier, progress=lambda done, total, what: told.append((done, total, what)))
    done = [each[0] for each in told]
    assert done == sorted(done)
    assert (
        done[-1] == told[-1][1] == sum(path.stat().st_size for path in dossier.rglob("*") if path.is_file())
    )
    assert {each[2] for each in told} >= {"README.md", "persons.yaml", "inquiry.yaml", "statements/s-1.md"}
    assert len([each for each in told if each[2] == "persons.yaml"]) > 4


def test_every_fault_can_be_told_in_three_languages(dossier):
    put(dossier, "statements/s-2.md", "no head\n")
    put(dossier, "evidence/photo.jpg", b"\xff\xd8")
    put(dossier, "persons.yaml", "- id: p\n")
    for fault in faults_of(dossier):
        for language in ("kk", "ru"):
            assert fault.as_json(language)["accepted"] != fault.as_json("en")["accepted"]
