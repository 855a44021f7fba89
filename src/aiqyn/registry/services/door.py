"""The one door in: a change, its history and its ledger entry, in one transaction or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import models as django_models
from django.db import transaction

from aiqyn.core.custody import LedgerEntry, RecordVersion, commit
from aiqyn.core.inquiry import plain
from aiqyn.core.values import Value
from aiqyn.registry import ledger as the_ledger
from aiqyn.registry import models
from aiqyn.registry.mapping import read_values, write_value

__all__ = ["Door", "LedgerMissing", "Outcome", "open_door", "open_ledger"]


class LedgerMissing(RuntimeError):
    """The store has no ledger yet; `open_ledger` makes it, once, when an inquiry is set up."""


@dataclass(frozen=True, slots=True)
class _Pending:
    version: RecordVersion
    action: str
    fields: Mapping[str, Any] | None
    secret: bytes


Outcome = str
"""`create`, `change` or `unchanged`."""


@dataclass(slots=True)
class Door:
    """What a service may do while the door is open.

    Attributes:
        by: Id of the member who makes the changes.
        at: When, in UTC, whole seconds; one moment for the whole unit of work.
    """

    by: str
    at: datetime
    _pending: list[_Pending] = field(default_factory=list)

    def put(
        self,
        collection: str,
        key: str,
        value: Value,
        *,
        held: Value | None = None,
        is_new: bool = False,
        position: int | None = None,
    ) -> Outcome:
        """Create or change one thing; what says the same already is left alone.

        Args:
            collection: Its kind.
            key: Its id.
            value: What it is to say.
            held: What it says now, where the caller has read that already.
            is_new: Whether the caller has looked, and there is none.
            position: Its place among its kind; where it stood, or after the last, if `None`.
        """
        model = models.KEPT[collection]
        found = held if held is not None or is_new else read_values(model, [key]).get(key)
        if position is None:
            position = _position_of(model, key)
        if found == value:
            model.objects.filter(pk=key).exclude(position=position).update(position=position)
            return "unchanged"
        write_value(model, value, is_new=found is None, position=position, **_own_key(value, key))
        action = "change" if found is not None else "create"
        self.note(collection, key, _fields(value), action=action)
        return action

    def put_inquiry(self, value: Value) -> Outcome:
        """Create or change the inquiry itself."""
        key = value.id  # type: ignore[attr-defined]
        found = read_values(models.Inquiry, [key]).get(key)
        if found == value:
            return "unchanged"
        write_value(models.Inquiry, value)
        action = "change" if found is not None else "create"
        self.note("inquiry", key, _fields(value), action=action)
        return action

    def remove(self, collection: str, key: str) -> None:
        """Remove one thing; its history stays.

        Raises:
            LookupError: There is no such thing.
        """
        deleted, _ = models.KEPT[collection].objects.filter(pk=key).delete()
        if not deleted:
            raise LookupError(f"{collection} holds nothing called {key}")
        self.note(collection, key, None, action="remove")

    def note(self, kind: str, key: str, fields: Mapping[str, Any] | None, *, action: str) -> None:
        """Put one version of something on the ledger and into its history."""
        version = RecordVersion(kind, key, self.by, dict(fields or {}))
        self._pending.append(_Pending(version, action, fields, secrets.token_bytes(32)))

    def record(self, version: RecordVersion, *, action: str) -> None:
        """The same for a version that the core has made."""
        self._pending.append(_Pending(version, action, dict(version.fields), secrets.token_bytes(32)))

    def flush(self) -> range:
        """Write what is pending to ledger and history; the indexes of the new entries."""
        if not self._pending:
            return range(0)
        ledger = _locked_ledger()
        entries = [
            LedgerEntry(self.at, pending.action, commit(pending.version, pending.secret))
            for pending in self._pending
        ]
        first = the_ledger.append(entries, ledger=ledger)
        models.Revision.objects.bulk_create(
            [
                models.Revision(
                    entry_id=index,
                    kind=pending.version.kind,
                    record_id=pending.version.id,
                    action=pending.action,
                    by=self.by,
                    at=self.at,
                    fields=pending.fields,
                    secret=pending.secret,
                )
                for index, pending in enumerate(self._pending, start=first)
            ],
            batch_size=200,
        )
        written = range(first, first + len(self._pending))
        self._pending.clear()
        return written


def _own_key(value: Value, key: str) -> dict[str, str]:
    return {} if "id" in type(value).model_fields else {"key": key}


def _fields(value: Value) -> dict[str, Any]:
    return {name: content for name, content in plain(value).items() if name != "id"}


def _position_of(model: type[models.Kept], key: str) -> int:
    """Where a thing stands among its kind: where it stood, or after the last."""
    kept = model.objects.filter(pk=key).values_list("position", flat=True).first()
    if kept is not None:
        return int(kept)
    last = model.objects.aggregate(last=django_models.Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _locked_ledger() -> models.Ledger:
    """The ledger's row, locked: writers take turns. SQLite has locked the whole file before this."""
    ledger = models.Ledger.objects.select_for_update().first()
    if ledger is None:
        raise LedgerMissing("the store has no ledger")
    return ledger


@contextmanager
def open_door(by: str, *, at: datetime | None = None) -> Iterator[Door]:
    """One unit of work: all of it is written, with its ledger entries, or nothing is.

    Args:
        by: Id of the member who makes the changes.
        at: The moment that history will tell; now where `None`.

    Raises:
        LedgerMissing: The store has not been set up.
    """
    moment = (at or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    with transaction.atomic(), models.writing():
        _locked_ledger()
        door = Door(by, moment)
        yield door
        door.flush()


def open_ledger(origin: str) -> None:
    """Make the store's ledger, empty; once in its life.

    Args:
        origin: The ledger's name, a web address without its scheme by custom.

    Raises:
        ValueError: There is one already under another name.
    """
    with transaction.atomic(), models.writing():
        found = models.Ledger.objects.first()
        if found is None:
            models.Ledger.objects.create(origin=origin)
        elif found.origin != origin:
            raise ValueError(f"the store's ledger is {found.origin}")
