"""The ledger as the database keeps it: appending, signing, proving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from aiqyn.core.custody import (
    Checkpoint,
    CompactRange,
    LedgerEntry,
    Node,
    SigningKey,
    parse_checkpoint,
    parse_note,
    prove_consistency,
    sign_checkpoint,
)
from aiqyn.registry import models

__all__ = ["LedgerState", "StoredNodes", "append", "current_size", "current_state", "signing_key"]


@dataclass(frozen=True, slots=True)
class LedgerState:
    """The ledger as last signed.

    Attributes:
        checkpoint: What was signed.
        note: The signed note, as bytes.
    """

    checkpoint: Checkpoint
    note: bytes


class StoredNodes:
    """The tree's nodes in the database, as the core's arithmetic asks for them."""

    def nodes(self, wanted: Sequence[Node]) -> Mapping[Node, bytes]:
        """As `aiqyn.core.custody.Nodes` promises."""
        if not wanted:
            return {}
        chosen = Q()
        for level in {node.level for node in wanted}:
            positions = [node.position for node in wanted if node.level == level]
            chosen |= Q(level=level, position__in=positions)
        rows = models.LedgerNode.objects.filter(chosen).values_list("level", "position", "hash")
        return {Node(level, position): bytes(found) for level, position, found in rows}


def signing_key(origin: str) -> SigningKey:
    """The key that signs this store's ledger; its name is the ledger's origin."""
    return SigningKey(origin, settings.LEDGER_SEED_SOURCE())


def current_state() -> LedgerState | None:
    """The ledger as last signed, `None` before the first entry."""
    latest = models.LedgerCheckpoint.objects.order_by("-size").first()
    if latest is None:
        return None
    note = latest.note.encode()
    return LedgerState(parse_checkpoint(parse_note(note).text), note)


def current_size() -> int:
    """How many entries the last checkpoint signs for."""
    state = current_state()
    return state.checkpoint.head.size if state else 0


def append(entries: Sequence[LedgerEntry], *, ledger: models.Ledger) -> int:
    """Append entries, sign the new state, and say the index of the first one.

    The caller holds the lock on `ledger` and the transaction around it.

    Raises:
        LedgerForked: The stored tree does not continue the last checkpoint: it was altered.
    """
    first = ledger.size
    nodes = StoredNodes()
    state = current_state()
    grown = CompactRange.read(first, nodes)
    rows, full = [], []
    for index, entry in enumerate(entries, start=first):
        appended = grown.append(entry.leaf())
        grown = appended.range
        full.extend(appended.full)
        rows.append(models.LedgerEntry(index=index, content=entry.as_bytes().decode()))
    models.LedgerEntry.objects.bulk_create(rows, batch_size=500)
    models.LedgerNode.objects.bulk_create(
        [models.LedgerNode(level=node.level, position=node.position, hash=value) for node, value in full],
        batch_size=300,
    )
    head = grown.head()
    note = sign_checkpoint(
        head,
        signing_key(ledger.origin),
        previous=state.checkpoint if state else None,
        consistency=prove_consistency(first, head.size, nodes) if state else (),
    )
    models.LedgerCheckpoint.objects.create(size=head.size, note=note.as_bytes().decode(), at=entries[-1].at)
    ledger.size = head.size
    ledger.save(update_fields=["size"])
    return first
