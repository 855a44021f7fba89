"""Between the core's values and the models: one walk over a class's fields, for every kind.

A field of a value is, under the same name in the model: a column, a foreign key, a list of
references (many-to-many, in the order given) or a list of parts (rows of a model of their
own). A test walks every kind, so that a field added to a value can't be forgotten here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import models

from aiqyn.core.values import Value
from aiqyn.registry.models.guarded import GuardedModel
from aiqyn.registry.models.kept import Part

__all__ = ["read_values", "write_value"]


def write_value(
    model: type[GuardedModel], value: Value, *, key: str | None = None, is_new: bool = False, **extra: Any
) -> GuardedModel:
    """Write one value as a row, with its references and parts in place of what was there.

    Args:
        model: The kind's model.
        value: What the row is to say.
        key: Its id, where the value has none of its own.
        is_new: Whether there was nothing under that id, so that nothing has to make room.
        extra: Further columns.
    """
    columns = {**_columns(model, value), **extra}
    if key is not None:
        columns["id"] = key
    row = model(**columns)
    row.save(force_insert=is_new)
    _write_references(row, value, is_new=is_new)
    _write_parts(row, value, is_new=is_new)
    return row


def _columns(model: type[GuardedModel], value: Value) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, content in _fields(model, value).items():
        field = model._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            columns[field.attname] = content
        elif not (field.many_to_many or field.one_to_many):
            columns[name] = _plain(content) if isinstance(field, models.JSONField) else content
    return columns


def _spread(model: type[models.Model]) -> tuple[str, ...]:
    """The fields whose inner value has its own columns in the model."""
    return tuple(getattr(model, "spread", ()))


def _fields(model: type[GuardedModel], value: Value) -> dict[str, Any]:
    fields = {name: getattr(value, name) for name in type(value).model_fields}
    for name in _spread(model):
        inner = fields.pop(name)
        fields.update({field: getattr(inner, field) for field in type(inner).model_fields})
    return fields


def _plain(content: Any) -> Any:
    """JSON-like data; a localised text stays one, for its column knows it."""
    from aiqyn.core.values import LocalisedText

    if isinstance(content, LocalisedText):
        return content
    if isinstance(content, Value):
        return content.model_dump(mode="json", exclude_defaults=True)
    if isinstance(content, Mapping):
        return {key: _plain(item) for key, item in content.items()}
    if isinstance(content, tuple | list):
        return [_plain(item) for item in content]
    return content


def _write_references(row: GuardedModel, value: Value, *, is_new: bool) -> None:
    fields = _fields(type(row), value)
    for field in row._meta.many_to_many:
        if field.name not in fields:
            continue
        through = field.remote_field.through
        near, far = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        if not is_new:
            through._default_manager.filter(**{near: row.pk}).delete()
        # The order of insertion is the order of the keys, and so the order given.
        if fields[field.name]:
            through._default_manager.bulk_create(
                [through(**{near: row.pk, far: target}) for target in fields[field.name]]
            )


def _parts_of(model: type[models.Model]) -> dict[str, type[Part]]:
    return {
        relation.name: relation.related_model
        for relation in model._meta.related_objects
        if issubclass(relation.related_model, Part) and relation.field.name == relation.related_model.whole
    }


def _write_parts(row: GuardedModel, value: Value, *, is_new: bool) -> None:
    for name, model in _parts_of(type(row)).items():
        if not is_new:
            model.objects.filter(**{model.whole: row.pk}).delete()
        for position, part in enumerate(getattr(value, name)):
            write_value(model, part, is_new=True, **{f"{model.whole}_id": row.pk, "position": position})


def read_values(model: type[GuardedModel], ids: Collection[str] | None = None) -> dict[str, Value]:
    """Rows of one kind as values by id, in the order kept; in as many queries as there are tables.

    Args:
        model: The kind's model.
        ids: Which ones; all where `None`.
    """
    rows = model.objects.all() if ids is None else model.objects.filter(pk__in=ids)
    return {str(key): value for key, value in _read(model, rows)}


def _read(model: type[GuardedModel], rows: Iterable[Any]) -> list[tuple[Any, Value]]:
    rows = list(rows)
    keys = [row.pk for row in rows]
    names = _field_names(model)
    lists = {
        **{name: _read_references(model, name, keys) for name in names if _is_reference_list(model, name)},
        **{name: _read_parts(part, keys) for name, part in _parts_of(model).items()},
    }
    return [(row.pk, _build(model, row, lists)) for row in rows]


def _field_names(model: type[GuardedModel]) -> list[str]:
    names = [name for name in model.value_class.model_fields if name not in _spread(model)]
    for name in _spread(model):
        names.extend(_inner(model, name).model_fields)
    return names


def _inner(model: type[GuardedModel], name: str) -> type[Value]:
    inner = model.value_class.model_fields[name].annotation
    assert isinstance(inner, type)
    return inner


def _is_reference_list(model: type[models.Model], name: str) -> bool:
    return bool(model._meta.get_field(name).many_to_many)


def _read_references(model: type[models.Model], name: str, keys: list[Any]) -> dict[Any, tuple[str, ...]]:
    field = model._meta.get_field(name)
    near, far = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    found: dict[Any, list[str]] = defaultdict(list)
    links = _of(field.remote_field.through._default_manager.order_by("pk"), near, keys)
    for key, target in links.values_list(near, far):
        found[key].append(target)
    return {key: tuple(targets) for key, targets in found.items()}


def _read_parts(model: type[Part], keys: list[Any]) -> dict[Any, tuple[Value, ...]]:
    found: dict[Any, list[Value]] = defaultdict(list)
    rows = list(_of(model.objects.order_by("position"), f"{model.whole}_id", keys))
    whole = {row.pk: getattr(row, f"{model.whole}_id") for row in rows}
    for key, value in _read(model, rows):
        found[whole[key]].append(value)
    return {key: tuple(values) for key, values in found.items()}


MOST_KEYS = 500


def _of(rows: models.QuerySet, column: str, keys: list[Any]) -> models.QuerySet:
    """The rows that belong to these keys; of very many keys, simply all rows: they are for all."""
    return rows.filter(**{f"{column}__in": keys}) if len(keys) <= MOST_KEYS else rows


def _build(model: type[GuardedModel], row: Any, lists: Mapping[str, Mapping[Any, tuple[Any, ...]]]) -> Value:
    content: dict[str, Any] = {}
    for name in _field_names(model):
        if name in lists:
            content[name] = lists[name].get(row.pk, ())
            continue
        field = model._meta.get_field(name)
        content[name] = _frozen(getattr(row, getattr(field, "attname", name)))
    for name in _spread(model):
        content[name] = {field: content.pop(field) for field in _inner(model, name).model_fields}
    return model.value_class.model_validate(content)


def _frozen(content: Any) -> Any:
    """JSON's lists as tuples: values are frozen and strict."""
    if isinstance(content, list):
        return tuple(_frozen(item) for item in content)
    if isinstance(content, dict):
        return {key: _frozen(item) for key, item in content.items()}
    return content
