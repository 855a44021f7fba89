"""Fit log-linear models to counts by maximum likelihood, many right-hand sides at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FitFailed", "fit"]

Matrix = NDArray[np.floating[Any]]

_ITERATIONS = 200
_TOLERANCE = 1e-10
_LAST_GAIN = 1e-10
"""A step that promises to gain less in the logarithm of the likelihood is the last: after it, what is left
to gain is its square, and where counts are in the millions rounding would hide the gain itself."""
_RIDGE = 1e-12
"""Of the mean curvature; it keeps a step finite where the likelihood is nearly flat, and moves no maximum."""
_LARGEST_LOGARITHM = 60.0


class FitFailed(ArithmeticError):
    """Newton's method did not reach the maximum, though one exists."""


def fit(basis: Matrix, counts: Matrix, *, offset: Matrix | None = None) -> Matrix:
    """Parameters at the maximum of the Poisson likelihood, for each row of counts.

    Newton's method on parameters of a basis whose columns are independent, with steps halved
    until the likelihood rises. Requires that the maximum exists: see `existence`.

    Args:
        basis: One row for each cell.
        counts: One row for each table to fit, one column for each cell; not negative.
        offset: Shaped as the counts: what the logarithm of each expected count holds beside
            the basis, given and not fitted; nothing if not given.

    Returns:
        One row of parameters for each row of counts. The expected counts that they give,
        `exp(parameters @ basis.T + offset)`, reproduce the counts in the basis:
        `expected @ basis` equals `counts @ basis` within rounding.

    Raises:
        FitFailed: 200 steps were not enough.

    Source:
        Nelder & Wedderburn (1972), JRSS A 135, 370–384.
    """
    size = basis.shape[1]
    products = (basis[:, :, None] * basis[:, None, :]).reshape(len(basis), size * size)
    scale = np.maximum(counts.sum(axis=1), 1.0)
    given: Matrix = np.zeros_like(counts) if offset is None else offset
    nearly = np.log(np.maximum(counts, 0.25)) - given
    parameters: Matrix = np.linalg.lstsq(basis, nearly.T, rcond=None)[0].T
    open_rows = np.arange(len(counts))
    for _ in range(_ITERATIONS):
        if not len(open_rows):
            break
        part = parameters[open_rows]
        expected = _expected(part @ basis.T + given[open_rows])
        slope = (counts[open_rows] - expected) @ basis
        steep = np.max(np.abs(slope), axis=1) > _TOLERANCE * scale[open_rows]
        open_rows, part, slope = open_rows[steep], part[steep], slope[steep]
        if not len(open_rows):
            break
        curvature = (expected[steep] @ products).reshape(-1, size, size)
        step = _solve(curvature, slope)
        last = np.sum(slope * step, axis=1) < _LAST_GAIN
        parameters[open_rows[last]] += step[last]
        open_rows, part, step = open_rows[~last], part[~last], step[~last]
        rows = _Rows(basis, counts[open_rows], given[open_rows])
        moved = _climb(rows, part, step)
        parameters[open_rows] = part
        # Where no step of any length climbs, rounding is all that is left of the slope.
        open_rows = open_rows[moved]
    slope = (counts - _expected(parameters @ basis.T + given)) @ basis
    if np.max(np.max(np.abs(slope), axis=1) / scale) > 1e-6:
        raise FitFailed("the maximum of the likelihood was not reached")
    return parameters


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The tables whose maximum is still sought."""

    basis: Matrix
    counts: Matrix
    offset: Matrix

    def likelihood(self, parameters: Matrix, at: NDArray[np.intp]) -> Matrix:
        """Of these rows, each at its parameters."""
        logarithms = parameters @ self.basis.T + self.offset[at]
        summed: Matrix = np.sum(self.counts[at] * logarithms - _expected(logarithms), axis=1)
        return summed


def _climb(rows: _Rows, parameters: Matrix, step: Matrix) -> NDArray[np.bool_]:
    """Move each row's parameters along its step, as far as the likelihood does not fall.

    Returns:
        Which rows have moved; their `parameters` are changed in place.
    """
    length = np.ones(len(parameters))
    pending = np.arange(len(parameters))
    likelihood = rows.likelihood(parameters, pending)
    for _ in range(30):
        tried = parameters[pending] + length[pending, None] * step[pending]
        reached = rows.likelihood(tried, pending)
        good = reached >= likelihood[pending] - 1e-13 * np.abs(likelihood[pending])
        parameters[pending[good]] = tried[good]
        pending = pending[~good]
        if not len(pending):
            break
        length[pending] /= 2
    moved = np.ones(len(parameters), dtype=bool)
    moved[pending] = False
    return moved


def _solve(curvature: Matrix, slope: Matrix) -> Matrix:
    size = curvature.shape[1]
    ridge = _RIDGE * np.maximum(np.trace(curvature, axis1=1, axis2=2) / size, 1e-300)
    bent = curvature + ridge[:, None, None] * np.eye(size)
    solved: Matrix = np.linalg.solve(bent, slope[:, :, None])[:, :, 0]
    return solved


def _expected(logarithms: Matrix) -> Matrix:
    """Expected counts, with no overflow: a step that leads so high is halved anyway.

    Small ones are not bounded: an observed cell that a step takes too low must feel how far.
    """
    expected: Matrix = np.exp(np.minimum(logarithms, _LARGEST_LOGARITHM))
    return expected
