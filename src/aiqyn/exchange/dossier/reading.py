"""A dossier folder into one value, or into all of its faults at once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from aiqyn.core.dates import EdtfDate
from aiqyn.core.disclosure import Policy
from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.inquiry import Dossier, Inquiry, Mandate, Misfit, ReceivedFile, check_dossier
from aiqyn.core.references import references
from aiqyn.core.values import LocalisedText, split_citation
from aiqyn.core.vocab import load_vocabulary
from aiqyn.exchange.documents import field_name
from aiqyn.exchange.dossier.checking import FileMisfit, check_evidence, check_rosters
from aiqyn.exchange.dossier.columns import check_columns
from aiqyn.exchange.dossier.estimations import unclaimed
from aiqyn.exchange.dossier.folder import FileNotAsSeen, FoundFile, Inventory, open_found, take_inventory
from aiqyn.exchange.dossier.gathering import FaultList, Gathering, Origin
from aiqyn.exchange.dossier.layout import (
    FORMS,
    accepted_files,
    form_of,
    is_counts,
    is_known_folder,
    is_received,
    nearest_name,
    roster_file,
)
from aiqyn.exchange.dossier.progress import Progress, Tally
from aiqyn.exchange.sentences import sentence

__all__ = ["DossierFolder", "read_dossier"]


@dataclass(frozen=True, slots=True)
class DossierFolder:
    """A dossier as read, with its folder still open to be read from.

    Attributes:
        folder: Where it lies.
        dossier: All that it says.
        policies: Its policies by the path of their file; the files are among `dossier.files`.
        ignored: Hidden files and folders, which are no part of it.
    """

    folder: Path
    dossier: Dossier
    policies: Mapping[str, Policy]
    ignored: tuple[str, ...]
    _found: Mapping[str, tuple[FoundFile, str]]

    def open_file(self, path: str) -> BinaryIO:
        """One of `dossier.files`, open for reading; nothing is verified.

        Raises:
            KeyError: The dossier has no such received file.
            FileNotAsSeen: It was replaced since it was read.
        """
        return open_found(self._found[path][0])

    def chunks(self, path: str) -> Iterator[bytes]:
        """The bytes of one of `dossier.files`, part by part, held against the hash of the first reading.

        Whoever stores them must be able to undo that until the last part has come.

        Raises:
            KeyError: The dossier has no such received file.
            FileNotAsSeen: It was replaced or changed since it was read.
        """
        found, expected = self._found[path]
        digest = hashlib.sha256()
        for chunk in found.chunks():
            digest.update(chunk)
            yield chunk
        if digest.hexdigest() != expected:
            raise FileNotAsSeen(path, sentence("it was replaced or changed while it was read"))


def read_dossier(folder: Path, *, progress: Progress | None = None) -> DossierFolder:
    """Read a dossier folder whole.

    Args:
        folder: The folder that holds `inquiry.yaml`. Its files are only read; links in it are
            not followed.
        progress: Told how far the work is.

    Raises:
        InputFaults: All that is wrong in all files, by file and line. A reference is only
            called broken if what it names can't be hidden behind another fault.
    """
    inventory = take_inventory(folder)
    faults = FaultList()
    faults.add(*inventory.faults)
    _check_layout(inventory, faults)
    tally = Tally(_bytes_to_read(inventory), progress)
    received = _received(inventory, faults, tally)
    hashes = {file.path: file.sha256 for file in received}
    gathering = Gathering(inventory.files, hashes, faults, tally)
    gathering.gather(inventory.files)
    dossier = _joined(gathering, received)
    _check_whole(dossier, gathering)
    if faults:
        raise InputFaults(faults.in_order())
    found = {path: (inventory.files[path], sha256) for path, sha256 in hashes.items()}
    return DossierFolder(folder, dossier, gathering.policies, tuple(sorted(inventory.ignored)), found)


def _check_layout(inventory: Inventory, faults: FaultList) -> None:
    """Whatever has no place in the layout is a fault: nothing is left out in silence."""
    for path in inventory.files:
        if not (faults.is_full or form_of(path) is not None or is_received(path) or is_counts(path)):
            near = nearest_name(path)
            because = sentence("the nearest is {close}", close=near) if near else None
            accepted = sentence("files of the format: {names}", names=accepted_files())
            faults.add(
                Fault(path, None, None, sentence("a file that has no place in a dossier"), accepted, because)
            )
    for path in inventory.folders:
        if not is_known_folder(path):
            accepted = sentence("files of the format: {names}", names=accepted_files())
            faults.add(Fault(path, None, None, sentence("a folder that has no place in a dossier"), accepted))
    is_readable = bool(inventory.files) or not inventory.faults
    where = FORMS["inquiry"].where
    if is_readable and where not in inventory.files and not faults.has_any_of(where):
        accepted = sentence("the file that says which inquiry this is, with its title and mandate")
        faults.add(Fault(where, None, None, sentence("nothing"), accepted))


def _bytes_to_read(inventory: Inventory) -> int:
    """A policy counts twice: it is hashed and read."""
    return sum(
        found.size * (is_received(path) + (form_of(path) is not None))
        for path, found in inventory.files.items()
    )


def _received(inventory: Inventory, faults: FaultList, tally: Tally) -> tuple[ReceivedFile, ...]:
    """Every file that is kept as received, hashed as it streams by."""
    received: list[ReceivedFile] = []
    for path, found in inventory.files.items():
        if not is_received(path):
            continue
        digest = hashlib.sha256()
        try:
            for chunk in found.chunks():
                digest.update(chunk)
                tally.add(len(chunk), path)
        except FileNotAsSeen as error:
            faults.add(Fault(path, None, None, error.because, sentence("a file that can be read")))
        else:
            received.append(ReceivedFile(path=path, sha256=digest.hexdigest(), size=found.size))
    return tuple(received)


def _joined(gathering: Gathering, received: tuple[ReceivedFile, ...]) -> Dossier:
    """All that could be read as one value, so that its parts can be held against each other."""
    collections = {
        kind: values if isinstance(values, dict) else tuple(values)
        for kind, values in gathering.collections.items()
    }
    inquiry = gathering.inquiry or _stand_in()
    return Dossier.model_validate({"inquiry": inquiry, "files": received, **collections})


def _stand_in() -> Inquiry:
    """In place of an inquiry with faults; it points to nothing and demands the least of findings."""
    text = LocalisedText.of(en="-")
    least = load_vocabulary("standards-of-proof").ids()[0]
    mandate = Mandate(period=EdtfDate("2000"), subject=text, standard_of_proof=least)
    return Inquiry(id="stand-in", title=text, mandate=mandate)


def _check_whole(dossier: Dossier, gathering: Gathering) -> None:
    """Adds what only shows when all parts are seen together, with the line of each."""
    evidence_is_whole = not _is_unsure(gathering, "evidence")
    misfits: list[Misfit | FileMisfit] = [
        *check_dossier(dossier),
        *check_evidence(dossier, is_whole=evidence_is_whole),
        *check_rosters(dossier, unread=gathering.unsure["rosters"].ids),
    ]
    by_file: defaultdict[str, list[tuple[Origin, Misfit]]] = defaultdict(list)
    for misfit in misfits:
        if isinstance(misfit, FileMisfit):
            gathering.faults.add(
                Fault(
                    misfit.path,
                    None,
                    None,
                    sentence("a file that nothing describes"),
                    misfit.accepted,
                    misfit.because,
                )
            )
        elif not _may_be_mistaken(misfit, dossier, gathering):
            origin = _origin(misfit, gathering)
            by_file[origin.file].append((origin, misfit))
    for path, of_file in by_file.items():
        _place(path, of_file, dossier, gathering)
    if not _is_unsure(gathering, "estimations"):
        counts = [path for path in gathering.files if is_counts(path)]
        gathering.faults.add(*unclaimed(counts, gathering.counts_read))
    for index, roster in enumerate(dossier.rosters):
        found = gathering.files.get(roster_file(roster.id))
        # Of a workbook or a page the columns are known only once it is read as a list.
        if found is not None and roster.columns and gathering.list_of(roster.id) == found.path:
            document = gathering.document_of(gathering.origins["rosters"][index].file, ()).get(None)
            if document is not None:
                gathering.faults.add(*check_columns(roster, found, document))


def _is_unsure(gathering: Gathering, kind: str) -> bool:
    return kind in gathering.unsure and bool(gathering.unsure[kind].ids or gathering.unsure[kind].is_open)


def _may_be_mistaken(misfit: Misfit, dossier: Dossier, gathering: Gathering) -> bool:
    """Whether a misfit may be owed to another fault: what it misses may be there, unread."""
    if misfit.kind == "inquiry":
        return gathering.inquiry is None or _names_unread(misfit, dossier.inquiry, gathering)
    thing = dossier.all_of(misfit.kind)[misfit.index]
    if _is_reference(misfit, thing):
        return _names_unread(misfit, thing, gathering)
    # Doubled ids are certain whatever else is there; of other misfits within a kind the missing
    # part may be what sets them right.
    return misfit.path[-1:] != ("id",) and misfit.kind != "evidence" and _is_unsure(gathering, misfit.kind)


def _is_reference(misfit: Misfit, thing: Any) -> bool:
    return any(reference.path == misfit.path for reference in references(thing))


def _names_unread(misfit: Misfit, thing: Any, gathering: Gathering) -> bool:
    """Whether a reference names something that is there but could not be read."""
    for reference in references(thing):
        if reference.path == misfit.path:
            target = split_citation(reference.id)[0] if reference.is_citation else reference.id
            if reference.kind in gathering.unsure and gathering.unsure[reference.kind].may_hold(target):
                return True
    return False


def _origin(misfit: Misfit, gathering: Gathering) -> Origin:
    if misfit.kind == "inquiry":
        return Origin(FORMS["inquiry"].where)
    return gathering.origins[misfit.kind][misfit.index]


def _place(
    path: str, of_file: Iterable[tuple[Origin, Misfit]], dossier: Dossier, gathering: Gathering
) -> None:
    """Adds the misfits of one file as faults, with the lines that they stand in."""
    of_file = list(of_file)
    indexes = {origin.index for origin, _ in of_file if origin.index is not None}
    documents = gathering.document_of(path, indexes)
    for origin, misfit in of_file:
        document = documents.get(origin.index)
        where = (*origin.base, *misfit.path)
        if document is not None:
            fault = document.fault(where, misfit.accepted, misfit.because)
        else:
            found = sentence("something else")
            fault = Fault(path, None, field_name(where) or None, found, misfit.accepted, misfit.because)
        # A figure's references are looked at twice: within its file, and within the whole.
        if not gathering.faults.has_at(fault):
            gathering.faults.add(fault)
