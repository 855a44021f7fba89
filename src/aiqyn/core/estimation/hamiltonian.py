"""Hamiltonian Monte Carlo: draws from a density on whole space whose gradient is known.

All chains move together, so that the density is worked out for all of them at once. Step size
and shape of the density are found in a warm-up that is thrown away, from all chains in common.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["HamiltonianChains"]

Matrix = NDArray[np.floating[Any]]
Density = Callable[[Matrix], tuple[Matrix, Matrix]]

_WANTED_ACCEPTANCE = 0.85
_PATH = 1.6
"""Length of a path in scaled units: a quarter turn around a normal curve."""
_MOST_STEPS = 24
_WINDOWS = (75, 100, 150)
"""Lengths of the parts of the warm-up, after each of which scales are set anew."""
_LARGEST_FALL = 1_000.0


@dataclass(slots=True)
class _DualAverage:
    """Nesterov's dual averaging of the logarithm of a step size (Hoffman & Gelman 2014, section 3.2)."""

    log_step: float
    centre: float
    mean: float = 0.0
    error: float = 0.0
    count: int = 0

    def learn(self, acceptance: float) -> None:
        self.count += 1
        self.error += (_WANTED_ACCEPTANCE - acceptance - self.error) / (self.count + 10)
        self.log_step = self.centre - np.sqrt(self.count) / 0.05 * self.error
        weight = self.count**-0.75
        self.mean += weight * (self.log_step - self.mean)


class HamiltonianChains:
    """Chains that have been warmed up, and go on as long as they are asked.

    Args:
        density: For vectors in rows, the logarithm of the density and its gradient.
        starts: A vector for each chain.
        random: Where random numbers come from.
        scale: A root of the covariance that the density is thought to have.

    Source:
        Neal (2011), in Handbook of Markov Chain Monte Carlo, chapter 5; Hoffman & Gelman (2014),
        Journal of Machine Learning Research 15, 1593–1623, section 3.2, for the step size.
    """

    def __init__(
        self, density: Density, starts: Matrix, random: np.random.Generator, *, scale: Matrix | None = None
    ) -> None:
        self._density, self._random = density, random
        self._at = starts.copy()
        self._value, self._gradient = density(self._at)
        self._scale: Matrix = np.eye(starts.shape[1]) if scale is None else scale
        self._evaluations = 0
        self._step = 0.05 if scale is None else 0.2
        for length in _WINDOWS:
            self._warm_up(length)

    def _warm_up(self, length: int) -> None:
        learner = _DualAverage(np.log(self._step), np.log(10 * self._step))
        seen = []
        for number in range(length):
            self._step = float(np.exp(learner.log_step))
            learner.learn(self._move())
            if 2 * number >= length:
                seen.append(self._at.copy())
        self._step = float(np.exp(learner.mean))
        self._scale = _root_of_covariance(np.array(seen))

    @property
    def evaluations(self) -> int:
        """How often the density has been worked out for all chains."""
        return self._evaluations

    def draw(self, number: int) -> Matrix:
        """So many further draws: an array by chain, draw and parameter."""
        drawn = np.empty((len(self._at), number, self._at.shape[1]))
        for at in range(number):
            self._move()
            drawn[:, at] = self._at
        return drawn

    def _move(self) -> float:
        """One path for each chain; the mean probability of accepting it."""
        momentum = self._random.standard_normal(self._at.shape)
        steps = self._random.uniform(0.5, 1.5) * _PATH / self._step
        steps = int(np.clip(round(steps), 1, _MOST_STEPS))
        self._evaluations += steps
        before = self._value - 0.5 * (momentum**2).sum(axis=1)
        at, gradient, value = self._at, self._gradient, self._value
        stride = self._step * self._scale
        pull = 0.5 * stride
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for _ in range(steps):
                momentum = momentum + gradient @ pull
                at = at + momentum @ stride.T
                value, gradient = self._density(at)
                momentum = momentum + gradient @ pull
            change = value - 0.5 * (momentum**2).sum(axis=1) - before
        change = np.where(np.isfinite(change), change, -_LARGEST_FALL)
        acceptance = np.exp(np.minimum(0.0, change))
        taken = self._random.random(len(acceptance)) < acceptance
        self._at = np.where(taken[:, None], at, self._at)
        self._gradient = np.where(taken[:, None], gradient, self._gradient)
        self._value = np.where(taken, value, self._value)
        return float(acceptance.mean())


def _root_of_covariance(draws: Matrix) -> Matrix:
    """A root of the covariance within chains, drawn towards small and round where draws are few."""
    chains = draws.shape[1]
    centred = draws - draws.mean(axis=0)
    flat = centred.reshape(-1, draws.shape[2])
    covariance = flat.T @ flat / len(flat)
    weight = len(draws) * chains / (len(draws) * chains + 5.0 * draws.shape[2])
    variances = np.diag(np.diag(covariance))
    blended = weight * (weight * covariance + (1 - weight) * variances)
    return np.asarray(np.linalg.cholesky(blended + (1 - weight) * 1e-3 * np.eye(draws.shape[2])))
