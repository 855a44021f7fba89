"""Write what lists say together: one workbook for people, and a CSV of each table for programs.

No cell is ever a formula. A name may begin with `=`, and whoever wrote it may have meant what that does in a
spreadsheet: in the workbook every text is stored as text, in CSV such a cell gets an apostrophe before it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from aiqyn.core.language import Language, Sentence
from aiqyn.core.spreadsheets import defused
from aiqyn.exchange.list_comparison_tables import Cell, Column, ComparisonTables, Table, Word
from aiqyn.exchange.sentences import sentence

__all__ = ["WORKBOOK", "missing_parts", "write_comparison"]

WORKBOOK = "lists.xlsx"

MOST_ROWS = 1_000_000
"""A sheet holds some more; what is beyond stands in CSV, and the sheet says so."""
LONGEST_CELL = 32_000
"""A cell of a workbook holds some more letters."""

_NARROWEST, _WIDEST = 8, 48
_LOOKED_AT = 200
_HEAD = 3
"""Rows above those of a table: its title, what stands in it, the titles of columns."""


def missing_parts() -> Sentence | None:
    """What to install where this installation can't write workbooks; `None` where it can."""
    if find_spec("xlsxwriter") is not None:
        return None
    return sentence("Workbooks need a part that is not installed here: pip install 'aiqyn[linkage]'.")


def write_comparison(tables: ComparisonTables, folder: Path, *, language: Language) -> tuple[str, ...]:
    """Write the files into a folder that exists; their names, the workbook first.

    Args:
        tables: What the lists say.
        folder: Where to.
        language: Of the workbook, and of reasons in CSV.

    Raises:
        OSError: They can't be written.
    """
    from xlsxwriter import Workbook

    # Rows go to the disk as they come, so that memory does not grow with them; and nothing in the file
    # tells when or by whom it was made, so that the same lists give the same bytes.
    workbook = Workbook(str(folder / WORKBOOK), {"constant_memory": True, "strings_to_numbers": False})
    workbook.set_properties({"created": datetime(2000, 1, 1)})
    forms = _Forms(
        workbook.add_format({"bold": True, "font_size": 13}),
        workbook.add_format({"italic": True}),
        workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        workbook.add_format({"valign": "top", "text_wrap": True}),
    )
    names = [WORKBOOK]
    for table in tables.all():
        sheet = workbook.add_worksheet(table.title.in_language(language)[:31])
        names.append(f"{table.name}.csv")
        with (folder / names[-1]).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(defused(column.key) for column in table.columns)
            # One pass for both: to make the rows takes longer than to write them.
            _write_sheet(sheet, table, _written(table, writer, language), forms, language)
    workbook.close()
    return tuple(names)


def _written(table: Table, writer: Any, language: Language) -> Iterator[tuple[Cell, ...]]:
    """The rows of a table, each when it is written as CSV."""
    for row in table.rows():
        writer.writerow(_for_programs(cell, language) for cell in row)
        yield row


def _for_programs(cell: Cell, language: Language) -> str | int | float | None:
    """A cell of a CSV file."""
    if isinstance(cell, Word):
        return cell.key
    if isinstance(cell, Sentence):
        return defused(cell.in_language(language))
    return defused(cell) if isinstance(cell, str) else cell


class _Forms(NamedTuple):
    """How cells look: of the title, of what stands in a table, of the titles of columns, and all others."""

    title: Any
    about: Any
    head: Any
    cell: Any


def _write_sheet(
    sheet: Any, table: Table, rows: Iterator[tuple[Cell, ...]], forms: _Forms, language: Language
) -> None:
    """Write a sheet; all rows are gone through, also those for which there is no room."""
    first = [_for_people(row, language) for row in islice(rows, _LOOKED_AT)]
    titles = [_title(column, language) for column in table.columns]
    for place, width in enumerate(_widths(titles, first)):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(_HEAD, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD - 1)
    sheet.write_string(0, 0, table.title.in_language(language), forms.title)
    sheet.write_string(1, 0, table.about.in_language(language), forms.about)
    for place, title in enumerate(titles):
        sheet.write_string(_HEAD - 1, place, title, forms.head)
    last = _HEAD - 1
    for last, row in enumerate(chain(first, (_for_people(row, language) for row in rows)), _HEAD):
        if last < MOST_ROWS:
            _write_row(sheet, last, row, forms.cell)
    if last >= MOST_ROWS:
        told = sentence("Here the sheet ends; all rows are in {file}.", file=f"{table.name}.csv")
        sheet.write_string(MOST_ROWS, 0, told.in_language(language), forms.about)
    sheet.autofilter(_HEAD - 1, 0, min(max(last, _HEAD), MOST_ROWS), max(len(titles) - 1, 0))


def _write_row(sheet: Any, at: int, row: Sequence[str | int | float | None], form: Any) -> None:
    for place, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(at, place, cell[:LONGEST_CELL], form)
        elif cell is not None:
            sheet.write_number(at, place, cell, form)


def _title(column: Column, language: Language) -> str:
    return column.title if isinstance(column.title, str) else column.title.in_language(language)


def _for_people(row: tuple[Cell, ...], language: Language) -> list[str | int | float | None]:
    """A row of a sheet."""
    return [_told(cell, language) for cell in row]


def _told(cell: Cell, language: Language) -> str | int | float | None:
    if isinstance(cell, Word):
        return cell.text.in_language(language)
    return cell.in_language(language) if isinstance(cell, Sentence) else cell


def _widths(titles: Sequence[str], rows: Sequence[Sequence[str | int | float | None]]) -> Iterator[int]:
    """How wide each column must be for its titles' words and most of its cells."""
    for place, title in enumerate(titles):
        words = max((len(word) for word in title.split()), default=0)
        cells = sorted(len(str(row[place])) for row in rows if row[place] is not None)
        common = cells[len(cells) * 9 // 10] if cells else 0
        yield min(max(words + 3, common + 2, _NARROWEST), _WIDEST)
