"""A dossier as a folder: canonical, so that the same dossier gives the same bytes; all of it or nothing.

Everything is written to a folder beside the target and takes its name at the end. Should the
process die before, that folder stays, hidden and readable by its owner only; the next writing
to the same target removes it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.figures import misfits
from aiqyn.core.inquiry import Dossier, Misfit, ReceivedFile, Statement, check_dossier, plain
from aiqyn.core.language import Sentence
from aiqyn.core.values import Value
from aiqyn.exchange.documents import MAXIMUM_BYTES, field_name, read_yaml, write_yaml
from aiqyn.exchange.dossier.checking import FileMisfit, check_files
from aiqyn.exchange.dossier.estimations import check_counts
from aiqyn.exchange.dossier.folder import FileNotAsSeen, Inventory, take_inventory
from aiqyn.exchange.dossier.layout import (
    FORMS,
    STATEMENTS,
    Form,
    counts_files,
    file_of,
    form_of,
    is_counts,
    is_known_folder,
    is_received,
    translation_file,
)
from aiqyn.exchange.dossier.paths import collision_key
from aiqyn.exchange.dossier.progress import Progress, Tally
from aiqyn.exchange.dossier.statements import MAXIMUM_BYTES as LONGEST_STATEMENT
from aiqyn.exchange.dossier.statements import join_statement
from aiqyn.exchange.dossier.swapping import exclusive, keep_names, remove_stale, take_name, take_over
from aiqyn.exchange.sentences import sentence

__all__ = ["FolderOccupied", "in_folder_order", "write_dossier"]

Chunks = Callable[[str], Iterable[bytes]]


class FolderOccupied(Exception):
    """The target holds something that writing there would destroy.

    Attributes:
        folder: The target.
        because: What it holds.
    """

    def __init__(self, folder: Path, because: Sentence) -> None:
        self.folder = folder
        self.because = because
        super().__init__(f"{folder}: {because}")


def in_folder_order(dossier: Dossier) -> Dossier:
    """The same dossier, its statements, translations, rosters and files in the order of their names.

    A folder keeps the order of a list's entries, not that of files; this is what reading gives
    after writing.
    """
    statements = (
        statement.model_copy(
            update={"translations": tuple(sorted(statement.translations, key=lambda each: each.language))}
        )
        for statement in dossier.statements
    )
    return dossier.model_copy(
        update={
            "statements": tuple(sorted(statements, key=lambda each: each.id)),
            "rosters": tuple(sorted(dossier.rosters, key=lambda each: each.id)),
            "files": tuple(sorted(dossier.files, key=lambda each: each.path)),
        }
    )


def write_dossier(
    dossier: Dossier,
    folder: Path,
    files: Chunks,
    *,
    overwrite: bool = False,
    durable: bool = True,
    progress: Progress | None = None,
) -> None:
    """Write a dossier folder; `folder` then holds it whole, or is as it was.

    Args:
        dossier: What to write; nothing is held back: releasing is another matter.
        folder: Where to. It may be missing or empty, its parent must exist.
        files: Gives the bytes of each of `dossier.files` by its path, part by part.
        overwrite: Whether a dossier of the same inquiry may be replaced that stands there
            already; its hidden files, such as a `.git` folder, stay.
        durable: Whether to wait until the disk has it, so that it also outlives a loss of power.
        progress: Told how far the work is.

    Raises:
        FolderOccupied: The target holds anything else.
        InputFaults: What was written could not be read back: the dossier has misfits, or
            names that some system takes for one.
        FileNotAsSeen: The bytes given for a file are not those of its hash.
        OSError: The disk is full, or the parent can't be written to.
    """
    dossier, folder = in_folder_order(dossier), Path(os.path.abspath(folder))
    _check(dossier)
    hidden = _check_target(folder, dossier.inquiry.id, overwrite=overwrite)
    remove_stale(folder)
    with _beside(folder) as draft, exclusive(draft):
        _write_all(dossier, draft, files, progress)
        if durable and hasattr(os, "sync"):
            os.sync()
        if hidden is None:
            _take_name(draft, folder)
        else:
            take_over(draft, folder, hidden)
        if durable:
            keep_names(folder.parent)


def _take_name(draft: Path, folder: Path) -> None:
    try:
        take_name(draft, folder)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            raise FolderOccupied(folder, sentence("something was put there meanwhile")) from None
        raise


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A new folder beside the target, gone at the end unless it was renamed."""
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.writing-", dir=folder.parent))
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _check(dossier: Dossier) -> None:
    faults = [_as_fault(dossier, misfit) for misfit in (*check_dossier(dossier), *check_files(dossier))]
    file = FORMS["figures"].where
    faults += [
        Fault(
            file, None, field_name(misfit.path), sentence("something else"), misfit.accepted, misfit.because
        )
        for misfit in misfits(dossier.measures, dossier.figures)
    ]
    faults += _faults_of_counts(dossier)
    faults += _names_taken_for_one(dossier)
    if faults:
        raise InputFaults(faults)


def _faults_of_counts(dossier: Dossier) -> Iterator[Fault]:
    for index, estimation in enumerate(dossier.estimations):

        def fault(path: Any, accepted: Sentence, because: Sentence | None, index: int = index) -> Fault:
            return _as_fault(dossier, Misfit("estimations", index, path, accepted, because))

        yield from check_counts(estimation, fault)


def _as_fault(dossier: Dossier, misfit: Misfit | FileMisfit) -> Fault:
    if isinstance(misfit, FileMisfit):
        return Fault(
            misfit.path,
            None,
            None,
            sentence("a file that nothing describes"),
            misfit.accepted,
            misfit.because,
        )
    things = (dossier.inquiry,) if misfit.kind == "inquiry" else dossier.all_of(misfit.kind)
    file = file_of(misfit.kind, things[misfit.index].id)
    place = field_name(misfit.path, prefix=f"{misfit.kind}[{misfit.index + 1}]")
    return Fault(file, None, place, sentence("something else"), misfit.accepted, misfit.because)


def _names_taken_for_one(dossier: Dossier) -> Iterator[Fault]:
    """Statements and rosters whose files some system would take for one another."""
    seen: dict[str, str] = {}
    for path in _own_files(dossier):
        key = collision_key(path)
        if key in seen:
            yield Fault(
                path,
                None,
                None,
                path,
                sentence("names that differ in more than case and composition of letters"),
                sentence("some systems take it for the same file as {other}", other=seen[key]),
            )
        seen[key] = path


def _own_files(dossier: Dossier) -> Iterator[str]:
    """The files of all that has a file of its own."""
    for statement in dossier.statements:
        yield file_of("statements", statement.id)
        for translation in statement.translations:
            yield translation_file(statement.id, translation.language)
    for roster in dossier.rosters:
        yield file_of("rosters", roster.id)
    for estimation in dossier.estimations:
        yield from counts_files(estimation.id, len(estimation.counts))


def _check_target(folder: Path, inquiry_id: str, *, overwrite: bool) -> tuple[Path, ...] | None:
    """Hidden files of a dossier that is to be replaced; `None` where nothing stands there.

    Raises:
        FolderOccupied: Something stands there that may not be replaced.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise FolderOccupied(folder, sentence("it is a file or a link, not a folder"))
    if not folder.exists() or not any(folder.iterdir()):
        return None
    if not overwrite:
        raise FolderOccupied(folder, sentence("it is not empty"))
    inventory = take_inventory(folder)
    strangers = list(_strangers(inventory))
    if strangers:
        names = ", ".join(strangers[:5])
        raise FolderOccupied(folder, sentence("it holds what is no part of a dossier: {names}", names=names))
    if _inquiry_in(inventory) != inquiry_id:
        raise FolderOccupied(
            folder, sentence("it does not hold a dossier of the inquiry {id}", id=inquiry_id)
        )
    return tuple(location.relative_to(folder) for location in inventory.ignored.values())


def _strangers(inventory: Inventory) -> Iterator[str]:
    yield from (fault.file for fault in inventory.faults)
    yield from (
        path
        for path in inventory.files
        if form_of(path) is None and not is_received(path) and not is_counts(path)
    )
    yield from (path for path in inventory.folders if not is_known_folder(path))


def _inquiry_in(inventory: Inventory) -> Any:
    """The id of the inquiry whose dossier lies there, whatever else is wrong with it."""
    found = inventory.files.get(FORMS["inquiry"].where)
    if found is None or found.size > MAXIMUM_BYTES:
        return None
    try:
        return read_yaml(b"".join(found.chunks()), file=found.path).value(("id",))
    except (InputFaults, FileNotAsSeen):
        return None


def _write_all(dossier: Dossier, draft: Path, files: Chunks, progress: Progress | None) -> None:
    tally = Tally(sum(file.size for file in dossier.files), progress)
    tally.at(FORMS["inquiry"].where)
    for path, data in _documents(dossier):
        limit = LONGEST_STATEMENT if path.startswith(STATEMENTS) else MAXIMUM_BYTES
        if len(data) > limit:
            size = sentence("{count} bytes", count=len(data))
            accepted = sentence("a file of at most {limit} MiB", limit=limit // 2**20)
            raise InputFaults([Fault(path, None, None, size, accepted)])
        _new(draft, path).write_bytes(data)
    for file in dossier.files:
        _write_received(file, draft, files, tally)


def _documents(dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """Every file that is made of values, one after another."""
    for form in FORMS.values():
        if form.holds == "list" and dossier.all_of(form.name):
            told = [_without_supplied(form, value) for value in dossier.all_of(form.name)]
            yield form.where, write_yaml(told).encode()
        elif form.holds == "collections":
            fields = form.model.model_fields
            content = plain(form.model.model_validate({name: getattr(dossier, name) for name in fields}))
            if content:
                yield form.where, write_yaml(content).encode()
    yield FORMS["inquiry"].where, write_yaml(plain(dossier.inquiry)).encode()
    for roster in dossier.rosters:
        yield file_of("rosters", roster.id), _head(FORMS["roster"], roster).encode()
    for statement in dossier.statements:
        yield from _statement_files(statement)
    for estimation in dossier.estimations:
        paths = counts_files(estimation.id, len(estimation.counts))
        yield from ((path, text.encode()) for path, text in zip(paths, estimation.counts, strict=True))


def _statement_files(statement: Statement) -> Iterator[tuple[str, bytes]]:
    head = _head(FORMS["statement"], statement)
    yield file_of("statements", statement.id), join_statement(head, statement.text)
    for translation in statement.translations:
        told = {"translation_of": statement.id, **plain(translation)}
        text = told.pop("text")
        yield translation_file(statement.id, translation.language), join_statement(write_yaml(told), text)


def _head(form: Form, value: Value) -> str:
    """What is told of a value beside what its file's name and body tell."""
    return write_yaml(_without_supplied(form, value))


def _without_supplied(form: Form, value: Value) -> dict[str, Any]:
    return {name: part for name, part in plain(value).items() if name not in form.supplied}


def _write_received(file: ReceivedFile, draft: Path, files: Chunks, tally: Tally) -> None:
    digest = hashlib.sha256()
    with _new(draft, file.path).open("xb") as stream:
        for chunk in files(file.path):
            digest.update(chunk)
            stream.write(chunk)
            tally.add(len(chunk), file.path)
    if digest.hexdigest() != file.sha256:
        raise FileNotAsSeen(file.path, sentence("its bytes are not those whose hash is recorded"))


def _new(draft: Path, path: str) -> Path:
    location = draft / path
    location.parent.mkdir(parents=True, exist_ok=True)
    return location
