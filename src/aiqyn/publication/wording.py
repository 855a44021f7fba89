"""Words a report in one language: every text becomes runs, every value plain data.

What comes out is what both the site's and the document's templates read, and all that they
read; so a sentence that stands in one stands in the other.
"""

from __future__ import annotations

import dataclasses
import string
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel.numbers import format_decimal

from aiqyn.core.dates import render
from aiqyn.core.language import LANGUAGES, Language, catalogue
from aiqyn.core.vocab import UnknownEntry, load_vocabulary
from aiqyn.publication.report import text as texts
from aiqyn.publication.report.blocks import Page, Paragraph, Plate, Report, Row
from aiqyn.publication.report.text import Text

__all__ = ["Run", "Worder", "plain_text", "visible"]

ROOM = "publication"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is set in one way.

    Attributes:
        text: What is printed.
        lang: Its language, where that is not the reader's.
        to: The anchor it leads to.
        title: What a reader is told about the target.
        style: `strong`, `code`, `quiet`, `cite` or none.
        file: The file of the report that it leads to, seen from the report's folder.
    """

    text: str
    lang: str | None = None
    to: str | None = None
    title: str | None = None
    style: str | None = None
    file: str | None = None

    def as_data(self) -> dict[str, str | None]:
        """For templates."""
        return {
            "text": self.text,
            "lang": self.lang,
            "to": self.to,
            "title": self.title,
            "style": self.style,
            "file": self.file,
        }


_EMPTY = Run("—", style="quiet")
"""What stands in a cell that has nothing to tell: an empty one looks like an oversight."""


def visible(text: str) -> str:
    """The text with every character that would act on the page instead of standing on it made visible.

    Control characters and those that reverse the direction of what follows are written as
    their number: a name must not be able to rearrange the sentence it stands in.

    Example:
        >>> visible("a\\u202eb")
        'a[U+202E]b'
    """
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\n\t" or character == "\u00ad":
        return character
    kind = unicodedata.category(character)
    if (
        kind in ("Cc", "Cs", "Cn", "Co")
        or "\u202a" <= character <= "\u202e"
        or "\u2066" <= character <= "\u2069"
    ):
        return f"[U+{ord(character):04X}]"
    return character


@cache
def _blanks(template: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((before, name) for before, name, _, _ in string.Formatter().parse(template))


class Worder:
    """Words texts, blocks and pages in one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._messages = catalogue(ROOM, language)
        self._paragraph = 0

    def runs(self, text: Text) -> tuple[Run, ...]:
        """The text as runs, neighbours of one kind put together."""
        merged: list[Run] = []
        for run in self._runs(text):
            if not run.text:
                continue
            if merged and dataclasses.replace(run, text="") == dataclasses.replace(merged[-1], text=""):
                merged[-1] = dataclasses.replace(run, text=merged[-1].text + run.text)
            else:
                merged.append(run)
        return tuple(merged)

    def plain(self, text: Text) -> str:
        """The text as a string, for titles and drawings."""
        return plain_text(self.runs(text))

    def report(self, report: Report) -> dict[str, Any]:
        """The report as plain data; its paragraphs are numbered through from the first page on."""
        self._paragraph = 0
        worded: dict[str, Any] = self._value(report)
        return worded

    def plate(self, plate: Plate) -> dict[str, Any]:
        """One drawing with its title, reading and table as plain data."""
        worded: dict[str, Any] = self._value(plate)
        return worded

    def _value(self, value: Any) -> Any:
        if isinstance(value, Text):
            return [run.as_data() for run in self.runs(value)]
        if isinstance(value, tuple):
            return [self._value(item) for item in value]
        if dataclasses.is_dataclass(value):
            plain = {
                field.name: self._value(getattr(value, field.name)) for field in dataclasses.fields(value)
            }
            plain["block"] = type(value).__name__.lower()
            if isinstance(value, Row):
                plain["cells"] = [cell or [_EMPTY.as_data()] for cell in plain["cells"]]
            if isinstance(value, Paragraph) and value.numbered:
                self._paragraph += 1
                plain["n"] = self._paragraph
            if isinstance(value, Page):
                plain["plain_title"] = self.plain(value.title)
            return plain
        return value

    def _runs(self, text: Text) -> Iterator[Run]:
        match text:
            case texts.Phrase():
                yield from self._phrase(text)
            case texts.Own(text=own):
                yield from self._own(own.as_mapping())
            case texts.Joined(parts=parts, separator=separator):
                for index, part in enumerate(parts):
                    if index:
                        yield Run(separator)
                    yield from self._runs(part)
            case texts.Linked(content=content, anchor=anchor, title=title):
                hint = self.plain(title) if title is not None else None
                for run in self._runs(content):
                    yield dataclasses.replace(run, to=anchor, title=hint)
            case texts.Marked(content=content, style=style):
                for run in self._runs(content):
                    yield dataclasses.replace(run, style=style)
            case texts.Bare(content=content):
                yield from _without_full_stop(tuple(self._runs(content)))
            case texts.Capital(content=content):
                yield from _capitalised(self._runs(content))
            case _:
                yield self._leaf(text)

    def _leaf(self, text: texts.Leaf) -> Run:
        match text:
            case texts.Computed(sentence=sentence):
                return Run(visible(sentence.in_language(self.language)))
            case texts.Term():
                return Run(_label(text, self.language))
            case texts.When(date=date, time=time):
                told = render(date, self.language)
                return Run(told if time is None else f"{told}, {time.in_language(self.language)}")
            case texts.Count(number=number):
                return Run(format_decimal(number, locale=self.language))
            case texts.Download(path=path):
                return Run(path, style="code", file=path)
            case texts.Verbatim(text=verbatim, language=language):
                return Run(visible(verbatim), lang=language if language != self.language else None)

    def _phrase(self, phrase: texts.Phrase) -> Iterator[Run]:
        if phrase.plural is not None and phrase.number is not None:
            template = self._messages.ngettext(phrase.template, phrase.plural, phrase.number)
        else:
            template = self._messages.gettext(phrase.template)
        values = dict(phrase.values)
        for before, name in _blanks(template):
            if before:
                yield Run(before)
            if name is not None:
                yield from self._runs(values[name])

    def _own(self, texts_by_language: Mapping[str, str]) -> Iterator[Run]:
        own = texts_by_language.get(self.language)
        if own is not None:
            yield Run(visible(own))
            return
        for language in ("ru", "en", "kk"):
            if language in texts_by_language:
                yield Run(visible(texts_by_language[language]), lang=language)
                yield Run(f" [{self._messages.gettext(_IN_LANGUAGE[language])}]", style="quiet")
                return


_IN_LANGUAGE = {
    "kk": texts.say("in Kazakh").template,
    "ru": texts.say("in Russian").template,
    "en": texts.say("in English").template,
}


def plain_text(runs: tuple[Run, ...]) -> str:
    """The runs' text alone."""
    return "".join(run.text for run in runs)


def _label(term: texts.Term, language: Language) -> str:
    try:
        found = load_vocabulary(term.vocabulary).entry(term.entry)
    except UnknownEntry:  # a release of a later vocabulary: its id is better than nothing
        return visible(term.entry)
    if term.as_wording and found.wording is not None:
        return found.wording.in_language(language)
    return found.label.in_language(language)


def _without_full_stop(runs: tuple[Run, ...]) -> Iterator[Run]:
    """The runs, the last of which that says something loses its full stop."""
    said = [index for index, run in enumerate(runs) if run.text.strip() and run.style != "quiet"]
    for index, run in enumerate(runs):
        yield dataclasses.replace(run, text=run.text.removesuffix(".")) if said and index == said[-1] else run


def _capitalised(runs: Iterator[Run]) -> Iterator[Run]:
    first = True
    for run in runs:
        if first and run.text:
            yield dataclasses.replace(run, text=run.text[0].upper() + run.text[1:])
            first = False
        else:
            yield run


assert set(_IN_LANGUAGE) == set(LANGUAGES)
