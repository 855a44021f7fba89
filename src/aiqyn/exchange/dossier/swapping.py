"""A finished folder takes the place of another in one step, and drafts of dead processes are cleared away."""

from __future__ import annotations

import ctypes
import errno
import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: a draft is never held, and so never cleared away either
    fcntl = None  # type: ignore[assignment]

__all__ = ["exchange", "exclusive", "keep_names", "remove_stale", "take_name", "take_over"]

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_NOT_OFFERED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}


@contextmanager
def exclusive(draft: Path) -> Iterator[None]:
    """Holds a draft for as long as this process lives, so that no other takes it for left behind."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(draft, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def remove_stale(folder: Path) -> None:
    """Remove drafts of the same target whose writer is dead; they hold what may be secret."""
    if fcntl is None:
        return
    for draft in folder.parent.glob(f".{glob.escape(folder.name)}.writing-*"):
        with suppress(OSError):
            descriptor = os.open(draft, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(draft, ignore_errors=True)
            finally:
                os.close(descriptor)


def take_name(draft: Path, folder: Path) -> None:
    """The draft becomes `folder`, which is missing or empty.

    Raises:
        OSError: Something has come to stand there meanwhile.
    """
    if os.name == "nt" and folder.exists():
        folder.rmdir()  # elsewhere a folder takes the name of an empty one in one step
    draft.rename(folder)


def take_over(draft: Path, folder: Path, kept: Iterable[Path]) -> None:
    """The draft and `folder` change places; what `kept` names then goes back into `folder`.

    Until the end the old folder stands where the draft stood. Should the process die between,
    `folder` is the new one, and the old one lies beside it under a name that begins
    `.NAME.previous-`.

    Raises:
        OSError: The folders could not change places; both are as they were.
    """
    previous = Path(tempfile.mkdtemp(prefix=f".{folder.name}.previous-", dir=folder.parent))
    previous.rmdir()
    draft.rename(previous)
    try:
        exchange(previous, folder)
    except BaseException:
        previous.rename(draft)
        raise
    for path in kept:
        if (folder / path).parent.is_dir():
            (previous / path).rename(folder / path)
    shutil.rmtree(previous)


def keep_names(folder: Path) -> None:
    """Waits until the disk has the names that stand in a folder."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def exchange(first: Path, second: Path) -> None:
    """Two paths change places: in one step where the system can, else in three that are undone on failure.

    Raises:
        OSError: They could not; both are as they were.
    """
    if _exchanged_by_system(first, second):
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{second.name}.aside-", dir=second.parent))
    aside.rmdir()
    second.rename(aside)
    try:
        first.rename(second)
    except BaseException:
        aside.rename(second)
        raise
    aside.rename(first)


def _exchanged_by_system(first: Path, second: Path) -> bool:
    """Whether the system offers an exchange in one step, which then has happened."""
    paths = os.fsencode(first), os.fsencode(second)
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = library.renamex_np(*paths, _RENAME_SWAP)
        else:
            failed = library.renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE)
    except (AttributeError, OSError, TypeError):
        return False
    if failed:
        number = ctypes.get_errno()
        if number in _NOT_OFFERED:
            return False
        raise OSError(number, os.strerror(number), str(first), None, str(second))
    return True
