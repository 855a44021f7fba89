"""Which two rows a person should look at next, and what follows once they have decided.

Pure bookkeeping over rows, decisions and identities: nothing here weighs names or dates. The
odds come from linkage; what people decide goes before them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from aiqyn.core.inquiry import Decision, standing

__all__ = [
    "ASKED",
    "UNLISTED",
    "Opinion",
    "OpinionState",
    "PairOfRows",
    "Queued",
    "Remaining",
    "RowKey",
    "in_order_of_change",
    "is_worth_asking",
    "opinions",
    "remaining",
    "sides",
]

RowKey = tuple[str, str]
"""A row: its list and what identifies it there."""

OpinionState = Literal["same", "different", "disputed", "undecided", "waiting"]

UNLISTED = -6.0
"""Log odds of two rows that linkage did not score: about one in four hundred."""

ASKED = (0.01, 0.99)
"""Between these probabilities a pair is worth a person's time."""


@dataclass(frozen=True, slots=True)
class PairOfRows:
    """Two rows that may be one person.

    Attributes:
        left, right: The rows.
        log_odds: Natural logarithm of the odds that they are one person.
    """

    left: RowKey
    right: RowKey
    log_odds: float

    @property
    def key(self) -> frozenset[RowKey]:
        """The two rows, in no order."""
        return frozenset((self.left, self.right))

    @property
    def probability(self) -> float:
        """That they are one person."""
        return 0.5 * (1 + math.tanh(self.log_odds / 2))


def is_worth_asking(pair: PairOfRows, *, are_together: bool) -> bool:
    """Whether a person should look at two rows: they are in doubt, or stand against their odds."""
    return ASKED[0] < pair.probability < ASKED[1] or are_together != (pair.probability > 0.5)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What people have said of two rows, all together.

    Attributes:
        decisions: Those that stand, in the order made; of each person one.
        state: `same` or `different` once as many as the inquiry asks have said so and nobody the
            contrary; `disputed` where some say the one and some the other; `waiting` while fewer
            have spoken than the inquiry asks; `undecided` where enough have and could not tell.
    """

    decisions: tuple[Decision, ...]
    state: OpinionState

    @property
    def is_settled(self) -> bool:
        """Whether it binds linkage."""
        return self.state in ("same", "different")

    def by(self, member: str) -> Decision | None:
        """What one person has said."""
        return next((each for each in self.decisions if each.by == member), None)


def opinions(decisions: Iterable[Decision], *, deciders: int = 1) -> dict[frozenset[RowKey], Opinion]:
    """What people have said of each pair of rows that somebody has decided about.

    Args:
        decisions: All of an inquiry, in the order made.
        deciders: How many must say the same before it binds.
    """
    latest: defaultdict[frozenset[RowKey], dict[str, Decision]] = defaultdict(dict)
    for decision in standing(decisions):
        # Imported decisions may stand twice though they should supersede: the later one holds.
        latest[decision.pair].pop(decision.by, None)
        latest[decision.pair][decision.by] = decision
    return {
        pair: Opinion(tuple(by_person.values()), _state(tuple(by_person.values()), deciders))
        for pair, by_person in latest.items()
    }


def _state(decisions: Sequence[Decision], deciders: int) -> OpinionState:
    same = sum(decision.verdict == "same" for decision in decisions)
    different = sum(decision.verdict == "different" for decision in decisions)
    if same and different:
        return "disputed"
    if same >= deciders:
        return "same"
    if different >= deciders:
        return "different"
    return "waiting" if len(decisions) < deciders else "undecided"


def sides(
    left: RowKey,
    right: RowKey,
    rows: Iterable[RowKey],
    log_odds: Callable[[RowKey, RowKey], float],
    *,
    same: Iterable[frozenset[RowKey]] = (),
) -> tuple[frozenset[RowKey], frozenset[RowKey]] | None:
    """How an identity's rows part when two of them turn out to be different persons.

    Rows of which people said that they are the same stay together. Of the rest, whoever is
    surest goes first, to the side that speaks for it more; each that has chosen speaks for its
    side to those that follow.

    Args:
        left, right: The two that part.
        rows: All rows of the identity.
        log_odds: That two rows are one person.
        same: Pairs that people hold to be the same.

    Returns:
        The rows of either side; `None` where decisions tie the two together, so that they can't
        part before one of those is taken back.
    """
    bundles = _bundles(rows, same)
    if right in bundles[left]:
        return None
    parted = (set(bundles[left]), set(bundles[right]))
    waiting = {bundle for bundle in bundles.values() if not bundle & (parted[0] | parted[1])}
    while waiting:
        pulls = {bundle: _pull(bundle, parted, log_odds) for bundle in waiting}
        surest = max(waiting, key=lambda bundle: (abs(pulls[bundle]), sorted(bundle)))
        parted[0 if pulls[surest] >= 0 else 1].update(surest)
        waiting.remove(surest)
    return frozenset(parted[0]), frozenset(parted[1])


def _pull(
    bundle: frozenset[RowKey],
    parted: tuple[set[RowKey], set[RowKey]],
    log_odds: Callable[[RowKey, RowKey], float],
) -> float:
    """How much more the first side speaks for some rows than the second."""
    near, far = (sum(log_odds(row, other) for row in bundle for other in side) for side in parted)
    return near - far


def _bundles(rows: Iterable[RowKey], same: Iterable[frozenset[RowKey]]) -> dict[RowKey, frozenset[RowKey]]:
    """For each row the rows that decisions tie to it, itself among them."""
    bundles = {row: frozenset((row,)) for row in rows}
    for pair in same:
        if pair <= bundles.keys():
            joined = frozenset().union(*(bundles[row] for row in pair))
            bundles.update(dict.fromkeys(joined, joined))
    return bundles


@dataclass(frozen=True, slots=True)
class Queued:
    """Two rows that wait for a person, and what their answer would change.

    Attributes:
        pair: The rows.
        are_together: Whether they are in one identity now.
        would_move: How many rows would change their identity if the answer is not what now stands.
        expected: The same times the probability of that answer.
        moving: Which rows these are.
    """

    pair: PairOfRows
    are_together: bool
    would_move: int
    expected: float
    moving: frozenset[RowKey] = frozenset()

    @property
    def against(self) -> float:
        """The probability that the answer is not what now stands."""
        return 1 - self.pair.probability if self.are_together else self.pair.probability


@dataclass(frozen=True, slots=True)
class Remaining:
    """What the answers that are still to come may change, all together.

    Attributes:
        expected: About how many rows they will move.
        at_most: How many rows they could move.
    """

    expected: float
    at_most: int


def remaining(queue: Iterable[Queued]) -> Remaining:
    """What a queue of pairs may change: each row counted once, however many pairs could move it.

    The probability that a row moves is at most the sum of the probabilities of the answers that
    would move it, and at most one; `expected` sums these bounds, so it errs to the high side.
    """
    chances: defaultdict[RowKey, float] = defaultdict(float)
    for each in queue:
        for row in each.moving:
            chances[row] += each.against
    return Remaining(sum(min(1.0, chance) for chance in chances.values()), len(chances))


def in_order_of_change(
    pairs: Iterable[PairOfRows],
    identity_of: Mapping[RowKey, str],
    said: Mapping[frozenset[RowKey], Opinion],
    *,
    member: str | None = None,
) -> tuple[Queued, ...]:
    """The pairs that still wait for a decision, those first whose answer is expected to change most.

    What now stands is the identities: rows of one are together. The answer that contradicts it
    would split one identity or merge two; the smaller part changes its number, and the rows in
    it are what moves. That number times the probability of that answer is what a decision is
    expected to change.

    Args:
        pairs: Scored pairs.
        identity_of: The identity of each row.
        said: What people have said already, by `opinions`.
        member: Who is asked; what they have said something about is not asked again.
    """
    pairs = tuple(pairs)
    scores = {pair.key: pair.log_odds for pair in pairs}
    members: defaultdict[str, list[RowKey]] = defaultdict(list)
    for row, identity in identity_of.items():
        members[identity].append(row)
    same = [pair for pair, opinion in said.items() if opinion.state == "same"]

    def log_odds(one: RowKey, other: RowKey) -> float:
        return scores.get(frozenset((one, other)), UNLISTED)

    queue = []
    for pair in pairs:
        if pair.left not in identity_of or pair.right not in identity_of:
            continue
        opinion = said.get(pair.key)
        if opinion is not None and not _may_be_asked(opinion, member):
            continue
        mine, theirs = members[identity_of[pair.left]], members[identity_of[pair.right]]
        together = mine is theirs
        if together:
            parted = sides(pair.left, pair.right, mine, log_odds, same=same if len(mine) > 2 else ())
            moving = min(parted, key=len) if parted else frozenset()
        else:
            moving = frozenset(theirs if len(theirs) <= len(mine) else mine)
        against = 1 - pair.probability if together else pair.probability
        queue.append(Queued(pair, together, len(moving), len(moving) * against, moving))
    return tuple(sorted(queue, key=lambda each: (-each.expected, abs(each.pair.log_odds), each.pair.left)))


def _may_be_asked(opinion: Opinion, member: str | None) -> bool:
    return opinion.state == "waiting" and (member is None or opinion.by(member) is None)
