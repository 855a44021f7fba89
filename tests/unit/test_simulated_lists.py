"""The demo's lists: the same every time, of the sizes promised, and taken for the dead by nobody."""

import csv
import io
from collections import Counter

import pytest
from simulated_lists import FOLDER, drawing_program

MARKS = ("смоделировано", "үлгі", "simulated")


@pytest.fixture(scope="module")
def drawn():
    return drawing_program().simulate()


def lines_of(one):
    encoding = "cp1251" if one.name == "initiative-1" else "utf-8-sig"
    return one.data.decode(encoding).splitlines()


def test_the_files_of_the_example_are_those_that_its_program_draws(drawn, tmp_path):
    drawing_program().write(drawn, tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in (FOLDER / "lists").iterdir()}
    assert written == kept


def test_the_lists_have_the_sizes_of_the_real_ones(drawn):
    sizes = {one.name: len(set(one.people)) for one in drawn.lists}
    assert sizes == {"prosecutor": 238, "initiative-1": 221, "initiative-2": 188, "families": 60}
    assert [len(one.people) for one in drawn.lists] == [238, 221, 188, 62], "two were reported twice"


def test_every_row_says_that_it_is_simulated(drawn):
    for one in drawn.lists:
        lines = lines_of(one)
        rows = [lines[int(record) - 1] for record in one.records]
        assert all(any(mark in row for mark in MARKS) for row in rows), one.name
        rest = {line for at, line in enumerate(lines, 1) if str(at) not in set(one.records)}
        assert len(rest) <= 3, "titles, or the heads of messages"


def test_counts_and_lists_of_names_are_of_one_draw(drawn):
    on = {one.name: set(one.people) for one in drawn.lists}
    counted = Counter(tuple(int(person in people) for people in on.values()) for person in range(360))
    stated = (FOLDER / "estimations" / "simulated-lists.csv").read_text("utf-8")
    for row in csv.DictReader(io.StringIO(stated)):
        assert counted[tuple(int(row[name]) for name in on)] == int(row["count"])


def test_the_second_initiative_copies_rows_with_the_mistakes_that_are_in_them(drawn):
    first, second = drawn.lists[1], drawn.lists[2]
    names = {
        person: line.split(";")[1] for person, line in zip(first.people, lines_of(first)[1:], strict=True)
    }
    copied = [
        (person, " ".join(line.split(",")[1:4]).strip())
        for person, line, is_copied in zip(second.people, lines_of(second)[1:], second.copied, strict=True)
        if is_copied
    ]
    assert len(copied) > 30
    assert all(names[person] == name for person, name in copied)


def test_another_seed_draws_other_people():
    program = drawing_program()
    assert program.simulate(7).people == program.simulate(7).people != program.simulate(8).people


def test_there_are_brothers_and_namesakes_among_the_people(drawn):
    people = Counter((one.surname, one.father) for one in drawn.people if one.father)
    assert sum(number > 1 for number in people.values()) >= 5
    namesakes = Counter((one.surname, one.given_name) for one in drawn.people)
    assert sum(number > 1 for number in namesakes.values()) >= 5
