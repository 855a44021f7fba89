"""Language packs: what is known of a country's names, as data.

A pack says how letters sound, how names end, which words are no names, and which names are
common or stand for each other. Another country's names are another file of this form; no code
knows a language. Packs are laid upon each other: what a later one says of a letter counts.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from aiqyn.core.language import sentence
from aiqyn.core.names.sounds import CONSONANTS, VOWELS
from aiqyn.core.packaged import packaged_yaml
from aiqyn.core.values import Unacceptable, Value

__all__ = ["PACKAGED", "BySex", "Frequency", "LanguagePack", "NamesByFrequency", "packaged_packs"]

PACKAGED = ("base", "scripts", "latin", "neighbours", "ru", "kk")
"""The packs that come with the package, in the order in which they are laid upon each other."""

Frequency = Literal["very_common", "common", "known"]

_FOLDER = Path(__file__).resolve().parent / "packs"
_SOUNDS = frozenset(VOWELS + CONSONANTS)


def _checked_sounds(text: str) -> str:
    if not _SOUNDS.issuperset(text):
        raise Unacceptable(sentence("sounds, each one of: {sounds}", sounds=" ".join(VOWELS + CONSONANTS)))
    return text


Sounds = Annotated[str, AfterValidator(_checked_sounds)]
Sound = Annotated[str, StringConstraints(min_length=1, max_length=1), AfterValidator(_checked_sounds)]
TwoSounds = Annotated[str, StringConstraints(min_length=2, max_length=2), AfterValidator(_checked_sounds)]
Cost = Annotated[float, Field(ge=0, le=1)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
Letter = Annotated[str, StringConstraints(min_length=1, max_length=1)]
Cluster = Annotated[str, StringConstraints(min_length=2, max_length=12)]


class BySex(Value):
    """Words or endings that men's names have, and those that women's have."""

    male: tuple[Word, ...] = ()
    female: tuple[Word, ...] = ()


class NamesByFrequency(Value):
    """Names, in three classes of how often they are met; the order within a class means nothing."""

    very_common: tuple[Word, ...] = ()
    common: tuple[Word, ...] = ()
    known: tuple[Word, ...] = ()


class LanguagePack(Value):
    """What is known of one country's names.

    Attributes:
        language: ISO 639 code; `und` or `mul` where it is no single language.
        title: What the pack is about, in English.
        about: Where its contents come from.
        letters: A letter, and its sounds (`aiqyn.core.names.sounds` lists them).
        clusters: Latin letters that stand together for a sound.
        close: Two sounds that are confused, and at what cost: 0 the same, 1 as far as any.
        two_for_one: Two sounds that stand where elsewhere one does, and at what cost.
        dropped: What it costs where a sound is missing.
        particles: Words that belong to the part after them: van, ibn.
        titles: Words that are no part of a name.
        patronymic_words: Words that make the word before them a father's name.
        patronymic_endings: Likewise endings.
        surname_endings: Endings by which surnames are known.
        given_names: Given names.
        surnames: Surnames, in the form for men.
        equivalents: Lines of given names that one person may be called by.
    """

    language: Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")]
    title: Word
    about: str = ""
    letters: dict[Letter, Sounds] = Field(default_factory=dict)
    clusters: dict[Cluster, Sounds] = Field(default_factory=dict)
    close: tuple[tuple[Sound, Sound, Cost], ...] = ()
    two_for_one: tuple[tuple[TwoSounds, Sound, Cost], ...] = ()
    dropped: dict[Sound, Cost] = Field(default_factory=dict)
    particles: tuple[Word, ...] = ()
    titles: tuple[Word, ...] = ()
    patronymic_words: BySex = BySex()
    patronymic_endings: BySex = BySex()
    surname_endings: BySex = BySex()
    given_names: NamesByFrequency = NamesByFrequency()
    surnames: NamesByFrequency = NamesByFrequency()
    equivalents: tuple[tuple[Word, ...], ...] = ()


@cache
def packaged_packs() -> tuple[LanguagePack, ...]:
    """The packs that come with the package, in their order.

    Example:
        >>> [pack.language for pack in packaged_packs()]
        ['und', 'und', 'mul', 'mul', 'ru', 'kk']
    """
    return tuple(_packaged(name) for name in PACKAGED)


def _packaged(name: str) -> LanguagePack:
    return LanguagePack.model_validate(packaged_yaml(_FOLDER / f"{name}.yaml"), strict=False)
