"""Whole populations: from a solution in fractions to one in whole units, or a proof that none is whole.

Three ways, cheapest first. The corner that the linear programme found is often whole. If not,
a basis is chosen whose matrix is undone in whole numbers (every pivot is 1 or -1): then any
whole choice of the other kinds gives whole numbers, and only their signs are to be mended.
Last, for small problems, branching on how many units a region holds, which is exhaustive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import combinations
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.figures.counting import Problem, Row
from aiqyn.core.figures.linear import Outcome, Programme, Solution, quiet_solver
from aiqyn.core.figures.proofs import Witness, checked_proof, is_witness
from aiqyn.core.figures.space import Kind, Region

__all__ = ["ENOUGH", "SMALL", "Effort", "Verdict", "find_population", "rounded"]

ENOUGH = 30_000_000
"""Effort for one question that matters: whether figures can all be true."""

SMALL = 48
"""With so many rows or fewer, branching is tried."""

_STEPS = 400
_COLUMNS = 800
_PRESSURE = 8
_DEEPEST = 80
_EPSILON = 1e-6
_LITTLE = 0.01
_Ints = NDArray[np.int64]


class Verdict(Enum):
    """What is known where there is no population to show."""

    IMPOSSIBLE = auto()
    UNKNOWN = auto()


def find_population(
    problem: Problem,
    rows: Sequence[Row],
    *,
    kinds: Mapping[int, Iterable[Kind]] | None = None,
    effort: Effort | None = None,
    may_branch: bool = True,
) -> Witness | Verdict:
    """A population in whole units that fulfils the rows.

    Args:
        problem: What the rows are about.
        rows: To be fulfilled.
        kinds: Kinds worth trying, by population; without them, some are drawn.
        effort: What may be spent; what was spent is taken off it.
        may_branch: Whether to branch where the rows are few. Without, nothing is proved impossible
            but what is impossible in fractions too.

    Returns:
        A population that has been checked; `IMPOSSIBLE` where it is proved that there is none;
        `UNKNOWN` where neither was found within the limits.

    Raises:
        TooManyKinds: From `Space.best`.
    """
    own = Effort(ENOUGH) if effort is None else effort
    return _Search(problem, own, may_branch=may_branch and len(rows) <= SMALL).find(tuple(rows), kinds)


@dataclass(slots=True)
class Effort:
    """How much may still be spent on looking for populations: entries of tables that are worked through.

    A count of work, not of time: the same figures give the same results on every machine.
    """

    left: int

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left."""
        return self.left <= 0


class _Search:
    def __init__(self, problem: Problem, effort: Effort, *, may_branch: bool) -> None:
        self._problem = problem
        self._effort = effort
        self._may_branch = may_branch

    def find(
        self, rows: tuple[Row, ...], kinds: Mapping[int, Iterable[Kind]] | None, *, depth: int = 0
    ) -> Witness | Verdict:
        if any(row.is_void for row in rows):
            return Verdict.IMPOSSIBLE
        programme = Programme(self._problem, rows, kinds=kinds)
        self._effort.left -= len(rows) * programme.width
        solution = programme.is_possible()
        if solution.outcome is Outcome.IMPOSSIBLE:
            proof = checked_proof(self._problem, dict(enumerate(rows)), solution.duals)
            refuted = proof is not None and proof.bound < 0
            return Verdict.IMPOSSIBLE if refuted else Verdict.UNKNOWN
        if solution.outcome is Outcome.UNKNOWN:
            return Verdict.UNKNOWN
        witness = rounded(self._problem, rows, solution) or self._mended(rows, programme)
        if witness is not None:
            return witness
        if not self._may_branch or self._effort.is_spent or depth >= _DEEPEST:
            return Verdict.UNKNOWN
        return self._branched(rows, solution, programme.candidates(_COLUMNS), depth=depth)

    def _mended(self, rows: tuple[Row, ...], programme: Programme) -> Witness | None:
        if self._effort.is_spent:
            return None
        witness, steps = _mended(self._problem, rows, programme)
        self._effort.left -= steps * len(rows) * min(programme.width, _COLUMNS)
        return witness

    def _branched(
        self,
        rows: tuple[Row, ...],
        solution: Solution,
        kinds: Mapping[int, Iterable[Kind]],
        *,
        depth: int,
    ) -> Witness | Verdict:
        split = _fractional_region(rows, solution)
        if split is None:
            return Verdict.UNKNOWN
        block, region, value = split
        floor = int(np.floor(value))
        lower = Row(None, block, region, None, floor)
        upper = Row(None, block, region, floor + 1, None)
        sides = (lower, upper) if value - floor < 0.5 else (upper, lower)
        verdict = Verdict.IMPOSSIBLE
        for side in sides:
            found = self.find((*rows, side), kinds, depth=depth + 1)
            if isinstance(found, Witness):
                return found
            if found is Verdict.UNKNOWN:
                verdict = found
            if self._effort.is_spent:
                return Verdict.UNKNOWN
        return verdict


def rounded(problem: Problem, rows: Sequence[Row], solution: Solution) -> Witness | None:
    """The solution itself, if it is whole; what no row bounds from above is rounded up."""
    units = []
    for (block, kind), count in solution.units.items():
        whole = round(count)
        if abs(count - whole) > 1e-3:
            if _is_bounded(rows, block, kind):
                return None
            whole = ceil(count)
        if whole:
            units.append((block, kind, whole))
    witness = Witness(problem, units)
    return witness if is_witness(problem, rows, witness) else None


def _is_bounded(rows: Iterable[Row], block: int, kind: Kind) -> bool:
    return any(row.block == block and row.high is not None and row.region.holds(kind) for row in rows)


def _fractional_region(rows: Sequence[Row], solution: Solution) -> tuple[int, Region, float] | None:
    """A region, of few conditions, that holds a fraction of a unit and can't hold ever more.

    Only parts of what a row bounds from above are looked at: there are finitely many ways to
    divide such a row, so that branching comes to an end.
    """
    bounded = {(row.block, row.region) for row in rows if row.high is not None}
    for width in (0, 1, 2, None):
        best, distance = None, 1e-4
        for block, region in sorted(bounded, key=lambda pair: (pair[0], pair[1].conditions)):
            units = [
                (kind, count)
                for (at, kind), count in solution.units.items()
                if at == block and region.holds(kind)
            ]
            for part, total in _parts(region, units, width).items():
                off = abs(total - round(total))
                if off > distance:
                    best, distance = (block, part, total), off
        if best is not None:
            return best
    return None


def _parts(region: Region, units: Sequence[tuple[Kind, float]], width: int | None) -> dict[Region, float]:
    """The parts of a region with so many further conditions, each with the units in it."""
    sums: dict[Region, float] = {}
    for kind, count in units:
        conditions = [(variable, 1 << value) for variable, value in enumerate(kind)]
        for chosen in combinations(conditions, len(conditions) if width is None else width):
            part = Region.of([*region.conditions, *chosen])
            sums[part] = sums.get(part, 0.0) + count
    return sums


# ---------------------------------------------------------------- mending on a whole basis


@dataclass(slots=True)
class _Columns:
    """Everything that can be chosen, as columns of one system of equations in whole numbers.

    Attributes:
        matrix: Rows of the system by columns.
        right: What each row must come to.
        room: How far each column may go up from 0; -1 for without end.
        units: Population and kind of the first columns; slack follows.
    """

    matrix: _Ints
    right: _Ints
    room: _Ints
    units: list[tuple[int, Kind]]


def _mended(problem: Problem, rows: Sequence[Row], programme: Programme) -> tuple[Witness | None, int]:
    """A whole population that fulfils the rows, and how many steps it took to find or not to find it."""
    columns = _system(problem, rows, programme)
    prepared = _prepared(columns)
    if prepared is not None and prepared.raised_by < _EPSILON:
        # Some columns can only be 0; without them the others have room.
        columns = _without_idle(columns)
        prepared = _prepared(columns)
    if prepared is None:
        return None, 1
    values, steps = _mend_signs(columns, prepared.table, prepared.pivots, prepared.start)
    if values is None:
        return None, steps
    witness = Witness(problem, ((*unit, int(values[i])) for i, unit in enumerate(columns.units) if values[i]))
    return (witness if is_witness(problem, rows, witness) else None), steps


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A system reduced on a whole basis, and a solution in fractions to start from."""

    table: _Ints
    pivots: list[tuple[int, int]]
    start: NDArray[np.float64]
    raised_by: float


def _prepared(columns: _Columns) -> _Prepared | None:
    reduced = _whole_basis(columns, np.argsort(np.abs(columns.matrix).sum(axis=0), kind="stable"))
    if reduced is None:
        return None
    table, pivots = reduced
    basis = [column for _, column in pivots]
    start = _roomy_start(columns, basis)
    if start is None:
        return None
    free = [column for column in basis if columns.room[column] < 0]
    return _Prepared(table, pivots, start, float(start[free].min()) if free else 1.0)


def _without_idle(columns: _Columns) -> _Columns:
    """The system without the kinds that can't have any unit, and the slack that can't be had."""
    high = np.where(columns.room < 0, np.inf, columns.room.astype(float))
    width = columns.matrix.shape[1]
    # Each column twice: a little of it is rewarded, the rest is not.
    found = _solved(
        np.concatenate([columns.matrix, columns.matrix], axis=1),
        columns.right,
        low=np.zeros(2 * width),
        high=np.concatenate([np.minimum(high, _LITTLE), high]),
        costs=np.concatenate([-np.ones(width), np.zeros(width)]),
    )
    if found is None:
        return columns
    used = found[:width] + found[width:] > _EPSILON
    count = len(columns.units)
    return _Columns(
        columns.matrix[:, used],
        columns.right,
        columns.room[used],
        [unit for unit, is_used in zip(columns.units, used[:count], strict=True) if is_used],
    )


def _system(problem: Problem, rows: Sequence[Row], programme: Programme) -> _Columns:
    units: list[tuple[int, Kind]] = []
    parts: list[_Ints] = []
    for block, candidates in programme.candidates(_COLUMNS).items():
        array = np.array(candidates, dtype=np.int64).reshape(
            len(candidates), len(problem.spaces[block].sizes)
        )
        # No unit can be of a kind in a region that holds none; such a column could never be raised.
        empty = [
            programme.lie_in(array, block, row.region) for row in rows if row.block == block and row.high == 0
        ]
        if empty:
            array = array[~np.any(empty, axis=0)]
        kinds = [tuple(kind) for kind in array.tolist()]
        part = np.zeros((len(rows), len(kinds)), dtype=np.int64)
        for index, row in enumerate(rows):
            if row.block == block:
                part[index] = programme.lie_in(array, block, row.region)
        units += [(block, kind) for kind in kinds]
        parts.append(part)
    right = np.array([row.low if row.low is not None else row.high or 0 for row in rows], dtype=np.int64)
    room = [-1] * len(units)
    for index, row in enumerate(rows):
        if (row.low is None and row.high is None) or row.low == row.high:
            continue
        column = np.zeros((len(rows), 1), dtype=np.int64)
        column[index, 0] = 1 if row.low is None else -1
        parts.append(column)
        room.append(row.high - row.low if row.low is not None and row.high is not None else -1)
    matrix = np.concatenate(parts, axis=1) if parts else np.zeros((len(rows), 0), dtype=np.int64)
    return _Columns(matrix, right, np.array(room, dtype=np.int64), units)


def _whole_basis(columns: _Columns, order: _Ints) -> tuple[_Ints, list[tuple[int, int]]] | None:
    """Eliminate with pivots of 1 and -1 only; `None` where that does not reach every row.

    Returns:
        The reduced system with its right side as last column, and row and column of each pivot.
    """
    table = np.concatenate([columns.matrix, columns.right[:, None]], axis=1)
    free = np.ones(len(table), dtype=bool)
    pivots: list[tuple[int, int]] = []
    for column in order:
        candidates = np.flatnonzero(free & (np.abs(table[:, column]) == 1))
        if not len(candidates):
            continue
        row = int(candidates[np.count_nonzero(table[candidates], axis=1).argmin()])
        if table[row, column] == -1:
            table[row] *= -1
        others = np.flatnonzero(table[:, column])
        others = others[others != row]
        table[others] -= table[others, column][:, None] * table[row][None, :]
        free[row] = False
        pivots.append((row, int(column)))
        if not free.any():
            break
    return None if table[free].any() or np.abs(table).max(initial=0) > 2**40 else (table, pivots)


def _roomy_start(columns: _Columns, basis: Sequence[int]) -> NDArray[np.float64] | None:
    """A solution in fractions in which the columns of the basis are as far from their bounds as can be.

    Those without an upper bound are all raised by the same amount, the greatest possible; those
    with one stay in the middle half of their room, if they can.
    """
    for share in (4, columns.room.max(initial=0) + 1):
        start = _raised_start(columns, basis, np.where(columns.room < 0, 0, columns.room // share))
        if start is not None:
            return start
    return None


def _raised_start(columns: _Columns, basis: Sequence[int], margin: _Ints) -> NDArray[np.float64] | None:
    """The same with a given distance of the bounded columns from both their bounds."""
    raised = [column for column in basis if columns.room[column] < 0]
    found = _solved(
        np.concatenate([columns.matrix, columns.matrix[:, raised].sum(axis=1)[:, None]], axis=1),
        columns.right,
        low=np.append(margin.astype(float), 0.0),
        high=np.append(np.where(columns.room < 0, np.inf, (columns.room - margin).astype(float)), 1e6),
        costs=np.append(np.zeros(len(columns.room)), -1.0),
    )
    if found is None:
        return None
    start = found[:-1].copy()
    start[raised] += found[-1]
    return start


def _solved(
    matrix: _Ints,
    right: _Ints,
    *,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    costs: NDArray[np.float64],
) -> NDArray[np.float64] | None:
    """The cheapest solution of equations in fractions; `None` where there is none."""
    solver = quiet_solver()
    nothing = np.zeros(0, dtype=np.int32)
    for value in right:
        solver.addRow(float(value), float(value), 0, nothing, np.zeros(0))
    by_column = matrix.T
    entries = by_column != 0
    starts = np.concatenate([[0], np.cumsum(entries.sum(axis=1))[:-1]])
    solver.addCols(
        len(costs),
        costs,
        low,
        np.minimum(high, solver.getInfinity()),
        int(entries.sum()),
        starts.astype(np.int32),
        np.nonzero(entries)[1].astype(np.int32),
        by_column[entries].astype(float),
    )
    solver.run()
    if solver.modelStatusToString(solver.getModelStatus()) != "Optimal":
        return None
    return np.array(solver.getSolution().col_value)


def _mend_signs(
    columns: _Columns, table: _Ints, pivots: Sequence[tuple[int, int]], start: NDArray[np.float64]
) -> tuple[_Ints | None, int]:
    """Round the columns outside the basis, then step by step by one until no column is out of bounds.

    A step is chosen by how much it lessens what is out of bounds; bounds that stay violated
    weigh more and more, so that the search leaves a dead end (breakout local search).
    """
    rows = [row for row, _ in pivots]
    basic = [column for _, column in pivots]
    others = np.setdiff1d(np.arange(columns.matrix.shape[1]), basic)
    effect = table[rows][:, others]
    room, room_of_others = columns.room[basic], columns.room[others]
    endless = np.iinfo(np.int64).max // 4
    top = np.where(room < 0, endless, room)
    top_of_others = np.where(room_of_others < 0, endless, room_of_others)
    chosen = np.clip(np.round(start[others]).astype(np.int64), 0, top_of_others)
    value = table[rows, -1] - effect @ chosen
    weights = np.ones(len(rows))
    barred = np.zeros(2 * len(others), dtype=np.int64)

    def outside(values: _Ints) -> Any:
        return np.maximum(0, -values) + np.maximum(0, values - (top[:, None] if values.ndim > 1 else top))

    for step in range(_STEPS):
        violated = outside(value)
        if not violated.any():
            values = np.zeros(columns.matrix.shape[1], dtype=np.int64)
            values[others], values[basic] = chosen, value
            return values, step
        if not len(others):
            return None, step
        up = np.where(chosen < top_of_others, weights @ outside(value[:, None] - effect), np.inf)
        down = np.where(chosen > 0, weights @ outside(value[:, None] + effect), np.inf)
        costs = np.concatenate([up, down])
        best = int(np.where(barred > step, np.inf, costs).argmin())
        if costs[best] >= weights @ violated - 1e-9:
            weights[violated > 0] += 1
        position, sign = best % len(others), 1 if best < len(others) else -1
        chosen[position] += sign
        value = value - sign * effect[:, position]
        barred[(best + len(others)) % len(barred)] = step + 2 + step % _PRESSURE
    return None, _STEPS
