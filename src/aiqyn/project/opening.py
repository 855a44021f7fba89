"""Put one inquiry's settings to work in this process, and bring its schema up to date."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from aiqyn.project.addresses import postgresql_database
from aiqyn.project.home import Home
from aiqyn.project.keyring import OpenKeyring
from aiqyn.project.settings import LOOPBACK, encrypted_database, inquiry_settings

__all__ = ["ADDRESS_VARIABLE", "bring_schema_up_to_date", "configure", "is_in_postgresql"]

ADDRESS_VARIABLE = "DATABASE_URL"


def is_in_postgresql(environment: Mapping[str, str] | None = None) -> bool:
    """Whether the environment names a PostgreSQL database, in place of the encrypted file."""
    variables = os.environ if environment is None else environment
    return bool(variables.get(ADDRESS_VARIABLE))


def configure(
    home: Home,
    keyring: OpenKeyring,
    *,
    hosts: Sequence[str] = LOOPBACK,
    https: bool = False,
    debug: bool = False,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Set Django up for one inquiry; once in a process, before any model is imported.

    Args:
        home: Where the store is, unless `DATABASE_URL` names a PostgreSQL database.
        keyring: Open. `keyring.forget()` later locks the store: connections that are open
            stay so until closed, new ones are refused.
        hosts, https, debug: As `aiqyn.project.settings.inquiry_settings`.
        environment: The process's own by default.

    Raises:
        DatabaseAddressFaulty: `DATABASE_URL` can't be read.
        RuntimeError: Django is set up already; one process opens one inquiry.
    """
    import django
    from django.conf import settings

    if settings.configured:
        raise RuntimeError("Django is set up already: one process opens one inquiry")
    database = _database(home, keyring, os.environ if environment is None else environment)
    _forbid_core_dumps()
    settings.configure(**inquiry_settings(keyring, database=database, hosts=hosts, https=https, debug=debug))
    logging.captureWarnings(capture=True)  # their texts may hold values, so they go the log's way
    django.setup()


def bring_schema_up_to_date() -> tuple[str, ...]:
    """Apply the migrations that the store lacks, each whole or not at all.

    Returns:
        Their names, in order; empty when there was nothing to do.

    Raises:
        DatabaseKeyRejected, DatabaseUnreadable: The store can't be opened with these keys.
    """
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", verbosity=0, interactive=False)
    return tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan)


def _database(home: Home, keyring: OpenKeyring, environment: Mapping[str, str]) -> dict[str, Any]:
    if is_in_postgresql(environment):
        return postgresql_database(environment[ADDRESS_VARIABLE])
    return encrypted_database(home.database_path, keyring)


def _forbid_core_dumps() -> None:
    """A crash would else write the memory, keys and testimony in it, to the disk in plain."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))
