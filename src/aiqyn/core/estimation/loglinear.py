"""Log-linear models of how lists depend on each other: the best one, and the average over all that fit.

When to reach for it: a few lists whose makers may have copied from, or sent people to, one
another. Each model says which lists do; none can say that all depend on all at once, which
is the assumption that makes the question answerable. Models that the data don't identify,
because people on certain lists together are missing, are never estimated.

Two methods: `loglinear`, the single best model, is what is usually published, and takes the
choice of the model for certain; `loglinear-averaged` does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, isfinite, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.assumptions import PEOPLE_ALIKE, RECORDS_LINKED, SAME_PEOPLE
from aiqyn.core.estimation.bootstrap import Resampled, bca_interval
from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.estimates import (
    Answer,
    EstimateRefused,
    JsonValue,
    Method,
    Note,
    Objection,
    Options,
    spaced,
)
from aiqyn.core.estimation.existence import face_of
from aiqyn.core.estimation.fitting import FitFailed
from aiqyn.core.estimation.hierarchies import Model, every_model, interactions, neighbours, spelled, terms
from aiqyn.core.estimation.profiles import FittedModel, averaged, fit_model, profile_of
from aiqyn.core.estimation.refusals import NO_UPPER_END, cautions, too_many_lists
from aiqyn.core.estimation.tables import counts_of, design_of, patterns_of
from aiqyn.core.language import sentence

__all__ = ["AVERAGED", "METHOD", "Candidate", "ModelSearch", "estimate", "estimate_averaged"]

MOST_LISTS = 10
"""Beyond it the table of all patterns, and the number of models, are too large to be gone through."""

_MOST_LISTS_FOR_EVERY_MODEL = 4
_LARGEST_INTERACTION_IN_A_SEARCH = 3
_WORK = 2.5e9
"""So much arithmetic may a search of models cost, roughly; a bound in numbers, not in seconds,
so that the same counts give the same answer on every machine."""

_WINDOW = 2 * log(100)
"""Models this much worse by BIC are a hundred times less plausible, and are left out."""
_ABOUT_AS_WELL = 6.0
"""A difference of BIC below this is no strong evidence: Raftery (1995), Sociological Methodology 25."""
_SHOWN = 10
_WEIGHT_AVERAGED = 0.995
_MOST_AVERAGED = 100


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
        self.not_identified = 0
        self.is_complete = True

    def look_at(self, model: Model) -> Candidate | None:
        """The model fitted, or `None` where the data do not identify it."""
        if model not in self._seen:
            self._seen[model] = self._fit(model)
        return self._seen[model]

    def _fit(self, model: Model) -> Candidate | None:
        columns = terms(model, self._lists)
        self._work -= 12.0 * len(self._patterns) * len(columns) ** 2 + 2e6
        design = design_of(columns, self._patterns)
        face = face_of(design, np.eye(1, len(columns))[0], self._table > 0)
        if face.unseen is None:
            self.not_identified += 1
            return None
        try:
            fitted = fit_model(face, self._table)
        except FitFailed:
            self.not_identified += 1
            return None
        return Candidate(model, fitted, -2 * fitted.log_likelihood + len(columns) * self._penalty)

    def best_models(self) -> tuple[Candidate, ...]:
        """Models within the window of the best, the best first.

        Up to four lists all hierarchical models without the interaction of all lists are
        looked at. Beyond, the search goes stepwise from independence to the best neighbour
        until none is better, then looks at the neighbours of every model in the window.
        """
        if self._lists <= _MOST_LISTS_FOR_EVERY_MODEL:
            for model in every_model(self._lists, largest=self._lists - 1):
                self.look_at(model)
        else:
            self.stepwise()
            self._widen()
        return self._in_window()

    def stepwise(self) -> Candidate | None:
        """The model at which no interaction more or less is better, starting from independence."""
        candidates = self._interactions()
        best = self.look_at(Model())
        while best is not None and self._has_budget():
            around = [self.look_at(other) for other in neighbours(best.model, candidates)]
            better = min((one for one in around if one), key=lambda one: one.bic, default=best)
            if better.bic >= best.bic:
                break
            best = better
        return best

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
                for other in neighbours(one.model, candidates):
                    self.look_at(other)
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


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What a search has come to: the models in the window, and their weights."""

    models: tuple[Candidate, ...]
    weights: NDArray[np.floating[Any]]
    looked_at: int
    not_identified: int
    is_complete: bool


@lru_cache(maxsize=8)
def _found_in(counts: CaptureCounts) -> _Found:
    """Both methods ask for the same search."""
    search = ModelSearch(counts)
    models = search.best_models()
    weights = np.array([exp((models[0].bic - one.bic) / 2) for one in models])
    weights /= max(float(weights.sum()), 1.0)
    return _Found(models, weights, search.looked_at, search.not_identified, search.is_complete)


@dataclass(frozen=True, slots=True)
class WeighedModel:
    """One of the models that fit best.

    Attributes:
        name: As [123,14,34].
        weight: Its share, exp(−BIC/2), among all models in the window.
        bic: Schwarz's criterion, less that of the best model.
        estimate: The conditional maximum likelihood estimate of all people.
        low: Lower end of its own profile-likelihood interval.
        high: Upper end; `None` where the data set none.
        exists: Whether the plain estimate exists; else some patterns have expectation 0.
    """

    name: str
    weight: float
    bic: float
    estimate: float
    low: float | None
    high: float | None
    exists: bool

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of one model."""
        return {
            "model": self.name,
            "weight": round(self.weight, 6),
            "bic_difference": round(self.bic, 3),
            "estimate": round(self.estimate, 2),
            "low": None if self.low is None else round(self.low),
            "high": None if self.high is None else round(self.high),
            "estimate_exists": self.exists,
        }


@dataclass(frozen=True, slots=True)
class LogLinearDetails:
    """Which models were looked at, and how they were weighed.

    Attributes:
        models: The first ten, the best by BIC first.
        looked_at: How many were tried.
        not_identified: How many of these the data do not identify.
        is_complete: Whether the search ended by itself, not by its bound of work.
        averaged: How many models the answer is averaged over; 1 for the best alone.
        bootstrap: The BCa interval, where it was asked for.
    """

    models: tuple[WeighedModel, ...]
    looked_at: int
    not_identified: int
    is_complete: bool
    averaged: int
    bootstrap: Resampled | None = None

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of this method."""
        keys: dict[str, JsonValue] = {
            "model": self.models[0].name if self.averaged == 1 and self.models else None,
            "models": [model.as_json() for model in self.models],
            "models_averaged": self.averaged,
            "models_looked_at": self.looked_at,
            "models_not_identified": self.not_identified,
            "search_complete": self.is_complete,
        }
        if self.bootstrap is not None:
            keys["bootstrap"] = self.bootstrap.as_json()
        return keys


def estimate(counts: CaptureCounts, options: Options) -> Answer | EstimateRefused:
    """The number of people by the hierarchical log-linear model of smallest BIC.

    Args:
        counts: Of one population that passed `refusals.objections`.
        options: The level, and with `bootstrap` the number of resamples for a BCa interval,
            which is told beside the profile-likelihood interval.

    Returns:
        The model's answer, with a note where models that fit about as well say otherwise;
        refused where no model is identified, where the data set no upper end, or where there
        are more lists than models can be searched for.

    Source:
        Models: Fienberg (1972), Biometrika 59, 591–603; Bishop, Fienberg & Holland (1975),
        chapter 6. Existence: see `existence`. Interval: see `profiles`. Bootstrap: see `bootstrap`.
    """
    refused = _unanswerable(counts, "loglinear")
    if refused is not None:
        return refused
    found = _found_in(counts)
    shown = _shown_models(found, counts, options)
    bootstrap = _resampled(counts, options) if options.bootstrap else None
    details = LogLinearDetails(shown, found.looked_at, found.not_identified, found.is_complete, 1, bootstrap)
    distribution = averaged((profile_of(found.models[0].fitted, counts.documented),), np.ones(1))
    if distribution.quantile(0.5 + options.level / 2) is None:
        return EstimateRefused.of("loglinear", [NO_UPPER_END], details=details)
    notes = (*_of_rivals(shown), *cautions(counts))
    return Answer("loglinear", counts.documented, distribution, options.level, notes, details)


def estimate_averaged(counts: CaptureCounts, options: Options) -> Answer | EstimateRefused:
    """The number of people, averaged over hierarchical log-linear models by BIC.

    Each model's profile likelihood gives a cumulative curve; curves are averaged with the
    models' weights, exp(−BIC/2), over models within a factor of 100 of the best.

    Args:
        counts: Of one population that passed `refusals.objections`.
        options: The level.

    Returns:
        The averaged answer; refused where `estimate` would, or where the averaged curve has
        no upper end.

    Source:
        Buckland, Burnham & Augustin (1997), Biometrics 53, 603–618; Fletcher & Turek (2012),
        see `profiles.averaged`. Window: Madigan & Raftery (1994), JASA 89, 1535–1546, with a
        wider factor.
    """
    name = "loglinear-averaged"
    refused = _unanswerable(counts, name)
    if refused is not None:
        return refused
    found = _found_in(counts)
    kept = _most(found.weights)
    profiles = tuple(profile_of(one.fitted, counts.documented) for one in found.models[:kept])
    distribution = averaged(profiles, found.weights[:kept] / found.weights[:kept].sum())
    shown = _shown_models(found, counts, options)
    details = LogLinearDetails(shown, found.looked_at, found.not_identified, found.is_complete, kept)
    if distribution.quantile(0.5 + options.level / 2) is None:
        return EstimateRefused.of(name, [NO_UPPER_END], details=details)
    return Answer(name, counts.documented, distribution, options.level, cautions(counts), details)


def _unanswerable(counts: CaptureCounts, method: str) -> EstimateRefused | None:
    if len(counts.lists) > MOST_LISTS:
        return EstimateRefused.of(method, [too_many_lists(len(counts.lists), most=MOST_LISTS)])
    found = _found_in(counts)
    if found.models:
        return None
    details = LogLinearDetails((), found.looked_at, found.not_identified, found.is_complete, 0)
    return EstimateRefused.of(method, [_NOT_IDENTIFIED], details=details)


def _shown_models(found: _Found, counts: CaptureCounts, options: Options) -> tuple[WeighedModel, ...]:
    root = _normal_quantile(0.5 + options.level / 2)
    shown = []
    for one, weight in zip(found.models[:_SHOWN], found.weights, strict=False):
        profile = profile_of(one.fitted, counts.documented)
        shown.append(
            WeighedModel(
                name=spelled(one.model, len(counts.lists)),
                weight=float(weight),
                bic=one.bic - found.models[0].bic,
                estimate=counts.documented + one.fitted.unseen,
                low=profile.limit(-root),
                high=profile.limit(root),
                exists=one.fitted.face.is_whole,
            )
        )
    return tuple(shown)


def _of_rivals(shown: Sequence[WeighedModel]) -> tuple[Note, ...]:
    """A note where a model that fits about as well lies outside the best one's interval."""
    best = shown[0]
    rivals = [one for one in shown[1:] if one.bic < _ABOUT_AS_WELL]
    outside = [one for one in rivals if not _within(one.estimate, best)]
    if not outside:
        return ()
    estimates = sorted(one.estimate for one in [best, *rivals])
    return (
        Note(
            "model-choice",
            sentence(
                "Models that fit about as well give estimates from {lowest} to {highest}: this interval takes "
                "the best model, {model}, for certain; the average over models does not.",
                lowest=spaced(estimates[0]),
                highest=spaced(estimates[-1]),
                model=best.name,
            ),
        ),
    )


def _within(number: float, model: WeighedModel) -> bool:
    return (model.low is None or model.low <= number) and (model.high is None or number <= model.high)


def _most(weights: NDArray[np.floating[Any]]) -> int:
    """How many of the first models carry nearly all of the weight, within what can be drawn."""
    enough = int(np.searchsorted(np.cumsum(weights), _WEIGHT_AVERAGED)) + 1
    return min(enough, _MOST_AVERAGED, len(weights))


def _normal_quantile(share: float) -> float:
    from scipy.special import ndtri  # type: ignore[import-untyped]

    return float(ndtri(share))


def _resampled(counts: CaptureCounts, options: Options) -> Resampled:
    def statistic(resample: CaptureCounts) -> float:
        best = _stepwise_best(resample)
        return resample.documented + best if isfinite(best) else best

    return bca_interval(counts, statistic, options)


def _stepwise_best(counts: CaptureCounts) -> float:
    search = ModelSearch(counts)
    if len(counts.lists) <= _MOST_LISTS_FOR_EVERY_MODEL:
        best = next(iter(search.best_models()), None)
    else:
        best = search.stepwise()
    return float("inf") if best is None else best.fitted.unseen


_NOT_IDENTIFIED = Objection(
    "not-identified",
    sentence(
        "No model of how the lists depend on each other is identified: too many pairs of lists share no one."
    ),
    sentence("People who are on lists that share no one now; or fewer lists, similar ones merged."),
)

_ASSUMPTIONS = (
    SAME_PEOPLE,
    RECORDS_LINKED,
    Note(
        "no-dependence-of-all",
        sentence(
            "Lists may depend on each other by twos and threes, but there is no dependence of all of "
            "them at once beyond that. No data can check this."
        ),
    ),
    PEOPLE_ALIKE,
)

METHOD = Method(
    name="loglinear",
    title=sentence("Log-linear model, the best by BIC"),
    source="Fienberg (1972), Biometrika 59, 591–603; Fienberg & Rinaldo (2012), Annals of Statistics 40, 996–1023",
    is_floor=False,
    assumptions=(
        *_ASSUMPTIONS,
        Note(
            "model-certain",
            sentence("The model that fits best is the true one; that another could be is not counted."),
        ),
    ),
    estimate=estimate,
)

AVERAGED = Method(
    name="loglinear-averaged",
    title=sentence("Log-linear models, averaged by BIC"),
    source=(
        "Buckland, Burnham & Augustin (1997), Biometrics 53, 603–618; Fletcher & Turek (2012), "
        "Journal of Agricultural, Biological and Environmental Statistics 17, 38–51"
    ),
    is_floor=False,
    assumptions=_ASSUMPTIONS,
    estimate=estimate_averaged,
)
