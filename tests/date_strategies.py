"""Strategies for dates: only valid ones, each with a day that it holds as far as it has one.

They are built from a day outwards, by blanking digits, dropping parts, marking doubt and
joining, so nothing needs to be filtered out. A `Dated` text of one date always allows `day`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

__all__ = [
    "Dated",
    "dated_texts",
    "edtf_texts",
    "interval_texts",
    "plain_days",
    "plain_texts",
    "set_texts",
    "unmarked_texts",
]

SIGNS = ("", "", "", "", "~", "?", "%")


@dataclass(frozen=True)
class Dated:
    """A text and a day that it allows."""

    text: str
    day: date


# Most dates of records are near each other; the far ends of the calendar come too.
plain_days = st.one_of(
    st.dates(date(2021, 12, 1), date(2022, 4, 30)),
    st.dates(date(1990, 1, 1), date(2035, 12, 31)),
    st.dates(date(1, 1, 1), date(9999, 12, 31)),
)


def _iso(day: date) -> list[str]:
    return [f"{day.year:04}", f"{day.month:02}", f"{day.day:02}"]


def _season(day: date) -> str:
    return {3: "21", 4: "21", 5: "21", 6: "22", 7: "22", 8: "22", 9: "23", 10: "23", 11: "23"}.get(
        day.month, "24"
    )


@st.composite
def plain_texts(draw: st.DrawFn) -> Dated:
    """A day, month or year, all digits known."""
    day = draw(plain_days)
    return Dated("-".join(_iso(day)[: draw(st.integers(1, 3))]), day)


@st.composite
def unmarked_texts(draw: st.DrawFn) -> Dated:
    """A day, month, season or year, with any digits unknown, without marks of doubt."""
    day = draw(plain_days)
    parts = _iso(day)[: draw(st.sampled_from((1, 2, 3, 3, 3)))]
    if len(parts) == 2 and draw(st.booleans()):
        return Dated(f"{parts[0]}-{_season(day)}", day)
    if draw(st.booleans()):
        parts = ["".join(draw(st.sampled_from((digit, digit, "X"))) for digit in part) for part in parts]
    return Dated("-".join(parts), day)


@st.composite
def dated_texts(draw: st.DrawFn) -> Dated:
    """One date of any kind, with marks of doubt anywhere."""
    plain = draw(unmarked_texts())
    if draw(st.booleans()):
        return plain
    signs = st.sampled_from(SIGNS)
    marked = [f"{draw(signs)}{part}{draw(signs)}" for part in plain.text.split("-")]
    return Dated("-".join(marked), plain.day)


@st.composite
def interval_texts(draw: st.DrawFn) -> str:
    """An interval, its ends in order, one of them open or unknown at times."""
    start, end = sorted((draw(dated_texts()), draw(dated_texts())), key=lambda dated: dated.day)
    shape = draw(st.sampled_from(("{0}/{1}", "{0}/{1}", "{0}/..", "../{1}", "{0}/", "/{1}")))
    return shape.format(start.text, end.text)


@st.composite
def set_texts(draw: st.DrawFn) -> str:
    """A set of two to four members, ranges among them, the outer ones without a limit at times."""
    count = draw(st.integers(2, 4))
    members = []
    for place in range(count):
        start, end = sorted((draw(dated_texts()), draw(dated_texts())), key=lambda dated: dated.day)
        shapes = ["{0}", "{0}", "{0}..{1}"]
        shapes += ["..{0}"] if place == 0 else ["{0}.."] if place == count - 1 else []
        members.append(draw(st.sampled_from(shapes)).format(start.text, end.text))
    opening, closing = draw(st.sampled_from(("[]", "{}")))
    return f"{opening}{','.join(members)}{closing}"


def edtf_texts() -> st.SearchStrategy[str]:
    """Any acceptable text."""
    one = dated_texts().map(lambda dated: dated.text)
    return st.one_of(one, one, interval_texts(), set_texts())
