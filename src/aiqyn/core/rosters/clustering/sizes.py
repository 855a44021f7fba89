"""What the sizes of clusters tell: how likely a row is to be one of a person who has others.

The odds of a pair know how many pairs are of one person, and not that a row which has no partner
yet must be on no other list at all. Where nearly everybody is on two lists or more, one candidate
of even odds is likely right; where persons with three rows are unknown, a third row is likely not one.
Both are learned from the data. `docs/methods/clustering.md` derives the weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Lists", "SizeWeights", "learned_weights", "no_weights"]

LARGEST_SIZE = 64
"""Larger clusters are weighed as clusters of this size are."""

LARGEST_CORRECTION = 5.0
"""Joining two sizes is never made likelier or less likely by more than this, in log odds."""

PRIOR_PERSONS = 4.0
"""So many persons' worth is the belief that lists are independent, before any size is counted."""


@dataclass(frozen=True, slots=True, eq=False)
class SizeWeights:
    """What sizes add to the evidence.

    Attributes:
        of_size: Log weight of a cluster with so many records; of 0 and 1 it is 0.
    """

    of_size: NDArray[np.float64]

    def of_joining(self, first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
        """What joining clusters of these sizes adds."""
        import numpy as np

        added = self.at(first + second) - self.at(first) - self.at(second)
        return np.clip(added, -LARGEST_CORRECTION, LARGEST_CORRECTION)

    def at(self, size: NDArray[np.float64]) -> NDArray[np.float64]:
        """The weights of clusters of these sizes, beyond the table along its last step."""
        import numpy as np

        last = len(self.of_size) - 1
        step = self.of_size[last] - self.of_size[last - 1]
        whole = np.minimum(size, last).astype(np.int64)
        result: NDArray[np.float64] = self.of_size[whole] + np.maximum(size - last, 0) * step
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """What weights of sizes need to know of the lists.

    Attributes:
        sizes: How many records each has that has any.
        repeats: How much rarer two rows of one person are within a list than between lists, as a ratio.
        log_share: Logarithm of the share of pairs, between lists, that the odds take for one person.
    """

    sizes: NDArray[np.float64]
    repeats: float
    log_share: float


def no_weights() -> SizeWeights:
    """Sizes that tell nothing."""
    import numpy as np

    return SizeWeights(np.zeros(LARGEST_SIZE + 1))


def learned_weights(
    persons: NDArray[np.float64],
    lists: Lists,
    *,
    generator: np.random.Generator | None = None,
) -> SizeWeights:
    """Weights from how many persons have 1, 2, … records.

    Args:
        persons: For each number of records how many persons have it, as expected or in one draw; of 0
            records: 0.
        lists: What is known of the lists.
        generator: With it the shares of sizes are drawn from what the counts leave possible.
    """
    import numpy as np

    counted = np.zeros(LARGEST_SIZE + 1)
    counted[: min(len(persons), LARGEST_SIZE + 1)] = persons[: LARGEST_SIZE + 1]
    counted[LARGEST_SIZE] += persons[LARGEST_SIZE + 1 :].sum()
    total, records = float(counted.sum()), float(lists.sizes.sum())
    if total < 1 or records - total < 0.5:
        return no_weights()
    log_ways = _log_ways(lists.sizes, total, lists.repeats)
    expected = _tilted(log_ways, records / total) if len(lists.sizes) > 1 else _geometric(records / total)
    counted = _smoothed(counted) + PRIOR_PERSONS * np.exp(expected)
    if generator is not None:
        counted = generator.gamma(np.maximum(counted, 1e-300))
    with np.errstate(divide="ignore"):
        log_persons = np.where(
            counted > 1e-200, np.log(counted), np.log(PRIOR_PERSONS) + np.maximum(expected, -600.0)
        )
    # A cluster weighs as many persons as are of its size, divided among the ways to be of that size.
    weight = log_persons - log_ways
    steps = np.diff(weight[1:]) - weight[1] - lists.log_share
    of_size = np.zeros(LARGEST_SIZE + 1)
    of_size[2:] = np.cumsum(np.clip(steps, -LARGEST_CORRECTION, LARGEST_CORRECTION))
    return SizeWeights(of_size)


def _log_ways(list_sizes: NDArray[np.float64], persons: float, repeats: float) -> NDArray[np.float64]:
    """For each size the logarithm of the summed odds of all ways to be on lists with so many records.

    The coefficients of a product over the lists of 1 + o t + r (o t)^2 / 2! + r^2 (o t)^3 / 3! + ….
    """
    import numpy as np

    sizes = np.arange(LARGEST_SIZE + 1)
    everyone = 1.02 * max(persons, float(list_sizes.max()))
    odds = list_sizes / (everyone - list_sizes)
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(sizes[1:]))])
    repeated = np.maximum(sizes - 1, 0) * np.log(max(repeats, 1e-6))
    result = np.full(LARGEST_SIZE + 1, -np.inf)
    result[0] = 0.0
    for each in odds:
        one = sizes * np.log(each) - log_factorial + repeated
        table = result[:, None] + one[None, :]
        result = np.array(
            [np.logaddexp.reduce(np.diagonal(table[:, ::-1], LARGEST_SIZE - size)) for size in sizes]
        )
    return result


def _tilted(log_ways: NDArray[np.float64], mean: float) -> NDArray[np.float64]:
    """Log shares of the sizes from 1 on, in proportion to ways times a power of size, with that mean."""
    import numpy as np

    sizes = np.arange(LARGEST_SIZE + 1)
    low, high = -60.0, 60.0
    for _ in range(80):
        tilt = (low + high) / 2
        shares = log_ways + tilt * sizes
        shares[0] = -np.inf
        shares -= np.logaddexp.reduce(shares)
        if np.exp(shares) @ sizes > mean:
            high = tilt
        else:
            low = tilt
    return shares


def _geometric(mean: float) -> NDArray[np.float64]:
    """Log shares of the sizes from 1 on that fall by the same factor, with that mean."""
    import numpy as np

    sizes = np.arange(LARGEST_SIZE + 1)
    shares: NDArray[np.float64] = (sizes - 1) * np.log1p(-1 / mean) - np.log(mean)
    shares[0] = -np.inf
    return shares


def _smoothed(counted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Counts of larger sizes spread over their neighbours, a quarter of the size to each side."""
    import numpy as np

    result = np.zeros_like(counted)
    for size in np.flatnonzero(counted).tolist():
        reach = size // 4
        low, high = max(size - reach, 1), min(size + reach, LARGEST_SIZE)
        result[low : high + 1] += counted[size] / (high - low + 1)
    return result
