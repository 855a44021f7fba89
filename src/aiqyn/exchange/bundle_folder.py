"""A bundle as a folder on disk: what is in it, and its bytes; no link is ever followed.

Reach for it to hand a folder to `verify_bundle`, or to list the files of a folder that is
about to become a bundle.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from aiqyn.core.custody import BundleFile, FoundFile, Unreadable
from aiqyn.core.language import Sentence
from aiqyn.exchange.sentences import sentence

__all__ = ["BundleFolder", "hash_files"]

PIECE = 1024 * 1024

_OPEN_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe put in the file's place must not hold us up
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


class BundleFolder:
    """A folder, read as `BundleReader` promises."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def listing(self) -> Iterator[FoundFile]:
        """Everything below the folder, each folder's contents in the order of their names.

        Raises:
            Unreadable: A folder can't be listed.
        """
        waiting = [""]
        while waiting:
            prefix = waiting.pop()
            entries = self._entries(prefix)
            if not entries and prefix:
                yield FoundFile(prefix.rstrip("/"), "empty-folder")
            for entry in entries:
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False) and not _is_junction(entry):
                    waiting.append(f"{path}/")
                else:
                    yield _found(path, entry)

    def _entries(self, prefix: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self.folder / prefix) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            raise Unreadable(_why(error)) from None

    def chunks(self, path: str) -> Iterator[bytes]:
        """The bytes of one file, a mebibyte at a time.

        Raises:
            Unreadable: There is no such file, or it is not a plain one, or the disk fails.
        """
        try:
            descriptor = os.open(self.folder / path, _OPEN_FLAGS)
            with open(descriptor, "rb", buffering=0) as stream:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise Unreadable(sentence("it is not a plain file"))
                while piece := stream.read(PIECE):
                    yield piece
        except OSError as error:
            raise Unreadable(_why(error)) from None
        except ValueError:  # a zero byte in the name
            raise Unreadable(sentence("there is no such file")) from None


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether it is what Windows has for a link between folders (known from Python 3.12 on)."""
    is_junction = getattr(entry, "is_junction", None)
    return bool(is_junction and is_junction())


def _found(path: str, entry: os.DirEntry[str]) -> FoundFile:
    if entry.is_symlink() or _is_junction(entry):
        return FoundFile(path, "link")
    try:
        told = entry.stat(follow_symlinks=False)
    except OSError:
        return FoundFile(path, "other")
    if not stat.S_ISREG(told.st_mode):
        return FoundFile(path, "other")
    return FoundFile(path, "file", told.st_size)


def _why(error: OSError) -> Sentence:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return sentence("there is no such file")
    if isinstance(error, PermissionError):
        return sentence("the system does not allow to read it")
    return sentence("the system says: {problem}", problem=error.strerror or type(error).__name__)


def hash_files(folder: Path) -> tuple[BundleFile, ...]:
    """Every file below a folder with its hash and size, as a manifest names them.

    Raises:
        Unreadable: Something below the folder is not a plain file or can't be read.
    """
    reader = BundleFolder(folder)
    hashed = []
    for found in reader.listing():
        if found.kind == "empty-folder":
            continue
        if found.kind != "file":
            raise Unreadable(sentence("it is not a plain file"))
        digest, size = sha256(), 0
        for piece in reader.chunks(found.path):
            digest.update(piece)
            size += len(piece)
        hashed.append(BundleFile(found.path, digest.digest(), size))
    return tuple(hashed)
