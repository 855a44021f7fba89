"""How queries are written; Django asks the version of Python's own module here too."""

from __future__ import annotations

from django.db.backends.sqlite3.operations import DatabaseOperations as PlainOperations

from aiqyn.project.sqlcipher.letters import FOLD

__all__ = ["DatabaseOperations"]


class DatabaseOperations(PlainOperations):
    """Django's SQL for SQLite, as this SQLite understands it, for all alphabets."""

    def force_group_by(self) -> list[str]:
        """Nothing: only SQLite before 3.39 needed `GROUP BY TRUE` for `HAVING`."""
        return []

    def lookup_cast(self, lookup_type: str, internal_type: str | None = None) -> str:
        """Fold the letters of what is searched, where their case shall not matter."""
        if lookup_type in ("iexact", "icontains", "istartswith", "iendswith"):
            return f"{FOLD}(%s)"
        return super().lookup_cast(lookup_type, internal_type)
