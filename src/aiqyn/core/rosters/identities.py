"""Numbers of identities that stay: whoever was number 12 before lists are linked again is number 12 after.

A number is a promise to whoever wrote it down. It goes with the larger part of its rows; what becomes
of the rest is told by forwarding entries, and a number that nobody has any more is never given again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NewType

__all__ = [
    "Forwarding",
    "IdentityNumber",
    "NumberedIdentities",
    "RecordKey",
    "no_identities",
    "renumbered",
]

IdentityNumber = NewType("IdentityNumber", int)
"""From 1 on."""

RecordKey = tuple[str, str]
"""A list, and what identifies the row there."""

Because = Literal["merged", "split", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Forwarding:
    """Where rows of an identity went.

    Attributes:
        origin: The number under which they were.
        to: The number under which they are; `None` where its rows are on no list any more.
        because: `merged` where the number is nobody's now, `split` where it stayed with other rows,
            `withdrawn` where its rows are on no list any more.
    """

    origin: IdentityNumber
    to: IdentityNumber | None
    because: Because


@dataclass(frozen=True, slots=True)
class NumberedIdentities:
    """Identities by their numbers, and where those went that nobody has any more.

    Attributes:
        records: For each number its rows, in the order of lists and rows as they were given.
        forwardings: All there ever were, in the order of their making, each once.
        last: The highest number ever given.
    """

    records: Mapping[IdentityNumber, tuple[RecordKey, ...]]
    forwardings: tuple[Forwarding, ...]
    last: IdentityNumber

    def number_of(self) -> dict[RecordKey, IdentityNumber]:
        """For each row the number of its identity."""
        return {key: number for number, keys in self.records.items() for key in keys}

    def resolved(self, number: IdentityNumber) -> tuple[IdentityNumber, ...]:
        """Under which numbers the rows are now that ever were under this one.

        Args:
            number: Any that was ever given.

        Returns:
            Itself first, where somebody has it still; then, ascending, those that took rows from it,
            directly or by way of others. Empty where all its rows were withdrawn.

        Raises:
            KeyError: The number was never given.
        """
        if not 0 < number <= self.last:
            raise KeyError(f"identity {number} was never given; the last is {self.last}")
        onward: dict[IdentityNumber, list[IdentityNumber]] = defaultdict(list)
        for each in self.forwardings:
            if each.to is not None:
                onward[each.origin].append(each.to)
        reached, waiting = {number}, [number]
        while waiting:
            for beyond in onward[waiting.pop()]:
                if beyond not in reached:
                    reached.add(beyond)
                    waiting.append(beyond)
        alive = sorted(each for each in reached if each in self.records)
        return tuple(sorted(alive, key=lambda each: each != number))


def no_identities() -> NumberedIdentities:
    """The identities before anything was linked."""
    return NumberedIdentities({}, (), IdentityNumber(0))


def renumbered(
    previous: NumberedIdentities, records: Sequence[RecordKey], labels: Iterable[int]
) -> NumberedIdentities:
    """Numbers for a new partition that change as little as can be.

    Clusters and previous identities are matched by how many rows they share, the largest overlap first;
    of equal ones that which shares the larger part of the cluster, then the lower number, then the
    cluster that comes first. Each number goes to one cluster at most. A cluster that gets none is new,
    and new numbers are given in the order of its first row.

    Args:
        previous: The identities as they were.
        records: The rows, each once, in the order in which they should be shown.
        labels: For each row its cluster; equal labels mean one person.

    Raises:
        ValueError: A row is given twice, or there are not as many labels as rows.

    Example:
        >>> rows = [("A", "1"), ("A", "2"), ("B", "1")]
        >>> first = renumbered(no_identities(), rows, [0, 1, 0])
        >>> dict(first.records)
        {1: (('A', '1'), ('B', '1')), 2: (('A', '2'),)}
        >>> second = renumbered(first, rows, [0, 0, 0])
        >>> dict(second.records), second.forwardings
        ({1: (('A', '1'), ('A', '2'), ('B', '1'))}, (Forwarding(origin=2, to=1, because='merged'),))
    """
    clusters = _clusters(records, labels)
    before = previous.number_of()
    shared = [Counter(before[key] for key in keys if key in before) for keys in clusters]
    number_of_cluster = _matched(clusters, shared)
    last = previous.last
    for cluster in range(len(clusters)):
        if cluster not in number_of_cluster:
            last = IdentityNumber(last + 1)
            number_of_cluster[cluster] = last
    numbered = {number_of_cluster[cluster]: keys for cluster, keys in enumerate(clusters)}
    known = set(previous.forwardings)
    new = [each for each in _forwardings(previous, number_of_cluster, shared) if each not in known]
    return NumberedIdentities(dict(sorted(numbered.items())), (*previous.forwardings, *new), last)


def _clusters(records: Sequence[RecordKey], labels: Iterable[int]) -> list[tuple[RecordKey, ...]]:
    """The rows of each cluster, by first rows."""
    if len(set(records)) != len(records):
        raise ValueError("each row once")
    members: dict[int, list[RecordKey]] = {}
    for key, label in zip(records, labels, strict=True):
        members.setdefault(label, []).append(key)
    return [tuple(keys) for keys in members.values()]


def _matched(
    clusters: Sequence[tuple[RecordKey, ...]], shared: Sequence[Counter[IdentityNumber]]
) -> dict[int, IdentityNumber]:
    """Which cluster goes on under which number."""
    offers = sorted(
        (-count, len(clusters[cluster]), number, cluster)
        for cluster, numbers in enumerate(shared)
        for number, count in numbers.items()
    )
    number_of_cluster: dict[int, IdentityNumber] = {}
    taken: set[IdentityNumber] = set()
    for _, _, number, cluster in offers:
        if number not in taken and cluster not in number_of_cluster:
            number_of_cluster[cluster] = number
            taken.add(number)
    return number_of_cluster


def _forwardings(
    previous: NumberedIdentities,
    number_of_cluster: Mapping[int, IdentityNumber],
    shared: Sequence[Counter[IdentityNumber]],
) -> list[Forwarding]:
    """Where rows of the previous identities went that are under another number now."""
    went: dict[IdentityNumber, list[IdentityNumber]] = defaultdict(list)
    for cluster, numbers in enumerate(shared):
        for number in numbers:
            went[number].append(number_of_cluster[cluster])
    kept = set(number_of_cluster.values())
    result = []
    for number in sorted(previous.records):
        stays = number in kept
        others = sorted(set(went[number]) - {number})
        result += [Forwarding(number, to, "split" if stays or len(others) > 1 else "merged") for to in others]
        if not stays and not others:
            result.append(Forwarding(number, None, "withdrawn"))
    return result
