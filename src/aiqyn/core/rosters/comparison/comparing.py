"""What some lists say together, once it is settled which rows are one person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiqyn.core.dates import EdtfDate
from aiqyn.core.rosters.comparison.attributes import Agreement, Profile, profiles
from aiqyn.core.rosters.comparison.copying import Kinship, kinships_of
from aiqyn.core.rosters.comparison.growth import Step, growth_of
from aiqyn.core.rosters.comparison.overlaps import Overlaps, chances_to_be_on, overlaps_of
from aiqyn.core.rosters.comparison.people import People, people_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.records import Records

__all__ = ["ListComparison", "compare_lists"]


@dataclass(frozen=True, slots=True, eq=False)
class ListComparison:
    """What the lists say.

    Attributes:
        records: Their rows.
        people: Who is who, as the links stand.
        overlaps: How many are on which lists.
        chances: For each person and list how probable it is that the person is on it; `None` without draws.
        official: Position of the official list; `None` where none was named.
        growth: How what is known grew, list by list; of lists with a date.
        kinships: Which lists are too equal to be independent.
        copied_from: For lists on record as having taken rows from others, those others.
    """

    records: Records
    people: People
    overlaps: Overlaps
    chances: NDArray[np.float64] | None
    official: int | None
    growth: tuple[Step, ...]
    kinships: tuple[Kinship, ...]
    copied_from: Mapping[str, Collection[str]]

    def only_on_one(self) -> NDArray[np.intp]:
        """The persons who are on no more than one list."""
        import numpy as np

        return np.flatnonzero(self.people.on.sum(axis=1) == 1)

    def not_on_official(self) -> NDArray[np.intp]:
        """The persons who are on some list and not on the official one; nobody where none was named."""
        import numpy as np

        if self.official is None:
            return np.empty(0, np.intp)
        return np.flatnonzero(~self.people.on[:, self.official])

    def profiles(self) -> Iterator[tuple[Profile, ...]]:
        """What the lists say of each person, one after the other."""
        return profiles(self.records, self.people.each(), copied_from=self.copied_from)

    def conflicts(self, *, least: Agreement = Agreement.SPELLING) -> Iterator[tuple[int, Profile]]:
        """The attributes of persons that a person should look at, each with whose it is.

        Args:
            least: What agrees better is left out.
        """
        for person, found in enumerate(self.profiles()):
            yield from ((person, profile) for profile in found if profile.agreement >= least)


def compare_lists(
    records: Records,
    labels: NDArray[np.integer],
    *,
    draws: NDArray[np.integer] | None = None,
    official: str | None = None,
    as_of: Mapping[str, EdtfDate] | None = None,
    copied_from: Mapping[str, Collection[str]] | None = None,
    level: float = 0.95,
    seed: int = 1,
) -> ListComparison:
    """What some lists say together.

    Args:
        records: The lists' rows, those of each list in its order.
        labels: For each record any number, the same for those of one person.
        draws: Labels of the records in draws from what linkage holds possible, one row each; numbers from
            0 on, not much larger than there are records. Without them no interval is told.
        official: The id of the list that others are held against.
        as_of: The dates of lists, by their ids.
        copied_from: For lists on record as having taken rows from others, those others' ids.
        level: Coverage of intervals, between 0 and 1.
        seed: Of the shuffles by which copying is looked for.

    Raises:
        ValueError: `official` is none of the lists, labels or draws are not of the records, or `level` is
            not between 0 and 1.
    """
    if official is not None and official not in records.rosters:
        raise ValueError(f"no list {official!r} among {', '.join(records.rosters)}")
    if draws is not None and (draws.ndim != 2 or not len(draws) or draws.shape[1] != len(records)):
        raise ValueError(f"draws of {len(records)} records, not of shape {draws.shape}")
    if not 0 < level < 1:
        raise ValueError(f"a level between 0 and 1, not {level}")
    people = people_of(records, labels)
    return ListComparison(
        records,
        people,
        overlaps_of(records, people, draws=draws, level=level),
        None if draws is None else chances_to_be_on(records, people, draws),
        None if official is None else records.rosters.index(official),
        growth_of(records, people, as_of or {}),
        kinships_of(records, people, copied_from=copied_from, seed=seed),
        copied_from or {},
    )
