"""Pages are tested on a small inquiry with something of every kind."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import AXE
from dossiers import open_file, whole_dossier

from aiqyn.core.disclosure import Policy
from aiqyn.core.values import LocalisedText
from aiqyn.registry.services import add_member, create_release, import_dossier, open_ledger

PASSWORD = "a long enough passphrase 7"


@pytest.fixture
def member(db: None):
    """A member of an inquiry that holds something of every kind."""
    open_ledger("aiqyn/small")
    member = add_member("m-1", "Member One", PASSWORD)
    import_dossier(whole_dossier(), open_file, by=member.id)
    return member


@pytest.fixture
def signed_in(client, member):
    """A browser without scripts in which that member is signed in."""
    client.force_login(member)
    return client


@pytest.fixture
def release(member):
    """A release of that inquiry."""
    title = LocalisedText(en="First report", ru="Первый доклад", kk="Бірінші баяндама")
    policy = Policy(id="public", title=title, purpose="report")
    return create_release(policy, id="first", title=title, by=member.id)


@pytest.fixture(scope="session")
def picture() -> Callable[[Any, str], None]:
    """Takes a picture of a page and keeps it under a name, where AIQYN_SCREENSHOTS says in which folder."""
    named = os.environ.get("AIQYN_SCREENSHOTS")

    def take(page: Any, name: str) -> None:
        if named:
            page.screenshot(path=Path(named) / f"{name.replace('/', '-')}.png", full_page=True)

    return take


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's source, run from outside the page, whose policy forbids scripts."""
    if not AXE.is_file():
        missing = "axe-core is missing: npm ci in tests/pages"
        if os.environ.get("CI") == "true":
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    return AXE.read_text(encoding="utf-8")
