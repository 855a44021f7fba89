"""The questions put to a bundle, one after the other; each knows what the earlier ones found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from aiqyn.core.custody.bundle import (
    CHECKPOINT,
    EARLIER,
    KEY,
    MANIFEST,
    PROOF_FILES,
    PUBLICATION,
    RECORDS,
    RELEASE,
    RELEASE_FILE,
    SHA256,
    BundleFile,
    EarlierCheckpoint,
    FileProof,
    Manifest,
    RecordProof,
    RecordsProof,
    parse_earlier,
    parse_file_proof,
    parse_manifest,
    parse_records_proof,
)
from aiqyn.core.custody.canonical import JsonValue, NotCanonical, parse_canonical
from aiqyn.core.custody.checkpoints import Checkpoint, parse_checkpoint
from aiqyn.core.custody.commitments import ID, KIND, OpeningRejected, verify_opening
from aiqyn.core.custody.findings import BundleReader, Check, CheckName, FoundFile, Progress, Unreadable
from aiqyn.core.custody.forms import FormRejected
from aiqyn.core.custody.merkle import ProofRejected, verify_consistency, verify_inclusion, verify_inclusions
from aiqyn.core.custody.notes import (
    KeyRejected,
    NoteRejected,
    VerifierKey,
    parse_note,
    verify_note,
)
from aiqyn.core.custody.paths import folded_path, unsafe_path
from aiqyn.core.faults import Fault
from aiqyn.core.language import Sentence, sentence
from aiqyn.core.shown import shown

__all__ = ["CHECKS", "State"]

LARGEST_SMALL = 64 * 1024 * 1024
LARGEST_RECORDS = 512 * 1024 * 1024
"""Bytes that are read whole; every other file streams by, whatever its size."""

RECORDING_ACTIONS = frozenset({"create", "change", "import"})
RELEASE_ACTION, RELEASE_KIND = "release", "release"
PUBLICATION_ACTION, PUBLICATION_KIND = "publish", "publication"


@dataclass(slots=True)
class State:
    """What is known so far; each check reads what earlier ones have established."""

    reader: BundleReader
    given_key: VerifierKey | None
    progress: Progress
    found: dict[str, FoundFile] = field(default_factory=dict)
    manifest_bytes: bytes | None = None
    manifest: Manifest | None = None
    key: VerifierKey | None = None
    checkpoint: Checkpoint | None = None
    earlier: tuple[Checkpoint, ...] = ()
    release: FileProof | None = None
    release_content: Mapping[str, JsonValue] | None = None
    publication: FileProof | None = None
    proved_values: int = 0
    released_values: int = 0
    proved_records: int = 0
    released_records: int = 0

    def read(self, path: str, limit: int = LARGEST_SMALL) -> bytes:
        """A whole file that is small by rule."""
        pieces, size = [], 0
        for piece in self.reader.chunks(path):
            size += len(piece)
            if size > limit:
                raise Unreadable(sentence("the file has more than {limit} MiB", limit=limit // 2**20))
            pieces.append(piece)
        return b"".join(pieces)


def _failed(name: CheckName, says: Sentence, faults: Iterable[Fault]) -> Check:
    return Check(name, "failed", says, tuple(faults))


def _fault(
    file: str,
    accepted: Sentence,
    *,
    found: str | Sentence = "",
    where: str | None = None,
    because: Sentence | None = None,
) -> Fault:
    """Names and contents come from whoever made the bundle: hidden characters are spelled out."""
    return Fault(
        shown(file), None, where, shown(found) if isinstance(found, str) else found, accepted, because
    )


def _unreadable(path: str, fault: Unreadable) -> Fault:
    return _fault(path, sentence("a file that can be read"), because=fault.because)


def _misformed(path: str, fault: FormRejected) -> Fault:
    return _fault(path, fault.accepted, found=fault.found, where=fault.where or None)


def _check_folder(state: State) -> Check:
    """Only files, under names that mean the same everywhere."""
    faults: list[Fault] = []
    folded: dict[str, str] = {}
    try:
        for found in state.reader.listing():
            faults.extend(_faults_of_name(found, folded))
            folded[folded_path(found.path)] = found.path
            state.found[found.path] = found
    except Unreadable as fault:
        faults.append(_unreadable("", fault))
    if faults:
        return _failed(
            "folder", sentence("The folder holds something that does not belong in a bundle."), faults
        )
    return Check("folder", "held", sentence("The folder holds nothing but files under plain names."))


def _faults_of_name(found: FoundFile, folded: Mapping[str, str]) -> Iterator[Fault]:
    if found.kind != "file":
        yield _fault(found.path, sentence("a file"), found=_KINDS[found.kind])
    unsafe = unsafe_path(found.path)
    if unsafe is not None:
        yield _fault(
            found.path,
            sentence("a name that means the same on every system"),
            found=found.path,
            because=unsafe,
        )
    twin = folded.get(folded_path(found.path))
    if twin is not None:
        yield _fault(
            found.path,
            sentence("a name that means the same on every system"),
            found=found.path,
            because=sentence("some systems take it for {path}", path=shown(twin)),
        )


_KINDS: Mapping[str, Sentence] = {
    "link": sentence("a link to elsewhere"),
    "empty-folder": sentence("an empty folder"),
    "other": sentence("neither a file nor a folder"),
}


def _check_manifest(state: State) -> Check:
    try:
        state.manifest_bytes = state.read(MANIFEST)
        state.manifest = parse_manifest(state.manifest_bytes)
    except Unreadable as fault:
        return _failed("manifest", sentence("The manifest can't be read."), [_unreadable(MANIFEST, fault)])
    except FormRejected as fault:
        return _failed("manifest", sentence("The manifest is not in form."), [_misformed(MANIFEST, fault)])
    return Check(
        "manifest",
        "held",
        sentence("The manifest is in form. Files that it names: {count}.", count=len(state.manifest.files)),
    )


def _check_files(state: State) -> Check:
    """Every file as the manifest says, none missing, none besides."""
    faults = [
        _fault(path, sentence("this file, which every bundle has"), found=sentence("nothing"))
        for path in (MANIFEST, *PROOF_FILES)
        if path not in state.found
    ]
    if state.manifest is None:
        says = sentence("The files can't be compared with a manifest.")
        return _failed("files", says, faults) if faults else Check("files", "not-checked", says)
    named = {file.path: file for file in state.manifest.files}
    faults += [
        _fault(
            path,
            sentence("only files that the manifest names, and those of proof/"),
            found=sentence("{size} bytes", size=found.size),
        )
        for path, found in state.found.items()
        if found.kind == "file" and path not in named and path != MANIFEST and path not in PROOF_FILES
    ]
    hashing = _Hashing(state, sum(file.size for file in named.values()))
    for file in named.values():
        faults.extend(_faults_of_file(state, file, hashing))
    if faults:
        return _failed("files", sentence("The files are not those that the manifest names."), faults)
    return Check(
        "files",
        "held",
        sentence("Every file is the one that the manifest names. Files compared: {count}.", count=len(named)),
    )


@dataclass(slots=True)
class _Hashing:
    """Hashes files as they stream by, and tells how far it is."""

    state: State
    total: int
    done: int = 0

    def digest(self, path: str) -> str:
        hashed = sha256()
        for piece in self.state.reader.chunks(path):
            hashed.update(piece)
            self.done += len(piece)
            self.state.progress(min(self.done, self.total), self.total, "files")
        return hashed.hexdigest()


def _faults_of_file(state: State, file: BundleFile, hashing: _Hashing) -> Iterator[Fault]:
    found = state.found.get(file.path)
    if found is None:
        yield _fault(file.path, sentence("this file, which the manifest names"), found=sentence("nothing"))
        return
    if found.kind != "file":
        return  # the check of the folder has said so
    if found.size != file.size:
        yield _fault(
            file.path,
            sentence("{size} bytes, as the manifest says", size=file.size),
            found=sentence("{size} bytes", size=found.size),
        )
        return
    try:
        digest = hashing.digest(file.path)
    except Unreadable as fault:
        yield _unreadable(file.path, fault)
        return
    if digest != file.sha256.hex():
        yield _fault(
            file.path,
            sentence("SHA-256 {digest}, as the manifest says", digest=file.sha256.hex()),
            found=f"SHA-256 {digest}",
        )


def _check_key(state: State) -> Check:
    state.key = state.given_key
    try:
        own = _read_key(state.read(KEY, 4096))
    except Unreadable as fault:
        return _failed("key", sentence("The bundle's key can't be read."), [_unreadable(KEY, fault)])
    except KeyRejected as fault:
        return _failed(
            "key",
            sentence("The bundle's key is not in form."),
            [_fault(KEY, sentence("a verifier key and a newline"), because=fault.because)],
        )
    if state.given_key is None:
        state.key = own
        return Check(
            "key",
            "not-checked",
            sentence("The key comes from the bundle itself: whose it is, is not proved."),
        )
    if own != state.given_key:
        return _failed(
            "key",
            sentence("The bundle is signed by another key than the one given."),
            [_fault(KEY, sentence("the key given, {key}", key=str(state.given_key)), found=str(own))],
        )
    return Check("key", "held", sentence("The bundle names the key that was given."))


def _read_key(data: bytes) -> VerifierKey:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise KeyRejected(sentence("byte {place} is not UTF-8", place=fault.start + 1)) from None
    key = VerifierKey.parse(text.removesuffix("\n"))
    if text != f"{key}\n":
        raise KeyRejected(sentence("a verifier key has the form name+id+base64, on one line"))
    return key


def _check_checkpoint(state: State) -> Check:
    if state.key is None:
        return Check("checkpoint", "not-checked", sentence("There is no key to check the signature with."))
    try:
        state.checkpoint = _read_checkpoint(state.read(CHECKPOINT), state.key)
    except Unreadable as fault:
        return _failed(
            "checkpoint", sentence("The checkpoint can't be read."), [_unreadable(CHECKPOINT, fault)]
        )
    except NoteRejected as fault:
        return _failed(
            "checkpoint",
            sentence("The checkpoint is not one that the key has signed."),
            [_fault(CHECKPOINT, sentence("a checkpoint signed by the key"), because=fault.because)],
        )
    return Check(
        "checkpoint",
        "held",
        sentence(
            "The signature on the ledger's state holds. Entries under it: {size}.",
            size=state.checkpoint.head.size,
        ),
    )


def _read_checkpoint(data: bytes, key: VerifierKey) -> Checkpoint:
    """A checkpoint of the key's log with the key's signature and no other.

    A signature that nobody can check here could be changed without anybody seeing it, so
    this form of the bundle has no room for one.
    """
    note = parse_note(data)
    verify_note(note, [key])
    if len(note.signatures) > 1:
        raise NoteRejected(sentence("beside the key's signature there are others, which can't be checked"))
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != key.name:
        raise NoteRejected(
            sentence(
                "the checkpoint is of the log “{origin}”, the key of “{name}”",
                origin=shown(checkpoint.origin),
                name=key.name,
            )
        )
    if checkpoint.extensions:
        raise NoteRejected(sentence("the checkpoint has more than three lines"))
    return checkpoint


def _without_checkpoint(name: CheckName) -> Check:
    return Check(
        name, "not-checked", sentence("Without a checkpoint that holds, nothing can be proved by it.")
    )


def _check_earlier(state: State) -> Check:
    if state.checkpoint is None or state.key is None:
        return _without_checkpoint("earlier")
    says = sentence("The ledger does not continue an earlier state as it should.")
    try:
        told = parse_earlier(state.read(EARLIER))
    except Unreadable as fault:
        return _failed("earlier", says, [_unreadable(EARLIER, fault)])
    except FormRejected as fault:
        return _failed("earlier", says, [_misformed(EARLIER, fault)])
    faults: list[Fault] = []
    read: list[Checkpoint] = []
    for place, earlier in enumerate(told, 1):
        try:
            read.append(_read_earlier(earlier, state.key, state.checkpoint, read[-1] if read else None))
        except (NoteRejected, ProofRejected) as fault:
            faults.append(
                _fault(
                    EARLIER,
                    sentence("an earlier signed state that this one continues"),
                    where=f"checkpoints[{place}]",
                    because=fault.because,
                )
            )
    if faults:
        return _failed("earlier", says, faults)
    state.earlier = tuple(read)
    if not read:
        return Check("earlier", "not-checked", sentence("The bundle holds no earlier state of the ledger."))
    return Check(
        "earlier",
        "held",
        sentence(
            "The ledger continues its earlier signed states. States compared: {count}.", count=len(read)
        ),
    )


def _read_earlier(
    earlier: EarlierCheckpoint, key: VerifierKey, latest: Checkpoint, before: Checkpoint | None
) -> Checkpoint:
    checkpoint = _read_checkpoint(earlier.note, key)
    if before is not None and checkpoint.head.size <= before.head.size:
        raise NoteRejected(sentence("earlier checkpoints stand in the order of their sizes, each once"))
    verify_consistency(checkpoint.head, latest.head, earlier.consistency)
    return checkpoint


def _check_release(state: State) -> Check:
    says = sentence("The release is not the one on the ledger.")
    try:
        data = state.read(RELEASE_FILE, LARGEST_RECORDS)
        state.release_content = _read_release(data)
    except Unreadable as fault:
        return _failed("release", says, [_unreadable(RELEASE_FILE, fault)])
    except FormRejected as fault:
        return _failed("release", says, [_misformed(RELEASE_FILE, fault)])
    if state.checkpoint is None:
        return _without_checkpoint("release")
    proof, faults = _read_file_proof(state, RELEASE, data, RELEASE_KIND, RELEASE_ACTION)
    if proof is not None:
        faults.extend(_faults_of_release(state, proof))
    if faults or proof is None:
        return _failed("release", says, faults)
    state.release = proof
    return Check(
        "release",
        "held",
        sentence("The release stands on the ledger as entry {index}.", index=proof.index),
    )


def _read_release(data: bytes) -> Mapping[str, JsonValue]:
    try:
        content = parse_canonical(data)
    except NotCanonical as fault:
        raise FormRejected(sentence("canonical JSON (RFC 8785, texts in NFC)"), found=fault.because) from None
    if not isinstance(content, Mapping):
        raise FormRejected(sentence("an object"))
    records = content.get("records")
    if not isinstance(records, Mapping) or not all(
        isinstance(entries, Mapping) and all(isinstance(entry, Mapping) for entry in entries.values())
        for entries in records.values()
    ):
        raise FormRejected(sentence("records by kind, id and field"), where="records")
    return content


def _faults_of_release(state: State, proof: FileProof) -> Iterator[Fault]:
    """Whether the release's own words about itself and the ledger agree with the proofs."""
    content = state.release_content or {}
    if "id" in content and content["id"] != proof.id:
        yield _fault(
            RELEASE,
            sentence("the release's id, {id}", id=shown(str(content["id"]))),
            where="id",
            found=proof.id,
        )
    told = content.get("ledger")
    if told is None:
        return
    states = (*state.earlier, *((state.checkpoint,) if state.checkpoint else ()))
    known = [(known.origin, known.head.size, known.head.root.hex()) for known in states]
    if not isinstance(told, Mapping) or _ledger_state(told) not in known:
        yield _fault(
            RELEASE_FILE,
            sentence("a state of the ledger whose checkpoint is in the bundle"),
            where="ledger",
            found=str(told),
        )
    elif _told_size(content) > proof.index:
        yield _fault(
            RELEASE_FILE,
            sentence("a state of the ledger from before the release's own entry, {index}", index=proof.index),
            where="ledger.size",
            found=str(_told_size(content)),
        )


def _told_size(content: Mapping[str, JsonValue]) -> int:
    """How many entries the ledger had when the release was made, as far as it says so."""
    told = content.get("ledger")
    size = told.get("size") if isinstance(told, Mapping) else None
    return size if isinstance(size, int) else 0


def _ledger_state(told: Mapping[str, JsonValue]) -> tuple[JsonValue, JsonValue, JsonValue]:
    size = told.get("size")
    return told.get("origin"), None if isinstance(size, bool) else size, told.get("root")


def _check_publication(state: State) -> Check:
    if state.manifest_bytes is None:
        return Check("publication", "not-checked", sentence("There is no manifest to check."))
    if state.checkpoint is None:
        return _without_checkpoint("publication")
    proof, faults = _read_file_proof(
        state, PUBLICATION, state.manifest_bytes, PUBLICATION_KIND, PUBLICATION_ACTION
    )
    if proof is not None and state.release is not None and proof.index <= state.release.index:
        faults.append(
            _fault(
                PUBLICATION,
                sentence("an entry after that of the release, {index}", index=state.release.index),
                where="index",
                found=str(proof.index),
            )
        )
    if faults or proof is None:
        return _failed("publication", sentence("The publication is not the one on the ledger."), faults)
    state.publication = proof
    return Check(
        "publication",
        "held",
        sentence(
            "The manifest, and by it every file, stands on the ledger as entry {index}.", index=proof.index
        ),
    )


def _read_file_proof(
    state: State, path: str, data: bytes, kind: str, action: str
) -> tuple[FileProof | None, list[Fault]]:
    """The proof that a file stands on the ledger, and what is wrong with it."""
    try:
        proof = parse_file_proof(state.read(path))
    except Unreadable as fault:
        return None, [_unreadable(path, fault)]
    except FormRejected as fault:
        return None, [_misformed(path, fault)]
    if state.checkpoint is None:  # the callers have looked; this tells the type checker
        return None, []
    faults = []
    if proof.entry.action != action:
        faults.append(
            _fault(
                path,
                sentence("an entry of the action “{action}”", action=action),
                where="entry.action",
                found=proof.entry.action,
            )
        )
    values = {KIND: kind, ID: proof.id, SHA256: sha256(data).hexdigest()}
    try:
        verify_opening(proof.opening, values, proof.entry.commitment)
    except OpeningRejected as fault:
        faults.append(
            _fault(
                path,
                sentence("an entry that binds this very file"),
                where="opened",
                found=f"SHA-256 {values[SHA256]}",
                because=fault.because,
            )
        )
    try:
        verify_inclusion(proof.entry.leaf(), proof.index, state.checkpoint.head, proof.inclusion)
    except ProofRejected as fault:
        faults.append(
            _fault(
                path, sentence("a proof that leads to the checkpoint"), where="proof", because=fault.because
            )
        )
    return proof, faults


def _check_records(state: State) -> Check:
    if state.checkpoint is None:
        return _without_checkpoint("records")
    if state.release_content is None:
        return Check("records", "not-checked", sentence("There is no release to compare the records with."))
    says = sentence("The released records are not those on the ledger.")
    try:
        proof = parse_records_proof(state.read(RECORDS, LARGEST_RECORDS))
    except Unreadable as fault:
        return _failed("records", says, [_unreadable(RECORDS, fault)])
    except FormRejected as fault:
        return _failed("records", says, [_misformed(RECORDS, fault)])
    faults = list(_faults_of_records(state, proof))
    try:
        leaves = {record.index: record.entry.leaf() for record in proof.records}
        verify_inclusions(leaves, state.checkpoint.head, proof.inclusion)
    except ProofRejected as fault:
        faults.append(
            _fault(
                RECORDS,
                sentence("a proof that leads to the checkpoint"),
                where="proof",
                because=fault.because,
            )
        )
    if faults:
        return _failed("records", says, faults)
    _count_records(state, proof)
    return Check(
        "records",
        "held",
        sentence(
            "Released records found on the ledger: {proved} of {released}. "
            "Released values that are as recorded: {values} of {all_values}.",
            proved=state.proved_records,
            released=state.released_records,
            values=state.proved_values,
            all_values=state.released_values,
        ),
    )


def _faults_of_records(state: State, proof: RecordsProof) -> Iterator[Fault]:
    records = _released(state)
    before = _told_size(state.release_content or {}) or (state.release.index if state.release else None)
    seen: set[tuple[str, str]] = set()
    for place, record in enumerate(proof.records, 1):
        because = _why_not_recorded(record, records, before=before)
        if (record.kind, record.id) in seen:
            because = sentence("the record stands twice among the proofs")
        seen.add((record.kind, record.id))
        if because is not None:
            yield _fault(
                RECORDS,
                sentence("a record that the release tells as it stands on the ledger"),
                where=f"records[{place}]",
                found=f"{record.kind} {record.id}",
                because=because,
            )
        if place % 1000 == 0 or place == len(proof.records):
            state.progress(place, len(proof.records), "records")


def _released(state: State) -> Mapping[str, Mapping[str, Mapping[str, JsonValue]]]:
    return (state.release_content or {}).get("records", {})  # type: ignore[return-value]  # looked at when read


def _why_not_recorded(
    record: RecordProof, records: Mapping[str, Mapping[str, Mapping[str, JsonValue]]], *, before: int | None
) -> Sentence | None:
    """Why one record's proof does not hold; `None` if it does."""
    if record.entry.action not in RECORDING_ACTIONS:
        return sentence("the entry's action is “{action}”, which records nothing", action=record.entry.action)
    if before is not None and record.index >= before:
        return sentence("the entry is not from before the release")
    released = records.get(record.kind, {}).get(record.id)
    if released is None:
        return sentence("the release has no such record")
    values: dict[str, JsonValue] = {KIND: record.kind}
    if ID in record.opening.salts:
        values[ID] = record.id
    for name in record.opening.salts.keys() - values.keys():
        if name not in released:
            return sentence("the release does not tell the field “{field}”", field=shown(name))
        values[name] = released[name]
    try:
        verify_opening(record.opening, values, record.entry.commitment)
    except OpeningRejected as fault:
        return fault.because
    return None


def _count_records(state: State, proof: RecordsProof) -> None:
    records = _released(state)
    state.released_records = sum(len(entries) for entries in records.values())
    state.released_values = sum(len(entry) for entries in records.values() for entry in entries.values())
    state.proved_records = len(proof.records)
    state.proved_values = sum(len(record.opening.salts.keys() - {KIND, ID}) for record in proof.records)


def _check_timestamp(state: State) -> Check:
    return Check(
        "timestamp",
        "not-checked",
        sentence("The bundle holds no timestamp of an authority: times are by the inquiry's own clock."),
    )


CHECKS = (
    _check_folder,
    _check_manifest,
    _check_files,
    _check_key,
    _check_checkpoint,
    _check_earlier,
    _check_release,
    _check_publication,
    _check_records,
    _check_timestamp,
)
"""In the order in which each finds what it needs."""
