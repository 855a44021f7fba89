"""What the registry promises: one door, everything or nothing, a history, and a ledger that agrees."""

from __future__ import annotations

import pytest
from dossiers import FILES, open_file, whole_dossier

from aiqyn.core.faults import Refused
from aiqyn.core.inquiry import KINDS, check_dossier
from aiqyn.registry import models
from aiqyn.registry.audit import audit
from aiqyn.registry.mapping import _field_names
from aiqyn.registry.services import (
    FileChanged,
    add_member,
    export_dossier,
    import_dossier,
    open_door,
    open_ledger,
    read_dossier_value,
    read_file,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger() -> None:
    open_ledger("aiqyn/small")


@pytest.fixture
def imported(ledger: None):
    return import_dossier(whole_dossier(), open_file, by="m-1")


def test_the_dossier_of_these_tests_has_no_misfit_and_something_of_every_kind():
    dossier = whole_dossier()
    assert check_dossier(dossier) == ()
    assert all(dossier.all_of(kind) for kind in KINDS)


@pytest.mark.parametrize("kind", [*models.KEPT, "inquiry"])
def test_every_field_of_every_value_has_its_place_in_the_model(kind):
    model = models.Inquiry if kind == "inquiry" else models.KEPT[kind]
    for name in _field_names(model):
        assert model._meta.get_field(name) is not None


def test_what_was_imported_is_read_back_without_loss(imported):
    assert read_dossier_value() == whole_dossier()


def test_files_are_kept_byte_for_byte(imported):
    for path, content in FILES.items():
        assert b"".join(read_file(path)) == content


def test_ledger_and_registry_agree_after_an_import(imported):
    assert audit() == ()
    assert models.LedgerEntry.objects.count() == models.Revision.objects.count() > 25


def test_taking_the_whole_inquiry_out_is_on_the_ledger(imported):
    before = models.LedgerEntry.objects.count()
    assert export_dossier(by="m-1") == whole_dossier()
    assert models.LedgerEntry.objects.count() == before + 1
    told = models.Revision.objects.latest("entry_id")
    assert (told.kind, told.action, told.by) == ("exports", "export", "m-1")
    assert told.fields["counts"]["persons"] == len(whole_dossier().persons)
    assert audit() == ()


def test_an_empty_inquiry_has_nothing_to_take_out(ledger):
    assert export_dossier(by="m-1") is None
    assert models.LedgerEntry.objects.count() == 0


def test_importing_the_same_again_changes_nothing(imported):
    before = models.LedgerEntry.objects.count()
    again = import_dossier(whole_dossier(), open_file, by="m-1")
    assert {outcome for counts in again.outcomes.values() for outcome in counts} == {"unchanged"}
    assert models.LedgerEntry.objects.count() == before


def test_a_changed_record_keeps_what_it_said_before(imported):
    person = whole_dossier().persons[0]
    with open_door("m-2") as door:
        assert door.put("persons", "person-1", person.model_copy(update={"age": 45})) == "change"
    history = models.Revision.objects.filter(kind="persons", record_id="person-1").order_by("entry")
    assert [(row.action, row.by, row.fields["age"]) for row in history] == [
        ("create", "m-1", 44),
        ("change", "m-2", 45),
    ]
    assert audit() == ()


def test_removing_leaves_the_history_and_an_entry(imported):
    with open_door("m-2") as door:
        door.remove("recommendations", "recommendation-1")
    last = models.Revision.objects.filter(kind="recommendations").order_by("-entry").first()
    assert (last.action, last.fields) == ("remove", None)
    assert audit() == ()


def test_nothing_is_written_around_the_door(imported):
    person = models.Person.objects.get(pk="person-1")
    with pytest.raises(models.WrittenAroundTheDoor):
        person.save()
    with pytest.raises(models.WrittenAroundTheDoor):
        person.delete()
    for write in (
        lambda: models.Person.objects.create(id="x"),
        lambda: models.Person.objects.update(age=1),
        lambda: models.Person.objects.all().delete(),
        lambda: models.Person.objects.bulk_create([models.Person(id="x")]),
        lambda: models.Person.objects.bulk_update([person], ["age"]),
        lambda: models.Person.objects.get_or_create(id="x"),
        lambda: models.Person.objects.update_or_create(id="x"),
    ):
        with pytest.raises(models.WrittenAroundTheDoor):
            write()


def test_a_failure_inside_the_door_leaves_neither_change_nor_entry(imported):
    before = (models.Person.objects.count(), models.LedgerEntry.objects.count())

    def fail_halfway() -> None:
        with open_door("m-1") as door:
            door.put("persons", "person-3", whole_dossier().persons[1].model_copy(update={"id": "person-3"}))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert (models.Person.objects.count(), models.LedgerEntry.objects.count()) == before


def test_a_file_that_changes_while_it_is_imported_undoes_the_import(ledger):
    with pytest.raises(FileChanged):
        import_dossier(whole_dossier(), lambda path: [b"something else"], by="m-1")
    assert read_dossier_value() is None
    assert models.LedgerEntry.objects.count() == 0


def test_a_second_inquiry_is_refused(imported):
    other = whole_dossier().model_copy(
        update={"inquiry": whole_dossier().inquiry.model_copy(update={"id": "other"})}
    )
    assert isinstance(import_dossier(other, open_file, by="m-1"), Refused)


def test_a_record_changed_in_the_database_itself_is_found(imported):
    with models.writing():
        models.Person.objects.filter(pk="person-1").update(age=20)
    assert [str(fault) for fault in audit()] == ["persons person-1 does not say what its last revision says."]


def test_a_rewritten_history_is_found(imported):
    row = models.Revision.objects.filter(kind="persons").first()
    with models.writing():
        models.Revision.objects.filter(pk=row.pk).update(fields={**row.fields, "age": 20})
    assert any("history of persons" in str(fault) for fault in audit())


def test_a_rewritten_entry_is_found(imported):
    row = models.LedgerEntry.objects.get(index=3)
    with models.writing():
        models.LedgerEntry.objects.filter(pk=3).update(content=row.content.replace("create", "change"))
    assert audit()


def test_a_file_changed_in_the_database_is_found(imported):
    with models.writing():
        models.FilePiece.objects.filter(file="rosters/hospital.csv").update(content=b"x")
    assert any("hospital.csv" in str(fault) for fault in audit())


def test_members_are_on_the_ledger_without_their_passwords(ledger):
    member = add_member("m-1", "Member One", "a long enough passphrase 7", roles=("analyst",))
    assert member.check_password("a long enough passphrase 7")
    revision = models.Revision.objects.get(kind="members")
    assert "passphrase" not in str(revision.fields)
    assert "password" not in str(revision.fields)
    assert audit() == ()


def test_ledger_entries_hold_no_content(imported):
    for row in models.LedgerEntry.objects.all():
        assert "person" not in row.content
        assert "m-1" not in row.content
