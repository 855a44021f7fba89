"""Ends of many profile-likelihood intervals at once, found without drawing the profiles.

`profiles.profile_of` draws a whole curve, from which averages are made. A sensitivity curve
needs only two ends at each of its points: this goes straight to them, for all points together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEAST_UNSEEN", "MOST_UNSEEN", "ProfileCurves", "profile_limits"]

Matrix = NDArray[np.floating[Any]]
Rows = NDArray[np.intp]

ProfileCurves = Callable[[Matrix, Rows], tuple[Matrix, Matrix]]
"""Heights and slopes of some of the profiles, over the logarithm of the number of unseen people."""

LEAST_UNSEEN = 0.02
"""Fewer unseen people than this are none."""
MOST_UNSEEN = 1e12

_ENDS = (float(np.log(LEAST_UNSEEN)), float(np.log(MOST_UNSEEN)))
_CLOSE = 0.005
"""So near to its value must the signed root be: it moves an end by less than a hundredth of its width."""
_STEPS = 25
_WIDEST = 4.0


def profile_limits(curves: ProfileCurves, start: Matrix, *, root: float | Matrix) -> tuple[Matrix, Matrix]:
    """The numbers of unseen people at which the signed root of each profile is −`root` and `root`.

    Newton's method on the signed root, which is nearly straight over the logarithm.

    Args:
        curves: The profiles, one for each number of `start`; each has one hill.
        start: Logarithms of numbers of unseen people near the hills' tops.
        root: The normal quantile of the interval, of all or of each; positive.

    Returns:
        Lower and upper ends. A lower end is 0 where even no one fits well enough; an upper
        end is infinite where numbers however large do.
    """
    every = np.arange(len(start))
    top, height, width = _tops(curves, np.clip(start, *_ENDS), every)
    roots: Matrix = np.broadcast_to(np.asarray(root, dtype=float), start.shape)
    low = _reached(curves, (top, height, width), -roots, direction=-1.0)
    high = _reached(curves, (top, height, width), roots, direction=1.0)
    return np.where(np.isnan(low), 0.0, np.exp(low)), np.where(np.isnan(high), np.inf, np.exp(high))


def _tops(curves: ProfileCurves, centre: Matrix, every: Rows) -> tuple[Matrix, Matrix, Matrix]:
    """Where each profile is highest, its height there, and its width by its bend."""
    width = _widths(curves, centre, every)
    height, slope = curves(centre, every)
    for _ in range(_STEPS):
        open_rows = np.flatnonzero((np.abs(slope * width) > _CLOSE) & ~_stuck(centre, slope))
        if not len(open_rows):
            break
        step = np.clip(slope * width**2, -width, width)[open_rows]
        before, was = centre[open_rows], slope[open_rows]
        centre[open_rows] = np.clip(before + step, *_ENDS)
        height[open_rows], slope[open_rows] = curves(centre[open_rows], open_rows)
        # The secant through both slopes tells the bend better than the first guess did.
        moved = centre[open_rows] - before
        bend = np.divide(was - slope[open_rows], moved, out=np.zeros_like(moved), where=moved != 0)
        better = bend > _WIDEST**-2
        width[open_rows[better]] = bend[better] ** -0.5
    return centre, height, width


def _stuck(centre: Matrix, slope: Matrix) -> NDArray[np.bool_]:
    """Which profiles rise beyond the range that numbers are sought in."""
    stuck: NDArray[np.bool_] = ((centre <= _ENDS[0]) & (slope < 0)) | ((centre >= _ENDS[1]) & (slope > 0))
    return stuck


def _widths(curves: ProfileCurves, centre: Matrix, every: Rows) -> Matrix:
    apart = 0.05
    bend = (curves(centre - apart, every)[1] - curves(centre + apart, every)[1]) / (2 * apart)
    width: Matrix = np.maximum(bend, _WIDEST**-2) ** -0.5
    return width


def _reached(
    curves: ProfileCurves, hills: tuple[Matrix, Matrix, Matrix], sought: Matrix, *, direction: float
) -> Matrix:
    """Where each signed root has the value sought; not a number where it has it nowhere in the range."""
    top, height, width = hills
    last = _ENDS[1] if direction > 0 else _ENDS[0]
    found = np.full(len(top), np.nan)
    inner, outer = top.copy(), np.full(len(top), last)
    point = np.clip(top + sought * width, *_ENDS)
    open_rows = np.flatnonzero(np.abs(outer - top) > 1e-9)
    for _ in range(_STEPS):
        if not len(open_rows):
            break
        here, wanted = point[open_rows], sought[open_rows]
        heights, slopes = curves(here, open_rows)
        roots = direction * np.sqrt(2 * np.maximum(height[open_rows] - heights, 0.0))
        beyond = roots * direction > wanted * direction
        inner[open_rows[~beyond]], outer[open_rows[beyond]] = here[~beyond], here[beyond]
        close = np.abs(roots - wanted) < _CLOSE
        found[open_rows[close]] = here[close]
        # At the end of the range, and still not far enough out: there is no such end.
        ended = ~beyond & (here == last)
        point[open_rows] = _next(here, roots, slopes, wanted, direction * width[open_rows])
        outside = (point - inner) * (point - outer) > 0
        point = np.where(outside, (inner + outer) / 2, point)
        open_rows = open_rows[~close & ~ended]
    found[open_rows] = point[open_rows]
    return found


def _next(here: Matrix, roots: Matrix, slopes: Matrix, wanted: Matrix, outward: Matrix) -> Matrix:
    """One step of Newton's method on the signed root, not longer than some widths."""
    rise = np.divide(-slopes, roots, out=np.zeros_like(roots), where=roots != 0)
    step = np.divide(wanted - roots, rise, out=np.zeros_like(roots), where=rise > 1e-12)
    step = np.where(rise > 1e-12, step, outward)
    longest = 3 * np.abs(outward) + 1
    stepped: Matrix = np.clip(here + np.clip(step, -longest, longest), *_ENDS)
    return stepped
