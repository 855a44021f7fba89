"""Whether the values of a dossier and its received files agree: nothing named is missing, nothing lies unnamed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from difflib import get_close_matches

from aiqyn.core.inquiry import Dossier, EvidenceItem, Misfit, ReceivedFile
from aiqyn.core.language import Sentence
from aiqyn.exchange.dossier.layout import EVIDENCE, ROSTERS, is_received, roster_file, roster_of
from aiqyn.exchange.dossier.paths import collision_key, unsafe
from aiqyn.exchange.sentences import sentence

__all__ = ["COMPARED_AT_MOST", "FileMisfit", "check_evidence", "check_files", "check_rosters"]


COMPARED_AT_MOST = 2_000
"""Among so many names the nearest is looked for: each costs a comparison."""


@dataclass(frozen=True, slots=True)
class FileMisfit:
    """A received file that has no place in the dossier.

    Attributes:
        path: The file.
        accepted, because: As in a fault.
    """

    path: str
    accepted: Sentence
    because: Sentence | None = None


def check_evidence(dossier: Dossier, *, is_whole: bool = True) -> Iterator[Misfit | FileMisfit]:
    """What is wrong between evidence items and the files below `evidence/`.

    Args:
        dossier: The items and files.
        is_whole: Whether all items are in it; otherwise no file is called unnamed.
    """
    held = {file.path: file for file in dossier.files if file.path.startswith(EVIDENCE)}
    named: set[str] = set()
    for index, item in enumerate(dossier.evidence):
        if item.file is None:
            continue
        path = EVIDENCE + item.file
        named.add(path)
        objection = unsafe(item.file)
        if objection is not None:
            yield Misfit("evidence", index, ("file",), *objection)
        elif path not in held:
            yield Misfit(
                "evidence",
                index,
                ("file",),
                sentence("a file that lies below {folder}", folder=EVIDENCE),
                _nearest(item.file, {name.removeprefix(EVIDENCE) for name in held}),
            )
        else:
            yield from _differences(index, item, held[path])
    if is_whole:
        for path in sorted(held.keys() - named):
            yield FileMisfit(
                path,
                sentence("a file that an item in evidence.yaml names"),
                sentence("what nobody says anything about has no custody"),
            )


def _differences(index: int, item: EvidenceItem, file: ReceivedFile) -> Iterator[Misfit]:
    if item.sha256 not in (None, file.sha256):
        yield Misfit(
            "evidence",
            index,
            ("sha256",),
            sentence("the hash of the file, {hash}", hash=file.sha256),
            sentence("the file is not the one that was described"),
        )
    if item.size not in (None, file.size):
        yield Misfit(
            "evidence",
            index,
            ("size",),
            sentence("the length of the file, {count} bytes", count=file.size),
            sentence("the file is not the one that was described"),
        )


def _nearest(name: str, names: Set[str]) -> Sentence | None:
    if len(names) > COMPARED_AT_MOST:
        return None
    near = get_close_matches(name, sorted(names), n=1, cutoff=0.6)
    return sentence("the nearest is {close}", close=near[0]) if near else None


def check_rosters(dossier: Dossier, *, unread: Set[str] = frozenset()) -> Iterator[Misfit | FileMisfit]:
    """What is wrong between rosters and the lists below `rosters/`.

    Args:
        dossier: The rosters and files.
        unread: Ids of rosters that are there but could not be read.
    """
    held: defaultdict[str, list[ReceivedFile]] = defaultdict(list)
    for file in sorted(dossier.files, key=lambda each: each.path):
        roster_id = roster_of(file.path)
        if roster_id is not None:
            held[roster_id].append(file)
    expected = set(unread)
    for index, roster in enumerate(dossier.rosters):
        expected.add(roster.id)
        files = held.get(roster.id)
        if files is None:
            yield Misfit(
                "rosters", index, (), sentence("the list itself, {path}", path=roster_file(roster.id))
            )
        elif files[0].sha256 != roster.sha256:
            yield Misfit(
                "rosters", index, ("sha256",), sentence("the hash of the file, {hash}", hash=files[0].sha256)
            )
    for roster_id in sorted(held):
        for file in held[roster_id][1:]:
            yield FileMisfit(
                file.path,
                sentence("one list for each description"),
                sentence("{other} is described by the same name", other=held[roster_id][0].path),
            )
        if roster_id not in expected:
            yield FileMisfit(
                held[roster_id][0].path,
                sentence(
                    "a list with its description beside it, {path}", path=f"{ROSTERS}{roster_id}.mapping.yaml"
                ),
                sentence("without it nobody knows who compiled the list and what its columns mean"),
            )


def check_files(dossier: Dossier) -> Iterator[Misfit | FileMisfit]:
    """All that is wrong with the received files of a dossier that did not come from a folder."""
    seen: dict[str, str] = {}
    for file in dossier.files:
        objection = unsafe(file.path)
        if objection is not None:
            yield FileMisfit(file.path, *objection)
        elif not is_received(file.path):
            yield FileMisfit(
                file.path, sentence("a path that has a place in a dossier: evidence/photos/0001.jpg")
            )
        key = collision_key(file.path)
        if key in seen:
            yield FileMisfit(
                file.path,
                sentence("names that differ in more than case and composition of letters"),
                sentence("some systems take it for the same file as {other}", other=seen[key]),
            )
        seen[key] = file.path
    yield from check_evidence(dossier)
    yield from check_rosters(dossier)
