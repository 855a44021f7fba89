"""What lists say together, as tables: one row for each person, conflict, overlap, step or pair of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from aiqyn.core.language import Sentence
from aiqyn.core.rosters.comparison import ATTRIBUTES, Agreement, Count, Kinship, ListComparison, Profile
from aiqyn.core.shown import shown
from aiqyn.exchange.sentences import sentence

__all__ = ["Cell", "Column", "ComparisonTables", "Table", "Word"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a small vocabulary: its key for programs, and what people read.

    Attributes:
        key: The same in every language.
        text: For people.
    """

    key: str
    text: Sentence


Cell = str | int | float | Sentence | Word | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        key: Its name for programs.
        title: For people: a list's id as it is, all else a sentence.
    """

    key: str
    title: str | Sentence


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its rows can be gone through more than once.

    Attributes:
        name: Of its file, without ending.
        title: Of its sheet, short.
        about: What stands in it, in a sentence or two.
        columns: Its columns.
        rows: Makes the rows.
    """

    name: str
    title: Sentence
    about: Sentence
    columns: tuple[Column, ...]
    rows: Callable[[], Iterator[tuple[Cell, ...]]]


AGREEMENTS = {
    Agreement.SAME: Word("same", sentence("the same")),
    Agreement.COMPATIBLE: Word("compatible", sentence("both can be true")),
    Agreement.SPELLING: Word("spelling", sentence("spelled otherwise")),
    Agreement.CONFLICT: Word("conflict", sentence("conflict")),
}
ATTRIBUTE_WORDS = {
    "name": Word("name", sentence("name")),
    "sex": Word("sex", sentence("sex")),
    "born": Word("born", sentence("date of birth")),
    "age": Word("age", sentence("age")),
    "died": Word("died", sentence("date of death")),
    "place_of_birth": Word("place_of_birth", sentence("place of birth")),
    "place_of_death": Word("place_of_death", sentence("place of death")),
    "residence": Word("residence", sentence("place of residence")),
}
VERDICTS = {
    "too equal": Word("too_equal", sentence("too equal to be independent")),
    "nothing found": Word("nothing_found", sentence("nothing found that points to copying")),
    "cannot tell": Word("cannot_tell", sentence("too little in common to tell")),
}
YES = Word("yes", sentence("yes"))
CHOSEN = Word("yes", sentence("proposed"))

SIMULATED = Word("simulated", sentence("simulated"))

DIGITS = 4
"""Of probabilities and p-values: more of them nobody should read as knowledge."""

_BETWEEN_TELLING = 500

_IDENTITY = Column("identity", sentence("identity"))
_NAME = Column("name", sentence("name proposed"))
_RECORDS = Column("records", sentence("rows, as list:record"))
_LOW = Column("low", sentence("at least"))
_HIGH = Column("high", sentence("at most"))


class ComparisonTables:
    """The tables of one comparison."""

    def __init__(
        self,
        comparison: ListComparison,
        identities: Sequence[str],
        *,
        simulated: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Make ready.

        Args:
            comparison: What the lists say.
            identities: What each person is called in the files of linkage, in the persons' order.
            simulated: Whether the people are invented: then every table and every row says so.
            progress: Told how many persons were gone through, and of how many.
        """
        self._simulated = simulated
        self._progress = progress or (lambda done, total: None)
        self._found = comparison
        self._identities = identities
        self._lists = comparison.records.rosters
        self._gone_through = False
        self._named: list[str | None] = []
        self._conflicts: list[tuple[int, Profile]] = []

    def all(self) -> tuple[Table, ...]:
        """All that there is something to say in, in the order in which they should be read."""
        found = [
            self.persons(),
            self.conflicts(),
            self.only_on_one(),
            self.not_on_official(),
            self.overlaps(),
            self.combinations(),
            self.growth(),
            self.copies(),
        ]
        tables = (table for table in found if table is not None)
        return tuple(_stamped(table) if self._simulated else table for table in tables)

    def persons(self) -> Table:
        """Who is on the lists, with what is proposed of each."""
        chances = self._found.chances is not None
        columns = (
            _IDENTITY,
            *(
                Column(key, _NAME.title if key == "name" else word.text)
                for key, word in ATTRIBUTE_WORDS.items()
            ),
            Column("lists", sentence("number of lists")),
            *(Column(f"on:{roster}", roster) for roster in self._lists),
            *(
                Column(f"chance:{roster}", sentence("probability to be on {list}", list=shown(roster)))
                for roster in self._lists
                if chances
            ),
            Column("to_decide", sentence("to be decided")),
            _RECORDS,
        )
        return Table(
            "persons",
            sentence("persons"),
            sentence(
                "Each person once, with the value that the lists bear out best. What is proposed is not decided: "
                "“to be decided” counts what conflicts."
            ),
            columns,
            self._rows_of_persons,
        )

    def _rows_of_persons(self) -> Iterator[tuple[Cell, ...]]:
        found = self._found
        for person, profiles in self._profiles():
            proposed = {profile.attribute: profile.proposed for profile in profiles}
            on = found.people.on[person].tolist()
            yield (
                self._identities[person],
                *(proposed.get(attribute) for attribute in ATTRIBUTES),
                sum(on),
                *map(int, on),
                *self._chances(person),
                sum(profile.agreement is Agreement.CONFLICT for profile in profiles),
                self._places(found.people.records_of(person)),
            )

    def _chances(self, person: int) -> list[float]:
        chances = self._found.chances
        return [] if chances is None else [round(chance, DIGITS) for chance in chances[person].tolist()]

    def conflicts(self) -> Table:
        """What of a person is said in several ways."""
        return Table(
            "conflicts",
            sentence("conflicts"),
            sentence(
                "What lists say differently of one person, a row for each value. A value is proposed where the lists "
                "bear one; a person chooses."
            ),
            (
                _IDENTITY,
                _NAME,
                Column("attribute", sentence("about")),
                Column("agreement", sentence("agreement")),
                Column("value", sentence("value")),
                Column("lists", sentence("lists that say so")),
                Column("implied_by", sentence("follows from")),
                Column("proposed", sentence("proposed")),
                Column("because", sentence("because")),
                _RECORDS,
            ),
            self._rows_of_conflicts,
        )

    def _rows_of_conflicts(self) -> Iterator[tuple[Cell, ...]]:
        names = self.names()
        for person, profile in self.to_decide():
            for stated in profile.stated:
                yield (
                    self._identities[person],
                    names[person],
                    ATTRIBUTE_WORDS[profile.attribute],
                    AGREEMENTS[profile.agreement],
                    stated.value,
                    stated.voices,
                    stated.implied_by,
                    CHOSEN if stated.value == profile.proposed else None,
                    profile.because,
                    self._places(stated.records),
                )

    def only_on_one(self) -> Table:
        """Who is on one list alone."""
        return Table(
            "only-on-one",
            sentence("only on one"),
            sentence(
                "Persons who are on one list alone: nobody else bears them out, or nobody else found them."
            ),
            (_IDENTITY, _NAME, Column("list", sentence("list")), _RECORDS),
            self._rows_of_only_on_one,
        )

    def _rows_of_only_on_one(self) -> Iterator[tuple[Cell, ...]]:
        names = self.names()
        for person in self._found.only_on_one().tolist():
            (at,) = self._found.people.on[person].nonzero()[0].tolist()
            yield (self._identities[person], names[person], self._lists[at], self._places_of(person))

    def not_on_official(self) -> Table | None:
        """Who is on some list and not on the official one."""
        official = self._found.official
        if official is None:
            return None
        roster = self._lists[official]
        return Table(
            "not-on-official",
            sentence("not on official"),
            sentence("Persons who are on some list and not on {list}.", list=shown(roster)),
            (
                _IDENTITY,
                _NAME,
                Column("lists", sentence("number of lists")),
                Column("on", sentence("lists that have the person")),
                Column("chance", sentence("probability to be on {list} after all", list=shown(roster))),
                _RECORDS,
            ),
            self._rows_of_not_on_official,
        )

    def _rows_of_not_on_official(self) -> Iterator[tuple[Cell, ...]]:
        found, names = self._found, self.names()
        for person in found.not_on_official().tolist():
            on = found.people.on[person].nonzero()[0].tolist()
            chances = self._chances(person)
            yield (
                self._identities[person],
                names[person],
                len(on),
                ", ".join(self._lists[at] for at in on),
                chances[found.official or 0] if chances else None,
                self._places_of(person),
            )

    def overlaps(self) -> Table:
        """How many are on two lists both."""
        return Table(
            "overlaps",
            sentence("overlaps"),
            sentence(
                "How many persons two lists have in common; a list with itself: how many are on it. {interval}",
                interval=self._interval(),
            ),
            (
                Column("list", sentence("list")),
                Column("other", sentence("with")),
                Column("persons", sentence("persons")),
                _LOW,
                _HIGH,
                Column("share", sentence("share of the first list")),
            ),
            self._rows_of_overlaps,
        )

    def _rows_of_overlaps(self) -> Iterator[tuple[Cell, ...]]:
        shared = self._found.overlaps.shared
        for at, roster in enumerate(self._lists):
            whole = shared[at][at].value
            for other, count in zip(self._lists, shared[at], strict=True):
                share = round(count.value / whole, DIGITS) if whole else None
                yield (roster, other, *_counted(count), share)

    def combinations(self) -> Table:
        """How many are on exactly which lists."""
        return Table(
            "combinations",
            sentence("combinations"),
            sentence(
                "How many persons are on exactly these lists and on no other: {persons} in all. {interval}",
                persons=self._found.overlaps.persons.value,
                interval=self._interval(),
            ),
            (
                *(Column(roster, roster) for roster in self._lists),
                Column("count", sentence("persons")),
                _LOW,
                _HIGH,
            ),
            self._rows_of_combinations,
        )

    def _rows_of_combinations(self) -> Iterator[tuple[Cell, ...]]:
        for one in self._found.overlaps.combinations:
            on = (int(at in one.lists) for at in range(len(self._lists)))
            yield (*on, *_counted(one.count))

    def _interval(self) -> Sentence:
        overlaps = self._found.overlaps
        if not overlaps.draws:
            return sentence("No interval is told: without draws of who is who none is known.")
        return sentence(
            "“At least” and “at most” hold {level} % of {draws} draws of who is who.",
            level=round(100 * overlaps.level),
            draws=overlaps.draws,
        )

    def growth(self) -> Table | None:
        """How what is known grew."""
        if not self._found.growth:
            return None
        return Table(
            "growth",
            sentence("growth"),
            sentence(
                "How many persons were known when each list appeared; lists without a date are left out."
            ),
            (
                Column("as_of", sentence("as of")),
                Column("list", sentence("list")),
                Column("persons", sentence("persons on it")),
                Column("new", sentence("on no earlier list")),
                Column("known", sentence("known by then")),
            ),
            self._rows_of_growth,
        )

    def _rows_of_growth(self) -> Iterator[tuple[Cell, ...]]:
        for step in self._found.growth:
            yield (str(step.as_of), self._lists[step.roster], step.persons, step.new, step.known)

    def copies(self) -> Table | None:
        """Which lists are too equal to be independent."""
        if not self._found.kinships:
            return None
        return Table(
            "copies",
            sentence("copies"),
            sentence(
                "Which lists are too equal to be independent, by the order of their rows and by odd spellings. "
                "A list without such traces may still be a copy."
            ),
            (
                Column("list", sentence("list")),
                Column("other", sentence("with")),
                Column("verdict", sentence("finding")),
                Column("p_value", sentence("p-value, corrected")),
                Column("likely_copy", sentence("the likelier copy")),
                Column("recorded_copy", sentence("copy on record")),
                Column("shared", sentence("persons in common")),
                Column("same_names", sentence("names letter for letter alike")),
                Column("in_order", sentence("in one order")),
                Column("in_order_by_chance", sentence("in one order by chance")),
                Column("odd", sentence("odd spellings")),
                Column("repeated", sentence("of these repeated")),
                Column("odd_elsewhere", sentence("odd spellings that third lists could repeat")),
                Column("repeated_elsewhere", sentence("of these repeated by third lists")),
                Column("examples", sentence("examples")),
                Column("because", sentence("because")),
            ),
            self._rows_of_copies,
        )

    def _rows_of_copies(self) -> Iterator[tuple[Cell, ...]]:
        for one in self._found.kinships:
            yield self._row_of_copy(one)

    def _row_of_copy(self, one: Kinship) -> tuple[Cell, ...]:
        order, spellings = one.order, one.spellings
        return (
            *(self._lists[at] for at in one.lists),
            VERDICTS[one.verdict],
            None if one.p_value is None else round(one.p_value, DIGITS),
            *(None if at is None else self._lists[at] for at in (one.likely_copy, one.recorded)),
            one.shared,
            one.same_names,
            None if order is None else order.in_order,
            None if order is None else round(order.by_chance, 1),
            spellings.odd,
            spellings.repeated,
            spellings.odd_elsewhere,
            spellings.repeated_elsewhere,
            ", ".join(spellings.examples),
            one.because(),
        )

    def _profiles(self) -> Iterator[tuple[int, tuple[Profile, ...]]]:
        """What is said of each person; what other tables need of it is kept, since to find it takes long."""
        names: list[str | None] = []
        conflicts: list[tuple[int, Profile]] = []
        total = len(self._found.people)
        for person, profiles in enumerate(self._found.profiles()):
            if person % _BETWEEN_TELLING == 0:
                self._progress(person, total)
            names.append(_name_in(profiles))
            conflicts += (
                (person, profile) for profile in profiles if profile.agreement >= Agreement.SPELLING
            )
            yield person, profiles
        self._named, self._conflicts, self._gone_through = names, conflicts, True

    def _go_through(self) -> None:
        if not self._gone_through:
            for _ in self._profiles():
                pass

    def names(self) -> list[str | None]:
        """The name proposed for each person."""
        self._go_through()
        return self._named

    def to_decide(self) -> list[tuple[int, Profile]]:
        """What of whom a person should look at."""
        self._go_through()
        return self._conflicts

    def _places_of(self, person: int) -> str:
        return self._places(self._found.people.records_of(person))

    def _places(self, positions: Sequence[int]) -> str:
        records = self._found.records
        return "; ".join(f"{self._lists[records.roster_of[at]]}:{records.record[at]}" for at in positions)


def _stamped(table: Table) -> Table:
    """The table of invented people: nobody who sees a part of it may take them for the dead."""
    said = sentence("Simulated data: no real person is counted here.")
    return replace(
        table,
        about=sentence("{first} {second}", first=said, second=table.about),
        columns=(*table.columns, Column("simulated", SIMULATED.text)),
        rows=lambda: ((*row, SIMULATED) for row in table.rows()),
    )


def _counted(count: Count) -> tuple[int, int | None, int | None]:
    return count.value, count.low, count.high


def _name_in(profiles: tuple[Profile, ...]) -> str | None:
    """The name proposed; what most lists say where none is."""
    for profile in profiles:
        if profile.attribute == "name":
            return profile.proposed or profile.stated[0].value
    return None
