"""Log-linear models in which one term is not fitted but held at a value, at many values at once.

What a model says of people on no list depends on terms that the data tell little of, or
nothing. Held at a value, such a term is an offset: everything else adapts to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.existence import Face, face_of
from aiqyn.core.estimation.fitting import fit
from aiqyn.core.estimation.profile_limits import LEAST_UNSEEN, MOST_UNSEEN, Rows, profile_limits

__all__ = ["HeldFits", "HeldModel", "held_model"]

Matrix = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class HeldFits:
    """A model fitted at some values of the held term; one of each for each value.

    Attributes:
        unseen: The conditional estimates of how many people are on no list.
        log_likelihood: Of the observed cells, as Poisson counts, without the constant.
        score: Slope of that likelihood over the held value: positive where the data want more.
    """

    unseen: Matrix
    log_likelihood: Matrix
    score: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class HeldModel:
    """A model of which one term is held; make it with `held_model`.

    Attributes:
        face: The cells that the fitted terms need, with their basis.
        unseen: The cell of no list in that basis.
        counts: Observed counts on the face.
        column: The held term on the face.
    """

    face: Face
    unseen: Matrix
    counts: Matrix
    column: Matrix

    def fits(self, values: Matrix) -> HeldFits:
        """The model at each of these values.

        Raises:
            FitFailed: A maximum was not reached.
        """
        counts = np.broadcast_to(self.counts, (len(values), len(self.counts)))
        offset = values[:, None] * self.column
        parameters = fit(self.face.basis, counts, offset=offset)
        logarithms = parameters @ self.face.basis.T + offset
        expected = np.exp(logarithms)
        return HeldFits(
            unseen=np.exp(np.clip(parameters @ self.unseen, np.log(1e-9), np.log(MOST_UNSEEN))),
            log_likelihood=np.sum(counts * logarithms - expected, axis=1),
            score=(counts - expected) @ self.column,
        )

    def intervals(self, values: Matrix, fits: HeldFits, *, root: float) -> tuple[Matrix, Matrix]:
        """Ends of the profile-likelihood intervals of the unseen, at each of these values.

        Args:
            values: Of the held term.
            fits: At these.
            root: The normal quantile of the interval.

        Source:
            Cormack (1992), Biometrics 48, 567–576: the likelihood is the multinomial one of all
            people over all patterns, as in `profiles.profile_of`.
        """
        from scipy.special import digamma, gammaln  # type: ignore[import-untyped]

        basis = np.vstack([self.unseen, self.face.basis])
        column = np.concatenate([[0.0], self.column])
        documented = float(self.counts.sum())

        def curves(log_unseen: Matrix, rows: Rows) -> tuple[Matrix, Matrix]:
            unseen = np.exp(log_unseen)
            people = documented + unseen
            counts = np.column_stack([unseen, np.broadcast_to(self.counts, (len(rows), len(self.counts)))])
            offset = values[rows, None] * column
            logarithms = fit(basis, counts, offset=offset) @ basis.T + offset
            heights = gammaln(people + 1) - gammaln(unseen + 1) - people * np.log(people)
            slopes = digamma(people + 1) - np.log(people) - digamma(unseen + 1) + logarithms[:, 0]
            return heights + np.sum(counts * logarithms, axis=1), unseen * slopes

        return profile_limits(curves, np.log(np.maximum(fits.unseen, LEAST_UNSEEN)), root=root)


def held_model(design: Matrix, column: Matrix, table: Matrix) -> HeldModel | None:
    """A model with the terms of a design fitted and one more term held.

    Whether an estimate exists does not depend on what the term is held at.

    Args:
        design: One row for each observable cell, one column for each fitted term, the constant first.
        column: The held term, which is 0 for people on no list.
        table: Counts of the cells; some above 0.

    Returns:
        `None` where the data do not identify the number of people even with the term held.
    """
    face = face_of(design, np.eye(1, design.shape[1])[0], table > 0)
    if face.unseen is None:
        return None
    return HeldModel(face, face.unseen, table[face.cells], column[face.cells])
