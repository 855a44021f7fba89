"""A folder that somebody else filled: what lies in it, opened without being led elsewhere.

Nothing outside the folder is read: links are never followed, and a file is opened only if it
is still the one that was seen. Pipes, sockets and devices are never opened at all.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from aiqyn.core.faults import Fault
from aiqyn.core.language import Sentence
from aiqyn.exchange.dossier.paths import collision_key, composed, shown, unsafe
from aiqyn.exchange.sentences import sentence

__all__ = ["FileNotAsSeen", "FoundFile", "Inventory", "open_found", "take_inventory"]

MAXIMUM_FILES = 1_000_000
MAXIMUM_FOLDER_DEPTH = 32

_CHUNK = 1 << 20


class FileNotAsSeen(Exception):
    """A file can't be opened as it was seen: it is gone, replaced, a link, or closed to this user."""

    def __init__(self, path: str, because: Sentence) -> None:
        self.path = path
        self.because = because
        super().__init__(f"{path}: {because}")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file of the folder.

    Attributes:
        path: Below the folder, with forward slashes, its letters composed.
        location: Where it really lies.
        size: Bytes.
        identity: Device and inode, by which it is known again when it is opened.
    """

    path: str
    location: Path
    size: int
    identity: tuple[int, int]

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, a mebibyte at a time.

        Raises:
            FileNotAsSeen: As `open_found`.
        """
        with open_found(self) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk


@dataclass(slots=True)
class Inventory:
    """What lies in a folder.

    Attributes:
        files: Regular files by their path.
        folders: Folders by their path, empty ones too.
        ignored: Hidden files and folders, which are left where they are, by their path.
        faults: All that can't be taken in.
    """

    files: dict[str, FoundFile] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    ignored: dict[str, Path] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def take_inventory(folder: Path) -> Inventory:
    """All that lies in a folder and below it, in the order of its paths, without following a link."""
    inventory = Inventory()
    seen: dict[str, str] = {}
    waiting: list[tuple[str, Path]] = [("", folder)]
    while waiting:
        within, location = waiting.pop()
        for entry in _entries(within, location, inventory):
            name = composed(entry.name)
            path = f"{within}/{name}" if within else name
            if name.startswith("."):
                inventory.ignored[shown(path)] = Path(entry.path)
            elif _is_acceptable(path, entry, seen, inventory):
                _take(path, entry, waiting, inventory)
            if len(inventory.files) > MAXIMUM_FILES:
                inventory.faults.append(
                    _fault(path, sentence("at most {limit} files", limit=MAXIMUM_FILES), sentence("…"))
                )
                return inventory
    inventory.files = dict(sorted(inventory.files.items()))
    return inventory


def _entries(within: str, location: Path, inventory: Inventory) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(location) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        inventory.faults.append(
            _fault(within or location.name, sentence("a folder that can be read"), _said(error))
        )
        return []


def _is_acceptable(path: str, entry: os.DirEntry[str], seen: dict[str, str], inventory: Inventory) -> bool:
    objection = unsafe(path)
    if objection is not None:
        inventory.faults.append(Fault(shown(path), None, None, shown(entry.name), *objection))
        return False
    key = collision_key(path)
    if key in seen:
        inventory.faults.append(
            Fault(
                path,
                None,
                None,
                entry.name,
                sentence("names that differ in more than case and composition of letters"),
                sentence("some systems take it for the same file as {other}", other=seen[key]),
            )
        )
        return False
    seen[key] = path
    return True


def _take(path: str, entry: os.DirEntry[str], waiting: list[tuple[str, Path]], inventory: Inventory) -> None:
    location = Path(entry.path)
    try:
        status = os.lstat(location)
    except OSError as error:
        inventory.faults.append(_fault(path, sentence("a file that can be read"), _said(error)))
        return
    if stat.S_ISREG(status.st_mode):
        inventory.files[path] = FoundFile(path, location, status.st_size, (status.st_dev, status.st_ino))
    elif stat.S_ISDIR(status.st_mode) and path.count("/") < MAXIMUM_FOLDER_DEPTH:
        inventory.folders.append(path)
        waiting.append((path, location))
    elif stat.S_ISDIR(status.st_mode):
        inventory.faults.append(
            _fault(path, sentence("folders at most {limit} deep", limit=MAXIMUM_FOLDER_DEPTH), sentence("…"))
        )
    else:
        inventory.faults.append(
            _fault(path, sentence("a file or a folder"), _KINDS.get(stat.S_IFMT(status.st_mode), _OTHER))
        )


_KINDS = {
    stat.S_IFLNK: sentence("a link, which would lead out of the dossier"),
    stat.S_IFIFO: sentence("a pipe"),
    stat.S_IFSOCK: sentence("a socket"),
}
_OTHER = sentence("a device")


def _fault(path: str, accepted: Sentence, found: Sentence) -> Fault:
    return Fault(shown(path), None, None, found, accepted)


def _said(error: OSError) -> Sentence:
    return sentence("the system says: {problem}", problem=error.strerror or type(error).__name__)


def open_found(found: FoundFile) -> BinaryIO:
    """Open a file of an inventory for reading, if it is still the one that was seen.

    Raises:
        FileNotAsSeen: It is not, or it can't be opened.
    """
    # O_NONBLOCK: should a pipe stand there by now, opening it must not wait for a writer.
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        descriptor = os.open(found.location, flags)
    except OSError as error:
        raise FileNotAsSeen(found.path, _said(error)) from None
    status = os.fstat(descriptor)
    same = (status.st_dev, status.st_ino) == found.identity and status.st_size == found.size
    if not same or not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise FileNotAsSeen(found.path, sentence("it was replaced or changed while it was read"))
    return os.fdopen(descriptor, "rb")
