"""What the tests of the documents know about the checkout: its root, its files, its console examples."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
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
        exit_code: What a comment after it says, as in `# exit code 1`; else 0.
        shown: The lines of output that the document shows, but for `…`, which stands for others.
    """

    document: str
    line: int
    command: str
    exit_code: int
    shown: tuple[str, ...]


def console_examples(document: Path) -> Iterator[Example]:
    """Every command that a document shows after `$ ` in a console block, in order."""
    text = document.read_text(encoding="utf-8")
    name = document.relative_to(ROOT).as_posix()
    for block in _CONSOLE.finditer(text):
        first = text.count("\n", 0, block.start(1)) + 1
        lines = block[1].replace("\\\n", "\0").splitlines()
        for place, line in enumerate(lines):
            if not line.startswith("$ "):
                continue
            command, _, comment = line.removeprefix("$ ").replace("\0", "").partition("  # exit code ")
            rest = takewhile(lambda other: not other.startswith("$ "), lines[place + 1 :])
            shown = tuple(stripped for other in rest if (stripped := other.strip()) not in ("", "…"))
            above = place + sum(other.count("\0") for other in lines[:place])
            yield Example(name, first + above, command, int(comment or 0), shown)


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
