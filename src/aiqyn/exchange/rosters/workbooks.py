"""Tables from workbooks: XLSX and ODS. Formulas are never computed; what they last came to is read."""

from __future__ import annotations

import datetime
import io
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from aiqyn.core.faults import InputFaults
from aiqyn.core.rosters.remarks import Remark
from aiqyn.exchange.rosters.limits import Limits
from aiqyn.exchange.rosters.packages import inspect_package
from aiqyn.exchange.rosters.table import ListKind, empty_list, refused
from aiqyn.exchange.sentences import sentence

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

T = TypeVar("T")

__all__ = ["Cells", "read_workbook"]


@dataclass(slots=True)
class Cells:
    """The cells of a table that was found in a file, column by column.

    Attributes:
        columns: All of one length.
        rows: The number of each row that is kept, from 1; empty ones are counted and left out.
        sheet: What the table is called.
        remarks: What was noticed.
        kind: What the file is.
    """

    columns: list[list[str]] = field(default_factory=list)
    rows: array[int] = field(default_factory=lambda: array("q"))
    sheet: str | None = None
    remarks: list[Remark] = field(default_factory=list)
    kind: ListKind = "xlsx"

    def add(self, number: int, cells: Sequence[str]) -> None:
        """Take a row, unless it is empty.

        Args:
            number: Of the row.
            cells: As many as there are; rows may differ.
        """
        if not any(cells):
            return
        while len(self.columns) < len(cells):
            self.columns.append([""] * len(self.rows))
        for place, column in enumerate(self.columns):
            column.append(cells[place] if place < len(cells) else "")
        self.rows.append(number)

    def without_empty_columns_behind(self) -> Cells:
        """The same without columns at the right in which nothing stands."""
        while self.columns and not any(self.columns[-1]):
            self.columns.pop()
        return self


def read_workbook(
    data: bytes, *, file: str, sheet: str | None, limits: Limits, check: Callable[[], None]
) -> Cells:
    """The cells of one sheet of a workbook.

    Args:
        data: The file's bytes.
        file: Its name, as faults should show it.
        sheet: Which sheet; the one with the most rows where left out.
        limits: How much it may hold.
        check: Called now and then; stops by an exception of its own.

    Raises:
        InputFaults: It can't be opened, holds more than it may or has no such sheet.
    """
    package = inspect_package(data, file=file, limits=limits, check=check)
    workbook = _opened(data, file)
    names = _sheets(workbook, file)
    if sheet is not None and sheet not in names:
        raise refused(file, sheet, sentence("one of the sheets: {names}", names=", ".join(names[:40])))
    best: Cells | None = None
    for name in [sheet] if sheet is not None else names:
        check()
        cells = _cells(_loaded(workbook, name, file), file, limits)
        if best is None or len(cells.rows) > len(best.rows):
            best = cells
    if best is None or not best.rows:
        raise empty_list(file)
    best.kind = package.kind
    best.remarks = [*_remarks(best, names, sheet, package.formulas, file), *best.remarks]
    return best


def _opened(data: bytes, file: str) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook

    return _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)), file)


def _loaded(workbook: CalamineWorkbook, name: str, file: str) -> CalamineSheet:
    return _guarded(lambda: workbook.get_sheet_by_name(name), file)


def _guarded(work: Callable[[], T], file: str) -> T:
    """What a reader in another language gives, or the fault of a file that it can't read."""
    try:
        return work()
    except (InputFaults, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # A reader that panics raises what is no `Exception`; nothing of it is worth passing on.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise refused(
            file,
            sentence("a damaged or encrypted package"),
            sentence("a workbook that a spreadsheet program opens without a password"),
        ) from None


def _sheets(workbook: CalamineWorkbook, file: str) -> list[str]:
    from python_calamine import SheetTypeEnum

    names = [each.name for each in workbook.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    if not names:
        raise empty_list(file)
    return names


def _cells(sheet: CalamineSheet, file: str, limits: Limits) -> Cells:
    cells = Cells(sheet=sheet.name)
    first = sheet.start
    if first is None:
        return cells
    if sheet.height > limits.rows:
        raise refused(
            file,
            sentence("more than {number} rows", number=limits.rows),
            sentence("at most {number} rows", number=limits.rows),
        )
    before = [""] * first[1]
    for number, row in enumerate(_rows(sheet, file), first[0] + 1):
        cells.add(number, [*before, *map(_written, row)])
    cells.without_empty_columns_behind()
    if len(cells.columns) > limits.columns:
        raise refused(
            file,
            sentence("{number} columns", number=len(cells.columns)),
            sentence("at most {number} columns", number=limits.columns),
        )
    merged = _guarded(lambda: sheet.merged_cell_ranges, file) or []
    if merged:
        top = min(start[0] for start, _ in merged) + 1
        text = sentence(
            "groups of merged cells ({count}); the value stands in the first cell of each, the others are empty",
            count=len(merged),
        )
        cells.remarks.append(Remark(file, top, None, text))
    return cells


def _rows(sheet: CalamineSheet, file: str) -> Iterator[list[Any]]:
    rows: Iterator[list[Any]] = _guarded(lambda: iter(sheet.iter_rows()), file)
    while (row := _guarded(lambda: next(rows, None), file)) is not None:
        yield row


def _written(value: Any) -> str:
    """A cell as text: whole numbers without a point, dates as ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time.min
        return value.date().isoformat() if is_day else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def _remarks(
    cells: Cells, names: Sequence[str], asked: str | None, formulas: int, file: str
) -> Iterator[Remark]:
    if asked is None and len(names) > 1:
        text = sentence(
            "sheets of the workbook: {count}; “{sheet}”, the one with the most rows, is read (--sheet chooses)",
            count=len(names),
            sheet=cells.sheet,
        )
        yield Remark(file, None, None, text)
    if formulas:
        text = sentence(
            "cells of the workbook with formulas ({count}); nothing is computed, what they last came to is read",
            count=formulas,
        )
        yield Remark(file, None, None, text)
