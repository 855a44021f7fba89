"""Lists of persons from files of every kind: what is read, what is told, what stays as it was."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from aiqyn.core.faults import InputFaults
from aiqyn.core.rosters.cleaning import cleaned, repaired
from aiqyn.core.rosters.entries import read_entry
from aiqyn.core.rosters.mapping import guess_mapping
from aiqyn.core.rosters.records import FIELDS
from aiqyn.core.rosters.titles import plain_title, read_title
from aiqyn.core.rosters.words import titles_by_meaning, words_of_values
from aiqyn.core.rosters.written_ages import read_age
from aiqyn.core.rosters.written_dates import day_order, read_date
from aiqyn.exchange.rosters import (
    RosterReading,
    ToldMapping,
    mapping_beside,
    open_list,
    read_mapping,
    read_roster,
    written_mapping,
)

LIST = """\
№;ФИО;Дата рождения;Место гибели
1;Касымов Али;12.03.1985;Алматы
2;Ахметов С.Б.;05.01;Тараз
3;Оспанова Айгуль;31.02.1990;н/д
"""

CHAT = """\
12.01.22, 14:01 - Сообщения защищены сквозным шифрованием.
12.01.22, 14:03 - Айгуль: Список погибших:
1. Тоқаев Қ.Ж., 1985 г.р., Алматы, 05.01
2. Ахметов Серик
1990 г.р., Тараз
3) Оспанова Д. отыз жеті жаста
12.01.22, 14:05 - Марат: Кто знает ещё?
12.01.22, 14:06 - Айгуль: Ещё Сейдахметов Болат, 1979 г.р.
"""


def read(text: str | bytes, **options: object) -> RosterReading:
    data = text.encode() if isinstance(text, str) else text
    return read_roster(data, file="list", **options)  # type: ignore[arg-type]


def told(text: str | bytes, **options: object) -> list[dict[str, str]]:
    records = read(text, **options).records
    return [dict(records.told(place)) for place in range(len(records))]


def refusal(data: bytes) -> str:
    with pytest.raises(InputFaults) as caught:
        read(data)
    return str(caught.value.faults[0].accepted)


# ------------------------------------------------------------ encodings


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "cp1251",
        "koi8-r",
        "cp866",
        "iso8859-5",
        "mac-cyrillic",
    ],
)
def test_a_list_reads_the_same_in_whatever_encoding_it_was_saved(encoding: str) -> None:
    text = LIST.replace("№", "N")
    found = read(text.encode(encoding), default_year=2022)
    assert found.records.fields == read(text, default_year=2022).records.fields
    assert found.table.encoding == encoding


@pytest.mark.parametrize("encoding", ["kz1048", "ptcp154"])
def test_encodings_made_for_kazakh_keep_its_letters(encoding: str) -> None:
    assert told("Тегі;Аты\nҚасымов;Әли\nӨмірзақов;Ұлан\n".encode(encoding))[1]["surname"] == "Өмірзақов"


def test_a_line_in_another_encoding_is_read_in_its_own_and_told() -> None:
    found = read(LIST.encode() + "4;Иванов Пётр;1990;Актау\n".encode("cp1251"))
    assert found.records.told(3)["name"] == "Иванов Пётр"
    assert any("cp1251" in str(remark.text) and remark.row == 5 for remark in found.remarks)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("utf-8", "cp1251"),
        ("utf-8", "latin-1"),
        ("cp1251", "cp1252"),
        ("koi8-r", "cp1251"),
        ("cp866", "cp1251"),
    ],
)
def test_letters_spoiled_by_a_wrong_encoding_are_noticed_and_repaired_beside_the_cell(
    written: str, read_as: str
) -> None:
    spoiled = "Ахметов Серик".encode(written).decode(read_as)
    found = read(f"ФИО;Возраст\n{spoiled};37\n")
    assert found.records.told(0)["name"] == "Ахметов Серик"
    assert dict(found.verbatim(0))["ФИО"] == spoiled
    assert any("wrong encoding" in str(remark.text) for remark in found.remarks)


@pytest.mark.parametrize(
    "name",
    [
        "Müller",
        "Şükrü Öğretmen",
        "ÇAĞRI",
        "Ñuñez Ávila",
        "Łukasz",
        "аМАНОВ",
        "Қасымов Әли",
        "ООО «Ромашка»",
        "Ўткир",
    ],
)
def test_names_of_many_languages_are_not_taken_for_spoiled(name: str) -> None:
    assert repaired(name) is None


# ------------------------------------------------------------ separators and rows


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator: str) -> None:
    found = read(LIST.replace(";", separator))
    assert (found.table.delimiter, len(found.records)) == (separator, 3)


def test_a_quote_that_is_never_closed_costs_its_own_row_only() -> None:
    found = read('фамилия;имя;возраст\n"Ром;Иван;30\nПетров;Пётр;40\nИванов;"Иван;50\nСид"оров;С;60\n')
    assert [found.records.told(place)["age"] for place in range(4)] == ["30", "40", "50", "60"]
    assert [fault.row for fault in found.faults] == [2, 4]


def test_cells_of_several_lines_stay_whole() -> None:
    found = read('name,note,age\n"Ivan ""Vanya"" Petrov","one\ntwo",30\nPetr Ivanov,x,40\n')
    assert found.table.columns[1] == ["note", "one\ntwo", "x"]
    assert found.records.row.tolist() == [2, 3]


def test_rows_are_numbered_as_a_spreadsheet_does_with_empty_ones_counted() -> None:
    found = read("имя;возраст\n\nИванов Иван;30\n;\n\nПетров Пётр;сто лет\n")
    assert found.records.row.tolist() == [3, 6]
    assert [(fault.row, fault.field, fault.found) for fault in found.faults] == [(6, "возраст", "сто лет")]


def test_a_row_with_too_many_cells_is_told_and_its_first_cells_are_read() -> None:
    found = read("имя,возраст\nИванов Иван,30\nПетров Пётр,40,лишнее\n")
    assert found.records.told(1) == {"name": "Петров Пётр", "age": "40"}
    assert [(fault.row, str(fault.found)) for fault in found.faults] == [(3, "3 fields")]


def test_lines_as_old_computers_ended_them_are_rows() -> None:
    assert len(told("Фамилия;Имя\rИванов;Пётр\rПетров;Иван\r")) == 2


def test_a_total_at_the_end_is_nobody_and_no_fault() -> None:
    found = read("№;Ф.И.О.;Год рожд.\n1;Қасымов Әли;1985\n2;Ахметов С.;1990\nИтого:;2;\n")
    assert (len(found.records), found.faults, found.silent_rows) == (2, (), 1)


def test_a_list_with_titles_alone_has_no_record_and_no_fault() -> None:
    found = read("ФИО;Возраст\n")
    assert (len(found.records), found.faults) == (0, ())


@pytest.mark.parametrize("data", [b"", b"\n \n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused_with_what_would_be_right(data: bytes) -> None:
    assert refusal(data) == "a list with at least one row"


# ------------------------------------------------------------ what columns mean


def test_titles_in_four_languages_and_of_programs_are_known() -> None:
    known = {
        "Тегі": "surname", "Әкесінің аты": "patronymic", "Туған жылы": "birth_year", "Қаза болған жері": "place_of_death",
        "Ф.И.О.": "name", "Год рожд.": "birth_year", "Место гибели": "place_of_death", "Фамилия, инициалы": "name",
        "date_of_birth": "born", "givenName": "given_name", "fname_c2": "given_name", "lname_c1": "surname",
        "bm": "birth_month", "soc_sec_id": "national_number", "suburb": "locality", "Ölüm Tarihi": "died",
        "cluster": "unread", "№ п/п": "number",
    }  # fmt: skip
    assert {title: found.meaning for title in known if (found := read_title(title))} == known


def test_no_title_stands_under_two_meanings() -> None:
    seen: dict[str, str] = {}
    for meaning, titles in titles_by_meaning().items():
        for title in titles:
            assert seen.setdefault(plain_title(title), meaning) == meaning, title


def test_every_word_of_the_vocabularies_is_text_in_small_letters() -> None:
    words = words_of_values()
    groups = [
        words.year_words,
        words.unknown,
        words.sexes,
        words.months,
        words.numbers,
        *words.entry.values(),
    ]
    assert all(isinstance(word, str) and word == word.casefold() for group in groups for word in group)


def test_columns_without_titles_are_known_by_what_they_hold() -> None:
    found = read("Қасымов Әли;1985;м;12\nАхметов Серик;1990;м;7\nОспанова Айгүл;1979;ж;3\n").mapping
    assert found.title_row is None
    assert [column.meaning for column in found.columns[:3]] == ["name", "birth_year", "sex"]


def test_titles_are_found_below_prose_and_above_a_row_that_numbers_columns() -> None:
    found = read("Список погибших лиц;;\n;;\n№ п/п;Ф.И.О.;Год рожд.\n1;2;3\n1;Қасымов Әли;1985\n")
    assert (found.mapping.title_row, [*found.records.row]) == (1, [5])


def test_titles_of_two_rows_are_put_together() -> None:
    text = "№;ФИО;Дата;;Место\n;;рождения;смерти;\n1;Қасымов Әли;1985;05.01.2022;Алматы\n2;Ахметов С.;1990;06.01.2022;Тараз\n"
    found = read(text)
    assert found.records.told(0) == {
        "name": "Қасымов Әли", "born": "1985", "died": "2022-01-05", "place_of_death": "Алматы",
    }  # fmt: skip
    assert [column.key for column in found.mapping.columns] == ["№", "ФИО", "C", "D", "Место"]
    again = read(text, mapping=ToldMapping(found.mapping.as_told(), title_row=1))
    assert again.records.fields == found.records.fields


def test_an_identifier_names_records_only_where_each_row_has_its_own() -> None:
    assert list(read("id,name\nA7,Ivan Petrov\nA9,Petr Ivanov\n").records.record) == ["A7", "A9"]
    doubled = read("id,name\nA7,Ivan Petrov\nA7,Petr Ivanov\n")
    assert list(doubled.records.record) == ["2", "3"]
    assert doubled.mapping.columns[0].meaning == "unread"


def test_the_truth_and_what_nobody_knows_are_kept_and_not_read() -> None:
    found = read("name,cluster,shoe\nIvan Petrov,4,blue\nPetr Ivanov,5,red\n")
    assert set(found.records.fields) == {"name"}
    assert dict(found.verbatim(0)) == {"name": "Ivan Petrov", "cluster": "4", "shoe": "blue"}
    assert "not known" in str(found.mapping.columns[2].because)


def test_columns_of_one_meaning_make_one_value_and_parts_of_a_date_one_date() -> None:
    found = told(
        "fname_c1,fname_c2,lname_c1,by,bm,bd\nANDREAS,BENJAMIN,BERGMANN,1989,9,13\nUWE,,KELLER,2000,7,\n"
    )
    assert found[0] == {"given_name": "ANDREAS BENJAMIN", "surname": "BERGMANN", "born": "1989-09-13"}
    assert found[1]["born"] == "2000-07"


def test_a_word_that_means_two_things_is_settled_by_the_other_columns() -> None:
    alone = guess_mapping([["Имя", "Қасымов Әли", "Ахметов Серік Болатұлы"], ["Возраст", "37", "40"]])
    beside = guess_mapping([["name", "Ali", "Serik"], ["surname", "Kasymov", "Akhmetov"]])
    assert alone.columns[0].meaning == "name"
    assert beside.columns[0].meaning == "given_name"


def test_what_a_person_told_is_obeyed_and_columns_that_are_not_there_are_faults() -> None:
    mapping = ToldMapping({"B": "surname", "ФИО": "unread"}, title_row=1)
    found = read("ФИО;Прозвище\nАли;Касымов\n", mapping=mapping)
    assert found.records.told(0) == {"surname": "Касымов"}
    with pytest.raises(InputFaults) as caught:
        read("ФИО\nАли\n", mapping=ToldMapping({"Фамилия": "surname"}))
    assert caught.value.faults[0].field == "columns.Фамилия"


def test_a_mapping_kept_beside_a_list_reads_it_as_before(tmp_path: Path) -> None:
    path = tmp_path / "families.csv"
    path.write_bytes("Список;;\nФИО;ФИО;Дата смерти\nАли;Касымов;05.01\n".encode("cp1251"))
    first = read_roster(path, default_year=2022)
    kept = written_mapping(first.mapping, first.table, told=first.told, default_year=2022, title="Families")
    mapping_beside(path).write_text(kept, encoding="utf-8")
    again = read_roster(path)
    assert again.records.fields == first.records.fields
    assert again.told.roster is not None
    assert again.told.encoding == "cp1251"


def test_a_mapping_file_is_held_against_the_vocabulary_and_tells_coverage_in_fields(tmp_path: Path) -> None:
    path = tmp_path / "hospital.mapping.yaml"
    path.write_text("only: people of Almaty\ndeaths: 2022-01-04/2022-01-20\ncompiled_from: [hospitals]\n")
    roster = read_mapping(path).roster
    assert roster is not None
    assert (roster.only, str(roster.deaths), roster.compiled_from) == (
        "people of Almaty", "2022-01-04/2022-01-20", ("hospitals",),
    )  # fmt: skip
    path.write_text("columns: {ФИО: nickname}\nencoding: utf-99\n", encoding="utf-8")
    with pytest.raises(InputFaults) as caught:
        read_mapping(path)
    assert {fault.row for fault in caught.value.faults} == {1, 2}


# ------------------------------------------------------------ values


def test_dates_are_read_in_the_habits_of_three_languages() -> None:
    same = [
        "05.01.2022",
        "5/1/22",
        "5 января 2022 года",
        "2022 ж. 5 қаңтар",
        "5-Jan-22",
        "Jan 5, 2022",
        "20220105",
    ]
    same += [
        "2022-01-05 00:00:00",
        "05.01.2022, 18:30",
        "44566",
        "5 ocak 2022",
        "2022 жылғы 5 қаңтар",
        "05.01.22 г.",
    ]
    assert {read_date(text).edtf for text in same} == {"2022-01-05"}


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("1985 г.р.", "1985"), ("12.1985", "1985-12"), ("қаңтар 2022", "2022-01"), ("около 1985", "1985~"),
        ("1985?", "1985?"), ("4-6 января 2022", "2022-01-04/2022-01-06"), ("2022-01-XX", "2022-01-XX"),
        ("30 декабря 2021 - 2 января 2022", "2021-12-30/2022-01-02"), ("весной", None), ("05.01", None),
    ],
)  # fmt: skip
def test_dates_are_as_exact_as_they_were_written(written: str, edtf: str | None) -> None:
    assert read_date(written).edtf == edtf


def test_a_date_that_does_not_exist_keeps_what_of_it_does() -> None:
    assert [read_date(text).edtf for text in ("31.02.2022", "05.13.2022")] == ["2022-02", "2022-XX-05"]
    assert all(read_date(text).because is not None for text in ("31.02.2022", "05.13.2022"))


def test_days_come_before_months_unless_the_column_shows_otherwise() -> None:
    assert day_order(["01/05/2022", "01/25/2022"]) == "month_first"
    assert told("name,died\nIvan Petrov,01/05/2022\nPetr Ivanov,01/25/2022\n")[0]["died"] == "2022-01-05"
    assert told("name,died\nIvan Petrov,01/05/2022\nPetr Ivanov,02/06/2022\n")[0]["died"] == "2022-05-01"


def test_the_order_that_one_column_of_dates_shows_holds_for_the_others() -> None:
    assert told("name,dob,dod\nIvan Petrov,01/25/1985,01/05/2022\n")[0]["died"] == "2022-01-05"


def test_ages_are_read_in_numbers_and_words() -> None:
    ages = ["37", "37 лет", "отыз жеті жаста", "тридцать семь лет", "thirty-seven years old", "37.0"]
    assert {read_age(age) for age in ages} == {"37"}
    assert [read_age(age) for age in ("8 месяцев", "1985", "сорок сорок", "мало")] == ["0", None, None, None]
    assert read_age("-5") is read_age("\N{MINUS SIGN}5") is None, "a sign is not passed over"


@pytest.mark.parametrize(
    ("entry", "values"),
    [
        (
            "Тоқаев Қ.Ж., 1985 г.р., Алматы, 05.01",
            {"name": "Тоқаев Қ.Ж.", "born": "1985", "place_of_death": "Алматы", "died": "2022-01-05"},
        ),
        (
            "№3 Сейдахметов Болат (12 мая 1983 – 6 января 2022), водитель",
            {
                "name": "Сейдахметов Болат",
                "born": "1983-05-12",
                "died": "2022-01-06",
                "occupation": "водитель",
            },
        ),
        (
            "🕯 Ким Виктор, 23 года, студент, житель Тараза, умер 8 января",
            {
                "name": "Ким Виктор",
                "age": "23",
                "occupation": "студент",
                "residence": "Тараза",
                "died": "2022-01-08",
            },
        ),
        (
            "Ospanov Serik, b. 1985, killed 5 January 2022 in Almaty",
            {"name": "Ospanov Serik", "born": "1985", "died": "2022-01-05", "place_of_death": "Almaty"},
        ),
        (
            "Нұрланов Ерлан, 1999 ж.т., Талдықорған, 5 қаңтарда қаза тапты",
            {"name": "Нұрланов Ерлан", "born": "1999", "place_of_death": "Талдықорған", "died": "2022-01-05"},
        ),
    ],
)
def test_one_text_that_holds_a_whole_row_is_taken_apart(entry: str, values: dict[str, str]) -> None:
    assert read_entry(entry, default_year=2022).values == values


def test_a_value_that_can_not_be_read_costs_its_field_and_not_its_row() -> None:
    found = read("ФИО;Дата рождения;Возраст;Пол\nАли Касымов;31.02.1990;150;да\n")
    assert found.records.told(0) == {"name": "Али Касымов", "born": "1990-02"}
    assert [fault.field for fault in found.faults] == ["Дата рождения", "Возраст", "Пол"]
    assert found.faulty_rows == 1


def test_look_alike_and_hidden_letters_are_told_and_compared_without() -> None:
    found = read("Фамилия;Возраст\n\u202eвонавИ\u202c;30\nAхметов;40\nПет\0ров;50\n")
    assert found.records.fields["surname"] == ["вонавИ", "Ахметов", "Петров"]
    assert [remark.row for remark in found.remarks] == [2, 3]
    assert dict(found.verbatim(1))["Фамилия"] == "Aхметов"


def test_emoji_are_no_hidden_letters() -> None:
    assert read("1️⃣ Қасымов Әли\n2️⃣ Ли Виктор\n").remarks == ()


def test_cleaning_what_is_clean_changes_nothing() -> None:
    for text in ("Қасымов Әли", "Müller", "Ivan (Vanya)", "5 января"):
        assert cleaned(text) == text


# ------------------------------------------------------------ lists of lines


def test_a_chat_gives_its_persons_with_what_goes_on_in_the_next_line() -> None:
    assert told(CHAT, default_year=2022) == [
        {"name": "Тоқаев Қ.Ж.", "born": "1985", "died": "2022-01-05", "place_of_death": "Алматы"},
        {"name": "Ахметов Серик", "born": "1990", "place_of_death": "Тараз"},
        {"name": "Оспанова Д.", "age": "37"},
        {"name": "Сейдахметов Болат", "born": "1979"},
    ]
    found = read(CHAT)
    assert dict(found.verbatim(3))["sender"] == "Айгуль"
    assert [remark.row for remark in found.remarks] == [1]


def test_telegram_and_plain_lists_are_lists_of_lines_too() -> None:
    telegram = "Марат, [12.01.2022 14:03]\n✅ Қасымов Әли, 37 жаста\n🕯 Есенов Данияр 16 лет\n\nАйгуль, [12.01.2022 14:05]\nСпасибо\n"
    assert [each["age"] for each in told(telegram)] == ["37", "16"]
    assert [each["name"] for each in told("Қасымов Әли\nJohn Smith\n")] == ["Қасымов Әли", "John Smith"]
    assert len(told("Тоқаев Қ.Ж., 1985 г.р., Алматы, 05.01\nАхметов С., 1990 г.р.\n")) == 2


def test_a_single_column_with_a_title_is_a_table() -> None:
    assert read("ФИО\nҚасымов Әли\nАхметов Серик\n").table.kind == "delimited"


# ------------------------------------------------------------ workbooks, pages, prints


def workbook() -> bytes:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    import datetime

    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    small, sheet = book.add_worksheet("Кіріспе"), book.add_worksheet("Тізім")
    small.write(0, 0, "Смотрите второй лист")
    sheet.write_row(0, 0, ["ФИО", "Дата рождения", "Возраст", "Город"])
    sheet.write_row(1, 0, ["Қасымов Әли", "", 37.0])
    sheet.write_datetime(1, 1, datetime.datetime(1985, 3, 12), book.add_format({"num_format": "dd.mm.yyyy"}))
    sheet.write_formula(1, 3, '=WEBSERVICE("http://example.org")', None, "Алматы")
    sheet.merge_range("A3:A4", "Ахметов Серик")
    sheet.write(2, 1, 1990)
    book.close()
    return data.getvalue()


def test_a_workbook_gives_its_largest_sheet_dates_as_dates_and_formulas_as_what_they_came_to() -> None:
    pytest.importorskip("python_calamine")
    found = read(workbook())
    assert (found.table.kind, found.table.sheet) == ("xlsx", "Тізім")
    assert found.records.told(0) == {
        "name": "Қасымов Әли",
        "born": "1985-03-12",
        "age": "37",
        "locality": "Алматы",
    }
    said = " ".join(str(remark.text) for remark in found.remarks)
    assert all(word in said for word in ("sheets", "formulas", "merged"))


def test_a_sheet_is_chosen_by_its_name() -> None:
    pytest.importorskip("python_calamine")
    assert open_list(workbook(), file="w", sheet="Кіріспе").columns == (["Смотрите второй лист"],)
    with pytest.raises(InputFaults) as caught:
        open_list(workbook(), file="w", sheet="Лист3")
    assert "Кіріспе, Тізім" in str(caught.value.faults[0].accepted)


def test_the_largest_table_of_a_page_is_read_with_merged_cells_told() -> None:
    pytest.importorskip("lxml")
    page = (
        "<html><meta charset=utf-8><table><tr><td>menu</table><table><tr><th>ФИО<th>Возраст"
        "<tr><td>Қасымов<br>Әли<td>37<tr><td colspan=2>Ахметов Серик</table>"
    )
    found = read(page)
    assert found.records.fields["name"] == ["Қасымов Әли", "Ахметов Серик"]
    assert found.table.sheet == "2"
    assert any("merged" in str(remark.text) for remark in found.remarks)


def test_a_printed_table_goes_on_over_its_pages_without_its_repeated_titles(tmp_path: Path) -> None:
    pytest.importorskip("pdfplumber")
    typst = pytest.importorskip("typst")
    rows = "".join(f"[{number}],[Қасымов Әли],[19{number + 20}]," for number in range(1, 71))
    source = tmp_path / "list.typ"
    source.write_text(
        f"#set page(height: 20cm)\n#table(columns: 3, table.header([№], [ФИО], [Год рождения]), {rows})",
        "utf-8",
    )
    found = read(typst.compile(str(source)))
    assert (found.table.kind, len(found.records), found.faults) == ("pdf", 70, ())
    assert found.records.told(69) == {"name": "Қасымов Әли", "born": "1990"}
    assert any("repeated" in str(remark.text) for remark in found.remarks)


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n" + bytes(99), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), bytes(1000)]
)
def test_files_that_are_no_lists_are_refused_with_what_is_read(data: bytes) -> None:
    assert "XLSX" in refusal(data)


def test_fields_of_records_are_all_that_a_row_tells() -> None:
    assert set(read(CHAT).records.fields) <= set(FIELDS)
