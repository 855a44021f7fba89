"""The words and endings that dates need in Kazakh, Russian and English.

Only what no catalogue of sentences can hold: months and seasons in the cases that "from" and
"until" ask for, and how a language puts day, month and year together. Names of months are
those of CLDR; a test compares them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aiqyn.core.language import Language

__all__ = ["WORDINGS", "Case", "Wording"]

Case = Literal["plain", "since", "until"]
"""How the date stands in its phrase: by itself, after "from", before or after "until"."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How one language tells dates.

    Attributes:
        months, day_months, seasons: Per case, twelve and four names; `day_months` after a day.
        year: Per case, a year that stands alone.
        years: A range of years.
        dated: A day, month or season and its year; `{rest}` is all but the year.
        about, possibly: Approximate and uncertain dates.
        about_within: Whether "about" stands within "from …", not before it.
        approximate, uncertain: Of components: `{names} approximate`.
        components: Names of year, month, season, day, for "… not known".
        unknown_one, unknown_many: `{names}` not known, of one component and of several.
        decade, one_year, odd_year: A year of which some digits are not known.
        one_month, one_day: Likewise a month, a day.
        day_alone: A day of a month that is not known.
        since, until: One end given, the other open.
        start_unknown, end_unknown: What is added where the other end is unknown.
        start, end, start_open, end_open: For an end that can't be put in a case.
        both, either: Last joint of a list of which all are meant, or one.
        one_of: Before a list of which one is meant and which holds ranges.
        or_earlier, or_later, and_earlier, and_later: Ranges in a set without a limit.
        numeric, numeric_joint: Order of a date in figures, and what joins them.
    """

    months: dict[Case, Sequence[str]]
    day_months: dict[Case, Sequence[str]]
    seasons: dict[Case, Sequence[str]]
    year: dict[Case, str]
    years: str
    dated: str
    about: str
    possibly: str
    about_within: bool
    approximate: str
    uncertain: str
    components: dict[str, str]
    and_components: str
    unknown_one: str
    unknown_many: str
    decade: str
    one_year: str
    odd_year: str
    one_month: str
    one_day: str
    day_alone: str
    since: str
    until: str
    start_unknown: str
    end_unknown: str
    start: str
    end: str
    start_open: str
    end_open: str
    both: str
    either: str
    one_of: str
    or_earlier: str
    or_later: str
    and_earlier: str
    and_later: str
    numeric: tuple[Literal["year", "month", "day"], ...]
    numeric_joint: str

    def joined(self, items: Sequence[str], last_joint: str) -> str:
        """`A, B and C`."""
        if len(items) == 1:
            return items[0]
        return f"{', '.join(items[:-1])} {last_joint} {items[-1]}"


_EN_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_EN_SEASONS = ("spring", "summer", "autumn", "winter")

_EN = Wording(
    months={"plain": _EN_MONTHS, "since": _EN_MONTHS, "until": _EN_MONTHS},
    day_months={"plain": _EN_MONTHS, "since": _EN_MONTHS, "until": _EN_MONTHS},
    seasons={"plain": _EN_SEASONS, "since": _EN_SEASONS, "until": _EN_SEASONS},
    year={"plain": "{year}", "since": "{year}", "until": "{year}"},
    years="{first}–{last}",
    dated="{rest} {year}",
    about="about {date}",
    possibly="possibly {date}",
    about_within=True,
    approximate="{names} approximate",
    uncertain="{names} uncertain",
    components={"year": "year", "month": "month", "season": "season", "day": "day"},
    and_components="and",
    unknown_one="{names} not known",
    unknown_many="{names} not known",
    decade="a year in the {decade}s",
    one_year="one of the years {years}",
    odd_year="a year of the form {digits}",
    one_month="one of the months {months}",
    one_day="one of the days {days}",
    day_alone="day {day} of a month",
    since="from {date}",
    until="until {date}",
    start_unknown="{date}, start not known",
    end_unknown="{date}, end not known",
    start="start: {date}",
    end="end: {date}",
    start_open="start open",
    end_open="end open",
    both="and",
    either="or",
    one_of="one of: {dates}",
    or_earlier="{date} or earlier",
    or_later="{date} or later",
    and_earlier="{date} and all before",
    and_later="{date} and all after",
    numeric=("year", "month", "day"),
    numeric_joint="-",
)

_RU_MONTHS = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
_RU_MONTHS_GENITIVE = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
_RU_SEASONS = ("весна", "лето", "осень", "зима")
_RU_SEASONS_GENITIVE = ("весны", "лета", "осени", "зимы")

_RU = Wording(
    months={"plain": _RU_MONTHS, "since": _RU_MONTHS_GENITIVE, "until": _RU_MONTHS_GENITIVE},
    day_months={
        "plain": _RU_MONTHS_GENITIVE,
        "since": _RU_MONTHS_GENITIVE,
        "until": _RU_MONTHS_GENITIVE,
    },
    seasons={"plain": _RU_SEASONS, "since": _RU_SEASONS_GENITIVE, "until": _RU_SEASONS_GENITIVE},
    year={"plain": "{year} год", "since": "{year} года", "until": "{year} года"},
    years="{first}–{last} годы",
    dated="{rest} {year} года",
    about="примерно {date}",
    possibly="возможно, {date}",
    about_within=False,
    approximate="{names} приблизительно",
    uncertain="{names} под вопросом",
    components={"year": "год", "month": "месяц", "season": "время года", "day": "день"},
    and_components="и",
    unknown_one="{names} неизвестен",
    unknown_many="{names} неизвестны",
    decade="один из {decade}-х годов",
    one_year="один из годов {years}",
    odd_year="год вида {digits}",
    one_month="один из месяцев: {months}",
    one_day="одно из чисел: {days}",
    day_alone="{day}-е число месяца",
    since="с {date}",
    until="до {date} включительно",
    start_unknown="{date}, начало неизвестно",
    end_unknown="{date}, окончание неизвестно",
    start="начало: {date}",
    end="окончание: {date}",
    start_open="начало открыто",
    end_open="окончание открыто",
    both="и",
    either="или",
    one_of="одно из: {dates}",
    or_earlier="{date} или раньше",
    or_later="{date} или позже",
    and_earlier="{date} и всё до этого",
    and_later="{date} и всё после этого",
    numeric=("day", "month", "year"),
    numeric_joint=".",
)

_KK_MONTHS = (
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
)
_KK_MONTHS_ABLATIVE = (
    "қаңтардан",
    "ақпаннан",
    "наурыздан",
    "сәуірден",
    "мамырдан",
    "маусымнан",
    "шілдеден",
    "тамыздан",
    "қыркүйектен",
    "қазаннан",
    "қарашадан",
    "желтоқсаннан",
)
_KK_MONTHS_DATIVE = (
    "қаңтарға",
    "ақпанға",
    "наурызға",
    "сәуірге",
    "мамырға",
    "маусымға",
    "шілдеге",
    "тамызға",
    "қыркүйекке",
    "қазанға",
    "қарашаға",
    "желтоқсанға",
)

_KK = Wording(
    months={"plain": _KK_MONTHS, "since": _KK_MONTHS_ABLATIVE, "until": _KK_MONTHS_DATIVE},
    day_months={"plain": _KK_MONTHS, "since": _KK_MONTHS_ABLATIVE, "until": _KK_MONTHS_DATIVE},
    seasons={
        "plain": ("көктем", "жаз", "күз", "қыс"),
        "since": ("көктемнен", "жаздан", "күзден", "қыстан"),
        "until": ("көктемге", "жазға", "күзге", "қысқа"),
    },
    year={"plain": "{year} жыл", "since": "{year} жылдан", "until": "{year} жылға"},
    years="{first}–{last} жылдар",
    dated="{year} жылғы {rest}",
    about="шамамен {date}",
    possibly="мүмкін, {date}",
    about_within=False,
    approximate="{names} шамамен",
    uncertain="{names} күмәнді",
    components={"year": "жылы", "month": "айы", "season": "мезгілі", "day": "күні"},
    and_components="мен",
    unknown_one="{names} белгісіз",
    unknown_many="{names} белгісіз",
    decade="{decade}-жылдардың бірі",
    one_year="{years} жылдардың бірі",
    odd_year="{digits} түріндегі жыл",
    one_month="мына айлардың бірі: {months}",
    one_day="мына күндердің бірі: {days}",
    day_alone="айдың {day}-күні",
    since="{date} бастап",
    until="{date} дейін (қоса алғанда)",
    start_unknown="{date}, басталуы белгісіз",
    end_unknown="{date}, аяқталуы белгісіз",
    start="басталуы: {date}",
    end="аяқталуы: {date}",
    start_open="басталуы ашық",
    end_open="аяқталуы ашық",
    both="және",
    either="немесе",
    one_of="мыналардың бірі: {dates}",
    or_earlier="{date} немесе одан бұрын",
    or_later="{date} немесе одан кейін",
    and_earlier="{date} және оған дейінгінің бәрі",
    and_later="{date} және одан кейінгінің бәрі",
    numeric=("day", "month", "year"),
    numeric_joint=".",
)

WORDINGS: dict[Language, Wording] = {"en": _EN, "ru": _RU, "kk": _KK}
