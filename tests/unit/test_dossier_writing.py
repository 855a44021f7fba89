"""A folder is written whole or not at all, and destroys nothing that it did not write."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from dossiers import FILES, whole_dossier

from aiqyn.core.faults import InputFaults
from aiqyn.core.inquiry import Dossier, ReceivedFile, Translation
from aiqyn.exchange.dossier import (
    FileNotAsSeen,
    FolderOccupied,
    in_folder_order,
    read_dossier,
    swapping,
    write_dossier,
)


def files(path: str) -> Iterator[bytes]:
    content = FILES[path]
    for start in range(0, len(content), 1000):
        yield content[start : start + 1000]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def changed(dossier: Dossier) -> Dossier:
    """The same inquiry, a year on."""
    return dossier.model_copy(update={"recommendations": (), "files": dossier.files})


@pytest.fixture
def dossier() -> Dossier:
    return in_folder_order(whole_dossier())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out" / "dossier"


@pytest.fixture(autouse=True)
def parent(folder: Path) -> Path:
    folder.parent.mkdir()
    return folder.parent


def write(dossier: Dossier, folder: Path, *, overwrite: bool = False) -> None:
    write_dossier(dossier, folder, files, overwrite=overwrite, durable=False)


def test_what_is_written_is_read_as_the_same(dossier, folder):
    write_dossier(dossier, folder, files)
    assert read_dossier(folder).dossier == dossier


def test_a_written_folder_is_its_owners_alone(dossier, folder):
    write(dossier, folder)
    assert folder.stat().st_mode & 0o077 == 0


def test_an_empty_folder_may_be_written_to(dossier, folder):
    folder.mkdir()
    write(dossier, folder)
    assert read_dossier(folder).dossier == dossier


@pytest.mark.parametrize("name", ["[a] *?", "досье", "..x"])
def test_a_folder_may_be_called_anything(dossier, parent, name):
    write(dossier, parent / name)
    write(dossier, parent / name, overwrite=True)
    assert read_dossier(parent / name).dossier == dossier
    assert os.listdir(parent) == [name]


def test_a_folder_without_a_parent_is_not_made(dossier, folder):
    with pytest.raises(FileNotFoundError):
        write(dossier, folder / "deeper" / "dossier")


def test_a_folder_that_holds_something_is_left_alone(dossier, folder):
    folder.mkdir()
    (folder / "thesis.docx").write_text("mine")
    for overwrite in (False, True):
        with pytest.raises(FolderOccupied):
            write(dossier, folder, overwrite=overwrite)
    assert contents(folder) == {"thesis.docx": b"mine"}


def test_a_dossier_that_stands_there_is_replaced_only_on_request(dossier, folder):
    write(dossier, folder)
    before = contents(folder)
    with pytest.raises(FolderOccupied, match="not empty"):
        write(changed(dossier), folder)
    assert contents(folder) == before
    write(changed(dossier), folder, overwrite=True)
    assert read_dossier(folder).dossier == changed(dossier)


def test_a_dossier_with_faults_may_still_be_replaced(dossier, folder):
    write(dossier, folder)
    (folder / "persons.yaml").write_text("- broken: [")
    write(dossier, folder, overwrite=True)
    assert read_dossier(folder).dossier == dossier


@pytest.mark.parametrize("spoiled", ["id: other\n", "no: id\n", "- [", b"\xff"])
def test_a_dossier_of_another_inquiry_is_never_replaced(dossier, folder, spoiled):
    write(dossier, folder)
    (folder / "inquiry.yaml").write_bytes(spoiled if isinstance(spoiled, bytes) else spoiled.encode())
    before = contents(folder)
    with pytest.raises(FolderOccupied, match="the inquiry small"):
        write(dossier, folder, overwrite=True)
    assert contents(folder) == before


@pytest.mark.parametrize("stranger", ["notes.txt", "drafts/a.yaml", "statements/deeper/a.md"])
def test_a_file_of_somebody_elses_among_a_dossier_stops_its_replacement(dossier, folder, stranger):
    write(dossier, folder)
    (folder / stranger).parent.mkdir(exist_ok=True)
    (folder / stranger).write_text("mine")
    with pytest.raises(FolderOccupied, match=stranger.split("/")[0]):
        write(dossier, folder, overwrite=True)
    assert (folder / stranger).read_text() == "mine"


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_is_no_folder_is_never_replaced(dossier, folder, kind, tmp_path):
    if kind == "file":
        folder.write_text("mine")
    else:
        folder.symlink_to(tmp_path)
    with pytest.raises(FolderOccupied, match="a file or a link"):
        write(dossier, folder, overwrite=True)


@pytest.mark.parametrize("in_one_step", [True, False])
def test_hidden_files_stay_when_a_dossier_is_replaced(dossier, folder, in_one_step, monkeypatch):
    if not in_one_step:
        monkeypatch.setattr(swapping, "_exchanged_by_system", lambda first, second: False)
    write(dossier, folder)
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref")
    (folder / "evidence" / ".keep").write_text("")
    write(changed(dossier), folder, overwrite=True)
    assert (folder / ".git" / "HEAD").read_text() == "ref"
    assert (folder / "evidence" / ".keep").exists()
    assert read_dossier(folder).dossier == changed(dossier)
    assert os.listdir(folder.parent) == [folder.name]


@pytest.mark.parametrize("in_one_step", [True, False])
def test_two_folders_change_places(parent, in_one_step, monkeypatch):
    if not in_one_step:
        monkeypatch.setattr(swapping, "_exchanged_by_system", lambda first, second: False)
    for name in ("a", "b"):
        (parent / name).mkdir()
        (parent / name / "name").write_text(name)
    swapping.exchange(parent / "a", parent / "b")
    assert [(parent / name / "name").read_text() for name in ("a", "b")] == ["b", "a"]
    assert sorted(os.listdir(parent)) == ["a", "b"]


def test_when_folders_cannot_change_places_both_are_as_they_were(dossier, folder, monkeypatch):
    write(dossier, folder)
    before = contents(folder)

    def refusing(first: Path, second: Path) -> None:
        raise OSError(errno.EIO, "no")

    monkeypatch.setattr(swapping, "exchange", refusing)
    with pytest.raises(OSError, match="no"):
        write(changed(dossier), folder, overwrite=True)
    assert contents(folder) == before
    assert os.listdir(folder.parent) == [folder.name]


def test_what_is_put_there_meanwhile_is_not_destroyed(dossier, folder):
    def slow(path: str) -> Iterator[bytes]:
        folder.mkdir(exist_ok=True)
        (folder / "mine").write_text("mine")
        return files(path)

    with pytest.raises(FolderOccupied, match="meanwhile"):
        write_dossier(dossier, folder, slow, durable=False)
    assert contents(folder) == {"mine": b"mine"}
    assert os.listdir(folder.parent) == [folder.name]


def test_a_file_whose_bytes_are_not_those_recorded_stops_the_writing(dossier, folder):
    with pytest.raises(FileNotAsSeen, match=r"rosters/hospital\.csv|evidence/photo\.jpg"):
        write_dossier(dossier, folder, lambda path: [b"other"], durable=False)
    assert os.listdir(folder.parent) == []


def test_a_full_disk_leaves_nothing_behind(dossier, folder):
    def full(path: str) -> Iterator[bytes]:
        yield b"x"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_dossier(dossier, folder, full, durable=False)
    assert os.listdir(folder.parent) == []


@pytest.mark.parametrize("part", [1, 2, 1000, 1280])
def test_a_process_that_dies_while_writing_leaves_the_old_folder_and_no_draft_outlives_the_next(
    dossier, folder, part
):
    write(dossier, folder)
    before = contents(folder)
    child = os.fork()
    if child == 0:
        left = [part]

        def deadly(path: str) -> Iterator[bytes]:
            for chunk in files(path):
                left[0] -= 1
                if left[0] == 0:
                    os._exit(9)
                yield chunk

        try:
            write_dossier(changed(dossier), folder, deadly, overwrite=True, durable=False)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert contents(folder) == before
    assert len(os.listdir(folder.parent)) == 2
    write(dossier, folder, overwrite=True)
    assert os.listdir(folder.parent) == [folder.name]


def test_the_draft_of_a_writer_that_is_alive_is_left_alone(dossier, folder):
    def interrupted(path: str) -> Iterator[bytes]:
        write(dossier, folder.parent / folder.name)  # another writer to the same target, meanwhile
        return files(path)

    with pytest.raises(FolderOccupied):
        write_dossier(dossier, folder, interrupted, durable=False)
    assert read_dossier(folder).dossier == dossier
    assert os.listdir(folder.parent) == [folder.name]


def test_a_dossier_that_could_not_be_read_back_is_not_written(dossier, folder):
    broken = dossier.model_copy(
        update={
            "measures": {},
            "persons": dossier.persons[:1],
            "files": (*dossier.files, received("notes.txt")),
        }
    )
    with pytest.raises(InputFaults) as caught:
        write(broken, folder)
    found = {(fault.file, fault.field) for fault in caught.value.faults}
    assert ("notes.txt", None) in found
    assert ("acts.yaml", "acts[1].witnesses[1]") in found
    assert ("figures.yaml", "figures[1].measure") in found
    assert os.listdir(folder.parent) == []


def received(path: str) -> ReceivedFile:
    return ReceivedFile(path=path, sha256="0" * 64, size=0)


@pytest.mark.parametrize(
    "path", ["../a", "evidence/../../a", "/etc/passwd", "evidence\\a", "sources.yaml", "rosters/a/b.csv"]
)
def test_no_file_is_written_outside_its_place(dossier, folder, path):
    with pytest.raises(InputFaults) as caught:
        write(dossier.model_copy(update={"files": (*dossier.files, received(path))}), folder)
    assert path in {fault.file for fault in caught.value.faults}
    assert os.listdir(folder.parent) == []


def test_names_that_some_system_takes_for_one_are_not_written(dossier, folder):
    [statement] = dossier.statements
    alike = statement.model_copy(update={"id": statement.id.upper(), "passages": ()})
    with pytest.raises(InputFaults) as caught:
        write(dossier.model_copy(update={"statements": (alike, statement)}), folder)
    assert "differ in more than case" in str(caught.value.faults[0].accepted)


def test_two_translations_into_one_language_are_not_written(dossier, folder):
    [statement] = dossier.statements
    twice = statement.model_copy(update={"translations": (Translation(language="en", text="a"),) * 2})
    with pytest.raises(InputFaults) as caught:
        write(dossier.model_copy(update={"statements": (twice,)}), folder)
    assert caught.value.faults[0].file == "statements/statement-1.en.md"


def test_a_statement_that_would_take_a_translations_file_is_not_written(dossier, folder):
    [statement] = dossier.statements
    taking = statement.model_copy(update={"id": "statement-1.en", "passages": (), "translations": ()})
    with pytest.raises(InputFaults) as caught:
        write(dossier.model_copy(update={"statements": (statement, taking)}), folder)
    assert caught.value.faults[0].file == "statements/statement-1.en.md"


def test_progress_counts_the_bytes_of_the_files(dossier, folder):
    told: list[tuple[int, int, str]] = []
    write_dossier(dossier, folder, files, durable=False, progress=lambda *each: told.append(each))
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] == sum(len(content) for content in FILES.values())
