"""Tells a date as an editor would write it in Kazakh, Russian or English.

Nothing is told more exactly than the date has it: what is not known is named, what is
doubtful is called so, an open end is not closed. The phrases begin in lower case where the
language lets them, to stand anywhere in a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiqyn.core.dates.bounds import LAST_YEAR
from aiqyn.core.dates.edtf_date import EdtfDate
from aiqyn.core.dates.parts import (
    SEASONS,
    CalendarDate,
    Component,
    DateSet,
    Edge,
    Interval,
    Qualifier,
    Span,
)
from aiqyn.core.dates.wording import WORDINGS, Case, Wording
from aiqyn.core.language import Language

__all__ = ["render", "render_short"]

FEW = 4
"""So many numbers, not following each other, are named one by one."""


def render(when: EdtfDate, language: Language) -> str:
    """The date in words.

    Example:
        >>> render(EdtfDate("2022-01-05"), "kk")
        '2022 жылғы 5 қаңтар'
        >>> render(EdtfDate("2022-01-05~"), "ru")
        'примерно 5 января 2022 года'
        >>> render(EdtfDate("2022-01-04/2022-01-06"), "en")
        '4–6 January 2022'
        >>> render(EdtfDate("2022-01-XX"), "en")
        'January 2022, day not known'
    """
    wording = WORDINGS[language]
    expression = when.expression
    if isinstance(expression, CalendarDate):
        return _date(expression, wording)
    if isinstance(expression, Interval):
        return _interval(expression, wording)
    return _set(expression, wording)


def render_short(when: EdtfDate, language: Language) -> str:
    """The date in figures, for tables: `05.01.2022` in kk and ru, `2022-01-05` in en.

    `X` stands for an unknown digit, `≈` and `?` for doubt, `…` for an open end and `?` alone
    for an unknown one. Seasons stay words.

    Example:
        >>> render_short(EdtfDate("2022-01-05~/.."), "ru")
        '≈05.01.2022 – …'
    """
    wording = WORDINGS[language]
    expression = when.expression
    if isinstance(expression, CalendarDate):
        return _figures(expression, wording)
    if isinstance(expression, Interval):
        return " – ".join(_figures(end, wording) for end in (expression.start, expression.end))
    joint = wording.both if expression.all_of else wording.either
    return wording.joined([_member_figures(member, wording) for member in expression.members], joint)


# ---------------------------------------------------------------- one date


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A date in words: what is known of it, and remarks on the rest; one of them at least."""

    core: str
    remarks: tuple[str, ...]

    def standing_alone(self) -> str:
        return ", ".join([part for part in (self.core, *self.remarks) if part])

    def within(self) -> str:
        """As part of a longer phrase, where commas would blur what belongs to what."""
        if not self.core:
            return ", ".join(self.remarks)
        return f"{self.core} ({', '.join(self.remarks)})" if self.remarks else self.core


def _date(date: CalendarDate, wording: Wording) -> str:
    return _doubted(_phrase(date, wording).standing_alone(), date.whole, wording)


def _date_within(date: CalendarDate, wording: Wording) -> str:
    return _doubted(_phrase(date, wording).within(), date.whole, wording)


def _doubted(told: str, doubt: Qualifier, wording: Wording) -> str:
    if doubt & Qualifier.APPROXIMATE:
        told = wording.about.format(date=told)
    if doubt & Qualifier.UNCERTAIN:
        told = wording.possibly.format(date=told)
    return told


def _phrase(date: CalendarDate, wording: Wording, case: Case = "plain") -> _Phrase:
    doubts = _component_doubts(date, wording)
    unknown = (*_partly_known(date, wording), *_not_known(date, wording))
    return _Phrase(_core(date, wording, case), (*unknown, *doubts))


def _core(date: CalendarDate, wording: Wording, case: Case) -> str:
    """The known day, month and year together; empty where neither year nor month is known."""
    rest = ""
    if date.month and date.month.is_known:
        rest = _month_and_day(date, wording, case)
    if not date.year.is_known:
        return rest
    year = str(int(date.year.digits))
    return wording.dated.format(rest=rest, year=year) if rest else wording.year[case].format(year=year)


def _month_and_day(date: CalendarDate, wording: Wording, case: Case) -> str:
    assert date.month is not None
    if date.is_season:
        return wording.seasons[case][SEASONS.index(date.month.digits)]
    month = int(date.month.digits) - 1
    if date.day and date.day.is_known:
        return f"{int(date.day.digits)} {wording.day_months[case][month]}"
    return wording.months[case][month]


def _partly_known(date: CalendarDate, wording: Wording) -> tuple[str, ...]:
    """Remarks on components of which something is known, but not enough for the core."""
    remarks = []
    if not date.year.is_known and not date.year.is_blank:
        remarks.append(_some_year(date.year, wording))
    if date.month and not date.month.is_known and not date.month.is_blank:
        months = [wording.months["plain"][number - 1] for number in date.month.candidates(1, 12)]
        numbers = date.month.candidates(1, 12)
        remarks.append(wording.one_month.format(months=_listed(numbers, months)))
    if date.day and not date.day.is_blank:
        remarks.extend(_some_day(date, date.day, wording))
    return tuple(remarks)


def _some_year(year: Component, wording: Wording) -> str:
    if year.digits[3] == "X" and year.digits[:3].isdigit():
        return wording.decade.format(decade=int(year.digits.replace("X", "0")))
    candidates = year.candidates(0, LAST_YEAR)
    if len(candidates) > FEW and not _follow_each_other(candidates):
        return wording.odd_year.format(digits=year.digits)
    return wording.one_year.format(years=_listed(candidates, [str(number) for number in candidates]))


def _some_day(date: CalendarDate, day: Component, wording: Wording) -> tuple[str, ...]:
    month_known = date.month is not None and date.month.is_known
    if day.is_known:
        return () if month_known else (wording.day_alone.format(day=int(day.digits)),)
    candidates = day.candidates(1, 31)
    if month_known and date.month and date.year.is_known:
        candidates = date.days(int(date.year.digits), int(date.month.digits))
    return (wording.one_day.format(days=_listed(candidates, [str(number) for number in candidates])),)


def _listed(numbers: Sequence[int], names: Sequence[str]) -> str:
    if len(numbers) > 2 and _follow_each_other(numbers):
        return f"{names[0]}–{names[-1]}"
    return ", ".join(names)


def _follow_each_other(numbers: Sequence[int]) -> bool:
    return numbers[-1] - numbers[0] == len(numbers) - 1


def _not_known(date: CalendarDate, wording: Wording) -> tuple[str, ...]:
    names = [
        name
        for name, component in zip(_names(date, wording), date.components, strict=True)
        if component.is_blank
    ]
    if not names:
        return ()
    remark = wording.unknown_one if len(names) == 1 else wording.unknown_many
    return (remark.format(names=wording.joined(names, wording.and_components)),)


def _component_doubts(date: CalendarDate, wording: Wording) -> tuple[str, ...]:
    remarks = []
    named = list(zip(_names(date, wording), date.component_doubts(), strict=True))
    for kind, remark in (
        (Qualifier.UNCERTAIN, wording.uncertain),
        (Qualifier.APPROXIMATE, wording.approximate),
    ):
        names = [name for name, doubt in named if doubt & kind]
        if names:
            remarks.append(remark.format(names=wording.joined(names, wording.and_components)))
    return tuple(remarks)


def _names(date: CalendarDate, wording: Wording) -> tuple[str, ...]:
    keys = ("year", "season" if date.is_season else "month", "day")
    return tuple(wording.components[key] for key in keys[: len(date.components)])


# ---------------------------------------------------------------- intervals


def _interval(interval: Interval, wording: Wording) -> str:
    if isinstance(interval.end, Edge):
        assert isinstance(interval.start, CalendarDate)
        return _since(interval.start, interval.end, wording)
    if isinstance(interval.start, Edge):
        return _until(interval.start, interval.end, wording)
    return _from_to(interval.start, interval.end, wording)


def _since(start: CalendarDate, end: Edge, wording: Wording) -> str:
    phrase = _phrase(start, wording, "since")
    if not phrase.core:
        told = wording.start.format(date=_date_within(start, wording))
        return f"{told}; {wording.end_open}" if end is Edge.OPEN else wording.end_unknown.format(date=told)
    told = _framed(wording.since, phrase, start.whole, wording)
    return told if end is Edge.OPEN else wording.end_unknown.format(date=told)


def _until(start: Edge, end: CalendarDate, wording: Wording) -> str:
    phrase = _phrase(end, wording, "until")
    if not phrase.core:
        told = wording.end.format(date=_date_within(end, wording))
        return (
            f"{told}; {wording.start_open}" if start is Edge.OPEN else wording.start_unknown.format(date=told)
        )
    told = _framed(wording.until, phrase, end.whole, wording)
    return told if start is Edge.OPEN else wording.start_unknown.format(date=told)


def _framed(frame: str, phrase: _Phrase, doubt: Qualifier, wording: Wording) -> str:
    """ "from about …", but "возможно, с …": which doubt goes inside the frame is the language's."""
    inside = doubt & Qualifier.APPROXIMATE if wording.about_within else Qualifier.NONE
    told = frame.format(date=_doubted(phrase.core, inside, wording))
    told = _doubted(told, doubt & ~inside, wording)
    return f"{told} ({', '.join(phrase.remarks)})" if phrase.remarks else told


def _from_to(start: CalendarDate, end: CalendarDate, wording: Wording) -> str:
    compact = _compact(start, end, wording)
    return compact or f"{_date_within(start, wording)} – {_date_within(end, wording)}"


def _compact(start: CalendarDate, end: CalendarDate, wording: Wording) -> str | None:
    """The range with what its ends share told once; `None` where they differ in kind or are doubtful."""
    if not (start.is_plain and end.is_plain) or start.is_season or end.is_season:
        return None
    if len(start.components) != len(end.components):
        return None
    if start.month is None or end.month is None:
        return wording.years.format(first=int(start.year.digits), last=int(end.year.digits))
    if start.year != end.year:
        return None
    return wording.dated.format(rest=_within_a_year(start, end, wording), year=int(start.year.digits))


def _within_a_year(start: CalendarDate, end: CalendarDate, wording: Wording) -> str:
    first, last = (_month_and_day(date, wording, "plain") for date in (start, end))
    if first == last:
        return first
    if start.day is None or end.day is None:
        return f"{first}–{last}"
    if start.month == end.month:
        return f"{int(start.day.digits)}–{last}"
    return f"{first} – {last}"


# ---------------------------------------------------------------- sets


def _set(dates: DateSet, wording: Wording) -> str:
    joint = wording.both if dates.all_of else wording.either
    told = _days_of_one_month(dates, wording, joint) or wording.joined(
        [_member(member, dates, wording) for member in dates.members], joint
    )
    has_range = any(isinstance(member, Span) and member.start and member.end for member in dates.members)
    return wording.one_of.format(dates=told) if has_range and not dates.all_of else told


def _member(member: CalendarDate | Span, dates: DateSet, wording: Wording) -> str:
    if isinstance(member, CalendarDate):
        return _date_within(member, wording)
    if member.start and member.end:
        return _from_to(member.start, member.end, wording)
    if member.start:
        frame = wording.and_later if dates.all_of else wording.or_later
        return frame.format(date=_date_within(member.start, wording))
    assert member.end is not None
    frame = wording.and_earlier if dates.all_of else wording.or_earlier
    return frame.format(date=_date_within(member.end, wording))


def _days_of_one_month(dates: DateSet, wording: Wording, joint: str) -> str | None:
    """ "4 or 6 January 2022"; `None` unless all members are days, or ranges of days, of one month."""
    days: list[str] = []
    ends: list[CalendarDate | None] = []
    for member in dates.members:
        first, last = (member, member) if isinstance(member, CalendarDate) else (member.start, member.end)
        ends += [first, last]
        if first is None or last is None or first.day is None or last.day is None:
            return None
        figures = [str(int(end.day.digits)) for end in (first, last) if end.day and end.is_plain]
        days.append("–".join(dict.fromkeys(figures)))
    months = {(end.year.digits, end.month.digits) for end in ends if end and end.is_plain and end.month}
    if len(months) != 1 or not all(end and end.is_plain for end in ends):
        return None
    ((year, month),) = months
    name = wording.day_months["plain"][int(month) - 1]
    return wording.dated.format(rest=f"{wording.joined(days, joint)} {name}", year=int(year))


# ---------------------------------------------------------------- figures


def _figures(date: CalendarDate | Edge, wording: Wording) -> str:
    if isinstance(date, Edge):
        return "…" if date is Edge.OPEN else "?"
    doubt = date.doubt
    before = "≈" if doubt & Qualifier.APPROXIMATE else ""
    after = "?" if doubt & Qualifier.UNCERTAIN else ""
    return f"{before}{_plain_figures(date, wording)}{after}"


def _plain_figures(date: CalendarDate, wording: Wording) -> str:
    if date.is_season and date.month:
        season = wording.seasons["plain"][SEASONS.index(date.month.digits)]
        return wording.dated.format(rest=season, year=date.year.digits)
    digits = dict(zip(("year", "month", "day"), (part.digits for part in date.components), strict=False))
    return wording.numeric_joint.join(digits[part] for part in wording.numeric if part in digits)


def _member_figures(member: CalendarDate | Span, wording: Wording) -> str:
    if isinstance(member, CalendarDate):
        return _figures(member, wording)
    return " – ".join(_figures(end or Edge.OPEN, wording) for end in (member.start, member.end))
