"""A log that names the place and never the value.

A name in a log file is a name in every copy of that file. So a line tells when, how grave,
which part of the program, and the event's template with numbers filled in and every text
blanked; an exception is told by its class and the places it passed, without its message,
which in a database's errors holds the row.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Mapping
from types import TracebackType

__all__ = ["ValueFreeFormatter", "configure_logs"]

BLANK = "…"
HANDLER_NAME = "aiqyn"


class ValueFreeFormatter(logging.Formatter):
    """Words a record without the texts that were filled into it.

    Example:
        >>> record = logging.LogRecord("web", 30, "views.py", 7, "%s: status %d", ("/persons/x", 404), None)
        >>> ValueFreeFormatter().format(record).split(" ", 1)[1]
        'WARNING web views.py:7 …: status 404'
    """

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03d"

    def format(self, record: logging.LogRecord) -> str:
        line = (
            f"{self.formatTime(record)} {record.levelname} {record.name} "
            f"{record.filename}:{record.lineno} {_without_texts(record)}"
        )
        if record.exc_info and record.exc_info[0] is not None:
            line += "\n" + "\n".join(_places(record.exc_info[0], record.exc_info[1], record.exc_info[2]))
        return line


def _without_texts(record: logging.LogRecord) -> str:
    """The template with numbers filled in; a message made beforehand can't be told apart, and is kept short."""
    args = record.args
    template = str(record.msg)
    if not args:
        return template if isinstance(record.msg, str) and _is_template(record) else BLANK
    blanked = {key: _shown(value) for key, value in args.items()} if isinstance(args, Mapping) else None
    try:
        return template % (blanked if blanked is not None else tuple(map(_shown, args)))
    except (TypeError, ValueError, KeyError):
        return template


def _is_template(record: logging.LogRecord) -> bool:
    """Whether a message without arguments was written by a programmer and not put together.

    Nobody can know; our own rooms and the server are trusted to log templates, others not.
    """
    return record.name.partition(".")[0] in {"aiqyn", "waitress"}


def _shown(value: object) -> object:
    return value if isinstance(value, (int, float)) else _Blank()


class _Blank(str):
    """Stands for a text under any conversion (`%s`, `%r`, `%5s`)."""

    __slots__ = ()

    def __new__(cls) -> _Blank:
        return super().__new__(cls, BLANK)

    def __repr__(self) -> str:
        return BLANK


def _places(kind: type[BaseException], fault: BaseException | None, trace: TracebackType | None) -> list[str]:
    lines = []
    while fault is not None:
        lines += [f"  {at.filename}:{at.lineno} in {at.name}" for at in traceback.extract_tb(trace)]
        lines.append(f"  {kind.__module__}.{kind.__qualname__}")
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
        if fault is not None:
            kind, trace = type(fault), fault.__traceback__
            lines.append("  after")
    return lines


def configure_logs(_settings: object = None) -> None:
    """Send warnings and worse to standard error, through the formatter above, and only there."""
    for name in (None, "django", "django.server"):
        logger = logging.getLogger(name)
        # Django's own handlers would write messages whole, or put them into a letter.
        for handler in list(logger.handlers):
            if name or handler.get_name() == HANDLER_NAME:
                logger.removeHandler(handler)
        logger.propagate = True
    handler = logging.StreamHandler(sys.stderr)
    handler.set_name(HANDLER_NAME)
    handler.setFormatter(ValueFreeFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    # It warns whenever a request waits for a thread, which is what a queue is for.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
