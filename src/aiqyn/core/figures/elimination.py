"""The greatest sum of tables over variables, without listing the combinations of their values.

Bucket elimination (Dechter 1999, Artificial Intelligence 113, 41–85): the tables that hold a
variable are added up and its best value taken for each combination of its neighbours. Where a
joint table would be too large, its parts are maximised apart (mini-buckets: Dechter & Rish 2003,
Journal of the ACM 50, 107–153), which gives a bound from above and a guess from below; where
these differ and the difference matters, one variable after another is fixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Factor", "Maximiser", "Table", "TooManyKinds"]

Table = NDArray[Any]

TABLE_LIMIT = 2**19
BRANCHES = 60


class TooManyKinds(Exception):
    """The variables hang together so densely that the best kind can't be found within limits."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A table over some variables, by ascending index."""

    scope: tuple[int, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class _Guess:
    """What elimination came to: no sum is above `bound`; `chosen` has the sum `value`."""

    bound: Any
    value: Any
    chosen: Mapping[int, int]
    split: int | None


class Maximiser:
    """Finds greatest sums; remembers in which order to eliminate.

    Args:
        sizes: Number of values of each variable.
        table_limit: The largest table to make.
    """

    def __init__(self, sizes: Sequence[int], *, table_limit: int = TABLE_LIMIT) -> None:
        self._sizes = tuple(sizes)
        self._limit = table_limit
        self._orders: dict[frozenset[tuple[int, ...]], tuple[int, ...]] = {}

    def greatest(
        self, factors: Sequence[Factor], *, above: float | None = None
    ) -> tuple[Any, Mapping[int, int]] | None:
        """The greatest sum and values of the variables that reach it.

        Args:
            factors: The tables.
            above: Any sum greater than this will do.

        Returns:
            `None` where no sum is greater than `above`. Variables in no table are left out.

        Raises:
            TooManyKinds: It was not found out within `BRANCHES` fixings.
        """
        return self._search(list(factors), above, is_any=above is not None, budget=[BRANCHES])

    def _search(
        self, factors: list[Factor], floor: float | None, *, is_any: bool, budget: list[int]
    ) -> tuple[Any, Mapping[int, int]] | None:
        guess = self._guess(factors)
        if floor is not None and guess.bound <= floor:
            return None
        best = (guess.value, guess.chosen) if floor is None or guess.value > floor else None
        if guess.split is None or guess.value == guess.bound or (is_any and best is not None):
            return best
        for value in range(self._sizes[guess.split]):
            budget[0] -= 1
            if budget[0] < 0:
                raise TooManyKinds
            rest = [_fixed(factor, guess.split, value) for factor in factors]
            found = self._search(rest, best[0] if best else floor, is_any=is_any, budget=budget)
            if found is not None:
                best = found[0], {**found[1], guess.split: value}
                if is_any:
                    return best
        return best

    def _guess(self, factors: list[Factor]) -> _Guess:
        """One pass of elimination: exact where no table had to be split."""
        order = self._order(frozenset(factor.scope for factor in factors if factor.scope))
        bound: Any = sum(factor.table.item() for factor in factors if not factor.scope)
        left = [factor for factor in factors if factor.scope]
        steps: list[tuple[int, list[Factor]]] = []
        split: int | None = None
        for variable in order:
            bucket = [factor for factor in left if variable in factor.scope]
            left = [factor for factor in left if variable not in factor.scope]
            parts = self._parts(bucket)
            if len(parts) > 1 and split is None:
                split = variable
            steps.append((variable, parts))
            for part in parts:
                rest = tuple(v for v in part.scope if v != variable)
                best = part.table.max(axis=part.scope.index(variable))
                if rest:
                    left.append(Factor(rest, best))
                else:
                    bound = bound + best.item()
        chosen: dict[int, int] = {}
        for variable, parts in reversed(steps):
            chosen[variable] = _best_value(variable, parts, chosen)
        value = bound if split is None else sum(_at(factor, chosen) for factor in factors)
        return _Guess(bound, value, chosen, split)

    def _parts(self, bucket: list[Factor]) -> list[Factor]:
        """The tables of a bucket, added up as far as the limit on their size allows."""
        if self._product({v for factor in bucket for v in factor.scope}) <= self._limit:
            return [self._joined(bucket)]
        groups: list[tuple[set[int], list[Factor]]] = []
        for factor in sorted(bucket, key=lambda factor: -factor.table.size):
            for scope, members in groups:
                if self._product(scope | set(factor.scope)) <= self._limit:
                    scope |= set(factor.scope)
                    members.append(factor)
                    break
            else:
                groups.append((set(factor.scope), [factor]))
        return [self._joined(members) for _, members in groups]

    def _joined(self, factors: list[Factor]) -> Factor:
        """The sum of tables, over all their variables."""
        scope = tuple(sorted({variable for factor in factors for variable in factor.scope}))
        total: Table | None = None
        for factor in factors:
            shape = [self._sizes[v] if v in factor.scope else 1 for v in scope]
            spread = factor.table.reshape(shape)
            total = spread if total is None else total + spread
        assert total is not None
        return Factor(scope, np.broadcast_to(total, [self._sizes[v] for v in scope]))

    def _order(self, scopes: frozenset[tuple[int, ...]]) -> tuple[int, ...]:
        """Variables in the order that keeps tables small: always the smallest table next."""
        known = self._orders.get(scopes)
        if known is not None:
            return known
        neighbours: dict[int, set[int]] = {}
        for scope in scopes:
            for variable in scope:
                neighbours.setdefault(variable, set()).update(scope)
        order: list[int] = []
        while neighbours:
            sizes = {v: self._product(around) for v, around in neighbours.items()}
            variable = min(sizes, key=lambda v: (sizes[v], v))
            around = neighbours.pop(variable) - {variable}
            for other in around:
                neighbours[other] = (neighbours[other] | around) - {variable}
            order.append(variable)
        self._orders[scopes] = tuple(order)
        return self._orders[scopes]

    def _product(self, variables: Iterable[int]) -> int:
        size = 1
        for variable in variables:
            size *= self._sizes[variable]
        return size


def _best_value(variable: int, parts: Sequence[Factor], chosen: Mapping[int, int]) -> int:
    """The value of a variable that is best for its tables, given the variables chosen before."""
    total: Any = 0
    for part in parts:
        index = tuple(slice(None) if v == variable else chosen[v] for v in part.scope)
        total = total + part.table[index]
    return int(np.argmax(total))


def _at(factor: Factor, chosen: Mapping[int, int]) -> Any:
    return factor.table[tuple(chosen[v] for v in factor.scope)].item()


def _fixed(factor: Factor, variable: int, value: int) -> Factor:
    """A table with one variable fixed."""
    if variable not in factor.scope:
        return factor
    axis = factor.scope.index(variable)
    return Factor(
        factor.scope[:axis] + factor.scope[axis + 1 :], np.asarray(factor.table.take(value, axis=axis))
    )
