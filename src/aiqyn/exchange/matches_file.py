"""Read which pairs of rows may be one person, and how likely: what `matches.csv` says to whoever evaluates it.

`roster_a,record_a,roster_b,record_b,probability`, in any order and among other columns; where there
is one list only, its names may be left out.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.exchange.csv_rows import CsvRows, separator_of
from aiqyn.exchange.sentences import sentence

__all__ = ["MatchesFile", "read_matches"]

NEEDED = ("record_a", "record_b", "probability")
ROSTERS = ("roster_a", "roster_b")

MAXIMUM_COLUMNS = 1_000
MAXIMUM_FAULTS = 200


@dataclass(frozen=True, slots=True)
class MatchesFile:
    """A file in which no fault was found, as columns.

    Attributes:
        file: Its name, as faults show it.
        names_rosters: Whether it says of which lists the rows are.
        first, second: For each pair its rows: the list, and what identifies the row there.
        probability: For each pair that it is of one person.
    """

    file: str
    names_rosters: bool
    first: Sequence[tuple[str, str]]
    second: Sequence[tuple[str, str]]
    probability: Sequence[float]


def read_matches(path: Path, *, file: str) -> MatchesFile:
    """The pairs of a file with their probabilities.

    Args:
        path: Where it lies.
        file: Its name, as faults should show it.

    Raises:
        InputFaults: All that is wrong in it, in the order of its rows; of the rows nothing is said
            where the header can't be understood.
    """
    places: dict[str, int] | None = None
    width = 0
    first: list[tuple[str, str]] = []
    second: list[tuple[str, str]] = []
    probability = array("d")
    faults: list[Fault] = []
    for row, cells in CsvRows(path, file, separator_of(path, file)):
        if places is None:
            places, width = _places(row, cells, file), len(cells)
            continue
        found = _faults_of(row, cells, places, width, file)
        faults += found
        if len(faults) >= MAXIMUM_FAULTS:
            break
        if not found:
            told = {name: cells[place].strip() for name, place in places.items()}
            first.append((told.get("roster_a", ""), told["record_a"]))
            second.append((told.get("roster_b", ""), told["record_b"]))
            probability.append(float(told["probability"]))
    if faults:
        raise InputFaults(faults[:MAXIMUM_FAULTS])
    if places is None:
        accepted = sentence("a header with `record_a`, `record_b` and `probability`, and a pair in each row")
        raise InputFaults([Fault(file, None, None, sentence("an empty file"), accepted)])
    return MatchesFile(file, ROSTERS[0] in places, first, second, probability)


def _places(row: int, cells: Sequence[str], file: str) -> dict[str, int]:
    """Where the columns stand that are read."""
    names = [cell.strip() for cell in cells]
    if len(names) > MAXIMUM_COLUMNS:
        found = sentence("{number} columns", number=len(names))
        accepted = sentence("at most {number} columns", number=MAXIMUM_COLUMNS)
        raise InputFaults([Fault(file, row, None, found, accepted)])
    wanted = (*NEEDED, *(ROSTERS if set(ROSTERS) & set(names) else ()))
    faults = [
        Fault(file, row, name, ",".join(names), sentence("one column named `{name}`", name=name))
        for name in wanted
        if names.count(name) != 1
    ]
    if faults:
        raise InputFaults(faults)
    return {name: names.index(name) for name in wanted}


def _faults_of(row: int, cells: Sequence[str], places: dict[str, int], width: int, file: str) -> list[Fault]:
    """What is wrong in one row below the header."""
    if len(cells) != width:
        counted = sentence("{number} fields", number=len(cells))
        accepted = sentence("{number} fields, as in the header", number=width)
        return [Fault(file, row, None, counted, accepted)]
    faults = []
    for name, place in places.items():
        text = cells[place].strip()
        if name == "probability":
            if not _is_probability(text):
                accepted = sentence("a probability between 0 and 1, with a point: 0.85")
                faults.append(Fault(file, row, name, text or sentence("nothing"), accepted))
        elif not text:
            accepted = (
                sentence("the list that the row is of")
                if name in ROSTERS
                else sentence("what identifies the row within its list")
            )
            faults.append(Fault(file, row, name, sentence("nothing"), accepted))
    return faults


def _is_probability(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False
