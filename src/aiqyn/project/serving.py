"""Serve the inquiry's pages from this very process, so that no key is ever handed on.

A server of worker processes would need the key in each, by a pipe, a file or the environment.
Waitress answers on threads of this one, and can be told to keep every buffer in memory: its
own defaults, like Django's, put what is larger than some kilobytes into a temporary file, in
plain.
"""

from __future__ import annotations

import select
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

from aiqyn.core.language import sentence
from aiqyn.project.errors import CannotListen

__all__ = ["make_server", "serve"]

# Python runs one thread at a time: more of them would only share it out thinner.
THREADS = 8
MOST_CONNECTIONS = 200
MOST_PORT = 65535
# When so much of an answer waits for a slow reader, its making pauses.
MOST_WAITING_BYTES = 1024 * 1024


def serve(
    *, host: str = "127.0.0.1", port: int = 8000, on_ready: Callable[[str], None] = lambda address: None
) -> None:
    """Serve until Ctrl-C or SIGTERM; requests that have begun get five seconds to end.

    Call `aiqyn.project.configure` before. Runs on the main thread.

    Args:
        host: An address of this machine; the default can't be reached from others.
        port: 0 takes a free one.
        on_ready: Called once with the server's address, when it answers.

    Raises:
        CannotListen: The port is taken, or may not be used.
    """
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    server = make_server(
        get_wsgi_application(),
        host=host,
        port=port,
        most_body_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        scheme="https" if settings.SESSION_COOKIE_SECURE else "http",
    )
    try:
        with _termination_as_exit():
            on_ready(_address(host, int(server.effective_port)))
            server.run()
    finally:
        server.close()


def make_server(
    application: Callable[..., Any], *, host: str, port: int, most_body_bytes: int, scheme: str = "http"
) -> Any:
    """A listening Waitress server that writes nothing to the disk.

    Args:
        application: By WSGI (PEP 3333).
        most_body_bytes: A larger body is answered with 413 before the application sees it.
        scheme: What browsers use; `https` behind a proxy that speaks it.

    Raises:
        CannotListen: The port is taken, or may not be used.
    """
    from waitress.server import create_server

    try:
        if not 0 <= port <= MOST_PORT:
            # The system would take what is left of a division by 65536.
            raise ValueError(f"a port is a number from 0 to {MOST_PORT}")
        return create_server(
            application,
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=MOST_CONNECTIONS,
            max_request_body_size=most_body_bytes,
            inbuf_overflow=sys.maxsize,
            outbuf_overflow=sys.maxsize,
            outbuf_high_watermark=MOST_WAITING_BYTES,
            clear_untrusted_proxy_headers=True,
            url_scheme=scheme,
            asyncore_use_poll=hasattr(select, "poll"),
            server_name=host,
            ident=None,
        )
    except (OSError, OverflowError, ValueError) as fault:
        raise CannotListen(
            sentence(
                "The server can't listen on {host}, port {port}: {reason}.",
                room="project",
                host=host,
                port=port,
                reason=getattr(fault, "strerror", None) or str(fault),
            )
        ) from None


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


@contextmanager
def _termination_as_exit() -> Iterator[None]:
    """Make SIGTERM end the server as Ctrl-C does, and as quietly."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, before)
