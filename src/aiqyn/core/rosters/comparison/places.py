"""Names of places of two lists: whether they may be of one place."""

from __future__ import annotations

import re
from functools import lru_cache

from aiqyn.core.names import default_lexicon
from aiqyn.core.rosters.comparison.edits import edits
from aiqyn.core.rosters.comparison.naming import letters_worth

__all__ = ["place_fullness", "places_agree", "places_sound_alike"]

_KEPT = 20_000
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+")
_KINDS = frozenset(
    "г гор город обл область р-н район с село пос посёлок поселок п мкр микрорайон ул улица респ республика "  # noqa: SIM905
    "қ қаласы қала облысы аудан ауданы ауылы ауыл кенті ш шағынауданы көшесі "
    "city town village region oblast district province qalasy qala oblysy audany auyly".split()
)
"""Words that tell what kind of a place it is, and not which."""


@lru_cache(_KEPT)
def _key(text: str) -> frozenset[str]:
    """The sounds of the words by which a place is known."""
    words = [word for word in _WORD.findall(text.casefold()) if word not in _KINDS]
    sounds = default_lexicon().spelling.sounds_of([word for word in words if not word.isdecimal()])
    return frozenset(sounds) | {word for word in words if word.isdecimal()}


def place_fullness(text: str) -> float:
    """How much the name of a place tells: its words, and how near its letters are to those of the country."""
    return len(_key(text)) + letters_worth(text)


def places_agree(one: str, other: str) -> bool:
    """Whether one says no more than a part of what the other says, in whatever script.

    Example:
        >>> places_agree("г. Алматы", "Almaty, Kazakhstan"), places_agree("Алматы", "Тараз")
        (True, False)
    """
    first, second = _key(one), _key(other)
    return first <= second or second <= first


def places_sound_alike(one: str, other: str) -> bool:
    """Whether the two may be one name spelled in two ways: each word of the shorter nearly sounds like one of the longer.

    Example:
        >>> places_sound_alike("Талдықорған", "Талдыкурган"), places_sound_alike("Алматы", "Атырау")
        (True, False)
    """
    fewer, more = sorted((_key(one), _key(other)), key=len)
    return all(any(_nearly(word, like) for like in more) for word in fewer)


def _nearly(one: str, other: str) -> bool:
    """Whether one letter in five or fewer is another; long words only, since short ones are soon another's."""
    longest = max(len(one), len(other))
    return one == other or edits(one, other) <= longest // 5
