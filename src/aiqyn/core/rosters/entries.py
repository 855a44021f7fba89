"""One text that holds a whole row, taken apart: "Тоқаев Қ.Ж., 1985 г.р., Алматы, 05.01".

The name stands first; what follows is told by the words beside it, by its form and by its order. What no
rule knows is kept as `other`, never thrown away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from aiqyn.core.language import Sentence
from aiqyn.core.rosters.cleaning import cleaned
from aiqyn.core.rosters.records import Field
from aiqyn.core.rosters.words import words_of_values
from aiqyn.core.rosters.written_ages import OLDEST, number_in_words
from aiqyn.core.rosters.written_dates import DayOrder, ReadDate, month_named, read_date

__all__ = ["Misread", "ReadEntry", "read_entry"]

LONGEST_ENTRY = 1_000

_LEADING = re.compile(r"^(?:(?:№\s*)?\d{1,5}\s*[.):\u20e3]+\s*(?!\d)|№\s*\d{1,5}\s+|[^\w\"«(№]+)+")
_NUMBER_ALONE = re.compile(r"[~≈]?([1-9]\d?)")
_SEPARATORS = re.compile(
    r"[,;|\t\n()\[\]{}]|\s[-–—]+\s|\s[–—]|[–—]\s|(?<=\.)-\s|(?<=[^\W\d_])\s*[-–—]+\s*(?=\d)"
)
_DAY_THEN_YEAR = re.compile(r"(\d{1,2}\s+[^\W\d_]{3,}),\s*((?:18|19|20)\d\d)\b")
_YEARS = re.compile(r"\b((?:18|19|20)\d\d)\s*[-–—]\s*((?:18|19|20)\d\d)\b")
_NUMERIC = r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d|\d{4}\.\d\d\.\d\d"
_WORDED = (
    r"\d{4}\s*(?:ж\.?|жыл\w*\.?|г\.?|года)?\s*\d{1,2}\s*-?\s*[^\W\d_]{3,}"
    r"|\d{1,2}(?:\s*[-–]\s*\d{1,2})?\s*-?\s*[^\W\d_]{3,}\.?\s*-?\s*(?:\d{4}|\d{2}(?!\d))?"
    r"|[^\W\d_]{3,}\.?\s+\d{1,2}(?:\s+\d{4})?(?!\d)|[^\W\d_]{3,}\.?\s+\d{4}"
)
_SHORT = r"\d{1,2}\.\d{4}|(?:0?[1-9]|[12]\d|3[01])[./](?:0?[1-9]|1[0-2])(?![\d./])"
_DATE = re.compile(rf"(?<![\d./])(?:{_NUMERIC}|{_WORDED}|{_SHORT}|(?:18|19|20)\d\d)(?!\d)")
_YEAR_ALONE = re.compile(r"(?:18|19|20)\d\d(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Misread:
    """A part of a text that could not be read.

    Attributes:
        field: What it should have told.
        found: What stands there.
        because: Why it could not be read.
    """

    field: Field
    found: str
    because: Sentence | None


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """What an entry tells.

    Attributes:
        values: Fields and their values; without a name nobody could be found in the text.
        misread: Parts of it that could not be read.
    """

    values: dict[Field, str]
    misread: tuple[Misread, ...] = ()


def read_entry(text: str, *, default_year: int | None = None, order: DayOrder = "day_first") -> ReadEntry:
    """What a text tells that holds a whole row.

    Args:
        text: As received.
        default_year: The year of days written without one; a date of that year is of death.
        order: Whether the day or the month comes first in dates of numbers.

    Example:
        >>> read_entry("1. Тоқаев Қ.Ж., 1985 г.р., Алматы, 05.01", default_year=2022).values
        {'name': 'Тоқаев Қ.Ж.', 'born': '1985', 'died': '2022-01-05', 'place_of_death': 'Алматы'}
    """
    reading = _Reading(default_year, order)
    reading.take(cleaned(text[:LONGEST_ENTRY].replace("\n", "; ")))
    return reading.result()


@cache
def _told_by(meaning: str) -> re.Pattern[str]:
    """The words of `values.yaml` that tell a meaning, each as a word of its own, dots and spaces as they come."""
    words = [
        re.escape(word).replace(r"\ ", r"\s*").replace(r"\.", r"\.?\s*")
        for word in words_of_values().entry[meaning]
    ]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})(?![^\W\d_])\.?", re.IGNORECASE)


@cache
def _age() -> re.Pattern[str]:
    words = "|".join(
        re.escape(word).replace(r"\ ", r"\s*").replace(r"\.", r"\.?\s*")
        for word in words_of_values().entry["age"]
    )
    return re.compile(
        rf"(?<![\d.])(\d{{1,3}})\s*-?\s*(?:{words})(?![^\W\d_])\.?(?!\s*\.?\s*р\b)"
        r"|\b(?:возраст|в\s+возрасте|aged?|жасы|yaş)\s*:?\s*(\d{1,3})(?!\d)",
        re.IGNORECASE,
    )


@cache
def _age_in_words() -> re.Pattern[str]:
    numbers = "|".join(sorted(map(re.escape, words_of_values().numbers), key=len, reverse=True))
    ages = "|".join(re.escape(word) for word in words_of_values().entry["age"] if len(word) > 1)
    return re.compile(
        rf"(?<![^\W_])((?:{numbers})(?:[\s-]+(?:{numbers}))?)[\s-]+(?:{ages})(?![^\W\d_])\.?", re.IGNORECASE
    )


@dataclass(slots=True)
class _Reading:
    default_year: int | None
    order: DayOrder
    values: dict[Field, str] = field(default_factory=dict)
    misread: list[Misread] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)

    def take(self, text: str) -> None:
        text = _without_words_before(_LEADING.sub("", text))
        text = _DAY_THEN_YEAR.sub(r"\1 \2", text)
        text = _YEARS.sub(r"\1 , \2", text)
        name, rest = _name_and_rest(text)
        if name:
            self.values["name"] = name
        for piece in _pieces(rest):
            self._take_piece(piece)

    def result(self) -> ReadEntry:
        self._settle_dates()
        order: tuple[Field, ...] = ("name", "sex", "born", "age", "died")
        ordered = {name: self.values[name] for name in order if name in self.values}
        return ReadEntry(ordered | self.values, tuple(self.misread))

    def _take_piece(self, piece: str) -> None:
        piece = self._without_age(piece)
        is_birth = _told_by("born").search(piece) is not None
        is_death = _told_by("died").search(piece) is not None
        rest = self._without_dates(piece, is_birth=is_birth, is_death=is_death)
        if rest is piece and _LETTERS.search(piece) is None and piece.strip(" .?"):
            self._take_number(piece.strip(" .?"))
            return
        residence = _told_by("residence").search(rest)
        for meaning in ("born", "died"):
            rest = _told_by(meaning).sub(" ", rest) if rest is not piece or meaning == "died" else rest
        self._take_words(rest, is_residence=residence is not None)

    def _take_number(self, piece: str) -> None:
        """A number of two digits between a name and a place is an age; of others nobody knows."""
        found = _NUMBER_ALONE.fullmatch(piece)
        if found is not None and "age" not in self.values:
            self.values["age"] = found[1]
        else:
            self._add("other", piece)

    def _without_age(self, piece: str) -> str:
        if "age" in self.values:
            return piece
        found = _age().search(piece)
        if found is None:
            return self._without_age_in_words(piece)
        age = int(found[1] or found[2])
        if age > OLDEST:
            return piece
        self.values["age"] = str(age)
        return piece[: found.start()] + " " + piece[found.end() :]

    def _without_age_in_words(self, piece: str) -> str:
        found = _age_in_words().search(piece)
        age = number_in_words(_WORD.findall(found[1].casefold())) if found is not None else None
        if found is None or age is None:
            return piece
        self.values["age"] = str(age)
        return piece[: found.start()] + " " + piece[found.end() :]

    def _without_dates(self, piece: str, *, is_birth: bool, is_death: bool) -> str:
        rest = piece
        for found in _dates_in(piece):
            written = found.strip(" .-")
            read = read_date(written, default_year=self.default_year, order=self.order)
            rest = rest.replace(found, " ", 1)
            if read.edtf is None and read.because is None:
                continue
            self._take_date(written, read, is_birth=is_birth, is_death=is_death)
        return rest

    def _take_date(self, written: str, read: ReadDate, *, is_birth: bool, is_death: bool) -> None:
        meaning: Field = "born" if is_birth and not is_death else "died"
        if read.because is not None:
            self.misread.append(Misread(meaning, written, read.because))
        if read.edtf is None:
            return
        if is_birth != is_death:
            self.values.setdefault(meaning, read.edtf)
        else:
            self.dates.append(read.edtf)

    def _settle_dates(self) -> None:
        """Dates without a word beside them: of the list's year of death; of two the earlier of birth."""
        for date in sorted(self.dates, key=lambda each: each[:4]):
            year = int(date[:4])
            if self.default_year is not None and year >= self.default_year - 1 and len(date) > 4:
                self.values.setdefault("died", date)
            elif "born" not in self.values and "age" not in self.values:
                self.values["born"] = date
            elif "died" not in self.values and date >= self.values.get("born", ""):
                self.values["died"] = date
            elif "born" not in self.values:
                self.values["born"] = date
            else:
                self._add("other", date)

    def _take_words(self, text: str, *, is_residence: bool) -> None:
        words = words_of_values()
        text = " ".join(text.split()).strip(" .,:;-–—/")
        bare = text.casefold().strip(". ")
        if _LETTERS.search(text) is None or bare in words.unknown or bare in words.marks:
            return
        if bare in words.sexes and "sex" not in self.values and len(bare) != 1:
            self.values["sex"] = words.sexes[bare]
        elif bare in words.year_words or bare in words.date_words:
            return
        elif _told_by("occupation").search(text) is not None and not is_residence:
            self._add("occupation", text)
        elif is_residence:
            place = _told_by("residence").sub(" ", text)
            self._add("residence", " ".join(place.split()).strip(" .,:") or text)
        elif _is_place(text):
            # On lists of the dead a place without a word beside it is where somebody died.
            self._add("place_of_death", _without_preposition(text))
        else:
            self._add("other", text)

    def _add(self, meaning: Field, text: str) -> None:
        held = self.values.get(meaning)
        self.values[meaning] = text if held is None else f"{held}, {text}"


def _without_words_before(text: str) -> str:
    first, _, rest = text.partition(" ")
    is_word = first.casefold().strip(",") in words_of_values().before_names
    return rest if is_word and rest[:1].isupper() else text


def _name_and_rest(text: str) -> tuple[str, str]:
    """The name is what stands before the first separator or digit; a comma behind a surname alone is part of it."""
    separator = _SEPARATORS.search(text)
    digit = re.search(r"\d", text)
    in_words = _age_in_words().search(text)
    ends = [found.start() for found in (separator, digit, in_words) if found is not None]
    end = min(ends, default=len(text))
    name = text[:end]
    if (
        separator is not None
        and separator.start() == end
        and text[end] == ","
        and len(_WORD.findall(name)) == 1
    ):
        further, rest = _name_and_rest(text[end + 1 :].strip())
        if further and 1 <= len(_WORD.findall(further)) <= 2 and not _is_known_word(further):
            return f"{name.strip()} {further}", rest
    name, words_behind = _without_words_behind(
        name.strip(" .:-–—") + ("." if name.rstrip().endswith(".") else "")
    )
    return name, f"{words_behind} {text[end:]}".strip()


def _is_known_word(text: str) -> bool:
    """Whether what follows a surname tells of something else: a place, a sex, an occupation."""
    bare = text.casefold().strip(". ")
    return (
        bare in words_of_values().sexes
        or any(_told_by(meaning).search(text) for meaning in ("occupation", "residence", "died", "born"))
        or ("." in text.strip(".") and not re.fullmatch(r"(?:[^\W\d_]\.?\s*){1,3}", text))
    )


def _without_words_behind(name: str) -> tuple[str, str]:
    """The name without words behind it that tell of a number to come: "Ахметов Серик возраст 37"."""
    for meaning in ("born", "died", "residence", "age"):
        found = _told_by(meaning).search(name)
        if found is not None and found.start() > 3 and len(found[0].strip(". ")) >= 3:
            return name[: found.start()].strip(" ,:-–—"), name[found.start() :]
    if not _LETTERS.search(name):
        return "", name
    return name, ""


def _pieces(text: str) -> Iterator[str]:
    for piece in _SEPARATORS.split(text):
        if piece and piece.strip(" .:-–—"):
            yield piece.strip(" :-–—")


def _dates_in(piece: str) -> list[str]:
    """What looks like a date: of words beside a number only those that hold a month's name."""
    found: list[str] = []
    start = 0
    while (match := _DATE.search(piece, start)) is not None:
        text = match[0]
        words = _WORD.findall(text)
        if words and not any(month_named(word.casefold()) for word in words):
            first_number = re.search(r"\d+", text)
            if first_number is None:  # pragma: no cover
                start = match.end()
                continue
            digits = _YEAR_ALONE.match(text)
            if digits is not None:
                found.append(digits[0])
            # Behind a number that no month follows; before one in front of which another word stands.
            steps = first_number.end() if text[0].isdecimal() or digits is not None else first_number.start()
            start = match.start() + steps
            continue
        found.append(text)
        start = match.end()
    return found


def _is_place(text: str) -> bool:
    """Place names begin with a capital letter, or stand behind "г." or "ауылы"."""
    bare = _without_preposition(text)
    has_word = _told_by("place").search(bare) is not None
    return has_word or (bare[:1].isupper() and len(bare.split()) <= 5)


def _without_preposition(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest if rest and first.casefold() in ("в", "во", "на", "in", "at") else text
