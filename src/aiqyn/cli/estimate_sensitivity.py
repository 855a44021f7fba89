"""What `aiqyn estimate --sensitivity` tells people: what would have to be true for another number."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

from aiqyn.cli.telling import Telling

if TYPE_CHECKING:
    from aiqyn.core.estimation import Sensitivity
    from aiqyn.core.estimation.estimates import Note, Objection
    from aiqyn.core.estimation.sensitivity import CurvePoint, DependenceCurve, FromData, Needed

__all__ = ["SensitivityPage"]

_UNLIKELY = 0.05
_NOTHING = "–"
_HEADING_WIDTH = 12
"""So that a table of two claimed numbers fits a terminal."""


class SensitivityPage(Telling):
    """Sensitivity on the terminal: tables of numbers, and sentences that can be read aloud."""

    def __init__(self, found: Sensitivity, language: str) -> None:
        super().__init__(language)
        self._found = found
        self._targets = tuple(target for target in found.targets if target >= found.documented)

    def show(self) -> None:
        """All of it, what was asked for first."""
        found = self._found
        self._heading(self._words("What would have to be true for another number"))
        self._notes(found.says)
        for objection in found.objections:
            self._refused(objection)
        if found.dependence:
            self._heading(self._words("If two lists depend on each other"))
            self._pairs(found.dependence)
        if found.highest_order is not None:
            self._heading(self._words("If all lists depend on each other at once"))
            self._curve_told(found.highest_order.says, found.highest_order.because)
        if found.heterogeneity is not None:
            self._heading(self._words("If people differ in how easily lists find them"))
            self._curve_told(found.heterogeneity.says, found.heterogeneity.because)
        if found.without_list:
            self._heading(self._words("Without one of the lists"))
            self._without_lists()
        if found.priors:
            self._heading(self._words("Under each prior"))
            self._priors()

    def _notes(self, notes: Sequence[Note]) -> None:
        for note in notes:
            self._item(self._told(note.says))

    def _curve_told(self, says: Sequence[Note], because: object) -> None:
        from aiqyn.core.language import Sentence

        self._notes(says)
        if isinstance(because, Sentence):
            self._item(self._told(because))

    def _refused(self, objection: Objection) -> None:
        self._item(self._words("No curves: {because}", because=self._told(objection.because)))
        self._item(self._words("What would be needed: {needed}", needed=self._told(objection.needed)))

    # ------------------------------------------------------------ two lists

    def _pairs(self, curves: Sequence[DependenceCurve]) -> None:
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        table.add_column(self._words("lists"), overflow="fold")
        headings = [
            self._words("people if independent"),
            self._words("odds ratio by the counts"),
            self._words("people then"),
            *(self._words("odds ratio for {target}", target=self._number(one)) for one in self._targets),
        ]
        for heading in headings:
            table.add_column(fill(heading, _HEADING_WIDTH), justify="right", no_wrap=True)
        against = False
        for curve in curves:
            needed = [one for one in curve.needed if one.target in self._targets]
            against = against or any(_is_spoken_against(one) for one in needed)
            table.add_row(
                Text(" + ".join(curve.lists)),
                Text(self._if_independent(curve)),
                Text(self._by_the_counts(curve.from_data)),
                Text(self._then(curve.from_data)),
                *(Text(self._needed(one)) for one in needed),
            )
        self._console.print(table)
        if against:
            self._item(
                self._words(
                    "* The counts speak against it: were it so, chance would make them fit so badly in less "
                    "than one case of twenty."
                )
            )
        for because in dict.fromkeys(curve.because for curve in curves if curve.because is not None):
            pairs = "; ".join(" + ".join(curve.lists) for curve in curves if curve.because == because)
            self._item(
                self._words("No curve for {pairs}: {because}", pairs=pairs, because=self._told(because))
            )

    def _if_independent(self, curve: DependenceCurve) -> str:
        usual = next((point for point in curve.points if point.at == 1.0), None)
        return _NOTHING if usual is None else self._people(usual)

    def _people(self, point: CurvePoint) -> str:
        high = "∞" if point.high is None else self._number(point.high)
        return f"{self._number(point.number)}\n({self._number(point.low)}–{high})"

    def _by_the_counts(self, found: FromData | None) -> str:
        if found is None:
            return _NOTHING
        low = "0" if found.low is None else self._ratio(found.low)
        high = "∞" if found.high is None else self._ratio(found.high)
        ends = f"({low}–{high})"
        return ends if found.at is None else f"{self._ratio(found.at)}\n{ends}"

    def _then(self, found: FromData | None) -> str:
        return _NOTHING if found is None or found.people is None else self._people(found.people)

    def _needed(self, one: Needed) -> str:
        if one.at is None:
            return _NOTHING
        return self._ratio(one.at) + (" *" if _is_spoken_against(one) else "")

    def _ratio(self, ratio: float) -> str:
        from babel.numbers import format_decimal

        if ratio >= 9.95:
            return self._number(ratio)
        return str(format_decimal(ratio, format="0.0" if ratio >= 1 else "@@", locale=self._language))

    # ------------------------------------------------------------ lists and priors

    def _without_lists(self) -> None:
        from rich.table import Table
        from rich.text import Text

        from aiqyn.core.estimation import Answer, EstimateRefused, method_named

        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        table.add_column(self._words("left out"), overflow="fold")
        table.add_column(self._words("documented"), justify="right", no_wrap=True)
        table.add_column(self._words("method"), overflow="fold")
        table.add_column(self._words("estimate"), justify="right", no_wrap=True)
        table.add_column(self._words("interval"), justify="right", no_wrap=True)
        reasons: dict[str, dict[str, None]] = {}
        for without in self._found.without_list:
            first = (Text(without.list), Text(self._number(without.documented)))
            for one in without.estimates:
                title = Text(self._told(method_named(one.method).title))
                if isinstance(one, Answer):
                    table.add_row(*first, title, Text(self._estimated(one)), Text(self._interval(one)))
                else:
                    table.add_row(*first, title, Text(self._words("refused")), Text(_NOTHING))
                first = (Text(""), Text(""))
                if isinstance(one, EstimateRefused):
                    reasons.setdefault(self._told(one.because), {})[without.list] = None
        self._console.print(table)
        for because, lists in reasons.items():
            self._item(
                self._words("Refused without {lists}: {because}", lists=", ".join(lists), because=because)
            )

    def _estimated(self, answer: object) -> str:
        from aiqyn.core.estimation import Answer, method_named

        assert isinstance(answer, Answer)
        number = self._number(answer.median)
        if method_named(answer.method).is_floor:
            return self._words("at least {number}", number=number)
        return number

    def _priors(self) -> None:
        from rich.table import Table
        from rich.text import Text

        from aiqyn.core.estimation import method_named

        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        table.add_column(self._words("method"), overflow="fold")
        table.add_column(self._words("prior"), overflow="fold")
        table.add_column(self._words("estimate"), justify="right", no_wrap=True)
        table.add_column(self._words("interval"), justify="right", no_wrap=True)
        last = ""
        for one in self._found.priors:
            title = "" if one.method == last else self._told(method_named(one.method).title)
            last = one.method
            median = _NOTHING if one.median is None else self._number(one.median)
            low = _NOTHING if one.low is None else self._number(one.low)
            high = "∞" if one.high is None else self._number(one.high)
            interval = f"{low} – {high}" if one.agrees else self._words("not settled")
            table.add_row(Text(title), Text(self._told(one.title)), Text(median), Text(interval))
        self._console.print(table)


def _is_spoken_against(one: Needed) -> bool:
    return one.chance is not None and one.chance < _UNLIKELY
