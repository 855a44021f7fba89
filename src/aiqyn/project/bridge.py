"""A WSGI application behind Granian's embedded server, which speaks RSGI.

Why not Django's own ASGI application: it writes a body of more than some megabytes to a
temporary file, in plain; it makes a new thread, and so a new database connection, for each
request; and it holds a file that is sent in memory, whole. Here requests run on a few threads
that stay, bodies stay in memory up to a limit, and what is sent is sent piece by piece.

Source: the RSGI specification 1.5 of the Granian project; PEP 3333.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any, Protocol

__all__ = ["RequestScope", "WsgiBridge"]

log = logging.getLogger(__name__)

Headers = list[tuple[str, str]]
Environment = dict[str, Any]
Application = Callable[[Environment, Callable[..., object]], Iterable[bytes]]


class RequestHeaders(Protocol):
    """A request's headers, as RSGI gives them."""

    def items(self) -> Iterable[tuple[str, str]]: ...
    def get(self, key: str, default: str | None = None) -> str | None: ...


class RequestScope(Protocol):
    """What RSGI tells about a request."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: RequestHeaders


class StreamTransport(Protocol):
    """Where a response goes that is sent piece by piece."""

    async def send_bytes(self, data: bytes) -> None: ...


class RequestProtocol(Protocol):
    """A request's body, and the ways to answer it."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...
    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...
    def response_stream(self, status: int, headers: Headers) -> StreamTransport: ...


class BodyTooLarge(Exception):
    """A body has more bytes than the limit allows."""


class WsgiBridge:
    """Calls a WSGI application for each request, on one of a few threads.

    Args:
        application: What answers.
        most_body_bytes: A larger body is answered with 413, before the application sees any
            of it: at once when it announces its length, else at the byte that is too many.
        threads: How many requests are worked on at once; others wait their turn.
    """

    def __init__(self, application: Application, *, most_body_bytes: int, threads: int) -> None:
        self._application = application
        self._most_body_bytes = most_body_bytes
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    def close(self) -> None:
        """Let the requests that have begun finish, and end the threads."""
        self._threads.shutdown()

    async def __rsgi__(self, scope: RequestScope, protocol: RequestProtocol) -> None:
        """Answer one request."""
        if scope.proto != "http":
            return
        try:
            body = await self._read_body(scope, protocol)
        except BodyTooLarge:
            _answer(protocol, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        loop = asyncio.get_running_loop()
        answer = _Answer(protocol, loop)
        try:
            await loop.run_in_executor(self._threads, self._run, _environment(scope, body), answer)
        except Exception:
            log.exception("A request failed outside Django")
            if not answer.is_begun:
                _answer(protocol, HTTPStatus.INTERNAL_SERVER_ERROR)

    async def _read_body(self, scope: RequestScope, protocol: RequestProtocol) -> bytes:
        announced = scope.headers.get("content-length") or "0"
        if not announced.isascii() or not announced.isdigit() or int(announced) > self._most_body_bytes:
            raise BodyTooLarge
        body = bytearray()
        async for piece in protocol:
            body += piece
            if len(body) > self._most_body_bytes:
                raise BodyTooLarge
        return bytes(body)

    def _run(self, environment: Environment, answer: _Answer) -> None:
        """Call the application and send what it gives; on a thread of its own."""
        pieces = self._application(environment, answer.start)
        try:
            answer.send(pieces)
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()


class _Answer:
    """What the application answers: at once when it is one piece, else piece by piece."""

    def __init__(self, protocol: RequestProtocol, loop: asyncio.AbstractEventLoop) -> None:
        self._protocol = protocol
        self._loop = loop
        self._status = HTTPStatus.INTERNAL_SERVER_ERROR.value
        self._headers: Headers = []
        self.is_begun = False

    def start(self, status: str, headers: Headers, exc_info: object = None) -> None:
        self._status = int(status.split(" ", 1)[0])
        self._headers = [(name.lower(), value) for name, value in headers]

    def send(self, pieces: Iterable[bytes]) -> None:
        if _is_whole(pieces):
            self.is_begun = True
            self._protocol.response_bytes(self._status, self._headers, b"".join(pieces))
            return
        iterator = iter(pieces)
        first = next(iterator, b"")  # may fail: then nothing has been sent, and 500 can be
        self.is_begun = True
        transport = self._protocol.response_stream(self._status, self._headers)
        # A reader who went away is no fault.
        with contextlib.suppress(ConnectionError, RuntimeError):
            self._pass_on(transport, first)
            for piece in iterator:
                self._pass_on(transport, piece)

    def _pass_on(self, transport: StreamTransport, piece: bytes) -> None:
        """Wait until the piece is on its way: a slow reader must not fill the memory."""
        if piece:
            asyncio.run_coroutine_threadsafe(_send(transport, piece), self._loop).result()


async def _send(transport: StreamTransport, piece: bytes) -> None:
    # Granian gives a future of its own, which only a coroutine can wait for.
    await transport.send_bytes(piece)


def _is_whole(pieces: Iterable[bytes]) -> bool:
    """Whether Django has the whole answer in memory already."""
    return isinstance(pieces, (list, tuple)) or not getattr(pieces, "streaming", True)


def _environment(scope: RequestScope, body: bytes) -> Environment:
    """The request as PEP 3333 words it."""
    host, _, port = scope.server.rpartition(":")
    environment: Environment = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode(errors="surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    environment.update(_header_variables(scope.headers.items()))
    # Of a body that came in pieces nobody announced the length; now it is known.
    environment["CONTENT_LENGTH"] = str(len(body))
    return environment


def _header_variables(headers: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Headers as variables; repeated ones are joined.

    One with an underscore in its name is dropped: it would pass for the one with a hyphen,
    which a proxy before us may have set and vouched for.
    """
    found: dict[str, str] = {}
    for name, value in headers:
        if "_" in name:
            continue
        variable = name.upper().replace("-", "_")
        if variable not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            variable = f"HTTP_{variable}"
        separator = "; " if variable == "HTTP_COOKIE" else ","
        found[variable] = f"{found[variable]}{separator}{value}" if variable in found else value
    return found


def _answer(protocol: RequestProtocol, status: HTTPStatus) -> None:
    text = f"{status.value} {status.phrase}\n".encode()
    headers = [("content-type", "text/plain; charset=utf-8"), ("content-length", str(len(text)))]
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        headers.append(("connection", "close"))  # the rest of the body is not read
    protocol.response_bytes(status.value, headers, text)
