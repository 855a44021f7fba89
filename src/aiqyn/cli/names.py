"""`aiqyn names …`: are two names of one person?"""

from __future__ import annotations

import csv
import json
import os
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO, cast

import typer

from aiqyn.cli.speaking import (
    JsonOption,
    LanguageOption,
    fail,
    faults_told,
    helped,
    print_json,
    progress_bar,
    say,
    words,
)
from aiqyn.core.language import Language

if TYPE_CHECKING:
    from aiqyn.core.names import NameComparer, NameComparison
    from aiqyn.exchange.name_pairs_file import NamePairsFile

__all__ = ["app"]

DIGITS = 6
"""Enough to keep the order of pairs; nobody should read more than two of them as knowledge."""

PROGRESS_EVERY = 1000

Compared = Iterator[tuple[tuple[str, ...], "NameComparison"]]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Keep `compare` a command of its own: with one command only, typer would drop its name."""


@app.command(
    "compare",
    help=helped(
        "Score pairs of names, across scripts and spellings: one person or two, and because of what."
    ),
)
def compare(
    pairs: Annotated[
        Path, typer.Argument(metavar="PAIRS.csv", help=helped("A file with the columns name_a and name_b."))
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help=helped(
                "Write the file with the columns score and because added; it appears when it is whole."
            ),
        ),
    ] = None,
    pack: Annotated[
        list[Path] | None,
        typer.Option(
            "--pack",
            metavar="FILE",
            help=helped("A language pack (YAML) beside those that come with aiqyn; several may be given."),
        ),
    ] = None,
    as_json: JsonOption = False,
    language: LanguageOption = "",
) -> None:
    """Compare the two names of each row; a low score is a result, not a fault."""
    from aiqyn.core.names import DEFAULT_THRESHOLD
    from aiqyn.exchange.name_pairs_file import read_name_pairs

    if not pairs.is_file():
        fail(words("There is no file {path}.", language, path=pairs))
    if out is not None and not out.absolute().parent.is_dir():
        fail(words("There is no folder {path}.", language, path=out.absolute().parent))
    with faults_told(language, as_json=as_json, consequence=words("Nothing was compared.", language)):
        comparer = _comparer(pack or [], language)
        file = read_name_pairs(pairs, file=str(pairs))
    with progress_bar(words("Comparing names", language), silent=as_json) as progress:
        compared = _counted(_compared(file, comparer), file.rows, progress)
        if out is not None:
            likely = _write(compared, file, out, language)
            if as_json:
                print_json({"pairs": file.rows, "likely": likely, "threshold": DEFAULT_THRESHOLD})
        elif as_json:
            _print_json(compared, file, language)
        else:
            likely = _print(compared, file, language)
    if not as_json:
        say(
            words(
                "{pairs} pairs compared; of {likely} it is likelier that they are of one person (score "
                "{threshold} or more).",
                language,
                pairs=file.rows,
                likely=likely,
                threshold=DEFAULT_THRESHOLD,
            )
        )


def _comparer(packs: list[Path], language: str) -> NameComparer:
    from aiqyn.core.names import NameComparer, build_lexicon, packaged_packs
    from aiqyn.exchange.name_pack_file import read_name_pack

    if not packs:
        return NameComparer()
    for path in packs:
        if not path.is_file():
            fail(words("There is no file {path}.", language, path=path))
    added = [read_name_pack(path.read_bytes(), file=str(path)) for path in packs]
    return NameComparer(build_lexicon([*packaged_packs(), *added]))


def _compared(file: NamePairsFile, comparer: NameComparer) -> Compared:
    """Each row with its comparison; rows are held only until some thousands are compared together."""
    waiting: deque[tuple[str, ...]] = deque()

    def taken() -> Iterator[tuple[str, str]]:
        for cells in file.cells():
            waiting.append(cells)
            yield cells[file.first], cells[file.second]

    for comparison in comparer.compare_many(taken()):
        yield waiting.popleft(), comparison


def _counted(compared: Compared, total: int, progress: Callable[[int, int, str], None]) -> Compared:
    for done, row in enumerate(compared):
        if done % PROGRESS_EVERY == 0:
            progress(done, total, "")
        yield row


def _write(compared: Compared, file: NamePairsFile, out: Path, language: str) -> int:
    """Write the rows with what was found; how many pairs are likely of one person."""
    from aiqyn.core.names import DEFAULT_THRESHOLD
    from aiqyn.exchange.name_pairs_file import ADDED_COLUMNS

    likely = 0
    with _appearing_when_whole(out) as stream:
        writer = csv.writer(stream, delimiter=file.separator, lineterminator="\n")
        writer.writerow([*file.columns, *ADDED_COLUMNS])
        for cells, comparison in compared:
            likely += comparison.score >= DEFAULT_THRESHOLD
            because = _worded(comparison, language)
            writer.writerow([*cells, f"{comparison.score:.{DIGITS}f}", because])
    return likely


@contextmanager
def _appearing_when_whole(path: Path) -> Iterator[TextIO]:
    """A file beside `path` that takes its place at the end; whatever goes wrong, what was there stays."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _print_json(compared: Compared, file: NamePairsFile, language: str) -> None:
    """The pairs as JSON, one after the other: no more of them is held than is printed."""
    from aiqyn.core.names import DEFAULT_THRESHOLD

    typer.echo(f'{{"threshold": {DEFAULT_THRESHOLD}, "pairs": [', nl=False)
    separator = "\n"
    for cells, comparison in compared:
        told = {
            "name_a": cells[file.first],
            "name_b": cells[file.second],
            "score": round(comparison.score, DIGITS),
            "because": _worded(comparison, language),
            "parts": [
                {"part": part.role, "agreement": part.agreement, "a": part.first, "b": part.second}
                for part in comparison.parts
            ],
            "other_sex": comparison.other_sex,
        }
        typer.echo(separator + json.dumps(told, ensure_ascii=False), nl=False)
        separator = ",\n"
    typer.echo("\n]}")


def _print(compared: Compared, file: NamePairsFile, language: str) -> int:
    """The pairs for people; how many are likely of one person."""
    from aiqyn.core.names import DEFAULT_THRESHOLD
    from aiqyn.core.shown import shown

    likely = 0
    for cells, comparison in compared:
        likely += comparison.score >= DEFAULT_THRESHOLD
        typer.echo(f"{comparison.score:.2f}  {shown(cells[file.first])}  |  {shown(cells[file.second])}")
        typer.echo(f"      {_worded(comparison, language)}")
    return likely


_WORDED: dict[tuple[object, ...], str] = {}


def _worded(comparison: NameComparison, language: str) -> str:
    """The evidence in words; there are some hundred different ones, and to word one takes longer than to compare."""
    key = (*(part[:2] for part in comparison.parts), comparison.other_sex, language)
    if key not in _WORDED:
        _WORDED[key] = comparison.because.in_language(cast(Language, language))
    return _WORDED[key]
