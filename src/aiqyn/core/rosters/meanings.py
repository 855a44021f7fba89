"""What a column of a list can mean: the fields of records, and what is read into them."""

from __future__ import annotations

from typing import Literal, get_args

from aiqyn.core.rosters.records import Field

__all__ = ["JOINED", "MEANINGS", "Meaning", "MeaningOfReading", "letter_of"]

MeaningOfReading = Literal[
    "identifier",
    "number",
    "entry",
    "initials",
    "birth_year",
    "birth_month",
    "birth_day",
    "death_year",
    "death_month",
    "death_day",
    "unread",
]
"""What a column can mean beside the fields of records.

`identifier` names a row within its list: on each row, and each once. `number` counts rows. `entry` is
a whole row in one text: "Тоқаев Қ.Ж., 1985 г.р., Алматы, 05.01". Years, months and days in columns of
their own become one date. `unread` is kept as received and not looked at.
"""

Meaning = Literal[Field, MeaningOfReading]
"""All that a column can mean."""

MEANINGS: tuple[Meaning, ...] = get_args(Meaning)

JOINED: dict[Field, str] = {
    "surname": " ",
    "given_name": " ",
    "patronymic": " ",
    "place_of_birth": ", ",
    "place_of_death": ", ",
    "residence": ", ",
    "street": ", ",
    "locality": ", ",
    "region": ", ",
    "occupation": ", ",
    "other": ", ",
}
"""Fields that several columns can make together, and what stands between their values."""


def letter_of(place: int) -> str:
    """A column as a spreadsheet names it.

    Example:
        >>> letter_of(0), letter_of(25), letter_of(26), letter_of(702)
        ('A', 'Z', 'AA', 'AAA')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
