"""Records of invented people for the benchmarks of linkage at scale: a fifth are second rows of others, with slips.

Names follow a power law over syllables put together, so that some are common and most are rare; towns too. Of
the second rows each column is silent in one of twenty, and has a slip in one of twelve.
"""

from __future__ import annotations

from typing import Any

import numpy as np

SURNAMES, GIVEN_NAMES, TOWNS, HOSTS = 60_000, 3_000, 400, 50
DOUBLED = 0.2
SLIPS, SILENT = 0.08, 0.05

_SYLLABLES = np.array(
    [
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
        "ne",
        "ari",
        "osk",
        "ev",
        "ten",
        "may",
        "dul",
        "ish",
    ]
)


def invented(count: int, dice: np.random.Generator) -> np.ndarray:
    """So many words, each once."""
    words: dict[str, None] = {}
    while len(words) < count:
        lengths = dice.integers(2, 5, count)
        for length in lengths.tolist():
            words["".join(dice.choice(_SYLLABLES, length))] = None
    return np.array(list(words)[:count], dtype=object)


def drawn(words: np.ndarray, count: int, dice: np.random.Generator, power: float) -> np.ndarray:
    chances = 1 / np.arange(1, len(words) + 1) ** power
    return words[dice.choice(len(words), count, p=chances / chances.sum())]


def slipped(values: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """With a letter lost, doubled or exchanged with the next in some of them, and some silent."""
    found = values.copy()
    for place in np.flatnonzero(dice.random(len(values)) < SLIPS).tolist():
        text = found[place]
        at = int(dice.integers(0, len(text) - 1))
        kind = int(dice.integers(3))
        if kind == 0:
            found[place] = text[:at] + text[at + 1 :]
        elif kind == 1:
            found[place] = text[: at + 1] + text[at:]
        else:
            found[place] = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    found[dice.random(len(values)) < SILENT] = None
    return found


def generated(count: int, *, seed: int = 20260101) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Columns of so many records, and whose each is."""
    dice = np.random.default_rng(seed)
    people = count - int(count * DOUBLED)
    given = drawn(invented(GIVEN_NAMES, dice), people, dice, 0.9)
    surname = drawn(invented(SURNAMES, dice), people, dice, 0.8)
    days = np.datetime64("1930-01-01") + dice.integers(0, 29_000, people).astype("timedelta64[D]")
    born = np.datetime_as_string(days).astype(object)
    town = drawn(invented(TOWNS, dice), people, dice, 0.8)
    numbers = dice.integers(0, 10_000, people).astype(str).astype(object)
    # No more than one in two addresses is made of its owner's name.
    user = np.where(dice.random(people) < 0.5, surname, drawn(invented(SURNAMES, dice), people, dice, 0.3))
    email = user + numbers + "@" + drawn(invented(HOSTS, dice), people, dice, 1.0) + ".example"
    columns = {"given_name": given, "surname": surname, "born": born, "locality": town, "email": email}
    doubled = dice.choice(people, count - people, replace=False)
    rows: dict[str, np.ndarray] = {}
    for name, values in columns.items():
        again = values[doubled]
        if name == "born":
            wrong = np.flatnonzero(dice.random(len(again)) < SLIPS)
            moved = days[doubled][wrong] + dice.integers(1, 400, len(wrong)).astype("timedelta64[D]")
            again = again.copy()
            again[wrong] = np.datetime_as_string(moved).astype(object)
            again[dice.random(len(again)) < SILENT] = None
        else:
            again = slipped(again, dice)
        rows[name] = np.concatenate([values, again])
    person = np.concatenate([np.arange(people), doubled])
    order = dice.permutation(count)
    return {name: values[order] for name, values in rows.items()}, person[order]


def records_of(columns: dict[str, np.ndarray]) -> Any:
    """The columns as the records of one list."""
    from aiqyn.core.rosters.records import Records

    count = len(columns["surname"])
    return Records(
        ("generated",),
        np.zeros(count, np.int32),
        [str(number) for number in range(count)],
        np.arange(2, count + 2),
        {name: values.tolist() for name, values in columns.items()},
    )
