"""Names across scripts: how they are taken apart, and what makes two of them one person's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aiqyn.core.language import LANGUAGES
from aiqyn.core.names import (
    DEFAULT_THRESHOLD,
    LanguagePack,
    NameComparer,
    NameComparison,
    Weights,
    build_lexicon,
    compare,
    default_lexicon,
    packaged_packs,
    parse_name,
    shares_in,
)
from aiqyn.core.names.edits import edit_costs
from aiqyn.core.names.sounds import Texts
from aiqyn.core.names.spelling import are_latin


def agreements(found: NameComparison) -> dict[str, str]:
    return {part.role: part.agreement for part in found.parts}


def parts_of(name: str) -> tuple[str, str, str]:
    reading = parse_name(name)[0]
    return tuple(
        "–" if part is None else part.text for part in (reading.surname, reading.given, reading.father)
    )


def is_one_person(first: str, second: str) -> bool:
    return compare(first, second).score >= DEFAULT_THRESHOLD


# ------------------------------------------------------------ taken apart


@pytest.mark.parametrize(
    ("name", "surname", "given", "father"),
    [
        ("Оспанов Серік Асқарұлы", "оспанов", "серік", "асқарұлы"),
        ("Серік Асқарұлы Оспанов", "оспанов", "серік", "асқарұлы"),
        ("Оспанов Серік Асқар ұлы", "оспанов", "серік", "асқар-ұлы"),
        ("Оспанов Серик Аскар-улы", "оспанов", "серик", "аскар-улы"),
        ("OSPANOVA AIGUL ASKARKYZY", "ospanova", "aigul", "askarkyzy"),
        ("Ospanova Aigul Askar kyzy", "ospanova", "aigul", "askar-kyzy"),
        ("Иванов Иван Петрович", "иванов", "иван", "петрович"),
        ("Anna Sergeevna Volkova", "volkova", "anna", "sergeevna"),
        ("Оспанов С.А.", "оспанов", "с.", "а."),
        ("С. А. Оспанов", "оспанов", "с.", "а."),
        ("Zh.B. Ospanov", "ospanov", "zh.", "b."),
        ("Оспанов СА", "оспанов", "с.", "а."),
        ("Оспанов С.", "оспанов", "с.", "–"),
        ("Айбек Серікұлы", "–", "айбек", "серікұлы"),
        ("г-н Оспанов Серік", "оспанов", "серік", "–"),
        ("Doe, John", "doe", "john", "–"),
        ("Темірболатұлы Ахмедияр Сафиұлы", "темірболатұлы", "ахмедияр", "сафиұлы"),
        ("«Оспанов» Серік [Асқарұлы]", "оспанов", "серік", "–"),
    ],
)
def test_a_name_is_taken_apart_in_whatever_order_it_stands(
    name: str, surname: str, given: str, father: str
) -> None:
    assert parts_of(name) == (surname, given, father)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [("Албат Базыл", "албат", "базыл"), ("Dr. Ludwig van Beethoven", "ludwig", "vanbeethoven")],
)
def test_a_name_whose_order_does_not_show_keeps_both_readings(name: str, one: str, other: str) -> None:
    readings = parse_name(name)
    words = {
        (reading.surname.text, reading.given.text)
        for reading in readings
        if reading.surname and reading.given
    }
    assert {(one, other), (other, one)} <= words
    assert sum(reading.weight for reading in readings) == pytest.approx(1)


def test_a_name_without_letters_has_no_parts() -> None:
    for name in ("", "...", "12", "—"):
        assert parts_of(name) == ("–", "–", "–")


# ------------------------------------------------------------ scripts and spellings


@pytest.mark.parametrize(
    "spelling",
    [
        "Жақсылық Хамитұлы Шоқанов",  # as it stands
        "Жаксылык Хамитулы Шоканов",  # in Russian letters
        "Zhaksylyk Khamituly Shokanov",  # ICAO 9303
        "Zhaqsylyq Khamituly Shoqanov",  # BGN/PCGN
        "Žaksylyk Hamituly Šokanov",  # ISO 9
        "Zhaksy`ly`k Xamituly` Shokanov",  # GOST 7.79 B
        "Jaqsylyq Hamituly Shoqanov",  # Kazakh Latin of 2018
        "Jaqsylyq Hamitūly Şoqanov",  # Kazakh Latin of 2021
        "Schaksylyk Chamituly Schokanow",  # as in German
        "Jaksylyk Khamitouly Chokanov",  # as in French
        "Caksılık Hamitulı Şokanov",  # as in Turkish
        "Djaksylyk Hamituli Shokanoff",  # by ear
        "SHOKANOV ZHAKSYLYK KHAMITOVICH",  # the same father, said in Russian
        "Шоканов Ж.Х.",
        "Shokanov Zh. Kh.",
    ],
)
def test_one_name_is_known_in_every_spelling_that_passports_and_newspapers_give_it(spelling: str) -> None:
    found = compare("Шоқанов Жақсылық Хамитұлы", spelling)
    assert found.score >= 0.6
    assert not set(agreements(found).values()) & {"conflicts", "initial_conflicts", "alike"}


@pytest.mark.parametrize(
    ("kazakh", "russian"),
    [
        ("Қасымов Қанат", "Касымов Канат"),
        ("Әлиев Сәкен", "Алиев Сакен"),
        ("Ғабдуллин Ғалым", "Габдуллин Галым"),
        ("Меңдібаев Таң", "Мендибаев Тан"),
        ("Өмірзақов Өнер", "Омирзаков Онер"),
        ("Тұрсұнов Ұлан", "Турсунов Улан"),
        ("Түсіпов Гүлнар", "Тусипов Гулнар"),
        ("Ілиясов Ілияс", "Илиясов Илияс"),
        ("Һамитов Гауһар", "Хамитов Гаухар"),
    ],
)
def test_kazakh_letters_written_with_russian_ones_are_the_same_name(kazakh: str, russian: str) -> None:
    assert set(agreements(compare(kazakh, russian)).values()) <= {"same", "spelling_variant"}
    assert is_one_person(kazakh, russian)


def test_letters_that_only_look_alike_make_no_other_name() -> None:
    mixed = "Oспaнoв Cepiк"  # half of the letters are Latin
    assert agreements(compare("Оспанов Серік", mixed)) == {"surname": "same", "given_name": "same"}
    assert agreements(compare("Ospanov Serik", "Оspаnоv Sеrіk")) == {"surname": "same", "given_name": "same"}


def test_marks_written_apart_and_marks_left_out_make_no_other_name() -> None:
    assert compare("Жүнісов Йусуф", "Жүнісов Йусуф").score == compare("Жүнісов Йусуф", "Жүнісов Йусуф").score
    assert is_one_person("Çağlar Yılmaz", "Caglar Yilmaz")


def test_scripts_are_said_to_differ_where_they_do() -> None:
    assert agreements(compare("Оспанов Серік", "Ospanov Serik")) == {
        "surname": "same_across_scripts",
        "given_name": "same_across_scripts",
    }
    assert agreements(compare("Оспанов Нұрбек", "Оспанов Нурбекк"))["given_name"] == "spelling_variant"


def test_a_slip_of_the_pen_is_a_variant_and_another_name_a_conflict() -> None:
    assert agreements(compare("Құрманғалиев Абай", "Құрмнағалиев Абай"))["surname"] == "spelling_variant"
    assert agreements(compare("Құрманғалиев Абай", "Сейдахметов Абай"))["surname"] == "conflicts"


def test_names_in_georgian_and_greek_letters_are_read() -> None:
    assert is_one_person("შოთა რუსთაველი", "Шота Руставели")
    assert is_one_person("Γιώργος Παπανδρέου", "Giorgos Papandreou")


# ------------------------------------------------------------ the parts


@pytest.mark.parametrize(
    ("first", "second", "part", "agreement"),
    [
        ("Оспанов Серік", "Оспанов Серік", "given_name", "same"),
        ("Оспанов Серік", "Ospanov Serik", "given_name", "same_across_scripts"),
        ("Оспанов Серікбай", "Оспанов Серикбай", "given_name", "spelling_variant"),
        ("Иванов Александр", "Иванов Саша", "given_name", "equivalent"),
        ("Оспанов Серік", "Оспанов С.", "given_name", "initial_agrees"),
        ("Оспанов Жандос", "Ospanov Zh.", "given_name", "initial_agrees"),
        ("Оспанов Жандос", "Ospanov J.", "given_name", "initial_agrees"),
        ("Оспанов Яков", "Ospanow Ja.", "given_name", "initial_agrees"),
        ("Оспанов Елена", "Ospanova Ye.", "given_name", "initial_agrees"),
        ("Оспанов Серік", "Оспанов Б.", "given_name", "initial_conflicts"),
        ("Оспанов Серік", "Оспанов Болат", "given_name", "conflicts"),
        ("Оспанов Серік Асқарұлы", "Оспанов Серік", "patronymic", "missing"),
        ("Оспанов Серік Асқарұлы", "Оспанов Серік Болатович", "patronymic", "conflicts"),
        ("Оспанов Серік Асқарұлы", "Ospanov Serik Askarovich", "patronymic", "same_across_scripts"),
        ("Оспанов Серік Асқарұлы", "Оспанов Серік А.", "patronymic", "initial_agrees"),
        ("Оспанов Айдос Сафиұлы", "Оспанов Айдос Сафиевич", "patronymic", "spelling_variant"),
        ("Оспанов Айдос Алтай-ұлы", "Оспанов Айдос Алтаевич", "patronymic", "spelling_variant"),
    ],
)
def test_each_part_is_told_by_what_became_of_it(first: str, second: str, part: str, agreement: str) -> None:
    assert agreements(compare(first, second))[part] == agreement
    assert agreements(compare(second, first))[part] == agreement


def test_a_missing_patronymic_conflicts_with_nothing() -> None:
    assert compare("Шоқанов Жақсылық Хамитұлы", "Шоқанов Жақсылық").score > 0.9


def test_another_patronymic_is_another_person() -> None:
    assert compare("Шоқанов Жақсылық Хамитұлы", "Шоқанов Жақсылық Ерболұлы").score < 0.1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Шоқанов Жақсылық Хамитұлы", "Шоқанов Ерболат Хамитұлы"),  # brothers
        ("Шоқанов Жақсылық Хамитұлы", "Шоқанова Меруерт Хамитқызы"),  # brother and sister
        ("Шоқанов Жақсылық Хамитұлы", "Шоқанов Хамит Ерболұлы"),  # son and father
        ("Шоқанов Жақсылық", "Шоқанов Хамит Жақсылықұлы"),  # father and son
        ("Shokanov Zhaksylyk", "Шоканов Хамит Жаксылыкович"),
        ("Шоқанов Жақсылық Хамитұлы", "Бекенов Жақсылық Хамитұлы"),  # given name and father, another family
        ("Шоқанов Жақсылық Хамитұлы", "Шоқанов Б. Х."),
        ("Сауытбаев Ерлан", "Сауытбаев Нұрлан"),
    ],
)
def test_relatives_and_namesakes_are_not_one_person(first: str, second: str) -> None:
    assert compare(first, second).score < 0.15


def test_the_worst_part_counts_and_not_the_mean() -> None:
    """Two long names of which one word of three differs are alike as letters go."""
    long_names = compare("Құрманғалиев Нұрмұхаммед Әбдірахманұлы", "Құрманғалиев Абай Әбдірахманұлы")
    short_names = compare("Ли Нұрмұхаммед Әліұлы", "Ли Нұрмухаммед Алиевич")
    assert long_names.score < 0.1 < 0.5 < short_names.score


def test_initials_are_weak_evidence_and_say_more_beside_a_rare_surname() -> None:
    rare = compare("Жолжақсынов С.", "Жолжақсынов Серік").score
    common = compare("Ахметов С.", "Ахметов Серік").score
    whole = compare("Ахметов Серік", "Ахметов Серік").score
    assert common < rare < whole
    assert common < DEFAULT_THRESHOLD


def test_an_initial_that_few_names_have_says_more() -> None:
    assert (
        compare("Жолжақсынов А.", "Жолжақсынов Асан").score
        < compare("Жолжақсынов Ш.", "Жолжақсынов Шоқан").score
    )


def test_two_initials_say_more_than_one() -> None:
    assert (
        compare("Жолжақсынов С.", "Жолжақсынов Серік Болатұлы").score
        < compare("Жолжақсынов С.Б.", "Жолжақсынов Серік Болатұлы").score
    )


def test_a_surname_in_the_form_for_women_is_the_surname_and_tells_the_sex() -> None:
    sister = compare("Иванов Саша", "Иванова Саша")
    assert sister.other_sex
    assert agreements(sister)["surname"] == "spelling_variant"
    assert sister.score < compare("Иванов Саша", "Иванов Саша").score
    assert not compare("Оңдасынұлы Ерке", "Оңдасынұлы Ерке Ахмедияровна").other_sex


def test_two_names_that_packs_know_are_two_names_however_near() -> None:
    by_letters_alone = NameComparer(weights=replace(Weights(), two_known_names=0.0))
    known = ("Жолжақсынов Марина", "Жолжақсынов Карина")
    assert compare(*known).score < by_letters_alone.compare(*known).score
    unknown = ("Жолжақсынов Марузпа", "Жолжақсынов Карузпа")
    assert compare(*unknown).score == by_letters_alone.compare(*unknown).score


def test_a_double_surname_agrees_with_either_half() -> None:
    assert is_one_person("Жолжақсынова-Петренко Анна", "Жолжақсынова Анна")
    assert is_one_person("Жолжақсынова-Петренко Анна", "Анна Петренко")
    assert not is_one_person("Жолжақсынова-Петренко Анна", "Анна Сидоренко")


def test_a_given_name_in_two_words_or_with_a_hyphen_is_one_name() -> None:
    for name in ("Нұр-Сұлтан Жолжақсынов", "Нур Султан Жолжаксынов", "Zholzhaksynov Nur Sultan"):
        assert is_one_person("Жолжақсынов Нұрсұлтан", name), name


def test_a_name_in_brackets_stands_for_the_one_before_it() -> None:
    assert is_one_person("Иванова (Жолжақсынова) Мария", "Жолжақсынова Мария")
    assert is_one_person("Иванова (Жолжақсынова) Мария", "Иванова Мария")


def test_names_of_one_word_are_never_enough() -> None:
    assert compare("Жолжақсынов", "Жолжақсынов").score < DEFAULT_THRESHOLD
    assert compare("Серік", "Серік").score < DEFAULT_THRESHOLD


def test_nothing_to_compare_is_said() -> None:
    found = compare("", "Оспанов")
    assert found.score < DEFAULT_THRESHOLD
    assert str(compare("…", "12").because) == "the names have no part that can be compared"


def test_the_evidence_is_worded_in_three_languages() -> None:
    found = compare("Оспанов Серік Асқарұлы", "Ospanova S.")
    told = {language: found.because.in_language(language) for language in LANGUAGES}
    assert told == {
        "kk": "тегі: әртүрлі жазуда бірдей; аты: бас әрпі сәйкес; әкесінің аты: бір есімде жоқ; "
        "бір есім еркектікі, екіншісі әйелдікі",
        "ru": "фамилия: совпадает в разных письменностях; имя: инициал совпадает; отчество: в одном из имён нет; "
        "одно имя мужское, другое женское",
        "en": "surname: same across scripts; given name: initial agrees; patronymic: missing in one name; "
        "one name is a man's, the other a woman's",
    }


# ------------------------------------------------------------ many, lists, packs


def test_many_pairs_are_compared_as_each_would_be_alone() -> None:
    pairs = [
        ("Оспанов Серік", "Ospanov Serik"),
        ("Оспанов Серік", "Оспанов Болат"),
        ("", ""),
        ("Оспанов С.А.", "Оспанов Серік Асқарұлы"),
        ("Оспанов Серік", "Ospanov Serik"),
    ]
    together = list(NameComparer().compare_many(pairs))
    assert together == [NameComparer().compare(*pair) for pair in pairs]
    scores = NameComparer().scores(*zip(*pairs, strict=True))
    assert scores.tolist() == [found.score for found in together]


def test_a_comparer_that_forgets_in_between_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [(f"Оспанов{letter} Серік", f"Оспанов{letter} Серик") for letter in "абвгдежз"]
    whole = list(NameComparer().compare_many(pairs))
    monkeypatch.setattr("aiqyn.core.names.comparison.AT_ONCE", 2)
    assert list(NameComparer(most_words=3).compare_many(pairs)) == whole


def test_a_name_that_is_common_on_the_list_at_hand_tells_less() -> None:
    names = ["Жолжақсынов Айдар"] * 500 + ["Оспанов Серік"]
    learned = NameComparer(shares=shares_in(names))
    pair = ("Жолжақсынов С.", "Жолжақсынов Серік")
    assert learned.compare(*pair).score < compare(*pair).score


GEORGIAN = LanguagePack(
    language="ka",
    title="Georgian names",
    surname_endings={"male": ("швили", "дзе", "shvili", "dze", "შვილი", "ძე")},
    patronymic_words={"male": ("ძე",)},
    particles=("დე",),
    given_names={"common": ("გიორგი", "ნინო")},
    equivalents=(("გიორგი", "Гия", "Gia"),),
)


def test_another_countrys_names_are_added_as_data() -> None:
    georgian = NameComparer(build_lexicon([*packaged_packs(), GEORGIAN]))
    pair = ("Жвания Гия", "Giorgi Zhvania")
    assert agreements(georgian.compare(*pair))["given_name"] == "equivalent"
    assert georgian.compare(*pair).score > 0.8 > compare(*pair).score
    assert georgian.compare("Gogichaishvili Gia", "გიორგი გოგიჩაიშვილი").score > 0.8


def test_a_later_pack_says_how_a_letter_sounds() -> None:
    reading = LanguagePack(language="xx", title="where q is ch", letters={"q": "H"})
    lexicon = build_lexicon([*packaged_packs(), reading])
    assert lexicon.spelling.sounds_of(["qin"]) == ["Hin"]
    assert default_lexicon().spelling.sounds_of(["qin"]) == ["kin"]


def test_every_pack_says_where_its_contents_come_from() -> None:
    assert all(len(pack.about) > 40 for pack in packaged_packs())


def test_no_pack_lists_a_name_twice_or_a_form_that_stands_for_itself() -> None:
    for pack in packaged_packs():
        for names in (pack.given_names, pack.surnames):
            listed = [*names.very_common, *names.common, *names.known]
            assert sorted(name for name in set(listed) if listed.count(name) > 1) == []
        assert [line for line in pack.equivalents if len(set(line)) < 2] == []


def test_every_letter_of_the_kazakh_and_russian_alphabets_has_its_sounds() -> None:
    letters = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
    lengths = default_lexicon().spelling.read_letters(list(letters)).lengths.tolist()
    assert {letter for letter, length in zip(letters, lengths, strict=True) if not length} == {"ъ", "ь"}


@pytest.mark.parametrize(
    ("first", "second", "at_most"),
    [
        ("жуков", "schukow", 0.2),
        ("юсупов", "ioussoupov", 0.1),
        ("щедрин", "schtschedrin", 0.0),
        ("жайлауов", "caylauov", 0.3),
        ("асхат", "aschat", 0.2),
        ("королёв", "korolyov", 0.2),
        ("айтжан", "aytzhan", 0.1),
        ("хусейн", "hussein", 0.1),
        ("жанна", "жана", 0.1),
    ],
)
def test_readings_of_ambiguous_spellings_cost_little(first: str, second: str, at_most: float) -> None:
    lexicon = default_lexicon()
    texts = lexicon.spelling.read([first, second], are_latin([first, second]))
    cost = edit_costs(texts.at(np.array([0])), texts.at(np.array([1])), lexicon.costs)[0]
    assert cost <= 100 * at_most


def test_names_beyond_the_length_that_is_searched_still_differ() -> None:
    lexicon = default_lexicon()
    cost = edit_costs(Texts.of(["ab" * 20]), Texts.of(["ab" * 25]), lexicon.costs)[0]
    assert cost == 1000
