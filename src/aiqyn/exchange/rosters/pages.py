"""Tables from pages: the largest table of an HTML file, or the one asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from aiqyn.core.faults import InputFaults
from aiqyn.core.rosters.remarks import Remark
from aiqyn.exchange.rosters.encodings import sniff_encoding
from aiqyn.exchange.rosters.limits import Limits
from aiqyn.exchange.rosters.table import empty_list, refused
from aiqyn.exchange.rosters.workbooks import Cells
from aiqyn.exchange.sentences import sentence

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["read_page"]

WIDEST_SPAN = 1_000
PIECE = 2**16


def read_page(
    data: bytes, *, file: str, table: str | None, limits: Limits, check: Callable[[], None]
) -> Cells:
    """The cells of one table of a page.

    Args:
        data: The file's bytes.
        file: Its name, as faults should show it.
        table: Which table, counted from 1; the one with the most rows where left out.
        limits: How much it may hold.
        check: Called now and then; stops by an exception of its own.

    Raises:
        InputFaults: It holds no table, or more than it may.
    """
    tables = _tables(data, file, check)
    if table is not None:
        if not (table.isdecimal() and 1 <= int(table) <= len(tables)):
            accepted = sentence("the number of a table, from 1 to {count}", count=len(tables))
            raise refused(file, table, accepted)
        chosen = int(table) - 1
    else:
        sizes = [sum(1 for _ in _rows_of(each)) for each in tables]
        chosen = max(range(len(tables)), key=lambda place: sizes[place])
    cells = _cells(tables[chosen], file, limits, check)
    cells.kind, cells.sheet = "html", str(chosen + 1)
    if not cells.rows:
        raise empty_list(file)
    if table is None and len(tables) > 1:
        text = sentence(
            "tables of the page: {count}; number {number}, the one with the most rows, is read (--sheet chooses)",
            count=len(tables),
            number=chosen + 1,
        )
        cells.remarks.insert(0, Remark(file, None, None, text))
    return cells


def _tables(data: bytes, file: str, check: Callable[[], None]) -> list[_Element]:
    from lxml import etree

    data, encoding = _in_utf8(data)
    parser: Any = etree.HTMLParser(
        encoding=encoding, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        for start in range(0, len(data), PIECE):
            check()
            parser.feed(data[start : start + PIECE])
        root = parser.close()
    except (etree.LxmlError, ValueError):
        root = None
    tables = list(root.iter("table")) if root is not None else []
    if not tables:
        raise refused(
            file, sentence("a page without a table"), sentence("a page with a table of rows and cells")
        )
    return tables


def _in_utf8(data: bytes) -> tuple[bytes, str | None]:
    """A page in UTF-8 with the name of that, or as it came and `None` where it says itself what it is in."""
    found = sniff_encoding(data[: 2**20])
    if found.startswith("utf-8"):
        return data, "utf-8"
    if not found.startswith("utf-") and b"charset" in data[:2048].lower():
        return data, None
    return data.decode(found, "replace").encode(), "utf-8"


def _rows_of(table: _Element) -> Iterator[_Element]:
    """The rows of a table, without those of tables within it."""
    for row in table.iter("tr"):
        parent = row.getparent()
        while parent is not None and parent.tag != "table":
            parent = parent.getparent()
        if parent is table:
            yield row


def _cells(table: _Element, file: str, limits: Limits, check: Callable[[], None]) -> Cells:
    cells = Cells()
    spanning = 0
    below: dict[int, int] = {}
    for number, row in enumerate(_rows_of(table), 1):
        if number % 1000 == 0:
            check()
        values: list[str] = []
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while below.get(len(values), 0) > 0:
                below[len(values)] -= 1
                values.append("")
            columns, rows = _span(cell, "colspan"), _span(cell, "rowspan")
            spanning += columns > 1 or rows > 1
            for place in range(columns):
                if rows > 1:
                    below[len(values)] = rows - 1
                values.append(_text(cell) if place == 0 else "")
            if len(values) > limits.columns:
                raise _too_wide(file, limits, number)
        while below.get(len(values), 0) > 0 and len(values) < limits.columns:
            below[len(values)] -= 1
            values.append("")
        if number > limits.rows:
            accepted = sentence("at most {number} rows", number=limits.rows)
            raise refused(file, sentence("more than {number} rows", number=limits.rows), accepted)
        cells.add(number, values)
    if spanning:
        text = sentence(
            "groups of merged cells ({count}); the value stands in the first cell of each, the others are empty",
            count=spanning,
        )
        cells.remarks.append(Remark(file, None, None, text))
    return cells.without_empty_columns_behind()


def _too_wide(file: str, limits: Limits, row: int) -> InputFaults:
    return refused(
        file,
        sentence("more than {number} columns", number=limits.columns),
        sentence("at most {number} columns", number=limits.columns),
        row=row,
    )


def _span(cell: _Element, name: str) -> int:
    written = (cell.get(name) or "").strip()
    return max(1, min(int(written), WIDEST_SPAN)) if written.isascii() and written.isdecimal() else 1


def _text(cell: _Element) -> str:
    """The text of a cell; a line break of the page is a space between words."""
    parts: list[str] = []
    for element in cell.iter():
        if element.tag in ("script", "style"):
            if element.tail:
                parts.append(element.tail)
            continue
        if element.tag in ("br", "p", "div", "li") and element is not cell:
            parts.append("\n")
        if element.text:
            parts.append(element.text)
        if element.tail and element is not cell:
            parts.append(element.tail)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
