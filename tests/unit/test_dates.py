"""Dates as exact as they are known: reading, bounds, order, telling; probes are shared with others."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from babel.dates import get_month_names
from pydantic import ValidationError

from aiqyn.core.dates import (
    Comparison,
    DayRange,
    EdtfDate,
    Precision,
    TimeOfDay,
    coarsened,
    compare,
    days_between,
    earliest,
    earliest_possible,
    latest,
    latest_possible,
    precision,
    render,
    render_short,
    sort_key,
)
from aiqyn.core.dates.calendar import day_number, days_in_month
from aiqyn.core.dates.wording import WORDINGS
from aiqyn.core.language import LANGUAGES
from aiqyn.core.values import Unacceptable, Value

PROBES = Path(__file__).parents[1] / "probes" / "dates"


def probes(name: str, key: str = "date") -> list[object]:
    content = json.loads((PROBES / f"{name}.json").read_text("utf-8"))
    return [pytest.param(probe, id=str(probe.get(key, ""))) for probe in content["probes"]]


def iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


class Step(Value):
    date: EdtfDate
    time_of_day: TimeOfDay | None = None


class TestProbes:
    @pytest.mark.parametrize("probe", probes("accepted"))
    def test_an_accepted_date_keeps_its_text_and_has_the_bounds_it_should(self, probe):
        when = EdtfDate(probe["date"])
        assert str(when) == probe["date"]
        assert [iso(earliest(when)), iso(latest(when))] == probe["written"]
        assert [iso(earliest_possible(when)), iso(latest_possible(when))] == probe["possible"]
        assert precision(when).name.lower() == probe["precision"]

    @pytest.mark.parametrize("probe", probes("refused"))
    def test_a_refused_date_is_told_what_is_accepted_and_why(self, probe):
        with pytest.raises(Unacceptable) as refusal:
            EdtfDate(probe["date"])
        assert probe["accepted"] in str(refusal.value.accepted)
        because = refusal.value.because
        assert (because is None) == (probe["because"] is None)
        assert because is None or probe["because"] in str(because)

    @pytest.mark.parametrize("probe", probes("comparisons", "first"))
    def test_two_dates_compare_and_lie_apart_as_they_should(self, probe):
        first, second = EdtfDate(probe["first"]), EdtfDate(probe["second"])
        assert compare(first, second) == Comparison(probe["comparison"])
        assert days_between(first, second) == DayRange(*probe["days"])

    @pytest.mark.parametrize("probe", probes("renderings"))
    def test_a_date_reads_as_an_editor_would_write_it(self, probe):
        when = EdtfDate(probe["date"])
        assert {language: render(when, language) for language in LANGUAGES} == {
            language: probe[language] for language in LANGUAGES
        }
        assert [render_short(when, language) for language in ("en", "ru", "kk")] == probe["short"]

    @pytest.mark.parametrize("probe", probes("times-of-day", "time"))
    def test_a_time_of_day_is_told_in_three_languages_or_refused(self, probe):
        if "because" in probe:
            with pytest.raises(Unacceptable) as refusal:
                TimeOfDay(probe["time"])
            assert "16:00" in str(refusal.value.accepted)
            assert (probe["because"] or "") in str(refusal.value.because or "")
        else:
            time = TimeOfDay(probe["time"])
            assert {language: time.in_language(language) for language in LANGUAGES} == {
                language: probe[language] for language in LANGUAGES
            }


class TestTheType:
    def test_equality_and_hash_are_those_of_the_text(self):
        assert EdtfDate("2022-01-05") == EdtfDate("2022-01-05")
        assert EdtfDate("2022-01-05") != EdtfDate("2022-01-05/2022-01-05")
        assert EdtfDate("2022-01-05") != "2022-01-05"
        assert len({EdtfDate("2022"), EdtfDate("2022"), EdtfDate("2022~")}) == 2

    def test_dates_have_no_smaller_than_that_would_have_to_guess(self):
        with pytest.raises(TypeError):
            EdtfDate("2022-01") < EdtfDate("2022-02")  # noqa: B015

    def test_a_date_can_not_be_changed(self):
        with pytest.raises(AttributeError):
            EdtfDate("2022").text = "2023"

    def test_a_date_can_be_copied_and_sent_to_another_process(self):
        when = EdtfDate("2022-01-05~/..")
        assert copy.deepcopy(when) == when == pickle.loads(pickle.dumps(when))
        assert render(pickle.loads(pickle.dumps(when)), "en") == render(when, "en")

    def test_as_a_field_it_takes_and_gives_a_string(self):
        step = Step.model_validate({"date": "2022-01-05~", "time_of_day": "22:00~"})
        assert step.date == EdtfDate("2022-01-05~")
        assert step.model_dump() == {"date": "2022-01-05~", "time_of_day": "22:00~"}
        assert Step.model_validate_json(step.model_dump_json()) == step
        assert Step(date=step.date).date is step.date

    @pytest.mark.parametrize("found", [2022, 2022.0, date(2022, 1, 5), None, ["2022"], b"2022"])
    def test_as_a_field_it_takes_nothing_but_a_string(self, found):
        with pytest.raises(ValidationError) as refusal:
            Step.model_validate({"date": found})
        (error,) = refusal.value.errors()
        assert "quotation marks" in str(error["ctx"]["error"].accepted)

    def test_a_wrong_date_in_a_field_carries_its_sentences(self):
        with pytest.raises(ValidationError) as refusal:
            Step.model_validate({"date": "2022-06-31"})
        (error,) = refusal.value.errors()
        assert error["loc"] == ("date",)
        assert str(error["ctx"]["error"].because) == "June has 30 days"

    def test_the_schema_of_a_field_tells_its_form(self):
        schema = Step.model_json_schema()["properties"]["date"]
        assert (schema["type"], schema["format"]) == ("string", "edtf")
        assert "ISO 8601-2" in schema["description"]
        assert schema["pattern"].startswith("^")

    def test_no_text_is_so_long_that_reading_it_takes_long(self):
        with pytest.raises(Unacceptable) as refusal:
            EdtfDate("[" + ",".join(["XXXX-XX-XX"] * 10_000) + "]")
        assert "500 characters" in str(refusal.value.because)


class TestCalendar:
    def test_day_numbers_are_those_of_the_standard_library_where_it_has_the_year(self):
        for year in (1, 4, 100, 400, 1900, 2000, 2022, 2024, 9999):
            for month in range(1, 13):
                for day in (1, days_in_month(year, month)):
                    assert day_number(year, month, day) == date(year, month, day).toordinal()

    def test_the_year_0_has_366_days_and_ends_where_the_year_1_begins(self):
        assert day_number(1, 1, 1) - day_number(0, 1, 1) == 366
        assert day_number(0, 3, 1) - day_number(0, 2, 29) == 1


class TestOrder:
    def test_a_chronology_stands_in_the_documented_order(self):
        expected = [
            "../2022-01-04",
            "/2022-03-16",
            "2022-01",
            "2022",
            "2022-01-04",
            "2022-01-04/2022-01-06",
            "2022-01-04/..",
            "2022-01-05",
            "2022-01-05~",
            "2022-01-06",
        ]
        shuffled = [EdtfDate(text) for text in sorted(expected, key=lambda text: text[::-1])]
        assert [str(when) for when in sorted(shuffled, key=sort_key)] == expected


class TestCoarsening:
    @pytest.mark.parametrize(
        ("text", "month", "year"),
        [
            ("2022-01-05", "2022-01", "2022"),
            ("2022-01-05~", "2022-01~", "2022~"),
            ("2022-01-?05", "2022-01", "2022"),
            ("2022-?01-05", "2022-?01", "2022"),
            ("2022-01~-05?", "2022-01%", "2022%"),
            ("2022-XX-05", "2022", "2022"),
            ("2022-1X-05", "2022-1X", "2022"),
            ("2022-21", "2022-21", "2022"),
            ("2022-24", "2022-24", "2022/2023"),
            ("202X-01-05", "202X-01", "202X"),
            ("2022-01-04/2022-01-06", "2022-01", "2022"),
            ("2022-01-30/2022-02-02", "2022-01/2022-02", "2022"),
            ("2022-01-05/..", "2022-01/..", "2022/.."),
            ("/2022-01-05", "/2022-01", "/2022"),
            ("[2022-01-04,2022-01-06]", "2022-01", "2022"),
            ("{2022-01-04..2022-01-06,2022-02-09}", "{2022-01,2022-02}", "2022"),
            ("[..2022-01-05]", "[..2022-01]", "[..2022]"),
            ("2021-22/2021-24", "2021-22/2021-24", "2021/2022"),
        ],
    )
    def test_a_date_is_told_by_month_or_year_only(self, text, month, year):
        when = EdtfDate(text)
        assert str(coarsened(when, Precision.MONTH)) == month
        assert str(coarsened(when, Precision.YEAR)) == year
        assert coarsened(when, Precision.DAY) == when

    def test_other_precisions_are_refused(self):
        with pytest.raises(ValueError, match="not to decade"):
            coarsened(EdtfDate("2022"), Precision.DECADE)


class TestTimeOfDay:
    def test_equality_is_that_of_the_text(self):
        assert TimeOfDay("16:00") == TimeOfDay("16:00")
        assert TimeOfDay("16:00") != TimeOfDay("16:00~")

    def test_a_stretch_over_midnight_is_told_from_one_within_a_day(self):
        assert TimeOfDay("22:00/02:00").crosses_midnight
        assert not TimeOfDay("16:00/22:00").crosses_midnight
        assert not TimeOfDay("16:00/16:XX").crosses_midnight
        assert not TimeOfDay("22:00/..").crosses_midnight

    def test_times_sort_by_their_start(self):
        texts = ["../23:00", "09:00", "16:00", "16:00~", "16:00/22:00", "22:00"]
        found = sorted((TimeOfDay(text) for text in reversed(texts)), key=TimeOfDay.sort_key)
        assert [str(time) for time in found] == [
            "../23:00",
            "09:00",
            "16:00",
            "16:00/22:00",
            "16:00~",
            "22:00",
        ]

    def test_a_wrong_time_in_a_field_carries_its_sentences(self):
        with pytest.raises(ValidationError) as refusal:
            Step.model_validate({"date": "2022", "time_of_day": "25:00"})
        (error,) = refusal.value.errors()
        assert "hours run from 00 to 23" in str(error["ctx"]["error"].because)


class TestWords:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_names_of_months_are_those_of_the_common_locale_data(self, language):
        wording = WORDINGS[language]
        alone = get_month_names("wide", context="stand-alone", locale=language)
        with_day = get_month_names("wide", context="format", locale=language)
        assert [name.lower() for name in wording.months["plain"]] == [
            alone[month].lower() for month in range(1, 13)
        ]
        assert [name.lower() for name in wording.day_months["plain"]] == [
            with_day[month].lower() for month in range(1, 13)
        ]

    def test_reasons_are_worded_in_every_language(self):
        with pytest.raises(Unacceptable) as refusal:
            EdtfDate("2022-06-31")
        because = refusal.value.because
        assert because is not None
        assert because.in_language("ru") == "в месяце июнь 30 дней"
        assert because.in_language("kk") == "маусым айында 30 күн бар"


def test_no_date_library_is_loaded_with_the_dates():
    """The import cost of `edtf` was measured and refused; see docs/decisions/0001-dates.md."""
    code = "import sys, aiqyn.core.dates; print(sorted({'edtf', 'babel', 'dateutil', 'pyparsing'} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
