"""Proofs in whole numbers: what a combination of stated figures says about any population at all.

A solver that computes with rounded numbers can err; a proof found by it is checked here
exactly, and what does not check is not claimed. Each proof is a few figures with factors.
That no kind of unit is counted more often on one side than on the other is decided by
`Space.best` in whole numbers; the rest is addition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.figures.counting import Problem, Row
from aiqyn.core.figures.space import WEIGHT_LIMIT, Kind, Region

__all__ = ["Proof", "Witness", "checked_proof", "is_witness"]

_DENOMINATORS = (
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    12,
    15,
    16,
    18,
    20,
    24,
    30,
    36,
    48,
    60,
    120,
    180,
    360,
    840,
    5040,
)


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a count can't be greater than a bound, or why nothing fits at all.

    For any population, the count asked for, times `scale`, is at most the sum of the rows'
    counts with their factors; and that sum is at most `bound` times `scale`, by what the
    rows state. With nothing asked for, a bound below zero refutes the rows.

    Attributes:
        factors: Index of a row to its whole-number factor. With a factor above zero the row's
            upper bound is used, below zero its lower.
        scale: Whole, above zero.
        bound: What follows.
    """

    factors: Mapping[int, int]
    scale: int
    bound: Fraction


class Witness:
    """A population that gives every figure: how many units of which kind.

    Args:
        problem: Where its kinds are from.
        units: Population, kind and how many, each kind once.
    """

    def __init__(self, problem: Problem, units: Iterable[tuple[int, Kind, int]]) -> None:
        self.units = tuple(units)
        self._spaces = problem.spaces
        self._kinds: list[NDArray[np.int64]] = []
        self._counts: list[list[int]] = []
        for block, space in enumerate(problem.spaces):
            mine = [(kind, count) for at, kind, count in self.units if at == block]
            array = np.array([kind for kind, _ in mine], dtype=np.int64)
            self._kinds.append(array.reshape(len(mine), len(space.sizes)))
            self._counts.append([count for _, count in mine])

    def count(self, block: int, region: Region) -> int:
        """How many units of a population lie in a region."""
        inside = self._spaces[block].members(self._kinds[block], region)
        counts = self._counts[block]
        # Python's own whole numbers: counts may be larger than an array's.
        return sum(counts[position] for position in np.flatnonzero(inside))


def is_witness(problem: Problem, rows: Sequence[Row], witness: Witness) -> bool:
    """Whether a population fulfils all of the rows, in whole numbers."""
    return all(
        count >= 0 and problem.spaces[block].allows(kind) for block, kind, count in witness.units
    ) and all(_fulfils(row, witness) for row in rows)


def _fulfils(row: Row, witness: Witness) -> bool:
    count = witness.count(row.block, row.region)
    return (row.low is None or count >= row.low) and (row.high is None or count <= row.high)


def checked_proof(
    problem: Problem,
    rows: Mapping[int, Row],
    duals: Mapping[int, float],
    *,
    asked: tuple[int, Region, int] | None = None,
) -> Proof | None:
    """The proof that a solver's multipliers stand for, if they are one.

    Args:
        problem: What the rows are about.
        rows: The rows that may be used, by index.
        duals: The multiplier of each row, as computed with rounding.
        asked: Population, region and sign of the count that is bounded from above (sign 1)
            or from below (-1: the bound is then of its negative); `None` to refute.

    Returns:
        `None` where no nearby multipliers in small whole numbers give a proof.

    Raises:
        TooManyKinds: From `Space.best`.
    """
    candidates: list[tuple[dict[int, int], int]] = []
    for scale in _DENOMINATORS:
        factors = {index: round(value * scale) for index, value in duals.items()}
        error = max((abs(value * scale - factors[index]) for index, value in duals.items()), default=0.0)
        if error <= 1e-5 * scale + 1e-6:
            factors = {index: factor for index, factor in factors.items() if factor}
            if (factors, scale) not in candidates:
                candidates.append((factors, scale))
    for factors, scale in candidates[:3]:
        proof = _proof(problem, rows, factors, scale, asked)
        if proof is not None:
            return proof
    return None


def _proof(
    problem: Problem,
    rows: Mapping[int, Row],
    factors: Mapping[int, int],
    scale: int,
    asked: tuple[int, Region, int] | None,
) -> Proof | None:
    if any(abs(factor) >= WEIGHT_LIMIT for factor in factors.values()):
        return None
    total = 0
    for index, factor in factors.items():
        bound = rows[index].high if factor > 0 else rows[index].low
        if bound is None:
            return None
        total += factor * bound
    if not _holds_for_all_kinds(problem, rows, factors, scale, asked):
        return None
    return Proof(dict(factors), scale, Fraction(total, scale))


def _holds_for_all_kinds(
    problem: Problem,
    rows: Mapping[int, Row],
    factors: Mapping[int, int],
    scale: int,
    asked: tuple[int, Region, int] | None,
) -> bool:
    """Whether no kind of unit counts more in what is asked than in the sum of the rows."""
    for block, space in enumerate(problem.spaces):
        weights = [
            (rows[index].region, -factor) for index, factor in factors.items() if rows[index].block == block
        ]
        if asked is not None and asked[0] == block:
            weights.append((asked[1], asked[2] * scale))
        if weights and space.best(weights, above=0) is not None:
            return False
    return True
