"""Whether probabilities mean what they say: of a hundred pairs at 0.8, are eighty of one person?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Calibration", "ReliabilityBin", "calibration_of", "share_interval"]

BINS = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Pairs of about the same probability.

    Attributes:
        low, high: Its ends; the upper one belongs to the next bin, but for 1.
        pairs: How many.
        stated: Their mean probability.
        observed: The share that is of one person.
        observed_low, observed_high: Ends of its 95 % interval, as if pairs were independent.
    """

    low: float
    high: float
    pairs: int
    stated: float
    observed: float
    observed_low: float
    observed_high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What probabilities of pairs are worth.

    Attributes:
        pairs: How many were judged.
        brier: Mean square of probability less outcome: 0 is perfect foresight.
        error: Mean distance between what is stated and what is observed, bins weighing by their pairs.
        bins: The reliability table; empty bins are left out.
    """

    pairs: int
    brier: float
    error: float
    bins: tuple[ReliabilityBin, ...]


def calibration_of(
    probability: Sequence[float] | NDArray[np.floating],
    is_one: Sequence[bool] | NDArray[np.bool_],
    *,
    bins: int = BINS,
) -> Calibration:
    """How stated probabilities compare with what is so.

    Args:
        probability: Of each pair that it is of one person.
        is_one: Whether it is.
        bins: Into how many ranges of equal width probabilities are put.

    Raises:
        ValueError: There are no pairs, or a probability is not between 0 and 1.

    Source:
        Brier (1950), Monthly Weather Review 78, 1–3. The error is the expected calibration error of
        Naeini, Cooper & Hauskrecht (2015), AAAI, 2901–2907; intervals: Wilson (1927), JASA 22, 209–212.

    Example:
        >>> found = calibration_of([0.75, 0.75, 0.75, 0.75], [True, True, True, False])
        >>> found.error, round(found.brier, 4)
        (0.0, 0.1875)
    """
    import numpy as np

    stated = np.asarray(probability, np.float64)
    outcome = np.asarray(is_one, np.float64)
    if not len(stated) or stated.shape != outcome.shape or not ((stated >= 0) & (stated <= 1)).all():
        raise ValueError("needs pairs, each with a probability between 0 and 1 and an outcome")
    place = np.minimum((stated * bins).astype(np.int64), bins - 1)
    pairs = np.bincount(place, minlength=bins)
    sums, ones = np.bincount(place, stated, bins), np.bincount(place, outcome, bins)
    rows = []
    for each in np.flatnonzero(pairs).tolist():
        count, right = int(pairs[each]), round(float(ones[each]))
        low, high = share_interval(right, count)
        rows.append(
            ReliabilityBin(
                each / bins, (each + 1) / bins, count, float(sums[each]) / count, right / count, low, high
            )
        )
    error = sum(row.pairs * abs(row.stated - row.observed) for row in rows) / len(stated)
    return Calibration(len(stated), float(((stated - outcome) ** 2).mean()), error, tuple(rows))


def share_interval(right: int, count: int, *, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval of a share.

    Example:
        >>> low, high = share_interval(8, 10)
        >>> round(low, 3), round(high, 3)
        (0.49, 0.943)
    """
    from statistics import NormalDist

    z = NormalDist().inv_cdf((1 + level) / 2)
    share = right / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return (0.0 if right == 0 else middle - half), (1.0 if right == count else middle + half)
