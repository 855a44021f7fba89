"""How queries are written; Django asks the version of Python's own module here too."""

from __future__ import annotations

from django.db.backends.sqlite3.operations import DatabaseOperations as PlainOperations

__all__ = ["DatabaseOperations"]


class DatabaseOperations(PlainOperations):
    """Django's SQL for SQLite, as SQLite 3.46 and later understand it."""

    def force_group_by(self) -> list[str]:
        """Nothing: only SQLite before 3.39 needed `GROUP BY TRUE` for `HAVING`."""
        return []
