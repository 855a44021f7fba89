"""What this SQLite can do; Django asks the version of Python's own module, which differs."""

from __future__ import annotations

from django.db.backends.sqlite3.features import DatabaseFeatures as PlainFeatures
from sqlcipher3.dbapi2 import sqlite_version_info

__all__ = ["DatabaseFeatures"]


class DatabaseFeatures(PlainFeatures):
    """Django's answers, with SQLCipher's version of SQLite where a version decides."""

    # sqlcipher3's wheels bring SQLite 3.46 or later: all of these are older than that.
    minimum_database_version = (3, 46)
    can_alter_table_drop_column = True
    can_return_columns_from_insert = True
    can_return_rows_from_bulk_insert = True
    supports_json_field = True
    can_introspect_json_field = True
    has_json_object_function = True
    sqlite_version = sqlite_version_info
