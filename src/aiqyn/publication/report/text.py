"""The texts of a report before its language is chosen: phrases of ours, words of the inquiry, dates, counts.

A text is a small tree of frozen values. Chapters build it with `say` and its neighbours;
`aiqyn.publication.wording` turns it into runs of one language. No chapter ever joins
strings, so no sentence can reach a page without having passed the catalogues.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from aiqyn.core.dates import EdtfDate, TimeOfDay
from aiqyn.core.language import Language
from aiqyn.core.values import LocalisedText
from aiqyn.core.vocab import VocabularyName

__all__ = [
    "NOTHING",
    "Bare",
    "Capital",
    "Computed",
    "Count",
    "Download",
    "Joined",
    "Leaf",
    "Linked",
    "Marked",
    "Own",
    "Phrase",
    "Term",
    "Text",
    "Verbatim",
    "When",
    "capital",
    "code",
    "linked",
    "listed",
    "say",
    "say_counted",
    "strong",
]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of ours with blanks; its English wording is its id in the catalogues.

    Attributes:
        template: English, with `{name}` blanks.
        plural: The English plural, where the form depends on a number.
        number: The number that it depends on.
        values: What fills the blanks.
    """

    template: str
    values: tuple[tuple[str, Text], ...] = ()
    plural: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """Words of the inquiry, which may lack the reader's language: then the page says so."""

    text: LocalisedText


class WordsItself(Protocol):
    """A sentence of the core, computed or stored, that knows its words in every language."""

    def in_language(self, language: Language) -> str:
        """The sentence in that language."""
        ...


@dataclass(frozen=True, slots=True)
class Computed:
    """A sentence that the core computed and words itself."""

    sentence: WordsItself


@dataclass(frozen=True, slots=True)
class Term:
    """The label of an entry of a vocabulary, or its fixed phrase for prose."""

    vocabulary: VocabularyName
    entry: str
    as_wording: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A date as told, with the time of day where that is told too."""

    date: EdtfDate
    time: TimeOfDay | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A number; of one that is not whole, at most three places are told."""

    number: float


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text that has no translation: an id, a name, a registration number, a statement.

    Attributes:
        language: Its own language, where that is known.
    """

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """Texts one after another, with the same mark between them."""

    parts: tuple[Text, ...]
    separator: str = ", "


@dataclass(frozen=True, slots=True)
class Linked:
    """A text that leads to an anchor of the report.

    Attributes:
        anchor: The anchor's name; unique in the whole report.
        title: What a reader is told about the target before going there.
    """

    content: Text
    anchor: str
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A text set apart: `strong`, `code`, `quiet`."""

    content: Text
    style: str


@dataclass(frozen=True, slots=True)
class Download:
    """The name of a file of the report: on the site it leads there, in the document it is a name."""

    path: str


@dataclass(frozen=True, slots=True)
class Capital:
    """A text that begins with a capital letter, as at the head of a cell."""

    content: Text


@dataclass(frozen=True, slots=True)
class Bare:
    """A text without the full stop at its end, as in a title or within a sentence."""

    content: Text


Leaf = Computed | Term | When | Count | Verbatim | Download
Text = (
    Phrase
    | Own
    | Computed
    | Term
    | When
    | Count
    | Verbatim
    | Download
    | Joined
    | Linked
    | Marked
    | Capital
    | Bare
)

NOTHING = Joined(())
"""The empty text."""


def _as_text(value: Text | str | float) -> Text:
    if isinstance(value, str):
        return Verbatim(value)
    if isinstance(value, int | float):
        return Count(value)
    return value


def say(template: str, /, **values: Text | str | float) -> Phrase:
    """A phrase of ours: `say("{body} did not answer.", body=…)`.

    Catalogues are extracted by this function's name, so give it the literal template.
    """
    return Phrase(template, tuple((name, _as_text(value)) for name, value in values.items()))


def say_counted(singular: str, plural: str, number: int, /, **values: Text | str | float) -> Phrase:
    """A phrase whose form depends on a number, which fills the blank `{number}`.

    Example:
        >>> say_counted("{number} request", "{number} requests", 3).plural
        '{number} requests'
    """
    filled = tuple((name, _as_text(value)) for name, value in values.items())
    return Phrase(singular, (("number", Count(number)), *filled), plural, number)


def listed(parts: Iterable[Text], separator: str = ", ") -> Joined:
    """Texts in a row."""
    return Joined(tuple(parts), separator)


def linked(content: Text | str, anchor: str, title: Text | None = None) -> Linked:
    """A text that leads to an anchor."""
    return Linked(_as_text(content), anchor, title)


def strong(content: Text | str | int) -> Marked:
    """A text that stands out."""
    return Marked(_as_text(content), "strong")


def code(content: Text | str) -> Marked:
    """What one types or what a machine wrote."""
    return Marked(_as_text(content), "code")


def capital(content: Text) -> Capital:
    """A text that begins with a capital letter."""
    return Capital(content)
