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

from aiqyn.core.rosters.linkage.model import Comparison

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.linkage.patterns import Patterns

__all__ = ["Estimated", "Prior", "estimate", "monotone", "usual_shares"]

MOST_TURNS = 300
CLOSE_ENOUGH = 1e-5
"""Once no probability of agreement moves by more in one turn, it is done."""

LEAST_CHANCE = 0.05
"""Of what pairs at random show, at least so much is held to be chance, and not the persons among them."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is held before any pair is seen.

    Attributes:
        usual: For each comparison the shares of its levels among pairs of one person.
        strength: What that weighs, in pairs.
        total: How many pairs there are, found or not: within a list, and between two.
        is_exact: For each comparison whether the chance that two people have the same value is known.
        expected: How many of them are of one person, at first; what is found replaces it.
    """

    usual: tuple[NDArray[np.float64], ...]
    strength: float
    total: tuple[float, float]
    is_exact: tuple[bool, ...]
    expected: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """What was learned.

    Attributes:
        same: For each comparison the shares of its levels among pairs of one person.
        chance: The same among pairs of two persons.
        log_odds: That a pair of which nothing is known is of one person: within a list, and between two.
        missed: How many pairs of one person no rule has found, by how often others were found but once.
        turns: How many it took.
    """

    same: tuple[NDArray[np.float64], ...]
    chance: tuple[NDArray[np.float64], ...]
    log_odds: tuple[float, float]
    missed: float
    turns: int

    def weights(self, comparison: int) -> NDArray[np.float64]:
        """What each level says, as log odds; the first, "not told", says nothing."""
        import numpy as np

        return np.concatenate([[0.0], np.log(self.same[comparison] / self.chance[comparison])])


def estimate(patterns: Patterns, random: Sequence[NDArray[np.float64]], prior: Prior) -> Estimated:
    """What the pairs tell.

    The shares among one person's pairs are taken from pairs that some rule found without asking for
    agreement in the very comparison: others would always agree.

    Args:
        patterns: The candidate pairs, counted.
        random: For each comparison the shares of its levels among pairs at random.
        prior: What is held before.

    Source:
        Fellegi & Sunter (1969), JASA 64, 1183–1210; Winkler (1988), ASA Survey Research Methods,
        667–671. Missed pairs: Chao (1987), Biometrics 43, 783–791, rules standing for captures.
    """
    import numpy as np

    comparisons = range(len(random))
    counted = [patterns.counts * patterns.is_free[:, number] for number in comparisons]
    total = np.array(prior.total)
    of_class = np.asarray(patterns.classes, dtype=np.intp)
    persons = np.minimum(np.array(prior.expected), total / 2)
    same = [usual / usual.sum() for usual in prior.usual]
    chance = list(random)
    probability = np.zeros(len(patterns.counts))
    turns = 0
    moved = 1.0
    while moved >= CLOSE_ENOUGH and turns < MOST_TURNS:
        turns += 1
        share = persons.sum() / total.sum()
        chance = [
            _chance(random[number], same[number], share, is_exact=prior.is_exact[number])
            for number in comparisons
        ]
        odds = np.log(persons + 1e-300) - np.log(np.maximum(total - persons, 1e-300))
        probability = _probability(patterns, same, chance, odds)
        weighed = patterns.counts * probability
        persons = np.bincount(of_class, weighed, minlength=2)[:2]
        before = same
        same = [
            _same(
                patterns.levels[:, number],
                counted[number] * probability,
                prior.usual[number],
                chance[number],
                prior.strength,
            )
            for number in comparisons
        ]
        moved = max(
            (float(np.abs(one - other).max()) for one, other in zip(same, before, strict=True)), default=0.0
        )
    share = persons.sum() / total.sum()
    chance = [
        _chance(random[number], same[number], share, is_exact=prior.is_exact[number])
        for number in comparisons
    ]
    return Estimated(
        tuple(same),
        tuple(chance),
        (_odds(float(persons[0]), float(total[0])), _odds(float(persons[1]), float(total[1]))),
        _missed(patterns, patterns.counts * probability),
        turns,
    )


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
    odds: NDArray[np.float64],
) -> NDArray[np.float64]:
    """That pairs of each pattern are of one person; what people decided stands."""
    import numpy as np

    log_odds = odds[patterns.classes.astype(np.intp)] + patterns.shift
    for number, (own, by_chance) in enumerate(zip(same, chance, strict=True)):
        weights = np.concatenate([[0.0], np.log(own / by_chance)])
        log_odds += weights[patterns.levels[:, number]]
    result: NDArray[np.float64] = 0.5 * (1 + np.tanh(0.5 * log_odds))
    return np.where(patterns.decided >= 0, patterns.decided, result)


def _same(
    levels: NDArray[np.int8],
    weighed: NDArray[np.float64],
    usual: NDArray[np.float64],
    chance: NDArray[np.float64],
    strength: float,
) -> NDArray[np.float64]:
    import numpy as np

    counts = np.bincount(levels, weighed, minlength=len(usual) + 1)[1:] + strength * usual
    return monotone(counts / counts.sum(), chance)


def _chance(
    random: NDArray[np.float64], same: NDArray[np.float64], share: float, *, is_exact: bool
) -> NDArray[np.float64]:
    """Pairs at random without those among them that are of one person."""
    import numpy as np

    left = np.maximum(random - share * same, LEAST_CHANCE * random)
    if is_exact:
        left[0] = 0
        left *= (1 - random[0]) / left.sum()
        left[0] = random[0]
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
