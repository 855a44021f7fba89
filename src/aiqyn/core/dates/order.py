"""Which of two dates is earlier, as far as anybody can say; and a total order for lists.

Meaning and order are kept apart. `compare` never says "before" unless that holds for every
day that the two dates may mean. `sort_key` puts any dates into one fixed order, and where
`compare` is certain the order agrees with it.
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum, StrEnum
from typing import NamedTuple

from aiqyn.core.dates.bounds import possible_days, written_days
from aiqyn.core.dates.calendar import as_date
from aiqyn.core.dates.edtf_date import EdtfDate
from aiqyn.core.dates.parts import CalendarDate, DateSet, Expression, Interval, Span

__all__ = [
    "Comparison",
    "DayRange",
    "Precision",
    "SortKey",
    "certainly_before",
    "compare",
    "days_between",
    "earliest",
    "earliest_possible",
    "latest",
    "latest_possible",
    "may_overlap",
    "precision",
    "sort_key",
]

SortKey = tuple[int, int, str]

_BEFORE_ALL_DAYS = -1_000_000_000
_AFTER_ALL_DAYS = 1_000_000_000


class Comparison(StrEnum):
    """How one date stands to another."""

    BEFORE = "before"
    AFTER = "after"
    SAME = "same"
    MAY_OVERLAP = "may_overlap"


class DayRange(NamedTuple):
    """A number of days that is known within bounds.

    Attributes:
        least: At least so many; `None` where there is no lower bound.
        most: At most so many; `None` where there is no upper bound.
    """

    least: int | None
    most: int | None


class Precision(IntEnum):
    """How exact a date is, from vague to exact."""

    NONE = 0
    MILLENNIUM = 1
    CENTURY = 2
    DECADE = 3
    YEAR = 4
    SEASON = 5
    MONTH = 6
    DAY = 7


def earliest(when: EdtfDate) -> date | None:
    """The first day that the date may mean if taken at its word; doubt is left aside.

    Returns:
        `None` where the start is open or unknown, and for a first day in the year 0000, which
        Python's `date` lacks: a bound that is weaker than need be, never one that is wrong.

    Example:
        >>> earliest(EdtfDate("2022-01-XX")), latest(EdtfDate("2022-01-XX"))
        (datetime.date(2022, 1, 1), datetime.date(2022, 1, 31))
        >>> earliest(EdtfDate("../2022-01-05")) is None
        True
    """
    return as_date(written_days(when.expression).low)


def latest(when: EdtfDate) -> date | None:
    """The last day that the date may mean if taken at its word; doubt is left aside.

    Returns:
        `None` where the end is open or unknown, and for a last day that Python's `date` lacks.
    """
    return as_date(written_days(when.expression).high)


def earliest_possible(when: EdtfDate) -> date | None:
    """The day before which the date can't lie, doubt included.

    An approximate date reaches one unit of its own further (a day: seven days; a month: 31; a
    season: 92; a year: 366; a decade: ten years). An uncertain date has no bound.

    Example:
        >>> earliest_possible(EdtfDate("2022-01-15~"))
        datetime.date(2022, 1, 8)
        >>> earliest_possible(EdtfDate("2022-01-15?")) is None
        True
    """
    return as_date(possible_days(when.expression).low)


def latest_possible(when: EdtfDate) -> date | None:
    """The day after which the date can't lie, doubt included; see `earliest_possible`."""
    return as_date(possible_days(when.expression).high)


def certainly_before(first: EdtfDate, second: EdtfDate) -> bool:
    """Whether every day that the first may mean is earlier than every day of the second.

    Example:
        >>> certainly_before(EdtfDate("2022-01-04/2022-01-06"), EdtfDate("2022-01-09"))
        True
        >>> certainly_before(EdtfDate("2022-01-05~"), EdtfDate("2022-01-09"))
        False
    """
    last = possible_days(first.expression).high
    start = possible_days(second.expression).low
    return last is not None and start is not None and last < start


def may_overlap(first: EdtfDate, second: EdtfDate) -> bool:
    """Whether the two may have a day in common: neither is certainly before the other."""
    return not certainly_before(first, second) and not certainly_before(second, first)


def compare(first: EdtfDate, second: EdtfDate) -> Comparison:
    """How the first date stands to the second: a partial order that never guesses.

    Returns:
        `BEFORE` or `AFTER` only where that is certain. `SAME` only where both name the very
        same days, all of them known: equal days, equal intervals between days. Two things of
        "January 2022" are not the same day, so that is `MAY_OVERLAP`, as is everything else.

    Example:
        >>> compare(EdtfDate("2022-01-05"), EdtfDate("2022-01-05")).value
        'same'
        >>> compare(EdtfDate("2022-01"), EdtfDate("2022-01")).value
        'may_overlap'
    """
    if certainly_before(first, second):
        return Comparison.BEFORE
    if certainly_before(second, first):
        return Comparison.AFTER
    extent = _extent(first.expression)
    if extent is not None and extent == _extent(second.expression):
        return Comparison.SAME
    return Comparison.MAY_OVERLAP


def _extent(expression: Expression | Span) -> tuple[tuple[int, int], ...] | None:
    """The stretches of days that are meant, in order, joined where they touch.

    `None` unless all are known.
    """
    if isinstance(expression, CalendarDate):
        day = _single_day(expression)
        return None if day is None else ((day, day),)
    if isinstance(expression, Interval | Span):
        start, end = _single_day(expression.start), _single_day(expression.end)
        return None if start is None or end is None else ((start, end),)
    stretches = [_extent(member) for member in expression.members]
    if not expression.all_of or None in stretches:
        return None
    return _joined(sorted(stretch for found in stretches if found for stretch in found))


def _single_day(date: object) -> int | None:
    if not isinstance(date, CalendarDate) or date.day is None or not date.is_plain:
        return None
    return written_days(date).low


def _joined(stretches: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined = stretches[:1]
    for start, end in stretches[1:]:
        first, last = joined[-1]
        if start <= last + 1:
            joined[-1] = (first, max(last, end))
        else:
            joined.append((start, end))
    return tuple(joined)


def sort_key(when: EdtfDate) -> SortKey:
    """A key that puts any dates into one total order, the same on every machine.

    By the first day as written, an open or unknown start before all days; then by the last
    day as written, an open or unknown end after all; then by the text. So "5 January" stands
    before "5 to 6 January", that before "from 5 January on", and where one date is certainly
    before another its key is smaller. All three parts may be stored and sorted by a database.

    Example:
        >>> dates = ["2022", "2022-01-05~", "2022-01", "../2022-01-05", "2022-01-05"]
        >>> [str(date) for date in sorted(map(EdtfDate, dates), key=sort_key)]
        ['../2022-01-05', '2022-01', '2022', '2022-01-05', '2022-01-05~']
    """
    low, high = written_days(when.expression)
    return (
        _BEFORE_ALL_DAYS if low is None else low,
        _AFTER_ALL_DAYS if high is None else high,
        when.text,
    )


def days_between(first: EdtfDate, second: EdtfDate) -> DayRange:
    """How many days lie from the first date to the second: 1 from a day to the next.

    From any day that the first may mean to any day that the second may mean, doubt included:
    least from the last possible day of the first, most from its first. A negative number
    means that the second may lie, or lies, before the first.

    Example:
        >>> days_between(EdtfDate("2022-01-05"), EdtfDate("2022-01-XX"))
        DayRange(least=-4, most=26)
        >>> days_between(EdtfDate("2022-01-05"), EdtfDate("2022-04-07/.."))
        DayRange(least=92, most=None)
    """
    start, end = possible_days(first.expression), possible_days(second.expression)
    least = None if start.high is None or end.low is None else end.low - start.high
    most = None if start.low is None or end.high is None else end.high - start.low
    return DayRange(least, most)


def precision(when: EdtfDate) -> Precision:
    """How exact the date is: of several dates in it, the vaguest.

    Doubt does not count: `2022-01-05~` names a day. Nor do digits behind an unknown one:
    `2022-XX-05` is exact to the year.

    Example:
        >>> precision(EdtfDate("2022-01-XX")).name, precision(EdtfDate("2022-01-04/2022-02")).name
        ('MONTH', 'MONTH')
    """
    return min(_precision(date) for date in _dates(when.expression))


def _precision(date: CalendarDate) -> Precision:
    if not date.year.is_known:
        known = len(date.year.digits) - len(date.year.digits[date.year.digits.index("X") :])
        return (Precision.NONE, Precision.MILLENNIUM, Precision.CENTURY, Precision.DECADE)[known]
    if date.month is None or not date.month.is_known:
        return Precision.YEAR
    if date.is_season:
        return Precision.SEASON
    return Precision.DAY if date.day and date.day.is_known else Precision.MONTH


def _dates(expression: Expression | Span) -> tuple[CalendarDate, ...]:
    """The single dates that an expression is made of."""
    if isinstance(expression, CalendarDate):
        return (expression,)
    if isinstance(expression, DateSet):
        return tuple(date for member in expression.members for date in _dates(member))
    return tuple(end for end in (expression.start, expression.end) if isinstance(end, CalendarDate))
