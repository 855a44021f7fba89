"""Notes and reasons of an estimation, as they are kept: sentences that are worded when they are read."""

from __future__ import annotations

from aiqyn.core.estimation.estimates import Note, Objection
from aiqyn.core.values import Value
from aiqyn.core.worded import Worded, stored

__all__ = ["NoteResult", "ObjectionResult", "note_result", "objection_result"]


class NoteResult(Value):
    """Something that must be told beside a number.

    Attributes:
        key: A stable name.
        says: The sentence.
    """

    key: str
    says: Worded


class ObjectionResult(Value):
    """One reason of a refusal.

    Attributes:
        reason: A stable name.
        because: What is wrong.
        needed: What data would be needed.
    """

    reason: str
    because: Worded
    needed: Worded


def note_result(note: Note) -> NoteResult:
    """A note as it is kept."""
    return NoteResult(key=note.key, says=stored(note.says))


def objection_result(objection: Objection) -> ObjectionResult:
    """A reason as it is kept."""
    return ObjectionResult(
        reason=objection.reason, because=stored(objection.because), needed=stored(objection.needed)
    )
