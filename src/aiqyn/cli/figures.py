"""`aiqyn figures …`: can the stated counts all be true, and what do they imply?"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from aiqyn.cli.speaking import (
    JsonOption,
    LanguageOption,
    fail,
    faults_told,
    helped,
    output,
    print_json,
    progress_bar,
    told,
    words,
)
from aiqyn.core.language import Language

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from aiqyn.core.figures import FiguresFile, FiguresReport, Implied, Series
    from aiqyn.core.language import Sentence

__all__ = ["app"]

SECONDS = 3.5
STANDARD_INPUT = "-"

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Keep `check` a command of its own: with one command only, typer would drop its name."""


@app.command(
    "check",
    help=helped(
        "Check stated counts against each other: contradictions, what follows, what adds up, what can't be compared."
    ),
)
def check(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help=helped("A figures file (YAML or JSON); - reads standard input.")),
    ],
    as_json: JsonOption = False,
    seconds: Annotated[
        float,
        typer.Option(
            "--seconds",
            min=0,
            help=helped("So long are intervals worked out; those left then are called not computed."),
        ),
    ] = SECONDS,
    language: LanguageOption = "",
) -> None:
    """Print what the figures of one file say together; a contradiction is a result, not a fault."""
    from aiqyn.core.figures import check as check_figures
    from aiqyn.exchange.figures_file import read_figures

    data, name = _bytes_of(file, language)
    nothing_done = words("Nothing was checked.", language)
    with faults_told(language, as_json=as_json, consequence=nothing_done):
        stated = read_figures(data, file=name)
    with progress_bar(words("Checking figures", language), silent=as_json) as progress:
        report = check_figures(stated, carry_on=_until(seconds, progress))
    if as_json:
        print_json(report.as_json(cast(Language, language)))
    else:
        _Page(stated, report, language).show()


def _bytes_of(file: Path, language: str) -> tuple[bytes, str]:
    if str(file) == STANDARD_INPUT:
        return sys.stdin.buffer.read(), STANDARD_INPUT
    if not file.is_file():
        fail(words("There is no file {path}.", language, path=file))
    return file.read_bytes(), str(file)


def _until(seconds: float, progress: Callable[[int, int, str], None]) -> Callable[[int, int], bool]:
    """Shows how far the check is, and ends it when the time is over."""
    end = time.monotonic() + seconds

    def carry_on(done: int, total: int) -> bool:
        progress(done, total, "")
        return time.monotonic() < end

    return carry_on


class _Page:
    """What people read on the terminal."""

    def __init__(self, stated: FiguresFile, report: FiguresReport, language: str) -> None:
        from aiqyn.core.figures import Wording

        self._stated, self._report, self._language = stated, report, language
        self._wording = Wording(stated.measures, {figure.id: figure for figure in stated.figures})
        self._console: Console = output()

    def show(self) -> None:
        """Print all sections that have something to say."""
        self._verdict()
        self._conflicts()
        self._breakdowns()
        self._implied()
        self._series()
        self._pairs()

    # ------------------------------------------------------------ small parts

    def _words(self, template: str, **values: object) -> str:
        return words(template, self._language, **values)

    def _told(self, text: Sentence) -> str:
        return told(text, self._language)

    def _heading(self, text: str) -> None:
        self._console.print()
        self._console.print(text, style="bold", markup=False)

    def _item(self, text: str, *, indent: int = 2) -> None:
        from rich.padding import Padding
        from rich.text import Text

        self._console.print(Padding(Text(text), (0, 0, 0, indent)))

    def _table(self, columns: Sequence[tuple[str, bool]]) -> Table:
        from rich.table import Table

        table = Table(box=None, pad_edge=True, padding=(0, 1), header_style="dim")
        for title, is_number in columns:
            table.add_column(
                title, justify="right" if is_number else "left", no_wrap=is_number, overflow="fold"
            )
        return table

    def _number(self, number: int | None, *, nothing: str = "–") -> str:
        from aiqyn.core.figures import Amount

        return nothing if number is None else self._told(Amount("", number=number))

    # ------------------------------------------------------------ sections

    def _verdict(self) -> None:
        count = len(self._stated.figures)
        if self._report.conflicts:
            text = self._words("{count} figures. They can't all be true.", count=count)
        elif self._report.is_settled:
            text = self._words("{count} figures. They can all be true together.", count=count)
        else:
            text = self._words(
                "{count} figures. Nothing was found against them, but whether they can all be true is not settled.",
                count=count,
            )
        self._console.print(text, style="bold", markup=False)

    def _conflicts(self) -> None:
        if not self._report.conflicts:
            return
        self._heading(self._words("What can't be true together"))
        for number, conflict in enumerate(self._report.conflicts, start=1):
            self._item(f"{number}. {self._told(conflict.because)}")
            for assumption in conflict.assumptions:
                self._item(self._words("assuming: {text}", text=self._told(assumption.text)), indent=5)
            if not conflict.is_irreducible:
                self._item(self._words("Perhaps a part of these figures is enough."), indent=5)
        if not self._report.has_all_conflicts:
            self._item(self._words("There may be more; the search was ended."))

    def _breakdowns(self) -> None:
        if not self._report.breakdowns:
            return
        self._heading(self._words("What adds up, and what remains"))
        for breakdown in self._report.breakdowns:
            self._item(f"• {self._told(breakdown.because)}")
            for assumption in breakdown.assumptions:
                self._item(self._words("assuming: {text}", text=self._told(assumption.text)), indent=4)

    def _implied(self) -> None:
        shown = [implied for implied in self._report.implied if _is_news(implied)]
        left = sum(not implied.is_computed for implied in self._report.implied)
        if not shown and not left:
            return
        self._heading(self._words("What follows"))
        numbered = self._number_assumptions(shown)
        for measure in dict.fromkeys(implied.measure for implied in shown):
            self._item(self._told(self._wording.measure(measure)))
            columns = [
                (self._words("which"), False),
                (self._words("as of"), False),
                (self._words("how many"), True),
                (self._words("how we know"), False),
            ]
            table = self._table(columns)
            for implied in shown:
                if implied.measure == measure:
                    self._add_implied(table, implied, numbered)
            self._console.print(table)
        if any(not implied.is_exact for implied in shown):
            self._item(
                self._words("≈: the truth lies within; whether the ends can be reached was not settled.")
            )
        if left:
            self._item(self._words("{count} more were not computed; --seconds gives more time.", count=left))

    def _number_assumptions(self, shown: Sequence[Implied]) -> dict[str, str]:
        """Print every assumption once, under a number by which the tables name it."""
        assumptions = dict.fromkeys(
            self._told(assumption.text) for implied in shown for assumption in implied.assumptions
        )
        numbered = {text: f"A{number}" for number, text in enumerate(assumptions, start=1)}
        for text, number in numbered.items():
            self._item(self._words("{number} assumes: {text}", number=number, text=text))
        return numbered

    def _add_implied(self, table: Table, implied: Implied, numbered: Mapping[str, str]) -> None:
        from rich.text import Text

        mark = "" if implied.is_exact else "≈ "
        which = [
            self._told(self._wording.value_of(attribute, value, implied.measure))
            for attribute, value in implied.where
        ]
        table.add_row(
            Text("; ".join(which) or self._words("all")),
            Text(self._told(self._wording.date(implied.as_of))),
            mark + self._range(implied.low, implied.high),
            Text("\n".join(self._reasons(implied, numbered))),
        )

    def _range(self, low: int | None, high: int | None) -> str:
        if low is not None and low == high:
            return self._number(low)
        if high is None:
            return self._words("{low} or more", low=self._number(low))
        return f"{self._number(low)}–{self._number(high)}"

    def _reasons(self, implied: Implied, numbered: Mapping[str, str]) -> list[str]:
        """Where an interval comes from: what was left aside, the sums, what it rests on and would be without."""
        reasons: list[str] = []
        if implied.leaving_out:
            reasons.append(self._words("leaving aside {figures}", figures=", ".join(implied.leaving_out)))
        if implied.according_to is not None:
            reasons.append(self._words("by the figures of {body} alone", body=implied.according_to))
        sums = (implied.low_because, implied.high_because)
        reasons += [self._told(reason) for reason in sums if reason is not None]
        for without in implied.without:
            names = ", ".join(numbered[self._told(each.text)] for each in without.assumptions)
            span = self._range(without.low, without.high)
            reasons.append(self._words("without {assumptions}: {span}", assumptions=names, span=span))
        return reasons

    def _series(self) -> None:
        if not self._report.series:
            return
        self._heading(self._words("Over time"))
        for series in self._report.series:
            self._one_series(series)

    def _one_series(self, series: Series) -> None:
        from rich.text import Text

        self._item(self._told(self._wording.part(series.measure, series.where)))
        figures = {figure.id: figure for figure in self._stated.figures}
        columns = [
            (self._words("as of"), False),
            (self._words("stated"), True),
            (self._words("by"), False),
            (self._words("figure"), False),
            ("", False),
        ]
        table = self._table(columns)
        for point in series.points:
            note = (
                self._words("corrected by {figure}", figure=point.superseded_by)
                if point.superseded_by is not None
                else ""
            )
            table.add_row(
                Text(self._told(self._wording.date(point.as_of))),
                Text(self._told(self._wording.stated(figures[point.figure].value))),
                Text(point.stated_by),
                Text(point.figure),
                Text(note),
            )
        self._console.print(table)
        for fall in series.falls:
            because = self._told(fall.because)
            self._item(
                self._words("Corrected: {because}", because=because) if fall.is_corrected else because,
                indent=4,
            )

    def _pairs(self) -> None:
        if not self._report.not_comparable:
            return
        self._heading(self._words("What looks alike and can't be compared"))
        for pair in self._report.not_comparable:
            self._item(f"• {self._told(pair.because)}")
        left_out = self._report.not_comparable_left_out
        if left_out:
            self._item(self._words("{count} more pairs are less alike.", count=left_out))


def _is_news(implied: Implied) -> bool:
    """Whether an interval says more than a figure does that states it, and more than nothing."""
    if not implied.is_computed:
        return False
    if implied.stated_by and not implied.low_because and not implied.high_because:
        return False
    return implied.low != 0 or implied.high is not None
