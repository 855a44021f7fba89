"""Time of day, kept apart from the date: as a clock showed it, or as somebody remembers it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiqyn.core.dates.edtf_date import field_of_text
from aiqyn.core.dates.parts import Qualifier
from aiqyn.core.language import Language, Sentence, sentence
from aiqyn.core.values import Unacceptable

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["ClockTime", "TimeOfDay"]

_CLOCK = r"[0-9]{2}:([0-9]{2}(:[0-9]{2})?|XX)[?~%]?"
_PATTERN = rf"^({_CLOCK}|({_CLOCK}|\.\.)/{_CLOCK}|{_CLOCK}/\.\.)$"
_READ = re.compile(
    r"(?P<hour>[0-9]{2}):(?:(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?|XX)(?P<sign>[?~%]?)"
)
_LAST_SECOND = 24 * 3600 - 1


@dataclass(frozen=True, slots=True)
class ClockTime:
    """One time of the clock.

    Attributes:
        clock: `16:00`, `16:00:30`, or `16:XX` where only the hour is known.
        doubt: What is doubtful about it.
        first_second: Of the day, the first that is meant, 0 to 86,399.
        last_second: Of the day, the last that is meant.
    """

    clock: str
    doubt: Qualifier
    first_second: int
    last_second: int


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day, or a stretch of time, in local time.

    `16:00`, `16:00:30`, `16:XX` (hour known, minute not); `~` about, `?` uncertain, `%` both;
    `16:00/22:00` from and to, over midnight where the end is the smaller; `../16:00` until,
    `16:00/..` from. Equal when the texts are.

    Raises:
        Unacceptable: From the constructor, when the text is none of these.

    Example:
        >>> TimeOfDay("22:00~").in_language("ru")
        'около 22:00'
        >>> TimeOfDay("22:00/02:00").crosses_midnight
        True
    """

    text: str
    start: ClockTime | None = field(init=False, repr=False, compare=False)
    end: ClockTime | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        start_text, slash, end_text = self.text.partition("/")
        if slash and start_text == end_text == "..":
            raise _unacceptable(sentence("a stretch of time needs a time at one of its ends at least"))
        start = None if slash and start_text == ".." else _read(start_text)
        end = start if not slash else None if end_text == ".." else _read(end_text)
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)

    def __str__(self) -> str:
        return self.text

    @property
    def crosses_midnight(self) -> bool:
        """Whether it begins on the day of its date and ends on the next."""
        return bool(self.start and self.end and self.end.last_second < self.start.first_second)

    def sort_key(self) -> tuple[int, str]:
        """Orders times of one day by their start, an open start first; then by the text."""
        return (self.start.first_second if self.start else -1, self.text)

    def in_language(self, language: Language) -> str:
        """As people write it in that language."""
        words = _WORDS[language]
        if self.start is self.end and self.start is not None:
            return words.doubted(words.clock(self.start), self.start.doubt, whole=True)
        if self.start is None or self.end is None:
            time, frame = (self.end, words.until) if self.start is None else (self.start, words.since)
            assert time is not None
            inner = words.doubted(words.clock(time), time.doubt & Qualifier.APPROXIMATE, whole=False)
            return words.doubted(frame.format(inner), time.doubt & Qualifier.UNCERTAIN, whole=True)
        if self.start.doubt == self.end.doubt:
            both = f"{words.clock(self.start)}–{words.clock(self.end)}"
            return words.doubted(both, self.start.doubt, whole=True)
        return " – ".join(
            words.doubted(words.clock(time), time.doubt, whole=False) for time in (self.start, self.end)
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return field_of_text(cls)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            "type": "string",
            "format": "time-of-day",
            "pattern": _PATTERN,
            "description": (
                "A local time of day: 16:00, 16:00:30, or 16:XX where the minute is not known; ~ about, "
                "? uncertain, % both; 16:00/22:00 from and to (over midnight where the end is smaller), "
                "../16:00 until, 16:00/.. from."
            ),
            "examples": ["16:00", "22:00~", "16:00/22:00"],
        }


@dataclass(frozen=True, slots=True)
class _Words:
    """What one language says around a time of the clock.

    Attributes:
        about: Before a time that stands alone.
        about_part: Before a time that is one end of a stretch.
        possibly: Before what is uncertain.
        hour: Between two full hours.
        until, since: Around the one end of an open stretch.
    """

    about: str
    about_part: str
    possibly: str
    hour: str
    until: str
    since: str

    def clock(self, time: ClockTime) -> str:
        if not time.clock.endswith("XX"):
            return time.clock
        hour = int(time.clock[:2])
        return self.hour.format(f"{hour:02}:00", f"{(hour + 1) % 24:02}:00")

    def doubted(self, worded: str, doubt: Qualifier, *, whole: bool) -> str:
        if doubt & Qualifier.APPROXIMATE:
            plain = whole and worded[0].isdigit()
            worded = (self.about if plain else self.about_part).format(worded)
        if doubt & Qualifier.UNCERTAIN:
            worded = self.possibly.format(worded)
        return worded


# Kazakh endings of a case depend on how the last figure is read aloud, so the Kazakh phrases
# are built without them.
_WORDS: dict[Language, _Words] = {
    "en": _Words("about {}", "about {}", "possibly {}", "between {} and {}", "until {}", "from {}"),
    "ru": _Words("около {}", "примерно {}", "возможно, {}", "между {} и {}", "до {}", "с {}"),
    "kk": _Words("шамамен {}", "шамамен {}", "мүмкін, {}", "{}–{} аралығы", "аяқталуы {}", "басталуы {}"),
}


def _read(text: str) -> ClockTime:
    found = _READ.fullmatch(text)
    if not found:
        raise _unacceptable(None)
    hour, minute, second = (int(found[name]) if found[name] else 0 for name in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 59:
        raise _unacceptable(sentence("hours run from 00 to 23, minutes and seconds from 00 to 59"))
    first = hour * 3600 + minute * 60 + second
    length = 1 if found["second"] else 60 if found["minute"] else 3600
    clock = text.removesuffix(found["sign"]) if found["sign"] else text
    return ClockTime(clock, Qualifier.of(found["sign"]), first, min(first + length - 1, _LAST_SECOND))


def _unacceptable(because: Sentence | None) -> Unacceptable:
    return Unacceptable(
        sentence("a time of day: {examples}", examples="16:00, 22:00~, 16:XX, 16:00/22:00, 16:00/.."), because
    )
