"""What the lists say together, on lists small enough to count by hand and on simulated ones with known copies."""

from collections import Counter

import numpy as np
import pytest
from roster_records import records_of, records_of_simulated

from aiqyn.core.dates import EdtfDate
from aiqyn.core.rosters.comparison import Agreement, compare_lists, profile_of

LISTS = {
    "official": [{"name": "Ахметов С."}, {"name": "Касымов Н."}, {"name": "Ким В."}],
    "families": [
        {"name": "Қасымов Нұрлан", "born": "1984", "died": "2022-01-05"},
        {"name": "Omarov Erlan"},
        {"name": "Омаров Ерлан", "age": "30"},
    ],
    "hospital": [{"name": "Касимов Нурлан", "age": "37", "died": "2022-01"}, {"name": "Орлов Пётр"}],
}
LABELS = np.array([7, 3, 5, 3, 9, 9, 3, 1])
"""Касымов is on all three; Омаров twice on one; the rest once each."""


@pytest.fixture(scope="module")
def lists():
    return records_of(LISTS)


def told(found, attribute):
    return next(profile for profile in found if profile.attribute == attribute)


def of_one(*rows):
    records = records_of({f"list-{number}": [row] for number, row in enumerate(rows)})
    return profile_of(records, range(len(rows)))


def test_persons_overlaps_and_combinations_are_those_counted_by_hand(lists):
    found = compare_lists(lists, LABELS).overlaps
    assert found.persons.value == 5
    assert [[count.value for count in row] for row in found.shared] == [[3, 1, 1], [1, 2, 1], [1, 1, 2]]
    assert [count.value for count in found.only] == [2, 1, 1]
    assert {one.lists: one.count.value for one in found.combinations} == {
        (0,): 2,
        (1,): 1,
        (2,): 1,
        (0, 1, 2): 1,
    }


def test_who_is_missing_from_the_official_list_is_told_and_who_is_on_one_alone(lists):
    found = compare_lists(lists, LABELS, official="official")
    assert found.not_on_official().tolist() == [3, 4]
    assert found.only_on_one().tolist() == [0, 2, 3, 4]


def test_without_draws_no_interval_is_told(lists):
    found = compare_lists(lists, LABELS)
    assert (found.overlaps.persons.low, found.overlaps.draws, found.chances) == (None, 0, None)


def test_intervals_and_chances_come_from_the_draws(lists):
    draws = np.tile(np.array([0, 1, 2, 1, 4, 4, 1, 7]), (100, 1))
    draws[:40, 6] = 6
    found = compare_lists(lists, LABELS, draws=draws)
    assert (found.overlaps.persons.low, found.overlaps.persons.high) == (5, 6)
    assert found.overlaps.shared[0][2].low == 0
    assert found.chances[1].tolist() == [1.0, 1.0, 1.0], "the person is as the links stand: the row is theirs"
    few = compare_lists(lists, np.array([7, 3, 5, 3, 9, 9, 8, 1]), draws=draws)
    assert few.chances[1].tolist() == [1.0, 1.0, 0.6]


def test_what_is_known_grows_by_those_whom_no_earlier_list_has(lists):
    dates = {"families": EdtfDate("2022-01-10"), "official": EdtfDate("2022-08")}
    steps = compare_lists(lists, LABELS, as_of=dates).growth
    assert [(step.roster, step.persons, step.new, step.known) for step in steps] == [
        (1, 2, 2, 2),
        (0, 3, 2, 4),
    ]


def test_an_official_list_that_is_not_among_the_lists_is_refused(lists):
    with pytest.raises(ValueError, match="police"):
        compare_lists(lists, LABELS, official="police")


# ---------------------------------------------------------------- attributes of one person


def test_a_year_and_a_day_in_it_and_the_age_that_follows_are_no_conflict():
    found = of_one(
        {"born": "1984", "died": "2022-01"}, {"born": "1984-03-02", "died": "2022-01-05"}, {"age": "37"}
    )
    assert {profile.attribute: profile.agreement.name for profile in found} == {
        "born": "COMPATIBLE",
        "age": "SAME",
        "died": "COMPATIBLE",
    }
    assert told(found, "born").proposed == "1984-03-02"
    assert told(found, "died").proposed == "2022-01-05"


def test_an_age_that_does_not_follow_from_the_days_is_a_conflict_with_its_reason():
    age = told(of_one({"born": "1984-03-02", "died": "2022-01-05"}, {"age": "47"}), "age")
    assert age.agreement is Agreement.CONFLICT
    assert age.proposed is None
    assert "born 1984-03-02, died 2022-01-05" in {str(one.implied_by) for one in age.stated}


def test_days_outweigh_an_age_that_is_off_by_one_year():
    days = {"born": "1984-03-02", "died": "2022-01-05"}
    age = told(of_one(days, {"age": "38"}), "age")
    assert (age.agreement, age.proposed) == (Agreement.CONFLICT, "37")
    assert "differ by one year" in str(age.because)
    assert told(of_one({**days, "born": "1984"}, {"age": "36"}), "age").proposed is None


def test_most_lists_outweigh_one_and_a_copy_has_no_voice_of_its_own():
    rows = {"a": [{"born": "1984"}], "b": [{"born": "1985"}], "c": [{"born": "1985"}]}
    records = records_of(rows)
    assert told(profile_of(records, range(3)), "born").proposed == "1985"
    assert told(profile_of(records, range(3), copied_from={"c": ["b"]}), "born").proposed is None


def test_day_and_month_that_changed_places_are_recognised():
    born = told(of_one({"born": "1984-03-02"}, {"born": "1984-02-03"}), "born")
    assert born.agreement is Agreement.CONFLICT
    assert "changed places" in str(born.because)


@pytest.mark.parametrize(
    ("names", "agreement", "proposed"),
    [
        (("Касымов Н.Ж.", "Касымов Нурлан"), "COMPATIBLE", "Касымов Нурлан"),
        (("Касымов Нурлан", "нурлан касымов"), "COMPATIBLE", "Касымов Нурлан"),
        (("Касымов Нурлан", "Қасымов Нұрлан", "Kasymov Nurlan"), "SPELLING", "Қасымов Нұрлан"),
        (("Павлов Николай", "Паволв Николай Ильич"), "SPELLING", "Паволв Николай Ильич"),
        (("Касымов Нурлан", "Касымов Ерлан"), "CONFLICT", None),
    ],
)
def test_spellings_of_a_name_are_told_from_other_names(names, agreement, proposed):
    name = told(of_one(*({"name": name} for name in names)), "name")
    assert (name.agreement.name, name.proposed) == (agreement, proposed)


@pytest.mark.parametrize(
    ("places", "agreement"),
    [
        (("Алматы", "г. Алматы, Казахстан"), "COMPATIBLE"),
        (("Алматы", "Almaty"), "COMPATIBLE"),
        (("Талдыкорган", "Талдыкурган"), "SPELLING"),
        (("Алматы", "Тараз"), "CONFLICT"),
    ],
)
def test_places_agree_across_scripts_and_where_one_lies_in_the_other(places, agreement):
    found = of_one(*({"place_of_death": place} for place in places))
    assert told(found, "place_of_death").agreement.name == agreement


# ---------------------------------------------------------------- copies


def test_a_copied_list_is_found_with_its_direction_and_independent_ones_are_not():
    verdicts, directions = Counter(), Counter()
    for seed in range(3):
        records, labels = records_of_simulated(seed)
        for one in compare_lists(records, labels).kinships:
            verdicts[one.lists, one.verdict] += 1
            directions[one.likely_copy] += one.verdict == "too equal"
    assert {lists for lists, verdict in verdicts if verdict == "too equal"} == {(1, 2)}
    assert verdicts[(1, 2), "too equal"] == 3
    assert directions == {2: 3, None: 0}


def test_two_lists_in_alphabetical_order_are_not_called_copies_for_it():
    names = sorted(f"{surname} {given}" for surname in "АБВГДЕЖЗ" for given in ("Али", "Берик", "Данияр"))
    lists = {"one": [{"name": name} for name in names], "other": [{"name": name} for name in names]}
    (found,) = compare_lists(records_of(lists), np.tile(np.arange(len(names)), 2)).kinships
    assert (found.verdict, found.p_value) == ("cannot tell", None)
    assert "sorted by the same (name)" in str(found.because())


def test_slips_that_only_two_of_three_lists_share_speak_for_a_copy():
    surnames = [f"{start}{middle}анов" for start in "БДКМС" for middle in ("айж", "ауле", "уйсе", "ырза")]
    right = [{"name": f"{surname} Али"} for surname in surnames]
    slipped = [{"name": f"{name[:3]}{name[4:]} Али"} for name in surnames]
    rows = np.random.default_rng(1).permutation(20)
    lists = {"one": slipped, "copy": [slipped[at] for at in rows], "third": right}
    labels = np.concatenate([np.arange(20), rows, np.arange(20)])
    found = {one.lists: one for one in compare_lists(records_of(lists), labels).kinships}
    assert found[0, 1].verdict == "too equal"
    assert found[0, 1].spellings.repeated == 20
    assert found[0, 1].likely_copy is None, "the order of rows tells nothing here"
    assert {found[0, 2].verdict, found[1, 2].verdict} == {"nothing found"}
