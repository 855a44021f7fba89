"""Write the names of invented people as lists write them: in Russian letters, in Latin ones, short, mistyped."""

# ruff: noqa: SIM905 (tables of letters and words are read and mended more easily as text)
from __future__ import annotations

from invented_people import PLACES, RUSSIAN_MEN, Dice, Person

__all__ = [
    "age_in_digits",
    "age_in_words",
    "in_latin",
    "in_russian_letters",
    "initials_of",
    "mistyped",
    "patronymic",
    "place_of",
    "short_name",
]

RUSSIAN_LETTERS = str.maketrans("ӘәҒғҚқҢңӨөҰұҮүІіҺһ", "АаГгКкНнОоУуУуИиХх")

LATIN = {
    # ICAO Doc 9303-3, section 6, as in passports.
    "passport": dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia".split(),
            strict=True,
        )
    ),
    # As people write who think of English.
    "free": dict(
        zip(
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "a b v g d e yo j z i y k l m n o p r s t u f h ts ch sh sh _ y _ e yu ya".split(),
            strict=True,
        )
    ),
    # The Kazakh alphabet of 2021.
    "kazakh": dict(
        zip(
            "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
            "a ä b v g ğ d e io j z i i k q l m n ñ o ö p r s t u ū ü f h h ts ch ş ş _ y ı _ e iu ia".split(),
            strict=True,
        )
    ),
}
SHORT = {
    "Александр": "Саша",
    "Сергей": "Серёжа",
    "Андрей": "Андрюша",
    "Дмитрий": "Дима",
    "Алексей": "Лёша",
    "Владимир": "Вова",
    "Николай": "Коля",
    "Иван": "Ваня",
    "Михаил": "Миша",
    "Евгений": "Женя",
    "Виктор": "Витя",
    "Виталий": "Виталик",
    "Вячеслав": "Слава",
    "Константин": "Костя",
    "Павел": "Паша",
    "Роман": "Рома",
    "Анатолий": "Толя",
    "Бауыржан": "Бауыр",
    "Нұрсұлтан": "Нұрик",
    "Елена": "Лена",
    "Ольга": "Оля",
    "Наталья": "Наташа",
    "Анна": "Аня",
    "Татьяна": "Таня",
    "Ирина": "Ира",
    "Мария": "Маша",
    "Екатерина": "Катя",
    "Светлана": "Света",
    "Людмила": "Люда",
    "Юлия": "Юля",
}

_RUSSIAN_TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят".split()
_RUSSIAN_ONES = "один два три четыре пять шесть семь восемь девять".split()
_RUSSIAN_TEENS = (
    "десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать "
    "восемнадцать девятнадцать"
).split()
_KAZAKH_TENS = "он жиырма отыз қырық елу алпыс жетпіс".split()
_KAZAKH_ONES = "бір екі үш төрт бес алты жеті сегіз тоғыз".split()


def in_russian_letters(text: str) -> str:
    """Kazakh letters as the Russian ones they are most often written with."""
    return text.translate(RUSSIAN_LETTERS)


def in_latin(text: str, way: str) -> str:
    """In Latin letters.

    Args:
        text: In Cyrillic.
        way: `passport`, `free` or `kazakh`.
    """
    table = LATIN[way]
    source = text if way == "kazakh" else in_russian_letters(text)
    written = []
    for letter in source:
        latin = table.get(letter.lower(), letter)
        latin = "" if latin == "_" else latin
        written.append(latin.capitalize() if letter.isupper() else latin)
    return "".join(written)


def patronymic(person: Person, *, kazakh: bool) -> str:
    """What a person is called after the father: -ұлы and -қызы, or as Russian documents have it; else nothing."""
    if person.father is None:
        return ""
    if person.people != "kazakh":
        return RUSSIAN_MEN[person.father] + ("на" if person.female else "ич")
    if kazakh:
        return person.father + ("қызы" if person.female else "ұлы")
    father = person.father
    stem = father[:-1] + "е" if father.endswith("й") else father + ("е" if father[-1] in "аәеиіы" else "о")
    return stem + ("вна" if person.female else "вич")


def initials_of(person: Person, *, full: bool) -> str:
    """Surname and initials, as a list of an office has them.

    Args:
        person: Whose.
        full: Whether the patronymic's initial stands there where there is one.
    """
    father = patronymic(person, kazakh=False)
    second = f"{father[0]}." if full and father else ""
    return in_russian_letters(f"{person.surname} {person.given_name[0]}.{second}")


def short_name(person: Person) -> str:
    """What a family calls the person, where there is a short name."""
    return SHORT.get(person.given_name, person.given_name)


def place_of(person: Person, *, kazakh: bool) -> str:
    """Where the person died, in Kazakh or in Russian."""
    return person.place if kazakh else PLACES[person.place][0]


def mistyped(text: str, dice: Dice) -> str:
    """The text with one slip: a letter left out, doubled, or changed places with the next; the first one stays."""
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 4]
    if not long:
        return text
    at = dice.one_of(long)
    word = words[at]
    place = 1 + dice.below(len(word) - 2)
    slip = dice.below(3)
    if slip == 0:
        word = word[:place] + word[place + 1 :]
    elif slip == 1:
        word = word[:place] + word[place] + word[place:]
    else:
        word = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    words[at] = word
    return " ".join(words)


def age_in_words(age: int, *, kazakh: bool) -> str:
    """“тридцать семь лет”, “отыз жеті жаста”; small and large numbers in digits."""
    if not 10 <= age < 80:
        return age_in_digits(age, kazakh=kazakh)
    tens, ones = divmod(age, 10)
    if kazakh:
        return " ".join([_KAZAKH_TENS[tens - 1], *([_KAZAKH_ONES[ones - 1]] if ones else []), "жаста"])
    if tens == 1:
        return f"{_RUSSIAN_TEENS[ones]} лет"
    words = [_RUSSIAN_TENS[tens - 2], *([_RUSSIAN_ONES[ones - 1]] if ones else [])]
    return " ".join([*words, _years(age)])


def age_in_digits(age: int, *, kazakh: bool) -> str:
    """“37 лет”, “37 жаста”."""
    return f"{age} жаста" if kazakh else f"{age} {_years(age)}"


def _years(age: int) -> str:
    """The Russian word that follows such a number."""
    tens, ones = divmod(age, 10)
    if tens == 1 or not 1 <= ones <= 4:
        return "лет"
    return "год" if ones == 1 else "года"
