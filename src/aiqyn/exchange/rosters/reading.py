"""A list from its file to records: opened, its columns understood, its rows read, its faults told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.rosters.interpreting import interpret
from aiqyn.core.rosters.mapping import ListMapping, guess_mapping
from aiqyn.core.rosters.records import Records
from aiqyn.core.rosters.remarks import Remark
from aiqyn.exchange.rosters.limits import OF_THE_COMMAND, Limits
from aiqyn.exchange.rosters.mapping_file import ToldMapping, mapping_beside, read_mapping
from aiqyn.exchange.rosters.opening import no_search_for_cycles, open_list
from aiqyn.exchange.rosters.table import ListTable
from aiqyn.exchange.sentences import sentence

__all__ = ["RosterReading", "id_of", "interpret_table", "read_roster"]


@dataclass(frozen=True, slots=True, eq=False)
class RosterReading:
    """A list as read.

    Attributes:
        records: The rows that tell of a person.
        faults: What could not be read, in the order of rows; the good rows are read all the same.
        faults_left_out: How many faults more there are than are told one by one.
        faulty_rows: How many rows have at least one fault.
        silent_rows: How many rows tell of nobody and are no records.
        remarks: What was noticed.
        mapping: What the columns mean.
        told: What a person had said of the list, its coverage too.
        table: The cells as received, with the file's hash, encoding and kind.
    """

    records: Records
    faults: tuple[Fault, ...]
    faults_left_out: int
    faulty_rows: int
    silent_rows: int
    remarks: tuple[Remark, ...]
    mapping: ListMapping
    told: ToldMapping
    table: ListTable

    def verbatim(self, position: int) -> tuple[tuple[str, str], ...]:
        """The cells of a record as received, each with its column's title or letter.

        Args:
            position: Of the record, counted from 0.
        """
        import numpy as np

        row = int(np.searchsorted(self.table.rows, self.records.row[position]))
        return tuple((column.key, self.table.columns[column.place][row]) for column in self.mapping.columns)


def read_roster(
    source: Path | bytes,
    *,
    file: str | None = None,
    roster: str | None = None,
    mapping: ToldMapping | None = None,
    sheet: str | None = None,
    default_year: int | None = None,
    limits: Limits = OF_THE_COMMAND,
    progress: Callable[[int, int], None] | None = None,
) -> RosterReading:
    """A list as records, with what could not be read.

    Args:
        source: Where the list lies, or its bytes.
        file: Its name, as faults should show it; the path where left out.
        roster: The list's id; made of the file's name where left out.
        mapping: What a person said of it; where left out what stands beside it as `NAME.mapping.yaml`,
            and where nothing does, columns are guessed.
        sheet: The sheet of a workbook; the mapping's, else the largest.
        default_year: The year of days that are written without one; the mapping's where left out.
        limits: How much is read at most; `OF_UPLOADS` for what comes over a network.
        progress: Told how many bytes have been read, and of how many.

    Raises:
        InputFaults: The file can't be read as a list at all, or the mapping names columns that it
            hasn't. What is wrong with single rows is in the result.
        OSError: It can't be opened.

    Example:
        >>> found = read_roster("Тегі,Туған жылы\\nОспанов,1985\\n".encode(), file="families.csv")
        >>> found.records.rosters, found.records.told(0)
        (('families',), {'surname': 'Оспанов', 'born': '1985'})
    """
    told = mapping or _kept(source)
    table = open_list(
        source,
        file=file,
        sheet=sheet or told.sheet,
        encoding=told.encoding,
        delimiter=told.delimiter,
        limits=limits,
        progress=progress,
    )
    with no_search_for_cycles():
        return interpret_table(table, roster=roster, mapping=told, default_year=default_year)


def _kept(source: Path | bytes) -> ToldMapping:
    if isinstance(source, Path) and mapping_beside(source).is_file():
        return read_mapping(mapping_beside(source))
    return ToldMapping()


def interpret_table(
    table: ListTable,
    *,
    roster: str | None = None,
    mapping: ToldMapping | None = None,
    default_year: int | None = None,
) -> RosterReading:
    """A list that is open already as records; for another mapping of the same cells.

    Args:
        table: Its cells.
        roster, mapping, default_year: As of `read_roster`.

    Raises:
        InputFaults: The mapping names columns that the list hasn't.
    """
    told = mapping or ToldMapping()
    found = guess_mapping(
        table.columns, told=told.columns, title_row=_place_of(told.title_row, table), titles=table.titles
    )
    if found.unknown:
        raise InputFaults(_unknown_columns(found, told, table))
    read = interpret(
        table.columns,
        table.rows,
        found,
        file=table.file,
        roster=roster or id_of(table.file),
        default_year=default_year if default_year is not None else told.default_year,
    )
    faults = sorted((*table.faults, *read.faults), key=lambda fault: fault.row or 0)
    return RosterReading(
        read.records,
        tuple(faults),
        read.faults_left_out + table.faults_left_out,
        read.faulty_rows + len({fault.row for fault in table.faults}) + table.faults_left_out,
        read.silent_rows,
        (*table.remarks, *read.remarks),
        found,
        told,
        table,
    )


def _place_of(title_row: int | None, table: ListTable) -> int | None:
    """Where among the rows that were kept the one of that number stands."""
    if title_row is None:
        return None
    places = (table.rows == title_row).nonzero()[0]
    return int(places[0]) if len(places) else -1


def _unknown_columns(found: ListMapping, told: ToldMapping, table: ListTable) -> Iterator[Fault]:
    keys = ", ".join(column.key for column in found.columns[:40])
    for name in found.unknown:
        yield Fault(
            told.file or table.file,
            None,
            f"columns.{name}",
            name,
            sentence("one of the list's headers: {names}", names=keys),
        )


_NO_ID = re.compile(r"[^a-z0-9]+")
_LATIN = str.maketrans(
    dict(
        zip(
            "абвгдеёзийклмнопрстуфхыэәғіқңөұүһ",
            [*"abvgdeeziyklmnoprstufhye", "a", "g", "i", "q", "n", "o", "u", "u", "h"],
            strict=True,
        )
    )
    | {"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
)


def id_of(file: str) -> str:
    """An id made of a file's name.

    Example:
        >>> id_of("lists/Погибшие (Алматы).xlsx")
        'pogibshie-almaty'
    """
    stem = Path(file.replace("\\", "/")).name.rsplit(".", 1)[0]
    return _NO_ID.sub("-", stem.casefold().translate(_LATIN)).strip("-")[:60] or "list"
