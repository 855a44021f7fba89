"""A list as a table of cells, as received, before anybody says what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.language import Sentence
from aiqyn.core.rosters.remarks import Remark
from aiqyn.exchange.sentences import sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ListKind", "ListTable", "empty_list", "refused"]

ListKind = Literal["delimited", "xlsx", "ods", "html", "pdf", "text"]


@dataclass(frozen=True, slots=True, eq=False)
class ListTable:
    """The cells of a list.

    Attributes:
        file: Its name, as the user gave it.
        kind: What the file is, by its content.
        sha256: Of the file's bytes.
        size: Of the file in bytes.
        encoding: Of a text; `None` where the format tells it.
        delimiter: What stands between the columns of a delimited text.
        sheet: Which sheet, table or page range the cells are of, where there are such.
        columns: The cells of each column, as received; all of one length.
        rows: The number of each row as a spreadsheet counts: from 1, empty rows counted and left out.
        faults: Rows that could not be read as such.
        remarks: What was noticed.
        faults_left_out: How many faults more there are than are told one by one.
        titles: What the columns are called where no row of the list tells it: of a list of lines.
    """

    file: str
    kind: ListKind
    sha256: str
    size: int
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    columns: tuple[Sequence[str], ...]
    rows: NDArray[np.int64]
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()
    faults_left_out: int = 0
    titles: tuple[str, ...] | None = None

    def __len__(self) -> int:
        """How many rows there are, titles among them."""
        return len(self.rows)


def refused(
    file: str,
    found: str | Sentence,
    accepted: Sentence,
    because: Sentence | None = None,
    *,
    row: int | None = None,
) -> InputFaults:
    """The one fault that keeps a list from being read."""
    return InputFaults([Fault(file, row, None, found, accepted, because)])


def empty_list(file: str) -> InputFaults:
    """The fault of a file without a row."""
    return refused(file, sentence("an empty file"), sentence("a list with at least one row"))
