"""What the title of a column says that the column means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from aiqyn.core.rosters.cleaning import cleaned, repaired
from aiqyn.core.rosters.words import titles_by_meaning

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiqyn.core.rosters.meanings import Meaning

__all__ = ["ReadTitle", "plain_title", "read_title"]

LONGEST_TITLE = 120
EXACT, HELD, SIMILAR = 0.95, 0.8, 0.65
"""How sure a meaning is by a title that is known, one that holds a known one, and one that is nearly known."""

LEAST_SIMILAR = 0.86
SHORTEST_SIMILAR = 6

_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_SEPARATORS = re.compile(r"[^\w№#]+|_+")
_NUMBER_AT_END = re.compile(r"\s*\d{1,3}$")


@dataclass(frozen=True, slots=True)
class ReadTitle:
    """What a title was read as.

    Attributes:
        meaning: What the column means by it.
        certainty: How sure that is by the title alone, between 0 and 1.
        known_as: The title of the vocabulary that it is, holds or resembles.
    """

    meaning: Meaning
    certainty: float
    known_as: str


def plain_title(title: str) -> str:
    """A title as titles are compared.

    Example:
        >>> plain_title("Date_of-Birth"), plain_title("fname_c1"), plain_title("ФИО (полностью)"), plain_title("birthYear")
        ('date of birth', 'fname c1', 'фио полностью', 'birth year')
    """
    apart = _CAMEL.sub(" ", cleaned(title[: 2 * LONGEST_TITLE]))
    return _SEPARATORS.sub(" ", apart).casefold().strip()


@lru_cache(maxsize=4096)
def read_title(title: str, *, nearly: bool = False) -> ReadTitle | None:
    """What a title says; `None` where it is none that is known.

    Args:
        title: As received.
        nearly: Whether a slip of the pen is forgiven; that takes a thousand times as long.

    Example:
        >>> read_title("Туған жылы").meaning, read_title("by").meaning, read_title("Дата рождения (число)").meaning
        ('birth_year', 'birth_year', 'born')
        >>> read_title("Ахметов Серик") is None
        True
    """
    if len(title) > LONGEST_TITLE:
        return None
    plain = plain_title(repaired(title) or title)
    if not plain:
        return None
    known = _known()
    for form in (plain, _NUMBER_AT_END.sub("", plain), plain.replace(" ", "")):
        if form in known:
            return ReadTitle(known[form], EXACT, form)
    return _holding(plain) or (_similar(plain) if nearly else None)


@cache
def _known() -> Mapping[str, Meaning]:
    return MappingProxyType(
        {
            plain_title(title): cast("Meaning", meaning)
            for meaning, titles in titles_by_meaning().items()
            for title in titles
        }
    )


def _holding(plain: str) -> ReadTitle | None:
    """By the longest known title among the words of this one; single letters mean something only alone."""
    words = plain.split()
    if len(words) > 10:
        return None
    spans = [
        " ".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)
    ]
    known = _known()
    held = [span for span in spans if len(span) >= 3 and span in known]
    if not held:
        return None
    longest = max(held, key=len)
    # A sentence that happens to hold "имя" is no title.
    share = len(longest) / len(plain)
    return ReadTitle(known[longest], HELD, longest) if share >= 0.3 or len(words) <= 4 else None


def _similar(plain: str) -> ReadTitle | None:
    if len(plain) < SHORTEST_SIMILAR:
        return None
    best, closest = 0.0, ""
    matcher = SequenceMatcher(b=plain, autojunk=False)
    for title in _known():
        if abs(len(title) - len(plain)) <= 3:
            matcher.set_seq1(title)
            if matcher.quick_ratio() > best:
                ratio = matcher.ratio()
                if ratio > best:
                    best, closest = ratio, title
    return ReadTitle(_known()[closest], SIMILAR, closest) if best >= LEAST_SIMILAR else None
