"""Every command that the documents show runs as they show it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from repository import ROOT, Example, console_examples

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("documents")]

DOCUMENTS = (
    ROOT / "README.md",
    *sorted((ROOT / "docs" / "tutorials").glob("*.md")),
    *sorted((ROOT / "examples").glob("*/README*.md")),
)
PROGRAMS = Path(sys.executable).parent


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the documents' reader has before the first command: a folder with the examples in it."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


@pytest.fixture(scope="module")
def demo(clone: Path) -> Path:
    """What `make demo` has made, by the same command, but for the server."""
    run("aiqyn demo --no-serve --out demo", clone, told="make demo")
    return clone / "demo"


def run(command: str, folder: Path, *, told: str, exit_code: int = 0) -> str:
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(PROGRAMS), os.environ.get("PATH", "")]),
        "AIQYN_LANGUAGE": "en",
        "AIQYN_HOME": str(folder / "home"),
        "COLUMNS": "200",
    }
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == exit_code, f"{told}: exit code {done.returncode}\n{said}"
    assert "Traceback" not in said, f"{told}:\n{said}"
    return said


def target_of_make(command: str) -> str | None:
    found = re.match(r"make\s+([a-z-]+)", command)
    return found[1] if found else None


def folded(text: str) -> str:
    """Text without the differences that the width of a terminal makes."""
    return " ".join(text.split())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_of_the_document_runs_and_says_what_is_shown(
    document: Path, demo: Path, tmp_path: Path
) -> None:
    shutil.copytree(demo.parent, tmp_path, dirs_exist_ok=True)
    for example in console_examples(document):
        run_example(example, tmp_path)


def run_example(example: Example, folder: Path) -> None:
    place = f"{example.document}, line {example.line}: {example.command}"
    target = target_of_make(example.command)
    if target is not None:
        # The demo has been made, as `make demo` makes it; the others are too long for a test of documents.
        assert target in targets(), f"{place}: make has no such target"
        return
    said = run(example.command.replace(".venv/bin/", ""), folder, told=place, exit_code=example.exit_code)
    for line in example.shown:
        assert folded(line) in folded(said), f"{place} does not say {line!r}, but:\n{said}"


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_the_demo_of_make_is_the_command_that_the_tests_of_the_documents_run() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^demo: setup .*\n\t@?\$\(BIN\)/aiqyn demo", makefile, re.MULTILINE)


def test_the_front_page_and_every_tutorial_show_commands() -> None:
    without = [path.name for path in DOCUMENTS if not list(console_examples(path))]
    assert without == []


def test_the_front_page_begins_with_the_two_commands_that_a_newcomer_needs() -> None:
    commands = [example.command for example in console_examples(ROOT / "README.md")]
    assert commands[:1] == ["make demo"]
    assert "make test" in commands
