"""Documents written by hand: nothing in them is misread in silence, and every fault names its line."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field, StrictInt

from aiqyn.core.dates import EdtfDate
from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.values import Identifier, LocalisedText, Value
from aiqyn.core.vocab import coded
from aiqyn.exchange.documents import Unparsable, build, read_entries, read_yaml, write_yaml
from aiqyn.exchange.documents import parsing as parsing_module


class Part(Value):
    id: Identifier
    count: Annotated[StrictInt, Field(ge=0)] = 0


class Bounds(Value):
    low: StrictInt
    high: StrictInt


class Whole(Value):
    id: Identifier
    kind: Annotated[str, coded("source-kinds")] = "letter"
    title: LocalisedText | None = None
    born: EdtfDate | None = None
    value: StrictInt | Bounds = 0
    parts: tuple[Part, ...] = ()
    tags: Annotated[tuple[str, ...], Field(min_length=1)] = ("a",)
    is_known: bool = False


def faults_of(text: str | bytes) -> list[Fault]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(InputFaults) as caught:
        read_yaml(data, file="f.yaml")
    return list(caught.value.faults)


def faults_in(text: str) -> list[Fault]:
    """The faults of a `Whole` that is built from a text."""
    value, faults = build(Whole, read_yaml(text.encode(), file="f.yaml"))
    assert (value is None) == bool(faults)
    return list(faults)


def told(fault: Fault) -> tuple[int | None, str | None, str, str]:
    return fault.row, fault.field, fault.found_in("en"), str(fault.accepted)


def content(text: str) -> object:
    return read_yaml(text.encode(), file="f.yaml").content


def test_dates_times_and_words_of_other_dialects_are_texts():
    assert content("[2022-01-05, 2022-01-05~, 16:00, no, on, y, 1_000, 0b1]") == [
        "2022-01-05",
        "2022-01-05~",
        "16:00",
        "no",
        "on",
        "y",
        "1_000",
        "0b1",
    ]


def test_numbers_booleans_and_nothing_are_read_by_the_core_schema():
    assert content("[7, -7, +7, 7.5, 1e3, 0x1F, 0o17, true, False, ~, null, '7', \"true\"]") == [
        7, -7, 7, 7.5, 1000.0, 31, 15, True, False, None, None, "7", "true",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "accepted"),
    [
        ("007", 'a number without leading zeros, or a text in quotes: "007"'),
        (".inf", 'a finite number, or a text in quotes: ".inf"'),
        ("-.INF", 'a finite number, or a text in quotes: "-.INF"'),
        (".nan", 'a finite number, or a text in quotes: ".nan"'),
        ("1e999", 'a finite number, or a text in quotes: "1e999"'),
        ("9007199254740992", "a whole number of at most 9007199254740991, or a text in quotes"),
        ("9" * 5000, "a whole number of at most 9007199254740991, or a text in quotes"),
    ],
)
def test_a_number_that_two_readers_would_read_differently_is_refused(written, accepted):
    [fault] = faults_of(f"number: {written}\n")
    assert (fault.row, fault.field, str(fault.accepted)) == (1, "number", accepted)
    assert content(f'number: "{written}"\n') == {"number": written}


def test_a_key_is_a_text_however_it_is_written():
    assert content("1: a\ntrue: b\n~: c\n'd': e\n") == {"1": "a", "true": "b", "~": "c", "d": "e"}


def test_all_faults_of_a_file_are_told_at_once_each_with_its_line():
    text = "- a: &x 1\n  b: *x\n- c: !!str 1\n  c: 2\n- <<: {d: 1}\n- e: 'x\u2028y'\n- f: 007\n- g: {h: 1\n"
    assert [told(fault)[:3] for fault in faults_of(text)] == [
        (6, None, "U+2028"),
        (1, "[1].a", "&x"),
        (2, "[1].b", "*x"),
        (3, "[2].c", "tag:yaml.org,2002:str"),
        (4, "[2].c", "c"),
        (5, "[3]", "<<"),
        (7, "[5].f", "007"),
        (8, None, "- g: {h: 1"),
    ]


@pytest.mark.parametrize(
    ("text", "row", "found", "accepted"),
    [
        ("a: b: c\n", 1, "a: b: c", "one key, a colon and its value"),
        ("a: 1\n  b: 2\n", 2, "b: 2", "one key, a colon and its value"),
        ("a: 1\nb\nc: 2\n", 3, "c: 2", "a key, a colon, a space and a value"),
        ("a:\n  b: 1\n c: 2\n", 3, "c: 2", "indented like"),
        ("- a\nb: 1\n", 2, "b: 1", "a list item"),
        ("a:\n\t- b\n", 2, "- b", "spaces, not tabs"),
        ("a: @b\n", 1, "a: @b", "a text in quotes"),
        ("a: 'b\n", 1, "a: 'b", "the closing quote"),
        ("a: [1, 2\n", 1, "a: [1, 2", "a comma or the closing bracket ]"),
        ("a: {b: 1\n", 1, "a: {b: 1", "a comma or the closing bracket }"),
        ('a: "\\q"\n', 1, 'a: "\\q"', "an escape that YAML knows"),
        ("%YAML 1.3\n---\na: 1\n", 1, "%YAML 1.3", "YAML 1.2"),
        ("a: 1\n---\nb: 2\n", 2, "---", "one document to a file"),
        ("? [a]\n: 1\n", 1, "a list or mapping as a key", "a text as a key"),
        ('a: "\\0"\n', 1, "\\0", "text without the character U+0000"),
    ],
)
def test_what_is_not_yaml_is_told_in_words_with_its_line(text, row, found, accepted):
    [fault] = faults_of(text)
    assert (fault.row, fault.found_in()) == (row, found)
    assert accepted in str(fault.accepted)


def test_bytes_that_are_not_utf_8_are_told_with_their_line():
    [fault] = faults_of(b"a: 1\nb: " + "Иванов".encode("windows-1251"))
    assert told(fault) == (2, None, "0xc8", "text in UTF-8")


def test_a_byte_order_mark_at_the_start_is_no_part_of_the_text():
    assert content("\ufeffa: 1\n") == {"a": 1}


def test_line_ends_of_windows_are_line_ends():
    assert content("a: |\r\n  b\r\n  c\r\nd: e\r\n") == {"a": "b\nc\n", "d": "e"}


def test_laughs_are_not_multiplied():
    lines = ["a: &a [x, x, x]"]
    lines += [f"{b}: &{b} [*{a}, *{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    faults = faults_of("\n".join(lines))
    assert {str(fault.accepted) for fault in faults} == {"values written out"}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_without_end_is_refused_at_a_limit(opening):
    [fault] = faults_of(opening * 100_000)
    assert str(fault.accepted) == "at most 40 levels"


def test_a_file_beyond_the_limit_is_refused_unread(monkeypatch):
    monkeypatch.setattr(parsing_module, "MAXIMUM_BYTES", 2**20)
    [fault] = faults_of(b"#" * (2**20 + 1))
    assert told(fault) == (None, None, "1048577 bytes", "a file of at most 1 MiB")


def test_more_parts_than_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr(parsing_module, "MAXIMUM_PARTS", 10)
    [fault] = faults_of("a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]")
    assert str(fault.accepted) == "at most 10 keys and values"


def test_of_a_file_full_of_faults_the_first_thousand_are_told():
    assert len(faults_of("- 007\n" * 5000)) == 1000


def test_entries_come_one_by_one_each_with_its_own_lines_and_name():
    entries = list(
        read_entries(b"# first\n- id: A\n\n- id: B\n  count: x\n", file="parts.yaml", name="parts")
    )
    assert [entry.content for entry in entries] == [{"id": "A"}, {"id": "B", "count": "x"}]
    _, [fault] = build(Part, entries[1])
    assert (fault.file, *told(fault)) == ("parts.yaml", 5, "parts[2].count", "x", "a whole number")


@pytest.mark.parametrize("empty", ["", "# only a remark\n", "[]", "---\n"])
def test_a_list_without_entries_has_none(empty):
    assert list(read_entries(empty.encode(), file="f.yaml")) == []


@pytest.mark.parametrize(("text", "found"), [("a: 1\nb: 2\n", "a mapping with a, b"), ("word", "word")])
def test_a_file_that_is_no_list_has_no_entries_but_a_fault(text, found):
    with pytest.raises(InputFaults) as caught:
        list(read_entries(text.encode(), file="f.yaml"))
    [fault] = caught.value.faults
    assert told(fault) == (1, None, found, "a list of entries")


def test_an_entry_with_a_fault_of_its_own_is_marked_and_the_others_still_come():
    entries = []
    reading = read_entries(b"- id: A\n- id: &b B\n- id: C\n", file="f.yaml")
    with pytest.raises(InputFaults) as caught:
        entries.extend((entry.content["id"], entry.is_flawed) for entry in reading)
    assert entries == [("A", False), ("B", True), ("C", False)]
    assert not isinstance(caught.value, Unparsable)


def test_where_parsing_stops_the_reader_says_that_more_may_follow():
    with pytest.raises(Unparsable):
        list(read_entries(b"- id: A\n- id: 'B\n", file="f.yaml"))


def test_a_cut_out_part_keeps_the_lines_of_the_whole_file():
    document = read_yaml(b"id: no/id\n", file="f.md", first_line=2)
    _, [fault] = build(Whole, document)
    assert fault.row == 2


def test_every_fault_of_a_value_is_told_with_line_field_and_what_would_be_right():
    faults = faults_in(
        "id: no/id\nkind: leter\ntitle: {}\nborn: 31.06.2022\nparts:\n  - count: -1\n  - id: P\n    size: 3\n"
        "tags: []\nis_known: 'yes'\n"
    )
    assert [fault.row for fault in faults] == [1, 2, 3, 4, 6, 6, 8, 9, 10]
    assert [fault.field for fault in faults] == [
        "id",
        "kind",
        "title",
        "born",
        "parts[1].id",
        "parts[1].count",
        "parts[2].size",
        "tags",
        "is_known",
    ]
    assert [fault.found_in() for fault in faults][2:7] == [
        "an empty mapping",
        "31.06.2022",
        "nothing",
        "-1",
        "3",
    ]
    assert "June has 30 days" in str(faults[3].because)
    assert "letter" in str(faults[1].because)


def test_a_number_where_a_text_belongs_is_told_to_be_quoted():
    [fault] = faults_in("id: 12\n")
    assert told(fault) == (1, "id", "12", "a text")
    assert "quotes" in str(fault.because)


def test_what_is_found_is_shown_as_it_is_written():
    [fault] = faults_in("id: 0x1F\n")
    assert fault.found == "0x1F"


def test_where_a_number_or_a_mapping_may_stand_both_are_told():
    [fault] = faults_in("id: A\nvalue: many\n")
    assert told(fault)[3] == "a whole number, or a mapping of names to values"


def test_where_a_mapping_was_chosen_only_its_inside_is_at_fault():
    assert [
        (fault.field, str(fault.accepted)) for fault in faults_in("id: A\nvalue: {low: 1, high: x}\n")
    ] == [("value.high", "a whole number")]


def test_a_value_without_faults_is_built():
    value, faults = build(
        Whole, read_yaml(b"id: A\nparts: [{id: P, count: 2}]\nborn: 1975-01\n", file="f.yaml")
    )
    assert faults == ()
    assert value == Whole(id="A", parts=(Part(id="P", count=2),), born=EdtfDate("1975-01"))


def test_content_written_out_elsewhere_is_built_with_the_lines_of_its_place():
    document = read_yaml(b"short: P no\n", file="f.yaml")
    _, [fault] = build(Part, document, ("short",), content={"id": "P", "count": "no"})
    assert (fault.row, fault.field) == (1, "short.count")


def test_found_and_accepted_are_told_in_the_readers_language():
    [fault] = faults_in("kind: letter\n")
    for language in ("kk", "ru"):
        assert fault.found_in(language) != "nothing"
        assert fault.accepted.in_language(language) != str(fault.accepted)


def test_writing_is_block_style_with_quotes_only_where_they_are_needed():
    text = write_yaml(
        [
            {
                "id": "A",
                "born": "1975",
                "date": "2022-01-05",
                "time": "16:00",
                "said": "no",
                "cites": ["HRW:F7"],
            },
            {
                "id": "B",
                "title": {"ru": "Список: первый", "kk": "Қаңтар"},
                "empty": "",
                "list": [],
                "is": True,
            },
        ]
    )
    assert text == (
        '- id: A\n  born: "1975"\n  date: 2022-01-05\n  time: "16:00"\n  said: "no"\n  cites:\n    - HRW:F7\n\n'
        '- id: B\n  title:\n    ru: "Список: первый"\n    kk: Қаңтар\n  empty: ""\n  list: []\n  is: true\n'
    )


def test_long_prose_is_folded_and_lines_stand_as_they_are():
    prose = "Слово за слово, " * 12 + "конец."
    text = write_yaml({"a": prose, "b": "first\n  second\n", "c": "no end\nof line"})
    assert all(len(line) <= 100 for line in text.splitlines())
    assert text.startswith("a: >-\n  Слово")
    assert text.endswith("b: |\n  first\n    second\nc: |-\n  no end\n  of line\n")


def test_what_an_editor_might_change_unseen_is_escaped():
    assert write_yaml({"a": "x \ny", "b": "x\r\ny", "c": "\u2028", "d": "\t"}) == (
        'a: "x \\ny"\nb: "x\\r\\ny"\nc: "\\u2028"\nd: "\\t"\n'
    )


def test_a_key_too_long_for_yamls_short_form_is_written_in_the_long_one():
    written = write_yaml({"к" * 600: {"a": [1]}})
    assert content(written) == {"к" * 600: {"a": [1]}}


def test_what_yaml_of_this_form_cannot_hold_is_refused():
    with pytest.raises(TypeError, match="set"):
        write_yaml({"a": {1}})
    with pytest.raises(TypeError, match="int"):
        write_yaml({1: "a"})
