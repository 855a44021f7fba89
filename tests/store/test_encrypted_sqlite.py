"""The encrypted file: nothing readable on the disk, nothing lost, nothing opened without its key."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import ConnectionHandler, IntegrityError, OperationalError, connection, transaction

from aiqyn.project.errors import DatabaseKeyRejected, DatabaseUnreadable, KeyringForgotten, PassphraseRejected
from aiqyn.project.keyring import OpenKeyring
from aiqyn.project.settings import encrypted_database
from aiqyn.project.sqlcipher.base import Database, DatabaseWrapper, connect
from aiqyn.project.sqlcipher.creation import copy_database

pytestmark = pytest.mark.sqlcipher

SECRETS = ("Алмагүл Сейітқызы Әбдіқадыр", "Witness K. of block 14", "+7 700 000 00 00", "куәгердің мекенжайы")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1251")


@pytest.fixture(autouse=True)
def _own_connections(django_db_blocker: object) -> Iterator[None]:
    """These tests open databases of their own, which pytest-django would refuse."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def keyring() -> OpenKeyring:
    return OpenKeyring.generate()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "inquiry.sqlite"


@pytest.fixture
def store(file: Path, keyring: OpenKeyring) -> Iterator[DatabaseWrapper]:
    """Django's connection to a new encrypted file, apart from the tests' own database."""
    file.parent.mkdir()
    opened = another_connection(file, keyring)
    with opened.cursor() as cursor:
        cursor.execute("CREATE TABLE witness (id integer PRIMARY KEY, name text NOT NULL UNIQUE)")
    yield opened
    opened.close()


def another_connection(file: Path, keyring: OpenKeyring, **options: object) -> DatabaseWrapper:
    database = encrypted_database(file, keyring)
    database["OPTIONS"].update(options)
    return ConnectionHandler({"default": database})["default"]


def run(store: DatabaseWrapper, statement: str, params: object = None) -> list[tuple[object, ...]]:
    with store.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def readable_in(folder: Path) -> list[tuple[str, str]]:
    """Which of the secrets can be read in which file of the folder, in any encoding."""
    return [
        (file.name, secret)
        for file in sorted(folder.rglob("*"))
        for secret in SECRETS
        if any(secret.encode(encoding, errors="ignore") in file.read_bytes() for encoding in ENCODINGS)
    ]


def plant(store: DatabaseWrapper) -> None:
    """The secrets in rows, in an index, in a search index, in a column's and a table's name."""
    with store.cursor() as cursor:
        cursor.execute("CREATE VIRTUAL TABLE words USING fts5(body, tokenize='trigram')")
        cursor.execute(f'CREATE TABLE "{SECRETS[0]}" ("{SECRETS[1]}" text)')
        for secret in SECRETS:
            cursor.execute("INSERT INTO witness (name) VALUES (%s)", [secret])
            cursor.execute("INSERT INTO words (body) VALUES (%s)", [secret * 50])
        cursor.execute("UPDATE witness SET name = name || ' (moved)'")
        cursor.execute("DELETE FROM witness WHERE id = 1")


def test_the_scan_would_find_a_secret_in_a_plain_database(tmp_path: Path) -> None:
    """The other tests are worth something only if this one holds."""
    plain = sqlite3.connect(tmp_path / "plain.sqlite")
    plain.execute("CREATE TABLE witness (name text)")
    plain.executemany("INSERT INTO witness VALUES (?)", [[secret] for secret in SECRETS])
    plain.commit()
    plain.close()
    assert {secret for _, secret in readable_in(tmp_path)} == set(SECRETS)


def test_no_secret_can_be_read_in_the_file_or_its_log_while_it_is_open(
    store: DatabaseWrapper, file: Path
) -> None:
    plant(store)
    with transaction_of(store):
        run(store, "INSERT INTO witness (name) VALUES (%s)", [SECRETS[0] + " in an open transaction"])
        names = {entry.name for entry in file.parent.iterdir()}
        assert "inquiry.sqlite-wal" in names
        assert (file.parent / "inquiry.sqlite-wal").stat().st_size > 0
        assert readable_in(file.parent) == []


def test_no_secret_can_be_read_after_the_store_is_closed(store: DatabaseWrapper, file: Path) -> None:
    plant(store)
    store.close()
    assert [entry.name for entry in file.parent.iterdir()] == ["inquiry.sqlite"]
    assert readable_in(file.parent) == []
    assert b"SQLite format 3" not in file.read_bytes()


def test_no_secret_can_be_read_in_a_rollback_journal(file: Path) -> None:
    """The log is SQLite's usual companion of ours; a journal could come from another mode."""
    file.parent.mkdir()
    opened = connect(file, key=bytes(range(32)), isolation_level=None)
    opened.execute("PRAGMA journal_mode = DELETE")
    opened.execute("PRAGMA cache_size = 4")
    opened.execute("CREATE TABLE witness (name text)")
    opened.executemany("INSERT INTO witness VALUES (?)", [[secret] for secret in SECRETS])
    opened.execute("BEGIN IMMEDIATE")
    for number in range(400):
        opened.execute("INSERT INTO witness VALUES (?)", [SECRETS[number % 4] * 20])
    opened.execute("UPDATE witness SET name = upper(name)")
    assert (file.parent / "inquiry.sqlite-journal").stat().st_size > 0
    assert readable_in(file.parent) == []
    opened.close()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc to see open files")
@pytest.mark.parametrize(("temp_store", "written"), [("MEMORY", False), ("FILE", True)])
def test_sorting_more_than_fits_in_memory_writes_no_temporary_file(
    store: DatabaseWrapper, temp_store: str, written: bool
) -> None:
    """SQLite removes its temporary files' names at once; the open descriptors still tell.

    The second case shows that they would: it sets what our connections never set.
    """
    if written:
        run(store, f"PRAGMA temp_store = {temp_store}")
    with transaction_of(store), store.cursor() as cursor:
        rows = ((f"{n * 7919 % 20011} " + "ә" * 1000,) for n in range(6000))
        cursor.executemany("INSERT INTO witness (name) VALUES (%s)", rows)
    before, seen = open_files(), set()

    def look() -> int:
        seen.update(open_files() - before)
        return 0

    run(store, "PRAGMA cache_size = 4")
    store.connection.set_progress_handler(look, 10_000)
    run(store, "SELECT name || '!' FROM witness ORDER BY 1 DESC")
    store.connection.set_progress_handler(None, 0)
    assert any("etilqs" in name for name in seen) == written


def open_files() -> set[str]:
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # the one that lists the folder is gone by now
            found.add(os.readlink(descriptor))
    return found


def test_pythons_own_sqlite_cannot_open_the_file(store: DatabaseWrapper, file: Path) -> None:
    plant(store)
    store.close()
    plain = sqlite3.connect(file)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        plain.execute("SELECT name FROM sqlite_master")
    plain.close()


def test_sqlcipher_without_a_key_cannot_open_the_file(store: DatabaseWrapper, file: Path) -> None:
    store.close()
    opened = Database.connect(file)
    opened.execute("PRAGMA cipher_log_level = NONE")
    with pytest.raises(Database.DatabaseError, match="not a database"):
        opened.execute("SELECT name FROM sqlite_master")
    opened.close()


def test_the_key_of_another_inquiry_is_rejected_with_a_sentence(
    store: DatabaseWrapper, file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    store.close()
    stranger = another_connection(file, OpenKeyring.generate())
    with pytest.raises(
        PassphraseRejected, match=r"does not open .*inquiry\.sqlite: it belongs to another"
    ) as refusal:
        stranger.ensure_connection()
    assert isinstance(refusal.value, DatabaseKeyRejected)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"SQLite format 3\x00" + bytes(4080), "unencrypted SQLite database"),
        (b"PK\x03\x04 a report.docx", "18 bytes are no whole number of pages"),
        (b"\x00" * 5000, "5000 bytes"),
        (b"\x00" * 4096, "its first page is damaged"),
    ],
)
def test_a_file_that_is_no_store_is_told_apart(
    file: Path, keyring: OpenKeyring, octets: bytes, told: str
) -> None:
    file.parent.mkdir()
    file.write_bytes(octets)
    with pytest.raises((DatabaseUnreadable, DatabaseKeyRejected), match=told):
        another_connection(file, keyring).ensure_connection()
    assert file.read_bytes() == octets


def test_a_flipped_bit_in_any_page_is_noticed_when_the_page_is_read(
    store: DatabaseWrapper, file: Path, keyring: OpenKeyring
) -> None:
    with transaction_of(store), store.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO witness (name) VALUES (%s)", ((f"{n} " + "ә" * 500,) for n in range(60))
        )
    store.close()
    octets = file.read_bytes()
    assert len(octets) > 10 * 4096
    for page in range(1, len(octets) // 4096):
        damaged = bytearray(octets)
        damaged[page * 4096 + 2000] ^= 1
        file.write_bytes(damaged)
        opened = another_connection(file, keyring)
        faults = run(opened, "PRAGMA cipher_integrity_check")
        opened.close()
        assert [str(page + 1) in str(fault) for fault in faults] == [True]


def test_a_forgotten_keyring_opens_no_further_connection(
    store: DatabaseWrapper, file: Path, keyring: OpenKeyring
) -> None:
    keyring.forget()
    assert run(store, "SELECT count(*) FROM witness") == [(0,)]
    with pytest.raises(KeyringForgotten):
        another_connection(file, keyring).ensure_connection()


def test_every_connection_is_set_to_lose_nothing_and_leave_nothing(store: DatabaseWrapper) -> None:
    found = {
        name: run(store, f"PRAGMA {name}")[0][0]
        for name in (
            "journal_mode",
            "synchronous",
            "foreign_keys",
            "temp_store",
            "secure_delete",
            "fullfsync",
        )
    }
    full, memory = 2, 2
    assert found == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "temp_store": memory,
        "secure_delete": 1,
        "fullfsync": 1,
    }


def test_the_key_is_in_no_setting_no_statement_and_no_environment(
    store: DatabaseWrapper, keyring: OpenKeyring
) -> None:
    key = keyring.derive("store/sqlcipher").hex()
    store.force_debug_cursor = True
    plant(store)
    said = f"{store.settings_dict} {store.queries_log} {os.environ} {sys.argv} {sys.orig_argv}"
    assert "key_source" in said
    assert key not in said
    assert key.upper() not in said


def test_a_store_without_a_key_source_is_a_fault_of_the_settings(file: Path) -> None:
    file.parent.mkdir()
    wrapper = ConnectionHandler({"default": {"ENGINE": "aiqyn.project.sqlcipher", "NAME": str(file)}})[
        "default"
    ]
    with pytest.raises(ImproperlyConfigured, match="key_source"):
        wrapper.ensure_connection()
    assert not file.exists()


def test_a_key_of_another_length_is_refused_before_a_file_is_made(file: Path) -> None:
    file.parent.mkdir()
    with pytest.raises(ValueError, match="32 bytes; found 16"):
        connect(file, key=bytes(16))
    assert not file.exists()


def test_the_errors_of_the_encrypted_store_are_djangos_and_keep_their_message(store: DatabaseWrapper) -> None:
    run(store, "INSERT INTO witness (name) VALUES ('a')")
    with pytest.raises(IntegrityError, match=r"UNIQUE constraint failed: witness\.name") as fault:
        run(store, "INSERT INTO witness (name) VALUES ('a')")
    assert isinstance(fault.value.__cause__, Database.IntegrityError)
    with pytest.raises(OperationalError, match="no such table: nobody"):
        run(store, "SELECT * FROM nobody")


def test_a_writer_waits_for_another_and_then_says_so(
    store: DatabaseWrapper, file: Path, keyring: OpenKeyring
) -> None:
    impatient = another_connection(file, keyring, timeout=0.05)
    with transaction_of(store):
        run(store, "INSERT INTO witness (name) VALUES ('a')")
        assert run(impatient, "SELECT count(*) FROM witness") == [(0,)]
        with pytest.raises(OperationalError, match="locked"):
            run(impatient, "INSERT INTO witness (name) VALUES ('b')")
    run(impatient, "INSERT INTO witness (name) VALUES ('b')")
    impatient.close()
    assert run(store, "SELECT count(*) FROM witness") == [(2,)]


def test_threads_that_read_and_then_write_lose_no_update(
    store: DatabaseWrapper, file: Path, keyring: OpenKeyring
) -> None:
    """Each has its own connection; a transaction that will write waits at its start."""
    run(store, "CREATE TABLE counter (n integer)")
    run(store, "INSERT INTO counter VALUES (0)")
    faults: list[BaseException] = []

    def count() -> None:
        own = another_connection(file, keyring)
        try:
            for _ in range(25):
                with transaction_of(own):
                    (n,) = run(own, "SELECT n FROM counter")[0]
                    run(own, "UPDATE counter SET n = %s", [n + 1])
        except BaseException as fault:
            faults.append(fault)
        finally:
            own.close()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert run(store, "SELECT n FROM counter") == [(100,)]


WRITER = """
import sys
from aiqyn.project.sqlcipher.base import connect
store = connect(sys.argv[1], key=bytes.fromhex(sys.stdin.readline()), isolation_level=None)
n = 0
while True:
    n += 1
    store.execute("BEGIN IMMEDIATE")
    store.execute("INSERT INTO witness (name) VALUES (?)", [f"{n} a"])
    store.execute("INSERT INTO witness (name) VALUES (?)", [f"{n} b " + "ә" * 3000])
    store.execute("COMMIT")
    print(n, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system that can kill")
def test_a_killed_writer_leaves_every_committed_pair_and_no_half_of_one(
    store: DatabaseWrapper, file: Path, keyring: OpenKeyring
) -> None:
    store.close()
    for turn in range(4):
        opened = another_connection(file, keyring)
        run(opened, "DELETE FROM witness")
        opened.close()
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        writer.stdin.write(keyring.derive("store/sqlcipher").hex() + "\n")
        writer.stdin.flush()
        reported = int(writer.stdout.readline())
        time.sleep(0.02 + 0.031 * turn)
        writer.kill()
        rest = writer.communicate()[0]
        complete = [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
        reported = int(complete[-1]) if complete else reported
        assert readable_in(file.parent) == []
        opened = another_connection(file, keyring)
        kept = run(opened, "SELECT count(*) FROM witness WHERE name LIKE '%% a'")[0][0]
        assert kept >= reported
        assert run(opened, "SELECT count(*) FROM witness")[0][0] == 2 * kept
        assert run(opened, "PRAGMA integrity_check") == [("ok",)]
        assert run(opened, "PRAGMA cipher_integrity_check") == []
        opened.close()


def test_a_copy_is_whole_though_the_log_was_not_written_back_and_opens_with_the_same_key_alone(
    store: DatabaseWrapper, file: Path, keyring: OpenKeyring
) -> None:
    plant(store)
    assert (file.parent / "inquiry.sqlite-wal").stat().st_size > 0
    target = file.parent / "copy.sqlite"
    copy_database(store, target)
    assert readable_in(file.parent) == []
    copied = another_connection(target, keyring)
    assert run(copied, "SELECT name FROM witness ORDER BY id") == run(
        store, "SELECT name FROM witness ORDER BY id"
    )
    assert run(copied, "PRAGMA integrity_check") == [("ok",)]
    copied.close()
    with pytest.raises(DatabaseKeyRejected):
        another_connection(target, OpenKeyring.generate()).ensure_connection()


def test_a_copy_overwrites_nothing(store: DatabaseWrapper, file: Path) -> None:
    target = file.parent / "copy.sqlite"
    target.write_bytes(b"somebody's")
    with pytest.raises(FileExistsError):
        copy_database(store, target)
    assert target.read_bytes() == b"somebody's"


def test_no_shell_is_started_for_it_would_need_the_key_on_its_command_line(store: DatabaseWrapper) -> None:
    with pytest.raises(CommandError, match="command line"):
        store.client.runshell([])


def test_what_a_version_decides_is_asked_of_the_encrypted_engine(
    store: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Django asks Python's own module, which on an old system may be older by years."""
    monkeypatch.setattr(sqlite3.dbapi2, "sqlite_version_info", (3, 31, 0))
    assert store.get_database_version() == Database.sqlite_version_info
    assert store.features.can_return_columns_from_insert
    assert store.features.can_alter_table_drop_column
    assert store.ops.force_group_by() == []
    run(store, "SELECT 1")


def test_clones_for_parallel_tests_hold_what_was_only_in_the_log(
    store: DatabaseWrapper, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Django writes the name of what it destroyed into the settings, where later tests would find it.
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", settings.DATABASES["default"]["NAME"])
    plant(store)
    store.creation.clone_test_db("7", verbosity=0)
    clone_file = file.parent / "inquiry_7.sqlite"
    clone = ConnectionHandler({"default": store.creation.get_test_db_clone_settings("7")})["default"]
    assert clone.settings_dict["NAME"] == str(clone_file)
    assert run(clone, "SELECT count(*) FROM witness") == [(3,)]
    clone.close()
    (file.parent / "inquiry_7.sqlite-wal").write_bytes(b"of a killed run")
    store.creation.destroy_test_db(str(file), verbosity=0, suffix="7")
    assert not list(file.parent.glob("inquiry_7*"))


def test_a_test_database_in_memory_needs_no_file(keyring: OpenKeyring) -> None:
    database = encrypted_database(Path("x"), keyring) | {"NAME": "file:probe?mode=memory&cache=shared"}
    first, second = (ConnectionHandler({"default": database})["default"] for _ in range(2))
    run(first, "CREATE TABLE witness (name text)")
    run(first, "INSERT INTO witness VALUES ('Әлия')")
    assert run(second, "SELECT name FROM witness") == [("Әлия",)]


@pytest.mark.django_db
def test_the_tests_themselves_run_on_an_encrypted_file() -> None:
    assert connection.display_name == "SQLCipher"
    file = Path(connection.settings_dict["NAME"])
    assert b"SQLite format 3" not in file.read_bytes()
    with transaction.atomic():
        assert run(connection, "PRAGMA cipher_version")


class transaction_of:  # noqa: N801  (reads as the function it stands for)
    """`transaction.atomic` for a connection that has no alias in the process."""

    def __init__(self, store: DatabaseWrapper) -> None:
        self.store = store

    def __enter__(self) -> None:
        self.store.ensure_connection()
        self.store.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)

    def __exit__(self, kind: object, *_: object) -> None:
        finish: Callable[[], None] = self.store.commit if kind is None else self.store.rollback
        finish()
        self.store.set_autocommit(True)
