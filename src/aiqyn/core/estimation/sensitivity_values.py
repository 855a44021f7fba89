"""What is known of how a total hangs on what no data can settle: curves, what a target would need, tables.

A curve holds one thing fixed that an estimate must assume, at one value after the other, lets
everything else adapt to the data, and tells the number of people at each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from aiqyn.core.estimation.estimates import Answer, EstimateRefused, JsonValue, Note, Objection
from aiqyn.core.language import Language, Sentence

__all__ = [
    "FURTHEST_RATIO",
    "LARGEST_SPREAD",
    "MOST_LISTS",
    "CurvePoint",
    "DependenceCurve",
    "Drawn",
    "FromData",
    "InteractionCurve",
    "Needed",
    "PriorAnswer",
    "Sensitivity",
    "SpreadCurve",
    "WithoutList",
]


FURTHEST_RATIO = 1000.0
"""A dependence is sought between this many times lower odds and this many times higher."""
LARGEST_SPREAD = 4.0
"""Then a person easier to find than nine in ten has odds 28,000 times those of one harder than nine in ten."""
MOST_LISTS = 10
"""As the log-linear methods: beyond it the table of all patterns is too large to go through so often."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The number of people if what is held fixed has this value.

    Attributes:
        at: The value: an odds ratio, a ratio of odds ratios, or a standard deviation.
        number: The estimate of all people, on the lists and on none; above what is documented.
        low: Lower end of its interval.
        high: Upper end; `None` where the data set none.
    """

    at: float
    number: float
    low: float
    high: float | None

    def as_json(self) -> dict[str, JsonValue]:
        """The keys of one point."""
        return {
            "at": _significant(self.at),
            "number": round(self.number, 2),
            "low": round(self.low, 2),
            "high": None if self.high is None else round(self.high, 2),
        }


@dataclass(frozen=True, slots=True)
class Needed:
    """What would have to be true for the total to be the target.

    Attributes:
        target: A number of people.
        at: The value at which the curve passes through the target, the nearest to the
            assumption that is usually made; `None` where it does not within the range searched.
        within: The value, nearest to that assumption, at which the curve's interval begins to
            hold the target; the assumption itself where it does so there; `None` for no value.
        deviance: How much worse the data fit at `at` than at the value that they fit best, as
            twice the difference of log-likelihoods; `None` where `at` is, or where the data
            tell nothing of it.
        chance: The share of investigations in which chance alone would make so large a
            deviance, were `at` true; `None` likewise.
    """

    target: int
    at: float | None
    within: float | None = None
    deviance: float | None = None
    chance: float | None = None

    def as_json(self) -> dict[str, JsonValue]:
        """The keys of one target."""
        return {
            "target": self.target,
            "at": None if self.at is None else _significant(self.at),
            "within": None if self.within is None else _significant(self.within),
            "deviance": None if self.deviance is None else round(self.deviance, 3),
            "chance": None if self.chance is None else _significant(self.chance, 3),
        }


@dataclass(frozen=True, slots=True)
class FromData:
    """What the data themselves tell of what a curve holds fixed.

    Attributes:
        at: The value that they fit best; `None` where they fit the better the further one goes.
        low: Lower end of its interval; `None` where the data set none within the range searched.
        high: Upper end; likewise.
        people: The number of people when it is left to the data, with the interval of that;
            `None` where they don't tell both.
    """

    at: float | None
    low: float | None
    high: float | None
    people: CurvePoint | None = None

    def as_json(self) -> dict[str, JsonValue]:
        """The keys of what the data tell."""
        return {
            **{
                name: None if value is None else _significant(value)
                for name, value in (("at", self.at), ("low", self.low), ("high", self.high))
            },
            "people": None if self.people is None else self.people.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Drawn:
    """A curve with what targets need of it, and what the data tell of what it holds fixed."""

    points: tuple[CurvePoint, ...]
    from_data: FromData | None
    needed: tuple[Needed, ...]

    @property
    def usual(self) -> CurvePoint:
        """The point of the assumption that is usually made: no such dependence, no such differences."""
        return next(point for point in self.points if point.at in (0.0, 1.0))


@dataclass(frozen=True, slots=True)
class DependenceCurve:
    """The total over the dependence of two lists.

    Attributes:
        lists: The two, in the order of the counts.
        model: The log-linear model that the rest is held to, as [13,23]; empty where there is none.
        points: Over the odds ratio: by how many times the odds of being on one list are higher
            for people on the other, among people alike on all further lists. Ascending; empty
            where no model without this term is identified.
        from_data: The odds ratio that the data tell in that model; `None` where they tell nothing.
        needed: One for each target.
        says: What a reader must be told.
        because: Why there is no curve; `None` where there is.
    """

    lists: tuple[str, str]
    model: str
    points: tuple[CurvePoint, ...]
    from_data: FromData | None
    needed: tuple[Needed, ...]
    says: tuple[Note, ...]
    because: Sentence | None = None

    def as_json(self, language: Language) -> dict[str, JsonValue]:
        """The keys of one pair of lists."""
        return {
            "lists": self.lists,
            "model": self.model,
            **_curve_as_json(self, language),
        }


@dataclass(frozen=True, slots=True)
class InteractionCurve:
    """The total over the dependence of all lists at once, of which no data tell anything.

    Attributes:
        lists: All of them.
        points: Over the ratio: for three lists, by how many times the odds ratio of two is
            higher among people on the third; for more, the ratio of such ratios. Empty where
            a combination of lists has no one.
        needed: One for each target, without deviance: every value fits equally.
        says: What a reader must be told.
        because: Why there is no curve; `None` where there is.
    """

    lists: tuple[str, ...]
    points: tuple[CurvePoint, ...]
    needed: tuple[Needed, ...]
    says: tuple[Note, ...]
    because: Sentence | None = None

    @property
    def from_data(self) -> None:
        """Nothing, ever."""
        return None

    def as_json(self, language: Language) -> dict[str, JsonValue]:
        """The keys of the dependence of all lists."""
        return {"lists": self.lists, **_curve_as_json(self, language)}


@dataclass(frozen=True, slots=True)
class SpreadCurve:
    """The total over how much people differ in how easily lists find them.

    Attributes:
        points: Over the standard deviation of people's log odds of being on a list; from 0.
        from_data: The deviation that the data tell, if lists do not otherwise depend on each
            other and people differ by a normal curve.
        needed: One for each target.
        says: What a reader must be told.
        because: Why there is no curve; `None` where there is.
    """

    points: tuple[CurvePoint, ...]
    from_data: FromData | None
    needed: tuple[Needed, ...]
    says: tuple[Note, ...]
    because: Sentence | None = None

    def as_json(self, language: Language) -> dict[str, JsonValue]:
        """The keys of people's differences."""
        return _curve_as_json(self, language)


@dataclass(frozen=True, slots=True)
class WithoutList:
    """What each method says of the counts without one list.

    Attributes:
        list: The list left out.
        documented: How many people are on another.
        dropped: How many are on no other, and so leave the counts.
        estimates: Answers and refusals, one for each method asked.
    """

    list: str
    documented: int
    dropped: int
    estimates: tuple[Answer | EstimateRefused, ...]

    def as_json(self, language: Language) -> dict[str, JsonValue]:
        """The keys of one list left out."""
        return {
            "list": self.list,
            "documented": self.documented,
            "dropped": self.dropped,
            "estimates": [_briefly(one, language) for one in self.estimates],
        }


@dataclass(frozen=True, slots=True)
class PriorAnswer:
    """What a Bayesian method says under one of its priors.

    Attributes:
        method: The method's name.
        prior: The prior's name.
        title: The prior in words.
        median: The middle of the posterior; `None` where it has none.
        low: Lower end of the interval; likewise.
        high: Upper end; likewise.
        agrees: Whether the computation came to an end under it.
    """

    method: str
    prior: str
    title: Sentence
    median: int | None
    low: int | None
    high: int | None
    agrees: bool = True

    def as_json(self, language: Language) -> dict[str, JsonValue]:
        """The keys of one prior."""
        return {
            "method": self.method,
            "prior": self.prior,
            "title": self.title.in_language(language),
            "median": self.median,
            "low": self.low,
            "high": self.high,
            "agrees": self.agrees,
        }


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What would have to be true for the total to be another.

    Attributes:
        documented: How many people are on some list.
        level: Coverage of all intervals.
        targets: Totals asked for, ascending.
        dependence: One curve for each pair of lists.
        highest_order: The dependence of all lists at once; `None` where there are too many or too few.
        heterogeneity: People's differences; `None` where the counts can't bear any curve.
        without_list: One for each list.
        priors: The answers under each prior of the Bayesian methods that were asked.
        says: What a reader must be told first.
        objections: Why there are no curves; empty where there are.
    """

    documented: int
    level: float
    targets: tuple[int, ...]
    dependence: tuple[DependenceCurve, ...]
    highest_order: InteractionCurve | None
    heterogeneity: SpreadCurve | None
    without_list: tuple[WithoutList, ...]
    priors: tuple[PriorAnswer, ...]
    says: tuple[Note, ...]
    objections: tuple[Objection, ...] = ()

    def as_json(self, language: Language) -> dict[str, JsonValue]:
        """The keys that programs read; sentences in that language."""
        return {
            "documented": self.documented,
            "level": self.level,
            "targets": self.targets,
            "says": _notes_as_json(self.says, language),
            "reasons": [_objection_as_json(one, language) for one in self.objections],
            "dependence": [curve.as_json(language) for curve in self.dependence],
            "highest_order": None if self.highest_order is None else self.highest_order.as_json(language),
            "heterogeneity": None if self.heterogeneity is None else self.heterogeneity.as_json(language),
            "without_list": [one.as_json(language) for one in self.without_list],
            "priors": [one.as_json(language) for one in self.priors],
        }


def _curve_as_json(
    curve: DependenceCurve | InteractionCurve | SpreadCurve, language: Language
) -> dict[str, JsonValue]:
    return {
        "because": None if curve.because is None else curve.because.in_language(language),
        "points": [point.as_json() for point in curve.points],
        "from_data": None if curve.from_data is None else curve.from_data.as_json(),
        "needed": [one.as_json() for one in curve.needed],
        "says": _notes_as_json(curve.says, language),
    }


def _notes_as_json(notes: Sequence[Note], language: Language) -> list[JsonValue]:
    return [{"key": note.key, "says": note.says.in_language(language)} for note in notes]


def _objection_as_json(objection: Objection, language: Language) -> dict[str, JsonValue]:
    return {
        "reason": objection.reason,
        "because": objection.because.in_language(language),
        "needed": objection.needed.in_language(language),
    }


def _briefly(estimate: Answer | EstimateRefused, language: Language) -> dict[str, JsonValue]:
    """An estimate without its diagnostics, which its own run has."""
    refused = isinstance(estimate, EstimateRefused)
    return {
        "method": estimate.method,
        "refused": refused,
        "because": estimate.because.in_language(language) if isinstance(estimate, EstimateRefused) else None,
        "median": estimate.median if isinstance(estimate, Answer) else None,
        "low": estimate.low if isinstance(estimate, Answer) else None,
        "high": estimate.high if isinstance(estimate, Answer) else None,
    }


def _significant(number: float, digits: int = 6) -> float:
    """The number with so many digits that matter."""
    return round(number, digits - 1 - floor(log10(abs(number)))) if number else 0.0
