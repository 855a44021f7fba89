"""The one place from which members' pages read: what a member may see, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models as django_models

from aiqyn.core.values import Value
from aiqyn.registry import models
from aiqyn.registry.mapping import read_values

__all__ = ["Mention", "Shelf", "Version", "counts", "find", "history", "latest_changes", "mentions", "shelf"]

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of the things of a kind.

    Attributes:
        things: By id, in the order kept.
        number, pages: Which page of how many, from 1.
        total: How many things there are of this kind.
    """

    things: Mapping[str, Value]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a thing.

    Attributes:
        index: Its ledger entry, from 0.
        action: `create`, `change` or `remove`.
        by: The id of the member.
        at: When.
        kind, id: Of what.
        changed: Fields that differ from the version before; each with before and after.
    """

    index: int
    action: str
    by: str
    at: datetime
    kind: str
    id: str
    changed: tuple[tuple[str, Any, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """That a thing points to another: in which field."""

    kind: str
    id: str
    field: str


def counts(member: models.Member) -> dict[str, int]:
    """How many things of each kind the member may see."""
    return {kind: _visible(member, kind).count() for kind in models.KEPT}


def shelf(member: models.Member, kind: str, number: int) -> Shelf:
    """One page of a kind's things; a number beyond the last gives the last."""
    rows = _visible(member, kind)
    total = rows.count()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    keys = list(rows.values_list("pk", flat=True)[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    return Shelf(read_values(models.KEPT[kind], keys), number, pages, total)


def find(member: models.Member, kind: str, id: str) -> Value | None:
    """One thing, `None` where there is none that the member may see."""
    if not _visible(member, kind).filter(pk=id).exists():
        return None
    return read_values(models.KEPT[kind], [id]).get(id)


def history(member: models.Member, kind: str, id: str) -> tuple[Version, ...]:
    """Every version of a thing, newest first, each with what it changed."""
    if not _visible(member, kind).filter(pk=id).exists():
        return ()
    versions: list[Version] = []
    before: dict[str, Any] = {}
    for row in models.Revision.objects.filter(kind=kind, record_id=id).order_by("entry"):
        after = row.fields or {}
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        changed = tuple((name, before.get(name), after.get(name)) for name in names)
        versions.append(Version(row.entry_id, row.action, row.by, row.at, kind, id, changed))
        before = after
    return tuple(reversed(versions))


def latest_changes(member: models.Member, most: int = 15) -> tuple[Version, ...]:
    """The last changes of all, newest first."""
    rows = models.Revision.objects.filter(kind__in=["inquiry", "imports", "members", "release", *models.KEPT])
    return tuple(
        Version(row.entry_id, row.action, row.by, row.at, row.kind, row.record_id)
        for row in rows.order_by("-entry")[:most]
    )


def mentions(member: models.Member, kind: str, id: str) -> tuple[Mention, ...]:
    """Everything that points to a thing by a reference: one query for each field that can."""
    found: list[Mention] = []
    target = models.KEPT[kind]
    for model in _all_models():
        for field in (*model._meta.fields, *model._meta.many_to_many):
            if (
                field.is_relation
                and field.related_model is target
                and field.name != getattr(model, "whole", "")
            ):
                found += _pointing(model, field, id)
    return tuple(found)


def _all_models() -> list[type[models.GuardedModel]]:
    parts: list[type[models.GuardedModel]] = list(models.Part.__subclasses__())
    return [*models.KEPT.values(), *parts]


def _pointing(model: type[models.GuardedModel], field: Any, id: str) -> list[Mention]:
    to_whole, whole = _path_to_whole(model)
    keys = model.objects.filter(**{field.name: id}).values_list(to_whole, flat=True)[:PAGE_SIZE]
    return [Mention(whole.collection, str(key), field.name) for key in dict.fromkeys(keys)]


def _path_to_whole(model: type[models.GuardedModel]) -> tuple[str, type[models.Kept]]:
    """The look-up from a part to the id of the thing that it stands in."""
    path, step = "pk", model
    while issubclass(step, models.Part):
        path = f"{step.whole}__{path}"
        step = step._meta.get_field(step.whole).related_model
    assert issubclass(step, models.Kept)
    return path, step


def _visible(member: models.Member, kind: str) -> django_models.QuerySet:
    """The rows of a kind that a member may see: all for an active member, none for anyone else."""
    rows = models.KEPT[kind].objects.all()
    return rows if member.is_active else rows.none()
