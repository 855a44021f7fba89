"""Read capture counts from CSV: every fault at once, each with its row and column.

One 0/1 column per list, a last column `count`; columns named `stratum`, or beginning with
`stratum_`, may stand before the lists. The row of people on no list must be absent: it is
what is asked for. Comma, semicolon and tab are read as separators, since spreadsheets in
Russian and Kazakh write semicolons.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from aiqyn.core.estimation.counts import (
    LARGEST_COUNT,
    CaptureCounts,
    StratifiedCounts,
    Stratum,
)
from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.language import Sentence
from aiqyn.core.shown import is_one_line
from aiqyn.exchange.sentences import sentence

__all__ = ["MAXIMUM_BYTES", "MAXIMUM_FAULTS", "MAXIMUM_LISTS", "read_capture_counts"]

MAXIMUM_BYTES = 32 * 2**20
MAXIMUM_LISTS = 256
MAXIMUM_FAULTS = 200
"""After so many faults the rest of the file is not looked at: it is not what it was taken for."""

COUNT = "count"
_STRATUM = re.compile(r"stratum(?:[_ :-].+)?", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(r"[0-9]{1,20}")
_SEPARATORS = (",", ";", "\t")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_capture_counts(data: bytes, *, file: str) -> StratifiedCounts:
    """The counts that one CSV file holds.

    Args:
        data: The file's bytes, UTF-8 with or without a byte order mark.
        file: Its name, as faults should show it.

    Raises:
        InputFaults: All that is wrong in the file, in the order of its rows; of the rows
            nothing is said where the header can't be understood.
    """
    rows = _rows(_text(data, file), file)
    header = _Header.read(rows, file)
    reading = _Reading(header, file)
    for row, cells in rows[1:]:
        reading.take(row, cells)
        if len(reading.faults) >= MAXIMUM_FAULTS:
            break
    return reading.result()


def _text(data: bytes, file: str) -> str:
    """The bytes as text, or the one fault that keeps them from being read."""
    accepted = sentence("text in UTF-8; in a spreadsheet: save as “CSV UTF-8”")
    if len(data) > MAXIMUM_BYTES:
        found = sentence("{size} bytes", size=len(data))
        limit = sentence("a file of at most {size} bytes", size=MAXIMUM_BYTES)
        raise InputFaults([Fault(file, None, None, found, limit)])
    if data.startswith(_UTF_16):
        raise InputFaults([Fault(file, None, None, sentence("text in UTF-16"), accepted)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        because = sentence(
            "the byte {byte} there is of another encoding, such as Windows-1251",
            byte=f"0x{data[error.start]:02x}",
        )
        around = data[max(error.start - 20, 0) : error.start + 20].decode("utf-8", "replace")
        raise InputFaults([Fault(file, row, None, around, accepted, because)]) from None
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise InputFaults([Fault(file, row, None, sentence("a zero byte"), accepted)])
    return text


def _rows(text: str, file: str) -> list[tuple[int, list[str]]]:
    """Rows that are not empty, with their numbers as a spreadsheet shows them."""
    first_line = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first_line.count)
    rows: list[tuple[int, list[str]]] = []
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=separator, strict=True), 1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                rows.append((number, stripped))
    except csv.Error as error:
        accepted = sentence("CSV: fields in quotes closed by a quote, of at most 131,072 letters")
        because = sentence("the reader stops there: {problem}", problem=str(error))
        fault = Fault(file, number + 1, None, sentence("a field without end"), accepted, because)
        raise InputFaults([fault]) from None
    if not rows:
        found = sentence("an empty file")
        accepted = sentence("a header with the names of the lists and `count`, and the counts below it")
        raise InputFaults([Fault(file, None, None, found, accepted)])
    return rows


class _Header:
    """What the columns are."""

    def __init__(self, row: int, cells: Sequence[str]) -> None:
        self.row = row
        self.cells = tuple(cells)
        self.strata = 0
        while self.strata < len(cells) and _STRATUM.fullmatch(cells[self.strata]):
            self.strata += 1
        self.lists = tuple(cells[self.strata : -1])

    @classmethod
    def read(cls, rows: Sequence[tuple[int, list[str]]], file: str) -> _Header:
        row, cells = rows[0]
        header = cls(row, cells)
        faults = list(header._faults(file))
        if not faults and len(rows) == 1:
            found = sentence("a header without rows")
            accepted = sentence("a row for each pattern that someone has: 1,0,1,12")
            faults.append(Fault(file, row, None, found, accepted))
        if faults:
            raise InputFaults(faults)
        return header

    def _faults(self, file: str) -> Iterator[Fault]:
        if self.cells[-1] != COUNT:
            found = self.cells[-1] or sentence("an empty name")
            accepted = sentence("`count` as the name of the last column")
            yield Fault(file, self.row, _letter(len(self.cells) - 1), found, accepted)
            return
        if not self.lists:
            accepted = sentence("a column for each list, with 1 where the people are on it and 0 where not")
            yield Fault(file, self.row, None, ",".join(self.cells), accepted)
        if len(self.lists) > MAXIMUM_LISTS:
            found = sentence("{number} lists", number=len(self.lists))
            accepted = sentence("at most {number} lists", number=MAXIMUM_LISTS)
            yield Fault(file, self.row, None, found, accepted)
        first: dict[str, int] = {}
        for index, name in enumerate(self.cells):
            yield from self._faults_of_name(file, index, name, first)

    def _faults_of_name(self, file: str, index: int, name: str, first: dict[str, int]) -> Iterator[Fault]:
        column = _letter(index)
        if not name:
            accepted = sentence("a name for every column")
            yield Fault(file, self.row, column, sentence("an empty name"), accepted)
        elif not is_one_line(name):
            accepted = sentence("a name on one line, without hidden characters")
            yield Fault(file, self.row, column, name, accepted)
        elif name in first:
            accepted = sentence("a name that no other column has")
            because = sentence("column {column} has it too", column=_letter(first[name]))
            yield Fault(file, self.row, column, name, accepted, because)
        elif index >= self.strata and _STRATUM.fullmatch(name):
            accepted = sentence("columns of strata before the lists")
            yield Fault(file, self.row, column, name, accepted)
        first.setdefault(name, index)


class _Reading:
    """Takes one row after the other, and remembers what was wrong."""

    def __init__(self, header: _Header, file: str) -> None:
        self._header = header
        self._file = file
        self._counts: dict[tuple[str, ...], dict[int, int]] = {}
        self._first_row: dict[tuple[tuple[str, ...], int], int] = {}
        self.faults: list[Fault] = []

    def take(self, row: int, cells: Sequence[str]) -> None:
        """Note what one row says, or what is wrong with it."""
        header = self._header
        if len(cells) != len(header.cells):
            found = sentence("{number} fields", number=len(cells))
            accepted = sentence("{number} fields, as in the header", number=len(header.cells))
            self._note(row, None, found, accepted)
            return
        already = len(self.faults)
        values = tuple(self._stratum(row, index, cells[index]) for index in range(header.strata))
        pattern = 0
        for bit, cell in enumerate(cells[header.strata : -1]):
            if cell not in ("0", "1"):
                self._note_mark(row, header.lists[bit], cell)
            elif cell == "1":
                pattern |= 1 << bit
        count = self._count(row, cells[-1])
        if len(self.faults) == already and count is not None:
            self._take_pattern(row, values, pattern, count)

    def result(self) -> StratifiedCounts:
        """The counts, where nothing was wrong."""
        if self.faults:
            raise InputFaults(self.faults)
        header = self._header
        strata = tuple(
            Stratum(values, CaptureCounts.from_mapping(header.lists, counts))
            for values, counts in self._counts.items()
        )
        return StratifiedCounts(header.cells[: header.strata], strata)

    def _note(
        self,
        row: int,
        column: str | None,
        found: str | Sentence,
        accepted: Sentence,
        because: Sentence | None = None,
    ) -> None:
        self.faults.append(Fault(self._file, row, column, found, accepted, because))

    def _note_mark(self, row: int, column: str, cell: str) -> None:
        because = sentence("a column that divides people is named `stratum` or `stratum_…` and stands first")
        self._note(
            row,
            column,
            cell or sentence("nothing"),
            sentence("1 where the people are on the list, 0 where not"),
            because if len(cell) > 1 else None,
        )

    def _stratum(self, row: int, index: int, cell: str) -> str:
        if not cell or not is_one_line(cell):
            found = cell or sentence("nothing")
            self._note(row, self._header.cells[index], found, sentence("which stratum the people are of"))
        return cell

    def _count(self, row: int, cell: str) -> int | None:
        if not _WHOLE_NUMBER.fullmatch(cell):
            accepted = sentence("a whole number, 0 or more, in digits alone: 1204")
            self._note(row, COUNT, cell or sentence("nothing"), accepted)
            return None
        count = int(cell)
        if count > LARGEST_COUNT:
            accepted = sentence("at most {number}, more people than live", number=LARGEST_COUNT)
            self._note(row, COUNT, cell, accepted)
            return None
        return count

    def _take_pattern(self, row: int, values: tuple[str, ...], pattern: int, count: int) -> None:
        written = ",".join(str(pattern >> bit & 1) for bit in range(len(self._header.lists)))
        if not pattern:
            accepted = sentence("only rows of people who are on some list")
            because = sentence("how many are on none is what is to be estimated")
            self._note(row, None, written, accepted, because)
            return
        first = self._first_row.setdefault((values, pattern), row)
        if first != row:
            accepted = sentence("each pattern once")
            because = sentence("row {row} has the same pattern; add the two up if both are meant", row=first)
            self._note(row, None, written, accepted, because)
            return
        self._counts.setdefault(values, {})
        if count:
            self._counts[values][pattern] = count


def _letter(index: int) -> str:
    """A column as a spreadsheet names it: A, B, …, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
