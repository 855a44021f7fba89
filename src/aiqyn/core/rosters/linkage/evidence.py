"""Why two rows are held to be one person: every weight in its own row, and the rows sum to the log odds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiqyn.core.language import Sentence
from aiqyn.core.rosters.linkage import wording
from aiqyn.core.rosters.linkage.model import Comparison
from aiqyn.core.rosters.linkage.patterns import Radices

if TYPE_CHECKING:
    from aiqyn.core.rosters.linkage.linking import Linkage

__all__ = ["Evidence", "evidence_of"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for or against two rows' being of one person.

    Attributes:
        about: What was compared.
        found: What was found; `None` where `about` says it all.
        weight: What it adds to the log odds: above 0 it speaks for one person.
    """

    about: Sentence
    found: Sentence | None
    weight: float


def evidence_of(linkage: Linkage, position: int) -> tuple[Evidence, ...]:
    """All that makes up the log odds of a pair, in the order in which it is weighed.

    Args:
        linkage: What was found.
        position: Of the pair.
    """
    rows = list(_rows(linkage, position))
    decision = linkage.decided.get(position)
    rest = float(linkage.pairs.log_odds[position]) - sum(row.weight for row in rows)
    if decision is not None:
        return (*rows, Evidence(wording.DECIDED[decision], None, rest))
    return tuple(rows)


def _rows(linkage: Linkage, position: int) -> Iterator[Evidence]:
    comparisons, estimated = linkage.model.comparisons, linkage.model.estimated
    left, right = int(linkage.pairs.left[position]), int(linkage.pairs.right[position])
    within = bool(linkage.roster_of[left] == linkage.roster_of[right])
    yield Evidence(wording.prior(within=within), None, estimated.log_odds[0 if within else 1])
    levels = Radices.of(comparisons).levels(linkage.codes[position : position + 1])[0].tolist()
    for number, (comparison, level) in enumerate(zip(comparisons, levels, strict=True)):
        if not level:
            continue
        if comparison.is_weighed:
            yield _of_names(linkage, comparison, left, right)
            continue
        weight = float(estimated.weights(number)[level])
        yield Evidence(wording.about(comparison), wording.found(comparison.levels[level - 1]), weight)
        shift = _of_frequency(linkage, number, level, left, right)
        if shift:
            yield Evidence(wording.usual(comparison, is_rare=shift > 0), None, shift)
    for ties, sign in ((estimated.ties_of_one, 1.0), (estimated.ties_of_two, -1.0)):
        for tie in ties:
            weight = sign * float(tie.weights[levels[tie.one], levels[tie.other]])
            if weight:
                yield Evidence(wording.together(comparisons[tie.one], comparisons[tie.other]), None, weight)


def _of_names(linkage: Linkage, comparison: Comparison, left: int, right: int) -> Evidence:
    names = linkage.names
    assert names is not None  # names are weighed only where there are any
    compared = names.comparison(left, right)
    return Evidence(wording.about(comparison), compared.because, names.weight(compared))


def _of_frequency(linkage: Linkage, number: int, level: int, left: int, right: int) -> float:
    """What the frequency of the values adds to a level's weight."""
    comparison = linkage.model.comparisons[number]
    if not comparison.levels[level - 1].by_frequency:
        return 0.0
    shares = linkage.shares[number]
    return linkage.model.centres[number][level - 1] - float(max(shares[left], shares[right]))
