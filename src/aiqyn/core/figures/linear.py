"""The linear programme over kinds of unit, with kinds brought in only when they matter.

The solver (HiGHS) sees a few hundred kinds out of however many there are. After each run its
multipliers say what a kind would have to be like to change the result; the best such kind
is looked for, first among a pool of known ones, then among all (`Space.best`). When there is
none, the result holds for all kinds. Nothing computed here is claimed before it is checked
in whole numbers (`proofs`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.figures.counting import Problem, Row
from aiqyn.core.figures.space import Kind, Region, Space

__all__ = ["Asked", "Outcome", "Programme", "Solution", "quiet_solver"]

Asked = tuple[int, Region, int]
"""A population, a region of it, and 1 for its greatest count or -1 for its least."""

_ENUMERATED = 1024
_SAMPLED = 1500
_AT_ONCE = 16
_EPSILON = 1e-6
_RUNS = 400


class Outcome(Enum):
    """What a run came to; each of it is still to be checked."""

    POSSIBLE = auto()
    IMPOSSIBLE = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Solution:
    """A result in rounded numbers.

    Attributes:
        outcome: Whether there is a solution.
        units: How many of each kind of each population, fractions included.
        columns: The same, as the programme that found it has it.
        duals: Multiplier of each row, such that what is asked is at most their weighted sum.
        value: Of what was asked.
    """

    outcome: Outcome
    units: Mapping[tuple[int, Kind], float]
    columns: NDArray[np.float64]
    duals: Mapping[int, float]
    value: float = 0.0


class _Pool:
    """Known kinds of one population, with the rows that each lies in."""

    def __init__(self, space: Space, rows: Sequence[tuple[int, Region]], seed: int | None) -> None:
        self.space = space
        self.rows = [index for index, _ in rows]
        self._regions = [region for _, region in rows]
        self.kinds: list[Kind] = []
        self._known: dict[Kind, int] = {}
        self._array = np.zeros((0, len(space.sizes)), dtype=np.int64)
        self.member = np.zeros((0, len(rows)), dtype=np.float32)
        self.column: list[int] = []
        self._inside: dict[Region, NDArray[np.bool_]] = {}
        self.base = _base(space, self._regions)
        self.simplest = 0
        if seed is not None:
            self.add(_simplest_kinds(self.base, self._regions))
            self.simplest = len(self.kinds)
            self.add(_some_kinds(space, self.kinds, seed))

    def add(self, kinds: Iterable[Kind]) -> None:
        """Take in kinds that are allowed and not known yet."""
        fresh = [kind for kind in dict.fromkeys(kinds) if kind not in self._known]
        if not fresh:
            return
        array = np.array(fresh, dtype=np.int64).reshape(len(fresh), len(self.space.sizes))
        allowed = ~np.any([self.space.members(array, ban) for ban in self.space.forbidden], axis=0)
        array = array[np.broadcast_to(allowed, len(fresh))]
        for kind in map(tuple, array.tolist()):
            self._known[kind] = len(self.kinds)
            self.kinds.append(kind)
        inside = [self.space.members(array, region) for region in self._regions]
        member = np.array(inside, dtype=np.float32).reshape(len(self._regions), len(array)).T
        self._array = np.concatenate([self._array, array])
        self.member = np.concatenate([self.member, member])
        self.column += [-1] * len(array)

    def index(self, kind: Kind) -> int:
        """Where a known kind stands."""
        return self._known[kind]

    def inside(self, region: Region) -> NDArray[np.bool_]:
        """Which known kinds lie in a region."""
        known = self._inside.get(region)
        if known is None:
            known = self.space.members(self._array, region)
        elif len(known) < len(self._array):
            known = np.concatenate([known, self.space.members(self._array[len(known) :], region)])
        self._inside[region] = known
        return known


def _wastes_nothing(kind: Kind, weights: Sequence[tuple[Region, int]]) -> bool:
    return sum(weight for region, weight in weights if region.holds(kind)) == 0


def _simplified(kind: Kind, pool: _Pool, row: Region | None, weights: Sequence[tuple[Region, int]]) -> Kind:
    """The kind with as many values of the base as it can have without leaving its row or the edge."""
    values = list(kind)
    kept = dict(row.conditions) if row is not None else {}
    for variable, value in enumerate(pool.base):
        if variable in kept and not kept[variable] >> value & 1:
            continue
        before, values[variable] = values[variable], value
        if not (_wastes_nothing(tuple(values), weights) and pool.space.allows(tuple(values))):
            values[variable] = before
    return tuple(values)


def _base(space: Space, regions: Sequence[Region]) -> Kind:
    """The kind whose values are named by as few regions as may be."""
    base = [0] * len(space.sizes)
    for variable, size in enumerate(space.sizes):
        named = [0] * size
        for region in regions:
            mask = dict(region.conditions).get(variable)
            for value in range(size):
                named[value] += bool(mask is not None and mask >> value & 1)
        base[variable] = named.index(min(named))
    return tuple(base)


def _simplest_kinds(base: Kind, regions: Sequence[Region]) -> list[Kind]:
    """For each region the kind that lies in it and in as few others as may be.

    Their rows and columns can be ordered into a triangle, which makes sums of them whole.
    """
    kinds = [base]
    for region in regions:
        kind = list(base)
        for variable, mask in region.conditions:
            if not mask >> kind[variable] & 1:
                kind[variable] = max(mask.bit_length() - 1, 0)
        kinds.append(tuple(kind))
    return kinds


def _some_kinds(space: Space, simple: Sequence[Kind], seed: int) -> list[Kind]:
    """All kinds where they are few; else a sample, half of it two simple kinds laid over each other."""
    if not space.sizes:
        return [()]
    total = 1
    for size in space.sizes:
        total *= size
        if total > _ENUMERATED:
            break
    if total <= _ENUMERATED:
        grid = np.indices(space.sizes).reshape(len(space.sizes), -1).T
        return [tuple(kind) for kind in grid.tolist()]
    random = np.random.default_rng(seed)
    drawn = np.stack([random.integers(0, size, _SAMPLED) for size in space.sizes], axis=1)
    if len(simple) > 1:
        own = np.array(simple, dtype=np.int64)
        first, second = (own[random.integers(0, len(own), _SAMPLED // 2)] for _ in range(2))
        drawn[: _SAMPLED // 2] = np.where(second != own[0], second, first)
    return [tuple(kind) for kind in drawn.tolist()]


def quiet_solver() -> Any:
    """HiGHS without its banner and log: standard output belongs to the command."""
    import highspy

    class Quiet(highspy.Highs):
        def __init__(self) -> None:
            # The class between sets up callbacks and prints a banner; neither is wanted.
            super(highspy.Highs, self).__init__()
            self.setOptionValue("output_flag", "false")
            self.setOptionValue("threads", 1)
            self.setOptionValue("random_seed", 0)
            self.setOptionValue("simplex_iteration_limit", 50_000)

    return Quiet()


class Programme:
    """The linear programme of a problem, kept between questions so that each starts from the last.

    Args:
        problem: The populations.
        rows: The rows to fulfil; by default the problem's.
        kinds: Kinds known beforehand, by population; without them, some are drawn.
        seed: For the sample of kinds.
    """

    def __init__(
        self,
        problem: Problem,
        rows: Sequence[Row] | None = None,
        *,
        kinds: Mapping[int, Iterable[Kind]] | None = None,
        seed: int = 0,
    ) -> None:
        self.problem = problem
        self.rows = tuple(problem.rows if rows is None else rows)
        self.active = frozenset(range(len(self.rows)))
        self._infinity = 1e30
        self._solver = quiet_solver()
        self._columns: list[tuple[int, int]] = []
        self._pools = [
            _Pool(
                space,
                [(i, row.region) for i, row in enumerate(self.rows) if row.block == block],
                None if kinds is not None else seed,
            )
            for block, space in enumerate(problem.spaces)
        ]
        self._mode = ""
        self._lay_out()
        for block, pool in enumerate(self._pools):
            pool.add((kinds or {}).get(block, ()))
            few = len(pool.kinds) <= 64 or kinds is not None
            self._bring_in(block, range(len(pool.kinds) if few else pool.simplest))

    # ------------------------------------------------------------ set-up

    def _lay_out(self) -> None:
        self._infinity = self._solver.getInfinity()
        nothing = np.zeros(0, dtype=np.int32)
        for row in self.rows:
            # A row whose bounds exclude each other is refused before anything is computed.
            self._solver.addRow(*self._bounds(row), 0, nothing, np.zeros(0))
        for index in range(len(self.rows)):
            self._add_column(0.0, self._infinity, [(index, 1)])
            self._add_column(0.0, self._infinity, [(index, -1)])
        self._first_kind = 2 * len(self.rows)

    def _bounds(self, row: Row) -> tuple[float, float]:
        low = -self._infinity if row.low is None else float(row.low)
        return low, self._infinity if row.high is None else max(float(row.high), low)

    def _add_column(self, low: float, high: float, entries: Sequence[tuple[int, int]]) -> None:
        indices = np.array([index for index, _ in entries], dtype=np.int32)
        values = np.array([float(value) for _, value in entries])
        self._solver.addCol(0.0, low, high, len(entries), indices, values)

    def _bring_in(self, block: int, positions: Iterable[int]) -> None:
        """Give the solver columns for kinds that it does not have yet."""
        pool = self._pools[block]
        fresh = [position for position in positions if pool.column[position] < 0]
        if not fresh:
            return
        starts: list[int] = []
        indices: list[int] = []
        rows = np.array(pool.rows, dtype=np.int32)
        for position in fresh:
            starts.append(len(indices))
            indices.extend(rows[np.flatnonzero(pool.member[position])].tolist())
            pool.column[position] = len(self._columns)
            self._columns.append((block, position))
        count = len(fresh)
        self._solver.addCols(
            count,
            np.zeros(count),
            np.zeros(count),
            np.full(count, self._infinity),
            len(indices),
            np.array(starts, dtype=np.int32),
            np.array(indices, dtype=np.int32),
            np.ones(len(indices)),
        )

    @property
    def width(self) -> int:
        """How many kinds the solver has."""
        return len(self._columns)

    def kinds_in_use(self) -> dict[int, list[Kind]]:
        """The kinds that the solver has, by population."""
        kinds: dict[int, list[Kind]] = {}
        for block, position in self._columns:
            kinds.setdefault(block, []).append(self._pools[block].kinds[position])
        return kinds

    def candidates(self, most: int) -> dict[int, list[Kind]]:
        """Kinds that a population could be made of: those in use, the simplest, and some others."""
        in_use = self.kinds_in_use()
        share = max(most // max(len(self._pools), 1), 1)
        return {
            block: list(dict.fromkeys([*in_use.get(block, []), *pool.kinds[: pool.simplest], *pool.kinds]))[
                :share
            ]
            for block, pool in enumerate(self._pools)
        }

    def on_the_edge(self, factors: Mapping[int, int], asked: Asked, scale: int) -> dict[int, list[Kind]]:
        """Kinds that a population can have which reaches a bound: those the bound's proof wastes nothing on.

        For each row the simplest such kind is looked for, starting from those in use.
        """
        found: dict[int, list[Kind]] = {}
        for block, kinds in self.kinds_in_use().items():
            weights = [(self.rows[i].region, f) for i, f in factors.items() if self.rows[i].block == block]
            if asked[0] == block:
                weights.append((asked[1], -asked[2] * scale))
            edge = [kind for kind in kinds if _wastes_nothing(kind, weights)]
            pool = self._pools[block]
            simple = []
            for row in [None, *(self.rows[index].region for index in pool.rows)]:
                start = next((kind for kind in edge if row is None or row.holds(kind)), None)
                if start is not None:
                    simple.append(_simplified(start, pool, row, weights))
            found[block] = list(dict.fromkeys([*edge, *simple]))
        return found

    def lie_in(self, kinds: NDArray[np.int64], block: int, region: Region) -> NDArray[np.bool_]:
        """Which of some kinds of a population, one to a row, lie in a region."""
        return self.problem.spaces[block].members(kinds, region)

    def activate(self, rows: Iterable[int] | None = None) -> None:
        """Let only these rows hold; the others are left open."""
        active = frozenset(range(len(self.rows)) if rows is None else rows)
        for index in active ^ self.active:
            low, high = self._bounds(self.rows[index])
            if index not in active:
                low, high = -self._infinity, self._infinity
            self._solver.changeRowBounds(index, low, high)
        self.active = active

    # ------------------------------------------------------------ questions

    def is_possible(self) -> Solution:
        """Whether fractions of units can fulfil the active rows."""
        self._set_mode("possible")
        return self._run(None)

    def extreme(self, asked: Asked) -> Solution:
        """The greatest or least count in a region, fractions included.

        Requires that `is_possible` has just found a solution, and that the count is bounded.
        """
        self._set_mode("extreme")
        solution = self._run(asked)
        self._costs(None)
        return solution

    def _set_mode(self, mode: str) -> None:
        """In the one mode missing units may be made up, at a cost; in the other they may not."""
        if mode == self._mode:
            return
        count = self._first_kind
        indices = np.arange(count, dtype=np.int32)
        possible = mode == "possible"
        self._solver.changeColsBounds(
            count, indices, np.zeros(count), np.full(count, self._infinity if possible else 0.0)
        )
        self._solver.changeColsCost(count, indices, np.full(count, 1.0 if possible else 0.0))
        # After a change of bounds the basis stays dual feasible, after a change of costs primal.
        self._solver.setOptionValue("simplex_strategy", 1 if possible else 4)
        self._mode = mode

    def _costs(self, asked: Asked | None) -> None:
        count = len(self._columns)
        costs = np.zeros(count)
        if asked is not None:
            block, region, sign = asked
            costs[self._columns_in(block, region)] = -sign
        self._solver.changeColsCost(
            count, np.arange(self._first_kind, self._first_kind + count, dtype=np.int32), costs
        )

    def _columns_in(self, block: int, region: Region) -> NDArray[np.int64]:
        """The columns of the kinds of a population that lie in a region."""
        inside = self._pools[block].inside(region)
        columns = np.array(self._columns, dtype=np.int64).reshape(-1, 2)
        mine = np.flatnonzero(columns[:, 0] == block)
        found: NDArray[np.int64] = mine[inside[columns[mine, 1]]]
        return found

    def amount(self, solution: Solution, block: int, region: Region) -> float:
        """How many units of a solution of this programme lie in a region."""
        columns = self._columns_in(block, region)
        return float(solution.columns[columns[columns < len(solution.columns)]].sum())

    def _run(self, asked: Asked | None) -> Solution:
        for _ in range(_RUNS):
            if asked is not None:
                self._costs(asked)
            self._solver.run()
            status = self._solver.modelStatusToString(self._solver.getModelStatus())
            if status != "Optimal":
                break
            found = self._solver.getSolution()
            value = float(self._solver.getInfo().objective_function_value)
            duals = {i: -float(d) for i, d in enumerate(found.row_dual) if i in self.active and abs(d) > 1e-9}
            if asked is None and value < _EPSILON:
                return self._solution(Outcome.POSSIBLE, np.array(found.col_value), duals, 0.0)
            if not self._price(duals, asked):
                outcome = Outcome.IMPOSSIBLE if asked is None else Outcome.POSSIBLE
                sign = asked[2] if asked is not None else 1
                return self._solution(outcome, np.array(found.col_value), duals, -value * sign)
        return Solution(Outcome.UNKNOWN, {}, np.zeros(0), {})

    def _solution(
        self, outcome: Outcome, values: NDArray[np.float64], duals: Mapping[int, float], value: float
    ) -> Solution:
        kinds = values[self._first_kind :]
        units = {
            (block, self._pools[block].kinds[position]): float(kinds[column])
            for column in np.flatnonzero(kinds > 1e-9)
            for block, position in [self._columns[column]]
        }
        return Solution(outcome, units, kinds, duals, value)

    def _price(self, duals: Mapping[int, float], asked: Asked | None) -> bool:
        """Bring in kinds that would change the result; whether there were any."""
        found = [self._price_known(block, duals, asked) for block in range(len(self._pools))]
        if any(found):
            return True
        found = [self._price_all(block, duals, asked) for block in range(len(self._pools))]
        return any(found)

    def _price_known(self, block: int, duals: Mapping[int, float], asked: Asked | None) -> bool:
        pool = self._pools[block]
        if not pool.kinds:
            return False
        multipliers = np.array([duals.get(row, 0.0) for row in pool.rows], dtype=np.float32)
        gain = -(pool.member @ multipliers)
        if asked is not None and asked[0] == block:
            gain += pool.inside(asked[1]) * np.float32(asked[2])
        gain[np.array(pool.column) >= 0] = 0.0
        best = np.argsort(-gain, kind="stable")[:_AT_ONCE]
        better = [int(position) for position in best if gain[position] > 1e-4]
        self._bring_in(block, better)
        return bool(better)

    def _price_all(self, block: int, duals: Mapping[int, float], asked: Asked | None) -> bool:
        pool = self._pools[block]
        weights = [(self.rows[i].region, -duals[i]) for i in pool.rows if i in duals]
        if asked is not None and asked[0] == block:
            weights.append((asked[1], float(asked[2])))
        best = pool.space.best(weights, above=_EPSILON) if weights else None
        if best is None:
            return False
        pool.add([best[1]])
        position = pool.index(best[1])
        if pool.column[position] >= 0:
            return False
        self._bring_in(block, [position])
        return True
