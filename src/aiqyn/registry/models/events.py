"""Events, and the acts within them."""

from __future__ import annotations

from django.db import models

from aiqyn.core import inquiry as words
from aiqyn.registry.models.fields import CodeField, EdtfDateField, LocalisedTextField, TimeOfDayField
from aiqyn.registry.models.kept import Kept, Part

__all__ = ["Act", "ActLink", "Event", "Perpetrator"]


class Event(Kept):
    """Something with a beginning and an end."""

    value_class = words.Event
    collection = "events"

    kind = CodeField()
    title = LocalisedTextField(null=False)
    date = EdtfDateField()
    time_of_day = TimeOfDayField()
    places = models.ManyToManyField("registry.Place", related_name="+")
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    by = models.ManyToManyField("registry.Organisation", related_name="+")
    description = LocalisedTextField()
    cites = models.JSONField(default=list)


class Act(Kept):
    """Who did what to whom: one type, one victim, one event."""

    value_class = words.Act
    collection = "acts"

    type = CodeField()
    event = models.ForeignKey(Event, models.PROTECT, related_name="acts")
    victim = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="acts_suffered")
    victim_group = models.ForeignKey("registry.Group", models.PROTECT, null=True, related_name="+")
    witnesses = models.ManyToManyField("registry.Person", related_name="+")
    date = EdtfDateField()
    time_of_day = TimeOfDayField()
    place = models.ForeignKey("registry.Place", models.PROTECT, null=True, related_name="+")
    repeated = models.BooleanField(default=False)
    certainty = CodeField(default="was_told")
    description = LocalisedTextField()
    cites = models.JSONField(default=list)


class Perpetrator(Part):
    """Who is alleged to have done an act."""

    value_class = words.Perpetrator
    whole = "act"

    act = models.ForeignKey(Act, models.CASCADE, related_name="perpetrators")
    person = models.ForeignKey("registry.Person", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, null=True, related_name="+")
    description = LocalisedTextField()
    degree = CodeField(default="unknown")
    attribution = LocalisedTextField()


class ActLink(Part):
    """How one act stands to another."""

    value_class = words.ActLink
    whole = "from_act"

    from_act = models.ForeignKey(Act, models.CASCADE, related_name="links")
    kind = CodeField()
    act = models.ForeignKey(Act, models.PROTECT, related_name="+")
