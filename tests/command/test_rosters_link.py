"""`aiqyn rosters link`: from lists to one list of persons, with what people should decide."""

from __future__ import annotations

import csv
import json
import subprocess
import time
from pathlib import Path

import pytest
from running import COMMAND, aiqyn

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("linked lists")]

PROSECUTOR = """№;Фамилия и инициалы
1;Оспанов Е.К.
2;Тлеубаева А.С.
3;Жаксыбеков Д.М.
4;Иванов П.П.
5;Сейткали Н.Ж.
"""

FAMILIES = """name,born,place
"Оспанов Ерлан Қайратұлы",1985-03-04,Алматы
"Tleubayeva Aigul Serikqyzy",1990,Almaty
"Жақсыбеков Дәурен Мұратұлы",1971-11-30,Тараз
"Ахметов Болат Нұрланұлы",1999-01-01,Қызылорда
"Оспанов Елдос Қанатұлы",1992-07-19,Алматы
"""

CITY = """ФИО,Год рождения
Оспанов Ерлан Кайратович,1985
Тлеубаева Айгуль Сериковна,1990
Иванов Пётр Петрович,1960
Ахметов Болат Нурланович,1999
"""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def lists(tmp_path_factory) -> list[Path]:
    folder = tmp_path_factory.mktemp("lists")
    paths = [folder / name for name in ("prosecutor.csv", "families.csv", "city.csv")]
    paths[0].write_bytes(PROSECUTOR.encode("cp1251"))
    paths[1].write_text(FAMILIES, encoding="utf-8")
    paths[2].write_text(CITY, encoding="utf-8")
    return paths


@pytest.fixture(scope="module")
def linked(lists, tmp_path_factory) -> tuple[Path, dict]:
    out = tmp_path_factory.mktemp("linked") / "linkage"
    return out, json.loads(aiqyn("rosters", "link", *lists, "--out", out, "--json").stdout)


def test_every_row_of_every_list_has_its_person_and_how_sure_that_is(linked):
    out, told = linked
    rows = rows_of(out / "identities.csv")
    assert len(rows) == 14 == told["records"]
    assert {row["roster"] for row in rows} == {"prosecutor", "families", "city"}
    assert all(0 <= float(row["probability"]) <= 1 for row in rows)
    assert len({row["identity"] for row in rows}) == told["persons"]["linked"]


def test_one_person_in_two_scripts_has_one_number(linked):
    out, _ = linked
    identity = {(row["roster"], row["record"]): row["identity"] for row in rows_of(out / "identities.csv")}
    for families, city in (("2", "2"), ("3", "3"), ("5", "5")):
        assert identity["families", families] == identity["city", city]
    assert len({identity["families", row] for row in "23456"}) == 5


def test_what_is_not_known_for_certain_is_an_interval_and_pairs_to_decide(linked):
    out, told = linked
    persons = told["persons"]
    assert persons["low"] <= persons["linked"] <= persons["high"]
    assert any(each["low"] < each["high"] for each in told["overlaps"]), (
        "nobody can know which of two a surname with initials is"
    )
    review = rows_of(out / "review.csv")
    assert len(review) == told["to_review"] > 0
    assert any("Оспанов Е.К." in row["row_a"] + row["row_b"] for row in review)
    assert all(row["because"] and not row["verdict"] for row in review)


def test_each_pair_is_explained_by_weights_that_sum_up_to_its_odds(linked):
    out, _ = linked
    for row in rows_of(out / "matches.csv"):
        weights = [part.rsplit("(", 1)[1].rstrip(")") for part in row["because"].split(" | ")]
        assert sum(map(float, weights)) == pytest.approx(
            float(row["log_odds"]), abs=0.05 * len(weights) + 0.01
        )


def test_its_counts_can_be_estimated_from_draw_by_draw(linked):
    out, told = linked
    counts = rows_of(out / "counts.csv")
    assert sum(int(row["count"]) for row in counts) == told["persons"]["linked"]
    samples = sorted((out / "samples").glob("counts-*.csv"))
    assert len(samples) == told["draws"] == 200
    refused = aiqyn("estimate", *samples[:3], "--method", "chao", "--json", code=3)
    assert "people are documented" in refused.stdout, "read, and too few to estimate from"


def test_what_people_decided_binds_and_numbers_stay(linked, lists, tmp_path):
    out, _ = linked
    before = {(row["roster"], row["record"]): row["identity"] for row in rows_of(out / "identities.csv")}
    decided = tmp_path / "decided.csv"
    with decided.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["roster_a", "record_a", "roster_b", "record_b", "verdict"])
        writer.writerow(["families", "2", "city", "2", "разные люди"])
        writer.writerow(["prosecutor", "2", "families", "2", "same"])
    second = tmp_path / "second"
    aiqyn("rosters", "link", *lists, "--out", second, "--previous", out, "--decisions", decided)
    after = {(row["roster"], row["record"]): row["identity"] for row in rows_of(second / "identities.csv")}
    assert after["families", "2"] != after["city", "2"]
    assert after["prosecutor", "2"] == after["families", "2"]
    assert after["city", "5"] == before["city", "5"]
    forwarded = {row["from"] for row in rows_of(second / "forwardings.csv")}
    assert before["families", "2"] in {*forwarded, *after.values()}


def test_the_same_seed_gives_the_same_files(linked, lists, tmp_path):
    out, _ = linked
    aiqyn("rosters", "link", *lists, "--out", tmp_path / "again")
    for name in ("identities.csv", "matches.csv", "review.csv", "counts.csv", "samples/identities.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (out / name).read_bytes(), name


def test_a_folder_with_other_files_is_left_alone(lists, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    done = aiqyn("rosters", "link", lists[0], "--out", tmp_path, code=2)
    assert "Nothing was linked." in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_decisions_that_contradict_one_another_are_told_with_their_rows(lists, tmp_path):
    decided = tmp_path / "decided.csv"
    decided.write_text(
        "roster_a,record_a,roster_b,record_b,verdict\n"
        "families,2,city,2,same\ncity,2,prosecutor,2,same\nfamilies,2,prosecutor,2,different\n",
        encoding="utf-8",
    )
    done = aiqyn("rosters", "link", *lists, "--out", tmp_path / "out", "--decisions", decided, code=1)
    assert "contradict" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_verdict_that_is_none_is_told_with_its_row(lists, tmp_path):
    decided = tmp_path / "decided.csv"
    decided.write_text("roster_a,record_a,roster_b,record_b,verdict\nfamilies,2,city,2,perhaps\n", "utf-8")
    done = aiqyn("rosters", "link", *lists, "--out", tmp_path / "out", "--decisions", decided, code=1)
    assert "perhaps" in done.stderr
    assert not (tmp_path / "out").exists()


def test_killed_at_any_moment_it_leaves_the_old_folder_or_the_new_one(lists, tmp_path):
    out = tmp_path / "out"
    command = [*COMMAND, "rosters", "link", "--out", str(out)]
    aiqyn("rosters", "link", *lists, "--out", out)
    old = contents(out)
    aiqyn("rosters", "link", *lists[:2], "--out", tmp_path / "new")
    new = contents(tmp_path / "new")
    began = time.monotonic()
    aiqyn("rosters", "link", *lists[:2], "--out", tmp_path / "new")
    usual = time.monotonic() - began
    for moment in range(8):
        process = subprocess.Popen([*command, *map(str, lists[:2])], stdout=subprocess.DEVNULL)
        time.sleep(usual * (moment + 1) / 8)
        process.kill()
        process.wait()
        assert contents(out) in (old, new), "half of a run took the place of a whole one"
    aiqyn("rosters", "link", *lists[:2], "--out", out)
    assert contents(out) == new
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "out"], (
        "what was killed left its drafts"
    )


def contents(folder: Path) -> dict[str, bytes]:
    """The files by their paths, but for the one that names the folder of lists."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "linkage.json"
    }
