"""A population, or several that resemble each other, seen by lists: people differ, pairs of lists depend.

The log odds that a person is on a list is the list's own in their stratum, plus how easily that
person is found, plus what being on other lists does. How easily people are found follows a
normal curve. The list's odds differ between strata around a common mean, and dependences of
pairs are the same in all: so a stratum with few people borrows from the others.

With N given the scale-free prior 1/N in each stratum and summed out, what remains is the
probability of the observed patterns among people who are on some list. Its logarithm and
gradient are worked out here for many parameter vectors at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.counts import CaptureCounts

__all__ = ["HierarchicalModel", "HierarchicalPrior", "Spread"]

Matrix = NDArray[np.floating[Any]]

_NODES = 15
"""Of the Gauss–Hermite rule over how easily people are found."""
_MEAN_LOG_ODDS, _SPREAD_OF_MEAN = -1.5, 1.5
_DEGREES = 4.0
_SPREAD_OF_STRATA = 1.0
_SHIFT_OF_MEANS = 0.27


@dataclass(frozen=True, slots=True)
class HierarchicalPrior:
    """What is believed before the data.

    Attributes:
        name: What it is called in JSON.
        dependence: Scale of the log odds ratio of a pair of lists, a Student t with 4 degrees.
        heterogeneity: Scale of the standard deviation, in log odds, of how easily people are
            found, half a normal curve.
    """

    name: str
    dependence: float
    heterogeneity: float


@dataclass(frozen=True, slots=True)
class Spread:
    """What the parameters say in words.

    Attributes:
        heterogeneity: Standard deviation, in log odds, of how easily people are found.
        between_strata: Standard deviation, in log odds, of a list's reach between strata.
    """

    heterogeneity: Matrix
    between_strata: Matrix


class HierarchicalModel:
    """The log posterior of the parameters, given the counts of one or several strata.

    A parameter vector holds, one after the other: mean log odds of each list; log odds ratio of
    each pair; the spread of people; and, where there are several strata, the spread between
    them and each stratum's own deviation for each list. Both spreads may have either sign,
    which says the same: so no walk ends at a wall. Means and log odds ratios are held as what
    they would be about were people all alike, since data tell that better than its parts: people who
    differ more look like lists that depend more. The shift keeps volumes as they are.

    Args:
        strata: Counts; a stratum may lack lists, by name. Each with someone documented.
        lists: Names of all lists.
        prior: What is believed before the data.
    """

    def __init__(
        self, strata: Sequence[CaptureCounts], lists: Sequence[str], prior: HierarchicalPrior
    ) -> None:
        self._prior = prior
        self._lists, self._strata = len(lists), len(strata)
        self._patterns = 1 << self._lists
        on = (np.arange(self._patterns)[:, None] >> np.arange(self._lists)) & 1
        self._on: Matrix = on.astype(float)
        pairs = list(combinations(range(self._lists), 2))
        self._pairs: Matrix = np.array([on[:, a] * on[:, b] for a, b in pairs], dtype=float).T
        self._captures = on.sum(axis=1)
        self._by_captures: Matrix = np.eye(self._lists + 1)[self._captures]
        self._counts = np.zeros((self._strata, self._patterns))
        self._impossible = np.zeros((self._strata, self._patterns))
        for number, counts in enumerate(strata):
            self._place(number, counts, list(lists))
        self._people = self._counts.sum(axis=1)
        self._totals = self._counts @ self._by_captures
        nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
        self._nodes: Matrix = nodes
        self._weights: Matrix = weights / weights.sum()
        self._order: Matrix = np.arange(self._lists + 1.0)

    def _place(self, number: int, counts: CaptureCounts, lists: list[str]) -> None:
        homes = [lists.index(name) for name in counts.lists]
        for cell in counts.cells:
            pattern = sum(1 << home for at, home in enumerate(homes) if cell.pattern >> at & 1)
            self._counts[number, pattern] += cell.count
        absent = [index for index in range(len(lists)) if index not in homes]
        self._impossible[number] = np.where(self._on[:, absent].any(axis=1), -np.inf, 0.0)

    @property
    def size(self) -> int:
        """The length of a parameter vector."""
        own = 1 + self._lists * self._strata if self._strata > 1 else 0
        return int(self._lists + self._pairs.shape[1] + 1 + own)

    @property
    def work(self) -> int:
        """What one evaluation costs: cells, and as much again as a thousand of them for each call."""
        return 1_000 + 4 * self._patterns * self._strata

    @property
    def people(self) -> Matrix:
        """How many are documented in each stratum."""
        return np.asarray(self._people)

    def vector(self, means: Matrix, dependences: Matrix, spread: float) -> Matrix:
        """The parameter vector, one row, that says this of a single stratum.

        Args:
            means: Log odds of each list, for a person as easy to find as most.
            dependences: Log odds ratio of each pair of lists, among people alike.
            spread: Standard deviation, in log odds, of how easily people are found.
        """
        one = np.array([spread])
        held = (means + _SHIFT_OF_MEANS * spread**2, dependences + _shift(one), one)
        return np.concatenate([np.asarray(part, dtype=float) for part in held])[None]

    def starts(self, random: np.random.Generator, number: int) -> Matrix:
        """Dispersed parameter vectors: wider apart than the posterior ever is."""
        at = random.normal(0.0, 0.7, (number, self.size))
        at[:, : self._lists] += _MEAN_LOG_ODDS
        return at

    def spreads(self, at: Matrix) -> Spread:
        """The spreads that parameter vectors hold."""
        first = self._lists + self._pairs.shape[1]
        between = at[:, first + 1] if self._strata > 1 else np.zeros(len(at))
        return Spread(np.abs(at[:, first]), np.abs(between))

    def log_posterior(self, at: Matrix) -> tuple[Matrix, Matrix]:
        """Logarithm of the posterior, up to a constant, and its gradient, for each row.

        Args:
            at: Parameter vectors, one in a row.
        """
        value, gradient, _ = self._evaluated(at)
        return value, gradient

    def share_unseen(self, at: Matrix) -> Matrix:
        """The probability of being on no list, for each row and each stratum."""
        return self._evaluated(at)[2]

    def _evaluated(self, at: Matrix) -> tuple[Matrix, Matrix, Matrix]:
        means, dependences, spread, between, deviations = self._parts(at)
        odds = means[:, None, :] + between[:, None, None] * deviations
        exponents = odds @ self._on.T + (dependences @ self._pairs.T)[:, None, :] + self._impossible
        value, residual, by_spread, unseen = self._likelihood(exponents, spread)
        by_odds = residual @ self._on
        gradient = np.empty_like(at)
        first = self._lists + self._pairs.shape[1]
        gradient[:, : self._lists] = by_odds.sum(axis=1)
        gradient[:, self._lists : first] = residual.sum(axis=1) @ self._pairs
        gradient[:, first] = by_spread
        if self._strata > 1:
            gradient[:, first + 1] = (by_odds * deviations).sum(axis=(1, 2))
            gradient[:, first + 2 :] = (between[:, None, None] * by_odds).reshape(len(at), -1)
        value = value + self._log_prior(at, gradient)
        gradient[:, first] -= 2 * _SHIFT_OF_MEANS * spread * gradient[:, : self._lists].sum(axis=1)
        gradient[:, first] -= _slope(spread) * gradient[:, self._lists : first].sum(axis=1)
        return value, gradient, unseen

    def _parts(self, at: Matrix) -> tuple[Matrix, Matrix, Matrix, Matrix, Matrix]:
        first = self._lists + self._pairs.shape[1]
        if self._strata > 1:
            between = at[:, first + 1]
            deviations = at[:, first + 2 :].reshape(len(at), self._strata, self._lists)
        else:
            between = np.zeros(len(at))
            deviations = np.zeros((len(at), 1, self._lists))
        spread = at[:, first]
        means = at[:, : self._lists] - _SHIFT_OF_MEANS * spread[:, None] ** 2
        dependences = at[:, self._lists : first] - _shift(spread)[:, None]
        return means, dependences, spread, between, deviations

    def _likelihood(self, exponents: Matrix, spread: Matrix) -> tuple[Matrix, Matrix, Matrix, Matrix]:
        """The log likelihood, its gradients by exponents and by the spread, and who is unseen.

        Given how easily someone is found, all patterns of as many lists have the same factor,
        so that sums over patterns are taken once and not for each node.
        """
        weight = np.exp(exponents)
        at_order = weight @ self._by_captures
        factor = np.exp(spread[:, None, None] * self._order[:, None] * self._nodes)
        normaliser = at_order @ factor
        share = self._weights / normaliser
        likelihood = share @ factor.transpose(0, 2, 1)
        unseen = likelihood[:, :, 0]
        seen = 1.0 - unseen
        exact = np.where(np.isfinite(exponents), exponents, 0.0)
        value = (
            (self._counts * exact).sum(axis=(1, 2))
            + (self._totals * np.log(likelihood)).sum(axis=(1, 2))
            - (self._people * np.log(seen)).sum(axis=1)
        )
        by_likelihood = self._totals / likelihood
        by_likelihood[:, :, 0] += self._people / seen
        pulled = (by_likelihood @ factor) * share / normaliser
        residual = self._counts - weight * ((pulled @ factor.transpose(0, 2, 1)) @ self._by_captures.T)
        moved = factor * (self._order[:, None] * self._nodes)
        by_spread = ((by_likelihood @ moved) * share - pulled * (at_order @ moved)).sum(axis=(1, 2))
        return value, residual, by_spread, unseen

    def _log_prior(self, at: Matrix, gradient: Matrix) -> Matrix:
        """The log prior; its gradient is added in place."""
        means, dependences, spread, between, deviations = self._parts(at)
        first = self._lists + self._pairs.shape[1]
        standard = (means - _MEAN_LOG_ODDS) / _SPREAD_OF_MEAN
        gradient[:, : self._lists] -= standard / _SPREAD_OF_MEAN
        scaled = dependences / self._prior.dependence
        gradient[:, self._lists : first] -= (
            (_DEGREES + 1) * scaled / (_DEGREES + scaled**2) / self._prior.dependence
        )
        gradient[:, first] -= spread / self._prior.heterogeneity**2
        value = (
            -0.5 * (standard**2).sum(axis=1)
            - 0.5 * (_DEGREES + 1) * np.log1p(scaled**2 / _DEGREES).sum(axis=1)
            - 0.5 * (spread / self._prior.heterogeneity) ** 2
        )
        if self._strata > 1:
            gradient[:, first + 1] -= between / _SPREAD_OF_STRATA**2
            gradient[:, first + 2 :] -= deviations.reshape(len(at), -1)
            value = value - 0.5 * (between / _SPREAD_OF_STRATA) ** 2 - 0.5 * (deviations**2).sum(axis=(1, 2))
        return np.asarray(value)


def _shift(spread: Matrix) -> Matrix:
    """By how much people who differ so make the log odds ratio of two lists look larger, about."""
    return np.asarray(spread**2 / np.sqrt(1 + 2 * spread**2))


def _slope(spread: Matrix) -> Matrix:
    """The derivative of `_shift`."""
    return np.asarray(2 * spread * (1 + spread**2) / (1 + 2 * spread**2) ** 1.5)
