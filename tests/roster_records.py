"""Records of lists for tests: from rows written by hand, and from the simulated lists as a faultless reader has them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence

import numpy as np
from simulated_lists import drawing_program

from aiqyn.core.rosters.records import FIELDS, Records

__all__ = ["records_of", "records_of_simulated"]

_MESSAGE = re.compile(r"(?:\d+[.)]|-) (?P<name>[^,(]+)(?:, (?P<age>\d+) (?:лет|год|года|жаста|let|jas)\b)?")


def records_of(lists: Mapping[str, Sequence[Mapping[str, str]]]) -> Records:
    """Records from the rows of lists, each a field's name with its value."""
    rows = [
        (at, number, row)
        for at, of_list in enumerate(lists.values())
        for number, row in enumerate(of_list, 2)
    ]
    return Records(
        tuple(lists),
        np.array([at for at, _, _ in rows], np.int32),
        tuple(str(number) for _, number, _ in rows),
        np.array([number for _, number, _ in rows], np.int64),
        {
            field: tuple(row.get(field) for _, _, row in rows)
            for field in FIELDS
            if any(field in row for _, _, row in rows)
        },
    )


def records_of_simulated(seed: int) -> tuple[Records, np.ndarray]:
    """The simulated lists of a seed, and for each record whose it is."""
    drawn = drawing_program().simulate(seed)
    lists = {one.name: _READERS[one.name](one.data) for one in drawn.lists}
    return records_of(lists), np.array([person for one in drawn.lists for person in one.people])


def _table(data: bytes, encoding: str, separator: str, fields: Sequence[str]) -> list[dict[str, str]]:
    rows = list(csv.reader(io.StringIO(data.decode(encoding)), delimiter=separator))[1:]
    found = []
    for row in rows:
        told = {field: cell for field, cell in zip(fields, row, strict=False) if cell and field}
        for day in {"born", "died"} & set(told):
            told[day] = "-".join(reversed(told[day].split(".")))
        found.append(told)
    return found


def _messages(data: bytes) -> list[dict[str, str]]:
    found = (_MESSAGE.match(line) for line in data.decode().splitlines())
    return [
        {field: value.strip() for field, value in message.groupdict().items() if value}
        for message in found
        if message is not None
    ]


_SECOND = ("", "surname", "given_name", "patronymic", "born", "age", "died", "place_of_death")
_READERS = {
    "prosecutor": lambda data: _table(data, "utf-8-sig", ";", ("", "name")),
    "initiative-1": lambda data: _table(data, "cp1251", ";", ("", "name", "age", "place_of_death")),
    "initiative-2": lambda data: _table(data, "utf-8", ",", _SECOND),
    "families": _messages,
}
