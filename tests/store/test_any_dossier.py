"""What holds for every dossier: the registry keeps it without loss, and its ledger agrees."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from strategies import GeneratedDossier, dossiers

from aiqyn.registry.audit import audit
from aiqyn.registry.services import import_dossier, open_ledger, read_dossier_value, read_file

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Undone(Exception):
    """Ends one example and takes back what it wrote."""


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
@given(generated=dossiers())
def test_any_dossier_is_kept_without_loss_and_the_ledger_agrees(db: None, generated: GeneratedDossier):
    with pytest.raises(Undone), transaction.atomic():
        keep_and_compare(generated)


def keep_and_compare(generated: GeneratedDossier) -> None:
    dossier = generated.dossier
    open_ledger(f"aiqyn/{dossier.inquiry.id}")
    import_dossier(dossier, generated.chunks, by="m-1")
    assert read_dossier_value() == dossier
    for file in dossier.files:
        assert b"".join(read_file(file.path)) == b"".join(generated.chunks(file.path))
    assert audit() == ()
    raise Undone
