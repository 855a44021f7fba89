"""The compiled walk through the partitions of one large group; nobody but `samples` calls it.

A state is a label for each unit. A sweep makes two kinds of moves, each of which leaves the
posterior as it is: every unit chooses anew among the clusters of its neighbours, its own and none
(Gibbs); and for half as many edges drawn at random the two ends' clusters are joined, or the one cluster of
both is split by dealing its other units out one after the other (Dahl 2005, the sequentially-allocated
merge-split sampler). Without the second kind, two rows here and two there that are all of one
person would have to part before they could meet.

A cluster's evidence is that of `enumeration`: the summed heights of average linkage.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.rosters.clustering.evidence import NEVER

__all__ = ["LARGEST_CLUSTER", "walk", "walk_quickly"]

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

LARGEST_CLUSTER = 64
"""A cluster of so many units takes no more of them while sampling; in a quick walk, of so many records."""

LEAST_LOOKED_AT = -7.0
"""Log odds, before extents have their say, below which a cluster is not among those a unit may choose."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _compiled(function: _Function) -> _Function:
    """The function as machine code where Numba is there; else as it is, some fifty times slower."""
    try:
        from numba import njit
    except ImportError:
        return function
    try:
        return cast(_Function, njit(cache=True, nogil=True, error_model="numpy")(function))
    except RuntimeError:  # no folder for the cache can be written
        return cast(_Function, njit(nogil=True, error_model="numpy")(function))


@_compiled
def _between(first: int, second: int, starts: Whole, ends: Whole, strength: Real, unlisted: float) -> float:  # noqa: PLR0917
    """Mean strength between two units."""
    low, high = starts[first], starts[first + 1]
    while low < high:
        middle = (low + high) // 2
        if ends[middle] < second:
            low = middle + 1
        else:
            high = middle
    if low < starts[first + 1] and ends[low] == second:
        return float(strength[low])
    return unlisted


@_compiled
def _value(  # noqa: PLR0917 - compiled code takes no keywords
    members: Whole,
    count: int,
    size: Real,
    of_size: Real,
    lists: Whole,
    repeated: float,
    several: bool,  # noqa: FBT001 - compiled code takes no keywords
    starts: Whole,
    ends: Whole,
    strength: Real,
    unlisted: float,
    exponent: float,
    table: Real,
    weight: Real,
) -> float:
    """Log weight of a cluster of the first `count` members, against all of them being alone."""
    records = 0.0
    result = 0.0
    for place in range(count):
        weight[place] = size[members[place]]
        records += weight[place]
        table[place, place] = -np.inf
        for other in range(place):
            found = _between(members[place], members[other], starts, ends, strength, unlisted)
            table[place, other] = found
            table[other, place] = found
    if several:
        on_lists, repeats = _lists(members, count, lists)
        result += _size_weight(on_lists, of_size) + repeated * repeats
    else:
        result += _size_weight(records, of_size)
    for left in range(count - 1, 0, -1):
        best, first, second = -np.inf, 0, 1
        for row in range(left + 1):
            for column in range(row):
                if table[row, column] > best:
                    best, first, second = table[row, column], column, row
        result += np.log(best) / exponent if best > 0 else NEVER
        share = weight[first] / (weight[first] + weight[second])
        weight[first] += weight[second]
        for other in range(left + 1):
            if other not in (first, second):
                joined = share * table[first, other] + (1 - share) * table[second, other]
                table[first, other] = joined
                table[other, first] = joined
        # The last one takes the place of the one that is gone.
        weight[second] = weight[left]
        for other in range(left):
            if other != second:
                table[second, other] = table[left, other]
                table[other, second] = table[left, other]
    return result


@_compiled
def _lists(members: Whole, count: int, lists: Whole) -> tuple[float, float]:
    """On how many lists these units are, and how often one comes again among them."""
    repeats = 0
    on_lists = 0
    for word in range(lists.shape[1]):
        seen = 0
        for place in range(count):
            again = seen & lists[members[place], word]
            seen |= lists[members[place], word]
            while again:
                again &= again - 1
                repeats += 1
        while seen:
            seen &= seen - 1
            on_lists += 1
    return float(on_lists), float(repeats)


@_compiled
def _size_weight(extent: float, of_size: Real) -> float:
    last = len(of_size) - 1
    if extent <= last:
        return float(of_size[int(extent)])
    return float(of_size[last] + (extent - last) * min(of_size[last] - of_size[last - 1], 0.0))


@_compiled
def _members(cluster: int, head: Whole, following: Whole, members: Whole) -> int:
    """Fills in a cluster's units; returns how many they are."""
    count = 0
    unit = head[cluster]
    while unit >= 0:
        members[count] = unit
        count += 1
        unit = following[unit]
    return count


@_compiled
def _take_out(unit: int, cluster: int, head: Whole, following: Whole, before: Whole) -> None:
    if before[unit] >= 0:
        following[before[unit]] = following[unit]
    else:
        head[cluster] = following[unit]
    if following[unit] >= 0:
        before[following[unit]] = before[unit]


@_compiled
def _put_in(unit: int, cluster: int, head: Whole, following: Whole, before: Whole) -> None:
    following[unit] = head[cluster]
    before[unit] = -1
    if head[cluster] >= 0:
        before[head[cluster]] = unit
    head[cluster] = unit


@_compiled
def _chosen(gains: Real, count: int, chance: float) -> int:
    """One of the choices, with probabilities in proportion to the exponentials of their gains."""
    most = gains[:count].max()
    total = 0.0
    for place in range(count):
        total += np.exp(gains[place] - most)
    threshold = chance * total
    for place in range(count):
        threshold -= np.exp(gains[place] - most)
        if threshold < 0:
            return place
    return count - 1


@_compiled
def walk(  # noqa: PLR0912, PLR0915, PLR0917 - one loop over one state
    labels: Whole,
    size: Real,
    of_size: Real,
    lists: Whole,
    repeated: float,
    several: bool,  # noqa: FBT001 - compiled code takes no keywords
    starts: Whole,
    ends: Whole,
    strength: Real,
    unlisted: float,
    exponent: float,
    sweeps: int,
    generator: np.random.Generator,
) -> None:
    """Changes the labels by so many sweeps.

    Args:
        labels: Where to start: a number below the units' for each unit; changed.
        size: Records of each unit.
        of_size: Log weight of a cluster of such extent.
        lists: Lists of each unit as bits, in words.
        repeated: What one more record on the same list adds.
        several: Whether there is more than one list.
        starts, ends, strength: Each unit's neighbours, ascending, with the mean strength between.
        unlisted: The strength between units that are no neighbours.
        exponent: Of the power mean; an argument, since compiled code kept on disk keeps constants.
        sweeps: How many.
        generator: Where chance comes from.
    """
    units = len(labels)
    head = np.full(units, -1, np.int64)
    following = np.full(units, -1, np.int64)
    before = np.full(units, -1, np.int64)
    counts = np.zeros(units, np.int64)
    values = np.zeros(units)
    table = np.empty((LARGEST_CLUSTER + 1, LARGEST_CLUSTER + 1))
    weight = np.empty(LARGEST_CLUSTER + 1)
    members = np.empty(units + 1, np.int64)
    first_side = np.empty(units + 1, np.int64)
    second_side = np.empty(units + 1, np.int64)
    seen = np.full(units, -1, np.int64)
    slot = np.empty(units, np.int64)
    near = np.empty(units, np.int64)
    summed = np.empty(units)
    linked = np.empty(units, np.int64)
    # What can't be chosen but once in a thousand times is not looked at closely.
    least = np.exp(exponent * (LEAST_LOOKED_AT - max(0.0, np.diff(of_size).max())))
    tried = np.flatnonzero(strength > least)
    choices = np.empty(units + 2, np.int64)
    gains = np.empty(units + 2)
    new_values = np.empty(units + 2)
    for unit in range(units):
        _put_in(unit, labels[unit], head, following, before)
        counts[labels[unit]] += 1
    free = np.empty(units, np.int64)
    empty = 0
    for cluster in range(units):
        if counts[cluster] == 0:
            free[empty] = cluster
            empty += 1
        elif counts[cluster] <= LARGEST_CLUSTER:
            count = _members(cluster, head, following, members)
            values[cluster] = _value(
                members,
                count,
                size,
                of_size,
                lists,
                repeated,
                several,
                starts,
                ends,
                strength,
                unlisted,
                exponent,
                table,
                weight,
            )
    step = 0
    for _ in range(sweeps):
        for _ in range(units):
            unit = int(generator.random() * units)
            step += 1
            own = labels[unit]
            if counts[own] > LARGEST_CLUSTER:
                continue
            _take_out(unit, own, head, following, before)
            counts[own] -= 1
            members[0] = unit
            alone = _value(
                members,
                1,
                size,
                of_size,
                lists,
                repeated,
                several,
                starts,
                ends,
                strength,
                unlisted,
                exponent,
                table,
                weight,
            )
            rest = 0.0
            if counts[own]:
                count = _members(own, head, following, members)
                rest = _value(
                    members,
                    count,
                    size,
                    of_size,
                    lists,
                    repeated,
                    several,
                    starts,
                    ends,
                    strength,
                    unlisted,
                    exponent,
                    table,
                    weight,
                )
                choices[0] = own
                gains[0] = values[own] - rest
                new_values[0] = values[own]
            else:
                free[empty] = own
                empty += 1
                choices[0] = -1
                gains[0] = alone
                new_values[0] = alone
            choice_count = 1
            if counts[own]:
                choices[1] = -1
                gains[1] = alone
                new_values[1] = alone
                choice_count = 2
            seen[own] = step
            found = 0
            for at in range(starts[unit], starts[unit + 1]):
                other = labels[ends[at]]
                if other == own:
                    continue
                if seen[other] != step:
                    seen[other] = step
                    slot[other] = found
                    near[found] = other
                    summed[found] = 0.0
                    linked[found] = 0
                    found += 1
                summed[slot[other]] += strength[at]
                linked[slot[other]] += 1
            for place in range(found):
                other = near[place]
                unlinked = counts[other] - linked[place]
                if counts[other] >= LARGEST_CLUSTER:
                    continue
                if summed[place] + unlinked * unlisted < least * counts[other]:
                    continue
                count = _members(other, head, following, members)
                members[count] = unit
                new_values[choice_count] = _value(
                    members,
                    count + 1,
                    size,
                    of_size,
                    lists,
                    repeated,
                    several,
                    starts,
                    ends,
                    strength,
                    unlisted,
                    exponent,
                    table,
                    weight,
                )
                gains[choice_count] = new_values[choice_count] - values[other]
                choices[choice_count] = other
                choice_count += 1
            place = _chosen(gains, choice_count, generator.random())
            target = choices[place]
            if target < 0:
                empty -= 1
                target = free[empty]
            if target != own:
                values[own] = rest
            values[target] = new_values[place]
            labels[unit] = target
            counts[target] += 1
            _put_in(unit, target, head, following, before)
        for _ in range(units // 2 if len(tried) else 0):
            at = tried[int(generator.random() * len(tried))]
            first = int(np.searchsorted(starts, at, side="right")) - 1
            second = ends[at]
            one, other = labels[first], labels[second]
            together = counts[one] if one == other else counts[one] + counts[other]
            if together > LARGEST_CLUSTER:
                continue
            count = _members(one, head, following, members)
            if one != other:
                unit = head[other]
                while unit >= 0:
                    members[count] = unit
                    count += 1
                    unit = following[unit]
            whole = values[one]
            if one != other:
                whole = _value(
                    members,
                    count,
                    size,
                    of_size,
                    lists,
                    repeated,
                    several,
                    starts,
                    ends,
                    strength,
                    unlisted,
                    exponent,
                    table,
                    weight,
                )
            # The units are dealt out in an order of chance, the two ends first.
            for place in range(count - 1, 0, -1):
                swap = int(generator.random() * (place + 1))
                members[place], members[swap] = members[swap], members[place]
            first_side[0], second_side[0] = first, second
            on_first, on_second = 1, 1
            first_value = _value(
                first_side,
                1,
                size,
                of_size,
                lists,
                repeated,
                several,
                starts,
                ends,
                strength,
                unlisted,
                exponent,
                table,
                weight,
            )
            second_value = _value(
                second_side,
                1,
                size,
                of_size,
                lists,
                repeated,
                several,
                starts,
                ends,
                strength,
                unlisted,
                exponent,
                table,
                weight,
            )
            log_chance = 0.0
            for place in range(count):
                unit = members[place]
                if unit in (first, second):
                    continue
                first_side[on_first] = unit
                with_first = _value(
                    first_side,
                    on_first + 1,
                    size,
                    of_size,
                    lists,
                    repeated,
                    several,
                    starts,
                    ends,
                    strength,
                    unlisted,
                    exponent,
                    table,
                    weight,
                )
                second_side[on_second] = unit
                with_second = _value(
                    second_side,
                    on_second + 1,
                    size,
                    of_size,
                    lists,
                    repeated,
                    several,
                    starts,
                    ends,
                    strength,
                    unlisted,
                    exponent,
                    table,
                    weight,
                )
                odds = (with_first - first_value) - (with_second - second_value)
                share = 0.5 * (1.0 + np.tanh(0.5 * odds))
                goes_first = generator.random() < share if one == other else labels[unit] == one
                log_chance += np.log(max(share if goes_first else 1.0 - share, 1e-300))
                if goes_first:
                    on_first += 1
                    first_value = with_first
                else:
                    on_second += 1
                    second_value = with_second
            apart = first_value + second_value
            chance = np.log(max(generator.random(), 1e-300))
            if one == other:
                if chance < apart - whole - log_chance:
                    empty -= 1
                    target = free[empty]
                    for place in range(on_second):
                        unit = second_side[place]
                        _take_out(unit, one, head, following, before)
                        _put_in(unit, target, head, following, before)
                        labels[unit] = target
                    counts[one], counts[target] = on_first, on_second
                    values[one], values[target] = first_value, second_value
            elif chance < whole + log_chance - apart:
                for place in range(on_second):
                    unit = second_side[place]
                    _take_out(unit, other, head, following, before)
                    _put_in(unit, one, head, following, before)
                    labels[unit] = one
                counts[one], counts[other] = count, 0
                values[one], values[other] = whole, 0.0
                free[empty] = other
                empty += 1


@_compiled
def walk_quickly(  # noqa: PLR0912, PLR0915, PLR0917 - one loop over one state
    labels: Whole,
    size: Real,
    of_size: Real,
    lists: Whole,
    repeated: float,
    several: bool,  # noqa: FBT001 - compiled code takes no keywords
    starts: Whole,
    ends: Whole,
    strength: Real,
    unlisted: float,
    exponent: float,
    sweeps: int,
    generator: np.random.Generator,
) -> None:
    """Changes the labels by so many sweeps in which a unit looks at the mean odds to each cluster alone.

    For groups of many thousands of units, where to join each candidate's units anew would take hours. What a
    cluster's own evidence loses or gains by another order of joining is left out, and whole clusters are
    neither split nor joined. The arguments are those of `walk`.
    """
    units = len(labels)
    head = np.full(units, -1, np.int64)
    following = np.full(units, -1, np.int64)
    before = np.full(units, -1, np.int64)
    records = np.zeros(units)
    seen = np.full(units, -1, np.int64)
    slot = np.empty(units, np.int64)
    near = np.empty(units + 1, np.int64)
    summed = np.empty(units + 1)
    linked = np.empty(units + 1)
    gains = np.empty(units + 1)
    members = np.empty(units + 1, np.int64)
    for unit in range(units):
        _put_in(unit, labels[unit], head, following, before)
        records[labels[unit]] += size[unit]
    free = np.empty(units + 1, np.int64)
    empty = 0
    for cluster in range(units):
        if head[cluster] < 0:
            free[empty] = cluster
            empty += 1
    step = 0
    for _ in range(sweeps):
        for _ in range(units):
            unit = int(generator.random() * units)
            step += 1
            own = labels[unit]
            _take_out(unit, own, head, following, before)
            records[own] -= size[unit]
            if head[own] < 0:
                free[empty] = own
                empty += 1
            found = 0
            for at in range(starts[unit], starts[unit + 1]):
                other = labels[ends[at]]
                if seen[other] != step:
                    seen[other] = step
                    slot[other] = found
                    near[found] = other
                    summed[found] = 0.0
                    linked[found] = 0.0
                    found += 1
                summed[slot[other]] += size[ends[at]] * strength[at]
                linked[slot[other]] += size[ends[at]]
            members[0] = unit
            for place in range(found):
                other = near[place]
                mean = (summed[place] + (records[other] - linked[place]) * unlisted) / records[other]
                gains[place] = np.log(mean) / exponent if mean > 0 else NEVER
                if other != own and records[other] >= LARGEST_CLUSTER:
                    gains[place] = NEVER
                if gains[place] < LEAST_LOOKED_AT:
                    gains[place] = NEVER
                    continue
                if several:
                    count = 1 + _members(other, head, following, members[1:])
                    joined, repeats = _lists(members, count, lists)
                    rest, repeats_of_rest = _lists(members[1:], count - 1, lists)
                    gains[place] += _size_weight(joined, of_size) - _size_weight(rest, of_size)
                    gains[place] += repeated * (repeats - repeats_of_rest)
                else:
                    gains[place] += _size_weight(records[other] + size[unit], of_size)
                    gains[place] -= _size_weight(records[other], of_size)
            extent = size[unit]
            if several:
                extent, _ = _lists(members, 1, lists)
            gains[found] = _size_weight(extent, of_size)
            place = _chosen(gains, found + 1, generator.random())
            if place == found:
                empty -= 1
                target = free[empty]
            else:
                target = near[place]
            labels[unit] = target
            records[target] += size[unit]
            _put_in(unit, target, head, following, before)
