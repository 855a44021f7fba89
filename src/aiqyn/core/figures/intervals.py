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

MOST_SEARCHES = 12
"""How many ends of intervals of a large component are followed up until they are known to be reached."""
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
        self._assumptions = [
            assumption
            for assumption in assumptions_of(component, wording)
            if assumption.kind is not AssumptionKind.ONE_MOMENT
        ]
        self._shared = {
            (assumption.measure, assumption.as_of): assumption
            for assumption in assumptions_of(component, wording)
            if assumption.kind is AssumptionKind.ONE_MOMENT
        }
        self._others: dict[frozenset[int], Reasoning | None] = {}
        self._searches = MOST_SEARCHES
        self._reasoning = self._reason(EVERYTHING_ASSUMED)

    def run(self) -> tuple[list[Implied], bool]:
        if not self._reasoning.open():
            return [_not_computed(cell) for cell in self._cells], False
        is_settled = self._reasoning.settle()
        found = {cell: self._implied(cell, is_settled=is_settled) for cell in self._in_turn()}
        return [found[cell] for cell in self._cells], is_settled

    def _in_turn(self) -> list[Cell]:
        """Small parts first: if time runs out, what most readers ask has been answered."""
        return sorted(self._cells, key=lambda cell: len(cell.where))

    def _reason(self, assumed: Assumed) -> Reasoning:
        return Reasoning(
            self._component.measures,
            self._component.figures,
            self._known,
            cells=self._cells,
            assumed=assumed,
        )

    def _implied(self, cell: Cell, *, is_settled: bool) -> Implied:
        stating = self._stating(cell)
        exactly = self._exactly(stating)
        if exactly is not None:
            return self._told(cell, _Interval(*[Bound(exactly, is_attained=is_settled)] * 2), stating)
        if not self._carry_on():
            return _not_computed(cell)
        interval = self._interval(self._reasoning, cell)
        if interval is None:
            return replace(_not_computed(cell), stated_by=stating)
        told = self._told(cell, interval, stating)
        return self._with_alternatives(told, cell, interval)

    def _stating(self, cell: Cell) -> tuple[str, ...]:
        moments = self._component.moments(cell.measure)
        return tuple(
            figure.id
            for figure in self._component.figures
            if figure.measure == cell.measure
            and where_of(figure) == cell.where
            and moment_of(figure.as_of, moments) == cell.moment
        )

    def _exactly(self, stating: Sequence[str]) -> int | None:
        for id in stating:
            low, high = stated_range(self._known[id], self._known)
            if low == high:
                return low
        return None

    def _interval(self, reasoning: Reasoning, cell: Cell) -> _Interval | None:
        low = self._end(reasoning, cell, is_greatest=False)
        high = self._end(reasoning, cell, is_greatest=True)
        return None if low is None or high is None else _Interval(low, high)

    def _end(self, reasoning: Reasoning, cell: Cell, *, is_greatest: bool) -> Bound | None:
        thorough = reasoning.is_small or self._searches > 0
        find = reasoning.greatest if is_greatest else reasoning.least
        found = find(cell, thorough=thorough)
        if not reasoning.is_small and (found is None or not found.is_attained):
            self._searches -= 1
        return found

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
        moments = self._component.moments(cell.measure)
        used = {
            term.figure
            for term in terms
            if self._known[term.figure].measure == cell.measure
            and moment_of(self._known[term.figure].as_of, moments) == cell.moment
        }
        return self._shared.get((cell.measure, cell.moment.as_of)) if len(used) > 1 else None

    # ------------------------------------------------------------ assumptions

    def _with_alternatives(self, told: Implied, cell: Cell, interval: _Interval) -> Implied:
        if not self._assumptions:
            return told
        everything = frozenset(range(len(self._assumptions)))
        loosest = self._if_given_up(everything, cell)
        if loosest is None or loosest == interval.ends:
            return told
        singles = everything if len(everything) <= MOST_ALTERNATIVES else frozenset()
        found: dict[frozenset[int], tuple[int, int | None]] = {}
        for index in sorted(singles):
            ends = self._if_given_up(frozenset([index]), cell)
            if ends is not None and ends != interval.ends:
                found[frozenset([index])] = ends
        needed = frozenset(index for single in found for index in single) or everything
        rules = frozenset(index for index in needed if self._assumptions[index].kind is AssumptionKind.RULE)
        for group in (rules, needed):
            if len(group) > 1 and group not in found:
                ends = self._if_given_up(group, cell)
                if ends is not None and ends != interval.ends:
                    found[group] = ends
        alternatives = tuple(
            Without(tuple(self._assumptions[i] for i in sorted(group)), *ends)
            for group, ends in found.items()
        )
        rests_on = tuple(self._assumptions[index] for index in sorted(needed))
        return replace(told, assumptions=(*told.assumptions, *rests_on), without=alternatives)

    def _if_given_up(self, group: frozenset[int], cell: Cell) -> tuple[int, int | None] | None:
        if group not in self._others:
            dropped = [self._assumptions[index] for index in group]
            try:
                reasoning: Reasoning | None = self._reason(without(dropped))
            except TooManyKinds:
                reasoning = None
            self._others[group] = reasoning if reasoning is not None and reasoning.open() else None
        reasoning = self._others[group]
        if reasoning is None or not self._carry_on():
            return None
        try:
            interval = self._interval(reasoning, cell)
        except TooManyKinds:
            return None
        return None if interval is None else interval.ends
