"""Ledger entries: that something was recorded, and when; never what, about whom, by whom.

The whole of an entry, in canonical JSON, here with line breaks that it does not have:

    {"action":"create",
     "at":"2026-03-01T09:30:00Z",
     "commitment":"…44 letters of base64…",
     "format":"aiqyn-ledger-entry/1"}

The commitment binds kind, id, author and every field (see `commitments`); only an opening
tells any of them. The leaf of the log is the hash of exactly these bytes.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from aiqyn.core.custody.canonical import JsonValue, NotCanonical, canonical_bytes, parse_canonical
from aiqyn.core.custody.merkle import leaf_hash
from aiqyn.core.custody.notes import decode_base64
from aiqyn.core.language import Sentence, sentence

__all__ = ["LONGEST_ENTRY", "EntryRejected", "LedgerEntry", "parse_entry"]

FORMAT = "aiqyn-ledger-entry/1"
COMMITMENT_BYTES = 32
LONGEST_ENTRY = 65_535
"""Bytes; a log that publishes entries in tiles writes their length in 16 bits."""

_ACTION = re.compile(r"[a-z](?:-?[a-z0-9]){0,31}", re.ASCII)
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)
_KEYS = {"action", "at", "commitment", "format"}


class EntryRejected(ValueError):
    """Bytes or a value are no ledger entry; `because` says why."""

    def __init__(self, because: Sentence) -> None:
        self.because = because
        super().__init__(str(because))


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One entry.

    Attributes:
        at: When, by the clock of whoever keeps the ledger: in UTC, whole seconds.
        action: What was done, one word of 1 to 32 small Latin letters, digits and hyphens:
            `create`, `change`, `remove`, `import`, `release`, `publish`, …
        commitment: To the version of the record that this made, as `commit` gives it.
    """

    at: datetime
    action: str
    commitment: bytes

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None or self.at.microsecond:
            raise ValueError("an entry's time is in a known zone and has whole seconds")
        object.__setattr__(self, "at", self.at.astimezone(UTC))
        if not _ACTION.fullmatch(self.action) or len(self.action) > 32:
            raise ValueError(f"an action is one word of small letters, not {self.action!r}")
        if len(self.commitment) != COMMITMENT_BYTES:
            raise ValueError(f"a commitment has {COMMITMENT_BYTES} bytes, not {len(self.commitment)}")

    def as_json(self) -> dict[str, JsonValue]:
        """The entry as a JSON object."""
        return {
            "action": self.action,
            "at": self.at.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0"),
            "commitment": base64.b64encode(self.commitment).decode(),
            "format": FORMAT,
        }

    def as_bytes(self) -> bytes:
        """The bytes that the ledger keeps and the leaf hashes: about 150 of the 65,535 allowed."""
        return canonical_bytes(self.as_json())

    def leaf(self) -> bytes:
        """The hash by which the entry stands in the log."""
        return leaf_hash(self.as_bytes())

    @classmethod
    def from_json(cls, value: JsonValue) -> LedgerEntry:
        """The entry that a JSON object of the form above tells.

        Raises:
            EntryRejected: It has other keys, or a value is not in form.
        """
        if not isinstance(value, dict) or value.keys() != _KEYS:
            raise EntryRejected(
                sentence("a ledger entry has exactly the keys {keys}", keys=", ".join(sorted(_KEYS)))
            )
        if value["format"] != FORMAT:
            raise EntryRejected(sentence("the format of an entry is “{format}”", format=FORMAT))
        action, at, commitment = value["action"], value["at"], value["commitment"]
        try:
            if not (isinstance(action, str) and isinstance(at, str) and isinstance(commitment, str)):
                raise ValueError
            if not _TIME.fullmatch(at):
                raise ValueError
            return cls(
                datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
                action,
                decode_base64(commitment),
            )
        except ValueError:
            raise EntryRejected(
                sentence(
                    "an entry tells an action in one word, a time like 2026-03-01T09:30:00Z "
                    "and a commitment in base64"
                )
            ) from None


def parse_entry(data: bytes) -> LedgerEntry:
    """The entry that these bytes are.

    Raises:
        EntryRejected: The bytes are too many, not canonical JSON, or no entry.
    """
    if len(data) > LONGEST_ENTRY:
        raise EntryRejected(sentence("a ledger entry has at most {limit} bytes", limit=LONGEST_ENTRY))
    try:
        return LedgerEntry.from_json(parse_canonical(data))
    except NotCanonical as fault:
        raise EntryRejected(fault.because) from None
