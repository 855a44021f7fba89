"""What the State did and did not do: proceedings with their steps, requests, motions, examinations."""

from __future__ import annotations

from typing import Annotated

from pydantic import StrictBool

from aiqyn.core.dates import EdtfDate
from aiqyn.core.inquiry.sources import Cites
from aiqyn.core.references import ActId, OrganisationId, PersonId, PlaceId, ProceedingId
from aiqyn.core.values import Identifier, LocalisedText, Value
from aiqyn.core.vocab import coded

__all__ = [
    "Assignment",
    "Examination",
    "Motion",
    "Party",
    "Proceeding",
    "Promise",
    "Reply",
    "Request",
    "Step",
]


class Party(Value):
    """A person's status in a proceeding; the same person may be victim in one and suspect in another."""

    person: PersonId
    status: Annotated[str, coded("procedural-statuses")]
    since: EdtfDate | None = None


class Step(Value):
    """One dated thing that was done.

    Attributes:
        kind: Vocabulary `step-kinds`.
        by: The body that did it.
        to: Where it went, for a transfer or a filing.
        person: Whom it was done to or by, where one person is meant.
        ground: The reason or article given.
    """

    id: Identifier
    kind: Annotated[str, coded("step-kinds")]
    date: EdtfDate | None = None
    by: OrganisationId | None = None
    to: OrganisationId | None = None
    person: PersonId | None = None
    place: PlaceId | None = None
    ground: LocalisedText | None = None
    description: LocalisedText | None = None
    cites: Cites


class Assignment(Value):
    """Who held a case, and when; officials change, and each change is a fact."""

    id: Identifier
    organisation: OrganisationId | None = None
    person: PersonId | None = None
    role: LocalisedText
    since: EdtfDate | None = None
    until: EdtfDate | None = None
    cites: Cites


class Reply(Value):
    """What came back, rated against what was asked."""

    date: EdtfDate | None = None
    rating: Annotated[str, coded("reply-ratings")]
    text: LocalisedText | None = None
    cites: Cites


class Request(Value):
    """A question put to a body, with every reply; no reply is an empty list."""

    id: Identifier
    date: EdtfDate | None = None
    by: Annotated[str, coded("request-roles")] = "family"
    person: PersonId | None = None
    to: OrganisationId | None = None
    asked: LocalisedText
    replies: tuple[Reply, ...] = ()
    cites: Cites


class Motion(Value):
    """A motion and what became of it."""

    id: Identifier
    date: EdtfDate | None = None
    by: Annotated[str, coded("request-roles")] = "lawyer"
    to: OrganisationId | None = None
    asked: LocalisedText
    outcome: Annotated[str, coded("motion-outcomes")]
    decided: EdtfDate | None = None
    reasons: LocalisedText | None = None
    against: LocalisedText | None = None
    cites: Cites


class Examination(Value):
    """A forensic or medical examination.

    Attributes:
        kind: Vocabulary `examination-kinds`.
        ordered, done, promised: When it was ordered and done; when its result was promised.
        result: What it found; `None` where no result is known.
        result_given: Whether the family or the lawyer was given the result.
        family_present: Whether the family took part; `None` where nothing is told.
    """

    id: Identifier
    kind: Annotated[str, coded("examination-kinds")]
    of: PersonId | None = None
    by: OrganisationId | None = None
    ordered: EdtfDate | None = None
    done: EdtfDate | None = None
    promised: LocalisedText | None = None
    result: LocalisedText | None = None
    result_given: StrictBool | None = None
    family_present: StrictBool | None = None
    description: LocalisedText | None = None
    cites: Cites


class Promise(Value):
    """Something that a body said it would do by a day."""

    id: Identifier
    made: EdtfDate | None = None
    by: OrganisationId | None = None
    what: LocalisedText
    due: EdtfDate | None = None
    outcome: Annotated[str, coded("promise-outcomes")] = "unknown"
    cites: Cites


class Proceeding(Value):
    """A complaint, a criminal case or an inquiry into a death, and all that is known of its course.

    Attributes:
        kind: Vocabulary `proceeding-kinds`.
        numbers: Registration numbers, each as written.
        articles: The articles it is conducted under: `KZ Criminal Code 146`.
        concerns: The acts it is about.
        body: The body that holds it now, as far as known.
        related: Other proceedings that it stands beside or came from.
    """

    id: Identifier
    kind: Annotated[str, coded("proceeding-kinds")]
    title: LocalisedText
    numbers: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    concerns: tuple[ActId, ...] = ()
    body: OrganisationId | None = None
    parties: tuple[Party, ...] = ()
    related: tuple[ProceedingId, ...] = ()
    steps: tuple[Step, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    requests: tuple[Request, ...] = ()
    motions: tuple[Motion, ...] = ()
    examinations: tuple[Examination, ...] = ()
    promises: tuple[Promise, ...] = ()
    cites: Cites
    note: LocalisedText | None = None
