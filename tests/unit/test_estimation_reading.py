"""Capture counts from CSV: what is read, and what is said of what can't be."""

from __future__ import annotations

import pytest
from estimation_tables import as_csv, published_table

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.exchange.capture_counts_file import MAXIMUM_BYTES, read_capture_counts
from aiqyn.exchange.list_coverage_file import read_list_coverage

GOOD = "A,B,C,count\n1,0,0,5\n0,1,0,4\n1,1,1,2\n"


def faults_of(text: str | bytes) -> tuple[Fault, ...]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(InputFaults) as caught:
        read_capture_counts(data, file="counts.csv")
    return caught.value.faults


def test_counts_are_read_as_they_were_written() -> None:
    counts = published_table("kosovo")
    assert read_capture_counts(as_csv(counts).encode(), file="kosovo.csv").together() == counts


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\n\n").encode(),
        GOOD.replace("A,B", '"A","B"').encode(),
        GOOD.replace("1,1,1,2", "1 , 1,1 ,2").encode(),
        (GOOD + "0,0,1,0\n").encode(),
    ],
    ids=[
        "mark of order",
        "semicolons",
        "tabs",
        "windows lines",
        "empty rows",
        "quotes",
        "spaces",
        "a zero count",
    ],
)
def test_files_as_spreadsheets_write_them_give_the_same_counts(data: bytes) -> None:
    plain = read_capture_counts(GOOD.encode(), file="f")
    assert read_capture_counts(data, file="f") == plain


def test_columns_of_strata_divide_the_counts_and_add_up_again() -> None:
    text = "stratum_city,stratum,A,B,count\nOral,m,1,0,3\nOral,f,1,0,4\nOral,m,1,1,1\n"
    counts = read_capture_counts(text.encode(), file="f")
    assert counts.columns == ("stratum_city", "stratum")
    assert [(stratum.values, stratum.counts.documented) for stratum in counts.strata] == [
        (("Oral", "m"), 4),
        (("Oral", "f"), 4),
    ]
    assert counts.together().documented == 8


def test_two_hundred_lists_are_read() -> None:
    lists = [f"L{index}" for index in range(200)]
    row = ["1"] * 200 + ["7"]
    text = ",".join([*lists, "count"]) + "\n" + ",".join(row) + "\n"
    assert read_capture_counts(text.encode(), file="f").together().documented == 7


def test_all_faults_are_told_at_once_with_row_and_column() -> None:
    text = "A,B,count\n1,0,5\n1,2,3\n0,1,-4\n0,1,1.5\n0,0,9\n1,0,5\n1,1\nx,1,2\n1,1,1e3\n"
    found = [(fault.row, fault.field) for fault in faults_of(text)]
    assert found == [
        (3, "B"),
        (4, "count"),
        (5, "count"),
        (6, None),
        (7, None),
        (8, None),
        (9, "A"),
        (10, "count"),
    ]


def test_a_repeated_pattern_names_the_row_that_has_it_first() -> None:
    (fault,) = faults_of("A,B,count\n1,0,5\n0,1,2\n1,0,6\n")
    assert fault.row == 4
    assert "row 2" in str(fault.because)


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("", "a header"),
        ("\n\n", "a header"),
        ("A,B,count\n", "a row for each pattern"),
        ("nbcap,freq\n1,6\n", "`count` as the name of the last column"),
        ("count\n5\n", "a column for each list"),
        ("A,A,count\n1,0,5\n", "no other column has"),
        ("A,,count\n1,0,5\n", "a name for every column"),
        ("A,stratum,B,count\n1,x,0,5\n", "columns of strata before the lists"),
        ("A,B,count\n1,0,99999999999\n", "more people than live"),
        ("A,B,count\n1,0,\n", "a whole number"),
        ("A,B,count\n1,0,1 204\n", "a whole number"),
        ("A,B,count\n1,0,１２\n", "a whole number"),
        ("A,B\x07,count\n1,0,3\n", "without hidden characters"),
        ('A,B,count\n1,"0,3\n', "closed by a quote"),
        ("stratum,A,B,count\n,1,0,3\n", "which stratum"),
    ],
)
def test_what_would_be_right_is_said(text: str, accepted: str) -> None:
    assert any(accepted in str(fault.accepted) for fault in faults_of(text))


@pytest.mark.parametrize(
    "data",
    [
        "Список,Б,count\n1,0,5\n".encode("cp1251"),
        GOOD.encode("utf-16"),
        b"A,B,count\n1,0,\x005\n",
    ],
)
def test_other_encodings_are_told_and_not_guessed(data: bytes) -> None:
    (fault,) = faults_of(data)
    assert "UTF-8" in str(fault.accepted)


def test_a_file_larger_than_any_table_is_not_parsed() -> None:
    (fault,) = faults_of(b"A" * (MAXIMUM_BYTES + 1))
    assert "at most" in str(fault.accepted)


def test_a_file_that_is_something_else_ends_after_some_faults() -> None:
    text = "A,B,count\n" + "x,y,z\n" * 10_000
    assert 200 <= len(faults_of(text)) < 210


def test_facts_of_lists_are_read_and_slips_in_them_are_told_with_their_lines() -> None:
    counts = read_capture_counts(b"stratum,A,B,count\nm,1,0,3\nf,0,1,2\n", file="f")
    good = b"lists:\n  A:\n    only: men\n    where: {stratum: [m]}\n"
    (fact,) = read_list_coverage(good, file="facts.yaml", counts=counts)
    assert (fact.list, fact.only, dict(fact.where)) == ("A", "men", {"stratum": ("m",)})
    bad = b"lists:\n  D:\n    only: x\n  A:\n    where: {stratum: [w]}\n  B:\n    only: y\n    where: {stratum: [z]}\n"
    with pytest.raises(InputFaults) as caught:
        read_list_coverage(bad, file="facts.yaml", counts=counts)
    assert [(fault.row, fault.field) for fault in caught.value.faults] == [
        (2, "lists.D"),
        (4, "lists.A.only"),
        (8, "lists.B.where.stratum[1]"),
    ]
