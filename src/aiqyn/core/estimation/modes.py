"""Whether a distribution is one hill or several: several are told as several, not as one wide interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log

from aiqyn.core.estimation.estimates import Distribution, JsonValue, Note, spaced
from aiqyn.core.language import sentence

__all__ = ["Mode", "modes_of", "note_of_modes"]

_BINS = 160
_DEEP = 0.1
"""A valley counts where it is this low beside the lower of the hills around it."""
_LEAST_SHARE = 0.05
_NARROWEST = 1.0


@dataclass(frozen=True, slots=True)
class Mode:
    """One hill of a distribution.

    Attributes:
        share: How much of the distribution it holds.
        median: Within the hill.
        low: The lower end of the interval within the hill.
        high: The upper end.
    """

    share: float
    median: int
    low: int
    high: int

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of one mode."""
        return {"share": round(self.share, 4), "median": self.median, "low": self.low, "high": self.high}


def modes_of(distribution: Distribution, documented: int, *, level: float) -> tuple[Mode, ...]:
    """The hills of a distribution, from the lowest number on; one where there is no deep valley.

    Density is taken over the logarithm of the number of unseen people, on which heavy tails
    are hills too, and none is a hill only because it is sharp.

    Args:
        distribution: Of the number of people.
        documented: How many of them are on some list.
        level: Of the intervals within the hills.
    """
    first = distribution.quantile(0.0005)
    last = distribution.quantile(0.9995)
    last = distribution.points[-1] if last is None else last
    low, high = (log(max(end - documented, 0.5)) for end in (first or documented, last))
    width = (high - low) / _BINS
    if width <= 0:
        return (_mode(distribution, 0.0, 1.0, level),)
    edges = [low + width * index for index in range(_BINS + 1)]
    # Near few unseen people a bin would hold less than one of them: such bins are no valleys.
    edges = [edge for edge in edges if exp(edge) * (exp(width) - 1) >= _NARROWEST] or edges[-1:]
    shares = [distribution.share_below(documented + exp(edge)) for edge in edges]
    density = [after - before for before, after in pairwise(shares)]
    cuts = _valleys(density, shares)
    bounds = [0.0, *(shares[cut] for cut in cuts), 1.0]
    return tuple(_mode(distribution, before, after, level) for before, after in pairwise(bounds))


def _valleys(density: Sequence[float], shares: Sequence[float]) -> list[int]:
    """Places of the lowest points of deep valleys with enough on either side."""
    cuts: list[int] = []
    begin, start_share = 0, 0.0
    for at in range(1, len(density) - 1):
        left = max(density[begin:at], default=0.0)
        right = max(density[at + 1 :])
        lowest = min(range(at, len(density)), key=lambda index: density[index])
        is_lowest = density[at] <= min(density[max(at - 3, 0) : at + 4]) and lowest >= at
        enough = shares[at] - start_share >= _LEAST_SHARE and 1 - shares[at] >= _LEAST_SHARE
        if is_lowest and enough and density[at] < _DEEP * min(left, right):
            cuts.append(at)
            begin, start_share = at, shares[at]
    return cuts


def _mode(distribution: Distribution, before: float, after: float, level: float) -> Mode:
    share = after - before

    def at(part: float) -> int:
        found = distribution.quantile(before + part * share)
        return round(distribution.points[-1] if found is None else found)

    return Mode(share, at(0.5), at(0.5 - level / 2), at(0.5 + level / 2))


def note_of_modes(modes: Sequence[Mode]) -> tuple[Note, ...]:
    """What must be told where there is more than one hill."""
    if len(modes) < 2:
        return ()
    parts = "; ".join(f"{spaced(mode.low)}–{spaced(mode.high)} ({mode.share:.0%})" for mode in modes)
    return (
        Note(
            "several-modes",
            sentence(
                "The data fit separate ranges of numbers, with these shares, and little between them: {parts}. "
                "The interval spans all of them.",
                parts=parts,
            ),
        ),
    )
