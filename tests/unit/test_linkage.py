"""Linkage: what pairs it finds, how sure it is of them, and why."""

from __future__ import annotations

import numpy as np
import pytest
from generated_people import list_of, people_twice

from aiqyn.core.language import LANGUAGES
from aiqyn.core.rosters.linkage import Labels, Linkage, MemoryExhausted, link, model_of, packaged_model
from aiqyn.core.rosters.records import Records


@pytest.fixture(scope="module")
def duplicates() -> tuple[Records, np.ndarray, Linkage]:
    records, person = people_twice(400, doubled=120)
    return records, person, link(records)


def true_pairs(person: np.ndarray) -> set[tuple[int, int]]:
    return {
        (int(np.flatnonzero(person == each)[0]), place) for place, each in enumerate(person) if place >= 400
    }


def odds_of(linkage: Linkage, left: int, right: int) -> float:
    found = (linkage.pairs.left == min(left, right)) & (linkage.pairs.right == max(left, right))
    return float(linkage.pairs.log_odds[found][0]) if found.any() else linkage.pairs.unlisted


def test_duplicates_with_slips_are_found_and_strangers_are_not(duplicates):
    _, person, linkage = duplicates
    same = person[linkage.pairs.left] == person[linkage.pairs.right]
    said = linkage.pairs.log_odds > 0
    assert (same & said).sum() >= 0.97 * 120
    assert said.sum() <= 1.03 * 120


def test_no_true_pair_is_lost_before_it_is_looked_at(duplicates):
    _, person, linkage = duplicates
    looked_at = set(zip(linkage.pairs.left.tolist(), linkage.pairs.right.tolist(), strict=True))
    assert true_pairs(person) <= looked_at


def test_each_pair_is_listed_once_with_its_first_row_first(duplicates):
    _, _, linkage = duplicates
    pairs = list(zip(linkage.pairs.left.tolist(), linkage.pairs.right.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs)
    assert all(left < right for left, right in pairs)


def test_promised_and_true_shares_of_pairs_agree(duplicates):
    _, person, linkage = duplicates
    same = person[linkage.pairs.left] == person[linkage.pairs.right]
    assert linkage.pairs.probability.sum() == pytest.approx(same.sum(), rel=0.05)
    assert np.square(linkage.pairs.probability - same).sum() < 0.06 * 120


def test_the_rows_of_evidence_sum_to_the_odds_of_the_pair(duplicates):
    _, _, linkage = duplicates
    for position in range(0, len(linkage.pairs), 37):
        told = sum(row.weight for row in linkage.evidence(position))
        assert told == pytest.approx(float(linkage.pairs.log_odds[position]), abs=1e-4)


def test_evidence_is_worded_in_all_languages(duplicates):
    _, _, linkage = duplicates
    best = int(np.argmax(linkage.pairs.log_odds))
    for language in LANGUAGES:
        said = [row.about.in_language(language) for row in linkage.evidence(best)]
        assert len(said) > 3
        assert all(said)
    assert "фамилия" in [row.about.in_language("ru") for row in linkage.evidence(best)]


def test_the_same_lists_and_seed_give_the_same_odds(duplicates):
    records, _, linkage = duplicates
    again = link(records)
    assert np.array_equal(again.pairs.left, linkage.pairs.left)
    assert np.array_equal(again.pairs.log_odds, linkage.pairs.log_odds)


def test_lists_without_duplicates_are_linked_only_to_each_other():
    records, person = people_twice(300, doubled=150, rosters=2)
    linkage = link(records)
    within = records.roster_of[linkage.pairs.left] == records.roster_of[linkage.pairs.right]
    said = linkage.pairs.log_odds > 0
    same = person[linkage.pairs.left] == person[linkage.pairs.right]
    assert not (said & within).any()
    assert (said & same).sum() >= 0.97 * 150
    assert linkage.model.estimated.log_odds[0] < linkage.model.estimated.log_odds[1]


def test_what_people_decided_is_never_overridden():
    records, person = people_twice(150, doubled=40)
    plain = link(records)
    same = person[plain.pairs.left] == person[plain.pairs.right]
    best = int(np.argmax(np.where(same, plain.pairs.log_odds, -np.inf)))
    stranger = (0, 3)
    labels = Labels(
        np.array([plain.pairs.right[best], stranger[0]]),
        np.array([plain.pairs.left[best], stranger[1]]),
        np.array([False, True]),
    )
    decided = link(records, labels=labels)
    assert odds_of(decided, plain.pairs.left[best], plain.pairs.right[best]) < -20
    assert odds_of(decided, *stranger) > 20
    for position in decided.decided:
        rows = decided.evidence(position)
        assert "people decided" in str(rows[-1].about)
        assert sum(row.weight for row in rows) == pytest.approx(float(decided.pairs.log_odds[position]))


def test_decisions_move_what_is_believed_of_other_pairs():
    records, person = people_twice(200, doubled=80)
    plain = link(records)
    doubtful = np.argsort(np.abs(plain.pairs.log_odds))[:30]
    left, right = plain.pairs.left[doubtful], plain.pairs.right[doubtful]
    taught = link(records, labels=Labels(left, right, person[left] == person[right]))
    assert taught.model.estimated.log_odds != plain.model.estimated.log_odds


def test_surname_and_given_name_in_each_others_place_are_noticed():
    records, _ = people_twice(200, doubled=60)
    surname, given = list(records.fields["surname"]), list(records.fields["given_name"])
    last = len(records) - 1
    surname[last], given[last] = given[last], surname[last]
    exchanged = Records(
        records.rosters,
        records.roster_of,
        records.record,
        records.row,
        {**records.fields, "surname": tuple(surname), "given_name": tuple(given)},
    )
    linkage = link(exchanged)
    assert odds_of(linkage, 59, last) > 2


def test_a_name_in_another_script_is_the_same_name_and_initials_spread_over_who_fits():
    lists = {
        "prosecutor": [{"name": "Жақсыбеков С.А."}, {"name": "Оспанов Д."}, {"name": "Әбдіров М.К."}],
        "families": [
            {"name": "Serik Zhaksybekov", "age": "31"},
            {"name": "Оспанов Данияр", "age": "22"},
            {"name": "Оспанов Дидар", "age": "45"},
            {"name": "Ким Виктор", "age": "60"},
        ],
        "initiative": [
            {"surname": "Жаксыбеков", "given_name": "Серик", "patronymic": "Асанович", "age": "31"},
            {"surname": "Ким", "given_name": "Виктор", "age": "60"},
        ],
    }
    linkage = link(list_of(lists))
    assert odds_of(linkage, 3, 7) > 0
    assert odds_of(linkage, 6, 8) > 0
    first, second = odds_of(linkage, 1, 4), odds_of(linkage, 1, 5)
    assert first == pytest.approx(second, abs=1.5)
    assert odds_of(linkage, 2, 6) < -4
    position = int(np.flatnonzero((linkage.pairs.left == 3) & (linkage.pairs.right == 7))[0])
    said = " ".join(str(row.found) for row in linkage.evidence(position) if row.found)
    assert "same across scripts" in said


def test_a_missing_value_says_nothing():
    records, _ = people_twice(150, doubled=50)
    linkage = link(records)
    for position in range(len(linkage.pairs)):
        left, right = records.told(linkage.pairs.left[position]), records.told(linkage.pairs.right[position])
        if "born" not in left or "born" not in right:
            assert "date of birth" not in [str(row.about) for row in linkage.evidence(position)]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"surname": "Один"}],
        [{}, {}],
        [{"surname": "a'; DROP TABLE records; --"}, {"surname": 'a"; \\'}],
        [{"born": "1999-12-31/2000-01-02"}, {"born": "2022-01-XX"}, {"born": "-0050"}],
        [{"name": "ж" * 5000}, {"name": "\u202eж" * 300}],
        [{"age": "3"}, {"age": "400"}],
    ],
)
def test_short_empty_and_hostile_lists_are_linked_without_complaint(rows):
    linkage = link(list_of({"a": rows}))
    assert np.isfinite(linkage.pairs.log_odds).all()
    for position in range(len(linkage.pairs)):
        assert linkage.evidence(position)


def test_progress_is_told_and_never_goes_back():
    told: list[float] = []
    records, _ = people_twice(60, doubled=20)
    link(records, progress=lambda _, share: told.append(share))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_model_of_ones_own_is_used_and_nothing_else_is_compared():
    content = {
        "kinds": {"surname": "text", "born": "date"},
        "comparisons": {
            "surname": {
                "levels": [
                    {"name": "same", "when": "same", "usual": 0.9, "by_frequency": True},
                    {"name": "differs", "usual": 0.1},
                ]
            }
        },
        "rules": [["born"], ["surname.start3"]],
    }
    records, _ = people_twice(150, doubled=50)
    linkage = link(records, model=model_of(content))
    assert [each.name for each in linkage.model.comparisons] == ["surname"]


def test_every_field_of_lists_is_compared_by_the_packaged_model():
    model = packaged_model()
    assert {field for each in model.comparisons for field in each.fields} == set(model.kinds)
    for each in model.comparisons:
        assert sum(level.usual for level in each.levels) == pytest.approx(1), each.name


def test_lists_that_need_more_memory_than_they_may_take_are_refused():
    records, _ = people_twice(2000, doubled=500)
    with pytest.raises(MemoryExhausted) as caught:
        link(records, memory_megabytes=3)
    assert caught.value.megabytes == 3
