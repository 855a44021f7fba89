"""Sources, statements with their passages and translations, consents, evidence, rosters, files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from aiqyn.core import inquiry as words
from aiqyn.registry.models.fields import CodeField, EdtfDateField, IdentifierField, LocalisedTextField
from aiqyn.registry.models.guarded import GuardedModel
from aiqyn.registry.models.kept import Kept, Part

__all__ = [
    "Consent",
    "CustodyEntry",
    "EvidenceItem",
    "FilePiece",
    "Grant",
    "Passage",
    "Roster",
    "Source",
    "Statement",
    "StoredFile",
    "Translation",
    "Withdrawal",
]


class Source(Kept):
    """Where knowledge comes from."""

    value_class = words.Source
    collection = "sources"

    kind = CodeField()
    title = LocalisedTextField(null=False)
    by = models.ForeignKey("registry.Organisation", models.PROTECT, null=True, related_name="+")
    date = EdtfDateField()
    accessed = EdtfDateField()
    language = CodeField(null=True)
    address = models.TextField(null=True)  # noqa: DJ001  (absent and empty are not the same)
    derived_from = models.ManyToManyField("self", symmetrical=False, related_name="+")
    locators = models.JSONField(default=list)
    reliability = CodeField(default="F")
    credibility = CodeField(default="6")
    public = models.BooleanField(default=False)
    description = LocalisedTextField()


class Statement(Kept):
    """The verbatim text of a source; the text is never edited."""

    value_class = words.Statement
    collection = "statements"

    source = models.ForeignKey(Source, models.PROTECT, related_name="statements")
    language = CodeField()
    speaker = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    consent = models.ForeignKey("registry.Consent", models.PROTECT, null=True, related_name="+")
    date = EdtfDateField()
    text = models.TextField()


class Passage(Part):
    """A span of a statement."""

    value_class = words.Passage
    whole = "statement"

    id = IdentifierField(primary_key=True)
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="passages")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()


class Translation(Part):
    """A statement in another language."""

    value_class = words.Translation
    whole = "statement"

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="translations")
    language = CodeField()
    text = models.TextField()
    translator = models.TextField(null=True)  # noqa: DJ001
    checked_by = models.TextField(null=True)  # noqa: DJ001


class Consent(Kept):
    """What a person allowed."""

    value_class = words.Consent
    collection = "consents"

    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="consents")
    statements = models.ManyToManyField(Statement, related_name="+")
    given_to = models.ForeignKey("registry.Organisation", models.PROTECT, null=True, related_name="+")
    published_in = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")
    capacity = CodeField(default="self")
    given_at = EdtfDateField()
    language = CodeField(null=True)
    explained = models.JSONField(default=list)
    pressure = models.BooleanField(default=False)
    valid_until = EdtfDateField()
    review_on = EdtfDateField()
    cites = models.JSONField(default=list)


class Grant(Part):
    """One permitted use."""

    value_class = words.Grant
    whole = "consent"

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="grants")
    purpose = CodeField()
    recipient = CodeField()
    form = CodeField()
    place_precision = CodeField(default="country")
    date_precision = CodeField(default="year")
    until = EdtfDateField()


class Withdrawal(Part):
    """That consent was taken back."""

    value_class = words.Withdrawal
    whole = "consent"

    consent = models.ForeignKey(Consent, models.CASCADE, related_name="withdrawals")
    at = EdtfDateField(null=False)
    by = CodeField()
    purposes = models.JSONField(default=list)
    note = LocalisedTextField()


class EvidenceItem(Kept):
    """Something that can be examined."""

    value_class = words.EvidenceItem
    collection = "evidence"

    kind = CodeField()
    title = LocalisedTextField(null=False)
    description = LocalisedTextField()
    file = models.TextField(null=True)  # noqa: DJ001
    sha256 = models.CharField(max_length=64, null=True)  # noqa: DJ001
    size = models.PositiveBigIntegerField(null=True)
    obtained_from = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")
    held_by = models.ForeignKey("registry.Organisation", models.PROTECT, null=True, related_name="+")
    collected = EdtfDateField()
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="+")
    cites = models.JSONField(default=list)


class CustodyEntry(Part):
    """One event in an item's custody."""

    value_class = words.CustodyEntry
    whole = "item"

    item = models.ForeignKey(EvidenceItem, models.CASCADE, related_name="custody")
    action = CodeField()
    at = EdtfDateField(null=False)
    by = models.TextField(null=True)  # noqa: DJ001
    tool = models.TextField(null=True)  # noqa: DJ001
    note = LocalisedTextField()


class Roster(Kept):
    """A list of persons; its rows stay in the file, verbatim."""

    value_class = words.Roster
    collection = "rosters"

    title = LocalisedTextField(null=False)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="rosters")
    compiled_by = models.ForeignKey("registry.Organisation", models.PROTECT, null=True, related_name="+")
    as_of = EdtfDateField()
    columns = models.JSONField(default=dict)
    title_row = models.PositiveIntegerField(null=True)
    sheet = models.TextField(null=True)  # noqa: DJ001
    default_year = models.PositiveIntegerField(null=True)
    only = models.TextField(null=True)  # noqa: DJ001
    where = models.JSONField(default=dict)
    places = models.ManyToManyField("registry.Place", related_name="+")
    deaths = EdtfDateField()
    compiled_from = models.JSONField(default=list)
    coverage = LocalisedTextField()
    copied_from = models.JSONField(default=list)
    delimiter = models.CharField(max_length=1, default=",")
    encoding = models.CharField(max_length=40, default="utf-8")
    sha256 = models.CharField(max_length=64)


class StoredFile(GuardedModel):
    """A file kept as received, under its path in the dossier."""

    path = models.CharField(max_length=1024, primary_key=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return self.path


class FilePiece(GuardedModel):
    """A piece of a stored file: pieces keep memory flat, and the encrypted store holds them."""

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="pieces")
    position = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "position"], name="one_piece_at_each_position")
        ]

    def __str__(self) -> str:
        return f"{self.file_id}, piece {self.position}"
