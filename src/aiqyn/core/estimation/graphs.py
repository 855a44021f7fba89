"""Decomposable graphs on lists: which pairs may depend on each other, in a way that can be summed exactly.

A graph joins two lists that may depend on each other given the rest. It is decomposable
(chordal) when every cycle of four or more has a shortcut; then the probability of a table is
a product over its cliques divided by one over its separators.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "MOST_LISTS_IN_FULL",
    "edges",
    "every_decomposable_graph",
    "may_add",
    "may_remove",
    "neighbours_of",
    "spelled",
]

MOST_LISTS_IN_FULL = 6
"""8, 61, 822 and 18,154 graphs on 3, 4, 5 and 6 lists are gone through; 617,675 on 7 are sampled."""

Whole = NDArray[np.signedinteger[Any]]


def edges(lists: int) -> tuple[tuple[int, int], ...]:
    """All pairs of lists; a graph is a number whose bits say which of them are joined."""
    return tuple(combinations(range(lists), 2))


@lru_cache(maxsize=8)
def every_decomposable_graph(lists: int) -> tuple[Whole, Whole]:
    """All decomposable graphs on so many lists, and the factors of each.

    Args:
        lists: 2 to 6.

    Returns:
        The graphs, ascending, as numbers over `edges`; and a matrix with one row for each and
        one column for each set of lists: 1 for a clique, -1, -2, … for a separator, 0 for what
        is neither. Both are read-only.

    Raises:
        ValueError: There are more lists than graphs can be gone through for.

    Source:
        Perfect elimination: Lauritzen (1996), Graphical Models, section 2.1.3. All graphs are
        reduced together: as long as one has a vertex whose remaining neighbours are all joined,
        that vertex is taken off.
    """
    if not 2 <= lists <= MOST_LISTS_IN_FULL:
        raise ValueError(f"graphs on {lists} lists are not gone through one by one")
    pairs = edges(lists)
    graphs = np.arange(1 << len(pairs), dtype=np.int64)
    joined = np.zeros((lists, len(graphs)), dtype=np.int64)
    for bit, (first, second) in enumerate(pairs):
        present = graphs >> bit & 1
        joined[first] |= present << second
        joined[second] |= present << first
    factors = np.zeros((len(graphs), 1 << lists), dtype=np.int8)
    remaining = np.full(len(graphs), (1 << lists) - 1, dtype=np.int64)
    rows = np.arange(len(graphs))
    for _ in range(lists):
        taken = np.zeros(len(graphs), dtype=bool)
        for vertex in range(lists):
            around = joined[vertex] & remaining
            may = ~taken & (remaining >> vertex & 1 == 1)
            for other in range(lists):
                lacks_some = around & ~(joined[other] | 1 << other)
                may &= ~((around >> other & 1 == 1) & (lacks_some != 0))
            at = rows[may]
            # The clique of the vertex over what it shares with the rest; cliques within larger
            # ones cancel against the separators of their elimination.
            np.add.at(factors, (at, around[at] | 1 << vertex), 1)
            np.add.at(factors, (at, around[at]), -1)
            remaining[at] &= ~(1 << vertex)
            taken |= may
    chordal = remaining == 0
    found = factors[chordal]
    found[:, 0] = 0
    result = graphs[chordal], found
    for array in result:
        array.setflags(write=False)
    return result


def neighbours_of(graph: int, lists: int) -> tuple[int, ...]:
    """For each list, those that it is joined to, as bits."""
    joined = [0] * lists
    for bit, (first, second) in enumerate(edges(lists)):
        if graph >> bit & 1:
            joined[first] |= 1 << second
            joined[second] |= 1 << first
    return tuple(joined)


def may_add(joined: tuple[int, ...] | list[int], first: int, second: int) -> bool:
    """Whether joining two lists that are not joined leaves a decomposable graph decomposable.

    It does if what both are joined to cuts every way from one to the other.

    Source:
        Giudici & Green (1999), Biometrika 86, 785–801, section 3.
    """
    barred = joined[first] & joined[second]
    reached, frontier = 1 << first, 1 << first
    while frontier:
        further = 0
        for index in range(len(joined)):
            if frontier >> index & 1:
                further |= joined[index]
        frontier = further & ~barred & ~reached
        if frontier >> second & 1:
            return False
        reached |= frontier
    return True


def may_remove(joined: tuple[int, ...] | list[int], first: int, second: int) -> bool:
    """Whether parting two joined lists leaves a decomposable graph decomposable.

    It does if they are together in one clique only: what both are joined to is all joined.

    Source:
        Giudici & Green (1999), section 3.
    """
    shared = joined[first] & joined[second]
    return all(
        shared & ~(joined[index] | 1 << index) == 0 for index in range(len(joined)) if shared >> index & 1
    )


def spelled(graph: int, lists: int) -> str:
    """The graph by its cliques, lists numbered from 1; beyond nine lists with points between.

    Example:
        >>> spelled(0b001, 3), spelled(0b111, 3), spelled(0, 3)
        ('[12,3]', '[123]', '[1,2,3]')
    """
    joined = neighbours_of(graph, lists)
    cliques: list[int] = []
    _cliques(joined, 0, (1 << lists) - 1, 0, cliques)
    between = "" if lists <= 9 else "."
    named = [tuple(index + 1 for index in range(lists) if clique >> index & 1) for clique in cliques]
    named.sort(key=lambda clique: (-len(clique), clique))
    return "[" + ",".join(between.join(map(str, clique)) for clique in named) + "]"


def _cliques(joined: tuple[int, ...], clique: int, may: int, done: int, found: list[int]) -> None:
    """Bron & Kerbosch's search for maximal cliques."""
    if not may and not done:
        found.append(clique)
    for index in range(len(joined)):
        if may >> index & 1:
            _cliques(joined, clique | 1 << index, may & joined[index], done & joined[index], found)
            may &= ~(1 << index)
            done |= 1 << index
