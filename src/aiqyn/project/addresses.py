"""`DATABASE_URL` read into Django's words; refuses what it does not understand.

Accepted are `postgresql://` and `postgres://` as libpq's manual writes them, with one host:
`postgresql://user:secret@host:5432/name?sslmode=verify-full&sslrootcert=/path`, and a Unix
socket's folder as the host, `postgresql://user@%2Frun%2Fpostgresql/name` or
`postgresql:///name?host=/run/postgresql`. Parts may be percent-escaped.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from aiqyn.core.language import Sentence, sentence
from aiqyn.project.errors import DatabaseAddressFaulty

__all__ = ["postgresql_database"]

SCHEMES = ("postgresql", "postgres")
# libpq's parameters that make sense here; others are refused by name, for a mistyped
# `sslmode` that is passed over in silence would send testimony in plain text.
OPTIONS = frozenset(
    {
        "application_name",
        "channel_binding",
        "connect_timeout",
        "gssencmode",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "options",
        "passfile",
        "require_auth",
        "service",
        "sslcert",
        "sslcrl",
        "sslkey",
        "sslmode",
        "sslnegotiation",
        "sslrootcert",
        "target_session_attrs",
        "tcp_user_timeout",
    }
)
HOST = sentence("host", room="project")
PORT = sentence("port", room="project")
USER = sentence("user", room="project")
PASSWORD = sentence("password", room="project")
DATABASE_NAME = sentence("database name", room="project")
OPTIONS_PART = sentence("options", room="project")
PLACES = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}


def postgresql_database(address: str) -> dict[str, Any]:
    """Django's settings of the PostgreSQL database at an address.

    Args:
        address: As in `DATABASE_URL`.

    Returns:
        One value of `DATABASES`, without options that the address does not name.

    Raises:
        DatabaseAddressFaulty: The address can't be read. The message names the part, never
            the address itself: it may hold a password.

    Example:
        >>> found = postgresql_database("postgres://aiqyn:p%40ss@db.example:5433/inquiry?sslmode=require")
        >>> found["HOST"], found["PORT"], found["NAME"], found["PASSWORD"], found["OPTIONS"]
        ('db.example', '5433', 'inquiry', 'p@ss', {'sslmode': 'require'})
    """
    parts = _split(address)
    found = {
        "HOST": _unescaped(parts.hostname or "", HOST) if "%" not in parts.netloc else _host(parts),
        "PORT": _port(parts),
        "USER": _unescaped(parts.username or "", USER),
        "PASSWORD": _unescaped(parts.password or "", PASSWORD),
        "NAME": _unescaped(parts.path.removeprefix("/"), DATABASE_NAME),
    }
    options: dict[str, str] = {}
    for name, value in _query(parts):
        if name in PLACES:
            found[PLACES[name]] = value
        elif name in OPTIONS:
            options[name] = value
        else:
            raise _faulty(
                sentence(
                    "DATABASE_URL has the option “{option}”, which is not known here. Known are: {known}.",
                    room="project",
                    option=name[:40],
                    known=", ".join(sorted(OPTIONS)),
                )
            )
    if not found["NAME"]:
        raise _faulty(
            sentence("DATABASE_URL names no database: postgresql://user@host/NAME.", room="project")
        )
    return {"ENGINE": "django.db.backends.postgresql", **found, "OPTIONS": options}


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        raise _faulty(_unreadable(HOST)) from None
    if parts.scheme not in SCHEMES:
        raise _faulty(
            sentence(
                "DATABASE_URL must begin with postgresql:// (the encrypted file in the home folder needs none).",
                room="project",
            )
        )
    if parts.fragment:
        raise _faulty(
            sentence(
                "DATABASE_URL holds “#”; in a password it is written %23, as “/” is %2F and “@” is %40.",
                room="project",
            )
        )
    if "," in parts.netloc.rpartition("@")[2]:
        raise _faulty(sentence("DATABASE_URL names several hosts; one is accepted.", room="project"))
    return parts


def _host(parts: SplitResult) -> str:
    """The host with its escapes, in its own letter case: a socket's folder is a path."""
    host = parts.netloc.rpartition("@")[2]
    if not host.startswith("["):
        host = host.partition(":")[0]
    return _unescaped(host, HOST)


def _port(parts: SplitResult) -> str:
    try:
        return str(parts.port) if parts.port is not None else ""
    except ValueError:
        raise _faulty(_unreadable(PORT)) from None


def _query(parts: SplitResult) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), errors="strict"
        )
    except ValueError:
        raise _faulty(_unreadable(OPTIONS_PART)) from None


def _unescaped(text: str, part: Sentence) -> str:
    try:
        found = unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise _faulty(_unreadable(part)) from None
    if "\x00" in found:
        raise _faulty(_unreadable(part))
    return found


def _unreadable(part: Sentence) -> Sentence:
    return sentence("The {part} in DATABASE_URL can't be read.", room="project", part=part)


def _faulty(because: Sentence) -> DatabaseAddressFaulty:
    return DatabaseAddressFaulty(because)
