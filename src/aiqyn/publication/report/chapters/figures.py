"""Chapter: what is counted, by whom and as of when; what agrees, what can't, and what remains open."""

from __future__ import annotations

from dataclasses import replace

from aiqyn.core.figures import Figure
from aiqyn.publication.report.blocks import (
    START,
    Block,
    Column,
    Notice,
    Page,
    Row,
    Table,
)
from aiqyn.publication.report.chapters.analysis import analysis
from aiqyn.publication.report.chapters.wording_of_figures import as_of, counted, stated_value, what_is_counted
from aiqyn.publication.report.reading import Reading, anchor_of
from aiqyn.publication.report.text import (
    NOTHING,
    Own,
    Term,
    Text,
    Verbatim,
    linked,
    listed,
    say,
    say_counted,
    strong,
)

__all__ = ["figures", "key_figures"]

SHOWN_ON_START = 8


def figures(reading: Reading) -> Page:
    """What is counted."""
    blocks: list[Block] = []
    if not reading.dossier.figures:
        blocks.append(Notice(say("This release holds no figure."), "empty"))
    else:
        blocks.append(_table(reading))
        blocks += _gap(reading)
        blocks += analysis(reading)
    return Page(
        key="figures",
        number="2",
        title=say("What is counted"),
        lead=say(
            "Every number with what it counts, in which unit, by whom, as of when; what agrees, what can't, what remains."
        ),
        blocks=tuple(blocks),
        parent=START,
    )


def _figure_row(reading: Reading, figure: Figure) -> Row:
    measure = counted(reading, figure.measure)
    what: list[Text] = [what_is_counted(reading, figure.measure, tuple(figure.where.items()))]
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
    Column(say("Figure"), share=3),
    Column(say("What is counted"), share=8),
    Column(say("How many"), numeric=True),
    Column(say("Unit"), share=4),
    Column(say("Stated by"), share=5),
    Column(say("As of"), share=4),
    Column(say("Source"), share=3),
)

# The summary is one printed page: what is counted has the room that the identifier leaves.
_KEY_COLUMNS = (replace(_COLUMNS[1], share=11), *_COLUMNS[2:])


def _table(reading: Reading) -> Table:
    return Table(
        caption=say("The figures as stated"),
        columns=_COLUMNS,
        rows=tuple(_figure_row(reading, figure) for figure in reading.dossier.figures),
        empty=say("None."),
        anchor="all-figures",
    )


def key_figures(reading: Reading) -> Table | None:
    """The few numbers for the first page: the whole of each measure, as last stated by each body."""
    whole = [figure for figure in reading.dossier.figures if not figure.where]
    if not whole:
        return None
    return Table(
        caption=say("Key figures"),
        columns=_KEY_COLUMNS,
        rows=tuple(
            Row(
                (
                    linked(
                        what_is_counted(reading, figure.measure, tuple(figure.where.items())),
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
