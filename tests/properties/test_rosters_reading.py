"""Whatever a file holds, it is read or refused; whatever is read, its cells stay as they were."""

from __future__ import annotations

import csv
import datetime
import io
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from aiqyn.core.dates import EdtfDate
from aiqyn.core.faults import InputFaults
from aiqyn.core.rosters.cleaning import all_plain, cleaned, has_hidden_letters, repaired
from aiqyn.core.rosters.entries import read_entry
from aiqyn.core.rosters.written_dates import read_date
from aiqyn.exchange.rosters import RosterReading, read_roster

TITLES = st.sampled_from(["ФИО", "Тегі", "Дата рождения", "age", "Место гибели", "note", "id", "Жынысы"])
CELLS = st.one_of(
    st.text(max_size=20),
    st.text("абвАБВ әқӘҚ.,-1290г.р", max_size=30),
    st.sampled_from(
        ["Ахметов С.", "05.01", "31.02.2022", "н/д", "37 лет", 'a "b"', "x;y", "1\n2", "\u202eab", "=1+1"]
    ),
)
DATES = st.text("0123456789./- янвқаңтаржг5?~", max_size=24)


def read_or_refused(data: bytes) -> RosterReading | InputFaults:
    try:
        return read_roster(data, file="list", default_year=2022)
    except InputFaults as error:
        return error


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.lists(CELLS, max_size=20).map(lambda cells: "\n".join(cells).encode()),
        st.lists(CELLS, max_size=20).map(lambda cells: ";".join(cells).encode("utf-16")),
        st.binary(max_size=200).map(lambda data: b"<html><table><tr><td>" + data),
        st.binary(max_size=200).map(lambda data: b"PK\x03\x04" + data),
    )
)
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes) -> None:
    found = read_or_refused(data)
    if isinstance(found, InputFaults):
        assert all(str(fault.accepted) for fault in found.faults)
        return
    assert len({len(column) for column in found.table.columns}) <= 1
    assert all(value for values in found.records.fields.values() for value in values if value is not None)
    for field in ("born", "died"):
        for value in found.records.fields.get(field, ()):
            assert value is None or EdtfDate(value)


@settings(max_examples=100, deadline=None)
@given(st.lists(TITLES, min_size=3, max_size=5), st.data())
def test_cells_of_a_table_stay_as_they_were_written(titles: list[str], data: st.DataObject) -> None:
    row = st.lists(
        CELLS.filter(lambda cell: "\r" not in cell and "\0" not in cell),
        min_size=len(titles),
        max_size=len(titles),
    )
    rows = data.draw(st.lists(row, min_size=1, max_size=8))
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([titles, *rows])
    found = read_roster(stream.getvalue().encode("utf-8", "replace"), file="list").table
    kept = [row for row in rows if any(row)]
    assert [list(cells) for cells in zip(*found.columns, strict=True)] == [
        [cell.encode("utf-8", "replace").decode() for cell in row] for row in [titles, *kept]
    ]


@given(CELLS)
def test_what_has_been_cleaned_stays_as_it_is(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert not has_hidden_letters(once)
    assert once == once.strip()


@given(st.lists(CELLS, max_size=5))
def test_texts_that_are_plain_together_are_what_cleaning_makes_of_each(texts: list[str]) -> None:
    if all_plain(texts):
        assert [cleaned(text) for text in texts] == texts
        assert [repaired(text) for text in texts] == [None] * len(texts)


@given(DATES)
def test_whatever_is_read_of_a_date_is_a_date(text: str) -> None:
    found = read_date(text, default_year=2022)
    assert found.edtf is None or EdtfDate(found.edtf)


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2029, 12, 31)))
def test_a_day_is_the_same_day_however_it_is_written(day: datetime.date) -> None:
    written = [day.isoformat(), f"{day:%d.%m.%Y}", f"{day.day} {day:%B} {day.year}", f"{day:%Y%m%d}"]
    assert {read_date(text).edtf for text in written} == {day.isoformat()}


@settings(max_examples=25, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=12), st.integers(0, 30))
def test_a_long_list_is_read_as_a_short_one(odd: list[str], place: int) -> None:
    cells = [f"Оспанов {'абвгд'[number % 5] * (number % 40 + 1)}" for number in range(2100)]
    cells[place : place + len(odd)] = odd
    values = ["name,age", *('"' + cell.replace('"', '""') + '",1' for cell in cells)]
    whole = read_or_refused("\n".join(values).encode("utf-8", "replace"))
    half = read_or_refused("\n".join(values[:1000]).encode("utf-8", "replace"))
    assert isinstance(whole, RosterReading)
    assert isinstance(half, RosterReading)
    names = list(half.records.fields.get("name", ()))
    assert list(whole.records.fields.get("name", ()))[: len(names)] == names


@settings(deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=6).map(", ".join))
def test_an_entry_gives_values_that_are_clean(text: str) -> None:
    found = read_entry(text, default_year=2022)
    assert all(value and value == value.strip() for value in found.values.values())
    assert re.fullmatch(r"\d{1,3}", found.values.get("age", "0"))
