"""Identities as a person changes them: merged, split, rows moved; numbers stay and lead on.

Whichever part is the larger keeps the number; what leaves it is found again by the entry that
forwards. No number is used again for anyone else.
"""

from __future__ import annotations

from collections.abc import Collection

from aiqyn.core.faults import Refused
from aiqyn.core.inquiry import Identity, IdentityRecord
from aiqyn.core.language import sentence
from aiqyn.core.rosters.review import RowKey

__all__ = ["merged", "moved", "split"]


def merged(one: Identity, other: Identity) -> tuple[Identity, Identity] | Refused:
    """Two identities as one: the identity with all rows, and the one that forwards to it.

    The one with more rows keeps its number; of equals the lower number.

    Returns:
        `Refused` where they stand for two persons of the inquiry.
    """
    if one.person is not None and other.person is not None and one.person != other.person:
        return Refused(
            sentence(
                "{one} is the person {person} of the inquiry and {other} the person {other_person}: "
                "take one of these links away first.",
                one=one.id,
                person=one.person,
                other=other.id,
                other_person=other.person,
            )
        )
    kept, gone = sorted((one, other), key=lambda each: (-len(each.records), len(each.id), each.id))
    return (
        kept.model_copy(
            update={
                "records": (*kept.records, *map(_by_hand, gone.records)),
                "person": kept.person or gone.person,
                "chosen": (*gone.chosen, *kept.chosen),
            }
        ),
        gone.model_copy(update={"records": (), "person": None, "chosen": (), "merged_into": kept.id}),
    )


def split(
    identity: Identity, rows: Collection[RowKey], *, number: str
) -> tuple[Identity, Identity] | Refused:
    """An identity in two: what keeps its number, and a new one.

    Args:
        identity: It has more rows than those.
        rows: Some of its rows.
        number: A number that nothing has had.
    """
    taken = [record for record in identity.records if record.key in rows]
    left = [record for record in identity.records if record.key not in rows]
    if not taken or not left:
        return Refused(sentence("Choose some of the rows, and not all of them."))
    if len(taken) > len(left):
        taken, left = left, taken
    return (
        identity.model_copy(update={"records": tuple(left), "split_into": (*identity.split_into, number)}),
        Identity(id=number, records=tuple(map(_by_hand, taken))),
    )


def moved(
    origin: Identity, target: Identity, rows: Collection[RowKey]
) -> tuple[Identity, Identity] | Refused:
    """Rows of one identity in another: the one they left, and the one they came to.

    An identity that all rows have left forwards to where they went.
    """
    taken = [record for record in origin.records if record.key in rows]
    left = tuple(record for record in origin.records if record.key not in rows)
    if not taken:
        return Refused(sentence("Choose some of the rows."))
    if not left:
        both = merged(target, origin)
        if isinstance(both, Refused):
            return both
    forwards = {"split_into": tuple(dict.fromkeys((*origin.split_into, target.id)))}
    return (
        origin.model_copy(
            update={"records": left, **(forwards if left else {"merged_into": target.id, "person": None})}
        ),
        target.model_copy(
            update={
                "records": (*target.records, *map(_by_hand, taken)),
                "person": target.person or (None if left else origin.person),
            }
        ),
    )


def _by_hand(record: IdentityRecord) -> IdentityRecord:
    """A row where a person put it: linkage's probability was of another company."""
    return record.model_copy(update={"probability": None})
