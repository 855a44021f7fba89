"""The page on which a member says whether two rows are one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiqyn.core.dates import render_short
from aiqyn.core.inquiry import Decision
from aiqyn.core.rosters.review import (
    Opinion,
    PairOfRows,
    Queued,
    RowKey,
    in_order_of_change,
    is_worth_asking,
    remaining,
)
from aiqyn.core.vocab import load_vocabulary
from aiqyn.registry import models, reviewing
from aiqyn.web.lists.evidence import Waterfall, waterfall
from aiqyn.web.lists.rows import Line, ShownRow, shown_row, side_by_side
from aiqyn.web.reader import language_of_page
from aiqyn.web.remembering import Remembered

__all__ = ["PairPage", "Progress", "Side", "Spoken", "pair_page", "progress_of", "queue_of", "spoken"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review is.

    Attributes:
        done: Pairs about which members have spoken, and this member need not.
        total: These and the pairs that wait for this member.
        expected: About how many rows the answers that remain would move.
        at_most: How many they would move if each went against what stands.
        disputed: Pairs of which members say the contrary of each other.
    """

    done: int
    total: int
    expected: int
    at_most: int
    disputed: int

    @property
    def remain(self) -> int:
        """Pairs that still wait."""
        return self.total - self.done


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one member has said of two rows."""

    verdict: str
    by: str
    on: str
    reason: str
    is_mine: bool
    id: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two rows, and what else is in its identity.

    Attributes:
        row: The row.
        identity: Its number; empty before it was linked.
        others: The identity's other rows.
    """

    row: ShownRow
    identity: str
    others: tuple[ShownRow, ...]


@dataclass(frozen=True, slots=True)
class PairPage:
    """Everything that the page shows.

    Attributes:
        key: Of the pair, in addresses.
        left, right: The two rows.
        are_together: Whether they are in one identity now.
        lines: Their cells, side by side.
        evidence: What speaks for it and against it.
        said: What members have said; of others only once this member has spoken.
        others_spoke: How many others have spoken whose word is not shown yet.
        state: What that makes, by `aiqyn.core.rosters.review.Opinion`.
        would_move: How many rows the answer that contradicts what stands would move.
        next: Another pair to go on to.
    """

    key: int
    left: Side
    right: Side
    are_together: bool
    lines: tuple[Line, ...]
    evidence: Waterfall
    said: tuple[Spoken, ...]
    others_spoke: int
    state: str
    would_move: int
    next: int | None


_queues: Remembered[tuple[reviewing.Review, tuple[tuple[int, Queued], ...]]] = Remembered()


def queue_of(member: models.Member) -> tuple[reviewing.Review, tuple[tuple[int, Queued], ...]]:
    """What decides the review, and the pairs that wait for this member, in order; remembered until a change."""

    def work_out() -> tuple[reviewing.Review, tuple[tuple[int, Queued], ...]]:
        review = reviewing.read_review(member)
        keys = {pair.key: key for key, pair in review.pairs.items()}
        queue = in_order_of_change(
            review.pairs.values(), review.identity_of, review.said, member=str(member.pk)
        )
        waiting = (each for each in queue if is_worth_asking(each.pair, are_together=each.are_together))
        return review, tuple((keys[each.pair.key], each) for each in waiting)

    return _queues.recall(member.pk, work_out)


def progress_of(review: reviewing.Review, queue: Sequence[tuple[int, Queued]]) -> Progress:
    """How far the review is, for the member whose queue that is."""
    waiting = [each for _key, each in queue]
    unasked = {each.pair.key for each in waiting}
    left = remaining(waiting)
    answered = sum(key not in unasked for key in review.said)
    return Progress(
        answered,
        answered + len(waiting),
        round(left.expected),
        left.at_most,
        sum(opinion.state == "disputed" for opinion in review.said.values()),
    )


def pair_page(member: models.Member, key: int) -> PairPage | None:
    """The page of one pair; `None` where there is no such pair."""
    review, queue = queue_of(member)
    pair = review.pairs.get(key)
    if pair is None:
        return None
    held = reviewing.identities_of(review, (pair.left, pair.right))
    keys = {pair.left, pair.right, *(row for rows in held.values() for row in rows)}
    rows = reviewing.rows(member, keys)
    titles = titles_of_lists(member)

    def side(row: RowKey) -> Side:
        identity = review.identity_of.get(row, "")
        others = tuple(
            shown_row(other, rows.get(other), titles)
            for other in held.get(identity, ())
            if other not in (pair.left, pair.right)
        )
        return Side(shown_row(row, rows.get(row), titles), identity, others)

    opinion = review.said.get(pair.key)
    mine = opinion.by(str(member.pk)) if opinion is not None else None
    shown = opinion is not None and (mine is not None or opinion.state != "waiting")
    return PairPage(
        key,
        side(pair.left),
        side(pair.right),
        review.identity_of.get(pair.left, "left") == review.identity_of.get(pair.right, "right"),
        side_by_side(rows.get(pair.left), rows.get(pair.right)),
        waterfall(pair, reviewing.evidence_of(member, key), language_of_page()),
        spoken(opinion.decisions, member) if opinion is not None and shown else (),
        len(opinion.decisions) if opinion is not None and not shown else 0,
        opinion.state if opinion is not None and shown else "",
        _would_move(review, pair),
        next((other for other, _queued in queue if other != key), None),
    )


def _would_move(review: reviewing.Review, pair: PairOfRows) -> int:
    if pair.left not in review.identity_of or pair.right not in review.identity_of:
        return 0
    without_opinions: Mapping[frozenset[RowKey], Opinion] = {
        key: opinion for key, opinion in review.said.items() if key != pair.key
    }
    concerned = [
        each for each in review.pairs.values() if each.key == pair.key or _shares(review, each, pair)
    ]
    found = in_order_of_change(concerned, review.identity_of, without_opinions)
    return next((each.would_move for each in found if each.pair.key == pair.key), 0)


def _shares(review: reviewing.Review, one: PairOfRows, other: PairOfRows) -> bool:
    """Whether both rows of one are in the identities of the other."""
    of = review.identity_of.get
    wanted = {of(other.left), of(other.right)}
    return of(one.left) in wanted and of(one.right) in wanted


def spoken(decisions: Sequence[Decision], member: models.Member) -> tuple[Spoken, ...]:
    """What members have said, in words."""
    language = language_of_page()
    verdicts = load_vocabulary("match-verdicts")
    return tuple(
        Spoken(
            verdicts.label(each.verdict, language),
            each.by,
            render_short(each.on, language),
            each.reason or "",
            each.by == str(member.pk),
            each.id,
        )
        for each in decisions
    )


def titles_of_lists(member: models.Member) -> dict[str, str]:
    """What the lists are called, in the page's language."""
    language = language_of_page()
    return {each.id: each.title.in_language(language) for each in reviewing.lists(member)}
