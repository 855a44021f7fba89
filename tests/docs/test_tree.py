"""What no file of the repository may hold, and what its front pages lead to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from repository import ROOT, links_in, local_target, tracked_files

REGISTRY = re.compile(
    rb"(?:pypi|npmjs)\.org|pythonhosted\.org|crates\.io/api|(?:extra-)?index-url *=|find-links *="
)
# Sample paths in tests and documents are of a user called `me`.
MACHINE_PATH = re.compile(rb"(?<![\w.~$}/])/(?:root|home/(?!me/)\w+|Users/(?!me/)\w+|work|opt|mnt|srv)/\w")
SECRET = re.compile(
    rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----|PRIVATE\+KEY\+(?!example)[\w.-]+\+|\bAKIA[0-9A-Z]{16}\b"
    rb"|\bgh[pousr]_\w{30,}|\bgithub_pat_\w{20,}|\bxox[abprs]-\w{10,}|\bglpat-[\w-]{20}"
)
LARGEST_BYTES = 512 * 1024


@pytest.fixture(scope="module")
def contents() -> dict[str, bytes]:
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in tracked_files()}


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("the address of a package registry", REGISTRY),
        ("the path of somebody's machine", MACHINE_PATH),
        ("what looks like a secret", SECRET),
    ],
)
def test_no_file_holds(contents: dict[str, bytes], what: str, pattern: re.Pattern[bytes]) -> None:
    found = [
        f"{name}, line {line_of(content, match.start())}: {match[0]!r}"
        for name, content in contents.items()
        for match in pattern.finditer(content)
    ]
    assert not found, f"{what} in:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (REGISTRY, b"https://" + b"pypi" + b".org/simple"),
        (REGISTRY, b"https://registry." + b"npmjs" + b".org/axe-core"),
        (REGISTRY, b"pip --extra-index-url" + b"=https://example.org"),
        (MACHINE_PATH, b'path = "' + b"/home/" + b'somebody/aiqyn"'),
        (MACHINE_PATH, b"see " + b"/Users/" + b"somebody/aiqyn"),
        (SECRET, b"-----BEGIN " + b"OPENSSH PRIVATE KEY-----"),
        (SECRET, b"PRIVATE" + b"+KEY+aiqyn+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr"),
    ],
)
def test_what_no_file_may_hold_would_be_noticed(pattern: re.Pattern[bytes], text: bytes) -> None:
    assert pattern.search(text)


def test_every_file_is_small_enough_to_clone_over_a_thin_line(contents: dict[str, bytes]) -> None:
    assert {name: len(content) for name, content in contents.items() if len(content) > LARGEST_BYTES} == {}


def test_every_text_ends_with_a_newline_and_has_no_carriage_return(contents: dict[str, bytes]) -> None:
    texts = {
        name: content for name, content in contents.items() if name.endswith((".py", ".md", ".toml", ".yml"))
    }
    assert [name for name, content in texts.items() if content and not content.endswith(b"\n")] == []
    assert [name for name, content in texts.items() if b"\r" in content] == []


def line_of(content: bytes, offset: int) -> int:
    return content.count(b"\n", 0, offset) + 1


def documents() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "examples").rglob("*.md"))]


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_of_the_front_pages_lead_to_files_that_are_there(document: Path) -> None:
    targets = {link: local_target(document, link) for link in links_in(document)}
    assert [link for link, target in targets.items() if target is not None and not target.exists()] == []


def test_the_readme_shows_a_picture_of_the_report_and_leads_to_every_kind_of_document() -> None:
    links = links_in(ROOT / "README.md")
    assert [link for link in links if link.startswith("docs/pictures/") and link.endswith(".png")]
    assert {"docs/index.md", "docs/concepts.md", "docs/tutorials/first-ten-minutes.md"} <= set(links)
    assert {"LICENSE", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"} <= set(links)


def test_the_picture_of_the_readme_is_a_picture_of_at_most_300_kib() -> None:
    for picture in (ROOT / "docs" / "pictures").glob("*.png"):
        content = picture.read_bytes()
        assert content.startswith(b"\x89PNG\r\n\x1a\n")
        assert len(content) <= 300 * 1024


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_whatever_the_front_pages_say_to_make_can_be_made(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|\$ )make ([a-z-]+)", document.read_text(encoding="utf-8")))
    assert named - targets == set()
