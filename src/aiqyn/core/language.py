"""The three languages, and how a sentence waits until its reader's language is known.

Each room (`core`, `publication`, `cli`, …) keeps its catalogues in its own `locale`
folder, under the domain `aiqyn`; the message ids are the English sentences.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

__all__ = ["LANGUAGES", "Language", "Sentence", "catalogue", "sentence"]

Language = Literal["kk", "ru", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_ROOMS = Path(__file__).resolve().parents[1]


@cache
def catalogue(room: str, language: Language) -> gettext.NullTranslations:
    """The messages of one room in one language; English is the message ids themselves.

    Args:
        room: The package's name below `aiqyn`, for example `core` or `publication`.
        language: One of `LANGUAGES`.

    Raises:
        FileNotFoundError: The room has no compiled catalogue in that language.
    """
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation("aiqyn", _ROOMS / room / "locale", languages=[language])


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with blanks, to be worded in the reader's language as late as possible.

    Attributes:
        template: The English sentence with `{name}` blanks; the id in the room's catalogue.
        values: What fills the blanks: texts, numbers, or sentences themselves.
        room: Whose catalogue words it.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    room: str = "core"

    def in_language(self, language: Language) -> str:
        """The sentence as that language's readers would have it."""
        values = {
            name: value.in_language(language) if isinstance(value, Sentence) else value
            for name, value in self.values.items()
        }
        return catalogue(self.room, language).gettext(self.template).format(**values)

    def __str__(self) -> str:
        return self.in_language("en")


def sentence(template: str, /, *, room: str = "core", **values: object) -> Sentence:
    """Shorthand for `Sentence`: `sentence("{found} has no day {day}", found=…, day=…)`.

    Catalogues are extracted by this function's name, so give it the literal template.
    """
    return Sentence(template, MappingProxyType(values), room)
