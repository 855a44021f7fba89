"""Dates as people write them in lists, read as EDTF: 05.01.2022, 5 января 2022 г., 2022 ж. 5 қаңтар, 5-Jan-22.

Nothing is guessed that isn't written: a day without its year needs the year of the list, a date that doesn't
exist keeps only what of it does.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from aiqyn.core.language import Sentence, sentence
from aiqyn.core.rosters.words import words_of_values

__all__ = ["DATE_ACCEPTED", "DayOrder", "ReadDate", "day_order", "edtf_of", "read_date"]

DayOrder = Literal["day_first", "month_first"]

EARLIEST_YEAR, LATEST_YEAR = 1000, 2100
TWO_DIGITS_UNTIL = 2030
"""A year of two digits is of the century that doesn't go beyond this, where the list's year isn't given."""

LONGEST_DATE = 80
DATE_ACCEPTED = sentence("a date: 05.01.2022, 2022-01-05, 01.2022, 2022, 5 January 2022")

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_EDTF = re.compile(r"(\d{4})(?:-(\d{2}|XX))?(?:-(\d{2}|XX))?([~?%]?)")
_COMPACT = re.compile(r"\d{8}")
_SERIAL = re.compile(r"([1-5]\d{4})(?:[.,]\d+)?")
_YEAR_WORD = re.compile(r"(?<=\d)\s*(?:г\.?\s*р?|года|году|год|ж\.?\s*т?|жылы|жыл)\.?$")
_TIME = re.compile(
    r"(?:(?<=\d)t|[,;])?\s*(?:(?:около|шамамен|примерно|about)\s+)?(?:в\s+|сағат\s+|at\s+)?(?<!\d)\d{1,2}[:.]\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]m\b|ч\b\.?|z\b)?\s*$"
)
_CLOCK = re.compile(r"\d:\d\d")
_NUMBERS = re.compile(r"(\d{1,4})([./\-])(\d{1,2})\2(\d{1,4})")
_TWO_NUMBERS = re.compile(r"(\d{1,4})[./\-](\d{1,4})")
_DAYS_OF_MONTH = re.compile(
    r"(\d{1,2})\s*(?:-|–|—|/|,|и|на|және|and|или|не|or)\s*(\d{1,2})[./](\d{1,2})[./](\d{2,4})"
)
_PIECES = re.compile(r"\d+|[^\W\d_]+")
_EPOCH_OF_SPREADSHEETS = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class ReadDate:
    """What a written date was read as.

    Attributes:
        edtf: EDTF; of a date that doesn't exist the part that does; `None` where nothing could be read.
        because: What is wrong with the date; `None` where all of it was read.
    """

    edtf: str | None
    because: Sentence | None = None


def edtf_of(year: int, month: int | None = None, day: int | None = None) -> ReadDate:
    """A date of its numbers.

    Example:
        >>> edtf_of(1985, 2, 30).edtf, str(edtf_of(1985, 2, 30).because)
        ('1985-02', 'month 2 of 1985 has 28 days')
    """
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return ReadDate(
            None, sentence("{year} is no year in which a person on a list was born or died", year=year)
        )
    if month is None:
        return ReadDate(f"{year:04}")
    if not 1 <= month <= 12:
        known = f"{year:04}-XX-{day:02}" if day is not None and 1 <= day <= 31 else f"{year:04}"
        return ReadDate(known, sentence("there is no month {month}", month=month))
    if day is None:
        return ReadDate(f"{year:04}-{month:02}")
    days = 29 if month == 2 and year % 4 == 0 and (year % 100 or not year % 400) else _DAYS[month]
    if not 1 <= day <= days:
        because = sentence(
            "month {month} of {year} has {days} days", month=month, year=year, days=monthrange(year, month)[1]
        )
        return ReadDate(f"{year:04}-{month:02}", because)
    return ReadDate(f"{year:04}-{month:02}-{day:02}")


_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_order(values: list[str]) -> DayOrder:
    """Whether dates of numbers begin with the day or the month, by those that can be read in one way only.

    Args:
        values: Of one column; a part of them will do.

    Example:
        >>> day_order(["01/05/2022", "01/25/2022"]), day_order(["01/05/2022"])
        ('month_first', 'day_first')
    """
    day_first = month_first = 0
    for value in values:
        found = _NUMBERS.match(value)
        if found is not None and found[2] != "." and len(found[1]) <= 2:
            first, second = int(found[1]), int(found[3])
            day_first += first > 12 >= second
            month_first += second > 12 >= first
    return "month_first" if month_first > day_first else "day_first"


def read_date(text: str, *, default_year: int | None = None, order: DayOrder = "day_first") -> ReadDate:
    """A written date as EDTF.

    Args:
        text: Without spaces at its ends.
        default_year: The year of a day that is written without one, such as 05.01.
        order: Whether the day or the month comes first where both are numbers and either could be.

    Example:
        >>> [read_date(text).edtf for text in ("05.01.2022", "5 января 2022 г.", "2022 ж. 5 қаңтар", "5-Jan-22")]
        ['2022-01-05', '2022-01-05', '2022-01-05', '2022-01-05']
        >>> read_date("05.01", default_year=2022).edtf, read_date("31.02.2022").edtf, read_date("весной").edtf
        ('2022-01-05', '2022-02', None)
    """
    iso = _ISO.fullmatch(text)
    if iso is not None:
        return edtf_of(int(iso[1]), int(iso[2]), int(iso[3]))
    if len(text) > LONGEST_DATE:
        return ReadDate(None, sentence("it is longer than a date is"))
    return _Reader(default_year, order).read(text.casefold())


@dataclass(frozen=True, slots=True)
class _Reader:
    default_year: int | None
    order: DayOrder

    def read(self, text: str) -> ReadDate:
        as_edtf = _read_edtf(text)
        if as_edtf is not None:
            return as_edtf
        text = _without_time(text)
        text, mark = _without_marks(text)
        found = self._exact(text)
        if mark and found.edtf is not None and "/" not in found.edtf:
            return ReadDate(found.edtf + mark, found.because)
        return found

    def _exact(self, text: str) -> ReadDate:
        if _COMPACT.fullmatch(text):
            return _read_compact(text)
        serial = _SERIAL.fullmatch(text)
        if serial is not None:
            return ReadDate((_EPOCH_OF_SPREADSHEETS + timedelta(days=int(serial[1]))).isoformat())
        days = _DAYS_OF_MONTH.fullmatch(text)
        if days is not None:
            return self._days(int(days[1]), int(days[2]), int(days[3]), self._year(days[4]))
        numbers = _NUMBERS.fullmatch(text)
        if numbers is not None:
            return self._of_three(numbers)
        two = _TWO_NUMBERS.fullmatch(text)
        if two is not None:
            return self._of_two(two[1], two[2])
        return self._of_words(text)

    def _of_three(self, numbers: re.Match[str]) -> ReadDate:
        first, separator, second, third = numbers[1], numbers[2], int(numbers[3]), numbers[4]
        if len(first) >= 3:
            return edtf_of(int(first), second, int(third)) if len(third) <= 2 else _unread()
        if len(third) == 3:
            return _unread()
        day, month = int(first), second
        if separator != "." and (self.order == "month_first" or month > 12 >= day) and day <= 12:
            day, month = month, day
        return edtf_of(self._year(third), month, day)

    def _of_two(self, first: str, second: str) -> ReadDate:
        if len(first) == 4 and len(second) == 4:
            return _interval(edtf_of(int(first)), edtf_of(int(second)))
        if len(second) == 4:
            return edtf_of(int(second), int(first)) if len(first) <= 2 else _unread()
        if len(first) == 4:
            return edtf_of(int(first), int(second)) if len(second) <= 2 else _unread()
        if len(first) > 2 or len(second) > 2:
            return _unread()
        day, month = int(first), int(second)
        if self.order == "month_first" and day <= 12:
            day, month = month, day
        return self._day_without_year(day, month)

    def _of_words(self, text: str) -> ReadDate:
        """A date with words: the month's name, or what stands beside a year."""
        words = words_of_values()
        days: list[int] = []
        years: list[int] = []
        months: list[int] = []
        for piece in _PIECES.findall(text):
            if piece.isdecimal():
                if len(piece) == 4 and len(years) < 2:
                    years.append(int(piece))
                elif len(piece) <= 2:
                    days.append(int(piece))
                else:
                    return _unread()
                continue
            month = month_named(piece)
            if month is not None:
                months.append(month)
            elif piece not in words.year_words and piece not in words.date_words and not _is_joining(piece):
                return _unread()
        return self._composed(days, months, years)

    def _composed(self, days: list[int], months: list[int], years: list[int]) -> ReadDate:
        year = years[0] if years else None
        if len(years) > len(months):
            return edtf_of(years[0]) if len(years) == 1 and not days else _unread()
        if not months:
            return _unread()
        if year is None and len(days) > len(months) and len(days) >= 2:
            year = self._year(f"{days.pop():02}")
        if len(months) == 2 and len(days) == 2 and self._known(year) is not None:
            last = self._known(years[-1] if years else None) or 0
            first = self._known(year) or 0
            return _interval(edtf_of(first, months[0], days[0]), edtf_of(last, months[1], days[1]))
        if len(months) > 1 or len(days) > 2:
            return _unread()
        known_year = self._known(year)
        if known_year is None:
            return _without_year()
        if len(days) == 2:
            return self._days(days[0], days[1], months[0], known_year)
        return edtf_of(known_year, months[0], days[0] if days else None)

    def _days(self, first: int, last: int, month: int, year: int) -> ReadDate:
        return _interval(edtf_of(year, month, first), edtf_of(year, month, last))

    def _day_without_year(self, day: int, month: int) -> ReadDate:
        if not 1 <= month <= 12 or not 1 <= day <= 31:
            return _unread()
        return _without_year() if self.default_year is None else edtf_of(self.default_year, month, day)

    def _known(self, year: int | None) -> int | None:
        return self.default_year if year is None else year

    def _year(self, digits: str) -> int:
        if len(digits) > 2:
            return int(digits)
        latest = self.default_year or TWO_DIGITS_UNTIL
        year = latest // 100 * 100 + int(digits)
        return year if year <= latest else year - 100


def _read_edtf(text: str) -> ReadDate | None:
    found = _EDTF.fullmatch(text.upper())
    if found is None:
        return None
    year, month, day = int(found[1]), found[2], found[3]
    if month == "XX" or day == "XX":
        exact = edtf_of(year) if month == "XX" or month is None else edtf_of(year, int(month))
        complete = exact.because is None and not (month == "XX" and day not in (None, "XX"))
        return ReadDate(text.upper()) if complete else exact
    exact = edtf_of(year, int(month) if month else None, int(day) if day else None)
    return ReadDate(exact.edtf + found[4], exact.because) if exact.edtf is not None else exact


def _read_compact(text: str) -> ReadDate:
    """Eight digits: the year first, or, where that makes no date, last."""
    year_first = edtf_of(int(text[:4]), int(text[4:6]), int(text[6:]))
    if year_first.because is None:
        return year_first
    year_last = edtf_of(int(text[4:]), int(text[2:4]), int(text[:2]))
    return year_last if year_last.because is None and int(text[4:]) >= 1800 else year_first


def _without_time(text: str) -> str:
    return _TIME.sub("", text) if _CLOCK.search(text) else text


def _without_marks(text: str) -> tuple[str, str]:
    """The text without what says that the date is only about right or doubted, and EDTF's mark for it."""
    mark = ""
    if text.endswith("?") or text.startswith("?"):
        mark, text = "?", text.strip("? ")
    for word in words_of_values().about_words:
        if text.startswith(word):
            rest = text[len(word) :]
            if not word[-1].isalpha() or rest[:1] in (" ", "."):
                return rest.lstrip(". "), "%" if mark else "~"
    return _YEAR_WORD.sub("", text.strip(" ,;")), mark


@cache
def month_named(word: str) -> int | None:
    """The month that a word in small letters means, `None` where it means none."""
    months = words_of_values().months
    for length in range(min(len(word), 10), 2, -1):
        if word[:length] in months:
            return months[word[:length]]
    return None


_JOINING = frozenset({"и", "на", "және", "мен", "and", "или", "or", "не", "to", "по", "до"})


def _is_joining(word: str) -> bool:
    return word in _JOINING


def _interval(first: ReadDate, last: ReadDate) -> ReadDate:
    if first.edtf is None or last.edtf is None:
        return ReadDate(None, first.because or last.because)
    if first.edtf == last.edtf:
        return last
    if first.edtf > last.edtf:
        return ReadDate(None, sentence("the first day comes after the last"))
    return ReadDate(f"{first.edtf}/{last.edtf}", first.because or last.because)


def _unread() -> ReadDate:
    return ReadDate(None)


def _without_year() -> ReadDate:
    return ReadDate(None, sentence("the year is missing; the option --default-year supplies it"))
