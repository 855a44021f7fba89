"""What the tests of the documents know about the checkout: its root, its files, its console examples."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

__all__ = ["ROOT", "Example", "console_examples", "links_in", "local_target", "tracked_files"]

ROOT = Path(__file__).resolve().parents[1]

_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def tracked_files() -> list[Path]:
    """The files that a clone of the repository would hold and that are there."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        if os.environ.get("CI") == "true":
            pytest.fail("with CI=true this must be a checkout, and git must be installed")
        pytest.skip("not a checkout, or no git")
    # A checkout may belong to another user than the one who runs the tests, as in a container.
    safe = ["-c", f"safe.directory={ROOT}"]
    command = [git, *safe, "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@dataclass(frozen=True, slots=True)
class Example:
    """One command of a document's console block.

    Attributes:
        document: Path below the root.
        line: Where it stands.
        command: What follows the `$ `, its continued lines joined.
    """

    document: str
    line: int
    command: str


def console_examples(document: Path) -> Iterator[Example]:
    """Every command that a document shows after `$ ` in a console block, in order."""
    text = document.read_text(encoding="utf-8")
    name = document.relative_to(ROOT).as_posix()
    for block in _CONSOLE.finditer(text):
        first = text.count("\n", 0, block.start(1)) + 1
        lines = iter(enumerate(block[1].splitlines(), start=first))
        for number, line in lines:
            if not line.startswith("$ "):
                continue
            command = line[2:]
            while command.endswith("\\"):
                command = command[:-1] + next(lines)[1].removeprefix(">")
            yield Example(name, number, command)


def links_in(document: Path) -> list[str]:
    """The targets of a document's links and pictures, those in code left out."""
    text = _FENCED.sub("", document.read_text(encoding="utf-8"))
    return _LINK.findall(text)


def local_target(document: Path, link: str) -> Path | None:
    """Which file a link means; `None` where it leads elsewhere or within the page."""
    path = link.partition("#")[0]
    if not path or re.match(r"[a-z]+:", path):
        return None
    return document.parent / path
