"""Drawings of estimates: never more certain than the numbers, refusals written in, simulated data marked."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from functools import cache

import pytest
from estimation_tables import drawn as drawn_table
from estimation_tables import published_table
from hypothesis import given
from hypothesis import strategies as st

from aiqyn.core.estimation import (
    Distribution,
    Options,
    StratifiedCounts,
    Stratum,
    estimate_population,
    method_named,
)
from aiqyn.core.estimation.results import (
    CellResult,
    ChainResult,
    ChainsResult,
    EstimationResult,
    MethodResult,
    thinned,
)
from aiqyn.core.estimation.sensitivity import sensitivity_of
from aiqyn.core.language import LANGUAGES
from aiqyn.core.worded import stored
from aiqyn.publication.drawings import NARROW, WIDE, draw
from aiqyn.publication.drawings.canvas import (
    Area,
    Box,
    Curve,
    Dot,
    Lozenge,
    Rule,
    Shape,
    Words,
    lowered,
    room_for,
)
from aiqyn.publication.drawings.chains import lay_out_chains
from aiqyn.publication.drawings.hills import lay_out_hills
from aiqyn.publication.drawings.intervals import lay_out_intervals
from aiqyn.publication.drawings.overlaps import lay_out_overlaps
from aiqyn.publication.drawings.response import KEYS, lay_out_response
from aiqyn.publication.report.blocks import Known, Plate
from aiqyn.publication.report.estimate_plates import SIMULATED, Subject, estimate_plates, outline_of
from aiqyn.publication.report.sensitivity_plates import sensitivity_plates
from aiqyn.publication.report.text import Count, Verbatim
from aiqyn.publication.wording import Worder

SVG = "{http://www.w3.org/2000/svg}"
SHEETS = st.sampled_from([WIDE, NARROW])
STATED = Known(Verbatim("Prosecutor"), Count(7000), 7000, sure=False)


@cache
def kosovo() -> EstimationResult:
    counts = StratifiedCounts.undivided(published_table("kosovo"))
    report = estimate_population(counts, ("decomposable", "loglinear"), Options())
    found = sensitivity_of(
        published_table("kosovo"), ("loglinear",), Options(), targets=(7000,), estimates=report.estimates
    )
    result = EstimationResult.of(report, [counts], sensitivity=found)
    return result.model_copy(update={"estimates": (sampled(), *result.estimates)})


def sampled() -> MethodResult:
    """A method with chains, as if it had been run."""
    chains = tuple(
        ChainResult(
            median=10_000 + at,
            low=9_000,
            high=12_000,
            draws=tuple(range(9_000, 12_000, 100)),
            ranks=(5, 7, 6, 5),
        )
        for at in range(3)
    )
    return MethodResult(
        method="lcmcr",
        title=stored(method_named("lcmcr").title),
        source="x",
        is_lower_bound=False,
        documented=4400,
        median=10_000,
        low=9_000,
        high=12_000,
        curve=thinned(Distribution((8_000.0, 9_500.0, 10_000.0, 13_000.0), (0.0, 0.3, 0.5, 1.0))),
        chains=ChainsResult(chains=chains, r_hat=1.003, effective_draws=900),
    )


@cache
def refused() -> EstimationResult:
    counts = StratifiedCounts.undivided(published_table("not_overlapping"))
    return EstimationResult.of(estimate_population(counts, ("decomposable",), Options()), [counts])


def all_plates(subject: Subject) -> tuple[Plate, ...]:
    found = subject.result.sensitivity
    more = sensitivity_plates(subject, found.curves) if found else ()
    return (*estimate_plates(subject), *more)


def svg_of(plate: Plate, language="en", **options) -> ElementTree.Element:
    worder = Worder(language)
    return ElementTree.fromstring(draw(worder._value(plate), worder, **options).svg)


def words_of(root: ElementTree.Element) -> str:
    return " ".join(element.text or "" for element in root.iter(f"{SVG}text"))


def plate_of(result: EstimationResult, ending: str, **options) -> Plate:
    subject = Subject("e", result, **options)
    return next(plate for plate in all_plates(subject) if plate.anchor == f"e-{ending}")


def check_within(shapes: list[Shape], height: float, sheet) -> None:
    for shape in shapes:
        match shape:
            case Box():
                assert 0 <= shape.x <= shape.x + shape.width <= sheet.width + 1
                assert -1 <= shape.y <= shape.y + shape.height <= height + 1
            case Words():
                assert 0 < shape.y <= height
                assert -1 <= shape.x <= sheet.width
            case Lozenge() | Dot():
                assert 0 <= shape.x <= sheet.width
                assert 0 <= shape.y <= height
            case Rule():
                assert -1 <= min(shape.x1, shape.x2) <= max(shape.x1, shape.x2) <= sheet.width
                assert -1 <= min(shape.y1, shape.y2) <= max(shape.y1, shape.y2) <= height
            case Curve() | Area():
                assert all(-1 <= x <= sheet.width and -1 <= y <= height + 1 for x, y in shape.points)


# What every drawing keeps to ---------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_drawing_of_simulated_data_says_so_in_the_picture_and_to_who_hears_it(language, sheet):
    stamp = Worder(language).plain(SIMULATED)
    for result in (kosovo(), refused()):
        for plate in all_plates(Subject("e", result, is_simulated=True)):
            root = svg_of(plate, language, sheet=sheet)
            assert stamp.split()[0] in words_of(root), plate.anchor
            assert root.find(f"{SVG}desc").text.startswith(stamp)
        for plate in all_plates(Subject("e", result)):
            assert stamp not in words_of(svg_of(plate, language, sheet=sheet))


def test_a_result_gives_a_drawing_for_everything_that_there_is_to_see():
    anchors = [plate.anchor for plate in all_plates(Subject("e", kosovo()))]
    assert anchors[:4] == ["e-overlaps", "e-distribution", "e-intervals", "e-chains-lcmcr"]
    assert {"e-dependence-1-2", "e-all-lists", "e-differences"} <= set(anchors)
    assert len(set(anchors)) == len(anchors)
    assert [plate.anchor for plate in all_plates(Subject("e", refused()))] == ["e-overlaps", "e-intervals"]


def test_counts_that_are_withheld_are_not_drawn():
    withheld = kosovo().model_copy(update={"cells": ()})
    assert "e-overlaps" not in [plate.anchor for plate in all_plates(Subject("e", withheld))]


def test_a_drawing_that_stands_alone_tells_its_title_and_how_to_read_it():
    plate = plate_of(kosovo(), "distribution")
    assert "How likely each number is" not in words_of(svg_of(plate))
    alone = words_of(svg_of(plate, stands_alone=True))
    assert "How likely each number is" in alone
    assert "the filled part holds 95 %" in " ".join(alone.split())


def test_drawings_run_nothing_and_load_nothing():
    for plate in all_plates(Subject("e", kosovo(), known=(STATED,))):
        root = svg_of(plate, stands_alone=True)
        tags = {element.tag.removeprefix(SVG) for element in root.iter()}
        assert not tags & {"script", "style", "image", "foreignObject", "a", "use"}
        assert root.get("role") == "img"
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids))


# Distributions -----------------------------------------------------------------------------------


def test_documented_and_stated_numbers_are_told_apart_without_colour():
    root = svg_of(plate_of(kosovo(), "distribution", known=(STATED,)))
    rules = [element.get("class") for element in root.iter(f"{SVG}line")]
    assert (rules.count("rule known"), rules.count("rule stated")) == (1, 1)
    dashed = [element for element in root.iter(f"{SVG}line") if element.get("stroke-dasharray")]
    assert [element.get("class") for element in dashed] == ["rule stated"]
    told = words_of(root)
    assert "documented: on one list or more" in told
    assert "4,400" in told
    assert "Prosecutor" in told


def test_two_hills_are_drawn_as_two():
    two = Distribution((100.0, 110.0, 120.0, 300.0, 310.0, 320.0), (0.0, 0.3, 0.6, 0.6001, 0.8, 1.0))
    heights = dict(outline_of(thinned(two)))
    valley = [height for number, height in heights.items() if 190 < number < 230]
    first = max(height for number, height in heights.items() if number < 150)
    second = max(height for number, height in heights.items() if number > 270)
    assert max(valley) < 0.05 < 0.4 < min(first, second)


def test_no_hill_begins_below_the_lowest_number_and_its_highest_point_is_one():
    steep = thinned(Distribution((299.5, 300.5, 301.5, 330.0), (0.0, 0.4, 0.7, 1.0)))
    outline = outline_of(steep)
    assert outline[0][0] >= 299.5
    assert max(height for _, height in outline) == 1
    assert outline[0][1] > 0.5


NUMBERS = st.integers(30, 10**7)


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5),
    st.lists(NUMBERS, max_size=3),
    SHEETS,
)
def test_hills_keep_within_their_frame(ends, stated, sheet):
    rows = []
    for three in ends:
        low, middle, high = sorted(three)
        outline = ((low * 0.9, 0.0), (float(middle) + 0.1, 1.0), (high * 1.2 + 1, 0.01))
        rows.append(
            {"label": "Method", "value": "9", "outline": outline, "low": low, "middle": middle, "high": high}
        )
    known = [{"label": "who", "value": str(each), "number": each, "sure": False} for each in stated]
    shapes, height = lay_out_hills(rows, known, language="ru", sheet=sheet)
    check_within(shapes, height, sheet)


# Intervals ---------------------------------------------------------------------------------------


def test_a_refusal_is_written_where_the_interval_would_be():
    told = " ".join(words_of(svg_of(plate_of(refused(), "intervals"))).split())
    assert "refused: No one stands both on a list of one of these groups" in told
    assert "A, B; C" in told


def test_a_lower_bound_is_drawn_open_to_above():
    root = svg_of(plate_of(kosovo(), "intervals"))
    lozenges = [
        element.get("class") for element in root.iter(f"{SVG}path") if "lozenge" in element.get("class")
    ]
    assert lozenges.count("lozenge hollow") == 1
    assert "at least 8,591" in words_of(root)


def test_strata_stand_under_their_own_headings_with_their_own_refusals():
    thin = drawn_table([0.5, 0.5, 0.5], 12, 3)
    strata = StratifiedCounts(
        ("stratum",), (Stratum(("north",), drawn_table([0.4, 0.4, 0.3], 500, 1)), Stratum(("south",), thin))
    )
    result = EstimationResult.of(estimate_population(strata, ("loglinear",), Options()), [strata])
    plate = plate_of(result, "intervals")
    told = " ".join(words_of(svg_of(plate)).split())
    assert told.index("All together") < told.index("north:") < told.index("south:")
    assert "refused" in told[told.index("south:") :]
    assert len(plate.table.rows) == 3 * len(result.estimates)


@given(
    st.lists(
        st.one_of(st.tuples(NUMBERS, NUMBERS, NUMBERS, st.booleans()), st.text(min_size=1, max_size=300)),
        min_size=1,
        max_size=7,
    ),
    st.lists(NUMBERS, max_size=3),
    SHEETS,
)
def test_intervals_and_refusals_keep_within_their_frame(given_rows, stated, sheet):
    rows = []
    for each in given_rows:
        if isinstance(each, str):
            rows.append(
                {"label": "m", "value": each, "low": None, "middle": None, "high": None, "is_floor": False}
            )
        else:
            low, middle, high = sorted(each[:3])
            rows.append(
                {"label": "m", "value": "v", "low": low, "middle": middle, "high": high, "is_floor": each[3]}
            )
    known = [{"label": "who", "value": str(each), "number": each, "sure": True} for each in stated]
    shapes, height = lay_out_intervals([{"title": "", "intervals": rows}], known, language="kk", sheet=sheet)
    check_within(shapes, height, sheet)


# Overlaps ----------------------------------------------------------------------------------------


def test_dots_are_exactly_the_lists_of_a_combination_and_the_last_row_is_the_question():
    lists = ["A (5)", "B (6)", "C (7)"]
    rows = [
        {"members": (0, 2), "value": "9", "least": 9, "most": 9},
        {"members": (), "value": "?", "least": None, "most": None},
    ]
    shapes, _ = lay_out_overlaps(lists, rows, language="en")
    dots = [shape for shape in shapes if isinstance(shape, Dot)]
    heads, matrix = dots[:3], dots[3:]
    assert [dot.fill for dot in heads] == ["solid"] * 3
    assert [dot.fill for dot in matrix] == ["solid", "hollow", "solid", "hollow", "hollow", "hollow"]
    assert [dot.x for dot in matrix[:3]] == [dot.x for dot in heads]
    boxes = [shape for shape in shapes if isinstance(shape, Box)]
    assert [box.fill for box in boxes] == ["solid", "hollow"]


def test_what_samples_of_a_linkage_do_not_agree_on_is_hatched():
    rows = [{"members": (0,), "value": "3 to 8", "least": 3, "most": 8}]
    shapes, _ = lay_out_overlaps(["A", "B"], rows, language="en")
    solid, hatched = (shape for shape in shapes if isinstance(shape, Box))
    assert (solid.fill, hatched.fill) == ("solid", "hatched")
    assert hatched.x == pytest.approx(solid.x + solid.width)


def test_of_very_many_combinations_the_largest_are_drawn_and_the_table_has_all():
    cells = tuple(CellResult(lists=(at % 6, 6), least=100 - at, most=100 - at) for at in range(60))
    result = kosovo().model_copy(update={"cells": cells, "lists": tuple("ABCDEFG"), "sizes": (9,) * 7})
    plate = plate_of(result.model_copy(update={"sensitivity": None}), "overlaps")
    assert len(plate.drawing.rows) == 25
    assert len(plate.table.rows) == 60
    assert "The 24 largest of 60 combinations" in Worder("en").plain(plate.reading)


@given(
    st.lists(st.text(min_size=1, max_size=80), min_size=1, max_size=20),
    st.lists(
        st.tuples(st.sets(st.integers(0, 19)), st.integers(0, 10**9), st.integers(0, 10**9)), max_size=25
    ),
    SHEETS,
)
def test_overlaps_of_any_number_of_lists_keep_within_their_frame(lists, given_rows, sheet):
    rows = [
        {
            "members": tuple(sorted(index for index in members if index < len(lists))),
            "value": f"{max(one, other):,}",
            "least": min(one, other),
            "most": max(one, other),
        }
        for members, one, other in given_rows
    ]
    rows.append({"members": (), "value": "not known", "least": None, "most": None})
    shapes, height = lay_out_overlaps(lists, rows, language="en", sheet=sheet)
    check_within(shapes, height, sheet)
    for words in (shape for shape in shapes if isinstance(shape, Words) and shape.kind == "value"):
        assert words.x + (room_for(words.text) if words.at == "start" else 0) <= sheet.width + 1


# Sensitivity -------------------------------------------------------------------------------------


def test_a_curve_shows_what_a_stated_number_would_need_and_what_the_data_say():
    plate = plate_of(kosovo(), "dependence-1-2", known=(STATED,))
    root = svg_of(plate)
    told = words_of(root)
    assert "Prosecutor: 7,000" in told
    assert "what would have to be so for a number to be right" in told
    assert "what the data themselves say of it" in told
    marks = [element for element in root.iter(f"{SVG}path") if "lozenge" in element.get("class")]
    assert len(marks) == 2  # at the curve, and in the key


POINTS = st.lists(
    st.tuples(st.floats(31, 1e7), st.floats(0, 1), st.none() | st.floats(0, 3)), min_size=2, max_size=25
)


@given(POINTS, st.booleans(), st.lists(st.integers(30, 10**6), max_size=3), SHEETS)
def test_curves_keep_within_their_frame_however_steep(points, ratio, stated, sheet):
    places = [2.0 ** (at - 5) if ratio else at / 5 for at in range(len(points))]
    drawing = {
        "points": [
            (place, number, 30 + (number - 30) * down, None if up is None else number * (1 + up))
            for place, (number, down, up) in zip(places, points, strict=True)
        ],
        "across": "Across: what is held fixed",
        "ratio": ratio,
        "known": [{"label": "who", "value": str(each), "number": each, "sure": False} for each in stated],
        "needed": [(places[0], each) for each in stated],
        "told": (None, places[-1]),
    }
    shapes, height = lay_out_response(drawing, language="ru", key=dict.fromkeys(KEYS, "what"), sheet=sheet)
    check_within(shapes, height, sheet)


# Chains ------------------------------------------------------------------------------------------


def test_a_chain_that_stood_apart_is_seen_in_its_line_and_in_its_ranks():
    chains = [
        {"label": "Chain 1", "value": "", "draws": (100, 110, 105), "ranks": (9, 9, 0, 0)},
        {"label": "Chain 2", "value": "", "draws": (500, 510, 505), "ranks": (0, 0, 9, 9)},
    ]
    drawing = {"chains": chains, "trace": "in order", "ranks": "by rank"}
    shapes, height = lay_out_chains(drawing, language="en", sheet=WIDE)
    check_within(shapes, height, WIDE)
    first, second = (shape.points for shape in shapes if isinstance(shape, Curve))
    drop = 68.0  # from one row to the next
    assert all(low - 30 > high - drop for (_, low), (_, high) in zip(first, second, strict=True))
    bars = [shape.height for shape in shapes if isinstance(shape, Box)]
    assert bars[0] > 10 * bars[2]
    assert bars[5] < bars[7]


@given(st.lists(st.lists(st.integers(0, 2**53), max_size=50), min_size=1, max_size=6), SHEETS)
def test_chains_of_any_length_keep_within_their_frame(draws, sheet):
    chains = [{"label": "Chain", "value": "v", "draws": tuple(each), "ranks": (1, 2, 3)} for each in draws]
    shapes, height = lay_out_chains(
        {"chains": chains, "trace": "t", "ranks": "r"}, language="kk", sheet=sheet
    )
    check_within(shapes, height, sheet)


def test_what_is_lowered_keeps_its_form():
    shapes: list[Shape] = [
        Rule(0, 1, 2, 3, "axis"),
        Box(0, 1, 2, 3, "soft"),
        Lozenge(0, 1, "solid"),
        Dot(0, 1, "hollow"),
        Words(0, 1, "a"),
        Curve(((0, 1), (2, 3))),
        Area(((0, 1), (2, 3)), "soft"),
    ]
    down = [lowered(shape, 10) for shape in shapes]
    assert down[0] == Rule(0, 11, 2, 13, "axis")
    assert [shape.y for shape in down[1:5]] == [11] * 4
    assert [shape.points for shape in down[5:]] == [((0, 11), (2, 13))] * 2
