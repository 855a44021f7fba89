"""What was noticed while a list was read and is no fault: told, so that nobody has to guess what was done."""

from __future__ import annotations

from dataclasses import dataclass

from aiqyn.core.language import Language, Sentence

__all__ = ["Remark"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing noticed.

    Attributes:
        file: The file as the user named it.
        row: The first row it is about, counted as a spreadsheet does; `None` where it is the whole file.
        field: The column's title or letter; `None` where it is no single column.
        text: What was noticed, and what was done about it.
    """

    file: str
    row: int | None
    field: str | None
    text: Sentence

    def as_json(self, language: Language = "en") -> dict[str, str | int | None]:
        """The four keys that programs read."""
        return {
            "file": self.file,
            "row": self.row,
            "field": self.field,
            "text": self.text.in_language(language),
        }
