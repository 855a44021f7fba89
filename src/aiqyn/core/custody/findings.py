"""How a bundle is read and what is found out about it, as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from aiqyn.core.custody.bundle import FileProof, Manifest
from aiqyn.core.custody.checkpoints import Checkpoint
from aiqyn.core.custody.notes import VerifierKey
from aiqyn.core.faults import Fault
from aiqyn.core.language import Language, Sentence

__all__ = [
    "BundleReader",
    "Check",
    "CheckName",
    "FoundFile",
    "Outcome",
    "Progress",
    "Unreadable",
    "Verification",
    "all_hold",
]

CheckName = Literal[
    "folder",
    "manifest",
    "files",
    "key",
    "checkpoint",
    "earlier",
    "release",
    "publication",
    "records",
    "timestamp",
]
Outcome = Literal["held", "failed", "not-checked"]
FileKind = Literal["file", "link", "empty-folder", "other"]
Progress = Callable[[int, int, str], None]
"""Told how much is done, of how much, and of what."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """Something found in the bundle's folder.

    Attributes:
        path: Below the folder, with `/`.
        kind: `file`, or what stands there in place of one.
        size: Bytes, 0 where it is not a file.
    """

    path: str
    kind: FileKind
    size: int = 0


class Unreadable(Exception):
    """Something in the bundle can't be read; `because` says why."""

    def __init__(self, because: Sentence) -> None:
        self.because = because
        super().__init__(str(because))


class BundleReader(Protocol):
    """How a bundle's folder is read, wherever it is."""

    def listing(self) -> Iterable[FoundFile]:
        """Everything in the folder, at any depth; follows no link. May raise `Unreadable`."""

    def chunks(self, path: str) -> Iterator[bytes]:
        """The bytes of one file, piece by piece; follows no link. May raise `Unreadable`."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question put to the bundle, and the answer.

    Attributes:
        name: Which.
        outcome: Whether it held, failed, or could not be checked.
        says: The answer in a sentence.
        faults: All that is wrong, for a check that failed.
    """

    name: CheckName
    outcome: Outcome
    says: Sentence
    faults: tuple[Fault, ...] = ()

    def as_json(self, language: Language = "en") -> dict[str, object]:
        """For programs."""
        return {
            "check": self.name,
            "outcome": self.outcome,
            "says": self.says.in_language(language),
            "faults": [fault.as_json(language) for fault in self.faults],
        }


@dataclass(frozen=True, slots=True)
class Verification:
    """What a bundle proves.

    Attributes:
        checks: Every check, in the order in which they were made.
        proved: What follows, in sentences; empty unless all checks held that must.
        not_proved: What does not follow even so.
        key: The key that the signature was checked with, if there was one.
        key_was_given: Whether it was given from outside the bundle.
        checkpoint: The ledger's signed state, if its signature holds.
        manifest: If it is in form.
        release: The proof of the release, if it holds.
        publication: The proof of the publication, if it holds.
    """

    checks: tuple[Check, ...]
    proved: tuple[Sentence, ...]
    not_proved: tuple[Sentence, ...]
    key: VerifierKey | None
    key_was_given: bool
    checkpoint: Checkpoint | None
    manifest: Manifest | None
    release: FileProof | None
    publication: FileProof | None

    @property
    def holds(self) -> bool:
        """Whether every proof that a bundle must have is there and holds."""
        return all_hold(self.checks)


_MAY_BE_OPEN: frozenset[CheckName] = frozenset({"key", "earlier", "timestamp"})
"""Checks that a sound bundle may leave open; `not_proved` then says what is missing."""


def all_hold(checks: Sequence[Check]) -> bool:
    """Whether the checks together mean that the bundle is sound."""
    return all(
        check.outcome == "held" or (check.outcome == "not-checked" and check.name in _MAY_BE_OPEN)
        for check in checks
    )
