"""Part of the chapter on figures: what they say together, as the core's check found it, told and drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aiqyn.core import figures as core
from aiqyn.core.figures import (
    Assumption,
    BreakdownState,
    Conflict,
    FiguresReport,
    Implied,
    NotComparable,
    Series,
)
from aiqyn.publication.report.blocks import (
    Block,
    Breakdown,
    Column,
    Heading,
    Item,
    Listing,
    Notice,
    Paragraph,
    Plate,
    Row,
    Scale,
    Span,
    Table,
)
from aiqyn.publication.report.chapters.wording_of_figures import (
    as_of,
    measure_title,
    stated_value,
    what_is_counted,
)
from aiqyn.publication.report.reading import Reading, anchor_of, dated
from aiqyn.publication.report.text import (
    NOTHING,
    Computed,
    Count,
    Own,
    Text,
    Verbatim,
    linked,
    listed,
    say,
    say_counted,
    strong,
)

__all__ = ["analysis"]

DRAWN_INTERVALS = 12


def analysis(reading: Reading) -> list[Block]:
    """What the figures say together, or why they could not be set beside each other."""
    report = reading.figures_report
    if report is None:
        return [
            Notice(
                say(
                    "The released figures could not be checked together: some of them rest on figures or measures "
                    "that are not in this release."
                ),
                "gap",
            )
        ]
    return [
        *_conflicts(reading, report),
        *_breakdowns(reading, report),
        *_implied(reading, report),
        *_series(reading, report),
        *_not_comparable(reading, report),
    ]


def _figures(ids: Iterable[str]) -> Text:
    return listed([linked(each, anchor_of("figures", each)) for each in ids])


# What can't all be true -------------------------------------------------------------------------


def _conflicts(reading: Reading, report: FiguresReport) -> list[Block]:
    blocks: list[Block] = [Heading(say("What can't all be true"), "conflicts")]
    if report.conflicts:
        for number, conflict in enumerate(report.conflicts, 1):
            blocks += _conflict(reading, conflict, number)
        if not report.has_all_conflicts:
            blocks.append(Notice(say("There may be more contradictions than those told here."), "gap"))
    elif report.is_settled:
        blocks.append(
            Notice(say("No figure here contradicts another: all of them can be true at once."), "empty")
        )
    else:
        blocks.append(
            Notice(
                say(
                    "No contradiction was found; whether all figures can be true at once could not be settled."
                ),
                "gap",
            )
        )
    return blocks


def _conflict(reading: Reading, conflict: Conflict, number: int) -> list[Block]:
    notes: list[Text] = [say("Figures: {figures}", figures=_figures(conflict.figures))]
    notes += [say("Assumed: {what}", what=Computed(each.text)) for each in conflict.assumptions]
    if not conflict.is_irreducible:
        notes.append(say("Fewer of these figures may be enough for the contradiction."))
    paragraph = Paragraph(Computed(conflict.because), tuple(notes), f"conflict-{number}")
    spans = [span for each in conflict.figures if (span := _stated_span(reading, each)) is not None]
    if not spans:
        return [paragraph]
    plate = Plate(
        anchor=f"drawing-conflict-{number}",
        title=say(
            "Figures that can't all be true: {figures}",
            figures=listed([strong(each) for each in conflict.figures]),
        ),
        reading=say("The bars show the numbers as stated, on one scale."),
        drawing=Scale(tuple(spans)),
        table=_span_table(say("The figures in this contradiction"), spans),
    )
    return [paragraph, plate]


def _stated_span(reading: Reading, figure_id: str) -> Span | None:
    figure = reading.get("figures", figure_id)
    if figure is None:
        return None
    label = say(
        "{id}: {what}",
        id=figure_id,
        what=what_is_counted(reading, figure.measure, tuple(figure.where.items())),
    )
    value = stated_value(reading, figure.value)
    if isinstance(figure.value, int):
        return Span(label, value, 0, figure.value, "whole")
    low, high = figure.value.between or (figure.value.at_least, figure.value.at_most)
    return Span(
        label, value, low if isinstance(low, int) else 0, high if isinstance(high, int) else None, "range"
    )


def _span_table(caption: Text, spans: Sequence[Span]) -> Table:
    return Table(
        caption=caption,
        columns=(Column(say("What is counted"), share=5), Column(say("How many"), numeric=True)),
        rows=tuple(Row((span.label, span.value)) for span in spans),
        empty=say("None."),
    )


# Wholes and their parts -------------------------------------------------------------------------


def _breakdowns(reading: Reading, report: FiguresReport) -> list[Block]:
    if not report.breakdowns:
        return []
    blocks: list[Block] = [Heading(say("What adds up, and what remains"), "breakdowns")]
    for number, found in enumerate(report.breakdowns, 1):
        notes: list[Text] = [say("Figures: {figures}", figures=_figures((found.whole, *found.parts)))]
        notes += [say("Assumed: {what}", what=Computed(each.text)) for each in found.assumptions]
        blocks.append(Paragraph(Computed(found.because), tuple(notes), f"breakdown-{number}"))
        plate = _breakdown_plate(reading, found, number)
        if plate is not None:
            blocks.append(plate)
    return blocks


def _breakdown_plate(reading: Reading, found: core.Breakdown, number: int) -> Plate | None:
    """The whole and its parts as bars; only exact numbers can be laid end to end."""
    whole = reading.figure(found.whole)
    spans = [_part_span(reading, found, part) for part in found.parts]
    if not isinstance(whole.value, int) or any(span.high is None for span in spans):
        return None
    if found.state in (BreakdownState.LEAVES, BreakdownState.FALLS_SHORT) and found.remainder_high:
        spans.append(
            Span(
                say("no part is stated for these"),
                _range(found.remainder_low, found.remainder_high),
                None,
                found.remainder_high,
                "rest",
            )
        )
    what = what_is_counted(reading, found.measure, tuple(whole.where.items()))
    by = reading.dossier.measures[found.measure].attributes[found.attribute].title
    head = Span(say("{id}: {what}", id=found.whole, what=what), Count(whole.value), 0, whole.value, "whole")
    return Plate(
        anchor=f"drawing-breakdown-{number}",
        title=say(
            "{whole}: its parts by “{attribute}”",
            whole=what,
            attribute=Own(by) if by is not None else Verbatim(found.attribute),
        ),
        reading=_breakdown_reading(found),
        drawing=Breakdown(head, tuple(spans)),
        table=_span_table(say("The whole and its parts as numbers"), [head, *spans]),
    )


def _part_span(reading: Reading, found: core.Breakdown, part_id: str) -> Span:
    part = reading.figure(part_id)
    value = part.where.get(found.attribute, "")
    title = reading.dossier.measures[found.measure].attributes[found.attribute].titles.get(value)
    name: Text = Own(title) if title is not None else Verbatim(value)
    size = part.value if isinstance(part.value, int) else None
    return Span(
        say("{id}: {what}", id=part.id, what=name), stated_value(reading, part.value), None, size, "part"
    )


def _breakdown_reading(found: core.Breakdown) -> Text:
    if found.state is BreakdownState.ADDS_UP:
        return say("Laid end to end, the parts are as long as the whole.")
    if found.state is BreakdownState.EXCEEDS:
        return say("Laid end to end, the parts are longer than the whole.")
    return say_counted(
        "The parts leave up to {number} of the whole without a stated part.",
        "The parts leave up to {number} of the whole without a stated part.",
        found.remainder_high or 0,
    )


# What the figures imply -------------------------------------------------------------------------


def _implied(reading: Reading, report: FiguresReport) -> list[Block]:
    """Counts that nobody states and that follow from those stated; bounds that say nothing are left out."""
    told = [each for each in report.implied if not each.stated_by and _says_something(each)]
    if not told:
        return []
    signs = _Signs(told)
    rows = tuple(
        Row(
            (
                what_is_counted(reading, each.measure, each.where),
                dated(each.as_of),
                strong(_range(each.low, each.high)),
                listed(
                    [
                        Computed(reason)
                        for reason in (each.low_because, each.high_because)
                        if reason is not None
                    ],
                    "; ",
                ),
                signs.links(each.assumptions) if each.assumptions else say("nothing but the figures"),
                _without(each, signs),
            ),
            f"implied-{number}",
        )
        for number, each in enumerate(told, 1)
    )
    blocks: list[Block] = [
        Heading(say("What the figures together imply"), "implied"),
        Paragraph(
            say(
                "Nobody states these counts; they follow from those that are stated, by the arithmetic shown. Where a "
                "count rests on an assumption, the last column says what is left of it without."
            ),
            numbered=False,
        ),
    ]
    if signs.assumptions:
        blocks.append(
            Listing(
                tuple(
                    Item(
                        say("{sign}: {what}", sign=strong(sign), what=Computed(assumption.text)),
                        (Computed(assumption.why),) if assumption.why is not None else (),
                        f"assumption-{sign}",
                    )
                    for sign, assumption in signs.assumptions.items()
                )
            )
        )
    plate = _implied_plate(reading, told)
    table = Table(
        caption=say("Counts that the figures imply"),
        columns=(
            Column(say("What is counted"), share=4),
            Column(say("As of"), share=3),
            Column(say("How many"), share=3),
            Column(say("By which arithmetic"), share=5),
            Column(say("Rests on"), share=3),
            Column(say("Without that"), share=4),
        ),
        rows=rows,
        empty=say("None."),
        anchor="implied-counts",
    )
    return [*blocks, plate, table] if plate is not None else [*blocks, table]


def _says_something(each: Implied) -> bool:
    return each.is_computed and (bool(each.low) or each.high is not None)


class _Signs:
    """Each assumption once, under a sign of its own: A1, A2."""

    def __init__(self, told: Iterable[Implied]) -> None:
        self.assumptions: dict[str, Assumption] = {}
        self._signs: dict[object, str] = {}
        for assumption in (one for each in told for one in each.assumptions):
            if self._key(assumption) not in self._signs:
                sign = f"A{len(self._signs) + 1}"
                self._signs[self._key(assumption)] = sign
                self.assumptions[sign] = assumption

    @staticmethod
    def _key(assumption: Assumption) -> object:
        """What makes two assumptions the same; their sentences can't be compared."""
        return assumption.kind, assumption.measure, assumption.rule, assumption.as_of

    def links(self, assumptions: Iterable[Assumption]) -> Text:
        """The signs of these, each leading to what it stands for."""
        signs = [self._signs.get(self._key(assumption)) for assumption in assumptions]
        return listed([linked(sign, f"assumption-{sign}") for sign in signs if sign is not None])


def _range(low: int | None, high: int | None) -> Text:
    if low is not None and low == high:
        return say("exactly {number}", number=low)
    if high is None:
        return say("at least {low}", low=low or 0)
    if not low:
        return say("at most {high}", high=high)
    return say("from {low} to {high}", low=low, high=high)


def _without(each: Implied, signs: _Signs) -> Text:
    """What is left without the assumptions, where that is something else."""
    told = [
        say(
            "without {which}: {range}",
            which=signs.links(other.assumptions),
            range=_range(other.low, other.high) if other.low or other.high is not None else say("no bound"),
        )
        for other in each.without
        if (other.low, other.high) != (each.low, each.high)
    ]
    return listed(told, "; ")


def _implied_plate(reading: Reading, told: Sequence[Implied]) -> Plate | None:
    """The intervals that have two ends: one has something to see only in those."""
    drawn = [each for each in told if each.high is not None and each.low != each.high][:DRAWN_INTERVALS]
    if not drawn:
        return None
    spans = [
        Span(
            say(
                "{what} ({date})",
                what=what_is_counted(reading, each.measure, each.where),
                date=dated(each.as_of),
            ),
            _range(each.low, each.high),
            each.low or 0,
            each.high,
            "range",
        )
        for each in drawn
    ]
    return Plate(
        anchor="drawing-implied",
        title=say("How many it may have been"),
        reading=say("Each bar reaches from the least to the greatest number that the stated figures allow."),
        drawing=Scale(tuple(spans)),
        table=_span_table(say("The least and the greatest number"), spans),
    )


# Over time, and side by side --------------------------------------------------------------------


def _series(reading: Reading, report: FiguresReport) -> list[Block]:
    if not report.series:
        return []
    blocks: list[Block] = [Heading(say("The same count over time"), "series")]
    for number, series in enumerate(report.series, 1):
        blocks.append(_series_table(reading, series, number))
        blocks += [
            Paragraph(
                Computed(fall.because),
                (
                    say("Figures: {figures}", figures=_figures((fall.earlier, fall.later))),
                    say("A correction accounts for it.")
                    if fall.is_corrected
                    else say("No correction accounts for it."),
                ),
            )
            for fall in series.falls
        ]
    return blocks


def _series_table(reading: Reading, series: Series, number: int) -> Table:
    rows = []
    for point in series.points:
        figure = reading.get("figures", point.figure)
        if figure is None:
            continue
        corrected = point.superseded_by
        rows.append(
            Row(
                (
                    as_of(figure),
                    strong(stated_value(reading, figure.value)),
                    reading.body(point.stated_by),
                    _figures([point.figure]),
                    say("corrected by {figure}", figure=_figures([corrected])) if corrected else NOTHING,
                )
            )
        )
    return Table(
        caption=what_is_counted(reading, series.measure, series.where),
        columns=(
            Column(say("As of"), share=3),
            Column(say("How many"), share=3),
            Column(say("Stated by"), share=3),
            Column(say("Figure")),
            Column(say("Corrected"), share=3),
        ),
        rows=tuple(rows),
        empty=say("None."),
        anchor=f"series-{number}",
    )


def _not_comparable(reading: Reading, report: FiguresReport) -> list[Block]:
    if not report.not_comparable:
        return []
    blocks: list[Block] = [
        Heading(say("What looks alike and can't be compared"), "not-comparable"),
        Table(
            caption=say("Pairs of figures that a reader might set beside each other"),
            columns=(
                Column(say("Figures")),
                Column(say("What they count"), share=4),
                Column(say("Why not"), share=6),
            ),
            rows=tuple(_pair(reading, pair) for pair in report.not_comparable),
            empty=say("None."),
            anchor="pairs",
        ),
    ]
    if report.not_comparable_left_out:
        blocks.append(
            Paragraph(
                say_counted(
                    "{number} more pair, less alike, is not told here.",
                    "{number} more pairs, less alike, are not told here.",
                    report.not_comparable_left_out,
                ),
                numbered=False,
            )
        )
    return blocks


def _pair(reading: Reading, pair: NotComparable) -> Row:
    measures = dict.fromkeys(
        figure.measure for each in pair.figures if (figure := reading.get("figures", each))
    )
    return Row(
        (
            _figures(pair.figures),
            listed([measure_title(reading, measure) for measure in measures], " · "),
            Computed(pair.because),
        )
    )
