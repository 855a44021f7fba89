"""Rows of a CSV file of ours, one after the other, with their numbers as a spreadsheet shows them.

For files whose columns are a promise: pairs of names, identities, matches. Lists of other people's making
are read by `aiqyn.exchange.rosters`, which guesses where this one finds fault.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.language import Sentence
from aiqyn.exchange.sentences import sentence

__all__ = ["LONGEST_LINE", "CsvRows", "separator_of"]

LONGEST_LINE = 2**20

_SEPARATORS = (",", ";", "\t")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def separator_of(path: Path | bytes, file: str) -> str:
    """What stands between the columns: of comma, semicolon and tab that which the first line has most.

    Args:
        path: Where the file lies, or its bytes.
        file: Its name, as faults should show it.

    Raises:
        InputFaults: The file is in UTF-16.
    """
    with _opened(path) as stream:
        line = stream.readline(LONGEST_LINE)
    if line.startswith(_UTF_16):
        accepted = sentence("text in UTF-8; in a spreadsheet: save as “CSV UTF-8”")
        raise InputFaults([Fault(file, None, None, sentence("text in UTF-16"), accepted)])
    return max(_SEPARATORS, key=lambda separator: line.count(separator.encode()))


def _opened(source: Path | bytes) -> BinaryIO:
    return source.open("rb") if isinstance(source, Path) else io.BytesIO(source)


class CsvRows:
    """The rows of a file that are not blank; what keeps one from being read ends the reading.

    Iterating gives the row's number, of which the first is 1, and its cells as they stand.

    Args:
        path: Where the file lies, or its bytes.
        file: Its name, as faults should show it.
        separator: What stands between columns.
    """

    def __init__(self, path: Path | bytes, file: str, separator: str) -> None:
        self._path = path
        self._file = file
        self._separator = separator
        self._row = 0

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self._lines(), delimiter=self._separator, strict=True)
        try:
            for row, cells in enumerate(reader, 1):
                self._row = row
                if any(cell.strip() for cell in cells):
                    yield row, cells
        except csv.Error as error:
            accepted = sentence("CSV: fields in quotes closed by a quote, of at most 131,072 letters")
            because = sentence("the reader stops there: {problem}", problem=str(error))
            raise self._fault(sentence("a field without end"), accepted, because) from None

    def _lines(self) -> Iterator[str]:
        """Lines as text; what keeps one from being read ends the reading, for nothing behind it can be placed."""
        with _opened(self._path) as stream:
            is_first = True
            while line := stream.readline(LONGEST_LINE):
                if len(line) == LONGEST_LINE:
                    accepted = sentence("lines of at most {size} bytes", size=LONGEST_LINE)
                    raise self._fault(sentence("a line without end"), accepted)
                if b"\0" in line:
                    accepted = sentence("text in UTF-8; in a spreadsheet: save as “CSV UTF-8”")
                    raise self._fault(sentence("a zero byte"), accepted)
                yield self._text(line, is_first=is_first)
                is_first = False

    def _text(self, line: bytes, *, is_first: bool) -> str:
        try:
            return line.decode("utf-8-sig" if is_first else "utf-8")
        except UnicodeDecodeError as error:
            because = sentence(
                "the byte {byte} there is of another encoding, such as Windows-1251",
                byte=f"0x{line[error.start]:02x}",
            )
            around = line[max(error.start - 20, 0) : error.start + 20].decode("utf-8", "replace").strip()
            accepted = sentence("text in UTF-8; in a spreadsheet: save as “CSV UTF-8”")
            raise self._fault(around, accepted, because) from None

    def _fault(
        self, found: str | Sentence, accepted: Sentence, because: Sentence | None = None
    ) -> InputFaults:
        return InputFaults([Fault(self._file, self._row + 1, None, found, accepted, because)])
