"""What every value of an inquiry has in common: frozen, closed to unknown fields, strict in its types.

A value that exists is right; whoever reads files turns what stands there into values or
into faults. Validators of a field raise `Unacceptable`, which says what would be right.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, WithJsonSchema, model_validator

from aiqyn.core.language import LANGUAGES, Language, Sentence, sentence

__all__ = [
    "Citation",
    "Identifier",
    "LocalisedText",
    "Unacceptable",
    "Value",
    "VerbatimText",
    "split_citation",
]


class Unacceptable(ValueError):
    """A field holds something that can't be accepted; the sentences say what would be."""

    def __init__(self, accepted: Sentence, because: Sentence | None = None) -> None:
        self.accepted = accepted
        self.because = because
        super().__init__(str(accepted))


class Value(BaseModel):
    """Base of all values: frozen, unknown fields refused, no silent conversion of types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)


IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_LOCATOR = re.compile(r"[^\s:][^\n:]{0,119}")


def _check_identifier(text: str) -> str:
    if not IDENTIFIER.fullmatch(text):
        raise Unacceptable(
            sentence(
                "an id of 1 to 80 Latin letters, digits, dots, hyphens and underscores that begins "
                "with a letter or digit: hospital-3"
            )
        )
    return text


def split_citation(citation: str) -> tuple[str, str | None]:
    """A citation's source id and its locator in that source, `None` for the whole source.

    Example:
        >>> split_citation("HRW-2022:F7")
        ('HRW-2022', 'F7')
        >>> split_citation("HRW-2022")
        ('HRW-2022', None)
    """
    source, colon, locator = citation.partition(":")
    return source, locator if colon else None


def _check_citation(text: str) -> str:
    source, locator = split_citation(text)
    if not IDENTIFIER.fullmatch(source) or (locator is not None and not _LOCATOR.fullmatch(locator)):
        raise Unacceptable(
            sentence("a source's id, and after a colon where in it: HRW-2022:F7, or HRW-2022 for the whole")
        )
    return text


Identifier = Annotated[
    str,
    AfterValidator(_check_identifier),
    WithJsonSchema({"type": "string", "pattern": f"^{IDENTIFIER.pattern}$"}),
]
"""Stable id of a thing, unique among its kind, shown to people and never reused."""

Citation = Annotated[
    str,
    AfterValidator(_check_citation),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^{IDENTIFIER.pattern}(:{_LOCATOR.pattern})?$",
            "description": "A source's id, and after a colon where in it: HRW-2022:F7",
        }
    ),
]
"""`SOURCE` or `SOURCE:LOCATOR`: where a statement about the world comes from."""

VerbatimText = Annotated[str, StringConstraints(min_length=1)]
"""Text exactly as received: never trimmed, folded or normalised."""


class LocalisedText(Value):
    """One text in one or more of the three languages; never empty.

    Attributes:
        en: In English.
        ru: In Russian.
        kk: In Kazakh.
    """

    en: str | None = None
    ru: str | None = None
    kk: str | None = None

    @model_validator(mode="after")
    def _has_some_language(self) -> LocalisedText:
        if not any(getattr(self, language) for language in LANGUAGES):
            raise Unacceptable(sentence("a text in at least one of the languages en, ru, kk"))
        return self

    def in_language(self, language: Language) -> str:
        """The text in that language, or in the first language it has, in the order ru, en, kk."""
        for candidate in (language, "ru", "en", "kk"):
            text = getattr(self, candidate)
            if text:
                return str(text)
        raise AssertionError("a localised text has some language")

    def languages(self) -> tuple[Language, ...]:
        """The languages that it has, in the order kk, ru, en."""
        return tuple(language for language in LANGUAGES if getattr(self, language))

    @classmethod
    def of(cls, **texts: str) -> LocalisedText:
        """`LocalisedText.of(en="…", ru="…")`, for code and tests."""
        return cls(**texts)

    def as_mapping(self) -> dict[str, Any]:
        """Only the languages that are present, in the order en, ru, kk."""
        return {language: text for language in ("en", "ru", "kk") if (text := getattr(self, language))}
