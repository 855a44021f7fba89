"""Making, copying and removing test databases, whose files have companions and a key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.backends.sqlite3.creation import DatabaseCreation as PlainCreation

__all__ = ["DatabaseCreation"]

COMPANIONS = ("-wal", "-shm", "-journal")


class DatabaseCreation(PlainCreation):
    """Django's handling of SQLite test databases, for encrypted files in WAL mode."""

    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:  # noqa: FBT001, FBT002
        name = super()._create_test_db(verbosity, autoclobber, keepdb)
        if not keepdb and not self.is_in_memory_db(name):
            _remove_companions(name)  # a log left by a killed run belongs to no file any more
        return name

    def _clone_test_db(self, suffix: str, verbosity: int, keepdb: bool = False) -> None:  # noqa: FBT001, FBT002
        """Copy page by page, for the file alone lacks what is still in the log."""
        source = self.connection.settings_dict["NAME"]
        if self.is_in_memory_db(source):
            super()._clone_test_db(suffix, verbosity, keepdb)
            return
        target = self.get_test_db_clone_settings(suffix)["NAME"]
        if Path(target).exists():
            if keepdb:
                return
            Path(target).unlink()
        _remove_companions(target)
        copy_database(self.connection, target)

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        super()._destroy_test_db(test_database_name, verbosity)
        if not self.is_in_memory_db(test_database_name):
            _remove_companions(test_database_name)


def _remove_companions(name: str | Path) -> None:
    for suffix in COMPANIONS:
        Path(f"{name}{suffix}").unlink(missing_ok=True)


def copy_database(connection: Any, target: str | Path) -> None:
    """Write a consistent copy of an open database to `target`, encrypted with the same key.

    Readers and writers may go on meanwhile: SQLite starts over what they change.

    Args:
        connection: Django's connection to the source, on this backend.
        target: A file that does not exist yet.

    Raises:
        FileExistsError: There is a file; it is left alone.
    """
    from aiqyn.project.sqlcipher.base import connect

    if Path(target).exists():
        raise FileExistsError(target)
    connection.ensure_connection()
    key_source = connection.settings_dict["OPTIONS"]["key_source"]
    copy = connect(target, key=key_source())
    try:
        connection.connection.backup(copy)
    finally:
        copy.close()
