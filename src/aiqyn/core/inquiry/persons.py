"""Who and where: persons, groups, organisations and their chains of command, places."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictFloat, StrictInt, model_validator

from aiqyn.core.dates import EdtfDate
from aiqyn.core.inquiry.sources import Cites
from aiqyn.core.language import sentence
from aiqyn.core.references import GroupId, OrganisationId, PersonId, PlaceId
from aiqyn.core.values import Identifier, LocalisedText, Unacceptable, Value, VerbatimText
from aiqyn.core.vocab import coded

__all__ = [
    "Coordinates",
    "Group",
    "Organisation",
    "Person",
    "PersonName",
    "Place",
    "Post",
    "Relation",
    "Superior",
]


class PersonName(Value):
    """A name as one source writes it; spellings are collected, never unified in place."""

    text: VerbatimText
    language: Annotated[str, coded("languages")] | None = None
    kind: Annotated[str, coded("name-kinds")] = "full"


class Relation(Value):
    """How one person stands to another: `kind: spouse_of, person: B` reads "spouse of B"."""

    kind: Annotated[str, coded("relation-kinds")]
    person: PersonId


class Post(Value):
    """A post that a person held in an organisation."""

    organisation: OrganisationId
    title: LocalisedText
    since: EdtfDate | None = None
    until: EdtfDate | None = None
    cites: Cites


class Person(Value):
    """One person, as far as the sources tell.

    Attributes:
        pseudonym: What a release calls the person where no name may be told: a letter or a
            wording that the person agreed to.
        names: Names as sources write them; may be empty, and stays so where no consent was
            given to hold them.
        description: What may be said of the person without naming them.
        age: Age at the time of the events, in whole years; `age_about` where only a range or
            an estimate is told.
        is_child: Under eighteen at the time of the events: stricter rules of disclosure.
        is_official: Acted for the State in what is recorded here.
        detained: Held by the State on the day of the last source that speaks of it.
    """

    id: Identifier
    pseudonym: str | None = None
    names: tuple[PersonName, ...] = ()
    description: LocalisedText | None = None
    sex: Annotated[str, coded("sexes")] = "unknown"
    born: EdtfDate | None = None
    died: EdtfDate | None = None
    age: Annotated[StrictInt, Field(ge=0, le=120)] | None = None
    age_about: LocalisedText | None = None
    is_child: bool = False
    is_official: bool = False
    detained: bool = False
    occupation: LocalisedText | None = None
    residence: PlaceId | None = None
    relations: tuple[Relation, ...] = ()
    posts: tuple[Post, ...] = ()
    cites: Cites
    note: LocalisedText | None = None


class Group(Value):
    """Several people of whom no one is told apart; never expanded into persons.

    Attributes:
        at_least, at_most: Bounds of its size as stated; `None` where nobody states one.
        members: Persons known one by one who belong to it.
    """

    id: Identifier
    title: LocalisedText
    at_least: Annotated[StrictInt, Field(ge=0, le=10**12)] | None = None
    at_most: Annotated[StrictInt, Field(ge=0, le=10**12)] | None = None
    members: tuple[PersonId, ...] = ()
    part_of: GroupId | None = None
    cites: Cites
    note: LocalisedText | None = None

    @model_validator(mode="after")
    def _bounds_are_ordered(self) -> Group:
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise Unacceptable(
                sentence("a lower bound that is not above the upper one"),
                sentence("{low} is more than {high}", low=self.at_least, high=self.at_most),
            )
        return self


class Superior(Value):
    """Which organisation commanded this one, and when."""

    organisation: OrganisationId
    since: EdtfDate | None = None
    until: EdtfDate | None = None
    cites: Cites


class Organisation(Value):
    """A body, unit, company or association; its place in a chain of command is dated."""

    id: Identifier
    name: LocalisedText
    short_name: LocalisedText | None = None
    kind: Annotated[str, coded("organisation-kinds")]
    of_state: bool = False
    superiors: tuple[Superior, ...] = ()
    place: PlaceId | None = None
    description: LocalisedText | None = None
    cites: Cites
    note: LocalisedText | None = None


class Coordinates(Value):
    """A point in WGS 84, and how far from it the true place may lie."""

    latitude: Annotated[StrictFloat, Field(ge=-90, le=90)]
    longitude: Annotated[StrictFloat, Field(ge=-180, le=180)]
    precision_metres: Annotated[StrictInt, Field(ge=1)]


class Place(Value):
    """A place within a larger one."""

    id: Identifier
    name: LocalisedText
    kind: Annotated[str, coded("place-kinds")]
    within: PlaceId | None = None
    coordinates: Coordinates | None = None
    note: LocalisedText | None = None
