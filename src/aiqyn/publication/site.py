"""Renders a report as pages that open from disk: no script, no font, no request to anywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aiqyn.core.language import LANGUAGES, Language
from aiqyn.publication.labels import LANGUAGE_NAMES
from aiqyn.publication.report.blocks import START
from aiqyn.publication.worded import WordedReport

__all__ = ["POLICY", "LanguageSite", "door", "stylesheet"]

POLICY = "default-src 'none'; style-src 'self' file:; base-uri 'none'; form-action 'none'"
"""What a page may load: its one stylesheet. `file:` is for browsers in which `'self'` does not
hold for pages opened from disk; a page from the web can't load from there anyway."""

_PACKAGE = Path(__file__).parent


@cache
def stylesheet() -> tuple[str, bytes]:
    """The stylesheet's file name, which carries its hash, and its bytes."""
    content = (_PACKAGE / "assets" / "report.css").read_bytes()
    return f"report.{hashlib.sha256(content).hexdigest()[:16]}.css", content


class LanguageSite:
    """The pages of one language.

    Args:
        worded: The report in that language.
        languages: All languages that are written, for the switch.
        document: The name of the PDF in this language.
    """

    def __init__(self, worded: WordedReport, *, languages: tuple[Language, ...], document: str) -> None:
        self._pages: list[dict[str, Any]] = worded.report["pages"]
        self._anchors = worded.anchors
        self._context: Mapping[str, Any] = {
            "language": worded.language,
            "languages": [{"code": code, "name": LANGUAGE_NAMES[code]} for code in languages],
            "policy": POLICY,
            "stylesheet": f"../assets/{stylesheet()[0]}",
            "plain_title": worded.title,
            "release": worded.report["release"],
            "edition": worded.report["edition"],
            "document": document,
            "words": worded.words,
            "narrow": worded.narrow,
            "chapters": [page for page in self._pages if page["parent"] == START],
        }

    def pages(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Each page's file name and what renders it, in reading order."""
        for index, page in enumerate(self._pages):
            yield f"{page['key']}.html", partial(self._page, index, page)

    def _page(self, index: int, page: dict[str, Any]) -> str:
        return (
            _environment()
            .get_template("page.html.j2")
            .render(
                self._context,
                page=page,
                is_start=page["key"] == START,
                crumbs=self._crumbs(page),
                previous=self._pages[index - 1] if index else None,
                following=self._pages[index + 1] if index + 1 < len(self._pages) else None,
                hrefs=_Addresses(self._anchors, page["key"]),
            )
        )

    def _crumbs(self, page: dict[str, Any]) -> list[dict[str, Any]]:
        by_key = {other["key"]: other for other in self._pages}
        crumbs: list[dict[str, Any]] = []
        parent = page["parent"]
        while parent is not None:
            crumbs.insert(0, by_key[parent])
            parent = by_key[parent]["parent"]
        return crumbs


class _Addresses:
    """Leads from an anchor to its address as seen from one page."""

    def __init__(self, anchors: Mapping[str, str], here: str) -> None:
        self._anchors = anchors
        self._here = here

    def __getitem__(self, anchor: str) -> str:
        page = self._anchors[anchor]
        if page == anchor:
            return f"{page}.html"
        return f"#{anchor}" if page == self._here else f"{page}.html#{anchor}"


def door(reports: Sequence[WordedReport], *, documents: Mapping[Language, str]) -> str:
    """The page in front of the languages: title, summary and ways in, in each of them."""
    doors = [
        {
            "code": worded.language,
            "title": worded.title,
            "title_runs": worded.report["title"],
            "summary": worded.report["subtitle"],
            "document": documents[worded.language],
            "read": worded.words["read"],
            "print": worded.words["document"],
            "check": worded.words["check"],
        }
        for worded in reports
    ]
    template = _environment().get_template("door.html.j2")
    return template.render(doors=doors, policy=POLICY, stylesheet=f"assets/{stylesheet()[0]}")


def _plain(runs: list[dict[str, Any]]) -> str:
    return "".join(run["text"] for run in runs)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_PACKAGE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = _plain
    return environment


assert set(LANGUAGE_NAMES) == set(LANGUAGES)
