"""Which rows of lists are one person: what people have decided of pairs of rows, and the identities that result."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StrictFloat, model_validator

from aiqyn.core.dates import EdtfDate
from aiqyn.core.language import sentence
from aiqyn.core.references import DecisionId, IdentityId, PersonId, RosterId
from aiqyn.core.values import Identifier, LocalisedText, Unacceptable, Value, VerbatimText
from aiqyn.core.vocab import coded

__all__ = [
    "LONGEST_RECORD",
    "ChosenValue",
    "Decision",
    "Identity",
    "IdentityRecord",
    "RecordOfRoster",
    "standing",
]

LONGEST_RECORD = 200
"""So many characters may identify a row within its list; a longer text identifies nothing for people."""


class RecordOfRoster(Value):
    """A row of a list, by what stays when the list is read again.

    Attributes:
        roster: The list.
        record: What identifies the row within it: the list's own identifier where it has one that
            no two rows share, else the row's number.
    """

    roster: RosterId
    record: Annotated[str, Field(min_length=1, max_length=LONGEST_RECORD)]

    @property
    def key(self) -> tuple[str, str]:
        """List and row."""
        return (self.roster, self.record)


class Decision(Value):
    """What one person decided about two rows of lists.

    It names rows and not identities, so it holds however often lists are linked again. Whoever
    changes their mind makes another that supersedes the first; nobody supersedes another's.

    Attributes:
        between: The two rows.
        verdict: Vocabulary `match-verdicts`.
        by: Who decided: the id of a member.
        on: On which day.
        reason: Why, in the words of whoever decided.
        supersedes: The same person's earlier decision about the same two rows.
        withdrawn: Since when it holds no longer; it stays on record.
    """

    id: Identifier
    between: Annotated[tuple[RecordOfRoster, ...], Field(min_length=2, max_length=2)]
    verdict: Annotated[str, coded("match-verdicts")]
    by: Identifier
    on: EdtfDate
    reason: Annotated[str, Field(min_length=1)] | None = None
    supersedes: DecisionId | None = None
    withdrawn: EdtfDate | None = None
    note: LocalisedText | None = None

    @model_validator(mode="after")
    def _is_about_two_rows(self) -> Decision:
        if self.between[0] == self.between[1]:
            raise Unacceptable(sentence("two rows, not one row twice"))
        return self

    @property
    def pair(self) -> frozenset[tuple[str, str]]:
        """The two rows, in no order."""
        return frozenset(record.key for record in self.between)


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that hold: not withdrawn, and superseded by none that is not withdrawn itself."""
    kept = [decision for decision in decisions if decision.withdrawn is None]
    superseded = {decision.supersedes for decision in kept}
    return tuple(decision for decision in kept if decision.id not in superseded)


class IdentityRecord(RecordOfRoster):
    """A row that is held to be of an identity.

    Attributes:
        probability: That it belongs with the identity's other rows, as linkage found it.
    """

    probability: Annotated[StrictFloat, Field(ge=0, le=1)] | None = None


class ChosenValue(Value):
    """Where lists disagree about a person: what somebody chose to take, and why.

    Attributes:
        field: Of what.
        value: As chosen.
        by: Who chose: the id of a member.
        on: On which day.
        reason: Why, in the words of whoever chose.
    """

    field: Annotated[str, Field(min_length=1)]
    value: VerbatimText
    by: Identifier
    on: EdtfDate
    reason: Annotated[str, Field(min_length=1)] | None = None


class Identity(Value):
    """Rows of lists that are judged to be one person, under a number that stays.

    Attributes:
        id: Its number; never used again for anyone else.
        records: Its rows.
        person: The person of the inquiry that it is.
        merged_into: The identity that its rows went to, where it has none any more.
        split_into: Identities that some of its rows went to.
        chosen: What was taken where the lists disagree; of each field the last one holds.
    """

    id: Identifier
    records: tuple[IdentityRecord, ...] = ()
    person: PersonId | None = None
    merged_into: IdentityId | None = None
    split_into: tuple[IdentityId, ...] = ()
    chosen: tuple[ChosenValue, ...] = ()
    note: LocalisedText | None = None

    @model_validator(mode="after")
    def _names_each_row_once(self) -> Identity:
        keys = [record.key for record in self.records]
        if len(set(keys)) != len(keys):
            raise Unacceptable(sentence("each row once"))
        return self

    @model_validator(mode="after")
    def _has_rows_or_has_left_them(self) -> Identity:
        if self.merged_into is not None and self.records:
            raise Unacceptable(sentence("no rows in an identity that went into another"))
        if self.id in (self.merged_into, *self.split_into):
            raise Unacceptable(sentence("another identity than this one"))
        return self
