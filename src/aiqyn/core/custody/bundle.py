"""What a bundle consists of: its manifest and its proof files, written and read to the byte.

A bundle is a folder that a stranger can check without us:

    manifest.json                  every file below but itself and proof/, by path, hash, size
    release.json                   what is published, in canonical JSON
    report/…                       the same for readers: the site, the PDFs
    proof/key                      the verifier key of the ledger
    proof/checkpoint               its signed state
    proof/earlier.proof.json       earlier states, and that this one continues them
    proof/release.proof.json       that release.json stands on the ledger
    proof/publication.proof.json   that manifest.json does
    proof/records.proof.json       that records in the release do, and which fields are as recorded

Reach for it to make a bundle's proof files out of the ledger's parts; files themselves are
written and read by others. docs/formats/bundle.md draws each format.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from types import MappingProxyType

from aiqyn.core.custody.canonical import JsonValue, canonical_bytes
from aiqyn.core.custody.commitments import (
    DIGEST_BYTES,
    ID,
    KIND,
    SALT_BYTES,
    Opening,
    RecordVersion,
    open_fields,
)
from aiqyn.core.custody.entries import EntryRejected, LedgerEntry
from aiqyn.core.custody.forms import (
    FormRejected,
    fixed_bytes,
    hashes,
    items,
    object_with,
    read_form,
    spelled,
    text,
    whole_number,
)
from aiqyn.core.custody.merkle import Nodes, prove_inclusion, prove_inclusions
from aiqyn.core.custody.notes import SignedNote, VerifierKey
from aiqyn.core.custody.paths import folded_path, unsafe_path
from aiqyn.core.language import sentence

__all__ = [
    "CHECKPOINT",
    "EARLIER",
    "KEY",
    "MANIFEST",
    "PROOF_FILES",
    "PUBLICATION",
    "RECORDS",
    "RELEASE",
    "RELEASE_FILE",
    "BundleFile",
    "EarlierCheckpoint",
    "FileProof",
    "Manifest",
    "RecordProof",
    "RecordedVersion",
    "RecordsProof",
    "file_version",
    "parse_earlier",
    "parse_file_proof",
    "parse_manifest",
    "parse_records_proof",
    "proof_files",
    "prove_file",
    "prove_records",
]

MANIFEST, RELEASE_FILE = "manifest.json", "release.json"
KEY, CHECKPOINT = "proof/key", "proof/checkpoint"
EARLIER = "proof/earlier.proof.json"
RELEASE, PUBLICATION = "proof/release.proof.json", "proof/publication.proof.json"
RECORDS = "proof/records.proof.json"
PROOF_FILES = (CHECKPOINT, EARLIER, KEY, PUBLICATION, RECORDS, RELEASE)
PROOF_FOLDER = "proof/"

BUNDLE_FORMAT = "aiqyn-bundle/1"
EARLIER_FORMAT = "aiqyn-earlier-checkpoints/1"
FILE_PROOF_FORMAT = "aiqyn-file-proof/1"
RECORDS_FORMAT = "aiqyn-records-proof/1"
SPELLING = "RFC 8785, texts in NFC"

SHA256 = "sha256"
"""The one field of a release's and a publication's record: the file's hash, in hex."""

_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)


# --- manifest -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BundleFile:
    """One file as the manifest names it.

    Attributes:
        path: Below the bundle's folder, with `/`.
        sha256: Hash of its bytes, 32 bytes.
        size: Number of its bytes.
    """

    path: str
    sha256: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the bundle is of, and every file in it but the manifest itself and `proof/`.

    Attributes:
        inquiry: The inquiry's id.
        title: Its title by language, `en`, `ru`, `kk`, …; in one language at least.
        files: In any order; `release.json` is among them.
    """

    inquiry: str
    title: Mapping[str, str]
    files: tuple[BundleFile, ...]

    def as_bytes(self) -> bytes:
        """The bytes of `manifest.json`.

        Raises:
            FormRejected: A path is not safe, two collide, `release.json` is missing, or a
                text is not one that `parse_manifest` would read.
        """
        for file in self.files:
            # Before it is spelled: NFC would turn the name of one file into that of another.
            _check_path(file.path, "files")
        data = canonical_bytes(
            {
                "canonical": SPELLING,
                "files": [
                    {"bytes": file.size, "path": file.path, SHA256: file.sha256.hex()}
                    for file in sorted(self.files, key=lambda file: file.path)
                ],
                "format": BUNDLE_FORMAT,
                "inquiry": self.inquiry,
                "title": dict(self.title),
            }
        )
        parse_manifest(data)
        return data


def parse_manifest(data: bytes) -> Manifest:
    """The manifest that these bytes are.

    Raises:
        FormRejected: They are not in form, a path is not safe, two collide, the files are
            not in the order of their paths, or `release.json` is not among them.
    """
    content = read_form(data, BUNDLE_FORMAT, ("canonical", "files", "inquiry", "title"))
    if content["canonical"] != SPELLING:
        raise FormRejected(sentence("the words “{words}”", words=SPELLING), where="canonical")
    files = items(content["files"], _read_file, "files")
    paths = [file.path for file in files]
    for left, right in pairwise(paths):
        if left >= right:
            raise FormRejected(
                sentence("files in the order of their paths, each once"), where="files", found=right
            )
    _check_collisions(paths)
    if RELEASE_FILE not in paths:
        raise FormRejected(sentence("a file named {path}", path=RELEASE_FILE), where="files")
    return Manifest(text(content["inquiry"], "inquiry"), _read_title(content["title"]), files)


def _read_title(value: JsonValue) -> Mapping[str, str]:
    if not isinstance(value, Mapping) or not value or not all(map(_LANGUAGE.fullmatch, value)):
        raise FormRejected(sentence("a title by language, such as en, ru or kk"), where="title")
    return MappingProxyType({language: text(title, f"title.{language}") for language, title in value.items()})


def _read_file(value: JsonValue, where: str) -> BundleFile:
    content = object_with(value, ("bytes", "path", SHA256), where)
    path, digest = content["path"], content[SHA256]
    if not isinstance(path, str) or path == MANIFEST or path.startswith(PROOF_FOLDER):
        raise FormRejected(
            sentence(
                "a path outside {folder} that is not {manifest}", folder=PROOF_FOLDER, manifest=MANIFEST
            ),
            where=where,
            found=str(path),
        )
    _check_path(path, where)
    if not isinstance(digest, str) or not _HEX.fullmatch(digest):
        raise FormRejected(sentence("SHA-256 in 64 small hex digits"), where=where, found=str(digest))
    return BundleFile(path, bytes.fromhex(digest), whole_number(content["bytes"], f"{where}.bytes"))


def _check_path(path: str, where: str) -> None:
    unsafe = unsafe_path(path)
    if unsafe is not None:
        raise FormRejected(unsafe, where=where, found=path)


def _check_collisions(paths: Iterable[str]) -> None:
    """Refuse two paths that are one on some system, and a file that is another one's folder."""
    files: dict[str, str] = {folded_path(path): path for path in (*PROOF_FILES, MANIFEST)}
    folders = {"proof"}
    for path in paths:
        folded = folded_path(path)
        parents = [folded[:place] for place, letter in enumerate(folded) if letter == "/"]
        if folded in files or folded in folders or any(parent in files for parent in parents):
            raise FormRejected(
                sentence("paths that differ on every system, and no file inside a file"),
                where="files",
                found=path,
            )
        files[folded] = path
        folders.update(parents)


# --- one file on the ledger ---------------------------------------------------------------------


def file_version(kind: str, id: str, by: str, data: bytes) -> RecordVersion:
    """The record by which a file goes on the ledger: its hash and nothing of its content.

    Args:
        kind: `release` for `release.json`, `publication` for `manifest.json`.
        id: The release's or the publication's id; will be told in the bundle.
        by: Who releases or publishes; will not.
        data: The file's bytes.
    """
    return RecordVersion(kind, id, by, MappingProxyType({SHA256: sha256(data).hexdigest()}))


@dataclass(frozen=True, slots=True)
class FileProof:
    """That a file of the bundle stands on the ledger.

    Attributes:
        id: The release's or the publication's.
        entry: The ledger entry, whose commitment binds the file's hash.
        index: Where on the ledger it stands, from 0.
        opening: Of kind, id and hash.
        inclusion: Proof of the entry, as `prove_inclusion` gives it.
    """

    id: str
    entry: LedgerEntry
    index: int
    opening: Opening
    inclusion: tuple[bytes, ...]

    def as_bytes(self) -> bytes:
        """The bytes of the proof file."""
        return canonical_bytes(
            {
                "entry": self.entry.as_json(),
                "format": FILE_PROOF_FORMAT,
                "id": self.id,
                "index": self.index,
                "proof": spelled(self.inclusion),
                **_spell_opening(self.opening),
            }
        )


def prove_file(
    version: RecordVersion, secret: bytes, entry: LedgerEntry, *, index: int, size: int, nodes: Nodes
) -> FileProof:
    """The proof that a file stands on the ledger, for a checkpoint over `size` entries.

    Args:
        version: As `file_version` made it.
        secret: That its commitment was made with.
        entry: The ledger entry that holds the commitment.
        index: Where the entry stands, from 0.
        size: Entries under the checkpoint.
        nodes: The ledger's nodes.
    """
    opening = open_fields(version, secret, (KIND, ID, SHA256))
    return FileProof(version.id, entry, index, opening, prove_inclusion(index, size, nodes))


def parse_file_proof(data: bytes) -> FileProof:
    """The proof that these bytes are.

    Raises:
        FormRejected: They are not in form.
    """
    content = read_form(data, FILE_PROOF_FORMAT, ("digests", "entry", "id", "index", "opened", "proof"))
    opening = _read_opening(content, "")
    if opening.salts.keys() != {KIND, ID, SHA256}:
        raise FormRejected(
            sentence("an object with exactly the keys {keys}", keys=f"{ID}, {KIND}, {SHA256}"), where="opened"
        )
    return FileProof(
        text(content["id"], "id"),
        _read_entry(content["entry"], "entry"),
        whole_number(content["index"], "index"),
        opening,
        hashes(content["proof"], "proof"),
    )


def _spell_opening(opening: Opening) -> dict[str, JsonValue]:
    return {
        "digests": spelled(opening.digests),
        "opened": {name: base64.b64encode(salt).decode() for name, salt in opening.salts.items()},
    }


def _read_opening(content: Mapping[str, JsonValue], where: str) -> Opening:
    opened = content["opened"]
    if not isinstance(opened, Mapping):
        raise FormRejected(sentence("an object of salts by field"), where=f"{where}opened")
    salts = {name: fixed_bytes(salt, SALT_BYTES, f"{where}opened.{name}") for name, salt in opened.items()}
    digests = items(
        content["digests"], lambda item, place: fixed_bytes(item, DIGEST_BYTES, place), f"{where}digests"
    )
    return Opening(MappingProxyType(salts), digests)


def _read_entry(value: JsonValue, where: str) -> LedgerEntry:
    try:
        return LedgerEntry.from_json(value)
    except EntryRejected as fault:
        raise FormRejected(fault.because, where=where) from None


# --- the released records -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecordedVersion:
    """A version of a record as its keeper has it, with what of it the release shows.

    Attributes:
        version: As it was committed to.
        secret: With which.
        entry: The ledger entry that holds the commitment.
        index: Where the entry stands, from 0.
        revealed: Names of the fields whose recorded value the release repeats unchanged.
        released_id: The id under which the release has the record; `None` where it is the
            recorded one. The recorded id of a renamed record stays shut.
    """

    version: RecordVersion
    secret: bytes
    entry: LedgerEntry
    index: int
    revealed: Collection[str]
    released_id: str | None = None

    def proof(self) -> RecordProof:
        """The record's own part of the proof file."""
        recorded = self.version.id
        released = recorded if self.released_id is None else self.released_id
        opened = {KIND, *self.revealed} | ({ID} if released == recorded else set())
        opening = open_fields(self.version, self.secret, opened)
        return RecordProof(self.version.kind, released, self.entry, self.index, opening)


@dataclass(frozen=True, slots=True)
class RecordProof:
    """That a record in the release stands on the ledger, and which fields are as recorded.

    Attributes:
        kind: Under which word `release.json` has it among its `records`.
        id: Under which id.
        entry: Its ledger entry.
        index: Where on the ledger that stands, from 0.
        opening: Of the kind, of the id unless the release has renamed the record, and of the
            fields that the release repeats unchanged. The values are not told again: they
            are those in `release.json`.
    """

    kind: str
    id: str
    entry: LedgerEntry
    index: int
    opening: Opening


@dataclass(frozen=True, slots=True)
class RecordsProof:
    """The proofs of all records, with one proof of inclusion for them together.

    Attributes:
        records: In the order of their entries.
        inclusion: As `prove_inclusions` gives it.
    """

    records: tuple[RecordProof, ...]
    inclusion: tuple[bytes, ...]

    def as_bytes(self) -> bytes:
        """The bytes of the proof file."""
        return canonical_bytes(
            {
                "format": RECORDS_FORMAT,
                "proof": spelled(self.inclusion),
                "records": [
                    {
                        "entry": record.entry.as_json(),
                        "id": record.id,
                        "index": record.index,
                        "kind": record.kind,
                        **_spell_opening(record.opening),
                    }
                    for record in self.records
                ],
            }
        )


def prove_records(records: Iterable[RecordedVersion], *, size: int, nodes: Nodes) -> RecordsProof:
    """The proofs of released records, for a checkpoint over `size` entries.

    Args:
        records: In any order, each with an entry of its own.
        size: Entries under the checkpoint.
        nodes: The ledger's nodes, asked once.

    Raises:
        KeyError: A revealed field is not one of the version's.
        ValueError: Two records share an entry, or an index is out of bounds.
    """
    ordered = sorted(records, key=lambda record: record.index)
    for left, right in pairwise(ordered):
        if left.index == right.index:
            raise ValueError(f"two records share the ledger entry {left.index}")
    proofs = tuple(record.proof() for record in ordered)
    return RecordsProof(proofs, prove_inclusions((record.index for record in ordered), size, nodes))


def parse_records_proof(data: bytes) -> RecordsProof:
    """The proofs that these bytes are.

    Raises:
        FormRejected: They are not in form, or the records not in the order of their entries.
    """
    content = read_form(data, RECORDS_FORMAT, ("proof", "records"))
    records = items(content["records"], _read_record, "records")
    for left, right in pairwise(records):
        if left.index >= right.index:
            raise FormRejected(
                sentence("records in the order of their entries, each entry once"),
                where="records",
                found=str(right.index),
            )
    return RecordsProof(records, hashes(content["proof"], "proof"))


def _read_record(value: JsonValue, where: str) -> RecordProof:
    content = object_with(value, ("digests", "entry", "id", "index", "kind", "opened"), where)
    opening = _read_opening(content, f"{where}.")
    if KIND not in opening.salts:
        raise FormRejected(
            sentence("a salt of {field} among the others", field=KIND), where=f"{where}.opened"
        )
    return RecordProof(
        text(content["kind"], f"{where}.kind"),
        text(content["id"], f"{where}.id"),
        _read_entry(content["entry"], f"{where}.entry"),
        whole_number(content["index"], f"{where}.index"),
        opening,
    )


# --- earlier checkpoints ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EarlierCheckpoint:
    """An earlier state of the ledger, and the proof that the bundle's checkpoint continues it.

    Attributes:
        note: The signed checkpoint's bytes, as it was given out.
        consistency: As `prove_consistency` gives it.
    """

    note: bytes
    consistency: tuple[bytes, ...]


def _earlier_bytes(earlier: Sequence[EarlierCheckpoint]) -> bytes:
    return canonical_bytes(
        {
            "checkpoints": [
                {"checkpoint": checkpoint.note.decode(), "proof": spelled(checkpoint.consistency)}
                for checkpoint in earlier
            ],
            "format": EARLIER_FORMAT,
        }
    )


def parse_earlier(data: bytes) -> tuple[EarlierCheckpoint, ...]:
    """The earlier checkpoints that these bytes tell, their notes unread.

    Raises:
        FormRejected: They are not in form.
    """
    content = read_form(data, EARLIER_FORMAT, ("checkpoints",))
    return items(content["checkpoints"], _read_earlier, "checkpoints")


def _read_earlier(value: JsonValue, where: str) -> EarlierCheckpoint:
    content = object_with(value, ("checkpoint", "proof"), where)
    note = content["checkpoint"]
    if not isinstance(note, str):
        raise FormRejected(sentence("a signed checkpoint as a text"), where=f"{where}.checkpoint")
    return EarlierCheckpoint(note.encode(), hashes(content["proof"], f"{where}.proof"))


# --- all of proof/ ------------------------------------------------------------------------------


def proof_files(
    *,
    key: VerifierKey,
    checkpoint: SignedNote,
    earlier: Sequence[EarlierCheckpoint],
    release: FileProof,
    publication: FileProof,
    records: RecordsProof,
) -> Mapping[str, bytes]:
    """The bytes of every file in `proof/`, by path; the caller writes them.

    All proofs are for the size that `checkpoint` tells. Whoever writes the bundle then runs
    `verify_bundle` over it: what does not hold must not leave the house.

    Args:
        key: The ledger's verifier key.
        checkpoint: Its signed state, with the signature by `key` alone.
        earlier: Earlier checkpoints, smallest first; none is right for a first bundle.
        release: That `release.json` stands on the ledger.
        publication: That `manifest.json` does.
        records: That released records do.
    """
    return MappingProxyType(
        {
            CHECKPOINT: checkpoint.as_bytes(),
            EARLIER: _earlier_bytes(earlier),
            KEY: f"{key}\n".encode(),
            PUBLICATION: publication.as_bytes(),
            RECORDS: records.as_bytes(),
            RELEASE: release.as_bytes(),
        }
    )
