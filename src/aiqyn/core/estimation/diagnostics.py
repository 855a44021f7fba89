"""Whether chains of a sampler agree, and how many independent draws theirs are worth.

When to reach for it: before any number from a sampler is believed. All functions take draws as
an array of one row per chain, and look at ranks, so that they hold for heavy tails as well and
give the same for a quantity and for its logarithm. They can't see a region that no chain has
found: that is what dispersed starts are for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Convergence", "bulk_draws", "convergence_of", "r_hat", "tail_draws"]

Draws = NDArray[np.floating[Any]]

_LEAST_DRAWS = 8
"""In a chain; half of a shorter one has no variance worth the name."""


@dataclass(frozen=True, slots=True)
class Convergence:
    """What the chains of one quantity say of themselves.

    Attributes:
        r_hat: About 1 where chains agree; see `r_hat`.
        bulk: So many independent draws would tell the median as well; see `bulk_draws`.
        tail: So many would tell the ends as well; see `tail_draws`.
    """

    r_hat: float
    bulk: float
    tail: float

    def is_enough(self, *, draws: float, largest_r_hat: float) -> bool:
        """Whether the chains agree, and there are so many effective draws in bulk and tails."""
        return self.r_hat <= largest_r_hat and min(self.bulk, self.tail) >= draws


def convergence_of(draws: Draws) -> Convergence:
    """All three diagnostics of draws in one row per chain."""
    return Convergence(r_hat(draws), bulk_draws(draws), tail_draws(draws))


def r_hat(draws: Draws) -> float:
    """How much wider all chains together are than each alone; 1 where they agree.

    The square root of the ratio of the pooled variance to that within half chains, of draws
    replaced by the normal scores of their ranks; the larger of that and the same of the
    draws' distances from the median, so that chains of one place and different widths are seen.

    Args:
        draws: One row for each of at least 2 chains, 8 draws or more in each, all finite.

    Returns:
        1 where all draws are the same number.

    Raises:
        ValueError: The array has another form, or a draw is not finite.

    Source:
        Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), Bayesian Analysis 16, 667–718,
        sections 3.1 and 4.1.
    """
    halves = _halves(_checked(draws))
    folded = np.abs(halves - np.median(halves))
    return max(_r_hat_of(_normal_scores(halves)), _r_hat_of(_normal_scores(folded)))


def bulk_draws(draws: Draws) -> float:
    """How many independent draws the chains are worth in the middle of the distribution.

    Args:
        draws: As for `r_hat`.

    Source:
        Vehtari et al. (2021), section 4.2, with the autocorrelations of all chains combined and
        summed up to where Geyer's initial monotone sequence ends (Geyer 1992, Statistical
        Science 7, 473–483).
    """
    return _effective(_normal_scores(_halves(_checked(draws))))


def tail_draws(draws: Draws, *, tail: float = 0.05) -> float:
    """How many independent draws the chains are worth at the ends of the distribution.

    The fewer of those for "at or below the lower end" and for "at or below the upper end".

    Args:
        draws: As for `r_hat`.
        tail: The share beyond each end.

    Source:
        Vehtari et al. (2021), section 4.3.
    """
    ends = np.quantile(_checked(draws), [tail, 1 - tail])
    return min(_effective(_halves((draws <= end).astype(np.float64))) for end in ends)


def _checked(draws: Draws) -> Draws:
    if draws.ndim != 2 or len(draws) < 2 or draws.shape[1] < _LEAST_DRAWS:
        raise ValueError(
            f"draws of shape {draws.shape}: needs 2 chains or more of {_LEAST_DRAWS} or more each"
        )
    if not np.isfinite(draws).all():
        raise ValueError("draws must be finite")
    return draws


def _halves(draws: Draws) -> Draws:
    """Each chain as two; of an odd number of draws the middle one is left out."""
    half = draws.shape[1] // 2
    return np.vstack([draws[:, :half], draws[:, -half:]])


def _normal_scores(draws: Draws) -> Draws:
    """Draws replaced by the normal quantiles of their ranks; equal draws share their mean rank."""
    from scipy.special import ndtri  # type: ignore[import-untyped]

    _, place, times = np.unique(draws, return_inverse=True, return_counts=True)
    ranks = np.cumsum(times) - (times - 1) / 2
    scores: Draws = ndtri((ranks[place.ravel()] - 0.375) / (draws.size + 0.25)).reshape(draws.shape)
    return scores


def _r_hat_of(draws: Draws) -> float:
    length = draws.shape[1]
    if np.ptp(draws, axis=1).max() == 0:
        return 1.0 if np.ptp(draws) == 0 else float("inf")
    within = draws.var(axis=1, ddof=1).mean()
    between = draws.mean(axis=1).var(ddof=1)
    return float(np.sqrt((length - 1) / length + between / within))


def _effective(draws: Draws) -> float:
    """The number of independent draws that would tell the mean of these as well."""
    length = draws.shape[1]
    if np.ptp(draws) == 0:
        return float(draws.size)
    covariances = _autocovariances(draws)
    within = covariances[:, 0].mean() * length / (length - 1)
    pooled = within * (length - 1) / length + draws.mean(axis=1).var(ddof=1)
    correlations = 1 - (within - covariances.mean(axis=0)) / pooled
    correlations[0] = 1.0
    time = _autocorrelation_time(correlations)
    # Chains that swing are worth more draws than they have; a bound keeps chance out of it.
    return float(min(draws.size / time, draws.size * np.log10(draws.size)))


def _autocorrelation_time(correlations: Draws) -> float:
    """Twice the sum of the correlations, less 1, over Geyer's initial monotone sequence."""
    even = len(correlations) // 2 * 2
    pairs = correlations[:even].reshape(-1, 2).sum(axis=1)[:-1]
    negative = np.flatnonzero(pairs < 0)
    end = int(negative[0]) if len(negative) else len(pairs) - 1
    falling = np.minimum.accumulate(pairs[:end])
    # The even half of the pair that ends the sequence is worth adding where it is positive.
    return float(-1 + 2 * falling.sum() + max(correlations[2 * end], 0.0))


def _autocovariances(draws: Draws) -> Draws:
    length = draws.shape[1]
    centred = draws - draws.mean(axis=1, keepdims=True)
    size = 1 << (2 * length - 1).bit_length()
    spectrum = np.fft.rfft(centred, n=size)
    covariances: Draws = np.fft.irfft(spectrum * spectrum.conj(), n=size)[:, :length] / length
    return covariances
