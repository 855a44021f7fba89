"""The alphabet of sounds that names of every script are written in, and what it costs to confuse them.

A sound is one ASCII character. Small letters sound as in most languages; capitals are

    Z zh    S sh    H ch as in church    C ts    Q shch

and these stand for a Latin spelling that different systems read differently, so that a name keeps
all its readings until it is laid beside another:

    J j (i, Z)    c c (k, C, Z, H)    X x (k and s, h)    K ch (H, h, S)    W sch (S, Z, s and h)

Letters that no pack knows become one of `UNKNOWN`, by their number: they agree with themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ALPHABET",
    "CONSONANTS",
    "DOUBLED",
    "EDIT",
    "LONGEST",
    "NEVER",
    "SWAPPED",
    "UNKNOWN",
    "VOWELS",
    "SoundCosts",
    "Texts",
    "unknown_sound",
]

VOWELS = "aeiou"
CONSONANTS = "bvgdZzklmnprstfhCHSQJcXKW"
UNKNOWN = "0123456789!#$%&()*+,:;<=>?@[]^_{|}~"
ALPHABET = VOWELS + CONSONANTS + UNKNOWN

Costs = NDArray[np.int16]

EDIT = 100
"""Costs are whole hundredths of an edit, so that sums are exact and the same from both sides."""

NEVER = 12_000
"""More than any way costs that there is."""

SWAPPED = 95
"""What two neighbours that changed places cost: one slip of the hand, not two."""

DOUBLED = 5
"""What it costs that a sound stands twice on one side: Жанна, Жана. It is not dropped beforehand, since a letter
may be missing between the two: Саматович, Саатович."""

VOWEL_FOR_VOWEL = 80
"""What any vowel for any other costs where no pack says less: those who write by ear hear consonants better."""

_CODE = np.zeros(128, dtype=np.uint8)
for _place, _sound in enumerate(ALPHABET, start=1):
    _CODE[ord(_sound)] = _place
_SIZE = len(ALPHABET) + 1


def unknown_sound(letter: str) -> str:
    """The sound that stands for a letter no pack knows."""
    return UNKNOWN[ord(letter) % len(UNKNOWN)]


LONGEST = 40
"""So many sounds of a part are compared. Longer names exist in jest, or where columns ran together."""


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Texts in sounds, as rows of numbers.

    Attributes:
        codes: The first `LONGEST` sounds of each, from 1 on; 0 where a text has ended.
        lengths: How many sounds each has, those beyond among them.
    """

    codes: NDArray[np.uint8]
    lengths: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """These texts.

        Example:
            >>> some = Texts.of(["ab", "a"])
            >>> some.codes[:, :3].tolist(), some.lengths.tolist()
            ([[1, 6, 0], [1, 0, 0]], [2, 1])
        """
        rows = [text[:LONGEST].ljust(LONGEST, "\0") for text in texts]
        letters = np.frombuffer("".join(rows).encode("ascii"), dtype=np.uint8).reshape(len(rows), LONGEST)
        return cls(_CODE[letters], np.array([len(text) for text in texts], dtype=np.int32))

    def at(self, places: NDArray[np.intp]) -> Texts:
        """Those of some places."""
        return Texts(self.codes[places], self.lengths[places])

    def and_then(self, others: Texts) -> Texts:
        """These and others behind them."""
        return Texts(
            np.concatenate([self.codes, others.codes]), np.concatenate([self.lengths, others.lengths])
        )


@dataclass(frozen=True, slots=True, eq=False)
class SoundCosts:
    """What it costs, in hundredths of an edit, to take one sound for another.

    Attributes:
        swap: For two sounds, the cost of one standing for the other.
        dropped: For a sound, the cost of its being there on one side only.
        digrams: For two sounds in a row, the number of their row in `two_for_one`; row 0 is of none.
        two_for_one: For that row and one sound, the cost of the two standing for the one.
    """

    swap: Costs
    dropped: Costs
    digrams: NDArray[np.uint8]
    two_for_one: Costs

    @classmethod
    def of(
        cls,
        *,
        close: Iterable[tuple[str, str, float]],
        two_for_one: Iterable[tuple[str, str, float]],
        dropped: Iterable[tuple[str, float]],
    ) -> SoundCosts:
        """The tables from what packs say, in edits; of two costs for the same the lower counts."""
        pairs = list(two_for_one)
        numbered = {two: row for row, two in enumerate(dict.fromkeys(two for two, _, _ in pairs), start=1)}
        digrams = np.zeros((_SIZE, _SIZE), dtype=np.uint8)
        for two, row in numbered.items():
            digrams[_code(two[0]), _code(two[1])] = row
        table = np.full((len(numbered) + 1, _SIZE), NEVER, dtype=np.int16)
        for two, one, cost in pairs:
            at = (numbered[two], _code(one))
            table[at] = min(table[at], _hundredths(cost))
        single = np.full(_SIZE, EDIT, dtype=np.int16)
        for sound, cost in dropped:
            single[_code(sound)] = _hundredths(cost)
        return cls(_swaps(close), single, digrams, table)

    def near(self, *, within: float) -> dict[str, str]:
        """For each sound those that it may be meant for, itself among them.

        Args:
            within: How much may be confused, in edits.
        """
        is_near = self.swap <= _hundredths(within)
        return {
            sound: "".join(
                ALPHABET[place - 1] for place in np.nonzero(is_near[_code(sound)])[0].tolist() if place
            )
            for sound in ALPHABET
        }


def _swaps(close: Iterable[tuple[str, str, float]]) -> Costs:
    table = np.full((_SIZE, _SIZE), EDIT, dtype=np.int16)
    vowels = [_code(vowel) for vowel in VOWELS]
    table[np.ix_(vowels, vowels)] = VOWEL_FOR_VOWEL
    for first, second, cost in close:
        one, other = _code(first), _code(second)
        table[one, other] = table[other, one] = min(table[one, other], _hundredths(cost))
    np.fill_diagonal(table, 0)
    return table


def _hundredths(cost: float) -> int:
    return round(cost * EDIT)


def _code(sound: str) -> int:
    return int(_CODE[ord(sound)])
