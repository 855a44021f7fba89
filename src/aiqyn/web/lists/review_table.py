"""The pairs that wait for a member as a table, as `aiqyn rosters link` writes it too, and its answers taken back."""

from __future__ import annotations

import csv
import io

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.language import sentence
from aiqyn.core.rosters.linked import RowOfList
from aiqyn.core.rosters.review import RowKey
from aiqyn.core.spreadsheets import defused
from aiqyn.exchange.review_file import REVIEW_COLUMNS, in_one_cell, read_review
from aiqyn.registry import models, reviewing
from aiqyn.web.lists.review_page import queue_of
from aiqyn.web.reader import language_of_page

__all__ = ["Answer", "answers_of", "review_table"]

Answer = tuple[RowKey, RowKey, str, str | None]
"""Two rows, the verdict and the reason."""


def review_table(member: models.Member) -> str:
    """All pairs that wait for a member, those first whose answer would change most, with room for answers."""
    language = language_of_page()
    _review, queue = queue_of(member)
    rows = reviewing.rows(member, {row for _key, each in queue for row in (each.pair.left, each.pair.right)})
    evidence = reviewing.evidence_of_all(member)
    text = io.StringIO()
    # Spreadsheets take a file for one of their own encoding unless it begins with this mark.
    text.write("\ufeff")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(REVIEW_COLUMNS)
    for key, each in queue:
        left, right = each.pair.left, each.pair.right
        told = {
            "roster_a": left[0],
            "record_a": defused(left[1]),
            "row_a": _told(rows.get(left)),
            "roster_b": right[0],
            "record_b": defused(right[1]),
            "row_b": _told(rows.get(right)),
            "probability": f"{each.pair.probability:.4f}",
            "same_identity": "yes" if each.are_together else "no",
            "would_move": str(each.would_move),
            "because": in_one_cell(evidence.get(key, ()), language),
        }
        writer.writerow([told.get(column, "") for column in REVIEW_COLUMNS])
    return text.getvalue()


def answers_of(member: models.Member, content: bytes, file: str) -> tuple[Answer, ...]:
    """The answers that a file holds, about rows that the inquiry's lists have.

    Args:
        member: Whose file it is.
        content: Its bytes.
        file: Its name, as faults should show it.

    Raises:
        InputFaults: All that is wrong in it, by row.
    """
    said = read_review(content, file=file)
    named = {row for each in said for row in (each.left, each.right)}
    known = reviewing.rows(member, named | {_as_kept(row) for row in named}).keys()
    answers: list[Answer] = []
    faults: list[Fault] = []
    for each in said:
        rows = []
        for field, row in (("record_a", each.left), ("record_b", each.right)):
            kept = row if row in known else _as_kept(row)
            rows.append(kept)
            if kept not in known:
                accepted = sentence("a row that the list {name} has", room="registry", name=row[0])
                faults.append(Fault(file, each.row, field, row[1], accepted))
        answers.append((rows[0], rows[1], each.verdict, each.reason))
    if faults:
        raise InputFaults(faults)
    return tuple(answers)


def _as_kept(row: RowKey) -> RowKey:
    """A row under its own name, where the file has it with an apostrophe so that no spreadsheet runs it."""
    return (row[0], row[1].removeprefix("'"))


def _told(row: RowOfList | None) -> str:
    """A row as it was received, its empty cells left out."""
    if row is None:
        return ""
    return defused(" | ".join(cell.text.strip() for cell in row.cells if cell.text.strip()))
