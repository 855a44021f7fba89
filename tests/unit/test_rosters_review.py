"""What a person is asked next about two rows, and what follows from the answer."""

from __future__ import annotations

import math

import pytest

from aiqyn.core.dates import EdtfDate
from aiqyn.core.faults import Refused
from aiqyn.core.inquiry import Decision, Identity, IdentityRecord, RecordOfRoster, standing
from aiqyn.core.rosters.regrouping import merged, moved, split
from aiqyn.core.rosters.review import (
    PairOfRows,
    in_order_of_change,
    is_worth_asking,
    opinions,
    remaining,
    sides,
)


def row(name: str) -> tuple[str, str]:
    return (name[0], name[1:])


def decision(id: str, one: str, other: str, verdict: str, by: str = "m-1", **more: object) -> Decision:
    between = tuple(RecordOfRoster(roster=each[0], record=each[1:]) for each in (one, other))
    return Decision(id=id, between=between, verdict=verdict, by=by, on=EdtfDate("2022-05-01"), **more)


def pair(one: str, other: str, probability: float) -> PairOfRows:
    return PairOfRows(row(one), row(other), math.log(probability / (1 - probability)))


def identity(id: str, *rows: str, **more: object) -> Identity:
    records = tuple(IdentityRecord(roster=each[0], record=each[1:], probability=0.9) for each in rows)
    return Identity(id=id, records=records, **more)


def held(*identities: Identity) -> dict[tuple[str, str], str]:
    return {record.key: each.id for each in identities for record in each.records}


def state(*decisions: Decision, deciders: int = 1) -> str:
    (opinion,) = opinions(decisions, deciders=deciders).values()
    return opinion.state


def test_one_word_settles_a_pair_where_the_inquiry_asks_for_one():
    assert state(decision("D1", "a1", "b1", "same")) == "same"


def test_the_order_in_which_two_rows_are_named_does_not_matter():
    assert state(decision("D1", "a1", "b1", "same"), decision("D2", "b1", "a1", "same", by="m-2")) == "same"


def test_where_two_are_asked_one_word_waits_for_another():
    first = decision("D1", "a1", "b1", "different")
    assert state(first, deciders=2) == "waiting"
    assert state(first, decision("D2", "a1", "b1", "different", by="m-2"), deciders=2) == "different"


def test_one_person_does_not_count_twice():
    assert (
        state(decision("D1", "a1", "b1", "same"), decision("D2", "a1", "b1", "same"), deciders=2) == "waiting"
    )


def test_disagreement_is_kept_and_settles_nothing():
    told = (decision("D1", "a1", "b1", "same"), decision("D2", "a1", "b1", "different", by="m-2"))
    assert state(*told) == "disputed"
    assert not opinions(told)[frozenset((row("a1"), row("b1")))].is_settled


def test_who_cannot_tell_has_spoken_and_settles_nothing():
    assert state(decision("D1", "a1", "b1", "cannot_tell")) == "undecided"


def test_a_later_decision_of_the_same_person_holds_in_place_of_the_earlier():
    told = (decision("D1", "a1", "b1", "same"), decision("D2", "a1", "b1", "different", supersedes="D1"))
    assert [each.id for each in standing(told)] == ["D2"]
    assert state(*told) == "different"


def test_when_the_later_decision_is_withdrawn_the_earlier_holds_again():
    later = decision("D2", "a1", "b1", "different", supersedes="D1", withdrawn=EdtfDate("2022-05-02"))
    assert state(decision("D1", "a1", "b1", "same"), later) == "same"


def test_what_would_move_most_rows_is_asked_first():
    """Two pairs are as likely; the one between two large identities changes more."""
    now = held(identity("1", "a1", "b1"), identity("2", "c1", "d1"), identity("3", "a2"), identity("4", "b2"))
    queue = in_order_of_change([pair("a2", "b2", 0.3), pair("a1", "c1", 0.3)], now, {})
    assert [each.pair.left for each in queue] == [row("a1"), row("a2")]
    assert [each.would_move for each in queue] == [2, 1]
    assert queue[0].expected == pytest.approx(0.6)


def test_of_rows_that_are_together_the_doubtful_are_asked_before_the_sure():
    now = held(identity("1", "a1", "b1"), identity("2", "a2", "b2"))
    queue = in_order_of_change([pair("a1", "b1", 0.99), pair("a2", "b2", 0.6)], now, {})
    assert [each.pair.left for each in queue] == [row("a2"), row("a1")]
    assert [each.expected for each in queue] == [pytest.approx(0.4), pytest.approx(0.01)]


def test_what_remains_counts_each_row_once_however_many_pairs_could_move_it():
    """A row of initials that may be any of three people moves once at most."""
    now = held(
        identity("1", "a1"), *(identity(str(number), f"b{number}", f"c{number}") for number in (2, 3, 4))
    )
    queue = in_order_of_change([pair("a1", f"b{number}", 0.4) for number in (2, 3, 4)], now, {})
    assert [each.moving for each in queue] == [{row("a1")}] * 3
    assert (remaining(queue).expected, remaining(queue).at_most) == (1.0, 1)
    assert remaining(()).at_most == 0


def test_a_pair_is_worth_asking_where_it_is_in_doubt_or_stands_against_its_odds():
    assert is_worth_asking(pair("a1", "b1", 0.5), are_together=True)
    assert not is_worth_asking(pair("a1", "b1", 0.999), are_together=True)
    assert is_worth_asking(pair("a1", "b1", 0.999), are_together=False)
    assert not is_worth_asking(pair("a1", "b1", 0.001), are_together=False)


def test_what_is_settled_is_not_asked_again():
    now = held(identity("1", "a1"), identity("2", "b1"))
    said = opinions([decision("D1", "a1", "b1", "cannot_tell")])
    assert in_order_of_change([pair("a1", "b1", 0.5)], now, said) == ()


def test_where_two_are_asked_the_second_person_is_asked_and_the_first_is_not():
    now = held(identity("1", "a1"), identity("2", "b1"))
    said = opinions([decision("D1", "a1", "b1", "same")], deciders=2)
    assert in_order_of_change([pair("a1", "b1", 0.5)], now, said, member="m-1") == ()
    assert len(in_order_of_change([pair("a1", "b1", 0.5)], now, said, member="m-2")) == 1


def test_an_identity_parts_where_its_rows_hold_together_least():
    odds = {frozenset((row("a1"), row("c1"))): 5.0, frozenset((row("b1"), row("d1"))): 4.0}
    parted = sides(
        row("a1"),
        row("b1"),
        map(row, ("a1", "b1", "c1", "d1")),
        lambda one, other: odds.get(frozenset((one, other)), -3.0),
    )
    assert parted == ({row("a1"), row("c1")}, {row("b1"), row("d1")})


def test_rows_that_people_hold_to_be_the_same_are_not_parted():
    def evenly(one: object, other: object) -> float:
        return 0.0

    tied = [frozenset((row("c1"), row("b1")))]
    parted = sides(row("a1"), row("b1"), map(row, ("a1", "b1", "c1")), evenly, same=tied)
    assert parted == ({row("a1")}, {row("b1"), row("c1")})
    tied.append(frozenset((row("c1"), row("a1"))))
    assert sides(row("a1"), row("b1"), map(row, ("a1", "b1", "c1")), evenly, same=tied) is None


def test_merging_keeps_the_number_of_the_larger_and_leaves_an_entry_that_forwards():
    kept, gone = merged(identity("1", "a1"), identity("2", "b1", "c1"))
    assert (kept.id, {record.key for record in kept.records}) == ("2", {row("a1"), row("b1"), row("c1")})
    assert (gone.id, gone.records, gone.merged_into) == ("1", (), "2")


def test_identities_that_are_two_persons_of_the_inquiry_are_not_merged():
    refused = merged(identity("1", "a1", person="p-1"), identity("2", "b1", person="p-2"))
    assert isinstance(refused, Refused)
    assert "p-1" in str(refused.because)
    assert "p-2" in str(refused.because)


def test_merging_keeps_the_person_and_the_choices_of_both():
    kept, gone = merged(identity("1", "a1", person="p-1"), identity("2", "b1", "c1"))
    assert (kept.person, gone.person) == ("p-1", None)


def test_splitting_keeps_the_number_for_the_larger_part():
    kept, new = split(identity("1", "a1", "b1", "c1"), {row("a1"), row("b1")}, number="9")
    assert {record.key for record in kept.records} == {row("a1"), row("b1")}
    assert kept.split_into == ("9",)
    assert [record.key for record in new.records] == [row("c1")]


@pytest.mark.parametrize("rows", [(), ("a1", "b1")])
def test_no_part_of_a_split_is_empty(rows):
    assert isinstance(split(identity("1", "a1", "b1"), set(map(row, rows)), number="9"), Refused)


def test_an_identity_that_all_rows_have_left_forwards_to_where_they_went():
    left, came = moved(identity("1", "a1"), identity("2", "b1"), {row("a1")})
    assert (left.records, left.merged_into) == ((), "2")
    assert {record.key for record in came.records} == {row("a1"), row("b1")}


def test_rows_that_a_person_moved_bear_no_probability_of_their_earlier_company():
    _, came = moved(identity("1", "a1", "c1"), identity("2", "b1"), {row("a1")})
    assert [record.probability for record in came.records] == [0.9, None]
