"""Draw invented people for the demo's lists: names, ages, kin, the day and the place of a death that never was.

No name here was taken from a list of the dead. Given names are common ones, written down from general
knowledge; Kazakh surnames are made of given names by rule; chance puts them together. That chance may
put together what a living or a dead person is called can't be excluded, and means nothing.
"""

# ruff: noqa: SIM905 (tables of names are read and mended more easily as text)
from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

__all__ = ["Dice", "Person", "drawn_people"]

Choice = TypeVar("Choice")

FIRST_DAY = date(2022, 1, 4)
DAYS = (22, 52, 16, 4, 3, 2, 1)
"""How often, of a hundred, a death is laid on the first day, the second, …."""
PLACES = {
    "Алматы": ("Алматы", 62),
    "Тараз": ("Тараз", 9),
    "Қызылорда": ("Кызылорда", 7),
    "Шымкент": ("Шымкент", 6),
    "Талдықорған": ("Талдыкорган", 6),
    "Семей": ("Семей", 4),
    "Өскемен": ("Усть-Каменогорск", 3),
    "Ақтөбе": ("Актобе", 3),
}
"""Places in Kazakh, in Russian, and how often, of a hundred."""

KAZAKH_MEN = (
    "Нұрлан Ерлан Асқар Серік Марат Болат Қайрат Данияр Арман Азамат Тимур Алмас Нұржан Айдос Бауыржан "
    "Дәурен Талғат Абай Айбек Айдар Айдын Алдияр Әлібек Алмат Амангелді Ануар Асан Асылбек Асылхан Бақыт "
    "Бақытжан Батыр Бейбіт Бекболат Бекзат Берік Біржан Ғабит Ғалым Ғалымжан Ғани Дархан Дастан Дидар Досжан "
    "Думан Еділ Ержан Еркебұлан Еркін Ермек Ернар Жандос Жәнібек Жасұлан Жомарт Қанат Қасым Қуаныш Мақсат "
    "Медет Мейрам Мирас Мұрат Мұхтар Нұрбек Нұрболат Нұрғали Нұрсұлтан Олжас Оразбек Өмірзақ Рахат Рауан "
    "Рүстем Сабит Самат Санжар Саян Серікбай Сұлтан Темірлан Төлеген Тұрар Ұлан Шалқар Шыңғыс Шоқан Ықылас"
).split()
KAZAKH_WOMEN = (
    "Айгүл Гүлнар Динара Айнұр Әйгерім Мадина Жанар Сәуле Айжан Ботагөз Назгүл Айдана Айман Аружан Әсел Әсем "
    "Гүлмира Жансая Жұлдыз Қарлығаш Ләззат Маржан Меруерт Нұргүл Салтанат Самал Тоғжан Шолпан Шынар Ұлпан"
).split()
_STEMS = (
    "Ахмет Омар Оспан Сүлеймен Ысқақ Әбдірахман Ибрагим Әбен Әбіш Айтбай Әмір Асан Байжан Ғали Дос Ермек Есен "
    "Жақып Жұмабай Жүніс Кәрім Қасым Кенжебай Мұса Мұқан Мұхамеджан Нұрғали Нұрпейіс Рахым Рахмет Садық "
    "Сәрсен Смағұл Сұлтан Төлеген Тұрсын Хасен Шәріп Жүсіп Әлім Бекен Қожахмет Тілеуберді Қонысбай Сейдахмет "
    "Молдахмет Досмұхамед Ерғали Өтеген Сапар Тәжібай Шойынбек Қалиасқар Байбол Есімхан Қошқарбай Бейсенбай "
    "Төребек Мырзабек Сағындық Жанұзақ Әуезхан Қыдырбай Темірбек Елубай Дүйсенбек Сатыбалды Қабдеш Әбілқасым "
    "Бектұр Нысанбай Ералы Жолдасбек Тоғызбай Мәмбет Қуатбек Өмірбек Төлепберген Ұзақбай Шаймерден Ізбасар "
    "Байсейіт Күмісбек Алпысбай Жарылқасын Оңғарбай Сүйіндік Тасболат Үсен Айтқали Мәуленқұл Нәдірбек "
    "Орынбасар Пірәлі Рысбек Сыздық Тоқсанбай Уәли Қапан Шәкір Ыдырыс Әшім Балғабай Ғайса Дүйсен Жәлел Көшер"
).split()
STEMS = tuple(dict.fromkeys((*_STEMS, *KAZAKH_MEN)))
"""What Kazakh surnames are made of: many are a given name of a forefather."""
RUSSIAN_MEN = {
    "Александр": "Александров",
    "Сергей": "Сергеев",
    "Андрей": "Андреев",
    "Дмитрий": "Дмитриев",
    "Алексей": "Алексеев",
    "Владимир": "Владимиров",
    "Николай": "Николаев",
    "Иван": "Иванов",
    "Михаил": "Михайлов",
    "Евгений": "Евгеньев",
    "Виктор": "Викторов",
    "Виталий": "Витальев",
    "Вячеслав": "Вячеславов",
    "Денис": "Денисов",
    "Игорь": "Игорев",
    "Константин": "Константинов",
    "Максим": "Максимов",
    "Олег": "Олегов",
    "Павел": "Павлов",
    "Роман": "Романов",
    "Юрий": "Юрьев",
    "Анатолий": "Анатольев",
}
"""With the beginning of what their children are called after them."""
RUSSIAN_WOMEN = "Елена Ольга Наталья Анна Татьяна Ирина Мария Екатерина Светлана Людмила Марина Юлия".split()
RUSSIAN_SURNAMES = (
    "Иванов Смирнов Кузнецов Попов Петров Соколов Васильев Павлов Михайлов Козлов Алексеев Андреев Баранов Белов "
    "Беляев Богданов Виноградов Волков Воробьёв Голубев Гусев Егоров Зайцев Захаров Киселёв Комаров Королёв "
    "Крылов Кузьмин Лебедев Макаров Медведев Миронов Морозов Никитин Новиков Орлов Степанов Тарасов Фролов "
    "Яковлев Шевченко Бондаренко Ткачук Мельник Гордиенко"
).split()
KOREAN_SURNAMES = "Ким Цой Пак Ли Хан Юн Тен Шин Нам Кан".split()


class Dice:
    """Chance that falls alike on every machine: only `random()` of Python's generator is asked, which never changes."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 (nothing is kept secret with it)

    def happens(self, chance: float) -> bool:
        """True so often."""
        return self._random.random() < chance

    def below(self, number: int) -> int:
        """A whole number from 0, smaller than that."""
        return int(self._random.random() * number)

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        """One of them, each as often."""
        return choices[self.below(len(choices))]

    def weighted(self, choices: Sequence[Choice], weights: Sequence[float]) -> Choice:
        """One of them, as often as its weight says."""
        at = self._random.random() * sum(weights)
        for choice, weight in zip(choices, weights, strict=True):
            at -= weight
            if at < 0:
                return choice
        return choices[-1]

    def ranked(self, choices: Sequence[Choice], *, evenness: int) -> Choice:
        """One of them, the earlier the more often: as names are, a few common and many rare."""
        return self.weighted(choices, [1 / (rank + evenness) for rank in range(len(choices))])

    def shuffled(self, things: Sequence[Choice]) -> list[Choice]:
        """All of them in some order."""
        rest, done = list(things), []
        while rest:
            done.append(rest.pop(self.below(len(rest))))
        return done


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person, as one would be known if everything were known.

    Attributes:
        people: `kazakh`, `russian` or `korean`: whose naming is followed.
        surname, given_name: In the letters of their language, the surname as this person bears it.
        father: The father's given name; `None` where no document names him.
        female: Whether this is a woman or a girl.
        born, died: Days.
        place: Of death, in Kazakh.
    """

    people: str
    surname: str
    given_name: str
    father: str | None
    female: bool
    born: date
    died: date
    place: str

    @property
    def age(self) -> int:
        """In whole years, at death."""
        return self.died.year - self.born.year - ((self.died.month, self.died.day) < self.birthday)

    @property
    def birthday(self) -> tuple[int, int]:
        """Month and day."""
        return self.born.month, self.born.day


def drawn_people(number: int, dice: Dice) -> list[Person]:
    """So many people, among them brothers, fathers with sons, and namesakes.

    Args:
        number: How many.
        dice: Chance.
    """
    people = [_person(dice) for _ in range(number - number // 16)]
    kin = (_brother, _son, _namesake)
    while len(people) < number:
        # Each is kin or namesake of another, so that initials and surnames clash as they do in life.
        people.append(kin[len(people) % len(kin)](dice.one_of(people[: number // 2]), dice))
    return dice.shuffled(people)


def _person(dice: Dice) -> Person:
    people = dice.weighted(("kazakh", "russian", "korean"), (76, 20, 4))
    female = dice.happens(0.1)
    born, died = _days(dice)
    return Person(
        people,
        _surname(people, dice, female=female),
        _given_name(people, dice, female=female),
        None if dice.happens(0.04) else _given_name(people, dice, female=False),
        female,
        born,
        died,
        dice.weighted(list(PLACES), [weight for _, weight in PLACES.values()]),
    )


def _days(dice: Dice) -> tuple[date, date]:
    died = FIRST_DAY + timedelta(days=dice.weighted(range(len(DAYS)), DAYS))
    youngest = dice.weighted((4, 14, 24, 34, 44, 54, 64), (2, 18, 32, 25, 13, 7, 3))
    return died - timedelta(days=int(365.25 * youngest) + dice.below(3652)), died


def _given_name(people: str, dice: Dice, *, female: bool) -> str:
    if people == "kazakh":
        return dice.ranked(KAZAKH_WOMEN if female else KAZAKH_MEN, evenness=20)
    return dice.ranked(RUSSIAN_WOMEN if female else list(RUSSIAN_MEN), evenness=8)


def _surname(people: str, dice: Dice, *, female: bool) -> str:
    if people == "korean":
        return dice.ranked(KOREAN_SURNAMES, evenness=3)
    if people == "russian":
        surname = dice.ranked(RUSSIAN_SURNAMES, evenness=20)
    else:
        stem = dice.ranked(STEMS, evenness=22)
        if dice.happens(0.12):
            return stem
        surname = _with_ending(stem)
    return surname + "а" if female and surname.endswith(("в", "н")) else surname


def _with_ending(stem: str) -> str:
    if stem.endswith("й"):
        return stem[:-1] + "ев"
    return stem + ("ев" if stem[-1] in "аәеиіоөуұүыэ" else "ов")


def _brother(person: Person, dice: Dice) -> Person:
    """A brother: surname and father are the same, and they are some years apart."""
    born = person.born + timedelta(days=(1 if dice.happens(0.5) else -1) * (500 + dice.below(2500)))
    surname = _men(person.surname)
    name = _other_than(person.given_name, person.people, dice)
    return replace(person, surname=surname, given_name=name, female=False, born=min(born, date(2012, 1, 1)))


def _son(person: Person, dice: Dice) -> Person:
    """A father, if the person is young, or a son: the one's given name is in the other's patronymic."""
    surname = _men(person.surname)
    if person.born > date(1990, 1, 1) or person.female:
        father = person.father or _given_name(person.people, dice, female=False)
        born = person.born - timedelta(days=8000 + dice.below(3500))
        of = _given_name(person.people, dice, female=False)
        return replace(person, surname=surname, given_name=father, father=of, female=False, born=born)
    born = min(person.born + timedelta(days=8000 + dice.below(3500)), date(2008, 1, 1))
    name = _other_than(person.given_name, person.people, dice)
    return replace(person, surname=surname, given_name=name, father=person.given_name, born=born)


def _namesake(person: Person, dice: Dice) -> Person:
    """Another of the same surname and given name, of another father and another age."""
    born, died = _days(dice)
    father = _other_than(person.father or person.given_name, person.people, dice)
    return replace(person, father=father, born=born, died=died)


def _men(surname: str) -> str:
    return surname[:-1] if surname.endswith(("ова", "ева", "ёва", "ина")) else surname


def _other_than(name: str, people: str, dice: Dice) -> str:
    while True:
        other = _given_name(people, dice, female=False)
        if other != name:
            return other
