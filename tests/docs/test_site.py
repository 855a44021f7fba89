"""The documentation builds without a network, leads nowhere wrong, and fetches nothing when it is read."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from repository import ROOT

from aiqyn.core.inquiry import KINDS

pytestmark = pytest.mark.xdist_group("site")

# mkdocs, in a process that can't reach any other.
BUILD = """
import socket, sys
def refuse(*arguments):
    raise OSError("the documentation must build without a network")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
from mkdocs.__main__ import cli
cli(["build", "--strict", "--site-dir", sys.argv[1]])
"""
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href", "object": "data"}


class Fetches(HTMLParser):
    """Collects the addresses that a browser fetches when it shows the page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "link" and attributes.get("rel") in ("canonical", "next", "prev"):
            return
        if address := attributes.get(FETCHED.get(tag, "")):
            self.addresses.append(address)


def leads_out(address: str) -> bool:
    return re.match(r"(?:[a-z]+:)?//", address.strip("'\" ")) is not None


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documentation") / "site"
    # mkdocs warns of its own future on standard error unless told not to.
    environment = {**os.environ, "DISABLE_MKDOCS_2_WARNING": "true"}
    command = [sys.executable, "-c", BUILD, str(folder)]
    built = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def test_no_page_of_the_site_fetches_anything_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert pages
    for page in pages:
        found = Fetches()
        found.feed(page.read_text(encoding="utf-8"))
        assert found.addresses, f"{page} has no style at all"
        assert [address for address in found.addresses if leads_out(address)] == [], page


def test_no_style_of_the_site_fetches_anything_from_elsewhere(site: Path) -> None:
    styles = list(site.rglob("*.css"))
    assert styles
    for style in styles:
        text = style.read_text(encoding="utf-8")
        addresses = re.findall(r"url\(([^)]*)\)|@import\s+([^;]+);", text)
        assert [pair for pair in addresses if leads_out(pair[0] or pair[1])] == [], style


def test_a_fetch_from_elsewhere_would_be_noticed() -> None:
    found = Fetches()
    found.feed(
        '<script src="//example.org/a.js"></script><link rel="stylesheet" href="https://example.org/a.css">'
    )
    assert all(map(leads_out, found.addresses))
    assert len(found.addresses) == 2
    assert not leads_out("../css/base.css")


def test_the_schemas_and_the_command_reference_are_part_of_the_site(site: Path) -> None:
    schemas = {path.relative_to(ROOT / "docs") for path in (ROOT / "docs" / "schemas").rglob("*.json")}
    assert schemas
    assert [str(schema) for schema in schemas if not (site / schema).is_file()] == []
    assert "aiqyn figures check" in (site / "reference" / "commands.html").read_text(encoding="utf-8")


def test_every_schema_is_linked_from_a_page() -> None:
    pages = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    names = [path.name for path in (ROOT / "docs" / "schemas").rglob("*.json")]
    assert [name for name in names if f"/{name})" not in pages] == []


def test_every_decision_is_listed_with_its_title() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    for decision in sorted(folder.glob("0*.md")):
        number, _, title = (
            decision.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ").partition(". ")
        )
        assert f"| {number} | [{title}]({decision.name}) |" in listed


def test_the_glossary_has_one_sentence_for_each_kind_of_record_in_alphabetical_order() -> None:
    page = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", page, re.MULTILINE)[1:])
    assert list(rows) == sorted(rows)
    assert [word for word, meaning in rows.items() if not re.fullmatch(r"[A-Z].*\.", meaning)] == []
    singular = {kind: kind.removesuffix("s") for kind in KINDS}
    named = {**singular, "evidence": "evidence item", "identities": "identity"}
    assert [word for word in named.values() if word not in rows] == []
