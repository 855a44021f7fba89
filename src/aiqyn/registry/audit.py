"""Whether the ledger and the registry agree: everything that would have to be wrong for them not to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.db.models import Max

from aiqyn.core.custody import (
    CompactRange,
    EntryRejected,
    Node,
    NoteRejected,
    RecordVersion,
    TreeHead,
    commit,
    leaf_hash,
    parse_checkpoint,
    parse_entry,
    parse_note,
    verify_note,
)
from aiqyn.core.inquiry import plain
from aiqyn.core.language import Sentence, sentence
from aiqyn.registry import ledger as the_ledger
from aiqyn.registry import models
from aiqyn.registry.mapping import read_values
from aiqyn.registry.services.files import read_file

__all__ = ["audit"]

Progress = Callable[[int, int, str], None]


@transaction.atomic
def audit(*, progress: Progress | None = None) -> tuple[Sentence, ...]:
    """Everything that is wrong with the ledger or stands in the registry without it; empty when all holds.

    Recomputes every leaf from its entry and the tree from the leaves; checks each signed
    checkpoint against that tree; that each revision opens its entry's commitment; and that
    everything says now what its last revision says.

    Args:
        progress: Told how many entries of how many are checked.
    """
    return (*_tree_faults(progress), *_revision_faults(), *_present_faults())


Item = TypeVar("Item")


def _batched(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """Tuples of so many items each, the last one shorter (`itertools.batched`, from Python 3.12)."""
    remaining = iter(items)
    while batch := tuple(islice(remaining, size)):
        yield batch


def _fault(template: str, **values: object) -> Sentence:
    return sentence(template, room="registry", **values)


STRIDE = 1000
"""Entries checked at a time, so that memory does not grow with the ledger."""


def _tree_faults(progress: Progress | None) -> Iterator[Sentence]:
    ledger = models.Ledger.objects.first()
    if ledger is None:
        if models.LedgerEntry.objects.exists():
            yield _fault("There are ledger entries, but no ledger.")
        return
    grown, nodes = CompactRange(), 0
    for rows in _batched(models.LedgerEntry.objects.order_by("index").iterator(STRIDE), STRIDE):
        missing = _first_gap(rows, grown.size)
        if missing is not None:
            yield _fault("Entry {index} is missing from the ledger.", index=missing)
            return
        yield from _entry_faults(rows)
        full: dict[Node, bytes] = {}
        heads: dict[int, TreeHead] = {}
        for row in rows:
            appended = grown.append(leaf_hash(row.content.encode()))
            grown = appended.range
            full.update(appended.full)
            heads[grown.size] = grown.head()
        nodes += len(full)
        yield from _node_faults(full)
        yield from _checkpoint_faults(heads, ledger.origin)
        if progress:
            progress(grown.size, ledger.size, "ledger")
    yield from _size_faults(ledger, grown.size, nodes)


def _first_gap(rows: tuple[models.LedgerEntry, ...], expected: int) -> int | None:
    return next((index for index, row in enumerate(rows, start=expected) if row.index != index), None)


def _entry_faults(rows: tuple[models.LedgerEntry, ...]) -> Iterator[Sentence]:
    for row in rows:
        try:
            parse_entry(row.content.encode())
        except EntryRejected as error:
            yield _fault(
                "Entry {index} is no ledger entry: {because}", index=row.index, because=error.because
            )


def _node_faults(full: dict[Node, bytes]) -> Iterator[Sentence]:
    for wanted in _batched(full, 300):
        stored = the_ledger.StoredNodes().nodes(wanted)
        for node in wanted:
            if stored.get(node) != full[node]:
                yield _fault(
                    "The tree's node {level}/{position} is not what the entries give.",
                    level=node.level,
                    position=node.position,
                )


def _size_faults(ledger: models.Ledger, entries: int, nodes: int) -> Iterator[Sentence]:
    if entries != ledger.size:
        yield _fault("The ledger counts {size} entries and holds {found}.", size=ledger.size, found=entries)
    surplus = models.LedgerNode.objects.count() - nodes
    if surplus > 0:
        yield _fault("The tree has {count} nodes that no entry gives.", count=surplus)
    for size in models.LedgerCheckpoint.objects.filter(size__gt=entries).values_list("size", flat=True):
        yield _fault("A checkpoint is signed for {size} entries, which the ledger does not have.", size=size)
    if the_ledger.current_size() < entries:
        yield _fault("The last entries are under no signed checkpoint.")


def _checkpoint_faults(heads: dict[int, TreeHead], origin: str) -> Iterator[Sentence]:
    rows = models.LedgerCheckpoint.objects.filter(size__gte=min(heads), size__lte=max(heads))
    for row in rows:
        because = _why_rejected(row.note, origin, heads[row.size])
        if because is not None:
            yield _fault(
                "The checkpoint at {size} entries does not hold: {because}", size=row.size, because=because
            )


def _why_rejected(note: str, origin: str, head: TreeHead) -> Sentence | None:
    try:
        parsed = parse_note(note.encode())
        verify_note(parsed, [the_ledger.signing_key(origin).verifier])
        checkpoint = parse_checkpoint(parsed.text)
    except NoteRejected as error:
        return error.because
    if checkpoint.head != head or checkpoint.origin != origin:
        return _fault("it was signed for another tree")
    return None


def _revision_faults() -> Iterator[Sentence]:
    without = models.LedgerEntry.objects.filter(revision=None).count()
    if without:
        yield _fault("{count} entries have no revision behind them.", count=without)
    for row in models.Revision.objects.select_related("entry").iterator():
        if row.secret is None:
            continue  # erased on purpose: the entry stands, and opens to nobody
        version = RecordVersion(row.kind, row.record_id, row.by, dict(row.fields or {}))
        entry = parse_entry(row.entry.content.encode())
        if commit(version, bytes(row.secret)) != entry.commitment:
            yield _fault(
                "The history of {kind} {id} was altered: entry {index} commits to something else.",
                kind=row.kind,
                id=row.record_id,
                index=row.entry_id,
            )
        if (entry.action, entry.at) != (row.action, row.at):
            yield _fault("Entry {index} tells another action or time than its revision.", index=row.entry_id)


def _present_faults() -> Iterator[Sentence]:
    """Things that do not say what their last revision says, and things with no revision at all."""
    for kind, model in {"inquiry": models.Inquiry, **models.KEPT}.items():
        last = _last_revisions(kind)
        present = read_values(model)
        for key, value in present.items():
            said = {name: content for name, content in plain(value).items() if name != "id"}
            revision = last.pop(key, None)
            erased = revision is not None and revision.secret is None
            if not erased and (revision is None or revision.fields != said):
                yield _fault("{kind} {id} does not say what its last revision says.", kind=kind, id=key)
        for key, revision in last.items():
            if revision.fields is not None:
                yield _fault("{kind} {id} is gone without an entry that removes it.", kind=kind, id=key)
    yield from _file_faults()


def _last_revisions(kind: str) -> dict[str, models.Revision]:
    newest = (
        models.Revision.objects.filter(kind=kind)
        .values("record_id")
        .annotate(newest=Max("entry"))
        .values_list("newest", flat=True)
    )
    return {row.record_id: row for row in models.Revision.objects.filter(entry__in=newest).order_by()}


def _file_faults() -> Iterator[Sentence]:
    last = _last_revisions("files")
    for row in models.StoredFile.objects.all():
        digest = hashlib.sha256()
        size = 0
        for piece in read_file(row.path):
            digest.update(piece)
            size += len(piece)
        told = {"sha256": digest.hexdigest(), "size": size}
        revision = last.get(row.path)
        if revision is None or revision.fields != told or (row.sha256, row.size) != (told["sha256"], size):
            yield _fault("The file {path} is not what was received.", path=row.path)
