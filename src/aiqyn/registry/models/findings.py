"""What is counted, concluded and asked for: measures and figures, findings, recommendations."""

from __future__ import annotations

from django.db import models

from aiqyn.core import inquiry as words
from aiqyn.registry.models.fields import CodeField, EdtfDateField, LocalisedTextField
from aiqyn.registry.models.kept import Kept, Part

__all__ = ["Figure", "Finding", "FollowUp", "Measure", "Recommendation"]


class Finding(Kept):
    """One conclusion and what it rests on."""

    value = words.Finding
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

    value = words.Recommendation
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

    value = words.FollowUp
    whole = "recommendation"

    recommendation = models.ForeignKey(Recommendation, models.CASCADE, related_name="follow_up")
    date = EdtfDateField()
    by = models.ForeignKey("registry.Organisation", models.PROTECT, null=True, related_name="+")
    what = LocalisedTextField(null=False)
    cites = models.JSONField(default=list)
