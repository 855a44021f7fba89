"""Which rows of lists are one person: decisions of members, what they change, and how it is undone."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiqyn.core.dates import EdtfDate
from aiqyn.core.faults import Refused
from aiqyn.core.inquiry import ChosenValue, Decision, Identity, RecordOfRoster, plain, standing
from aiqyn.core.language import Sentence, sentence
from aiqyn.core.rosters.regrouping import merged, moved, split
from aiqyn.core.rosters.review import UNLISTED, RowKey, opinions, sides
from aiqyn.core.values import Value
from aiqyn.registry import models
from aiqyn.registry.mapping import read_values
from aiqyn.registry.services.door import Door, open_door

__all__ = [
    "Changed",
    "choose_value",
    "decide",
    "decide_many",
    "link_person",
    "merge_identities",
    "move_rows",
    "next_identity_number",
    "split_identity",
    "undo_last_change",
    "withdraw_decision",
]

MOST_PAIRS = 400
"""Splitting and merging by hand record a decision for each pair of rows; more than so many at once
would be no work of one hand."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a member's act did.

    Attributes:
        decisions: Ids of the decisions that it recorded.
        identities: Ids of the identities that it changed.
        because: Where nothing was changed that one might expect: why.
    """

    decisions: tuple[str, ...] = ()
    identities: tuple[str, ...] = ()
    because: Sentence | None = None


def _words(template: str, **values: object) -> Sentence:
    return sentence(template, room="registry", **values)


class _Work:
    """One act of a member on identities: what it touched, so that it can be told and undone."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.decisions: list[str] = []
        self.before: dict[str, Identity | None] = {}
        self.after: dict[str, Identity | None] = {}

    def put(self, identity: Identity, held: Identity | None) -> None:
        self.before.setdefault(identity.id, held)
        if held == identity:
            return
        self.door.put("identities", identity.id, identity, held=held)
        self.after[identity.id] = identity

    def end(self, kind: str) -> Changed:
        """Tell the ledger what was done, and keep how it was before."""
        changed = tuple(self.after)
        if not (self.decisions or changed):
            return Changed()
        row = models.IdentityChange(
            kind=kind,
            by=self.door.by,
            at=self.door.at,
            decisions=self.decisions,
            before={id: _plain(self.before[id]) for id in changed},
            after={id: _plain(identity) for id, identity in self.after.items()},
        )
        row.save()
        told = {"decisions": list(self.decisions), "identities": list(changed)}
        self.door.note("identity-changes", str(row.pk), told, action=kind)
        return Changed(tuple(self.decisions), changed)


def _plain(value: Value | None) -> dict[str, Any] | None:
    return None if value is None else plain(value)


def decide(
    one: RowKey,
    other: RowKey,
    verdict: str,
    *,
    by: str,
    reason: str | None = None,
    at: datetime | None = None,
) -> Changed | Refused:
    """Record what a member says of two rows; where that settles it, merge or split identities by it.

    An earlier decision of the same member about the same rows is superseded, and kept.

    Args:
        one, other: The rows.
        verdict: `same`, `different` or `cannot_tell`.
        by: The member.
        reason: Why, in their words.
        at: When; now where `None`.

    Returns:
        What was recorded and changed. `Refused` where the rows are one, or of no list of the inquiry.
    """
    with open_door(by, at=at) as door:
        return _decide_all(door, [(one, other, verdict, reason)])


def decide_many(
    said: Iterable[tuple[RowKey, RowKey, str, str | None]], *, by: str, at: datetime | None = None
) -> Changed | Refused:
    """Record decisions about many pairs of rows, as one act: all or none.

    Args:
        said: For each pair its rows, the verdict and the reason.
        by: The member.
        at: When; now where `None`.
    """
    with open_door(by, at=at) as door:
        return _decide_all(door, list(said))


def _decide_all(door: Door, said: list[tuple[RowKey, RowKey, str, str | None]]) -> Changed | Refused:
    unknown = _lists_not_there(row for one, other, *_ in said for row in (one, other))
    if unknown:
        return Refused(_words("The inquiry has no list called {name}.", name=unknown[0]))
    if any(one == other for one, other, *_ in said):
        return Refused(_words("A row is the same as itself; a decision is about two rows."))
    work = _Work(door)
    kept = _Decisions(door, _rows_concerned([row for one, other, *_ in said for row in (one, other)]))
    for one, other, verdict, reason in said:
        recorded = kept.record(one, other, verdict, reason)
        if recorded is not None:
            work.decisions.append(recorded)
    because = None
    for one, other, *_ in said:
        because = _follow(work, one, other, kept) or because
    done = work.end("decide")
    return Changed(done.decisions, done.identities, because)


def _lists_not_there(rows: Iterable[RowKey]) -> list[str]:
    named = {roster for roster, _ in rows}
    there = set(models.Roster.objects.filter(pk__in=named).values_list("pk", flat=True))
    return sorted(named - there)


class _Decisions:
    """The decisions about some rows, read once for one act.

    Args:
        door: Open.
        rows: The rows that the act may concern; those of whole identities.
    """

    def __init__(self, door: Door, rows: Collection[RowKey]) -> None:
        self._door = door
        self._all: dict[str, Any] = read_values(models.Decision, _ids_of_decisions(rows))
        inquiry = models.Inquiry.objects.values_list("deciders", flat=True).first()
        self.deciders = inquiry or 1
        self._said: Mapping[frozenset[RowKey], Any] | None = None

    def said(self) -> Mapping[frozenset[RowKey], Any]:
        """The opinions of all pairs as they now stand."""
        if self._said is None:
            self._said = opinions(self._all.values(), deciders=self.deciders)
        return self._said

    def record(self, one: RowKey, other: RowKey, verdict: str, reason: str | None) -> str | None:
        """Put one decision; its id, or `None` where the member had said just that."""
        pair = frozenset((one, other))
        earlier = next(
            (each for each in standing(self._all.values()) if each.pair == pair and each.by == self._door.by),
            None,
        )
        if earlier is not None and (earlier.verdict, earlier.reason) == (verdict, reason):
            return None
        decision = Decision(
            id=self._free_id(),
            between=tuple(RecordOfRoster(roster=roster, record=record) for roster, record in (one, other)),
            verdict=verdict,
            by=self._door.by,
            on=EdtfDate(self._door.at.date().isoformat()),
            reason=reason,
            supersedes=earlier.id if earlier is not None else None,
        )
        self._put(decision)
        return decision.id

    def _put(self, decision: Decision) -> None:
        self._door.put("decisions", decision.id, decision, held=self._all.get(decision.id))
        self._all[decision.id] = decision
        self._said = None

    def _free_id(self) -> str:
        number = models.Decision.objects.count() + 1
        while models.Decision.objects.filter(pk=f"D{number}").exists():
            number += 1
        return f"D{number}"


def _ids_of_decisions(rows: Collection[RowKey]) -> set[str]:
    """The decisions about any of some rows."""
    return {
        id
        for some in _portions(rows)
        for roster, record, id in models.DecisionRecord.objects.filter(**_any_of(some)).values_list(
            "roster_id", "record", "decision_id"
        )
        if (roster, record) in some
    }


ASKED_AT_ONCE = 500
"""A database takes only so many values in one question."""


def _portions(rows: Collection[RowKey]) -> Iterator[set[RowKey]]:
    ordered = sorted(rows)
    for start in range(0, len(ordered), ASKED_AT_ONCE):
        yield set(ordered[start : start + ASKED_AT_ONCE])


def _any_of(rows: Collection[RowKey]) -> dict[str, Any]:
    """Conditions that rows of these meet, and few others: lists and rows in any combination."""
    return {
        "roster__in": {roster for roster, _ in rows},
        "record__in": {record for _, record in rows},
    }


def _follow(work: _Work, one: RowKey, other: RowKey, kept: _Decisions) -> Sentence | None:
    """Merge or split as the opinion of a pair now demands; why not, where it can't be."""
    opinion = kept.said().get(frozenset((one, other)))
    if opinion is None or not opinion.is_settled:
        return None
    held = _identities_of([one, other])
    mine, theirs = held.get(one), held.get(other)
    if mine is None or theirs is None:
        return None  # not linked yet: the decision waits for the next linkage
    if opinion.state == "same" and mine.id != theirs.id:
        return _merge(work, mine, theirs, kept.said())
    if opinion.state == "different" and mine.id == theirs.id:
        return _part(work, mine, one, other, kept.said())
    return None


def _merge(
    work: _Work, mine: Identity, theirs: Identity, said: Mapping[frozenset[RowKey], Any]
) -> Sentence | None:
    against = [
        (a.key, b.key)
        for a in mine.records
        for b in theirs.records
        if (opinion := said.get(frozenset((a.key, b.key)))) and opinion.state == "different"
    ]
    if against:
        return _words(
            "{one} and {other} stay apart: {count} decisions say that rows of them are different persons.",
            one=mine.id,
            other=theirs.id,
            count=len(against),
        )
    both = merged(mine, theirs)
    if isinstance(both, Refused):
        return both.because
    held = {mine.id: mine, theirs.id: theirs}
    for identity in both:
        work.put(identity, held[identity.id])
    return None


def _part(
    work: _Work, identity: Identity, one: RowKey, other: RowKey, said: Mapping[frozenset[RowKey], Any]
) -> Sentence | None:
    rows = [record.key for record in identity.records]
    same = [pair for pair, opinion in said.items() if opinion.state == "same"]
    parted = sides(one, other, rows, _log_odds_among(rows), same=same)
    if parted is None:
        return _words("{id} stays whole: other decisions tie these two rows together.", id=identity.id)
    halves = split(identity, parted[1], number=str(next_identity_number()))
    if isinstance(halves, Refused):
        return halves.because
    # The new one first: the old one names it.
    work.put(halves[1], None)
    work.put(halves[0], identity)
    return None


def _log_odds_among(rows: Collection[RowKey]) -> Callable[[RowKey, RowKey], float]:
    """The odds of pairs of these rows, as the last linkage scored them."""
    records = {record for _, record in rows}
    pairs = models.ScoredPair.objects.filter(left_record__in=records, right_record__in=records)
    scores = {
        frozenset(((left_roster, left), (right_roster, right))): log_odds
        for left_roster, left, right_roster, right, log_odds in pairs.values_list(
            "left_roster_id", "left_record", "right_roster_id", "right_record", "log_odds"
        )
    }
    return lambda one, other: scores.get(frozenset((one, other)), UNLISTED)


def _identities_of(rows: Collection[RowKey]) -> dict[RowKey, Identity]:
    """The identity that each row is in."""
    found = {
        (roster, record): id
        for some in _portions(rows)
        for roster, record, id in models.IdentityRecord.objects.filter(**_any_of(some)).values_list(
            "roster_id", "record", "identity_id"
        )
        if (roster, record) in some
    }
    values: dict[str, Any] = read_values(models.Identity, set(found.values()))
    return {row: values[id] for row, id in found.items()}


def next_identity_number() -> int:
    """The lowest number above all that identities have or have had: none is ever taken away."""
    used = models.Identity.objects.values_list("pk", flat=True)
    return max((int(id) for id in used if id.isascii() and id.isdigit()), default=0) + 1


def _rows_concerned(rows: Collection[RowKey]) -> set[RowKey]:
    """Some rows with all that are in their identities."""
    identities = _identities_of(rows).values()
    return {*rows, *(record.key for identity in identities for record in identity.records)}


def _rows_of(*identities: Identity) -> set[RowKey]:
    return {record.key for identity in identities for record in identity.records}


def _find(id: str) -> Identity | Refused:
    found: Any = read_values(models.Identity, [id]).get(id)
    return found if found is not None else Refused(_words("There is no identity {id}.", id=id))


def _too_many(pairs: int) -> Refused | None:
    if pairs <= MOST_PAIRS:
        return None
    return Refused(
        _words(
            "That would record {count} decisions at once; more than {limit} are no work of one hand.",
            count=pairs,
            limit=MOST_PAIRS,
        )
    )


def merge_identities(
    one: str, other: str, *, by: str, reason: str | None = None, at: datetime | None = None
) -> Changed | Refused:
    """Two identities as one, by a member's word: recorded as decisions, so that later linkage obeys.

    Returns:
        What changed. `Refused` where decisions say that rows of them are different persons, where
        they stand for two persons of the inquiry, or where one of them has no rows.
    """
    with open_door(by, at=at) as door:
        mine, theirs = _find(one), _find(other)
        if isinstance(mine, Refused):
            return mine
        if isinstance(theirs, Refused):
            return theirs
        if one == other or not mine.records or not theirs.records:
            return Refused(_words("Two identities that have rows can be merged."))
        work, kept = _Work(door), _Decisions(door, _rows_of(mine, theirs))
        because = _merge(work, mine, theirs, kept.said())
        if because is not None:
            return Refused(because)
        # A chain of decisions holds all rows together, whatever their odds.
        chain = [record.key for record in (*mine.records, *theirs.records)]
        for left, right in itertools.pairwise(chain):
            recorded = kept.record(left, right, "same", reason)
            work.decisions += [recorded] if recorded else []
        return _unless_two_are_asked(kept, work.end("merge"))


def _unless_two_are_asked(kept: _Decisions, done: Changed) -> Changed:
    if kept.deciders == 1:
        return done
    because = _words(
        "The inquiry asks two members to agree: until another says the same, the next linkage may undo this."
    )
    return Changed(done.decisions, done.identities, because)


def split_identity(
    id: str,
    rows: Collection[RowKey],
    *,
    by: str,
    reason: str | None = None,
    at: datetime | None = None,
) -> Changed | Refused:
    """Some rows of an identity as another person, by a member's word.

    Args:
        id: The identity.
        rows: Those that are another person.
        by: The member.
        reason: Why, in their words.
        at: When; now where `None`.
    """
    with open_door(by, at=at) as door:
        identity = _find(id)
        if isinstance(identity, Refused):
            return identity
        halves = split(identity, rows, number=str(next_identity_number()))
        if isinstance(halves, Refused):
            return halves
        work, kept = _Work(door), _Decisions(door, _rows_of(identity))
        refused = _set_apart(work, kept, *halves, reason=reason)
        if refused is not None:
            return refused
        work.put(halves[1], None)
        work.put(halves[0], identity)
        return _unless_two_are_asked(kept, work.end("split"))


def _set_apart(
    work: _Work, kept: _Decisions, one: Identity, other: Identity, *, reason: str | None
) -> Refused | None:
    """Record that no row of one is the same person as a row of the other."""
    refused = _too_many(len(one.records) * len(other.records))
    if refused is not None:
        return refused
    for left in one.records:
        for right in other.records:
            recorded = kept.record(left.key, right.key, "different", reason)
            work.decisions += [recorded] if recorded else []
    return None


def move_rows(
    origin: str,
    target: str,
    rows: Collection[RowKey],
    *,
    by: str,
    reason: str | None = None,
    at: datetime | None = None,
) -> Changed | Refused:
    """Rows of one identity in another, by a member's word.

    Args:
        origin, target: The identities.
        rows: Those that move.
        by: The member.
        reason: Why, in their words.
        at: When; now where `None`.
    """
    with open_door(by, at=at) as door:
        source, goal = _find(origin), _find(target)
        if isinstance(source, Refused):
            return source
        if isinstance(goal, Refused):
            return goal
        if origin == target or not goal.records:
            return Refused(_words("Rows move to another identity, one that has rows."))
        both = moved(source, goal, rows)
        if isinstance(both, Refused):
            return both
        work, kept = _Work(door), _Decisions(door, _rows_of(source, goal))
        going = Identity(id=target, records=tuple(each for each in source.records if each.key in rows))
        refused = _set_apart(work, kept, both[0], going, reason=reason)
        if refused is not None:
            return refused
        for record in going.records:
            recorded = kept.record(record.key, goal.records[0].key, "same", reason)
            work.decisions += [recorded] if recorded else []
        # Rows leave before they come: nothing is in two identities, not for a moment.
        work.put(both[0], source)
        work.put(both[1], goal)
        return _unless_two_are_asked(kept, work.end("move"))


def choose_value(
    id: str,
    field: str,
    value: str,
    *,
    by: str,
    reason: str | None = None,
    at: datetime | None = None,
) -> Changed | Refused:
    """What a member takes where lists disagree about a person; earlier choices stay beside it."""
    with open_door(by, at=at) as door:
        identity = _find(id)
        if isinstance(identity, Refused):
            return identity
        chosen = ChosenValue(
            field=field, value=value, by=by, on=EdtfDate(door.at.date().isoformat()), reason=reason
        )
        work = _Work(door)
        work.put(identity.model_copy(update={"chosen": (*identity.chosen, chosen)}), identity)
        return work.end("choose")


def link_person(id: str, person: str | None, *, by: str, at: datetime | None = None) -> Changed | Refused:
    """Which person of the inquiry an identity is; `None` takes the link away."""
    with open_door(by, at=at) as door:
        identity = _find(id)
        if isinstance(identity, Refused):
            return identity
        if person is not None and not models.Person.objects.filter(pk=person).exists():
            return Refused(_words("The inquiry has no person {id}.", id=person))
        work = _Work(door)
        work.put(identity.model_copy(update={"person": person}), identity)
        return work.end("link")


def withdraw_decision(id: str, *, by: str, at: datetime | None = None) -> Changed | Refused:
    """Let a decision hold no longer; only whoever made it can. What it merged or split stays until linked again."""
    with open_door(by, at=at) as door:
        found = models.Decision.objects.filter(pk=id).values("by", "withdrawn").first()
        if found is None:
            return Refused(_words("There is no decision {id}.", id=id))
        if found["by"] != by:
            return Refused(
                _words("Only {member}, who made it, can take this decision back.", member=found["by"])
            )
        if found["withdrawn"] is not None:
            return Changed()
        _withdraw(door, [id])
        door.note("identity-changes", id, {"decisions": [id]}, action="withdraw")
    return Changed((id,))


def undo_last_change(*, by: str, at: datetime | None = None) -> Changed | Refused:
    """Undo what a member did last to decisions and identities: afterwards all is as it was before.

    Decisions are withdrawn and kept; what they superseded holds again. A number that was given
    out stays, and forwards. Where the lists have been linked again since, only the decisions are
    withdrawn: the identities follow when the lists are linked next.

    Returns:
        What changed. `Refused` where there is nothing to undo, or where somebody has changed the
        same identities since.
    """
    with open_door(by, at=at) as door:
        change = models.IdentityChange.objects.filter(by=by, undone_at=None).last()
        if change is None:
            return Refused(_words("There is nothing of yours to undo."))
        held: dict[str, Any] = read_values(models.Identity, set(change.after))
        later = [id for id, said in change.after.items() if _plain(held.get(id)) != said]
        if later:
            return Refused(
                _words("Identity {id} was changed since; undo that first.", id=", ".join(sorted(later)))
            )
        _withdraw(door, change.decisions)
        _restore(door, change, held)
        change.undone_at = door.at
        change.save(update_fields=["undone_at"])
        told = {"undoes": change.kind, "decisions": change.decisions, "identities": list(change.before)}
        door.note("identity-changes", str(change.pk), told, action="undo")
    return Changed(tuple(change.decisions), tuple(change.before))


def _withdraw(door: Door, ids: Collection[str]) -> None:
    """Let decisions hold no longer; those that do not already are left alone."""
    today = EdtfDate(door.at.date().isoformat())
    held: dict[str, Any] = read_values(models.Decision, set(ids))
    for id, decision in held.items():
        if decision.withdrawn is None:
            door.put("decisions", id, decision.model_copy(update={"withdrawn": today}), held=decision)


def _restore(door: Door, change: models.IdentityChange, held: Mapping[str, Identity]) -> None:
    """Identities as they were; a number that was given out then forwards to where its rows go back."""
    before = {id: _identity(said) for id, said in change.before.items()}
    was = {record.key: id for id, identity in before.items() if identity for record in identity.records}
    for id, identity in before.items():
        if identity is None:
            goes_to = next(was[record.key] for record in held[id].records)
            door.put("identities", id, Identity(id=id, merged_into=goes_to), held=held[id])
    for id, identity in before.items():
        if identity is not None:
            door.put("identities", id, identity, held=held.get(id))


def _identity(said: Mapping[str, Any] | None) -> Identity | None:
    return None if said is None else Identity.model_validate_json(json.dumps(said))
