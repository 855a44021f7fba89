"""Check a bundle and say in words what that proves, by whose key, and what it leaves open.

Reach for it to judge a bundle of which nothing is known yet: every byte may be hostile. It
never raises over what it finds; each finding is a `Check` that held, failed, or could not
be made. It needs neither database nor network nor, if need be, a key.
"""

from __future__ import annotations

from collections.abc import Iterator

from aiqyn.core.custody.bundle import FileProof
from aiqyn.core.custody.checks import CHECKS, State
from aiqyn.core.custody.findings import BundleReader, Progress, Verification, all_hold
from aiqyn.core.custody.notes import VerifierKey
from aiqyn.core.language import Sentence, sentence

__all__ = ["verify_bundle"]


def verify_bundle(
    reader: BundleReader, *, key: VerifierKey | None = None, progress: Progress | None = None
) -> Verification:
    """Everything that can be said of a bundle; never raises over what is in it.

    Args:
        reader: The bundle's folder.
        key: The ledger's key, if it is known from elsewhere than the bundle. With `None` the
            bundle's own key is used, which proves only that one hand made all of it.
        progress: Told of long work as it goes on: how much is done, of how much, and of what,
            `files` (in bytes) or `records`.
    """
    state = State(reader, key, progress or _no_progress)
    checks = tuple(check(state) for check in CHECKS)
    return Verification(
        checks,
        tuple(_proved(state)) if all_hold(checks) else (),
        tuple(_not_proved(state)),
        state.key,
        key is not None,
        state.checkpoint,
        state.manifest,
        state.release,
        state.publication,
    )


def _no_progress(done: int, total: int, what: str) -> None:
    pass


def _moment(proof: FileProof) -> str:
    return f"{proof.entry.at:%Y-%m-%d %H:%M:%S} UTC"


def _proved(state: State) -> Iterator[Sentence]:
    """What follows when all has held."""
    if not (state.manifest and state.checkpoint and state.key and state.release and state.publication):
        return
    yield sentence(
        "Every file is, byte for byte, the one that the holder of the key “{name}” has published. Files: {count}.",
        count=len(state.manifest.files),
        name=state.key.name,
    )
    yield sentence(
        "The release “{id}” was put on the ledger as entry {index} on {moment}, the publication “{publication}” "
        "as entry {publication_index} on {publication_moment}, both by the inquiry's own clock.",
        id=state.release.id,
        index=state.release.index,
        moment=_moment(state.release),
        publication=state.publication.id,
        publication_index=state.publication.index,
        publication_moment=_moment(state.publication),
    )
    yield sentence(
        "Released records that were on the ledger before the release: {proved} of {released}. "
        "Released values that are, letter for letter, the recorded ones: {values} of {all_values}.",
        proved=state.proved_records,
        released=state.released_records,
        values=state.proved_values,
        all_values=state.released_values,
    )
    yield sentence(
        "None of this can be changed without breaking the signature over the whole ledger. Entries: {size}.",
        size=state.checkpoint.head.size,
    )
    if state.earlier:
        yield sentence(
            "Nothing was rewritten on the ledger or taken out of it since its earlier signed states. "
            "Entries in the earliest of them: {size}.",
            size=state.earlier[0].head.size,
        )


def _not_proved(state: State) -> Iterator[Sentence]:
    """What does not follow even when all has held."""
    if state.given_key is None:
        yield sentence(
            "Whose key this is: it came with the bundle itself. Compare its fingerprint with the one that the "
            "inquiry tells elsewhere."
        )
    yield sentence(
        "When it happened by any clock but the inquiry's own: no authority has stamped the time, and no "
        "witness has signed the ledger."
    )
    if state.released_values > state.proved_values:
        yield sentence(
            "That every released value is as recorded: {count} of {all_values} were coarsened, or made for "
            "the release.",
            count=state.released_values - state.proved_values,
            all_values=state.released_values,
        )
    yield sentence("That the records are the latest ones on the ledger, or all of them.")
    yield sentence("That what was recorded is true.")
