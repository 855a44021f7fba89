"""Drawings keep within their frame, in order, and never draw more certainty than there is."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ElementTree

import pytest
from factories import three
from hypothesis import given
from hypothesis import strategies as st

from aiqyn.core.dates import EdtfDate
from aiqyn.publication.drawings import draw
from aiqyn.publication.drawings.bars import lay_out_bars, lay_out_breakdown
from aiqyn.publication.drawings.calendar import LONGEST_GAP, MOST_BREAKS, Axis
from aiqyn.publication.drawings.canvas import NARROW, WIDE, Box, Lozenge, Rule, Words, wrap
from aiqyn.publication.drawings.timeline import KEYS, lay_out_timeline
from aiqyn.publication.report.blocks import Column, Part, Plate, Row, Table, Timeline
from aiqyn.publication.report.chapters.chronology import mark
from aiqyn.publication.report.plates import ROWS, Wanted, timeline_plates
from aiqyn.publication.report.text import NOTHING, Own, Verbatim
from aiqyn.publication.wording import Worder

SHEETS = st.sampled_from([WIDE, NARROW])
days = st.integers(min_value=-30_000, max_value=60_000)
SVG = "{http://www.w3.org/2000/svg}"


def plate(*dates: str | None) -> Plate:
    marks = tuple(mark(Verbatim(date or "?"), EdtfDate(date) if date else None) for date in dates)
    table = Table(
        Verbatim("t"), (Column(Verbatim("c")),), tuple(Row((each.when,)) for each in marks), NOTHING
    )
    return Plate("plate", Verbatim("Title"), Verbatim("Reading"), Timeline((Part(NOTHING, marks),)), table)


def svg_of(it: Plate, language="en") -> ElementTree.Element:
    worder = Worder(language)
    return ElementTree.fromstring(draw(worder._value(it), worder).svg)


def classes(root: ElementTree.Element, tag: str) -> list[str]:
    return [element.get("class", "") for element in root.iter(f"{SVG}{tag}")]


@given(st.lists(days, min_size=1, max_size=40), SHEETS)
def test_a_later_day_never_lies_left_of_an_earlier_one(given_days, sheet):
    axis = Axis.over(given_days, sheet=sheet)
    places = [axis.place(day) for day in sorted(given_days)]
    assert places == sorted(places)
    assert places[0] >= sheet.chart_left
    assert places[-1] <= sheet.chart_right + 0.001


@given(st.lists(days, min_size=2, max_size=12))
def test_the_axis_is_broken_only_where_long_nothing_is_recorded(given_days):
    ordered = sorted(set(given_days))
    gaps = [after - before for before, after in itertools.pairwise(ordered)]
    long = sum(1 for gap in gaps if gap > LONGEST_GAP)
    assert len(Axis.over(given_days).breaks) == min(long, MOST_BREAKS)


@given(st.text(max_size=200), st.floats(min_value=40, max_value=400))
def test_lines_keep_all_words_and_their_width(text, width):
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert max(map(len, lines)) <= max(width / 6.3, 4)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "label": st.text(max_size=60),
                "when": st.text(max_size=30),
                "start": st.none() | st.integers(18_000, 20_000),
                "end": st.none() | st.integers(18_000, 20_000),
                "exact": st.booleans(),
                "waiting": st.booleans(),
                "sure": st.none(),
            }
        ).map(
            lambda it: it if None in (it["start"], it["end"]) else {**it, "end": max(it["start"], it["end"])}
        ),
        min_size=1,
        max_size=12,
    ),
    SHEETS,
)
def test_nothing_of_a_timeline_lies_outside_its_frame(marks, sheet):
    key = dict.fromkeys(KEYS, "what it means")
    shapes, height = lay_out_timeline(
        [{"title": "Part", "marks": marks}], language="ru", key=key, sheet=sheet
    )
    for shape in shapes:
        match shape:
            case Box():
                assert shape.width > 0
                assert 0 <= shape.x <= shape.x + shape.width <= sheet.width
                assert 0 <= shape.y <= height
            case Words():
                assert 0 < shape.y <= height
            case Lozenge():
                assert 6 <= shape.x <= sheet.width - 6
            case Rule():
                assert -7 <= min(shape.x1, shape.x2) <= max(shape.x1, shape.x2) <= sheet.width


@pytest.mark.parametrize(
    ("date", "tag", "drawn"),
    [
        ("2022-01-05", "path", "lozenge solid"),
        ("2022-01-04/2022-01-06", "rect", "box soft"),
        ("2022-01-05~", "rect", "box hatched"),
        ("2022-01-05?", "rect", "box hatched"),
        ("2022-01", "rect", "box hatched"),
        ("2022-01-04/..", "rect", "box soft"),
        (None, "path", "lozenge hollow"),
    ],
)
def test_a_date_is_drawn_as_sure_as_it_is(date, tag, drawn):
    root = svg_of(plate("2022-01-01", "2022-01-20", date))
    marks = [name for name in classes(root, tag) if name.startswith(("box", "lozenge"))]
    expected = 2 if drawn in ("lozenge hollow", "lozenge solid") else 1
    assert marks.count(drawn) >= expected - (1 if drawn == "lozenge solid" else 0)


def test_doubt_widens_what_is_drawn_as_far_as_it_reaches():
    sure, unsure = mark(NOTHING, EdtfDate("2022-01-15")), mark(NOTHING, EdtfDate("2022-01-15~"))
    assert (sure.start, sure.end) == (19007, 19007)
    assert (unsure.start, unsure.end) == (19000, 19014)


def test_a_span_with_a_doubtful_end_is_drawn_sure_only_where_it_is():
    stay = mark(NOTHING, EdtfDate("2022-01-09~/2022-02-18"))
    assert (stay.start, stay.sure, stay.end) == (18994, (19008, 19041), 19041)
    boxes = classes(svg_of(plate("2022-01-01", "2022-01-09~/2022-02-18")), "rect")
    assert boxes.count("box hatched") == 2
    assert boxes.count("box soft") == 1
    assert mark(NOTHING, EdtfDate("2022-01-09~/2022-01-10~")).sure is None


def test_only_signs_that_occur_are_explained():
    text = " ".join("".join(element.itertext()) for element in svg_of(plate("2022-01-05")).iter(f"{SVG}text"))
    assert "on this day" in text
    assert "nothing came" not in text


def test_a_drawing_says_what_it_is_in_the_readers_language_and_its_ids_are_its_own():
    root = svg_of(plate("2022-01-05", "2022-01~"), "kk")
    assert (root.get("role"), root.get("lang")) == ("img", "kk")
    assert root.find(f"{SVG}title").text == "Title"
    assert root.find(f"{SVG}desc").text == "Reading"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert ids == ["plate-title", "plate-desc", "plate-hatch"]
    assert "осы күні" in "".join(root.itertext())


def test_hostile_words_stay_words_in_a_drawing():
    it = plate("2022-01-05")
    hostile = Own(three('</text><script>alert("1")</script>&amp;'))
    worder = Worder("en")
    svg = draw(worder._value(Plate("p", hostile, hostile, it.drawing, it.table)), worder).svg
    root = ElementTree.fromstring(svg)
    assert not list(root.iter(f"{SVG}script"))
    assert root.find(f"{SVG}title").text == '</text><script>alert("1")</script>&amp;'


def test_the_years_stand_at_the_axis_where_they_change():
    ticks = [
        element.text
        for element in svg_of(plate("2021-12-30", "2022-01-05", "2023-06-01")).iter(f"{SVG}text")
        if element.get("class") == "tick"
    ]
    assert [re.findall(r"20\d\d", tick) for tick in ticks] == [["2021"], ["2022"], ["2023"]]


def test_a_long_timeline_is_drawn_in_parts_that_together_hold_every_mark_once():
    dates = [f"2022-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 28)]
    whole = plate(*dates)
    parts = timeline_plates(Wanted("plate", whole.title, whole.reading, whole.drawing.parts, whole.table))
    assert [len(part.table.rows) for part in parts] == [ROWS, ROWS, 6]
    labels = [mark.label.text for part in parts for lane in part.drawing.parts for mark in lane.marks]
    assert labels == dates
    assert len({part.anchor for part in parts}) == 3
    assert Worder("ru").plain(parts[1].title) == "Title: часть 2 из 3"


def span(label: str, low: int | None, high: int | None, pattern: str = "part") -> dict[str, object]:
    return {"label": label, "value": str(high), "low": low, "high": high, "pattern": pattern}


def test_parts_of_a_whole_begin_where_the_part_before_ended():
    shapes, _ = lay_out_breakdown(
        span("all", 0, 232, "whole"), [span("a", None, 213), span("b", None, 19)], language="en"
    )
    whole, first, second = (shape for shape in shapes if isinstance(shape, Box))
    assert first.x == whole.x == WIDE.chart_left
    assert second.x == pytest.approx(first.x + first.width)
    assert second.x + second.width == pytest.approx(whole.x + whole.width)
    assert (whole.fill, first.fill) == ("solid", "soft")


@given(
    st.lists(
        st.tuples(st.none() | st.integers(0, 10**9), st.none() | st.integers(0, 10**9)),
        min_size=1,
        max_size=9,
    ),
    SHEETS,
)
def test_bars_keep_within_their_frame_and_begin_at_nought(bounds, sheet):
    spans = [
        span(str(index), low, high if low is None or high is None else max(low, high), "range")
        for index, (low, high) in enumerate(bounds)
    ]
    shapes, height = lay_out_bars(spans, language="kk", sheet=sheet)
    for box in (shape for shape in shapes if isinstance(shape, Box)):
        assert box.x >= sheet.chart_left
        assert box.x + box.width <= sheet.chart_right + 3
        assert box.y + box.height <= height
    ticks = [shape.text for shape in shapes if isinstance(shape, Words) and shape.kind == "tick"]
    assert ticks[0] == "0"
    assert 1 <= len(ticks) <= 9
