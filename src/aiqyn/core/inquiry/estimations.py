"""How many are on no list, as a question of the inquiry: the lists, their counts, and how they are to be asked."""

from __future__ import annotations

from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    WithJsonSchema,
    model_validator,
)

from aiqyn.core.dates import EdtfDate
from aiqyn.core.estimation.methods import METHOD_NAMES
from aiqyn.core.figures import Figure
from aiqyn.core.inquiry.sources import Cites
from aiqyn.core.language import sentence
from aiqyn.core.references import FigureId, SourceId
from aiqyn.core.values import Identifier, LocalisedText, Unacceptable, Value, VerbatimText

__all__ = ["LARGEST_SEED", "Estimation", "ListOfEstimation", "MethodName", "stated_number"]

LARGEST_SEED = 2**53 - 1


def _check_method(name: str) -> str:
    if name not in METHOD_NAMES:
        raise Unacceptable(sentence("one of: {choices}", choices=", ".join(METHOD_NAMES)))
    return name


MethodName = Annotated[
    str, AfterValidator(_check_method), WithJsonSchema({"type": "string", "enum": list(METHOD_NAMES)})
]
"""A method's name, as `aiqyn estimate --method` takes it."""


class ListOfEstimation(Value):
    """One of the lists that were compared.

    Attributes:
        name: Its name in the counts.
        title: What it is called in a report.
        source: Where it comes from.
        only: Whom alone it can hold, where it can't hold everyone; in the words of whoever
            declares it.
        where: For columns of strata in the counts, the values where it can hold people.
    """

    name: Annotated[str, Field(min_length=1)]
    title: LocalisedText
    source: SourceId | None = None
    only: Annotated[str, Field(min_length=1)] | None = None
    where: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_whom_it_can_hold(self) -> ListOfEstimation:
        if self.where and self.only is None:
            raise Unacceptable(
                sentence("`only`, whom the list can hold, wherever `where` says in which strata")
            )
        return self


class Estimation(Value):
    """A question how many there are, on the lists and on none.

    Attributes:
        population: Who is counted: which people, where, of which fate.
        when: In which time.
        simulated: The people are invented, for trying out: every picture, table and page says so.
        lists: The lists, each under its name in the counts.
        counts: How many people are on exactly which lists, word for word as CSV; several are
            samples of one linkage. Empty only in a release that withholds them.
        methods: Which are asked; all where none is named.
        seed: Start of all random numbers.
        level: Coverage of the intervals.
        together: Whether strata are taken as one population.
        compared_with: Figures whose stated number is marked in pictures; what would have to be
            true for it is told.
    """

    id: Identifier
    title: LocalisedText
    population: LocalisedText
    when: EdtfDate | None = None
    simulated: StrictBool = False
    lists: Annotated[tuple[ListOfEstimation, ...], Field(min_length=1)]
    counts: tuple[VerbatimText, ...] = ()
    methods: tuple[MethodName, ...] = ()
    seed: Annotated[StrictInt, Field(ge=0, le=LARGEST_SEED)] = 1
    level: Annotated[StrictFloat, Field(ge=0.5, le=0.999)] = 0.95
    together: StrictBool = False
    compared_with: tuple[FigureId, ...] = ()
    cites: Cites
    note: LocalisedText | None = None

    @model_validator(mode="after")
    def _lists_are_told_apart(self) -> Estimation:
        names = [each.name for each in self.lists]
        doubled = next((name for name in names if names.count(name) > 1), None)
        if doubled is not None:
            raise Unacceptable(
                sentence("each list once"), sentence("two lists are called {name}", name=doubled)
            )
        return self


def stated_number(figure: Figure) -> int | None:
    """The number that a figure states, whatever it says of it; `None` for a range or another figure's number."""
    value = figure.value
    if isinstance(value, int):
        return value
    stated = (value.exactly, value.about, value.at_least, value.at_most, value.more_than, value.fewer_than)
    return next((number for number in stated if isinstance(number, int)), None)
