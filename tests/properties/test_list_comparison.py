"""What holds of any lists: numbers add up, whatever persons are called and in which order lists are given."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from roster_records import records_of

from aiqyn.core.rosters.comparison import people_of
from aiqyn.core.rosters.comparison.overlaps import overlaps_of

rosters = st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=8), min_size=1, max_size=10)


def compared(lists, draws=None):
    records = records_of(
        {f"list-{at}": [{"name": "Али"} for _ in persons] for at, persons in enumerate(lists)}
    )
    labels = np.array([person for persons in lists for person in persons])
    return overlaps_of(records, people_of(records, labels), draws=draws), labels


@given(rosters)
def test_combinations_add_up_to_all_persons_and_to_each_overlap(lists):
    found, labels = compared(lists)
    sizes = {one.lists: one.count.value for one in found.combinations}
    assert sum(sizes.values()) == found.persons.value == len(set(labels.tolist()))
    for one, first in enumerate(lists):
        for other, second in enumerate(lists):
            both = sum(size for members, size in sizes.items() if {one, other} <= set(members))
            assert found.shared[one][other].value == both == len(set(first) & set(second))
        assert found.only[one].value == sizes.get((one,), 0)


@given(rosters, st.integers(1, 5))
def test_draws_that_all_say_the_same_leave_nothing_open(lists, number):
    _, labels = compared(lists)
    found, _ = compared(lists, np.tile(labels, (number, 1)))
    counts = [found.persons, *found.only, *(one.count for one in found.combinations), *sum(found.shared, ())]
    assert all(count.low == count.value == count.high for count in counts)


@given(rosters, st.integers(1, 1000))
def test_what_persons_are_called_changes_nothing(lists, more):
    renamed = [[1000 * more - 7 * person for person in persons] for persons in lists]
    assert compared(lists)[0] == compared(renamed)[0]
