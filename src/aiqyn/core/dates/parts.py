"""What an EDTF text says, taken apart: dates, their components, intervals and sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, IntFlag

from aiqyn.core.dates.calendar import days_in_month

__all__ = [
    "SEASONS",
    "WINTER",
    "CalendarDate",
    "Component",
    "DateSet",
    "Edge",
    "Expression",
    "Interval",
    "Qualifier",
    "Span",
]

WINTER = "24"
SEASONS = ("21", "22", "23", WINTER)
"""Spring, summer, autumn, winter, as EDTF writes them in the place of the month."""


class Qualifier(IntFlag):
    """What is doubtful about a date or one of its components."""

    NONE = 0
    UNCERTAIN = 1
    APPROXIMATE = 2

    @classmethod
    def of(cls, sign: str | None) -> Qualifier:
        """What `?`, `~`, `%` or no sign says."""
        return {"?": cls.UNCERTAIN, "~": cls.APPROXIMATE, "%": cls.UNCERTAIN | cls.APPROXIMATE}.get(
            sign or "", cls.NONE
        )

    @property
    def sign(self) -> str:
        """The sign that says it."""
        return ("", "?", "~", "%")[int(self)]


@dataclass(frozen=True, slots=True)
class Component:
    """A year, month, season or day, and what is doubtful about it.

    Attributes:
        digits: As written: digits, and `X` for each that is not known.
        alone: From a sign before it, which speaks of this component only.
        group: From a sign behind it, which speaks of this and of all components before it.
    """

    digits: str
    alone: Qualifier = Qualifier.NONE
    group: Qualifier = Qualifier.NONE

    @property
    def is_known(self) -> bool:
        """Whether every digit is known."""
        return "X" not in self.digits

    @property
    def is_blank(self) -> bool:
        """Whether no digit is known."""
        return not self.digits.strip("X")

    @property
    def text(self) -> str:
        """As EDTF writes it."""
        return f"{self.alone.sign}{self.digits}{self.group.sign}"

    def candidates(self, low: int, high: int) -> tuple[int, ...]:
        """The numbers from low to high, both included, that its digits allow, in ascending order."""
        numbers = [0]
        for digit in self.digits:
            choices = range(10) if digit == "X" else (int(digit),)
            numbers = [number * 10 + choice for number in numbers for choice in choices]
        return tuple(number for number in numbers if low <= number <= high)


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """One date: a year, with a month or season, with a day of a month."""

    year: Component
    month: Component | None = None
    day: Component | None = None

    @classmethod
    def of(cls, components: Sequence[Component]) -> CalendarDate:
        """The date that these make up, one to three, from year to day."""
        year, month, day = (*components, None, None)[:3]
        assert year is not None
        return cls(year, month, day)

    @property
    def components(self) -> tuple[Component, ...]:
        """Those that it has, from year to day."""
        return tuple(part for part in (self.year, self.month, self.day) if part is not None)

    @property
    def is_season(self) -> bool:
        """Whether a season stands in the place of the month."""
        return self.month is not None and self.month.digits in SEASONS

    @property
    def is_known(self) -> bool:
        """Whether every digit that is written is known."""
        return all(component.is_known for component in self.components)

    @property
    def is_plain(self) -> bool:
        """Whether every digit is known and nothing is doubtful."""
        return self.is_known and self.doubt == Qualifier.NONE

    @property
    def doubt(self) -> Qualifier:
        """All that is doubtful about any component."""
        doubt = Qualifier.NONE
        for component in self.components:
            doubt |= component.alone | component.group
        return doubt

    @property
    def whole(self) -> Qualifier:
        """What is doubtful about the date as a whole: the sign at its very end."""
        return self.components[-1].group

    @property
    def text(self) -> str:
        """As EDTF writes it."""
        return "-".join(component.text for component in self.components)

    def component_doubts(self) -> tuple[Qualifier, ...]:
        """Per component, from year to day, what is doubtful beyond the doubt about the whole."""
        components = self.components
        doubts = []
        for place, component in enumerate(components):
            doubt = component.alone
            for later in components[place:-1]:
                doubt |= later.group
            doubts.append(doubt & ~self.whole)
        return tuple(doubts)

    def days(self, year: int, month: int) -> tuple[int, ...]:
        """The days of that month that its digits allow; all of them where no day is written."""
        last = days_in_month(year, month)
        return self.day.candidates(1, last) if self.day else tuple(range(1, last + 1))


class Edge(Enum):
    """The end of an interval where no date stands."""

    OPEN = ".."
    UNKNOWN = ""

    @property
    def text(self) -> str:
        """As EDTF writes it."""
        return self.value


@dataclass(frozen=True, slots=True)
class Interval:
    """From a start to an end, both included; at one of them at least stands a date."""

    start: CalendarDate | Edge
    end: CalendarDate | Edge

    @property
    def text(self) -> str:
        """As EDTF writes it."""
        return f"{self.start.text}/{self.end.text}"


@dataclass(frozen=True, slots=True)
class Span:
    """A member of a set that is a range; `None` where the range has no limit."""

    start: CalendarDate | None
    end: CalendarDate | None

    @property
    def text(self) -> str:
        """As EDTF writes it."""
        return f"{self.start.text if self.start else ''}..{self.end.text if self.end else ''}"


@dataclass(frozen=True, slots=True)
class DateSet:
    """Several dates, of which all are meant, or one that is not known."""

    all_of: bool
    members: tuple[CalendarDate | Span, ...]

    @property
    def text(self) -> str:
        """As EDTF writes it."""
        opening, closing = "{}" if self.all_of else "[]"
        return f"{opening}{','.join(member.text for member in self.members)}{closing}"


Expression = CalendarDate | Interval | DateSet
