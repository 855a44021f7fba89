"""First and last days of what a date says, and how far doubt widens them.

Two pairs of bounds are kept apart. *Written* bounds take the text at its word and leave `~`
and `?` aside. *Possible* bounds are what may be relied upon: an approximate date reaches one
of its own units further on both sides (a day: one week), and a date that is said to be
uncertain has none, since such a date may simply be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from aiqyn.core.dates.calendar import day_number, days_in_month, is_leap_year
from aiqyn.core.dates.parts import CalendarDate, Component, Edge, Expression, Interval, Qualifier, Span

__all__ = ["LAST_YEAR", "Days", "possible_days", "written_days"]

LAST_YEAR = 9999

DAY_MARGIN = 7
MONTH_MARGIN = 31
SEASON_MARGIN = 92
YEAR_MARGIN = 366

# Seasons by the calendar of the northern hemisphere. Winter has no fixed year: the winter of
# 2022 may be that of its January or that of its December, so its bounds hold both.
_SEASON_MONTHS = {"21": (3, 5), "22": (6, 8), "23": (9, 11)}


class Days(NamedTuple):
    """Day numbers of the first and the last day, both included; `None` where there is no bound."""

    low: int | None
    high: int | None


def written_days(expression: Expression | Span) -> Days:
    """Bounds of what is written, without regard to doubt."""
    if isinstance(expression, CalendarDate):
        return Days(first_day(expression), last_day(expression))
    if isinstance(expression, Interval | Span):
        return Days(_bound(expression.start, first_day), _bound(expression.end, last_day))
    return _envelope(written_days(member) for member in expression.members)


def possible_days(expression: Expression | Span) -> Days:
    """Bounds outside which the date can't lie."""
    if isinstance(expression, CalendarDate):
        return _possible(expression)
    if isinstance(expression, Interval | Span):
        return Days(
            _bound(expression.start, lambda date: _possible(date).low),
            _bound(expression.end, lambda date: _possible(date).high),
        )
    return _envelope(possible_days(member) for member in expression.members)


def first_day(date: CalendarDate) -> int | None:
    """The first day that its digits allow; `None` where they allow no day that exists."""
    if date.is_season:
        return _season(date)[0]
    return next(_days_of_years(date, _years(date), first=True), None)


def last_day(date: CalendarDate) -> int | None:
    """The last day that its digits allow; `None` where they allow no day that exists."""
    if date.is_season:
        return _season(date)[1]
    return next(_days_of_years(date, _years(date)[::-1], first=False), None)


def _days_of_years(date: CalendarDate, years: Sequence[int], *, first: bool) -> Iterator[int]:
    """Per year, in the order given, the first or last day that the digits allow.

    Whether a year has such a day depends only on its 29 February, so that once a leap year and
    a common year have been found without, the thousands behind them are not looked at.
    """
    without: set[bool] = set()
    for year in years:
        if is_leap_year(year) in without:
            continue
        months = _months(date)
        for month in months if first else months[::-1]:
            days = date.days(year, month)
            if days:
                yield day_number(year, month, days[0 if first else -1])
                break
        else:
            without.add(is_leap_year(year))
            if len(without) == 2:
                return


def _season(date: CalendarDate) -> tuple[int, int]:
    years = _years(date)
    assert date.month is not None
    if date.month.digits not in _SEASON_MONTHS:
        return day_number(years[0], 1, 1), _winter_end(years[-1])
    first, last = _SEASON_MONTHS[date.month.digits]
    return day_number(years[0], first, 1), day_number(years[-1], last, days_in_month(years[-1], last))


def _winter_end(year: int) -> int:
    if year == LAST_YEAR:
        return day_number(year, 12, 31)
    return day_number(year + 1, 2, days_in_month(year + 1, 2))


def _years(date: CalendarDate) -> Sequence[int]:
    return range(LAST_YEAR + 1) if date.year.is_blank else date.year.candidates(0, LAST_YEAR)


def _months(date: CalendarDate) -> Sequence[int]:
    return date.month.candidates(1, 12) if date.month else range(1, 13)


def _possible(date: CalendarDate) -> Days:
    """The written bounds, widened by what each component's doubt allows."""
    written = written_days(date)
    return _envelope([written, *(_reach(date, written, place) for place in range(len(date.components)))])


def _reach(date: CalendarDate, written: Days, place: int) -> Days:
    """How far the doubt at one component lets the date lie.

    A sign behind a component speaks of it and of what stands before it as one figure:
    `2022-01-05~` is off by days, `2022-01~-05` by a month, `2022~-01-05` by a year. A sign
    before it leaves the rest certain, so that `2022-01-?05` is some day of January.
    """
    component = date.components[place]
    if component.group & Qualifier.UNCERTAIN:
        return Days(None, None)
    reaches = [written]
    if component.group & Qualifier.APPROXIMATE:
        reaches.append(_widened(written, _margin(date, place)))
    if component.alone:
        around = Days(None, None) if place == 0 else written_days(CalendarDate.of(date.components[:place]))
        near = component.alone == Qualifier.APPROXIMATE
        reaches.append(_within(_widened(written, _margin(date, place)), around) if near else around)
    return _envelope(reaches)


def _margin(date: CalendarDate, place: int) -> int:
    """How many days an approximate date may lie off, to either side, by the component in doubt."""
    if place == 0:
        return _year_margin(date.year)
    if place == 1:
        return SEASON_MARGIN if date.is_season else MONTH_MARGIN
    return DAY_MARGIN


def _widened(days: Days, margin: int) -> Days:
    low, high = days
    return Days(None if low is None else low - margin, None if high is None else high + margin)


def _within(days: Days, around: Days) -> Days:
    """The part of the first that lies within the second; the first begins before it ends."""
    low, high = days
    if low is not None and around.low is not None:
        low = max(low, around.low)
    if high is not None and around.high is not None:
        high = min(high, around.high)
    return Days(low, high)


def _year_margin(year: Component) -> int:
    """One year; for a decade, century or millennium with unknown digits, one of these."""
    return int(YEAR_MARGIN * 10 ** year.digits.count("X"))


def _bound(end: CalendarDate | Edge | None, day: Callable[[CalendarDate], int | None]) -> int | None:
    return day(end) if isinstance(end, CalendarDate) else None


def _envelope(bounds: Iterable[Days]) -> Days:
    lows: list[int | None] = []
    highs: list[int | None] = []
    for low, high in bounds:
        lows.append(low)
        highs.append(high)
    return Days(_unless_boundless(min, lows), _unless_boundless(max, highs))


def _unless_boundless(choose: Callable[[list[int]], int], days: list[int | None]) -> int | None:
    known = [day for day in days if day is not None]
    return choose(known) if len(known) == len(days) else None
