"""Names taken apart: which word is the surname, which the given name, which the father's name.

The order is not known, so a name keeps every reading that its words allow, each with its weight.
Two names are later compared in all their readings; the pair itself tells which was meant.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import chain, combinations, product

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.names.parts import Kind, Part, PartTable
from aiqyn.core.names.spelling import translated

__all__ = ["LONGEST_NAME", "NameTable", "Reading", "ReadingColumns", "Role"]

LONGEST_NAME = 400
"""So many letters of a name are read. The longest name of a person on record has fewer words than fit."""

MOST_PARTS = 6
MOST_READINGS = 6
TWO_PARTS = 0.15
"""How much it weighs that two of three words are one part, beside their being three."""

LEAST_WEIGHT = 0.02
"""Readings with a smaller share of the weight are left out."""

NOBODY = -1


class Role:
    """What a part is in a name; the order of columns everywhere."""

    SURNAME, GIVEN, FATHER = 0, 1, 2


# How far a word of this kind can be the surname, the given name, the father's name.
_SUITS: dict[int, tuple[float, float, float]] = {
    Kind.FATHER: (0.06, 0.004, 0.95),
    Kind.SURNAME: (0.90, 0.08, 0.02),
    Kind.GIVEN: (0.12, 0.80, 0.08),
    Kind.NAME: (0.44, 0.44, 0.12),
    Kind.INITIAL: (0.02, 0.55, 0.43),
}

# The orders in which names are written, and how often, whatever the words; - leaves a word unread.
_ORDERS: dict[int, tuple[tuple[str, float], ...]] = {
    1: (("S", 0.5), ("G", 0.5), ("P", 0.01)),
    2: (("SG", 0.50), ("GS", 0.42), ("GP", 0.06), ("SP", 0.005), ("PG", 0.002)),
    3: (("SGP", 0.56), ("GPS", 0.38), ("GSP", 0.03), ("SPG", 0.01), ("PGS", 0.005)),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way of taking a name apart.

    Attributes:
        surname: The word that is the surname, or `None`.
        given: The given name, or its initial, or `None`.
        father: The father's name, or its initial, or `None`.
        weight: The share of this among all readings of the name.
    """

    surname: Part | None
    given: Part | None
    father: Part | None
    weight: float


@dataclass(frozen=True, slots=True, eq=False)
class ReadingColumns:
    """The readings of names as columns.

    Attributes:
        parts: For each role (surname, given name, father's name) the number of the part, −1 for none.
        weights: The logarithm of each reading's weight, 0 for the heaviest of a name.
        starts: For each name the row of its first reading.
        counts: For each name the number of its readings.
    """

    parts: NDArray[np.int32]
    weights: NDArray[np.float32]
    starts: NDArray[np.int32]
    counts: NDArray[np.int32]


class NameTable:
    """All names met so far, taken apart; a name met again costs nothing.

    Attributes:
        columns: The readings of all names.
    """

    def __init__(self, words: PartTable) -> None:
        self._words = words
        self._numbers: dict[str, int] = {}
        self.columns = ReadingColumns(
            np.zeros((3, 0), dtype=np.int32),
            np.zeros(0, dtype=np.float32),
            np.zeros(0, dtype=np.int32),
            np.zeros(0, dtype=np.int32),
        )

    def __len__(self) -> int:
        return len(self._numbers)

    def take(self, names: Sequence[str]) -> list[int]:
        """The numbers of names, those met for the first time taken apart."""
        numbers = self._numbers
        new = [name for name in dict.fromkeys(names) if name not in numbers]
        if new:
            self._take_new(new)
        return [numbers[name] for name in names]

    def readings(self, number: int) -> tuple[Reading, ...]:
        """The readings of one name, the likeliest first."""
        columns = self.columns
        start = columns.starts[number]
        rows = slice(start, start + columns.counts[number])
        weights = np.exp(columns.weights[rows].astype(np.float64))
        readings = [
            Reading(self._part(surname), self._part(given), self._part(father), weight)
            for (surname, given, father), weight in zip(
                columns.parts[:, rows].T.tolist(), (weights / weights.sum()).tolist(), strict=True
            )
        ]
        return tuple(sorted(readings, key=lambda reading: -reading.weight))

    def _part(self, number: int) -> Part | None:
        return None if number == NOBODY else self._words.part(number)

    # ------------------------------------------------------------ taking apart

    def _take_new(self, names: Sequence[str]) -> None:
        of_names = _words_of(names)
        self._take_words(chain.from_iterable(of_names))
        # A word that makes a father's name is joined to the word before it, for all names at once.
        father_words = self._words.father_words
        joined: list[str] = []
        for place, words in enumerate(of_names):
            if not father_words.isdisjoint(words):
                of_names[place] = _with_fathers_joined(words, father_words)
                joined += of_names[place]
        self._take_words(joined)
        self.columns = self._read(of_names).joined_to(self.columns)
        self._numbers.update(
            zip(names, range(len(self._numbers), len(self._numbers) + len(names)), strict=True)
        )

    def _read(self, of_names: Sequence[Sequence[str]]) -> _Blocks:
        """The readings of names whose words are known, those of one look together."""
        count = len(of_names)
        lengths = np.fromiter(map(len, of_names), dtype=np.intp, count=count)
        numbers = np.fromiter(
            map(self._words.numbers.__getitem__, chain.from_iterable(of_names)),
            dtype=np.int32,
            count=lengths.sum(),
        )
        columns = self._words.columns
        kinds = columns.kind[numbers]
        name = np.repeat(np.arange(count), lengths)
        starts = np.cumsum(lengths) - lengths
        place = np.arange(len(numbers)) - starts[name]
        is_part = (kinds <= Kind.INITIAL) & (~columns.has_hyphen[numbers] | (kinds == Kind.FATHER))
        digits = np.where(
            is_part & (place < LONGEST_LOOK), kinds * (_LOOK_BASE ** np.minimum(place, LONGEST_LOOK - 1)), 0
        )
        looks = np.bincount(name, weights=digits, minlength=count).astype(np.intp)
        is_odd = np.bincount(name, weights=~is_part, minlength=count) > 0
        is_odd |= (lengths > LONGEST_LOOK) | ~_IS_ORDINARY_LOOK[looks]

        # Words that unusual names will be tried with are looked at beforehand: together they cost a tenth.
        odd = np.flatnonzero(is_odd).tolist()
        of_two = np.flatnonzero(~is_odd & _MAY_BE_TWO_PARTS[looks])
        pairs = [
            [first + second, second + third]
            for first, second, third in map(of_names.__getitem__, of_two.tolist())
        ]
        self._take_words(
            chain(chain.from_iterable(pairs), chain.from_iterable(_spans(of_names[at]) for at in odd))
        )
        known = self._words.numbers
        joined = np.zeros((count, 2), dtype=np.int32)
        joined[of_two] = [[known[first], known[second]] for first, second in pairs] or np.zeros((0, 2))

        blocks = _Blocks(len(self.columns.weights), count)
        for look in np.unique(looks[~is_odd]).tolist():
            places = np.flatnonzero((looks == look) & ~is_odd)
            kinds_of_look = _kinds_of_look(look)
            words = numbers[starts[places][:, None] + np.arange(len(kinds_of_look))]
            blocks.add(
                _readings_of_kinds(kinds_of_look), places, np.concatenate([words, joined[places]], axis=1)
            )
        for at in odd:
            blocks.add_rows(at, self._arranged(of_names[at]))
        return blocks

    def _take_words(self, words: Iterable[str]) -> None:
        """Look at those words that were not met before."""
        known = self._words.numbers
        new = [word for word in dict.fromkeys(words) if word not in known]
        if new:
            self._words.take(new)

    def _arranged(self, words: Sequence[str]) -> list[tuple[int, int, int, float]]:
        """Names that are more than two or three words in a row."""
        rows: list[tuple[int, int, int, float]] = []
        for share, variant, has_comma in _variants(words):
            parts = self._joined(variant)
            rows += self._grouped(parts, share, surname_first=has_comma)
        best: dict[tuple[int, int, int], float] = {}
        for surname, given, father, weight in rows:
            key = (surname, given, father)
            best[key] = max(weight, best.get(key, -math.inf))
        ordered = sorted(best.items(), key=lambda item: -item[1])[:MOST_READINGS]
        if not ordered:
            return [(NOBODY, NOBODY, NOBODY, 0.0)]
        top = ordered[0][1]
        return [(*key, weight - top) for key, weight in ordered if weight - top > math.log(LEAST_WEIGHT)]

    def _joined(self, words: Sequence[str]) -> list[int]:
        """The parts of a name, without titles, a particle joined to the name after it."""
        joined: list[str] = []
        particle = ""
        others = sum(self._kind(word) in (Kind.NAME, Kind.SURNAME, Kind.GIVEN) for word in words)
        for word in words:
            kind = self._kind(word)
            if kind in (Kind.TITLE, Kind.NOTHING):
                continue
            if kind == Kind.PARTICLE and others > 1:
                particle += word.strip(".")
            else:
                joined.append(particle + word)
                particle = ""
        if particle:
            joined.append(particle)
        return [self._number(word) for word in joined[:MOST_PARTS]]

    def _grouped(
        self, parts: Sequence[int], share: float, *, surname_first: bool
    ) -> Iterator[tuple[int, int, int, float]]:
        """Readings of up to six parts: neighbours may belong together, one may be left unread."""
        for weight, group in self._groupings(parts):
            kinds = tuple(kind if kind in _SUITS else Kind.NAME for kind in map(self._kind_of, group))
            for surname, given, father, log_weight in _rows(kinds, list(group)):
                order = math.log(0.05) if surname_first and surname != group[0] else 0.0
                yield surname, given, father, log_weight + order + math.log(weight * share)
            for at, number in enumerate(group):
                for half in self._halves(number):
                    halved = [*group[:at], half, *group[at + 1 :]]
                    for surname, given, father, log_weight in _rows(kinds, halved):
                        if surname == half:
                            yield surname, given, father, log_weight + math.log(weight * share * 0.3)

    def _groupings(self, parts: Sequence[int]) -> Iterator[tuple[float, list[int]]]:
        count = len(parts)
        if not count:
            return
        if count <= 3:
            yield 1.0, list(parts)
        if _may_be_two_parts(tuple(map(self._kind_of, parts))):
            for at in range(2):
                yield TWO_PARTS, [*parts[:at], self._together(parts[at : at + 2]), *parts[at + 2 :]]
        if count > 3:
            weight = 0.5 ** (count - 3)
            for first, second in combinations(range(1, count), 2):
                yield (
                    weight,
                    [
                        self._together(parts[:first]),
                        self._together(parts[first:second]),
                        self._together(parts[second:]),
                    ],
                )
        if count == 4:
            for at in range(count):
                yield 0.2, [*parts[:at], *parts[at + 1 :]]

    def _together(self, parts: Sequence[int]) -> int:
        """Neighbours as one part."""
        if len(parts) == 1:
            return parts[0]
        return self._number("".join(self._words.texts[number].strip(".") for number in parts))

    def _halves(self, number: int) -> list[int]:
        """The two surnames of a double one."""
        text = self._words.texts[number]
        if "-" not in text or self._kind_of(number) == Kind.FATHER:
            return []
        halves = [half for half in text.strip(".").split("-") if len(half) > 2]
        return [self._number(half) for half in halves] if len(halves) == 2 else []

    def _kind(self, word: str) -> int:
        return self._kind_of(self._number(word))

    def _kind_of(self, number: int) -> int:
        return int(self._words.columns.kind[number])

    def _number(self, word: str) -> int:
        if word not in self._words.numbers:
            self._words.take([word])
        return self._words.numbers[word]


LONGEST_LOOK = 3
_LOOK_BASE = 6
"""The kinds of up to three words as the digits of one number, by which names of one look are found."""


def _kinds_of_look(look: int) -> tuple[int, ...]:
    kinds = []
    while look:
        look, kind = divmod(look, _LOOK_BASE)
        kinds.append(kind)
    return tuple(kinds)


def _may_be_two_parts(kinds: tuple[int, ...]) -> bool:
    """Whether words of these kinds may be two parts: three, of which none is a father's name or an initial."""
    return len(kinds) == 3 and Kind.INITIAL not in kinds and Kind.FATHER not in kinds


def _looks(*, of_two_parts: bool) -> NDArray[np.bool_]:
    """For each look whether it is of one to three words, each a part, or three that may be two."""
    found = np.zeros(_LOOK_BASE**LONGEST_LOOK, dtype=bool)
    for count in range(1, LONGEST_LOOK + 1):
        for kinds in product(_SUITS, repeat=count):
            look = sum(kind * _LOOK_BASE**place for place, kind in enumerate(kinds))
            found[look] = not of_two_parts or _may_be_two_parts(kinds)
    return found


_IS_ORDINARY_LOOK = _looks(of_two_parts=False)
_MAY_BE_TWO_PARTS = _looks(of_two_parts=True)


def _spans(words: Sequence[str]) -> Iterator[str]:
    """Neighbouring words of a name as one, and the halves of those with a hyphen."""
    bare = [word.strip(".") for word in words[: MOST_PARTS + 2]]
    for first, last in combinations(range(len(bare) + 1), 2):
        yield "".join(bare[first:last])
    for word in bare:
        if "-" in word:
            yield from word.split("-")


def _with_fathers_joined(words: Sequence[str], father_words: Set[str]) -> list[str]:
    joined: list[str] = []
    for word in words:
        if word in father_words and joined and not joined[-1].endswith("."):
            joined[-1] += "-" + word
        else:
            joined.append(word)
    return joined


class _Blocks:
    """The readings of many names: those of one look are made together."""

    def __init__(self, first_row: int, names: int) -> None:
        self._row = first_row
        self._starts = np.zeros(names, dtype=np.int32)
        self._counts = np.zeros(names, dtype=np.int32)
        self._parts: list[NDArray[np.int32]] = []
        self._weights: list[NDArray[np.float32]] = []

    def add(
        self,
        readings: tuple[tuple[int, int, int, float], ...],
        places: NDArray[np.intp],
        numbers: NDArray[np.int32],
    ) -> None:
        """Names of one look: their readings, their places, and in rows the numbers of their words, and of the
        first two and the last two as one."""
        nobody = np.full((len(places), 1), NOBODY, dtype=np.int32)
        # The place of a role that nobody has is −1, the last column.
        of_place = np.concatenate([numbers, nobody], axis=1)
        parts = of_place[:, np.array([reading[:3] for reading in readings])]
        weights = np.tile(np.array([reading[3] for reading in readings], dtype=np.float32), len(places))
        self._append(places, parts.reshape(-1, 3).T, weights)

    def add_rows(self, place: int, rows: list[tuple[int, int, int, float]]) -> None:
        """A name whose readings are given."""
        turned = list(zip(*rows, strict=True))
        self._append(
            np.array([place]), np.array(turned[:3], dtype=np.int32), np.array(turned[3], dtype=np.float32)
        )

    def joined_to(self, columns: ReadingColumns) -> ReadingColumns:
        """Those columns with these readings behind them."""
        return ReadingColumns(
            parts=np.concatenate([columns.parts, *self._parts], axis=1),
            weights=np.concatenate([columns.weights, *self._weights]),
            starts=np.concatenate([columns.starts, self._starts]),
            counts=np.concatenate([columns.counts, self._counts]),
        )

    def _append(
        self, places: NDArray[np.intp], parts: NDArray[np.int32], weights: NDArray[np.float32]
    ) -> None:
        """Rows of several names, as many for each, name by name."""
        count = len(weights) // len(places)
        self._starts[places] = self._row + count * np.arange(len(places), dtype=np.int32)
        self._counts[places] = count
        self._row += len(weights)
        self._parts.append(parts)
        self._weights.append(weights)


def _rows(kinds: tuple[int, ...], numbers: list[int]) -> list[tuple[int, int, int, float]]:
    """The readings of a name by the kinds of its words, as numbers of parts."""
    of_place = [*numbers, NOBODY]  # the place of a role that nobody has is −1, the last
    return [
        (of_place[surname], of_place[given], of_place[father], weight)
        for surname, given, father, weight in _readings_of_kinds(kinds)
        if max(surname, given, father) < len(numbers)
    ]


@cache
def _readings_of_kinds(kinds: tuple[int, ...]) -> tuple[tuple[int, int, int, float], ...]:
    """The readings of a name whose words are of these kinds: places of the three roles, logarithm of the weight.

    Of three words that may be two parts, the place 3 is the first two as one, 4 the last two. The heaviest
    reading has 0; those that weigh less than `LEAST_WEIGHT` of it are left out.
    """
    if not kinds:
        return ((NOBODY, NOBODY, NOBODY, 0.0),)
    weighed = _weighed(kinds, tuple(range(len(kinds))))
    if _may_be_two_parts(kinds):
        weighed += _weighed((Kind.NAME, kinds[2]), (3, 2), TWO_PARTS)
        weighed += _weighed((kinds[0], Kind.NAME), (0, 4), TWO_PARTS)
    heaviest = max(weight for *_, weight in weighed)
    kept = sorted((item for item in weighed if item[3] >= LEAST_WEIGHT * heaviest), key=lambda item: -item[3])
    return tuple(
        (surname, given, father, math.log(weight / heaviest))
        for surname, given, father, weight in kept[:MOST_READINGS]
    )


def _weighed(
    kinds: tuple[int, ...], places: tuple[int, ...], share: float = 1.0
) -> list[tuple[int, int, int, float]]:
    """Every order of the roles for words of these kinds at these places, and how much each weighs.

    The weights of one number of parts add up to the share.
    """
    weighed = []
    for order, often in _ORDERS[len(kinds)]:
        suits = math.prod(_SUITS[kind]["SGP".index(role)] for kind, role in zip(kinds, order, strict=True))
        roles = [places[order.index(role)] if role in order else NOBODY for role in "SGP"]
        weighed.append((roles[0], roles[1], roles[2], often * suits))
    total = sum(weight for *_, weight in weighed)
    return [(surname, given, father, share * weight / total) for surname, given, father, weight in weighed]


# ---------------------------------------------------------------- words


class _Clean(dict[int, str]):
    """What becomes of each character before a name is cut into words."""

    def __missing__(self, number: int) -> str:
        letter = chr(number)
        category = unicodedata.category(letter)
        if category[0] == "L":
            kept = letter
        elif category in ("Mn", "Me", "Cf"):
            kept = ""  # marks, and characters that are not seen
        else:
            kept = " "
        self[number] = kept
        return kept


_CLEAN = _Clean(
    {ord(letter): "" for letter in "'`´ʹʺʻʼʽˈ‘’‛“”„\"«»\u00ad"}
    | {ord(hyphen): "-" for hyphen in "-‐‑‒–—−"}
    | {ord(letter): f" {letter} " for letter in "(),"}
    | {ord(bracket): " ( " for bracket in "[{"}
    | {ord(bracket): " ) " for bracket in "]}"}
    | {ord("."): ". ", ord("\n"): "\n"}
)

_MARK = re.compile("[\u0300-\u036f]")
_MARKED = re.compile(".[\u0300-\u036f]+")
# Begins with the space before them, by which few places are looked at.
_TWO_CAPITALS = re.compile(r" ([^\W\d_])([^\W\d_])(?![\w.])")


def _words_of(names: Sequence[str]) -> list[list[str]]:
    """The words of each name, in small letters; an initial keeps its dot, commas and brackets are words."""
    text = "\n".join(names)
    if text.count("\n") != len(names) - 1 or len(text) > LONGEST_NAME * len(names) or "\r" in text:
        text = "\n".join(" ".join(name[:LONGEST_NAME].split()) for name in names)
    if _MARK.search(text):
        # Only where marks stand apart: to normalise the whole text takes as long as all the rest.
        text = _MARKED.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)
    text = _initials_apart(text).casefold()
    text = translated(text, _CLEAN)
    if "-" in text:
        text = _without_loose_hyphens(text)
    return [line.split() for line in text.split("\n")]


def _without_loose_hyphens(text: str) -> str:
    """Hyphens within words alone; one at the end of a word is a dash."""
    text = f"\n{text}\n"
    for beside in (" -", "- ", "\n-", "-\n", "--"):
        while beside in text:
            text = text.replace(beside, beside.replace("-", "", 1))
    return text[1:-1]


def _initials_apart(text: str) -> str:
    """Two capitals beside a name in mixed case are two initials: Тоқаев ҚЖ."""

    def apart(found: re.Match[str]) -> str:
        first, second = found.groups()
        line = text[text.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
        is_pair = first.isupper() and second.isupper() and not line.isupper()
        return f" {first}. {second}." if is_pair else found[0]

    return _TWO_CAPITALS.sub(apart, text)


def _variants(words: Sequence[str]) -> Iterator[tuple[float, list[str], bool]]:
    """A name without its brackets, then with what stands in them in place of the word before them."""
    outside: list[str] = []
    inside: list[str] = []
    before = 0
    depth = 0
    has_comma = False
    for word in words:
        if word == "(":
            depth += 1
            before = len(outside)
        elif word == ")":
            depth = max(0, depth - 1)
        elif word == ",":
            has_comma = has_comma or len(outside) == 1
        else:
            (inside if depth else outside).append(word)
    yield 1.0, outside, has_comma
    if inside:
        yield 0.5, [*outside[: max(before - 1, 0)], *inside, *outside[before:]], has_comma
