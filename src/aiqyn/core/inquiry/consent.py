"""Consent: what a person allowed, for which use, toward whom, in which form, and until when.

Source: see `docs/methods/consent.md`; fields follow the Istanbul Protocol 2022 (paras. 208,
214–219), the Méndez Principles (2021) and the Murad Code (2022).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool

from aiqyn.core.dates import EdtfDate
from aiqyn.core.references import CitationOf, OrganisationId, PersonId, SourceId, StatementId
from aiqyn.core.values import Citation, Identifier, LocalisedText, Value
from aiqyn.core.vocab import coded, load_vocabulary

__all__ = ["Consent", "Grant", "Withdrawal"]


class Grant(Value):
    """One permitted use. What no grant lists is withheld.

    Attributes:
        purpose: Vocabulary `consent-purposes`.
        recipient: Vocabulary `consent-recipients`.
        form: The most open form allowed, vocabulary `consent-forms`.
        place_precision: The finest place that may be told; the country where nothing is said.
        date_precision: The finest date that may be told; the year where nothing is said.
        until: Last day on which this grant holds.
    """

    purpose: Annotated[str, coded("consent-purposes")]
    recipient: Annotated[str, coded("consent-recipients")]
    form: Annotated[str, coded("consent-forms")]
    place_precision: Annotated[str, coded("place-precisions")] = "country"
    date_precision: Annotated[str, coded("date-precisions")] = "year"
    until: EdtfDate | None = None


class Withdrawal(Value):
    """That a consent was taken back, wholly or for the purposes named."""

    at: EdtfDate
    by: Annotated[str, coded("consent-capacities")]
    purposes: tuple[Annotated[str, coded("consent-purposes")], ...] = ()
    note: LocalisedText | None = None


class Consent(Value):
    """What one person allowed about what they told, or about themselves.

    Attributes:
        person: Whose consent it is; for the dead, whose memory it concerns.
        statements: The statements it covers; none means all that concerns the person.
        given_to: Who asked and was answered; consent given to another body binds no further
            than that body's publication. `None` is this inquiry.
        published_in: Where `given_to` published under this consent, so that a release may say
            that something is already public by the person's own will.
        capacity: In which capacity it was given, vocabulary `consent-capacities`.
        explained: Which of the nine explanations were given, vocabulary `consent-explanations`; a
            consent that lacks one releases nothing.
        pressure: Whether the person was detained, under pressure or in the presence of an
            accused body when asked: such a consent is void.
        grants: The permitted uses.
        valid_until, review_on: Days after which it releases nothing until renewed.
        withdrawals: What has been taken back, in the order in which it happened.
    """

    id: Identifier
    person: PersonId
    statements: tuple[StatementId, ...] = ()
    given_to: OrganisationId | None = None
    published_in: SourceId | None = None
    capacity: Annotated[str, coded("consent-capacities")] = "self"
    given_at: EdtfDate | None = None
    language: Annotated[str, coded("languages")] | None = None
    explained: tuple[Annotated[str, coded("consent-explanations")], ...] = ()
    pressure: StrictBool = False
    grants: tuple[Grant, ...] = ()
    valid_until: EdtfDate | None = None
    review_on: EdtfDate | None = None
    withdrawals: tuple[Withdrawal, ...] = ()
    note: LocalisedText | None = None
    cites: tuple[Annotated[Citation, CitationOf()], ...] = Field(default=())

    @property
    def is_fully_explained(self) -> bool:
        """Whether all nine explanations were given."""
        return set(load_vocabulary("consent-explanations").ids()) <= set(self.explained)
