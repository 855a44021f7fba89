"""Strategies for small files of figures that fit together, contradictory or not."""

from __future__ import annotations

from hypothesis import strategies as st

from aiqyn.core.dates import EdtfDate
from aiqyn.core.figures import Attribute, Figure, FiguresFile, Measure, Rule, Stated
from aiqyn.core.values import LocalisedText

MOMENTS = ("2022-03-01", "2022-03", "2022-04-21", None)
RELATIONS = ("exactly", "at_least", "more_than", "at_most", "fewer_than", "about")
GREATEST = 3


@st.composite
def figures_files(draw: st.DrawFn, *, most_figures: int = 4, corrections: bool = True) -> FiguresFile:
    """One or two measures of two attributes at most, and a few figures with small numbers."""
    measures = {f"m{index}": draw(_measures()) for index in range(draw(st.integers(1, 2)))}
    figures: list[Figure] = []
    for index in range(draw(st.integers(1, most_figures))):
        figures.append(draw(_figures(measures, figures, index, corrections=corrections)))
    return FiguresFile(measures=measures, figures=tuple(figures))


@st.composite
def counted_files(draw: st.DrawFn, *, most_figures: int = 5) -> FiguresFile:
    """Figures of one measure that were counted in a real population; some are then off by a little.

    What contradicts itself here does so by sums of several figures, not by plain words.
    """
    names = ("a", "b", "c")[: draw(st.integers(2, 3))]
    attributes = {name: Attribute(values=("x", "y"), exhaustive=draw(st.booleans())) for name in names}
    units = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    name: st.sampled_from(["x", "y", *([] if attributes[name].exhaustive else [None])])
                    for name in names
                }
            ),
            max_size=5,
        )
    )
    count = draw(st.integers(3, most_figures))
    wheres = draw(
        st.lists(
            st.dictionaries(st.sampled_from(names), st.sampled_from(("x", "y")), max_size=2),
            min_size=count,
            max_size=count,
            unique_by=lambda where: tuple(sorted(where.items())),
        )
    )
    figures = []
    for index, where in enumerate(wheres):
        true = sum(all(unit[name] == value for name, value in where.items()) for unit in units)
        stated = max(0, true + draw(st.sampled_from((0, 0, 0, 1, -1))))
        figures.append(
            Figure(
                id=f"F{index + 1}",
                measure="m",
                where=where,
                value=draw(
                    st.sampled_from((stated, stated, Stated(at_least=stated), Stated(at_most=stated)))
                ),
                stated_by="gpo",
                as_of=EdtfDate("2022-04-21"),
            )
        )
    measure = Measure(title=LocalisedText(en="counted"), unit="person", attributes=attributes)
    return FiguresFile(measures={"m": measure}, figures=tuple(figures))


@st.composite
def _measures(draw: st.DrawFn) -> Measure:
    attributes = {
        name: Attribute(
            values=("x", "y", "z")[: draw(st.integers(1, 2 if name == "b" else 3))],
            exhaustive=draw(st.booleans()),
        )
        for name in ("a", "b")[: draw(st.integers(0, 2))]
    }
    rules = []
    if attributes:
        for _ in range(draw(st.integers(0, 2))):
            chosen = draw(st.lists(st.sampled_from(sorted(attributes)), min_size=1, unique=True))
            rules.append(
                Rule(never={name: draw(st.sampled_from(attributes[name].values)) for name in chosen})
            )
    return Measure(
        title=LocalisedText(en="counted"),
        unit="person",
        cumulative=draw(st.booleans()),
        attributes=attributes,
        rules=tuple(rules),
    )


@st.composite
def _figures(
    draw: st.DrawFn, measures: dict[str, Measure], before: list[Figure], index: int, *, corrections: bool
) -> Figure:
    name = draw(st.sampled_from(sorted(measures)))
    attributes = measures[name].attributes
    chosen = draw(st.lists(st.sampled_from(sorted(attributes)), unique=True)) if attributes else []
    where = {attribute: draw(st.sampled_from(attributes[attribute].values)) for attribute in chosen}
    date = draw(st.sampled_from(MOMENTS))
    alike = [figure.id for figure in before if figure.measure == name]
    supersedes = draw(st.none() | st.sampled_from(alike)) if alike and corrections else None
    return Figure(
        id=f"F{index + 1}",
        measure=name,
        where=where,
        value=draw(_values([figure.id for figure in before])),
        stated_by=draw(st.sampled_from(("gpo", "hrw"))),
        as_of=None if date is None else EdtfDate(date),
        supersedes=supersedes,
    )


@st.composite
def _values(draw: st.DrawFn, others: list[str]) -> int | Stated:
    numbers = st.integers(0, GREATEST)
    kind = draw(st.sampled_from(("number", "number", "number", "relation", "between", "reference")))
    if kind == "number" or (kind == "reference" and not others):
        return draw(numbers)
    if kind == "between":
        low = draw(numbers)
        return Stated(between=(low, draw(st.integers(low, GREATEST))))
    relation = draw(st.sampled_from(RELATIONS))
    return Stated(**{relation: draw(st.sampled_from(others) if kind == "reference" else numbers)})
