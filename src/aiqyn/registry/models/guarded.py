"""The lock on the models: nothing is written but through the one door, `registry.services`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models

__all__ = ["GuardedModel", "WrittenAroundTheDoor", "writing"]

_door_is_open: ContextVar[bool] = ContextVar("the door is open", default=False)


class WrittenAroundTheDoor(RuntimeError):
    """Something tried to write a model outside a service's unit of work: a defect of ours."""


@contextmanager
def writing() -> Iterator[None]:
    """Let models be written within this block. For `registry.services` alone."""
    token = _door_is_open.set(True)
    try:
        yield
    finally:
        _door_is_open.reset(token)


def _require_open_door(model: type[models.Model]) -> None:
    if not _door_is_open.get():
        raise WrittenAroundTheDoor(f"{model.__name__} may only be written by a service of the registry")


class GuardedQuerySet(models.QuerySet):
    """A query set that reads freely and writes only while the door is open."""

    def create(self, **fields: Any) -> Any:
        _require_open_door(self.model)
        return super().create(**fields)

    def bulk_create(self, *args: Any, **options: Any) -> Any:
        _require_open_door(self.model)
        return super().bulk_create(*args, **options)

    def bulk_update(self, *args: Any, **options: Any) -> Any:
        _require_open_door(self.model)
        return super().bulk_update(*args, **options)

    def update(self, **fields: Any) -> int:
        _require_open_door(self.model)
        return super().update(**fields)

    def delete(self) -> Any:
        _require_open_door(self.model)
        return super().delete()


class GuardedModel(models.Model):
    """Base of every model of the registry."""

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        _require_open_door(type(self))
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> Any:
        _require_open_door(type(self))
        return super().delete(*args, **options)
