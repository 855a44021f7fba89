"""What would have to be true for the total to be another: sensitivity of estimates to what no data settle.

When to reach for it: whenever an estimate is contested. It holds one assumption at a time at
other values and tells the number of people at each, what a contested total would need, and how
far the counts speak against that. It gives no estimate of its own, and where the counts can't
bear an estimate it draws no curve.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

from aiqyn.core.estimation.counts import CaptureCounts, StratifiedCounts, pattern_of
from aiqyn.core.estimation.coverage import ListCoverage, coverage_objections, within_reach
from aiqyn.core.estimation.estimates import Note, Objection, Options
from aiqyn.core.estimation.methods import FLOOR
from aiqyn.core.estimation.refusals import objections, too_many_lists
from aiqyn.core.estimation.report import Estimate, Progress, estimate_by
from aiqyn.core.estimation.sensitivity_values import (
    MOST_LISTS,
    CurvePoint,
    DependenceCurve,
    FromData,
    InteractionCurve,
    Needed,
    PriorAnswer,
    Sensitivity,
    SpreadCurve,
    WithoutList,
)
from aiqyn.core.estimation.sensitivity_words import (
    NO_CURVE_OF_PAIR,
    NO_CURVE_OF_SPREAD,
    NOT_COMPUTED,
    ODDS,
    ONE_AT_A_TIME,
    PRIOR_TITLES,
    STRATA_TOGETHER,
    no_curve_of_all_lists,
    of_all_lists,
    of_pair,
    of_spread,
    of_targets,
)
from aiqyn.core.language import Sentence, sentence

if TYPE_CHECKING:
    from aiqyn.core.estimation.sensitivity_curves import ModelsBesidePairs

__all__ = [
    "CurvePoint",
    "DependenceCurve",
    "FromData",
    "InteractionCurve",
    "Needed",
    "PriorAnswer",
    "Sensitivity",
    "SpreadCurve",
    "WithoutList",
    "sensitivity_of",
    "sensitivity_of_strata",
]


def sensitivity_of(
    counts: CaptureCounts,
    methods: Sequence[str],
    options: Options,
    *,
    targets: Sequence[int] = (),
    estimates: Sequence[Estimate] = (),
    progress: Progress | None = None,
) -> Sensitivity:
    """How the total hangs on what is assumed, and what other totals would need.

    Four views. *Dependence of lists*: for each pair the number of people over the odds ratio
    of the two, held fixed in a log-linear model in which everything else is fitted; and over
    the dependence of all lists at once, of which no data tell. *Differences between people*:
    the number over how widely people's odds of being found are spread. *Leave one list out*:
    every method on the counts without it. *Each prior*: what Bayesian methods said under theirs.

    Args:
        counts: Of one population.
        methods: Names of methods, for the two last views; the floor is added.
        options: Level and seed.
        targets: Totals of interest, as an official number; each not negative.
        estimates: What the methods said of these counts, if that is known already.
        progress: Told before each piece of work.

    Returns:
        Curves; where the counts can't bear an estimate, `objections` in their place. Every
        number is above what is documented. Below the number of documented people nothing is
        searched; it is said.

    Raises:
        KeyError: A method is not available.
        ValueError: A target is negative.

    Source:
        Fixed dependence: Gerritse, van der Heijden & Bakker (2015), Journal of Official
        Statistics 31, 357–379. What no data identify: Link (2003), Biometrics 59, 1123–1130;
        Aleshin-Guendel, Sadinle & Wakefield (2024), Biometrics 80. People's differences: see
        `spread_of_people`.
    """
    wanted = tuple(sorted(set(targets)))
    if wanted and wanted[0] < 0:
        raise ValueError(f"a total of {wanted[0]} people can't be")
    names = tuple(dict.fromkeys((*methods, FLOOR)))
    found = _objections(counts)
    work = _Work(counts, names, progress, curves=not found)
    dependence: tuple[DependenceCurve, ...] = ()
    highest: InteractionCurve | None = None
    spread: SpreadCurve | None = None
    if not found:
        dependence = _over_pairs(counts, wanted, options, work)
        highest = _over_all_lists(counts, wanted, options)
        work.begin("")
        spread = _over_spread(counts, wanted, options)
    return Sensitivity(
        documented=counts.documented,
        level=options.level,
        targets=wanted,
        dependence=dependence,
        highest_order=highest,
        heterogeneity=spread,
        without_list=tuple(_without_each(counts, names, options, work)),
        priors=tuple(_under_priors(counts, names, options, estimates)),
        says=_said(counts.documented, wanted, dependence, drawn=not found),
        objections=found,
    )


def sensitivity_of_strata(
    counts: StratifiedCounts,
    methods: Sequence[str],
    options: Options,
    *,
    coverage: tuple[ListCoverage, ...] = (),
    targets: Sequence[int] = (),
    estimates: Sequence[Estimate] = (),
    progress: Progress | None = None,
) -> Sensitivity:
    """`sensitivity_of` the whole population, where it may be taken together.

    Args:
        counts: By lists, and by strata where the population is divided.
        methods: As `sensitivity_of`.
        options: As `sensitivity_of`.
        coverage: Declared facts of the lists.
        targets: As `sensitivity_of`.
        estimates: As `sensitivity_of`; not used where the population is divided, since
            estimates are then sums over strata.
        progress: As `sensitivity_of`.

    Returns:
        Strata are taken together, which is said. Refused where a list can't hold people of
        some of them: together, those whom it can't hold would look like people it missed.

    Raises:
        KeyError: A method is not available.
        ValueError: A target is negative.
    """
    together = counts.together()
    barred = coverage_objections(counts, coverage) or _partly_reached(counts, coverage)
    if barred:
        return _refused(together, options, targets, barred)
    found = sensitivity_of(
        together,
        methods,
        options,
        targets=targets,
        estimates=() if counts.is_divided else estimates,
        progress=progress,
    )
    if not counts.is_divided:
        return found
    return replace(found, says=(STRATA_TOGETHER, *found.says))


def _partly_reached(counts: StratifiedCounts, coverage: tuple[ListCoverage, ...]) -> tuple[Objection, ...]:
    if all(stratum.counts.lists == counts.lists for stratum in within_reach(counts, coverage)):
        return ()
    return (
        Objection(
            "lists-differ-by-stratum",
            sentence(
                "Some lists can hold people of some strata only: taken together, those whom they can't hold "
                "would look like people whom they missed."
            ),
            sentence("The counts of one stratum by itself, over the lists that can hold its people."),
        ),
    )


def _refused(
    counts: CaptureCounts, options: Options, targets: Sequence[int], barred: tuple[Objection, ...]
) -> Sensitivity:
    wanted = tuple(sorted(set(targets)))
    return Sensitivity(
        documented=counts.documented,
        level=options.level,
        targets=wanted,
        dependence=(),
        highest_order=None,
        heterogeneity=None,
        without_list=(),
        priors=(),
        says=_said(counts.documented, wanted, (), drawn=False),
        objections=barred,
    )


def _objections(counts: CaptureCounts) -> tuple[Objection, ...]:
    found = objections(counts)
    if not found and len(counts.lists) > MOST_LISTS:
        return (too_many_lists(len(counts.lists), most=MOST_LISTS),)
    return found


def _said(
    documented: int, targets: tuple[int, ...], dependence: tuple[DependenceCurve, ...], *, drawn: bool
) -> tuple[Note, ...]:
    first = (ONE_AT_A_TIME, ODDS) if drawn else ()
    return (*first, *of_targets(documented, targets, dependence, drawn=drawn))


class _Work:
    """Tells how far the work has come."""

    def __init__(
        self, counts: CaptureCounts, methods: tuple[str, ...], progress: Progress | None, *, curves: bool
    ) -> None:
        lists = len(counts.lists)
        self._total = (comb(lists, 2) + 1 if curves else 0) + (lists if lists > 1 else 0) * len(methods)
        self._done = 0
        self._progress = progress

    def begin(self, what: str) -> None:
        """A piece of work begins; what it is about, by the names of lists and methods."""
        if self._progress is not None:
            self._progress(self._done, self._total, what)
        self._done += 1


# ------------------------------------------------------------------ curves


def _over_pairs(
    counts: CaptureCounts, targets: tuple[int, ...], options: Options, work: _Work
) -> tuple[DependenceCurve, ...]:
    from aiqyn.core.estimation.sensitivity_curves import ModelsBesidePairs

    models = ModelsBesidePairs(counts)
    curves = []
    for pair in combinations(range(len(counts.lists)), 2):
        work.begin(" + ".join(counts.lists[index] for index in pair))
        curves.append(_over_pair(counts, models, pair, targets, options))
    return tuple(curves)


def _over_pair(
    counts: CaptureCounts,
    models: ModelsBesidePairs,
    pair: tuple[int, int],
    targets: tuple[int, ...],
    options: Options,
) -> DependenceCurve:
    from aiqyn.core.estimation.hierarchies import spelled
    from aiqyn.core.estimation.sensitivity_curves import drawn_over_pair

    lists = (counts.lists[pair[0]], counts.lists[pair[1]])
    model = models.beside(pattern_of(pair))
    if model is None:
        return DependenceCurve(lists, "", (), None, _unanswered(targets), (), NO_CURVE_OF_PAIR)
    name = spelled(model.model, len(counts.lists))
    try:
        drawn = drawn_over_pair(model, counts.documented, targets, level=options.level)
    except ArithmeticError:
        return DependenceCurve(lists, name, (), None, _unanswered(targets), (), NOT_COMPUTED)
    return DependenceCurve(lists, name, drawn.points, drawn.from_data, drawn.needed, of_pair(lists, drawn))


def _over_all_lists(counts: CaptureCounts, targets: tuple[int, ...], options: Options) -> InteractionCurve:
    from aiqyn.core.estimation.sensitivity_curves import drawn_over_all_lists

    drawn = drawn_over_all_lists(counts, targets, level=options.level)
    if drawn is None:
        because = no_curve_of_all_lists(counts)
        return InteractionCurve(counts.lists, (), _unanswered(targets), (), because)
    says = of_all_lists(counts.lists, counts.documented, drawn)
    return InteractionCurve(counts.lists, drawn.points, drawn.needed, says)


def _over_spread(counts: CaptureCounts, targets: tuple[int, ...], options: Options) -> SpreadCurve:
    from aiqyn.core.estimation.sensitivity_curves import drawn_over_spread

    because: Sentence = NO_CURVE_OF_SPREAD
    try:
        drawn = drawn_over_spread(counts, targets, level=options.level)
    except ArithmeticError:
        drawn, because = None, NOT_COMPUTED
    if drawn is None:
        return SpreadCurve((), None, _unanswered(targets), (), because)
    says = of_spread(counts.documented, drawn)
    return SpreadCurve(drawn.points, drawn.from_data, drawn.needed, says)


def _unanswered(targets: tuple[int, ...]) -> tuple[Needed, ...]:
    return tuple(Needed(target, None) for target in targets)


# ------------------------------------------------------------------ lists and priors


def _without_each(
    counts: CaptureCounts, methods: tuple[str, ...], options: Options, work: _Work
) -> Iterator[WithoutList]:
    lists = range(len(counts.lists))
    if len(lists) < 2:
        return
    for left_out in lists:
        remaining = counts.keeping([index for index in lists if index != left_out])
        found = []
        for method in methods:
            work.begin(f"\N{MINUS SIGN}{counts.lists[left_out]}: {method}")
            found.append(estimate_by(method, remaining, options))
        dropped = counts.documented - remaining.documented
        yield WithoutList(counts.lists[left_out], remaining.documented, dropped, tuple(found))


def _under_priors(
    counts: CaptureCounts,
    methods: tuple[str, ...],
    options: Options,
    estimates: Sequence[Estimate],
) -> Iterator[PriorAnswer]:
    known = {one.method: one for one in estimates}
    for method in methods:
        if method in PRIOR_TITLES:
            found = known.get(method) or estimate_by(method, counts, options)
            yield from _priors_of(found)


def _priors_of(estimate: Estimate) -> Iterator[PriorAnswer]:
    """What a method's details hold of its priors; nothing where it refused before it began."""
    from aiqyn.core.estimation.decomposable import DecomposableDetails

    titles = PRIOR_TITLES[estimate.method]
    details = estimate.details
    if isinstance(details, DecomposableDetails):
        for under in details.priors:
            yield PriorAnswer(
                estimate.method, under.name, titles[under.name], under.median, under.low, under.high
            )
        return
    # Loaded only where they are needed: one has a compiled sampler.
    from aiqyn.core.estimation.hierarchical import HierarchicalDetails
    from aiqyn.core.estimation.lcmcr import LatentClassDetails

    if isinstance(details, LatentClassDetails | HierarchicalDetails):
        for sampled in details.priors:
            yield PriorAnswer(
                estimate.method,
                sampled.prior.name,
                titles[sampled.prior.name],
                sampled.median,
                sampled.low,
                sampled.high,
                sampled.agrees,
            )
