"""What happened: events, and within them acts: who did what to whom.

Source: HURIDOCS Events Standard Formats; P. Ball, Who Did What to Whom? (1996), §3.4.2.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from aiqyn.core.dates import EdtfDate, TimeOfDay
from aiqyn.core.inquiry.sources import Cites
from aiqyn.core.language import sentence
from aiqyn.core.references import ActId, EventId, GroupId, OrganisationId, PersonId, PlaceId
from aiqyn.core.values import Identifier, LocalisedText, Unacceptable, Value
from aiqyn.core.vocab import coded

__all__ = ["Act", "ActLink", "Event", "Perpetrator"]


class Event(Value):
    """Something with a beginning and an end; holds acts, and is never itself counted as one."""

    id: Identifier
    kind: Annotated[str, coded("event-kinds")]
    title: LocalisedText
    date: EdtfDate | None = None
    time_of_day: TimeOfDay | None = None
    places: tuple[PlaceId, ...] = ()
    part_of: EventId | None = None
    by: tuple[OrganisationId, ...] = ()
    description: LocalisedText | None = None
    cites: Cites
    note: LocalisedText | None = None


class Perpetrator(Value):
    """Who is alleged to have done an act: a person, an organisation, or one described only."""

    person: PersonId | None = None
    organisation: OrganisationId | None = None
    description: LocalisedText | None = None
    degree: Annotated[str, coded("involvement-degrees")] = "unknown"
    attribution: LocalisedText | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Perpetrator:
        if not (self.person or self.organisation or self.description):
            raise Unacceptable(
                sentence("a person, an organisation or a description"),
                sentence("an unknown perpetrator is described, never left out"),
            )
        return self


class ActLink(Value):
    """How one act stands to another: `kind: followed_by, act: …`."""

    kind: Annotated[str, coded("act-links")]
    act: ActId


class Act(Value):
    """One type of act done to one victim within one event.

    Attributes:
        type: Vocabulary `acts`; only types that may be coded.
        victim, victim_group: Exactly one of the two.
        witnesses: Persons said to have seen it.
        certainty: How the source knows, vocabulary `certainties`.
        repeated: The same act by the same group within one uninterrupted stay.
    """

    id: Identifier
    type: Annotated[str, coded("acts")]
    event: EventId
    victim: PersonId | None = None
    victim_group: GroupId | None = None
    perpetrators: tuple[Perpetrator, ...] = ()
    witnesses: tuple[PersonId, ...] = ()
    date: EdtfDate | None = None
    time_of_day: TimeOfDay | None = None
    place: PlaceId | None = None
    repeated: bool = False
    certainty: Annotated[str, coded("certainties")] = "was_told"
    description: LocalisedText | None = None
    links: tuple[ActLink, ...] = Field(default=())
    cites: Cites
    note: LocalisedText | None = None

    @model_validator(mode="after")
    def _has_one_victim(self) -> Act:
        if (self.victim is None) == (self.victim_group is None):
            raise Unacceptable(
                sentence("a victim or a victim group, and not both"),
                sentence("an act is done to one victim; several victims are several acts"),
            )
        return self
