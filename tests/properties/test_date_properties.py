"""What holds for every date, however vague."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

import edtf
import jsonschema
from date_strategies import (
    Dated,
    dated_texts,
    edtf_texts,
    interval_texts,
    plain_days,
    plain_texts,
    unmarked_texts,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aiqyn.core.dates import (
    Comparison,
    EdtfDate,
    Precision,
    certainly_before,
    coarsened,
    compare,
    days_between,
    earliest,
    earliest_possible,
    latest,
    latest_possible,
    may_overlap,
    precision,
    render,
    render_short,
    sort_key,
)
from aiqyn.core.language import LANGUAGES
from aiqyn.core.values import Unacceptable, Value

dates = edtf_texts().map(EdtfDate)
OPPOSITE = {
    Comparison.BEFORE: Comparison.AFTER,
    Comparison.AFTER: Comparison.BEFORE,
    Comparison.SAME: Comparison.SAME,
    Comparison.MAY_OVERLAP: Comparison.MAY_OVERLAP,
}


class Step(Value):
    date: EdtfDate


class TestReading:
    @given(edtf_texts())
    def test_a_date_printed_from_its_parts_is_the_text_that_was_read(self, text):
        assert EdtfDate(text).expression.text == text
        assert str(EdtfDate(text)) == text

    @given(edtf_texts())
    def test_every_acceptable_date_has_the_published_form_and_survives_json(self, text):
        jsonschema.validate({"date": text}, Step.model_json_schema())
        step = Step.model_validate({"date": text})
        assert step.model_dump() == {"date": text}
        assert Step.model_validate_json(step.model_dump_json()) == step

    @given(st.one_of(st.text(), st.text(alphabet="0123456789X-/.,[]{}~?% TхX", max_size=25)))
    def test_any_other_text_is_refused_and_what_is_offered_instead_is_acceptable(self, text):
        if refusal := _refusal(text):
            offered = str(refusal.accepted.values["examples"]).split(", ")
            assert all(_refusal(example) is None for example in offered), offered
        else:
            assert re.fullmatch(r"[-0-9X/.,\[\]{}~?%]+", text)


def _refusal(text: str) -> Unacceptable | None:
    try:
        EdtfDate(text)
    except Unacceptable as refusal:
        return refusal
    return None


class TestBounds:
    @given(dated_texts())
    def test_a_date_holds_the_day_it_was_made_from(self, dated: Dated):
        when = EdtfDate(dated.text)
        assert (earliest(when) or date.min) <= dated.day <= (latest(when) or date.max)

    @given(dates)
    def test_bounds_are_ordered_and_doubt_only_widens_them(self, when):
        written = (earliest(when) or date.min, latest(when) or date.max)
        possible = (earliest_possible(when) or date.min, latest_possible(when) or date.max)
        assert possible[0] <= written[0]
        assert written[0] <= written[1]
        assert written[1] <= possible[1]

    @given(unmarked_texts())
    @settings(max_examples=60)
    def test_bounds_are_the_first_and_last_matching_day_of_all(self, dated: Dated):
        """Against the slow definition: walk through every day near, compare digit by digit."""
        year, *rest = dated.text.split("-")
        assume(year[:3].isdigit() and 1 <= int(year[:3]) < 999)
        assume(not rest or rest[0] not in ("21", "22", "23", "24"))
        pattern = "-".join([year, *rest, *["XX"] * (2 - len(rest))]).replace("X", "[0-9]")
        decade = int(year[:3]) * 10
        matching = [day for day in _days_of_decade(decade) if re.fullmatch(pattern, day.isoformat())]
        when = EdtfDate(dated.text)
        assert (earliest(when), latest(when)) == (matching[0], matching[-1])

    @given(plain_texts(), plain_texts())
    @settings(max_examples=40)
    def test_bounds_agree_with_the_edtf_library_where_that_is_right(self, one, other):
        """Whole years, months, days and intervals between them; not its open or unknown ends."""
        start, end = sorted((one, other), key=lambda dated: dated.day)
        for text in (one.text, f"{start.text}/{end.text}"):
            theirs = edtf.parse_edtf(text)
            ours = EdtfDate(text)
            assert (earliest(ours), latest(ours)) == tuple(
                date(bound.tm_year, bound.tm_mon, bound.tm_mday)
                for bound in (theirs.lower_strict(), theirs.upper_strict())
            )


@cache
def _days_of_decade(first_year: int) -> list[date]:
    first = date(first_year, 1, 1)
    return [first + timedelta(days=offset) for offset in range((date(first_year + 10, 1, 1) - first).days)]


class TestOrder:
    @given(dates, dates)
    def test_comparing_the_other_way_round_says_the_opposite(self, one, other):
        assert compare(other, one) == OPPOSITE[compare(one, other)]

    @given(dates, dates)
    def test_before_after_and_overlap_exclude_each_other(self, one, other):
        told = compare(one, other)
        assert certainly_before(one, other) == (told == Comparison.BEFORE)
        assert certainly_before(other, one) == (told == Comparison.AFTER)
        assert may_overlap(one, other) == (told in (Comparison.SAME, Comparison.MAY_OVERLAP))

    @given(dates, dates, dates)
    def test_before_is_transitive(self, one, two, three):
        first, second, third = sorted((one, two, three), key=sort_key)
        if certainly_before(first, second) and certainly_before(second, third):
            assert certainly_before(first, third)

    @given(dated_texts(), dated_texts())
    def test_before_holds_for_the_days_the_dates_were_made_from(self, one, other):
        told = compare(EdtfDate(one.text), EdtfDate(other.text))
        if told == Comparison.BEFORE:
            assert one.day < other.day
        if told == Comparison.AFTER:
            assert one.day > other.day
        if told == Comparison.SAME:
            assert one.day == other.day

    @given(dates)
    def test_a_date_is_never_before_itself(self, when):
        assert compare(when, EdtfDate(when.text)) in (Comparison.SAME, Comparison.MAY_OVERLAP)

    @given(dates, dates)
    def test_sorting_agrees_with_certain_order_and_knows_equal_dates_only(self, one, other):
        if certainly_before(one, other):
            assert sort_key(one) < sort_key(other)
        assert (sort_key(one) == sort_key(other)) == (one == other)

    @given(dated_texts(), dated_texts())
    def test_days_between_hold_the_true_number_of_days(self, one, other):
        least, most = days_between(EdtfDate(one.text), EdtfDate(other.text))
        true = (other.day - one.day).days
        assert least is None or least <= true
        assert most is None or true <= most

    @given(dates, dates)
    def test_days_between_are_bounded_by_each_other_and_mirrored(self, one, other):
        least, most = days_between(one, other)
        back = days_between(other, one)
        assert least is None or most is None or least <= most
        assert back.least == (None if most is None else -most)
        assert back.most == (None if least is None else -least)


class TestCoarsening:
    @given(dates, st.sampled_from((Precision.DAY, Precision.MONTH, Precision.YEAR)))
    def test_a_coarsened_date_is_no_more_exact_than_asked_and_holds_the_true_one(self, when, to):
        vaguer = coarsened(when, to)
        assert precision(vaguer) <= min(to, precision(when))
        for bound, widest in ((earliest, date.min), (earliest_possible, date.min)):
            assert (bound(vaguer) or widest) <= (bound(when) or widest)
        for bound, widest in ((latest, date.max), (latest_possible, date.max)):
            assert (bound(vaguer) or widest) >= (bound(when) or widest)

    @given(dates, st.sampled_from((Precision.DAY, Precision.MONTH, Precision.YEAR)))
    def test_coarsening_twice_changes_nothing_more(self, when, to):
        assert coarsened(coarsened(when, to), to) == coarsened(when, to)

    @given(plain_days, st.integers(1, 28))
    def test_days_of_one_month_can_no_longer_be_told_apart(self, day, other_day):
        first, second = (EdtfDate(that.isoformat()) for that in (day, day.replace(day=other_day)))
        assert coarsened(first, Precision.MONTH) == coarsened(second, Precision.MONTH)


NOT_KNOWN = {
    "en": ("not known", "one of", "a year in", "of the form", "of a month"),
    "ru": ("неизвест", "один из", "одно из", "вида", "месяца"),
    "kk": ("белгісіз", "бірі", "түріндегі", "айдың"),
}
UNCERTAIN = {
    "en": ("possibly", "uncertain"),
    "ru": ("возможно", "под вопросом"),
    "kk": ("мүмкін", "күмәнді"),
}
APPROXIMATE = {"en": ("about", "approximate"), "ru": ("примерно", "приблизительно"), "kk": ("шамамен",)}
LETTERS = {"en": "A-Za-z", "ru": "а-яё", "kk": "а-яёәғқңөұүһі"}


class TestTelling:
    @given(dates, st.sampled_from(LANGUAGES))
    def test_every_date_is_told_in_the_letters_of_its_language(self, when, language):
        for told in (render(when, language), render_short(when, language)):
            words = re.findall(r"[^\W\d_]+", told.replace("X", ""))
            assert told.strip() == told != ""
            assert all(re.fullmatch(f"[{LETTERS[language]}]+", word) for word in words), told

    @given(dates, st.sampled_from(LANGUAGES))
    def test_what_is_not_known_or_doubtful_is_said(self, when, language):
        told = render(when, language)
        for sign, marks in (
            ("X", NOT_KNOWN[language]),
            ("?", UNCERTAIN[language]),
            ("~", APPROXIMATE[language]),
            ("%", UNCERTAIN[language]),
            ("%", APPROXIMATE[language]),
        ):
            if sign in when.text:
                assert any(mark in told for mark in marks), (when, told)

    @given(dated_texts(), st.sampled_from(LANGUAGES), st.data())
    def test_a_vaguer_date_never_reads_like_the_more_exact_one(self, dated, language, data):
        """Blank a digit, drop the last part, or mark doubt: the words must change."""
        text = dated.text
        digits = [place for place, letter in enumerate(text) if letter.isdigit()]
        vaguer = []
        if digits and not re.search(r"-[?~%]?2[1-4][?~%]?$", text[:9]):
            place = data.draw(st.sampled_from(digits))
            vaguer.append(f"{text[:place]}X{text[place + 1 :]}")
        if "-" in text:
            vaguer.append(text.rpartition("-")[0])
        if text[-1].isdigit() or text[-1] == "X":
            vaguer += [f"{text}~", f"{text}?", f"{text}%"]
        for other in vaguer:
            assert render(EdtfDate(other), language) != render(EdtfDate(text), language), other

    @given(unmarked_texts(), st.sampled_from(LANGUAGES))
    def test_no_number_is_told_that_the_date_does_not_have(self, dated, language):
        assume("X" not in dated.text)
        told = {int(number) for number in re.findall(r"\d+", render(EdtfDate(dated.text), language))}
        year, *rest = dated.text.split("-")
        assert told == {int(year), *(int(day) for day in rest[1:])}

    @given(interval_texts(), st.sampled_from(LANGUAGES))
    def test_open_and_unknown_ends_are_told_apart(self, text, language):
        assume(text.endswith("/") or text.endswith(".."))
        stem = text[: text.index("/") + 1]
        as_open, as_unknown = (render(EdtfDate(stem + end), language) for end in ("..", ""))
        assert as_open != as_unknown
        assert len({as_open, as_unknown, render(EdtfDate(stem[:-1]), language)}) == 3
