"""What a report is made of, whatever it is printed on: pages of blocks, in no language yet.

Site and document are both drawn from one `Report`, so they can't say different things.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from aiqyn.publication.report.text import Text

__all__ = [
    "START",
    "Block",
    "Breakdown",
    "Chain",
    "Chains",
    "Column",
    "Command",
    "Drawing",
    "Facts",
    "Heading",
    "Hill",
    "Hills",
    "Interval",
    "Intervals",
    "IntervalsPart",
    "Item",
    "Known",
    "Listing",
    "Mark",
    "Notice",
    "Overlap",
    "Overlaps",
    "Page",
    "Paragraph",
    "Part",
    "Passage",
    "Plate",
    "Report",
    "Response",
    "Row",
    "Scale",
    "Span",
    "Table",
    "Timeline",
    "anchors_of",
]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a page, with an address of its own."""

    text: Text
    anchor: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered paragraph.

    Attributes:
        notes: What stands beside it in the margin: mostly where it comes from.
        anchor: The address of the record it tells, beside the address of its number.
        numbered: False for the few that only lead the reader on.
    """

    text: Text
    notes: tuple[Text, ...] = ()
    anchor: str | None = None
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a listing."""

    text: Text
    notes: tuple[Text, ...] = ()
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Entries in an order, each with its notes."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Short pairs of a name and what it is."""

    pairs: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a reader must not miss: a caution, a gap, or that there is nothing here and why."""

    text: Text
    kind: Literal["caution", "gap", "empty"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A statement, word for word, with whose it is."""

    text: Text
    source: Text
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """What a reader may type, line by line."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        numeric: Figures, aligned to the right.
        share: How wide it is beside the others; 2 is enough for a long word.
    """

    text: Text
    numeric: bool = False
    share: int = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; its first cell heads it."""

    cells: tuple[Text, ...]
    anchor: str | None = None
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; `empty` is said where it has no row."""

    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: Text
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One entry of a timeline.

    Attributes:
        label: What it is.
        when: Its date in words.
        start, end: Days since 1970-01-01, end included; `None` is open or unknown.
        exact: A day that is known; False draws hatching and a broken outline.
        waiting: Nothing happened in this span: drawn as an empty bar.
        sure: Of a span with a doubtful end, the days that surely belong to it.
    """

    label: Text
    when: Text
    start: int | None
    end: int | None
    exact: bool = True
    waiting: bool = False
    sure: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A lane of a timeline: what belongs together, under one heading."""

    title: Text
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Marks along the days, with breaks where long nothing is recorded."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A bar from one number to another.

    Attributes:
        low, high: `None` is no bound known.
        pattern: `whole`, `part`, `rest` (not accounted for), `range` (anything between).
    """

    label: Text
    value: Text
    low: int | None
    high: int | None
    pattern: Literal["whole", "part", "rest", "range"]


@dataclass(frozen=True, slots=True)
class Scale:
    """Bars on one scale of numbers, each with a row of its own."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole as one bar, and under it its parts end to end, with what remains."""

    whole: Span
    parts: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """A number that others are held against, with a row and a rule of its own.

    Attributes:
        sure: Documented, not merely stated: drawn unbroken.
    """

    label: Text
    value: Text
    number: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Hill:
    """How likely each number of people is, as one method has it.

    Attributes:
        outline: Numbers and heights; the highest is 1.
        low, middle, high: The interval and what lies in its middle.
    """

    label: Text
    value: Text
    outline: tuple[tuple[float, float], ...]
    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True)
class Hills:
    """Distributions on one scale, each with a row of its own, and the numbers they are held against.

    Attributes:
        stamp: What must stand in the drawing itself: that its data are simulated.
    """

    rows: tuple[Hill, ...]
    known: tuple[Known, ...]
    stamp: Text | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """One estimate's interval, or why there is none.

    Attributes:
        value: The numbers in words, or the refusal.
        low, middle, high: `None` where it is refused.
        is_floor: At least so many: drawn open to above.
    """

    label: Text
    value: Text
    low: int | None = None
    middle: int | None = None
    high: int | None = None
    is_floor: bool = False


@dataclass(frozen=True, slots=True)
class IntervalsPart:
    """Intervals that belong together, under one heading."""

    title: Text
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Intervals:
    """Intervals on one scale; refusals are written where the interval would be."""

    parts: tuple[IntervalsPart, ...]
    known: tuple[Known, ...]
    stamp: Text | None = None


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many people are on exactly these lists.

    Attributes:
        members: The lists' places, from 0; none for people on no list.
        least, most: `None` for what no list tells.
    """

    members: tuple[int, ...]
    value: Text
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Which lists share how many people: a row for each combination."""

    lists: tuple[Text, ...]
    rows: tuple[Overlap, ...]
    stamp: Text | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """A number of people over something that no data can settle.

    Attributes:
        across: What is held fixed, in words, under the axis.
        points: Where, the number, and its interval; an end is `None` where there is none.
        ratio: Whether the axis is one of ratios, 1 in its middle.
        needed: Where the curve passes through a number that it is held against.
        told: What the data say of it: from, to.
    """

    across: Text
    points: tuple[tuple[float, float, float, float | None], ...]
    ratio: bool
    known: tuple[Known, ...]
    needed: tuple[tuple[float, int], ...] = ()
    told: tuple[float | None, float | None] | None = None
    stamp: Text | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain of a sampler: where it went, and how its draws rank among those of all.

    Attributes:
        draws: Numbers of people, in the order in which they were drawn.
        ranks: How many of its draws fall in each part of the ranks of all; alike where chains agree.
    """

    label: Text
    value: Text
    draws: tuple[int, ...]
    ranks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chains:
    """The chains of one sampler, each with a row of its own.

    Attributes:
        trace, ranks: What the two halves of a row show, in words.
    """

    chains: tuple[Chain, ...]
    trace: Text
    ranks: Text
    stamp: Text | None = None


Drawing = Timeline | Scale | Breakdown | Hills | Intervals | Overlaps | Response | Chains


@dataclass(frozen=True, slots=True)
class Plate:
    """A drawing with its title, the one sentence to read it by, and its numbers as a table."""

    anchor: str
    title: Text
    reading: Text
    drawing: Drawing
    table: Table


START = "index"
"""The key of the first page, which all chapters belong under."""

Block = Heading | Paragraph | Listing | Facts | Notice | Passage | Command | Table | Plate


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the site, a chapter or a part of one in the document.

    Attributes:
        key: Its file's name without the ending, and its own anchor.
        number: `3` for a chapter, `3.1` for a case, `A` for an annex; `None` for the start.
        lead: The one sentence under the title: what is this.
        parent: The key of the page that it belongs under.
    """

    key: str
    number: str | None
    title: Text
    lead: Text
    blocks: tuple[Block, ...]
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A release as a report: everything that is printed, in reading order.

    Attributes:
        key: The inquiry's id.
        release: The release's id.
        edition: Which edition this is: stands on every page.
        purpose: What the release is for.
    """

    key: str
    release: str
    title: Text
    release_title: Text
    subtitle: Text
    edition: Text
    purpose: Text
    pages: tuple[Page, ...]

    def anchors(self) -> Iterator[tuple[str, str]]:
        """Every address in the report with the key of its page, in reading order."""
        for page in self.pages:
            yield page.key, page.key
            for block in page.blocks:
                for anchor in anchors_of(block):
                    yield anchor, page.key


def anchors_of(block: Block) -> Iterator[str]:
    """The addresses that a block gives."""
    match block:
        case Heading(anchor=anchor):
            yield anchor
        case Paragraph(anchor=anchor) | Passage(anchor=anchor) if anchor:
            yield anchor
        case Listing(items=items):
            yield from (item.anchor for item in items if item.anchor)
        case Plate(anchor=anchor, table=table):
            yield anchor
            yield from anchors_of(table)
        case Table(anchor=anchor, rows=rows):
            if anchor:
                yield anchor
            for row in rows:
                if row.anchor:
                    yield row.anchor
                yield from row.anchors
        case _:
            return
