"""Read pairs of names from CSV, row by row: every fault at once before the first pair is given out.

A header with the columns `name_a` and `name_b`, in any order and among others. The file is gone through
twice, so that nothing is compared of a file with faults; neither time does it have to fit into memory.
Comma, semicolon and tab are read as separators, since spreadsheets in Russian and Kazakh write semicolons.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.language import Sentence
from aiqyn.exchange.csv_rows import CsvRows, separator_of
from aiqyn.exchange.sentences import sentence

__all__ = ["ADDED_COLUMNS", "FIRST", "LONGEST_NAME", "SECOND", "NamePairsFile", "read_name_pairs"]

FIRST, SECOND = "name_a", "name_b"
ADDED_COLUMNS = ("score", "because")
"""What a comparison adds; a file that has such columns already would have two of each."""

LONGEST_NAME = 10_000
MAXIMUM_COLUMNS = 1_000
MAXIMUM_FAULTS = 200
"""After so many faults the rest of the file is not looked at: it is not what it was taken for."""


@dataclass(frozen=True, slots=True)
class NamePairsFile:
    """A file of pairs in which no fault was found.

    Attributes:
        path: Where it lies.
        separator: What stands between its columns.
        columns: Their names, as they stand.
        rows: How many pairs it has.
        first: The place of `name_a` among the columns.
        second: The place of `name_b`.
    """

    path: Path
    separator: str
    columns: tuple[str, ...]
    rows: int
    first: int
    second: int

    def cells(self) -> Iterator[tuple[str, ...]]:
        """The rows below the header, as they stand; blank lines are left out."""
        rows = CsvRows(self.path, str(self.path), self.separator)
        is_header = True
        for _, cells in rows:
            if not is_header:
                yield tuple(cells)
            is_header = False


def read_name_pairs(path: Path, *, file: str) -> NamePairsFile:
    """A file of pairs, gone through once.

    Args:
        path: Where it lies.
        file: Its name, as faults should show it.

    Raises:
        InputFaults: All that is wrong in it, in the order of its rows; of the rows nothing is said
            where the header can't be understood.
    """
    separator = separator_of(path, file)
    rows = CsvRows(path, file, separator)
    header: _Header | None = None
    count = 0
    faults: list[Fault] = []
    for row, cells in rows:
        if header is None:
            header = _Header.read(row, cells, file)
            continue
        count += 1
        faults += header.faults_of(row, cells)
        if len(faults) >= MAXIMUM_FAULTS:
            break
    if faults:
        raise InputFaults(faults[:MAXIMUM_FAULTS])
    if header is None:
        accepted = sentence(
            "a header with the columns `name_a` and `name_b`, and a pair of names in each row"
        )
        raise InputFaults([Fault(file, None, None, sentence("an empty file"), accepted)])
    return NamePairsFile(path, separator, header.columns, count, header.first, header.second)


class _Header:
    """What the columns are."""

    def __init__(self, columns: Sequence[str], file: str, first: int, second: int) -> None:
        self.columns = tuple(columns)
        self.first = first
        self.second = second
        self._file = file

    @classmethod
    def read(cls, row: int, cells: Sequence[str], file: str) -> _Header:
        names = [cell.strip() for cell in cells]
        faults: list[Fault] = []
        if len(names) > MAXIMUM_COLUMNS:
            accepted = sentence("at most {number} columns", number=MAXIMUM_COLUMNS)
            raise InputFaults(
                [Fault(file, row, None, sentence("{number} columns", number=len(names)), accepted)]
            )
        for needed in (FIRST, SECOND):
            if names.count(needed) != 1:
                accepted = sentence("one column named `{name}`", name=needed)
                faults.append(Fault(file, row, needed, ",".join(names), accepted))
        for added in ADDED_COLUMNS:
            if added in names:
                accepted = sentence(
                    "a file without a column `{name}`: it is what the comparison adds", name=added
                )
                faults.append(Fault(file, row, added, added, accepted))
        if faults:
            raise InputFaults(faults)
        return cls(cells, file, names.index(FIRST), names.index(SECOND))

    def faults_of(self, row: int, cells: Sequence[str]) -> Iterator[Fault]:
        """What is wrong in one row below."""
        if len(cells) != len(self.columns):
            counted = sentence("{number} fields", number=len(cells))
            accepted = sentence("{number} fields, as in the header", number=len(self.columns))
            yield Fault(self._file, row, None, counted, accepted)
            return
        for name, place in ((FIRST, self.first), (SECOND, self.second)):
            cell = cells[place]
            if len(cell) > LONGEST_NAME:
                accepted = sentence("a name of at most {number} letters", number=LONGEST_NAME)
                yield Fault(self._file, row, name, cell, accepted)
            elif not any(map(str.isalpha, cell)):
                found: str | Sentence = cell.strip() or sentence("nothing")
                yield Fault(self._file, row, name, found, sentence("a name, with at least one letter"))
