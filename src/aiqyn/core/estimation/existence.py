"""Whether a log-linear model has an estimate at all for a table with zeros, and which cells it needs.

A maximum likelihood estimate exists where no change of the parameters leaves every observed
cell as it is and lets some cell nobody was seen in fade to nothing. Where such a change
exists, the cells that fade have expectation 0 in the estimate, extended to allow that; what
remains are the cells of the *face*. The number of people on no list can be told if the cell
of no list is a combination of the face's cells, and not otherwise, however large the counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Face", "face_of"]

Matrix = NDArray[np.floating[Any]]
Mask = NDArray[np.bool_]

_TOLERANCE = 1e-8
"""Designs hold small whole numbers, so singular values and sums are either 0 or far from it."""


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """What is left of a model on a table.

    Attributes:
        cells: Which of the observable cells have a positive expectation in the extended estimate.
        basis: An orthonormal basis of the model on those cells, one row each.
        unseen: The cell of no list in that basis; `None` where the data don't identify it.
        is_whole: Whether all cells remain: the estimate exists in the plain sense.
    """

    cells: Mask
    basis: Matrix
    unseen: Matrix | None
    is_whole: bool


def face_of(design: Matrix, unseen: Matrix, observed: Mask) -> Face:
    """The face that the observed cells span.

    Args:
        design: One row for each observable cell, one column for each parameter; whole numbers.
        unseen: The row of the cell of no list.
        observed: Which cells have a count above 0; at least one.

    Source:
        Fienberg & Rinaldo (2012), Annals of Statistics 40, 996–1023, section 3: the face by
        linear programming. Chan, Silverman & Vincent (2021), JASA 116, 1297–1306: existence
        and identifiability for capture data, where the cell of no list is missing. Only which
        cells are observed matters, so the programme holds small whole numbers; its optimum
        counts fading cells and is a whole number, which no rounding can blur.
    """
    cells = ~_fading(design, observed)
    basis, singular, rotation = np.linalg.svd(design[cells], full_matrices=False)
    rank = int(np.sum(singular > singular[0] * _TOLERANCE))
    span = rotation[:rank]
    along = span @ unseen
    identified = np.allclose(span.T @ along, unseen, rtol=0, atol=_TOLERANCE * len(unseen))
    return Face(
        cells=cells,
        basis=np.ascontiguousarray(basis[:, :rank]),
        unseen=along / singular[:rank] if identified else None,
        is_whole=bool(cells.all()),
    )


def _fading(design: Matrix, observed: Mask) -> Mask:
    """Which cells fade along some change of the parameters that leaves the observed ones alone."""
    fading = np.zeros(len(design), dtype=bool)
    if observed.all():
        return fading
    changes = _null_space(design[observed])
    if not len(changes):
        return fading
    moves = _whole(design[~observed] @ changes.T)
    moving = np.flatnonzero(np.abs(moves).sum(axis=1))
    if len(moving):
        kinds, kind_of = np.unique(moves[moving], axis=0, return_inverse=True)
        unobserved = np.flatnonzero(~observed)
        fading[unobserved[moving[_largest_fading(kinds)[kind_of.ravel()]]]] = True
    return fading


def _null_space(design: Matrix) -> Matrix:
    """Changes of parameters that leave all these cells as they are, one in each row.

    By elimination, not by singular vectors: from a design of zeros and ones it makes changes of
    small whole numbers, which the linear programme then decides without a doubt.
    """
    rows = np.unique(design, axis=0)
    count, parameters = rows.shape
    pivots: list[int] = []
    for column in range(parameters):
        done = len(pivots)
        if done == count:
            break
        best = done + int(np.argmax(np.abs(rows[done:, column])))
        if abs(rows[best, column]) < _TOLERANCE:
            continue
        rows[[done, best]] = rows[[best, done]]
        rows[done] /= rows[done, column]
        others = np.arange(count) != done
        rows[others] -= np.outer(rows[others, column], rows[done])
        rows = _whole(rows)
        pivots.append(column)
    free = [column for column in range(parameters) if column not in pivots]
    changes = np.zeros((len(free), parameters))
    for at, column in enumerate(free):
        changes[at, column] = 1
        changes[at, pivots] = -rows[: len(pivots), column]
    return changes


def _whole(matrix: Matrix) -> Matrix:
    """The matrix with what is a whole number but for rounding made one."""
    nearest = np.round(matrix)
    whole: Matrix = np.where(np.abs(matrix - nearest) < _TOLERANCE, nearest, matrix)
    return whole


def _largest_fading(moves: Matrix) -> Mask:
    """Of cells that move by `moves @ z`, those that can rise in a z that lets none fall.

    The programme: find z and 0 <= t <= 1 with t <= moves @ z, and the largest sum of t. Sums of
    such z are such z and so are multiples, so each t is 1 where its cell can rise at all, else 0.
    """
    if moves.shape[1] == 1:
        rising = moves[:, 0] > 0
        falling = moves[:, 0] < 0
        if rising.any() and falling.any():
            return np.zeros(len(moves), dtype=bool)
        return rising | falling
    from scipy.optimize import linprog  # type: ignore[import-untyped]

    count, parameters = moves.shape
    found = linprog(
        c=np.concatenate([np.zeros(parameters), -np.ones(count)]),
        A_ub=np.hstack([-moves, np.eye(count)]),
        b_ub=np.zeros(count),
        bounds=[(None, None)] * parameters + [(0, 1)] * count,
        method="highs",
    )
    if found.x is None:
        raise ArithmeticError(f"the linear programme of existence was not solved: {found.message}")
    rising_share: Matrix = found.x[parameters:]
    return rising_share > 0.5
