"""Measures and figures: what is counted, and what somebody stated that it counts to."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool, StrictInt, model_validator

from aiqyn.core.dates import EdtfDate
from aiqyn.core.language import sentence
from aiqyn.core.references import CitationOf, FigureId, OrganisationId
from aiqyn.core.values import Citation, Identifier, LocalisedText, Unacceptable, Value
from aiqyn.core.vocab import coded

__all__ = ["Attribute", "Figure", "FiguresFile", "Measure", "Rule", "Stated"]

GREATEST_COUNT = 10**12
Count = Annotated[StrictInt, Field(ge=0, le=GREATEST_COUNT)]


class Attribute(Value):
    """Something that tells the counted apart.

    Attributes:
        values: The values it takes.
        exhaustive: Whether each of the counted has exactly one of them; otherwise at most one.
        title: What the attribute is.
        titles: What each value means.
    """

    values: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    exhaustive: StrictBool = False
    title: LocalisedText | None = None
    titles: dict[str, LocalisedText] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _values_differ(self) -> Attribute:
        if len(set(self.values)) != len(self.values):
            raise Unacceptable(sentence("values that are each named once"))
        unknown = sorted(set(self.titles) - set(self.values))
        if unknown:
            raise Unacceptable(
                sentence("titles of the values {values}", values=", ".join(self.values)),
                sentence("{found} is none of them", found=", ".join(unknown)),
            )
        return self


class Rule(Value):
    """An assumption: no one of the counted has all of these values together."""

    never: Annotated[dict[str, str], Field(min_length=1)]
    why: LocalisedText | None = None


class Measure(Value):
    """What is counted.

    Attributes:
        unit: Vocabulary `counting-units`; figures of different units are never compared.
        cumulative: A later count of the same thing can't be lower unless corrected.
        attributes: What tells the counted apart, by name.
        rules: Assumptions; every result that rests on one names it.
        resembles: Measures that a reader could take for this one.
    """

    title: LocalisedText
    unit: Annotated[str, coded("counting-units")]
    cumulative: StrictBool = False
    attributes: dict[str, Attribute] = Field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    resembles: tuple[str, ...] = ()
    note: LocalisedText | None = None


class Stated(Value):
    """A count that is not one bare number: exactly one of the fields says which kind."""

    exactly: Count | FigureId | None = None
    at_least: Count | FigureId | None = None
    more_than: Count | FigureId | None = None
    at_most: Count | FigureId | None = None
    fewer_than: Count | FigureId | None = None
    about: Count | FigureId | None = None
    between: Annotated[tuple[Count, ...], Field(min_length=2, max_length=2)] | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Stated:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            raise Unacceptable(
                sentence(
                    "a whole number, or one of exactly, at_least, more_than, at_most, fewer_than, about, between"
                )
            )
        if self.between is not None and self.between[0] > self.between[1]:
            raise Unacceptable(sentence("between: the smaller number, then the larger"))
        return self


class Figure(Value):
    """A stated count: of what, how many, by whom, as of when, and where it is written.

    Attributes:
        measure: What is counted.
        where: Which of them, by attribute; all where empty.
        value: How many.
        stated_by: Who states it.
        stated_on: When they said so, if that is not the day they speak of.
        as_of: The moment that the count is of.
        source: Citation.
        supersedes: The figure that this one corrects.
    """

    id: Identifier
    measure: Identifier
    where: dict[str, str] = Field(default_factory=dict)
    value: Count | Stated
    stated_by: OrganisationId
    stated_on: EdtfDate | None = None
    as_of: EdtfDate | None = None
    source: Annotated[Citation, CitationOf()] | None = None
    supersedes: FigureId | None = None
    note: LocalisedText | None = None


class FiguresFile(Value):
    """Measures and the figures that count in them."""

    measures: dict[Identifier, Measure] = Field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
