"""Read and write which rows of lists are one person: `identities.csv`, and a truth to hold it against.

`roster,record,identity,probability`, in any order and among other columns. The column of the person may also
be named `person` or `cluster`; where there is one list only, `roster` may be left out; probabilities
may be left out or empty. Every fault of the file is told at once.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path
from typing import TextIO

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.exchange.csv_rows import CsvRows, separator_of
from aiqyn.exchange.sentences import sentence

__all__ = [
    "COLUMNS",
    "IdentitiesFile",
    "IdentityRow",
    "read_identities",
    "write_identities",
]

COLUMNS = ("roster", "record", "identity", "probability")

PERSON_COLUMNS = ("identity", "person", "cluster")
"""How the column of the person may be named."""

MAXIMUM_COLUMNS = 1_000
MAXIMUM_FAULTS = 200
"""After so many faults the rest of the file is not looked at: it is not what it was taken for."""


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """A row of a list with its person.

    Attributes:
        roster: The list; empty where the file names none.
        record: What identifies the row within it.
        identity: The person: equal texts mean one person.
        probability: That the row belongs with the person's other rows, where it is told.
    """

    roster: str
    record: str
    identity: str
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class IdentitiesFile:
    """A file in which no fault was found, as columns.

    Attributes:
        file: Its name, as faults show it.
        names_rosters: Whether it has a column for the list.
        keys: For each row its list and what identifies it there, in the order of the file.
        identities: For each row its person.
        probability: For each row that it belongs with the others; not a number where it isn't told.
    """

    file: str
    names_rosters: bool
    keys: Sequence[tuple[str, str]]
    identities: Sequence[str]
    probability: Sequence[float]

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.keys)

    def __iter__(self) -> Iterator[IdentityRow]:
        for key, identity, probability in zip(self.keys, self.identities, self.probability, strict=True):
            yield IdentityRow(*key, identity, None if isnan(probability) else probability)

    def rosters(self) -> tuple[str, ...]:
        """The lists, in the order in which they are first met."""
        return tuple(dict.fromkeys(roster for roster, _ in self.keys))


def read_identities(path: Path, *, file: str) -> IdentitiesFile:
    """The rows of a file with their persons.

    Args:
        path: Where it lies.
        file: Its name, as faults should show it.

    Raises:
        InputFaults: All that is wrong in it, in the order of its rows; of the rows nothing is said
            where the header can't be understood.
    """
    reading: _Reading | None = None
    for row, cells in CsvRows(path, file, separator_of(path, file)):
        if reading is None:
            reading = _Reading(row, cells, file)
            continue
        reading.take(row, cells)
        if len(reading.faults) >= MAXIMUM_FAULTS:
            break
    if reading is None or (not reading.faults and not reading.keys):
        found = sentence("an empty file") if reading is None else sentence("a header without rows")
        accepted = sentence(
            "a header with `roster`, `record` and `identity`, and a row of a list in each row"
        )
        raise InputFaults([Fault(file, None, None, found, accepted)])
    return reading.result()


def write_identities(stream: TextIO, rows: Iterable[IdentityRow]) -> None:
    """Write rows with their persons as CSV.

    Args:
        stream: Where to, opened with `newline=""`.
        rows: In the order in which they should stand.
    """
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        probability = "" if row.probability is None else f"{row.probability:.4f}"
        writer.writerow([row.roster, row.record, row.identity, probability])


class _Reading:
    """Takes one row after the other, and remembers what was wrong."""

    def __init__(self, row: int, cells: Sequence[str], file: str) -> None:
        names = [cell.strip() for cell in cells]
        if len(names) > MAXIMUM_COLUMNS:
            found = sentence("{number} columns", number=len(names))
            accepted = sentence("at most {number} columns", number=MAXIMUM_COLUMNS)
            raise InputFaults([Fault(file, row, None, found, accepted)])
        persons = [name for name in names if name in PERSON_COLUMNS]
        faults = []
        if names.count("record") != 1:
            accepted = sentence("one column named `{name}`", name="record")
            faults.append(Fault(file, row, "record", ",".join(names), accepted))
        if len(persons) != 1:
            accepted = sentence("one column named `identity`, `person` or `cluster`")
            faults.append(Fault(file, row, "identity", ",".join(names), accepted))
        for name in ("roster", "probability"):
            if names.count(name) > 1:
                accepted = sentence("one column named `{name}`", name=name)
                faults.append(Fault(file, row, name, ",".join(names), accepted))
        if faults:
            raise InputFaults(faults)
        self._file = file
        self._width = len(names)
        self._record = names.index("record")
        self._person_column = persons[0]
        self._person = names.index(persons[0])
        self._roster = names.index("roster") if "roster" in names else None
        self._probability = names.index("probability") if "probability" in names else None
        self._row_of: dict[tuple[str, str], int] = {}
        self.keys: list[tuple[str, str]] = []
        self._identities: list[str] = []
        self._probabilities = array("d")
        self.faults: list[Fault] = []

    def take(self, row: int, cells: Sequence[str]) -> None:
        """Note what one row says, or what is wrong with it."""
        if len(cells) != self._width:
            counted = sentence("{number} fields", number=len(cells))
            accepted = sentence("{number} fields, as in the header", number=self._width)
            self.faults.append(Fault(self._file, row, None, counted, accepted))
            return
        before = len(self.faults)
        roster = "" if self._roster is None else self._told(row, "roster", cells[self._roster])
        record = self._told(row, "record", cells[self._record])
        identity = self._told(row, self._person_column, cells[self._person])
        probability = nan if self._probability is None else self._share(row, cells[self._probability])
        first = self._row_of.setdefault((roster, record), row)
        if first != row and len(self.faults) == before:
            accepted = sentence("each row of a list once")
            because = sentence("row {row} is about it too", row=first)
            self.faults.append(Fault(self._file, row, "record", record, accepted, because))
        self.keys.append((roster, record))
        self._identities.append(identity)
        self._probabilities.append(probability)

    def result(self) -> IdentitiesFile:
        """The rows, where nothing was wrong."""
        if self.faults:
            raise InputFaults(self.faults[:MAXIMUM_FAULTS])
        return IdentitiesFile(
            self._file, self._roster is not None, self.keys, self._identities, self._probabilities
        )

    def _told(self, row: int, column: str, cell: str) -> str:
        text = cell.strip()
        if not text:
            accepted = {
                "roster": sentence("the list that the row is of"),
                "record": sentence("what identifies the row within its list"),
            }.get(column, sentence("the person: the same text for all rows of one person"))
            self.faults.append(Fault(self._file, row, column, sentence("nothing"), accepted))
        return text

    def _share(self, row: int, cell: str) -> float:
        text = cell.strip()
        if not text:
            return nan
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1:
            accepted = sentence("a probability between 0 and 1, with a point: 0.85")
            self.faults.append(Fault(self._file, row, "probability", text, accepted))
        return value
