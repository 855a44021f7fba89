"""Serve the inquiry's pages from this very process, so that no key is ever handed on.

Granian's embedded server listens in Rust threads and calls Django here; a server of worker
processes would need the key in each, by a pipe, a file or the environment. A request's body
is held in memory and has a limit, since Django writes larger ones to a temporary file in
plain.
"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from aiqyn.core.language import sentence
from aiqyn.project.errors import CannotListen

__all__ = ["limit_bodies", "serve"]

MOST_REQUESTS_AT_ONCE = 64
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


def serve(
    *, host: str = "127.0.0.1", port: int = 8000, on_ready: Callable[[str], None] = lambda address: None
) -> None:
    """Serve until Ctrl-C or SIGTERM; requests that have begun are finished first.

    Call `aiqyn.project.configure` before. Runs on the main thread.

    Args:
        host: An address of this machine; the default can't be reached from others.
        port: 0 takes a free one.
        on_ready: Called once with the server's address, when it answers.

    Raises:
        CannotListen: The port is taken, or may not be used.
    """
    port = _free_port(host, port)
    asyncio.run(_serve(host, port, on_ready))


async def _serve(host: str, port: int, on_ready: Callable[[str], None]) -> None:
    from django.conf import settings
    from django.core.asgi import get_asgi_application
    from granian.constants import Interfaces
    from granian.server.embed import Server

    application = limit_bodies(get_asgi_application(), most_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        backpressure=MOST_REQUESTS_AT_ONCE,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    _stop_on_signals(loop, server.stop)
    server.on_startup(lambda: loop.call_later(0, lambda: on_ready(_address(host, port))))
    await server.serve()


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _stop_on_signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows' loop knows no signals
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))


def _free_port(host: str, port: int) -> int:
    """The port, after trying it: the server itself would share it with another in silence."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
            return int(trial.getsockname()[1])
    except (OSError, OverflowError) as fault:
        raise CannotListen(
            sentence(
                "The server can't listen on {host}, port {port}: {reason}.",
                room="project",
                host=host,
                port=port,
                reason=getattr(fault, "strerror", None) or str(fault),
            )
        ) from None


def limit_bodies(application: Application, *, most_bytes: int) -> Application:
    """Answer 413 to a request whose body is larger, before Django sees any of it.

    A body that announces its length is refused at once; one that does not, at the byte that
    is too many.
    """

    async def limited(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > most_bytes:
            await _too_large(send)
            return
        body = await _whole_body(receive, most_bytes)
        if body is None:
            await _too_large(send)
            return
        await application(scope, _replayed(body, receive), send)

    return limited


async def _whole_body(receive: Receive, most_bytes: int) -> list[Message] | None:
    """The messages that make up the body; `None` when they hold more than is allowed."""
    messages, size = [], 0
    while True:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if size > most_bytes:
            return None
        if message["type"] != "http.request" or not message.get("more_body", False):
            return messages


def _replayed(messages: list[Message], receive: Receive) -> Receive:
    waiting = iter(messages)

    async def replay() -> Message:
        message = next(waiting, None)
        return message if message is not None else await receive()

    return replay


async def _too_large(send: Send) -> None:
    text = b"413: the request is too large"
    headers = [
        (b"content-type", b"text/plain"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})
