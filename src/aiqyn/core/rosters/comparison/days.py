"""Dates of two lists: whether both can be true, which says more, and how two differ that can't."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from aiqyn.core.dates import EdtfDate, Precision, may_overlap, precision
from aiqyn.core.language import Sentence, sentence
from aiqyn.core.values import Unacceptable

__all__ = ["dated", "dates_agree", "exactness", "how_dates_differ"]

_KEPT = 50_000


@lru_cache(_KEPT)
def dated(text: str) -> EdtfDate | None:
    """The date that a text is; `None` where it is none."""
    try:
        return EdtfDate(text)
    except Unacceptable:
        return None


@lru_cache(_KEPT)
def dates_agree(one: str, other: str) -> bool:
    """Whether both can be true of one thing; of what is no date, whether it is the same.

    Example:
        >>> dates_agree("1984", "1984-03-02"), dates_agree("1984-03-02", "1984-02-03")
        (True, False)
    """
    first, second = dated(one), dated(other)
    if first is None or second is None:
        return one == other
    return may_overlap(first, second)


@lru_cache(_KEPT)
def exactness(text: str) -> float:
    """How much a date says: a day more than a month, a month more than a year."""
    date = dated(text)
    return float(Precision.NONE) - 1 if date is None else float(precision(date))


def how_dates_differ(values: Sequence[str]) -> Sentence | None:
    """In words how days differ that can't all be true, where that points to a slip; else `None`.

    Example:
        >>> str(how_dates_differ(["1984-03-02", "1984-02-03"]))
        'day and month may have changed places'
    """
    days = sorted({value for value in values if len(value) == 10 and value[4] == value[7] == "-"})
    for at, one in enumerate(days):
        for other in days[at + 1 :]:
            if one[:4] == other[:4] and (one[5:7], one[8:]) == (other[8:], other[5:7]):
                return sentence("day and month may have changed places")
            if sum(first != second for first, second in zip(one, other, strict=True)) == 1:
                return sentence("they differ in one digit")
    return None
