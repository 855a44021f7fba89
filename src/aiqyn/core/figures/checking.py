"""The whole check of stated figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from aiqyn.core.figures.breakdowns import find_breakdowns
from aiqyn.core.figures.components import Component, assumptions_of, split, without
from aiqyn.core.figures.conflicts import ConflictSet, FoundConflicts, find_conflicts
from aiqyn.core.figures.counting import Assumed, Cell, Where, where_of
from aiqyn.core.figures.intervals import cells_of_interest, imply
from aiqyn.core.figures.lookalikes import find_lookalikes
from aiqyn.core.figures.populations import SMALL
from aiqyn.core.figures.reasoning import Contradiction, Reasoning
from aiqyn.core.figures.report import Assumption, Conflict, FiguresReport, Implied
from aiqyn.core.figures.series import find_series
from aiqyn.core.figures.soundness import misfits
from aiqyn.core.figures.space import TooManyKinds
from aiqyn.core.figures.values import FiguresFile
from aiqyn.core.figures.wording import Wording
from aiqyn.core.values import LocalisedText

__all__ = ["CarryOn", "check"]

CarryOn = Callable[[int, int], bool]
"""Told how many questions are done, of how many; answers whether to go on."""


def check(
    stated: FiguresFile,
    *,
    names: Mapping[str, LocalisedText] | None = None,
    carry_on: CarryOn | None = None,
) -> FiguresReport:
    """What stated figures say together: contradictions, intervals, series, breakdowns, false pairs.

    Counts are whole numbers of units; every contradiction and every bound is proved in whole
    numbers, and every end of an interval that is called exact is reached by a population that
    has been checked. `docs/methods/figures.md` tells how.

    Args:
        stated: Measures and figures.
        names: Names of those who state figures, for the sentences; without one, the id is told.
        carry_on: Called between questions with how many are done and how many there are; once
            it answers `False`, what remains is reported as not computed. The result then
            depends on when that was; without it, it depends on the figures alone.

    Returns:
        All findings, with sentences that wait for their reader's language.

    Raises:
        ValueError: A figure names a measure, attribute, value or figure that does not exist,
            or refers to itself. `misfits` tells all of them.

    Example:
        >>> from aiqyn.core.dates import EdtfDate
        >>> from aiqyn.core.figures import Figure, FiguresFile, Measure
        >>> dead = Measure(title=LocalisedText(en="People who died"), unit="person")
        >>> day = EdtfDate("2022-04-21")
        >>> one = Figure(id="F1", measure="dead", value=232, stated_by="gpo", as_of=day)
        >>> other = Figure(id="F2", measure="dead", value=240, stated_by="hrw", as_of=day)
        >>> report = check(FiguresFile(measures={"dead": dead}, figures=(one, other)))
        >>> report.consistent, report.conflicts[0].figures
        (False, ('F1', 'F2'))
    """
    faults = misfits(stated.measures, stated.figures)
    if faults:
        where = ".".join(str(step) for step in faults[0].path)
        raise ValueError(f"{where}: should be {faults[0].accepted}")
    return _Check(stated, names or {}, carry_on or (lambda done, total: True)).run()


@dataclass(frozen=True, slots=True)
class _Examined:
    """A component with its conflicts."""

    component: Component
    conflicts: FoundConflicts
    is_settled: bool = True


@dataclass(frozen=True, slots=True)
class _Task:
    """Intervals to be worked out from some figures."""

    component: Component
    cells: tuple[Cell, ...]
    leaving_out: tuple[str, ...] = ()
    according_to: str | None = None


class _Check:
    def __init__(self, stated: FiguresFile, names: Mapping[str, LocalisedText], carry_on: CarryOn) -> None:
        self._stated = stated
        self._known = {figure.id: figure for figure in stated.figures}
        self._wording = Wording(stated.measures, self._known, names)
        self._ask = carry_on
        self._done, self._total = 0, max(len(stated.figures), 1)
        self._goes_on = True

    def run(self) -> FiguresReport:
        examined = [self._examine(component) for component in split(self._stated)]
        conflicts = [conflict for each in examined for conflict in self._conflicts(each)]
        order = {figure.id: index for index, figure in enumerate(self._stated.figures)}
        conflicts.sort(key=lambda c: (len(c.figures), [order[figure] for figure in c.figures]))
        tasks = [task for each in examined for task in self._tasks(each)]
        self._total = self._done + sum(len(task.cells) for task in tasks)
        implied, is_settled = self._imply(tasks)
        pairs, left_out = find_lookalikes(self._stated, self._known, self._wording)
        return FiguresReport(
            conflicts=tuple(conflicts),
            has_all_conflicts=all(each.conflicts.is_complete for each in examined),
            is_settled=bool(conflicts) or (is_settled and all(each.is_settled for each in examined)),
            implied=tuple(implied),
            series=find_series(self._stated, self._known, self._wording),
            not_comparable=pairs,
            not_comparable_left_out=left_out,
            breakdowns=find_breakdowns(self._stated, self._known, self._wording),
        )

    def _carry_on(self) -> bool:
        self._done += 1
        self._total = max(self._total, self._done)
        self._goes_on = self._goes_on and self._ask(self._done, self._total)
        return self._goes_on

    # ------------------------------------------------------------ conflicts

    def _examine(self, component: Component) -> _Examined:
        try:
            found = find_conflicts(
                component.measures, component.figures, self._known, carry_on=self._carry_on
            )
        except TooManyKinds:
            return _Examined(component, FoundConflicts((), is_complete=False), is_settled=False)
        return _Examined(component, found)

    def _conflicts(self, examined: _Examined) -> list[Conflict]:
        return [self._conflict(examined.component, found) for found in examined.conflicts.sets]

    def _conflict(self, component: Component, found: ConflictSet) -> Conflict:
        """The conflict in words, resting on as few assumptions as may be."""
        figures = [self._known[id] for id in found.figures]
        alone = component.only(figures)
        kept = list(assumptions_of(alone, self._wording))
        given_up: list[Assumption] = []
        for assumption in tuple(kept):
            if self._contradiction(alone, without([*given_up, assumption])) is not None:
                kept.remove(assumption)
                given_up.append(assumption)
        contradiction = self._contradiction(alone, without(given_up))
        terms = contradiction.terms if contradiction is not None else None
        if terms is not None and {term.figure for term in terms} != set(found.figures):
            terms = None
        return Conflict(
            found.figures,
            self._wording.conflict(found.figures, terms),
            tuple(kept),
            is_irreducible=found.is_irreducible,
        )

    def _contradiction(self, component: Component, assumed: Assumed) -> Contradiction | None:
        try:
            return Reasoning(
                component.measures, component.figures, self._known, assumed=assumed
            ).contradiction()
        except TooManyKinds:
            return None

    # ------------------------------------------------------------ intervals

    def _tasks(self, examined: _Examined) -> list[_Task]:
        component = examined.component
        if not examined.conflicts.sets:
            return [_Task(component, cells_of_interest(component))]
        disputed = {id for found in examined.conflicts.sets for id in found.figures}
        order = [figure.id for figure in component.figures if figure.id in disputed]
        rest = component.only([figure for figure in component.figures if figure.id not in disputed])
        tasks = [_Task(rest, cells_of_interest(component), tuple(order))]
        bodies = dict.fromkeys(self._known[id].stated_by for id in order)
        if len(bodies) > 1:
            wheres = {where_of(self._known[id]) for id in order}
            tasks += [self._of_one_body(component, body, wheres) for body in bodies]
        return tasks

    def _of_one_body(self, component: Component, body: str, disputed: Collection[Where]) -> _Task:
        """What the figures of one body say by themselves; of many figures, only what is disputed."""
        own = component.only([figure for figure in component.figures if figure.stated_by == body])
        cells = cells_of_interest(own)
        if len(own.figures) > SMALL:
            cells = tuple(cell for cell in cells if cell.where in disputed)
        return _Task(own, cells, according_to=body)

    def _imply(self, tasks: Sequence[_Task]) -> tuple[list[Implied], bool]:
        implied: list[Implied] = []
        is_settled = True
        for task in tasks:
            found, settled = imply(
                task.component, self._known, self._wording, task.cells, carry_on=self._carry_on
            )
            is_settled = is_settled and settled
            implied += [
                replace(each, leaving_out=task.leaving_out, according_to=task.according_to) for each in found
            ]
        return implied, is_settled
