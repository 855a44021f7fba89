"""What agrees together: a postcode with its place, one error with the next.

Comparisons are not independent. Two persons of one town share its postcodes; a row written in haste errs
in several columns. Counting each agreement in full would make pairs surer than they are. So each comparison
may lean on one other, the tree of the strongest such ties, among pairs of two persons and among pairs of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Tie", "find_ties", "sum_of_ties"]

LARGEST = 6.0
"""No tie says more than this, as a logarithm."""


@dataclass(frozen=True, slots=True, eq=False)
class Tie:
    """How two comparisons go together.

    Attributes:
        one, other: Which.
        weights: For each level of the one and the other the logarithm of how much oftener they are met
            together than if they had nothing to do with each other; 0 where either is not told.
    """

    one: int
    other: int
    weights: NDArray[np.float64]


def find_ties(
    levels: NDArray[np.int8],
    counts: NDArray[np.float64],
    sizes: Sequence[int],
    *,
    strength: float,
    least: float,
    among: Sequence[int] | None = None,
) -> tuple[Tie, ...]:
    """The ties of the strongest tree.

    Args:
        levels: Of each comparison; shape `(patterns, comparisons)`.
        counts: How many pairs there are of each pattern.
        sizes: How many levels each comparison has.
        strength: So many pairs speak for no tie, in each cell.
        least: A tie must tell so much in all, as a sum of logarithms over pairs.
        among: The comparisons that may be tied; all where left out.

    Source:
        Chow & Liu (1968), IEEE Transactions on Information Theory 14, 462-467.
    """
    chosen = list(range(len(sizes)) if among is None else among)
    found = []
    for place, one in enumerate(chosen):
        for other in chosen[place + 1 :]:
            gain, weights = _tie(
                levels[:, one], levels[:, other], counts, (sizes[one], sizes[other]), strength=strength
            )
            if gain > least:
                found.append((gain, Tie(one, other, weights)))
    return _tree([tie for _, tie in sorted(found, key=lambda each: -each[0])], len(sizes))


def sum_of_ties(ties: Sequence[Tie], levels: NDArray[np.int8]) -> NDArray[np.float64]:
    """What ties add to the logarithm of the probability of each pattern."""
    import numpy as np

    total = np.zeros(len(levels))
    for tie in ties:
        total += tie.weights[levels[:, tie.one], levels[:, tie.other]]
    return total


def _tie(
    one: NDArray[np.int8],
    other: NDArray[np.int8],
    counts: NDArray[np.float64],
    sizes: tuple[int, int],
    *,
    strength: float,
) -> tuple[float, NDArray[np.float64]]:
    import numpy as np

    first, second = sizes
    cells = one.astype(np.intp) * (second + 1) + other
    table = np.bincount(cells, counts, minlength=(first + 1) * (second + 1)).reshape(first + 1, second + 1)[
        1:, 1:
    ]
    weights = np.zeros((first + 1, second + 1))
    total = table.sum()
    if total <= 0:
        return 0.0, weights
    alone = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / total
    inner = np.clip(np.log((table + strength) / (alone + strength)), -LARGEST, LARGEST)
    weights[1:, 1:] = inner
    return float((table * inner).sum()), weights


def _tree(ties: Sequence[Tie], size: int) -> tuple[Tie, ...]:
    """Of ties, the strongest first, those that close no circle."""
    group = list(range(size))
    kept = []
    for tie in ties:
        one, other = group[tie.one], group[tie.other]
        if one != other:
            kept.append(tie)
            group = [one if each == other else each for each in group]
    return tuple(kept)
