"""What the lists themselves tell of their pairs, without any answer known: expectation and maximisation.

Fellegi and Sunter's model: pairs are of one person or of two; each comparison stands at a level with one
probability among the former (m) and with another among the latter (u). How often different persons agree
by chance is told by pairs at random. How often one person's rows agree, and how many pairs are of one
person, is found by turns: weigh each pair by what is believed, then believe what the weighed pairs say.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiqyn.core.rosters.linkage.dependence import Tie, find_ties, sum_of_ties
from aiqyn.core.rosters.linkage.model import Comparison

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.linkage.patterns import Patterns

__all__ = ["Estimated", "Prior", "RandomLevels", "estimate", "monotone", "usual_shares"]

MOST_TURNS = 100
CLOSE_ENOUGH = 1e-4
"""Once no probability of agreement moves by more in one turn, it is done."""

ROUNDS_OF_TIES = 2
STRENGTH_OF_TWO, LEAST_OF_TWO = 5.0, 200.0
STRENGTH_OF_ONE, LEAST_OF_ONE = 20.0, 50.0

MOST_AMONG_RANDOM = 0.02
"""So many pairs at random, at most, are held to be of one person; more, and what is learned would feed on itself."""

LEAST_CHANCE = 0.05
"""Of what pairs at random show, at least so much is held to be chance, and not the persons among them."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is held before any pair is seen.

    Attributes:
        usual: For each comparison the shares of its levels among pairs of one person.
        strength: What that weighs, in pairs.
        total: How many pairs there are, found or not: within a list, and between two.
        ordered: For each comparison whether each of its levels says no less than the next.
        is_choice: For each comparison whether chance explains its levels alike.
        is_weighed: For each comparison whether the values themselves say how likely they are.
        is_exact: For each comparison whether the chance that two people have the same value is known.
        expected: How many of them are of one person, at first; what is found replaces it.
    """

    usual: tuple[NDArray[np.float64], ...]
    strength: float
    total: tuple[float, float]
    ordered: tuple[bool, ...]
    is_choice: tuple[bool, ...]
    is_weighed: tuple[bool, ...]
    is_exact: tuple[bool, ...]
    expected: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class RandomLevels:
    """Pairs at random.

    Attributes:
        shares: For each comparison the shares of its levels among pairs that tell it.
        levels: Patterns of pairs; shape `(patterns, comparisons)`.
        counts: How many pairs there are of each.
    """

    shares: tuple[NDArray[np.float64], ...]
    levels: NDArray[np.int8]
    counts: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """What was learned.

    Attributes:
        same: For each comparison the shares of its levels among pairs of one person.
        chance: The same among pairs of two persons.
        ties_of_two: What goes together among pairs of two persons.
        ties_of_one: What goes together among pairs of one person.
        log_odds: That a pair of which nothing is known is of one person: within a list, and between two.
        missed: How many pairs of one person no rule has found, by how often others were found but once.
        turns: How many it took.
    """

    same: tuple[NDArray[np.float64], ...]
    chance: tuple[NDArray[np.float64], ...]
    ties_of_two: tuple[Tie, ...]
    ties_of_one: tuple[Tie, ...]
    log_odds: tuple[float, float]
    missed: float
    turns: int

    def weights(self, comparison: int) -> NDArray[np.float64]:
        """What each level says, as log odds; the first, "not told", says nothing."""
        import numpy as np

        return np.concatenate([[0.0], np.log(self.same[comparison] / self.chance[comparison])])


def estimate(patterns: Patterns, random: RandomLevels, prior: Prior) -> Estimated:
    """What the pairs tell.

    The shares among one person's pairs are taken from pairs that some rule found without asking for
    agreement in the very comparison: others would always agree. First comparisons are held to be
    independent; then ties between them are sought, and all is estimated anew with these.

    Args:
        patterns: The candidate pairs, counted.
        random: Pairs at random.
        prior: What is held before.

    Source:
        Fellegi & Sunter (1969), JASA 64, 1183-1210; Winkler (1988), ASA Survey Research Methods,
        667-671. Missed pairs: Chao (1987), Biometrics 43, 783-791, rules standing for captures.
    """
    import numpy as np

    found = _turns(patterns, random, prior, persons=np.minimum(prior.expected, np.array(prior.total) / 2))
    for _ in range(ROUNDS_OF_TIES):
        found = _turns(
            patterns, random, prior, persons=found.persons, ties=_ties(patterns, random, prior, found)
        )
    return Estimated(
        found.same,
        found.chance,
        found.ties_of_two,
        found.ties_of_one,
        (_odds(found.persons[0], prior.total[0]), _odds(found.persons[1], prior.total[1])),
        _missed(patterns, patterns.counts * found.probability),
        found.turns,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    same: tuple[NDArray[np.float64], ...]
    chance: tuple[NDArray[np.float64], ...]
    ties_of_two: tuple[Tie, ...]
    ties_of_one: tuple[Tie, ...]
    persons: NDArray[np.float64]
    probability: NDArray[np.float64]
    turns: int


def _turns(
    patterns: Patterns,
    random: RandomLevels,
    prior: Prior,
    *,
    persons: NDArray[np.float64],
    ties: tuple[tuple[Tie, ...], tuple[Tie, ...]] = ((), ()),
) -> _Found:
    import numpy as np

    comparisons = range(len(prior.usual))
    counted = [patterns.counts * patterns.is_free[:, number] for number in comparisons]
    total = np.array(prior.total)
    of_class = np.asarray(patterns.classes, dtype=np.intp)
    ties_of_two, ties_of_one = ties
    shift = (
        patterns.shift + sum_of_ties(ties_of_one, patterns.levels) - sum_of_ties(ties_of_two, patterns.levels)
    )
    same = [usual / usual.sum() for usual in prior.usual]
    chance = [
        _chance(random, prior, number, same[number], persons.sum() / total.sum()) for number in comparisons
    ]
    probability = np.zeros(len(patterns.counts))
    turns, moved = 0, 1.0
    while moved >= CLOSE_ENOUGH and turns < MOST_TURNS:
        turns += 1
        odds = np.log(persons + 1e-300) - np.log(np.maximum(total - persons, 1e-300))
        probability = _probability(patterns, same, chance, odds[of_class] + shift)
        found = np.bincount(of_class, patterns.counts * probability, minlength=2)[:2].astype(np.float64)
        persons = np.minimum(found, total / 2)
        before = same
        same = [
            _same(patterns, counted[number], probability, chance[number], prior, number)
            for number in comparisons
        ]
        chance = [
            _chance(random, prior, number, same[number], persons.sum() / total.sum())
            for number in comparisons
        ]
        moved = max(
            (float(np.abs(one - other).max()) for one, other in zip(same, before, strict=True)), default=0.0
        )
    return _Found(tuple(same), tuple(chance), ties_of_two, ties_of_one, persons, probability, turns)


def _ties(
    patterns: Patterns, random: RandomLevels, prior: Prior, found: _Found
) -> tuple[tuple[Tie, ...], tuple[Tie, ...]]:
    """What goes together among pairs of two persons, and among pairs of one."""
    import numpy as np

    among = [
        number
        for number in range(len(prior.usual))
        if not prior.is_choice[number] and not prior.is_weighed[number]
    ]
    sizes = [len(usual) for usual in prior.usual]
    share = min(max(float(found.persons.sum() / sum(prior.total)), 1e-15), 0.5)
    log_odds = np.log(share) - np.log1p(-share) + np.zeros(len(random.counts))
    drawn_same = 0.5 * (1 + np.tanh(0.5 * _log_odds(random.levels, found.same, found.chance, log_odds)))
    of_two = find_ties(
        random.levels,
        random.counts * (1 - drawn_same),
        sizes,
        strength=STRENGTH_OF_TWO,
        least=LEAST_OF_TWO,
        among=among,
    )
    weighed = patterns.counts * found.probability * (patterns.by_rules > 0)
    of_one = find_ties(
        patterns.levels, weighed, sizes, strength=STRENGTH_OF_ONE, least=LEAST_OF_ONE, among=among
    )
    return of_two, of_one


def monotone(same: NDArray[np.float64], chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares among one person's pairs such that a better level never says less than a worse one.

    Neighbours that stand the wrong way round say the same: their ratio is that of their sums.

    Args:
        same: Shares of the levels among pairs of one person, the best level first.
        chance: The same among pairs of two persons.

    Example:
        >>> import numpy as np
        >>> monotone(np.array([0.5, 0.1, 0.4]), np.array([0.1, 0.4, 0.5])).round(3).tolist()
        [0.5, 0.222, 0.278]
    """
    import numpy as np

    blocks: list[list[float]] = []
    for own, by_chance in zip(same.tolist(), chance.tolist(), strict=True):
        blocks.append([own, by_chance, 1])
        while len(blocks) > 1 and blocks[-1][0] * blocks[-2][1] > blocks[-2][0] * blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [one + other for one, other in zip(blocks[-1], last, strict=True)]
    ratios = [own / by_chance for own, by_chance, size in blocks for _ in range(int(size))]
    shares: NDArray[np.float64] = np.array(ratios) * chance
    return shares


def usual_shares(comparison: Comparison) -> NDArray[np.float64]:
    """What a comparison's levels are held to be before anything is learned."""
    import numpy as np

    shares = np.array([level.usual for level in comparison.levels], dtype=np.float64)
    result: NDArray[np.float64] = shares / shares.sum()
    return result


def _probability(
    patterns: Patterns,
    same: Sequence[NDArray[np.float64]],
    chance: Sequence[NDArray[np.float64]],
    log_odds: NDArray[np.float64],
) -> NDArray[np.float64]:
    """That pairs of each pattern are of one person; what people decided stands."""
    import numpy as np

    log_odds = _log_odds(patterns.levels, same, chance, log_odds)
    result: NDArray[np.float64] = 0.5 * (1 + np.tanh(0.5 * log_odds))
    return np.where(patterns.decided >= 0, patterns.decided, result)


def _log_odds(
    levels: NDArray[np.int8],
    same: Sequence[NDArray[np.float64]],
    chance: Sequence[NDArray[np.float64]],
    log_odds: NDArray[np.float64],
) -> NDArray[np.float64]:
    """What all comparisons add to the log odds of each pattern."""
    import numpy as np

    for number, (own, by_chance) in enumerate(zip(same, chance, strict=True)):
        weights = np.concatenate([[0.0], np.log(own / by_chance)])
        log_odds = log_odds + weights[levels[:, number]]
    return log_odds


def _same(  # noqa: PLR0917
    patterns: Patterns,
    counted: NDArray[np.float64],
    probability: NDArray[np.float64],
    chance: NDArray[np.float64],
    prior: Prior,
    number: int,
) -> NDArray[np.float64]:
    """The shares of a comparison's levels among pairs of one person.

    Of each level the likeliest pair is left out: else a level met once would vouch for its own pair.
    """
    import numpy as np

    usual, levels = prior.usual[number], patterns.levels[:, number]
    weighed = np.bincount(levels, counted * probability, minlength=len(usual) + 1)[1:]
    likeliest = np.zeros(len(usual) + 1)
    np.maximum.at(likeliest, levels, np.where(counted > 0, probability, 0))
    counts = np.maximum(weighed - likeliest[1:], 0) + prior.strength * usual
    shares: NDArray[np.float64] = counts / counts.sum()
    if prior.is_choice[number] or prior.is_weighed[number]:
        return shares
    if prior.ordered[number]:
        return monotone(shares, chance)
    ratios = shares / chance
    shares = np.clip(ratios, ratios[-1], ratios[0]) * chance if ratios[-1] < ratios[0] else shares
    result: NDArray[np.float64] = shares / shares.sum()
    return result


def _chance(
    random: RandomLevels, prior: Prior, number: int, same: NDArray[np.float64], share: float
) -> NDArray[np.float64]:
    """Pairs at random without those among them that are of one person."""
    import numpy as np

    if prior.is_choice[number]:
        return np.ones(len(same))
    if prior.is_weighed[number]:
        return same  # what it says stands in the shift of each pair
    drawn = random.shares[number]
    left = np.maximum(drawn - min(share, MOST_AMONG_RANDOM) * same, LEAST_CHANCE * drawn)
    if prior.is_exact[number]:
        left[0] = 0
        left *= (1 - drawn[0]) / left.sum()
        left[0] = drawn[0]
    result: NDArray[np.float64] = left / left.sum()
    return result


def _missed(patterns: Patterns, weighed: NDArray[np.float64]) -> float:
    once = float(weighed[patterns.by_rules == 1].sum())
    twice = float(weighed[patterns.by_rules == 2].sum())
    return once * once / (2 * twice) if twice > 0 else once


def _odds(persons: float, total: float) -> float:
    if total <= 0:
        return -math.inf
    return math.log(max(persons, 1e-9)) - math.log(max(total - persons, 1e-9))
