"""A report in one language with its drawings: all that a page or a document is set from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiqyn.core.language import Language
from aiqyn.publication.drawings import NARROW, draw
from aiqyn.publication.labels import labels
from aiqyn.publication.report.blocks import Report
from aiqyn.publication.wording import Worder

__all__ = ["WordedReport", "word_report"]


@dataclass(frozen=True, slots=True)
class WordedReport:
    """What both renderers read, and all that they read.

    Attributes:
        language: The reader's.
        report: The report as plain data: every text as runs, every plate with its drawing.
        words: The fixed words around it.
        title, description: For where only a string can stand.
        anchors: The page that each address is on.
        narrow: For each plate's address, its drawing as laid out for a phone.
    """

    language: Language
    report: dict[str, Any]
    words: Mapping[str, str]
    title: str
    description: str
    anchors: Mapping[str, str]
    narrow: Mapping[str, str]


def word_report(report: Report, language: Language) -> WordedReport:
    """The report in that language."""
    worder = Worder(language)
    worded = worder.report(report)
    narrow: dict[str, str] = {}
    for page in worded["pages"]:
        _prepare(page, worder, narrow)
    return WordedReport(
        language=language,
        report=worded,
        words=labels(language),
        title=worder.plain(report.title),
        description=worder.plain(report.subtitle),
        anchors=dict(report.anchors()),
        narrow=narrow,
    )


def _prepare(page: dict[str, Any], worder: Worder, narrow: dict[str, str]) -> None:
    """Gives tables their captions' ids, plates their drawings, and both a name of their own.

    What can be scrolled is named after the heading above it and its own caption: "Steps" alone
    stands under each proceeding.
    """
    level, above = 1, "title"
    for number, block in enumerate(page["blocks"]):
        if block["block"] == "heading":
            level, above = block["level"], block["anchor"]
        elif block["block"] == "table":
            block["caption_id"] = f"table-{number}"
            block["region"] = f"{above} table-{number}"
        elif block["block"] == "plate":
            name = f"{block['anchor']}-name"
            drawn = draw(block, worder)
            block["svg"], block["proportion"] = drawn.svg, drawn.proportion
            narrow[block["anchor"]] = draw(block, worder, sheet=NARROW).svg
            block["level"] = level + 1
            block["region"] = f"{above} {name}"
            block["table"]["caption_id"] = f"table-{number}"
            block["table"]["region"] = f"{above} {name} table-{number}"
