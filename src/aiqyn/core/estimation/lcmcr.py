"""The Bayesian latent class model: lists depend on each other because people differ.

When to reach for it: three lists or more, of people some of whom are harder to find than
others. Chains from dispersed starts walk over the posterior until they agree; where they don't
within the work allowed, or where other priors lead elsewhere, there is a refusal and no number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aiqyn.core.estimation.assumptions import RECORDS_LINKED, SAME_PEOPLE
from aiqyn.core.estimation.counts import LARGEST_COUNT, CaptureCounts
from aiqyn.core.estimation.distributions import distribution_of_draws
from aiqyn.core.estimation.estimates import (
    Answer,
    Distribution,
    EstimateRefused,
    JsonValue,
    Method,
    Note,
    Objection,
    Options,
    spaced,
)
from aiqyn.core.estimation.latent_classes import (
    STANDARD,
    Demands,
    Prior,
    Sample,
    least_work,
    sample_posterior,
)
from aiqyn.core.estimation.modes import Mode, modes_of, note_of_modes
from aiqyn.core.estimation.priors import (
    WHAT_WOULD_HELP,
    chains_disagree_under_other_prior,
    notes_of_other_priors,
    objections_of_priors,
)
from aiqyn.core.estimation.refusals import NO_UPPER_END, cautions
from aiqyn.core.estimation.traces import ChainTraces, traces_of
from aiqyn.core.language import sentence

__all__ = ["METHOD", "PRIORS", "LatentClassDetails", "estimate", "estimate_under"]

PRIORS = (
    STANDARD,
    Prior("more-classes", concentration_shape=1.0, concentration_rate=0.25),
    Prior("all-or-nothing", on_shape=0.5, off_shape=0.5),
)
"""The first gives the answer. The second expects about four times as many classes; the third holds it
likelier that a list has next to all or next to none of a class, and so reaches further into the unseen."""

DEMANDS = Demands()
DEMANDS_OF_OTHER_PRIORS = Demands(effective_draws=200.0, sought_draws=200.0, largest_r_hat=1.05, work=8e9)
"""Other priors' intervals are only compared."""

_SEED_OF_PRIOR = 0x9E3779B1


@dataclass(frozen=True, slots=True)
class ChainSummary:
    """Where one chain spent its time."""

    median: int
    low: int
    high: int

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of one chain."""
        return {"median": self.median, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class UnderPrior:
    """The posterior under one prior.

    Attributes:
        prior: What was believed before the data.
        median: Of the number of people.
        low: Lower end of the interval.
        high: Upper end.
        r_hat: How far the chains agree.
        bulk_draws: Effective draws of the middle.
        tail_draws: Effective draws of the ends.
        draws: By each chain, with those left out at its beginning.
        agrees: Whether that was enough.
        chains: Each chain by itself.
    """

    prior: Prior
    median: int
    low: int
    high: int
    r_hat: float
    bulk_draws: int
    tail_draws: int
    draws: int
    agrees: bool
    chains: tuple[ChainSummary, ...]

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of one prior."""
        return {
            "prior": self.prior.name,
            "concentration_shape": self.prior.concentration_shape,
            "concentration_rate": self.prior.concentration_rate,
            "on_shape": self.prior.on_shape,
            "off_shape": self.prior.off_shape,
            "classes": self.prior.classes,
            "median": self.median,
            "low": self.low,
            "high": self.high,
            # JSON has no infinity; chains that each stand still apart have one.
            "r_hat": round(self.r_hat, 4) if np.isfinite(self.r_hat) else None,
            "bulk_draws": self.bulk_draws,
            "tail_draws": self.tail_draws,
            "draws_by_chain": self.draws,
            "agrees": self.agrees,
            "chains": [chain.as_json() for chain in self.chains],
        }


@dataclass(frozen=True, slots=True)
class LatentClassDetails:
    """How the posterior came about.

    Attributes:
        priors: The answer under each prior, the one that is reported first; others are not
            tried where the first was refused.
        modes: The hills of the posterior, or of what the chains saw of it.
        chains_in_modes: How many chains spent most of their time in each.
        traces: What the chains under the first prior did, for drawing.
    """

    priors: tuple[UnderPrior, ...]
    modes: tuple[Mode, ...]
    chains_in_modes: tuple[int, ...]
    traces: ChainTraces | None = None

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of this method."""
        main = self.priors[0]
        return {
            "r_hat": main.as_json()["r_hat"],
            "bulk_draws": main.bulk_draws,
            "tail_draws": main.tail_draws,
            "priors": [prior.as_json() for prior in self.priors],
            "modes": [
                {**mode.as_json(), "chains": chains}
                for mode, chains in zip(self.modes, self.chains_in_modes, strict=True)
            ],
            "traces": None if self.traces is None else self.traces.as_json(),
        }


def estimate(counts: CaptureCounts, options: Options) -> Answer | EstimateRefused:
    """The posterior of the number of people under the non-parametric latent class model.

    At most ten classes; the concentration has a Gamma(1/4, 1/4) prior, list probabilities are
    uniform, and the number of people has the scale-free prior 1/N, as in the published
    implementation.

    Args:
        counts: Of one population that passed `refusals.objections`.
        options: The level and the seed.

    Returns:
        The posterior; refused where there are more patterns than chains can be run over, where
        the chains do not agree within the work allowed, where
        the interval has no end that people could fill, where under one of two other priors
        the chains do not agree or the interval has no number in common with another's.

    Source:
        Manrique-Vallier (2016), Biometrics 72, 1246–1254; Vehtari et al. (2021), Bayesian
        Analysis 16, 667–718, for when chains agree.
    """
    return estimate_under(counts, options)


def estimate_under(
    counts: CaptureCounts,
    options: Options,
    *,
    priors: Sequence[Prior] = PRIORS,
    demands: Demands = DEMANDS,
    demands_of_others: Demands = DEMANDS_OF_OTHER_PRIORS,
) -> Answer | EstimateRefused:
    """As `estimate`, with priors and demands of the caller's choice.

    Args:
        counts: Of one population that passed `refusals.objections`.
        options: The level and the seed.
        priors: The first gives the answer, the others are what it must not hang on.
        demands: When the chains of the first may stop.
        demands_of_others: Likewise of the others.
    """
    if least_work(counts, priors[0], chains=demands.chains) > demands.work:
        return EstimateRefused.of("lcmcr", [_too_many_patterns(counts)])
    sample = _sampled(counts, options, priors, 0, demands)
    found = [_under_prior(priors[0], sample, options.level)]
    distribution = distribution_of_draws(sample.people)
    modes = modes_of(distribution, counts.documented, level=options.level)
    homes = _homes_of_chains(distribution, modes, found[0])
    objections = list(_objections_of_chains(found[0], modes, homes))
    if not objections:
        for number, prior in enumerate(priors[1:], start=1):
            other = _sampled(counts, options, priors, number, demands_of_others)
            found.append(_under_prior(prior, other, options.level))
        objections = list(_objections_of_priors(found))
    details = LatentClassDetails(tuple(found), modes, homes, traces_of(sample.people))
    if options.progress is not None:
        options.progress(100, 100)
    if objections:
        return EstimateRefused.of("lcmcr", objections, details=details)
    return Answer(
        method="lcmcr",
        documented=counts.documented,
        distribution=distribution,
        level=options.level,
        notes=(*note_of_modes(modes), *notes_of_other_priors(found[0], found[1:]), *cautions(counts)),
        details=details,
    )


def _sampled(
    counts: CaptureCounts, options: Options, priors: Sequence[Prior], number: int, demands: Demands
) -> Sample:
    part = 100 / len(priors)

    def told(share: float) -> None:
        if options.progress is not None:
            options.progress(min(99, round(part * (number + share))), 100)

    return sample_posterior(
        counts,
        seed=abs(options.seed) + _SEED_OF_PRIOR * number,
        prior=priors[number],
        demands=demands,
        progress=told,
    )


def _under_prior(prior: Prior, sample: Sample, level: float) -> UnderPrior:
    shares = [0.5, 0.5 - level / 2, 0.5 + level / 2]
    median, low, high = (round(end) for end in np.quantile(sample.people, shares).tolist())
    chains = tuple(
        ChainSummary(*(round(end) for end in np.quantile(chain, shares).tolist())) for chain in sample.people
    )
    return UnderPrior(
        prior,
        median,
        low,
        high,
        sample.convergence.r_hat,
        round(sample.convergence.bulk),
        round(sample.convergence.tail),
        sample.draws_made,
        sample.agrees,
        chains,
    )


def _homes_of_chains(distribution: Distribution, modes: Sequence[Mode], found: UnderPrior) -> tuple[int, ...]:
    """How many chains have their median in each mode."""
    homes = [0] * len(modes)
    ends = np.cumsum([mode.share for mode in modes])[:-1]
    for chain in found.chains:
        homes[int(np.searchsorted(ends, distribution.share_below(chain.median)))] += 1
    return tuple(homes)


def _objections_of_chains(
    found: UnderPrior, modes: Sequence[Mode], homes: Sequence[int]
) -> Iterator[Objection]:
    if not found.agrees:
        yield _modes_apart(found, modes, homes) if len(modes) > 1 else _chains_disagree(found)
    elif found.high > LARGEST_COUNT:
        yield NO_UPPER_END


def _modes_apart(found: UnderPrior, modes: Sequence[Mode], homes: Sequence[int]) -> Objection:
    parts = "; ".join(
        f"{spaced(mode.median)} ({spaced(mode.low)}–{spaced(mode.high)}): {mode.share:.0%}, {chains}/{len(found.chains)}"
        for mode, chains in zip(modes, homes, strict=True)
    )
    return Objection(
        "modes-apart",
        sentence(
            "The data fit {number} separate ranges of numbers, and the chains passed between them too seldom to "
            "tell how likely each is (R-hat {r_hat}; {draws} effective draws). Median, interval, share of draws "
            "and chains mostly there: {parts}.",
            number=len(modes),
            r_hat=f"{found.r_hat:.3f}",
            draws=min(found.bulk_draws, found.tail_draws),
            parts=parts,
        ),
        WHAT_WOULD_HELP,
    )


def _too_many_patterns(counts: CaptureCounts) -> Objection:
    return Objection(
        "too-many-patterns",
        sentence(
            "{patterns} patterns over {lists} lists need more arithmetic than is allowed: chains could not be run "
            "long enough to be judged.",
            patterns=spaced(len(counts.cells)),
            lists=len(counts.lists),
        ),
        sentence("Fewer lists: merge those that were made by the same people or from each other."),
    )


def _chains_disagree(found: UnderPrior) -> Objection:
    return Objection(
        "chains-disagree",
        sentence(
            "Chains from different starts did not come to the same answer within the work allowed: R-hat {r_hat}, "
            "{draws} effective draws; their medians lie from {low} to {high}.",
            r_hat=f"{found.r_hat:.3f}",
            draws=min(found.bulk_draws, found.tail_draws),
            low=spaced(min(chain.median for chain in found.chains)),
            high=spaced(max(chain.median for chain in found.chains)),
        ),
        WHAT_WOULD_HELP,
    )


def _objections_of_priors(found: Sequence[UnderPrior]) -> Iterator[Objection]:
    for other in found[1:]:
        if not other.agrees:
            yield chains_disagree_under_other_prior(other.r_hat, min(other.bulk_draws, other.tail_draws))
    agreed = [one for one in found if one.agrees]
    for at, first in enumerate(agreed):
        yield from objections_of_priors(first, agreed[at + 1 :])


METHOD = Method(
    name="lcmcr",
    title=sentence("Bayesian latent class model"),
    source="Manrique-Vallier (2016), Biometrics 72, 1246–1254; Vehtari et al. (2021), Bayesian Analysis 16, 667–718",
    is_floor=False,
    assumptions=(
        SAME_PEOPLE,
        RECORDS_LINKED,
        Note(
            "classes-explain-dependence",
            sentence(
                "People fall into at most {classes} unseen groups; within a group, being on one list makes being "
                "on another neither more nor less likely. No data can check this.",
                classes=STANDARD.classes,
            ),
        ),
        Note(
            "every-class-reached",
            sentence("Every group has people on some list: one that no list reaches leaves no trace."),
        ),
        Note(
            "latent-class-prior",
            sentence(
                "Before the data, few groups are held likelier than many, each list is held as likely to reach "
                "any share of a group, and all orders of magnitude of the number of people are held equally likely."
            ),
        ),
    ),
    estimate=estimate,
)
