"""Upper and lower case for every alphabet: SQLite itself knows that of ASCII alone.

Without this `name__icontains="әлия"` would find Әлия on PostgreSQL and not here.
"""

from __future__ import annotations

from typing import Any

__all__ = ["FOLD", "register_letters"]

FOLD = "aiqyn_casefold"


def register_letters(connection: Any) -> None:
    """Give a connection `aiqyn_casefold`, and `UPPER` and `LOWER` that know all letters."""
    for name, change in ((FOLD, str.casefold), ("UPPER", str.upper), ("LOWER", str.lower)):
        connection.create_function(name, 1, _for_values(change), deterministic=True)


def _for_values(change: Any) -> Any:
    """As SQLite's own functions do: absent stays absent, numbers are read as text."""

    def changed(value: object) -> object:
        if isinstance(value, str):
            return change(value)
        if value is None or isinstance(value, bytes):
            return value
        return change(str(value))

    return changed
