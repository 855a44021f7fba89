"""Draw the simulated lists of names: invented people on four invented lists, and who is who.

python draw_rosters.py                  # writes lists/; the same bytes every time
python draw_rosters.py --seed 7 --out DIR

Who is on which list is what `draw_lists.py` draws from the same seed, so the counts that an estimate
starts from and the lists of names are of one population. Every row says that it is simulated.
"""

from __future__ import annotations

import argparse
import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from draw_lists import PEOPLE, SEED, drawn_lists
from invented_people import Dice, Person, drawn_people
from name_spellings import (
    age_in_digits,
    age_in_words,
    in_latin,
    in_russian_letters,
    initials_of,
    mistyped,
    patronymic,
    place_of,
    short_name,
)

__all__ = ["SimulatedList", "SimulatedLists", "columns_of", "simulate", "write"]

CITY = "Алматы"
"""The only city of the families' list."""
REPEATED = 2
"""So many of the families write twice."""

MARKS = ("смоделировано", "үлгі", "simulated")
"""What every row says, in the language of its list."""


@dataclass(frozen=True, slots=True)
class SimulatedList:
    """One list as an inquiry would receive it.

    Attributes:
        name: The list's id.
        file: The file's name.
        data: Its bytes.
        mapping: What its columns mean, as a mapping file says it.
        records: What identifies each row in it: its number as a spreadsheet counts, as text.
        people: For each row the position of its person among `SimulatedLists.people`.
        copied: For each row whether it was copied from the first initiative's list.
    """

    name: str
    file: str
    data: bytes
    mapping: str
    records: tuple[str, ...]
    people: tuple[int, ...]
    copied: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class SimulatedLists:
    """The lists, and the truth that nobody has in life."""

    people: tuple[Person, ...]
    lists: tuple[SimulatedList, ...]

    def truth(self) -> str:
        """Who is who: `roster,record,identity`."""
        rows = ["roster,record,identity"]
        rows += [
            f"{one.name},{record},S{person:03d}"
            for one in self.lists
            for record, person in zip(one.records, one.people, strict=True)
        ]
        return "\n".join(rows) + "\n"


@dataclass(frozen=True, slots=True)
class _Row:
    """One row while it is made: the cells below the titles, whose it is, whether it was copied."""

    cells: tuple[str, ...]
    person: int
    copied: bool = False


def simulate(seed: int = SEED) -> SimulatedLists:
    """The four lists of one population.

    Args:
        seed: Of all chance; the demo's own is the default.
    """
    on = {name: np.flatnonzero(members).tolist() for name, members in drawn_lists(seed).items()}
    dice = Dice(seed)
    people = drawn_people(PEOPLE, dice)
    for at in on["families"]:
        people[at] = replace(people[at], place=CITY)
    prosecutor = _prosecutor(people, on["prosecutor"], dice)
    first = _first_initiative(people, on["initiative-1"], dice)
    second = _second_initiative(people, on["initiative-2"], first, dice)
    families = _families(people, on["families"], dice)
    return SimulatedLists(
        tuple(people),
        (
            _table("prosecutor", PROSECUTOR, prosecutor, ";", "utf-8-sig"),
            _table("initiative-1", FIRST, first, ";", "cp1251"),
            _table("initiative-2", SECOND, second, ",", "utf-8"),
            _chat("families", families),
        ),
    )


def write(simulated: SimulatedLists, folder: Path) -> None:
    """Write the lists, what their columns mean, and the truth into a folder.

    Args:
        simulated: What was drawn.
        folder: Made where it isn't there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for one in simulated.lists:
        (folder / one.file).write_bytes(one.data)
        (folder / f"{one.name}.mapping.yaml").write_bytes(one.mapping.encode())
    (folder / "truth.csv").write_bytes(simulated.truth().encode())


# ---------------------------------------------------------------- an office: surname and initials, by the alphabet

PROSECUTOR = ("№", "Фамилия, инициалы", "Отметка")


def _prosecutor(people: list[Person], on: list[int], dice: Dice) -> list[_Row]:
    named = []
    for at in on:
        name = initials_of(people[at], full=not dice.happens(0.1))
        named.append((mistyped(name, dice) if dice.happens(0.02) else name, at))
    return [
        _Row((str(number), name, MARKS[0]), at)
        for number, (name, at) in enumerate(sorted(named, key=lambda row: (row[0].replace("ё", "е"), row)), 1)
    ]


# ---------------------------------------------------------------- an initiative: full names in Russian, ages, places

FIRST = ("№", "ФИО", "Возраст", "Место гибели", "Отметка")


def _first_initiative(people: list[Person], on: list[int], dice: Dice) -> list[_Row]:
    rows = []
    for number, at in enumerate(dice.shuffled(on), 1):
        person = people[at]
        father = "" if dice.happens(0.3) else patronymic(person, kazakh=dice.happens(0.1))
        name = in_russian_letters(f"{person.surname} {person.given_name} {father}".strip())
        if dice.happens(0.06):
            name = mistyped(name, dice)
        place = "" if dice.happens(0.1) else place_of(person, kazakh=False)
        rows.append(_Row((str(number), name, _age(person, dice), place, MARKS[0]), at))
    return rows


def _age(person: Person, dice: Dice) -> str:
    """The age, one year too many or too few in one of eight, or nothing."""
    if dice.happens(0.15):
        return ""
    if dice.happens(0.12):
        return str(max(person.age + (1 if dice.happens(0.5) else -1), 0))
    return str(person.age)


# ---------------------------------------------------------------- another: two languages, dates; copied in part

SECOND = ("№", "Тегі", "Аты", "Әкесінің аты", "Туған күні", "Жасы", "Қайтыс болған күні", "Жері", "Белгі")
COPIED = 0.35
"""Of the rows that the first initiative has too, so many are taken from it, with whatever is wrong in them."""


def _second_initiative(people: list[Person], on: list[int], first: list[_Row], dice: Dice) -> list[_Row]:
    mine = set(on)
    copied = [row for row in first if row.person in mine and dice.happens(COPIED)]
    taken = {row.person for row in copied}
    rows = [_own_row(people[at], at, dice) for at in dice.shuffled([at for at in on if at not in taken])]
    rows += [_copied_row(row) for row in copied]
    return [replace(row, cells=(str(number), *row.cells)) for number, row in enumerate(rows, 1)]


def _copied_row(row: _Row) -> _Row:
    _, name, age, place, _ = row.cells
    surname, given_name, *father = name.split(" ")
    return _Row(
        (surname, given_name, " ".join(father), "", age, "", place, MARKS[0]), row.person, copied=True
    )


def _own_row(person: Person, at: int, dice: Dice) -> _Row:
    kazakh = person.people == "kazakh" and dice.happens(0.6)
    surname, given_name = person.surname, person.given_name
    father = "" if dice.happens(0.25) else patronymic(person, kazakh=kazakh and dice.happens(0.6))
    if not kazakh:
        surname, given_name, father = map(in_russian_letters, (surname, given_name, father))
    if dice.happens(0.03):
        surname = mistyped(surname, dice)
    if dice.happens(0.03):
        given_name = mistyped(given_name, dice)
    place = "" if dice.happens(0.15) else place_of(person, kazakh=kazakh)
    died = "" if dice.happens(0.2) else _day(person.died.day, person.died.month, person.died.year)
    cells = (surname, given_name, father, _born(person, dice), "", died, place, MARKS[1 if kazakh else 0])
    return _Row(cells, at)


def _day(day: int, month: int, year: int) -> str:
    return f"{day:02d}.{month:02d}.{year}"


def _born(person: Person, dice: Dice) -> str:
    """The day of birth; the year alone, day and month the wrong way round, a digit mistaken, or nothing."""
    born = person.born
    if dice.happens(0.12):
        return ""
    if dice.happens(0.12):
        return str(born.year)
    if dice.happens(0.05) and born.day <= 12:
        return _day(born.month, born.day, born.year)
    if dice.happens(0.04):
        return _day(born.day, born.month, born.year + (10 if born.year < 1980 else -1))
    if dice.happens(0.03):
        return _day(min(born.day + 1, 28), born.month, born.year)
    return _day(born.day, born.month, born.year)


# ---------------------------------------------------------------- families: messages, in whatever letters

HEADS = (
    "06.01.2022, 21:14 - Отбасы 1: ҮЛГІ / СМОДЕЛИРОВАНО / SIMULATED: бұл адамдар ойдан шығарылған",
    "07.01.2022, 09:40 - Семья 2: дополняю список (смоделировано)",
    "08.01.2022, 23:02 - Отбасы 3: тағы (үлгі)",
)


def _families(people: list[Person], on: list[int], dice: Dice) -> list[_Row]:
    order = dice.shuffled(on)
    order += [order[dice.below(len(order) // 2)] for _ in range(REPEATED)]
    return [_Row((_message(people[at], dice),), at) for at in order]


def _message(person: Person, dice: Dice) -> str:
    """One line of free text about a person."""
    if dice.happens(0.35):
        return _in_latin(person, dice)
    kazakh = person.people == "kazakh" and dice.happens(0.65)
    given_name = short_name(person) if dice.happens(0.5) else person.given_name
    surname = person.surname
    if not kazakh:
        surname, given_name = in_russian_letters(surname), in_russian_letters(given_name)
    names = [given_name, surname]
    if dice.happens(0.4):
        names.reverse()
        father = patronymic(person, kazakh=kazakh)
        if father and dice.happens(0.4):
            names.append(father if kazakh else in_russian_letters(father))
    told = [" ".join(names)]
    if not dice.happens(0.2):
        told.append(_told_age(person, dice, kazakh=kazakh))
    if dice.happens(0.7):
        told.append(place_of(person, kazakh=kazakh))
    if dice.happens(0.3):
        told.append(f"{person.died.day} қаңтар" if kazakh else f"{person.died.day} января")
    return f"{', '.join(told)} ({MARKS[1 if kazakh else 0]})"


def _in_latin(person: Person, dice: Dice) -> str:
    way = dice.one_of(("passport", "free", "kazakh")) if person.people == "kazakh" else "free"
    given_name = short_name(person) if dice.happens(0.3) else person.given_name
    told = [in_latin(f"{given_name} {person.surname}", way)]
    if not dice.happens(0.3):
        told.append(f"{person.age} " + ("jas" if way == "kazakh" else "let"))
    if dice.happens(0.6):
        told.append("Almaty")
    return f"{', '.join(told)} ({MARKS[2]})"


def _told_age(person: Person, dice: Dice, *, kazakh: bool) -> str:
    if dice.happens(0.45):
        return age_in_words(person.age, kazakh=kazakh)
    return age_in_digits(person.age, kazakh=kazakh)


# ---------------------------------------------------------------- files

TITLES = {
    "prosecutor": {
        "en": "Simulated list of the prosecutor's office",
        "ru": "Смоделированный список прокуратуры",
        "kk": "Прокуратураның үлгі тізімі",
    },
    "initiative-1": {
        "en": "Simulated list of an initiative",
        "ru": "Смоделированный список инициативы",
        "kk": "Бастаманың үлгі тізімі",
    },
    "initiative-2": {
        "en": "Simulated list of another initiative",
        "ru": "Смоделированный список другой инициативы",
        "kk": "Басқа бастаманың үлгі тізімі",
    },
    "families": {
        "en": "Simulated list of families",
        "ru": "Смоделированный список семей",
        "kk": "Отбасылардың үлгі тізімі",
    },
}
MEANINGS = {
    "№": "number",
    "Фамилия, инициалы": "name",
    "ФИО": "name",
    "Возраст": "age",
    "Место гибели": "place_of_death",
    "Отметка": "unread",
    "Тегі": "surname",
    "Аты": "given_name",
    "Әкесінің аты": "patronymic",
    "Туған күні": "born",
    "Жасы": "age",
    "Қайтыс болған күні": "died",
    "Жері": "place_of_death",
    "Белгі": "unread",
}


def columns_of(name: str) -> dict[str, str]:
    """What the columns of a list mean, by their titles; nothing for a list without columns."""
    titles = {"prosecutor": PROSECUTOR, "initiative-1": FIRST, "initiative-2": SECOND}.get(name, ())
    return {title: MEANINGS[title] for title in titles}


def _table(
    name: str, titles: tuple[str, ...], rows: list[_Row], separator: str, encoding: str
) -> SimulatedList:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow(titles)
    writer.writerows(row.cells for row in rows)
    data = text.getvalue().encode(encoding)
    records = [str(number) for number in range(2, len(rows) + 2)]
    written_as = "utf-8" if encoding == "utf-8-sig" else encoding
    mapping = _mapping(name, separator, written_as)
    return SimulatedList(name, f"{name}.csv", data, mapping, tuple(records), *_told_apart(rows))


def _chat(name: str, rows: list[_Row]) -> SimulatedList:
    """The messages: a heading before each third of them, every line numbered in its writer's way."""
    lines: list[str] = []
    records: list[str] = []
    third = -(-len(rows) // len(HEADS))
    for at, row in enumerate(rows):
        part, within = divmod(at, third)
        if not within:
            lines.append(HEADS[part])
        lines.append((f"{within + 1}. ", f"{within + 1}) ", "- ")[part] + row.cells[0])
        records.append(str(len(lines)))
    data = ("\n".join(lines) + "\n").encode()
    mapping = _mapping(name, None, "utf-8")
    return SimulatedList(name, f"{name}.txt", data, mapping, tuple(records), *_told_apart(rows))


def _told_apart(rows: list[_Row]) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    """Whose each row is, and which were copied."""
    return tuple(row.person for row in rows), tuple(row.copied for row in rows)


SAID = {
    "prosecutor": ("as_of: 2022-08-15", "compiled_from: [official_statements]"),
    "initiative-1": ("as_of: 2022-03-10", "compiled_from: [media, families]"),
    "initiative-2": (
        "as_of: 2022-05-20",
        "compiled_from: [media, hospitals, other_lists]",
        "copied_from: [initiative-1]",
    ),
    "families": (
        "as_of: 2022-01-08",
        "compiled_from: [families]",
        "places: [almaty]",
        'coverage: {en: "Of Almaty alone", ru: "Только по Алматы", kk: "Тек Алматы бойынша"}',
    ),
}
"""What is on record of each list: when it appeared, what it was made from, and whom it can hold."""


def _mapping(name: str, separator: str | None, encoding: str) -> str:
    title = ", ".join(f'{language}: "{text}"' for language, text in TITLES[name].items())
    lines = [f"title: {{{title}}}", "source: SIMULATION", *SAID[name], "default_year: 2022"]
    columns = columns_of(name)
    if columns:
        lines += ["columns:", *(f'  "{header}": {meaning}' for header, meaning in columns.items())]
    if separator is not None:
        lines.append(f'delimiter: "{separator}"')
    lines.append(f"encoding: {encoding}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    options = argparse.ArgumentParser(description="Draw the simulated lists of names.")
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--out", type=Path, default=Path(__file__).parent / "lists")
    asked = options.parse_args()
    write(simulate(asked.seed), asked.out)
