"""Chapter: what is counted, by whom and as of when; what agrees, what can't, and what remains open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiqyn.core.figures import Figure, Measure, Stated
from aiqyn.core.values import LocalisedText
from aiqyn.publication.report.blocks import (
    Block,
    Column,
    Heading,
    Notice,
    Page,
    Plate,
    Row,
    Scale,
    Span,
    Table,
)
from aiqyn.publication.report.reading import Reading, anchor_of, dated
from aiqyn.publication.report.text import (
    NOTHING,
    Count,
    Own,
    Term,
    Text,
    Verbatim,
    capital,
    code,
    linked,
    listed,
    say,
    say_counted,
    strong,
)

__all__ = ["as_of", "counted", "figures", "key_figures", "stated_value", "what_is_counted"]

SHOWN_ON_START = 8


def counted(reading: Reading, measure_id: str) -> Measure | None:
    """The measure of that id."""
    return reading.dossier.measures.get(measure_id)


def measure_title(reading: Reading, measure_id: str) -> Text:
    """What a measure counts."""
    measure = counted(reading, measure_id)
    return Own(measure.title) if measure is not None else code(measure_id)


def _titled(text: LocalisedText | None, otherwise: str) -> Text:
    return Own(text) if text is not None else Verbatim(otherwise)


def cell(reading: Reading, measure_id: str, where: Mapping[str, str]) -> Text:
    """Which of the counted, by attribute and value."""
    measure = counted(reading, measure_id)
    parts: list[Text] = []
    for attribute_id, value in where.items():
        attribute = measure.attributes.get(attribute_id) if measure is not None else None
        if attribute is None:
            parts.append(Verbatim(f"{attribute_id}: {value}"))
            continue
        parts.append(_titled(attribute.titles.get(value), value))
    return listed(parts, "; ")


def what_is_counted(reading: Reading, measure_id: str, where: Mapping[str, str]) -> Text:
    """A measure, and which of the counted."""
    title = measure_title(reading, measure_id)
    return (
        say("{measure}: {which}", measure=title, which=cell(reading, measure_id, where)) if where else title
    )


def _amount(reading: Reading, amount: int | str) -> Text:
    if isinstance(amount, int):
        return Count(amount)
    other = reading.get("figures", amount)
    if other is None:
        return code(amount)
    link = linked(amount, anchor_of("figures", amount))
    return (
        say("{number} ({figure})", number=other.value, figure=link) if isinstance(other.value, int) else link
    )


def stated_value(reading: Reading, value: int | Stated) -> Text:
    """How many, as it was stated."""
    if isinstance(value, int):
        return Count(value)
    if value.between is not None:
        return say("from {low} to {high}", low=value.between[0], high=value.between[1])
    if value.exactly is not None:
        return _amount(reading, value.exactly)
    if value.at_least is not None:
        return say("at least {low}", low=_amount(reading, value.at_least))
    if value.more_than is not None:
        return say("more than {low}", low=_amount(reading, value.more_than))
    if value.at_most is not None:
        return say("at most {high}", high=_amount(reading, value.at_most))
    if value.fewer_than is not None:
        return say("fewer than {high}", high=_amount(reading, value.fewer_than))
    return say("about {number}", number=_amount(reading, value.about if value.about is not None else 0))


def as_of(figure: Figure) -> Text:
    """The moment that a figure is of, and when it was said where that differs."""
    if figure.stated_on is not None and figure.stated_on != figure.as_of:
        return say("{date}; said {stated}", date=dated(figure.as_of), stated=dated(figure.stated_on))
    return dated(figure.as_of)


def figures(reading: Reading) -> Page:
    """What is counted."""
    blocks: list[Block] = []
    if not reading.dossier.figures:
        blocks.append(Notice(say("This release holds no figure."), "empty"))
    else:
        blocks.append(_table(reading))
        blocks += _gap(reading)
        blocks += _analysis(reading)
    return Page(
        key="figures",
        number="2",
        title=say("What is counted"),
        lead=say(
            "Every number with what it counts, in which unit, by whom, as of when; what agrees, what can't, what remains."
        ),
        blocks=tuple(blocks),
        parent="index",
    )


def _figure_row(reading: Reading, figure: Figure) -> Row:
    measure = counted(reading, figure.measure)
    what: list[Text] = [what_is_counted(reading, figure.measure, figure.where)]
    if figure.note is not None:
        what.append(Own(figure.note))
    if figure.supersedes is not None:
        what.append(
            say(
                "Corrects {figure}.",
                figure=linked(figure.supersedes, anchor_of("figures", figure.supersedes)),
            )
        )
    return Row(
        (
            Verbatim(figure.id),
            listed(what, ". "),
            strong(stated_value(reading, figure.value)),
            Term("counting-units", measure.unit) if measure is not None else NOTHING,
            reading.body(figure.stated_by),
            as_of(figure),
            reading.cited([figure.source]) if figure.source else say("not told"),
        ),
        anchor_of("figures", figure.id),
    )


_COLUMNS = (
    Column(say("Figure")),
    Column(say("What is counted"), share=4),
    Column(say("How many"), numeric=True),
    Column(say("Unit")),
    Column(say("Stated by"), share=2),
    Column(say("As of"), share=2),
    Column(say("Source")),
)


def _table(reading: Reading) -> Table:
    return Table(
        caption=say("The figures as stated"),
        columns=_COLUMNS,
        rows=tuple(_figure_row(reading, figure) for figure in _in_order(reading.dossier.figures)),
        empty=say("None."),
        anchor="all-figures",
    )


def _in_order(figures: Sequence[Figure]) -> list[Figure]:
    """By id, with the numbers in ids read as numbers: F2 before F10."""

    def key(figure: Figure) -> tuple[str, int, str]:
        letters = figure.id.rstrip("0123456789")
        digits = figure.id[len(letters) :]
        return letters, int(digits) if digits else -1, figure.id

    return sorted(figures, key=key)


def key_figures(reading: Reading) -> Table | None:
    """The few numbers for the first page: the whole of each measure, as last stated by each body."""
    whole = [figure for figure in _in_order(reading.dossier.figures) if not figure.where]
    if not whole:
        return None
    return Table(
        caption=say("Key figures"),
        columns=_COLUMNS[1:],
        rows=tuple(
            Row(
                (
                    linked(
                        what_is_counted(reading, figure.measure, figure.where),
                        anchor_of("figures", figure.id),
                    ),
                    *_figure_row(reading, figure).cells[2:],
                )
            )
            for figure in whole[:SHOWN_ON_START]
        ),
        empty=say("None."),
        anchor="key-figures",
    )


def _gap(reading: Reading) -> list[Block]:
    """That people are counted of whom no list is held: computed, not assumed."""
    persons = [
        figure
        for figure in reading.dossier.figures
        if (measure := counted(reading, figure.measure)) is not None and measure.unit == "person"
    ]
    if not persons or reading.dossier.rosters:
        return []
    return [
        Notice(
            say_counted(
                "{number} figure here counts people, and this release holds no list of who they are: no one can "
                "check such a number name by name.",
                "{number} figures here count people, and this release holds no list of who they are: no one can "
                "check such numbers name by name.",
                len(persons),
            ),
            "gap",
        )
    ]


def _analysis(reading: Reading) -> list[Block]:
    return []


__later__ = (Heading, Plate, Scale, Span, capital)
