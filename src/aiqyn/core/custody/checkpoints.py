"""Checkpoints: a log's state in three lines, signed, so that it can't be denied later.

    example.org/inquiry                               origin: which log
    20852163                                          how many entries
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=      base64 of the root over them

All three lines are signed, and nothing else is: a checkpoint tells no time. Who signs one
promises that every later one continues it; `sign_checkpoint` refuses to break that promise.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from aiqyn.core.custody.merkle import (
    GREATEST_SIZE,
    HASH_BYTES,
    ProofRejected,
    TreeHead,
    verify_consistency,
)
from aiqyn.core.custody.notes import NoteRejected, SignedNote, SigningKey, decode_base64, sign_note
from aiqyn.core.language import Sentence, sentence
from aiqyn.core.shown import shown

__all__ = ["Checkpoint", "LedgerForked", "parse_checkpoint", "sign_checkpoint"]

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class LedgerForked(Exception):
    """Two states of one log contradict each other: something recorded has been rewritten."""

    def __init__(self, because: Sentence) -> None:
        self.because = because
        super().__init__(str(because))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log that a checkpoint tells.

    Attributes:
        origin: Which log; by rule a web address without its scheme, the same as its key's name.
        head: Size and root.
        extensions: Further lines, none of them empty; we write none, since no one audits them.
    """

    origin: str
    head: TreeHead
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for line in (self.origin, *self.extensions):
            if not line or "\n" in line:
                raise ValueError("a line of a checkpoint is neither empty nor broken")

    def text(self) -> str:
        """The lines to be signed."""
        root = base64.b64encode(self.head.root).decode()
        return "".join(f"{line}\n" for line in (self.origin, self.head.size, root, *self.extensions))


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a note's text is.

    Strict: the parts print back as they came.

    Raises:
        NoteRejected: The text does not have the form of a checkpoint.

    Source:
        C2SP tlog-checkpoint v1, Note text.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1]:
        raise NoteRejected(sentence("a checkpoint has at least three lines: origin, size, root"))
    origin, size, root, *extensions = lines[:-1]
    if not origin or not all(extensions):
        raise NoteRejected(sentence("a line of the checkpoint is empty"))
    if not _SIZE.fullmatch(size) or int(size) > GREATEST_SIZE:
        raise NoteRejected(
            sentence(
                "line 2 of a checkpoint is a whole number without leading zeros, not “{found}”",
                found=shown(size[:40]),
            )
        )
    try:
        decoded = decode_base64(root)
    except ValueError:
        decoded = b""
    if len(decoded) != HASH_BYTES:
        raise NoteRejected(
            sentence("line 3 of a checkpoint is the base64 of {length} bytes", length=HASH_BYTES)
        )
    return Checkpoint(origin, TreeHead(int(size), decoded), tuple(extensions))


def sign_checkpoint(
    head: TreeHead,
    signer: SigningKey,
    *,
    previous: Checkpoint | None,
    consistency: Sequence[bytes] = (),
) -> SignedNote:
    """The signed checkpoint of a log's state, if that continues what was signed before.

    Call it in the transaction that reads `previous`, so that no other can be signed between.

    Args:
        head: The state to sign.
        signer: The log's key; its name becomes the origin.
        previous: The latest checkpoint ever signed for this log; `None` only for the first.
        consistency: Proof from `previous` to `head`, as `prove_consistency` gives it.

    Raises:
        LedgerForked: `head` does not continue `previous`, or `previous` is of another log.
    """
    if previous is not None:
        if previous.origin != signer.name:
            raise LedgerForked(
                sentence(
                    "the earlier checkpoint is of the log “{origin}”, the key of “{name}”",
                    origin=shown(previous.origin),
                    name=signer.name,
                )
            )
        try:
            verify_consistency(previous.head, head, consistency)
        except ProofRejected as fault:
            raise LedgerForked(fault.because) from None
    return sign_note(Checkpoint(signer.name, head).text(), [signer])
