"""What two releases tell differently: added, removed and changed records, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aiqyn.core.disclosure.release import Json, Release

__all__ = ["Change", "Difference", "diff_releases"]

_BESIDE_RECORDS = ("title", "as_of", "policy", "inquiry", "measures", "estimates", "withheld", "ledger")


@dataclass(frozen=True, slots=True)
class Change:
    """One field that two releases tell differently.

    Attributes:
        kind: A collection, or `release` for what stands beside the records.
        id: The released id, or the release's name.
        field: The field.
        before, after: Its value in each; `None` where it is absent.
    """

    kind: str
    id: str
    field: str
    before: Json
    after: Json


@dataclass(frozen=True, slots=True)
class Difference:
    """How the newer of two releases differs from the older.

    Attributes:
        added, removed: Kind and released id of what stands in only one of them.
        changed: Fields of what stands in both, and of the releases themselves.
    """

    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    changed: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both tell the same."""
        return not (self.added or self.removed or self.changed)


def diff_releases(older: Release, newer: Release) -> Difference:
    """What the newer release adds, takes away and changes, in the order of kinds and ids.

    Records are the same by their released ids, so both releases must have been cut with the
    same order key; else everything is removed and added.
    """
    before, after = _ids(older), _ids(newer)
    return Difference(
        added=tuple(sorted(after - before)),
        removed=tuple(sorted(before - after)),
        changed=(*_changes_beside(older, newer), *_changes_of_records(older, newer, sorted(before & after))),
    )


def _ids(release: Release) -> set[tuple[str, str]]:
    return {(kind, identifier) for kind, entries in release.records.items() for identifier in entries}


def _changes_beside(older: Release, newer: Release) -> Iterator[Change]:
    before, after = (release.model_dump(mode="json", exclude_defaults=True) for release in (older, newer))
    kept_before, kept_after = ({name: dump.get(name) for name in _BESIDE_RECORDS} for dump in (before, after))
    yield from _changes("release", newer.id, kept_before, kept_after)


def _changes_of_records(older: Release, newer: Release, common: list[tuple[str, str]]) -> Iterator[Change]:
    for kind, identifier in common:
        yield from _changes(
            kind, identifier, older.records[kind][identifier], newer.records[kind][identifier]
        )


def _changes(
    kind: str, identifier: str, before: Mapping[str, Json], after: Mapping[str, Json]
) -> Iterator[Change]:
    for field in sorted(before.keys() | after.keys()):
        if before.get(field) != after.get(field):
            yield Change(kind, identifier, field, before.get(field), after.get(field))
