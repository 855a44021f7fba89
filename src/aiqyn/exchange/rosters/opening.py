"""Opens a list whatever it is: what a file holds is told by its content, never by its name."""

from __future__ import annotations

import codecs
import gc
import hashlib
import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.rosters.remarks import Remark
from aiqyn.exchange.rosters.chats import TITLES, TITLES_OF_CHATS, LineList, is_line_list
from aiqyn.exchange.rosters.delimited import Delimited, sniff_delimiter
from aiqyn.exchange.rosters.encodings import TextOfBlocks, sniff_encoding
from aiqyn.exchange.rosters.limits import OF_THE_COMMAND, Limits
from aiqyn.exchange.rosters.pages import read_page
from aiqyn.exchange.rosters.printed import read_printed
from aiqyn.exchange.rosters.table import ListKind, ListTable, empty_list, refused
from aiqyn.exchange.rosters.workbooks import read_workbook
from aiqyn.exchange.sentences import sentence

__all__ = ["Deadline", "no_search_for_cycles", "open_list"]

SAMPLE = 2**20
BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class Deadline:
    """When reading has to be over."""

    file: str
    at: float | None
    seconds: float | None

    @classmethod
    def of(cls, limits: Limits, file: str) -> Deadline:
        seconds = limits.seconds
        return cls(file, None if seconds is None else time.monotonic() + seconds, seconds)

    def check(self) -> None:
        """Refuse the list where its time is over."""
        if self.at is not None and time.monotonic() > self.at:
            raise refused(
                self.file,
                sentence("a list that takes longer to read"),
                sentence("a list that is read within {seconds} seconds", seconds=self.seconds),
            )


def open_list(
    source: Path | bytes,
    *,
    file: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    limits: Limits = OF_THE_COMMAND,
    progress: Callable[[int, int], None] | None = None,
) -> ListTable:
    """The cells of a list.

    Args:
        source: Where it lies, or its bytes.
        file: Its name, as faults should show it; the path where left out.
        sheet: The name of the sheet of a workbook, or the number of a table; the largest where left out.
        encoding: Of a text; told by its bytes where left out.
        delimiter: What separates the columns of a text; told by its lines where left out.
        limits: How much is read at most.
        progress: Told how many bytes have been read, and of how many.

    Raises:
        InputFaults: The file can't be read as a list: it is empty, too large, of a kind that is not
            read, or holds no table.
        OSError: It can't be opened.
    """
    name = file if file is not None else str(source) if isinstance(source, Path) else "?"
    with _stream(source) as stream:
        size = _size(stream)
        if size == 0:
            raise empty_list(name)
        start = stream.read(SAMPLE)
        stream.seek(0)
        opened = _Opened(stream, size, start, name, sheet, limits, Deadline.of(limits, name))
        kind = _kind(start, name)
        if kind == "text":
            return _text_list(opened, encoding, delimiter, progress)
        return _whole_list(opened, kind)


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """Within this block memory is not searched for cycles: none are made, and with millions of cells held each
    search takes a good part of a second, of which there would be dozens."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Opened:
    stream: BinaryIO
    size: int
    start: bytes
    file: str
    sheet: str | None
    limits: Limits
    deadline: Deadline


@contextmanager
def _stream(source: Path | bytes) -> Iterator[BinaryIO]:
    if isinstance(source, bytes):
        yield io.BytesIO(source)
    else:
        with source.open("rb") as stream:
            yield stream


def _size(stream: BinaryIO) -> int:
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    return size


# ------------------------------------------------------------ kinds

_PAGE = re.compile(rb"<(?:!doctype\s+html|html|table|body|head|meta|div)\b", re.IGNORECASE)
_PAGE_IN_UTF_16 = "<table".encode("utf-16-le")


def _kind(start: bytes, file: str) -> ListKind:
    if start.startswith(b"PK"):
        return "xlsx"  # or ODS; the parts of the package tell
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise refused(
            file,
            sentence("a file of an old or encrypted office program"),
            sentence("the same list saved as XLSX or CSV, without a password"),
        )
    if b"%PDF-" in start[:1024]:
        return "pdf"
    head = start[:65536]
    bare = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if bare.startswith(b"<") and (_PAGE.search(head) or _PAGE_IN_UTF_16 in head.lower()):
        return "html"
    if start.startswith(b"\xff\xfe<") or bare.startswith((b"{\\rtf", b"<?xml")) or _is_binary(start):
        raise refused(
            file,
            sentence("a file of another kind"),
            sentence("CSV or other text, XLSX, ODS, a page with a table (HTML) or PDF"),
        )
    return "text"


def _is_binary(start: bytes) -> bool:
    """Whether a file is no text: pictures, archives, programs."""
    known = (
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"Rar!",
        b"7z\xbc\xaf",
        b"\x1f\x8b",
        b"BZh",
        b"\x7fELF",
        b"MZ",
        b"\xfd7zXZ",
        b"SQLite format 3",
    )
    if start.startswith(known):
        return True
    if sniff_encoding(start).startswith(("utf-16", "utf-32")):
        return False
    controls = sum(start[:65536].count(byte) for byte in range(1, 32) if byte not in (9, 10, 11, 12, 13, 27))
    return controls > max(0.05 * len(start[:65536]), 16) or start[:65536].count(0) > 0.3 * len(start[:65536])


def _whole_list(opened: _Opened, kind: ListKind) -> ListTable:
    """A list whose file has to be held whole."""
    import numpy as np

    if opened.size > opened.limits.packed_bytes:
        raise too_large(opened.file, opened.size, opened.limits.packed_bytes)
    data = opened.stream.read()
    digest = hashlib.sha256(data).hexdigest()
    if kind == "html":
        cells = read_page(
            data, file=opened.file, table=opened.sheet, limits=opened.limits, check=opened.deadline.check
        )
    elif kind == "pdf":
        found = read_printed(data, file=opened.file, limits=opened.limits, check=opened.deadline.check)
        if isinstance(found, str):
            return _lines_of_a_print(opened, found, digest)
        cells = found
    else:
        cells = read_workbook(
            data, file=opened.file, sheet=opened.sheet, limits=opened.limits, check=opened.deadline.check
        )
    return ListTable(
        opened.file,
        cells.kind,
        digest,
        opened.size,
        None,
        None,
        cells.sheet,
        tuple(cells.columns),
        np.array(cells.rows, dtype=np.int64),
        remarks=tuple(cells.remarks),
    )


def _lines_of_a_print(opened: _Opened, text: str, digest: str) -> ListTable:
    """A PDF without a table: its lines, as of any text."""
    gathered = LineList(opened.file)
    gathered.feed(text)
    return _table_of_lines(opened, gathered, digest, kind="pdf")


def _table_of_lines(
    opened: _Opened,
    gathered: LineList,
    digest: str,
    *,
    kind: ListKind = "text",
    encoding: str | None = None,
    remarks: tuple[Remark, ...] = (),
) -> ListTable:
    import numpy as np

    if not gathered.entries:
        raise refused(
            opened.file,
            sentence("a text in which no line tells of a person"),
            sentence("a table, or a list with one person on each line"),
        )
    return ListTable(
        opened.file,
        kind,
        digest,
        opened.size,
        encoding,
        None,
        None,
        gathered.columns(),
        np.array(gathered.rows, dtype=np.int64),
        remarks=(*gathered.remarks(), *remarks),
        titles=TITLES_OF_CHATS if gathered.is_chat else TITLES,
    )


def too_large(file: str, size: int, limit: int) -> InputFaults:
    """The fault of a file beyond its limit."""
    return refused(
        file,
        sentence("{size} bytes", size=size),
        sentence("a file of at most {size} bytes", size=limit),
    )


# ------------------------------------------------------------ texts


def _text_list(
    opened: _Opened, encoding: str | None, delimiter: str | None, progress: Callable[[int, int], None] | None
) -> ListTable:
    import numpy as np

    if opened.size > opened.limits.file_bytes:
        raise too_large(opened.file, opened.size, opened.limits.file_bytes)
    encoding = encoding or sniff_encoding(opened.start)
    if opened.start.startswith(codecs.BOM_UTF8) and codecs.lookup(encoding).name == "utf-8":
        encoding = "utf-8-sig"
    texts = TextOfBlocks(encoding, line_bytes=opened.limits.line_bytes)
    sample = _beginning(opened, encoding)
    if not sample.strip("\ufeff \t\r\n"):
        if opened.size > SAMPLE:
            accepted = sentence("a list that begins within the first {size} bytes", size=SAMPLE)
            raise refused(opened.file, sentence("nothing but empty lines"), accepted)
        raise empty_list(opened.file)
    delimiter = delimiter or sniff_delimiter(sample)
    if delimiter is not None:
        _check_width(opened, sample, delimiter)
    if is_line_list(sample, delimiter):
        return _line_list(opened, encoding, texts, progress)
    gathered = Delimited(opened.file, delimiter, opened.limits)
    digest = hashlib.sha256()
    with no_search_for_cycles():
        for text in texts.texts(_blocks(opened, digest.update, progress)):
            gathered.feed(text)
        gathered.feed("", final=True)
    if not gathered.columns:
        raise empty_list(opened.file)
    remarks = [*gathered.remarks(), *_remarks_of_encodings(opened.file, texts)]
    faults = [*gathered.faults, *_faults_of_lines(opened, texts)]
    return ListTable(
        opened.file,
        "delimited",
        digest.hexdigest(),
        opened.size,
        encoding,
        delimiter,
        None,
        tuple(gathered.columns),
        np.array(gathered.rows, dtype=np.int64),
        tuple(sorted(faults, key=lambda fault: fault.row or 0)),
        tuple(remarks),
        faults_left_out=gathered.faults_left_out,
    )


def _check_width(opened: _Opened, sample: str, delimiter: str) -> None:
    """Refuse a table that is far too wide before its first row is looked at closely."""
    widest = max(line.count(delimiter) + 1 for line in sample.split("\n")[:20])
    if widest > 10 * opened.limits.columns:
        raise refused(
            opened.file,
            sentence("{number} columns", number=widest),
            sentence("at most {number} columns", number=opened.limits.columns),
        )


def _line_list(
    opened: _Opened, encoding: str, texts: TextOfBlocks, progress: Callable[[int, int], None] | None
) -> ListTable:
    gathered = LineList(opened.file)
    digest = hashlib.sha256()
    for text in texts.texts(_blocks(opened, digest.update, progress)):
        gathered.feed(text)
    remarks = tuple(_remarks_of_encodings(opened.file, texts))
    return _table_of_lines(opened, gathered, digest.hexdigest(), encoding=encoding, remarks=remarks)


def _beginning(opened: _Opened, encoding: str) -> str:
    texts = TextOfBlocks(encoding, line_bytes=SAMPLE)
    return "".join(texts.texts(iter([opened.start])))


def _blocks(
    opened: _Opened, also: Callable[[bytes], object], progress: Callable[[int, int], None] | None
) -> Iterator[bytes]:
    done = 0
    while block := opened.stream.read(BLOCK):
        opened.deadline.check()
        also(block)
        yield block
        done += len(block)
        if progress is not None:
            progress(done, opened.size)


def _remarks_of_encodings(file: str, texts: TextOfBlocks) -> Iterator[Remark]:
    for encoding, lines in texts.others.items():
        text = sentence(
            "lines written in {encoding} and not, as the others, in {usual} ({count}); each is read in its own",
            count=len(lines),
            encoding=encoding,
            usual=texts.encoding,
        )
        yield Remark(file, lines[0], None, text)


def _faults_of_lines(opened: _Opened, texts: TextOfBlocks) -> Iterator[Fault]:
    for line in texts.too_long[:1000]:
        yield Fault(
            opened.file,
            line,
            None,
            sentence("a line of more than {size} bytes", size=opened.limits.line_bytes),
            sentence("a row of at most {size} bytes", size=opened.limits.line_bytes),
            sentence("the row is left out"),
        )
