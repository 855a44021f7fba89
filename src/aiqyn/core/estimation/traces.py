"""What a reader sees of a sampler's chains: thinned draws, and how each chain's draws rank among all.

Chains that agree wander over the same numbers, and each has as many draws in every part of the
ranks as the others; one that stood elsewhere, or stood still, shows at a glance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.estimates import JsonValue

__all__ = ["DRAWS_SHOWN", "PARTS_OF_RANKS", "ChainTraces", "traces_of"]

DRAWS_SHOWN = 120
PARTS_OF_RANKS = 20


@dataclass(frozen=True, slots=True)
class ChainTraces:
    """The chains of one sampler.

    Attributes:
        draws: For each chain up to 120 of its draws, evenly spaced, in their order.
        ranks: For each chain how many of all its draws fall in each twentieth of the ranks of
            all chains together.
    """

    draws: tuple[tuple[int, ...], ...]
    ranks: tuple[tuple[int, ...], ...]

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of the traces."""
        return {"draws": self.draws, "ranks": self.ranks}


def traces_of(people: NDArray[np.floating[Any]]) -> ChainTraces:
    """What is shown of draws in one row per chain; draws of one number share their middle rank.

    Source:
        Rank plots: Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), Bayesian Analysis 16,
        667–718, section 4.
    """
    kept = np.unique(np.linspace(0, people.shape[1] - 1, DRAWS_SHOWN).round().astype(int))
    _, place, times = np.unique(people, return_inverse=True, return_counts=True)
    middle = np.cumsum(times) - times / 2
    parts = np.minimum(middle[place.ravel()] * PARTS_OF_RANKS // people.size, PARTS_OF_RANKS - 1)
    by_chain = parts.astype(int).reshape(people.shape)
    return ChainTraces(
        tuple(tuple(round(number) for number in chain[kept].tolist()) for chain in people),
        tuple(tuple(np.bincount(chain, minlength=PARTS_OF_RANKS).tolist()) for chain in by_chain),
    )
