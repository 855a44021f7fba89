"""What is known of the persons on lists, row by row: the common ground of reading, linkage and review.

A list's cells stay as they were received; what stands here is what they were read as. Values are
columns, since a list can have millions of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FIELDS", "Field", "Records"]

Field = Literal[
    "name",
    "surname",
    "given_name",
    "patronymic",
    "sex",
    "born",
    "age",
    "died",
    "place_of_birth",
    "place_of_death",
    "residence",
    "street",
    "street_number",
    "locality",
    "postcode",
    "region",
    "country",
    "occupation",
    "email",
    "phone",
    "national_number",
    "other",
]
"""What a row can tell of a person.

`name` is a whole name, its parts in any order; where a list gives the parts, `surname`, `given_name`
(with initials where the list has no more, and with all given names) and `patronymic` hold them.
`born` and `died` are EDTF; `age` is in whole years, at death where the person died, at the list's
date otherwise. Places are as written, the wider after the narrower (`locality, region`). `sex` is
`female` or `male`. `other` is text that may be compared and has no meaning of its own here.
"""

FIELDS: tuple[Field, ...] = get_args(Field)


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """The rows of some lists, as read.

    Attributes:
        rosters: The lists' ids.
        roster_of: For each record the position of its list in `rosters`; shape `(records,)`.
        record: For each record what identifies it within its list: the list's own identifier where
            it has one that no two rows share, else the row's number as text.
        row: For each record its row in the file, counted as a spreadsheet does: the first is 1,
            whether or not it holds titles; shape `(records,)`.
        fields: For each field that some list has, its value in each record: `None` where the row
            doesn't tell. Values are not empty and have no space at their ends.
    """

    rosters: tuple[str, ...]
    roster_of: NDArray[np.int32]
    record: Sequence[str]
    row: NDArray[np.int64]
    fields: Mapping[Field, Sequence[str | None]]

    def __len__(self) -> int:
        """How many records there are."""
        return len(self.record)

    def told(self, position: int) -> dict[Field, str]:
        """What one record tells, without the fields on which it is silent.

        Args:
            position: Of the record, counted from 0.
        """
        values = ((field, column[position]) for field, column in self.fields.items())
        return {field: value for field, value in values if value is not None}

    def of_roster(self, position: int) -> NDArray[np.intp]:
        """The positions of one list's records, in the list's order.

        Args:
            position: Of the list in `rosters`.
        """
        import numpy as np

        return np.flatnonzero(self.roster_of == position)

    def named(self) -> Iterator[tuple[str, str]]:
        """For each record its list and its identifier there, as files of links name it."""
        for roster, record in zip(self.roster_of.tolist(), self.record, strict=True):
            yield self.rosters[roster], record

    @staticmethod
    def together(parts: Sequence[Records]) -> Records:
        """The records of several lists as one, in the order given.

        Args:
            parts: Each with lists of its own.

        Raises:
            ValueError: Two parts have a list in common.
        """
        import numpy as np

        rosters = tuple(roster for part in parts for roster in part.rosters)
        if len(set(rosters)) != len(rosters):
            raise ValueError("each list once")
        starts = np.cumsum([0, *(len(part.rosters) for part in parts)])[:-1]
        present: list[Field] = [field for field in FIELDS if any(field in part.fields for part in parts)]
        return Records(
            rosters,
            np.concatenate(
                [part.roster_of + start for part, start in zip(parts, starts, strict=True)]
                or [np.empty(0, np.int32)]
            ).astype(np.int32),
            tuple(record for part in parts for record in part.record),
            np.concatenate([part.row for part in parts] or [np.empty(0, np.int64)]),
            {
                field: tuple(value for part in parts for value in part.fields.get(field, (None,) * len(part)))
                for field in present
            },
        )
