"""Commitments to records: a digest that binds every field and tells none, until one is opened.

A record as it stands at one moment is a *version*. Its commitment goes on the ledger; its
secret, 32 random bytes, stays with the record, sealed. Later some fields can be opened, each
by itself, and the rest stays shut. Delete the secret, and not even a right guess of a field
can be confirmed any more, while the ledger's proof that *something* was recorded stands.

    salt of a field   =  first 16 bytes of HMAC-SHA256(secret, 0x01 ‖ name)
    digest of a field =  SHA-256(0x10 ‖ salt ‖ canonical([name, value]))
    decoy number i    =  HMAC-SHA256(secret, 0x02 ‖ i as four bytes)
    commitment        =  SHA-256(0x11 ‖ all digests and decoys, in ascending order)

What the record is (`@kind`, `@id`) and who made this version (`@by`) are fields like any
other. Decoys fill the number of digests up to a multiple of eight, so that it does not tell
whether a doubtful field was filled. The order tells nothing: digests are sorted.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType

from aiqyn.core.custody.canonical import JsonValue, NotRepresentable, canonical_bytes
from aiqyn.core.language import Sentence, sentence
from aiqyn.core.shown import shown

__all__ = [
    "BY",
    "ID",
    "KIND",
    "Opening",
    "OpeningRejected",
    "RecordVersion",
    "commit",
    "open_fields",
    "verify_opening",
]

KIND, ID, BY = "@kind", "@id", "@by"
"""Names of the fields that every version has; a field of a record begins otherwise."""

SECRET_BYTES = 32
SALT_BYTES = 16
DIGEST_BYTES = 32
MULTIPLE = 8

_FIELD_SALT, _DECOY = b"\x01", b"\x02"
_FIELD_DIGEST, _COMMITMENT = b"\x10", b"\x11"


class OpeningRejected(ValueError):
    """An opening does not lead to the commitment; `because` says why."""

    def __init__(self, because: Sentence) -> None:
        self.because = because
        super().__init__(str(because))


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """One record as it stands from one moment on.

    Attributes:
        kind: What it is, in the word that a release uses: `persons`, `statements`, `release`.
        id: Which of its kind.
        by: Who made this version: the id of a member, never opened in a release.
        fields: What it says, JSON values by field name. No name begins with `@`.
    """

    kind: str
    id: str
    by: str
    fields: Mapping[str, JsonValue] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if any(name.startswith("@") for name in self.fields):
            raise ValueError("a field's name does not begin with @")

    def statements(self) -> dict[str, JsonValue]:
        """Everything that is committed to, by name: the fields with `@kind`, `@id` and `@by`."""
        return {KIND: self.kind, ID: self.id, BY: self.by, **self.fields}


@dataclass(frozen=True, slots=True)
class Opening:
    """Some fields of a version laid open; their values travel with it or are told elsewhere.

    Attributes:
        salts: The salt of each opened field, by name.
        digests: Of all others, decoys among them, in ascending order.
    """

    salts: Mapping[str, bytes]
    digests: tuple[bytes, ...]


def _salt(secret: bytes, name: str) -> bytes:
    return hmac.digest(secret, _FIELD_SALT + name.encode(), "sha256")[:SALT_BYTES]


def _digest(salt: bytes, name: str, value: JsonValue) -> bytes:
    return sha256(_FIELD_DIGEST + salt + canonical_bytes([name, value])).digest()


def _decoys(secret: bytes, count: int) -> list[bytes]:
    """As many as bring `count` to a multiple of eight, none if it is one."""
    return [
        hmac.digest(secret, _DECOY + number.to_bytes(4, "big"), "sha256")
        for number in range(-count % MULTIPLE)
    ]


def _commitment(digests: Collection[bytes]) -> bytes:
    return sha256(_COMMITMENT + b"".join(sorted(digests))).digest()


def _check_secret(secret: bytes) -> None:
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a version's secret has {SECRET_BYTES} bytes, not {len(secret)}")


def commit(version: RecordVersion, secret: bytes) -> bytes:
    """The commitment to a version, 32 bytes, for its ledger entry.

    Args:
        version: The record as it stands.
        secret: 32 random bytes made for this version alone, to be kept sealed with it.

    Raises:
        NotRepresentable: A field has no canonical form.
        ValueError: The secret has another length.

    Example:
        >>> version = RecordVersion("persons", "P1", "member-3", {"name": "A."})
        >>> secret = bytes(range(32))
        >>> opening = open_fields(version, secret, ["name"])
        >>> verify_opening(opening, {"name": "A."}, commit(version, secret))
    """
    _check_secret(secret)
    statements = version.statements()
    digests = [_digest(_salt(secret, name), name, value) for name, value in statements.items()]
    return _commitment(digests + _decoys(secret, len(digests)))


def open_fields(version: RecordVersion, secret: bytes, names: Collection[str]) -> Opening:
    """The opening of the named fields: their salts, and the bare digests of the rest.

    Args:
        version: As it was committed to.
        secret: The same as then.
        names: Fields to open; `KIND` and `ID` among them where the reader must know which
            record it is.

    Raises:
        KeyError: The version has no field of that name.
        ValueError: The secret has another length.
    """
    _check_secret(secret)
    statements = version.statements()
    unknown = set(names) - statements.keys()
    if unknown:
        raise KeyError(f"the version has no field {sorted(unknown)[0]!r}")
    shut = [
        _digest(_salt(secret, name), name, value) for name, value in statements.items() if name not in names
    ]
    digests = tuple(sorted(shut + _decoys(secret, len(statements))))
    return Opening(MappingProxyType({name: _salt(secret, name) for name in sorted(names)}), digests)


def verify_opening(opening: Opening, values: Mapping[str, JsonValue], commitment: bytes) -> None:
    """Return if the commitment binds these values, raise if that is not shown.

    Args:
        opening: As `open_fields` gives it.
        values: The value of each opened field, by name: exactly the opened ones.
        commitment: From the ledger entry.

    Raises:
        OpeningRejected: A value is missing or one too many, a salt or digest has another
            length, the digests are not in ascending order, or it all leads elsewhere.
    """
    if values.keys() != opening.salts.keys():
        name = min(values.keys() ^ opening.salts.keys())
        raise OpeningRejected(
            sentence(
                "the field “{field}” has a salt without a value or a value without a salt", field=shown(name)
            )
        )
    if any(len(salt) != SALT_BYTES for salt in opening.salts.values()):
        raise OpeningRejected(sentence("a salt does not have {length} bytes", length=SALT_BYTES))
    if any(len(digest) != DIGEST_BYTES for digest in opening.digests):
        raise OpeningRejected(sentence("a digest does not have {length} bytes", length=DIGEST_BYTES))
    if any(left >= right for left, right in zip(opening.digests, opening.digests[1:], strict=False)):
        raise OpeningRejected(sentence("the digests are not in ascending order, each once"))
    try:
        opened = [_digest(salt, name, values[name]) for name, salt in opening.salts.items()]
    except NotRepresentable as fault:
        raise OpeningRejected(fault.because) from None
    if _commitment([*opening.digests, *opened]) != commitment:
        raise OpeningRejected(sentence("the opened fields are not what was committed to on the ledger"))
