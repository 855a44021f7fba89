"""Who is on which list, once it is settled which rows are one person: the table that everything else is read off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.records import Records

__all__ = ["People", "people_of", "presence"]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The persons on some lists.

    Attributes:
        of_record: For each record its person, counted from 0; shape `(records,)`.
        order: The records' positions, one person's together, in the order of the lists; shape `(records,)`.
        starts: Where each person's begin in `order`, and at the end how many there are; shape `(persons + 1,)`.
        on: Whether each person is on each list; shape `(persons, lists)`.
    """

    of_record: NDArray[np.intp]
    order: NDArray[np.intp]
    starts: NDArray[np.intp]
    on: NDArray[np.bool_]

    def __len__(self) -> int:
        """How many persons there are."""
        return len(self.starts) - 1

    def records_of(self, person: int) -> tuple[int, ...]:
        """The positions of one person's records.

        Args:
            person: Counted from 0.
        """
        return tuple(self.order[self.starts[person] : self.starts[person + 1]].tolist())

    def each(self) -> Iterator[tuple[int, ...]]:
        """The positions of the records of one person after the other."""
        order, starts = self.order.tolist(), self.starts.tolist()
        for start, end in pairwise(starts):
            yield tuple(order[start:end])


def people_of(records: Records, labels: NDArray[np.integer]) -> People:
    """The persons that some labels make of the records.

    Persons are numbered by their first record, whatever the labels are.

    Args:
        records: The lists' rows.
        labels: For each record any number, the same for those of one person.

    Raises:
        ValueError: There are not as many labels as records.
    """
    import numpy as np

    if len(labels) != len(records):
        raise ValueError(f"{len(records)} records, {len(labels)} labels")
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    number = np.empty(len(first), np.intp)
    number[np.argsort(first)] = np.arange(len(first))
    of_record = number[inverse.reshape(-1)] if len(first) else np.empty(0, np.intp)
    order = np.argsort(of_record, kind="stable")
    starts = np.searchsorted(of_record[order], np.arange(len(first) + 1))
    on = np.zeros((len(first), len(records.rosters)), np.bool_)
    on[of_record, records.roster_of] = True
    return People(of_record, order, starts, on)


def presence(records: Records, labels: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Whether each label is on each list; labels are numbers from 0 on, and some may be nobody's.

    Args:
        records: The lists' rows.
        labels: For each record a whole number, 0 or more, the same for those of one person.

    Returns:
        Shape `(largest label + 1, lists)`; a row without any list is a label that no record has.
    """
    import numpy as np

    on = np.zeros((int(labels.max(initial=-1)) + 1, len(records.rosters)), np.bool_)
    on[labels, records.roster_of] = True
    return on
