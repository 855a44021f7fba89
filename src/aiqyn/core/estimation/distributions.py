"""Distributions made from draws and from each other: sums over strata, mixtures over samples of a linkage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.estimates import Distribution

__all__ = ["distribution_of_draws", "draws_of", "log_moments", "mixed", "summed"]

Matrix = NDArray[np.floating[Any]]

_DRAWS = 40_000
_MOST_POINTS = 2_000


def distribution_of_draws(draws: Matrix) -> Distribution:
    """The cumulative curve of draws of whole numbers of people, with at most 2,000 points."""
    numbers, times = np.unique(np.round(draws), return_counts=True)
    cumulative = np.cumsum(times) / times.sum()
    points = numbers + 0.5
    if len(points) > _MOST_POINTS:
        marks = np.linspace(0, 1, _MOST_POINTS)
        kept = np.unique(np.minimum(np.searchsorted(cumulative, marks), len(points) - 1))
        kept = np.unique(np.append(kept, len(points) - 1))
        points, cumulative = points[kept], cumulative[kept]
    points = np.concatenate([[numbers[0] - 0.5], points])
    cumulative = np.concatenate([[0.0], cumulative])
    return Distribution(tuple(points.tolist()), tuple(np.minimum(cumulative, 1.0).tolist()))


def draws_of(distribution: Distribution, shares: Matrix) -> Matrix:
    """The numbers of people at these shares; infinite beyond a curve without an upper end.

    Args:
        distribution: Where the numbers come from.
        shares: Uniform numbers from 0 to 1.
    """
    points, cumulative = np.array(distribution.points), np.array(distribution.cumulative)
    drawn: Matrix = np.interp(shares, cumulative, points)
    drawn[shares > cumulative[-1]] = np.inf
    return drawn


def summed(distributions: Sequence[Distribution], *, seed: int) -> Distribution:
    """The distribution of the sum over parts of a population that were estimated apart.

    Made from joint draws, one of each part at a time, so that its interval is that of the sum
    and narrower than the ends added up. Draws from curves without an upper end are left as
    mass without an upper end.

    Args:
        distributions: One for each part; given them, parts are independent.
        seed: Start of the random numbers.
    """
    generator = np.random.default_rng([seed, 0x57A7])
    total = np.zeros(_DRAWS)
    for distribution in distributions:
        total += draws_of(distribution, generator.random(_DRAWS))
    ended = total[np.isfinite(total)]
    found = distribution_of_draws(ended)
    part = len(ended) / _DRAWS
    return Distribution(found.points, tuple(share * part for share in found.cumulative))


def mixed(distributions: Sequence[Distribution]) -> Distribution:
    """The mixture of distributions with equal weights."""
    points = np.unique(np.concatenate([distribution.points for distribution in distributions]))
    kept = np.concatenate([[True], np.diff(points) > 1e-9 * np.abs(points[1:])])
    points = points[kept]
    shares = np.zeros(len(points))
    for distribution in distributions:
        shares += np.interp(points, distribution.points, distribution.cumulative, left=0.0)
    shares /= len(distributions)
    if len(points) > 2 * _MOST_POINTS:
        marks = np.linspace(0, shares[-1], 2 * _MOST_POINTS)
        at = np.unique(np.append(np.searchsorted(shares, marks), len(points) - 1))
        at = at[at < len(points)]
        points, shares = points[at], shares[at]
    return Distribution(tuple(points.tolist()), tuple(np.minimum(shares, 1.0).tolist()))


def log_moments(distribution: Distribution) -> tuple[float, float]:
    """Mean and variance of the logarithm of the number of people."""
    middles = draws_of(distribution, (np.arange(4000) + 0.5) / 4000)
    logarithms = np.log(middles[np.isfinite(middles)])
    return float(logarithms.mean()), float(logarithms.var())
