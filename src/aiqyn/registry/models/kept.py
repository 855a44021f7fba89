"""Two bases: a thing that stands alone under its id, and a part that lives inside one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from aiqyn.core.values import Value
from aiqyn.registry.models.fields import IdentifierField, LocalisedTextField
from aiqyn.registry.models.guarded import GuardedModel

__all__ = ["Kept", "Part"]


class Kept(GuardedModel):
    """A thing with a stable id and a history of its own.

    Attributes:
        value_class: The core's class that says what it holds; every field of it is a column, a
            reference or a list of parts here, under the same name (a test walks them all).
        collection: Its collection, a key of `aiqyn.core.inquiry.KINDS`.
    """

    value_class: ClassVar[type[Value]]
    collection: ClassVar[str]

    id = IdentifierField(primary_key=True)
    position = models.PositiveIntegerField(default=0)
    note = LocalisedTextField()

    class Meta:
        abstract = True
        ordering: ClassVar = ["position", "id"]
        # A page of a list would else sort all of its kind.
        indexes: ClassVar = [models.Index(fields=["position", "id"], name="%(class)s_in_order")]

    def __str__(self) -> str:
        return self.id


class Part(GuardedModel):
    """A part of a thing: written, read and removed with it; `position` keeps the order given.

    Attributes:
        value_class: As for `Kept`.
        whole: The name of the foreign key to the thing it is part of.
    """

    value_class: ClassVar[type[Value]]
    whole: ClassVar[str]

    position = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering: ClassVar = ["position"]

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.position}"
