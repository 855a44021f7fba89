"""A folder of results that appears when it is whole, and replaces nothing but an earlier one of its kind."""

from __future__ import annotations

import errno
import glob
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiqyn.core.language import Sentence
from aiqyn.exchange.dossier.swapping import exclusive, keep_names, remove_stale, take_name, take_over
from aiqyn.exchange.sentences import sentence

__all__ = ["NotOurFolder", "folder_when_whole"]


class NotOurFolder(Exception):
    """Where the folder should be lies something else.

    Attributes:
        folder: Its path.
        why: What lies there.
    """

    def __init__(self, folder: Path, why: Sentence) -> None:
        super().__init__(f"{folder}: {why}")
        self.folder = folder
        self.why = why


@contextmanager
def folder_when_whole(folder: Path, *, marker: str) -> Iterator[Path]:
    """A folder beside `folder` that takes its place at the end; whatever goes wrong, what was there stays.

    Args:
        folder: What to make. It may be missing, empty, or an earlier one of its kind.
        marker: The file by which an earlier one is known.

    Raises:
        NotOurFolder: Something else is there.
        OSError: It can't be written.
    """
    folder = Path(os.path.abspath(folder))
    earlier = _is_earlier(folder, marker)
    folder.parent.mkdir(parents=True, exist_ok=True)
    remove_stale(folder)
    _remove_replaced(folder, marker)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.writing-", dir=folder.parent))
    try:
        with exclusive(draft):
            yield draft
            if hasattr(os, "sync"):
                os.sync()
            if earlier:
                take_over(draft, folder, ())
            else:
                _take_name(draft, folder)
            keep_names(folder.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _is_earlier(folder: Path, marker: str) -> bool:
    if not folder.exists():
        return False
    if not folder.is_dir():
        raise NotOurFolder(folder, sentence("a file of that name"))
    if (folder / marker).is_file():
        return True
    if any(folder.iterdir()):
        raise NotOurFolder(folder, sentence("a folder with other files, without {marker}", marker=marker))
    return False


def _remove_replaced(folder: Path, marker: str) -> None:
    """Remove what a process that died had just replaced, or was just about to put in place."""
    for left in folder.parent.glob(f".{glob.escape(folder.name)}.previous-*"):
        if (left / marker).is_file():
            shutil.rmtree(left, ignore_errors=True)


def _take_name(draft: Path, folder: Path) -> None:
    try:
        take_name(draft, folder)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            raise NotOurFolder(folder, sentence("something was put there meanwhile")) from None
        raise
