"""Decisions about rows and the identities they make: on the ledger, to be undone, and lasting."""

from __future__ import annotations

import pytest
from linked_lists import inquiry_with_lists, linked, open_list

from aiqyn.core.faults import Refused
from aiqyn.core.inquiry import Identity, IdentityRecord, standing
from aiqyn.registry import models
from aiqyn.registry.audit import audit
from aiqyn.registry.mapping import read_values
from aiqyn.registry.services import (
    accept_linkage,
    choose_value,
    decide,
    decide_many,
    import_dossier,
    link_person,
    merge_identities,
    move_rows,
    next_identity_number,
    open_ledger,
    read_decisions,
    read_dossier_value,
    read_identities,
    split_identity,
    undo_last_change,
    withdraw_decision,
)

pytestmark = pytest.mark.django_db

ARMAN, ASKAR, MURAT = ("families", "2"), ("families", "3"), ("families", "5")
OFFICIAL_SERIKOV, OFFICIAL_OSPANOV = ("official", "2"), ("official", "4")


@pytest.fixture
def inquiry() -> None:
    open_ledger("aiqyn/lists")
    import_dossier(inquiry_with_lists(), open_list, by="m-1")
    accept_linkage(linked(), by="m-1")


@pytest.fixture
def inquiry_of_two_deciders() -> None:
    open_ledger("aiqyn/lists")
    import_dossier(inquiry_with_lists(deciders=2), open_list, by="m-1")
    accept_linkage(linked(), by="m-1")


def groups() -> dict[str, set[tuple[str, str]]]:
    return {each.id: {record.key for record in each.records} for each in read_identities() if each.records}


def identities() -> dict[str, Identity]:
    return {each.id: each for each in read_identities()}


def last_told() -> models.Revision:
    return models.Revision.objects.latest("entry_id")


def test_a_run_of_linkage_is_taken_in_with_its_rows_and_pairs_and_told_on_the_ledger(inquiry):
    assert groups()["1"] == {OFFICIAL_SERIKOV, ARMAN, ("hospital", "2")}
    assert models.ListRow.objects.count() == 10
    assert models.ScoredPair.objects.count() == len(linked().pairs)
    assert (last_told().kind, last_told().fields["identities_changed"]) == ("linkages", 5)
    assert audit() == ()


def test_the_same_run_again_changes_no_identity(inquiry):
    assert accept_linkage(linked(), by="m-1") == 0


def test_a_probability_that_hardly_changed_makes_no_history(inquiry):
    def shifted(by: float) -> tuple[Identity, ...]:
        return tuple(
            each.model_copy(
                update={
                    "records": tuple(
                        record.model_copy(update={"probability": 0.9 - by}) for record in each.records
                    )
                }
            )
            for each in linked().identities
        )

    assert accept_linkage(linked(identities=shifted(0.01)), by="m-1") == 0
    assert accept_linkage(linked(identities=shifted(0.2)), by="m-1") == 5


def test_rows_are_kept_letter_for_letter(inquiry):
    row = models.ListRow.objects.get(roster="hospital", record="4")
    assert row.cells == [["name", "<b>Оспанов</b> Марат", "name"], ["died_on", "07.01.2022", "died"]]


def test_same_merges_two_identities_and_leaves_an_entry_that_forwards(inquiry):
    done = decide(OFFICIAL_SERIKOV, ASKAR, "same", by="m-1", reason="the mother says so")
    assert set(done.identities) == {"1", "2"}
    assert groups()["1"] == {OFFICIAL_SERIKOV, ARMAN, ASKAR, ("hospital", "2")}
    assert identities()["2"].merged_into == "1"
    assert (last_told().kind, last_told().action) == ("identity-changes", "decide")
    assert audit() == ()


def test_different_splits_an_identity_and_the_rest_goes_with_whom_it_resembles(inquiry):
    decide(OFFICIAL_SERIKOV, ARMAN, "different", by="m-1")
    assert groups()["1"] == {ARMAN, ("hospital", "2")}
    assert groups()["6"] == {OFFICIAL_SERIKOV}
    assert identities()["1"].split_into == ("6",)


def test_who_cannot_tell_changes_no_identity(inquiry):
    before = groups()
    done = decide(OFFICIAL_SERIKOV, ARMAN, "cannot_tell", by="m-1")
    assert (done.identities, groups()) == ((), before)
    assert [each.verdict for each in read_decisions()] == ["cannot_tell"]


@pytest.mark.parametrize(
    "act",
    [
        lambda: decide(OFFICIAL_SERIKOV, ASKAR, "same", by="m-1"),
        lambda: decide(OFFICIAL_SERIKOV, ARMAN, "different", by="m-1"),
        lambda: merge_identities("1", "4", by="m-1"),
        lambda: split_identity("1", {ARMAN}, by="m-1"),
        lambda: move_rows("1", "4", {ARMAN}, by="m-1"),
        lambda: choose_value("1", "age", "34", by="m-1"),
    ],
    ids=["decided the same", "decided different", "merged", "split", "moved", "chosen"],
)
def test_what_is_undone_leaves_all_identities_as_they_were(inquiry, act):
    before = identities()
    assert not isinstance(act(), Refused)
    assert identities() != before
    assert not isinstance(undo_last_change(by="m-1"), Refused)
    after = identities()
    # A number that was given out is never taken back: it forwards.
    assert {id: after[id] for id in before} == before
    assert all(after[id].merged_into in before for id in after.keys() - before.keys())
    assert standing(read_decisions()) == ()
    assert audit() == ()


def test_undoing_twice_undoes_what_was_done_before(inquiry):
    before = identities()
    decide(OFFICIAL_SERIKOV, ASKAR, "same", by="m-1")
    decide(OFFICIAL_OSPANOV, MURAT, "same", by="m-1")
    undo_last_change(by="m-1")
    assert identities()["5"] == before["5"]
    undo_last_change(by="m-1")
    assert identities() == before
    assert isinstance(undo_last_change(by="m-1"), Refused)


def test_nobody_undoes_what_another_has_done_or_built_upon(inquiry):
    decide(OFFICIAL_SERIKOV, ASKAR, "same", by="m-1")
    assert isinstance(undo_last_change(by="m-2"), Refused)
    merge_identities("1", "4", by="m-2")
    refused = undo_last_change(by="m-1")
    assert isinstance(refused, Refused)
    assert "1" in str(refused.because)


def test_a_member_who_changes_their_mind_supersedes_their_decision_and_both_stay(inquiry):
    decide(OFFICIAL_SERIKOV, ASKAR, "same", by="m-1")
    decide(ASKAR, OFFICIAL_SERIKOV, "different", by="m-1")
    assert [(each.verdict, each.supersedes) for each in read_decisions()] == [
        ("same", None),
        ("different", "D1"),
    ]
    assert {id for id, rows in groups().items() if ASKAR in rows} != {
        id for id, rows in groups().items() if OFFICIAL_SERIKOV in rows
    }


def test_saying_the_same_again_records_nothing(inquiry):
    decide(OFFICIAL_SERIKOV, ASKAR, "same", by="m-1")
    before = models.LedgerEntry.objects.count()
    assert decide(ASKAR, OFFICIAL_SERIKOV, "same", by="m-1").decisions == ()
    assert models.LedgerEntry.objects.count() == before


def test_where_two_deciders_are_asked_identities_change_when_the_second_agrees(inquiry_of_two_deciders):
    before = groups()
    decide(OFFICIAL_SERIKOV, ASKAR, "same", by="m-1")
    assert groups() == before
    decide(OFFICIAL_SERIKOV, ASKAR, "same", by="m-2")
    assert ASKAR in groups()["1"]


def test_where_deciders_disagree_both_decisions_are_kept_and_nothing_changes(inquiry_of_two_deciders):
    before = groups()
    decide(OFFICIAL_SERIKOV, ASKAR, "same", by="m-1")
    decide(OFFICIAL_SERIKOV, ASKAR, "different", by="m-2")
    assert groups() == before
    assert len(standing(read_decisions())) == 2


def test_a_decision_that_contradicts_others_is_kept_and_what_follows_is_told(inquiry):
    decide(ARMAN, ASKAR, "different", by="m-1")
    before = groups()
    done = decide(OFFICIAL_SERIKOV, ASKAR, "same", by="m-2")
    assert groups() == before
    assert len(done.decisions) == 1
    assert "different persons" in str(done.because)


def test_only_its_maker_withdraws_a_decision_and_it_stays_on_record(inquiry):
    decide(OFFICIAL_SERIKOV, ARMAN, "cannot_tell", by="m-1")
    assert isinstance(withdraw_decision("D1", by="m-2"), Refused)
    withdraw_decision("D1", by="m-1")
    (decision,) = read_decisions()
    assert decision.withdrawn is not None
    assert standing([decision]) == ()


def test_splitting_says_of_each_pair_of_rows_that_they_differ(inquiry):
    split_identity("1", {ARMAN}, by="m-1", reason="two funerals")
    assert {(each.pair, each.verdict, each.reason) for each in read_decisions()} == {
        (frozenset((ARMAN, other)), "different", "two funerals")
        for other in (OFFICIAL_SERIKOV, ("hospital", "2"))
    }


def test_merging_is_refused_where_a_decision_says_that_rows_differ(inquiry):
    decide(ARMAN, MURAT, "different", by="m-1")
    refused = merge_identities("1", "5", by="m-2")
    assert isinstance(refused, Refused)
    assert len(read_decisions()) == 1


def test_rows_of_no_list_of_the_inquiry_can_not_be_decided_about(inquiry):
    refused = decide(("nowhere", "2"), ARMAN, "same", by="m-1")
    assert isinstance(refused, Refused)
    assert "nowhere" in str(refused.because)
    assert isinstance(decide(ARMAN, ARMAN, "same", by="m-1"), Refused)


def test_many_decisions_are_one_act(inquiry):
    before = identities()
    said = [(OFFICIAL_SERIKOV, ASKAR, "same", None), (OFFICIAL_OSPANOV, MURAT, "same", "one village")]
    assert len(decide_many(said, by="m-1").decisions) == 2
    undo_last_change(by="m-1")
    assert identities() == before


def test_decisions_and_what_people_added_outlive_linkage(inquiry):
    choose_value("1", "age", "34", by="m-1")
    decide(OFFICIAL_SERIKOV, ASKAR, "cannot_tell", by="m-1")
    accept_linkage(linked(), by="m-1")
    assert [each.value for each in identities()["1"].chosen] == ["34"]
    assert len(read_decisions()) == 1


def test_after_lists_were_linked_again_undoing_withdraws_the_decision_alone(inquiry):
    decide(OFFICIAL_SERIKOV, ASKAR, "same", by="m-1")
    accept_linkage(linked(), by="m-1")
    before = identities()
    undo_last_change(by="m-1")
    assert identities() == before
    assert standing(read_decisions()) == ()


def test_linkage_of_a_list_that_was_replaced_meanwhile_is_refused(inquiry):
    found = linked()
    stale = {**found.lists, "official": type(found.lists["official"])("0" * 64, 3)}
    refused = accept_linkage(linked(lists=stale), by="m-1")
    assert isinstance(refused, Refused)
    assert "official" in str(refused.because)


def test_linkage_that_passed_over_a_decision_made_meanwhile_is_refused(inquiry):
    decide(OFFICIAL_SERIKOV, ASKAR, "cannot_tell", by="m-1")
    assert isinstance(accept_linkage(linked(decisions_seen=0), by="m-1"), Refused)


def test_numbers_go_on_above_all_that_were_ever_given_out(inquiry):
    split_identity("1", {ARMAN}, by="m-1")
    undo_last_change(by="m-1")
    assert next_identity_number() == 7


def test_an_identity_is_linked_to_a_person_of_the_inquiry_only(inquiry):
    assert isinstance(link_person("1", "nobody", by="m-1"), Refused)


def test_decisions_and_identities_leave_and_come_back_with_the_dossier(inquiry):
    decide(OFFICIAL_SERIKOV, ASKAR, "same", by="m-1", reason="the mother says so")
    dossier = read_dossier_value()
    assert len(dossier.decisions) == 1
    assert {each.id for each in dossier.identities} == {"1", "2", "3", "4", "5"}
    # A dossier that holds them can be taken in again without a change.
    before = models.LedgerEntry.objects.count()
    import_dossier(dossier, open_list, by="m-1")
    assert models.LedgerEntry.objects.count() == before


def test_an_act_on_two_identities_asks_no_more_of_the_store_where_there_are_many(
    inquiry, django_assert_max_num_queries
):
    many = tuple(
        Identity(id=str(number), records=(IdentityRecord(roster="official", record=f"x{number}"),))
        for number in range(10, 400)
    )
    accept_linkage(linked(identities=(*linked().identities, *many)), by="m-1")
    assert len(read_values(models.Identity)) == 395
    with django_assert_max_num_queries(80):
        decide(OFFICIAL_SERIKOV, ASKAR, "same", by="m-1")
