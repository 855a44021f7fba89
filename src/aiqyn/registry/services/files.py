"""Files kept as received, in pieces, so that memory stays flat and the encrypted store holds them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from aiqyn.core.inquiry import ReceivedFile
from aiqyn.exchange.dossier import ROSTERS, roster_of
from aiqyn.registry import models
from aiqyn.registry.services.door import Door, Outcome

__all__ = ["FileChanged", "path_of_list", "put_file", "read_file"]

PIECE_BYTES = 1024 * 1024


class FileChanged(RuntimeError):
    """The bytes that arrived are not those that were announced: the file changed meanwhile."""


def put_file(door: Door, file: ReceivedFile, chunks: Iterable[bytes]) -> Outcome:
    """Store one file; its bytes are hashed again on their way in.

    Raises:
        FileChanged: The bytes differ from what `file` says.
    """
    stored = models.StoredFile.objects.filter(pk=file.path).first()
    if stored is not None and (stored.sha256, stored.size) == (file.sha256, file.size):
        return "unchanged"
    row = models.StoredFile(path=file.path, sha256=file.sha256, size=file.size)
    row.save()
    models.FilePiece.objects.filter(file=row).delete()
    digest, size = hashlib.sha256(), 0
    for position, piece in enumerate(_pieces(chunks)):
        digest.update(piece)
        size += len(piece)
        models.FilePiece.objects.create(file=row, position=position, content=piece)
    if (digest.hexdigest(), size) != (file.sha256, file.size):
        raise FileChanged(file.path)
    action = "change" if stored is not None else "create"
    door.note("files", file.path, {"sha256": file.sha256, "size": file.size}, action=action)
    return action


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size, the last one shorter."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PIECE_BYTES:
            yield bytes(waiting[:PIECE_BYTES])
            del waiting[:PIECE_BYTES]
    if waiting:
        yield bytes(waiting)


def read_file(path: str) -> Iterator[bytes]:
    """The bytes of a stored file, piece by piece.

    Raises:
        LookupError: No file is kept under that path.
    """
    if not models.StoredFile.objects.filter(pk=path).exists():
        raise LookupError(path)
    pieces = models.FilePiece.objects.filter(file_id=path).order_by("position")
    for content in pieces.values_list("content", flat=True).iterator(chunk_size=4):
        yield bytes(content)


def path_of_list(roster_id: str) -> str:
    """Under which path a roster's list is kept, whatever kind of file it is.

    Raises:
        LookupError: None is kept.
    """
    near = models.StoredFile.objects.filter(path__startswith=f"{ROSTERS}{roster_id}.").order_by("path")
    for path in near.values_list("path", flat=True):
        if roster_of(path) == roster_id:
            return str(path)
    raise LookupError(roster_id)
