"""What the check of figures finds is what a search through every population finds."""

from __future__ import annotations

from collections.abc import Sequence

from figure_strategies import counted_files, figures_files
from hypothesis import assume, given, settings
from reference_figures import CAP, can_all_be_true, interval, smallest_conflicts

from aiqyn.core.figures import Assumption, AssumptionKind, FiguresFile, check


@given(figures_files())
def test_exactly_the_smallest_contradictory_sets_are_found(stated: FiguresFile) -> None:
    report = check(stated)
    assert report.has_all_conflicts
    assert {frozenset(conflict.figures) for conflict in report.conflicts} == smallest_conflicts(stated)
    assert len({conflict.figures for conflict in report.conflicts}) == len(report.conflicts)
    assert report.is_settled


@settings(max_examples=20)
@given(counted_files(most_figures=4))
def test_sums_of_several_figures_contradict_exactly_where_no_population_gives_them(
    stated: FiguresFile,
) -> None:
    report = check(stated)
    conflicts = {frozenset(conflict.figures) for conflict in report.conflicts}
    assert conflicts == smallest_conflicts(stated)
    if conflicts:
        return
    ids = [figure.id for figure in stated.figures]
    for implied in report.implied[:6]:
        assert implied.is_exact
        if implied.high is None or implied.high < CAP:
            place = (str(implied.as_of), implied.where)
            assert (implied.low, implied.high) == interval(stated, ids, implied.measure, place)


@given(figures_files())
def test_every_conflict_vanishes_when_any_one_of_its_figures_is_left_out(stated: FiguresFile) -> None:
    report = check(stated)
    for conflict in report.conflicts:
        assert conflict.is_irreducible
        assert not can_all_be_true(stated, conflict.figures)
        for figure in conflict.figures:
            assert can_all_be_true(stated, [other for other in conflict.figures if other != figure])


@settings(max_examples=60)
@given(figures_files(most_figures=3))
def test_intervals_are_those_of_all_populations_that_give_the_figures(stated: FiguresFile) -> None:
    report = check(stated)
    corrected = {figure.supersedes for figure in stated.figures}
    assume(report.consistent)
    ids = [figure.id for figure in stated.figures if figure.id not in corrected]
    for implied in report.implied:
        assert implied.is_computed
        assert implied.is_exact
        if implied.high is not None and implied.high >= CAP:
            continue
        place = (None if implied.as_of is None else str(implied.as_of), implied.where)
        assert (implied.low, implied.high) == interval(stated, ids, implied.measure, place)


@given(figures_files())
def test_the_report_can_be_told_in_every_language(stated: FiguresFile) -> None:
    report = check(stated)
    told = [report.as_json(language) for language in ("kk", "ru", "en")]
    assert [len(each["conflicts"]) for each in told] == [len(report.conflicts)] * 3


@given(figures_files(corrections=False))
def test_a_conflict_needs_each_assumption_that_it_names_and_no_other(stated: FiguresFile) -> None:
    for conflict in check(stated).conflicts:
        if any(assumption.kind is AssumptionKind.ONE_MOMENT for assumption in conflict.assumptions):
            continue
        assert not can_all_be_true(_assuming(stated, conflict.assumptions), conflict.figures)
        for assumption in conflict.assumptions:
            others = [other for other in conflict.assumptions if other is not assumption]
            assert can_all_be_true(_assuming(stated, others), conflict.figures)


def _assuming(stated: FiguresFile, assumptions: Sequence[Assumption]) -> FiguresFile:
    """The same figures with these assumptions and no others."""
    rules = {(assumption.measure, assumption.rule) for assumption in assumptions}
    tied = {a.measure for a in assumptions if a.kind is AssumptionKind.CUMULATIVE}
    measures = {
        name: measure.model_copy(
            update={
                "rules": tuple(rule for i, rule in enumerate(measure.rules) if (name, i) in rules),
                "cumulative": name in tied,
            }
        )
        for name, measure in stated.measures.items()
    }
    return stated.model_copy(update={"measures": measures})
