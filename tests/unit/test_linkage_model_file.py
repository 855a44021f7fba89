"""A linkage model of one's own: read, or told in one pass what is wrong with it."""

from __future__ import annotations

import pytest
from generated_people import people_twice

from aiqyn.core.faults import InputFaults
from aiqyn.core.rosters.linkage import link
from aiqyn.exchange.linkage_model_file import read_linkage_model

GOOD = """
comparisons:
  surname:
    levels:
      - {name: same, when: same, usual: 0.9, by_frequency: true}
      - {name: alike, when: {alike: 0.9}, usual: 0.05}
      - {name: differs, usual: 0.05}
  born:
    ordered: false
    levels:
      - {name: same, when: same, usual: 0.9}
      - {name: near_year, when: {near_year: 1}, usual: 0.05}
      - {name: differs, usual: 0.05}
rules:
  - [surname.sound]
  - [born.year, born.month]
pairs_per_record: 40
"""


def faults_of(text: str) -> list[str]:
    with pytest.raises(InputFaults) as caught:
        read_linkage_model(text.encode(), file="model.yaml")
    return [f"{fault.field}: {fault.accepted}" for fault in caught.value.faults]


def test_a_model_that_was_written_is_the_one_that_links():
    model = read_linkage_model(GOOD.encode(), file="model.yaml")
    records, _ = people_twice(120, doubled=40)
    linkage = link(records, model=model)
    assert [each.name for each in linkage.model.comparisons] == ["surname", "born"]
    assert (linkage.pairs.log_odds > 0).sum() >= 20


@pytest.mark.parametrize(
    ("wrong", "right", "accepted"),
    [
        ("when: same, usual: 0.9, by", "when: close, usual: 0.9, by", "one of: same, slip"),
        ("when: {alike: 0.9}", "when: alike", "the condition with a number"),
        ("{near_year: 1}", "{near_yaer: 1}", "one of: same, slip"),
        ("usual: 0.9}", "usual: 0.8}", "usual shares that sum to 1"),
        (
            "{name: differs, usual: 0.05}\n  born",
            "{name: x, when: same, usual: 0.05}\n  born",
            "the last alone",
        ),
        ("when: {near_year: 1}", "when: {alike: 1}", "for born, one of: same, date_slip"),
        ("[surname.sound]", "[surname.year]", "for surname, one of: whole"),
        ("[surname.sound]", "[shoe_size]", "a field, or a field and one of its forms"),
        ("  born:\n    ordered", "  shoe_size:\n    ordered", "one of: surname"),
    ],
)
def test_what_is_wrong_in_a_model_is_told_with_what_would_be_right(wrong, right, accepted):
    assert wrong in GOOD
    assert any(accepted in fault for fault in faults_of(GOOD.replace(wrong, right, 1)))
