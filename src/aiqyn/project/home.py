"""The inquiry's home: one folder with its keyring and its encrypted store.

::

    aiqyn/                 0700
      keyring.json         0600   the keys, wrapped by the passphrase
      inquiry.sqlite       0600   the store; beside it -wal and -shm while it is open
                                  (absent where the store is in PostgreSQL)

A home is made whole or not at all: in a folder beside its place, then moved there.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiqyn.core.language import sentence
from aiqyn.project.errors import HomeExists, HomeUnusable, NotAHome
from aiqyn.project.keyring import (
    DERIVATION,
    Derivation,
    OpenKeyring,
    create_keyring,
    open_keyring,
    sync_folder,
)

__all__ = ["HOME_VARIABLE", "Home", "choose_folder", "find_home", "make_home", "unlock_home"]

HOME_VARIABLE = "AIQYN_HOME"
KEYRING_NAME = "keyring.json"
DATABASE_NAME = "inquiry.sqlite"
UNFINISHED = ".unfinished-"
ABANDONED_SECONDS = 3600
OWNER_ONLY = 0o700


@dataclass(frozen=True, slots=True)
class Home:
    """A folder that holds an inquiry."""

    folder: Path

    @property
    def keyring_path(self) -> Path:
        """Where the wrapped keys are."""
        return self.folder / KEYRING_NAME

    @property
    def database_path(self) -> Path:
        """Where the encrypted store is, when it is a file."""
        return self.folder / DATABASE_NAME


def choose_folder(option: Path | None, *, environment: Mapping[str, str] | None = None) -> Path:
    """Which folder is meant: `--home`, else `AIQYN_HOME`, else the platform's place for data.

    A path is no secret, so it may come from the environment.

    Args:
        option: What `--home` gave.
        environment: The process's own by default.
    """
    variables = os.environ if environment is None else environment
    if option is not None:
        return option.expanduser().absolute()
    if named := variables.get(HOME_VARIABLE):
        return Path(named).expanduser().absolute()
    return _data_folder(variables) / "aiqyn"


def _data_folder(variables: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        return Path(variables.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    named = Path(variables.get("XDG_DATA_HOME", ""))
    # The XDG specification: a relative path is to be ignored.
    return named if named.is_absolute() else Path.home() / ".local" / "share"


def find_home(folder: Path, *, in_postgresql: bool = False) -> Home:
    """The home at `folder`, which must be whole.

    Args:
        folder: As `choose_folder` gave it.
        in_postgresql: The store is elsewhere; then only the keyring must be here.

    Raises:
        NotAHome: There is no inquiry, or a part of it is missing; the message says which.
        HomeUnusable: The folder may not be read.
    """
    home = Home(folder)
    with _told_in_words(folder):
        has_keyring = home.keyring_path.is_file()
        has_database = home.database_path.is_file()
    if has_keyring and (has_database or in_postgresql):
        return home
    if has_keyring:
        raise NotAHome(
            sentence(
                "{folder} has a keyring but no {missing}. If the store is in PostgreSQL, set DATABASE_URL;"
                " otherwise restore the file from a backup.",
                room="project",
                folder=folder,
                missing=DATABASE_NAME,
            )
        )
    if has_database:
        raise NotAHome(
            sentence(
                "{folder} has a store but no {missing}, without which nobody can open it."
                " Restore the file from a backup.",
                room="project",
                folder=folder,
                missing=KEYRING_NAME,
            )
        )
    raise NotAHome(
        sentence(
            "There is no inquiry in {folder}. Make one with “aiqyn init”.", room="project", folder=folder
        )
    )


def unlock_home(home: Home, passphrase: str) -> OpenKeyring:
    """The keys of a home.

    Raises:
        PassphraseRejected, KeyringDamaged: As `aiqyn.project.keyring.open_keyring`.
        HomeUnusable: The keyring may not be read.
    """
    with _told_in_words(home.folder):
        return open_keyring(home.keyring_path, passphrase)


def make_home(
    folder: Path, passphrase: str, *, in_postgresql: bool = False, derivation: Derivation = DERIVATION
) -> tuple[Home, OpenKeyring]:
    """Make a home with new keys and an empty store, whole or not at all.

    Args:
        folder: Must not exist, or be an empty folder. Folders above it are made.
        passphrase: Its strength has been judged.
        in_postgresql: The store will be elsewhere; make the keyring alone.
        derivation: What opening shall cost.

    Raises:
        HomeExists: Something is there; it is left alone.
        HomeUnusable: The folder can't be made.
    """
    with _told_in_words(folder):
        _refuse_to_overwrite(folder)
        folder.parent.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
        _remove_abandoned(folder)
        unfinished = folder.with_name(f".{folder.name}{UNFINISHED}{secrets.token_hex(8)}")
        unfinished.mkdir(mode=OWNER_ONLY)
        try:
            keyring = create_keyring(unfinished / KEYRING_NAME, passphrase, derivation=derivation)
            if not in_postgresql:
                # SQLite takes an empty file for a new database, and gives its log the same mode.
                os.close(os.open(unfinished / DATABASE_NAME, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            sync_folder(unfinished)
            _move(unfinished, folder)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
    return Home(folder), keyring


def _move(unfinished: Path, folder: Path) -> None:
    """Put the finished folder in its place; fails when somebody was faster."""
    if folder.exists():
        folder.rmdir()  # only an empty one lets itself be removed
    unfinished.rename(folder)
    sync_folder(folder.parent)


def _refuse_to_overwrite(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise HomeExists(sentence("{folder} is a file, not a folder.", room="project", folder=folder))
    if (folder / KEYRING_NAME).exists():
        raise HomeExists(
            sentence(
                "There is an inquiry in {folder} already. Nothing was changed.", room="project", folder=folder
            )
        )
    if any(folder.iterdir()):
        raise HomeExists(
            sentence(
                "{folder} holds other files. Choose an empty folder or one that does not exist.",
                room="project",
                folder=folder,
            )
        )


def _remove_abandoned(folder: Path) -> None:
    """Remove what a killed run left beside the place: keys of an inquiry that never was."""
    for left in folder.parent.glob(f".{folder.name}{UNFINISHED}*"):
        if time.time() - left.stat().st_mtime > ABANDONED_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _told_in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise HomeUnusable(
            sentence(
                "The folder {folder} can't be used: {reason}.",
                room="project",
                folder=folder,
                reason=fault.strerror or type(fault).__name__,
            )
        ) from None
