"""Which cluster goes on under which number, and what is told of the others."""

from __future__ import annotations

import pytest

from aiqyn.core.rosters.identities import Forwarding, no_identities, renumbered

ROWS = [("A", str(row)) for row in range(1, 6)]


def test_new_identities_are_numbered_by_their_first_rows() -> None:
    made = renumbered(no_identities(), ROWS, [7, 3, 7, 3, 1])
    assert dict(made.records) == {
        1: (("A", "1"), ("A", "3")),
        2: (("A", "2"), ("A", "4")),
        3: (("A", "5"),),
    }
    assert (made.forwardings, made.last) == ((), 3)


def test_of_a_split_the_larger_part_keeps_the_number_and_the_smaller_leaves_a_forwarding() -> None:
    before = renumbered(no_identities(), ROWS, [0, 0, 0, 0, 0])
    after = renumbered(before, ROWS, [5, 5, 6, 6, 6])
    assert dict(after.records) == {1: tuple(ROWS[2:]), 2: tuple(ROWS[:2])}
    assert after.forwardings == (Forwarding(1, 2, "split"),)
    assert after.resolved(1) == (1, 2)


def test_of_a_merger_the_larger_part_gives_the_number_and_the_other_leads_to_it() -> None:
    before = renumbered(no_identities(), ROWS, [0, 0, 1, 1, 1])
    after = renumbered(before, ROWS, [0, 0, 0, 0, 0])
    assert dict(after.records) == {2: tuple(ROWS)}
    assert after.forwardings == (Forwarding(1, 2, "merged"),)
    assert after.resolved(1) == (2,)


def test_what_was_merged_and_parted_again_has_a_new_number_and_the_old_one_leads_to_both() -> None:
    first = renumbered(no_identities(), ROWS[:2], [0, 1])
    merged = renumbered(first, ROWS[:2], [0, 0])
    parted = renumbered(merged, ROWS[:2], [0, 1])
    assert dict(parted.records) == {1: (ROWS[0],), 3: (ROWS[1],)}
    assert parted.resolved(2) == (1, 3)


def test_a_list_taken_away_withdraws_its_identities_and_their_numbers_still_answer() -> None:
    before = renumbered(no_identities(), ROWS, [0, 1, 2, 3, 4])
    after = renumbered(before, ROWS[:4], [0, 1, 2, 3])
    assert after.forwardings == (Forwarding(5, None, "withdrawn"),)
    assert after.resolved(5) == ()
    with pytest.raises(KeyError, match="identity 6 was never given; the last is 5"):
        after.resolved(6)


def test_a_row_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="each row once"):
        renumbered(no_identities(), [("A", "1"), ("A", "1")], [0, 1])
