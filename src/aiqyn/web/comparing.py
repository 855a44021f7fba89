"""What one version of a thing changed against the version before, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from pydantic import ValidationError

from aiqyn.core.values import Value
from aiqyn.registry import models
from aiqyn.registry.reading import Version
from aiqyn.web.display import Cell, field_cells
from aiqyn.web.labels import FIELDS
from aiqyn.web.naming import Names

__all__ = ["Changed", "changed_fields", "values_of"]


@dataclass(frozen=True, slots=True)
class Changed:
    """One field before and after; of a list only what was taken out and what was put in."""

    label: str | Promise
    before: tuple[Cell, ...]
    after: tuple[Cell, ...]


def values_of(version: Version) -> tuple[Value | None, Value | None]:
    """What a thing was before and after a version; `None` where it was not there or can't be read."""
    return _value(version.kind, version.id, version.before), _value(version.kind, version.id, version.after)


def _value(kind: str, id: str, fields: Mapping[str, Any]) -> Value | None:
    if not fields:
        return None
    value_class = models.KEPT[kind].value_class
    own = {"id": id} if "id" in value_class.model_fields else {}
    try:
        return value_class.model_validate_json(json.dumps({**own, **fields}))
    except ValidationError:
        return None  # recorded under earlier rules, which today's fields do not follow


def changed_fields(version: Version, names: Names) -> tuple[Changed, ...]:
    """The fields that a version changed, in the order of the kind's fields.

    What can't be read by today's rules is shown as it was recorded.
    """
    before, after = values_of(version)
    if before is None or after is None:
        return tuple(_as_recorded(version))
    return tuple(
        Changed(FIELDS[name], *_two_sides(before, after, name, names))
        for name in type(after).model_fields
        if getattr(before, name) != getattr(after, name)
    )


def _two_sides(
    before: Value, after: Value, name: str, names: Names
) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    old, new = getattr(before, name), getattr(after, name)
    if not (isinstance(old, tuple) and isinstance(new, tuple)):
        return field_cells(before, name, names), field_cells(after, name, names)
    gone, come = tuple(x for x in old if x not in new), tuple(x for x in new if x not in old)
    if not (gone or come):  # the same in another order
        gone, come = old, new
    return field_cells(before, name, names, only=gone), field_cells(after, name, names, only=come)


def _as_recorded(version: Version) -> Iterator[Changed]:
    for name in {**version.before, **version.after}:
        old, new = version.before.get(name), version.after.get(name)
        if old != new:
            yield Changed(FIELDS.get(name, name), _plain(old), _plain(new))


def _plain(content: Any) -> tuple[Cell, ...]:
    if content is None:
        return ()
    return (Cell(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)),)
