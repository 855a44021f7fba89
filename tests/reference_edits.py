"""The edits between two names the slow way: one lattice at a time, cell by cell, as the method is defined.

Every way of taking the first `i` sounds of one text for the first `j` of the other ends in one of seven
last steps; the cheapest is kept. Nothing here is shared with what is tested but the tables of costs.
"""

from __future__ import annotations

from aiqyn.core.names.sounds import ALPHABET, DOUBLED, NEVER, SWAPPED, SoundCosts


def reference_cost(first: str, second: str, costs: SoundCosts) -> int:
    """The cost of the cheapest way, in hundredths of an edit."""
    one, other = [_number(sound) for sound in first], [_number(sound) for sound in second]
    cheapest = {(0, 0): 0}
    for i in range(len(one) + 1):
        for j in range(len(other) + 1):
            if i or j:
                cheapest[i, j] = min(_last_steps(i, j, one, other, cheapest, costs))
    return cheapest[len(one), len(other)]


def _last_steps(i, j, one, other, cheapest, costs):
    yield NEVER
    if i:
        yield cheapest[i - 1, j] + _dropped(one, i, costs)
    if j:
        yield cheapest[i, j - 1] + _dropped(other, j, costs)
    if i and j:
        yield cheapest[i - 1, j - 1] + int(costs.swap[one[i - 1], other[j - 1]])
    if i > 1 and j:
        yield cheapest[i - 2, j - 1] + _two_for_one(one[i - 2 : i], other[j - 1], costs)
    if i and j > 1:
        yield cheapest[i - 1, j - 2] + _two_for_one(other[j - 2 : j], one[i - 1], costs)
    if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
        yield cheapest[i - 2, j - 2] + SWAPPED


def _dropped(text, end, costs):
    repeats = end > 1 and text[end - 1] == text[end - 2]
    return DOUBLED if repeats else int(costs.dropped[text[end - 1]])


def _two_for_one(two, single, costs):
    return int(costs.two_for_one[costs.digrams[two[0], two[1]], single])


def _number(sound):
    return ALPHABET.index(sound) + 1
