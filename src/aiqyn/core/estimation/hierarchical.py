"""Bayesian hierarchical model: strata that borrow from each other, people who differ, pairs of lists that depend.

When to reach for it: strata too thin to be estimated alone; or people who differ in how easily
they are found, and lists that copy or avoid each other, both at once. Chains from dispersed
starts walk over the posterior until they agree; where they don't, or where other priors lead
elsewhere, there is a refusal and no number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.assumptions import RECORDS_LINKED, SAME_PEOPLE
from aiqyn.core.estimation.counts import LARGEST_COUNT, CaptureCounts
from aiqyn.core.estimation.diagnostics import Convergence, convergence_of
from aiqyn.core.estimation.distributions import distribution_of_draws
from aiqyn.core.estimation.estimates import (
    Answer,
    EstimateRefused,
    JsonValue,
    Method,
    Note,
    Objection,
    Options,
    PooledEstimates,
)
from aiqyn.core.estimation.hamiltonian import HamiltonianChains
from aiqyn.core.estimation.hierarchical_model import HierarchicalModel, HierarchicalPrior
from aiqyn.core.estimation.priors import (
    WHAT_WOULD_HELP,
    chains_disagree_under_other_prior,
    notes_of_other_priors,
    objections_of_priors,
)
from aiqyn.core.estimation.refusals import NO_UPPER_END, cautions, objections, too_many_lists
from aiqyn.core.estimation.traces import ChainTraces, traces_of
from aiqyn.core.language import sentence

__all__ = ["METHOD", "PRIORS", "HierarchicalDetails", "estimate", "estimate_strata"]

NAME = "hierarchical"

PRIORS = (
    HierarchicalPrior("standard", dependence=0.5, heterogeneity=0.75),
    HierarchicalPrior("more-alike", dependence=0.25, heterogeneity=0.4),
    HierarchicalPrior("less-alike", dependence=1.0, heterogeneity=1.5),
)
"""The first gives the answer. The second holds lists more independent and people more alike, the third less."""

MOST_LISTS = 8
"""Each further list doubles the patterns that are summed at every step."""
_CHAINS = 4
_DISPERSION = 2.0
"""How many times as wide as the posterior chains begin."""
_PORTION = 500
_MOST_PORTIONS = 12
_LARGEST_R_HAT, _LEAST_DRAWS = 1.01, 400.0
_LARGEST_R_HAT_OF_OTHERS, _LEAST_DRAWS_OF_OTHERS = 1.05, 150.0
_PORTIONS_OF_OTHERS = 6
_MOST_WORK = 2e7
"""Cells times evaluations of the density, under each prior: some seconds."""
_SEED = 0xB0A7

People = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class UnderPrior:
    """The posterior of the whole population under one prior.

    Attributes:
        prior: What was believed before the data.
        median: Of the number of people.
        low: Lower end of the interval.
        high: Upper end.
        convergence: How far the chains agree, of the number of people that agrees least.
        agrees: Whether that was enough.
        heterogeneity: Median of the standard deviation, in log odds, of how easily people are found.
        between_strata: Likewise of what a list reaches in different strata; `None` for one population.
    """

    prior: HierarchicalPrior
    median: int
    low: int
    high: int
    convergence: Convergence
    agrees: bool
    heterogeneity: float
    between_strata: float | None

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of one prior."""
        r_hat = self.convergence.r_hat
        return {
            "prior": self.prior.name,
            "scale_of_dependence": self.prior.dependence,
            "scale_of_heterogeneity": self.prior.heterogeneity,
            "median": self.median,
            "low": self.low,
            "high": self.high,
            "r_hat": round(r_hat, 4) if np.isfinite(r_hat) else None,
            "bulk_draws": round(self.convergence.bulk),
            "tail_draws": round(self.convergence.tail),
            "agrees": self.agrees,
            "heterogeneity": round(self.heterogeneity, 4),
            "between_strata": None if self.between_strata is None else round(self.between_strata, 4),
        }


@dataclass(frozen=True, slots=True)
class HierarchicalDetails:
    """How the posterior came about.

    Attributes:
        priors: The answer for the whole population under each prior, the one that is reported
            first; others are not tried where the first was refused.
        strata: How many strata were estimated together.
        traces: What the chains under the first prior did, for drawing.
    """

    priors: tuple[UnderPrior, ...]
    strata: int
    traces: ChainTraces | None = None

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of this method."""
        main = self.priors[0].as_json()
        return {
            "r_hat": main["r_hat"],
            "bulk_draws": main["bulk_draws"],
            "tail_draws": main["tail_draws"],
            "pooled_strata": self.strata,
            "priors": [prior.as_json() for prior in self.priors],
            "traces": None if self.traces is None else self.traces.as_json(),
        }


@dataclass(frozen=True, slots=True)
class _Posterior:
    """Draws of the number of people, by chain, draw and stratum, and what they say of themselves."""

    people: People
    summary: UnderPrior


def estimate(counts: CaptureCounts, options: Options) -> Answer | EstimateRefused:
    """The posterior of the number of people of one population.

    Args:
        counts: Of one population that passed `refusals.objections`.
        options: The level and the seed.

    Returns:
        The posterior; refused for more than eight lists, where chains do not agree, or where
        under another prior they do not, or the interval has no number in common with another's.

    Source:
        Log-linear dependence of pairs: Fienberg (1972), Biometrika 59, 591–603. A normal curve of
        how easily people are found: Coull & Agresti (1999), Biometrics 55, 294–301. Bayesian
        shrinkage of both: King & Brooks (2001), Biometrika 88, 317–336.
    """
    return estimate_strata((counts,), options).whole


def estimate_strata(strata: Sequence[CaptureCounts], options: Options) -> PooledEstimates:
    """Estimates of strata that borrow from each other, and of their sum from joint draws.

    Args:
        strata: Counts of each; a stratum may lack lists that others have. Together they passed
            `refusals.objections`; each has at least one person documented.
        options: The level and the seed.
    """
    lists = tuple(dict.fromkeys(name for counts in strata for name in counts.lists))
    if len(lists) > MOST_LISTS:
        return _all_refused(strata, [too_many_lists(len(lists), most=MOST_LISTS)], None)
    main = _sampled(strata, lists, options, 0)
    found = [main.summary]
    objections_found = list(_objections_of_chains(main.summary))
    if not objections_found:
        found += [_sampled(strata, lists, options, number).summary for number in range(1, len(PRIORS))]
        objections_found = list(_objections_of_priors(found))
    total = main.people.sum(axis=2)
    details = HierarchicalDetails(tuple(found), len(strata), traces_of(total))
    if options.progress is not None:
        options.progress(100, 100)
    if objections_found:
        return _all_refused(strata, objections_found, details)
    whole = _answer(total, strata, options, (*_notes_of_priors(found), *_shared_notes(strata)), details)
    if len(strata) == 1:
        return PooledEstimates((whole,), whole)
    parts = tuple(
        _answer(main.people[:, :, at], (counts,), options, _notes_of_stratum(counts), details)
        for at, counts in enumerate(strata)
    )
    return PooledEstimates(parts, whole)


def _all_refused(
    strata: Sequence[CaptureCounts], reasons: Sequence[Objection], details: HierarchicalDetails | None
) -> PooledEstimates:
    refused = (
        EstimateRefused.of(NAME, reasons)
        if details is None
        else EstimateRefused.of(NAME, reasons, details=details)
    )
    return PooledEstimates((refused,) * len(strata), refused)


def _sampled(
    strata: Sequence[CaptureCounts], lists: Sequence[str], options: Options, number: int
) -> _Posterior:
    """Chains under one prior, walked in portions until they agree or have had their share of work."""
    model = HierarchicalModel(strata, lists, PRIORS[number])
    random = np.random.default_rng([abs(options.seed), _SEED, number])
    starts, scale = _dispersed_starts(model, random)
    chains = HamiltonianChains(model.log_posterior, starts, random, scale=scale)
    most = _PORTIONS_OF_OTHERS if number else _MOST_PORTIONS
    parts: list[People] = []
    kept: list[People] = []
    for portion in range(most):
        if options.progress is not None:
            share = (number + portion / most) / len(PRIORS)
            options.progress(min(99, round(100 * share)), 100)
        drawn = chains.draw(_PORTION)
        kept.append(drawn)
        parts.append(_people(model, drawn, random))
        people = np.concatenate(parts, axis=1)
        convergence = _least_agreed(people)
        if portion and (_is_enough(convergence, number) or chains.evaluations * model.work > _MOST_WORK):
            break
    spreads = model.spreads(np.concatenate(kept, axis=1).reshape(-1, model.size))
    shares = [0.5, 0.5 - options.level / 2, 0.5 + options.level / 2]
    median, low, high = (round(end) for end in np.quantile(people.sum(axis=2), shares).tolist())
    summary = UnderPrior(
        PRIORS[number],
        median,
        low,
        high,
        convergence,
        _is_enough(convergence, number),
        float(np.median(spreads.heterogeneity)),
        float(np.median(spreads.between_strata)) if len(strata) > 1 else None,
    )
    return _Posterior(people, summary)


def _dispersed_starts(model: HierarchicalModel, random: np.random.Generator) -> tuple[People, People]:
    """Where chains begin, wider apart than the posterior, and the shape that it has at its highest hill.

    Each chain climbs from a place of its own, so that hills apart are found apart; then it is thrown
    about the place where it arrived.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    def downhill(at: People) -> tuple[float, People]:
        value, gradient = model.log_posterior(at[None])
        return -float(value[0]), -gradient[0]

    climbed = [
        minimize(downhill, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
        for start in model.starts(random, _CHAINS)
    ]
    tops = np.array([found.x for found in climbed])
    scale = _root_of_inverse_curvature(model, tops[int(np.argmin([found.fun for found in climbed]))])
    return tops + _DISPERSION * random.standard_normal(tops.shape) @ scale.T, scale


def _root_of_inverse_curvature(model: HierarchicalModel, top: People) -> People:
    """A root of the covariance of the normal curve that has the density's curvature there."""
    step = 1e-4 * np.eye(model.size)
    _, gradients = model.log_posterior(np.concatenate([top + step, top - step]))
    curvature = -(gradients[: model.size] - gradients[model.size :]) / 2e-4
    values, vectors = np.linalg.eigh((curvature + curvature.T) / 2)
    # On a ridge or in a saddle the curvature says nothing; the prior's own width stands in.
    widths = 1 / np.sqrt(np.maximum(np.abs(values), 1.0))
    return np.asarray(vectors * widths)


def _people(model: HierarchicalModel, drawn: People, random: np.random.Generator) -> People:
    """A number of people for each draw and stratum: given who is seen, the unseen are negative binomial."""
    unseen_share = np.array([model.share_unseen(chain) for chain in drawn])
    documented = model.people
    # As a Poisson number with a gamma rate, which has no largest number as integers do.
    rate = random.gamma(np.broadcast_to(documented, unseen_share.shape)) * unseen_share / (1 - unseen_share)
    capped = np.minimum(rate, 1e15)
    return np.asarray(documented + random.poisson(capped).astype(float))


def _least_agreed(people: People) -> Convergence:
    """Of the whole and of each stratum, the worst of each diagnostic."""
    quantities = [people.sum(axis=2)]
    if people.shape[2] > 1:
        quantities += [people[:, :, at] for at in range(people.shape[2])]
    found = [convergence_of(quantity) for quantity in quantities if np.ptp(quantity) > 0]
    if not found:
        return Convergence(1.0, float(people[:, :, 0].size), float(people[:, :, 0].size))
    return Convergence(
        max(one.r_hat for one in found), min(one.bulk for one in found), min(one.tail for one in found)
    )


def _is_enough(convergence: Convergence, number: int) -> bool:
    if number:
        return convergence.is_enough(draws=_LEAST_DRAWS_OF_OTHERS, largest_r_hat=_LARGEST_R_HAT_OF_OTHERS)
    return convergence.is_enough(draws=_LEAST_DRAWS, largest_r_hat=_LARGEST_R_HAT)


def _answer(
    people: People,
    strata: Sequence[CaptureCounts],
    options: Options,
    notes: tuple[Note, ...],
    details: HierarchicalDetails,
) -> Answer:
    return Answer(
        method=NAME,
        documented=sum(counts.documented for counts in strata),
        distribution=distribution_of_draws(people),
        level=options.level,
        notes=notes,
        details=details,
    )


# ---------------------------------------------------------------- what is told beside it, or in its place


def _objections_of_chains(found: UnderPrior) -> Iterator[Objection]:
    if not found.agrees:
        yield Objection(
            "chains-disagree",
            sentence(
                "Chains from different starts did not come to the same answer within the work allowed: R-hat "
                "{r_hat}, {draws} effective draws.",
                r_hat=f"{found.convergence.r_hat:.3f}",
                draws=round(min(found.convergence.bulk, found.convergence.tail)),
            ),
            WHAT_WOULD_HELP,
        )
    elif found.high > LARGEST_COUNT:
        yield NO_UPPER_END


def _objections_of_priors(found: Sequence[UnderPrior]) -> Iterator[Objection]:
    for other in found[1:]:
        if not other.agrees:
            yield chains_disagree_under_other_prior(
                other.convergence.r_hat, min(other.convergence.bulk, other.convergence.tail)
            )
    yield from objections_of_priors(found[0], [other for other in found[1:] if other.agrees])


def _notes_of_priors(found: Sequence[UnderPrior]) -> tuple[Note, ...]:
    main = found[0]
    spread = Note(
        "how-people-differ",
        sentence(
            "Between someone among the tenth who are easiest to find and someone among the tenth who are hardest, "
            "the odds of being on a list differ {factor}-fold or more, by the median of the posterior.",
            factor=f"{exp(2 * 1.2816 * main.heterogeneity):.1f}",
        ),
    )
    return (spread, *notes_of_other_priors(main, found[1:]))


def _shared_notes(strata: Sequence[CaptureCounts]) -> tuple[Note, ...]:
    if len(strata) == 1:
        return cautions(strata[0])
    return (
        Note(
            "strata-borrow",
            sentence(
                "The strata were estimated together: what a list reaches in one is drawn towards what it reaches "
                "in the others, the more so the fewer people tell it."
            ),
        ),
    )


def _notes_of_stratum(counts: CaptureCounts) -> tuple[Note, ...]:
    alone = objections(counts)
    if not alone:
        return ()
    return (
        Note(
            "stratum-alone-refused",
            sentence(
                "Alone this stratum could bear no estimate; what is told of it here comes for the most part from "
                "the other strata. {because}",
                because=alone[0].because,
            ),
        ),
    )


METHOD = Method(
    name=NAME,
    title=sentence("Bayesian hierarchical model"),
    source=(
        "King & Brooks (2001), Biometrika 88, 317–336; Coull & Agresti (1999), Biometrics 55, 294–301; "
        "Vehtari et al. (2021), Bayesian Analysis 16, 667–718"
    ),
    is_floor=False,
    assumptions=(
        SAME_PEOPLE,
        RECORDS_LINKED,
        Note(
            "people-differ-normally",
            sentence(
                "How easily people are found follows a normal curve, the same for all lists: who is easy to find "
                "for one is so for the others. No data can check this."
            ),
        ),
        Note(
            "pairs-depend",
            sentence(
                "Beyond that, lists depend on each other in pairs alone, and a pair in the same way in all strata."
            ),
        ),
        Note(
            "hierarchical-prior",
            sentence(
                "Before the data, lists are held to be nearly independent and people nearly alike, unless the "
                "data say otherwise, and all orders of magnitude of the number of people are held equally likely."
            ),
        ),
    ),
    estimate=estimate,
    estimate_strata=estimate_strata,
)
