"""The reference of the commands says what the commands do, and the commands do what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from repository import ROOT

from aiqyn.cli.promises import EXIT_CODES, PROMISES
from aiqyn.cli.reference import Command, all_commands
from aiqyn.core.language import LANGUAGES

REFERENCE = ROOT / "docs" / "reference" / "commands.md"
EXAMPLE = ROOT / "examples" / "january-2022"
COMMANDS = all_commands()
RUNNABLE = [command for command in COMMANDS if not command.is_group]


def run(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    code = "from aiqyn.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "AIQYN_LANGUAGE": "en", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def named(command: Command) -> str:
    return command.path or "aiqyn"


def test_the_reference_is_what_the_commands_say_whatever_language_its_maker_speaks() -> None:
    command = [sys.executable, "-m", "aiqyn.cli.reference", "--check", str(REFERENCE)]
    environment = {**os.environ, "AIQYN_LANGUAGE": "kk", "COLUMNS": "40"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_reference_that_says_anything_else_is_noticed(tmp_path: Path) -> None:
    older = tmp_path / "commands.md"
    older.write_text(
        REFERENCE.read_text(encoding="utf-8").replace("aiqyn verify", "aiqyn check"), encoding="utf-8"
    )
    command = [sys.executable, "-m", "aiqyn.cli.reference", "--check", str(older)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "make commands" in done.stderr


@pytest.mark.parametrize("command", COMMANDS, ids=named)
def test_every_command_and_every_option_has_help(command: Command) -> None:
    assert command.help
    assert [names for names, text in command.parameters if not text.removesuffix("[required]").strip()] == []


@pytest.mark.parametrize("command", RUNNABLE, ids=named)
def test_every_command_is_in_the_reference_with_its_promises(command: Command) -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    assert f"# aiqyn {command.path}\n" in text
    promise = PROMISES[command.path]
    assert set(promise.exits) <= set(EXIT_CODES)
    has_json = any(names == "--json" for names, _ in command.parameters)
    assert bool(promise.json) is has_json


def test_the_reference_promises_nothing_of_commands_that_there_are_not() -> None:
    assert set(PROMISES) == {command.path for command in RUNNABLE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_given_in_every_language(language: str) -> None:
    first_lines = {run("--help", AIQYN_LANGUAGE=other).stdout.splitlines()[2] for other in LANGUAGES}
    assert len(first_lines) == len(LANGUAGES)
    for command in COMMANDS:
        done = run(*command.path.split(), "--help", AIQYN_LANGUAGE=language)
        assert done.returncode == 0
        assert done.stdout


# ------------------------------------------------------------ JSON keys


def paths(value: Any, at: str = "") -> Iterator[str]:
    """The paths of all that a JSON value holds: `conflicts[].figures[]`."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, f"{at}.{key}" if at else key)
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{at}[]")
    else:
        yield at


def fits(path: str, promised: str) -> bool:
    """Whether a path is the promised one, where `*` is any one name and what is null has no parts."""
    parts, wanted = path.split("."), promised.split(".")
    return len(parts) <= len(wanted) and all(
        part == want or (want.startswith("*") and part.endswith(want[1:]))
        for part, want in zip(parts, wanted, strict=False)
    )


def assert_promised(command: str, form: int, told: Any) -> None:
    promised = PROMISES[command].json[form].keys
    surprises = {path for path in paths(told) if not any(fits(path, key) for key in promised)}
    assert surprises == set(), "keys that the reference does not name"
    tops = {key.split(".")[0].removesuffix("[]") for key in promised}
    if isinstance(told, dict):
        assert set(told) == tops, "keys that the reference names and the command does not tell"


def test_figures_check_tells_the_keys_that_the_reference_promises() -> None:
    done = run("figures", "check", EXAMPLE / "figures.yaml", "--json")
    assert done.returncode == 0, done.stderr
    assert_promised("figures check", 0, json.loads(done.stdout))


def test_faults_have_the_keys_that_the_reference_promises(tmp_path: Path) -> None:
    (tmp_path / "figures.yaml").write_text("measures: 3\n", encoding="utf-8")
    done = run("figures", "check", tmp_path / "figures.yaml", "--json")
    assert done.returncode == 1
    assert_promised("figures check", 1, json.loads(done.stdout))


def test_import_check_tells_the_keys_that_the_reference_promises() -> None:
    done = run("import", EXAMPLE, "--check", "--json")
    assert done.returncode == 0, done.stderr
    assert_promised("import", 1, json.loads(done.stdout))
