"""`aiqyn rosters compare`: what linked lists say together."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from aiqyn.cli.speaking import (
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
from aiqyn.core.language import Language

if TYPE_CHECKING:
    from aiqyn.exchange.comparing import ComparedLists

__all__ = ["compare"]

MARKER = "comparison.json"
PICTURE = "overlaps.svg"
MOST_COMBINATIONS = 12


def compare(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=helped("What `aiqyn rosters link` wrote."))],
    lists: Annotated[
        list[Path],
        typer.Argument(
            metavar="LIST…", help=helped("The lists that were linked, or some of them, in the same order.")
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
    official: Annotated[
        str | None,
        typer.Option(
            "--official",
            metavar="LIST",
            help=helped("The id of the official list: who is on others and not on it is told."),
        ),
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
    simulated: Annotated[
        bool,
        typer.Option(
            "--simulated",
            help=helped("The people are invented: every table, row and picture says so."),
        ),
    ] = False,
    as_json: JsonOption = False,
    language: LanguageOption = "",
) -> None:
    """Compare linked lists; that they conflict is a result, not a fault."""
    from aiqyn.exchange.comparing import IDENTITIES, compare_linked
    from aiqyn.exchange.list_comparison_files import missing_parts
    from aiqyn.exchange.whole_folder import NotOurFolder, folder_when_whole

    _check_usage(folder / IDENTITIES, lists, language)
    lacking = missing_parts()
    if lacking is not None:
        fail(told(lacking, language))
    nothing = words("Nothing was compared.", language)
    with faults_told(language, as_json=as_json, consequence=nothing):
        compared = compare_linked(folder, lists, official=official, default_year=default_year)
    try:
        with (
            folder_when_whole(out, marker=MARKER) as whole,
            progress_bar(words("Comparing lists", language), silent=as_json) as progress,
        ):
            facts = _written(compared, whole, progress, cast(Language, language), simulated=simulated)
    except NotOurFolder as occupied:
        fail(
            words(
                "{path} can't be taken: {why}. {nothing}",
                language,
                path=occupied.folder,
                why=told(occupied.why, language),
                nothing=nothing,
            )
        )
    if as_json:
        print_json({**facts, "out": str(out)})
    else:
        _show(compared, facts, out, language)


def _check_usage(identities: Path, lists: Sequence[Path], language: str) -> None:
    for path in (identities, *lists):
        if not path.is_file():
            fail(words("There is no file {path}.", language, path=path))


def _written(
    compared: ComparedLists,
    folder: Path,
    progress: Callable[[int, int, str], None],
    language: Language,
    *,
    simulated: bool,
) -> dict[str, Any]:
    """The facts, when all is written."""
    from aiqyn.exchange.comparing import facts_of
    from aiqyn.exchange.list_comparison_files import write_comparison
    from aiqyn.exchange.list_comparison_tables import ComparisonTables
    from aiqyn.publication import draw_lists

    tables = ComparisonTables(
        compared.comparison,
        compared.identities,
        simulated=simulated,
        progress=lambda done, total: progress(done, total, ""),
    )
    write_comparison(tables, folder, language=language)
    found = compared.comparison
    picture = draw_lists(found.records.rosters, found.overlaps, language, simulated=simulated)
    (folder / PICTURE).write_text(picture, encoding="utf-8")
    facts = {"simulated": simulated, **facts_of(compared, tables.to_decide(), language)}
    (folder / MARKER).write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return facts


# ------------------------------------------------------------ what is told


def _show(compared: ComparedLists, facts: dict[str, Any], out: Path, language: str) -> None:
    from aiqyn.exchange.list_comparison_files import WORKBOOK

    say(
        words(
            "{persons} on {lists} lists.",
            language,
            persons=_counted(facts["persons"]),
            lists=len(facts["rosters"]),
        )
    )
    if facts["official"] is not None:
        say(
            words(
                "Not on {list}: {number}.", language, list=facts["official"], number=facts["not_on_official"]
            )
        )
    say(words("On one list alone: {number}.", language, number=facts["only_on_one"]))
    conflicts = sum(found["conflict"] for found in facts["conflicts"].values())
    spellings = sum(found["spelling"] for found in facts["conflicts"].values())
    say(
        words(
            "Values that can't all be true: {conflicts}; spelled in several ways: {spellings}.",
            language,
            conflicts=conflicts,
            spellings=spellings,
        )
    )
    _show_overlaps(facts, language)
    _show_copies(compared, language)
    say(words("Written: {path}", language, path=out / WORKBOOK))
    if compared.rows_of_others:
        complain().print(
            words(
                "{number} rows that were linked are of lists that were not given here; they are left out.",
                language,
                number=compared.rows_of_others,
            ),
            highlight=False,
        )


def _counted(count: dict[str, int | None]) -> str:
    """A number with its interval, where there is one."""
    if count["low"] is None:
        return str(count["linked"])
    return f"{count['linked']} ({count['low']}–{count['high']})"


def _show_overlaps(facts: dict[str, Any], language: str) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(words("On exactly these lists", language))
    table.add_column(words("Persons", language), justify="right")
    for each in facts["combinations"][:MOST_COMBINATIONS]:
        table.add_row(" + ".join(each["rosters"]), _counted(each))
    say("")
    output().print(table)
    more = len(facts["combinations"]) - MOST_COMBINATIONS
    if more > 0:
        say(words("… and {number} combinations more, in combinations.csv.", language, number=more))


def _show_copies(compared: ComparedLists, language: str) -> None:
    lists = compared.comparison.records.rosters
    say("")
    for one in compared.comparison.kinships:
        if one.verdict != "too equal":
            continue
        first, second = (lists[at] for at in one.lists)
        say(
            words(
                "{first} and {second}: {because}.",
                language,
                first=first,
                second=second,
                because=told(one.because(), language),
            )
        )
        if one.likely_copy is not None:
            say("  " + words("The likelier copy is {list}.", language, list=lists[one.likely_copy]))
    if not any(one.verdict == "too equal" for one in compared.comparison.kinships):
        say(words("No two lists are too equal to be independent; a copy need not show.", language))
