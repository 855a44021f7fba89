"""The posterior of graphs and of the number of people, summed exactly over all other unknowns.

With hyper-Dirichlet priors the probability of the counts, given a graph and a number of unseen
people, is a product over cliques over one over separators of Dirichlet-multinomial terms. Each
term depends on a set of lists and the number of unseen alone; so the terms of all sets are
tabulated once and every graph is a sum of them.

The number of unseen people is summed one by one up to 256. Beyond, sums are integrals over
its logarithm, on intervals halved until every graph that matters is nearly straight in each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.estimates import Distribution

__all__ = ["NegativeBinomialPrior", "Posterior", "PowerPrior", "Prior", "SetTerms", "posterior_of"]

Matrix = NDArray[np.floating[Any]]

_ONE_BY_ONE = 256
_FACTOR_OF_LARGEST = 1e6
_LEAST_LARGEST = 1e8
_NEGLIGIBLE = 25.0
"""A graph whose highest point lies this far below another's, in logarithms, adds nothing."""
_STRAIGHT = 0.1
"""An interval is left whole where slope times width changes by less than this."""
_STRAIGHT_FAR_OFF = 1.0
_NEAR = 12.0
_WIDEST = 0.25
_LEAST_SHARE = 1e-10
_ROUNDS = 40
_CHUNK = 2048


class Prior(Protocol):
    """What is held of the number of people before the data."""

    def log_density(self, people: Matrix) -> Matrix:
        """The logarithm, up to a constant."""
        ...

    def slope(self, people: Matrix) -> Matrix:
        """Its derivative."""
        ...


@dataclass(frozen=True, slots=True)
class PowerPrior:
    """The number of people to a negative power: 1 is the scale-free prior, 0 the flat one."""

    power: float = 1.0

    def log_density(self, people: Matrix) -> Matrix:
        """−power · log N."""
        density: Matrix = -self.power * np.log(people)
        return density

    def slope(self, people: Matrix) -> Matrix:
        """−power / N."""
        slope: Matrix = -self.power / people
        return slope


@dataclass(frozen=True, slots=True)
class NegativeBinomialPrior:
    """A Poisson number of people whose mean is gamma distributed, as Madigan & York used.

    Attributes:
        shape: Of the gamma distribution.
        scale: Of the gamma distribution; the prior mean is shape · scale.
    """

    shape: float
    scale: float

    def log_density(self, people: Matrix) -> Matrix:
        """Of N people."""
        from scipy.special import gammaln  # type: ignore[import-untyped]

        density: Matrix = (
            people * np.log(self.scale / (1 + self.scale))
            + gammaln(people + self.shape)
            - gammaln(people + 1)
        )
        return density

    def slope(self, people: Matrix) -> Matrix:
        """Over N."""
        from scipy.special import digamma

        slope: Matrix = (
            np.log(self.scale / (1 + self.scale)) + digamma(people + self.shape) - digamma(people + 1)
        )
        return slope


class SetTerms:
    """The Dirichlet-multinomial term of each set of lists, as a function of the unseen people.

    Args:
        counts: Of one population.
        delta: Prior weight of each pattern; patterns of a set of lists have the sum of theirs.
    """

    def __init__(self, counts: CaptureCounts, delta: float) -> None:
        self._counts = counts
        self._lists = len(counts.lists)
        self._patterns = np.array([cell.pattern for cell in counts.cells], dtype=np.int64)
        self._numbers = np.array([cell.count for cell in counts.cells], dtype=np.float64)
        self._total_prior = delta * 2.0**self._lists
        self._delta = delta
        self._constants: dict[int, tuple[float, float, float]] = {}
        self.documented = float(self._numbers.sum())

    def constants(self, sets: Sequence[int]) -> Matrix:
        """For each set: the constant part, the prior of its empty pattern, how many people are on it."""
        for chosen in sets:
            if chosen not in self._constants:
                self._constants[chosen] = self._constants_of(chosen)
        return np.array([self._constants[chosen] for chosen in sets]).reshape(-1, 3)

    def _constants_of(self, chosen: int) -> tuple[float, float, float]:
        from scipy.special import gammaln

        prior = self._delta * 2.0 ** (self._lists - chosen.bit_count())
        kinds, at = np.unique(self._patterns & chosen, return_inverse=True)
        numbers = np.bincount(at, weights=self._numbers)
        on_it = kinds != 0
        constant = float(np.sum(gammaln(prior + numbers[on_it]) - gammaln(prior)))
        return (
            constant + float(gammaln(self._total_prior) - gammaln(prior)),
            prior,
            float(numbers[on_it].sum()),
        )

    def heights(self, sets: Sequence[int], unseen: Matrix) -> Matrix:
        """One row for each set, one column for each number of unseen people."""
        return self.heights_at(self.constants(sets)[:, None, :], unseen[None, :])

    def slopes(self, sets: Sequence[int], unseen: Matrix) -> Matrix:
        """The derivatives of `heights` over the number of unseen people."""
        return self.slopes_at(self.constants(sets)[:, None, :], unseen[None, :])

    def heights_at(self, constants: Matrix, unseen: Matrix) -> Matrix:
        """Terms of sets whose constants are given along the last axis, each at its own number."""
        whole = self._total_prior + self.documented + unseen
        less = constants[..., 1] - self._total_prior - constants[..., 2]
        heights: Matrix = constants[..., 0] + _log_gamma_ratio(whole, less)
        return heights

    def slopes_at(self, constants: Matrix, unseen: Matrix) -> Matrix:
        """Their derivatives over the number of unseen people."""
        from scipy.special import digamma

        whole = self._total_prior + self.documented + unseen
        less = constants[..., 1] - self._total_prior - constants[..., 2]
        slopes: Matrix = digamma(whole + less) - digamma(whole)
        return slopes

    def order_heights(self, unseen: Matrix) -> Matrix:
        """In how many ways the people can be seen in this order: what all graphs share."""
        return _log_gamma_ratio(unseen + 1, np.full(1, self.documented))

    def order_slopes(self, unseen: Matrix) -> Matrix:
        """Its derivative."""
        from scipy.special import digamma

        slopes: Matrix = digamma(self.documented + unseen + 1) - digamma(unseen + 1)
        return slopes


def _log_gamma_ratio(whole: Matrix, less: Matrix) -> Matrix:
    """log Γ(whole + less) − log Γ(whole), without the loss of digits of a difference of large numbers."""
    from scipy.special import gammaln

    whole, less = np.broadcast_arrays(whole, less)
    part = whole + less
    with np.errstate(divide="ignore", invalid="ignore"):
        series = (
            (part - 0.5) * np.log1p(less / whole)
            + less * (np.log(whole) - 1)
            + (1 / part - 1 / whole) / 12
            - (part**-3.0 - whole**-3.0) / 360
        )
    large = (part > 100) & (whole > 100)
    if large.all():
        return np.asarray(series)
    ratio: Matrix = np.where(large, series, gammaln(part) - gammaln(whole))
    return ratio


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """The posterior of graphs and of the number of people.

    Attributes:
        graph_shares: Of each graph that was handed in, adding to 1.
        distribution: Of the number of people, averaged over graphs.
        upper_bound: The number of people beyond which less than a ten-thousandth lies.
        tail: The share beyond the largest number that was looked at; in a posterior that can
            be used at most a ten-thousandth.
    """

    graph_shares: Matrix
    distribution: Distribution
    upper_bound: float
    tail: float


def posterior_of(
    terms: SetTerms,
    sets: Sequence[int],
    factors: NDArray[Any],
    prior: Prior,
    *,
    most_unseen: int | None = None,
) -> Posterior:
    """The posterior over these graphs, all equally plausible before.

    Args:
        terms: Of the counts.
        sets: The sets of lists that stand for the columns of `factors`.
        factors: One row for each graph: how often each set is a clique, less how often a separator.
        prior: Of the number of people.
        most_unseen: Hold more unseen people than this for impossible, to repeat what was
            published with such a bound; at least 257. Without it the sum has no end.
    """
    summing = _Summing(terms, sets, factors.astype(np.float64), prior, most_unseen)
    return summing.posterior()


class _Summing:
    """The work of `posterior_of`: tabulate, refine, add up."""

    def __init__(
        self,
        terms: SetTerms,
        sets: Sequence[int],
        factors: Matrix,
        prior: Prior,
        most_unseen: int | None,
    ) -> None:
        self._terms = terms
        self._sets = sets
        self._factors = factors
        self._prior = prior
        self._is_bounded = most_unseen is not None
        largest = most_unseen or max(_FACTOR_OF_LARGEST * terms.documented, _LEAST_LARGEST)
        self._start = float(np.log(_ONE_BY_ONE + 0.5))
        self._end = float(np.log(largest + 0.5))

    def posterior(self) -> Posterior:
        """Find the points, add up, and once more where an interval holds much."""
        few = np.arange(1.0, _ONE_BY_ONE + 1)
        points, graphs = self._points(few)
        weights, head, body, tail = self._add_up(few, points, graphs)
        points = _split(points, body / weights.sum())
        graphs = graphs[weights > _LEAST_SHARE * weights.sum()]
        weights, head, body, tail = self._add_up(few, points, graphs)
        total = weights.sum()
        numbers = np.concatenate([[0.5], few + 0.5, np.exp(points[1:])])
        cumulative = np.concatenate([[0.0], np.cumsum(np.concatenate([head, body]))]) / total
        cumulative = np.minimum(np.maximum.accumulate(cumulative), 1.0)
        upper = numbers[np.argmax(cumulative >= 1 - 1e-4)] if cumulative[-1] >= 1 - 1e-4 else numbers[-1]
        shares = np.zeros(len(self._factors))
        shares[graphs] = weights / total
        return Posterior(
            graph_shares=shares,
            distribution=_thinned(self._terms.documented + numbers, cumulative),
            upper_bound=float(self._terms.documented + upper),
            tail=float(tail / total),
        )

    # ------------------------------------------------ heights over the logarithm of the unseen

    def _tables(self, points: Matrix) -> tuple[Matrix, Matrix, Matrix, Matrix]:
        """Heights and slopes of all sets, and of what all graphs share, over the logarithm."""
        unseen = np.exp(points)
        people = self._terms.documented + unseen
        shared = self._terms.order_heights(unseen) + self._prior.log_density(people) + points
        shared_slope = 1 + unseen * (self._terms.order_slopes(unseen) + self._prior.slope(people))
        heights = self._terms.heights(self._sets, unseen)
        slopes = self._terms.slopes(self._sets, unseen) * unseen
        return heights, slopes, shared, shared_slope

    def _chunks(self, graphs: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
        for start in range(0, len(graphs), _CHUNK):
            yield graphs[start : start + _CHUNK]

    def _points(self, few: Matrix) -> tuple[Matrix, NDArray[np.intp]]:
        """Points between which every graph that matters is nearly straight, and those graphs."""
        count = int(np.ceil((self._end - self._start) / _WIDEST)) + 1
        points = np.linspace(self._start, self._end, count)
        left, right = points[:-1], points[1:]
        done = [points]
        tops = self._tops(few)
        highest = float(tops.max())
        graphs = np.arange(len(self._factors))
        for step in range(_ROUNDS):
            highest, bounds, unresolved = self._look_at(graphs, left, right, highest)
            if step == 0:
                # All intervals are seen now: a graph that is low in each of them, and among the
                # few, is low everywhere.
                kept = np.maximum(tops, bounds) > highest - _NEGLIGIBLE
                graphs, tops = graphs[kept], tops[kept]
            if not unresolved.any():
                break
            middle = (left[unresolved] + right[unresolved]) / 2
            done.append(middle)
            left, right = (
                np.concatenate([left[unresolved], middle]),
                np.concatenate([middle, right[unresolved]]),
            )
        return np.unique(np.concatenate(done)), graphs

    def _tops(self, few: Matrix) -> Matrix:
        """How high each graph is among small numbers of unseen people, as an integral would count them."""
        set_heights, _, shared, _ = self._tables(np.log(few))
        shared = shared - np.log(few)
        chunks = self._chunks(np.arange(len(self._factors)))
        return np.concatenate([(self._factors[chunk] @ set_heights + shared).max(axis=1) for chunk in chunks])

    def _look_at(
        self, graphs: NDArray[np.intp], left: Matrix, right: Matrix, highest: float
    ) -> tuple[float, Matrix, NDArray[np.bool_]]:
        """How high the graphs surely are, how high each can be, and which intervals to halve."""
        width = right - left
        points, at = np.unique(np.concatenate([left, right]), return_inverse=True)
        first, last = at[: len(left)], at[len(left) :]
        set_heights, set_slopes, shared, shared_slope = self._tables(points)
        bounds: list[Matrix] = []
        seen: list[tuple[Matrix, Matrix]] = []
        surely = highest
        for chunk in self._chunks(graphs):
            factors = self._factors[chunk]
            heights = factors @ set_heights + shared
            slopes = factors @ set_slopes + shared_slope
            surely = max(surely, float(heights.max()))
            ceiling = _ceiling(heights, slopes, first, last, width)
            bounds.append(ceiling.max(axis=1))
            bend = np.abs(slopes[:, first] - slopes[:, last]) * width
            seen.append((ceiling, bend))
        unresolved = np.zeros(len(left), dtype=bool)
        for top, turn in seen:
            near = (top > surely - _NEAR) & (turn > _STRAIGHT)
            far_off = (top > surely - _NEGLIGIBLE) & (turn > _STRAIGHT_FAR_OFF)
            unresolved |= (near | far_off).any(axis=0)
        return surely, np.concatenate(bounds), unresolved

    # ------------------------------------------------ adding up

    def _add_up(
        self, few: Matrix, points: Matrix, graphs: NDArray[np.intp]
    ) -> tuple[Matrix, Matrix, Matrix, float]:
        """Weight of each graph, of each small number of unseen, of each interval, and of the tail."""
        few_heights, _, few_shared, _ = self._tables(np.log(few))
        few_shared = few_shared - np.log(few)
        set_heights, set_slopes, shared, shared_slope = self._tables(points)
        width = np.diff(points)
        top = max(self._top(graphs, few_heights, few_shared), self._top(graphs, set_heights, shared))
        weights: list[Matrix] = []
        head, body, tail = np.zeros(len(few)), np.zeros(len(width)), 0.0
        for chunk in self._chunks(graphs):
            factors = self._factors[chunk]
            of_few = np.exp(factors @ few_heights + few_shared - top)
            heights = factors @ set_heights + shared - top
            slopes = factors @ set_slopes + shared_slope
            of_intervals = _integrals(heights, slopes, width)
            of_tail = np.zeros(len(chunk)) if self._is_bounded else _tails(heights[:, -1], slopes[:, -1])
            weights.append(of_few.sum(axis=1) + of_intervals.sum(axis=1) + of_tail)
            head += of_few.sum(axis=0)
            body += of_intervals.sum(axis=0)
            tail += float(of_tail.sum())
        return np.concatenate(weights), head, body, tail

    def _top(self, graphs: NDArray[np.intp], set_heights: Matrix, shared: Matrix) -> float:
        chunks = self._chunks(graphs)
        return max(float((self._factors[chunk] @ set_heights + shared).max()) for chunk in chunks)


def _split(points: Matrix, shares: Matrix) -> Matrix:
    """The points with more where an interval holds more than a thousandth of the posterior."""
    pieces = np.clip(np.ceil(shares / 1e-3), 1, 64).astype(int)
    parts = [
        low + (high - low) * np.arange(count) / count
        for low, high, count in zip(points[:-1], points[1:], pieces, strict=True)
    ]
    return np.concatenate([*parts, points[-1:]])


def _ceiling(
    heights: Matrix, slopes: Matrix, first: NDArray[np.intp], last: NDArray[np.intp], width: Matrix
) -> Matrix:
    """How high each graph can be in each interval: where the tangents at its ends meet.

    Holds for curves that bend downwards, which these do but far from their tops.
    """
    low, high = heights[:, first], heights[:, last]
    rise, fall = slopes[:, first], slopes[:, last]
    with np.errstate(divide="ignore", invalid="ignore"):
        where = (high - low - fall * width) / (rise - fall)
    inside = np.clip(np.nan_to_num(where, nan=0.0, posinf=0.0, neginf=0.0), 0, width)
    meet = low + rise * inside
    return np.maximum(np.maximum(low, high), np.where(rise > fall, meet, -np.inf))


def _integrals(heights: Matrix, slopes: Matrix, width: Matrix) -> Matrix:
    """The integral over each interval of the exponential of a parabola with these ends and slopes."""
    low, high = heights[:, :-1], heights[:, 1:]
    rise = high - low
    flat = np.abs(rise) < 1e-6
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        mean = np.where(
            flat, np.exp((low + high) / 2), (np.exp(high) - np.exp(low)) / np.where(flat, 1.0, rise)
        )
    bend = np.clip((slopes[:, :-1] - slopes[:, 1:]) * width / 12, -0.1, 0.1)
    integrals: Matrix = mean * np.exp(bend) * width
    return integrals


def _tails(heights: Matrix, slopes: Matrix) -> Matrix:
    """What lies beyond the last point if the curve goes on straight; without end where it does not fall."""
    tails: Matrix = np.exp(np.minimum(heights, 700.0)) / np.maximum(-slopes, 1e-6)
    return tails


def _thinned(points: Matrix, cumulative: Matrix) -> Distribution:
    """The curve without points between which nothing happens."""
    step = np.diff(cumulative, prepend=-1.0, append=2.0)
    kept = (step[:-1] > 1e-9) | (step[1:] > 1e-9)
    return Distribution(tuple(points[kept].tolist()), tuple(cumulative[kept].tolist()))
