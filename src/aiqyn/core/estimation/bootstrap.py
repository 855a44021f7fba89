"""Bias-corrected and accelerated bootstrap: how much an estimate varies when its models are chosen anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite

import numpy as np

from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.estimates import JsonValue, Options

__all__ = ["Resampled", "bca_interval"]


@dataclass(frozen=True, slots=True)
class Resampled:
    """What the bootstrap says.

    Attributes:
        estimate: The statistic on the counts themselves; `None` where it has no finite value.
        low: Lower end of the interval.
        high: Upper end; `None` where resamples leave it open.
        resamples: How many were drawn.
        without_estimate: In how many of them nothing was identified; they count as infinite.
    """

    estimate: float | None
    low: float | None
    high: float | None
    resamples: int
    without_estimate: int

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of the bootstrap."""
        return {
            "estimate": None if self.estimate is None else round(self.estimate, 2),
            "low": None if self.low is None else round(self.low),
            "high": None if self.high is None else round(self.high),
            "resamples": self.resamples,
            "without_estimate": self.without_estimate,
        }


def bca_interval(
    counts: CaptureCounts, statistic: Callable[[CaptureCounts], float], options: Options
) -> Resampled:
    """The BCa interval of a statistic of capture counts.

    Resamples draw as many people as are documented, with replacement. The acceleration comes
    from leaving out one person of each pattern, weighted by how many have it.

    Args:
        counts: Of one population.
        statistic: From counts to a number of people; infinite where nothing is identified.
        options: The level, the seed, the number of resamples, and progress.

    Source:
        Efron (1987), JASA 82, 171–185; for capture counts with the models chosen anew on each
        resample: Chan, Silverman & Vincent (2021), JASA 116, 1297–1306, section 4.
    """
    from scipy.special import ndtr, ndtri  # type: ignore[import-untyped]

    estimate = statistic(counts)
    generator = np.random.default_rng([options.seed, 0xBCA])
    shares = np.array([cell.count for cell in counts.cells]) / counts.documented
    values = np.empty(options.bootstrap)
    for index in range(options.bootstrap):
        drawn = generator.multinomial(counts.documented, shares)
        values[index] = statistic(_with_counts(counts, drawn.tolist()))
        if options.progress is not None:
            options.progress(index + 1, options.bootstrap)
    values.sort()
    lost = int(np.sum(~np.isfinite(values)))
    if not isfinite(estimate):
        return Resampled(None, None, None, options.bootstrap, lost)
    below = np.clip(
        (np.sum(values < estimate) + np.sum(values == estimate) / 2) / len(values),
        0.5 / len(values),
        1 - 0.5 / len(values),
    )
    bias = float(ndtri(below))
    acceleration = _acceleration(counts, statistic, estimate)
    ends: list[float | None] = []
    for side in (-1, 1):
        normal = bias + side * float(ndtri(0.5 + options.level / 2))
        share = float(ndtr(bias + normal / (1 - acceleration * normal)))
        at = values[min(int(share * len(values)), len(values) - 1)]
        ends.append(max(float(at), counts.documented) if isfinite(at) else None)
    return Resampled(estimate, ends[0], ends[1], options.bootstrap, lost)


def _acceleration(
    counts: CaptureCounts, statistic: Callable[[CaptureCounts], float], estimate: float
) -> float:
    """A sixth of the skewness of the changes that leaving out one person makes."""
    numbers = [cell.count for cell in counts.cells]
    changes, weights = [], []
    for index, number in enumerate(numbers):
        left = [count - (at == index) for at, count in enumerate(numbers)]
        changed = statistic(_with_counts(counts, left))
        if isfinite(changed):
            changes.append(estimate - changed)
            weights.append(number)
    influence = np.array(changes)
    weight = np.array(weights, dtype=float)
    if not len(influence):
        return 0.0
    influence -= np.average(influence, weights=weight)
    spread = float(np.sum(weight * influence**2)) ** 1.5
    return float(np.sum(weight * influence**3)) / (6 * spread) if spread > 0 else 0.0


def _with_counts(counts: CaptureCounts, numbers: list[int]) -> CaptureCounts:
    pairs = zip(counts.cells, numbers, strict=True)
    return CaptureCounts.from_mapping(counts.lists, {cell.pattern: number for cell, number in pairs})
