"""`dbshell` is refused: no shell can be given the key but on a command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from django.core.management.base import CommandError
from django.db.backends.sqlite3.client import DatabaseClient as PlainClient

__all__ = ["DatabaseClient"]


class DatabaseClient(PlainClient):
    """Refuses to start a shell."""

    executable_name = "sqlcipher"

    def runshell(self, parameters: Sequence[str]) -> NoReturn:
        raise CommandError(
            "The store opens only inside aiqyn: a database shell would need the key on its command line, "
            "where every process can read it."
        )
