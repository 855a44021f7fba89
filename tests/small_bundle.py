"""A small ledger and the bundle made from it, in memory, with every feature that bundles have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from aiqyn.core.custody import (
    BundleFile,
    EarlierCheckpoint,
    FoundFile,
    JsonValue,
    LedgerEntry,
    Manifest,
    NodesInMemory,
    RecordedVersion,
    RecordVersion,
    SignedNote,
    SigningKey,
    Unreadable,
    canonical_bytes,
    commit,
    file_version,
    parse_checkpoint,
    proof_files,
    prove_consistency,
    prove_file,
    prove_records,
    sign_checkpoint,
)
from aiqyn.core.language import sentence

LOG = SigningKey("aiqyn/test-inquiry", bytes(range(32)))
STARTED = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@dataclass
class SmallLedger:
    """A ledger with all that its keeper would keep beside it."""

    signer: SigningKey = LOG
    nodes: NodesInMemory = field(default_factory=NodesInMemory)
    notes: list[SignedNote] = field(default_factory=list)
    recorded: list[tuple[RecordVersion, bytes, LedgerEntry]] = field(default_factory=list)

    @property
    def size(self) -> int:
        return self.nodes.range.size

    def record(self, version: RecordVersion, action: str = "create") -> int:
        """Put a version on the ledger and tell its index."""
        secret = sha256(f"secret {self.size}".encode()).digest()
        entry = LedgerEntry(STARTED + timedelta(minutes=self.size), action, commit(version, secret))
        self.recorded.append((version, secret, entry))
        self.nodes.append(entry.leaf())
        return self.size - 1

    def sign(self) -> SignedNote:
        """Sign the present state, after the last one."""
        previous = parse_checkpoint(self.notes[-1].text) if self.notes else None
        consistency = prove_consistency(previous.head.size, self.size, self.nodes) if previous else ()
        note = sign_checkpoint(
            self.nodes.range.head(), self.signer, previous=previous, consistency=consistency
        )
        self.notes.append(note)
        return note

    def recorded_version(
        self, index: int, revealed: tuple[str, ...], released_id: str | None = None
    ) -> RecordedVersion:
        version, secret, entry = self.recorded[index]
        return RecordedVersion(version, secret, entry, index, revealed, released_id)


@dataclass
class SmallBundle:
    """The files of a bundle by path, and the ledger behind it."""

    files: dict[str, bytes]
    ledger: SmallLedger

    def write(self, folder: Path) -> Path:
        for path, data in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return folder


PERSON = RecordVersion(
    "persons",
    "P1",
    "member-1",
    {"name": "Айдос Б.", "born": "1989-XX", "status": "civilian", "age": 32, "contact": "+7 700 000 00 00"},
)
RENAMED = RecordVersion("persons", "aidos-the-witness", "member-1", {"name": "A.", "status": "civilian"})
EVENT = RecordVersion(
    "events",
    "E1",
    "member-2",
    {"title": {"en": "Shooting", "ru": "Стрельба", "kk": "Ату"}, "date": "2022-01-05", "place": "almaty-1"},
)


def make_bundle(
    *,
    release_changes: dict[str, JsonValue] | None = None,
    report: dict[str, bytes] | None = None,
    extra_entries: int = 5,
) -> SmallBundle:
    """A bundle of three records: one opened in part, one renamed, one whose place was coarsened."""
    ledger = SmallLedger()
    for number in range(extra_entries):
        ledger.record(RecordVersion("sources", f"S{number}", "member-1", {"note": f"withheld {number}"}))
    ledger.sign()
    person = ledger.record(PERSON, "import")
    renamed = ledger.record(RENAMED)
    event = ledger.record(EVENT)
    cut_from = ledger.sign()
    state = parse_checkpoint(cut_from.text)
    release = canonical_bytes(
        {
            "format": "aiqyn-release/1",
            "id": "first",
            "title": {"en": "First release"},
            "ledger": {"origin": state.origin, "size": state.head.size, "root": state.head.root.hex()},
            "records": {
                "persons": {
                    "P1": {"name": "Айдос Б.", "born": "1989-XX", "status": "civilian"},
                    "person-A": {"status": "civilian"},
                },
                "events": {"E1": {**EVENT.fields, "place": "almaty"}},
            },
            **(release_changes or {}),
        }
    )
    release_index = ledger.record(file_version("release", "first", "member-1", release), "release")
    files = {
        "release.json": release,
        **(report or {"report/index.html": b"<p>few words", "report/kk/report.pdf": b"%PDF\x00\xff"}),
    }
    manifest = manifest_of(files)
    publication_index = ledger.record(file_version("publication", "first-1", "member-1", manifest), "publish")
    ledger.record(RecordVersion("sources", "S9", "member-1", {"note": "after the publication"}))
    checkpoint = ledger.sign()
    records = [
        ledger.recorded_version(event, ("title", "date")),
        ledger.recorded_version(person, ("name", "born", "status")),
        ledger.recorded_version(renamed, ("status",), "person-A"),
    ]
    size, nodes = ledger.size, ledger.nodes
    proofs = proof_files(
        key=LOG.verifier,
        checkpoint=checkpoint,
        earlier=[
            EarlierCheckpoint(
                note.as_bytes(), prove_consistency(parse_checkpoint(note.text).head.size, size, nodes)
            )
            for note in ledger.notes[:-1]
        ],
        release=prove_file(*ledger.recorded[release_index], index=release_index, size=size, nodes=nodes),
        publication=prove_file(
            *ledger.recorded[publication_index], index=publication_index, size=size, nodes=nodes
        ),
        records=prove_records(records, size=size, nodes=nodes),
    )
    return SmallBundle({**files, "manifest.json": manifest, **proofs}, ledger)


def manifest_of(files: dict[str, bytes]) -> bytes:
    """The manifest over these files."""
    named = tuple(BundleFile(path, sha256(data).digest(), len(data)) for path, data in files.items())
    return Manifest("test-inquiry", {"en": "A test", "kk": "Сынақ"}, named).as_bytes()


class FilesInMemory:
    """A bundle's folder without a disk."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def listing(self) -> list[FoundFile]:
        return [FoundFile(path, "file", len(data)) for path, data in sorted(self.files.items())]

    def chunks(self, path: str) -> Iterator[bytes]:
        if path not in self.files:
            raise Unreadable(sentence("there is no such file"))
        yield self.files[path]
