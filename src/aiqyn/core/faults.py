"""What is wrong with an input, as a value: where, what was found, what is accepted, why.

Faults are collected, never raised one by one: a reader of a list reports all of them.
`InputFaults` carries them up to whoever can show them; nothing has been changed by then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aiqyn.core.language import Language, Sentence

__all__ = ["Fault", "InputFaults", "Refused"]

FOUND_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input.

    Attributes:
        file: The file as the user named it, relative to the folder they gave.
        row: The line (YAML, JSON, Markdown) or the row as a spreadsheet shows it (the header
            is row 1); `None` where the fault is the whole file's.
        field: The column or the path of the field, `persons[3].born`; `None` likewise.
        found: What stands there, cut to 120 characters; a `Sentence` where it is described
            rather than quoted ("nothing"). May be a name: shown to the person who gave the
            file, never logged.
        accepted: What would be right, with an example where that helps.
        because: The reason, where `accepted` alone does not tell it.
    """

    file: str
    row: int | None
    field: str | None
    found: str | Sentence
    accepted: Sentence
    because: Sentence | None = None

    def __post_init__(self) -> None:
        if isinstance(self.found, str):
            object.__setattr__(self, "found", _cut(self.found))

    def found_in(self, language: Language = "en") -> str:
        """What was found, for readers of that language: quoted text stays as it is."""
        if isinstance(self.found, Sentence):
            return _cut(self.found.in_language(language))
        return self.found

    def as_json(self, language: Language = "en") -> dict[str, str | int | None]:
        """The six keys that programs read."""
        return {
            "file": self.file,
            "row": self.row,
            "field": self.field,
            "found": self.found_in(language),
            "accepted": self.accepted.in_language(language),
            "because": self.because.in_language(language) if self.because else None,
        }


def _cut(text: str) -> str:
    return text if len(text) <= FOUND_LENGTH else text[: FOUND_LENGTH - 1] + "…"


class InputFaults(Exception):
    """An input has faults; all that could be found in one pass are in `faults`."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        if not self.faults:
            raise ValueError("InputFaults needs at least one fault")
        super().__init__(f"{len(self.faults)} faults in the input")


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal on principle, returned in place of a result: the caller must look at it."""

    because: Sentence
