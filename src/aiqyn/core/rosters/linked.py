"""What a run of linkage hands over to be kept: rows, identities, and the pairs behind them with their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aiqyn.core.inquiry import Identity
from aiqyn.core.rosters.review import PairOfRows, RowKey
from aiqyn.core.worded import Worded

__all__ = ["CellOfRow", "EvidenceOfPair", "LinkedLists", "ReadList", "RowOfList", "WeighedPair"]


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list as it was read.

    Attributes:
        sha256: Of its file.
        rows: How many rows were read.
        faults: How many rows could not be read whole.
    """

    sha256: str
    rows: int
    faults: int = 0


@dataclass(frozen=True, slots=True)
class CellOfRow:
    """One cell, as received.

    Attributes:
        title: Of its column.
        text: What stands in it.
        meaning: What the column was read as; empty where it is kept unread.
    """

    title: str
    text: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class RowOfList:
    """A row, verbatim and as read.

    Attributes:
        roster, record: The list, and what identifies the row there.
        row: Its number, as a spreadsheet counts.
        cells: In the list's order.
        told: What it was read as: a field's name with its value.
    """

    roster: str
    record: str
    row: int
    cells: tuple[CellOfRow, ...]
    told: Mapping[str, str]

    @property
    def key(self) -> RowKey:
        """List and row."""
        return (self.roster, self.record)


@dataclass(frozen=True, slots=True)
class EvidenceOfPair:
    """One thing that speaks for or against two rows being one person.

    Attributes:
        about: What was compared.
        found: What was found, in words.
        weight: What it adds to the log odds.
    """

    about: Worded
    found: Worded | None
    weight: float


@dataclass(frozen=True, slots=True)
class WeighedPair:
    """Two rows that may be one person, with what speaks for it.

    Attributes:
        pair: The rows and their odds.
        evidence: In the order to be shown; the weights sum up to the log odds.
    """

    pair: PairOfRows
    evidence: tuple[EvidenceOfPair, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedLists:
    """A run of linkage over the lists of an inquiry.

    Attributes:
        lists: The lists by id.
        rows: All their rows.
        identities: All identities, those that forward among them.
        pairs: Pairs that people may want to see.
        found: Numbers by name: `persons`, `persons_low`, `persons_high`, `pairs`.
        decisions_seen: How many decisions the inquiry held when the run began, so that none made
            meanwhile is passed over; `None` where the run is told otherwise.
    """

    lists: Mapping[str, ReadList]
    rows: tuple[RowOfList, ...]
    identities: tuple[Identity, ...]
    pairs: tuple[WeighedPair, ...]
    found: Mapping[str, int | float] = field(default_factory=dict)
    decisions_seen: int | None = None
