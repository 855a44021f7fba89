"""Proceedings, and everything that was or was not done in them."""

from __future__ import annotations

from django.db import models

from aiqyn.core import inquiry as words
from aiqyn.registry.models.fields import CodeField, EdtfDateField, IdentifierField, LocalisedTextField
from aiqyn.registry.models.kept import Kept, Part

__all__ = [
    "Assignment",
    "Examination",
    "Motion",
    "Party",
    "Proceeding",
    "Promise",
    "Reply",
    "Request",
    "Step",
]

_ORGANISATION = "registry.Organisation"
_PERSON = "registry.Person"


class Proceeding(Kept):
    """A complaint, a criminal case or an inquiry into a death."""

    value_class = words.Proceeding
    collection = "proceedings"

    kind = CodeField()
    title = LocalisedTextField(null=False)
    numbers = models.JSONField(default=list)
    articles = models.JSONField(default=list)
    concerns = models.ManyToManyField("registry.Act", related_name="+")
    body = models.ForeignKey(_ORGANISATION, models.PROTECT, null=True, related_name="+")
    related = models.ManyToManyField("self", symmetrical=False, related_name="+")
    cites = models.JSONField(default=list)


class Party(Part):
    """A person's status in a proceeding."""

    value_class = words.Party
    whole = "proceeding"

    proceeding = models.ForeignKey(Proceeding, models.CASCADE, related_name="parties")
    person = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    status = CodeField()
    since = EdtfDateField()


class Step(Part):
    """One dated thing that was done."""

    value_class = words.Step
    whole = "proceeding"

    id = IdentifierField(primary_key=True)
    proceeding = models.ForeignKey(Proceeding, models.CASCADE, related_name="steps")
    kind = CodeField()
    date = EdtfDateField()
    by = models.ForeignKey(_ORGANISATION, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(_ORGANISATION, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey("registry.Place", models.PROTECT, null=True, related_name="+")
    ground = LocalisedTextField()
    description = LocalisedTextField()
    cites = models.JSONField(default=list)


class Assignment(Part):
    """Who held a case, and when."""

    value_class = words.Assignment
    whole = "proceeding"

    id = IdentifierField(primary_key=True)
    proceeding = models.ForeignKey(Proceeding, models.CASCADE, related_name="assignments")
    organisation = models.ForeignKey(_ORGANISATION, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    role = LocalisedTextField(null=False)
    since = EdtfDateField()
    until = EdtfDateField()
    cites = models.JSONField(default=list)


class Request(Part):
    """A question put to a body."""

    value_class = words.Request
    whole = "proceeding"

    id = IdentifierField(primary_key=True)
    proceeding = models.ForeignKey(Proceeding, models.CASCADE, related_name="requests")
    date = EdtfDateField()
    by = CodeField(default="family")
    person = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(_ORGANISATION, models.PROTECT, null=True, related_name="+")
    asked = LocalisedTextField(null=False)
    cites = models.JSONField(default=list)


class Reply(Part):
    """What came back."""

    value_class = words.Reply
    whole = "request"

    request = models.ForeignKey(Request, models.CASCADE, related_name="replies")
    date = EdtfDateField()
    rating = CodeField()
    text = LocalisedTextField()
    cites = models.JSONField(default=list)


class Motion(Part):
    """A motion and what became of it."""

    value_class = words.Motion
    whole = "proceeding"

    id = IdentifierField(primary_key=True)
    proceeding = models.ForeignKey(Proceeding, models.CASCADE, related_name="motions")
    date = EdtfDateField()
    by = CodeField(default="lawyer")
    to = models.ForeignKey(_ORGANISATION, models.PROTECT, null=True, related_name="+")
    asked = LocalisedTextField(null=False)
    outcome = CodeField()
    decided = EdtfDateField()
    reasons = LocalisedTextField()
    against = LocalisedTextField()
    cites = models.JSONField(default=list)


class Examination(Part):
    """A forensic or medical examination."""

    value_class = words.Examination
    whole = "proceeding"

    id = IdentifierField(primary_key=True)
    proceeding = models.ForeignKey(Proceeding, models.CASCADE, related_name="examinations")
    kind = CodeField()
    of = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(_ORGANISATION, models.PROTECT, null=True, related_name="+")
    ordered = EdtfDateField()
    done = EdtfDateField()
    promised = LocalisedTextField()
    result = LocalisedTextField()
    result_given = models.BooleanField(null=True)
    family_present = models.BooleanField(null=True)
    description = LocalisedTextField()
    cites = models.JSONField(default=list)


class Promise(Part):
    """Something that a body said it would do."""

    value_class = words.Promise
    whole = "proceeding"

    id = IdentifierField(primary_key=True)
    proceeding = models.ForeignKey(Proceeding, models.CASCADE, related_name="promises")
    made = EdtfDateField()
    by = models.ForeignKey(_ORGANISATION, models.PROTECT, null=True, related_name="+")
    what = LocalisedTextField(null=False)
    due = EdtfDateField()
    outcome = CodeField(default="unknown")
    cites = models.JSONField(default=list)
