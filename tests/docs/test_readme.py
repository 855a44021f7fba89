"""Every command that the documents show runs as they show it."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from repository import ROOT, Example, console_examples

if TYPE_CHECKING:
    from installed_package import Clone

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("documents")]

MUST_SHOW = (ROOT / "README.md", *sorted((ROOT / "docs" / "tutorials").glob("*.md")))
MAY_SHOW = sorted((ROOT / "examples").glob("*/README*.md"))
DOCUMENTS = (*MUST_SHOW, *(document for document in MAY_SHOW if list(console_examples(document))))


def target_of_make(command: str) -> str | None:
    found = re.match(r"make\s+([a-z-]+)", command)
    return found[1] if found else None


def folded(text: str) -> str:
    """Text without the differences that the width of a terminal makes."""
    return " ".join(text.split())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_of_the_document_runs_and_says_what_is_shown(document: Path, in_a_copy: Clone) -> None:
    for example in console_examples(document):
        run_example(example, in_a_copy)


def run_example(example: Example, clone: Clone) -> None:
    place = f"{example.document}, line {example.line}: {example.command}"
    target = target_of_make(example.command)
    if target is not None:
        # The demo has been made, as `make demo` makes it; the others are too long for a test of documents.
        assert target in targets(), f"{place}: make has no such target"
        return
    done = clone.run(example.command.replace(".venv/bin/", ""))
    said = done.stdout + done.stderr
    assert done.returncode == example.exit_code, f"{place}: exit code {done.returncode}\n{said}"
    assert "Traceback" not in said, f"{place}:\n{said}"
    for line in example.shown:
        assert folded(line) in folded(said), f"{place} does not say {line!r}, but:\n{said}"


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_the_demo_of_make_is_the_command_that_the_tests_of_the_documents_run() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^demo: setup .*\n\t@?\$\(BIN\)/aiqyn demo", makefile, re.MULTILINE)


def test_the_front_page_and_every_tutorial_show_commands() -> None:
    without = [path.name for path in MUST_SHOW if not list(console_examples(path))]
    assert without == []


def test_the_front_page_begins_with_the_two_commands_that_a_newcomer_needs() -> None:
    commands = [example.command for example in console_examples(ROOT / "README.md")]
    assert commands[:1] == ["make demo"]
    assert "make test" in commands


WITH_PYTHON = [
    page for page in sorted((ROOT / "docs").rglob("*.md")) if ">>> " in page.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_line_of_python_in_the_page_gives_what_is_shown(page: Path) -> None:
    # A fence ends an example as an empty line does.
    text = page.read_text(encoding="utf-8").replace("\n```", "\n\n```")
    name = page.relative_to(ROOT).as_posix()
    examples = doctest.DocTestParser().get_doctest(text, {}, name, str(page), 0)
    said: list[str] = []
    outcome = doctest.DocTestRunner(verbose=False).run(examples, out=said.append)
    assert outcome.attempted
    assert not outcome.failed, "".join(said)
