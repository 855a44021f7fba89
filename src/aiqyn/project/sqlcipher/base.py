"""The connection: opened with a raw key, set to lose nothing and to leave nothing in plain.

Django's backend names Python's `sqlite3` module at its top and hands its classes on. Each
place where that matters is named again here for `sqlcipher3`, whose exceptions, cursors,
converters and version are its own.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base as plain
from django.db.backends.sqlite3._functions import register as register_functions
from django.utils.asyncio import async_unsafe
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2 as Database  # noqa: N812  (the name Django's backends use)

from aiqyn.core.language import sentence
from aiqyn.project.errors import DatabaseKeyRejected, DatabaseUnreadable
from aiqyn.project.sqlcipher.client import DatabaseClient
from aiqyn.project.sqlcipher.creation import DatabaseCreation
from aiqyn.project.sqlcipher.features import DatabaseFeatures
from aiqyn.project.sqlcipher.letters import FOLD, register_letters
from aiqyn.project.sqlcipher.operations import DatabaseOperations

__all__ = ["BUSY_SECONDS", "KEY_BYTES", "DatabaseWrapper", "connect"]

KEY_BYTES = 32
PAGE_BYTES = 4096
BUSY_SECONDS = 20.0
PLAIN_HEADER = b"SQLite format 3\x00"
SQLITE_NOTADB = 26

# What every connection is told, after its key and before anything else. Their order matters:
# SQLCipher's log goes to standard error and would name pages; the journal mode reads page 1.
SETTINGS = (
    "PRAGMA cipher_log_level = NONE",
    "PRAGMA foreign_keys = ON",
    "PRAGMA legacy_alter_table = OFF",
    "PRAGMA temp_store = MEMORY",  # sorting and indexing spill to memory, never to a plain file
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten, not merely unlinked
    "PRAGMA cell_size_check = ON",
)
FILE_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    # In WAL mode FULL syncs on every commit: a transaction that was reported as done survives
    # the loss of power, not only the death of the process.
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",  # macOS: ask the drive too; elsewhere without effect
    "PRAGMA checkpoint_fullfsync = ON",
)

CASELESS = ("iexact", "icontains", "istartswith", "iendswith")
OPERATORS = plain.DatabaseWrapper.operators | dict.fromkeys(CASELESS, f"LIKE {FOLD}(%s) ESCAPE '\\'")
PATTERNS = {
    lookup: pattern.replace("UPPER(", f"{FOLD}(")
    for lookup, pattern in plain.DatabaseWrapper.pattern_ops.items()
}


def _decoded(convert: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda octets: convert(octets.decode())


for _kind, _convert in (
    ("bool", b"1".__eq__),
    ("date", _decoded(parse_date)),
    ("time", _decoded(parse_time)),
    ("datetime", _decoded(parse_datetime)),
    ("timestamp", _decoded(parse_datetime)),
):
    Database.register_converter(_kind, _convert)

Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, datetime.date.isoformat)
Database.register_adapter(datetime.datetime, lambda moment: moment.isoformat(" "))


def connect(database: str | Path, *, key: bytes, **options: Any) -> Database.Connection:
    """An encrypted connection without Django; creates the file when there is none.

    Args:
        database: A path, or a `file:` address with `uri=True`. In-memory databases are
            never written, so they take no key.
        key: The raw key, 32 bytes: SQLCipher derives nothing from it.
        options: As `sqlite3.connect`.

    Raises:
        ValueError: The key has another length.
        DatabaseKeyRejected: The file was encrypted with another key.
        DatabaseUnreadable: The file is no encrypted database.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"a raw key is {KEY_BYTES} bytes; found {len(key)}")
    in_memory = DatabaseCreation.is_in_memory_db(database)
    connection = Database.connect(database, **options)
    try:
        # Before the key, for this is the first statement that could fail aloud.
        connection.execute(SETTINGS[0])
        if not in_memory:
            # Not by PRAGMA: a statement's text would stay in the connection's cache.
            connection.set_key(f"x'{key.hex()}'")
        for setting in SETTINGS[1:]:
            connection.execute(setting).close()
        if not in_memory:
            _read_first_page(connection, database)
            for setting in FILE_SETTINGS:
                connection.execute(setting).close()
    except BaseException:
        connection.close()
        raise
    return connection


def _read_first_page(connection: Database.Connection, database: str | Path) -> None:
    """Fail now, with a sentence, when the key does not fit: SQLCipher notices on first use."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except Database.DatabaseError as fault:
        if getattr(fault, "sqlite_errorcode", None) != SQLITE_NOTADB:
            raise
        raise _why_unreadable(_path(connection, database)) from None


def _path(connection: Database.Connection, database: str | Path) -> Path:
    """Where the file is, also when it was named by an address; works before the key fits."""
    for _, name, file in connection.execute("PRAGMA database_list"):
        if name == "main" and file:
            return Path(file)
    return Path(database)


def _why_unreadable(path: Path) -> DatabaseKeyRejected | DatabaseUnreadable:
    """Tell a plain database and a foreign or cut file from one with another key.

    An encrypted file is whole pages without any mark; so the rest must be the wrong key,
    or a first page that was damaged, and nothing can tell those two apart.
    """
    with path.open("rb") as stream:
        start = stream.read(len(PLAIN_HEADER))
    size = path.stat().st_size
    if start == PLAIN_HEADER:
        return DatabaseUnreadable(
            sentence(
                "{file} is an unencrypted SQLite database, not this inquiry's store.",
                room="project",
                file=path,
            )
        )
    if size % PAGE_BYTES:
        return DatabaseUnreadable(
            sentence(
                "{file} is no encrypted database, or was cut short: {size} bytes are no whole number of pages.",
                room="project",
                file=path,
                size=size,
            )
        )
    return DatabaseKeyRejected(
        sentence(
            "The keyring's key does not open {file}: it belongs to another inquiry, or its first page is damaged.",
            room="project",
            file=path,
        )
    )


class CursorWrapper(Database.Cursor):
    """A cursor that takes Django's `%s` and `%(name)s` and gives SQLite's `?` and `:name`."""

    def execute(
        self, query: str, params: Sequence[object] | Mapping[str, object] | None = None
    ) -> CursorWrapper:
        if params is None:
            return super().execute(query)
        return super().execute(_for_sqlite(query, params), params)

    def executemany(
        self, query: str, param_list: Iterable[Sequence[object]] | Iterable[Mapping[str, object]]
    ) -> CursorWrapper:
        rows = iter(param_list)
        first = next(rows, None)
        if first is None:
            return self
        return super().executemany(_for_sqlite(query, first), chain((first,), rows))


def _for_sqlite(query: str, params: Sequence[object] | Mapping[str, object]) -> str:
    if isinstance(params, Mapping):
        return query % {name: f":{name}" for name in params}
    return plain.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(plain.DatabaseWrapper):
    """Django's SQLite connection over SQLCipher."""

    display_name = "SQLCipher"
    Database = Database
    client_class = DatabaseClient
    creation_class = DatabaseCreation
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
    operators = OPERATORS
    pattern_ops = PATTERNS

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        if not callable(params.get("key_source")):
            raise ImproperlyConfigured(
                f"DATABASES[{self.alias!r}]['OPTIONS']['key_source'] must be a function that returns the key"
            )
        params["detect_types"] = Database.PARSE_DECLTYPES | Database.PARSE_COLNAMES
        params.setdefault("timeout", BUSY_SECONDS)
        return params

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Database.Connection:
        options = dict(conn_params)
        key_source = options.pop("key_source")
        connection = connect(options.pop("database"), key=key_source(), **options)
        register_functions(connection)
        register_letters(connection)
        for command in filter(None, map(str.strip, self.init_commands)):
            connection.execute(command).close()
        return connection

    def create_cursor(self, name: str | None = None) -> CursorWrapper:
        return self.connection.cursor(factory=CursorWrapper)
