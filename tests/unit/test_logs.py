"""The log: places, never values."""

from __future__ import annotations

import io
import logging

import pytest

from aiqyn.project.logs import ValueFreeFormatter

SECRET = "Әлия Құнанбайқызы"


@pytest.fixture
def written() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def logger(written: io.StringIO) -> logging.Logger:
    found = logging.getLogger("aiqyn.probe")
    handler = logging.StreamHandler(written)
    handler.setFormatter(ValueFreeFormatter())
    found.handlers = [handler]
    found.propagate = False
    return found


def test_texts_are_blanked_and_numbers_kept(logger: logging.Logger, written: io.StringIO) -> None:
    logger.warning("%s of %r asked for %d pages, %5.1f s", SECRET, [SECRET], 7, 1.25)
    line = written.getvalue()
    assert "… of … asked for 7 pages,   1.2 s" in line
    assert "WARNING aiqyn.probe test_logs.py:" in line
    assert SECRET not in line


def test_named_texts_are_blanked_too(logger: logging.Logger, written: io.StringIO) -> None:
    logger.warning("%(who)s waited %(days)d days", {"who": SECRET, "days": 41})
    assert "… waited 41 days" in written.getvalue()


def test_an_exception_is_told_by_its_class_and_place_without_its_message(
    logger: logging.Logger, written: io.StringIO
) -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as fault:
            raise ValueError(f"no such person: {SECRET}") from fault
    except ValueError:
        logger.exception("reading failed")
    told = written.getvalue()
    assert "builtins.ValueError" in told
    assert "builtins.KeyError" in told
    assert "test_logs.py" in told
    assert SECRET not in told


def test_a_message_put_together_elsewhere_is_blanked_whole(written: io.StringIO) -> None:
    record = logging.LogRecord("some.library", logging.ERROR, "x.py", 1, f"cannot parse {SECRET}", (), None)
    line = ValueFreeFormatter().format(record)
    assert SECRET not in line
    assert line.endswith("x.py:1 …")


@pytest.mark.parametrize(
    ("template", "arguments"), [("%d and %d", (SECRET, 1)), ("%s", (SECRET, SECRET)), ("%(a)s", ({"b": 1},))]
)
def test_a_message_that_does_not_fit_its_arguments_is_still_written(
    template: str, arguments: tuple[object, ...]
) -> None:
    record = logging.LogRecord("aiqyn.probe", logging.ERROR, "x.py", 1, template, arguments, None)
    line = ValueFreeFormatter().format(record)
    assert line.endswith(f"x.py:1 {template}")


def test_the_settings_send_djangos_own_faults_through_it() -> None:
    handlers = [handler for handler in logging.getLogger().handlers if handler.get_name() == "aiqyn"]
    assert [type(handler.formatter) for handler in handlers] == [ValueFreeFormatter]
    for name in ("django", "django.request", "django.server", "django.security"):
        assert logging.getLogger(name).handlers == []
        assert logging.getLogger(name).propagate
