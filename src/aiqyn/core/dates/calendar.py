"""Day numbers of the Gregorian calendar for the years 0000 to 9999, and a little beyond.

Python's `date` begins with the year 1, EDTF with the year 0000. A day is therefore an
integer here, the same as `date.toordinal` where that exists: 1 is 0001-01-01, and the days
of the year 0000 are -365 to 0.
"""

from __future__ import annotations

from datetime import date

__all__ = ["as_date", "day_number", "days_in_month", "is_leap_year"]

_LAST_DAY = date.max.toordinal()
_DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAYS_IN = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap_year(year: int) -> bool:
    """Whether the year has a 29 February; the year 0 has."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """How many days the month has, 28 to 31. Requires 1 <= month <= 12."""
    return _DAYS_IN[month - 1] + (month == 2 and is_leap_year(year))


def day_number(year: int, month: int, day: int) -> int:
    """The number of a day that exists. Requires year >= 0 and a day of that month.

    Example:
        >>> day_number(2022, 1, 5) == date(2022, 1, 5).toordinal()
        True
        >>> day_number(0, 12, 31), day_number(1, 1, 1)
        (0, 1)
    """
    past = year - 1
    before_year = past * 365 + past // 4 - past // 100 + past // 400
    before_month = _DAYS_BEFORE[month - 1] + (month > 2 and is_leap_year(year))
    return before_year + before_month + day


def as_date(number: int | None) -> date | None:
    """That day as Python has it; `None` for no day, and for days that Python's `date` lacks."""
    if number is None or not 1 <= number <= _LAST_DAY:
        return None
    return date.fromordinal(number)
