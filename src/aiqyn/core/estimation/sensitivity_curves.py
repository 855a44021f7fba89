"""The three sensitivity curves, as numbers: over two lists, over all lists at once, over people's differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import erfc, exp, inf, isfinite, log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.counts import CaptureCounts, Pattern
from aiqyn.core.estimation.existence import face_of
from aiqyn.core.estimation.fitting import FitFailed, fit
from aiqyn.core.estimation.held_terms import HeldFits, HeldModel, held_model
from aiqyn.core.estimation.hierarchies import Model, every_model, interactions, neighbours, terms
from aiqyn.core.estimation.loglinear import ModelSearch
from aiqyn.core.estimation.profile_limits import LEAST_UNSEEN, MOST_UNSEEN, profile_limits
from aiqyn.core.estimation.sensitivity_values import (
    FURTHEST_RATIO,
    LARGEST_SPREAD,
    MOST_LISTS,
    CurvePoint,
    Drawn,
    FromData,
    Needed,
)
from aiqyn.core.estimation.spread_of_people import SpreadFit, SpreadModel
from aiqyn.core.estimation.tables import captures_of, counts_of, design_of, patterns_of

__all__ = [
    "ModelsBesidePairs",
    "PairModel",
    "drawn_over_all_lists",
    "drawn_over_pair",
    "drawn_over_spread",
]

Matrix = NDArray[np.floating[Any]]

_SHOWN_RATIOS = 2.0 ** (np.arange(-10, 11) / 2)
_BEYOND = (64.0, 128.0, 256.0, 512.0, FURTHEST_RATIO)
_RATIOS = np.concatenate([[1 / one for one in reversed(_BEYOND)], _SHOWN_RATIOS, _BEYOND])
_SPREADS = np.concatenate([np.arange(0, 13) / 8, np.arange(7, 17) / 4])
_LARGEST_SHOWN_SPREAD = 3.0

_WORK = 1.8e9
"""So much arithmetic, roughly, may the search of models for all pairs together cost: some steps to better
models on five and six lists, none beyond."""
_WORK_OF_START = 1e9
_MOST_LISTS_FOR_EVERY_MODEL = 4
_NOTHING_TOLD = 1e-6
"""A likelihood that changes less than this over the whole range tells nothing."""


@dataclass(frozen=True, slots=True)
class _People:
    """How many people are on no list, with the ends of an interval, the upper one perhaps infinite."""

    unseen: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """How much worse the data fit at each value than at the best one.

    Attributes:
        values: Ascending.
        deviances: At these: twice the difference of log-likelihoods.
        deviance_at: The same at any value.
        best: Where it is 0; `None` where it falls beyond the range.
        people: How many are on no list when the value is left to the data; `None` where they
            don't tell.
    """

    values: Matrix
    deviances: Matrix
    deviance_at: Callable[[float], float]
    best: float | None
    people: _People | None

    @property
    def tells(self) -> bool:
        """Whether the data fit some values better than others."""
        return float(np.ptp(self.deviances)) > _NOTHING_TOLD


@dataclass(frozen=True, slots=True, eq=False)
class _Sampled:
    """A curve at the values that it is searched on.

    Attributes:
        values: Ascending, the usual assumption at 0 among them.
        unseen: How many people are on no list at each.
        low: Lower ends.
        high: Upper ends; infinite where there is none.
        unseen_at: The same at any value.
        judged: How the data judge the values; nothing where they fit all alike.
    """

    values: Matrix
    unseen: Matrix
    low: Matrix
    high: Matrix
    unseen_at: Callable[[float], float]
    judged: _Judged | None


# ------------------------------------------------------------------ two lists


@dataclass(frozen=True, slots=True, eq=False)
class PairModel:
    """The model beside which the dependence of two lists is held.

    Attributes:
        model: Its interactions, none of both lists.
        held: The model with the dependence held.
        free: The model with it fitted, and nothing held; `None` where the data don't identify
            the number of people in it.
        highest: The log-likelihood where the dependence is fitted too.
        bic: Schwarz's criterion with the dependence fitted.
    """

    model: Model
    held: HeldModel
    free: HeldModel | None
    highest: float
    bic: float


class ModelsBesidePairs:
    """Finds for each pair of lists the model that fits best beside their dependence."""

    def __init__(self, counts: CaptureCounts, *, work: float = _WORK) -> None:
        self._lists = len(counts.lists)
        self._patterns = patterns_of(self._lists)
        self._table = counts_of(counts, self._patterns)
        self._penalty = log(counts.documented)
        self._work_for_each = work / max(self._lists * (self._lists - 1) / 2, 1)
        self._in_full = self._lists <= _MOST_LISTS_FOR_EVERY_MODEL
        best = None if self._in_full else ModelSearch(counts, work=_WORK_OF_START).stepwise()
        self._start = Model() if best is None else best.model

    def beside(self, pair: Pattern) -> PairModel | None:
        """The identified model of smallest BIC that leaves the dependence of these two lists alone.

        Its interactions are of any lists but never of both: then the term that is left out is
        the odds ratio of the two among people alike on all other lists, the same for all. Up
        to four lists all such models are looked at; beyond, the search goes from the best
        model of all, without what joins the two, to ever better neighbours.

        Returns:
            `None` where the data identify no such model.
        """
        if self._in_full:
            every = every_model(self._lists, largest=self._lists - 1)
            return self._best([model for model in every if _apart(model, pair)], pair)
        return self._climb(pair)

    def _climb(self, pair: Pattern) -> PairModel | None:
        candidates = tuple(term for term in interactions(self._lists, largest=3) if not _joins(term, pair))
        work = self._work_for_each
        start = frozenset(term for term in self._start if not _joins(term, pair))
        best = self._best([start], pair) or self._best([Model()], pair)
        while best is not None:
            around = list(neighbours(best.model, candidates))
            work -= len(around) * (24.0 * len(self._patterns) * (self._lists + len(best.model)) ** 2 + 4e6)
            if work < 0:
                break
            better = self._best(around, pair)
            if better is None or better.bic >= best.bic:
                break
            best = better
        return best

    def _best(self, models: Sequence[Model], pair: Pattern) -> PairModel | None:
        """The first by BIC that is identified; whether it is, is asked of few, since it takes as long."""
        by_fit = sorted(
            (one for model in models if (one := self._fit(model, pair)) is not None), key=lambda one: one[0]
        )
        for bic, model, highest in by_fit:
            held = self._held(model, pair)
            if held is not None:
                return PairModel(model, held, self._free(model, pair), highest, bic)
        return None

    def _fit(self, model: Model, pair: Pattern) -> tuple[float, Model, float] | None:
        """Schwarz's criterion and the log-likelihood with the dependence fitted too."""
        columns = (*terms(model, self._lists), pair)
        try:
            highest = self._highest(design_of(columns, self._patterns))
        except FitFailed:
            return None
        return -2 * highest + len(columns) * self._penalty, model, highest

    def _held(self, model: Model, pair: Pattern) -> HeldModel | None:
        design = design_of(terms(model, self._lists), self._patterns)
        return held_model(design, design_of([pair], self._patterns)[:, 0], self._table)

    def _free(self, model: Model, pair: Pattern) -> HeldModel | None:
        design = design_of((*terms(model, self._lists), pair), self._patterns)
        return held_model(design, np.zeros(len(design)), self._table)

    def _highest(self, design: Matrix) -> float:
        """The highest log-likelihood, in the limit where the maximum does not exist in the plain sense."""
        face = face_of(design, np.eye(1, design.shape[1])[0], self._table > 0)
        counts = self._table[face.cells]
        logarithms = face.basis @ fit(face.basis, counts[None])[0]
        return float(np.sum(counts * logarithms - np.exp(logarithms)))


def _joins(term: int, pair: int) -> bool:
    return term & pair == pair


def _apart(model: Model, pair: int) -> bool:
    return not any(_joins(term, pair) for term in model)


def drawn_over_pair(model: PairModel, documented: int, targets: Sequence[int], *, level: float) -> Drawn:
    """The total over the odds ratio of two lists.

    Args:
        model: What everything else is held to.
        documented: How many people are on some list.
        targets: Totals asked for.
        level: Coverage of intervals.

    Raises:
        FitFailed: A maximum was not reached.
    """
    held, root = model.held, _normal_quantile(0.5 + level / 2)
    values = np.log(_RATIOS)
    fits = held.fits(values)
    low, high = held.intervals(values, fits, root=root)

    def at(value: float) -> HeldFits:
        return held.fits(np.array([value]))

    judged = _Judged(
        values,
        2 * (model.highest - fits.log_likelihood),
        lambda value: max(2 * (model.highest - float(at(value).log_likelihood[0])), 0.0),
        best=_nearest_crossing(values, fits.score, lambda value: float(at(value).score[0])),
        people=None if model.free is None else _people_of(model.free, root),
    )
    sampled = _Sampled(
        values,
        fits.unseen,
        low,
        high,
        lambda value: float(at(value).unseen[0]),
        judged if judged.tells else None,
    )
    return _drawn(sampled, documented, targets, root, exp)


def _people_of(free: HeldModel, root: float) -> _People:
    nothing = np.zeros(1)
    fits = free.fits(nothing)
    low, high = free.intervals(nothing, fits, root=root)
    return _People(float(fits.unseen[0]), float(low[0]), float(high[0]))


# ------------------------------------------------------------------ all lists at once


def drawn_over_all_lists(counts: CaptureCounts, targets: Sequence[int], *, level: float) -> Drawn | None:
    """The total over the dependence of all lists at once, from the model that fits every count exactly.

    With signs s = (−1)^captures, that term is (−1)^lists · Σ s·log(expected) over all patterns,
    so that log(unseen) is it, up to sign, less the sum over the observed patterns.

    Args:
        counts: Over three lists or more.
        targets: Totals asked for.
        level: Coverage of intervals.

    Returns:
        `None` where some pattern has no one.

    Source:
        Bishop, Fienberg & Holland (1975), Discrete Multivariate Analysis, section 6.4.
    """
    lists = len(counts.lists)
    if lists > MOST_LISTS or len(counts.cells) < (1 << lists) - 1:
        return None
    patterns = patterns_of(lists)
    table = counts_of(counts, patterns)
    signs = 1.0 - 2.0 * (captures_of(patterns) % 2)
    direction = 1.0 - 2.0 * (lists % 2)
    constant = -float(signs @ np.log(table))

    def unseen_at(value: float) -> float:
        return exp(min(max(direction * value + constant, log(1e-9)), log(MOST_UNSEEN)))

    values = np.log(_RATIOS)
    unseen = np.array([unseen_at(value) for value in values.tolist()])
    saturated = _Saturated(table, signs)
    root = _normal_quantile(0.5 + level / 2)
    low, high = profile_limits(
        lambda log_unseen, rows: saturated.profile(log_unseen, direction * values[rows]),
        np.log(np.maximum(unseen, LEAST_UNSEEN)),
        root=root,
    )
    sampled = _Sampled(values, unseen, low, high, unseen_at, None)
    return _drawn(sampled, counts.documented, targets, root, exp)


class _Saturated:
    """All terms but that of all lists fitted: expected counts differ from counts by ± one number."""

    def __init__(self, table: Matrix, signs: Matrix) -> None:
        self._table = table
        self._signs = signs

    def profile(self, log_unseen: Matrix, held: Matrix) -> tuple[Matrix, Matrix]:
        """Heights and slopes of the profile likelihood, with Σ s·log(expected) held at these values."""
        from scipy.special import digamma, gammaln  # type: ignore[import-untyped]

        unseen = np.exp(log_unseen)
        people = unseen + self._table.sum()
        counts = np.column_stack([unseen, np.broadcast_to(self._table, (len(unseen), len(self._table)))])
        signs = np.concatenate([[1.0], self._signs])
        logarithms = np.log(_above_nothing(counts + self._shift(counts, signs, held)[:, None] * signs))
        heights = gammaln(people + 1) - gammaln(unseen + 1) - people * np.log(people)
        slopes = digamma(people + 1) - np.log(people) - digamma(unseen + 1) + logarithms[:, 0]
        return heights + np.sum(counts * logarithms, axis=1), unseen * slopes

    def _shift(self, counts: Matrix, signs: Matrix, held: Matrix) -> Matrix:
        """The number by which expected counts differ, by halving: the sum rises with it."""
        low = -counts[:, signs > 0].min(axis=1)
        high = counts[:, signs < 0].min(axis=1)
        for _ in range(100):
            middle = (low + high) / 2
            above = np.log(_above_nothing(counts + middle[:, None] * signs)) @ signs > held
            high, low = np.where(above, middle, high), np.where(above, low, middle)
        shift: Matrix = (low + high) / 2
        return shift


# ------------------------------------------------------------------ people's differences


def drawn_over_spread(counts: CaptureCounts, targets: Sequence[int], *, level: float) -> Drawn | None:
    """The total over how much people differ in how easily lists find them.

    Args:
        counts: Of one population that passed `refusals.objections`.
        targets: Totals asked for.
        level: Coverage of intervals.

    Returns:
        `None` where the number of people is not identified even if they do not differ at all.

    Raises:
        FitFailed: A maximum was not reached.
    """
    if not _independence_is_identified(counts):
        return None
    model, root = SpreadModel(counts), _normal_quantile(0.5 + level / 2)
    fits: list[SpreadFit] = []
    for deviation in _SPREADS.tolist():
        fits.append(model.fit(deviation, start=fits[-1].log_odds if fits else None))
    unseen = np.array([one.unseen for one in fits])
    low, high = model.intervals(_SPREADS, tuple(fits), root=root)
    heights = np.array([one.log_likelihood for one in fits])

    def fit_at(value: float) -> SpreadFit:
        nearest = int(np.argmin(np.abs(_SPREADS - value)))
        return model.fit(value, start=fits[nearest].log_odds)

    best = _highest(_SPREADS, heights, lambda value: fit_at(value).log_likelihood)
    highest = max(float(heights.max()), fit_at(best).log_likelihood)
    judged = _Judged(
        _SPREADS,
        2 * (highest - heights),
        lambda value: max(2 * (highest - fit_at(value).log_likelihood), 0.0),
        best=best if best < LARGEST_SPREAD else None,
        people=None,
    )
    judged = replace(judged, people=_people_of_spread(model, judged, fit_at, root))
    sampled = _Sampled(
        _SPREADS,
        unseen,
        low,
        high,
        lambda value: fit_at(value).unseen,
        judged if judged.tells else None,
    )
    return _drawn(sampled, counts.documented, targets, root, float)


def _people_of_spread(
    model: SpreadModel, judged: _Judged, fit_at: Callable[[float], SpreadFit], root: float
) -> _People | None:
    """The number of people with the deviation left to the data: what any deviation allows that they allow.

    A number is within the interval if at some deviation the deviance of that deviation and the
    deviance of the number there are together no larger than the interval's.
    """
    if judged.best is None:
        return None
    allowed = _interval_from_data(judged, root**2, float)
    low = 0.0 if allowed.low is None else allowed.low
    high = float(judged.values[-1]) if allowed.high is None else allowed.high
    deviations = np.unique(np.append(np.linspace(low, high, 25), judged.best))
    left = root**2 - np.array([judged.deviance_at(value) for value in deviations.tolist()])
    deviations, left = deviations[left > 0.01], left[left > 0.01]
    fits = tuple(fit_at(value) for value in deviations.tolist())
    lows, highs = model.intervals(deviations, fits, root=np.sqrt(left))
    upper = inf if allowed.high is None else float(highs.max())
    return _People(fit_at(judged.best).unseen, float(lows.min()), upper)


def _independence_is_identified(counts: CaptureCounts) -> bool:
    lists = len(counts.lists)
    patterns = patterns_of(lists)
    design = design_of(terms(Model(), lists), patterns)
    return face_of(design, np.eye(1, lists + 1)[0], counts_of(counts, patterns) > 0).unseen is not None


def _highest(values: Matrix, heights: Matrix, height_at: Callable[[float], float]) -> float:
    """Where the height is largest, by golden section around the largest of those known."""
    at = int(np.argmax(heights))
    low, high = float(values[max(at - 1, 0)]), float(values[min(at + 1, len(values) - 1)])
    part = (sqrt(5) - 1) / 2
    for _ in range(20):
        first, second = high - part * (high - low), low + part * (high - low)
        if height_at(first) >= height_at(second):
            high = second
        else:
            low = first
    middle = (low + high) / 2
    return float(values[at]) if heights[at] >= height_at(middle) else middle


# ------------------------------------------------------------------ what all curves share


def _drawn(
    sampled: _Sampled,
    documented: int,
    targets: Sequence[int],
    root: float,
    told_as: Callable[[float], float],
) -> Drawn:
    """A curve in the units that it is told in."""
    largest = log(float(_SHOWN_RATIOS[-1])) if told_as is exp else _LARGEST_SHOWN_SPREAD
    points = tuple(
        _point(told_as(value), _People(unseen, low, high), documented)
        for value, unseen, low, high in zip(
            sampled.values.tolist(),
            sampled.unseen.tolist(),
            sampled.low.tolist(),
            sampled.high.tolist(),
            strict=True,
        )
        if abs(value) <= largest + 1e-9
    )
    needed = tuple(_needed(sampled, documented, target, told_as) for target in targets)
    from_data = None
    if sampled.judged is not None:
        from_data = _interval_from_data(sampled.judged, root**2, told_as)
        people = sampled.judged.people
        if people is not None and from_data.at is not None:
            from_data = replace(from_data, people=_point(from_data.at, people, documented))
    return Drawn(points, from_data, needed)


def _point(at: float, people: _People, documented: int) -> CurvePoint:
    """A point of a curve; an interval holds its number even where the profile's own best is a little lower."""
    return CurvePoint(
        at=at,
        number=documented + people.unseen,
        low=documented + min(people.low, people.unseen),
        high=documented + max(people.high, people.unseen) if isfinite(people.high) else None,
    )


def _needed(sampled: _Sampled, documented: int, target: int, told_as: Callable[[float], float]) -> Needed:
    """What a target needs; nothing does for fewer people than are documented."""
    if target < documented:
        return Needed(target, None)
    # That no one at all is missing no curve says; it is told where fewer than half a person is.
    goal = log(max(target - documented, 0.5))
    value = _nearest_crossing(
        sampled.values, np.log(sampled.unseen) - goal, lambda at: log(sampled.unseen_at(at)) - goal
    )
    within = _first_within(sampled, goal)
    deviance = None
    if value is not None and sampled.judged is not None:
        deviance = sampled.judged.deviance_at(value)
    return Needed(
        target=target,
        at=None if value is None else told_as(value),
        within=None if within is None else told_as(within),
        deviance=deviance,
        chance=None if deviance is None else erfc(sqrt(deviance / 2)),
    )


def _first_within(sampled: _Sampled, goal: float) -> float | None:
    """The value nearest to 0 at which the interval begins to hold the logarithm of a number of unseen."""
    low = np.log(np.maximum(sampled.low, 1e-9))
    high = np.where(np.isfinite(sampled.high), np.log(np.maximum(sampled.high, 1e-9)), inf)
    holds = (low <= goal) & (goal <= high)
    middle = int(np.argmin(np.abs(sampled.values)))
    if holds[middle]:
        return float(sampled.values[middle])
    found = []
    for direction in (-1, 1):
        at = middle + direction
        while 0 <= at < len(holds) and not holds[at]:
            at += direction
        if 0 <= at < len(holds):
            end = low if goal < low[at - direction] else high
            found.append(_between(sampled.values, end, at - direction, at, goal))
    return min(found, key=abs, default=None)


def _between(values: Matrix, end: Matrix, before: int, after: int, goal: float) -> float:
    """Where a straight line between two points of an end passes the goal."""
    rise = float(end[after] - end[before])
    part = (goal - float(end[before])) / rise if isfinite(rise) and rise else 1.0
    return float(values[before] + min(max(part, 0.0), 1.0) * (values[after] - values[before]))


def _nearest_crossing(values: Matrix, heights: Matrix, height_at: Callable[[float], float]) -> float | None:
    """Where a curve passes 0, the place nearest to the value 0; `None` where it does not."""
    exact = np.flatnonzero(heights == 0)
    changes = np.flatnonzero(heights[:-1] * heights[1:] < 0)
    places = [float(values[at]) for at in exact]
    if len(changes):
        middles = np.abs(values[changes] + values[changes + 1])
        at = int(changes[np.argmin(middles)])
        places.append(_root(height_at, float(values[at]), float(values[at + 1])))
    return min(places, key=abs, default=None)


def _root(height_at: Callable[[float], float], low: float, high: float) -> float:
    from scipy.optimize import brentq  # type: ignore[import-untyped]

    if height_at(low) * height_at(high) > 0:
        # One fit alone and many together differ in their last digits: the crossing is at an end.
        return min(low, high, key=lambda value: abs(height_at(value)))
    return float(brentq(height_at, low, high, xtol=1e-7, rtol=1e-12))


def _interval_from_data(judged: _Judged, largest: float, told_as: Callable[[float], float]) -> FromData:
    """The value that the data fit best, and where the deviance passes its largest on either side."""
    values = judged.values
    centre = float(values[np.argmin(judged.deviances)]) if judged.best is None else judged.best
    ends: list[float | None] = []
    for outward in (values[values < centre][::-1], values[values > centre]):
        inner, end = centre, None
        for value in outward.tolist():
            if judged.deviance_at(value) > largest:
                outer = sorted((inner, value))
                end = _root(lambda at: judged.deviance_at(at) - largest, outer[0], outer[1])
                break
            inner = value
        ends.append(end)
    low, high = (None if end is None else told_as(end) for end in ends)
    return FromData(None if judged.best is None else told_as(judged.best), low, high)


def _above_nothing(expected: Matrix) -> Matrix:
    kept: Matrix = np.maximum(expected, 1e-300)
    return kept


def _normal_quantile(share: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(share))
