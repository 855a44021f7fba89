"""The one place from which members' pages read: what a member may see, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, get_args

from django.db import models as django_models
from django.db.models import Exists
from django.db.models.functions import Cast, StrIndex
from django.db.models.lookups import Exact, GreaterThan

from aiqyn.core.references import CitationOf, annotated_fields
from aiqyn.core.values import Value
from aiqyn.registry import models
from aiqyn.registry.mapping import read_values

__all__ = [
    "GAPS",
    "Mention",
    "Mentions",
    "Shelf",
    "Version",
    "counts",
    "find",
    "gaps",
    "headings",
    "history",
    "latest_changes",
    "mentions",
    "shelf",
]

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
        before, after: What the thing said before this version and from it on, as plain data;
            empty before it was there, after it was removed, and where it was erased. Only in
            the history of one thing.
    """

    index: int
    action: str
    by: str
    at: datetime
    kind: str
    id: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mention:
    """That a thing points to another: in which field."""

    kind: str
    id: str
    field: str


@dataclass(frozen=True, slots=True)
class Mentions:
    """What points to a thing.

    Attributes:
        found: Each thing once for each field.
        is_whole: Whether that is all; of a field through which very many things point here only
            the first page is read.
    """

    found: tuple[Mention, ...]
    is_whole: bool


def counts(member: models.Member) -> dict[str, int]:
    """How many things of each kind the member may see."""
    return {kind: _visible(member, kind).count() for kind in models.KEPT}


def _of_row(model: type[django_models.Model], field: str) -> django_models.QuerySet:
    return model._default_manager.filter(**{field: django_models.OuterRef("pk")})


GAPS: Mapping[str, tuple[str, django_models.Q]] = MappingProxyType(
    {
        "persons-without-consent": (
            "persons",
            django_models.Q(~Exists(_of_row(models.Consent, "person")), is_official=False),
        ),
        "sources-not-judged": (
            "sources",
            django_models.Q(reliability="F") | django_models.Q(credibility="6"),
        ),
        "acts-without-date": ("acts", django_models.Q(date=None)),
        "figures-without-date": ("figures", django_models.Q(as_of=None)),
        "requests-without-reply": (
            "proceedings",
            django_models.Q(Exists(_of_row(models.Request, "proceeding").filter(replies=None))),
        ),
        "recommendations-without-follow-up": (
            "recommendations",
            django_models.Q(~Exists(_of_row(models.FollowUp, "recommendation"))),
        ),
    }
)
"""What an inquiry commonly lacks: the kind it is lacking in, and which of that kind lack it."""


def gaps(member: models.Member) -> dict[str, int]:
    """How many things the member may see lack each of `GAPS`; nothing is said of what lacks nothing."""
    found = {name: _visible(member, kind).filter(lack).count() for name, (kind, lack) in GAPS.items()}
    return {name: count for name, count in found.items() if count}


def shelf(member: models.Member, kind: str, number: int, *, gap: str | None = None) -> Shelf:
    """One page of a kind's things; a number beyond the last gives the last.

    Args:
        member: Who reads.
        kind: Of what.
        number: Which page, from 1.
        gap: Only those that lack this, one of `GAPS` of that kind.
    """
    rows = _visible(member, kind)
    if gap is not None:
        rows = rows.filter(GAPS[gap][1])
    total = rows.count()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    keys = list(rows.values_list("pk", flat=True)[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    return Shelf(read_values(models.KEPT[kind], keys), number, pages, total)


HEADING_FIELDS = frozenset(
    {
        *("title", "name", "short_name", "pseudonym", "description", "conclusion", "action"),
        *("type", "kind", "victim", "victim_group", "measure", "value", "stated_by", "as_of"),
        *("attributes", "person", "source", "date"),
        *("verdict", "by"),
    }
)
"""The columns that tell what a thing is called."""


def headings(
    member: models.Member, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Mapping[str, Any]]:
    """By kind and id, the columns that tell what each thing is called.

    One query for each kind, and one more for the names of persons; the rest of the things, with
    its lists and parts, is not read. What the member may not see is not there.

    Args:
        member: Who reads.
        wanted: Kinds with ids.
    """
    ids: dict[str, set[str]] = defaultdict(set)
    for kind, id in wanted:
        ids[kind].add(id)
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for kind, of_kind in ids.items():
        columns = [each.name for each in models.KEPT[kind]._meta.fields if each.name in HEADING_FIELDS]
        for row in _visible(member, kind).filter(pk__in=of_kind).values("id", *columns):
            found[kind, row["id"]] = row
    _add_names(found)
    return found


def _add_names(found: dict[tuple[str, str], Mapping[str, Any]]) -> None:
    persons = [id for kind, id in found if kind == "persons"]
    if not persons:
        return
    names: dict[str, list[str]] = defaultdict(list)
    rows = models.PersonName.objects.filter(named__in=persons).order_by("position")
    for holder, text in rows.values_list("named", "text"):
        names[holder].append(text)
    for id in persons:
        found["persons", id] = {**found["persons", id], "names": tuple(names[id])}


def find(member: models.Member, kind: str, id: str) -> Value | None:
    """One thing, `None` where there is none that the member may see."""
    if not _visible(member, kind).filter(pk=id).exists():
        return None
    return read_values(models.KEPT[kind], [id]).get(id)


def history(member: models.Member, kind: str, id: str) -> tuple[Version, ...]:
    """Every version of a thing, newest first, each with what was said before and after it."""
    if not _visible(member, kind).filter(pk=id).exists():
        return ()
    versions: list[Version] = []
    before: dict[str, Any] = {}
    for row in models.Revision.objects.filter(kind=kind, record_id=id).order_by("entry"):
        after = row.fields or {}
        versions.append(Version(row.entry_id, row.action, row.by, row.at, kind, id, before, after))
        before = after
    return tuple(reversed(versions))


def latest_changes(member: models.Member, most: int = 15) -> tuple[Version, ...]:
    """The last changes of all, newest first."""
    beside = ["inquiry", "imports", "files", "members", "release", "publication"]
    beside += ["linkages", "identity-changes"]
    rows = models.Revision.objects.filter(kind__in=[*beside, *models.KEPT])
    return tuple(
        Version(row.entry_id, row.action, row.by, row.at, row.kind, row.record_id)
        for row in rows.order_by("-entry")[:most]
    )


def mentions(member: models.Member, kind: str, id: str) -> Mentions:
    """Everything that points to a thing, by a reference or a citation: one query for each field that can."""
    found: list[Mention] = []
    is_whole = True
    for model in _all_models():
        for name, matching in _fields_pointing(model, kind, id):
            to_whole, whole = _path_to_whole(model)
            # In no order: what is pointed at by very much would have to sort all of it for a page.
            rows = model.objects.filter(matching).order_by().values_list(to_whole, flat=True)
            keys = list(rows[: PAGE_SIZE + 1])
            is_whole = is_whole and len(keys) <= PAGE_SIZE
            found += [Mention(whole.collection, str(key), name) for key in dict.fromkeys(keys[:PAGE_SIZE])]
    return Mentions(tuple(dict.fromkeys(found)), is_whole)


def _all_models() -> list[type[models.GuardedModel]]:
    parts: list[type[models.GuardedModel]] = list(models.Part.__subclasses__())
    return [*models.KEPT.values(), *parts]


def _fields_pointing(
    model: type[models.GuardedModel], kind: str, id: str
) -> Iterable[tuple[str, django_models.Q]]:
    """The fields of a model that can point to a kind, each with what is to be asked for that id."""
    target = models.KEPT[kind]
    for column in (*model._meta.fields, *model._meta.many_to_many):
        if column.is_relation:
            if column.related_model is target and column.name != getattr(model, "whole", ""):
                yield column.name, django_models.Q(**{column.name: id})
        elif kind == "sources" and column.name in _citing_fields(model):
            yield column.name, _citing(column, id)


def _citing_fields(model: type[models.GuardedModel]) -> set[str]:
    annotations = annotated_fields(model.value_class)
    return {name for name, annotation in annotations.items() if _holds_citation(annotation)}


def _holds_citation(annotation: Any) -> bool:
    return isinstance(annotation, CitationOf) or any(map(_holds_citation, get_args(annotation)))


def _citing(column: Any, id: str) -> django_models.Q:
    """That a citation in a column is of the source, with or without a place in it.

    A list of citations is searched in its JSON text: the column is read row by row, which
    stops when a page is full.
    """
    # SQLite's LIKE takes capital letters for small ones; ids that differ by them are two ids.
    if isinstance(column, django_models.JSONField):
        text = Cast(column.name, django_models.TextField())
        places = [StrIndex(text, django_models.Value(part)) for part in (f'"{id}"', f'"{id}:')]
        return django_models.Q(GreaterThan(places[0], 0)) | django_models.Q(GreaterThan(places[1], 0))
    begins = Exact(StrIndex(django_models.F(column.name), django_models.Value(f"{id}:")), 1)
    return django_models.Q(**{column.name: id}) | django_models.Q(begins)


def _path_to_whole(model: type[models.GuardedModel]) -> tuple[str, type[models.Kept]]:
    """The look-up from a part to the id of the thing that it stands in."""
    path, step = "", model
    while issubclass(step, models.Part):
        path += f"{step.whole}__"
        step = step._meta.get_field(step.whole).related_model
    assert issubclass(step, models.Kept)
    return f"{path}pk", step


def _visible(member: models.Member, kind: str) -> django_models.QuerySet:
    """The rows of a kind that a member may see: all for an active member, none for anyone else."""
    rows = models.KEPT[kind].objects.all()
    return rows if member.is_active else rows.none()
