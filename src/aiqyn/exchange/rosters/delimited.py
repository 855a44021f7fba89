"""Tables of text with a separator: comma, semicolon, tab or pipe; one column without any.

A quote that is never closed costs its own row, not all that come after it.
"""

from __future__ import annotations

import csv
import io
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from aiqyn.core.faults import Fault
from aiqyn.core.language import Sentence
from aiqyn.core.rosters.remarks import Remark
from aiqyn.exchange.rosters.limits import Limits
from aiqyn.exchange.rosters.table import refused
from aiqyn.exchange.sentences import sentence

__all__ = ["DELIMITERS", "Delimited", "sniff_delimiter"]

DELIMITERS = (";", "\t", "|", ",")
"""The likelier first where two divide a text equally well: a comma also stands within cells."""

LINES_LOOKED_AT = 200
MOST_LINES_IN_A_CELL = 200
LONGEST_FIRST_LINE = 100_000
MAXIMUM_FAULTS = 1_000
REMEMBERED = 50_000
"""So many different values of a column are kept once for all rows that have them."""

FIRST_ROWS = 1_000
"""By so many rows it is decided how many columns there are."""


def sniff_delimiter(text: str) -> str | None:
    """What separates the columns of a text; `None` where nothing does so evenly.

    Args:
        text: The beginning of it, in whole lines where that is possible.

    Example:
        >>> sniff_delimiter("a;b;c\\n1,5;2,5;3,5\\n"), sniff_delimiter("Оспанов Серік\\nАхметов Болат\\n")
        (';', None)
    """
    lines = [line for line in text.split("\n")[: LINES_LOOKED_AT + 1] if line.strip()][:LINES_LOOKED_AT]
    best: tuple[float, int] = (0.0, 1)
    chosen: str | None = None
    for delimiter in DELIMITERS:
        evenness, width = _evenness(lines, delimiter)
        if width > 1 and (round(evenness, 1), width) > best:
            best, chosen = (round(evenness, 1), width), delimiter
    return chosen


def _evenness(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    """The share of rows that have as many cells as most rows have, and that number."""
    if not any(delimiter in line for line in lines):
        return 0.0, 1
    source = io.StringIO("\n".join(lines), newline="\n")
    widths: Counter[int] = Counter()
    try:
        widths.update(len(row) for row in csv.reader(source, delimiter=delimiter) if any(row))
    except csv.Error:
        widths.update(line.count(delimiter) + 1 for line in lines)
    if not widths:
        return 0.0, 1
    # A title above the table, or a note beneath it, is a row of one cell.
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, 1
    width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
    return count / sum(widths.values()), width


@dataclass(slots=True)
class Delimited:
    """Gathers the cells of a text that comes in pieces.

    Attributes:
        file: Its name, as faults should show it.
        delimiter: What separates its columns; `None` for a single column.
        limits: How much is read at most.
        columns: The cells so far, column by column.
        rows: Their rows' numbers.
        faults: Rows that could not be read as such, at most `MAXIMUM_FAULTS`.
        faults_left_out: How many more there are.
    """

    file: str
    delimiter: str | None
    limits: Limits
    columns: list[list[str]] = field(default_factory=list)
    rows: array[int] = field(default_factory=lambda: array("q"))
    faults: list[Fault] = field(default_factory=list)
    faults_left_out: int = 0
    _row: int = 0
    _held: str = ""
    _short: int = 0
    _first_short: int = 0
    _usual_width: int = 0
    _known: list[dict[str, str]] = field(default_factory=list)
    _first: list[tuple[int, list[str]]] = field(default_factory=list)

    def feed(self, text: str, *, final: bool = False) -> None:
        """Take a piece of the text.

        Args:
            text: Whole lines, but for the last piece.
            final: Whether nothing follows.
        """
        if self._held:
            text, self._held = self._held + text, ""
        if text:
            self._take(self._split(text, final=final))
        if final and not self.columns:
            self._settle()

    def remarks(self) -> Iterator[Remark]:
        """What was noticed, once all is read."""
        if self._short:
            yield Remark(
                self.file,
                self._first_short,
                None,
                sentence(
                    "rows with fewer cells than the others ({count}); the missing ones are taken as empty",
                    count=self._short,
                ),
            )

    # ------------------------------------------------------------ rows

    def _split(self, text: str, *, final: bool) -> list[list[str]]:
        if self.delimiter is None:
            lines = text.split("\n")
            return [
                [line.rstrip("\r")] if line.strip() else [] for line in (lines if lines[-1] else lines[:-1])
            ]
        if '"' not in text:
            try:
                return list(csv.reader(io.StringIO(text, newline="\n"), delimiter=self.delimiter))
            except csv.Error:
                pass  # a line too long, or one that ends as lines once did; found row by row
        return self._split_carefully(list(io.StringIO(text, newline="\n")), final=final)

    def _split_carefully(self, lines: list[str], *, final: bool) -> list[list[str]]:
        rows: list[list[str]] = []
        start = 0
        if not self._usual_width and lines:
            first = [lines[0].replace("\r", "")[:LONGEST_FIRST_LINE]]
            self._usual_width = len(next(csv.reader(first, delimiter=self.delimiter or ","), ()))
        while start < len(lines):
            start = self._split_from(lines, start, rows, final=final)
        return rows

    def _split_from(self, lines: list[str], start: int, rows: list[list[str]], *, final: bool) -> int:
        """Read rows until something is wrong with one; where to go on."""
        source = _Lines(lines, start)
        begins = start
        try:
            for row in csv.reader(source, delimiter=self.delimiter or ","):
                spanned = source.place - begins
                if source.ended and not final and spanned <= MOST_LINES_IN_A_CELL:
                    self._held = "".join(lines[begins:])
                    return len(lines)
                if source.ended or self._is_swallowed(lines[begins : source.place], row):
                    rows.append(self._without_quotes(lines[begins], self._row + len(rows) + 1))
                    return begins + 1
                rows.append(row)
                begins = source.place
        except csv.Error:
            rows.append(self._without_quotes(lines[begins], self._row + len(rows) + 1))
            return begins + 1
        return len(lines)

    def _is_swallowed(self, lines: Sequence[str], row: Sequence[str]) -> bool:
        """Whether a row of several lines is rather several rows, whose first forgot to close a quote."""
        if len(lines) <= 1:
            return False
        if len(lines) > MOST_LINES_IN_A_CELL:
            return True
        delimiter = self.delimiter or ","
        width = len(self.columns) or self._usual_width
        # Taken together they don't fit the table, each alone they do.
        return width >= 3 and len(row) != width and all(line.count(delimiter) + 1 == width for line in lines)

    def _without_quotes(self, line: str, row: int) -> list[str]:
        """A line whose quotes don't close, cut at every separator."""
        if '"' in line:
            self._fault(
                row,
                line.strip(),
                sentence("a quote that is closed again, or none"),
                sentence("its row is cut at every separator"),
            )
        text = line.rstrip("\r\n").replace("\r", " ")
        return text.split(self.delimiter)

    # ------------------------------------------------------------ columns

    def _take(self, rows: list[list[str]]) -> None:
        if not self.columns:
            self._first += [(self._row + number, row) for number, row in enumerate(rows, 1) if any(row)]
            self._row += len(rows)
            if len(self._first) >= FIRST_ROWS:
                self._settle()
            return
        start = self._row
        self._row += len(rows)
        width = len(self.columns)
        if set(map(len, rows)) == {width}:
            self.rows.extend(range(start + 1, self._row + 1))
            self._append(rows)
            return
        numbered = [(start + number, row) for number, row in enumerate(rows, 1) if any(row)]
        self.rows.extend(number for number, _ in numbered)
        self._append([self._fitted(number, row, width) for number, row in numbered])

    def _settle(self) -> None:
        """Decide by the first rows how many columns there are, and take those rows."""
        first, self._first = self._first, []
        if not first:
            return
        counts = Counter(len(row) for _, row in first)
        widest = max(counts)
        # As wide as most rows, or as the first row as wide as several: titles may name columns that stay empty.
        usual = max(counts, key=lambda width: (counts[width] if width > 1 else 0, width))
        width = max(usual, *(len(row) for _, row in first[:1]))
        if max(width, widest) > self.limits.columns:
            found = sentence("{number} columns", number=max(width, widest))
            row = next(number for number, cells in first if len(cells) > self.limits.columns)
            raise refused(
                self.file, found, sentence("at most {number} columns", number=self.limits.columns), row=row
            )
        self.columns = [[] for _ in range(width)]
        self._known = [{} for _ in range(width)]
        self.rows.extend(number for number, _ in first)
        self._append([self._fitted(number, row, width) for number, row in first])

    def _fitted(self, number: int, row: list[str], width: int) -> list[str]:
        if len(row) == width:
            return row
        if len(row) < width:
            if len(row) > 1:
                self._short += 1
                self._first_short = self._first_short or number
            return row + [""] * (width - len(row))
        if any(cell.strip() for cell in row[width:]):
            self._fault(
                number,
                sentence("{number} fields", number=len(row)),
                sentence("{number} fields, as in the other rows", number=width),
                sentence("the first ones are read; a cell that holds the separator stands in quotes"),
            )
        return row[:width]

    def _append(self, rows: list[list[str]]) -> None:
        if len(self.rows) > self.limits.rows:
            raise refused(
                self.file,
                sentence("more than {number} rows", number=self.limits.rows),
                sentence("at most {number} rows", number=self.limits.rows),
            )
        for column, known, cells in zip(self.columns, self._known, zip(*rows, strict=True), strict=True):
            if len(known) < REMEMBERED:
                # Towns and sexes repeat themselves: one object each saves most of the memory.
                column.extend(map(known.setdefault, cells, cells))
            else:
                column.extend(cells)

    def _fault(
        self, row: int, found: str | Sentence, accepted: Sentence, because: Sentence | None = None
    ) -> None:
        if len(self.faults) >= MAXIMUM_FAULTS:
            self.faults_left_out += 1
        else:
            self.faults.append(Fault(self.file, row, None, found, accepted, because))


class _Lines:
    """Some lines one after the other, with what is known of how far they were read."""

    def __init__(self, lines: Sequence[str], place: int) -> None:
        self._lines = lines
        self.place = place
        self.ended = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.place >= len(self._lines):
            self.ended = True
            raise StopIteration
        self.place += 1
        return self._lines[self.place - 1]
