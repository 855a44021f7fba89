"""The inquiry itself: one per store, so that a store seized or shared holds one and no other."""

from __future__ import annotations

from django.db import models

from aiqyn.core import inquiry as words
from aiqyn.registry.models.fields import CodeField, EdtfDateField, IdentifierField, LocalisedTextField
from aiqyn.registry.models.guarded import GuardedModel

__all__ = ["Inquiry"]


class Inquiry(GuardedModel):
    """The mandate and the seats of the inquiry that this store holds."""

    value_class = words.Inquiry
    collection = "inquiry"
    spread = ("mandate",)

    id = IdentifierField(primary_key=True)
    title = LocalisedTextField(null=False)
    summary = LocalisedTextField()
    period = EdtfDateField(null=False)
    territory = models.ManyToManyField("registry.Place", related_name="+")
    subject = LocalisedTextField(null=False)
    standard_of_proof = CodeField()
    languages = models.JSONField()
    members = models.JSONField(default=list)
    methodology = LocalisedTextField()
    deciders = models.PositiveSmallIntegerField(default=1)
    note = LocalisedTextField()

    def __str__(self) -> str:
        return self.id
