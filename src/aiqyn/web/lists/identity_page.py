"""The page of one identity: its rows from each list, where they disagree, what was decided, how it came to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from aiqyn.core.inquiry import Identity, standing
from aiqyn.core.rosters.linked import RowOfList
from aiqyn.core.rosters.review import RowKey
from aiqyn.registry import models, reviewing
from aiqyn.web.lists.review_page import Spoken, spoken, titles_of_lists
from aiqyn.web.lists.rows import ShownRow, meaning_label, shown_row
from aiqyn.web.reader import language_of_page

if TYPE_CHECKING:
    from aiqyn.core.names import NameComparer

__all__ = ["Attribute", "Decided", "IdentityLine", "IdentityPage", "identity_lines", "identity_page"]


@dataclass(frozen=True, slots=True)
class Said:
    """One value, and which rows have it."""

    value: str
    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """What the lists say of one thing.

    Attributes:
        field, label: Which.
        said: The values, what most lists say first.
        state: `same`, `compatible`, `spelling` or `conflict`.
        proposed: What the lists bear; empty where they bear no choice.
        because: Why that, or why none.
        chosen, chosen_by, chosen_because: What a member took.
    """

    field: str
    label: Promise | str
    said: tuple[Said, ...]
    state: str
    proposed: str
    because: str
    chosen: str = ""
    chosen_by: str = ""
    chosen_because: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about two rows, one of which is here.

    Attributes:
        rows: The two rows.
        said: The decision.
        holds: Whether it is neither withdrawn nor superseded.
    """

    rows: tuple[ShownRow, ...]
    said: Spoken
    holds: bool


@dataclass(frozen=True, slots=True)
class IdentityPage:
    """Everything that the page shows.

    Attributes:
        id: The identity's number.
        called: What most lists call the person; empty where it has no rows.
        merged_into: Where its rows went.
        split_into: Where some of its rows went.
        person: The person of the inquiry that it is.
        rows: Its rows.
        attributes: What the lists say, those in conflict first.
        decided: Decisions about its rows, the newest first.
    """

    id: str
    called: str
    merged_into: str
    split_into: tuple[str, ...]
    person: str
    rows: tuple[ShownRow, ...]
    attributes: tuple[Attribute, ...]
    decided: tuple[Decided, ...]


def identity_page(member: models.Member, id: str) -> IdentityPage | None:
    """The page of one identity; `None` where there is none of that number."""
    identity = reviewing.identities(member, [id]).get(id)
    if identity is None:
        return None
    keys = {record.key for record in identity.records}
    decisions = reviewing.decisions_about(member, keys)
    beside = {record.key for decision in decisions for record in decision.between}
    rows = reviewing.rows(member, keys | beside)
    titles = titles_of_lists(member)
    hold = {decision.id for decision in standing(decisions)}
    mine = {key: row for key, row in rows.items() if key in keys}
    return IdentityPage(
        id,
        _called(identity, rows),
        identity.merged_into or "",
        identity.split_into,
        identity.person or "",
        tuple(
            shown_row(each.key, rows.get(each.key), titles, probability=each.probability)
            for each in identity.records
        ),
        _attributes(identity, mine, titles),
        tuple(
            Decided(
                tuple(shown_row(each.key, rows.get(each.key), titles) for each in decision.between),
                spoken([decision], member)[0],
                decision.id in hold,
            )
            for decision in reversed(decisions)
        ),
    )


@dataclass(frozen=True, slots=True)
class IdentityLine:
    """An identity on one line of the list of all.

    Attributes:
        id: Its number.
        called: What most lists call the person.
        lists: The lists it is on.
        rows: How many rows it has.
        least: Of its rows the least probable to belong, in hundredths; `None` where none is in doubt.
        person: The person of the inquiry that it is.
    """

    id: str
    called: str
    lists: tuple[str, ...]
    rows: int
    least: int | None
    person: str


def identity_lines(member: models.Member, identities: Sequence[Identity]) -> tuple[IdentityLine, ...]:
    """Some identities, each on one line."""
    rows = reviewing.rows(member, {record.key for each in identities for record in each.records})
    titles = titles_of_lists(member)
    return tuple(_line(each, rows, titles) for each in identities)


def _line(identity: Identity, rows: Mapping[RowKey, RowOfList], titles: Mapping[str, str]) -> IdentityLine:
    lists = dict.fromkeys(titles.get(each.roster, each.roster) for each in identity.records)
    known = [each.probability for each in identity.records if each.probability is not None]
    return IdentityLine(
        identity.id,
        _called(identity, rows),
        tuple(lists),
        len(identity.records),
        round(100 * min(known)) if known and len(identity.records) > 1 else None,
        identity.person or "",
    )


def _called(identity: Identity, rows: Mapping[RowKey, RowOfList]) -> str:
    """What the person is called: as chosen, or the fullest name of the rows."""
    chosen = next((each.value for each in reversed(identity.chosen) if each.field == "name"), None)
    if chosen is not None:
        return chosen
    names = [_name(rows[record.key]) for record in identity.records if record.key in rows]
    return max(names, key=len, default="")


def _name(row: RowOfList) -> str:
    parts = (row.told.get(field, "") for field in ("surname", "given_name", "patronymic"))
    return row.told.get("name") or " ".join(filter(None, parts))


@cache
def _comparer() -> NameComparer:
    """Reading the packs of names takes a while; a server does it once."""
    from aiqyn.core.names import NameComparer

    return NameComparer()


def _attributes(
    identity: Identity, rows: Mapping[RowKey, RowOfList], titles: Mapping[str, str]
) -> tuple[Attribute, ...]:
    """What the rows say, attribute by attribute, with what a member took of it."""
    from aiqyn.core.rosters.comparison import profile_of

    if not rows:
        return ()
    language = language_of_page()
    held = tuple(rows.values())
    taken = {each.field: each for each in identity.chosen}
    found = []
    for profile in profile_of(_records(held), range(len(held)), comparer=_comparer()):
        said = tuple(
            Said(
                stated.value,
                tuple(dict.fromkeys(titles.get(held[at].roster, held[at].roster) for at in stated.records)),
            )
            for stated in profile.stated
        )
        choice = taken.get(profile.attribute)
        found.append(
            Attribute(
                profile.attribute,
                meaning_label(profile.attribute),
                said,
                profile.agreement.name.lower(),
                profile.proposed or "",
                profile.because.in_language(language),
                *(() if choice is None else (choice.value, choice.by, choice.reason or "")),
            )
        )
    return tuple(sorted(found, key=lambda each: (each.state != "conflict", each.state != "spelling")))


def _records(rows: Sequence[RowOfList]) -> Any:
    """Rows as columns, as comparing takes them."""
    import numpy as np

    from aiqyn.core.rosters.records import FIELDS, Records

    rosters = tuple(dict.fromkeys(row.roster for row in rows))
    fields = [field for field in FIELDS if any(field in row.told for row in rows)]
    return Records(
        rosters,
        np.array([rosters.index(row.roster) for row in rows], np.int32),
        tuple(row.record for row in rows),
        np.array([row.row for row in rows], np.int64),
        {field: tuple(row.told.get(field) for row in rows) for field in fields},
    )
