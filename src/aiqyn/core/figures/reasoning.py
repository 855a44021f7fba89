"""What some figures leave possible: the questions that conflicts and intervals are answered with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor

from aiqyn.core.figures.counting import (
    EVERYTHING_ASSUMED,
    Assumed,
    Cell,
    Row,
    build_problem,
    row_of_cell,
)
from aiqyn.core.figures.linear import Asked, Outcome, Programme, Solution
from aiqyn.core.figures.populations import SMALL, Effort, Verdict, find_population, rounded
from aiqyn.core.figures.proofs import Proof, Witness, checked_proof
from aiqyn.core.figures.space import Kind
from aiqyn.core.figures.values import Figure, Measure

__all__ = ["Bound", "Contradiction", "Reasoning", "Term"]


_CANDIDATES = 800
_ON_ONE_END = 1_500_000
_ON_ENDS = 400_000_000
"""Effort for one end of an interval, and for those of all intervals of a component together."""


@dataclass(frozen=True, slots=True)
class Term:
    """A figure in a sum, with its factor and the bound of its number that is used."""

    figure: str
    factor: int
    bound: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """That figures can't all be true.

    Attributes:
        figures: A set that is contradictory in itself, not always the smallest.
        terms: The sum that shows it: for any population the terms with factors below zero,
            turned positive, come to no more than the others; by what is stated they come to
            more. `None` where no such sum is known.
    """

    figures: frozenset[str]
    terms: tuple[Term, ...] | None


@dataclass(frozen=True, slots=True)
class Bound:
    """The greatest or least count that figures leave open.

    Attributes:
        value: `None` where there is no bound.
        is_attained: Whether a population that reaches it has been found.
        terms: The sum that proves it, divided by `scale`; empty for the bounds that need none.
        scale: What the sum is divided by.
    """

    value: int | None
    is_attained: bool = field(kw_only=True)
    terms: tuple[Term, ...] = ()
    scale: int = 1


class Reasoning:
    """Answers about some figures under some assumptions; keeps what it has found out.

    Args:
        measures: The measures that the figures count, by id.
        figures: The figures to reason about.
        known: All figures by id, also those that are only referred to.
        cells: What will be asked for by `greatest` and `least`.
        assumed: Which assumptions hold.

    Raises:
        TooManyKinds: The figures hang together too densely.
    """

    def __init__(
        self,
        measures: Mapping[str, Measure],
        figures: Sequence[Figure],
        known: Mapping[str, Figure],
        *,
        cells: Iterable[Cell] = (),
        assumed: Assumed = EVERYTHING_ASSUMED,
    ) -> None:
        self.problem = build_problem(measures, figures, known, cells=cells, assumed=assumed)
        self.ids = tuple(figure.id for figure in figures)
        self._programme = Programme(self.problem)
        self._witnesses: list[Witness] = []
        self._fractions: list[Solution] = []
        self._is_open = False
        self._is_tried = False
        self._effort = Effort(_ON_ENDS)

    # ------------------------------------------------------------ contradictions

    def contradiction(self, ids: Iterable[str] | None = None) -> Contradiction | None:
        """Why some of the figures can't all be true; `None` where nothing is found against them.

        Figures that are possible in fractions of units pass. Where there are few, whole units
        are asked for as well.
        """
        wanted = frozenset(self.ids if ids is None else ids)
        active = self._active(wanted)
        hopeless = self._hopeless(active)
        if hopeless is not None:
            return Contradiction(frozenset([hopeless]), None)
        self._is_open = False
        self._programme.activate(active)
        solution = self._programme.is_possible()
        if solution.outcome is Outcome.IMPOSSIBLE:
            proof = checked_proof(self.problem, dict(enumerate(self.problem.rows)), solution.duals)
            if proof is None or proof.bound >= 0:
                return None
            terms = self._terms(proof)
            return Contradiction(frozenset(term.figure for term in terms), terms)
        if solution.outcome is Outcome.POSSIBLE and len(active) <= SMALL:
            rows = self._rows(active)
            if rounded(self.problem, rows, solution) is None:
                found = find_population(self.problem, rows, kinds=self._kinds())
                if found is Verdict.IMPOSSIBLE:
                    return Contradiction(wanted, None)
        return None

    def population(self, ids: Iterable[str] | None = None) -> Witness | Verdict:
        """A population of whole units for which some of the figures are all true."""
        wanted = frozenset(self.ids if ids is None else ids)
        active = self._active(wanted)
        if self._hopeless(active) is not None:
            return Verdict.IMPOSSIBLE
        self._is_open = False
        self._programme.activate(active)
        solution = self._programme.is_possible()
        rows = self._rows(active)
        if solution.outcome is Outcome.POSSIBLE:
            witness = rounded(self.problem, rows, solution)
            if witness is not None:
                return witness
        return find_population(self.problem, rows, kinds=self._kinds())

    def _active(self, ids: frozenset[str]) -> list[int]:
        return [index for index, row in enumerate(self.problem.rows) if row.figure in ids]

    def _hopeless(self, active: Sequence[int]) -> str | None:
        """A figure whose words are true of no count at all, such as "fewer than 0"."""
        return next((row.figure for row in self._rows(active) if row.is_void), None)

    def _rows(self, active: Sequence[int]) -> list[Row]:
        return [self.problem.rows[index] for index in active]

    def _terms(self, proof: Proof) -> tuple[Term, ...]:
        """The proof as a sum of figures."""
        terms = []
        for index, factor in sorted(proof.factors.items()):
            row = self.problem.rows[index]
            bound = row.high if factor > 0 else row.low
            assert row.figure is not None
            assert bound is not None
            terms.append(Term(row.figure, factor, bound))
        return tuple(terms)

    # ------------------------------------------------------------ bounds

    def open(self) -> bool:
        """Make ready for bounds; whether the figures are possible, at least in fractions."""
        self._programme.activate()
        solution = self._programme.is_possible()
        self._is_open = solution.outcome is Outcome.POSSIBLE
        if self._is_open:
            self._note(solution)
        return self._is_open

    def settle(self) -> bool:
        """Look for a population of whole units that gives all figures; whether one is known."""
        if not self._witnesses and not self._is_tried:
            self._is_tried = True
            found = find_population(self.problem, self.problem.rows, kinds=self._kinds())
            if isinstance(found, Witness):
                self._witnesses.append(found)
        return bool(self._witnesses)

    def _kinds(self) -> dict[int, list[Kind]]:
        """Kinds worth trying when a population is looked for."""
        return self._programme.candidates(_CANDIDATES)

    @property
    def is_small(self) -> bool:
        """Whether every bound can be followed up until it is known to be reached or not."""
        return len(self.problem.rows) <= SMALL

    def greatest(self, cell: Cell, *, thorough: bool = False) -> Bound | None:
        """The greatest count of a cell; `None` where it was not found out.

        Args:
            cell: One of those given at the start.
            thorough: Whether to look for a population that reaches the bound.
        """
        row = row_of_cell(self.problem, cell, None, None)
        if self._is_endless(row):
            return Bound(None, is_attained=bool(self._witnesses) or (thorough and self.settle()))
        return self._bound(row, 1, thorough=thorough)

    def least(self, cell: Cell, *, thorough: bool = False) -> Bound | None:
        """The least count of a cell; see `greatest`."""
        row = row_of_cell(self.problem, cell, None, None)
        if any(witness.count(row.block, row.region) == 0 for witness in self._witnesses):
            return Bound(0, is_attained=True)
        return self._bound(row, -1, thorough=thorough)

    def _is_endless(self, row: Row) -> bool:
        """Whether units can be added to a cell for ever without touching what is stated."""
        capped = [other for other in self.problem.rows if other.block == row.block and other.high is not None]
        if any(row.region.is_within(other.region) for other in capped):
            return False
        weights = [(other.region, -1) for other in capped]
        return self.problem.spaces[row.block].best([(row.region, 1), *weights], above=0) is not None

    def _bound(self, row: Row, sign: int, *, thorough: bool) -> Bound | None:
        if not self._is_open and not self.open():
            return None
        asked = (row.block, row.region, sign)
        if sign < 0 and self._is_seen_empty(row):
            proof, bound = None, Bound(0, is_attained=False)
        else:
            solution = self._programme.extreme(asked)
            if solution.outcome is not Outcome.POSSIBLE:
                return None
            self._note(solution)
            proof = checked_proof(
                self.problem, dict(enumerate(self.problem.rows)), solution.duals, asked=asked
            )
            if proof is None:
                return None
            bound = self._concluded(proof, sign)
        if not thorough:
            return self._followed_up(row, sign, bound, steps=0)
        if proof is not None and proof.bound.denominator == 1:
            self._look_on_the_edge(row, asked, proof)
        return self._followed_up(row, sign, bound, steps=4)

    def _is_seen_empty(self, row: Row) -> bool:
        return any(
            self._programme.amount(solution, row.block, row.region) < 1e-7 for solution in self._fractions
        )

    def _note(self, solution: Solution) -> None:
        self._fractions = [*self._fractions[-30:], solution]
        witness = rounded(self.problem, self.problem.rows, solution)
        if witness is not None:
            self._witnesses = [*self._witnesses[-60:], witness]

    def _concluded(self, proof: Proof, sign: int) -> Bound:
        terms = self._terms(proof)
        if sign > 0:
            return Bound(floor(proof.bound), terms, proof.scale, is_attained=False)
        least = max(0, ceil(-proof.bound))
        return Bound(least, terms if least else (), proof.scale, is_attained=False)

    def _portion(self) -> Effort:
        """A share of the effort for one end; counted as spent, whether it is used or not."""
        portion = Effort(min(_ON_ONE_END, self._effort.left))
        self._effort.left -= len(self.problem.rows) * 1_000
        return portion

    def _look_on_the_edge(self, row: Row, asked: Asked, proof: Proof) -> None:
        """Look for a population that reaches a bound among those that its proof wastes nothing on.

        They have the bounds that the proof uses, exactly, and none but the kinds that count as
        much in what is asked as in the proof's sum. Much of what a search could try is so ruled
        out beforehand.
        """
        count = asked[2] * proof.bound.numerator
        if self._effort.is_spent or any(
            witness.count(row.block, row.region) == count for witness in self._witnesses
        ):
            return
        rows = list(self.problem.rows)
        for index, factor in proof.factors.items():
            bound = rows[index].high if factor > 0 else rows[index].low
            rows[index] = replace(rows[index], low=bound, high=bound)
        kinds = self._programme.on_the_edge(proof.factors, asked, proof.scale)
        found = find_population(
            self.problem,
            (*rows, replace(row, low=count, high=count)),
            kinds=kinds,
            effort=self._portion(),
            may_branch=False,
        )
        if isinstance(found, Witness):
            self._witnesses.append(found)

    def _followed_up(
        self,
        row: Row,
        sign: int,
        bound: Bound,
        *,
        steps: int,
    ) -> Bound:
        """The bound, with whether it is reached; moved inwards where whole units can't reach it."""
        assert bound.value is not None
        value, terms, scale = bound.value, bound.terms, bound.scale
        for step in range(steps + 1):
            counts = [witness.count(row.block, row.region) for witness in self._witnesses]
            if value in counts:
                return Bound(value, terms, scale, is_attained=True)
            if step == steps or self._effort.is_spent:
                break
            low, high = (value, None) if sign > 0 else (None, value)
            tight = Row(None, row.block, row.region, low, high)
            found = find_population(
                self.problem, (*self.problem.rows, tight), kinds=self._kinds(), effort=self._portion()
            )
            if isinstance(found, Witness):
                self._witnesses.append(found)
            elif found is Verdict.IMPOSSIBLE:
                # Fractions reach it, whole units don't: the sum no longer tells why.
                value, terms, scale = value - sign, (), 1
            else:
                break
        return Bound(value, terms, scale, is_attained=False)
