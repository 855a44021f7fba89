"""A parsed document that remembers where each part stood, so that a fault can name its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiqyn.core.faults import Fault
from aiqyn.core.language import Sentence
from aiqyn.exchange.sentences import sentence

__all__ = ["Document", "Path", "Spot", "field_name"]

Path = tuple[str | int, ...]


class Spot:
    """Where one part of a document stood.

    Attributes:
        line: Its line, from 1; of a mapping's value the line of its key.
        written: The text as it stood there, where the value does not tell it (`0x1F`, `1e3`).
        inside: The spots of its parts: by key for a mapping, by index for a list.
    """

    __slots__ = ("inside", "line", "written")

    def __init__(
        self, line: int, written: str | None = None, inside: dict[str, Spot] | list[Spot] | None = None
    ) -> None:
        self.line = line
        self.written = written
        self.inside = inside

    def part(self, step: str | int) -> Spot | None:
        """The spot of the part under that key or index, `None` where there is none."""
        if isinstance(self.inside, dict):
            return self.inside.get(step) if isinstance(step, str) else None
        if isinstance(self.inside, list) and isinstance(step, int) and 0 <= step < len(self.inside):
            return self.inside[step]
        return None


@dataclass(frozen=True, slots=True)
class Document:
    """A document, or one entry of a list, with the place of each of its parts.

    Attributes:
        file: Name to show in faults.
        content: Plain dictionaries, lists, strings, numbers, booleans and `None`.
        spot: Where the content and its parts stood.
        prefix: What stands before every field's name in faults: `persons[4]` for an entry.
        is_flawed: Whether faults were met while parsing it: parts are missing from `content`,
            and what is built from it would be wrong.
    """

    file: str
    content: Any
    spot: Spot
    prefix: str = ""
    is_flawed: bool = False

    def line(self, path: Path) -> int | None:
        """Line of a path, or of the nearest part around it that exists."""
        return self._nearest(path)[0].line

    def value(self, path: Path) -> Any:
        """What stands at a path; `None` where nothing does."""
        found = self.content
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def fault(self, path: Path, accepted: Sentence, because: Sentence | None = None) -> Fault:
        """A fault at a path, with what was found there."""
        spot, exists = self._nearest(path)
        return Fault(
            file=self.file,
            row=spot.line,
            field=field_name(path, prefix=self.prefix) or None,
            found=_shown(self.value(path), spot.written if exists else None),
            accepted=accepted,
            because=because,
        )

    def _nearest(self, path: Path) -> tuple[Spot, bool]:
        spot = self.spot
        for step in path:
            part = spot.part(step)
            if part is None:
                return spot, False
            spot = part
        return spot, True


def field_name(path: Path, *, prefix: str = "") -> str:
    """A path as people write it; list items are counted from 1.

    Example:
        >>> field_name(("perpetrators", 0, "organisation"))
        'perpetrators[1].organisation'
        >>> field_name(("born",), prefix="persons[3]")
        'persons[3].born'
    """
    name = prefix
    for step in path:
        if isinstance(step, int):
            name += f"[{step + 1}]"
        else:
            name += f".{step}" if name else step
    return name


def _shown(value: Any, written: str | None) -> str | Sentence:
    """What was found, for people: what stands there, or a description of what has no one line."""
    if written is not None:
        return written
    if value is None:
        return sentence("nothing")
    if value == "":
        return sentence("an empty text")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        if not value:
            return sentence("an empty mapping")
        return sentence("a mapping with {keys}", keys=", ".join(value))
    if isinstance(value, list):
        return sentence("an empty list") if not value else sentence("a list of {count}", count=len(value))
    first, line_break, _ = str(value).partition("\n")
    return f"{first}…" if line_break else first
