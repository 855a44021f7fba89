"""How what is known grew from list to list: the persons that each brought when it appeared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiqyn.core.dates import EdtfDate, sort_key

if TYPE_CHECKING:
    from aiqyn.core.rosters.comparison.people import People
    from aiqyn.core.rosters.records import Records

__all__ = ["Step", "growth_of"]


@dataclass(frozen=True, slots=True)
class Step:
    """One list as it appeared.

    Attributes:
        roster: Position of the list.
        as_of: When.
        persons: How many are on it.
        new: How many of these are on no earlier list.
        known: How many are on it or on an earlier one.
    """

    roster: int
    as_of: EdtfDate
    persons: int
    new: int
    known: int


def growth_of(records: Records, people: People, as_of: Mapping[str, EdtfDate]) -> tuple[Step, ...]:
    """The lists in the order in which they appeared; those without a date are left out.

    Args:
        records: The lists' rows.
        people: Who is who.
        as_of: The dates of lists, by their ids. Lists of one date follow each other as they were given.
    """
    import numpy as np

    dated = [(as_of[roster], at) for at, roster in enumerate(records.rosters) if roster in as_of]
    known = np.zeros(len(people), np.bool_)
    steps = []
    for when, at in sorted(dated, key=lambda one: (sort_key(one[0])[0], one[1])):
        on = people.on[:, at]
        new = int((on & ~known).sum())
        known |= on
        steps.append(Step(at, when, int(on.sum()), new, int(known.sum())))
    return tuple(steps)
