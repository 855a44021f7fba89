"""Which rows of lists are one person: rows, what people decided of pairs of them, and identities."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from aiqyn.core import inquiry as words
from aiqyn.registry.models.fields import CodeField, EdtfDateField, IdentifierField
from aiqyn.registry.models.guarded import GuardedModel
from aiqyn.registry.models.kept import Kept, Part

__all__ = [
    "ChosenValue",
    "Decision",
    "DecisionRecord",
    "Identity",
    "IdentityChange",
    "IdentityRecord",
    "Linkage",
    "ListRow",
    "ScoredPair",
]


class Decision(Kept):
    """What one person decided about two rows of lists."""

    value_class = words.Decision
    collection = "decisions"

    verdict = CodeField()
    by = IdentifierField()
    on = EdtfDateField(null=False)
    reason = models.TextField(null=True)  # noqa: DJ001  (absent and empty are not the same)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    withdrawn = EdtfDateField()


class DecisionRecord(Part):
    """One of the two rows that a decision is about."""

    value_class = words.RecordOfRoster
    whole = "decision"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="between")
    roster = models.ForeignKey("registry.Roster", models.PROTECT, related_name="+")
    record = models.TextField()

    class Meta(Part.Meta):
        indexes: ClassVar = [models.Index(fields=["roster", "record"], name="decisions_about_a_row")]


class Identity(Kept):
    """Rows of lists that are judged to be one person, under a number that stays."""

    value_class = words.Identity
    collection = "identities"

    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    split_into = models.ManyToManyField("self", symmetrical=False, related_name="+")


class IdentityRecord(Part):
    """A row that is held to be of an identity."""

    value_class = words.IdentityRecord
    whole = "identity"

    identity = models.ForeignKey(Identity, models.CASCADE, related_name="records")
    roster = models.ForeignKey("registry.Roster", models.PROTECT, related_name="+")
    record = models.TextField()
    probability = models.FloatField(null=True)

    class Meta(Part.Meta):
        indexes: ClassVar = [models.Index(fields=["roster", "record"], name="identity_of_a_row")]


class ChosenValue(Part):
    """What somebody took where lists disagree about a person."""

    value_class = words.ChosenValue
    whole = "identity"

    identity = models.ForeignKey(Identity, models.CASCADE, related_name="chosen")
    field = models.TextField()
    value = models.TextField()
    by = IdentifierField()
    on = EdtfDateField(null=False)
    reason = models.TextField(null=True)  # noqa: DJ001


class ListRow(GuardedModel):
    """A row of a list where pages find it at once; the file stays what was received.

    Attributes:
        cells: Titles and cells as received, in the list's order.
        told: What the row was read as: fields of `aiqyn.core.rosters.records.Records`.
        sha256: Of the file that it was read from.
    """

    roster = models.ForeignKey("registry.Roster", models.CASCADE, related_name="+")
    record = models.TextField()
    row = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    told = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["roster", "record"], name="one_row_for_each_record")
        ]

    def __str__(self) -> str:
        return f"{self.roster_id}, {self.record}"


class Linkage(GuardedModel):
    """One run of linkage that was accepted: over which lists, and what it found in numbers.

    Attributes:
        lists: For each list its file's hash and how many rows were read.
        found: Numbers: persons, their interval, pairs.
    """

    made_at = models.DateTimeField()
    made_by = IdentifierField()
    lists = models.JSONField(default=dict)
    found = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"linkage {self.pk}"


class ScoredPair(GuardedModel):
    """Two rows that may be one person, as the last accepted linkage scored them.

    Attributes:
        log_odds: That they are one person.
        evidence: What speaks for it and against it, with weights; sentences of the core.
    """

    linkage = models.ForeignKey(Linkage, models.CASCADE, related_name="pairs")
    left_roster = models.ForeignKey("registry.Roster", models.CASCADE, related_name="+")
    left_record = models.TextField()
    right_roster = models.ForeignKey("registry.Roster", models.CASCADE, related_name="+")
    right_record = models.TextField()
    log_odds = models.FloatField()
    evidence = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.left_record} and {self.right_record}"


class IdentityChange(GuardedModel):
    """One change of identities that a person made, so that it can be undone whole.

    Attributes:
        kind: `decide`, `merge`, `split`, `move`, `choose` or `link`.
        decisions: Ids of the decisions that it recorded.
        before, after: The identities concerned, as plain data by id; `None` where there was none.
        undone_at: Since when it is undone.
    """

    kind = CodeField()
    by = IdentifierField()
    at = models.DateTimeField()
    decisions = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["by", "undone_at"], name="last_change_of_a_member")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
