"""What a run of linkage found, taken in: rows, identities under their numbers, and the pairs behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from aiqyn.core.faults import Refused
from aiqyn.core.inquiry import Decision, Identity, IdentityRecord, Roster
from aiqyn.core.language import sentence
from aiqyn.core.rosters.linked import EvidenceOfPair, LinkedLists, WeighedPair
from aiqyn.registry import models
from aiqyn.registry.mapping import read_values
from aiqyn.registry.services.door import open_door

__all__ = ["accept_linkage", "read_decisions", "read_identities", "read_rosters"]

Progress = Callable[[int, int, str], None]

BATCH = 500


def read_decisions() -> tuple[Decision, ...]:
    """All decisions about rows of lists, in the order made."""
    found: Any = read_values(models.Decision).values()
    return tuple(found)


def read_identities() -> tuple[Identity, ...]:
    """All identities, those that forward among them."""
    found: Any = read_values(models.Identity).values()
    return tuple(found)


def read_rosters() -> tuple[Roster, ...]:
    """All lists of the inquiry, as it describes them."""
    found: Any = read_values(models.Roster).values()
    return tuple(found)


def accept_linkage(
    linked: LinkedLists, *, by: str, at: datetime | None = None, progress: Progress | None = None
) -> int | Refused:
    """Take in a run of linkage: all of it, or nothing; identities that it does not mention stay.

    Args:
        linked: What it found. Its identities keep the numbers they had; persons, choices and notes
            of those are kept, whatever the run says of them.
        by: The member who accepts it.
        at: When; now where `None`.
        progress: Told how many identities of how many are in.

    Returns:
        How many identities changed. `Refused` where a list was replaced while it was linked, or
        where somebody decided something meanwhile that the run could not know.
    """
    with open_door(by, at=at) as door:
        now = dict(models.Roster.objects.filter(pk__in=linked.lists).values_list("pk", "sha256"))
        stale = sorted(id for id, read in linked.lists.items() if now.get(id) != read.sha256)
        if stale:
            return Refused(
                sentence(
                    "The list {name} was replaced while it was linked; link the lists again.",
                    room="registry",
                    name=", ".join(stale),
                )
            )
        if linked.decisions_seen is not None and models.Decision.objects.count() != linked.decisions_seen:
            return Refused(
                sentence(
                    "Somebody decided about rows while the lists were linked; link them again.",
                    room="registry",
                )
            )
        held: dict[str, Any] = read_values(models.Identity)
        changed = 0
        inherited = _inherited_persons(linked.identities, held)
        for number, identity in enumerate(_rows_leave_first(linked.identities, held), start=1):
            kept = _with_what_people_added(identity, held.get(identity.id), inherited.get(identity.id))
            outcome = door.put(
                "identities",
                kept.id,
                kept,
                held=held.get(kept.id),
                is_new=kept.id not in held,
                position=_position(kept.id),
            )
            changed += outcome != "unchanged"
            if progress:
                progress(number, len(linked.identities), "identities")
        _keep_rows(linked)
        run = _keep_pairs(linked, by=by, at=door.at)
        # What was merged and split before is no longer what stands: there is nothing to go back to.
        models.IdentityChange.objects.filter(undone_at=None).update(before={}, after={})
        lists = {id: {"sha256": read.sha256, "rows": read.rows} for id, read in linked.lists.items()}
        told = {"lists": lists, "found": dict(linked.found), "identities_changed": changed}
        door.note("linkages", str(run.pk), told, action="link")
    return changed


def _position(id: str) -> int:
    """Identities stand in the order of their numbers."""
    return int(id) if id.isascii() and id.isdigit() and len(id) < 10 else 0


def _rows_leave_first(identities: Iterable[Identity], held: dict[str, Any]) -> list[Identity]:
    """New numbers before those that name them, and whatever loses rows before what gains them."""
    return sorted(
        identities,
        key=lambda each: (
            each.id in held,
            len(each.records) - len(held[each.id].records) if each.id in held else 0,
        ),
    )


def _inherited_persons(identities: Iterable[Identity], held: dict[str, Any]) -> dict[str, str]:
    """The persons of identities that went whole into another, by that other's number."""
    return {
        each.merged_into: held[each.id].person
        for each in identities
        if each.merged_into is not None and each.id in held and held[each.id].person is not None
    }


def _with_what_people_added(identity: Identity, held: Identity | None, inherited: str | None) -> Identity:
    if held is None:
        return identity.model_copy(update={"person": inherited})
    return identity.model_copy(
        update={
            "records": _as_sure_as_before(identity, held),
            # What has gone into another is no person of its own any more.
            "person": (held.person or inherited) if identity.records else None,
            "chosen": held.chosen,
            "note": held.note,
            "split_into": tuple(dict.fromkeys((*held.split_into, *identity.split_into))),
        }
    )


NOTABLE = 0.02
"""A probability that has changed by less is left as it was: each run shifts all of them a little, and
history should tell what happened to a person."""


def _as_sure_as_before(identity: Identity, held: Identity) -> tuple[IdentityRecord, ...]:
    """The rows of an identity; where they are those it had, with the probabilities they had unless these changed."""
    before = {each.key: each for each in held.records}
    if before.keys() != {each.key for each in identity.records}:
        return identity.records
    if all(_is_about(each.probability, before[each.key].probability) for each in identity.records):
        return held.records
    return identity.records


def _is_about(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) < NOTABLE


def _keep_rows(linked: LinkedLists) -> None:
    models.ListRow.objects.filter(roster__in=linked.lists).delete()
    models.ListRow.objects.bulk_create(
        (
            models.ListRow(
                roster_id=row.roster,
                record=row.record,
                row=row.row,
                cells=[[cell.title, cell.text, cell.meaning] for cell in row.cells],
                told=dict(row.told),
                sha256=linked.lists[row.roster].sha256,
            )
            for row in linked.rows
        ),
        batch_size=BATCH,
    )


def _keep_pairs(linked: LinkedLists, *, by: str, at: datetime) -> models.Linkage:
    models.ScoredPair.objects.all().delete()
    run = models.Linkage(
        made_at=at,
        made_by=by,
        lists={
            id: {"sha256": read.sha256, "rows": read.rows, "faults": read.faults}
            for id, read in linked.lists.items()
        },
        found=dict(linked.found),
    )
    run.save()
    models.ScoredPair.objects.bulk_create(
        (_row_of(run, weighed) for weighed in linked.pairs), batch_size=BATCH
    )
    return run


def _row_of(run: models.Linkage, weighed: WeighedPair) -> models.ScoredPair:
    pair = weighed.pair
    return models.ScoredPair(
        linkage=run,
        left_roster_id=pair.left[0],
        left_record=pair.left[1],
        right_roster_id=pair.right[0],
        right_record=pair.right[1],
        log_odds=pair.log_odds,
        evidence=[_evidence(each) for each in weighed.evidence],
    )


def _evidence(each: EvidenceOfPair) -> dict[str, Any]:
    return {
        "about": each.about.model_dump(mode="json"),
        "found": each.found.model_dump(mode="json") if each.found is not None else None,
        "weight": each.weight,
    }
