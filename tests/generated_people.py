"""Rows of invented people with slips of the pen, for tests of linkage: who is who is known."""

from __future__ import annotations

import random

import numpy as np

from aiqyn.core.rosters.records import Records

SYLLABLES = (
    "ba",
    "ko",
    "mi",
    "ren",
    "to",
    "sal",
    "ver",
    "nu",
    "dor",
    "lin",
    "gas",
    "pel",
    "wi",
    "har",
    "fo",
    "zu",
)


def invented_name(dice: random.Random) -> str:
    return "".join(dice.choices(SYLLABLES, k=dice.choice((2, 3)))).title()


def mistyped(text: str, dice: random.Random) -> str:
    place = dice.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def people_twice(count: int, *, doubled: int, seed: int = 1, rosters: int = 1) -> tuple[Records, np.ndarray]:
    """Rows of so many people, of whom the first `doubled` have a second row with slips; and whose each is.

    With two rosters the second rows are the second list.
    """
    dice = random.Random(seed)
    surnames = [invented_name(dice) for _ in range(max(count // 3, 4))]
    given = [invented_name(dice) for _ in range(40)]
    towns = [invented_name(dice) for _ in range(12)]
    rows = []
    for person in range(count):
        born = f"{dice.randrange(1940, 2010)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}"
        rows.append((person, dice.choice(surnames), dice.choice(given), born, dice.choice(towns)))
    again = []
    for person, surname, first, born, town in rows[:doubled]:
        kind = dice.randrange(6)
        again.append(
            (
                person,
                mistyped(surname, dice) if kind == 0 else surname,
                mistyped(first, dice) if kind == 1 else first,
                None if kind == 2 else f"{born[:8]}{int(born[8:]) % 28 + 1:02}" if kind == 3 else born,
                None if kind == 4 else town,
            )
        )
    everybody = rows + again
    columns = list(zip(*everybody, strict=True))
    total = len(everybody)
    roster_of = np.zeros(total, np.int32)
    if rosters == 2:
        roster_of[count:] = 1
    records = Records(
        tuple("ab"[:rosters]),
        roster_of,
        tuple(str(number) for number in range(total)),
        np.arange(2, total + 2),
        dict(zip(("surname", "given_name", "born", "locality"), columns[1:], strict=True)),
    )
    return records, np.array(columns[0])


def list_of(rosters: dict[str, list[dict[str, str]]]) -> Records:
    """Lists from their rows, as a table would hold them."""
    rows = [row for each in rosters.values() for row in each]
    fields = dict.fromkeys(field for row in rows for field in row)
    return Records(
        tuple(rosters),
        np.repeat(np.arange(len(rosters), dtype=np.int32), [len(each) for each in rosters.values()]),
        tuple(str(number) for number in range(len(rows))),
        np.arange(2, len(rows) + 2),
        {field: tuple(row.get(field) for row in rows) for field in fields},
    )
