"""The moments that figures are of, and which of them certainly come one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from aiqyn.core.dates import Comparison, EdtfDate, certainly_before, compare, sort_key

__all__ = ["Moment", "is_one_moment", "moment_of", "moments_in_order", "up_sets"]


_compare = lru_cache(maxsize=4096)(compare)
_certainly_before = lru_cache(maxsize=4096)(certainly_before)
_sort_key = lru_cache(maxsize=4096)(sort_key)


@dataclass(frozen=True, slots=True)
class Moment:
    """What one or more figures give as the moment that they count.

    Figures with the same text, or with texts for the very same days, are of the same moment.
    For anything wider than a day (`2022-03`) that is an assumption: both may be true of
    different days of that month.

    Attributes:
        as_of: The date; `None` for figures that give none.
    """

    as_of: EdtfDate | None

    @property
    def is_exact(self) -> bool:
        """Whether two figures of this moment surely count at the same time."""
        return self.as_of is not None and _compare(self.as_of, self.as_of) is Comparison.SAME

    def is_before(self, other: Moment) -> bool:
        """Whether this moment certainly comes before the other."""
        return (
            self.as_of is not None and other.as_of is not None and _certainly_before(self.as_of, other.as_of)
        )

    @property
    def key(self) -> tuple[int, int, int, str]:
        """Sorts moments; where one is certainly before another, its key is smaller."""
        return (1, 0, 0, "") if self.as_of is None else (0, *_sort_key(self.as_of))


def is_one_moment(first: EdtfDate | None, second: EdtfDate | None) -> bool:
    """Whether figures with these dates are taken to count at the same moment."""
    if first is None or second is None:
        return first is second
    return first == second or _compare(first, second) is Comparison.SAME


def moments_in_order(dates: Iterable[EdtfDate | None]) -> tuple[Moment, ...]:
    """The distinct moments of some dates, earliest first."""
    moments: list[Moment] = []
    for moment in sorted({Moment(date) for date in dates}, key=lambda moment: moment.key):
        if not any(is_one_moment(moment.as_of, known.as_of) for known in moments):
            moments.append(moment)
    return tuple(moments)


def moment_of(date: EdtfDate | None, moments: Sequence[Moment]) -> Moment:
    """The one of the moments that a date belongs to."""
    return next(moment for moment in moments if is_one_moment(moment.as_of, date))


def up_sets(after: Sequence[int], *, limit: int) -> tuple[int, ...] | None:
    """The sets of moments, as bits, that hold with each moment all that certainly follow it.

    Whoever is counted at a moment is counted at every later one, so these are the ways in
    which one unit can be present. The empty set is left out.

    Args:
        after: For each moment the set of those that certainly follow it, as bits.
        limit: Give up beyond so many.

    Returns:
        The sets in ascending order, or `None` where there are more than `limit`.

    Example:
        >>> up_sets([0b10, 0b00], limit=9)
        (2, 3)
        >>> up_sets([0, 0], limit=9)
        (1, 2, 3)
    """
    found = {0}
    for moment, later in enumerate(after):
        found |= {known | 1 << moment | later for known in found}
        if len(found) > limit + 1:
            return None
    return tuple(sorted(found - {0}))
