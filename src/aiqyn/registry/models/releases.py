"""Releases: what was cut down to be printed, sealed as it was; and what was published from each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from aiqyn.registry.models.fields import IdentifierField
from aiqyn.registry.models.guarded import GuardedModel
from aiqyn.registry.models.ledger import LedgerEntry

__all__ = ["Publication", "Release"]


class Release(GuardedModel):
    """One release: its canonical JSON, byte for byte, and what members alone may know of it.

    Attributes:
        content: The canonical JSON that is published.
        originals: For every record in it: which record of the registry it was cut from, and
            which fields it shows exactly as recorded. Never leaves the registry.
        inside: Why each thing is withheld, and what was found in withheld texts; likewise.
    """

    id = IdentifierField(primary_key=True)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    originals = models.JSONField(default=list)
    inside = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = IdentifierField()
    ledger_size = models.PositiveBigIntegerField()

    class Meta:
        ordering: ClassVar = ["made_at", "id"]

    def __str__(self) -> str:
        return self.id


class Publication(GuardedModel):
    """That a bundle was made from a release: the hash of its manifest, and where the ledger says so."""

    entry = models.OneToOneField(LedgerEntry, models.PROTECT, primary_key=True, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="publications")
    manifest_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["entry"]

    def __str__(self) -> str:
        return f"publication of {self.release_id}"
