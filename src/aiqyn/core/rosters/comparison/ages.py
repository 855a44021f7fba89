"""Ages in whole years beside days of birth and of death."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from aiqyn.core.dates import earliest, latest
from aiqyn.core.rosters.comparison.days import dated

__all__ = ["age_between", "ages_agree"]

_KEPT = 50_000


@lru_cache(_KEPT)
def age_between(born: str, died: str) -> tuple[int, int] | None:
    """The least and the greatest age in whole years that two dates allow; `None` where they bound none.

    Example:
        >>> age_between("1984-03-02", "2022-01-05"), age_between("1984", "2022-01")
        ((37, 37), (37, 38))
        >>> age_between("1984-03-02", "1980") is None
        True
    """
    birth, death = dated(born), dated(died)
    if birth is None or death is None:
        return None
    bounds = earliest(birth), latest(birth), earliest(death), latest(death)
    if any(bound is None for bound in bounds):
        return None
    first_born, last_born, first_died, last_died = (bound for bound in bounds if bound is not None)
    most = _years(first_born, last_died)
    return None if most < 0 else (max(_years(last_born, first_died), 0), most)


def _years(born: date, died: date) -> int:
    return died.year - born.year - ((died.month, died.day) < (born.month, born.day))


def ages_agree(one: str, other: str) -> bool:
    """Whether two ages, or stretches of ages (`37–38`), have an age in common.

    Example:
        >>> ages_agree("37", "37–38"), ages_agree("37", "38")
        (True, False)
    """
    first, second = _stretch(one), _stretch(other)
    if first is None or second is None:
        return one == other
    return first[0] <= second[1] and second[0] <= first[1]


def _stretch(text: str) -> tuple[int, int] | None:
    least, _, most = text.partition("–")
    if not least.isdecimal() or not (most.isdecimal() or not most):
        return None
    return int(least), int(most or least)
