"""The kinds of unit that can have been counted, and the best of them for given weights.

A counted unit (a person, a case) is of one *kind*: it takes one value in each variable of a
`Space`. A figure counts the units whose kind lies in a `Region`. There may be far too many
kinds to list (tens of attributes, several moments), so nothing here lists them: the best
kind is found by eliminating one variable after another (`elimination`), over those only
that carry a weight. Whole-number weights give an exact answer, which is what proofs rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.figures.elimination import Factor, Maximiser, Table, TooManyKinds

__all__ = ["Kind", "Region", "Space", "TooManyKinds"]

Kind = tuple[int, ...]

_NEVER = -(2**52)
"""Weight of what a rule forbids; exact as an integer and as a double, and no sum of it overflows."""

WEIGHT_LIMIT = 2**42


@dataclass(frozen=True, slots=True)
class Region:
    """A conjunction of conditions: each named variable takes one of some values.

    Attributes:
        conditions: Pairs of a variable's index and the set of its accepted values as bits,
            by ascending index. Without conditions, the region holds every kind.
    """

    conditions: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, conditions: Iterable[tuple[int, int]]) -> Region:
        """The region where all conditions hold; several on one variable are intersected."""
        masks: dict[int, int] = {}
        for variable, mask in conditions:
            masks[variable] = masks.get(variable, mask) & mask
        return cls(tuple(sorted(masks.items())))

    def is_within(self, other: Region) -> bool:
        """Whether the conditions alone put every kind of this region into the other."""
        masks = dict(self.conditions)
        return all(variable in masks and masks[variable] & ~mask == 0 for variable, mask in other.conditions)

    def holds(self, kind: Kind) -> bool:
        """Whether units of that kind lie in the region."""
        return all(mask >> kind[variable] & 1 for variable, mask in self.conditions)


def _members(mask: int) -> list[int]:
    return [value for value in range(mask.bit_length()) if mask >> value & 1]


@dataclass(slots=True)
class Space:
    """All kinds of unit that the attributes, moments and rules allow.

    Attributes:
        sizes: Number of values of each variable.
        forbidden: Regions in which no unit can lie.
    """

    sizes: tuple[int, ...]
    forbidden: tuple[Region, ...] = ()
    _bans: list[Factor] = field(init=False, repr=False)
    _places: dict[Region, tuple[tuple[int, ...], Any]] = field(init=False, repr=False)
    _accepted: dict[tuple[int, int], NDArray[np.bool_]] = field(init=False, repr=False)
    _maximiser: Maximiser = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._places = {}
        self._accepted = {}
        tables: dict[tuple[int, ...], Table] = {}
        for region in self.forbidden:
            scope, index = self._placed(region)
            table = tables.setdefault(scope, np.zeros([self.sizes[v] for v in scope], dtype=np.int64))
            table[index] = _NEVER
        self._bans = [Factor(scope, table) for scope, table in tables.items()]
        self._maximiser = Maximiser(self.sizes)

    def _placed(self, region: Region) -> tuple[tuple[int, ...], Any]:
        """The variables of a region, and where it lies in a table over them."""
        known = self._places.get(region)
        if known is None:
            scope = tuple(variable for variable, _ in region.conditions)
            known = scope, np.ix_(*(_members(mask) for _, mask in region.conditions))
            self._places[region] = known
        return known

    def allows(self, kind: Kind) -> bool:
        """Whether no rule forbids the kind."""
        return not any(region.holds(kind) for region in self.forbidden)

    def members(self, kinds: NDArray[np.int64], region: Region) -> NDArray[np.bool_]:
        """Which of some kinds, one to a row, lie in a region."""
        inside = np.ones(len(kinds), dtype=bool)
        for variable, mask in region.conditions:
            accepted = self._accepted.get((variable, mask))
            if accepted is None:
                accepted = np.array([mask >> value & 1 for value in range(self.sizes[variable])], dtype=bool)
                self._accepted[variable, mask] = accepted
            inside &= accepted[kinds[:, variable]]
        return inside

    def best(
        self, weights: Sequence[tuple[Region, int | float]], *, above: float | None = None
    ) -> tuple[int | float, Kind] | None:
        """The kind with the greatest sum of the weights of the regions it lies in.

        Args:
            weights: Regions with what lying in them is worth. Exact if all are whole numbers
                below `WEIGHT_LIMIT`; else to double precision.
            above: Any kind with a sum greater than this will do.

        Returns:
            The sum and a kind that has it, or `None` where no kind is allowed at all, or none
            has a sum greater than `above`.

        Raises:
            TooManyKinds: The regions hang together too densely to find out.
        """
        whole = all(isinstance(weight, int) for _, weight in weights)
        dtype = np.int64 if whole else np.float64
        constant: int | float = 0
        tables: dict[tuple[int, ...], Table] = {}
        for region, weight in weights:
            if not region.conditions:
                constant += weight
                continue
            scope, index = self._placed(region)
            table = tables.get(scope)
            if table is None:
                table = tables[scope] = np.zeros([self.sizes[v] for v in scope], dtype=dtype)
            table[index] += weight
        factors = [Factor(scope, table) for scope, table in tables.items()] + self._bans
        floor = _NEVER // 2 if above is None else max(above - constant, _NEVER // 2)
        if above is None:
            found = self._maximiser.greatest(factors)
        else:
            found = self._maximiser.greatest(factors, above=floor)
        if found is None or found[0] <= floor:
            return None
        value, chosen = found
        kind = tuple(chosen.get(variable, 0) for variable in range(len(self.sizes)))
        return (int(value) if whole else float(value)) + constant, kind
