"""The server: what reaches the application, what leaves it, and what touches the disk."""

from __future__ import annotations

import contextlib
import io
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path
from typing import Any

import pytest
from waitress import wasyncore

from aiqyn.project.errors import CannotListen
from aiqyn.project.serving import THREADS, make_server

MOST_BODY_BYTES = 4_000_000
PIECE = b"x" * 100_000

Start = Callable[..., object]


class Probe:
    """An application whose answers depend on the path, and what happened to them."""

    def __init__(self) -> None:
        self.proceed = threading.Event()
        self.closed = threading.Event()
        self.pieces_made = 0
        self.deleted_files: set[str] = set()
        self.requests = 0
        self.at_once = 0
        self.most_at_once = 0
        self.lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        with self.lock:
            self.requests += 1
        return getattr(self, environ["PATH_INFO"].strip("/").split("/")[0])(environ, start)

    def reflect(self, environ: dict[str, Any], start: Start) -> list[bytes]:
        shown = {key: value for key, value in environ.items() if isinstance(value, (str, bool))}
        shown["body"] = environ["wsgi.input"].read().decode()
        start(
            "201 Created",
            [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")],
        )
        return [json.dumps(shown).encode()]

    def held(self, environ: dict[str, Any], start: Start) -> list[bytes]:
        self.deleted_files = deleted_files()
        return self.reflect(environ | {"wsgi.input": io.BytesIO()}, start)

    def wait(self, environ: dict[str, Any], start: Start) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", "11")])
        yield b"first"
        self.proceed.wait(10)
        yield b"second"

    def flood(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [("Content-Length", str(2000 * len(PIECE)))])
        return Flood(self)

    def fail(self, environ: dict[str, Any], start: Start) -> list[bytes]:
        raise ValueError("Әлия")

    def fail_later(self, environ: dict[str, Any], start: Start) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", "10")])
        yield b"half"
        raise ValueError("Әлия")

    def fail_unannounced(self, environ: dict[str, Any], start: Start) -> Iterator[bytes]:
        start("200 OK", [("Content-Type", "text/csv")])
        yield b"half,of,a,list"
        raise ValueError("Әлия")

    def crowd(self, environ: dict[str, Any], start: Start) -> list[bytes]:
        with self.lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        time.sleep(0.05)
        with self.lock:
            self.at_once -= 1
        start("200 OK", [])
        return [threading.current_thread().name.encode()]


class Flood:
    """More than any buffer on the way holds; counts what it was asked for."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(2000):
            self.probe.pieces_made += 1
            yield PIECE

    def close(self) -> None:
        self.probe.closed.set()


@pytest.fixture
def probe() -> Probe:
    return Probe()


@pytest.fixture
def port(probe: Probe) -> Iterator[int]:
    server = make_server(probe, host="127.0.0.1", port=0, most_body_bytes=MOST_BODY_BYTES)
    server.adj.asyncore_loop_timeout = 0.05
    thread = threading.Thread(target=run_until_closed, args=(server,))
    thread.start()
    yield int(server.effective_port)
    probe.proceed.set()
    server.task_dispatcher.shutdown()
    wasyncore.close_all(server._map)
    thread.join(20)
    assert not thread.is_alive()


def run_until_closed(server: Any) -> None:
    with contextlib.suppress(OSError):  # its sockets are closed from the other thread
        server.run()


def ask(port: int, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Any:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body, headers or {}, encode_chunked=True)
    return connection.getresponse()


def reflected(port: int, *args: Any, **options: Any) -> dict[str, Any]:
    return json.loads(ask(port, *args, **options).read())


def test_a_request_reaches_the_application_as_it_was_sent(port: int) -> None:
    found = reflected(port, "POST", "/reflect/%D3%99%20b?q=%D3%99&z", body="құпия".encode())
    assert found["REQUEST_METHOD"] == "POST"
    assert found["PATH_INFO"].encode("latin-1").decode() == "/reflect/ә b"
    assert found["QUERY_STRING"] == "q=%D3%99&z"
    assert found["body"] == "құпия"
    assert found["CONTENT_LENGTH"] == "10"
    assert found["REMOTE_ADDR"] == "127.0.0.1"
    assert (found["SERVER_NAME"], found["SERVER_PORT"]) == ("127.0.0.1", str(port))
    assert found["HTTP_HOST"] == f"127.0.0.1:{port}"
    assert found["SERVER_PROTOCOL"] == "HTTP/1.1"


def test_repeated_headers_are_joined_and_those_with_underscores_dropped(port: int) -> None:
    raw = (
        f"GET /reflect HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-A: 1\r\nX-A: 2\r\n"
        "X_Forwarded_Proto: https\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(raw.encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    found = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert found["HTTP_X_A"].replace(" ", "") == "1,2"
    assert found["CONTENT_TYPE"] == "text/plain"
    assert not [name for name in found if "FORWARDED" in name]


def test_an_answer_keeps_its_status_and_each_of_its_headers(port: int) -> None:
    answer = ask(port, "GET", "/reflect")
    assert answer.status == 201
    assert answer.headers.get_all("set-cookie") == ["a=1", "b=2"]


def test_a_body_in_pieces_arrives_whole(port: int) -> None:
    found = reflected(
        port, "POST", "/reflect", body=iter([b"ab", b"cd"]), headers={"Transfer-Encoding": "chunked"}
    )
    assert (found["body"], found["CONTENT_LENGTH"]) == ("abcd", "4")


def test_a_body_at_the_limit_passes(port: int) -> None:
    assert ask(port, "POST", "/held", body=b"x" * (MOST_BODY_BYTES - 1)).status == 201


def test_a_body_that_announces_too_much_is_refused_before_it_is_sent(port: int, probe: Probe) -> None:
    """As a client sees it that waits for the answer before it sends the rest."""
    answer = ask(port, "POST", "/held", headers={"Content-Length": str(MOST_BODY_BYTES + 1)})
    assert answer.status == 413
    assert probe.requests == 0


def test_a_body_that_hides_its_length_is_stopped_at_the_limit(port: int, probe: Probe) -> None:
    """The line may break while the rest is being sent; the application has seen nothing of it."""
    pieces = iter([b"x" * 1_000_000] * 9)
    with contextlib.suppress(ConnectionError):
        answer = ask(port, "POST", "/held", body=pieces, headers={"Transfer-Encoding": "chunked"})
        assert answer.status == 413
    assert ask(port, "GET", "/reflect").status == 201
    assert probe.requests == 1


def test_pieces_are_sent_as_they_are_made(port: int, probe: Probe) -> None:
    answer = ask(port, "GET", "/wait")
    assert answer.read1() == b"first"
    probe.proceed.set()
    assert answer.read() == b"second"


def test_a_slow_reader_does_not_fill_the_memory(port: int, probe: Probe) -> None:
    answer = ask(port, "GET", "/flood")
    answer.read(10)
    seen = -1
    while seen != probe.pieces_made:  # until nothing more is asked for
        seen = probe.pieces_made
        time.sleep(0.2)
    assert seen < 200, "the whole flood is 2000 pieces, 200 MB"
    answer.close()


def test_a_reader_who_goes_away_ends_the_work_and_what_was_open_is_closed(port: int, probe: Probe) -> None:
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(f"GET /flood HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        line.recv(1000)
    assert probe.closed.wait(10)
    assert probe.pieces_made < 2000
    assert ask(port, "GET", "/reflect").status == 201


def test_a_failure_answers_500_without_its_message(port: int) -> None:
    answer = ask(port, "GET", "/fail")
    assert answer.status == 500
    assert "Әлия" not in answer.read().decode()


@pytest.mark.parametrize("path", ["/fail_later", "/fail_unannounced"])
def test_a_failure_halfway_is_seen_as_a_broken_answer_and_not_as_a_short_one(port: int, path: str) -> None:
    with pytest.raises((IncompleteRead, ConnectionError)):
        ask(port, "GET", path).read()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc to see open files")
def test_neither_a_large_body_nor_a_large_answer_touches_the_disk(port: int, probe: Probe) -> None:
    """A temporary file has no name, but a descriptor; the answer's is looked for while it waits."""
    before = deleted_files()
    found = reflected(port, "POST", "/held", body=b"x" * (MOST_BODY_BYTES - 1))
    assert int(found["CONTENT_LENGTH"]) == MOST_BODY_BYTES - 1
    assert probe.deleted_files <= before
    answer = ask(port, "GET", "/flood")
    answer.read(10)
    time.sleep(0.3)
    assert deleted_files() <= before
    answer.close()


def deleted_files() -> set[str]:
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # the one that lists the folder is gone by now
            found.add(os.readlink(descriptor))
    return {name for name in found if "(deleted)" in name}


def test_a_port_that_is_taken_is_told_in_words(port: int, probe: Probe) -> None:
    with pytest.raises(CannotListen, match=f"can't listen on 127.0.0.1, port {port}: Address already in use"):
        make_server(probe, host="127.0.0.1", port=port, most_body_bytes=1)


@pytest.mark.parametrize(
    ("host", "number"), [("203.0.113.7", 0), ("no such name.invalid", 0), ("127.0.0.1", 70_000)]
)
def test_an_address_that_is_not_this_machines_is_told_in_words(probe: Probe, host: str, number: int) -> None:
    with pytest.raises(CannotListen, match=f"port {number}: "):
        make_server(probe, host=host, port=number, most_body_bytes=1)


def test_requests_run_on_the_few_threads_there_are(port: int, probe: Probe) -> None:
    names: list[bytes] = []
    askers = [
        threading.Thread(target=lambda: names.append(ask(port, "GET", "/crowd").read())) for _ in range(16)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(names) == 16
    assert len(set(names)) <= THREADS
    assert 2 <= probe.most_at_once <= THREADS
