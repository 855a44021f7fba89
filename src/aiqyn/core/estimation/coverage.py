"""Declared facts of the lists: whom a list by its nature can't hold.

No arithmetic finds out that a list was kept in one city, or named officials only. Whoever
knows it declares it; then the list counts only where it can hold people, in strata that say
so, or there is no estimate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aiqyn.core.estimation.counts import StratifiedCounts, Stratum
from aiqyn.core.estimation.estimates import Objection
from aiqyn.core.language import sentence

__all__ = ["ListCoverage", "coverage_objections", "within_reach"]


@dataclass(frozen=True, slots=True)
class ListCoverage:
    """That a list can hold only some of the people in question.

    Attributes:
        list: The list's name.
        only: Whom it can hold, in the words of whoever declares it.
        where: For columns of strata, the values where it can hold people; empty where no
            column tells them apart.
    """

    list: str
    only: str
    where: Mapping[str, tuple[str, ...]]


def coverage_objections(
    counts: StratifiedCounts, coverage: tuple[ListCoverage, ...]
) -> tuple[Objection, ...]:
    """Reasons for which declared facts forbid an estimate from these counts.

    Args:
        counts: As read.
        coverage: Facts of lists that the counts have; others are passed over.
    """
    return tuple(objection for fact in coverage for objection in _objections(counts, fact))


def _objections(counts: StratifiedCounts, fact: ListCoverage) -> Iterator[Objection]:
    if fact.list not in counts.lists:
        return
    missing = [column for column in fact.where if column not in counts.columns]
    if not fact.where or missing:
        columns = ", ".join(missing)
        yield Objection(
            "partial-list",
            sentence(
                "The list {list} can hold only: {only}. Those whom it can't hold look like people whom it missed.",
                list=fact.list,
                only=fact.only,
            ),
            sentence("Counts with a column {columns}, so that the list counts only there.", columns=columns)
            if missing
            else sentence(
                "The counts without the list {list}, or of those alone whom it can hold.", list=fact.list
            ),
        )
        return
    bit = counts.lists.index(fact.list)
    for stratum in counts.strata:
        if not _reaches(counts, stratum, fact) and stratum.counts.size(bit):
            yield Objection(
                "coverage-contradicted",
                sentence(
                    "The list {list} is said to hold only {only}, but holds {number} people of the stratum "
                    "{stratum}.",
                    list=fact.list,
                    only=fact.only,
                    number=stratum.counts.size(bit),
                    stratum=", ".join(stratum.values),
                ),
                sentence(
                    "A correction of the counts, or of what is said of the list {list}.", list=fact.list
                ),
            )


def _reaches(counts: StratifiedCounts, stratum: Stratum, fact: ListCoverage) -> bool:
    value_of = dict(zip(counts.columns, stratum.values, strict=True))
    return all(value_of[column] in values for column, values in fact.where.items())


def within_reach(counts: StratifiedCounts, coverage: tuple[ListCoverage, ...]) -> tuple[Stratum, ...]:
    """The strata, each over only those lists that can hold its people.

    Requires that `coverage_objections` has none.
    """
    reduced = []
    for stratum in counts.strata:
        barred = {
            fact.list
            for fact in coverage
            if fact.list in counts.lists and not _reaches(counts, stratum, fact)
        }
        kept = [index for index, name in enumerate(counts.lists) if name not in barred]
        reduced.append(Stratum(stratum.values, stratum.counts.keeping(kept) if barred else stratum.counts))
    return tuple(reduced)
