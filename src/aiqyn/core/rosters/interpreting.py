"""The cells of a list read as records by what its columns mean: what can't be read is told, the good rows go on.

Values are read column by column and each different one once, since lists of a million rows repeat
themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING, cast

from aiqyn.core.faults import Fault
from aiqyn.core.language import Sentence, sentence
from aiqyn.core.rosters.cleaning import all_plain, cleaned, has_hidden_letters, mixes_scripts, repaired
from aiqyn.core.rosters.entries import read_entry
from aiqyn.core.rosters.mapping import ColumnMapping, ListMapping, identifies
from aiqyn.core.rosters.meanings import JOINED, Meaning
from aiqyn.core.rosters.records import FIELDS, Field, Records
from aiqyn.core.rosters.remarks import Remark
from aiqyn.core.rosters.words import words_of_values
from aiqyn.core.rosters.written_ages import OLDEST, read_age
from aiqyn.core.rosters.written_dates import (
    DATE_ACCEPTED,
    DayOrder,
    ReadDate,
    day_order,
    edtf_of,
    month_named,
    read_date,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LONGEST_NAME", "LONGEST_VALUE", "MAXIMUM_FAULTS", "Interpreted", "interpret"]

LONGEST_NAME = 300
LONGEST_VALUE = 2_000
MAXIMUM_FAULTS = 1_000
"""So many faults of a column are told one by one; of the others only how many there are."""

MOST_REMEMBERED = 300_000
"""After so many different values of a column they are forgotten and read anew."""

TOGETHER = 2_000
"""So many cells of text are looked at together."""

ROWS_OF_TOTALS = 5
"""In so many rows at the end a total is looked for."""

_NAMES: frozenset[Meaning] = frozenset({"name", "surname", "given_name", "patronymic", "initials"})
_DATES: frozenset[Meaning] = frozenset({"born", "died"})
_PARTS: Mapping[Field, tuple[Meaning, Meaning, Meaning]] = {
    "born": ("birth_year", "birth_month", "birth_day"),
    "died": ("death_year", "death_month", "death_day"),
}
_SILENT: frozenset[Meaning] = frozenset({"unread", "number", "identifier"})
_NUMBERED = re.compile(r"(?:№\s*)?\d{1,6}\s*[.)]\s+(?=\D)")
_NUMBER_BESIDE = re.compile(r"(?<![^\s,;(])(?:\d{4}|\d[\d./-]*(?![^\W\d_]))")
"""A number of its own; of "1st baron" it is part of the name."""

_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
_NO_LETTER = re.compile(r"\n[^\nA-Za-zА-ӿ]+\n")
_LOST = re.compile("\ufffd|\\?{3,}")


@dataclass(frozen=True, slots=True)
class Interpreted:
    """What a list was read as.

    Attributes:
        records: Its rows that tell of a person.
        faults: What could not be read, in the order of columns, at most `MAXIMUM_FAULTS` for each.
        faults_left_out: How many more there are.
        remarks: What was noticed.
        faulty_rows: How many rows have at least one fault.
        silent_rows: How many rows tell of nobody and are no records.
    """

    records: Records
    faults: tuple[Fault, ...]
    faults_left_out: int
    remarks: tuple[Remark, ...]
    faulty_rows: int
    silent_rows: int


@dataclass(frozen=True, slots=True)
class _Problem:
    """Why a value could not be read, or not all of it."""

    accepted: Sentence
    because: Sentence | None = None
    found: str | None = None
    field: str | None = None


class _Values(dict[str, "str | None"]):
    """What each different cell is read as; a cell met again costs nothing."""

    def __init__(self, read: Callable[[str, _Values], str | None]) -> None:
        self._read = read
        self.problems: dict[str, tuple[_Problem, ...]] = {}
        self.noticed: dict[str, list[str]] = {}

    def __missing__(self, cell: str) -> str | None:
        if len(self) > MOST_REMEMBERED:
            self.clear()
        value = self._read(cell, self)
        self[cell] = value
        return value

    def complain(
        self,
        cell: str,
        accepted: Sentence,
        because: Sentence | None = None,
        *,
        found: str | None = None,
        of: str | None = None,
    ) -> None:
        """Note that a cell could not be read."""
        self.problems[cell] = (*self.problems.get(cell, ()), _Problem(accepted, because, found, of))

    def notice(self, what: str, cell: str) -> None:
        """Note a cell that something was noticed of."""
        self.noticed.setdefault(what, []).append(cell)


def interpret(
    columns: Sequence[Sequence[str]],
    rows: NDArray[np.int64],
    mapping: ListMapping,
    *,
    file: str,
    roster: str,
    default_year: int | None = None,
) -> Interpreted:
    """The records of a list.

    Args:
        columns: The cells of each column, as received, from the list's first row on.
        rows: The number of each row as a spreadsheet counts.
        mapping: What the columns mean.
        file: The list's name, as faults should show it.
        roster: The list's id.
        default_year: The year of days that are written without one.
    """
    start = mapping.title_rows
    reading = _Interpreting(
        columns=[column[start:] if start else column for column in columns],
        rows=rows[start:],
        mapping=mapping,
        file=file,
        default_year=default_year,
    )
    reading.read()
    return reading.result(roster)


@dataclass(slots=True)
class _Interpreting:
    columns: Sequence[Sequence[str]]
    rows: NDArray[np.int64]
    mapping: ListMapping
    file: str
    default_year: int | None
    fields: dict[Field, list[str | None]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    left_out: int = 0
    remarks: list[Remark] = field(default_factory=list)
    faulty: set[int] = field(default_factory=set)
    order: DayOrder = "day_first"

    def read(self) -> None:
        # Whoever wrote the list wrote all its dates in one order: what one column shows holds for the others.
        dates = [column for meaning in ("born", "died") for column in self.mapping.of(meaning)]
        self.order = day_order([cell for date in dates for cell in self.columns[date.place][:10_000]])
        for column in self.mapping.columns:
            if column.meaning in FIELDS:
                self._join(column.meaning, self._column(column))
        for column in self.mapping.of("initials"):
            self._fill("given_name", self._column(column))
        for meaning, parts in _PARTS.items():
            self._read_parts(meaning, parts)
        for column in self.mapping.of("entry"):
            self._read_entries(column)

    # ------------------------------------------------------------ columns

    def _column(self, column: ColumnMapping) -> list[str | None]:
        """One column, each different value read once."""
        cells = self.columns[column.place]
        meaning = column.meaning
        if meaning in _NAMES:
            values = _Values(self._read_name if meaning == "name" else _read_part_of_name)
        elif meaning in _DATES:
            values = _Values(lambda cell, into: self._read_date(cell, into, self.order))
        else:
            values = _Values(_READERS.get(meaning, _read_text))
        if meaning not in _DATES and meaning not in _READERS and _differs(cells):
            longest = LONGEST_NAME if meaning in _NAMES else LONGEST_VALUE
            found = list(_read_together(cells, values, longest, are_names=meaning in _NAMES))
        else:
            found = list(map(values.__getitem__, cells))
        self._tell(column, cells, values)
        return found

    def _join(self, meaning: Field, values: list[str | None]) -> None:
        held = self.fields.get(meaning)
        if held is None:
            self.fields[meaning] = values
        elif meaning in JOINED:
            between = JOINED[meaning]
            self.fields[meaning] = [
                second
                if first is None
                else first
                if second is None or second == first
                else first + between + second
                for first, second in zip(held, values, strict=True)
            ]
        else:
            self._fill(meaning, values)

    def _fill(self, meaning: Field, values: list[str | None]) -> None:
        """Values where nothing is known yet."""
        held = self.fields.get(meaning)
        if held is None:
            self.fields[meaning] = values
        else:
            self.fields[meaning] = [
                second if first is None else first for first, second in zip(held, values, strict=True)
            ]

    def _read_parts(self, meaning: Field, parts: tuple[Meaning, Meaning, Meaning]) -> None:
        """A date whose year, month and day have columns of their own."""
        found = [next(iter(self.mapping.of(part)), None) for part in parts]
        year = found[0]
        if year is None:
            return
        cells = self.columns[year.place]
        others = [self.columns[column.place] if column is not None else None for column in found[1:]]
        if not any(others):
            values = _Values(lambda cell, into: self._read_date(cell, into, "day_first"))
            self._fill(meaning, list(map(values.__getitem__, cells)))
            self._tell(year, cells, values)
            return
        silent = [""] * len(cells)
        joined = list(
            map(
                "\x1f".join,
                zip(cells, *(other if other is not None else silent for other in others), strict=True),
            )
        )
        values = _Values(_read_parts_of_date)
        self._fill(meaning, list(map(values.__getitem__, joined)))
        self._tell(year, joined, values)

    def _read_entries(self, column: ColumnMapping) -> None:
        """A column whose texts hold whole rows."""
        cells = self.columns[column.place]
        read: dict[str, Mapping[Field, str]] = {}
        values = _Values(lambda cell, into: self._read_entry(cell, into, read))
        for cell in cells:
            values[cell]
        present = dict.fromkeys(name for told in read.values() for name in told)
        for name in present:
            self._fill(name, [read[cell].get(name) for cell in cells])
        self._tell(column, cells, values)

    # ------------------------------------------------------------ values

    def _read_name(self, cell: str, into: _Values) -> str | None:
        value = _text(cell, into, longest=LONGEST_NAME)
        if value is None:
            return None
        value = _NUMBERED.sub("", value)
        if _NUMBER_BESIDE.search(value) is not None and _WORD.search(value) is not None:
            told = read_entry(value, default_year=self.default_year).values.get("name")
            if told is not None:
                into.notice("more than a name", cell)
                value = told
        return _checked_name(value, cell, into)

    def _read_date(self, cell: str, into: _Values, order: DayOrder) -> str | None:
        value = _text(cell, into)
        if value is None:
            return None
        found = read_date(value, default_year=self.default_year, order=order)
        if found.edtf is None or found.because is not None:
            into.complain(cell, DATE_ACCEPTED, found.because)
        return found.edtf

    def _read_entry(self, cell: str, into: _Values, read: dict[str, Mapping[Field, str]]) -> str | None:
        value = _text(cell, into)
        if value is None:
            read[cell] = {}
            return None
        found = read_entry(repaired(cell) or cell, default_year=self.default_year)
        read[cell] = found.values
        for misread in found.misread:
            into.complain(cell, DATE_ACCEPTED, misread.because, found=misread.found, of=misread.field)
        if "name" not in found.values:
            into.complain(cell, sentence("a name at the beginning: Тоқаев Қ.Ж., 1985 г.р., Алматы, 05.01"))
        return None

    # ------------------------------------------------------------ what is told

    def _tell(self, column: ColumnMapping, cells: Sequence[str], values: _Values) -> None:
        """The faults and remarks of one column."""
        if values.problems:
            self._tell_faults(column, cells, values.problems)
        for what, noticed in values.noticed.items():
            self._remark(column, cells, what, frozenset(noticed))

    def _tell_faults(
        self, column: ColumnMapping, cells: Sequence[str], problems: Mapping[str, tuple[_Problem, ...]]
    ) -> None:
        told = 0
        for place, cell in enumerate(cells):
            for problem in problems.get(cell, ()):
                self.faulty.add(place)
                told += 1
                if told > MAXIMUM_FAULTS:
                    self.left_out += 1
                    continue
                found = problem.found if problem.found is not None else cell.replace("\x1f", "-").strip()
                title = column.key if problem.field is None else f"{column.key}: {problem.field}"
                self.faults.append(
                    Fault(self.file, int(self.rows[place]), title, found, problem.accepted, problem.because)
                )

    def _remark(
        self, column: ColumnMapping, cells: Sequence[str], what: str, noticed: frozenset[str]
    ) -> None:
        places = [place for place, cell in enumerate(cells) if cell in noticed]
        if not places:
            return
        example = cells[places[0]].strip()[:80]
        said = _NOTICED[what](len(places), example)
        self.remarks.append(Remark(self.file, int(self.rows[places[0]]), column.key, said))

    # ------------------------------------------------------------ the whole

    def result(self, roster: str) -> Interpreted:
        import numpy as np

        count = len(self.rows)
        kept = self._kept(count)
        silent = count - sum(kept)
        rows = self.rows
        fields: dict[Field, list[str | None]] = {
            name: self.fields[name] for name in FIELDS if name in self.fields and any(self.fields[name])
        }
        records = self._names_of_rows()
        if silent:
            rows = rows[np.array(kept, dtype=bool)]
            fields = {name: list(compress(values, kept)) for name, values in fields.items()}
            records = list(compress(records, kept))
        return Interpreted(
            Records(
                (roster,),
                np.zeros(len(rows), dtype=np.int32),
                records,
                rows,
                cast("Mapping[Field, Sequence[str | None]]", fields),
            ),
            tuple(self.faults),
            self.left_out,
            tuple(self.remarks),
            len(self.faulty),
            silent,
        )

    def _names_of_rows(self) -> list[str]:
        identifiers = self.mapping.of("identifier")
        if identifiers:
            found = [cell.strip() for cell in self.columns[identifiers[0].place]]
            if identifies(found):
                return found
            accepted = sentence("an identifier on each row, and each once")
            self.faults.append(
                Fault(
                    self.file, None, identifiers[0].key, sentence("one that is missing or doubled"), accepted
                )
            )
        return [str(row) for row in self.rows.tolist()]

    def _totals(self, count: int) -> list[int]:
        """Rows at the end that add up the list: "Итого: 238"."""
        totals = words_of_values().totals
        return [
            place
            for place in range(max(count - ROWS_OF_TOTALS, 0), count)
            if any(
                len(column[place]) < 40
                and column[place].casefold().strip(" .:").split(" ")[0].strip(":") in totals
                for column in self.columns
            )
        ]

    def _kept(self, count: int) -> list[bool]:
        """The rows that tell of somebody; of others with text it is said that they were left out."""
        kept = list(map(any, zip(*self.fields.values(), strict=True))) if self.fields else [False] * count
        for place in self._totals(count):
            kept[place] = False
            self.faulty.discard(place)
            row = int(self.rows[place])
            self.faults = [fault for fault in self.faults if fault.row != row]
        left = [place for place in range(count) if not kept[place]] if not all(kept) else []
        with_text = [place for place in left if any(column[place].strip() for column in self.columns)]
        if with_text:
            text = sentence(
                "rows that tell of no person and are left out ({count}); this is the first",
                count=len(with_text),
            )
            self.remarks.append(Remark(self.file, int(self.rows[with_text[0]]), None, text))
        return kept


# ------------------------------------------------------------ values of one kind


def _text(cell: str, into: _Values, *, longest: int = LONGEST_VALUE) -> str | None:
    """A cell as it is compared; `None` where it says nothing or can't be read."""
    if len(cell) > longest:
        accepted = (
            sentence("a name of at most {number} letters", number=longest)
            if longest == LONGEST_NAME
            else sentence("at most {number} letters", number=longest)
        )
        into.complain(cell, accepted)
        return None
    value = cleaned(cell)
    if not value:
        return None
    if not value.isascii() or value is not cell:
        value = _noticed(cell, value, into)
    if len(value) <= 20 and value.casefold() in words_of_values().unknown:
        return None
    return value


def _differs(cells: Sequence[str]) -> bool:
    """Whether most values of a column stand once, so that to remember them is of no use."""
    head = cells[:TOGETHER]
    return len(cells) > TOGETHER and len(set(head)) > 0.3 * TOGETHER


def _read_together(
    cells: Sequence[str], values: _Values, longest: int, *, are_names: bool
) -> Iterator[str | None]:
    """Cells of text, thousands at a time where none of them has anything to be cleaned."""
    unknown = words_of_values().unknown | {""}
    for start in range(0, len(cells), TOGETHER):
        part = cells[start : start + TOGETHER]
        lines = "\n".join(part)
        is_odd = are_names and (_DIGIT.search(lines) or _NO_LETTER.search(f"\n{lines}\n"))
        if is_odd or max(map(len, part)) > longest or not all_plain(part):
            yield from map(values.__getitem__, part)
        else:
            small = lines.casefold().split("\n")
            yield from (None if one in unknown else cell for cell, one in zip(part, small, strict=True))


def _noticed(cell: str, value: str, into: _Values) -> str:
    """The value, after what is remarkable of it has been noticed."""
    again = repaired(cell)
    if again is not None:
        into.notice("wrong encoding", cell)
        return cleaned(again)
    if _LOST.search(value):
        into.notice("lost letters", cell)
    if value != cell:
        if mixes_scripts(cell):
            into.notice("two scripts in a word", cell)
        if has_hidden_letters(cell):
            into.notice("hidden letters", cell)
    return value


def _read_text(cell: str, into: _Values) -> str | None:
    return _text(cell, into)


def _read_part_of_name(cell: str, into: _Values) -> str | None:
    value = _text(cell, into, longest=LONGEST_NAME)
    return None if value is None else _checked_name(value, cell, into)


def _checked_name(value: str, cell: str, into: _Values) -> str | None:
    if _WORD.search(value) is None:
        into.complain(cell, sentence("a name, with at least one letter"))
        return None
    return value


def _read_sex(cell: str, into: _Values) -> str | None:
    value = _text(cell, into)
    if value is None:
        return None
    sex = words_of_values().sexes.get(value.casefold().strip(". "))
    if sex is None:
        into.complain(cell, sentence("a sex: ер, әйел; м, ж; male, female"))
    return sex


def _read_age(cell: str, into: _Values) -> str | None:
    value = _text(cell, into)
    if value is None:
        return None
    age = read_age(value)
    if age is None:
        into.complain(cell, sentence("an age in whole years, at most {number}: 37", number=OLDEST))
    return age


def _read_parts_of_date(cell: str, into: _Values) -> str | None:
    year, month, day = (part.strip().removesuffix(".0") for part in cell.split("\x1f"))
    unknown = words_of_values().unknown
    year, month, day = (
        "" if part.casefold() in unknown or part in ("0", "00") else part for part in (year, month, day)
    )
    if not year and not month and not day:
        return None
    number = _number_of_month(month)
    if not year.isdecimal() or number is None or (day and not day.isdecimal()):
        found = read_date(year) if year and not month else ReadDate(None)
        if found.edtf is None or found.because is not None:
            into.complain(cell, DATE_ACCEPTED, found.because)
        return found.edtf
    exact = edtf_of(int(year), number or None, int(day) if day and number else None)
    if exact.because is not None:
        into.complain(cell, DATE_ACCEPTED, exact.because)
    return exact.edtf


def _number_of_month(text: str) -> int | None:
    """The month's number, 0 where none is told, `None` where it is no month."""
    if not text:
        return 0
    return int(text) if text.isdecimal() and len(text) <= 2 else month_named(text.casefold())


_READERS: Mapping[Meaning, Callable[[str, _Values], str | None]] = {"sex": _read_sex, "age": _read_age}


# ------------------------------------------------------------ what is noticed


def _wrong_encoding(count: int, example: str) -> Sentence:
    return sentence(
        "cells saved in a wrong encoding ({count}): “{example}” is read as “{repaired}”; the cells stay as they are",
        count=count,
        example=example,
        repaired=(repaired(example) or "…"),
    )


_NOTICED: Mapping[str, Callable[[int, str], Sentence]] = {
    "wrong encoding": _wrong_encoding,
    "lost letters": lambda count, example: sentence(
        "cells with marks where letters were lost before this file was written ({count}): “{example}”",
        count=count,
        example=example,
    ),
    "two scripts in a word": lambda count, example: sentence(
        "cells with words of Latin and Cyrillic letters that look alike ({count}): “{example}”; they are compared in one script",
        count=count,
        example=example,
    ),
    "hidden letters": lambda count, example: sentence(
        "cells with characters that are not seen, such as marks of direction ({count}); they are compared without them",
        count=count,
        example=example,
    ),
    "more than a name": lambda count, example: sentence(
        "cells with numbers beside the name ({count}): “{example}”; the name alone is read",
        count=count,
        example=example,
    ),
}
