"""What all tests share: which store they run on, and what the machine must have for some.

`--store=postgresql` runs the tests that use the database on PostgreSQL: the server that
AIQYN_TEST_DATABASE_URL names, or a private one that is started for the run. A missing server
or browser skips the tests that need it on a person's machine and fails them where CI=true.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Tests run side by side: threads of the linear algebra would only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from throwaway_postgresql import PostgreSQLMissing, ThrowawayCluster

from aiqyn.project.addresses import postgresql_database

pytest_plugins = ("installed_package",)

# Commands that tests run in processes of their own compile the package once, not each anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

ADDRESS_VARIABLE = "AIQYN_TEST_DATABASE_URL"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")

# How long one example takes says more about the machine's other work than about the code.
settings.register_profile("without_deadline", deadline=None)
settings.load_profile("without_deadline")

_cluster = pytest.StashKey[ThrowawayCluster]()
_address = pytest.StashKey[str]()
_why_no_store = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--store",
        choices=("sqlcipher", "postgresql"),
        default="sqlcipher",
        help="the database under the tests that use one (default: an encrypted SQLite file)",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlcipher: about the encrypted file itself; not run on PostgreSQL")
    if config.getoption("store") == "postgresql":
        _prepare_postgresql(config)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell each parallel worker where the one cluster of this run is."""
    node.workerinput["store_address"] = node.config.stash.get(_address, None)  # type: ignore[attr-defined]
    node.workerinput["why_no_store"] = node.config.stash.get(_why_no_store, None)  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    cluster = config.stash.get(_cluster, None)
    if cluster is not None:
        cluster.stop()


def pytest_runtest_setup(item: pytest.Item) -> None:
    on_postgresql = item.config.getoption("store") == "postgresql"
    needs_server = item.get_closest_marker("postgresql") or _uses_database(item)
    if on_postgresql and needs_server and (why := item.config.stash.get(_why_no_store, None)):
        _missing(why)
    if item.get_closest_marker("browser") and _chromium() is None:
        _missing("Chromium is not installed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other store; then quick tests first, slow ones last.

    Of the slow ones those of groups come first, for one worker runs each of them alone. The
    order is the same in every worker, as pytest-xdist demands: sorting keeps ties as they were.
    """
    other_store = "sqlcipher" if config.getoption("store") == "postgresql" else "postgresql"
    left_out = [item for item in items if item.get_closest_marker(other_store)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
    items[:] = sorted((item for item in items if not item.get_closest_marker(other_store)), key=_lateness)


def _lateness(item: pytest.Item) -> int:
    if item.get_closest_marker("slow") is None:
        return 0
    return 1 if item.get_closest_marker("xdist_group") else 2


@pytest.fixture(scope="session")
def store(request: pytest.FixtureRequest) -> str:
    """Which store the tests run on: `sqlcipher` or `postgresql`."""
    return request.config.getoption("store")


@pytest.fixture(scope="session")
def postgresql_address(request: pytest.FixtureRequest) -> str:
    """The server's address, for tests marked `postgresql` that make a database of their own."""
    return request.config.stash[_address]


@pytest.fixture(scope="session")
def chromium_executable() -> str:
    """Where Chromium is; for tests marked `browser`."""
    found = _chromium()
    if found is None:
        _missing("Chromium is not installed")
    return found


@pytest.fixture(scope="session")
def chromium(chromium_executable: str) -> Iterator[object]:
    """A started headless Chromium (Playwright's `Browser`), one for each worker.

    Playwright keeps an event loop on the test's thread, on which Django then refuses its
    synchronous calls; the variable says that nothing runs on that loop beside the test.
    """
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # Chromium's own sandbox refuses root, as which containers often run tests.
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_executable, args=arguments)
        yield browser
        browser.close()


def _chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def _missing(what: str) -> None:
    if _in_ci():
        pytest.fail(f"{what}; with CI=true it must be there", pytrace=False)
    pytest.skip(what)


def _in_ci() -> bool:
    return os.environ.get("CI") == "true"


def _uses_database(item: pytest.Item) -> bool:
    names = getattr(item, "fixturenames", ())
    return bool(
        item.get_closest_marker("django_db") or {"db", "transactional_db", "live_server"} & set(names)
    )


def _prepare_postgresql(config: pytest.Config) -> None:
    handed_over = getattr(config, "workerinput", None)
    if handed_over is not None:
        address, why = handed_over["store_address"], handed_over["why_no_store"]
    else:
        address, why = _find_or_start(config)
    if why is not None:
        if not _in_ci():
            pytest.exit(f"{why}: the store's tests are left out on PostgreSQL.", returncode=0)
        config.stash[_why_no_store] = why
        return
    config.stash[_address] = address
    _use_database(postgresql_database(address))


def _find_or_start(config: pytest.Config) -> tuple[str | None, str | None]:
    address = os.environ.get(ADDRESS_VARIABLE)
    if address:
        return address, None
    try:
        cluster = ThrowawayCluster()
    except PostgreSQLMissing as missing:
        return None, str(missing)
    config.stash[_cluster] = cluster
    return cluster.address, None


def _use_database(database: dict[str, object]) -> None:
    """Put another database in the place of the one that the settings named.

    The settings were read before this file, and before it the options: pytest-django needs
    them first. No connection has been opened yet.
    """
    from django.conf import settings
    from django.db import connections

    settings.DATABASES = {"default": database}
    connections._settings = None
    connections.__dict__.pop("settings", None)
    if hasattr(connections._connections, "default"):
        del connections["default"]
