"""Opening an inquiry in a process of its own, as the command does: keys, schema, server."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from aiqyn.project.home import Home, make_home
from aiqyn.project.keyring import LEAST_DERIVATION

PASSPHRASE = "төрт түлік ақ жауын"

OPEN = """
import json, sys
from pathlib import Path
from aiqyn.project import *
folder, what = Path(sys.argv[1]), sys.argv[2]
try:
    home = find_home(folder, in_postgresql=is_in_postgresql())
    configure(home, unlock_home(home, sys.stdin.readline().rstrip()))
    if what == "migrate":
        applied = bring_schema_up_to_date()
        from django.conf import settings
        from django.contrib.contenttypes.models import ContentType
        from django.db import connection
        import resource
        print(json.dumps({
            "applied": applied, "vendor": connection.vendor, "types": ContentType.objects.count(),
            "secret": settings.SECRET_KEY, "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
            "seed": settings.LEDGER_SEED_SOURCE().hex(),
        }))
    elif what == "serve":
        bring_schema_up_to_date()
        serve(port=0, on_ready=lambda address: print(address, flush=True))
        print("ended")
except CannotOpenInquiry as refusal:
    print(json.dumps({"refused": type(refusal).__name__, "because": str(refusal)}))
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made, keyring = make_home(tmp_path / "home", PASSPHRASE, derivation=LEAST_DERIVATION)
    keyring.forget()
    return made


def start(home: Home, what: str, **environment: str) -> subprocess.Popen[str]:
    """The program above; no server of the tests' own is in its environment."""
    inherited = {name: value for name, value in os.environ.items() if "DATABASE_URL" not in name}
    process = subprocess.Popen(
        [sys.executable, "-c", OPEN, str(home.folder), what],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**inherited, **environment},
    )
    process.stdin.write(PASSPHRASE + "\n")
    process.stdin.flush()
    return process


def opened(home: Home, what: str = "migrate", **environment: str) -> dict[str, Any]:
    output, faults = start(home, what, **environment).communicate(timeout=120)
    assert output, faults
    return json.loads(output)


@pytest.mark.sqlcipher
def test_a_new_home_gets_its_schema_once_and_opens_again_with_the_same_keys(home: Home) -> None:
    first, second = opened(home), opened(home)
    assert any(name.startswith("registry.0001") for name in first["applied"])
    assert second["applied"] == []
    assert first["types"] == second["types"] > 0
    assert first["secret"] == second["secret"]
    assert first["seed"] == second["seed"]
    assert first["core"] == 0
    assert first["vendor"] == "sqlite"
    octets = b"".join(file.read_bytes() for file in home.folder.iterdir() if file.name != "keyring.json")
    assert b"django_migrations" not in octets
    assert b"registry_" not in octets


@pytest.mark.sqlcipher
def test_the_store_of_another_inquiry_does_not_open_with_this_keyring(home: Home, tmp_path: Path) -> None:
    other, _ = make_home(tmp_path / "other", PASSPHRASE, derivation=LEAST_DERIVATION)
    opened(other)
    home.database_path.write_bytes(other.database_path.read_bytes())
    refusal = opened(home)
    assert refusal["refused"] == "DatabaseKeyRejected"
    assert "belongs to another inquiry" in refusal["because"]


@pytest.mark.sqlcipher
def test_an_address_that_cannot_be_read_is_refused_without_repeating_it(home: Home) -> None:
    refusal = opened(home, DATABASE_URL="postgresql://u:hidden@h:port/n")
    assert refusal["refused"] == "DatabaseAddressFaulty"
    assert "hidden" not in refusal["because"]


@pytest.mark.sqlcipher
def test_the_server_answers_guards_its_pages_and_ends_when_told_to(home: Home) -> None:
    process = start(home, "serve")
    address = process.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:"), process.communicate()
    try:
        answer = ask(address + "sign-in/")
        assert answer.status == 200
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert ask(address + "static/web/members.css").status == 200
        assert ask(address + "no/such/page").status == 404
        assert ask(address, host="evil.example").status == 400
        with socket.create_connection(("127.0.0.1", urlsplit(address).port)) as idle:
            idle.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc")
            process.send_signal(signal.SIGTERM)
            output, faults = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert output == "ended\n"
    assert process.returncode == 0
    assert "Traceback" not in faults


def ask(address: str, host: str | None = None) -> HTTPResponse | urllib.error.HTTPError:
    request = urllib.request.Request(address, headers={"Host": host} if host else {})
    try:
        return urllib.request.urlopen(request, timeout=20)
    except urllib.error.HTTPError as refusal:
        return refusal


@pytest.fixture
def empty_database(postgresql_address: str) -> Iterator[str]:
    """The address of a database of its own on the tests' server."""
    import psycopg

    name = f"opening_{os.getpid()}"
    with psycopg.connect(postgresql_address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield urlunsplit(urlsplit(postgresql_address)._replace(path=f"/{name}"))
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.postgresql
def test_with_an_address_the_store_is_in_postgresql_and_the_home_holds_the_keyring_alone(
    tmp_path: Path, empty_database: str
) -> None:
    home, _ = make_home(tmp_path / "home", PASSPHRASE, in_postgresql=True, derivation=LEAST_DERIVATION)
    found = opened(home, DATABASE_URL=empty_database)
    assert found["vendor"] == "postgresql"
    assert found["types"] > 0
    assert [file.name for file in home.folder.iterdir()] == ["keyring.json"]
