"""`aiqyn estimate`: how many people are on no list, with an interval, or a refusal with its reasons."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from aiqyn.cli.estimate_sensitivity import SensitivityPage
from aiqyn.cli.picturing import check_pictures_folder, write_pictures
from aiqyn.cli.speaking import (
    REFUSED,
    JsonOption,
    LanguageOption,
    complain,
    fail,
    faults_told,
    helped,
    print_json,
    progress_bar,
    words,
)
from aiqyn.cli.telling import Telling
from aiqyn.core.language import Language

if TYPE_CHECKING:
    from aiqyn.core.estimation import (
        Answer,
        Estimate,
        EstimateRefused,
        ListCoverage,
        Note,
        Options,
        Report,
        Sensitivity,
    )
    from aiqyn.core.estimation.counts import StratifiedCounts

__all__ = ["estimate"]

ALL = "all"
STANDARD_INPUT = "-"
LARGEST_SEED = 2**63 - 1
LARGEST_CLAIM = 10_000_000_000
_VERSIONS_OF = ("aiqyn", "numpy", "scipy", "numba")


def estimate(
    counts: Annotated[
        list[Path],
        typer.Argument(
            metavar="COUNTS.csv…",
            help=helped(
                "Capture counts: a 0/1 column for each list, then count. Several files are samples of one linkage."
            ),
        ),
    ],
    method: Annotated[
        str,
        typer.Option(
            "--method",
            metavar="all|lcmcr|decomposable|loglinear|loglinear-averaged|hierarchical|chao",
            help=helped("Which method; the lower bound is always shown beside it."),
        ),
    ] = ALL,
    seed: Annotated[
        int,
        typer.Option(
            "--seed",
            min=0,
            max=LARGEST_SEED,
            help=helped("Start of random numbers: the same seed, the same answer."),
        ),
    ] = 1,
    level: Annotated[
        float, typer.Option("--level", min=0.5, max=0.999, help=helped("Coverage of intervals."))
    ] = 0.95,
    coverage: Annotated[
        Path | None,
        typer.Option(
            "--coverage",
            metavar="FILE",
            help=helped("What is known of whom each list can hold (YAML)."),
        ),
    ] = None,
    together: Annotated[
        bool, typer.Option("--together", help=helped("Estimate all strata as one population."))
    ] = False,
    bootstrap: Annotated[
        int,
        typer.Option(
            "--bootstrap",
            min=0,
            max=100_000,
            metavar="RESAMPLES",
            help=helped("Add a BCa bootstrap interval to the best log-linear model."),
        ),
    ] = 0,
    pictures: Annotated[
        Path | None,
        typer.Option("--pictures", metavar="DIR", help=helped("Write pictures as SVG files to this folder.")),
    ] = None,
    simulated: Annotated[
        bool,
        typer.Option("--simulated", help=helped("The people are invented: every picture says so.")),
    ] = False,
    sensitivity: Annotated[
        bool,
        typer.Option(
            "--sensitivity", help=helped("Tell also what would have to be true for another number.")
        ),
    ] = False,
    against: Annotated[
        list[int] | None,
        typer.Option(
            "--against",
            metavar="NUMBER",
            min=0,
            max=LARGEST_CLAIM,
            help=helped(
                "A number that is claimed: tell what it would need, as --sensitivity does. Can be repeated."
            ),
        ),
    ] = None,
    as_json: JsonOption = False,
    language: LanguageOption = "",
) -> None:
    """Estimate how many people there are, on the lists and on none; exit code 3 where it is refused."""
    methods = _methods(method, language)
    check_pictures_folder(pictures, language)
    targets = tuple(against or ())
    if (sensitivity or targets) and len(counts) > 1:
        fail(words("Sensitivity is told of one file of counts, not of samples of a linkage.", language))
    contents = [_bytes_of(file, language) for file in counts]
    with faults_told(language, as_json=as_json, consequence=words("Nothing was estimated.", language)):
        tables = _read(contents, language)
        facts = _read_coverage(coverage, tables[0], language)
    if together:
        tables = [_undivided(table) for table in tables]
    from aiqyn.core.estimation import Options

    options = Options(level=level, seed=seed, bootstrap=bootstrap)
    report = _estimated(tables, methods, options, facts, language, silent=as_json)
    found = None
    if sensitivity or targets:
        found = _sensitivity(tables[0], report, options, facts, targets, language, silent=as_json)
    hashes = [sha256(data).hexdigest() for _, data in contents]
    if as_json:
        keys = report.as_json(cast(Language, language))
        keys["data_sha256"] = hashes[0] if len(hashes) == 1 else hashes
        keys["versions"] = _versions()
        if found is not None:
            keys["sensitivity"] = found.as_json(cast(Language, language))
        print_json(keys)
    else:
        _Page(report, language).show(found)
    if pictures is not None:
        from aiqyn.core.estimation.results import EstimationResult

        result = EstimationResult.of(
            report, tables, sensitivity=found, data_sha256=hashes, versions=_versions()
        )
        written = write_pictures(result, pictures, language, held_against=targets, simulated=simulated)
        complain().print(
            words("Pictures: {number} in {path}", language, number=len(written), path=pictures), markup=False
        )
    if report.is_refused:
        raise typer.Exit(REFUSED)


def _methods(method: str, language: str) -> tuple[str, ...]:
    from aiqyn.core.estimation import METHOD_NAMES, available_methods

    if method == ALL:
        return available_methods()
    if method not in METHOD_NAMES:
        choices = ", ".join((ALL, *METHOD_NAMES))
        fail(
            words("There is no method {name}. There are: {choices}.", language, name=method, choices=choices)
        )
    if method not in available_methods():
        fail(words("The method {name} is not part of this installation.", language, name=method))
    return (method,)


def _bytes_of(file: Path, language: str) -> tuple[str, bytes]:
    if str(file) == STANDARD_INPUT:
        return STANDARD_INPUT, sys.stdin.buffer.read()
    if not file.is_file():
        fail(words("There is no file {path}.", language, path=file))
    return str(file), file.read_bytes()


def _read(contents: Sequence[tuple[str, bytes]], language: str) -> list[StratifiedCounts]:
    from aiqyn.core.faults import Fault, InputFaults
    from aiqyn.exchange.capture_counts_file import read_capture_counts

    tables: list[StratifiedCounts] = []
    faults: list[Fault] = []
    for name, data in contents:
        try:
            tables.append(read_capture_counts(data, file=name))
        except InputFaults as error:
            faults += error.faults
    if faults:
        raise InputFaults(faults)
    if len({(table.lists, table.columns) for table in tables}) > 1:
        fail(words("Samples of one linkage must have the same columns.", language))
    return tables


def _read_coverage(file: Path | None, table: StratifiedCounts, language: str) -> tuple[ListCoverage, ...]:
    if file is None:
        return ()
    from aiqyn.exchange.list_coverage_file import read_list_coverage

    name, data = _bytes_of(file, language)
    return read_list_coverage(data, file=name, counts=table)


def _undivided(table: StratifiedCounts) -> StratifiedCounts:
    from aiqyn.core.estimation import StratifiedCounts

    return StratifiedCounts.undivided(table.together())


def _estimated(
    tables: Sequence[StratifiedCounts],
    methods: tuple[str, ...],
    options: Options,
    facts: tuple[ListCoverage, ...],
    language: str,
    *,
    silent: bool,
) -> Report:
    from aiqyn.core.estimation import estimate_population
    from aiqyn.core.estimation.samples import combined_over_samples

    with progress_bar(words("Estimating", language), silent=silent) as progress:
        reports = [
            estimate_population(
                table,
                methods,
                options,
                coverage=facts,
                progress=lambda done, total, what, number=number: progress(  # type: ignore[misc]
                    number * total + done, len(tables) * total, what
                ),
            )
            for number, table in enumerate(tables)
        ]
    return reports[0] if len(reports) == 1 else combined_over_samples(reports, options)


def _sensitivity(
    table: StratifiedCounts,
    report: Report,
    options: Options,
    facts: tuple[ListCoverage, ...],
    targets: tuple[int, ...],
    language: str,
    *,
    silent: bool,
) -> Sensitivity:
    from aiqyn.core.estimation import sensitivity_of_strata

    with progress_bar(words("Trying what would have to be true", language), silent=silent) as progress:
        return sensitivity_of_strata(
            table,
            report.requested,
            options,
            coverage=facts,
            targets=targets,
            estimates=report.estimates,
            progress=progress,
        )


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for name in _VERSIONS_OF:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


class _Page(Telling):
    """What people read on the terminal."""

    def __init__(self, report: Report, language: str) -> None:
        super().__init__(language)
        self._report = report

    def show(self, sensitivity: Sensitivity | None = None) -> None:
        """The numbers as a table, then in sentences what they mean and do not mean."""
        report = self._report
        self._line(
            self._words(
                "{number} people are documented, on {lists} lists: {names}.",
                number=self._number(report.documented),
                lists=len(report.lists),
                names=", ".join(report.lists),
            )
        )
        for stratum in report.strata:
            self._heading(", ".join(stratum.values))
            self._line(self._words("Documented: {number}.", number=self._number(stratum.documented)))
            self._table(stratum.estimates)
            self._refusals(stratum.estimates)
        if report.strata:
            self._heading(self._words("All strata together"))
        else:
            self._console.print()
        self._table(report.estimates)
        self._sentences(report.estimates)
        if sensitivity is not None:
            SensitivityPage(sensitivity, self._language).show()
        self._limits()

    # ------------------------------------------------------------ sections

    def _table(self, estimates: Sequence[Estimate]) -> None:
        from rich.table import Table
        from rich.text import Text

        from aiqyn.core.estimation import EstimateRefused, method_named

        percent = f"{self._report.level:.1%}".replace(".0%", "%").replace("%", " %")
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        table.add_column(self._words("method"), overflow="fold")
        table.add_column(self._words("estimate"), justify="right", no_wrap=True)
        table.add_column(self._words("{level} interval", level=percent), justify="right", no_wrap=True)
        for one in estimates:
            title = Text(self._told(method_named(one.method).title))
            if isinstance(one, EstimateRefused):
                table.add_row(title, Text(self._words("refused")), Text("–"))
                continue
            number = self._number(one.median)
            if method_named(one.method).is_floor:
                number = self._words("at least {number}", number=number)
            table.add_row(title, Text(number), Text(self._interval(one)))
        self._console.print(table)

    def _sentences(self, estimates: Sequence[Estimate]) -> None:
        from aiqyn.core.estimation import Answer, method_named

        answers = [one for one in estimates if isinstance(one, Answer)]
        shared = self._shared([method_named(one.method).assumptions for one in answers])
        if len(answers) > 1:
            self._heading(self._words("All these numbers assume"))
            for assumption in shared:
                self._item("• " + self._told(assumption.says))
        for answer in answers:
            self._answered(answer, () if len(answers) == 1 else shared)
        self._refusals(estimates)

    def _refusals(self, estimates: Sequence[Estimate]) -> None:
        """Refusals, those for the same reasons together."""
        from aiqyn.core.estimation import EstimateRefused

        alike: dict[tuple[str, ...], list[EstimateRefused]] = {}
        for one in estimates:
            if isinstance(one, EstimateRefused):
                alike.setdefault(tuple(objection.reason for objection in one.objections), []).append(one)
        for refused in alike.values():
            self._refused(refused)

    def _shared(self, assumptions: Sequence[tuple[Note, ...]]) -> tuple[Note, ...]:
        """The assumptions that all methods make."""
        if not assumptions:
            return ()
        return tuple(one for one in assumptions[0] if all(one in others for others in assumptions[1:]))

    def _answered(self, answer: Answer, said: tuple[Note, ...]) -> None:
        from aiqyn.core.estimation import method_named

        method = method_named(answer.method)
        self._heading(self._told(method.title))
        ends = {
            "low": self._number(answer.low),
            "high": self._number(answer.high),
            "number": self._number(answer.median),
            "level": f"{100 * answer.level:g}",
        }
        if method.is_floor:
            self._item(
                self._words(
                    "There are at least {number} people, on the lists and on none; with {level} % confidence "
                    "this bound lies between {low} and {high}.",
                    **ends,
                )
            )
        else:
            self._item(
                self._words(
                    "There are about {number} people, on the lists and on none; the {level} % interval is from "
                    "{low} to {high}.",
                    **ends,
                )
            )
        for note in answer.notes:
            self._item(self._told(note.says))
        own = [one for one in method.assumptions if one not in said]
        if own:
            self._item(self._words("This assumes:"))
        for assumption in own:
            self._item("• " + self._told(assumption.says))
        self._item(method.source)

    def _refused(self, alike: Sequence[EstimateRefused]) -> None:
        from aiqyn.core.estimation import method_named

        titles = "; ".join(self._told(method_named(one.method).title) for one in alike)
        self._heading(self._words("Refused: {methods}", methods=titles))
        for objection in alike[0].objections:
            self._item(self._told(objection.because))
            self._item(self._words("What would be needed: {needed}", needed=self._told(objection.needed)))

    def _limits(self) -> None:
        from aiqyn.core.estimation import LIMITS

        self._heading(self._words("What no method can tell"))
        for note in LIMITS:
            self._item(self._told(note.says))
        if self._report.is_refused:
            complain().print(
                self._words("Refused: these data can't bear an estimate. Exit code 3."), markup=False
            )
