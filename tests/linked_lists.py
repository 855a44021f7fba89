"""An inquiry with three lists of invented people, and a run of linkage over them, for tests of the review."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from typing import Any

from factories import an_empty_dossier

from aiqyn.core.inquiry import Dossier, Identity, IdentityRecord, ReceivedFile, Roster
from aiqyn.core.rosters.linked import CellOfRow, EvidenceOfPair, LinkedLists, ReadList, RowOfList, WeighedPair
from aiqyn.core.rosters.review import PairOfRows
from aiqyn.core.values import LocalisedText
from aiqyn.core.worded import worded

__all__ = ["LISTS", "file_of", "inquiry_with_lists", "linked", "open_list"]

LISTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "official": (
        ("№", "Фамилия, инициалы"),
        ("1", "Сериков А. Б."),
        ("2", "Касымова Д. Е."),
        ("3", "Оспанов М. К."),
    ),
    "families": (
        ("Аты-жөні", "Жасы", "Қала"),
        ("Серіков Арман Болатұлы", "34", "Алматы"),
        ("Серіков Асқар", "19", "Тараз"),
        ("Қасымова Дина", "41", "Алматы"),
        ("Ospanov Murat", "27", ""),
    ),
    "hospital": (
        ("name", "died_on"),
        ("Serikov Arman", "2022-01-06"),
        ("Kasymova Dina", "2022-01-05"),
        ("<b>Оспанов</b> Марат", "07.01.2022"),
    ),
}
"""Every row is of nobody: names are common ones put together at random."""

MEANINGS = {
    "№": "",
    "Фамилия, инициалы": "name",
    "Аты-жөні": "name",
    "name": "name",
    "Жасы": "age",
    "Қала": "residence",
    "died_on": "died",
}
TITLES = {"official": "Official list", "families": "Families' list", "hospital": "Hospital's list"}


def file_of(roster: str) -> bytes:
    """The list as it was received."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(LISTS[roster])
    return text.getvalue().encode()


def open_list(path: str) -> list[bytes]:
    """A received file by its path."""
    return [file_of(path.removeprefix("rosters/").removesuffix(".csv"))]


def inquiry_with_lists(*, deciders: int = 1) -> Dossier:
    """An inquiry that holds the lists and nothing else."""
    empty = an_empty_dossier()
    hashes = {roster: hashlib.sha256(file_of(roster)).hexdigest() for roster in LISTS}
    return empty.model_copy(
        update={
            "inquiry": empty.inquiry.model_copy(update={"deciders": deciders}),
            "rosters": tuple(
                Roster(id=roster, title=LocalisedText(en=TITLES[roster]), sha256=hashes[roster])
                for roster in sorted(LISTS)
            ),
            "files": tuple(
                ReceivedFile(path=f"rosters/{roster}.csv", sha256=hashes[roster], size=len(file_of(roster)))
                for roster in sorted(LISTS)
            ),
        }
    )


_IDENTITIES: dict[str, tuple[tuple[str, str], ...]] = {
    "1": (("official", "2"), ("families", "2"), ("hospital", "2")),
    "2": (("families", "3"),),
    "3": (("official", "3"), ("families", "4"), ("hospital", "3")),
    "4": (("official", "4"), ("hospital", "4")),
    "5": (("families", "5"),),
}
_PAIRS = (
    (("official", "2"), ("families", "2"), 0.62),
    (("official", "2"), ("families", "3"), 0.35),
    (("families", "2"), ("hospital", "2"), 0.97),
    (("official", "2"), ("hospital", "2"), 0.66),
    (("official", "3"), ("families", "4"), 0.95),
    (("official", "3"), ("hospital", "3"), 0.93),
    (("families", "4"), ("hospital", "3"), 0.999),
    (("official", "4"), ("hospital", "4"), 0.55),
    (("official", "4"), ("families", "5"), 0.45),
)


def linked(**changes: Any) -> LinkedLists:
    """What linkage found in the lists."""
    rows = tuple(
        RowOfList(
            roster,
            str(number),
            number,
            tuple(CellOfRow(*each, MEANINGS[each[0]]) for each in zip(lines[0], cells, strict=True)),
            {
                MEANINGS[title]: cell
                for title, cell in zip(lines[0], cells, strict=True)
                if cell and MEANINGS[title]
            },
        )
        for roster, lines in LISTS.items()
        for number, cells in enumerate(lines[1:], start=2)
    )
    identities = tuple(
        Identity(
            id=id,
            records=tuple(
                IdentityRecord(roster=roster, record=record, probability=0.9) for roster, record in rows
            ),
        )
        for id, rows in _IDENTITIES.items()
    )
    fields: dict[str, Any] = {
        "lists": {
            roster: ReadList(hashlib.sha256(file_of(roster)).hexdigest(), len(lines) - 1)
            for roster, lines in LISTS.items()
        },
        "rows": rows,
        "identities": identities,
        "pairs": tuple(_weighed(*each) for each in _PAIRS),
        "found": {"persons": 5, "persons_low": 4, "persons_high": 7, "pairs": len(_PAIRS)},
    }
    return LinkedLists(**{**fields, **changes})


def _weighed(left: tuple[str, str], right: tuple[str, str], probability: float) -> WeighedPair:
    log_odds = math.log(probability / (1 - probability))
    return WeighedPair(
        PairOfRows(left, right, log_odds),
        (
            EvidenceOfPair(worded("before anything is compared"), None, -4.0),
            EvidenceOfPair(worded("surname"), worded("same"), log_odds + 5.5),
            EvidenceOfPair(worded("age"), worded("conflicts"), -1.5),
        ),
    )
