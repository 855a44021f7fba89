"""Serve the inquiry's pages from this very process, so that no key is ever handed on.

Granian's embedded server listens in Rust threads and calls Django here, over `bridge`; a
server of worker processes would need the key in each, by a pipe, a file or the environment.
"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable

from aiqyn.core.language import sentence
from aiqyn.project.bridge import WsgiBridge
from aiqyn.project.errors import CannotListen

__all__ = ["serve"]

# Python runs one thread at a time: more of them would only share it out thinner.
THREADS = 8
MOST_REQUESTS_AT_ONCE = 64


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
    from django.core.wsgi import get_wsgi_application
    from granian.constants import HTTPModes, Interfaces
    from granian.server.embed import Server

    bridge = WsgiBridge(
        get_wsgi_application(), most_body_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE, threads=THREADS
    )
    server = Server(
        bridge.__rsgi__,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        backpressure=MOST_REQUESTS_AT_ONCE,
        log_enabled=False,  # it logs addresses; what fails is logged by the bridge and by Django
    )
    loop = asyncio.get_running_loop()
    _stop_on_signals(loop, server.stop)
    server.on_startup(lambda: loop.call_later(0, lambda: on_ready(_address(host, port))))
    try:
        await server.serve()
    finally:
        bridge.close()


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
