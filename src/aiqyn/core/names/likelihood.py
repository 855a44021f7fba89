"""How likely it is that two names are of one person: all parts together, weighed against look-alikes.

The evidence of the parts is not simply added, since people who are not one person share parts: brothers
share surname and father, a son bears his father's name as his patronymic, namesakes share surname and
given name. So "one person", where all parts are shared, stands against a mixture of other explanations,
each of which shares some parts and not the others. A part that conflicts leaves an explanation that
shares all parts but this one, and that explanation wins, however well the rest agrees: the worst part
counts, not the mean. A part that is missing is silent under every explanation: it conflicts with nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.names.evidence import Evidence, EvidenceOfParts
from aiqyn.core.names.parsing import ReadingColumns, Role
from aiqyn.core.names.weights import Weights

__all__ = ["Compared", "compare_readings"]

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The likeliest reading of each pair.

    Attributes:
        log_odds: How much likelier one person is than two, as a logarithm.
        agreements: For each role what became of it, of `Agreement`.
        evidence: For each role the logarithm of its likelihood ratio.
        firsts: For each role the number of the first name's part, −1 for none.
        seconds: Likewise of the second name's.
        other_sex: Whether the names can only be of a man and a woman.
    """

    log_odds: Numbers
    agreements: NDArray[np.int8]
    evidence: Numbers
    firsts: NDArray[np.int32]
    seconds: NDArray[np.int32]
    other_sex: NDArray[np.bool_]


def compare_readings(
    firsts: Places, seconds: Places, readings: ReadingColumns, evidence: EvidenceOfParts
) -> Compared:
    """Compare pairs of names in all their readings, and keep of each pair the likeliest.

    Args:
        firsts: The numbers of the first names.
        seconds: The numbers of the second names, as many.
        readings: The readings of names.
        evidence: Weighs the parts.
    """
    pair, one, other = _combinations(firsts, seconds, readings)
    parts_one, parts_other = readings.parts[:, one], readings.parts[:, other]
    found = evidence.of_readings(parts_one, parts_other)
    plausibility = (readings.weights[one] + readings.weights[other]) * evidence.weights.reading
    log_odds = _log_odds(found, evidence.weights) + plausibility
    best = _best_of_each(pair, log_odds, len(firsts))
    return Compared(
        log_odds=log_odds[best],
        agreements=found.agreements[:, best],
        evidence=found.evidence[:, best],
        firsts=parts_one[:, best],
        seconds=parts_other[:, best],
        other_sex=found.other_sex[best],
    )


def _combinations(firsts: Places, seconds: Places, readings: ReadingColumns) -> tuple[Places, Places, Places]:
    """Every reading of the first name beside every reading of the second: pair, row, row."""
    count_one, count_other = readings.counts[firsts], readings.counts[seconds]
    many = (count_one * count_other).astype(np.intp)
    pair = np.repeat(np.arange(len(firsts), dtype=np.intp), many)
    within = np.arange(len(pair), dtype=np.intp) - np.repeat(np.cumsum(many) - many, many)
    one = readings.starts[firsts][pair] + within // count_other[pair]
    other = readings.starts[seconds][pair] + within % count_other[pair]
    return pair, one.astype(np.intp), other.astype(np.intp)


def _best_of_each(pair: Places, log_odds: Numbers, count: int) -> Places:
    """The row of the highest odds of each pair; rows of a pair stand together."""
    starts = np.searchsorted(pair, np.arange(count))
    highest = np.maximum.reduceat(log_odds, starts)
    is_highest = np.nonzero(log_odds == highest[pair])[0]
    _, first_of_each = np.unique(pair[is_highest], return_index=True)
    best: Places = is_highest[first_of_each]
    return best


def _log_odds(found: Evidence, weights: Weights) -> Numbers:
    surname, given, father = found.evidence
    rarity = np.nan_to_num(found.surname_rarity, nan=weights.typical_surname)
    by_strangers = (weights.typical_surname - rarity) * weights.commonness
    explanations = (
        np.log(weights.nothing) + np.zeros_like(surname),
        np.log(weights.surname) + by_strangers + surname,
        np.log(weights.family) + surname + father,
        np.log(weights.namesake) + by_strangers + surname + given,
        np.log(weights.given_and_father) + given + father,
        np.log(weights.given) + given,
        np.log(weights.father) + father,
    )
    one_person = (
        surname
        + given
        + father
        + weights.other_sex * found.other_sex
        + weights.initial_only * found.is_initial_only
        + weights.no_given * ~found.is_there[Role.GIVEN]
        + weights.no_surname * ~found.is_there[Role.SURNAME]
        + weights.crossed * found.is_crossed
    )
    two_people = explanations[0]
    for explanation in explanations[1:]:
        two_people = np.logaddexp(two_people, explanation)
    log_odds: Numbers = one_person - two_people
    return log_odds
