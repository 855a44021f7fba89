"""The intervals that figures together imply, what they rest on, and what they would be without it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from aiqyn.core.figures.components import Component, assumptions_of, without
from aiqyn.core.figures.counting import EVERYTHING_ASSUMED, Assumed, Cell, Where, stated_range, where_of
from aiqyn.core.figures.moments import Moment, moment_of
from aiqyn.core.figures.reasoning import Bound, Reasoning, Term
from aiqyn.core.figures.report import Assumption, AssumptionKind, Implied, Without
from aiqyn.core.figures.space import TooManyKinds
from aiqyn.core.figures.values import Figure
from aiqyn.core.figures.wording import Wording

__all__ = ["cells_of_interest", "imply"]

MOST_ALTERNATIVES = 12


def cells_of_interest(component: Component) -> tuple[Cell, ...]:
    """What a reader would want to know of: stated parts, values of attributes, and what is left unstated.

    For each moment of a measure: the whole; every part that a figure states, then or (where
    later counts are tied to earlier ones) certainly before; every value of the attributes met
    there; and, of an attribute that need not be stated, the units without it, within the whole
    and within each part of which the figures state a value of that attribute.
    """
    found: dict[Cell, None] = {}
    for name in component.measures:
        for moment in component.moments(name):
            for where in _parts_of_interest(component, name, moment):
                found[Cell(name, where, moment)] = None
    return tuple(found)


def _parts_of_interest(component: Component, name: str, moment: Moment) -> Iterable[Where]:
    measure = component.measures[name]
    moments = component.moments(name)
    stated: dict[Where, None] = {(): None}
    for figure in component.figures:
        if figure.measure != name:
            continue
        at = moment_of(figure.as_of, moments)
        if at == moment or (measure.cumulative and at.is_before(moment)):
            stated[where_of(figure)] = None
    met = sorted({attribute for where in stated for attribute, _ in where})
    values: dict[Where, None] = {
        ((attribute, value),): None for attribute in met for value in measure.attributes[attribute].values
    }
    rests: dict[Where, None] = {}
    for attribute in met:
        if measure.attributes[attribute].exhaustive:
            continue
        for where in [*stated, *values]:
            if attribute not in dict(where) and (
                len(where) <= 1 or _is_broken_down(where, attribute, stated)
            ):
                rests[tuple(sorted((*where, (attribute, None)), key=lambda pair: pair[0]))] = None
    return dict.fromkeys([*stated, *values, *rests])


def _is_broken_down(where: Where, attribute: str, stated: Iterable[Where]) -> bool:
    return any(
        len(other) == len(where) + 1 and set(where) < set(other) and attribute in dict(other)
        for other in stated
    )


def imply(
    component: Component,
    known: Mapping[str, Figure],
    wording: Wording,
    cells: Sequence[Cell],
    *,
    carry_on: Callable[[], bool],
) -> tuple[list[Implied], bool]:
    """The interval of each cell, and whether a population that gives all the figures is known.

    Args:
        component: Figures in which no conflict was found.
        known: All figures, by id.
        wording: Words for them.
        cells: What to bound.
        carry_on: Asked between cells; `False` leaves the rest not computed.
    """
    try:
        return _Intervals(component, known, wording, cells, carry_on).run()
    except TooManyKinds:
        return [_not_computed(cell) for cell in cells], False


def _not_computed(cell: Cell) -> Implied:
    return Implied(cell.measure, cell.where, cell.moment.as_of, None, None, is_computed=False, is_exact=False)


@dataclass(frozen=True, slots=True)
class _Interval:
    low: Bound
    high: Bound

    @property
    def ends(self) -> tuple[int, int | None]:
        assert self.low.value is not None
        return self.low.value, self.high.value

    @property
    def is_exact(self) -> bool:
        return self.low.is_attained and self.high.is_attained


class _Intervals:
    """Works out the intervals of one component.

    Where the figures are few, each interval comes from all of them at once and is followed up
    until its ends are known to be reached. Where they are many, that would take too long for
    every cell: first come bounds from the figures of the cell's own attributes, then, cell by
    cell while there is time, those from all figures, then populations that reach them.
    """

    def __init__(
        self,
        component: Component,
        known: Mapping[str, Figure],
        wording: Wording,
        cells: Sequence[Cell],
        carry_on: Callable[[], bool],
    ) -> None:
        self._component, self._known, self._wording = component, known, wording
        self._cells, self._carry_on = cells, carry_on
        every = assumptions_of(component, wording)
        self._assumptions = [each for each in every if each.kind is not AssumptionKind.ONE_MOMENT]
        self._shared = {
            (each.measure, each.as_of): each for each in every if each.kind is AssumptionKind.ONE_MOMENT
        }
        self._moments = {name: component.moments(name) for name in component.measures}
        self._moment_of = {
            figure.id: moment_of(figure.as_of, self._moments[figure.measure]) for figure in component.figures
        }
        self._others: dict[frozenset[int], Reasoning | None] = {}
        self._reasoning = self._reason(component, cells)

    def run(self) -> tuple[list[Implied], bool]:
        if not self._reasoning.open():
            return [_not_computed(cell) for cell in self._cells], False
        is_settled = self._reasoning.settle()
        found: dict[Cell, Implied] = {}
        asked: list[Cell] = []
        for cell in self._cells:
            stating = self._stating(cell)
            exactly = self._exactly(stating)
            if exactly is None:
                asked.append(cell)
            else:
                ends = [Bound(exactly, is_attained=is_settled)] * 2
                found[cell] = self._told(cell, _Interval(*ends), stating)
        found |= self._of_few(asked) if self._reasoning.is_small else self._of_many(asked)
        return [found[cell] for cell in self._cells], is_settled

    def _reason(
        self, component: Component, cells: Sequence[Cell], assumed: Assumed = EVERYTHING_ASSUMED
    ) -> Reasoning:
        return Reasoning(component.measures, component.figures, self._known, cells=cells, assumed=assumed)

    def _stating(self, cell: Cell) -> tuple[str, ...]:
        return tuple(
            figure.id
            for figure in self._component.figures
            if figure.measure == cell.measure
            and where_of(figure) == cell.where
            and self._moment_of[figure.id] == cell.moment
        )

    def _exactly(self, stating: Sequence[str]) -> int | None:
        for id in stating:
            low, high = stated_range(self._known[id], self._known)
            if low == high:
                return low
        return None

    # ------------------------------------------------------------ few figures

    def _of_few(self, cells: Sequence[Cell]) -> dict[Cell, Implied]:
        intervals = {
            cell: interval
            for cell in cells
            if self._carry_on() and (interval := _interval(self._reasoning, cell, thorough=False)) is not None
        }
        found = {}
        for cell in cells:
            interval = intervals.get(cell)
            if interval is None:
                found[cell] = replace(_not_computed(cell), stated_by=self._stating(cell))
                continue
            if not interval.is_exact and self._carry_on():
                interval = _interval(self._reasoning, cell, thorough=True) or interval
            told = self._told(cell, interval, self._stating(cell))
            found[cell] = self._with_alternatives(told, cell, interval)
        return found

    # ------------------------------------------------------------ many figures

    def _of_many(self, cells: Sequence[Cell]) -> dict[Cell, Implied]:
        intervals: dict[Cell, _Interval] = {}
        for group in self._by_attributes(cells):
            if self._carry_on():
                intervals |= self._from_their_own(group)
        for cell in cells:
            if self._carry_on():
                interval = _interval(self._reasoning, cell, thorough=False)
                if interval is not None:
                    intervals[cell] = interval
        for cell, interval in [*intervals.items()]:
            if not interval.is_exact and self._carry_on():
                intervals[cell] = _interval(self._reasoning, cell, thorough=True) or interval
        return {
            cell: self._with_what_it_rests_on(cell, intervals[cell])
            if cell in intervals
            else replace(_not_computed(cell), stated_by=self._stating(cell))
            for cell in cells
        }

    def _by_attributes(self, cells: Sequence[Cell]) -> list[list[Cell]]:
        """Cells of the same attributes, fewest first: what most readers ask is answered first."""
        groups: dict[tuple[str, tuple[str, ...]], list[Cell]] = {}
        for cell in cells:
            groups.setdefault((cell.measure, tuple(name for name, _ in cell.where)), []).append(cell)
        return [groups[key] for key in sorted(groups, key=lambda key: (len(key[1]), key))]

    def _from_their_own(self, cells: Sequence[Cell]) -> dict[Cell, _Interval]:
        """Bounds from the figures that name no other attributes than the cells do."""
        measure = cells[0].measure
        names = {name for name, _ in cells[0].where}
        figures = [
            figure
            for figure in self._component.figures
            if figure.measure == measure and set(figure.where) <= names
        ]
        reasoning = self._reason(self._component.only(figures), cells)
        found = {cell: _interval(reasoning, cell, thorough=False) for cell in cells}
        # Populations that fit some of the figures need not fit all: nothing is known to be reached.
        return {
            cell: _Interval(
                replace(interval.low, is_attained=False), replace(interval.high, is_attained=False)
            )
            for cell, interval in found.items()
            if interval is not None
        }

    def _with_what_it_rests_on(self, cell: Cell, interval: _Interval) -> Implied:
        """The interval with the assumptions without which its own proofs fail."""
        told = self._told(cell, interval, self._stating(cell))
        used = {term.figure for term in (*interval.low.terms, *interval.high.terms)}
        figures = [figure for figure in self._component.figures if figure.id in used]
        # Out of time, any of them may be needed, and none must go unnamed.
        needed = [
            assumption
            for assumption in self._assumptions
            if figures and (not self._carry_on() or self._loosens(figures, cell, interval, assumption))
        ]
        return replace(told, assumptions=(*told.assumptions, *needed))

    def _loosens(
        self, figures: Sequence[Figure], cell: Cell, interval: _Interval, assumption: Assumption
    ) -> bool:
        try:
            reasoning = self._reason(self._component.only(figures), [cell], without([assumption]))
            loose = _interval(reasoning, cell, thorough=False)
        except TooManyKinds:
            return True
        return loose is None or loose.ends != interval.ends

    # ------------------------------------------------------------ in words

    def _told(self, cell: Cell, interval: _Interval, stating: tuple[str, ...]) -> Implied:
        low, high = interval.low, interval.high
        shared = self._shared_moment(cell, [*low.terms, *high.terms])
        return Implied(
            measure=cell.measure,
            where=cell.where,
            as_of=cell.moment.as_of,
            low=low.value,
            high=high.value,
            is_exact=interval.is_exact,
            low_because=self._wording.bound(low.value or 0, low.terms, low.scale, is_greatest=False),
            high_because=self._wording.bound(high.value or 0, high.terms, high.scale, is_greatest=True),
            stated_by=stating,
            assumptions=() if shared is None else (shared,),
        )

    def _shared_moment(self, cell: Cell, terms: Sequence[Term]) -> Assumption | None:
        """That figures of the cell's month count at one moment, where the proof takes two of them together."""
        used = {
            term.figure
            for term in terms
            if self._known[term.figure].measure == cell.measure
            and self._moment_of[term.figure] == cell.moment
        }
        return self._shared.get((cell.measure, cell.moment.as_of)) if len(used) > 1 else None

    # ------------------------------------------------------------ alternatives

    def _with_alternatives(self, told: Implied, cell: Cell, interval: _Interval) -> Implied:
        """The interval with what it would be if some assumptions, or all, were given up."""
        if not self._assumptions:
            return told
        everything = frozenset(range(len(self._assumptions)))
        loosest = self._if_given_up(everything, cell)
        if loosest == interval.ends:
            return told
        if loosest is None:
            # Not found out: any of them may be needed.
            return replace(told, assumptions=(*told.assumptions, *self._assumptions))
        singles = everything if len(everything) <= MOST_ALTERNATIVES else frozenset()
        found: dict[frozenset[int], tuple[int, int | None]] = {}
        for index in sorted(singles):
            self._note(frozenset([index]), cell, interval, found)
        needed = frozenset(index for single in found for index in single) or everything
        rules = frozenset(index for index in needed if self._assumptions[index].kind is AssumptionKind.RULE)
        for group in (rules, needed):
            if len(group) > 1 and group not in found:
                self._note(group, cell, interval, found)
        alternatives = tuple(
            Without(tuple(self._assumptions[i] for i in sorted(group)), *ends)
            for group, ends in found.items()
        )
        rests_on = tuple(self._assumptions[index] for index in sorted(needed))
        return replace(told, assumptions=(*told.assumptions, *rests_on), without=alternatives)

    def _note(
        self,
        group: frozenset[int],
        cell: Cell,
        interval: _Interval,
        found: dict[frozenset[int], tuple[int, int | None]],
    ) -> None:
        ends = self._if_given_up(group, cell)
        if ends is not None and ends != interval.ends:
            found[group] = ends

    def _if_given_up(self, group: frozenset[int], cell: Cell) -> tuple[int, int | None] | None:
        if group not in self._others:
            dropped = [self._assumptions[index] for index in group]
            try:
                reasoning: Reasoning | None = self._reason(self._component, self._cells, without(dropped))
            except TooManyKinds:
                reasoning = None
            self._others[group] = reasoning
        reasoning = self._others[group]
        if reasoning is None or not self._carry_on():
            return None
        try:
            interval = _interval(reasoning, cell, thorough=True)
        except TooManyKinds:
            return None
        return None if interval is None else interval.ends


def _interval(reasoning: Reasoning, cell: Cell, *, thorough: bool) -> _Interval | None:
    low = reasoning.least(cell, thorough=thorough)
    high = reasoning.greatest(cell, thorough=thorough)
    return None if low is None or high is None else _Interval(low, high)
