"""What a method returns: an answer with its whole distribution, or a refusal with its reasons.

Nothing in between exists: an answer without an interval can't be built, and neither can one
that lies below the number of documented people.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Protocol

from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.faults import Refused
from aiqyn.core.language import Sentence, sentence

__all__ = [
    "Answer",
    "Details",
    "Distribution",
    "EstimateRefused",
    "JsonValue",
    "Method",
    "NoDetails",
    "Note",
    "Objection",
    "Options",
    "PooledEstimates",
    "spaced",
]


def spaced(number: float) -> str:
    """A whole number with its thousands set apart by no-break spaces, as all three languages can read it.

    Example:
        >>> spaced(10357.4) == "10\\u00a0357"
        True
    """
    return f"{round(number):,}".replace(",", "\u00a0")


JsonValue = None | bool | int | float | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader of a number must be told: an assumption, a limit, a caution.

    Attributes:
        key: A stable name for programs and tests.
        says: The sentence.
    """

    key: str
    says: Sentence


@dataclass(frozen=True, slots=True)
class Objection:
    """One reason why data can't bear an estimate.

    Attributes:
        reason: A stable name for programs and tests.
        because: What is wrong, in words.
        needed: What data would be needed, or what can be done with these.
    """

    reason: str
    because: Sentence
    needed: Sentence


class Details(Protocol):
    """What one method has to tell beside its numbers: diagnostics, models, priors."""

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys that the method adds to its estimate; the same input gives the same bytes."""
        ...


@dataclass(frozen=True, slots=True)
class NoDetails:
    """Nothing beside the numbers."""

    def as_json(self) -> Mapping[str, JsonValue]:
        """No keys."""
        return {}


@dataclass(frozen=True, slots=True)
class Distribution:
    """How probable, or how well supported, each number of people is: a cumulative curve.

    Between two points the curve is a straight line; below the first it is 0, so the first
    point carries the mass that `cumulative[0]` gives it. A mass on a whole number n stands
    as a line from n - 1/2 to n + 1/2.

    Attributes:
        points: Numbers of people, strictly ascending.
        cumulative: The share at or below each; never descending, within 0 and 1. The last is
            less than 1 where part of the distribution has no upper end.

    Raises:
        ValueError: Lengths differ or are 0, or an order is broken, or a value is not finite.
    """

    points: tuple[float, ...]
    cumulative: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.points or len(self.points) != len(self.cumulative):
            raise ValueError("a distribution needs as many shares as points, and some")
        if not all(map(isfinite, self.points)) or not all(map(isfinite, self.cumulative)):
            raise ValueError("points and shares must be finite")
        if any(second <= first for first, second in pairwise(self.points)):
            raise ValueError("points must ascend")
        if any(second < first for first, second in pairwise(self.cumulative)):
            raise ValueError("shares must not descend")
        if self.cumulative[0] < 0 or self.cumulative[-1] > 1 + 1e-9:
            raise ValueError("shares must lie within 0 and 1")

    def quantile(self, share: float) -> float | None:
        """The number of people that the given share of the distribution does not exceed.

        Returns:
            `None` where the curve never reaches that share: there is no upper end.
        """
        at = bisect_left(self.cumulative, share)
        if at == len(self.cumulative):
            return None
        if at == 0:
            return self.points[0]
        low, high = self.cumulative[at - 1], self.cumulative[at]
        part = (share - low) / (high - low)
        return self.points[at - 1] + part * (self.points[at] - self.points[at - 1])

    def share_below(self, number: float) -> float:
        """The share of the distribution at or below that number of people."""
        at = bisect_left(self.points, number)
        if at == len(self.points):
            return self.cumulative[-1]
        if at == 0:
            return self.cumulative[0] if number == self.points[0] else 0.0
        low, high = self.points[at - 1], self.points[at]
        part = (number - low) / (high - low)
        return self.cumulative[at - 1] + part * (self.cumulative[at] - self.cumulative[at - 1])

    @property
    def mean(self) -> float | None:
        """The mean, `None` where more than a ten-thousandth of the distribution has no upper end."""
        total = self.cumulative[-1]
        if total < 1 - 1e-4:
            return None
        shares = [self.cumulative[0]] + [second - first for first, second in pairwise(self.cumulative)]
        middles = [self.points[0]] + [(first + second) / 2 for first, second in pairwise(self.points)]
        return sum(share * middle for share, middle in zip(shares, middles, strict=True)) / total


@dataclass(frozen=True, slots=True)
class Answer:
    """One method's estimate of how many people there are, on lists and on none.

    Attributes:
        method: The method's name.
        documented: How many people are on some list; nothing in the answer is lower.
        distribution: The whole of what the method says.
        level: Coverage of the interval, between 0 and 1.
        notes: What must be told beside this number in particular.
        details: Diagnostics.

    Raises:
        ValueError: The level is not within 0 and 1, or an end of the interval is missing or
            below what is documented.
    """

    method: str
    documented: int
    distribution: Distribution
    level: float
    notes: tuple[Note, ...] = ()
    details: Details = NoDetails()

    def __post_init__(self) -> None:
        if not 0 < self.level < 1:
            raise ValueError(f"level {self.level} is not between 0 and 1")
        if self.distribution.quantile(0.5 + self.level / 2) is None:
            raise ValueError("the interval has no upper end: this is a refusal, not an answer")
        if self.distribution.points[0] < self.documented - 0.5:
            raise ValueError("the distribution begins below the number of documented people")

    def _at(self, share: float) -> int:
        found = self.distribution.quantile(share)
        if found is None:
            raise AssertionError("checked when the answer was made")
        return max(round(found), self.documented)

    @property
    def median(self) -> int:
        """The number that is as likely too low as too high."""
        return self._at(0.5)

    @property
    def low(self) -> int:
        """The lower end of the interval."""
        return self._at(0.5 - self.level / 2)

    @property
    def high(self) -> int:
        """The upper end of the interval."""
        return self._at(0.5 + self.level / 2)

    @property
    def mean(self) -> float | None:
        """The mean; `None` where the upper tail is too heavy to have one."""
        return self.distribution.mean


@dataclass(frozen=True, slots=True)
class EstimateRefused(Refused):
    """A method's refusal to give a number.

    Attributes:
        because: All reasons, one after the other.
        method: The method's name.
        objections: The reasons one by one, the gravest first; never empty.
        details: What was found on the way to the refusal.
    """

    method: str
    objections: tuple[Objection, ...]
    details: Details = NoDetails()

    @classmethod
    def of(
        cls, method: str, objections: Sequence[Objection], *, details: Details = NoDetails()
    ) -> EstimateRefused:
        """A refusal for these reasons, of which there must be at least one."""
        because = objections[0].because
        for objection in objections[1:]:
            because = sentence("{first} {second}", first=because, second=objection.because)
        return cls(because, method, tuple(objections), details)


@dataclass(frozen=True, slots=True)
class PooledEstimates:
    """Estimates of strata that were made together.

    Attributes:
        strata: One for each stratum.
        whole: Of all of them, from joint draws.
    """

    strata: tuple[Answer | EstimateRefused, ...]
    whole: Answer | EstimateRefused


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller decides.

    Attributes:
        level: Coverage of intervals, between 0 and 1.
        seed: Start of all random numbers: the same seed gives the same answer.
        bootstrap: So many resamples for a BCa interval of the log-linear method; 0 for none.
        progress: Told (done, total) now and then, where work takes long.
    """

    level: float = 0.95
    seed: int = 1
    bootstrap: int = 0
    progress: Callable[[int, int], None] | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """A way to estimate, as the registry of methods offers it.

    Attributes:
        name: What it is called on the command line and in JSON.
        title: What it is called in a report.
        source: The paper, with author and year.
        is_floor: Whether it gives a lower bound, which is shown beside every estimate and
            never counted as one.
        assumptions: What must be true for its interval to mean what it says.
        estimate: From counts that passed `aiqyn.core.estimation.refusals`, an answer or a
            refusal that only this method has to make.
        estimate_strata: The same for all strata at once, for a method in which they borrow from
            each other; `None` where each is estimated alone.
    """

    name: str
    title: Sentence
    source: str
    is_floor: bool
    assumptions: tuple[Note, ...]
    estimate: Callable[[CaptureCounts, Options], Answer | EstimateRefused]
    estimate_strata: Callable[[Sequence[CaptureCounts], Options], PooledEstimates] | None = None
