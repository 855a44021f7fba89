"""What a release is for, toward whom, and how far the inquiry itself opens what consent does not govern."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool, StrictInt

from aiqyn.core.disclosure.openness import Exactness
from aiqyn.core.values import Identifier, LocalisedText, Value
from aiqyn.core.vocab import coded

__all__ = ["Policy"]


class Policy(Value):
    """The rules under which a release is cut; printed in it whole.

    A policy can only close: nothing in it opens what a person has not agreed to, but for
    `already_public_form`, which repeats what a person let another body publish.

    Attributes:
        purpose, recipient: The use; only grants for exactly this use count.
        already_public_form: The most open form in which something is repeated that a person
            let another body publish; consent to be named there is no consent to be named here.
        child_form: The most open form for anyone under eighteen.
        detained_form: The most open form for anyone held by the State.
        official_form: The most open form for persons who acted for the State.
        place_precision, date_precision: The finest place and date told about a person.
        time_of_day: Whether times of day are told about a person.
        smallest_count: A count of persons below it, other than nought, is not told.
        findings: States of findings that are released.
        estimations: How much of an estimation is released. The counts behind one name nobody,
            but a cell of one or two people tells those who know them, so nothing leaves unless
            it is said; and without the counts nobody outside can make an estimate again.
        cautions: What a reader should be told about this release.
    """

    id: Identifier
    title: LocalisedText
    purpose: Annotated[str, coded("consent-purposes")]
    recipient: Annotated[str, coded("consent-recipients")] = "public"
    already_public_form: Annotated[str, coded("consent-forms")] = "withheld"
    child_form: Annotated[str, coded("consent-forms")] = "described"
    detained_form: Annotated[str, coded("consent-forms")] = "described"
    official_form: Annotated[str, coded("consent-forms")] = "described"
    place_precision: Annotated[str, coded("place-precisions")] = "city"
    date_precision: Annotated[str, coded("date-precisions")] = "day"
    time_of_day: StrictBool = False
    smallest_count: Annotated[StrictInt, Field(ge=1)] = 3
    findings: tuple[Annotated[str, coded("finding-states")], ...] = ("signed", "published")
    estimations: Annotated[str, coded("estimation-forms")] = "withheld"
    cautions: LocalisedText | None = None

    @property
    def exactness(self) -> Exactness:
        """The finest place and time told about a person; hours only where `time_of_day` says so."""
        date = self.date_precision
        if date in ("day", "hour"):
            date = "hour" if self.time_of_day else "day"
        return Exactness(self.place_precision, date)
