"""Brings words of any script to rough spellings, so that a name can be looked for in texts.

Two spellings of one name share a rough spelling: Тоқаев, Токаев, Toqaev, Tokayev. The tables
are in `data/letters.yaml`. Not for deciding whether two names are one person's: much falls
together here that is not the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from types import MappingProxyType

from aiqyn.core.disclosure.reading import data

__all__ = ["cleaned", "endings", "joined_letters", "rough_spellings", "stem", "words"]

_WORD = re.compile(r"[^\W_]+(?:['’ʼʻ`´‘][^\W_]+)*")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼʻ`´‘", "'"))
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_][ .·*_-]){3,}[^\W\d_](?!\w)")
_VOWELS = "aeiou"
SHORTEST_STEM = 3
MOST_SPELLINGS = 24
"""A word with more doubtful letters than this allows is some other language's; the first ones do."""


def cleaned(text: str) -> str:
    """The text in its usual characters: no hidden ones, no stress marks, plain spaces.

    What looks the same in print is made the same, or a name with a soft hyphen in it would
    pass unseen.
    """
    composed = unicodedata.normalize("NFKC", text)
    return "".join(_plain(letter) for letter in composed)


def _plain(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in ("Cf", "Mn", "Me"):
        return ""
    return " " if category == "Zs" else letter


def words(text: str) -> Iterator[str]:
    """The words of a cleaned text, in order; parts joined by hyphens each alone."""
    for found in _WORD.finditer(text):
        yield found.group()


def joined_letters(text: str) -> Iterator[str]:
    """Words that were written letter by letter, `Т о қ а е в`, put together again."""
    for found in _SPACED.finditer(text):
        yield "".join(letter for letter in found.group() if letter.isalpha())


@lru_cache(maxsize=200_000)
def rough_spellings(word: str) -> tuple[str, ...]:
    """The rough spellings of one word; several where letters can be read in several ways.

    Example:
        >>> rough_spellings("Тоқаев") == rough_spellings("Tokayev") == ("tokaev",)
        True
        >>> rough_spellings("Фёдор")
        ('fedor', 'fodor')
    """
    small = word.casefold().translate(_APOSTROPHES)
    spellings: dict[str, None] = {}
    for variant in _in_one_script(small):
        for spelling in _spelled(variant):
            spellings[spelling] = None
    return tuple(spellings)


def _in_one_script(word: str) -> tuple[str, ...]:
    """The word, and where Latin and Cyrillic are mixed in it, each way of taking it as one."""
    scripts = {_script(letter) for letter in word}
    if not {"LATIN", "CYRILLIC"} <= scripts:
        return (word,)
    to_cyrillic: Mapping[str, str] = data("letters")["lookalikes"]
    to_latin = {cyrillic: latin for latin, cyrillic in to_cyrillic.items()}
    return (
        word,
        "".join(to_cyrillic.get(letter, letter) for letter in word),
        "".join(to_latin.get(letter, letter) for letter in word),
    )


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _spelled(word: str) -> Iterator[str]:
    choices = _choices(word)
    for number, spelling in enumerate(product(*choices)):
        if number == MOST_SPELLINGS:
            return
        yield _without_doubles("".join(spelling))


def _choices(word: str) -> list[Sequence[str]]:
    """For each place of the word, the ways in which what stands there may be read."""
    sequences, longest = _sequences()
    choices: list[Sequence[str]] = []
    place = 0
    while place < len(word):
        for length in range(min(longest, len(word) - place), 1, -1):
            read = sequences.get(word[place : place + length])
            if read is not None:
                choices.append(read)
                place += length
                break
        else:
            choices.append(_letter(word[place]))
            place += 1
    return choices


@cache
def _sequences() -> tuple[Mapping[str, tuple[str, ...]], int]:
    table = {key: _several(value) for key, value in data("letters")["sequences"].items()}
    return MappingProxyType(table), max(map(len, table))


@cache
def _letter(letter: str) -> tuple[str, ...]:
    table = data("letters")["letters"]
    if letter in table:
        return _several(table[letter])
    base = unicodedata.normalize("NFKD", letter)[0]
    if base in table:
        return _several(table[base])
    return (base,) if base.isalnum() else ("",)


def _several(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _without_doubles(spelling: str) -> str:
    return "".join(
        letter for place, letter in enumerate(spelling) if place == 0 or letter != spelling[place - 1]
    )


def stem(spelling: str) -> str:
    """What stays of a rough spelling when the name is inflected: without its last vowel.

    Example:
        >>> stem("maria"), stem("tokaev"), stem("ali")
        ('mari', 'tokaev', 'ali')
    """
    shorter = spelling[:-1] if spelling[-1:] in _VOWELS else spelling
    return shorter if len(shorter) >= SHORTEST_STEM else spelling


@cache
def endings() -> frozenset[str]:
    """The endings that a short name may take, in rough spelling; the empty one among them."""
    found = {""}
    for ending in data("letters")["endings"]:
        found.update(rough_spellings(ending))
    return frozenset(found)
