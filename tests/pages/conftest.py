"""Pages are tested on a small inquiry with something of every kind."""

from __future__ import annotations

import pytest
from dossiers import open_file, whole_dossier

from aiqyn.registry.services import add_member, import_dossier, open_ledger

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
