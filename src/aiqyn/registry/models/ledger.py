"""The ledger and what stands behind it: entries, tree nodes, checkpoints, and each record's history."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from aiqyn.registry.models.fields import CodeField, IdentifierField
from aiqyn.registry.models.guarded import GuardedModel

__all__ = ["Ledger", "LedgerCheckpoint", "LedgerEntry", "LedgerNode", "Revision"]


class Ledger(GuardedModel):
    """The one ledger of this store; its row is what writers take turns on."""

    origin = models.CharField(max_length=200, primary_key=True)
    size = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.origin}, {self.size} entries"


class LedgerEntry(GuardedModel):
    """One entry, exactly as its leaf hashes it; holds commitments, never content."""

    index = models.PositiveBigIntegerField(primary_key=True)
    content = models.TextField()

    class Meta:
        ordering: ClassVar = ["index"]

    def __str__(self) -> str:
        return f"entry {self.index}"


class LedgerNode(GuardedModel):
    """A full node of the Merkle tree; the leaves are those of level 0."""

    level = models.PositiveSmallIntegerField()
    position = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["level", "position"], name="one_hash_for_each_node")
        ]

    def __str__(self) -> str:
        return f"node {self.level}/{self.position}"


class LedgerCheckpoint(GuardedModel):
    """A signed state of the ledger, made in the same transaction as its last entry."""

    size = models.PositiveBigIntegerField(primary_key=True)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["size"]

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"


class Revision(GuardedModel):
    """One version of one record: who, when, and what it said from then on.

    The entry's commitment opens only with `secret`. To erase a version, `fields` and `secret`
    go; the entry stays and proves nothing about anyone any more.

    Attributes:
        entry: Its ledger entry.
        kind, record_id: Of what; kinds as in `aiqyn.core.inquiry.KINDS`, and `inquiry`,
            `measures`, `files`, `members`, `releases`, `publications`, `imports`.
        action: `create`, `change` or `remove`, or a word of the kind's own.
        by: The id of the member, which outlives the member's account.
        fields: What the record says from here on; `None` once removed or erased.
    """

    entry = models.OneToOneField(LedgerEntry, models.PROTECT, primary_key=True, related_name="revision")
    kind = CodeField()
    record_id = models.CharField(max_length=1024)
    action = CodeField()
    by = IdentifierField()
    at = models.DateTimeField()
    fields = models.JSONField(null=True)
    secret = models.BinaryField(max_length=32, null=True)

    class Meta:
        ordering: ClassVar = ["entry"]
        indexes: ClassVar = [models.Index(fields=["kind", "record_id", "entry"], name="history_of_a_record")]

    def __str__(self) -> str:
        return f"{self.action} {self.kind} {self.record_id}"
