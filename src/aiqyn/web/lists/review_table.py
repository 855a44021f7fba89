"""The pairs that wait for a member, as the table that `aiqyn rosters link` writes too."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from aiqyn.core.language import Language
from aiqyn.core.rosters.linked import EvidenceOfPair, RowOfList
from aiqyn.core.spreadsheets import defused
from aiqyn.exchange.review_file import REVIEW_COLUMNS
from aiqyn.registry import models, reviewing
from aiqyn.web.lists.review_page import queue_of
from aiqyn.web.reader import language_of_page

__all__ = ["review_table"]


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
            "record_a": left[1],
            "row_a": _told(rows.get(left)),
            "roster_b": right[0],
            "record_b": right[1],
            "row_b": _told(rows.get(right)),
            "probability": f"{each.pair.probability:.4f}",
            "same_identity": "yes" if each.are_together else "no",
            "would_move": str(each.would_move),
            "because": _because(evidence.get(key, ()), language),
        }
        writer.writerow([told.get(column, "") for column in REVIEW_COLUMNS])
    return text.getvalue()


def _told(row: RowOfList | None) -> str:
    """A row as it was received, its empty cells left out."""
    if row is None:
        return ""
    return defused(" | ".join(cell.text.strip() for cell in row.cells if cell.text.strip()))


def _because(evidence: Sequence[EvidenceOfPair], language: Language) -> str:
    parts = []
    for each in evidence:
        found = f": {each.found.in_language(language)}" if each.found is not None else ""
        parts.append(f"{each.about.in_language(language)}{found} ({each.weight:+.1f})")
    return defused("; ".join(parts))
