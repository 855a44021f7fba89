"""A list taken in on a page: kept as received, its columns guessed, shown with examples, corrected."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aiqyn.core.faults import InputFaults, Refused
from aiqyn.core.inquiry import ReceivedFile, Roster, plain
from aiqyn.core.language import Language
from aiqyn.core.rosters.meanings import MEANINGS as ALL_MEANINGS
from aiqyn.core.values import LocalisedText
from aiqyn.exchange.dossier import LIST_ENDINGS, ROSTERS
from aiqyn.exchange.rosters import OF_UPLOADS, RosterReading, id_of, read_roster, told_by
from aiqyn.registry.services import find_list, path_of_list, read_file, take_list
from aiqyn.web.lists.asking import FaultInWords, faults_in_words
from aiqyn.web.lists.rows import MEANINGS
from aiqyn.web.reader import language_of_page

__all__ = ["Column", "ColumnsPage", "columns_page", "described", "take_in"]

FAULTS_SHOWN = 50
ROWS_SHOWN = 5

_ENDINGS: Mapping[str, str] = {
    "delimited": ".csv",
    "text": ".txt",
    "xlsx": ".xlsx",
    "xls": ".xls",
    "ods": ".ods",
    "html": ".html",
    "pdf": ".pdf",
}
assert set(_ENDINGS.values()) <= set(LIST_ENDINGS)

_LABELS: Mapping[str, Promise] = {
    **MEANINGS,
    "identifier": _("identifier of the row in its list"),
    "number": _("running number"),
    "unread": _("not read"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column, and what it is taken to mean.

    Attributes:
        place: Counted from 0.
        key: Its title or letter.
        examples: Some values, as received.
        meaning: What it is taken to mean.
        sure: How sure that is, in hundredths; 100 where a person said it.
        because: What it was told by.
    """

    place: int
    key: str
    examples: tuple[str, ...]
    meaning: str
    sure: int
    because: str


@dataclass(frozen=True, slots=True)
class ColumnsPage:
    """What the page of a list's columns shows.

    Attributes:
        id: The list.
        title: What it is called.
        columns: Its columns.
        meanings: What columns can mean: id and label.
        is_told: Whether a person has said what the columns mean.
        kind, encoding: Of the file.
        default_year: The year of days that are written without one.
        rows, faulty, silent: How many rows tell of a person, have faults, tell of nobody.
        remarks: What was noticed.
        read: The first rows as they were read: number, and field by field.
        faults: The first faults.
        more_faults: How many more there are.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    meanings: tuple[tuple[str, Promise | str], ...]
    is_told: bool
    kind: str
    encoding: str
    default_year: int | None
    rows: int
    faulty: int
    silent: int
    remarks: tuple[str, ...]
    read: tuple[tuple[int, tuple[tuple[Promise | str, str], ...]], ...]
    faults: tuple[FaultInWords, ...]
    more_faults: int


def take_in(content: bytes, name: str, title: str, *, by: str) -> str | Refused | InputFaults:
    """Keep a list as it was received; what its columns mean is guessed until somebody says it.

    Args:
        content: The bytes of the file.
        name: Its name, as the browser gave it.
        title: What the list is called.
        by: The member.

    Returns:
        The list's id. All that keeps it from being read as a list, where that is so: nothing is kept.
    """
    try:
        reading = read_roster(content, file=name, limits=OF_UPLOADS)
    except InputFaults as error:
        return error
    id, table = _free_id(name), reading.table
    told: dict[str, Any] = {"id": id, "title": _in_language(title or name), "sha256": table.sha256}
    for field in ("encoding", "delimiter", "sheet"):
        if getattr(table, field) is not None and (field != "sheet" or table.kind in ("xlsx", "xls", "ods")):
            told[field] = getattr(table, field)
    file = ReceivedFile(
        path=f"{ROSTERS}{id}{_ENDINGS[table.kind]}",
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )
    refused = take_list(Roster.model_validate(told), file, [content], by=by)
    return id if refused is None else refused


def _in_language(title: str) -> LocalisedText:
    return LocalisedText(**{language_of_page(): title})


def _free_id(name: str) -> str:
    """An id made of the file's name that no list has."""
    id, number = id_of(name), 1
    while find_list(id if number == 1 else f"{id}-{number}") is not None:
        number += 1
    return id if number == 1 else f"{id}-{number}"


def columns_page(roster: Roster) -> ColumnsPage | InputFaults:
    """What the columns of a list are taken to mean, and how its rows are read by that.

    Returns:
        The page, or what keeps the list from being read.
    """
    said = Roster.model_validate({name: getattr(roster, name) for name in plain(roster)})
    path = path_of_list(roster.id)
    try:
        reading = read_roster(
            b"".join(read_file(path)),
            file=path,
            roster=roster.id,
            mapping=told_by(said, file=path),
            limits=OF_UPLOADS,
        )
    except InputFaults as error:
        return error
    return _page(roster, reading, language_of_page())


def _page(roster: Roster, reading: RosterReading, language: Language) -> ColumnsPage:
    records = reading.records
    return ColumnsPage(
        roster.id,
        roster.title.in_language(language),
        tuple(
            Column(
                each.place,
                each.key,
                each.examples,
                each.meaning,
                round(100 * each.certainty),
                each.because.in_language(language),
            )
            for each in reading.mapping.columns
        ),
        tuple((meaning, _LABELS.get(meaning, meaning)) for meaning in ALL_MEANINGS),
        bool(roster.columns),
        reading.table.kind,
        reading.table.encoding or "",
        roster.default_year,
        len(records),
        reading.faulty_rows,
        reading.silent_rows,
        tuple(each.text.in_language(language) for each in reading.remarks),
        tuple(
            (
                int(records.row[position]),
                tuple((_LABELS.get(field, field), value) for field, value in records.told(position).items()),
            )
            for position in range(min(ROWS_SHOWN, len(records)))
        ),
        faults_in_words(reading.faults[:FAULTS_SHOWN], language),
        max(0, len(reading.faults) - FAULTS_SHOWN) + reading.faults_left_out,
    )


def described(
    roster: Roster, columns: Sequence[Column], chosen: Mapping[int, str], default_year: int | None
) -> Roster | None:
    """The list as a member describes it; `None` where they would leave every column unread.

    Args:
        roster: As described so far.
        columns: Its columns.
        chosen: What each column means, by its place, each one of the meanings; others mean what
            they were taken to mean.
        default_year: The year of days that are written without one.
    """
    told = {each.key: chosen.get(each.place, each.meaning) for each in columns}
    if not set(told.values()) - {"unread"}:
        return None
    return roster.model_copy(update={"columns": told, "default_year": default_year})
