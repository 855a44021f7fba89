"""Releases and publications: cut, sealed and proved; each with its own entry on the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from django.conf import settings

from aiqyn.core.custody import (
    EarlierCheckpoint,
    FileProof,
    LedgerEntry,
    RecordedVersion,
    RecordVersion,
    file_version,
    parse_entry,
    parse_note,
    proof_files,
    prove_consistency,
    prove_file,
    prove_records,
)
from aiqyn.core.dates import EdtfDate
from aiqyn.core.disclosure import (
    Cut,
    LedgerState,
    Original,
    Policy,
    Release,
    cut_down,
    read_release,
    release_json,
)
from aiqyn.core.faults import Refused
from aiqyn.core.inquiry import Dossier
from aiqyn.core.language import sentence
from aiqyn.core.values import LocalisedText
from aiqyn.registry import ledger as the_ledger
from aiqyn.registry import models
from aiqyn.registry.services.door import open_door
from aiqyn.registry.services.dossiers import read_dossier_value
from aiqyn.registry.services.estimates import ReleasedEstimates

__all__ = ["Proofs", "create_release", "find_release", "list_releases", "record_publication"]

RELEASES, PUBLICATIONS = "release", "publication"

Progress = Callable[[int, int, str], None]


def create_release(
    policy: Policy,
    *,
    id: str,
    title: LocalisedText,
    by: str,
    at: datetime | None = None,
    progress: Progress | None = None,
) -> Release | Refused:
    """Cut the inquiry down by consent and policy, and seal what is left as a release.

    Estimates are made from what is released of each estimation, and before the store is
    locked: they may take long.

    Args:
        policy: For what, toward whom, and how far.
        id: The release's name; printed on everything made from it.
        title: What it is.
        by: Who makes it.
        at: The moment, and the day on which consent is read; now where `None`.
        progress: Told before each piece of work on estimates.

    Returns:
        The release, or a refusal: no inquiry, a name already taken, parts missing that
        estimates need, or disclosure's own.
    """
    moment = (at or datetime.now(UTC)).astimezone(UTC)
    taken = _name_is_taken(id)
    if taken is not None:
        return taken
    estimates = ReleasedEstimates(progress)
    drafted = _draft(policy, id, title, moment)
    if isinstance(drafted, Refused):
        return drafted
    prepared = estimates.of(*drafted)
    if isinstance(prepared, Refused):
        return prepared
    with open_door(by, at=moment) as door:
        # What was recorded meanwhile counts: all is cut anew, and only what is the same is not estimated twice.
        sealed = _name_is_taken(id) or _draft(policy, id, title, moment)
        if isinstance(sealed, Refused):
            return sealed
        found = estimates.of(*sealed)
        if isinstance(found, Refused):
            return found
        cut = sealed[1]
        release = cut.release.model_copy(update={"estimates": found})
        content = release_json(release)
        door.record(file_version(RELEASES, id, by, content), action="release")
        models.Release.objects.create(
            id=id,
            content=content.decode(),
            sha256=hashlib.sha256(content).hexdigest(),
            originals=_originals_as_json(cut.originals),
            inside=_inside_as_json(cut),
            made_at=door.at,
            made_by=by,
            ledger_size=the_ledger.current_size(),
        )
    return release


def _name_is_taken(id: str) -> Refused | None:
    if not models.Release.objects.filter(pk=id).exists():
        return None
    return Refused(
        sentence(
            "There is a release {id} already, and a sealed release is never changed: give "
            "this one another name.",
            room="registry",
            id=id,
        )
    )


def _draft(policy: Policy, id: str, title: LocalisedText, moment: datetime) -> tuple[Dossier, Cut] | Refused:
    """The inquiry as it stands, and what of it may be printed."""
    dossier = read_dossier_value()
    if dossier is None:
        return Refused(sentence("The inquiry is empty: there is nothing to release.", room="registry"))
    cut = cut_down(
        dossier,
        policy,
        id=id,
        title=title,
        as_of=EdtfDate(moment.date().isoformat()),
        commitments=_commitments(),
        ledger=_ledger_state(),
        order_key=_order_key(policy),
    )
    return cut if isinstance(cut, Refused) else (dossier, cut)


def list_releases() -> tuple[models.Release, ...]:
    """All releases, oldest first."""
    return tuple(models.Release.objects.all())


def find_release(id: str) -> Release | None:
    """A release as it was sealed; `None` where there is none of that name."""
    row = models.Release.objects.filter(pk=id).first()
    return None if row is None else read_release(row.content.encode())


def _ledger_state() -> LedgerState | None:
    state = the_ledger.current_state()
    if state is None:
        return None
    checkpoint = state.checkpoint
    return LedgerState(origin=checkpoint.origin, size=checkpoint.head.size, root=checkpoint.head.root.hex())


def _latest_revisions() -> Iterable[models.Revision]:
    """The last revision of everything that has one and has not been removed."""
    latest: dict[tuple[str, str], models.Revision] = {}
    rows = models.Revision.objects.filter(kind__in=["inquiry", *models.KEPT]).select_related("entry")
    for row in rows.order_by("entry"):
        latest[row.kind, row.record_id] = row
    return [row for row in latest.values() if row.fields is not None]


def _commitments() -> dict[tuple[str, str], str]:
    return {
        (row.kind, row.record_id): parse_entry(row.entry.content.encode()).commitment.hex()
        for row in _latest_revisions()
    }


def _order_key(policy: Policy) -> bytes:
    """From what released ids are made: the same for each use, so that its releases can be compared,
    and another for every other, so that two recipients can't join what they were given."""
    key: bytes = settings.DISCLOSURE_KEY_SOURCE(f"{policy.purpose}/{policy.recipient}")
    return key


def _originals_as_json(originals: Mapping[tuple[str, str], Original]) -> list[object]:
    return [
        {
            "kind": kind,
            "released": released,
            "recorded": original.id,
            "fields": [name for name in original.fields if name != "id"],
        }
        for (kind, released), original in sorted(originals.items())
    ]


def _inside_as_json(cut: Cut) -> dict[str, object]:
    """What members alone may know of a cut: why each thing is withheld, and what was found in texts."""
    return {
        "reasons": [
            {
                "kind": kind,
                "id": id,
                "ground": reason.ground,
                "because": reason.because.model_dump(mode="json"),
            }
            for (kind, id), reason in sorted(cut.reasons.items())
        ],
        "screened": [asdict(screened) for screened in cut.screened],
    }


@dataclass(frozen=True, slots=True)
class Proofs:
    """What turns a folder into a bundle.

    Attributes:
        files: Bytes by path, all below `proof/`.
    """

    files: Mapping[str, bytes]


def record_publication(release_id: str, manifest: bytes, *, by: str, at: datetime | None = None) -> Proofs:
    """Put a bundle's manifest on the ledger, and give the proofs that the bundle needs.

    Args:
        release_id: What the bundle was made from.
        manifest: The bytes of its `manifest.json`.
        by: Who publishes.
        at: When; now where `None`.

    Raises:
        LookupError: There is no such release.
    """
    with open_door(by, at=at) as door:
        release = models.Release.objects.filter(pk=release_id).first()
        if release is None:
            raise LookupError(release_id)
        number = models.Publication.objects.filter(release=release).count() + 1
        version = file_version(PUBLICATIONS, f"{release_id}-{number}", by, manifest)
        door.record(version, action="publish")
        (index,) = door.flush()
        models.Publication.objects.create(
            entry_id=index,
            release=release,
            manifest_sha256=hashlib.sha256(manifest).hexdigest(),
            made_at=door.at,
        )
        return _proofs(release, index)


def _proofs(release: models.Release, publication_index: int) -> Proofs:
    state = the_ledger.current_state()
    assert state is not None
    size, nodes = state.checkpoint.head.size, the_ledger.StoredNodes()
    revisions = models.Revision.objects.select_related("entry")
    files = proof_files(
        key=the_ledger.signing_key(state.checkpoint.origin).verifier,
        checkpoint=parse_note(state.note),
        earlier=[
            EarlierCheckpoint(row.note.encode(), prove_consistency(row.size, size, nodes))
            for row in models.LedgerCheckpoint.objects.filter(size=release.ledger_size)
        ],
        release=_file_proof(revisions.get(kind=RELEASES, record_id=release.id), size, nodes),
        publication=_file_proof(revisions.get(entry=publication_index), size, nodes),
        records=prove_records(_recorded_versions(release), size=size, nodes=nodes),
    )
    return Proofs(files)


def _file_proof(row: models.Revision, size: int, nodes: the_ledger.StoredNodes) -> FileProof:
    return prove_file(
        _version(row), bytes(row.secret), _entry(row), index=row.entry_id, size=size, nodes=nodes
    )


def _version(row: models.Revision) -> RecordVersion:
    return RecordVersion(row.kind, row.record_id, row.by, dict(row.fields))


def _entry(row: models.Revision) -> LedgerEntry:
    return parse_entry(row.entry.content.encode())


def _recorded_versions(release: models.Release) -> list[RecordedVersion]:
    """For everything in a release that may be proved one by one.

    What the release calls by another id is proved only toward the public: a proof tells where on
    the ledger the record stands, and so would join what two other recipients were given.
    """
    originals = {(original["kind"], original["recorded"]): original for original in release.originals}
    found = []
    is_public = read_release(release.content.encode()).policy.recipient == "public"
    rows = models.Revision.objects.filter(entry__lt=release.ledger_size, kind__in=models.KEPT)
    latest: dict[tuple[str, str], models.Revision] = {}
    for row in rows.select_related("entry").order_by("entry"):
        latest[row.kind, row.record_id] = row
    for key, row in latest.items():
        original = originals.get(key)
        if original is None or row.secret is None or row.fields is None:
            continue
        is_renamed = original["released"] != row.record_id
        if is_renamed and not is_public:
            continue
        found.append(
            RecordedVersion(
                version=_version(row),
                secret=bytes(row.secret),
                entry=_entry(row),
                index=row.entry_id,
                revealed=tuple(original["fields"]),
                released_id=original["released"] if is_renamed else None,
            )
        )
    return found
