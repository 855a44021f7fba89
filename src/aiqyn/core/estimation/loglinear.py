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
from math import isfinite

import numpy as np

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
from aiqyn.core.estimation.hierarchies import spelled
from aiqyn.core.estimation.model_search import (
    MOST_LISTS_FOR_EVERY_MODEL,
    Candidate,
    Found,
    ModelSearch,
    found_in,
)
from aiqyn.core.estimation.profiles import averaged
from aiqyn.core.estimation.refusals import NO_UPPER_END, cautions, too_many_lists
from aiqyn.core.language import sentence

__all__ = ["AVERAGED", "METHOD", "Candidate", "ModelSearch", "estimate", "estimate_averaged"]

MOST_LISTS = 10
"""Beyond it the table of all patterns, and the number of models, are too large to be gone through."""

_ABOUT_AS_WELL = 6.0
"""A difference of BIC below this is no strong evidence: Raftery (1995), Sociological Methodology 25."""
_SHOWN = 10
_WEIGHT_AVERAGED = 0.995
_MOST_AVERAGED = 100
_PROFILE_WORK = 150.0
_WORK_OF_PROFILES = 1e10
"""So much arithmetic may the profiles cost, of which each costs so much for each cell and squared parameter:
a bound only where there are nine lists or more."""
_MOST_UNIDENTIFIED = 0.5
_UNIDENTIFIED_TO_TELL = 0.05


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
        unidentified: The share of these in the weight, exp(−BIC/2), of all.
        bootstrap: The BCa interval, where it was asked for.
    """

    models: tuple[WeighedModel, ...]
    looked_at: int
    not_identified: int
    is_complete: bool
    averaged: int
    unidentified: float = 0.0
    bootstrap: Resampled | None = None

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of this method."""
        keys: dict[str, JsonValue] = {
            "model": self.models[0].name if self.averaged == 1 and self.models else None,
            "models": [model.as_json() for model in self.models],
            "models_averaged": self.averaged,
            "models_looked_at": self.looked_at,
            "models_not_identified": self.not_identified,
            "unidentified_share": round(self.unidentified, 6),
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
        refused where no model is identified, where those that are not hold most of the weight,
        where the data set no upper end, or where there are more lists than can be searched.

    Source:
        Models: Fienberg (1972), Biometrika 59, 591–603; Bishop, Fienberg & Holland (1975),
        chapter 6. Existence: see `existence`. Interval: see `profiles`. Bootstrap: see `bootstrap`.
    """
    refused = _unanswerable(counts, "loglinear")
    if refused is not None:
        return refused
    found = found_in(counts)
    shown = _shown_models(found, counts, options)
    bootstrap = _resampled(counts, options) if options.bootstrap else None
    details = _details(found, shown, 1, bootstrap)
    if found.unidentified > _MOST_UNIDENTIFIED:
        return EstimateRefused.of("loglinear", [_mostly_not_identified(found)], details=details)
    distribution = averaged((found.profile(0),), np.ones(1))
    if distribution.quantile(0.5 + options.level / 2) is None:
        return EstimateRefused.of("loglinear", [NO_UPPER_END], details=details)
    notes = (*_of_rivals(shown), *_of_unidentified(found), *cautions(counts))
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
    found = found_in(counts)
    kept = _most(found)
    profiles = tuple(found.profile(place) for place in range(kept))
    distribution = averaged(profiles, found.weights[:kept] / found.weights[:kept].sum())
    shown = _shown_models(found, counts, options)
    details = _details(found, shown, kept)
    if found.unidentified > _MOST_UNIDENTIFIED:
        return EstimateRefused.of(name, [_mostly_not_identified(found)], details=details)
    if distribution.quantile(0.5 + options.level / 2) is None:
        return EstimateRefused.of(name, [NO_UPPER_END], details=details)
    notes = (*_of_unidentified(found), *cautions(counts))
    return Answer(name, counts.documented, distribution, options.level, notes, details)


def _unanswerable(counts: CaptureCounts, method: str) -> EstimateRefused | None:
    if len(counts.lists) > MOST_LISTS:
        return EstimateRefused.of(method, [too_many_lists(len(counts.lists), most=MOST_LISTS)])
    found = found_in(counts)
    if found.models:
        return None
    return EstimateRefused.of(method, [_NOT_IDENTIFIED], details=_details(found, (), 0))


def _details(
    found: Found, shown: tuple[WeighedModel, ...], averaged_over: int, bootstrap: Resampled | None = None
) -> LogLinearDetails:
    return LogLinearDetails(
        shown,
        found.looked_at,
        found.not_identified,
        found.is_complete,
        averaged_over,
        found.unidentified,
        bootstrap,
    )


def _mostly_not_identified(found: Found) -> Objection:
    return Objection(
        "not-identified",
        sentence(
            "The models of how the lists depend on each other that fit best do not tell how many people there are: "
            "they hold {share} % of the weight of all models. The others would give a number, but they fit badly.",
            share=round(100 * found.unidentified),
        ),
        _NEEDED,
    )


def _of_unidentified(found: Found) -> tuple[Note, ...]:
    if found.unidentified < _UNIDENTIFIED_TO_TELL:
        return ()
    return (
        Note(
            "partly-not-identified",
            sentence(
                "Models in which these counts do not tell how many people there are hold {share} % of the weight of "
                "all models; the number is that of the others.",
                share=round(100 * found.unidentified),
            ),
        ),
    )


def _shown_models(found: Found, counts: CaptureCounts, options: Options) -> tuple[WeighedModel, ...]:
    root = _normal_quantile(0.5 + options.level / 2)
    shown = []
    for place, (one, weight) in enumerate(zip(found.models[:_SHOWN], found.weights, strict=False)):
        profile = found.profile(place)
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


def _most(found: Found) -> int:
    """How many of the first models carry nearly all of the weight, within what can be drawn."""
    enough = int(np.searchsorted(np.cumsum(found.weights), _WEIGHT_AVERAGED)) + 1
    costs = np.cumsum(
        [_PROFILE_WORK * one.fitted.face.basis.size * one.fitted.face.basis.shape[1] for one in found.models]
    )
    affordable = max(1, int(np.searchsorted(costs, _WORK_OF_PROFILES)))
    return min(enough, _MOST_AVERAGED, affordable, len(found.weights))


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
    if len(counts.lists) <= MOST_LISTS_FOR_EVERY_MODEL:
        best = next(iter(search.best_models()), None)
    else:
        best = search.stepwise()
    return float("inf") if best is None else best.fitted.unseen


_NEEDED = sentence("People who are on lists that share no one now; or fewer lists, similar ones merged.")
_NOT_IDENTIFIED = Objection(
    "not-identified",
    sentence(
        "No model of how the lists depend on each other is identified: too many pairs of lists share no one."
    ),
    _NEEDED,
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
