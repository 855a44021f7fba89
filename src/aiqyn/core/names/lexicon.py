"""What packs say, compiled for use: words by what they are, names by how common they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from aiqyn.core.names.packs import BySex, LanguagePack, NamesByFrequency, packaged_packs
from aiqyn.core.names.sounds import SoundCosts
from aiqyn.core.names.spelling import Spelling

__all__ = [
    "EITHER",
    "FEMALE",
    "MALE",
    "Ending",
    "Lexicon",
    "build_lexicon",
    "default_lexicon",
]

SHARES_OF_GIVEN_NAMES = {"very_common": 0.02, "common": 0.004, "known": 0.001}
SHARES_OF_SURNAMES = {"very_common": 0.004, "common": 0.001, "known": 0.0003}
"""What a class of frequency means: about what share of the people of a country bear such a name."""

MALE, FEMALE, EITHER = 1, 2, 0
"""Whose name it can be only."""

_SEXES = (("male", MALE), ("female", FEMALE))


@dataclass(frozen=True, slots=True)
class Ending:
    """An ending by which a kind of name is known.

    Attributes:
        sounds: The ending in sounds.
        sex: Whose names end so; `EITHER` for surnames that men and women bear in one form.
        men: Of surnames: how that of a man of the same family ends.
    """

    sounds: str
    sex: int
    men: str


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Everything that packs say, in the form in which it is asked.

    Attributes:
        spelling: How letters sound.
        costs: What it costs to confuse sounds.
        titles: Words that are no part of a name, in small letters.
        particles: Words that belong to what follows, in small letters.
        patronymic_words: Sounds of a word that makes a father's name, and the sex it tells.
        patronymic_endings: Likewise endings.
        surname_endings: Endings of surnames.
        given_names: Sounds of a given name, and the share of people who bear it.
        surnames: Likewise surnames.
        groups: Sounds of a given name, and the numbers of the lines of equivalents it stands in.
    """

    spelling: Spelling
    costs: SoundCosts
    titles: frozenset[str]
    particles: frozenset[str]
    patronymic_words: Mapping[str, int]
    patronymic_endings: tuple[Ending, ...]
    surname_endings: tuple[Ending, ...]
    given_names: Mapping[str, float]
    surnames: Mapping[str, float]
    groups: Mapping[str, tuple[int, ...]]


@cache
def default_lexicon() -> Lexicon:
    """The lexicon of the packs that come with the package."""
    return build_lexicon(packaged_packs())


def build_lexicon(packs: Sequence[LanguagePack]) -> Lexicon:
    """One lexicon of several packs; what a later one says of a letter counts, all else adds up.

    Args:
        packs: Usually `packaged_packs()` with others behind them.
    """
    spelling = Spelling(packs)
    fathers = [pack.patronymic_endings for pack in packs]
    words = [pack.patronymic_words for pack in packs]
    return Lexicon(
        spelling=spelling,
        costs=SoundCosts.of(
            close=[pair for pack in packs for pair in pack.close],
            two_for_one=[pair for pack in packs for pair in pack.two_for_one],
            dropped=[pair for pack in packs for pair in pack.dropped.items()],
        ),
        titles=frozenset(word.casefold() for pack in packs for word in pack.titles),
        particles=frozenset(word.casefold() for pack in packs for word in pack.particles),
        patronymic_words=MappingProxyType(
            {sounds: sex for name, sex in _SEXES for sounds in _all_sounds(spelling, words, name)}
        ),
        patronymic_endings=tuple(
            Ending(sounds, sex, "") for name, sex in _SEXES for sounds in _all_sounds(spelling, fathers, name)
        ),
        surname_endings=_surname_endings(spelling, [pack.surname_endings for pack in packs]),
        given_names=_shares(spelling, [pack.given_names for pack in packs], SHARES_OF_GIVEN_NAMES),
        surnames=_shares(spelling, [pack.surnames for pack in packs], SHARES_OF_SURNAMES),
        groups=_groups(spelling, [line for pack in packs for line in pack.equivalents]),
    )


def _all_sounds(spelling: Spelling, groups: Sequence[BySex], sex: str) -> list[str]:
    words = [word for group in groups for word in getattr(group, sex)]
    return [sounds for sounds in dict.fromkeys(spelling.sounds_of(words)) if sounds]


def _surname_endings(spelling: Spelling, groups: Sequence[BySex]) -> tuple[Ending, ...]:
    """A woman's ending goes with the man's that it begins most alike: -ская with -ский, -ова with -ов.

    What has no counterpart tells no sex: -енко, -швили.
    """
    men = _all_sounds(spelling, groups, "male")
    of_women: dict[str, str] = {}
    for woman in _all_sounds(spelling, groups, "female"):
        shared = [(_shared(woman, man), man) for man in men]
        length, man = max(shared, key=lambda item: (item[0], -len(item[1])), default=(0, ""))
        if length >= 2:
            of_women[woman] = man
    two_forms = set(of_women.values())
    return tuple(
        [Ending(woman, FEMALE, man) for woman, man in of_women.items()]
        + [Ending(man, MALE if man in two_forms else EITHER, man) for man in men]
    )


def _shared(first: str, second: str) -> int:
    length = 0
    while length < min(len(first), len(second)) and first[length] == second[length]:
        length += 1
    return length


def _shares(
    spelling: Spelling, groups: Sequence[NamesByFrequency], shares: Mapping[str, float]
) -> Mapping[str, float]:
    """The share of each name, the largest that a pack says."""
    found: dict[str, float] = {}
    for group in groups:
        for frequency, share in shares.items():
            for sounds in spelling.sounds_of(getattr(group, frequency)):
                found[sounds] = max(share, found.get(sounds, 0))
    return MappingProxyType(found)


def _groups(spelling: Spelling, lines: Sequence[Sequence[str]]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(lines, start=1):
        for sounds in dict.fromkeys(spelling.sounds_of(line)):
            found[sounds] = (*found.get(sounds, ()), number)
    return MappingProxyType(found)
