"""People who differ in how easily lists find them, by a known amount.

Each list reaches a person with odds of its own, times odds of the person's own, whose
logarithm is spread over people by a normal curve of a standard deviation that is held fixed.
Given the person, lists are independent. All that this takes from the counts are the sizes of
the lists and how many people are on one, on two, on three lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.fitting import FitFailed
from aiqyn.core.estimation.profile_limits import LEAST_UNSEEN, MOST_UNSEEN, Rows, profile_limits

__all__ = ["SpreadFit", "SpreadModel"]

Matrix = NDArray[np.floating[Any]]

_FURTHEST_NODE = 14.0
_NODES_APART = 0.2
"""On a smooth integrand the trapezoid rule errs by exp(−2π·d/h), d the distance of the nearest pole from
the real line: π/deviation here. With these 141 nodes shares of patterns are right to 10^−7 on five lists
and to 3·10^−5 on ten, at a deviation of 4, and to 10^−7 up to 3; Gauss–Hermite quadrature, whose nodes
are made for polynomials, would need several hundred."""
_ITERATIONS = 200
_TOLERANCE = 1e-9
_FURTHEST_LOG_ODDS = 45.0


@dataclass(frozen=True, slots=True, eq=False)
class SpreadFit:
    """The model at one deviation.

    Attributes:
        log_odds: Of each list, for a person in the middle.
        unseen: How many people are on no list.
        log_likelihood: Of the documented people's patterns, given that they are documented.
    """

    log_odds: Matrix
    unseen: float
    log_likelihood: float


@dataclass(frozen=True, slots=True, eq=False)
class _Share:
    """Shares of people by number of captures, divided by exp of their lists' log odds.

    Attributes:
        logarithms: Of the share of people on none, on one given list, on two given lists, …
        seen: The share who are on some list.
        found: For each number of captures and each list, how likely the list is to hold such a person.
        both: For each number of captures, how likely two lists are to hold such a person.
    """

    logarithms: Matrix
    seen: float
    found: Matrix
    both: Matrix


class SpreadModel:
    """The model for some counts.

    Source:
        Coull & Agresti (1999), Biometrics 55, 294–301: the logit-normal model. Darroch,
        Fienberg, Glonek & Junker (1993), JASA 88, 1137–1148: people's differences as a
        dependence of lists. That the data can't tell the form of the spread: Link (2003),
        Biometrics 59, 1123–1130; Aleshin-Guendel, Sadinle & Wakefield (2024), Biometrics 80.
    """

    def __init__(self, counts: CaptureCounts) -> None:
        self._sizes = np.array([counts.size(index) for index in range(len(counts.lists))], dtype=float)
        self._by_captures = np.array(counts.by_captures(), dtype=float)
        self._documented = float(counts.documented)
        nodes = np.arange(-_FURTHEST_NODE, _FURTHEST_NODE + _NODES_APART / 2, _NODES_APART)
        weights = np.exp(-(nodes**2) / 2)
        self._nodes, self._weights = nodes, weights / weights.sum()

    def fit(self, deviation: float, *, start: Matrix | None = None) -> SpreadFit:
        """The model at its conditional maximum likelihood.

        Args:
            deviation: Standard deviation of people's log odds; 0 or more.
            start: Log odds to begin at.

        Raises:
            FitFailed: The maximum was not reached.
        """
        first = self._first_guess() if start is None else start
        log_odds, share, height = self._climbed(first, deviation, None)
        unseen = self._documented * (1 - share.seen) / share.seen
        return SpreadFit(log_odds, float(np.clip(unseen, 1e-9, MOST_UNSEEN)), height)

    def intervals(
        self, deviations: Matrix, fits: tuple[SpreadFit, ...], *, root: float | Matrix
    ) -> tuple[Matrix, Matrix]:
        """Ends of the profile-likelihood intervals of the unseen, at each of these deviations.

        Args:
            deviations: Of people's log odds.
            fits: At these.
            root: The normal quantile of the interval, of all or of each.
        """
        from scipy.special import digamma, gammaln  # type: ignore[import-untyped]

        at_last = [one.log_odds for one in fits]

        def curves(log_unseen: Matrix, rows: Rows) -> tuple[Matrix, Matrix]:
            unseen = np.exp(log_unseen)
            people = self._documented + unseen
            heights, missed = np.empty(len(rows)), np.empty(len(rows))
            for at, row in enumerate(rows.tolist()):
                found = self._climbed(at_last[row], float(deviations[row]), float(unseen[at]))
                at_last[row], heights[at], missed[at] = found[0], found[2], found[1].logarithms[0]
            slopes = digamma(people + 1) - digamma(unseen + 1) + missed
            return heights + gammaln(people + 1) - gammaln(unseen + 1), unseen * slopes

        start = np.log([max(one.unseen, LEAST_UNSEEN) for one in fits])
        return profile_limits(curves, start, root=root)

    def _first_guess(self) -> Matrix:
        reached = np.clip(self._sizes / (1.5 * self._documented), 1e-9, 0.9)
        guess: Matrix = np.log(reached / (1 - reached))
        return guess

    def _share(self, log_odds: Matrix, deviation: float) -> _Share:
        reach = log_odds[:, None] + deviation * self._nodes
        found = 1 / (1 + np.exp(-reach))
        none = -np.logaddexp(0, reach).sum(axis=0)
        captures = np.arange(len(log_odds) + 1)
        terms = captures[:, None] * (deviation * self._nodes) + none + np.log(self._weights)
        highest = terms.max(axis=1, keepdims=True)
        parts = np.exp(terms - highest)
        totals = parts.sum(axis=1, keepdims=True)
        parts /= totals
        return _Share(
            logarithms=(highest + np.log(totals))[:, 0],
            seen=float(self._weights @ -np.expm1(none)),
            found=parts @ found.T,
            both=np.einsum("tq,jq,kq->tjk", parts, found, found, optimize=True),
        )

    def _climbed(
        self, log_odds: Matrix, deviation: float, unseen: float | None
    ) -> tuple[Matrix, _Share, float]:
        """Newton's method on the log odds, with the unseen given or, if not, conditional on being seen."""
        share = self._share(log_odds, deviation)
        height = self._height(log_odds, share, unseen)
        for _ in range(_ITERATIONS):
            slope, curvature = self._slope(share, unseen)
            if np.max(np.abs(slope)) <= _TOLERANCE * self._documented:
                break
            step = np.clip(_ascent(curvature, slope, share, self._totals(share, unseen)), -3, 3)
            for halving in range(30):
                tried = np.clip(log_odds + step / 2**halving, -_FURTHEST_LOG_ODDS, _FURTHEST_LOG_ODDS)
                tried_share = self._share(tried, deviation)
                reached = self._height(tried, tried_share, unseen)
                if reached > height:
                    break
            else:
                # No step of any length climbs: rounding is all that is left of the slope.
                break
            log_odds, share, height = tried, tried_share, reached
        slope, _ = self._slope(share, unseen)
        free = np.abs(log_odds) < _FURTHEST_LOG_ODDS
        if np.max(np.abs(slope[free]), initial=0.0) > 1e-5 * self._documented or not np.isfinite(height):
            raise FitFailed("the maximum of the likelihood was not reached")
        return log_odds, share, height

    def _totals(self, share: _Share, unseen: float | None) -> Matrix:
        """How many people are on none, one, two, … lists."""
        missed = self._documented * (1 - share.seen) / share.seen if unseen is None else unseen
        return np.concatenate([[missed], self._by_captures])

    def _height(self, log_odds: Matrix, share: _Share, unseen: float | None) -> float:
        seen = self._sizes @ log_odds + self._by_captures @ share.logarithms[1:]
        if unseen is None:
            return float(seen - self._documented * np.log(share.seen))
        return float(seen + unseen * share.logarithms[0])

    def _slope(self, share: _Share, unseen: float | None) -> tuple[Matrix, Matrix]:
        """The likelihood's slope, and its bend with the sign changed."""
        totals = self._totals(share, unseen)
        slope = self._sizes - totals @ share.found
        between = share.both - share.found[:, :, None] * share.found[:, None, :]
        bend = -np.tensordot(totals, between, axes=1)
        spread = np.diagonal(between, axis1=1, axis2=2)
        np.fill_diagonal(bend, totals @ (share.found - share.found**2 - 2 * spread))
        if unseen is None:
            missed = share.found[0]
            bend -= totals[0] / share.seen * np.outer(missed, missed)
        return slope, bend


def _ascent(bend: Matrix, slope: Matrix, share: _Share, totals: Matrix) -> Matrix:
    """A direction that climbs: Newton's where the likelihood is a hill there, else a slower safe one."""
    try:
        np.linalg.cholesky(bend)
        step: Matrix = np.linalg.solve(bend, slope)
    except np.linalg.LinAlgError:
        step = slope / np.maximum(totals @ (share.found * (1 - share.found)), 1e-12)
    return step
