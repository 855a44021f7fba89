"""Hierarchical log-linear models: which lists are allowed to depend on which.

A model is the set of its interactions, each a set of two lists or more as bits. Hierarchical
means that with an interaction come all its parts; so the model can be told by its largest
interactions, as in [123,14,34].
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

__all__ = ["Model", "every_model", "generators", "interactions", "neighbours", "spelled", "terms"]

Model = frozenset[int]


def interactions(lists: int, *, largest: int) -> tuple[int, ...]:
    """All sets of two to `largest` of so many lists, small ones first."""
    return tuple(
        sum(1 << index for index in chosen)
        for size in range(2, largest + 1)
        for chosen in combinations(range(lists), size)
    )


def neighbours(model: Model, candidates: tuple[int, ...]) -> Iterator[Model]:
    """Models with one interaction more or one less that are hierarchical again, in a fixed order."""
    for term in candidates:
        if term in model:
            if not any(other != term and other & term == term for other in model):
                yield model - {term}
        elif all(part in model for part in _parts(term)):
            yield model | {term}


def every_model(lists: int, *, largest: int) -> tuple[Model, ...]:
    """All hierarchical models with interactions of up to `largest` lists, from independence on.

    Example:
        >>> len(every_model(3, largest=2)), len(every_model(4, largest=3))
        (8, 113)
    """
    candidates = interactions(lists, largest=largest)
    found: dict[Model, None] = {frozenset(): None}
    frontier = [Model()]
    while frontier:
        grown: dict[Model, None] = {}
        for model in frontier:
            for other in neighbours(model, candidates):
                if len(other) > len(model) and other not in found:
                    grown[other] = None
        found.update(grown)
        frontier = list(grown)
    return tuple(found)


def terms(model: Model, lists: int) -> tuple[int, ...]:
    """The columns of the model's design: the constant, each list, each interaction."""
    return (0, *(1 << index for index in range(lists)), *sorted(model, key=_order))


def generators(model: Model, lists: int) -> tuple[int, ...]:
    """The largest interactions, and the lists that are in none."""
    alone = [1 << index for index in range(lists) if not any(term >> index & 1 for term in model)]
    largest = [term for term in model if not any(other != term and other & term == term for other in model)]
    return tuple(sorted([*largest, *alone], key=_order))


def spelled(model: Model, lists: int) -> str:
    """The model by its generators, lists numbered from 1; beyond nine lists with points between.

    Example:
        >>> spelled(frozenset({0b0011, 0b0101, 0b0110, 0b0111, 0b1001, 0b1100}), 4)
        '[123,14,34]'
    """
    between = "" if lists <= 9 else "."
    return "[" + ",".join(_numbers(term, between) for term in generators(model, lists)) + "]"


def _numbers(term: int, between: str) -> str:
    return between.join(str(index + 1) for index in range(term.bit_length()) if term >> index & 1)


def _parts(term: int) -> Iterator[int]:
    """What remains of an interaction of three or more without one of its lists."""
    if term.bit_count() > 2:
        for index in range(term.bit_length()):
            if term >> index & 1:
                yield term & ~(1 << index)


def _order(term: int) -> tuple[int, tuple[int, ...]]:
    return (-term.bit_count(), tuple(index for index in range(term.bit_length()) if term >> index & 1))
