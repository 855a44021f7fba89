"""How many are on no list: questions, the lists that were compared, and their counts word for word."""

from __future__ import annotations

from django.db import models

from aiqyn.core import inquiry as words
from aiqyn.registry.models.fields import EdtfDateField, LocalisedTextField
from aiqyn.registry.models.kept import Kept, Part

__all__ = ["Estimation", "ListOfEstimation"]


class Estimation(Kept):
    """A question how many there are."""

    value_class = words.Estimation
    collection = "estimations"

    title = LocalisedTextField(null=False)
    population = LocalisedTextField(null=False)
    when = EdtfDateField()
    simulated = models.BooleanField(default=False)
    counts = models.JSONField(default=list)
    methods = models.JSONField(default=list)
    seed = models.PositiveBigIntegerField(default=1)
    level = models.FloatField(default=0.95)
    together = models.BooleanField(default=False)
    compared_with = models.ManyToManyField("registry.Figure", related_name="+")
    cites = models.JSONField(default=list)


class ListOfEstimation(Part):
    """One of the lists that were compared."""

    value_class = words.ListOfEstimation
    whole = "estimation"

    estimation = models.ForeignKey(Estimation, models.CASCADE, related_name="lists")
    name = models.TextField()
    title = LocalisedTextField(null=False)
    source = models.ForeignKey("registry.Source", models.PROTECT, null=True, related_name="+")
    only = models.TextField(null=True)  # noqa: DJ001  (absent and empty are not the same)
    where = models.JSONField(default=dict)
