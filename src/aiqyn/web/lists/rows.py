"""Rows of lists side by side: every cell as received, and what is the same in them letter for letter."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aiqyn.core.rosters.linked import CellOfRow, RowOfList
from aiqyn.core.rosters.records import FIELDS

__all__ = ["MEANINGS", "Likeness", "Line", "ShownRow", "meaning_label", "shown_row", "side_by_side"]

MEANINGS: Mapping[str, Promise] = {
    "name": _("name"),
    "surname": _("surname"),
    "given_name": _("given name"),
    "patronymic": _("patronymic"),
    "sex": _("sex"),
    "born": _("date of birth"),
    "age": _("age"),
    "died": _("date of death"),
    "place_of_birth": _("place of birth"),
    "place_of_death": _("place of death"),
    "residence": _("residence"),
    "street": _("street"),
    "street_number": _("house number"),
    "locality": _("locality"),
    "postcode": _("postcode"),
    "region": _("region"),
    "country": _("country"),
    "occupation": _("occupation"),
    "email": _("e-mail address"),
    "phone": _("telephone"),
    "national_number": _("national number"),
    "other": _("other"),
    "entry": _("whole row"),
    "initials": _("initials"),
    "birth_year": _("year of birth"),
    "birth_month": _("month of birth"),
    "birth_day": _("day of birth"),
    "death_year": _("year of death"),
    "death_month": _("month of death"),
    "death_day": _("day of death"),
}
"""What columns of lists can mean."""

_PARTS: tuple[tuple[str, Promise, frozenset[str]], ...] = (
    ("name", _("name"), frozenset({"name", "surname", "given_name", "patronymic", "initials", "entry"})),
    ("born", _("birth and age"), frozenset({"born", "age", "birth_year", "birth_month", "birth_day"})),
    ("died", _("date of death"), frozenset({"died", "death_year", "death_month", "death_day"})),
)
"""What one list has in one column and another in several: looked at together where the two differ in that."""

_IN_LETTERS = ("name", "died")
"""Of these even the parts put together can be the same letter for letter; an age never is a date."""

Likeness = Literal["same", "differs", "left", "right", ""]


def meaning_label(meaning: str) -> Promise | str:
    """What a column's meaning is called; the meaning itself where it is none of ours."""
    return MEANINGS.get(meaning, meaning)


@dataclass(frozen=True, slots=True)
class Line:
    """What two rows say of one thing.

    Attributes:
        meaning: Of the columns; empty for columns that are kept unread.
        label: The same in words.
        left, right: The cells, each with its column's title.
        likeness: Whether both say the same letter for letter, or only one says anything.
    """

    meaning: str
    label: Promise | str
    left: tuple[CellOfRow, ...]
    right: tuple[CellOfRow, ...]
    likeness: Likeness


def side_by_side(left: RowOfList | None, right: RowOfList | None) -> tuple[Line, ...]:
    """The cells of two rows, those of one meaning in one line; unread columns come last, uncompared.

    Args:
        left, right: The rows; `None` where the list does not have it any more.
    """
    mine, theirs = (_by_meaning(row) for row in (left, right))
    lines = []
    for name, label, meanings in _PARTS:
        if len({frozenset(meanings & of_row.keys()) for of_row in (mine, theirs)} - {frozenset()}) > 1:
            both = tuple(_taken(of_row, meanings) for of_row in (mine, theirs))
            likeness = _likeness(*both) if name in _IN_LETTERS else ""
            lines.append(Line(name, label, *both, likeness))
    for meaning in _in_order(mine.keys() | theirs.keys()):
        both = tuple(tuple(of_row.get(meaning, ())) for of_row in (mine, theirs))
        if meaning:
            lines.append(Line(meaning, meaning_label(meaning), *both, _likeness(*both)))
        else:
            lines.append(Line("", _("columns not compared"), *both, ""))
    return tuple(lines)


def _by_meaning(row: RowOfList | None) -> dict[str, list[CellOfRow]]:
    """The cells of a row that are not empty, by what they mean."""
    found: dict[str, list[CellOfRow]] = {}
    for cell in row.cells if row is not None else ():
        if cell.text.strip():
            found.setdefault(cell.meaning, []).append(cell)
    return found


def _taken(of_row: dict[str, list[CellOfRow]], meanings: Collection[str]) -> tuple[CellOfRow, ...]:
    """The cells of some meanings, in the list's order; they are not shown a second time."""
    return tuple(cell for meaning in [*of_row] if meaning in meanings for cell in of_row.pop(meaning))


def _in_order(meanings: Collection[str]) -> list[str]:
    places = {field: place for place, field in enumerate(FIELDS)}
    return sorted(meanings, key=lambda each: (not each, places.get(each, len(places)), each))


def _likeness(mine: Sequence[CellOfRow], theirs: Sequence[CellOfRow]) -> Likeness:
    if not theirs:
        return "left"
    if not mine:
        return "right"
    return "same" if _letters(mine) == _letters(theirs) else "differs"


def _letters(cells: Sequence[CellOfRow]) -> str:
    """What is written, whatever the case and the spaces."""
    text = unicodedata.normalize("NFC", " ".join(cell.text for cell in cells))
    return " ".join(text.casefold().split())


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row on one line.

    Attributes:
        roster, record: Which.
        list_title: What its list is called.
        number: Its number in the list; `None` where the list does not have it any more.
        cells: Those that are not empty.
        probability: That it belongs with the others, in hundredths; `None` where a person put it there.
    """

    roster: str
    record: str
    list_title: str
    number: int | None
    cells: tuple[CellOfRow, ...]
    probability: int | None = None

    @property
    def key(self) -> str:
        """As a form names it."""
        return f"{self.roster}:{self.record}"


def shown_row(
    key: tuple[str, str],
    row: RowOfList | None,
    titles: Mapping[str, str],
    *,
    probability: float | None = None,
) -> ShownRow:
    """A row for one line of a table.

    Args:
        key: List and row.
        row: Its content, where it is kept.
        titles: What lists are called.
        probability: That it belongs with the others.
    """
    return ShownRow(
        *key,
        titles.get(key[0], key[0]),
        row.row if row is not None else None,
        tuple(cell for cell in row.cells if cell.text.strip()) if row is not None else (),
        None if probability is None else round(100 * probability),
    )
