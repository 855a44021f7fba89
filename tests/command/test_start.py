"""The command starts quickly: what is heavy is imported when a command needs it, and not before."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Measured in milliseconds: django.db.models 130, numpy 130, highspy 110, jinja2 50, rich.progress 50,
# pydantic 40, typst 30, waitress 30, ruamel.yaml 20, argon2 20, cryptography 15, babel 15; all of
# `aiqyn --help` takes 150 to 240, most of it Python and typer.
HEAVY = (
    "aiqyn.registry",
    "aiqyn.publication",
    "aiqyn.exchange",
    "argon2",
    "babel",
    "cryptography",
    "django",
    "highspy",
    "jinja2",
    "numpy",
    "pydantic",
    "rich",
    "ruamel",
    "sqlcipher3",
    "typst",
    "waitress",
    "yaml",
)
SHOW_IMPORTED = "import sys; import aiqyn.cli.application; print(*sys.modules)"
SHOW_IMPORTED_BY_HELP = """
import sys
sys.argv = ["aiqyn", *sys.argv[1:], "--help"]
from aiqyn.cli import main
try:
    main()
except SystemExit as stop:
    assert not stop.code
print("\\n" + " ".join(sys.modules))
"""


def imported(code: str, *arguments: str) -> set[str]:
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_the_command_imports_nothing_heavy_when_it_starts() -> None:
    modules = imported(SHOW_IMPORTED)
    assert "aiqyn.cli.application" in modules
    assert modules & set(HEAVY) == set()


@pytest.mark.parametrize(
    "command", [(), ("import",), ("figures", "check"), ("verify",), ("release", "create")]
)
def test_help_is_given_without_anything_heavy(command: tuple[str, ...]) -> None:
    # typer itself reads the types of a command's options by pydantic.
    assert imported(SHOW_IMPORTED_BY_HELP, *command) & set(HEAVY) <= {"pydantic"}
