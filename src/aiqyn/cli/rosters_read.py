"""`aiqyn rosters read`: what a list was understood as, row by row, before anything rests on it."""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from aiqyn.cli.speaking import (
    FAULTS,
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
    show_faults,
    told,
    words,
)
from aiqyn.core.faults import InputFaults
from aiqyn.core.language import Language, sentence
from aiqyn.core.spreadsheets import defused

if TYPE_CHECKING:
    from aiqyn.core.faults import Fault
    from aiqyn.core.language import Sentence
    from aiqyn.core.rosters.meanings import Meaning
    from aiqyn.core.rosters.records import Records
    from aiqyn.exchange.rosters import RosterReading, ToldMapping

__all__ = ["MEANING_TITLES", "read", "read_one"]

SHOWN_FAULTS = 50
RECORDS = "records.csv"
_NUMBER_OR_DASH = re.compile(r"[+-][0-9 ().-]*")
LISTS = "lists"

MEANING_TITLES: Mapping[Meaning, Sentence] = {
    "name": sentence("whole name", room="cli"),
    "surname": sentence("surname", room="cli"),
    "given_name": sentence("given name", room="cli"),
    "patronymic": sentence("patronymic", room="cli"),
    "sex": sentence("sex", room="cli"),
    "born": sentence("date of birth", room="cli"),
    "age": sentence("age", room="cli"),
    "died": sentence("date of death", room="cli"),
    "place_of_birth": sentence("place of birth", room="cli"),
    "place_of_death": sentence("place of death", room="cli"),
    "residence": sentence("residence", room="cli"),
    "street": sentence("street", room="cli"),
    "street_number": sentence("number in the street", room="cli"),
    "locality": sentence("town or village", room="cli"),
    "postcode": sentence("postcode", room="cli"),
    "region": sentence("region", room="cli"),
    "country": sentence("country", room="cli"),
    "occupation": sentence("occupation", room="cli"),
    "email": sentence("e-mail", room="cli"),
    "phone": sentence("telephone", room="cli"),
    "national_number": sentence("national number", room="cli"),
    "other": sentence("other, compared as text", room="cli"),
    "identifier": sentence("identifier of the row", room="cli"),
    "number": sentence("running number", room="cli"),
    "entry": sentence("whole row in one text", room="cli"),
    "initials": sentence("initials", room="cli"),
    "birth_year": sentence("year of birth", room="cli"),
    "birth_month": sentence("month of birth", room="cli"),
    "birth_day": sentence("day of birth", room="cli"),
    "death_year": sentence("year of death", room="cli"),
    "death_month": sentence("month of death", room="cli"),
    "death_day": sentence("day of death", room="cli"),
    "unread": sentence("kept, not read", room="cli"),
}


def read(
    lists: Annotated[
        list[Path],
        typer.Argument(
            metavar="LIST", help=helped("Lists: CSV or other text, XLSX, ODS, HTML, PDF, a saved chat.")
        ),
    ],
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping",
            metavar="FILE",
            help=helped(
                "What the columns mean (YAML), for one list; otherwise NAME.mapping.yaml beside each list, or a guess."
            ),
        ),
    ] = None,
    save_mapping: Annotated[
        bool,
        typer.Option(
            "--save-mapping",
            help=helped("Write what was understood as NAME.mapping.yaml beside each list, to be corrected."),
        ),
    ] = False,
    sheet: Annotated[
        str | None,
        typer.Option(
            "--sheet",
            metavar="NAME",
            help=helped(
                "Which sheet of a workbook, or which table of a page; the one with the most rows otherwise."
            ),
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
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help=helped(
                "Write records.csv, and the lists as they are, into a new folder; it appears when it is whole."
            ),
        ),
    ] = None,
    as_json: JsonOption = False,
    language: LanguageOption = "",
) -> None:
    """Read lists; rows with faults are told, the others are read all the same."""
    _check_usage(lists, mapping, out, language)
    readings: list[RosterReading] = []
    with faults_told(language, as_json=as_json, consequence=words("Nothing was written.", language)):
        chosen = _mapping(mapping)
        refused: list[Fault] = []
        for path in lists:
            try:
                readings.append(
                    read_one(path, chosen, sheet, default_year, readings, as_json=as_json, language=language)
                )
            except InputFaults as error:
                refused += error.faults
        if refused:
            raise InputFaults(refused)
    if out is not None:
        _write(readings, lists, out)
    saved = _save_mappings(readings, lists, default_year) if save_mapping else []
    if as_json:
        print_json({"lists": [_as_json(reading, language) for reading in readings]})
    else:
        for reading in readings:
            _show(reading, language)
        for path in saved:
            say(words("Written: {path}", language, path=path))
        if out is not None:
            say(words("Written: {path}", language, path=out / RECORDS))
    faults = [fault for reading in readings for fault in reading.faults]
    if faults:
        if not as_json:
            _show_faults(faults, sum(reading.faults_left_out for reading in readings), language)
        raise typer.Exit(FAULTS)


def _check_usage(lists: Sequence[Path], mapping: Path | None, out: Path | None, language: str) -> None:
    for path in [*lists, *([mapping] if mapping is not None else [])]:
        if not path.is_file():
            fail(words("There is no file {path}.", language, path=path))
    if mapping is not None and len(lists) > 1:
        fail(words("--mapping is for one list; several take what lies beside each.", language))
    if out is not None:
        if not out.absolute().parent.is_dir():
            fail(words("There is no folder {path}.", language, path=out.absolute().parent))
        if out.exists():
            fail(words("{path} is there already; give a new folder.", language, path=out))


def _mapping(path: Path | None) -> ToldMapping | None:
    from aiqyn.exchange.rosters import read_mapping

    return None if path is None else read_mapping(path)


def read_one(
    path: Path,
    mapping: ToldMapping | None,
    sheet: str | None,
    default_year: int | None,
    before: Sequence[RosterReading],
    *,
    as_json: bool,
    language: str,
) -> RosterReading:
    """One list, under an id that none of those read before has."""
    from aiqyn.exchange.rosters import id_of, read_roster

    with progress_bar(words("Reading", language), silent=as_json) as progress:
        return read_roster(
            path,
            roster=_unlike(id_of(path.name), {reading.records.rosters[0] for reading in before}),
            mapping=mapping,
            sheet=sheet,
            default_year=default_year,
            progress=lambda done, total: progress(done, total, path.name),
        )


def _unlike(name: str, others: set[str]) -> str:
    """An id that no other list has."""
    number = 2
    found = name
    while found in others:
        found, number = f"{name}-{number}", number + 1
    return found


# ------------------------------------------------------------ what is written


def _write(readings: Sequence[RosterReading], lists: Sequence[Path], out: Path) -> None:
    from aiqyn.exchange.whole_folder import folder_when_whole

    with folder_when_whole(out, marker=RECORDS) as folder:
        _write_records([reading.records for reading in readings], folder / RECORDS)
        (folder / LISTS).mkdir()
        for reading, path in zip(readings, lists, strict=True):
            # Two lists of one name from two folders keep apart by their ids.
            shutil.copyfile(path, folder / LISTS / f"{reading.records.rosters[0]}{path.suffix}")


def _write_records(parts: Sequence[Records], path: Path) -> None:
    from aiqyn.core.rosters.records import FIELDS

    fields = [field for field in FIELDS if any(field in part.fields for part in parts)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["roster", "record", "row", *fields])
        for part in parts:
            silent: tuple[None, ...] = (None,) * len(part)
            columns = [part.fields.get(field, silent) for field in fields]
            for record, row, *values in zip(part.record, part.row.tolist(), *columns, strict=True):
                written = [_written(value) if value is not None else "" for value in values]
                writer.writerow([part.rosters[0], _written(record), row, *written])
        stream.flush()
        os.fsync(stream.fileno())


def _written(value: str) -> str:
    """A value that no spreadsheet takes for a formula; telephone numbers and dashes are none."""
    return value if _NUMBER_OR_DASH.fullmatch(value) else defused(value)


def _save_mappings(
    readings: Sequence[RosterReading], lists: Sequence[Path], default_year: int | None
) -> list[Path]:
    from aiqyn.exchange.rosters import mapping_beside, written_mapping

    saved = []
    for reading, path in zip(readings, lists, strict=True):
        target = mapping_beside(path)
        year = default_year if default_year is not None else reading.told.default_year
        text = written_mapping(
            reading.mapping, reading.table, told=reading.told, default_year=year, title=path.name
        )
        unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(target)
        saved.append(target)
    return saved


# ------------------------------------------------------------ what is told


def _as_json(reading: RosterReading, language: str) -> dict[str, Any]:
    reader = cast(Language, language)
    table = reading.table
    return {
        "file": table.file,
        "roster": reading.records.rosters[0],
        "kind": table.kind,
        "sha256": table.sha256,
        "size": table.size,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "rows": len(table) - reading.mapping.title_rows,
        "records": len(reading.records),
        "faulty_rows": reading.faulty_rows,
        "silent_rows": reading.silent_rows,
        "columns": [
            {
                "column": column.key,
                "title": column.title,
                "meaning": column.meaning,
                "certainty": column.certainty,
                "because": told(column.because, language),
                "examples": list(column.examples),
            }
            for column in reading.mapping.columns
        ],
        "faults": [fault.as_json(reader) for fault in reading.faults],
        "faults_left_out": reading.faults_left_out,
        "remarks": [remark.as_json(reader) for remark in reading.remarks],
    }


def _show(reading: RosterReading, language: str) -> None:
    from rich.table import Table

    from aiqyn.core.shown import shown

    table = reading.table
    say(f"{shown(table.file)}  ({_described(reading, language)})")
    columns = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    columns.add_column(words("column", language))
    columns.add_column(words("is read as", language))
    columns.add_column(words("how sure", language))
    columns.add_column(words("for example", language))
    columns.add_column(words("because", language))
    for column in reading.mapping.columns:
        columns.add_row(
            _plain(shown(column.key)),
            _plain(told(MEANING_TITLES[column.meaning], language)),
            _plain(f"{round(100 * column.certainty)} %"),
            _plain(shown("; ".join(column.examples))[:60]),
            _plain(told(column.because, language)),
        )
    output().print(columns)
    say(_counted(reading, language))
    for remark in reading.remarks:
        place = "" if remark.row is None else words("line {row}", language, row=remark.row) + ": "
        say(f"  {place}{shown(told(remark.text, language))}")
    say("")


def _plain(text: str) -> Any:
    """A cell in which nothing is read as markup."""
    from rich.text import Text

    return Text(text)


def _described(reading: RosterReading, language: str) -> str:
    table = reading.table
    parts: list[str] = [table.kind]
    if table.encoding is not None:
        parts.append(table.encoding)
    if table.delimiter is not None:
        named = "TAB" if table.delimiter == "\t" else table.delimiter
        parts.append(words("separator {delimiter}", language, delimiter=named))
    if table.sheet is not None:
        parts.append(words("sheet {sheet}", language, sheet=table.sheet))
    return ", ".join([*parts, f"SHA-256 {table.sha256[:12]}…"])


def _counted(reading: RosterReading, language: str) -> str:
    return words(
        "Rows: {rows}; read as persons: {records}; with faults: {faulty}; telling of nobody: {silent}.",
        language,
        rows=len(reading.table) - reading.mapping.title_rows,
        records=len(reading.records),
        faulty=reading.faulty_rows,
        silent=reading.silent_rows,
    )


def _show_faults(faults: Sequence[Fault], left_out: int, language: str) -> None:
    more = len(faults) + left_out - SHOWN_FAULTS
    show_faults(faults[:SHOWN_FAULTS], language, consequence=words("The other rows were read.", language))
    if more > 0:
        complain().print(
            words("Not shown: {count} more; --json tells them.", language, count=more), markup=False
        )
