"""How well each number of people fits, once everything else in a model has adapted to it.

For a number of unseen people the model's other parameters are set to what then fits best;
what is left is a curve over that number, the profile likelihood. Its signed root, at 0 where
the fit is best, behaves like a standard normal quantity, which gives intervals that are not
forced to be symmetric, and a cumulative curve that can be averaged over models.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.estimates import Distribution
from aiqyn.core.estimation.existence import Face
from aiqyn.core.estimation.fitting import fit

__all__ = ["FittedModel", "Profile", "averaged", "fit_model", "fitted_at", "profile_of"]

Matrix = NDArray[np.floating[Any]]

_LEAST_UNSEEN = 0.02
"""Profiles are drawn from here on; fewer unseen people than this are none."""
_MOST_UNSEEN = 1e12
_STEP = 0.125
"""Spacing of a profile, in standard errors of the logarithm of the unseen."""
_COARSE = 0.5
"""Around its best number it is computed at this spacing: the signed root is nearly straight there, and smooth."""
_FINE = round(_COARSE / _STEP)
_FIRST_REACH = 8.0
"""So far, in the same, it is drawn in any case."""
_FURTHEST_ROOT = 5.5
"""Profiles are drawn until all but 2 in 100 million of their mass is covered."""


_MOST_POINTS = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class FittedModel:
    """A model at its maximum likelihood on the observed cells.

    Attributes:
        face: The cells it needs, and its basis on them.
        counts: Observed counts on the face.
        parameters: In the face's basis.
        unseen: The estimate of how many people are on no list.
        log_unseen_error: The standard error of its logarithm.
        log_likelihood: Of the observed cells, as Poisson counts, without the constant.
    """

    face: Face
    counts: Matrix
    parameters: Matrix
    unseen: float
    log_unseen_error: float
    log_likelihood: float


def fit_model(face: Face, counts: Matrix) -> FittedModel:
    """Fit a model whose face identifies the cell of no list.

    Args:
        face: With `unseen` given.
        counts: Of all observable cells; 0 outside the face.

    Raises:
        ValueError: The face does not identify the cell of no list.
        FitFailed: The maximum was not reached.
    """
    return fitted_at(fit(face.basis, counts[face.cells][None])[0], face, counts)


def fitted_at(parameters: Matrix, face: Face, counts: Matrix) -> FittedModel:
    """The model whose maximum likelihood is at these parameters.

    Args:
        parameters: In the face's basis.
        face: With `unseen` given.
        counts: Of all observable cells; 0 outside the face.

    Raises:
        ValueError: The face does not identify the cell of no list.
    """
    if face.unseen is None:
        raise ValueError("the data do not identify how many people are on no list in this model")
    observed = counts[face.cells]
    logarithms = face.basis @ parameters
    expected = np.exp(logarithms)
    curvature = face.basis.T @ (expected[:, None] * face.basis)
    variance = float(face.unseen @ np.linalg.lstsq(curvature, face.unseen, rcond=None)[0])
    return FittedModel(
        face=face,
        counts=observed,
        parameters=parameters,
        unseen=float(np.exp(np.clip(face.unseen @ parameters, -60, 60))),
        log_unseen_error=float(np.sqrt(max(variance, 0.0))),
        log_likelihood=float(np.sum(observed * logarithms - expected)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The signed root of a model's profile likelihood.

    Attributes:
        documented: How many people are on some list.
        log_unseen: Logarithms of numbers of unseen people, ascending.
        root: The signed root at each: negative below the best number, 0 at it, positive above.
    """

    documented: int
    log_unseen: Matrix
    root: Matrix

    def root_at(self, log_unseen: Matrix) -> Matrix:
        """The signed root at other numbers: beyond the curve's ends, what it is at the end."""
        found: Matrix = np.interp(log_unseen, self.log_unseen, self.root)
        return found

    def limit(self, root: float) -> float | None:
        """The number of people, seen and unseen, at which the curve reaches a value.

        Returns:
            `None` where it stays below it: the data set no such upper limit. Where it is above
            it from the beginning, the number of documented people.
        """
        if root > self.root[-1]:
            return None
        if root < self.root[0]:
            return float(self.documented)
        return self.documented + float(np.exp(np.interp(root, self.root, self.log_unseen)))


def profile_of(model: FittedModel, documented: int) -> Profile:
    """The profile likelihood of the number of people, as its signed root.

    The likelihood is the multinomial one of all N people over all patterns, that of no list
    among them. The best number is its maximum, slightly below the conditional estimate.

    Args:
        model: The fitted model.
        documented: How many people are on some list; those outside the face are none.

    Source:
        Cormack (1992), Biometrics 48, 567–576. Signed root: Barndorff-Nielsen & Cox (1994),
        Inference and Asymptotics, section 3.4.
    """
    curve = _Curve(model, documented)
    spread = float(np.clip(model.log_unseen_error, 1e-6, 3.0))
    best = _highest(curve, float(np.log(max(model.unseen, _LEAST_UNSEEN))), spread)
    # The best number and the first steps to either side at once: each call has a cost of its own.
    first = np.arange(_COARSE, _FIRST_REACH + _COARSE / 2, _COARSE)
    around = np.concatenate([best - spread * first[::-1], [best], best + spread * first])
    around = around[(around >= curve.ends[0]) & (around <= curve.ends[1])]
    height = curve(around)
    top = float(height[around == best][0])
    roots = np.sign(around - best) * np.sqrt(2 * np.maximum(top - height, 0.0))
    logarithms, roots = _refined(around), _refined(roots)
    for direction, end in ((-1, 0), (1, -1)):
        # Further and further out, until the curve has fallen far enough or the end is reached.
        reach, width, last = _FIRST_REACH, 2 * _FIRST_REACH, abs(roots[end])
        while last <= _FURTHEST_ROOT:
            steps = np.arange(reach + _STEP, reach + width + _STEP / 2, _STEP * max(1.0, width / 16))
            there = best + direction * spread * steps
            there = there[(there >= curve.ends[0]) & (there <= curve.ends[1])]
            if not len(there):
                break
            found = direction * np.sqrt(2 * np.maximum(top - curve(there), 0.0))
            logarithms = np.concatenate([logarithms, there])
            roots = np.concatenate([roots, found])
            last = abs(found[-1])
            reach += width
            width *= 2
    order = np.argsort(logarithms)
    return Profile(documented, logarithms[order], np.maximum.accumulate(roots[order]))


def _refined(values: Matrix) -> Matrix:
    """Values of a smooth curve at even steps, with three more in each, from cubics through the four around."""
    if len(values) < 4:
        return values
    interval = np.repeat(np.arange(len(values) - 1), _FINE)
    part = np.tile(np.arange(_FINE) / _FINE, len(values) - 1)
    start = np.clip(interval - 1, 0, len(values) - 4)
    at = interval - start + part
    between = np.zeros(len(at))
    for node in range(4):
        weight = np.ones(len(at))
        for other in range(4):
            if other != node:
                weight *= (at - other) / (node - other)
        between += weight * values[start + node]
    refined: Matrix = np.append(between, values[-1])
    return refined


class _Curve:
    """The profile likelihood as a function of the logarithm of the number of unseen people."""

    ends = (float(np.log(_LEAST_UNSEEN)), float(np.log(_MOST_UNSEEN)))

    def __init__(self, model: FittedModel, documented: int) -> None:
        assert model.face.unseen is not None
        self._basis = np.vstack([model.face.unseen, model.face.basis])
        self._counts = model.counts
        self._documented = documented

    def __call__(self, log_unseen: Matrix) -> Matrix:
        """Its height."""
        from scipy.special import gammaln  # type: ignore[import-untyped]

        unseen = np.exp(log_unseen)
        people = self._documented + unseen
        counts, logarithms = self._fitted(unseen)
        orders = gammaln(people + 1) - gammaln(unseen + 1) - people * np.log(people)
        likelihood: Matrix = orders + np.sum(counts * logarithms, axis=1)
        return likelihood

    def slope(self, log_unseen: Matrix) -> Matrix:
        """Its slope over the number of unseen people: only the number itself and its order matter,
        since the likelihood is flat in everything that has adapted."""
        from scipy.special import digamma

        unseen = np.exp(log_unseen)
        people = self._documented + unseen
        _, logarithms = self._fitted(unseen)
        slope: Matrix = digamma(people + 1) - np.log(people) - digamma(unseen + 1) + logarithms[:, 0]
        return slope

    def _fitted(self, unseen: Matrix) -> tuple[Matrix, Matrix]:
        """Counts with the unseen as the first cell, and logarithms of their expectations."""
        counts = np.column_stack([unseen, np.broadcast_to(self._counts, (len(unseen), len(self._counts)))])
        return counts, fit(self._basis, counts) @ self._basis.T


def _highest(curve: _Curve, centre: float, spread: float) -> float:
    """Where the curve is highest: its slope changes from rising to falling there."""
    low, high = _bracket(curve, centre, spread)
    for _ in range(2):
        points = np.linspace(low, high, 17)
        slopes = curve.slope(points)
        falling = slopes < 0
        if falling[0]:
            return float(points[0])
        if not falling.any():
            return float(points[-1])
        at = int(np.argmax(falling))
        low, high = float(points[at - 1]), float(points[at])
    return low + (high - low) * float(slopes[at - 1] / (slopes[at - 1] - slopes[at]))


def _bracket(curve: _Curve, centre: float, spread: float) -> tuple[float, float]:
    """Two points around the highest one, or the ends of the curve."""
    half = spread
    while True:
        points = np.clip(np.array([centre - half, centre + half]), *curve.ends)
        rising, falling = curve.slope(points) * np.array([1, -1]) > 0
        low_enough = bool(rising) or points[0] <= curve.ends[0]
        high_enough = bool(falling) or points[1] >= curve.ends[1]
        if low_enough and high_enough:
            return float(points[0]), float(points[1])
        half *= 4


def averaged(profiles: tuple[Profile, ...], weights: Matrix) -> Distribution:
    """The cumulative curve of several models together, each with its weight.

    At each number of people, the share below it is the weighted mean of the normal shares of
    the signed roots; ends of intervals are where this mean reaches half of what is left out.

    Args:
        profiles: Of models fitted to the same counts; at least one.
        weights: One for each, adding to 1.

    Source:
        Fletcher & Turek (2012), Journal of Agricultural, Biological and Environmental
        Statistics 17, 38–51: model-averaged profile likelihood intervals.
    """
    from scipy.special import ndtr

    documented = profiles[0].documented
    logarithms = np.unique(np.concatenate([profile.log_unseen for profile in profiles]))
    # Where many profiles lie over each other, some of their points are as good as all.
    places = np.linspace(0, len(logarithms) - 1, min(len(logarithms), _MOST_POINTS))
    logarithms = _finer(logarithms[np.unique(np.round(places).astype(int))])
    shares = np.zeros(len(logarithms))
    for profile, weight in zip(profiles, weights, strict=True):
        shares += weight * ndtr(profile.root_at(logarithms))
    points = documented + np.exp(logarithms)
    kept = np.concatenate([[True], np.diff(points) > 1e-9 * points[1:]])
    return Distribution(tuple(points[kept].tolist()), tuple(np.minimum(shares[kept], 1.0).tolist()))


def _finer(ascending: Matrix) -> Matrix:
    """The points with seven more in each gap: the normal curve bends between points of a profile."""
    parts = np.arange(8) / 8
    between = ascending[:-1, None] + np.diff(ascending)[:, None] * parts
    finer: Matrix = np.append(between.ravel(), ascending[-1])
    return finer
