"""Read the draws of who is who that linking leaves: `samples/identities.csv`.

`roster,record`, and a column for each draw: equal whole numbers in a column mean one person in that draw, and
between columns nothing.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.language import Sentence
from aiqyn.exchange.csv_rows import CsvRows, separator_of
from aiqyn.exchange.sentences import sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DRAWS", "DrawsFile", "read_draws"]

DRAWS = "samples/identities.csv"

KEYS = ("roster", "record")
LARGEST = 2**31 - 1
MAXIMUM_FAULTS = 200


@dataclass(frozen=True, slots=True, eq=False)
class DrawsFile:
    """A file of draws in which no fault was found.

    Attributes:
        keys: For each row its list and what identifies it there.
        labels: For each row, in each draw, the number of its person; shape `(rows, draws)`.
    """

    keys: Sequence[tuple[str, str]]
    labels: NDArray[np.int32]


def read_draws(path: Path, *, file: str) -> DrawsFile:
    """Draws of who is who.

    Args:
        path: Where the file lies.
        file: Its name, as faults should show it.

    Raises:
        InputFaults: All that is wrong in it, in the order of its rows; of the rows nothing is said where
            the header can't be understood.
    """
    import numpy as np

    width: int | None = None
    keys: list[tuple[str, str]] = []
    numbers = array("i")
    faults: list[Fault] = []
    for row, cells in CsvRows(path, file, separator_of(path, file)):
        if width is None:
            width = _width(row, cells, file)
        elif len(cells) != width:
            accepted = sentence("{number} fields, as in the header", number=width)
            faults.append(Fault(file, row, None, sentence("{number} fields", number=len(cells)), accepted))
        else:
            labels = [_number(cell) for cell in cells[2:]]
            keys.append((cells[0].strip(), cells[1].strip()))
            numbers.extend(-1 if label is None else label for label in labels)
            faults += _faults_of(row, cells, labels, file)
        if len(faults) >= MAXIMUM_FAULTS:
            break
    if faults:
        raise InputFaults(faults[:MAXIMUM_FAULTS])
    if width is None or not keys:
        raise InputFaults([Fault(file, None, None, sentence("an empty file"), _accepted())])
    return DrawsFile(keys, np.frombuffer(numbers, np.int32).reshape(len(keys), width - 2))


def _accepted() -> Sentence:
    return sentence("a header with `roster`, `record` and a column for each draw, as linking leaves it")


def _width(row: int, cells: Sequence[str], file: str) -> int:
    if len(cells) < len(KEYS) + 1 or tuple(cell.strip() for cell in cells[:2]) != KEYS:
        raise InputFaults([Fault(file, row, None, ",".join(cells[:5]), _accepted())])
    return len(cells)


def _number(cell: str) -> int | None:
    text = cell.strip()
    return (
        int(text) if text.isascii() and text.isdecimal() and len(text) < 11 and int(text) <= LARGEST else None
    )


def _faults_of(row: int, cells: Sequence[str], labels: Sequence[int | None], file: str) -> list[Fault]:
    """The first cell of a row that is no number: more of one row would be told of the same slip."""
    for place, label in enumerate(labels):
        if label is None:
            accepted = sentence("a whole number, 0 or more, in digits alone: 1204")
            found = cells[place + 2].strip() or sentence("nothing")
            return [Fault(file, row, str(place + 1), found, accepted)]
    return []
