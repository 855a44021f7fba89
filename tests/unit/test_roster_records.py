import numpy as np
import pytest

from aiqyn.core.rosters.mapping import identifies
from aiqyn.core.rosters.pairs import ScoredPairs
from aiqyn.core.rosters.records import Records


def records(roster, names, **fields):
    return Records(
        (roster,),
        np.zeros(len(names), np.int32),
        tuple(str(row) for row in range(2, len(names) + 2)),
        np.arange(2, len(names) + 2),
        {"name": tuple(names), **fields},
    )


def test_records_of_several_lists_stand_together_and_keep_their_list():
    together = Records.together([records("a", ["А. Б.", "В. Г."]), records("b", ["Д. Е."], age=("31",))])
    assert list(together.named()) == [("a", "2"), ("a", "3"), ("b", "2")]
    assert together.of_roster(1).tolist() == [2]
    assert together.told(0) == {"name": "А. Б."}
    assert together.told(2) == {"name": "Д. Е.", "age": "31"}


def test_no_lists_are_no_records():
    assert len(Records.together([])) == 0


def test_one_list_can_not_be_taken_twice():
    with pytest.raises(ValueError, match="each list once"):
        Records.together([records("a", ["А. Б."]), records("a", ["А. Б."])])


def test_the_probability_of_a_pair_follows_from_its_odds():
    pairs = ScoredPairs(np.array([0, 0, 1]), np.array([1, 2, 2]), np.log([1.0, 3.0, 1e-300]), -20.0)
    assert pairs.probability == pytest.approx([0.5, 0.75, 0.0])


def test_what_a_spreadsheet_would_compute_names_no_row_of_a_list():
    assert identifies(["A-1", "A-2"])
    assert not identifies(["A-1", "A-1"])
    assert not identifies(["A-1", ""])
    assert not identifies(["A-1", '=HYPERLINK("file:///")'])
    assert not identifies(["A-1", "A\u202e2"])
