"""The search through hierarchical log-linear models: which fit some counts well, and which can't tell the number.

Models that the data don't identify are fitted too, as far as cells that people were seen in: not
to estimate from them, which can't be done, but to know how much of the weight of all models is
theirs. Where it is most, the answer of the others is that of models which the data speak against.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.existence import Face, face_of
from aiqyn.core.estimation.fitting_each import fit_each
from aiqyn.core.estimation.hierarchies import Model, every_model, interactions, neighbours, terms
from aiqyn.core.estimation.profiles import FittedModel, Profile, fitted_at, profile_of
from aiqyn.core.estimation.tables import counts_of, design_of, patterns_of

__all__ = ["MOST_LISTS_FOR_EVERY_MODEL", "Candidate", "Found", "ModelSearch", "found_in"]

Matrix = NDArray[np.floating[Any]]

MOST_LISTS_FOR_EVERY_MODEL = 4
_LARGEST_INTERACTION_IN_A_SEARCH = 3
_WORK = 2.5e9
"""So much arithmetic may a search of models cost, roughly; a bound in numbers, not in seconds,
so that the same counts give the same answer on every machine."""

_WINDOW = 2 * log(100)
"""Models this much worse by BIC are a hundred times less plausible, and are left out."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A model that the data identify, fitted.

    Attributes:
        model: Its interactions.
        fitted: At maximum likelihood.
        bic: Schwarz's criterion; smaller is better.
    """

    model: Model
    fitted: FittedModel
    bic: float


class ModelSearch:
    """Finds the models that fit some counts well; each model is looked at once."""

    def __init__(self, counts: CaptureCounts, *, work: float = _WORK) -> None:
        self._lists = len(counts.lists)
        self._patterns = patterns_of(self._lists)
        self._table = counts_of(counts, self._patterns)
        self._penalty = log(counts.documented)
        self._work = work
        self._seen: dict[Model, Candidate | None] = {}
        self._unidentified: list[float] = []
        self.not_identified = 0
        self.is_complete = True

    def look_at(self, model: Model) -> Candidate | None:
        """The model fitted, or `None` where the data do not identify it."""
        return self.look_at_all([model])[0]

    def look_at_all(self, models: Iterable[Model]) -> list[Candidate | None]:
        """The models fitted, in their order; `None` for each that the data do not identify."""
        asked = list(models)
        self._fit([model for model in dict.fromkeys(asked) if model not in self._seen])
        return [self._seen[model] for model in asked]

    def _fit(self, models: Sequence[Model]) -> None:
        columns = [terms(model, self._lists) for model in models]
        faces = [self._face(each) for each in columns]
        fitted = fit_each(faces, self._table)
        for model, each, face, parameters in zip(models, columns, faces, fitted, strict=True):
            self._seen[model] = self._candidate(model, len(each), face, parameters)

    def _face(self, columns: Sequence[int]) -> Face:
        self._work -= 12.0 * len(self._patterns) * len(columns) ** 2 + 2e6
        design = design_of(columns, self._patterns)
        return face_of(design, np.eye(1, len(columns))[0], self._table > 0)

    def _candidate(self, model: Model, size: int, face: Face, parameters: Matrix | None) -> Candidate | None:
        if parameters is None or face.unseen is None:
            self.not_identified += 1
            if parameters is not None:
                logarithms = face.basis @ parameters
                likelihood = float(np.sum(self._table[face.cells] * logarithms - np.exp(logarithms)))
                self._unidentified.append(self._bic(likelihood, size))
            return None
        fitted = fitted_at(parameters, face, self._table)
        return Candidate(model, fitted, self._bic(fitted.log_likelihood, size))

    def _bic(self, log_likelihood: float, size: int) -> float:
        return -2 * log_likelihood + size * self._penalty

    def best_models(self) -> tuple[Candidate, ...]:
        """Models within the window of the best, the best first.

        Up to four lists all hierarchical models without the interaction of all lists are
        looked at. Beyond, the search goes stepwise from independence to the best neighbour
        until none is better, then looks at the neighbours of every model in the window.
        """
        if self._lists <= MOST_LISTS_FOR_EVERY_MODEL:
            self.look_at_all(every_model(self._lists, largest=self._lists - 1))
        else:
            self.stepwise()
            self._widen()
        return self._in_window()

    def stepwise(self) -> Candidate | None:
        """The model at which no interaction more or less is better, starting from independence."""
        candidates = self._interactions()
        best = self.look_at(Model())
        while best is not None and self._has_budget():
            around = self.look_at_all(neighbours(best.model, candidates))
            better = min((one for one in around if one), key=lambda one: one.bic, default=best)
            if better.bic >= best.bic:
                break
            best = better
        return best

    def unidentified_share(self) -> float:
        """The share of models that do not tell the number in the weight, exp(−BIC/2), of all that were looked at."""
        bics = [one.bic for one in self._seen.values() if one]
        best = min([*bics, *self._unidentified], default=0.0)
        lost = sum(exp((best - bic) / 2) for bic in self._unidentified)
        told = sum(exp((best - bic) / 2) for bic in bics)
        return lost / (lost + told) if lost else 0.0

    def _interactions(self) -> tuple[int, ...]:
        largest = min(self._lists - 1, _LARGEST_INTERACTION_IN_A_SEARCH)
        return interactions(self._lists, largest=largest)

    def _widen(self) -> None:
        candidates = self._interactions()
        widened: set[Model] = set()
        while True:
            pending = [one for one in self._in_window() if one.model not in widened]
            if not pending:
                return
            for one in pending:
                widened.add(one.model)
                self.look_at_all(neighbours(one.model, candidates))
                if not self._has_budget():
                    return

    def _has_budget(self) -> bool:
        self.is_complete = self._work > 0
        return self.is_complete

    def _in_window(self) -> tuple[Candidate, ...]:
        found = sorted((one for one in self._seen.values() if one), key=lambda one: one.bic)
        return tuple(one for one in found if one.bic - found[0].bic <= _WINDOW)

    @property
    def looked_at(self) -> int:
        """How many models were looked at."""
        return len(self._seen)


class Found:
    """What a search has come to: the models in the window, the best first, and their weights.

    Attributes:
        models: Within the window.
        weights: One for each, adding to 1.
        looked_at: How many models were tried.
        not_identified: How many of these the data do not identify.
        unidentified: The share of those in the weight of all.
        is_complete: Whether the search ended by itself, not by its bound of work.
    """

    def __init__(self, counts: CaptureCounts) -> None:
        search = ModelSearch(counts)
        self.models = search.best_models()
        weights = np.array([exp((self.models[0].bic - one.bic) / 2) for one in self.models])
        self.weights: Matrix = weights / max(float(weights.sum()), 1.0)
        self.looked_at = search.looked_at
        self.not_identified = search.not_identified
        self.unidentified = search.unidentified_share()
        self.is_complete = search.is_complete
        self._documented = counts.documented
        self._profiles: dict[int, Profile] = {}

    def profile(self, place: int) -> Profile:
        """The profile likelihood of the model at that place; drawn once."""
        if place not in self._profiles:
            self._profiles[place] = profile_of(self.models[place].fitted, self._documented)
        return self._profiles[place]


@lru_cache(maxsize=8)
def found_in(counts: CaptureCounts) -> Found:
    """What a search through the models of these counts comes to; remembered, for two methods ask for the same."""
    return Found(counts)
