"""What is concluded and what is asked for: the inquiry itself, its findings and recommendations."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictInt

from aiqyn.core.dates import EdtfDate
from aiqyn.core.inquiry.sources import Cites
from aiqyn.core.references import CitationOf, FigureId, FindingId, OrganisationId, PlaceId
from aiqyn.core.values import Citation, Identifier, LocalisedText, Value
from aiqyn.core.vocab import coded

__all__ = ["Finding", "FollowUp", "Inquiry", "Mandate", "MemberRole", "Recommendation"]


class Mandate(Value):
    """What an inquiry may look at, and how sure it must be.

    Attributes:
        period: The time it covers.
        territory: Places it covers, with all that lies within.
        subject: What it is to find out.
        standard_of_proof: The default standard; a finding may use a higher one, never a lower.
    """

    period: EdtfDate
    territory: tuple[PlaceId, ...] = ()
    subject: LocalisedText
    standard_of_proof: Annotated[str, coded("standards-of-proof")]


class MemberRole(Value):
    """A seat of the inquiry: which role, national or international; never who sits there."""

    role: Annotated[str, coded("member-roles")]
    origin: Annotated[str, coded("member-origins")]
    seats: int = Field(default=1, ge=1)


class Inquiry(Value):
    """The inquiry: its title, mandate, languages and the roles of its members.

    Attributes:
        deciders: How many members must say the same of two rows of lists before it holds that
            they are one person, or two.
    """

    id: Identifier
    title: LocalisedText
    summary: LocalisedText | None = None
    mandate: Mandate
    languages: tuple[Annotated[str, coded("languages")], ...] = ("kk", "ru", "en")
    members: tuple[MemberRole, ...] = ()
    methodology: LocalisedText | None = None
    deciders: Annotated[StrictInt, Field(ge=1, le=2)] = 1
    note: LocalisedText | None = None


class Finding(Value):
    """One conclusion, the standard it meets, and what it rests on.

    Attributes:
        kind: Vocabulary `finding-kinds`.
        standard: Vocabulary `standards-of-proof`.
        made_by: Who concluded it; `None` is this inquiry, otherwise it is reported, not adopted.
        supports, contradicts: Citations for and against.
        figures: Figures that it counts on.
        unknown: What would be needed to say more.
    """

    id: Identifier
    kind: Annotated[str, coded("finding-kinds")]
    standard: Annotated[str, coded("standards-of-proof")] | None = None
    made_by: OrganisationId | None = None
    conclusion: LocalisedText
    supports: Cites
    contradicts: tuple[Annotated[Citation, CitationOf()], ...] = ()
    figures: tuple[FigureId, ...] = ()
    unknown: LocalisedText | None = None
    state: Annotated[str, coded("finding-states")] = "draft"
    note: LocalisedText | None = None


class FollowUp(Value):
    """One sourced step toward a recommendation; announcing is not doing."""

    date: EdtfDate | None = None
    by: OrganisationId | None = None
    what: LocalisedText
    cites: Cites


class Recommendation(Value):
    """What is asked of whom."""

    id: Identifier
    addressees: Annotated[tuple[OrganisationId, ...], Field(min_length=1)]
    made_by: OrganisationId | None = None
    action: LocalisedText
    deadline: EdtfDate | None = None
    indicator: LocalisedText | None = None
    legal_basis: LocalisedText | None = None
    findings: tuple[FindingId, ...] = ()
    follow_up: tuple[FollowUp, ...] = ()
    cites: Cites
    note: LocalisedText | None = None
