"""Renders a report as a PDF to print and to keep: tagged, archival, the same bytes each time."""

from __future__ import annotations

import datetime
import json
from functools import cache
from pathlib import Path

import typst

from aiqyn.publication.worded import WordedReport

__all__ = ["STANDARDS", "DocumentFailed", "document"]

STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
"""PDF/UA-1, so that it can be read aloud; PDF/A-2a, so that it can be read in thirty years."""


class DocumentFailed(RuntimeError):
    """The typesetter refused: a defect of ours, never of the release."""


def document(worded: WordedReport, *, day: datetime.date) -> bytes:
    """The PDF of a report in one language.

    Args:
        worded: The report in that language.
        day: The day it is dated with, in its metadata: never the day of printing.

    Raises:
        DocumentFailed: The typesetter can't set it.
    """
    told = {
        "report": worded.report,
        "words": dict(worded.words),
        "language": worded.language,
        "title": worded.title,
        "description": worded.description,
        "year": day.year,
        "month": day.month,
        "day": day.day,
    }
    return _set(_printable(json.dumps(told, ensure_ascii=False)), day)


def _set(told: str, day: datetime.date) -> bytes:
    template = (Path(__file__).parent / "templates" / "report.typ").read_bytes()
    midnight = datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)
    try:
        return typst.compile(
            template,
            font_paths=_fonts(),
            sys_inputs={"told": told},
            pdf_standards=STANDARDS,
            timestamp=midnight,
        )
    except typst.TypstError as error:
        raise DocumentFailed(f"{error.message} {' '.join(error.hints)}") from error


@cache
def _fonts() -> typst.Fonts:
    """Only the fonts in the typesetter itself: those of a machine differ from one to the next."""
    return typst.Fonts(include_system_fonts=False)


def _printable(text: str) -> str:
    """The text with each character that none of the fonts has written as its number.

    An archival PDF may hold no character that it can't show. Few texts have one, so the
    typesetter itself is asked about each that is out of the ordinary.
    """
    unusual = {character for character in set(text) if not _is_ordinary(character)}
    missing = {
        ord(character): f"[U+{ord(character):04X}]" for character in unusual if not _has_glyph(character)
    }
    return text.translate(missing)


def _is_ordinary(character: str) -> bool:
    """Latin and Cyrillic letters, Kazakh ones among them: in every font that is used."""
    return character < "\u017f" or "\u0400" <= character <= "\u04ff" or character in "–—«»„“”‘’…№•·→−×›"


@cache
def _has_glyph(character: str) -> bool:
    source = b'#set document(title: "t")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n= #sys.inputs.t\n'
    try:
        typst.compile(
            source, font_paths=_fonts(), sys_inputs={"t": character}, pdf_standards=STANDARDS, timestamp=0
        )
    except typst.TypstError:
        return False
    return True
