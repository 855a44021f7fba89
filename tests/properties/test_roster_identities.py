"""Numbers of identities stay, whatever becomes of the rows behind them."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from aiqyn.core.rosters.identities import NumberedIdentities, RecordKey, no_identities, renumbered


@st.composite
def runs(draw: st.DrawFn) -> list[tuple[list[RecordKey], list[int]]]:
    """A few runs of linkage, each over some rows of two lists and with clusters of its own."""
    rows = [(roster, str(row)) for roster in "AB" for row in range(5)]
    result = []
    for _ in range(draw(st.integers(1, 5))):
        kept = draw(st.lists(st.sampled_from(rows), unique=True, max_size=10))
        labels = draw(st.lists(st.integers(0, 4), min_size=len(kept), max_size=len(kept)))
        result.append((kept, labels))
    return result


def history(given_runs: list[tuple[list[RecordKey], list[int]]]) -> list[NumberedIdentities]:
    made = [no_identities()]
    for rows, labels in given_runs:
        made.append(renumbered(made[-1], rows, labels))
    return made


@given(runs())
def test_the_same_partition_again_changes_nothing(
    given_runs: list[tuple[list[RecordKey], list[int]]],
) -> None:
    last = history(given_runs)[-1]
    rows, labels = given_runs[-1]
    other_names = [label + 100 for label in labels]
    assert renumbered(last, rows, other_names) == last


@given(runs())
def test_no_number_is_ever_given_again(given_runs: list[tuple[list[RecordKey], list[int]]]) -> None:
    made = history(given_runs)
    for before, after in itertools.pairwise(made):
        new = set(after.records) - set(before.records)
        assert all(number > before.last for number in new)
        assert after.last == max([before.last, *new])


@given(runs())
def test_a_number_goes_on_only_with_rows_that_had_it(
    given_runs: list[tuple[list[RecordKey], list[int]]],
) -> None:
    made = history(given_runs)
    for before, after in itertools.pairwise(made):
        for number in set(after.records) & set(before.records):
            assert set(after.records[number]) & set(before.records[number])


@given(runs())
def test_every_number_ever_given_leads_to_where_its_rows_are(
    given_runs: list[tuple[list[RecordKey], list[int]]],
) -> None:
    made = history(given_runs)
    for before, after in itertools.pairwise(made):
        place = after.number_of()
        for number, keys in before.records.items():
            assert {place[key] for key in keys if key in place} <= set(after.resolved(number))
    last = made[-1]
    for number in range(1, last.last + 1):
        assert set(last.resolved(number)) <= set(last.records)  # type: ignore[arg-type]


@given(runs())
def test_each_row_has_one_number(given_runs: list[tuple[list[RecordKey], list[int]]]) -> None:
    rows, labels = given_runs[-1]
    number_of = history(given_runs)[-1].number_of()
    assert set(number_of) == set(rows)
    for one, first in zip(rows, labels, strict=True):
        for other, second in zip(rows, labels, strict=True):
            assert (number_of[one] == number_of[other]) == (first == second)
