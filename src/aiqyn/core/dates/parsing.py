"""Reads EDTF text into its parts, or says what would have been right.

Covers ISO 8601-2 level 0 and 1 for the years 0000 to 9999, and of level 2: sets, signs on
single components, and `X` for any digit. Not covered, because nothing the field records
needs them, and each is refused with the reason: years of other lengths, seasons of a named
hemisphere, quarters, significant digits, and times of day (which are kept apart).
"""

from __future__ import annotations

import re

from aiqyn.core.dates.bounds import first_day, last_day
from aiqyn.core.dates.calendar import days_in_month
from aiqyn.core.dates.parts import (
    CalendarDate,
    Component,
    DateSet,
    Edge,
    Expression,
    Interval,
    Qualifier,
    Span,
)
from aiqyn.core.language import Sentence, sentence
from aiqyn.core.values import Unacceptable

__all__ = ["LONGEST", "MONTH_NAMES", "PATTERN", "parse"]

LONGEST = 500
"""So many characters a date may have; only a long set comes near."""

_SIGN = "[?~%]?"
_DATE = f"{_SIGN}[0-9X]{{4}}{_SIGN}(-{_SIGN}[0-9X]{{2}}{_SIGN}){{0,2}}"
_MEMBER = rf"({_DATE}|(\.\.)?{_DATE}|{_DATE}\.\.({_DATE})?)"
PATTERN = (
    rf"^({_DATE}|{_DATE}/({_DATE}|\.\.)?|(\.\.)?/{_DATE}"
    rf"|\[{_MEMBER}(,{_MEMBER})*\]|\{{{_MEMBER}(,{_MEMBER})*\}})$"
)
"""Form of every acceptable text, as a regular expression of ECMA 262; not every text of the
form is a date that exists."""

_COMPONENTS = re.compile(
    f"(?P<year_alone>{_SIGN})(?P<year>[0-9X]{{4}})(?P<year_group>{_SIGN})"
    f"(?:-(?P<month_alone>{_SIGN})(?P<month>[0-9X]{{2}})(?P<month_group>{_SIGN})"
    f"(?:-(?P<day_alone>{_SIGN})(?P<day>[0-9X]{{2}})(?P<day_group>{_SIGN}))?)?"
)

MONTH_NAMES: tuple[Sentence, ...] = (
    sentence("January"),
    sentence("February"),
    sentence("March"),
    sentence("April"),
    sentence("May"),
    sentence("June"),
    sentence("July"),
    sentence("August"),
    sentence("September"),
    sentence("October"),
    sentence("November"),
    sentence("December"),
)

_EXAMPLES = "2022-01-05, 2022-01, 2022-01-XX, 2022-01-05~, 2022-01-04/2022-01-06"


def parse(text: str) -> Expression:
    """The parts of an EDTF text; printed again, they give the text back.

    Raises:
        Unacceptable: The text is not EDTF as far as covered here, or no such day exists.
            `accepted` gives examples near to what was found, `because` the reason where one
            can be told.
    """
    if len(text) > LONGEST:
        raise _unacceptable(sentence("a date has {most} characters at most", most=LONGEST))
    if text[:1] in ("[", "{"):
        return _set(text)
    if text.count("/") == 1:
        return _interval(text)
    return _calendar_date(text)


def _interval(text: str) -> Interval:
    start_text, end_text = text.split("/")
    start, end = _end(start_text), _end(end_text)
    if isinstance(start, Edge) and isinstance(end, Edge):
        raise _unacceptable(sentence("an interval needs a date at one of its ends at least"))
    if isinstance(start, CalendarDate) and isinstance(end, CalendarDate):
        _check_order(start, end)
    return Interval(start, end)


def _end(text: str) -> CalendarDate | Edge:
    return Edge(text) if text in ("", "..") else _calendar_date(text)


def _set(text: str) -> DateSet:
    closing = "]" if text[0] == "[" else "}"
    if not text.endswith(closing):
        because = sentence(
            "a set that begins with {opening} ends with {closing}", opening=text[0], closing=closing
        )
        raise _unacceptable(because)
    if " " in text:
        raise _unacceptable(sentence("EDTF has no spaces"))
    members = tuple(_member(member) for member in text[1:-1].split(","))
    if len(members) == 1 and isinstance(members[0], CalendarDate):
        raise _unacceptable(
            sentence(
                "a set names several dates or a range of dates: {example}", example="[2022-01-04,2022-01-06]"
            )
        )
    return DateSet(all_of=text[0] == "{", members=members)


def _member(text: str) -> CalendarDate | Span:
    start_text, dots, end_text = text.partition("..")
    if not dots:
        return _calendar_date(text)
    start = _calendar_date(start_text) if start_text else None
    end = _calendar_date(end_text) if end_text or not start_text else None
    if start and end:
        _check_order(start, end)
    return Span(start, end)


def _check_order(start: CalendarDate, end: CalendarDate) -> None:
    first, last = first_day(start), last_day(end)
    assert first is not None
    assert last is not None
    if first > last:
        raise _unacceptable(
            sentence("the start, {start}, is after the end, {end}", start=start.text, end=end.text)
        )


def _calendar_date(text: str) -> CalendarDate:
    found = _COMPONENTS.fullmatch(text)
    if not found:
        raise _unacceptable(_why_not_edtf(text), _nearest(text))
    year, month, day = (_component(found, name) for name in ("year", "month", "day"))
    assert year is not None
    date = CalendarDate(year, month, day)
    _check_exists(date)
    return date


def _component(found: re.Match[str], name: str) -> Component | None:
    digits = found[name]
    if digits is None:
        return None
    return Component(digits, Qualifier.of(found[f"{name}_alone"]), Qualifier.of(found[f"{name}_group"]))


def _check_exists(date: CalendarDate) -> None:
    if date.is_season and date.day:
        raise _unacceptable(sentence("a season has no days of its own"))
    if first_day(date) is None:
        raise _unacceptable(*_why_it_does_not_exist(date))


def _why_it_does_not_exist(date: CalendarDate) -> tuple[Sentence, str]:
    year, month, day = date.year, date.month, date.day
    assert month is not None
    if not month.candidates(1, 12):
        why = sentence("months run from 01 to 12, and 21 to 24 stand for spring, summer, autumn, winter")
        return why, _EXAMPLES
    assert day is not None
    if not day.candidates(1, 31):
        return sentence("days run from 01 to 31"), _EXAMPLES
    if not month.is_known or (month.digits == "02" and not year.is_known):
        return sentence("no day that exists fits {found}", found=date.text), _EXAMPLES
    return _why_the_month_is_shorter(year.digits, int(month.digits))


def _why_the_month_is_shorter(year: str, month: int) -> tuple[Sentence, str]:
    name = MONTH_NAMES[month - 1]
    last = days_in_month(int(year.replace("X", "0")), month)
    stem = f"{year}-{month:02}"
    examples = f"{stem}-{last}, {stem}, {stem}-XX, {stem}-{last}~"
    if month == 2:
        return sentence("{month} {year} has {days} days", month=name, year=year, days=last), examples
    return sentence("{month} has {days} days", month=name, days=last), examples


# What people write instead of EDTF, and what they are told. Each pattern takes the whole text.
_TIME = re.compile(r"(?P<date>[0-9X-]{10})[T ](?P<time>\d\d:\d\d).*")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?: ?г\.?| ?ж\.?)?")
_SHORT = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?")
_LONG_YEAR = re.compile(r"[+-]\d{4,}(-.*)?|Y.*|\d{5,}(-.*)?")


def _why_not_edtf(text: str) -> Sentence | None:
    if found := _TIME.fullmatch(text):
        return sentence("the time of day, {time}, has a field of its own", time=found["time"])
    if (found := _DAY_FIRST.fullmatch(text)) or (found := _SHORT.fullmatch(text)):
        return _why_other_order(found)
    if "x" in text or "Х" in text or "х" in text:
        return sentence("a digit that is not known is written as the Latin capital X")
    if _LONG_YEAR.fullmatch(text):
        return sentence("years run from 0000 to 9999, in four digits")
    if text != text.strip() or " " in text:
        return sentence("EDTF has no spaces")
    if text.count("/") > 1:
        return sentence("an interval has one slash, between its start and its end")
    return None


def _why_other_order(found: re.Match[str]) -> Sentence:
    iso = _iso(found)
    try:
        _calendar_date(iso)
    except Unacceptable as fault:
        return fault.because or fault.accepted
    return sentence("EDTF writes the year first, then month and day in two digits: {date}", date=iso)


def _nearest(text: str) -> str:
    """Examples near to what was found: of its month, if the month can be told."""
    found = _DAY_FIRST.fullmatch(text) or _SHORT.fullmatch(text)
    if not found:
        return _EXAMPLES
    iso = _iso(found)
    try:
        _calendar_date(iso)
    except Unacceptable as fault:
        return str(fault.accepted.values.get("examples", _EXAMPLES))
    month = iso[:7]
    return ", ".join(dict.fromkeys((iso, month, f"{month}-XX", f"{iso}~")))


def _iso(found: re.Match[str]) -> str:
    parts = [part for part in (found["month"], found["day"]) if part is not None]
    return "-".join([found["year"], *(part.rjust(2, "0") for part in parts)])


def _unacceptable(because: Sentence | None, examples: str = _EXAMPLES) -> Unacceptable:
    return Unacceptable(sentence("a date that exists, as EDTF: {examples}", examples=examples), because)
