"""The orders from closed to open: forms in which a person appears, and how exactly place and day are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from aiqyn.core.inquiry import Place
from aiqyn.core.vocab import load_vocabulary

__all__ = ["CLOSED", "LEAST_EXACT", "Exactness", "Openness", "is_at_least", "least_form", "least_open"]

_FINEST_PLACE = "exact"


def is_at_least(form: str, other: str) -> bool:
    """Whether the first form is as open as the second, or more open.

    Example:
        >>> is_at_least("pseudonymous", "described"), is_at_least("withheld", "counted_only")
        (True, False)
    """
    forms = load_vocabulary("consent-forms")
    return forms.rank(form) >= forms.rank(other)


def least_form(*forms: str) -> str:
    """The least open of the forms; at least one is given."""
    return min(forms, key=load_vocabulary("consent-forms").rank)


@dataclass(frozen=True, slots=True)
class Exactness:
    """How exactly a place and a day may be told.

    Attributes:
        place: Vocabulary `place-precisions`.
        date: Vocabulary `date-precisions`.
    """

    place: str
    date: str

    @property
    def place_rank(self) -> int:
        """The rank of the finest place that may be told, on the scale of `rank_of_place`."""
        return load_vocabulary("place-precisions").rank(self.place)

    @property
    def tells_hours(self) -> bool:
        """Whether times of day may be told."""
        return self._date_rank >= load_vocabulary("date-precisions").rank("hour")

    @property
    def tells_days(self) -> bool:
        """Whether days may be told."""
        return self._date_rank >= load_vocabulary("date-precisions").rank("day")

    @property
    def tells_months(self) -> bool:
        """Whether months may be told."""
        return self._date_rank >= load_vocabulary("date-precisions").rank("month")

    @property
    def _date_rank(self) -> int:
        return load_vocabulary("date-precisions").rank(self.date)

    @staticmethod
    def rank_of_place(place: Place) -> int:
        """How fine a place is: what lies below the district counts as the exact place."""
        precisions = load_vocabulary("place-precisions")
        return precisions.rank(place.kind if place.kind in precisions else _FINEST_PLACE)

    def meet(self, other: Exactness) -> Exactness:
        """The less exact of the two, for place and day each."""
        places, dates = load_vocabulary("place-precisions"), load_vocabulary("date-precisions")
        return Exactness(
            min(self.place, other.place, key=places.rank), min(self.date, other.date, key=dates.rank)
        )


LEAST_EXACT = Exactness("country", "year")


@dataclass(frozen=True, slots=True)
class Openness:
    """A form and an exactness together: what one permission allows.

    Attributes:
        form: Vocabulary `consent-forms`.
        exactness: Of places and days.
    """

    form: str
    exactness: Exactness

    @property
    def is_shown(self) -> bool:
        """Whether the person, or what is told of them, stands in the release at all."""
        return is_at_least(self.form, "described")

    def meet(self, other: Openness) -> Openness:
        """The less open of the two, in each respect."""
        return Openness(least_form(self.form, other.form), self.exactness.meet(other.exactness))

    def floored(self) -> Openness:
        """What one who is not shown leaves to the others: described, at the least exactness.

        So that taking a consent back can never open what stands beside it.
        """
        return self if self.is_shown else Openness("described", LEAST_EXACT)


CLOSED = Openness("withheld", LEAST_EXACT)


def least_open(all_of: Iterable[Openness], *, start: Openness) -> Openness:
    """The meet of all, and of `start`."""
    return reduce(Openness.meet, all_of, start)
