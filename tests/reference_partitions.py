"""The posterior over partitions as its definition reads: every partition, one after the other, in plain loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import exp, log

Pair = tuple[int, int]
Partition = tuple[tuple[int, ...], ...]

EXPONENT = 0.15


def partitions(items: Sequence[int]) -> Iterator[Partition]:
    """All ways to put items into clusters."""
    if not items:
        yield ()
        return
    first, *rest = items
    for smaller in partitions(rest):
        for place, cluster in enumerate(smaller):
            yield (*smaller[:place], (first, *cluster), *smaller[place + 1 :])
        yield ((first,), *smaller)


def evidence(cluster: Sequence[int], log_odds: Mapping[Pair, float], unlisted: float) -> float:
    """Summed heights of average linkage by power means of odds."""
    parts = [(item,) for item in cluster]
    total = 0.0
    while len(parts) > 1:
        height, one, other = max(
            (_between(one, other, log_odds, unlisted), one, other)
            for place, one in enumerate(parts)
            for other in parts[place + 1 :]
        )
        total += height
        parts = [part for part in parts if part not in (one, other)] + [one + other]
    return total


def _between(
    one: Sequence[int], other: Sequence[int], log_odds: Mapping[Pair, float], unlisted: float
) -> float:
    powers = [exp(EXPONENT * log_odds.get((min(a, b), max(a, b)), unlisted)) for a in one for b in other]
    return log(sum(powers) / len(powers)) / EXPONENT


def pair_probabilities(
    count: int,
    log_odds: Mapping[Pair, float],
    unlisted: float,
    weight: Callable[[int], float] = lambda size: 0.0,
) -> dict[Pair, float]:
    """For each pair the probability that both are in one cluster."""
    scores = {
        partition: sum(evidence(each, log_odds, unlisted) + weight(len(each)) for each in partition)
        for partition in partitions(range(count))
    }
    most = max(scores.values())
    total = sum(exp(score - most) for score in scores.values())
    result = {(a, b): 0.0 for b in range(count) for a in range(b)}
    for partition, score in scores.items():
        for cluster in partition:
            for pair in result:
                if set(pair) <= set(cluster):
                    result[pair] += exp(score - most) / total
    return result
