"""Tables from PDF: rows of all pages as one table; what repeats at the top of each page is dropped."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from aiqyn.core.faults import InputFaults
from aiqyn.core.rosters.remarks import Remark
from aiqyn.exchange.rosters.limits import Limits
from aiqyn.exchange.rosters.table import refused
from aiqyn.exchange.rosters.workbooks import Cells
from aiqyn.exchange.sentences import sentence

if TYPE_CHECKING:
    from pdfplumber.page import Page

__all__ = ["read_printed"]

LETTERS_OF_A_PAGE = 40_000
LINES_OF_A_PAGE = 20_000
"""A page with more letters or lines than that is no printed list; finding its table would take for ever."""

_STREAM = re.compile(rb"stream\r?\n")
_PIECE = 2**20

Row = list[str]


def read_printed(data: bytes, *, file: str, limits: Limits, check: Callable[[], None]) -> Cells | str:
    """The cells of the table that a PDF holds; its text where it holds none.

    Args:
        data: The file's bytes.
        file: Its name, as faults should show it.
        limits: How much it may hold.
        check: Called now and then; stops by an exception of its own.

    Raises:
        InputFaults: It can't be opened, holds more than it may, or no text at all, as pictures of pages do.
    """
    _check_streams(data, file, limits, check)
    import pdfplumber

    tables: list[list[Row]] = []
    lines: list[str] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for number, page in enumerate(document.pages, 1):
                check()
                if number > limits.pages:
                    raise _too_many_pages(file, limits)
                _check_page(page, number, file)
                found = [_plain(table) for table in page.extract_tables()]
                tables += [rows for rows in found if rows]
                if not tables:
                    lines += (page.extract_text() or "").split("\n")
                page.close()
    except (InputFaults, MemoryError):
        raise
    except Exception:
        # The reader gives out whatever went wrong within it, of a dozen kinds.
        raise _damaged(file) from None
    if tables:
        return _joined(tables, file)
    if not any(line.strip() for line in lines):
        raise refused(
            file,
            sentence("a PDF without text"),
            sentence(
                "a PDF whose text can be marked and copied; pictures of pages have to be read by a person"
            ),
        )
    return "\n".join(lines) + "\n"


def _damaged(file: str) -> InputFaults:
    return refused(
        file,
        sentence("a damaged or encrypted PDF"),
        sentence("a PDF that opens without a password"),
    )


def _too_many_pages(file: str, limits: Limits) -> InputFaults:
    return refused(
        file,
        sentence("more than {number} pages", number=limits.pages),
        sentence("a PDF of at most {number} pages", number=limits.pages),
    )


def _check_streams(data: bytes, file: str, limits: Limits, check: Callable[[], None]) -> None:
    """What the streams of a PDF unpack to, found out before anything parses it."""
    total = 0
    for found in _STREAM.finditer(data):
        packed = memoryview(data)[found.end() :]
        for piece in _unpacked(packed, twice=True):
            check()
            total += piece
            if total > limits.unpacked_bytes:
                raise refused(
                    file,
                    sentence("a PDF that unpacks to far more than it is"),
                    sentence("a PDF that unpacks to at most {size} bytes", size=limits.unpacked_bytes),
                )


def _unpacked(packed: memoryview | bytes, *, twice: bool) -> Iterator[int]:
    """How many bytes a stream unpacks to, piece by piece; of what was packed twice, both times."""
    unpacker = zlib.decompressobj()
    second = zlib.decompressobj() if twice else None
    rest: Any = packed[:65536]
    taken = 65536
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(rest, _PIECE)
            yield len(piece)
            if second is not None:
                second = yield from _second(second, piece)
            rest = unpacker.unconsumed_tail
            if not rest:
                rest = packed[taken : taken + 65536]
                taken += 65536
                if not len(rest):
                    return
    except zlib.error:
        return


def _second(unpacker: Any, piece: bytes) -> Generator[int, None, Any]:
    rest = piece
    try:
        while rest and not unpacker.eof:
            again = unpacker.decompress(rest, _PIECE)
            yield len(again)
            rest = unpacker.unconsumed_tail
    except zlib.error:
        return None
    return unpacker


def _check_page(page: Page, number: int, file: str) -> None:
    if len(page.chars) > LETTERS_OF_A_PAGE or len(page.edges) > LINES_OF_A_PAGE:
        raise refused(
            file,
            sentence(
                "page {number} with {letters} letters and {lines} lines",
                number=number,
                letters=len(page.chars),
                lines=len(page.edges),
            ),
            sentence(
                "pages of at most {letters} letters and {lines} lines",
                letters=LETTERS_OF_A_PAGE,
                lines=LINES_OF_A_PAGE,
            ),
        )


def _plain(table: Sequence[Sequence[str | None]]) -> list[Row]:
    rows = [[(cell or "").strip() for cell in row] for row in table]
    return [row for row in rows if any(row)]


def _joined(tables: Sequence[list[Row]], file: str) -> Cells:
    """The tables of all pages as one: those as wide as most rows are."""
    widths: dict[int, int] = {}
    for table in tables:
        widths[len(table[0])] = widths.get(len(table[0]), 0) + len(table)
    width = max(widths, key=lambda each: (widths[each], each))
    chosen = [table for table in tables if len(table[0]) == width]
    cells = Cells(kind="pdf")
    repeated = continued = 0
    rows: list[Row] = []
    for table in chosen:
        begins = 0
        if rows:
            while begins < len(table) and begins < 3 and _same(table[begins], rows[begins]):
                begins += 1
            repeated += begins
            if begins < len(table) and _continues(table[begins], rows):
                rows[-1] = [
                    _together(above, below) for above, below in zip(rows[-1], table[begins], strict=True)
                ]
                begins += 1
                continued += 1
        rows += table[begins:]
    for number, row in enumerate(rows, 1):
        cells.add(number, row)
    cells.remarks += _remarks(repeated, continued, len(tables) - len(chosen), file)
    return cells.without_empty_columns_behind()


def _same(row: Row, other: Row) -> bool:
    return [" ".join(cell.split()) for cell in row] == [" ".join(cell.split()) for cell in other]


def _continues(row: Row, rows: Sequence[Row]) -> bool:
    """Whether the first row of a page goes on with the last of the page before: its first cell is empty, as
    that of no other row is."""
    return not row[0] and len(rows) > 1 and all(before[0] for before in rows)


def _together(above: str, below: str) -> str:
    return f"{above} {below}" if above and below else above or below


def _remarks(repeated: int, continued: int, left_out: int, file: str) -> Iterator[Remark]:
    if repeated:
        text = sentence("rows of titles repeated on further pages and dropped ({count})", count=repeated)
        yield Remark(file, None, None, text)
    if continued:
        text = sentence(
            "rows that go on over the end of a page and are put together ({count})", count=continued
        )
        yield Remark(file, None, None, text)
    if left_out:
        text = sentence("smaller tables of another width that are left out ({count})", count=left_out)
        yield Remark(file, None, None, text)
