"""What the page of figures tells: what was stated, and what that says when it is read together."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from aiqyn.core.dates import EdtfDate, render, render_short
from aiqyn.core.figures import Figure, FiguresFile, FiguresReport, Implied, Without, check, misfits
from aiqyn.core.language import Sentence
from aiqyn.core.values import LocalisedText
from aiqyn.core.vocab import load_vocabulary
from aiqyn.registry.services import read_figures
from aiqyn.web.display import Cell, field_cells
from aiqyn.web.naming import Names, Title
from aiqyn.web.remembering import Remembered
from aiqyn.web.writing import number

__all__ = ["Bound", "Counted", "FiguresPage", "Line", "Point", "Told", "figures_page"]

LONGEST_WAIT = 5.0
"""Seconds after which a page is shown with what has been worked out; the command goes on to the end."""


@dataclass(frozen=True, slots=True)
class Line:
    """One stated figure: which of the counted, how many, by whom, as of when, on what."""

    id: str
    which: str
    value: tuple[Cell, ...]
    stated_by: tuple[Cell, ...]
    as_of: tuple[Cell, ...]
    source: tuple[Cell, ...]
    corrected_by: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One measure with the figures that count in it."""

    id: str
    title: Title
    unit: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing found: the sentence, the figures that it is about, and what it assumes."""

    sentence: str
    figures: tuple[str, ...]
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """How many there are of something that nobody stated, or stated otherwise.

    Attributes:
        which: Of the counted, "all" where it is of all.
        as_of: The moment, in figures and in words.
        interval: The least and the greatest, in words.
        because: The sums that give them.
        assumptions: What the interval rests on.
        without: What it would be without some of these.
        remark: That figures were left aside, or one body's alone were used, or the ends may be
            too far apart.
    """

    which: str
    as_of: str
    as_of_in_words: str
    interval: str
    because: tuple[str, ...]
    assumptions: tuple[str, ...]
    without: tuple[tuple[tuple[str, ...], str], ...]
    remark: str


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a count over time."""

    id: str
    as_of: str
    as_of_in_words: str
    interval: str
    stated_by: str
    corrected_by: str


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """Everything that the page shows.

    Attributes:
        total: How many figures are stated.
        counted: They, by measure.
        faults: Why the figures can't be read together; nothing of what follows is there then.
        is_consistent, is_settled: The verdict.
        more_conflicts, unworked: What may be missing from what follows.
        conflicts, breakdowns, pairs: What was found, in sentences.
        pairs_left_out: How many more false pairs there are, less alike.
        bounds: Intervals that say more than a figure does, by the title of their measure.
        series: Counts over time, by what they count.
    """

    total: int
    counted: tuple[Counted, ...]
    faults: tuple[str, ...] = ()
    is_consistent: bool = True
    is_settled: bool = True
    more_conflicts: bool = False
    unworked: int = 0
    conflicts: tuple[Told, ...] = ()
    breakdowns: tuple[Told, ...] = ()
    pairs: tuple[Told, ...] = ()
    pairs_left_out: int = 0
    bounds: tuple[tuple[Title, tuple[Bound, ...]], ...] = ()
    series: tuple[tuple[str, tuple[Point, ...], tuple[str, ...]], ...] = ()


def figures_page(names: Names) -> FiguresPage:
    """The page, for its reader."""
    stated = read_figures()
    names.learn_from(*stated.figures)
    counted = tuple(_counted(stated, names))
    faults = misfits(stated.measures, stated.figures)
    if faults:
        told = tuple(
            _("{place}: should be {accepted}").format(
                place=".".join(map(str, fault.path)), accepted=fault.accepted.in_language(names.language)
            )
            for fault in faults
        )
        return FiguresPage(len(stated.figures), counted, faults=told)
    report = _checked(stated, names)
    words = _Words(stated, names)
    return FiguresPage(
        total=len(stated.figures),
        counted=counted,
        is_consistent=report.consistent,
        is_settled=report.is_settled,
        more_conflicts=not report.has_all_conflicts,
        unworked=sum(not implied.is_computed for implied in report.implied),
        conflicts=tuple(
            Told(words.told(each.because), each.figures, words.all_told(a.text for a in each.assumptions))
            for each in report.conflicts
        ),
        breakdowns=tuple(
            Told(
                words.told(each.because),
                (each.whole, *each.parts),
                words.all_told(a.text for a in each.assumptions),
            )
            for each in report.breakdowns
        ),
        pairs=tuple(Told(words.told(each.because), each.figures) for each in report.not_comparable),
        pairs_left_out=report.not_comparable_left_out,
        bounds=tuple(words.bounds(report.implied)),
        series=tuple(words.series(report)),
    )


def _counted(stated: FiguresFile, names: Names) -> Iterable[Counted]:
    units = load_vocabulary("counting-units")
    corrected = {figure.supersedes: figure.id for figure in stated.figures if figure.supersedes}
    for id, measure in stated.measures.items():
        lines = tuple(
            _line(figure, corrected.get(figure.id, ""), names)
            for figure in stated.figures
            if figure.measure == id
        )
        if lines:
            unit = units.label(measure.unit, names.language)
            yield Counted(id, names.localised(measure.title), unit, lines)


def _line(figure: Figure, corrected_by: str, names: Names) -> Line:
    return Line(
        id=figure.id,
        which=_which(figure.measure, figure.where, names),
        value=field_cells(figure, "value", names),
        stated_by=field_cells(figure, "stated_by", names),
        as_of=field_cells(figure, "as_of", names),
        source=field_cells(figure, "source", names),
        corrected_by=corrected_by,
    )


def _which(measure: str, where: Any, names: Names) -> str:
    """Which of the counted, in words; all of them where nothing narrows it down."""
    told = {name: value for name, value in dict(where).items() if value is not None}
    open_ = [name for name, value in dict(where).items() if value is None]
    parts = [value for _attribute, value in names.which(measure, told)]
    for (attribute, _value), _name in zip(names.which(measure, dict.fromkeys(open_, "")), open_, strict=True):
        parts.append(_("{attribute}: none stated").format(attribute=attribute))
    return "; ".join(parts) or _("all")


_last_check: Remembered[FiguresReport] = Remembered()


def _checked(stated: FiguresFile, names: Names) -> FiguresReport:
    bodies = names.texts("organisations", (figure.stated_by for figure in stated.figures))
    return _last_check.recall(names.member_id, lambda: _check(stated, bodies))


def _check(stated: FiguresFile, bodies: dict[str, LocalisedText]) -> FiguresReport:
    until = time.monotonic() + LONGEST_WAIT
    return check(stated, names=bodies, carry_on=lambda done, total: time.monotonic() < until)


class _Words:
    """The report's findings in the reader's language."""

    def __init__(self, stated: FiguresFile, names: Names) -> None:
        self._stated = stated
        self._names = names
        self._language = names.language

    def told(self, sentence: Sentence) -> str:
        return sentence.in_language(self._language)

    def all_told(self, sentences: Iterable[Sentence]) -> tuple[str, ...]:
        return tuple(map(self.told, sentences))

    def bounds(self, implied: Iterable[Implied]) -> Iterable[tuple[Title, tuple[Bound, ...]]]:
        telling = [each for each in implied if _says_more(each)]
        for id, measure in self._stated.measures.items():
            own = tuple(self._bound(each) for each in telling if each.measure == id)
            if own:
                yield self._names.localised(measure.title), own

    def _bound(self, implied: Implied) -> Bound:
        reasons = [reason for reason in (implied.low_because, implied.high_because) if reason is not None]
        return Bound(
            which=_which(implied.measure, implied.where, self._names),
            as_of=self._short(implied.as_of),
            as_of_in_words=self._long(implied.as_of),
            interval=self._interval(implied.low, implied.high),
            because=self.all_told(reasons),
            assumptions=self.all_told(assumption.text for assumption in implied.assumptions),
            without=tuple(self._without(each) for each in implied.without),
            remark=self._remark(implied),
        )

    def _without(self, without: Without) -> tuple[tuple[str, ...], str]:
        given_up = self.all_told(assumption.text for assumption in without.assumptions)
        return given_up, self._interval(without.low, without.high)

    def _remark(self, implied: Implied) -> str:
        remarks = []
        if implied.according_to is not None:
            body = self._names.of("organisations", implied.according_to)
            name = body.text if body else implied.according_to
            remarks.append(_("From the figures of one body alone: {body}.").format(body=name))
        if implied.leaving_out:
            figures = ", ".join(implied.leaving_out)
            remarks.append(_("Leaving aside what contradicts itself: {figures}.").format(figures=figures))
        if not implied.is_exact:
            remarks.append(_("The truth lies within; the ends may be nearer to each other."))
        return " ".join(remarks)

    def _interval(self, low: int | None, high: int | None) -> str:
        least = number(low or 0, self._language)
        if high is None:
            return _("at least {number}").format(number=least)
        greatest = number(high, self._language)
        if low == high:
            return greatest
        if not low:
            return _("at most {number}").format(number=greatest)
        return _("from {low} to {high}").format(low=least, high=greatest)

    def series(self, report: FiguresReport) -> Iterable[tuple[str, tuple[Point, ...], tuple[str, ...]]]:
        for series in report.series:
            title = self._names.localised(self._stated.measures[series.measure].title).text
            which = _which(series.measure, series.where, self._names) if series.where else ""
            points = tuple(
                Point(
                    id=point.figure,
                    as_of=self._short(point.as_of),
                    as_of_in_words=self._long(point.as_of),
                    interval=self._interval(point.low, point.high),
                    stated_by=(
                        self._names.of("organisations", point.stated_by) or Title(point.stated_by)
                    ).text,
                    corrected_by=point.superseded_by or "",
                )
                for point in series.points
            )
            falls = self.all_told(fall.because for fall in series.falls)
            yield f"{title} ({which})" if which else title, points, falls

    def _short(self, date: EdtfDate | None) -> str:
        return render_short(date, self._language) if date else ""

    def _long(self, date: EdtfDate | None) -> str:
        return render(date, self._language) if date else ""


def _says_more(implied: Implied) -> bool:
    """Whether an interval tells what no figure states word for word, and tells anything at all."""
    if not implied.is_computed or (not implied.low and implied.high is None):
        return False
    return not implied.stated_by
