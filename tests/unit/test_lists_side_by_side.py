"""Two rows of lists side by side: nothing of them is left out, and what differs is said."""

from __future__ import annotations

from aiqyn.core.rosters.linked import CellOfRow, RowOfList
from aiqyn.web.lists.rows import Line, side_by_side


def a_row(**cells: str) -> RowOfList:
    shown = tuple(CellOfRow(f"column {meaning}", text, meaning) for meaning, text in cells.items())
    return RowOfList("list", "2", 2, shown, {})


def lines(left: RowOfList | None, right: RowOfList | None) -> dict[str, Line]:
    return {line.meaning: line for line in side_by_side(left, right)}


def test_columns_of_one_meaning_stand_in_one_line():
    found = lines(a_row(name="Серік", age="34"), a_row(name="серік ", died="2022-01-05"))
    assert {meaning: line.likeness for meaning, line in found.items()} == {
        "name": "same",
        "age": "left",
        "died": "right",
    }


def test_other_letters_differ_though_they_may_be_the_same_name():
    assert lines(a_row(name="Серік"), a_row(name="Serik"))["name"].likeness == "differs"


def test_a_name_in_one_column_is_looked_at_beside_a_name_in_parts():
    found = lines(a_row(name="Серіков Арман"), a_row(surname="Серіков", given_name="Арман"))
    assert list(found) == ["name"]
    assert found["name"].likeness == "same"
    assert [cell.text for cell in found["name"].right] == ["Серіков", "Арман"]


def test_an_age_beside_a_date_of_birth_is_shown_and_not_called_different():
    found = lines(a_row(age="45"), a_row(born="1976-12-05"))
    assert list(found) == ["born"]
    assert found["born"].likeness == ""


def test_lists_with_the_same_parts_are_compared_part_by_part():
    found = lines(a_row(surname="A", given_name="B"), a_row(surname="A", given_name="C"))
    assert {meaning: line.likeness for meaning, line in found.items()} == {
        "surname": "same",
        "given_name": "differs",
    }


def test_no_cell_that_says_something_is_left_out():
    left = RowOfList(
        "list",
        "2",
        2,
        (
            CellOfRow("№", "1"),
            CellOfRow("ФИО", "Серіков", "name"),
            CellOfRow("other name", "Сер", "name"),
            CellOfRow("empty", "  ", "age"),
            CellOfRow("mark", "simulated"),
        ),
        {},
    )
    right = a_row(surname="Серіков", residence="Алматы")
    shown = [cell for line in side_by_side(left, right) for cell in (*line.left, *line.right)]
    assert sorted(cell.text for cell in shown) == sorted(
        ["1", "Серіков", "Сер", "simulated", "Серіков", "Алматы"]
    )


def test_a_row_that_the_list_has_no_more_leaves_its_side_empty():
    (line,) = side_by_side(None, a_row(name="Серік"))
    assert (line.left, line.likeness) == ((), "right")
    assert side_by_side(None, None) == ()
