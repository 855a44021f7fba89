"""Estimations in a dossier: counts beside their description, and every slip told where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from dossiers import whole_dossier

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.inquiry import Estimation
from aiqyn.exchange.dossier import read_dossier, write_dossier

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
"""
ESTIMATIONS = """\
- id: deaths
  title: {en: How many died}
  population: {en: People who died}
  lists:
    - name: letters
      title: {en: Letters}
    - name: court
      title: {en: Court files}
      only: people of Almaty
      where: {stratum_city: [almaty]}
    - name: news
      title: {en: Newspapers}
  cites: [report]
"""
COUNTS = (
    "stratum_city,letters,court,news,count\n"
    "almaty,1,0,0,20\nalmaty,0,1,1,4\nalmaty,1,1,0,6\nelsewhere,1,0,1,9\nelsewhere,0,0,1,30\n"
)


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A dossier with one estimation, without faults."""
    within = tmp_path / "dossier"
    put(within, "inquiry.yaml", INQUIRY)
    put(within, "sources.yaml", SOURCES)
    put(within, "estimations.yaml", ESTIMATIONS)
    put(within, "estimations/deaths.csv", COUNTS)
    return within


def put(within: Path, path: str, content: str | bytes) -> None:
    location = within / path
    location.parent.mkdir(parents=True, exist_ok=True)
    location.write_bytes(content.encode() if isinstance(content, str) else content)


def faults_of(within: Path) -> list[Fault]:
    with pytest.raises(InputFaults) as caught:
        read_dossier(within)
    return list(caught.value.faults)


def places(faults: list[Fault]) -> list[tuple[str, int | None, str | None]]:
    return [(fault.file, fault.row, fault.field) for fault in faults]


def estimation_of(within: Path) -> Estimation:
    (estimation,) = read_dossier(within).dossier.estimations
    return estimation


def test_counts_are_kept_word_for_word_with_what_is_told_of_their_lists(dossier):
    estimation = estimation_of(dossier)
    assert estimation.counts == (COUNTS,)
    assert estimation.lists[1].only == "people of Almaty"
    assert (estimation.seed, estimation.level, estimation.methods) == (1, 0.95, ())


@pytest.mark.parametrize(
    "content", [COUNTS.replace("\n", "\r\n"), "\ufeff" + COUNTS, COUNTS.replace(",", ";")]
)
def test_counts_come_back_byte_for_byte_however_a_spreadsheet_wrote_them(dossier, tmp_path, content):
    put(dossier, "estimations/deaths.csv", content)
    read = read_dossier(dossier)
    write_dossier(read.dossier, tmp_path / "again", read.chunks, durable=False)
    assert (tmp_path / "again" / "estimations" / "deaths.csv").read_bytes() == content.encode()


def test_samples_of_a_linkage_lie_side_by_side_in_their_order(dossier, tmp_path):
    (dossier / "estimations" / "deaths.csv").unlink()
    for sample in range(1, 12):
        put(dossier, f"estimations/deaths-{sample}.csv", COUNTS.replace("30", str(30 + sample)))
    read = read_dossier(dossier)
    (estimation,) = read.dossier.estimations
    assert [f"0,0,1,{30 + sample}\n" in text for sample, text in enumerate(estimation.counts, 1)] == [
        True
    ] * 11
    write_dossier(read.dossier, tmp_path / "again", read.chunks, durable=False)
    assert read_dossier(tmp_path / "again").dossier == read.dossier


def test_an_estimation_without_counts_says_where_they_would_lie(dossier):
    (dossier / "estimations" / "deaths.csv").unlink()
    (fault,) = faults_of(dossier)
    assert (fault.file, fault.row, fault.field) == ("estimations.yaml", 1, "estimations[1].id")
    assert "estimations/deaths.csv" in str(fault.accepted)
    assert "estimations/deaths-1.csv" in str(fault.accepted)


def test_faults_of_counts_are_told_with_row_and_column_beside_those_of_the_description(dossier):
    put(dossier, "estimations/deaths.csv", COUNTS.replace("almaty,1,0,0,20", "almaty,1,0,0,-20"))
    put(dossier, "estimations.yaml", ESTIMATIONS + "  level: 2.0\n")
    assert places(faults_of(dossier)) == [
        ("estimations.yaml", 14, "estimations[1].level"),
        ("estimations/deaths.csv", 2, "count"),
    ]


def test_counts_in_another_encoding_are_told_and_nothing_else_is_called_missing(dossier):
    put(dossier, "estimations/deaths.csv", "тізім,count\n1,5\n".encode("windows-1251"))
    faults = faults_of(dossier)
    assert [fault.file for fault in faults] == ["estimations/deaths.csv"]
    assert "UTF-8" in str(faults[0].accepted)


def test_every_list_is_described_and_every_list_described_is_counted(dossier):
    put(dossier, "estimations.yaml", ESTIMATIONS.replace("name: news", "name: newspapers"))
    faults = faults_of(dossier)
    assert places(faults) == [
        ("estimations.yaml", 4, "estimations[1].lists"),
        ("estimations.yaml", 11, "estimations[1].lists[3].name"),
    ]
    assert str(faults[0].because) == "nothing is said of news"
    assert "letters, court, news" in str(faults[1].accepted)


def test_a_value_that_no_stratum_has_is_told_for_it_would_drop_a_list_unseen(dossier):
    put(dossier, "estimations.yaml", ESTIMATIONS.replace("[almaty]", "[almaty, astana]"))
    (fault,) = faults_of(dossier)
    assert fault.field == "estimations[1].lists[2].where.stratum_city[2]"
    assert "almaty, elsewhere" in str(fault.accepted)


def test_strata_are_named_only_with_the_words_that_say_whom_the_list_can_hold(dossier):
    put(dossier, "estimations.yaml", ESTIMATIONS.replace("      only: people of Almaty\n", ""))
    (fault,) = faults_of(dossier)
    assert "`only`" in str(fault.accepted)


def test_a_file_of_counts_that_belongs_to_no_estimation_is_a_fault(dossier):
    put(dossier, "estimations/injured.csv", COUNTS)
    put(dossier, "estimations/deaths-1.csv", COUNTS)
    assert places(faults_of(dossier)) == [
        ("estimations/deaths-1.csv", None, None),
        ("estimations/injured.csv", None, None),
    ]


def test_one_sample_alone_is_no_linkage(dossier):
    (dossier / "estimations" / "deaths.csv").rename(dossier / "estimations" / "deaths-1.csv")
    assert places(faults_of(dossier)) == [("estimations.yaml", 1, "estimations[1].id")]


def test_samples_with_other_columns_are_told(dossier):
    (dossier / "estimations" / "deaths.csv").rename(dossier / "estimations" / "deaths-1.csv")
    put(dossier, "estimations/deaths-2.csv", COUNTS.replace("court", "police"))
    (fault,) = faults_of(dossier)
    assert (fault.file, fault.row) == ("estimations/deaths-2.csv", 1)
    assert "stratum_city, letters, court, news" in str(fault.accepted)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("  methods: [guess]\n", "estimations[1].methods[1]"),
        ("  seed: -1\n", "estimations[1].seed"),
        ("  compared_with: [F9]\n", "estimations[1].compared_with[1]"),
        ("  counts: [x]\n", "estimations[1].counts"),
        ("  simulated: maybe\n", "estimations[1].simulated"),
    ],
)
def test_what_can_not_be_said_of_an_estimation_is_told_at_its_line(dossier, line, field):
    put(dossier, "estimations.yaml", ESTIMATIONS + line)
    (fault,) = faults_of(dossier)
    assert (fault.file, fault.row, fault.field) == ("estimations.yaml", 14, field)


def test_a_file_of_counts_is_called_nobodys_only_when_every_description_could_be_read(dossier):
    put(dossier, "estimations.yaml", ESTIMATIONS.replace("id: deaths", "id: 'not an id'"))
    assert [fault.file for fault in faults_of(dossier)] == ["estimations.yaml"]


def test_what_could_not_be_read_back_is_not_written(tmp_path):
    dossier = whole_dossier()
    estimation = dossier.estimations[0]
    for wrong in (
        {"counts": ()},
        {"counts": ("no counts",)},
        {"lists": estimation.lists[:2]},
    ):
        changed = dossier.model_copy(update={"estimations": (estimation.model_copy(update=wrong),)})
        with pytest.raises(InputFaults):
            write_dossier(changed, tmp_path / "out", lambda path: [])
        assert not (tmp_path / "out").exists()


def test_two_estimations_may_not_need_the_same_file(tmp_path):
    dossier = whole_dossier()
    estimation = dossier.estimations[0]
    samples = estimation.model_copy(update={"counts": estimation.counts * 2})
    other = estimation.model_copy(update={"id": f"{estimation.id}-1"})
    changed = dossier.model_copy(update={"estimations": (samples, other)})
    with pytest.raises(InputFaults) as caught:
        write_dossier(changed, tmp_path / "out", lambda path: [])
    assert [fault.file for fault in caught.value.faults] == [f"estimations/{estimation.id}-1.csv"]
