"""The words that names are made of: what each can be, in columns, so that thousands are looked at at once.

A word is looked at once, however many names have it. What it can be is kept in every form in which
it may be compared: as a surname without the ending that tells a woman's from a man's, as a father's
name without the ending that makes it one, as an initial. Whole columns are worked out together; word
by word the same would take ten times as long, and lists are read but once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.names.lexicon import EITHER, Ending, Lexicon
from aiqyn.core.names.sounds import ALPHABET, LONGEST, VOWELS, Index, Texts, code_of_sounds
from aiqyn.core.names.spelling import are_latin, in_one_script

__all__ = ["Kind", "Part", "PartColumns", "PartTable", "Shares", "father_form"]

RARE_GIVEN_NAME = -math.log(0.0003)
RARE_SURNAME = -math.log(0.00003)
"""How much a name tells that no pack knows: the packs know the common ones."""

INITIAL_OF_NOBODY = 0.02
"""Added to the share of each initial, since packs do not know all names."""

NEAR_INITIAL = 0.3
"""Initials agree where their sounds are confused at this cost: Ж. with Zh., J. and Sch."""

LONGEST_INITIAL = 2
"""So many sounds before a dot are an initial: Ст., Дж. More are a word cut short."""

LEAST_STEM = 2
"""So many sounds at least stand before an ending."""

# The sounds that the first letter may stand for where the first two are known: Ye. is Е., Yo. Ё., Dzh. Ж.
_FIRST_MEANINGS = {"ie": "e", "Je": "e", "io": "eo", "Jo": "eo", "iu": "u", "Ju": "u"} | dict.fromkeys(
    ("dZ", "dJ", "dW", "dc"), "ZJ"
)

# What an ambiguous spelling may be, for looking names up; where names are compared, costs decide.
_MEANINGS = {"J": "iZ", "K": "HhS", "c": "k", "X": "h", "W": "S"}

_VOWELS = code_of_sounds(VOWELS)
_I = code_of_sounds("i")[0]
_SIZE = len(ALPHABET) + 1


_Placed = tuple[NDArray[np.intp], Texts]
"""Texts, and the places of the words that they are of."""


class Kind:
    """What a word is by its own look; its place in the name tells more. Numbers, so that they fit a column."""

    FATHER, SURNAME, GIVEN, NAME, INITIAL, FATHER_WORD, TITLE, PARTICLE, NOTHING = range(1, 10)


class Shares(NamedTuple):
    """How common names are.

    Attributes:
        surnames: The share of people who bear a surname, by its sounds in the form for men.
        given_names: Likewise given names.
    """

    surnames: Mapping[str, float]
    given_names: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a name.

    Attributes:
        text: In small letters, look-alikes exchanged.
        kind: What it is by its own look, of `Kind`.
        sounds: As it sounds.
        surname: As it sounds where it is a surname, in the form for men.
        father: As the father's given name sounds where it is a patronymic; empty if it has no such look.
        sex: Whose it can be only, where surname or patronymic tells.
    """

    text: str
    kind: int
    sounds: str
    surname: str
    father: str
    sex: int


@dataclass(frozen=True, slots=True, eq=False)
class PartColumns:
    """The parts as columns; a part's number is its row.

    Attributes:
        kind: What each is by its own look, of `Kind`.
        forms: For each part its form as surname, as given name, as father's name, and letter by letter:
            numbers of texts. The third is −1 for what has no look of a patronymic, the last for what is
            not in Latin letters.
        stem: How many sounds a surname has without the ending by which it is known as one.
        rarity: For each part how much it tells if it is borne by both, as surname, given name and
            father's name: minus the logarithm of the share of people who bear it.
        is_initial: Whether it is an initial.
        is_latin: Whether it is written in Latin letters.
        is_known: Whether a pack knows it as a given name.
        has_hyphen: Whether it is written with a hyphen.
        sex: What a surname or a patronymic tells of the sex.
        first: The first sound, as a bit.
        near: The sounds that the first may be meant for, as bits.
        initial_rarity: How much it tells if initials agree.
        groups: Up to two lines of equivalents that it stands in, else 0.
    """

    kind: NDArray[np.uint8]
    forms: NDArray[np.int32]
    stem: NDArray[np.int32]
    rarity: NDArray[np.float32]
    is_initial: NDArray[np.bool_]
    is_latin: NDArray[np.bool_]
    is_known: NDArray[np.bool_]
    has_hyphen: NDArray[np.bool_]
    sex: NDArray[np.int8]
    first: NDArray[np.uint64]
    near: NDArray[np.uint64]
    initial_rarity: NDArray[np.float32]
    groups: NDArray[np.int32]

    def and_then(self, others: PartColumns) -> PartColumns:
        """These and others behind them."""
        return PartColumns(
            *(
                np.concatenate([getattr(self, name), getattr(others, name)], axis=-1)
                for name in PartColumns.__slots__
            )
        )


class PartTable:
    """All words met so far.

    Attributes:
        numbers: The number of each word's part, by the word in small letters.
        texts: The parts' words by their numbers, look-alikes exchanged.
        columns: The parts in columns.
        forms: Texts in sounds, by the numbers that the columns have for them.
        form_hashes: Their hashes.
        father_words: The words met that make the word before them a father's name.
    """

    def __init__(self, lexicon: Lexicon, shares: Shares | None = None) -> None:
        """A table without words.

        Args:
            lexicon: What is known of names.
            shares: How common names are; what the lexicon says, where left out.
        """
        self._lexicon = lexicon
        self._titles = lexicon.titles | {title + "." for title in lexicon.titles}
        self._known = _known_to(lexicon) if shares is None else _Known(lexicon, shares)
        self.numbers: dict[str, int] = {}
        self.texts: list[str] = []
        self.father_words: set[str] = set()
        self.forms = Texts.nothing(0)
        self.form_hashes = self.forms.hashes()
        self.columns = self._looked_at([""])  # so that there are columns before there are names
        self.numbers[""] = 0
        self.texts.append("")

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, words: Sequence[str]) -> None:
        """Look at words that were not met before.

        Args:
            words: In small letters; an initial ends with a dot. None twice.
        """
        texts = [word if word.isascii() else in_one_script(word) for word in words]
        if texts != list(words):
            # Words that differ only in letters that look alike are one part.
            self.take([text for text in dict.fromkeys(texts) if text not in self.numbers])
            self.numbers.update((word, self.numbers[text]) for word, text in zip(words, texts, strict=True))
            return
        if not words:
            return
        first = len(self.texts)
        new = self._looked_at(texts)
        self.columns = self.columns.and_then(new)
        self.numbers.update(zip(words, range(first, first + len(words)), strict=True))
        self.texts += texts
        self.father_words.update(texts[place] for place in np.flatnonzero(new.kind == Kind.FATHER_WORD))

    def part(self, number: int) -> Part:
        """One part as a value."""
        columns = self.columns
        surname, whole, father, _ = columns.forms[:, number].tolist()
        return Part(
            self.texts[number],
            int(columns.kind[number]),
            self.forms.text(whole),
            self.forms.text(surname),
            self.forms.text(father) if father >= 0 else "",
            int(columns.sex[number]),
        )

    # ------------------------------------------------------------ looking at words

    def _looked_at(self, texts: Sequence[str]) -> PartColumns:
        known = self._known
        bare = [text.strip(".-").replace("-", "") if "." in text or "-" in text else text for text in texts]
        latin = are_latin(bare)
        has_hyphen = np.array(["-" in text for text in texts], dtype=bool)
        sounds = self._lexicon.spelling.read(bare, latin)
        keys = sounds.undoubled()
        hashes = keys.hashes()
        kind = self._special_kinds(texts, bare, keys, hashes)
        is_plain = kind == 0

        father_cut, father_sex = self._father_endings(texts, keys, has_hyphen)
        is_father = is_plain & (father_cut > 0)
        ending = np.where(is_plain & ~is_father, known.surname_endings.of(keys), -1)
        given = known.given_names(keys, hashes)
        has_ending = ending >= 0
        kind = np.where(is_father, Kind.FATHER, kind)
        kind = np.where(
            kind != 0, kind, np.where(given >= 0, Kind.GIVEN, np.where(has_ending, Kind.SURNAME, Kind.NAME))
        )

        surname_sex = np.where(has_ending & (given < 0), known.surname_endings.sex[ending], EITHER)
        fathers = _father_forms(_shortened(sounds, keys, father_cut, np.flatnonzero(is_father)))
        of_women = np.flatnonzero(has_ending & known.surname_endings.is_womans[ending])
        written = [word for word, is_it in zip(bare, latin.tolist(), strict=True) if is_it]
        start = sounds.codes[:, 0].astype(np.intp) * _SIZE + sounds.codes[:, 1]
        return PartColumns(
            kind=kind.astype(np.uint8),
            forms=self._add_forms(
                sounds,
                men=(of_women, known.surname_endings.in_mens_form(sounds, keys, ending, of_women)),
                fathers=(np.flatnonzero(is_father), fathers),
                letters=(np.flatnonzero(latin), self._lexicon.spelling.read_letters(written)),
            ),
            stem=np.where(
                has_ending, keys.lengths - known.surname_endings.length[ending], sounds.lengths
            ).astype(np.int32),
            rarity=known.rarities(hashes, given, fathers, is_father),
            is_initial=kind == Kind.INITIAL,
            is_latin=latin,
            is_known=given >= 0,
            has_hyphen=has_hyphen,
            sex=np.where(is_father, father_sex, surname_sex).astype(np.int8),
            first=known.first_bits[sounds.codes[:, 0]],
            near=known.near[start],
            initial_rarity=known.initial_rarity[start],
            groups=known.groups[:, given],
        )

    def _special_kinds(
        self, texts: Sequence[str], bare: Sequence[str], keys: Texts, hashes: NDArray[np.uint64]
    ) -> NDArray[np.int64]:
        """The kinds of words that are told by more than their sounds; 0 for all others."""
        count = len(texts)
        has_dot = np.array([text[-1:] == "." for text in texts], dtype=bool)
        is_single = np.fromiter(map(len, bare), dtype=np.int64, count=count) == 1
        is_title = np.fromiter(map(self._titles.__contains__, texts), dtype=bool, count=count)
        is_particle = np.fromiter(map(self._lexicon.particles.__contains__, texts), dtype=bool, count=count)
        return np.select(
            [
                keys.lengths == 0,
                is_title,
                is_single | (has_dot & (keys.lengths <= LONGEST_INITIAL)),
                is_particle,
                self._known.father_words.find(hashes) >= 0,
            ],
            [Kind.NOTHING, Kind.TITLE, Kind.INITIAL, Kind.PARTICLE, Kind.FATHER_WORD],
            0,
        )

    def _father_endings(
        self, texts: Sequence[str], keys: Texts, has_hyphen: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """How many sounds make each word a father's name, 0 for other words; and the sex that they tell."""
        endings = self._known.father_endings
        ending = endings.of(keys)
        cut = np.where(ending >= 0, endings.length[ending], 0)
        sex = np.where(ending >= 0, endings.sex[ending], EITHER)
        places = np.flatnonzero(has_hyphen).tolist()
        if places:
            words = [texts[place].rpartition("-")[2].strip(".") for place in places]
            read = self._lexicon.spelling.read(words, are_latin(words))
            after = read.undoubled()
            which = self._known.father_words.find(after.hashes())
            for place, word, length in zip(places, which.tolist(), after.lengths.tolist(), strict=True):
                if word >= 0 and keys.lengths[place] > length:
                    cut[place], sex[place] = length, self._known.father_word_sex[word]
        return cut.astype(np.int32), sex

    def _add_forms(
        self, sounds: Texts, *, men: _Placed, fathers: _Placed, letters: _Placed
    ) -> NDArray[np.int32]:
        """Keep the forms in which words are compared.

        Args:
            sounds: All words as they sound.
            men: The places of women's surnames, and their forms for men.
            fathers: The places of patronymics, and the names of the fathers.
            letters: The places of words in Latin letters, and the sounds of their letters.

        Returns:
            For each word the numbers of its forms as surname, given name, father's name, letter by letter.
        """
        count = len(sounds)
        whole = np.arange(len(self.forms), len(self.forms) + count, dtype=np.int32)
        numbers = np.stack([whole, whole, np.full(count, -1), np.full(count, -1)]).astype(np.int32)
        first = len(self.forms) + count
        for row, (places, texts) in ((0, men), (2, fathers), (3, letters)):
            numbers[row, places] = np.arange(first, first + len(texts))
            first += len(texts)
        added = (sounds, men[1], fathers[1], letters[1])
        self.forms = self.forms.and_then(*added)
        self.form_hashes = np.concatenate([self.form_hashes, *(texts.hashes() for texts in added)])
        return numbers


class _Endings:
    """Endings, found by the sounds that words end in.

    Attributes:
        length: How many sounds each has.
        sex: Whose names end so.
        is_womans: Whether men of the same family have another ending.
    """

    def __init__(self, endings: Sequence[Ending]) -> None:
        self._endings = tuple({ending.sounds: ending for ending in reversed(endings)}.values())
        texts = Texts.of([ending.sounds for ending in self._endings])
        self._longest = int(texts.lengths.max(initial=0))
        self._by_length = {
            length: np.flatnonzero(texts.lengths == length) for length in sorted(set(texts.lengths.tolist()))
        }
        hashes = texts.hashes_of_ends(max(self._longest, 1))
        self._indices = {
            length: Index(hashes[places, length - 1]) for length, places in self._by_length.items()
        }
        self.length = np.append(texts.lengths, 0)
        self.sex = np.array([*(ending.sex for ending in self._endings), EITHER])
        self.is_womans = np.array(
            [*(bool(ending.men) and ending.men != ending.sounds for ending in self._endings), False]
        )

    def of(self, keys: Texts) -> NDArray[np.intp]:
        """The longest ending of each text that leaves enough of it; −1 for none."""
        found = np.full(len(keys), -1, dtype=np.intp)
        if not self._endings:
            return found
        hashes = keys.hashes_of_ends(self._longest)
        for length, places in self._by_length.items():
            which = self._indices[length].find(hashes[:, length - 1])
            fits = (which >= 0) & (keys.lengths >= length + LEAST_STEM)
            found[fits] = places[which[fits]]
        return found

    def in_mens_form(
        self, sounds: Texts, keys: Texts, ending: NDArray[np.intp], places: NDArray[np.intp]
    ) -> Texts:
        """The words at some places with the ending of men for that of women."""
        stems = _shortened(sounds, keys, self.length[ending].astype(np.int32), places)
        for number in np.unique(ending[places]).tolist():
            rows = np.flatnonzero(ending[places] == number)
            codes = code_of_sounds(self._endings[number].men)
            for at, code in enumerate(codes):
                position = stems.lengths[rows] + at
                inside = position < LONGEST
                stems.codes[rows[inside], position[inside]] = code
            stems.lengths[rows] += len(codes)
        return stems


class _Known:
    """What a lexicon knows, in the form in which columns of words are asked."""

    def __init__(self, lexicon: Lexicon, shares: Shares) -> None:
        self.father_endings = _Endings(lexicon.patronymic_endings)
        self.surname_endings = _Endings(lexicon.surname_endings)
        self.father_words = Index(Texts.of(list(lexicon.patronymic_words)).hashes())
        self.father_word_sex = list(lexicon.patronymic_words.values())
        given = dict.fromkeys((*lexicon.groups, *lexicon.given_names), RARE_GIVEN_NAME)
        given |= {key: -math.log(share) for key, share in shares.given_names.items()}
        surnames = {key: -math.log(share) for key, share in shares.surnames.items()}
        for ending in lexicon.surname_endings:  # women bear them in their own form
            if ending.men and ending.men != ending.sounds:
                surnames |= {
                    key[: -len(ending.men)] + ending.sounds: rarity
                    for key, rarity in tuple(surnames.items())
                    if key.endswith(ending.men)
                }
        self._given, self._given_rarity = _indexed(given, RARE_GIVEN_NAME)
        self._surnames, self._surname_rarity = _indexed(surnames, RARE_SURNAME)
        fathers = {father_form(key): rarity for key, rarity in given.items()}
        self._fathers, self._father_rarity = _indexed(fathers, RARE_GIVEN_NAME)
        groups = [(*lexicon.groups.get(key, ()), 0, 0)[:2] for key in given]
        self.groups = np.array([*groups, (0, 0)], dtype=np.int32).T
        self._readings = _substitutions()
        self._is_ambiguous = np.zeros(_SIZE, dtype=bool)
        self._is_ambiguous[code_of_sounds("".join(_MEANINGS))] = True
        self.first_bits = _bits(np.arange(_SIZE))
        self.first_bits[0] = 0
        self.near, self.initial_rarity = self._initials(lexicon, given)

    def given_names(self, keys: Texts, hashes: NDArray[np.uint64]) -> NDArray[np.intp]:
        """Which known given name each text is, in one of its readings; −1 for none."""
        found = self._given.find(hashes)
        rows = np.flatnonzero((found < 0) & self._is_ambiguous[keys.codes].any(axis=1))
        for substitution in self._readings if len(rows) else ():
            read = Texts(substitution[keys.codes[rows]], keys.lengths[rows])
            found[rows] = np.where(found[rows] >= 0, found[rows], self._given.find(read.hashes()))
        return found

    def rarities(
        self,
        hashes: NDArray[np.uint64],
        given: NDArray[np.intp],
        fathers: Texts,
        is_father: NDArray[np.bool_],
    ) -> NDArray[np.float32]:
        """How much each word tells as surname, as given name, as father's name."""
        of_fathers = hashes.copy()
        of_fathers[is_father] = fathers.undoubled().hashes()
        return np.stack(
            [
                self._surname_rarity[self._surnames.find(hashes)],
                self._given_rarity[given],
                self._father_rarity[self._fathers.find(of_fathers)],
            ]
        ).astype(np.float32)

    def _initials(
        self, lexicon: Lexicon, given: Mapping[str, float]
    ) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
        """For the first two sounds of a word: what the first may be meant for, and what agreement tells."""
        shares = np.full(_SIZE, INITIAL_OF_NOBODY)
        known = {key: math.exp(-rarity) for key, rarity in given.items() if key}
        total = sum(known.values())
        for key, share in known.items():
            shares[code_of_sounds(key[0])[0]] += share / total
        near = np.repeat(lexicon.costs.near(within=NEAR_INITIAL), _SIZE)
        for start, meanings in _FIRST_MEANINGS.items():
            one, two = code_of_sounds(start).astype(np.intp).tolist()
            near[one * _SIZE + two] |= np.bitwise_or.reduce(_bits(code_of_sounds(meanings)))
        shared = np.zeros(len(near))
        for code in range(1, _SIZE):
            shared += np.where(near & _bits(np.array([code]))[0] != 0, shares[code], 0)
        return near, -np.log(np.clip(shared, 1e-6, 0.9)).astype(np.float32)


@cache
def _known_to(lexicon: Lexicon) -> _Known:
    """What a lexicon knows, worked out once."""
    return _Known(lexicon, Shares(lexicon.surnames, lexicon.given_names))


def father_form(key: str) -> str:
    """A father's given name as patronymics keep it: Алтай-ұлы and Алтаевич are of one name.

    Example:
        >>> father_form("altai"), father_form("safi")
        ('alta', 'safi')
    """
    if len(key) > 2 and key[-1] == "i" and key[-2] in "aeou":
        return key[:-1]
    return key


def _father_forms(texts: Texts) -> Texts:
    """The same for many."""
    last, before = texts.ends(2).T
    drops = (texts.lengths > 2) & (last == _I) & np.isin(before, _VOWELS) & (before != _I)
    return texts.cut((texts.lengths - drops).astype(np.int32))


def _shortened(sounds: Texts, keys: Texts, cut: NDArray[np.int32], places: NDArray[np.intp]) -> Texts:
    """The words at some places without their last sounds.

    Endings are found in words without doubled sounds; where one is doubled within the ending, the word
    is cut as it is without them.
    """
    whole, key, cut = sounds.at(places), keys.at(places), cut[places]
    width = int(cut.max(initial=0))
    within = np.arange(width) < cut[:, None]
    is_as_written = ((whole.ends(width) == key.ends(width)) | ~within).all(axis=1)
    chosen = Texts(
        np.where(is_as_written[:, None], whole.codes, key.codes),
        np.where(is_as_written, whole.lengths, key.lengths),
    )
    return chosen.cut((chosen.lengths - cut).astype(np.int32))


def _indexed(values: Mapping[str, float], otherwise: float) -> tuple[Index, NDArray[np.float64]]:
    """Where a key is found, and the value of each place; the last is for what is not found."""
    return Index(Texts.of(list(values)).hashes()), np.array([*values.values(), otherwise])


def _substitutions() -> list[NDArray[np.uint8]]:
    """Tables that read every ambiguous spelling in one way, one for each combination of ways."""
    tables = []
    for meanings in product(*_MEANINGS.values()):
        table = np.arange(_SIZE, dtype=np.uint8)
        table[code_of_sounds("".join(_MEANINGS))] = code_of_sounds("".join(meanings))
        tables.append(table)
    return tables


def _bits(codes: NDArray[np.integer]) -> NDArray[np.uint64]:
    return np.uint64(1) << (codes.astype(np.uint64) % np.uint64(64))
