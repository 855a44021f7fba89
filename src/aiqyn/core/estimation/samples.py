"""Uncertainty of the linkage: one estimate from many capture tables, each a way the records may belong together.

Each sample of the linkage has its own counts and so its own estimate. Together they are a
mixture of their distributions: its interval holds both what chance does within one table and
what the linkage does between them. Rubin's rules give the same two parts in a formula, and
with it the share of the width that is owed to the linkage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from statistics import fmean, variance

from aiqyn.core.estimation.distributions import log_moments, mixed
from aiqyn.core.estimation.estimates import (
    Answer,
    Distribution,
    EstimateRefused,
    JsonValue,
    Objection,
    Options,
)
from aiqyn.core.estimation.refusals import NO_UPPER_END
from aiqyn.core.estimation.report import Estimate, Report
from aiqyn.core.language import sentence

__all__ = ["LinkageDetails", "combined_over_samples"]

LEAST_SAMPLES = 2


@dataclass(frozen=True, slots=True)
class LinkageDetails:
    """What the linkage does to an estimate.

    Attributes:
        samples: How many capture tables.
        documented: The least and the largest number of documented people among them.
        share_of_linkage: Share of the variance of the logarithm that lies between tables.
        rubin_low: Lower end of the interval by Rubin's rules on the logarithm.
        rubin_high: Its upper end; `None` where it has none.
        medians: The median of each table, ascending.
    """

    samples: int
    documented: tuple[int, int]
    share_of_linkage: float
    rubin_low: int
    rubin_high: int | None
    medians: tuple[int, ...]

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of a linkage."""
        return {
            "linkage": {
                "samples": self.samples,
                "documented_low": self.documented[0],
                "documented_high": self.documented[1],
                "share_of_variance": round(self.share_of_linkage, 4),
                "rubin_low": self.rubin_low,
                "rubin_high": self.rubin_high,
                "medians": self.medians,
            }
        }


def combined_over_samples(reports: Sequence[Report], options: Options) -> Report:
    """One report from the reports of many samples of a linkage.

    Args:
        reports: Over the same lists and by the same methods; two or more.
        options: The level.

    Returns:
        For each method a mixture, with `LinkageDetails`; refused where any sample was refused,
        since an answer from the others alone would leave out what the linkage can do. The
        number of documented people is the least among the samples.

    Raises:
        ValueError: There are fewer than two reports, or they differ in lists or methods.

    Source:
        Rubin (1987), Multiple Imputation for Nonresponse in Surveys, chapter 3. Mixtures of
        posteriors over samples of a linkage: Sadinle (2018), Annals of Applied Statistics 12,
        1013–1038.
    """
    if len(reports) < LEAST_SAMPLES:
        raise ValueError("one sample of the linkage tells nothing of its uncertainty")
    kinds = {(report.lists, tuple(one.method for one in report.estimates)) for report in reports}
    if len(kinds) != 1:
        raise ValueError("samples of one linkage have the same lists and methods")
    first = reports[0]
    estimates = tuple(
        _combined([report.estimates[at] for report in reports], options) for at in range(len(first.estimates))
    )
    return Report(
        lists=first.lists,
        documented=min(report.documented for report in reports),
        level=options.level,
        seed=options.seed,
        requested=first.requested,
        estimates=estimates,
    )


def _combined(estimates: Sequence[Estimate], options: Options) -> Estimate:
    name = estimates[0].method
    answers = [one for one in estimates if isinstance(one, Answer)]
    refused = [one for one in estimates if isinstance(one, EstimateRefused)]
    if refused:
        kinds = {objection.reason: objection for one in refused for objection in one.objections}
        return EstimateRefused.of(name, [_refused_samples(len(refused), len(estimates)), *kinds.values()])
    distribution = mixed([answer.distribution for answer in answers])
    if distribution.quantile(0.5 + options.level / 2) is None:
        return EstimateRefused.of(name, [NO_UPPER_END])
    documented = [answer.documented for answer in answers]
    low, high, share = _by_rubin([answer.distribution for answer in answers], options.level)
    notes = {(note.key, str(note.says)): note for answer in answers for note in answer.notes}
    return Answer(
        method=name,
        documented=min(documented),
        distribution=distribution,
        level=options.level,
        notes=tuple(notes.values()),
        details=LinkageDetails(
            samples=len(answers),
            documented=(min(documented), max(documented)),
            share_of_linkage=share,
            rubin_low=max(round(low), min(documented)),
            rubin_high=None if high == inf else round(high),
            medians=tuple(sorted(answer.median for answer in answers)),
        ),
    )


def _refused_samples(refused: int, samples: int) -> Objection:
    return Objection(
        "samples-refused",
        sentence(
            "For {refused} of {samples} samples of the linkage no estimate could be given.",
            refused=refused,
            samples=samples,
        ),
        sentence("A linkage that is surer of who is who, by people deciding the doubtful pairs."),
    )


def _by_rubin(distributions: Sequence[Distribution], level: float) -> tuple[float, float, float]:
    """Ends of the interval on the logarithm, and the share of the variance between tables."""
    from scipy.special import stdtrit  # type: ignore[import-untyped]

    moments = [log_moments(distribution) for distribution in distributions]
    means = [mean for mean, _ in moments]
    within = fmean(spread for _, spread in moments)
    between = (1 + 1 / len(means)) * variance(means)
    total = within + between
    centre = fmean(means)
    if total <= 0:
        return exp(centre), exp(centre), 0.0
    freedom = (len(means) - 1) / (between / total) ** 2 if between > 0 else 1e9
    reach = float(stdtrit(min(freedom, 1e9), 0.5 + level / 2)) * sqrt(total)
    high = exp(centre + reach) if centre + reach < log(1e15) else inf
    return exp(centre - reach), high, between / total
