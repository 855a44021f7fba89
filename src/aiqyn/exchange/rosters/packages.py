"""Whether a workbook may be opened: how much it unpacks to is found out before anything parses it.

What the package says of its own sizes may be a lie, so every part that would be read is unpacked piece by piece
and thrown away. A sheet is laid out in memory from its first cell to its last, so where cells stand counts, not
how many there are: one in the last corner would take all memory.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from aiqyn.core.faults import InputFaults
from aiqyn.exchange.rosters.limits import Limits
from aiqyn.exchange.rosters.table import refused
from aiqyn.exchange.sentences import sentence

__all__ = ["Package", "inspect_package"]

MOST_COMPRESSED = 400
"""A package that unpacks to so many times its size was made to exhaust who opens it; lists reach 50."""

SMALL = 16 * 2**20
"""Below this nothing is said of how far a package is compressed."""

_PIECE = 2**20
_TOKEN = 65_536

_STORED, _DEFLATED = 0, 8
_LOCAL_HEADER = struct.Struct("<4s22xHH")

_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>]*?\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["'][^<>]*+(?<!/)>""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v>([0-9]{1,9})<""")
_ITEM = re.compile(rb"<(?:\w+:)?si[\s>/]")
_ODS_TOKEN = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell|table)(?=[\s>/])([^<>]*)>")
_REPEATED = re.compile(rb"""number-(columns|rows)-repeated\s*=\s*["']([0-9]{1,9})["']""")


@dataclass(frozen=True, slots=True)
class Package:
    """What was found out of a workbook.

    Attributes:
        kind: Which it is.
        formulas: How many cells hold a formula.
    """

    kind: Literal["xlsx", "ods"]
    formulas: int


def inspect_package(data: bytes, *, file: str, limits: Limits, check: Callable[[], None]) -> Package:
    """What a package is, once it is known that it may be opened.

    Args:
        data: The file's bytes.
        file: Its name, as faults should show it.
        limits: How much it may hold.
        check: Called now and then; stops by an exception of its own.

    Raises:
        InputFaults: It is no workbook that is read, or holds more than it may.
    """
    parts = _parts(data, file, limits)
    kind = _kind(parts, data, file)
    inspection = _Inspection(data, file, limits, check)
    inspection.check_declared(part.file_size for part in parts.values())
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")) or name == "mimetype":
            inspection.take(name, part)
    inspection.finish()
    return Package(kind, inspection.formulas)


def _parts(data: bytes, file: str, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, struct.error, NotImplementedError, UnicodeError):
        raise _damaged(file) from None
    if len(parts) > limits.packed_parts:
        raise refused(
            file,
            sentence("a package of {number} parts", number=len(parts)),
            sentence("a workbook of at most {number} parts", number=limits.packed_parts),
        )
    names = [part.filename for part in parts]
    if len({name.casefold() for name in names}) != len(names):
        raise _damaged(file)
    return {part.filename: part for part in parts}


def _kind(parts: dict[str, zipfile.ZipInfo], data: bytes, file: str) -> Literal["xlsx", "ods"]:
    if "xl/workbook.xml" in parts:
        return "xlsx"
    if "content.xml" in parts and "mimetype" in parts:
        return "ods"
    raise refused(
        file,
        sentence("a package that is no workbook"),
        sentence("CSV or other text, XLSX, ODS, a page with a table (HTML) or PDF"),
        sentence("a table of a text document can be copied into a spreadsheet and saved as XLSX"),
    )


def _damaged(file: str) -> InputFaults:
    return refused(
        file,
        sentence("a damaged or encrypted package"),
        sentence("a workbook that a spreadsheet program opens without a password"),
    )


class _Inspection:
    """Goes through the parts of a package, none of them held whole."""

    def __init__(self, data: bytes, file: str, limits: Limits, check: Callable[[], None]) -> None:
        self._data = data
        self._file = file
        self._limits = limits
        self._check = check
        self._unpacked = 0
        self._items: list[int] = []
        self._shared = array("L")
        self.formulas = 0

    def check_declared(self, sizes: Iterable[int]) -> None:
        """Refuse what says itself that it is too large."""
        if sum(sizes) > self._limits.unpacked_bytes:
            raise self._too_much()

    def take(self, name: str, part: zipfile.ZipInfo) -> None:
        pieces = self._pieces(part)
        if name == "content.xml":
            self._take_ods(pieces)
        elif name.startswith("xl/worksheets/") and name.endswith(".xml"):
            self._take_sheet(pieces)
        elif name == "xl/sharedStrings.xml":
            self._take_shared(pieces)
        else:
            for _ in pieces:
                pass

    def finish(self) -> None:
        """Refuse a workbook whose cells repeat so much text that it would not fit."""
        if not self._items:
            return
        lengths = self._items
        longest = max(lengths)
        if longest * len(self._shared) <= self._limits.unpacked_bytes:
            return
        total = sum(lengths[number] for number in self._shared if number < len(lengths))
        if total > self._limits.unpacked_bytes:
            raise self._too_much()

    # ------------------------------------------------------------ unpacking

    def _pieces(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """What a part unpacks to, whatever the package says of its size."""
        if part.flag_bits & 1 or part.compress_type not in (_STORED, _DEFLATED):
            raise _damaged(self._file)
        packed = self._packed(part)
        if part.compress_type == _STORED:
            yield from map(
                self._counted, (packed[start : start + _PIECE] for start in range(0, len(packed), _PIECE))
            )
            return
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        rest = packed
        try:
            while rest and not unpacker.eof:
                piece = unpacker.decompress(rest, _PIECE)
                rest = unpacker.unconsumed_tail
                if piece:
                    yield self._counted(piece)
                elif not rest:
                    break
        except zlib.error:
            raise _damaged(self._file) from None

    def _packed(self, part: zipfile.ZipInfo) -> bytes:
        start = part.header_offset
        try:
            mark, name_length, extra_length = _LOCAL_HEADER.unpack_from(self._data, start)
        except struct.error:
            raise _damaged(self._file) from None
        if mark != b"PK\x03\x04":
            raise _damaged(self._file)
        begins = start + _LOCAL_HEADER.size + name_length + extra_length
        return self._data[begins : begins + part.compress_size]

    def _counted(self, piece: bytes) -> bytes:
        self._check()
        self._unpacked += len(piece)
        too_dense = self._unpacked > max(SMALL, MOST_COMPRESSED * len(self._data))
        if self._unpacked > self._limits.unpacked_bytes or too_dense:
            raise self._too_much()
        return piece

    def _too_much(self) -> InputFaults:
        return refused(
            self._file,
            sentence("a workbook that unpacks to far more than it is"),
            sentence(
                "a workbook that unpacks to at most {size} bytes and {times} times its size",
                size=self._limits.unpacked_bytes,
                times=MOST_COMPRESSED,
            ),
        )

    # ------------------------------------------------------------ where cells stand

    def _take_sheet(self, pieces: Iterator[bytes]) -> None:
        last_row = last_column = 0
        for text in _overlapping(pieces, b"<"):
            if b"\0" in text[:64]:
                raise _damaged(self._file)  # in UTF-16, which no program writes, cells would go unseen
            filled = _CELL.findall(text)
            if filled:
                letters, numbers = zip(*filled, strict=True)
                last_row = max(last_row, *map(int, numbers))
                last_column = max(last_column, *map(_column_number, set(letters)))
            self.formulas += len(_FORMULA.findall(text))
            self._shared.extend(map(int, _SHARED.findall(text)))
        self._check_area(last_row, last_column)

    def _take_shared(self, pieces: Iterator[bytes]) -> None:
        """The length of each text that cells share."""
        place, start = 0, None
        for text in _overlapping(pieces, b"<"):
            for found in _ITEM.finditer(text):
                if start is not None:
                    self._items.append(place + found.start() - start)
                start = place + found.start()
            place += len(text)
        if start is not None:
            self._items.append(place - start)

    def _take_ods(self, pieces: Iterator[bytes]) -> None:
        layout = _OdsLayout()
        for text in _overlapping(pieces, b"<"):
            layout.take(text)
            self.formulas += text.count(b"table:formula=")
            self._check_area(layout.last_row, layout.last_column)
            if layout.repeated_bytes > self._limits.unpacked_bytes:
                raise self._too_much()

    def _check_area(self, rows: int, columns: int) -> None:
        if rows * columns > self._limits.cells:
            raise refused(
                self._file,
                sentence(
                    "a sheet whose cells reach to row {row} and column {column}", row=rows, column=columns
                ),
                sentence("a sheet of at most {number} cells, empty ones counted", number=self._limits.cells),
                sentence("a cell far below or to the right may have been filled by mistake"),
            )


def _overlapping(pieces: Iterator[bytes], mark: bytes) -> Iterator[bytes]:
    """The pieces cut anew where a tag begins, so that none is torn; a tag of more than 64 KB may be."""
    held = b""
    for piece in pieces:
        text = held + piece
        # A cell's value stands behind its tag: three tags are kept together.
        cut = len(text)
        for _ in range(4):
            cut = text.rfind(mark, max(len(text) - _TOKEN, 0), cut)
            if cut < 0:
                break
        if cut <= 0:
            yield text
            held = b""
        else:
            yield text[:cut]
            held = text[cut:]
    if held:
        yield held


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class _OdsLayout:
    """How far the cells of an ODS reach, repeated ones counted as often as they are repeated."""

    def __init__(self) -> None:
        self.last_row = self.last_column = 0
        self.repeated_bytes = 0
        self._rows = self._row_repeats = self._columns = 0
        self._row_is_filled = False
        self._row_bytes = 0
        self._place = 0
        self._cell: tuple[int, int] | None = None

    def take(self, text: bytes) -> None:
        for found in _ODS_TOKEN.finditer(text):
            closes, what, attributes = found.groups()
            alone = attributes.endswith(b"/")
            if what == b"table" and not closes:
                self._rows = 0
            elif what == b"table-row":
                self._take_row(closes=bool(closes), alone=alone, repeats=_repeats(attributes, b"rows"))
            elif what != b"table":
                at = self._place + found.start()
                self._take_cell(
                    at, closes=bool(closes), alone=alone, repeats=_repeats(attributes, b"columns")
                )
        self._place += len(text)

    def _take_row(self, *, closes: bool, alone: bool, repeats: int) -> None:
        if not closes:
            self._row_repeats, self._columns, self._row_bytes, self._row_is_filled = repeats, 0, 0, False
        if closes or alone:
            self._rows += self._row_repeats
            if self._row_is_filled:
                self.last_row = max(self.last_row, self._rows)
                self.repeated_bytes += self._row_bytes * self._row_repeats

    def _take_cell(self, at: int, *, closes: bool, alone: bool, repeats: int) -> None:
        if not closes:
            self._columns += repeats
            self._cell = None if alone else (at, repeats)
        elif self._cell is not None:
            start, times = self._cell
            self._row_is_filled = True
            self.last_column = max(self.last_column, self._columns)
            self._row_bytes += (at - start) * times
            self._cell = None


def _repeats(attributes: bytes, what: bytes) -> int:
    for kind, number in _REPEATED.findall(attributes):
        if kind == what:
            return int(number)
    return 1
