"""What the contents of a column say that the column means: dates, ages, sexes, names, whole entries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from aiqyn.core.rosters.cleaning import cleaned, repaired
from aiqyn.core.rosters.words import words_of_values
from aiqyn.core.rosters.written_dates import read_date

if TYPE_CHECKING:
    from aiqyn.core.rosters.meanings import Meaning

__all__ = [
    "Contents",
    "is_known_as_unknown",
    "kinds_of_names",
    "looks_like_entry",
    "read_contents",
    "sample_of",
]

SAMPLE = 400
"""So many values of a column are looked at, spread over all of it."""

OLDEST = 120

_YEAR = re.compile(r"(?:1[89]|20)\d\d(?:\s*(?:г|ж)[.\w\s]*)?")
_AGE = re.compile(r"[~≈]?\s*(\d{1,3})\s*(?:лет|год|года|г|л|жас|жаста|years?|yrs?|y|yaş)?\.?")
_WHOLE = re.compile(r"(?:№\s*)?(\d{1,9})[.)]?")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]{2,}")
_PHONE = re.compile(r"\+?[\d\s()\-]{9,20}")
_NATIONAL = re.compile(r"\d{12}")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`-][^\W\d_]+)*\.?")
_DIGIT = re.compile(r"\d")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?\s*){1,3}")
_DAY_WITHOUT_YEAR = re.compile(r"\d{1,2}[./]\d{1,2}|\d{1,2}\s+[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Contents:
    """What the values of a column look like.

    Attributes:
        told: How many values of the sample say anything.
        shares: For meanings that values can look like, the share of values that do.
        words: The mean number of words of a value.
        counts_up: Whether the values are whole numbers each one more than the one before.
    """

    told: int
    shares: dict[Meaning, float]
    words: float
    counts_up: bool

    def likeliest(self) -> tuple[Meaning, float] | None:
        """The meaning that most values look like, and their share."""
        if not self.shares:
            return None
        meaning = max(self.shares, key=lambda each: self.shares[each])
        return meaning, self.shares[meaning]


def sample_of(column: Sequence[str]) -> list[str]:
    """Values of a column that say anything, cleaned, spread over all of it, the first ones whole."""
    step = max(len(column) // (2 * SAMPLE), 1)
    head = column[: SAMPLE // 2]
    rest = column[SAMPLE // 2 :: step]
    values: list[str] = []
    for cell in [*head, *rest]:
        value = cleaned(repaired(cell[:1000]) or cell[:1000])
        if value and not is_known_as_unknown(value):
            values.append(value)
        if len(values) >= SAMPLE:
            break
    return values


def is_known_as_unknown(value: str) -> bool:
    """Whether a value says that nothing is known: "н/д", "белгісіз", a dash."""
    return len(value) <= 20 and value.casefold() in words_of_values().unknown


def read_contents(values: Sequence[str]) -> Contents:
    """What some values look like.

    Args:
        values: Cleaned, from `sample_of`.
    """
    total = len(values)
    if not total:
        return Contents(0, {}, 0.0, counts_up=False)
    counts: Counter[Meaning] = Counter()
    for value in values:
        counts.update({meaning for meaning, looks in _LOOKS.items() if looks(value)})
    shares: dict[Meaning, float] = {meaning: count / total for meaning, count in counts.items()}
    kinds = kinds_of_names(values)
    for meaning, number in kinds.items():
        shares[meaning] = number / total
    words = sum(len(_WORD.findall(value)) for value in values) / total
    return Contents(total, shares, words, counts_up=_counts_up(values))


def _is_date(value: str) -> bool:
    if not _DIGIT.search(value) or len(value) < 6:
        return False
    found = read_date(value, default_year=2000)
    return found.edtf is not None and len(found.edtf) >= 7 and not value.isdecimal()


def _is_compact_date(value: str) -> bool:
    return len(value) == 8 and value.isdecimal() and read_date(value).because is None


def _is_day(value: str) -> bool:
    return bool(_DAY_WITHOUT_YEAR.fullmatch(value)) and read_date(value, default_year=2000).edtf is not None


def _is_age(value: str) -> bool:
    found = _AGE.fullmatch(value.casefold())
    return found is not None and int(found[1]) <= OLDEST


def looks_like_entry(value: str) -> bool:
    """Whether a text has a name and, behind it, numbers: "Тоқаев Қ.Ж., 1985 г.р., Алматы"."""
    if len(value) < 8 or not _DIGIT.search(value):
        return False
    start = re.split(r"[,;(\d]", value, maxsplit=1)[0]
    words = _WORD.findall(start)
    return 2 <= len(words) <= 6 and not _DIGIT.search(value[: len(start)])


_LOOKS: dict[Meaning, Callable[[str], bool]] = {
    "born": lambda value: _is_date(value) or _is_compact_date(value) or _is_day(value),
    "birth_year": lambda value: _YEAR.fullmatch(value.casefold()) is not None,
    "age": _is_age,
    "sex": lambda value: value.casefold().strip(". ") in words_of_values().sexes,
    "email": lambda value: _EMAIL.fullmatch(value) is not None,
    "phone": lambda value: (
        _PHONE.fullmatch(value) is not None and sum(map(str.isdecimal, value)) >= 9 and not value.isdecimal()
    ),
    "national_number": lambda value: _NATIONAL.fullmatch(value) is not None,
    "entry": looks_like_entry,
    "initials": lambda value: len(value) <= 8 and _INITIALS.fullmatch(value) is not None and value.isupper(),
}


def _counts_up(values: Sequence[str]) -> bool:
    """The first values count rows; the sample is whole at its beginning only."""
    head = values[: min(len(values), SAMPLE // 2)]
    found = [_WHOLE.fullmatch(value) for value in head]
    if len(head) < 2 or not all(found):
        return False
    numbers = [int(each[1]) for each in found if each is not None]
    steps = [second - first for first, second in pairwise(numbers)]
    return sum(step == 1 for step in steps) >= 0.9 * len(steps) and numbers[0] in (0, 1)


# ------------------------------------------------------------ names


@dataclass(frozen=True, slots=True)
class _Endings:
    patronymic: tuple[str, ...]
    surname: tuple[str, ...]
    given: frozenset[str]
    surnames: frozenset[str]


@cache
def _known_names() -> _Endings:
    from aiqyn.core.names import default_lexicon

    lexicon = default_lexicon()
    return _Endings(
        tuple(ending.sounds for ending in lexicon.patronymic_endings),
        tuple({ending.sounds for ending in lexicon.surname_endings if len(ending.sounds) >= 2}),
        frozenset(lexicon.given_names),
        frozenset(lexicon.surnames),
    )


def kinds_of_names(values: Sequence[str]) -> dict[Meaning, int]:
    """How many of some values are names as the language packs know them, and of which kind."""
    from aiqyn.core.names import default_lexicon

    known = _known_names()
    spelled: list[tuple[int, str]] = [
        (place, word)
        for place, value in enumerate(values)
        if len(value) <= 100 and not _DIGIT.search(value)
        for word in _WORD.findall(value)[:6]
    ]
    if not spelled:
        return {}
    words_of: dict[int, list[str]] = {}
    sounds = default_lexicon().spelling.sounds_of([word for _, word in spelled])
    for (place, word), sound in zip(spelled, sounds, strict=True):
        words_of.setdefault(place, []).append(_kind(word, sound, known))
    kinds: Counter[Meaning] = Counter()
    for words in words_of.values():
        if len(words) == 1 and words[0] != "?":
            kinds.update([_OF_ONE_WORD[words[0]]])
        elif len(words) >= 2 and sum(word != "?" for word in words) >= min(2, len(words) - 1):
            kinds.update(["name"])
    return dict(kinds)


_OF_ONE_WORD: dict[str, Meaning] = {
    "P": "patronymic",
    "S": "surname",
    "G": "given_name",
    "I": "initials",
}


def _kind(word: str, sounds: str, known: _Endings) -> str:
    if len(word.rstrip(".")) <= 1:
        return "I"
    if sounds in known.given:
        return "G"
    if sounds in known.surnames:
        return "S"
    if len(sounds) > 5 and sounds.endswith(known.patronymic):
        return "P"
    return "S" if len(sounds) > 4 and sounds.endswith(known.surname) else "?"
