"""What the extents of clusters tell: how likely a row is to be one of a person who has others.

The odds of a pair know how many pairs are of one person, and not that a row which has no partner
yet must be on no other list at all. Where nearly everybody is on two lists or more, one candidate
of even odds is likely right; where persons with three rows are unknown, a third row is likely not one.
Both are learned from the data. `docs/methods/clustering.md` derives the weights.

The *extent* of a cluster is on how many lists it is; where there is one list only, how many records it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Lists", "SizeWeights", "learned_weights", "no_weights"]

LARGEST_SIZE = 64
"""Of larger clusters nothing is learned."""

LARGEST_CORRECTION = 5.0
"""Joining two sizes is never made likelier or less likely by more than this, in log odds."""

PRIOR_PERSONS = 4.0
"""So many persons' worth is the belief that lists are independent, before any size is counted."""


@dataclass(frozen=True, slots=True, eq=False)
class SizeWeights:
    """What extents add to the evidence.

    Attributes:
        of_size: Log weight of a cluster of such extent; of 0 and 1 it is 0.
    """

    of_size: NDArray[np.float64]

    def of_joining(
        self, first: NDArray[np.float64], second: NDArray[np.float64], joined: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """What joining clusters of these extents to one of that extent adds."""
        import numpy as np

        added = self.at(joined) - self.at(first) - self.at(second)
        return np.clip(added, -LARGEST_CORRECTION, LARGEST_CORRECTION)

    def at(self, size: NDArray[np.float64]) -> NDArray[np.float64]:
        """The weights of clusters of these extents; beyond the table they don't rise."""
        import numpy as np

        last = len(self.of_size) - 1
        # What nothing is known of is never made likelier: a giant would feed on its own size.
        step = min(self.of_size[last] - self.of_size[last - 1], 0.0)
        whole = np.minimum(size, last).astype(np.int64)
        result: NDArray[np.float64] = self.of_size[whole] + np.maximum(size - last, 0) * step
        return result


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """What weights of sizes need to know of the lists.

    Attributes:
        sizes: How many records each has that has any.
        log_share: Logarithm of the share of pairs that the odds take for one person; of pairs
            between lists, where there are several.
    """

    sizes: NDArray[np.float64]
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
    """Weights from how many persons have which extent.

    Args:
        persons: For each extent how many persons have it, as expected or in one draw; of 0: 0.
        lists: What is known of the lists.
        generator: With it the shares of sizes are drawn from what the counts leave possible.
    """
    import numpy as np

    counted = np.zeros(LARGEST_SIZE + 1)
    counted[: min(len(persons), LARGEST_SIZE + 1)] = persons[: LARGEST_SIZE + 1]
    total = float(counted.sum())
    mean = float(counted @ np.arange(LARGEST_SIZE + 1)) / max(total, 1.0)
    if total < 1 or mean - 1 < 0.5 / total:
        return no_weights()
    several = len(lists.sizes) > 1
    log_ways = _log_ways(lists.sizes, total) if several else _log_orders()
    expected = _tilted(log_ways, mean) if several else _geometric(mean)
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


def _log_ways(list_sizes: NDArray[np.float64], persons: float) -> NDArray[np.float64]:
    """For each number of lists the logarithm of the summed odds of all ways to be on so many.

    The coefficients of the product over the lists of 1 + o t, with o the odds to be on the list; for more
    lists than there are, a little for each.
    """
    import numpy as np

    everyone = 1.02 * max(persons, float(list_sizes.max()))
    coefficients = np.zeros(LARGEST_SIZE + 1)
    coefficients[0] = 1.0
    for each in list_sizes / (everyone - list_sizes):
        coefficients[1:] += each * coefficients[:-1]
    last = min(len(list_sizes), LARGEST_SIZE)
    beyond = np.maximum(np.arange(LARGEST_SIZE + 1) - last, 0)
    with np.errstate(divide="ignore"):
        log_coefficients: NDArray[np.float64] = np.log(coefficients)
    return np.where(beyond > 0, log_coefficients[last] - LARGEST_CORRECTION * beyond, log_coefficients)


def _log_orders() -> NDArray[np.float64]:
    """Within one list so many records of one person can be told apart in as many ways as they have orders."""
    import numpy as np

    result: NDArray[np.float64] = -np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, LARGEST_SIZE + 1)))])
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
