"""Populations of known size, drawn by laws that are written down: for tests, and for how often intervals hold.

Per person one uniform number for the class or stratum, where the law has any, then one for each list in
order; a person is on a list where the number is below the list's share. Replicate r of a design at N
people begins with the seed [20220105, the design's key, N, r], so that others can draw the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aiqyn.core.estimation import CaptureCounts, StratifiedCounts, Stratum

__all__ = ["DESIGNS", "Design", "Population", "drawn_population"]

Found = np.ndarray
"""One row for each person whom some list can reach: true where they are on the list of the column."""
Law = Callable[[np.random.Generator, int], tuple[Found, np.ndarray]]
"""From chance and a number of people, who is on which list, and each one's stratum."""

SIZES = (250, 1000, 5000)
EVEN = (0.30, 0.25, 0.20, 0.15)
SPARSE = (0.10, 0.08, 0.06, 0.05)
HARD, EASY = (0.10, 0.08, 0.12, 0.06, 0.09), (0.55, 0.60, 0.45, 0.50, 0.40)
THREE = (
    (0.08, 0.06, 0.10, 0.05, 0.07),
    (0.35, 0.10, 0.30, 0.15, 0.25),
    (0.60, 0.55, 0.50, 0.45, 0.40),
)
CITY, COUNTRYSIDE = (0.40, 0.30, 0.10, 0.20), (0.10, 0.20, 0.35, 0.15)


@dataclass(frozen=True)
class Design:
    """A law that populations are drawn from.

    Attributes:
        key: Its number in the random seed.
        says: What it is, for the documentation.
        law: How people come to be on lists.
        sizes: How many people.
        model: The true log-linear model, as interactions of lists in bits; `None` where none is true.
        holds: Methods whose assumptions are true in it, so that their intervals should hold.
        divided: Whether estimates are made for each stratum and summed.
    """

    key: int
    says: str
    law: Law
    sizes: Sequence[int] = SIZES
    model: frozenset[int] | None = None
    holds: tuple[str, ...] = ()
    divided: bool = False


@dataclass(frozen=True)
class Population:
    """One draw: the counts that an estimator may see, and what it may not.

    Attributes:
        counts: By list, and by stratum where the design is estimated by strata.
        reachable: How many people some list can reach: whom estimates can speak of.
        people: How many there are.
    """

    counts: StratifiedCounts
    reachable: int
    people: int


def independent(shares: Sequence[float]) -> Law:
    """Everyone alike, and no list knows of another."""

    def draw(generator: np.random.Generator, people: int) -> tuple[Found, np.ndarray]:
        return generator.random((people, len(shares))) < np.array(shares), np.zeros(people, dtype=int)

    return draw


def classes(weights: Sequence[float], shares: Sequence[Sequence[float]], *, unreachable: int = 0) -> Law:
    """People of several kinds; of the first `unreachable` kinds no list has anyone."""

    def draw(generator: np.random.Generator, people: int) -> tuple[Found, np.ndarray]:
        uniform = generator.random((people, len(shares[0]) + 1))
        # The last weight takes what rounding leaves.
        kind = np.minimum(np.searchsorted(np.cumsum(weights), uniform[:, 0], side="right"), len(weights) - 1)
        found = uniform[:, 1:] < np.array(shares)[kind]
        reachable = kind >= unreachable
        return found[reachable], kind[reachable]

    return draw


def pair(*, if_on_first: float, otherwise: float) -> Law:
    """The second list depends on the first; two others on nothing."""

    def draw(generator: np.random.Generator, people: int) -> tuple[Found, np.ndarray]:
        uniform = generator.random((people, 4))
        first = uniform[:, 0] < 0.25
        second = uniform[:, 1] < np.where(first, if_on_first, otherwise)
        found = np.column_stack([first, second, uniform[:, 2] < 0.20, uniform[:, 3] < 0.15])
        return found, np.zeros(people, dtype=int)

    return draw


def partly_unreachable(share: float, shares: Sequence[float]) -> Law:
    """A share of the people, exactly, is on no list and can't be."""
    return lambda generator, people: independent(shares)(generator, people - round(share * people))


_LOGLINEAR = ("decomposable", "loglinear", "loglinear-averaged", "hierarchical")
_ALL = ("lcmcr", *_LOGLINEAR, "chao")
_INDEPENDENCE: frozenset[int] = frozenset()
_FIRST_TWO = frozenset({0b0011})
_BY_PLACE = classes((0.6, 0.4), (CITY, COUNTRYSIDE))

DESIGNS: Mapping[str, Design] = {
    "A": Design(1, "four independent lists", independent(EVEN), model=_INDEPENDENCE, holds=_ALL),
    "A-sparse": Design(
        2,
        "four independent lists that reach a quarter of the people",
        independent(SPARSE),
        model=_INDEPENDENCE,
        holds=_ALL,
    ),
    "B": Design(
        3,
        "two classes of people, the larger one hard to find, and five lists",
        classes((0.7, 0.3), (HARD, EASY)),
        holds=("lcmcr",),
    ),
    "B3": Design(
        8,
        "three classes of people, and five lists",
        classes((0.5, 0.3, 0.2), THREE),
        (250, 1000),
        holds=("lcmcr",),
    ),
    "C": Design(
        4,
        "four lists, of which one is copied in part from another",
        pair(if_on_first=0.60, otherwise=0.10),
        model=_FIRST_TWO,
        holds=_LOGLINEAR,
    ),
    "C-neg": Design(
        5,
        "four lists, of which one avoids the people of another",
        pair(if_on_first=0.02, otherwise=0.25),
        model=_FIRST_TWO,
        holds=_LOGLINEAR,
    ),
    "S": Design(
        9,
        "two strata in which the four lists reach different shares; estimated by strata and summed",
        _BY_PLACE,
        (250, 1000),
        model=_INDEPENDENCE,
        holds=_ALL,
        divided=True,
    ),
    "S-together": Design(
        9,
        "the same populations as S, estimated as if the strata were not known",
        _BY_PLACE,
        (250, 1000),
        holds=("lcmcr",),
    ),
    "D": Design(
        6,
        "as A, with 30 % of the people whom no list can reach",
        partly_unreachable(0.30, EVEN),
        (1000, 5000),
        model=_INDEPENDENCE,
        holds=_ALL,
    ),
    "D-class": Design(
        7,
        "as B, but no list can reach the hard class",
        classes((0.7, 0.3), (HARD, EASY), unreachable=1),
        (1000, 5000),
        model=_INDEPENDENCE,
        holds=_ALL,
    ),
}


def drawn_population(name: str, people: int, replicate: int) -> Population:
    """The population of that design, size and number: always the same."""
    design = DESIGNS[name]
    generator = np.random.default_rng([20220105, design.key, people, replicate])
    found, strata = design.law(generator, people)
    if not design.divided:
        return Population(StratifiedCounts.undivided(_tabulated(found)), len(found), people)
    parts = tuple(
        Stratum((f"stratum {number + 1}",), _tabulated(found[strata == number]))
        for number in range(int(strata.max()) + 1)
    )
    return Population(StratifiedCounts(("stratum",), parts), len(found), people)


def _tabulated(found: Found) -> CaptureCounts:
    lists = found.shape[1]
    patterns, numbers = np.unique(found @ (1 << np.arange(lists)), return_counts=True)
    counts = dict(zip(patterns.tolist(), numbers.tolist(), strict=True))
    counts.pop(0, None)
    return CaptureCounts.from_mapping([f"L{index + 1}" for index in range(lists)], counts)
