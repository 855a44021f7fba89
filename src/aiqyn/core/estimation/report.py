"""Everything that one run says: all methods on all strata, their sums, and what must be told beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aiqyn.core.estimation.counts import CaptureCounts, StratifiedCounts, Stratum
from aiqyn.core.estimation.coverage import ListCoverage, coverage_objections, within_reach
from aiqyn.core.estimation.estimates import (
    Answer,
    EstimateRefused,
    JsonValue,
    Note,
    Objection,
    Options,
    PooledEstimates,
)
from aiqyn.core.estimation.methods import FLOOR, method_named
from aiqyn.core.estimation.refusals import NO_UPPER_END, objections
from aiqyn.core.language import Language, sentence

__all__ = [
    "LIMITS",
    "Estimate",
    "Progress",
    "Report",
    "StratumEstimates",
    "estimate_as_json",
    "estimate_by",
    "estimate_population",
]

Estimate = Answer | EstimateRefused
Progress = Callable[[int, int, str], None]
"""Told how many pieces of work are done, of how many, and which method is next."""

LIMITS = (
    Note(
        "unreachable",
        sentence(
            "People whom no list could reach are not in these estimates: if there are such people, every "
            "number here is a lower bound for all."
        ),
    ),
    Note(
        "interval-of-method",
        sentence(
            "An interval tells how far chance can lead if its method's assumptions hold. It does not tell "
            "whether they hold."
        ),
    ),
)
"""What must be told beside every estimate."""


@dataclass(frozen=True, slots=True)
class StratumEstimates:
    """The estimates of one stratum.

    Attributes:
        values: What its people have in common.
        lists: The lists that can hold them.
        documented: How many of them are on some list.
        estimates: One for each method.
    """

    values: tuple[str, ...]
    lists: tuple[str, ...]
    documented: int
    estimates: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What one run says.

    Attributes:
        lists: Names of the lists.
        documented: How many people are on some list.
        level: Coverage of the intervals.
        seed: Start of all random numbers.
        requested: The methods that were asked for, without the floor where it was only added.
        estimates: Of the whole population, one for each method.
        columns: By what the population is divided; empty where it is not.
        strata: The estimates of each stratum; empty where there is only one.
    """

    lists: tuple[str, ...]
    documented: int
    level: float
    seed: int
    requested: tuple[str, ...]
    estimates: tuple[Estimate, ...]
    columns: tuple[str, ...] = ()
    strata: tuple[StratumEstimates, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether there is no estimate: what was asked for was refused, but perhaps for the floor."""
        asked = [one for one in self.estimates if one.method in self.requested]
        beyond_floor = [one for one in asked if one.method != FLOOR] or asked
        return all(isinstance(one, EstimateRefused) for one in beyond_floor)

    def as_json(self, language: Language) -> dict[str, JsonValue]:
        """The keys that programs read; sentences in that language."""
        keys: dict[str, JsonValue] = {
            "documented": self.documented,
            "lists": self.lists,
            "level": self.level,
            "seed": self.seed,
            "refused": self.is_refused,
            "estimates": [estimate_as_json(one, self.level, language) for one in self.estimates],
            "limits": _notes_as_json(LIMITS, language),
        }
        if self.strata:
            keys["strata"] = [
                {
                    "stratum": dict(zip(self.columns, stratum.values, strict=True)),
                    "lists": stratum.lists,
                    "documented": stratum.documented,
                    "estimates": [estimate_as_json(one, self.level, language) for one in stratum.estimates],
                }
                for stratum in self.strata
            ]
        return keys


def estimate_population(
    counts: StratifiedCounts,
    methods: Sequence[str],
    options: Options,
    *,
    coverage: tuple[ListCoverage, ...] = (),
    progress: Progress | None = None,
) -> Report:
    """Estimates of how many people there are, by each method, with the lower bound beside them.

    Args:
        counts: By lists, and by strata where the population is divided.
        methods: Names of methods, as `methods.available_methods` gives them; the floor is
            added where it is not among them.
        options: Level, seed, resamples.
        coverage: Declared facts of the lists.
        progress: Told before each method.

    Returns:
        For each method an answer or a refusal. Where the population is divided, sums come from
        joint draws over strata, and there is no sum where a stratum was refused.

    Raises:
        KeyError: A method is not available.
    """
    requested = tuple(dict.fromkeys(methods))
    names = requested if FLOOR in requested else (*requested, FLOOR)
    barred = coverage_objections(counts, coverage)
    if barred:
        estimates = tuple(EstimateRefused.of(name, barred) for name in names)
        return _report(counts, options, requested, estimates, ())
    strata = tuple(within_reach(counts, coverage))
    by_method: list[PooledEstimates] = []
    for index, name in enumerate(names):
        if progress is not None:
            progress(index, len(names), name)
        by_method.append(_by_strata(name, counts, strata, options))
    whole = tuple(found.whole for found in by_method)
    if not counts.is_divided:
        return _report(counts, options, requested, whole, ())
    parts = tuple(
        StratumEstimates(
            stratum.values,
            stratum.counts.lists,
            stratum.counts.documented,
            tuple(found.strata[at] for found in by_method),
        )
        for at, stratum in enumerate(strata)
    )
    return _report(counts, options, requested, whole, parts)


def _by_strata(
    name: str, counts: StratifiedCounts, strata: Sequence[Stratum], options: Options
) -> PooledEstimates:
    """One method's answers for all strata and for their sum."""
    if not counts.is_divided:
        whole = estimate_by(name, strata[0].counts, options)
        return PooledEstimates((whole,), whole)
    if method_named(name).estimate_strata is not None:
        return _pooled(name, counts, strata, options)
    parts = tuple(estimate_by(name, stratum.counts, options) for stratum in strata)
    named = [(stratum.values, part) for stratum, part in zip(strata, parts, strict=True)]
    return PooledEstimates(parts, _sum_over_strata(name, named, options))


def _pooled(
    name: str, counts: StratifiedCounts, strata: Sequence[Stratum], options: Options
) -> PooledEstimates:
    """Answers for strata that borrow from each other: what one alone could not bear, all together may."""
    together = method_named(name).estimate_strata
    assert together is not None
    reasons = [*objections(counts.together()), *_empty_strata(strata)]
    if not reasons:
        try:
            return together([stratum.counts for stratum in strata], options)
        except ArithmeticError:
            reasons = [_NOT_COMPUTED]
    refused = EstimateRefused.of(name, reasons)
    return PooledEstimates((refused,) * len(strata), refused)


def _empty_strata(strata: Sequence[Stratum]) -> Iterator[Objection]:
    empty = [", ".join(stratum.values) for stratum in strata if not stratum.counts.documented]
    if empty:
        yield Objection(
            "stratum-without-people",
            sentence("Nobody is documented in the strata {strata}.", strata="; ".join(empty)),
            sentence("Wider strata, in which more people are on several lists; or no strata."),
        )


def _report(
    counts: StratifiedCounts,
    options: Options,
    requested: tuple[str, ...],
    estimates: tuple[Estimate, ...],
    strata: tuple[StratumEstimates, ...],
) -> Report:
    documented = sum(stratum.counts.documented for stratum in counts.strata)
    return Report(
        counts.lists, documented, options.level, options.seed, requested, estimates, counts.columns, strata
    )


def estimate_by(name: str, counts: CaptureCounts, options: Options) -> Estimate:
    """One method's answer for one population, after asking whether the counts can bear any.

    Raises:
        KeyError: The method is not available.
    """
    method = method_named(name)
    found = objections(counts)
    if found:
        return EstimateRefused.of(name, found)
    try:
        return method.estimate(counts, options)
    except ArithmeticError:
        return EstimateRefused.of(name, [_NOT_COMPUTED])


_NOT_COMPUTED = Objection(
    "not-computed",
    sentence("The method did not come to an end on these counts."),
    sentence("Fewer lists: merge those that were made by the same people or from each other."),
)


@dataclass(frozen=True, slots=True)
class SumDetails:
    """That an answer is a sum over strata."""

    strata: int

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of a sum."""
        return {"sum_over_strata": self.strata}


def _sum_over_strata(
    name: str, parts: Sequence[tuple[tuple[str, ...], Estimate]], options: Options
) -> Estimate:
    from aiqyn.core.estimation.distributions import summed

    refused = [values for values, part in parts if isinstance(part, EstimateRefused)]
    answers = [part for _, part in parts if isinstance(part, Answer)]
    if refused:
        return EstimateRefused.of(
            name,
            [
                Objection(
                    "stratum-refused",
                    sentence(
                        "There is no sum: no estimate could be given for the strata {strata}.",
                        strata="; ".join(", ".join(values) for values in refused),
                    ),
                    sentence("Wider strata, in which more people are on several lists; or no strata."),
                )
            ],
            details=SumDetails(len(parts)),
        )
    distribution = summed([answer.distribution for answer in answers], seed=options.seed)
    if distribution.quantile(0.5 + options.level / 2) is None:
        return EstimateRefused.of(name, [NO_UPPER_END], details=SumDetails(len(parts)))
    notes = {(note.key, str(note.says)): note for answer in answers for note in answer.notes}
    return Answer(
        method=name,
        documented=sum(answer.documented for answer in answers),
        distribution=distribution,
        level=options.level,
        notes=tuple(notes.values()),
        details=SumDetails(len(parts)),
    )


def estimate_as_json(estimate: Estimate, level: float, language: Language) -> dict[str, JsonValue]:
    """One estimate for programs: the same first keys for answers and refusals."""
    method = method_named(estimate.method)
    common: dict[str, JsonValue] = {
        "method": estimate.method,
        "title": method.title.in_language(language),
        "source": method.source,
        "is_lower_bound": method.is_floor,
    }
    if isinstance(estimate, EstimateRefused):
        return {
            **common,
            "refused": True,
            "because": estimate.because.in_language(language),
            "reasons": [
                {
                    "reason": objection.reason,
                    "because": objection.because.in_language(language),
                    "needed": objection.needed.in_language(language),
                }
                for objection in estimate.objections
            ],
            **dict.fromkeys(("median", "mean", "low", "high")),
            "level": level,
            **estimate.details.as_json(),
        }
    mean = estimate.mean
    return {
        **common,
        "refused": False,
        "because": None,
        "median": estimate.median,
        "mean": None if mean is None else round(mean, 2),
        "low": estimate.low,
        "high": estimate.high,
        "level": estimate.level,
        "assumptions": _notes_as_json(method.assumptions, language),
        "notes": _notes_as_json(estimate.notes, language),
        **estimate.details.as_json(),
    }


def _notes_as_json(notes: Sequence[Note], language: Language) -> list[JsonValue]:
    return [{"key": note.key, "says": note.says.in_language(language)} for note in notes]
