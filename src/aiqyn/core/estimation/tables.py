"""Counts and models as arrays over all patterns of lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.counts import CaptureCounts

__all__ = ["captures_of", "counts_of", "design_of", "patterns_of"]

Matrix = NDArray[np.floating[Any]]
Patterns = NDArray[np.int64]


def patterns_of(lists: int, *, most_captures: int | None = None) -> Patterns:
    """All patterns of so many lists but the empty one, ascending; or those of few lists only.

    Args:
        lists: How many lists there are.
        most_captures: Leave out patterns of more lists than this; only 1 or 2.
    """
    singles = [1 << index for index in range(lists)]
    if most_captures is None:
        return np.arange(1, 1 << lists, dtype=np.int64)
    pairs = [first | second for at, first in enumerate(singles) for second in singles[:at]]
    return np.array(sorted(singles + pairs if most_captures > 1 else singles), dtype=np.int64)


def captures_of(patterns: Patterns) -> NDArray[np.int64]:
    """On how many lists people of each pattern are."""
    return np.bitwise_count(patterns).astype(np.int64)


def counts_of(counts: CaptureCounts, patterns: Patterns) -> Matrix:
    """How many people have each of these patterns, which must be ascending."""
    table = np.zeros(len(patterns))
    observed = np.array([cell.pattern for cell in counts.cells], dtype=np.int64)
    numbers = np.array([cell.count for cell in counts.cells], dtype=np.float64)
    at = np.searchsorted(patterns, observed)
    present = (at < len(patterns)) & (patterns[np.minimum(at, len(patterns) - 1)] == observed)
    table[at[present]] = numbers[present]
    return table


def design_of(terms: Sequence[int], patterns: Patterns) -> Matrix:
    """Columns that are 1 where a pattern has all lists of a term; the term 0 is the constant."""
    wanted = np.array(terms, dtype=np.int64)
    design: Matrix = ((patterns[:, None] & wanted) == wanted).astype(np.float64)
    return design
