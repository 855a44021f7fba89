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
    "Index",
    "SoundCosts",
    "Texts",
    "code_of_sounds",
    "unknown_sound",
]

VOWELS = "aeiou"
CONSONANTS = "bvgdZzklmnprstfhCHSQJcXKW"
UNKNOWN = "0123456789!#$%&()*+,:;<=>?@[]^_{|}~"
ALPHABET = VOWELS + CONSONANTS + UNKNOWN

Costs = NDArray[np.int16]
Codes = NDArray[np.uint8]
Hashes = NDArray[np.uint64]

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

# Any odd numbers would do; these are the same in every process, so that results are.
_MULTIPLIERS = np.random.default_rng(20220105).integers(1, 2**63, size=64, dtype=np.uint64) * 2 + 1
_OF_LENGTH = _MULTIPLIERS[-1]
_SIZE = len(ALPHABET) + 1


def unknown_sound(letter: str) -> str:
    """The sound that stands for a letter no pack knows."""
    return UNKNOWN[ord(letter) % len(UNKNOWN)]


def code_of_sounds(sounds: str) -> Codes:
    """A text in sounds as numbers, 0 for what is no sound."""
    return _CODE[np.frombuffer(sounds.encode("ascii"), dtype=np.uint8)]


LONGEST = 40
"""So many sounds of a part are compared. Longer names exist in jest, or where columns ran together."""


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Texts in sounds, as rows of numbers: thousands are looked at in one step.

    Attributes:
        codes: The first `LONGEST` sounds of each, from 1 on; 0 where a text has ended.
        lengths: How many sounds each has, those beyond among them.
    """

    codes: Codes
    lengths: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """These texts.

        Example:
            >>> some = Texts.of(["ab", "a"])
            >>> some.codes[:, :3].tolist(), some.lengths.tolist()
            ([[1, 6, 0], [1, 0, 0]], [2, 1])
        """
        return cls.of_line(code_of_sounds("\n".join(texts))) if texts else cls.nothing(0)

    @classmethod
    def nothing(cls, count: int) -> Texts:
        """So many empty texts."""
        return cls(np.zeros((count, LONGEST), dtype=np.uint8), np.zeros(count, dtype=np.int32))

    @classmethod
    def of_line(cls, line: Codes) -> Texts:
        """The texts of one line of codes, with 0 between each two of them."""
        ends = np.append(np.flatnonzero(line == 0), len(line))
        starts = np.append(0, ends[:-1] + 1)
        lengths = ends - starts
        width = min(int(lengths.max()), LONGEST)
        texts = cls.nothing(len(starts))
        if width:
            places = np.arange(width)
            found = line[np.minimum(starts[:, None] + places, len(line) - 1)]
            found[places >= lengths[:, None]] = 0
            texts.codes[:, :width] = found
        texts.lengths[:] = lengths
        return texts

    def __len__(self) -> int:
        return len(self.lengths)

    def text(self, place: int) -> str:
        """One of them as characters, as far as it is kept."""
        return "".join(ALPHABET[code - 1] for code in self.codes[place].tolist() if code)

    def at(self, places: NDArray[np.intp]) -> Texts:
        """Those of some places."""
        return Texts(self.codes[places], self.lengths[places])

    def and_then(self, *others: Texts) -> Texts:
        """These and others behind them."""
        return Texts(
            np.concatenate([self.codes, *(other.codes for other in others)]),
            np.concatenate([self.lengths, *(other.lengths for other in others)]),
        )

    def cut(self, lengths: NDArray[np.int32]) -> Texts:
        """Their first sounds, so many of each."""
        codes = np.where(np.arange(LONGEST) < lengths[:, None], self.codes, 0).astype(np.uint8)
        return Texts(codes, np.minimum(self.lengths, lengths))

    def undoubled(self) -> Texts:
        """The same, where no sound stands twice in a row; by these, names are looked up."""
        doubled = np.zeros(self.codes.shape, dtype=bool)
        doubled[:, 1:] = (self.codes[:, 1:] == self.codes[:, :-1]) & (self.codes[:, 1:] != 0)
        rows = np.flatnonzero(doubled.any(axis=1))
        if not len(rows):
            return self
        order = np.argsort(doubled[rows], axis=1, kind="stable")
        moved = np.take_along_axis(
            np.where(doubled[rows], 0, self.codes[rows]).astype(np.uint8), order, axis=1
        )
        codes, lengths = self.codes.copy(), self.lengths.copy()
        codes[rows] = moved
        lengths[rows] -= doubled[rows].sum(axis=1, dtype=np.int32)
        return Texts(codes, lengths)

    def hashes(self) -> Hashes:
        """A number for each that equal texts share, and different ones do but by a chance of one in 2⁶⁴."""
        width = min(int(self.lengths.max(initial=0)), LONGEST)
        weighed = self.codes[:, :width].astype(np.uint64) * _MULTIPLIERS[:width]
        found: Hashes = weighed.sum(axis=1, dtype=np.uint64) + self.lengths.astype(np.uint64) * _OF_LENGTH
        return found

    def ends(self, longest: int) -> Codes:
        """Their last sounds from the end on, 0 before the beginning."""
        places = np.minimum(self.lengths, LONGEST)[:, None] - 1 - np.arange(longest)
        rows = np.arange(len(self))[:, None]
        return np.where(places >= 0, self.codes[rows, np.maximum(places, 0)], 0).astype(np.uint8)

    def hashes_of_ends(self, longest: int) -> Hashes:
        """For each the hashes of its last sound, its last two, and so on."""
        return np.cumsum(
            self.ends(longest).astype(np.uint64) * _MULTIPLIERS[:longest], axis=1, dtype=np.uint64
        )


class Index:
    """Finds which of some known texts a text is."""

    def __init__(self, hashes: Hashes) -> None:
        self._order = np.argsort(hashes)
        self._sorted = hashes[self._order]

    def find(self, hashes: Hashes) -> NDArray[np.intp]:
        """The place of each among the known ones, −1 for others."""
        if not len(self._sorted):
            return np.full(hashes.shape, -1, dtype=np.intp)
        places = np.minimum(np.searchsorted(self._sorted, hashes), len(self._sorted) - 1)
        return np.where(self._sorted[places] == hashes, self._order[places], -1)


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

    def near(self, *, within: float) -> NDArray[np.uint64]:
        """For each sound's number those that it may be meant for, as bits, itself among them.

        Args:
            within: How much may be confused, in edits.
        """
        is_near = self.swap <= _hundredths(within)
        bits = np.uint64(1) << (np.arange(_SIZE, dtype=np.uint64) % np.uint64(64))
        near: NDArray[np.uint64] = np.where(is_near, bits, np.uint64(0)).sum(axis=1, dtype=np.uint64)
        return near


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
