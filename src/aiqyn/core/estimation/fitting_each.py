"""Fit many log-linear models to one table at once: what a search through models spends its time on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.existence import Face

__all__ = ["fit_each"]

Matrix = NDArray[np.floating[Any]]

_ITERATIONS = 200
_HALVINGS = 30
_TOLERANCE = 1e-10
_LAST_GAIN = 1e-10
"""A step that promises to gain less in the logarithm of the likelihood is the last, as in `fitting`."""
_REACHED = 1e-6
_LARGEST_LOGARITHM = 60.0
_RIDGE = 1e-12
"""Of the mean curvature; it keeps a step finite where the likelihood is nearly flat, and moves no maximum."""
_LARGEST_BATCH = 4e6


def fit_each(faces: Sequence[Face], counts: Matrix) -> list[Matrix | None]:
    """Parameters of each model at its maximum likelihood, in the basis of its face.

    The maximum is that of `fitting.fit`; here each row has a basis of its own and all have the
    same counts. Models with bases of one width are climbed together.

    Args:
        faces: One for each model.
        counts: Of all observable cells; 0 outside the faces.

    Returns:
        In the order of the faces; `None` where the maximum was not reached.
    """
    found: list[Matrix | None] = [None] * len(faces)
    widths: dict[int, list[int]] = {}
    for at, face in enumerate(faces):
        widths.setdefault(face.basis.shape[1], []).append(at)
    for width, places in widths.items():
        size = max(1, int(_LARGEST_BATCH / (len(counts) * width)))
        for start in range(0, len(places), size):
            part = places[start : start + size]
            # Rows of zeros for cells that fade: they add the same to every likelihood.
            bases = np.zeros((len(part), len(counts), width))
            for row, at in enumerate(part):
                bases[row, faces[at].cells] = faces[at].basis
            parameters, reached = _climbed(bases, counts)
            for row, at in enumerate(part):
                if reached[row]:
                    found[at] = parameters[row]
    return found


def _climbed(bases: Matrix, counts: Matrix) -> tuple[Matrix, NDArray[np.bool_]]:
    """Newton's method for each basis; parameters, and where the slope has vanished."""
    # Bases are orthonormal, so these are the least squares of the logarithms.
    parameters: Matrix = np.log(np.maximum(counts, 0.25)) @ bases
    scale = max(float(counts.sum()), 1.0)
    pending = np.arange(len(bases))
    for _ in range(_ITERATIONS):
        basis, part = bases[pending], parameters[pending]
        expected = _expected(_logarithms(basis, part))
        slope = _along(basis, counts - expected)
        steep = np.abs(slope).max(axis=1) > _TOLERANCE * scale
        if not steep.any():
            break
        pending, basis, part = pending[steep], basis[steep], part[steep]
        slope = slope[steep]
        step = _newton(basis, expected[steep], slope)
        last = np.sum(slope * step, axis=1) < _LAST_GAIN
        parameters[pending[last]] += step[last]
        pending, basis, part, step = pending[~last], basis[~last], part[~last], step[~last]
        if not len(pending):
            break
        part, moved = _stepped(basis, counts, part, step)
        parameters[pending] = part
        # Where no step of any length climbs, rounding is all that is left of the slope.
        pending = pending[moved]
        if not len(pending):
            break
    slope = _along(bases, counts - _expected(_logarithms(bases, parameters)))
    return parameters, np.abs(slope).max(axis=1) <= _REACHED * scale


def _newton(basis: Matrix, expected: Matrix, slope: Matrix) -> Matrix:
    curvature = basis.transpose(0, 2, 1) @ (expected[:, :, None] * basis)
    width = basis.shape[2]
    mean = np.maximum(np.trace(curvature, axis1=1, axis2=2) / width, 1e-300)
    curvature += (_RIDGE * mean)[:, None, None] * np.eye(width)
    step: Matrix = np.linalg.solve(curvature, slope[:, :, None])[:, :, 0]
    return step


def _stepped(
    basis: Matrix, counts: Matrix, parameters: Matrix, step: Matrix
) -> tuple[Matrix, NDArray[np.bool_]]:
    """Parameters moved along their steps as far as the likelihood does not fall, and which have moved."""
    moved = parameters.copy()
    likelihood = _likelihood(basis, counts, parameters)
    pending = np.arange(len(parameters))
    length = 1.0
    for _ in range(_HALVINGS):
        tried = parameters[pending] + length * step[pending]
        reached = _likelihood(basis[pending], counts, tried)
        good = reached >= likelihood[pending] - 1e-13 * np.abs(likelihood[pending])
        moved[pending[good]] = tried[good]
        pending = pending[~good]
        if not len(pending):
            break
        length /= 2
    has_moved = np.ones(len(parameters), dtype=bool)
    has_moved[pending] = False
    return moved, has_moved


def _logarithms(basis: Matrix, parameters: Matrix) -> Matrix:
    logarithms: Matrix = (basis @ parameters[:, :, None])[:, :, 0]
    return logarithms


def _expected(logarithms: Matrix) -> Matrix:
    """With no overflow: a step that leads so high is halved anyway. Small ones are as small as they are."""
    expected: Matrix = np.exp(np.minimum(logarithms, _LARGEST_LOGARITHM))
    return expected


def _along(basis: Matrix, cells: Matrix) -> Matrix:
    along: Matrix = (cells[:, None, :] @ basis)[:, 0, :]
    return along


def _likelihood(basis: Matrix, counts: Matrix, parameters: Matrix) -> Matrix:
    logarithms = _logarithms(basis, parameters)
    likelihood: Matrix = np.sum(counts * logarithms - _expected(logarithms), axis=1)
    return likelihood
