"""How much of a list is read at most: whoever writes a file that we open must not exhaust the machine."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["OF_THE_COMMAND", "OF_UPLOADS", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one list; beyond it the list is refused with its reason.

    Attributes:
        file_bytes: Size of a text file; it is read as a stream.
        packed_bytes: Size of a workbook, PDF or page, which has to be held whole.
        unpacked_bytes: What a workbook or the streams of a PDF unpack to.
        packed_parts: Parts of a workbook.
        rows: Rows of a table.
        columns: Columns of a table.
        cells: Rows times columns of a sheet, empty ones counted.
        line_bytes: Of one line of text; a longer one is left out and told.
        pages: Of a PDF.
        seconds: How long reading may take; looked at between blocks, sheets and pages. `None`: as long
            as it takes.
    """

    file_bytes: int = 8 * 2**30
    packed_bytes: int = 256 * 2**20
    unpacked_bytes: int = 2**30
    packed_parts: int = 5_000
    rows: int = 20_000_000
    columns: int = 1_000
    cells: int = 40_000_000
    line_bytes: int = 2**20
    pages: int = 1_000
    seconds: float | None = None


OF_THE_COMMAND = Limits()
"""What somebody may read on their own machine."""

OF_UPLOADS = Limits(
    file_bytes=32 * 2**20,
    packed_bytes=16 * 2**20,
    unpacked_bytes=128 * 2**20,
    packed_parts=500,
    rows=200_000,
    columns=200,
    cells=4_000_000,
    line_bytes=2**18,
    pages=100,
    seconds=20.0,
)
"""What a page of the members' web may be given."""
