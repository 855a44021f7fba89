"""Makes a date vaguer, for readers who may know the month and not the day."""

from __future__ import annotations

from aiqyn.core.dates.bounds import LAST_YEAR
from aiqyn.core.dates.edtf_date import EdtfDate
from aiqyn.core.dates.order import Precision
from aiqyn.core.dates.parts import WINTER, CalendarDate, Component, DateSet, Expression, Interval, Span

__all__ = ["coarsened"]


def coarsened(when: EdtfDate, to: Precision) -> EdtfDate:
    """The date told no more exactly than that; a date that is vague enough comes back as it was.

    What is left holds every day that the date may have meant, so nothing false is said.
    Marks of doubt stay. An interval or a set whose dates become one date becomes that date.

    Args:
        when: Any date.
        to: `DAY`, `MONTH` or `YEAR`.

    Raises:
        ValueError: `to` is none of the three.

    Example:
        >>> str(coarsened(EdtfDate("2022-01-04/2022-01-06"), Precision.MONTH))
        '2022-01'
        >>> str(coarsened(EdtfDate("2021-12-30~/2022-01-02"), Precision.YEAR))
        '2021~/2022'
    """
    if to not in (Precision.DAY, Precision.MONTH, Precision.YEAR):
        raise ValueError(f"dates are coarsened to day, month or year, not to {to.name.lower()}")
    if to == Precision.DAY:
        return when
    return EdtfDate(_coarsened(when.expression, to).text)


def _coarsened(expression: Expression, to: Precision) -> Expression:
    if isinstance(expression, CalendarDate):
        first, last = _ends(expression, to)
        return first if first == last else Interval(first, last)
    if isinstance(expression, Interval):
        return _interval(expression, to)
    return _set(expression, to)


def _interval(interval: Interval, to: Precision) -> Expression:
    start, end = interval.start, interval.end
    if isinstance(start, CalendarDate):
        start = _ends(start, to)[0]
    if isinstance(end, CalendarDate):
        end = _ends(end, to)[1]
    return start if isinstance(start, CalendarDate) and start == end else Interval(start, end)


def _set(dates: DateSet, to: Precision) -> Expression:
    members: list[CalendarDate | Span] = []
    for member in dates.members:
        vaguer = _member(member, to)
        if vaguer not in members:
            members.append(vaguer)
    if len(members) == 1 and isinstance(members[0], CalendarDate):
        return members[0]
    return DateSet(dates.all_of, tuple(members))


def _member(member: CalendarDate | Span, to: Precision) -> CalendarDate | Span:
    if isinstance(member, CalendarDate):
        first, last = _ends(member, to)
        return first if first == last else Span(first, last)
    start = _ends(member.start, to)[0] if member.start else None
    end = _ends(member.end, to)[1] if member.end else None
    return start if start is not None and start == end else Span(start, end)


def _ends(date: CalendarDate, to: Precision) -> tuple[CalendarDate, CalendarDate]:
    """The vaguer date twice; of a winter told by its year, that year and the next.

    What a winter's name means reaches into the year after, as `bounds` tells.
    """
    short = _shortened(date, to)
    is_winter = date.is_season and date.month is not None and date.month.digits == WINTER
    if to == Precision.MONTH or not is_winter:
        return short, short
    last = date.year.candidates(0, LAST_YEAR)[-1]
    digits = f"{min(last + 1, LAST_YEAR):04}"
    return short, CalendarDate(Component(digits, short.year.alone, short.year.group))


def _shortened(date: CalendarDate, to: Precision) -> CalendarDate:
    """Without what stands behind the year or month; the sign of what is dropped moves forward."""
    keeps_month = to == Precision.MONTH and date.month is not None and not date.month.is_blank
    kept = date.components[: 2 if keeps_month else 1]
    group = kept[-1].group
    for component in date.components[len(kept) :]:
        group |= component.group
    return CalendarDate.of([*kept[:-1], Component(kept[-1].digits, kept[-1].alone, group)])
