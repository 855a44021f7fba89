"""Dossiers in and out: an import is one unit of work, an export reads one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from aiqyn.core.faults import Refused
from aiqyn.core.figures import FiguresFile
from aiqyn.core.inquiry import KINDS, Dossier, Inquiry, ReceivedFile
from aiqyn.core.language import sentence
from aiqyn.core.values import Value
from aiqyn.registry import models
from aiqyn.registry.mapping import read_values
from aiqyn.registry.services.door import open_door
from aiqyn.registry.services.files import put_file

__all__ = [
    "Imported",
    "export_dossier",
    "import_dossier",
    "read_dossier_value",
    "read_figures",
    "read_inquiry",
]

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Attributes:
        outcomes: Kind → `create`, `change`, `unchanged` → how many; what came in, all of it.
        kept: Kind → how many things the store holds that the dossier does not; left as they were.
    """

    outcomes: Mapping[str, Mapping[str, int]]
    kept: Mapping[str, int]


def import_dossier(
    dossier: Dossier,
    open_file: Callable[[str], Iterable[bytes]],
    *,
    by: str,
    at: datetime | None = None,
    progress: Progress | None = None,
) -> Imported | Refused:
    """Take in a dossier that has been read and found without faults: all of it, or nothing.

    What the store holds already under the same id is changed where the dossier says otherwise;
    what the dossier does not mention stays.

    Args:
        dossier: Checked by `check_dossier`.
        open_file: Gives the bytes of a received file by its path.
        by: Who imports.
        at: When; now where `None`.
        progress: Told how many things of how many are in.

    Returns:
        What was done, or a refusal where the store holds another inquiry.

    Raises:
        FileChanged: A file's bytes are not what the dossier said a moment ago.
    """
    total = 1 + len(dossier.measures) + len(dossier.files) + sum(len(dossier.all_of(kind)) for kind in KINDS)
    outcomes: dict[str, Counter[str]] = {}
    done = 0

    def count(kind: str, outcome: str) -> None:
        nonlocal done
        done += 1
        outcomes.setdefault(kind, Counter())[outcome] += 1
        if progress:
            progress(done, total, kind)

    with open_door(by, at=at) as door:
        other = models.Inquiry.objects.exclude(pk=dossier.inquiry.id).first()
        if other is not None:
            return Refused(
                sentence(
                    "This store holds the inquiry {held}; {found} needs a store of its own, so that "
                    "who opens one opens no other.",
                    room="registry",
                    held=other.id,
                    found=dossier.inquiry.id,
                )
            )
        count("inquiry", door.put_inquiry(dossier.inquiry))
        kept: dict[str, int] = {}
        for kind, things in _things(dossier).items():
            held = read_values(models.KEPT[kind])
            for position, (key, thing) in enumerate(things.items()):
                is_new = key not in held
                count(kind, door.put(kind, key, thing, held=held.get(key), is_new=is_new, position=position))
            if beyond := len(held.keys() - things.keys()):
                kept[kind] = beyond
        for file in dossier.files:
            count("files", put_file(door, file, open_file(file.path)))
        told = {kind: dict(counts) for kind, counts in outcomes.items()}
        if any(outcome != "unchanged" for counts in told.values() for outcome in counts):
            door.note("imports", dossier.inquiry.id, {"outcomes": told}, action="import")
    return Imported(told, kept)


def _things(dossier: Dossier) -> dict[str, dict[str, Value]]:
    """Everything with an id, by kind and id; measures first, for figures count in them."""
    things: dict[str, dict[str, Value]] = {"measures": dict(dossier.measures)}
    things.update({kind: {thing.id: thing for thing in dossier.all_of(kind)} for kind in KINDS})
    return things


def export_dossier(*, by: str, at: datetime | None = None) -> Dossier | None:
    """Everything that the inquiry holds, for a member to take out of the store; `None` while it is empty.

    That it was taken out, by whom and how much, is on the ledger before the caller has it.

    Args:
        by: Who takes it out.
        at: When; now where `None`.
    """
    dossier = read_dossier_value()
    if dossier is None:
        return None
    counts = {kind: len(dossier.all_of(kind)) for kind in KINDS if dossier.all_of(kind)}
    with open_door(by, at=at) as door:
        door.note(
            "exports", dossier.inquiry.id, {"counts": counts, "files": len(dossier.files)}, action="export"
        )
    return dossier


def read_inquiry() -> Inquiry | None:
    """The inquiry itself; `None` while none has been set up."""
    found = list(read_values(models.Inquiry).values())
    return found[0] if found else None  # type: ignore[return-value]


@transaction.atomic
def read_figures() -> FiguresFile:
    """All measures and figures, as the check of figures takes them."""
    measures: Any = read_values(models.Measure)
    figures: Any = tuple(read_values(models.Figure).values())
    return FiguresFile(measures=measures, figures=figures)


@transaction.atomic
def read_dossier_value() -> Dossier | None:
    """Everything the store holds, as one value; `None` while no inquiry has been set up."""
    inquiry = read_inquiry()
    if inquiry is None:
        return None
    kinds = {kind: tuple(read_values(models.KEPT[kind]).values()) for kind in KINDS}
    files = tuple(
        ReceivedFile(path=row.path, sha256=row.sha256, size=row.size)
        for row in models.StoredFile.objects.order_by("path")
    )
    return Dossier(inquiry=inquiry, measures=read_values(models.Measure), files=files, **kinds)
