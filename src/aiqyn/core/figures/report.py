"""What a check of figures found, as values: for the command, the report's chapter and drawings alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiqyn.core.dates import EdtfDate
from aiqyn.core.figures.counting import Where
from aiqyn.core.language import Language, Sentence

__all__ = [
    "Assumption",
    "AssumptionKind",
    "Breakdown",
    "BreakdownState",
    "Conflict",
    "Difference",
    "Fall",
    "FiguresReport",
    "Implied",
    "NotComparable",
    "Point",
    "Series",
    "Without",
]


class AssumptionKind(StrEnum):
    """What can be assumed."""

    RULE = "rule"
    CUMULATIVE = "cumulative"
    ONE_MOMENT = "one_moment"


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that nobody's figure states and that a result rests on.

    Attributes:
        kind: A rule of a measure, that a later count is not lower, or that figures of one
            month (or other stretch of days) count at one moment.
        measure: The measure that it is about.
        rule: Index of the rule among the measure's, for a rule.
        as_of: The stretch of days, for figures of one moment.
        text: The assumption in words.
        why: The reason that the measure gives for a rule.
    """

    kind: AssumptionKind
    measure: str
    text: Sentence
    rule: int | None = None
    as_of: EdtfDate | None = None
    why: Sentence | None = None

    def as_json(self, language: Language) -> dict[str, Any]:
        """For programs."""
        return {
            "kind": self.kind.value,
            "measure": self.measure,
            "rule": self.rule,
            "as_of": _date(self.as_of),
            "text": self.text.in_language(language),
            "why": self.why.in_language(language) if self.why else None,
        }


@dataclass(frozen=True, slots=True)
class Conflict:
    """A smallest set of figures that can't all be true.

    Attributes:
        figures: Their ids, in the order of the file.
        because: Which figures, who states them, as of when, and the arithmetic.
        assumptions: What the contradiction rests on besides the figures; with any of these
            given up, there is none among these figures.
        is_irreducible: Whether it is proved that without any one of the figures the others
            can all be true. Not proved does not mean not so.
    """

    figures: tuple[str, ...]
    because: Sentence
    assumptions: tuple[Assumption, ...] = ()
    is_irreducible: bool = True

    def as_json(self, language: Language) -> dict[str, Any]:
        """For programs."""
        return {
            "figures": list(self.figures),
            "because": self.because.in_language(language),
            "assumptions": [assumption.as_json(language) for assumption in self.assumptions],
            "irreducible": self.is_irreducible,
        }


@dataclass(frozen=True, slots=True)
class Without:
    """What an interval would be if some assumptions were given up.

    Attributes:
        assumptions: Those given up.
        low: The least count then.
        high: The greatest count then; `None` for no bound.
    """

    assumptions: tuple[Assumption, ...]
    low: int
    high: int | None

    def as_json(self, language: Language) -> dict[str, Any]:
        """For programs."""
        return {
            "assumptions": [assumption.as_json(language) for assumption in self.assumptions],
            "low": self.low,
            "high": self.high,
        }


@dataclass(frozen=True, slots=True)
class Implied:
    """The interval that figures together imply for a count.

    Attributes:
        measure: What is counted.
        where: Which part; `None` as a value stands for "no value of this attribute is stated".
        as_of: The moment.
        low: The least count; `None` where it was not computed.
        high: The greatest count; `None` for no bound, or where it was not computed.
        is_computed: Whether the interval was worked out within the limits.
        is_exact: Whether populations are known that reach both ends. If not, the truth lies
            within the interval all the same, but the ends may be too far apart.
        low_because: The sum that gives the least count, where one does.
        high_because: The sum that gives the greatest count, where one does.
        stated_by: The figures that state this very count.
        assumptions: What the interval rests on: given up, it would be another.
        without: What it would be then, for one assumption, all rules, and all assumptions.
        leaving_out: Figures in conflict that were left aside.
        according_to: The one body whose figures alone were used; `None`: all.
    """

    measure: str
    where: Where
    as_of: EdtfDate | None
    low: int | None
    high: int | None
    is_computed: bool = True
    is_exact: bool = True
    low_because: Sentence | None = None
    high_because: Sentence | None = None
    stated_by: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    without: tuple[Without, ...] = ()
    leaving_out: tuple[str, ...] = ()
    according_to: str | None = None

    def as_json(self, language: Language) -> dict[str, Any]:
        """For programs."""
        reasons = [reason for reason in (self.low_because, self.high_because) if reason is not None]
        return {
            "measure": self.measure,
            "where": dict(self.where),
            "as_of": _date(self.as_of),
            "low": self.low,
            "high": self.high,
            "computed": self.is_computed,
            "exact": self.is_exact,
            "because": [reason.in_language(language) for reason in reasons],
            "figures": list(self.stated_by),
            "assumptions": [assumption.as_json(language) for assumption in self.assumptions],
            "without": [without.as_json(language) for without in self.without],
            "leaving_out": list(self.leaving_out),
            "according_to": self.according_to,
        }


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series.

    Attributes:
        figure: Its id.
        as_of: The moment.
        low: The least number that its words allow.
        high: The greatest; `None` for no bound.
        stated_by: Who states it.
        superseded_by: The figure that corrects it.
    """

    figure: str
    as_of: EdtfDate | None
    low: int
    high: int | None
    stated_by: str
    superseded_by: str | None

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "figure": self.figure,
            "as_of": _date(self.as_of),
            "low": self.low,
            "high": self.high,
            "stated_by": self.stated_by,
            "superseded_by": self.superseded_by,
        }


@dataclass(frozen=True, slots=True)
class Fall:
    """A later count of the same thing that is lower.

    Attributes:
        earlier: The figure before.
        later: The lower figure after.
        is_corrected: Whether a correction accounts for it; if not, both can't be true.
        is_of_one_body: Whether the same body states both.
        because: The fall in words.
    """

    earlier: str
    later: str
    is_corrected: bool
    is_of_one_body: bool
    because: Sentence

    def as_json(self, language: Language) -> dict[str, Any]:
        """For programs."""
        return {
            "earlier": self.earlier,
            "later": self.later,
            "corrected": self.is_corrected,
            "same_body": self.is_of_one_body,
            "because": self.because.in_language(language),
        }


@dataclass(frozen=True, slots=True)
class Series:
    """One count over time.

    Attributes:
        measure: What is counted.
        where: Which part.
        points: All figures of it, earliest first; where the order is uncertain, by first day.
        falls: Falls of a cumulative count.
    """

    measure: str
    where: Where
    points: tuple[Point, ...]
    falls: tuple[Fall, ...]

    def bodies(self) -> Mapping[str, tuple[Point, ...]]:
        """The points of each stating body."""
        found: dict[str, tuple[Point, ...]] = {}
        for point in self.points:
            found[point.stated_by] = (*found.get(point.stated_by, ()), point)
        return found

    def as_json(self, language: Language) -> dict[str, Any]:
        """For programs."""
        return {
            "measure": self.measure,
            "where": dict(self.where),
            "points": [point.as_json() for point in self.points],
            "by_body": {body: [point.figure for point in points] for body, points in self.bodies().items()},
            "falls": [fall.as_json(language) for fall in self.falls],
        }


class Difference(StrEnum):
    """Why two figures can't be set beside each other."""

    UNIT = "unit"
    MEASURE = "measure"
    PART = "part"
    MOMENT = "moment"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class NotComparable:
    """Two figures that look alike and can't be compared.

    Attributes:
        figures: Their ids.
        differences: In what they differ, the weightiest first.
        because: The differences in words.
    """

    figures: tuple[str, str]
    differences: tuple[Difference, ...]
    because: Sentence

    def as_json(self, language: Language) -> dict[str, Any]:
        """For programs."""
        return {
            "figures": list(self.figures),
            "differences": [difference.value for difference in self.differences],
            "because": self.because.in_language(language),
        }


class BreakdownState(StrEnum):
    """How the parts of a whole stand to it."""

    ADDS_UP = "adds_up"
    LEAVES = "leaves"
    FALLS_SHORT = "falls_short"
    EXCEEDS = "exceeds"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A stated whole and the stated parts of it, by one attribute.

    Attributes:
        measure: What is counted.
        attribute: What tells the parts apart.
        whole: The figure of the whole.
        parts: The figures of the parts, in the order of the attribute's values.
        state: `adds_up`; `leaves` something for which no part is stated; `falls_short`, where
            every value has its part and there is still something missing; `exceeds` the whole;
            `open`, where the numbers are too loose to tell.
        remainder_low: The least that remains of the whole; below zero where the parts exceed it.
        remainder_high: The greatest; `None` for no bound.
        remains: The values that no part is stated for, `None` for "no value stated".
        is_of_one_moment: Whether all are as of the same moment. If not, the parts are earlier
            counts of what only grows, or the moments can't be told apart: see `because`.
        because: The arithmetic in words.
        assumptions: Rules by which the parts are parts of this whole.
    """

    measure: str
    attribute: str
    whole: str
    parts: tuple[str, ...]
    state: BreakdownState
    remainder_low: int | None
    remainder_high: int | None
    remains: tuple[str | None, ...]
    is_of_one_moment: bool
    because: Sentence
    assumptions: tuple[Assumption, ...] = ()

    def as_json(self, language: Language) -> dict[str, Any]:
        """For programs."""
        return {
            "measure": self.measure,
            "attribute": self.attribute,
            "whole": self.whole,
            "parts": list(self.parts),
            "state": self.state.value,
            "adds_up": self.state is BreakdownState.ADDS_UP,
            "remainder": {"low": self.remainder_low, "high": self.remainder_high},
            "remains": list(self.remains),
            "one_moment": self.is_of_one_moment,
            "because": self.because.in_language(language),
            "assumptions": [assumption.as_json(language) for assumption in self.assumptions],
        }


@dataclass(frozen=True, slots=True)
class FiguresReport:
    """All that was found.

    Attributes:
        conflicts: Smallest sets of figures that can't all be true, smallest first.
        has_all_conflicts: Whether these are all there are; if not, more may exist.
        is_settled: Whether it is certain that there is no conflict, or that there is one:
            where it is not, no conflict was found, but nor was a population that gives all figures.
        implied: Intervals.
        series: Counts over time, where there are at least two.
        not_comparable: Pairs that look alike and can't be compared, the likeliest mistake first.
        not_comparable_left_out: How many more such pairs there are, less alike.
        breakdowns: Wholes and their parts.
    """

    conflicts: tuple[Conflict, ...]
    has_all_conflicts: bool
    is_settled: bool
    implied: tuple[Implied, ...]
    series: tuple[Series, ...]
    not_comparable: tuple[NotComparable, ...]
    not_comparable_left_out: int
    breakdowns: tuple[Breakdown, ...]

    @property
    def consistent(self) -> bool:
        """Whether no contradiction was found."""
        return not self.conflicts

    def as_json(self, language: Language = "en") -> dict[str, Any]:
        """The object that `aiqyn figures check --json` prints."""
        return {
            "consistent": self.consistent,
            "settled": self.is_settled,
            "conflicts": [conflict.as_json(language) for conflict in self.conflicts],
            "more_conflicts_may_exist": not self.has_all_conflicts,
            "implied": [implied.as_json(language) for implied in self.implied],
            "series": [series.as_json(language) for series in self.series],
            "not_comparable": [pair.as_json(language) for pair in self.not_comparable],
            "not_comparable_left_out": self.not_comparable_left_out,
            "breakdowns": [breakdown.as_json(language) for breakdown in self.breakdowns],
        }


def _date(date: EdtfDate | None) -> str | None:
    return None if date is None else str(date)
