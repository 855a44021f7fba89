"""The words that names are made of: what each can be, in columns, so that thousands are compared at once.

A word is looked at once, however many names have it. What it can be is kept in every form in which
it may be compared: as a surname without the ending that tells a woman's from a man's, as a father's
name without the ending that makes it one, as an initial.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.names.lexicon import EITHER, Ending, Lexicon, readings_of
from aiqyn.core.names.sounds import ALPHABET, Texts
from aiqyn.core.names.spelling import in_one_script, is_latin, undoubled

__all__ = ["Kind", "Part", "PartColumns", "PartTable", "Shares", "father_form"]

RARE_GIVEN_NAME = -math.log(0.0003)
RARE_SURNAME = -math.log(0.00003)
"""How much a name tells that no pack knows: the packs know the common ones."""

INITIAL_OF_NOBODY = 0.02
"""Added to the share of each initial, since packs do not know all names."""

NEAR_INITIAL = 0.3
"""Initials agree where their sounds are confused at this cost: Ж. with Zh., J. and Sch."""


class Kind:
    """What a word is by its own look; its place in the name tells more."""

    FATHER = "P"
    SURNAME = "S"
    GIVEN = "G"
    NAME = "N"
    INITIAL = "I"
    FATHER_WORD = "U"
    TITLE = "T"
    PARTICLE = "L"
    NOTHING = "X"


# The sounds that the first letter may stand for where the first two are known: Ye. is Е., Yo. Ё., Dzh. Ж.
_FIRST_MEANINGS = {"ie": "e", "Je": "e", "io": "eo", "Jo": "eo", "iu": "u", "Ju": "u"} | dict.fromkeys(
    ("dZ", "dJ", "dW", "dc"), "ZJ"
)


class Shares(NamedTuple):
    """How common names are.

    Attributes:
        surnames: The share of people who bear a surname, by its sounds in the form for men.
        given_names: Likewise given names.
    """

    surnames: Mapping[str, float]
    given_names: Mapping[str, float]


class Part(NamedTuple):
    """One word of a name; a tuple, since tens of thousands are made in a second.

    Attributes:
        text: In small letters, look-alikes exchanged.
        kind: What it is by its own look, of `Kind`.
        sounds: As it sounds.
        surname: As it sounds where it is a surname, in the form for men.
        stem: The surname without the ending by which it is known as one.
        father: As the father's given name sounds where it is a patronymic; empty if it has no such look.
        sex: Whose it can be only, where surname or patronymic tells.
    """

    text: str
    kind: str
    sounds: str
    surname: str
    stem: str
    father: str
    sex: int


@dataclass(frozen=True, slots=True, eq=False)
class PartColumns:
    """The parts as columns; a part's number is its row.

    Attributes:
        forms: For each part its form as surname, as given name, as father's name, letter by letter, and as
            a surname without its ending: numbers of sounds. The third is −1 for what has no look of a
            patronymic, the fourth for what is not in Latin letters.
        rarity: For each part how much it tells if it is borne by both, as surname, given name and
            father's name: minus the logarithm of the share of people who bear it.
        is_initial: Whether it is an initial.
        is_latin: Whether it is written in Latin letters.
        is_known: Whether a pack knows it as a given name.
        sex: 0 unknown, 1 male, 2 female: what a surname or a patronymic tells.
        first: The first sound, as a bit.
        near: The sounds that the first may be meant for, as bits.
        initial_rarity: How much it tells if initials agree.
        groups: Up to two lines of equivalents that it stands in, else 0.
    """

    forms: NDArray[np.int32]
    rarity: NDArray[np.float32]
    is_initial: NDArray[np.bool_]
    is_latin: NDArray[np.bool_]
    is_known: NDArray[np.bool_]
    sex: NDArray[np.int8]
    first: NDArray[np.uint64]
    near: NDArray[np.uint64]
    initial_rarity: NDArray[np.float32]
    groups: NDArray[np.int32]


class PartTable:
    """All words met so far.

    Attributes:
        numbers: The number of each word's part, by the word in small letters.
        parts: The parts by their numbers.
        kinds: The kind of each.
        sounds: Texts in sounds, by the numbers that the forms of parts name, once `columns` was asked.
        father_words: The words met that make the word before them a father's name.
    """

    def __init__(self, lexicon: Lexicon, shares: Shares | None = None) -> None:
        """A table without words.

        Args:
            lexicon: What is known of names.
            shares: How common names are; what the lexicon says, where left out.
        """
        self._lexicon = lexicon
        of_names = shares or Shares(lexicon.surnames, lexicon.given_names)
        self._surname_rarity = {key: -math.log(share) for key, share in of_names.surnames.items()}
        self._given_rarity = dict.fromkeys((*lexicon.groups, *lexicon.given_names), RARE_GIVEN_NAME)
        self._given_rarity |= {key: -math.log(share) for key, share in of_names.given_names.items()}
        self._father_rarity = {father_form(key): rarity for key, rarity in self._given_rarity.items()}
        self._bits = {sound: 1 << place for place, sound in enumerate(ALPHABET[:64])}
        self._initial_shares = self._shares_of_initials()
        self._near = lexicon.costs.near(within=NEAR_INITIAL)
        self._after_hyphens: dict[str, str] = {}
        self._firsts: dict[str, tuple[int, int, float]] = {"": (0, 0, 0.0)}
        self.numbers: dict[str, int] = {}
        self.parts: list[Part] = []
        self.kinds: list[str] = []
        self.father_words: set[str] = set()
        self._numbers_of_sounds: dict[str, int] = {}
        self.sounds = Texts.of([])
        self._rows: list[tuple[object, ...]] = []
        self._columns: PartColumns | None = None
        self.take([""])  # so that there are columns before there are names

    def __len__(self) -> int:
        return len(self.parts)

    def take(self, words: Sequence[str]) -> None:
        """Look at words that were not met before.

        Args:
            words: In small letters; an initial ends with a dot. None twice.
        """
        texts = [word if word.isascii() else in_one_script(word) for word in words]
        if texts != list(words):
            self._take_with_look_alikes(words, texts)
            return
        bare = [text.strip(".-").replace("-", "") if "." in text or "-" in text else text for text in texts]
        spelling = self._lexicon.spelling
        latin = list(map(is_latin, bare))
        sounds = spelling.sounds_of(bare, latin)
        keys = undoubled(sounds)
        known = list(map(self._known, keys))
        parts = list(map(self._part, texts, sounds, keys, known))
        first = len(self.parts)
        self.numbers.update(zip(words, range(first, first + len(words)), strict=True))
        self.parts += parts
        self.kinds += [part.kind for part in parts]
        lettered = iter(spelling.letters_of([word for word, is_it in zip(bare, latin, strict=True) if is_it]))
        letters = [next(lettered) if is_it else "" for is_it in latin]
        self._rows += map(self._row, parts, letters, keys, known, latin)
        if Kind.FATHER_WORD in self.kinds[first:]:
            self.father_words.update(part.text for part in parts if part.kind == Kind.FATHER_WORD)

    def _take_with_look_alikes(self, words: Sequence[str], texts: Sequence[str]) -> None:
        """Words that differ only in letters that look alike are one part."""
        self.take([text for text in dict.fromkeys(texts) if text not in self.numbers])
        self.numbers.update((word, self.numbers[text]) for word, text in zip(words, texts, strict=True))

    def columns(self) -> PartColumns:
        """All parts as columns."""
        if self._rows:
            self._columns = _joined(self._columns, _columns(self._rows))
            self._rows = []
            new = len(self._numbers_of_sounds) - len(self.sounds.lengths)
            texts = list(islice(reversed(self._numbers_of_sounds), new))
            self.sounds = self.sounds.and_then(Texts.of(texts[::-1]))
        assert self._columns is not None  # the empty word is there from the start
        return self._columns

    # ------------------------------------------------------------ one word

    def _part(self, text: str, sounds: str, key: str, known: str) -> Part:
        """What one word can be.

        Args:
            text: In small letters.
            sounds: As it sounds.
            key: Its sounds, where none stands twice in a row.
            known: The given name that it is, or nothing.
        """
        lexicon = self._lexicon
        if not sounds:
            return Part(text, Kind.NOTHING, "", "", "", "", EITHER)
        if text[-1] == "." or len(text) == 1:
            bare = text.strip(".")
            if bare in lexicon.titles:
                return Part(text, Kind.TITLE, sounds, sounds, sounds, "", EITHER)
            if len(key) <= 2 or len(bare) == 1:
                return Part(text, Kind.INITIAL, sounds, sounds, sounds, "", EITHER)
        elif text in lexicon.titles:
            return Part(text, Kind.TITLE, sounds, sounds, sounds, "", EITHER)
        elif text in lexicon.particles:
            return Part(text, Kind.PARTICLE, sounds, sounds, sounds, "", EITHER)
        if key in lexicon.patronymic_words:
            return Part(text, Kind.FATHER_WORD, sounds, sounds, sounds, "", EITHER)
        ending = lexicon.patronymic_endings.of(key)
        if ending is not None or "-" in text:
            father, sex = self._father(text, sounds, key, ending)
            if father:
                return Part(text, Kind.FATHER, sounds, sounds, sounds, father, sex)
        ending = lexicon.surname_endings.of(key)
        if ending is None:
            return Part(text, Kind.GIVEN if known else Kind.NAME, sounds, sounds, sounds, "", EITHER)
        stem = _without(sounds, key, ending.sounds)
        if known:
            return Part(text, Kind.GIVEN, sounds, stem + ending.men, stem, "", EITHER)
        return Part(text, Kind.SURNAME, sounds, stem + ending.men, stem, "", ending.sex)

    def _father(self, text: str, sounds: str, key: str, ending: Ending | None) -> tuple[str, int]:
        """The father's name in a patronymic, and whose it is; empty for other words."""
        if "-" in text:
            word = text.rpartition("-")[2].strip(".")
            if word not in self._after_hyphens:
                read = self._lexicon.spelling.sounds_of([word], [is_latin(word)])
                self._after_hyphens[word] = undoubled(read)[0]
            word_sounds = self._after_hyphens[word]
            sex = self._lexicon.patronymic_words.get(word_sounds)
            if sex is not None and len(key) > len(word_sounds):
                return father_form(_without(sounds, key, word_sounds)), sex
        if ending is None:
            return "", EITHER
        return father_form(_without(sounds, key, ending.sounds)), ending.sex

    def _known(self, key: str) -> str:
        """The given name that a word is, as a pack has it; empty for other words."""
        if key in self._given_rarity:
            return key
        readings = readings_of(key)
        if len(readings) == 1:
            return ""
        return next((reading for reading in readings if reading in self._given_rarity), "")

    # ------------------------------------------------------------ its columns

    def _row(
        self,
        part: Part,
        letters: str,
        key: str,
        known: str,
        latin: bool,  # noqa: FBT001 - mapped over columns
    ) -> tuple[object, ...]:
        """One part in the order of `PartColumns`.

        Args:
            part: What the word can be.
            letters: As its single letters sound.
            key: Its sounds, where none stands twice in a row.
            known: The given name that it is, or nothing.
            latin: Whether it is in Latin letters.
        """
        # `setdefault` numbers a text when it is met first; this runs for every word there is.
        numbers = self._numbers_of_sounds
        number = numbers.setdefault
        _, kind, sounds, surname, stem, father, sex = part
        groups = self._lexicon.groups.get(known, ()) if known else ()
        first, near, initial_rarity = self._firsts.get(sounds[:2]) or self._first(sounds[:2])
        whole = number(sounds, len(numbers))
        return (
            number(surname, len(numbers)),
            whole,
            number(father, len(numbers)) if father else -1,
            number(letters, len(numbers)) if latin else -1,
            number(stem, len(numbers)),
            self._surname_rarity.get(surname, RARE_SURNAME),
            self._given_rarity.get(known, RARE_GIVEN_NAME),
            self._father_rarity.get(father or key, RARE_GIVEN_NAME),
            kind == Kind.INITIAL,
            latin,
            known != "",
            sex,
            first,
            near,
            initial_rarity,
            groups[0] if groups else 0,
            groups[1] if len(groups) > 1 else 0,
        )

    def _first(self, start: str) -> tuple[int, int, float]:
        """Of a word that starts so: its first sound, what may be meant by it, what agreement tells."""
        near = self._near[start[0]] + _FIRST_MEANINGS.get(start, "")
        share = sum(self._initial_shares[sound] for sound in set(near))
        bits = 0
        for sound in near:
            bits |= self._bits.get(sound, 0)
        found = (self._bits.get(start[0], 0), bits, -math.log(min(share, 0.9)))
        self._firsts[start] = found
        return found

    def _shares_of_initials(self) -> dict[str, float]:
        shares = dict.fromkeys(ALPHABET, INITIAL_OF_NOBODY)
        known = {key: math.exp(-rarity) for key, rarity in self._given_rarity.items() if key}
        total = sum(known.values())
        for key, share in known.items():
            shares[key[0]] += share / total
        return shares


def _without(sounds: str, key: str, ending: str) -> str:
    """A word without its ending, which was found in the word without doubled sounds."""
    return sounds[: -len(ending)] if sounds.endswith(ending) else key[: -len(ending)]


def father_form(sounds: str) -> str:
    """A father's given name as patronymics keep it: Алтай-ұлы and Алтаевич are of one name.

    Example:
        >>> father_form("altai"), father_form("safi")
        ('alta', 'safi')
    """
    if len(sounds) > 2 and sounds[-1] == "i" and sounds[-2] in "aeou":
        return sounds[:-1]
    return sounds


def _columns(rows: Sequence[tuple[object, ...]]) -> PartColumns:
    turned = list(zip(*rows, strict=True))
    return PartColumns(
        forms=np.array(turned[0:5], dtype=np.int32),
        rarity=np.array(turned[5:8], dtype=np.float32),
        is_initial=np.array(turned[8], dtype=bool),
        is_latin=np.array(turned[9], dtype=bool),
        is_known=np.array(turned[10], dtype=bool),
        sex=np.array(turned[11], dtype=np.int8),
        first=np.array(turned[12], dtype=np.uint64),
        near=np.array(turned[13], dtype=np.uint64),
        initial_rarity=np.array(turned[14], dtype=np.float32),
        groups=np.array(turned[15:17], dtype=np.int32),
    )


def _joined(first: PartColumns | None, second: PartColumns) -> PartColumns:
    if first is None:
        return second
    return PartColumns(
        **{
            name: np.concatenate([getattr(first, name), getattr(second, name)], axis=-1)
            for name in PartColumns.__slots__
        }
    )
