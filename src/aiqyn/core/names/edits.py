"""How far one name is from another: the cheapest way of taking its sounds for the other's.

A lattice of edits, searched in full: sounds are confused, dropped, swapped with their neighbour,
and two stand for one (`ye` for `е`, `tz` for `ц`, `dj` for `ж`), a sound is doubled, each at the cost that packs give it.
So every reading of an ambiguous spelling is weighed against what stands opposite, instead of one
reading being chosen beforehand. Thousands of pairs are searched at once, row by row of the lattice.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.names.sounds import DOUBLED, EDIT, LONGEST, NEVER, SWAPPED, SoundCosts, Texts

__all__ = ["edit_costs"]

_STEPS = (4, 6, 8, 10, 13, 17, 24, LONGEST)
"""Pairs are searched together with others of like length: a lattice is as large as its longest pair."""

_SWAPPED, _NEVER = np.int16(SWAPPED), np.int16(NEVER)

Costs = NDArray[np.int16]
Codes = NDArray[np.uint8]


def edit_costs(firsts: Texts, seconds: Texts, costs: SoundCosts) -> Costs:
    """For each pair of texts in sounds, the cost of the cheapest way from one to the other.

    Symmetric, 0 for equal texts. Only the first `LONGEST` sounds are searched; each sound that one
    text has beyond the other there is an edit.

    Args:
        firsts: Texts in sounds.
        seconds: As many.
        costs: What single edits cost.

    Returns:
        One cost per pair, in hundredths of an edit.

    Source:
        The optimal string alignment variant of Damerau (1964), CACM 7, 171–176, with costs per
        pair of letters and edits of two letters for one as in Brill & Moore (2000), ACL 38, 286–293.
    """
    found = np.zeros(len(firsts.lengths), dtype=np.int16)
    lengths = np.minimum(np.stack([firsts.lengths, seconds.lengths]), LONGEST)
    sizes = np.searchsorted(_STEPS, lengths.max(axis=0, initial=0))
    for size in np.unique(sizes):
        chosen = np.nonzero(sizes == size)[0]
        found[chosen] = _searched(firsts.codes[chosen], seconds.codes[chosen], lengths[:, chosen], costs)
    beyond = np.abs(np.maximum(firsts.lengths, LONGEST) - np.maximum(seconds.lengths, LONGEST))
    whole: Costs = np.minimum(found + beyond * EDIT, NEVER).astype(np.int16)
    return whole


def _searched(firsts: Codes, seconds: Codes, lengths: NDArray[np.int32], costs: SoundCosts) -> Costs:
    """The costs of pairs that share one lattice.

    `rows[i][j]` holds, for every pair, the cost of taking the first `i` sounds of one for the first `j`
    of the other. A row follows from the two before it; only dropped sounds of the second text work within
    a row, and those by a running minimum: the cost of reaching `j` is the least of `reached[k]` and what
    dropping the sounds between `k` and `j` costs.
    """
    height, width = (int(length.max(initial=0)) for length in lengths)
    first = np.ascontiguousarray(firsts[:, : max(height, 1)].T)
    second = np.ascontiguousarray(seconds[:, : max(width, 1)].T)
    pairs = np.arange(len(firsts))
    first_dropped, second_dropped = _dropped(first, costs), _dropped(second, costs)
    dropping = np.zeros((width + 1, len(firsts)), dtype=np.int16)
    np.cumsum(second_dropped[:width], axis=0, out=dropping[1:])
    first_twos = costs.digrams[first[:-1], first[1:]]
    second_twos = costs.digrams[second[:-1], second[1:]]

    ends = np.zeros(len(firsts), dtype=np.int16)
    before: Costs = dropping
    row: Costs = dropping
    _keep(ends, row, lengths, 0, pairs)
    for place in range(1, height + 1):
        sounds = first[place - 1]
        following = np.empty_like(row)
        following[0] = row[0] + first_dropped[place - 1]
        # Confused, or dropped from the first text.
        np.minimum(
            row[:-1] + costs.swap[sounds, second[:width]],
            row[1:] + first_dropped[place - 1],
            out=following[1:],
        )
        # One of the first text for two of the second.
        if width > 1:
            _lower(following[2:], row[:-2] + costs.two_for_one[second_twos[: width - 1], sounds])
        if place > 1:
            # Two of the first text for one of the second; neighbours that changed places.
            twos = first_twos[place - 2]
            _lower(following[1:], before[:-1] + costs.two_for_one[twos, second[:width]])
            if width > 1:
                swapped = (second[: width - 1] == sounds) & (second[1:width] == first[place - 2])
                _lower(following[2:], np.where(swapped, before[:-2] + _SWAPPED, _NEVER))
        np.subtract(following, dropping, out=following)
        np.minimum.accumulate(following, axis=0, out=following)
        np.add(following, dropping, out=following)
        before, row = row, following
        _keep(ends, row, lengths, place, pairs)
    return ends


def _dropped(codes: Codes, costs: SoundCosts) -> Costs:
    """What it costs that a sound is on one side only: little where it repeats the one before it."""
    dropped = costs.dropped[codes]
    dropped[1:] = np.where(codes[1:] == codes[:-1], DOUBLED, dropped[1:])
    return dropped


def _lower(row: Costs, other: Costs) -> None:
    np.minimum(row, other, out=row)


def _keep(ends: Costs, row: Costs, lengths: NDArray[np.int32], place: int, pairs: NDArray[np.intp]) -> None:
    """Take the answer of those pairs whose first text ends at this row."""
    done = pairs[lengths[0] == place]
    ends[done] = row[lengths[1][done], done]
