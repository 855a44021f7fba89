"""`aiqyn rosters link`: one list of persons out of several, with how sure each link is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, cast

import typer

from aiqyn.cli.rosters_read import read_one
from aiqyn.cli.speaking import (
    FAULTS,
    REFUSED,
    JsonOption,
    LanguageOption,
    complain,
    fail,
    faults_told,
    helped,
    output,
    print_json,
    progress_bar,
    say,
    told,
    words,
)
from aiqyn.core.language import Language, Sentence, sentence

if TYPE_CHECKING:
    from aiqyn.core.rosters.clustering import ContradictoryDecisions
    from aiqyn.core.rosters.identities import NumberedIdentities
    from aiqyn.core.rosters.joining import Decided
    from aiqyn.core.rosters.linkage import LinkageModel
    from aiqyn.core.rosters.records import Records
    from aiqyn.exchange.linkage_folder import LinkageRun
    from aiqyn.exchange.rosters import RosterReading

__all__ = ["STAGES", "link"]

LARGEST_SEED = 2**63 - 1
MOST_COMBINATIONS = 12

STAGES: dict[str, Sentence] = {
    "load": sentence("taking in the rows", room="cli"),
    "candidates": sentence("looking for pairs", room="cli"),
    "compare": sentence("comparing pairs", room="cli"),
    "estimate": sentence("learning what tells persons apart", room="cli"),
    "score": sentence("weighing the evidence", room="cli"),
    "persons": sentence("making persons of rows", room="cli"),
    "draws": sentence("drawing what else may be", room="cli"),
    "write": sentence("writing", room="cli"),
}


def link(
    lists: Annotated[
        list[Path],
        typer.Argument(
            metavar="LIST…", help=helped("Lists: CSV or other text, XLSX, ODS, HTML, PDF, a saved chat.")
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="DIR",
            help=helped(
                "Where to write; a folder that this command made before is replaced when the new one is whole."
            ),
        ),
    ],
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions",
            metavar="FILE",
            help=helped("What people have decided: review.csv, with its column verdict filled in."),
        ),
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option(
            "--previous",
            metavar="DIR",
            help=helped("What an earlier run wrote: its identities keep their numbers."),
        ),
    ] = None,
    model: Annotated[
        Path | None,
        typer.Option("--model", metavar="FILE", help=helped("What is compared, and how (YAML).")),
    ] = None,
    default_year: Annotated[
        int | None,
        typer.Option(
            "--default-year",
            metavar="YEAR",
            min=1000,
            max=2100,
            help=helped("The year of days written without one, such as 05.01."),
        ),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            "--seed",
            min=0,
            max=LARGEST_SEED,
            help=helped("Start of random numbers: the same seed, the same answer."),
        ),
    ] = 1,
    draws: Annotated[
        int,
        typer.Option(
            "--draws",
            min=100,
            max=999,
            help=helped("How many ways to make persons of the rows are drawn, for intervals."),
        ),
    ] = 200,
    as_json: JsonOption = False,
    language: LanguageOption = "",
) -> None:
    """Link lists; rows with faults are left as far as they can be read, and counted."""
    from aiqyn.exchange.linkage_folder import facts_of

    _check_usage([*lists, *filter(None, [decisions, model])], previous, language)
    nothing = words("Nothing was linked.", language)
    readings: list[RosterReading] = []
    with faults_told(language, as_json=as_json, consequence=nothing):
        for path in lists:
            readings.append(
                read_one(path, None, None, default_year, readings, as_json=as_json, language=language)
            )
        chosen = _model(model)
        earlier = _previous(previous)
        records = _together(readings)
        if not len(records):
            fail(words("There is no row to link in {files}.", language, files=", ".join(map(str, lists))))
        known = _decided(decisions, records)
    with progress_bar(words("Linking", language), silent=as_json) as progress:
        run = _linked(
            readings,
            out,
            known,
            chosen,
            earlier,
            seed,
            draws - draws % 4,
            lambda stage, share: progress(round(share * 1000), 1000, told(STAGES[stage], language)),
            language,
        )
    if as_json:
        print_json({**facts_of(run, cast(Language, language)), "out": str(out)})
    else:
        _show(run, out, known, language)


def _check_usage(files: Sequence[Path], previous: Path | None, language: str) -> None:
    for path in files:
        if not path.is_file():
            fail(words("There is no file {path}.", language, path=path))
    if previous is not None and not previous.is_dir():
        fail(words("There is no folder {path}.", language, path=previous))


def _model(path: Path | None) -> LinkageModel | None:
    if path is None:
        return None
    from aiqyn.exchange.linkage_model_file import read_linkage_model

    return read_linkage_model(path.read_bytes(), file=str(path))


def _previous(folder: Path | None) -> NumberedIdentities | None:
    from aiqyn.exchange.linkage_folder import read_previous

    return None if folder is None else read_previous(folder)


def _together(readings: Sequence[RosterReading]) -> Records:
    from aiqyn.core.rosters.records import Records

    return Records.together([reading.records for reading in readings])


def _decided(path: Path | None, records: Records) -> Decided:
    from aiqyn.core.dates import EdtfDate
    from aiqyn.core.rosters.joining import Decided, decided
    from aiqyn.exchange.review_file import as_decisions, read_review

    if path is None:
        return Decided()
    return decided(
        as_decisions(read_review(path, file=str(path)), on=EdtfDate(date.today().isoformat())), records
    )


def _linked(
    readings: Sequence[RosterReading],
    out: Path,
    known: Decided,
    model: LinkageModel | None,
    previous: NumberedIdentities | None,
    seed: int,
    draws: int,
    progress: Callable[[str, float], None],
    language: str,
) -> LinkageRun:
    from aiqyn.core.rosters.clustering import ContradictoryDecisions
    from aiqyn.core.rosters.linkage import MemoryExhausted
    from aiqyn.exchange.linkage_folder import link_lists
    from aiqyn.exchange.whole_folder import NotOurFolder

    try:
        return link_lists(
            readings,
            out,
            language=cast(Language, language),
            known=known,
            model=model,
            previous=previous,
            seed=seed,
            draws=draws,
            progress=progress,
        )
    except NotOurFolder as occupied:
        why = told(occupied.why, language)
        nothing = words("Nothing was linked.", language)
        fail(
            words(
                "{path} can't be taken: {why}. {nothing}",
                language,
                path=occupied.folder,
                why=why,
                nothing=nothing,
            )
        )
    except MemoryExhausted as exhausted:
        fail(
            words(
                "These lists need more memory than the {megabytes} MB that linking takes. Link fewer at a time. "
                "Nothing was linked.",
                language,
                megabytes=exhausted.megabytes,
            ),
            code=REFUSED,
        )
    except ContradictoryDecisions as contradictory:
        _fail_for(contradictory, _together(readings), language)


def _fail_for(contradictory: ContradictoryDecisions, records: Records, language: str) -> NoReturn:
    rows = list(records.named())
    first, second = (" ".join(rows[position]) for position in contradictory.different)
    chain = "; ".join(
        " = ".join(" ".join(rows[position]) for position in pair) for pair in contradictory.same
    )
    fail(
        words(
            "Decisions contradict one another: {first} and {second} are called different, and by "
            "other decisions they are one person: {chain}. Nothing was linked.",
            language,
            first=first,
            second=second,
            chain=chain,
        ),
        code=FAULTS,
    )


# ------------------------------------------------------------ what is told


def _show(run: LinkageRun, out: Path, known: Decided, language: str) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(words("List", language))
    for title in (words("Rows", language), words("Rows with faults", language)):
        table.add_column(title, justify="right")
    for roster, reading in zip(run.joined.records.rosters, run.readings, strict=True):
        table.add_row(roster, str(len(reading.records)), str(reading.faulty_rows))
    output().print(table)
    say("")
    _show_persons(run, language)
    if len(run.readings) > 1:
        _show_overlaps(run, language)
    if known.unknown:
        say(
            words(
                "{number} decisions are about rows that are on none of these lists; they changed nothing.",
                language,
                number=len(known.unknown),
            )
        )
    if run.review:
        say(
            words(
                "{number} pairs wait for a person's decision: {path}, the most telling first.",
                language,
                number=len(run.review),
                path=out / "review.csv",
            )
        )
    say(words("Written: {path}", language, path=out))
    faulty = sum(reading.faulty_rows for reading in run.readings)
    if faulty:
        complain().print(
            words(
                "{number} rows have faults, and were taken as far as they could be read; "
                "`aiqyn rosters read` tells each.",
                language,
                number=faulty,
            ),
            highlight=False,
        )


def _show_persons(run: LinkageRun, language: str) -> None:
    persons, records = run.overlaps.persons, len(run.joined.records)
    if persons.low is None:
        say(
            words(
                "{records} rows are {persons} persons. How sure that is can't be said: the rows hang together in "
                "groups so large that draws of what else may be do not agree (R-hat {r_hat}). Decide the first "
                "pairs of the review and link again.",
                language,
                records=records,
                persons=persons.value,
                r_hat=f"{run.joined.samples.sampling.r_hat:.2f}",
            )
        )
        return
    say(
        words(
            "{records} rows are {persons} persons; by what the rows leave open, between {low} and {high} "
            "({level} %).",
            language,
            records=records,
            persons=persons.value,
            low=persons.low,
            high=persons.high,
            level=round(100 * run.overlaps.level),
        )
    )


def _show_overlaps(run: LinkageRun, language: str) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(words("On exactly these lists", language))
    for title in (words("Persons", language), words("At least", language), words("At most", language)):
        table.add_column(title, justify="right")
    combinations = run.overlaps.combinations
    for each in combinations[:MOST_COMBINATIONS]:
        names = " + ".join(run.joined.records.rosters[one] for one in each.lists)
        table.add_row(names, str(each.count.value), *map(_or_dash, (each.count.low, each.count.high)))
    output().print(table)
    if len(combinations) > MOST_COMBINATIONS:
        say(
            words(
                "… and {number} combinations more, in linkage.json.",
                language,
                number=len(combinations) - MOST_COMBINATIONS,
            )
        )
    say("")


def _or_dash(number: int | None) -> str:
    return "–" if number is None else str(number)
