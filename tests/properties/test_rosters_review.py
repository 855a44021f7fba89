"""What holds however identities are changed by hand: no row is lost, none is in two, and numbers lead on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aiqyn.core.faults import Refused
from aiqyn.core.inquiry import Identity, IdentityRecord
from aiqyn.core.rosters.regrouping import merged, moved, split
from aiqyn.core.rosters.review import PairOfRows, in_order_of_change, remaining, sides

ROWS = tuple((roster, str(number)) for roster in "abc" for number in range(4))

acts = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "move"]),
        st.integers(0, 20),
        st.integers(0, 20),
        st.sets(st.sampled_from(ROWS)),
    ),
    max_size=8,
)


def first(groups: list[int]) -> dict[str, Identity]:
    """Rows as identities, by the group of each."""
    return {
        str(group + 1): Identity(
            id=str(group + 1),
            records=tuple(
                IdentityRecord(roster=roster, record=record)
                for (roster, record), own in zip(ROWS, groups, strict=True)
                if own == group
            ),
        )
        for group in sorted(set(groups))
    }


@given(st.lists(st.integers(0, 5), min_size=len(ROWS), max_size=len(ROWS)), acts)
def test_whatever_is_merged_split_or_moved_each_row_is_in_one_identity_and_every_number_leads_there(
    groups, acts
):
    held = first(groups)
    for kind, one, other, rows in acts:
        alive = [each for each in held.values() if each.records]
        mine, theirs = alive[one % len(alive)], alive[other % len(alive)]
        if kind == "split":
            done = split(mine, rows, number=str(len(held) + 10))
        elif mine is theirs:
            continue
        else:
            done = merged(mine, theirs) if kind == "merge" else moved(mine, theirs, rows)
        if not isinstance(done, Refused):
            held |= {each.id: each for each in done}
    assert sorted(record.key for each in held.values() for record in each.records) == sorted(ROWS)
    for identity in held.values():
        reached = identity
        for _ in held:
            if reached.records:
                break
            reached = held[reached.merged_into]
        assert reached.records


scores = st.dictionaries(
    st.tuples(st.sampled_from(ROWS), st.sampled_from(ROWS)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(-9, 9),
    max_size=20,
)
ties = st.sets(
    st.tuples(st.sampled_from(ROWS), st.sampled_from(ROWS)).filter(lambda pair: pair[0] != pair[1]),
    max_size=5,
)


@given(scores, ties)
def test_an_identity_parts_into_all_of_its_rows_and_ties_hold(scores, ties):
    def log_odds(one, other):
        return scores.get((min(one, other), max(one, other)), -6.0)

    same = [frozenset(pair) for pair in ties]
    parted = sides(ROWS[0], ROWS[1], ROWS, log_odds, same=same)
    if parted is None:
        return
    left, right = parted
    assert ROWS[0] in left
    assert ROWS[1] in right
    assert left | right == set(ROWS)
    assert not left & right
    assert all(pair <= left or pair <= right for pair in same)


@given(st.lists(st.integers(0, 5), min_size=len(ROWS), max_size=len(ROWS)), scores)
def test_what_remains_is_never_more_than_the_rows_there_are(groups, scores):
    identity_of = {record.key: each.id for each in first(groups).values() for record in each.records}
    queue = in_order_of_change([PairOfRows(*pair, odds) for pair, odds in scores.items()], identity_of, {})
    assert [each.expected for each in queue] == sorted((each.expected for each in queue), reverse=True)
    assert len(queue) == len(scores)
    left = remaining(queue)
    assert 0 <= left.expected <= left.at_most <= len(ROWS)
