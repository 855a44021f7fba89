"""What is counted, concluded and asked for: measures and figures, findings, recommendations."""

from __future__ import annotations

from django.db import models

from aiqyn.core import figures as counts
from aiqyn.core import inquiry as words
from aiqyn.registry.models.fields import CodeField, EdtfDateField, LocalisedTextField
from aiqyn.registry.models.kept import Kept, Part

__all__ = ["Figure", "Finding", "FollowUp", "Measure", "Recommendation"]


class Finding(Kept):
    """One conclusion and what it rests on."""

    value_class = words.Finding
    collection = "findings"

    kind = CodeField()
    standard = CodeField(null=True)
    made_by = models.ForeignKey("registry.Organisation", models.PROTECT, null=True, related_name="+")
    conclusion = LocalisedTextField(null=False)
    supports = models.JSONField(default=list)
    contradicts = models.JSONField(default=list)
    figures = models.ManyToManyField("registry.Figure", related_name="findings")
    unknown = LocalisedTextField()
    state = CodeField(default="draft")


class Recommendation(Kept):
    """What is asked of whom."""

    value_class = words.Recommendation
    collection = "recommendations"

    addressees = models.ManyToManyField("registry.Organisation", related_name="+")
    made_by = models.ForeignKey("registry.Organisation", models.PROTECT, null=True, related_name="+")
    action = LocalisedTextField(null=False)
    deadline = EdtfDateField()
    indicator = LocalisedTextField()
    legal_basis = LocalisedTextField()
    findings = models.ManyToManyField(Finding, related_name="recommendations")
    cites = models.JSONField(default=list)


class FollowUp(Part):
    """One sourced step toward a recommendation."""

    value_class = words.FollowUp
    whole = "recommendation"

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="follow_up")
    date = EdtfDateField()
    by = models.ForeignKey("registry.Organisation", models.PROTECT, null=True, related_name="+")
    what = LocalisedTextField(null=False)
    cites = models.JSONField(default=list)


class Measure(Kept):
    """What is counted."""

    value_class = counts.Measure
    collection = "measures"

    title = LocalisedTextField(null=False)
    unit = CodeField()
    cumulative = models.BooleanField(default=False)
    attributes = models.JSONField(default=dict)
    rules = models.JSONField(default=list)
    resembles = models.JSONField(default=list)


class Figure(Kept):
    """A stated count."""

    value_class = counts.Figure
    collection = "figures"

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="figures")
    where = models.JSONField(default=dict)
    value = models.JSONField()
    stated_by = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    stated_on = EdtfDateField()
    as_of = EdtfDateField()
    source = models.CharField(max_length=200, null=True)  # noqa: DJ001
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
