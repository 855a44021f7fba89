"""What the screen finds in free text, and what it lets pass."""

from __future__ import annotations

import pytest
from disclosure_inquiries import PLACES, text

from aiqyn.core.disclosure.letters import rough_spellings
from aiqyn.core.disclosure.openness import Exactness
from aiqyn.core.disclosure.screening import Find, Screen, screen_for
from aiqyn.core.inquiry import Person, PersonName, Place


def screen_of(*names: str, pseudonym: str | None = None, places: tuple[Place, ...] = ()) -> Screen:
    person = Person(
        id="someone",
        pseudonym=pseudonym,
        names=tuple(PersonName(text=name) for name in names),
        cites=("paper",),
    )
    hidden = frozenset({"someone"})
    return screen_for([person], places, hidden_names=hidden, hidden_pseudonyms=hidden)


@pytest.mark.parametrize(
    "spellings",
    [
        ("Тоқаев", "Токаев", "Toqaev", "Tokaev", "Tokayev", "Toqayev", "Tokajev", "ТОҚАЕВ"),
        ("Айгүл", "Айгуль", "Aigul", "Aygul", "Aigül"),
        ("Жомарт", "Zhomart", "Jomart", "Žomart"),
        ("Ерлан", "Yerlan", "Erlan"),
        ("Ғалымжан", "Галымжан", "Galymzhan", "Ğalımjan", "Ghalymzhan"),
        ("Марьям", "Maryam", "Mariam"),
        ("Григорьев", "Grigoriev", "Grigoryev", "Grigorev"),
        ("Фёдор", "Федор", "Fyodor", "Fedor"),
        ("Щукин", "Shchukin", "Ščukin"),
        ("Юлия", "Yulia", "Iuliia", "Julia"),
        ("Хасен", "Khassen", "Hasen", "Xasen"),
        ("Шәкәрім", "Шакарим", "Shakarim", "Şäkärim"),
        ("Цой", "Tsoi", "Tsoy", "Coj"),
    ],
)
def test_spellings_of_one_name_in_both_scripts_share_a_rough_spelling(spellings):
    first = set(rough_spellings(spellings[0]))
    for spelling in spellings[1:]:
        assert first & set(rough_spellings(spelling)), spelling


@pytest.mark.parametrize(
    ("name", "wording"),
    [
        ("Тоқаев Айдос", "Тоқаевтың үйі"),
        ("Тоқаев Айдос", "Токаеву вручили повестку"),
        ("Тоқаев Айдос", "the house of Tokayev's brother"),
        ("Тоқаев Айдос", "ТОКАЕВЫМ было подано заявление"),
        ("Тоқаев Айдос", "он встретил Токаеву, его сестру"),
        ("Тоқаев Айдос", "toqaevtar"),
        ("Айгуль", "сказала Айгуль"),
        ("Айгуль", "он ждал Айгули"),
        ("Айгуль", "Айгүлдің анасы"),
        ("Мария", "с Марией"),
        ("Мария", "о Марии"),
        ("Али", "Алиге"),
        ("Али", "Ali's car"),
        ("Ева", "Еве сказали"),
        ("Павел", "Павла задержали"),
        ("Нұрбек", "Нұрбегім"),
        ("Ли Виктор", "гражданин Ли"),
        ("Қасымұлы", "Qasymuly"),
        ("Сейітов", "То́каев и Сеи́тов".replace("То́каев и ", "")),
        ("Тоқаев", "То\u00adкаев"),
        ("Тоқаев", "Т о к а е в"),
        ("Тоқаев", "T.O.K.A.E.V"),
        ("Тоқаев", "Тo\u043aaeв"),
        ("Тоқаев", "tokaev_aidos"),
        ("Нұр-Әли", "Нұр Әлидің"),
        ("Ким-Сон", "Ким"),
        ("Толстая Анна", "у Толстой"),
        ("Невский", "Невскому"),
        ("阿依古丽", "阿依古丽"),
    ],
)
def test_a_hidden_name_is_found_in_any_inflection_and_script(name, wording):
    found = screen_of(name).find_in(wording)
    assert found is not None
    assert found.kind == "name"
    assert found.of == "someone"


@pytest.mark.parametrize(
    ("name", "wording"),
    [
        ("Алмат", "протест в Алматы"),
        ("Али", "алименты за год"),
        ("Ли Виктор", "знал ли он об этом"),
        ("Қасым Ерлан ұлы", "ұлы дала"),
        ("Тоқаев", "the tokens were taken"),
        ("А. Б.", "А потом пришли"),
        ("Сая", "Саяхат"),
    ],
)
def test_other_words_pass(name, wording):
    almaty = Place(id="almaty", name=text("Almaty", "Алматы"), kind="city")
    assert screen_of(name, places=(almaty,)).find_in(wording) is None


def test_the_name_of_a_place_does_not_hide_the_name_of_a_person():
    almaty = Place(id="almaty", name=text("Almaty", "Алматы"), kind="city")
    assert screen_of("Алмат", places=(almaty,)).find_in("Алматтың үйі Алматыда")
    assert screen_of("Алматы", places=(almaty,)).find_in("Алматы")


def test_every_language_of_a_text_is_looked_at():
    assert screen_of("Тоқаев").find_in(text("a man", "Токаев"))


@pytest.mark.parametrize(
    ("pseudonym", "wording"),
    [
        ("E", "Relatives of E"),
        ("E", "E-нің туыстары"),
        ("E", "родственники Е"),
        ("K", "K was held"),
        ("A", "the husband of A was killed"),
        ("A-1", "The killing of A-1"),
        ("A-1", "A-1-дің қазасы"),
        ("Кербез", "Кербездің сөзі"),
        ("Кербез", "Kerbez said so"),
        ("Witness 3", "as witness 3 told"),
        ("Ал", "Ал келді"),
    ],
)
def test_a_hidden_pseudonym_is_found_as_a_word_of_its_own(pseudonym, wording):
    assert screen_of(pseudonym=pseudonym).find_in(wording) == Find("pseudonym", "someone")


@pytest.mark.parametrize(
    ("pseudonym", "wording"),
    [
        ("A", "A-1 was killed"),
        ("A", "A man was killed. A woman saw it."),
        ("К", "К вечеру стихло. К ночи снова."),
        ("E", "Even he saw it"),
        ("Witness 3", "witness 34 told"),
    ],
)
def test_other_words_are_no_pseudonyms(pseudonym, wording):
    assert screen_of(pseudonym=pseudonym).find_in(wording) is None


@pytest.mark.parametrize(
    ("kind", "wording"),
    [
        ("identity_number", "ИИН 830412 300 123"),
        ("document_number", "паспорт N12345678"),
        ("document_number", "удостоверение 041234567"),
        ("telephone", "звонили с +7 (701) 123-45-67"),
        ("telephone", "8 701 123 45 67"),
        ("telephone", "+44 20 7946 0018"),
        ("payment_account", "KZ86125KZT5004100100"),
        ("vehicle_plate", "машина 123 ABC 02"),
        ("vehicle_plate", "А123ВС77"),
        ("electronic_mail", "писать на someone@example.kz"),
        ("web_address", "https://example.kz/a"),
        ("web_address", "example.kz/people/17"),
        ("account_name", "in @some_account"),
        ("coordinates", "43.23891, 76.88971"),
    ],
)
def test_numbers_and_addresses_that_lead_to_a_person_are_found(kind, wording):
    found = screen_of("Тоқаев").find_in(wording)
    assert found is not None
    assert found.kind in {kind, "telephone", "identity_number"}


@pytest.mark.parametrize(
    "wording",
    [
        "2022-01-05 and 2022-01-06 2022-01-07",
        "from 2022-01-04-06",
        "article 146 of the Criminal Code, 309 cases, of these 279",
        "№ 152-VII of 2 November 2022",
        "CAT/C/KAZ/CO/4",
        "the newspaper Example.kz",
        "12 350 000 tenge",
        "232 people, 213 civilians and 19 officials",
    ],
)
def test_dates_articles_and_counts_are_no_numbers_of_people(wording):
    assert screen_of("Тоқаев").find_in(wording) is None


@pytest.mark.parametrize(
    ("date", "kind", "wording"),
    [
        ("day", "time_of_day", "the last call was at 16:00"),
        ("day", "time_of_day", "в 17 часов"),
        ("day", "time_of_day", "сағат 5 шамасында"),
        ("day", "time_of_day", "at 5 p.m."),
        ("month", "day", "on 5 January"),
        ("month", "day", "January 5, in the morning"),
        ("month", "day", "5–6 қаңтарда"),
        ("month", "day", "13-го января"),
        ("month", "day", "05.01.2022"),
        ("month", "day", "2022-01-05"),
        ("year", "month", "in early May"),
        ("year", "month", "в середине января"),
        ("year", "month", "наурызда"),
        ("year", "month", "2022-01"),
    ],
)
def test_a_finer_time_than_was_agreed_to_is_found_in_text(date, kind, wording):
    found = screen_of().find_in(wording, at_most=Exactness("exact", date))
    assert found is not None
    assert found.kind == kind
    assert screen_of().find_in(wording, at_most=Exactness("exact", "hour")) is None


@pytest.mark.parametrize(
    "wording",
    [
        "he was held for 2 часа",
        "3 сағат бойы",
        "he may have seen it",
        "a major of police",
        "майор полиции",
        "a march through the city",
    ],
)
def test_durations_and_words_like_months_pass(wording):
    assert screen_of().find_in(wording, at_most=Exactness("exact", "year")) is None


@pytest.mark.parametrize(
    ("place", "wording", "is_found"),
    [
        ("country", "It was in Qyzyltas", True),
        ("country", "это было в Кызылтасе", True),
        ("city", "It was in Qyzyltas", False),
        ("city", "в Нижней слободе", True),
        ("district", "в Нижней слободе", False),
        ("city", "on the square", False),
        ("country", "In the Northern Region", True),
    ],
)
def test_a_finer_place_than_was_agreed_to_is_found_in_text(place, wording, is_found):
    found = screen_of(places=PLACES).find_in(wording, at_most=Exactness(place, "hour"))
    assert (found is not None and found.kind == "place") == is_found


def test_a_site_is_known_by_what_is_its_own_in_its_name():
    hospital = Place(id="hospital", name=text("Hospital No. 4 of Saint Luke"), kind="site")
    nameless = Place(id="other", name=text("A hospital", "Больница"), kind="site")
    screen = screen_of(places=(hospital, nameless))
    coarse = Exactness("city", "hour")
    assert screen.find_in("taken to the hospital", at_most=coarse) is None
    assert screen.find_in("его увезли из больницы", at_most=coarse) is None
    assert screen.find_in("at Saint Luke", at_most=coarse) is not None
