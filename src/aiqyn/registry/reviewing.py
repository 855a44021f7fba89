"""What members' pages read of lists, decisions and identities: a fixed number of queries, whatever the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiqyn.core.inquiry import Decision, Identity
from aiqyn.core.rosters.linked import CellOfRow, EvidenceOfPair, RowOfList
from aiqyn.core.rosters.review import Opinion, PairOfRows, RowKey, opinions
from aiqyn.core.values import LocalisedText
from aiqyn.core.worded import Worded
from aiqyn.registry import models
from aiqyn.registry.mapping import read_values

__all__ = [
    "ListState",
    "Page",
    "Review",
    "Run",
    "decisions_about",
    "evidence_of",
    "evidence_of_all",
    "identities",
    "identities_of",
    "last_change",
    "lists",
    "page_of_identities",
    "read_review",
    "rows",
]

PAGE_SIZE = 50

MOST_ASKED = 500
"""A database takes only so many values in one question; of more rows, all of their lists are read."""


@dataclass(frozen=True, slots=True)
class Run:
    """The run of linkage that stands.

    Attributes:
        at, by: When it was accepted, and by whom.
        lists: The hash of each list's file, as it was then.
        found: Numbers by name.
    """

    at: datetime
    by: str
    lists: Mapping[str, str]
    found: Mapping[str, int | float]


@dataclass(frozen=True, slots=True)
class Review:
    """Everything that decides what is to be asked next.

    Attributes:
        run: The run of linkage; `None` before the first.
        deciders: How many members the inquiry asks.
        pairs: The scored pairs, under the keys by which pages name them.
        identity_of: The identity of each row.
        said: What members have said of pairs of rows.
    """

    run: Run | None
    deciders: int
    pairs: Mapping[int, PairOfRows]
    identity_of: Mapping[RowKey, str]
    said: Mapping[frozenset[RowKey], Opinion]


def read_review(member: models.Member) -> Review:
    """Pairs, identities and decisions, as a member may see them."""
    if not member.is_active:
        return Review(None, 1, {}, {}, {})
    deciders = models.Inquiry.objects.values_list("deciders", flat=True).first() or 1
    decisions: Any = read_values(models.Decision).values()
    columns = ("pk", "left_roster_id", "left_record", "right_roster_id", "right_record", "log_odds")
    pairs = {
        key: PairOfRows((left_list, left), (right_list, right), log_odds)
        for key, left_list, left, right_list, right, log_odds in models.ScoredPair.objects.values_list(
            *columns
        )
    }
    held = models.IdentityRecord.objects.order_by().values_list("roster_id", "record", "identity_id")
    identity_of = {(roster, record): id for roster, record, id in held}
    return Review(_run(), deciders, pairs, identity_of, opinions(decisions, deciders=deciders))


def _run() -> Run | None:
    row = models.Linkage.objects.last()
    if row is None:
        return None
    return Run(row.made_at, row.made_by, {id: each["sha256"] for id, each in row.lists.items()}, row.found)


@dataclass(frozen=True, slots=True)
class ListState:
    """A list of the inquiry, and where it stands.

    Attributes:
        id: The list.
        title: What it is called.
        rows: How many of its rows were linked; `None` before the first time.
        is_linked: Whether it was linked as it is now.
    """

    id: str
    title: LocalisedText
    rows: int | None
    is_linked: bool


def lists(member: models.Member) -> tuple[ListState, ...]:
    """The lists of the inquiry, in the order kept."""
    if not member.is_active:
        return ()
    run = models.Linkage.objects.last()
    linked = run.lists if run is not None else {}
    return tuple(
        ListState(id, title, linked.get(id, {}).get("rows"), linked.get(id, {}).get("sha256") == sha256)
        for id, title, sha256 in models.Roster.objects.values_list("pk", "title", "sha256")
    )


def rows(member: models.Member, keys: Collection[RowKey]) -> dict[RowKey, RowOfList]:
    """Some rows, verbatim and as read; what is not kept is not there."""
    if not member.is_active or not keys:
        return {}
    wanted = set(keys)
    found = models.ListRow.objects.filter(roster__in={roster for roster, _ in wanted})
    if len(wanted) <= MOST_ASKED:
        found = found.filter(record__in={record for _, record in wanted})
    return {
        (row.roster_id, row.record): RowOfList(
            row.roster_id,
            row.record,
            row.row,
            tuple(CellOfRow(*cell) for cell in row.cells),
            row.told,
        )
        for row in found.iterator(MOST_ASKED)
        if (row.roster_id, row.record) in wanted
    }


def evidence_of(member: models.Member, key: int) -> tuple[EvidenceOfPair, ...]:
    """What speaks for and against two rows being one person."""
    kept = models.ScoredPair.objects.filter(pk=key).values_list("evidence", flat=True).first()
    return _evidence(kept) if kept is not None and member.is_active else ()


def evidence_of_all(member: models.Member) -> dict[int, tuple[EvidenceOfPair, ...]]:
    """The same of every pair, by its key."""
    kept = models.ScoredPair.objects.values_list("pk", "evidence") if member.is_active else ()
    return {key: _evidence(evidence) for key, evidence in kept}


def _evidence(kept: Sequence[Mapping[str, Any]]) -> tuple[EvidenceOfPair, ...]:
    return tuple(
        EvidenceOfPair(
            Worded.model_validate(each["about"]),
            Worded.model_validate(each["found"]) if each["found"] is not None else None,
            each["weight"],
        )
        for each in kept
    )


def identities(member: models.Member, ids: Iterable[str]) -> dict[str, Identity]:
    """Some identities by their numbers."""
    found: Any = read_values(models.Identity, set(ids)) if member.is_active else {}
    return dict(found)


def identities_of(review: Review, keys: Iterable[RowKey]) -> dict[str, tuple[RowKey, ...]]:
    """The rows of each identity that some rows are in."""
    wanted = {review.identity_of[key] for key in keys if key in review.identity_of}
    found: defaultdict[str, list[RowKey]] = defaultdict(list)
    for row, id in review.identity_of.items():
        if id in wanted:
            found[id].append(row)
    return {id: tuple(sorted(held)) for id, held in found.items()}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of identities that have rows.

    Attributes:
        identities: In the order of their numbers.
        number, pages: Which page of how many, from 1.
        total: How many identities have rows.
    """

    identities: tuple[Identity, ...]
    number: int
    pages: int
    total: int


def page_of_identities(member: models.Member, number: int) -> Page:
    """One page of the identities that have rows; a number beyond the last gives the last."""
    found = models.Identity.objects.filter(merged_into=None)
    total = found.count() if member.is_active else 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    keys = list(found.values_list("pk", flat=True)[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    values: Any = read_values(models.Identity, keys) if member.is_active else {}
    return Page(tuple(values.values()), number, pages, total)


def decisions_about(member: models.Member, keys: Collection[RowKey]) -> tuple[Decision, ...]:
    """All decisions about any of some rows, those that hold no longer among them, in the order made."""
    if not member.is_active or not keys:
        return ()
    parts = models.DecisionRecord.objects.filter(
        roster__in={roster for roster, _ in keys}, record__in={record for _, record in keys}
    )
    ids = {
        id
        for id, roster, record in parts.values_list("decision_id", "roster_id", "record")
        if (roster, record) in keys
    }
    found: Any = read_values(models.Decision, ids).values()
    return tuple(found)


def last_change(member: models.Member) -> str | None:
    """What the member did last and could undo: `decide`, `merge`, …; `None` where there is nothing."""
    kinds = models.IdentityChange.objects.filter(by=member.pk, undone_at=None).values_list("kind", flat=True)
    return kinds.last()
