"""Lists that people write line by line: numbered lists, bulleted ones, chats with times and senders.

Each line that tells of a person becomes a row whose one cell is the line as it stands; what goes on in the next
line belongs to it. Greetings, questions and answers between are left out, and it is said how many.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiqyn.core.rosters.cleaning import cleaned
from aiqyn.core.rosters.contents import kinds_of_names, looks_like_entry
from aiqyn.core.rosters.remarks import Remark
from aiqyn.core.rosters.titles import read_title
from aiqyn.exchange.sentences import sentence

__all__ = ["TITLES", "TITLES_OF_CHATS", "LineList", "is_line_list"]

TITLES = ("entry",)
TITLES_OF_CHATS = ("entry", "sender", "sent")
"""What the columns are called that such a list is read into."""

NUMBERED_FROM = 0.3
"""A list whose lines are numbered to such a share is a numbered one."""

MOST_WORDS_OF_A_NAME = 6
LONGEST_LINE_KEPT = 2_000

_DAY = r"\d{1,4}[./\-]\d{1,2}[./\-]\d{2,4}"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_STAMPS = (
    # [12.01.2022, 14:03:22] Айгуль: text
    re.compile(rf"\[({_DAY},?\s+{_TIME})\]\s*(?:([^:\n]{{1,60}}):\s?)?(.*)", re.DOTALL),
    # 12.01.22, 14:03 - Айгуль: text
    re.compile(rf"({_DAY},?\s+{_TIME})\s+[-–]\s+(?:([^:\n]{{1,60}}):\s?)?(.*)", re.DOTALL),
)
_STAMP_BEHIND = re.compile(rf"([^\[\]\n]{{1,60}}?),?\s+\[({_DAY},?\s+{_TIME})\]:?\s*(.*)", re.DOTALL)
"""Айгуль, [12.01.2022 14:03] text"""

_NUMBERED = re.compile(
    r"\s*(?:(?:№\s*)?\d{1,5}\s*[.)\]:]\s*(?!\d)|№\s*\d{1,5}\s|\d{1,5}\s*[-–—]\s+|(?:[0-9]\ufe0f?\u20e3)+|🔟)"
)
_BULLET = re.compile(r"\s*(?:[•·●▪◦*►▶✅✔☑🕯🖤⚫✝📍🔹🔸♦◾◼‣⁃–—-]\ufe0f?\s*)+(?=[^\W\d_])")
_NOT_A_PERSON = re.compile(r"[?!]\s*$|https?://|<[^>]+>|:\s*$")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*\.?")
_GOES_ON = re.compile(r"\s*(?:\d|[a-zа-яёәғқңөұүһі(])")
_LEADING_MARKS = "\u200e\u200f\ufeff\u202a\u202c "


def is_line_list(text: str, delimiter: str | None) -> bool:
    """Whether a text is a list of lines rather than a table with separators.

    Args:
        text: Its beginning.
        delimiter: What would separate its columns.

    Example:
        >>> is_line_list("1. Оспанов С., 1985\\n2. Ахметов Б., 1990\\n", ","), is_line_list("a,b\\nc,d\\n", ",")
        (True, False)
    """
    beginnings = (line[:LONGEST_LINE_KEPT].strip(_LEADING_MARKS) for line in text.split("\n")[:400])
    lines = [line for line in beginnings if line]
    if not lines:
        return False
    stamped = sum(_stamp(line) is not None for line in lines)
    if stamped >= 2 and stamped >= 0.05 * len(lines):
        return True
    if delimiter is None:
        title = read_title(lines[0])
        return title is None or title.certainty < 0.9
    if delimiter == "\t":
        return False
    marked = sum(_mark(line) != "" for line in lines)
    if marked >= 0.5 * len(lines):
        return True
    if delimiter != ",":
        return False
    return not _has_titles(lines, delimiter) and _is_prose(lines)


def _has_titles(lines: Sequence[str], delimiter: str) -> bool:
    return any(
        sum(read_title(cell.strip(' "')) is not None for cell in line.split(delimiter)) >= 2
        for line in lines[:5]
    )


def _is_prose(lines: Sequence[str]) -> bool:
    """Commas with a space behind them, as in sentences, and entries that begin with a name."""
    commas = sum(line.count(",") for line in lines)
    spaced = sum(line.count(", ") for line in lines)
    quoted = sum('"' in line for line in lines)
    return commas > 0 and spaced >= 0.8 * commas and quoted < 0.1 * len(lines)


def _stamp(line: str) -> tuple[str, str | None, str] | None:
    """The time, the sender and the rest of a line with which a message begins."""
    for pattern in _STAMPS:
        found = pattern.fullmatch(line)
        if found is not None:
            return found[1], found[2], found[3]
    behind = _STAMP_BEHIND.fullmatch(line)
    return (behind[2], behind[1].strip(), behind[3]) if behind is not None else None


def _mark(line: str) -> str:
    """The number or bullet with which a line begins."""
    found = _NUMBERED.match(line) or _BULLET.match(line)
    return found[0] if found is not None else ""


@dataclass(slots=True)
class LineList:
    """Gathers the rows of a list of lines that comes in pieces.

    Attributes:
        file: Its name, as faults should show it.
        is_numbered: Whether rows are numbered or bulleted; found by the first piece.
        is_chat: Whether times and senders were met.
        entries, senders, times: The rows so far.
        rows: Their lines' numbers.
        left_out: The lines that tell of nobody.
    """

    file: str
    is_numbered: bool | None = None
    is_chat: bool = False
    entries: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    rows: array[int] = field(default_factory=lambda: array("q"))
    left_out: int = 0
    _first_left_out: tuple[int, str] | None = None
    _line: int = 0
    _open: bool = False
    _sender: str = ""
    _time: str = ""

    def feed(self, text: str) -> None:
        """Take a piece of the text.

        Args:
            text: Whole lines.
        """
        lines = text.split("\n")
        if not lines[-1]:
            lines.pop()
        if self.is_numbered is None:
            self._decide(lines)
        for line in lines:
            self._line += 1
            self._take(line.rstrip("\r"))

    def columns(self) -> tuple[list[str], ...]:
        """The columns of the table, as `TITLES` or `TITLES_OF_CHATS` name them."""
        return (self.entries, self.senders, self.times) if self.is_chat else (self.entries,)

    def remarks(self) -> list[Remark]:
        """What was noticed, once all is read."""
        if self._first_left_out is None:
            return []
        row, example = self._first_left_out
        text = sentence(
            "lines that tell of no person and are left out ({count}); this is the first: “{example}”",
            count=self.left_out,
            example=example,
        )
        return [Remark(self.file, row, None, text)]

    def _decide(self, lines: Sequence[str]) -> None:
        bare = [_without_stamp(line) for line in lines if line.strip()]
        marked = sum(_mark(line) != "" for line in bare)
        self.is_numbered = marked >= max(NUMBERED_FROM * len(bare), 2)

    def _take(self, line: str) -> None:
        bare = line.strip(_LEADING_MARKS)
        stamp = _stamp(bare)
        if stamp is not None:
            self.is_chat, self._open = True, False
            self._time, self._sender, bare = stamp[0], stamp[1] or "", stamp[2].strip(_LEADING_MARKS)
        if not bare:
            self._open = False
            return
        if self._is_person(bare):
            self._add(bare)
        elif self._open and _GOES_ON.match(bare) and len(self.entries[-1]) < LONGEST_LINE_KEPT:
            self.entries[-1] += "\n" + bare
        else:
            self._open = False
            self.left_out += 1
            if self._first_left_out is None:
                self._first_left_out = self._line, bare[:80]

    def _add(self, text: str) -> None:
        self.entries.append(text)
        self.senders.append(self._sender)
        self.times.append(self._time)
        self.rows.append(self._line)
        self._open = True

    def _is_person(self, text: str) -> bool:
        mark = _mark(text)
        rest = cleaned(text[len(mark) : LONGEST_LINE_KEPT])
        if not any(map(str.isalpha, rest)):
            return False
        if mark and self.is_numbered:
            return True
        if _NOT_A_PERSON.search(rest) or read_title(rest.rstrip(":")) is not None:
            return False
        return looks_like_entry(rest) or (not self.is_numbered and _is_name(rest))


def _without_stamp(line: str) -> str:
    bare = line.strip(_LEADING_MARKS)
    stamp = _stamp(bare)
    return bare if stamp is None else stamp[2]


def _is_name(text: str) -> bool:
    """Whether a line without numbers begins with a name: known to the language packs, or all in capitals' form."""
    start = re.split(r"[,;(–—]", text, maxsplit=1)[0]
    words = _WORD.findall(start)
    if not 1 <= len(words) <= MOST_WORDS_OF_A_NAME or any(map(str.isdigit, start)):
        return False
    if kinds_of_names([start]):
        return len(words) >= 2 or len(start) > 3
    return 2 <= len(words) <= 4 and all(word[0].isupper() for word in words)
