"""Read what people decided in a spreadsheet: `review.csv` with its column `verdict` filled in.

`roster_a,record_a,roster_b,record_b,verdict`, in any order and among other columns, with `by` (who
decided) and `reason` where they are told. A row without a verdict waits still; it is no fault. A
verdict is the vocabulary's id or its label in any language, in capitals or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from aiqyn.core.dates import EdtfDate
from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.inquiry import Decision, RecordOfRoster
from aiqyn.core.language import Language
from aiqyn.core.spreadsheets import defused
from aiqyn.core.vocab import load_vocabulary
from aiqyn.exchange.csv_rows import CsvRows, separator_of
from aiqyn.exchange.sentences import sentence

__all__ = ["COLUMNS", "REVIEW_COLUMNS", "ReviewedPair", "as_decisions", "in_one_cell", "read_review"]

COLUMNS = ("roster_a", "record_a", "roster_b", "record_b", "verdict")
"""The file must have these."""

REVIEW_COLUMNS = (
    *("roster_a", "record_a", "row_a", "roster_b", "record_b", "row_b"),
    *("probability", "same_identity", "would_move", "because", "verdict", "by", "reason"),
)
"""What linking writes: the rows to be decided, with all that helps to decide, and room for the answer."""

BETWEEN_WEIGHTS = " | "
"""What stands between the weights of a pair, where they are told in one cell."""

UNNAMED = "unnamed"
"""Who decided, where the file doesn't tell."""

MAXIMUM_FAULTS = 200


class InWords(Protocol):
    """A sentence whose reader's language is not known yet."""

    def in_language(self, language: Language) -> str:
        """The sentence in that language."""
        ...


class Weight(Protocol):
    """One thing that speaks for or against two rows being one person."""

    @property
    def about(self) -> InWords:
        """What was compared."""
        ...

    @property
    def found(self) -> InWords | None:
        """What was found."""
        ...

    @property
    def weight(self) -> float:
        """What it adds to the log odds."""
        ...


def in_one_cell(evidence: Iterable[Weight], language: Language) -> str:
    """What speaks for and against a pair, in words, each with what it adds to the log odds; no formula.

    Args:
        evidence: In the order to be told.
        language: Of the words.
    """
    parts = []
    for each in evidence:
        found = f": {each.found.in_language(language)}" if each.found is not None else ""
        parts.append(f"{each.about.in_language(language)}{found} ({each.weight:+.1f})")
    return defused(BETWEEN_WEIGHTS.join(parts))


@dataclass(frozen=True, slots=True)
class ReviewedPair:
    """What somebody decided about two rows.

    Attributes:
        row: Of the file, as a spreadsheet counts.
        left, right: The rows of lists: list, and what identifies the row there.
        verdict: Vocabulary `match-verdicts`.
        by: Who decided, where it is told.
        reason: Why, where it is told.
    """

    row: int
    left: tuple[str, str]
    right: tuple[str, str]
    verdict: str
    by: str | None
    reason: str | None


def read_review(path: Path | bytes, *, file: str) -> tuple[ReviewedPair, ...]:
    """The decisions that a file holds, in its order.

    Args:
        path: Where it lies, or its bytes.
        file: Its name, as faults should show it.

    Raises:
        InputFaults: All that is wrong in it, in the order of its rows; of the rows nothing is said
            where the header can't be understood.
    """
    places: dict[str, int] | None = None
    width = 0
    faults: list[Fault] = []
    found: list[ReviewedPair] = []
    for row, cells in CsvRows(path, file, separator_of(path, file)):
        if places is None:
            places, width = _places(row, cells, file), len(cells)
            continue
        if len(cells) != width:
            counted = sentence("{number} fields", number=len(cells))
            accepted = sentence("{number} fields, as in the header", number=width)
            faults.append(Fault(file, row, None, counted, accepted))
        else:
            told = {name: cells[place].strip() for name, place in places.items()}
            if told["verdict"]:
                _take(row, told, file, found, faults)
        if len(faults) >= MAXIMUM_FAULTS:
            break
    if places is None:
        accepted = sentence("a header with {columns}", columns=", ".join(COLUMNS))
        raise InputFaults([Fault(file, None, None, sentence("an empty file"), accepted)])
    if faults:
        raise InputFaults(faults)
    return tuple(found)


def as_decisions(pairs: Sequence[ReviewedPair], *, on: EdtfDate) -> tuple[Decision, ...]:
    """What a file told as decisions of its own, each with an id made of its row.

    Args:
        pairs: As `read_review` gives them.
        on: The day on which they were made, as far as it is known as EDTF.
    """
    return tuple(
        Decision(
            id=f"row-{pair.row}",
            between=tuple(
                RecordOfRoster(roster=roster, record=record) for roster, record in (pair.left, pair.right)
            ),
            verdict=pair.verdict,
            by=f"by-{number}",
            on=on,
            reason=pair.reason,
        )
        for number, pair in _numbered_deciders(pairs)
    )


def _numbered_deciders(pairs: Sequence[ReviewedPair]) -> list[tuple[int, ReviewedPair]]:
    """Each pair with the number of who decided: names in files are no ids."""
    numbers: dict[str, int] = {}
    return [(numbers.setdefault(pair.by or UNNAMED, len(numbers) + 1), pair) for pair in pairs]


def _places(row: int, cells: Sequence[str], file: str) -> dict[str, int]:
    names = [cell.strip() for cell in cells]
    faults = [
        Fault(file, row, name, ",".join(names), sentence("one column named `{name}`", name=name))
        for name in (*COLUMNS, "by", "reason")
        if (names.count(name) != 1 if name in COLUMNS else names.count(name) > 1)
    ]
    if faults:
        raise InputFaults(faults)
    return {name: names.index(name) for name in (*COLUMNS, "by", "reason") if name in names}


def _take(row: int, told: dict[str, str], file: str, found: list[ReviewedPair], faults: list[Fault]) -> None:
    """Note what one row decides, or what is wrong with it."""
    before = len(faults)
    for name in COLUMNS[:4]:
        if not told[name]:
            accepted = (
                sentence("the list that the row is of")
                if name.startswith("roster")
                else sentence("what identifies the row within its list")
            )
            faults.append(Fault(file, row, name, sentence("nothing"), accepted))
    verdict = _verdicts().get(told["verdict"].casefold().replace("’", "'"))
    if verdict is None:
        accepted = sentence(
            "one of {verdicts}, or nothing", verdicts=", ".join(dict.fromkeys(_verdicts().values()))
        )
        faults.append(Fault(file, row, "verdict", told["verdict"], accepted))
    left, right = (told["roster_a"], told["record_a"]), (told["roster_b"], told["record_b"])
    if left == right and len(faults) == before:
        faults.append(Fault(file, row, "record_b", told["record_b"], sentence("two rows, not one row twice")))
    if len(faults) == before and verdict is not None:
        found.append(
            ReviewedPair(row, left, right, verdict, told.get("by") or None, told.get("reason") or None)
        )


@cache
def _verdicts() -> dict[str, str]:
    """What may be written for each verdict, in small letters."""
    written = {}
    for entry in load_vocabulary("match-verdicts").entries:
        ids = (entry.id, entry.id.replace("_", "-"), entry.id.replace("_", " "))
        for text in (*ids, entry.label.en, entry.label.ru, entry.label.kk):
            written[text.casefold().replace("’", "'")] = entry.id
    return written
