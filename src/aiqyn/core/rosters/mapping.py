"""What each column of a list means: guessed from titles and contents, with how sure and why, or as told.

A guess is shown to a person, who corrects it; a corrected mapping is kept beside the list and obeyed from
then on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from aiqyn.core.language import Sentence, sentence
from aiqyn.core.rosters.contents import Contents, is_known_as_unknown, read_contents, sample_of
from aiqyn.core.rosters.meanings import JOINED, Meaning, letter_of
from aiqyn.core.rosters.titles import ReadTitle, read_title
from aiqyn.core.shown import is_one_line
from aiqyn.core.spreadsheets import defused

__all__ = ["ColumnMapping", "ListMapping", "guess_mapping", "identifies"]

ROWS_BEFORE_TITLES = 20
"""In so many rows at the top of a list titles are looked for; prose may stand above them."""

EXAMPLES = 3
BY_CONTENTS = 0.6
"""The share of values that must look like a meaning before contents alone tell it."""

AGAINST_TITLE = 0.2
"""A title is doubted where fewer values than this look like what it says."""

LEAST_TOLD = 3
"""Fewer values than this tell no meaning that a letter or a small number would do for."""

MOST_READ_NEARLY = 100
"""In wider lists titles with a slip of the pen are not recognised: to compare them all takes too long."""

LONGEST_EXAMPLE = 80
MAXIMUM_IDENTIFIER = 200

_SEEN_IN_CONTENTS: frozenset[Meaning] = frozenset(
    {"born", "died", "birth_year", "death_year", "age", "sex", "email"}
)
_ONCE: frozenset[Meaning] = frozenset({"name", "sex", "born", "age", "died", "identifier", "number", "entry"})


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What one column means.

    Attributes:
        place: Counted from 0.
        title: As received; `None` where the list has no titles or the column none.
        key: What a kept mapping calls it: its title, or its letter where the title is missing or not
            the only one of its kind.
        meaning: What it means.
        certainty: How sure that is, between 0 and 1; 1 where a person told it.
        because: What it was told by.
        examples: Some values, as received.
    """

    place: int
    title: str | None
    key: str
    meaning: Meaning
    certainty: float
    because: Sentence
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListMapping:
    """What the columns of a list mean.

    Attributes:
        title_rows: How many rows at the top are titles or stand above them; no persons.
        title_row: Which of the rows, counted from 0, holds the titles; `None` where none does.
        columns: One for each column, in order.
        unknown: Names of a told mapping that no column has.
    """

    title_rows: int
    title_row: int | None
    columns: tuple[ColumnMapping, ...]
    unknown: tuple[str, ...] = ()

    def of(self, meaning: Meaning) -> tuple[ColumnMapping, ...]:
        """The columns of a meaning, in order."""
        return tuple(column for column in self.columns if column.meaning == meaning)

    def as_told(self) -> dict[str, Meaning]:
        """What a kept mapping says: each column's key and meaning."""
        return {column.key: column.meaning for column in self.columns}


def guess_mapping(
    columns: Sequence[Sequence[str]],
    *,
    told: Mapping[str, Meaning] | None = None,
    title_row: int | None = None,
    titles: Sequence[str] | None = None,
) -> ListMapping:
    """What the columns of a list mean.

    Args:
        columns: The cells of each column, as received, from the first row on; all of one length.
        told: What a person said of columns, by title or letter; the others are guessed where this is
            empty and unread where it is not.
        title_row: Which row holds the titles, counted from 0; −1 where none does; found where left out.
        titles: What the columns are called where it is known otherwise; then no row holds titles.

    Example:
        >>> found = guess_mapping([["Тегі", "Оспанов"], ["Туған жылы", "1985"]])
        >>> [(column.title, column.meaning) for column in found.columns]
        [('Тегі', 'surname'), ('Туған жылы', 'birth_year')]
    """
    told = told or {}
    row = _row_of_titles(columns, told, title_row) if titles is None else None
    named = _titles(columns, row) if titles is None else list(titles)
    keys = _keys(named)
    skipped = 0 if row is None else row + 1
    lower = _with_lower_titles(columns, row, named) if row is not None else None
    if lower is not None:
        # A title made of two cells stands nowhere; its column is called by its letter.
        keys = [
            letter_of(place) if title != named[place] else keys[place] for place, title in enumerate(lower)
        ]
        named, skipped = lower, skipped + 1
    skipped += _numbering_rows(columns, skipped) if row is not None else 0
    if told:
        found = [
            _as_told(place, named[place], keys[place], told, _examples(column, skipped))
            for place, column in enumerate(columns)
        ]
    else:
        found = _guessed(named, keys, columns, skipped)
    unknown = tuple(name for name in told if name not in {*keys, *filter(None, named), *_letters(columns)})
    return ListMapping(skipped, row, tuple(found), unknown)


def _row_of_titles(
    columns: Sequence[Sequence[str]], told: Mapping[str, Meaning], title_row: int | None
) -> int | None:
    if title_row is None:
        return _title_row(columns, told)
    return title_row if title_row >= 0 else None


def _titles(columns: Sequence[Sequence[str]], row: int | None) -> list[str | None]:
    if row is None:
        return [None] * len(columns)
    return [column[row].strip() or None if row < len(column) else None for column in columns]


def _with_lower_titles(
    columns: Sequence[Sequence[str]], row: int, named: Sequence[str | None]
) -> list[str | None] | None:
    """Titles of two rows put together, "Дата" over "рождения" and "смерти"; `None` where one row is all."""
    if any(row + 1 >= len(column) for column in columns):
        return None
    cells = [column[row + 1].strip() for column in columns]
    if any(any(map(str.isdecimal, cell)) for cell in cells):
        return None
    if not any(cell and title is None for cell, title in zip(cells, named, strict=True)):
        return None
    found: list[str | None] = []
    above: str | None = None
    for cell, title in zip(cells, named, strict=True):
        above = title if title is not None else above
        found.append(f"{above} {cell}".strip() if cell and above is not None else cell or title)
    made = [title for title, cell in zip(found, cells, strict=True) if cell and title is not None]
    known = [read_title(title) for title in made]
    exact = sum(title is not None and title.certainty > 0.9 for title in known)
    return found if exact >= max(1, 0.5 * len(made)) else None


def _letters(columns: Sequence[Sequence[str]]) -> list[str]:
    return [letter_of(place) for place in range(len(columns))]


def _keys(titles: Sequence[str | None]) -> list[str]:
    counts: dict[str, int] = {}
    for title in titles:
        if title is not None:
            counts[title] = counts.get(title, 0) + 1
    return [
        title if title is not None and counts[title] == 1 else letter_of(place)
        for place, title in enumerate(titles)
    ]


# ------------------------------------------------------------ where titles are


def _title_row(columns: Sequence[Sequence[str]], told: Mapping[str, Meaning]) -> int | None:
    """The row that holds the titles, by words that titles have; else the first, where it is unlike the others."""
    rows = list(islice(zip(*columns, strict=True), ROWS_BEFORE_TITLES))
    if not rows:
        return None
    scores = [_looks_like_titles(row, told) for row in rows]
    best = max(range(len(rows)), key=lambda place: scores[place])
    if scores[best] > 0:
        return best
    return 0 if not told and _is_unlike_the_rest(rows) else None


def _looks_like_titles(row: Sequence[str], told: Mapping[str, Meaning]) -> float:
    cells = [cell.strip() for cell in row if cell.strip()]
    if not cells:
        return 0.0
    if told:
        return float(sum(cell in told for cell in cells))
    found = [read_title(cell) for cell in cells]
    exact = sum(title is not None and title.certainty > 0.9 for title in found)
    known = sum(title is not None for title in found)
    # One word among many cells may be a value: a town called "Село", a note.
    if exact == 0 and known < 2:
        return 0.0
    if known < 2 and len(cells) > 2:
        return 0.0
    return known + exact if known >= 0.3 * len(cells) else 0.0


def _is_unlike_the_rest(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is of words alone, under which some column is of numbers."""
    first, rest = rows[0], rows[1:]
    if not rest or not all(cell.strip() and not any(map(str.isdecimal, cell)) for cell in first):
        return False
    if len(set(first)) != len(first):
        return False
    for place in range(len(first)):
        below = [row[place] for row in rest if row[place].strip()]
        if below and all(any(map(str.isdecimal, cell)) for cell in below):
            return True
    return False


def _numbering_rows(columns: Sequence[Sequence[str]], start: int) -> int:
    """1 where the row under the titles numbers the columns, as official tables have it; else 0."""
    if len(columns) < 3 or any(start >= len(column) for column in columns):
        return 0
    cells = [column[start].strip().rstrip(".") for column in columns]
    return int(cells == [str(number) for number in range(1, len(columns) + 1)])


# ------------------------------------------------------------ one column


def _examples(column: Sequence[str], skipped: int) -> tuple[str, ...]:
    found: list[str] = []
    for cell in islice(column, skipped, skipped + 1000):
        value = cell.strip()
        if value and not is_known_as_unknown(value) and value[:LONGEST_EXAMPLE] not in found:
            found.append(value[:LONGEST_EXAMPLE])
        if len(found) == EXAMPLES:
            break
    return tuple(found)


def _as_told(
    place: int, title: str | None, key: str, told: Mapping[str, Meaning], examples: tuple[str, ...]
) -> ColumnMapping:
    named = next((name for name in (key, title, letter_of(place)) if name is not None and name in told), None)
    meaning: Meaning = told[named] if named is not None else "unread"
    because = (
        sentence("it was told so")
        if named is not None
        else sentence("the mapping that was given does not name it")
    )
    return ColumnMapping(place, title, key, meaning, 1.0, because, examples)


def _guessed(
    titles: Sequence[str | None],
    keys: Sequence[str],
    columns: Sequence[Sequence[str]],
    skipped: int,
) -> list[ColumnMapping]:
    contents = [read_contents(sample_of(_below(column, skipped))) for column in columns]
    found: list[ColumnMapping] = []
    for place, column in enumerate(columns):
        title = titles[place]
        nearly = len(columns) <= MOST_READ_NEARLY
        read = read_title(title, nearly=nearly) if title is not None else None
        meaning, certainty, because = (
            _by_title(read, contents[place]) if read is not None else _by_contents(title, contents[place])
        )
        found.append(
            ColumnMapping(place, title, keys[place], meaning, certainty, because, _examples(column, skipped))
        )
    found = _names_settled(found, contents)
    found = _dates_settled(found)
    found = _each_once(found)
    return [_identifier_checked(each, columns[each.place], skipped) for each in found]


def _below(column: Sequence[str], skipped: int) -> Sequence[str]:
    return column[skipped:] if skipped else column


Guess = tuple[Meaning, float, Sentence]


def _by_title(read: ReadTitle, contents: Contents) -> Guess:
    meaning, certainty = read.meaning, read.certainty
    if meaning in _SEEN_IN_CONTENTS and contents.told >= 3:
        share = _share(meaning, contents)
        if share < AGAINST_TITLE:
            because = sentence(
                "its title is known as “{title}”, though only {percent} % of its values look like that",
                title=read.known_as,
                percent=round(100 * share),
            )
            return meaning, round(certainty * 0.5, 2), because
    holds_more = contents.told >= LEAST_TOLD and contents.shares.get("entry", 0.0) > BY_CONTENTS
    if meaning == "name" and holds_more:
        return "entry", 0.8, sentence("its title is that of names, and its values hold numbers beside them")
    return meaning, certainty, sentence("its title is known as “{title}”", title=read.known_as)


def _share(meaning: Meaning, contents: Contents) -> float:
    shares = contents.shares
    if meaning in ("born", "died"):
        return max(shares.get("born", 0.0), shares.get("birth_year", 0.0))
    if meaning in ("birth_year", "death_year"):
        return max(shares.get("birth_year", 0.0), shares.get("born", 0.0))
    return shares.get(meaning, 0.0)


def _by_contents(title: str | None, contents: Contents) -> Guess:
    if not contents.told:
        return "unread", 1.0, sentence("it is empty")
    if contents.counts_up and title is None:
        return "number", 0.9, sentence("its values count the rows")
    likeliest = contents.likeliest()
    if likeliest is None or likeliest[1] < BY_CONTENTS:
        because = (
            sentence("neither its contents nor a title tell what it means")
            if title is None
            else sentence("its title is not known, and its contents don't tell what it means")
        )
        return "unread", 0.5, because
    meaning, share = _preferred(contents)
    if contents.told < LEAST_TOLD and meaning in ("age", "initials", "sex"):
        return "unread", 0.5, sentence("its few values don't tell what it means")
    if title is not None and meaning in ("age", "initials"):
        # Numbers below 121 under an unknown title may count anything.
        return "unread", 0.5, sentence("its title is not known, and its contents don't tell what it means")
    certainty = round(0.75 * share, 2)
    return (
        meaning,
        certainty,
        sentence("{percent} % of its values look like that", percent=round(100 * share)),
    )


def _preferred(contents: Contents) -> tuple[Meaning, float]:
    """The likeliest meaning, the more particular one where two are alike."""
    shares = contents.shares
    order: tuple[Meaning, ...] = (
        "email",
        "national_number",
        "sex",
        "birth_year",
        "born",
        "entry",
        "name",
        "patronymic",
        "initials",
        "age",
        "given_name",
        "surname",
        "phone",
    )
    best = max(shares.values())
    return next((each, shares[each]) for each in order if shares.get(each, 0.0) >= best - 0.05)


# ------------------------------------------------------------ columns together


def _names_settled(found: list[ColumnMapping], contents: Sequence[Contents]) -> list[ColumnMapping]:
    """ "Имя" and "name" mean a whole name or a given name, by what else there is and how many words they hold."""
    meanings = {column.meaning for column in found}
    settled: list[ColumnMapping] = []
    for column, seen in zip(found, contents, strict=True):
        meaning = column.meaning
        if meaning == "name" and "surname" in meanings and "given_name" not in meanings and seen.words < 1.5:
            because = sentence("surnames have a column of their own, and it holds one word")
            settled.append(replace(column, meaning="given_name", because=because))
        elif (
            meaning in ("given_name", "surname", "initials")
            and meanings.isdisjoint({"name", "surname", "given_name"} - {meaning})
            and seen.words >= 1.8
        ):
            because = sentence("no other column holds names, and it holds several words")
            settled.append(replace(column, meaning="name", because=because))
        else:
            settled.append(column)
    return settled


def _dates_settled(found: list[ColumnMapping]) -> list[ColumnMapping]:
    """Of two columns of dates without titles the first is of birth, the second of death."""
    dates = [column for column in found if column.meaning == "born" and column.title is None]
    if not dates:
        return found
    has_birth = any(column.meaning in ("birth_year", "age") for column in found)
    deaths = dates if has_birth else dates[1:2]
    because = sentence("it holds dates, and another column tells of birth")
    return [
        replace(column, meaning="died", certainty=min(column.certainty, 0.6), because=because)
        if column in deaths
        else column
        for column in found
    ]


def _each_once(found: list[ColumnMapping]) -> list[ColumnMapping]:
    """Of columns that can't be joined the surest is read, the first of equals."""
    best: dict[Meaning, ColumnMapping] = {}
    for column in found:
        if column.meaning not in best or column.certainty > best[column.meaning].certainty:
            best[column.meaning] = column
    settled: list[ColumnMapping] = []
    for column in found:
        chosen = best[column.meaning]
        if column is chosen or column.meaning == "unread" or column.meaning in JOINED:
            settled.append(column)
            continue
        because = sentence("the column {column} tells that already", column=chosen.key)
        settled.append(replace(column, meaning="unread", certainty=0.7, because=because))
    return settled


def identifies(values: Sequence[str]) -> bool:
    """Whether values can name the rows of a list: each there, each once, short, and in no spreadsheet a formula.

    Args:
        values: Of all rows, without space at their ends.
    """
    return len(set(values)) == len(values) and all(
        0 < len(value) <= MAXIMUM_IDENTIFIER and is_one_line(value) and defused(value) == value
        for value in values
    )


def _identifier_checked(found: ColumnMapping, column: Sequence[str], skipped: int) -> ColumnMapping:
    """An identifier is on each row, and each once; otherwise it is none."""
    if found.meaning != "identifier":
        return found
    if identifies([cell.strip() for cell in _below(column, skipped)]):
        return found
    because = sentence("its title is that of an identifier, and not every row has one of its own")
    return replace(found, meaning="unread", because=because)
