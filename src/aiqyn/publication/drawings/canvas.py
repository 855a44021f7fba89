"""The few shapes that drawings are made of, and how much room words take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

__all__ = [
    "LINE",
    "NARROW",
    "WIDE",
    "Area",
    "Box",
    "Curve",
    "Dot",
    "Fill",
    "Lozenge",
    "Rule",
    "Shape",
    "Sheet",
    "Words",
    "lowered",
    "room_for",
    "wrap",
]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a drawing is laid out on; it is scaled as a whole. One row a thing: no label covers another.

    Attributes:
        width: Of the whole, in units of the drawing.
        chart_left, chart_right: Where the axis begins and ends.
        label_width: Room for words.
        stacked: Whether words stand above their mark and not left of it.
    """

    width: float
    chart_left: float
    chart_right: float
    label_width: float
    stacked: bool


WIDE = Sheet(760.0, 344.0, 744.0, 304.0, stacked=False)
"""For a screen or a printed page: words left, chart right."""

NARROW = Sheet(340.0, 28.0, 326.0, 326.0, stacked=True)
"""For a phone, where words beside the chart would leave no room for it."""

LINE = 15.0
"""Height of a line of words."""

_CHARACTER = 6.3
"""Room for one character at the size of labels. Generous: fonts differ, and none is measured."""


Fill = Literal["solid", "soft", "hatched", "hollow"]
"""How a bar is filled; hatched and hollow ones have broken outlines too."""


@dataclass(frozen=True, slots=True)
class Box:
    """A bar."""

    x: float
    y: float
    width: float
    height: float
    fill: Fill
    shape: Literal["box"] = "box"


@dataclass(frozen=True, slots=True)
class Rule:
    """A line: `axis`, `grid`, `break`, `edge`, `known` (a number that is sure) or `stated` (dashed)."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: Literal["axis", "grid", "break", "edge", "known", "stated"]
    shape: Literal["rule"] = "rule"


@dataclass(frozen=True, slots=True)
class Lozenge:
    """A point: `solid` for a day that is known, `hollow` for one that is not."""

    x: float
    y: float
    fill: Literal["solid", "hollow"]
    shape: Literal["lozenge"] = "lozenge"

    @property
    def path(self) -> str:
        """The outline, as SVG has it."""
        return f"M{number(self.x)} {number(self.y - 6)}l6 6-6 6-6-6z"


@dataclass(frozen=True, slots=True)
class Dot:
    """A cell of a pattern: `solid` where it holds, `hollow` where it does not."""

    x: float
    y: float
    fill: Literal["solid", "hollow"]
    shape: Literal["dot"] = "dot"


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points: `firm` or, for what wanders, `fine`."""

    points: tuple[tuple[float, float], ...]
    kind: Literal["firm", "fine"] = "firm"
    shape: Literal["curve"] = "curve"

    @property
    def path(self) -> str:
        """The line, as SVG has it."""
        return _path(self.points)


@dataclass(frozen=True, slots=True)
class Area:
    """What lies within an outline."""

    points: tuple[tuple[float, float], ...]
    fill: Fill
    shape: Literal["area"] = "area"

    @property
    def path(self) -> str:
        """The outline, as SVG has it."""
        return f"{_path(self.points)}z"


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words at a point: `label`, `quiet`, `head`, `value` or `tick`."""

    x: float
    y: float
    text: str
    kind: Literal["label", "quiet", "head", "value", "tick"] = "label"
    at: Literal["start", "middle", "end"] = "start"
    shape: Literal["words"] = "words"


Shape = Box | Rule | Lozenge | Dot | Curve | Area | Words


def lowered(shape: Shape, by: float) -> Shape:
    """The same shape so much further down."""
    match shape:
        case Rule(y1=first, y2=second):
            return replace(shape, y1=first + by, y2=second + by)
        case Curve(points=points) | Area(points=points):
            return replace(shape, points=tuple((x, y + by) for x, y in points))
        case _:
            return replace(shape, y=shape.y + by)


def number(value: float) -> str:
    """A coordinate, short and the same everywhere."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def wrap(text: str, width: float) -> tuple[str, ...]:
    """The text in lines that take no more room than `width`; a word that is longer is cut.

    Example:
        >>> wrap("state of emergency in the whole country", 120)
        ('state of emergency', 'in the whole', 'country')
    """
    room = max(int(width / _CHARACTER), 4)
    lines: list[str] = [""]
    for word in text.split():
        rest = word
        while len(rest) > room:
            if lines[-1]:
                lines.append("")
            lines[-1], rest = rest[:room], rest[room:]
            lines.append("")
        if not rest:
            continue
        joined = f"{lines[-1]} {rest}" if lines[-1] else rest
        if len(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(rest)
    return tuple(line for line in lines if line) or ("",)


def room_for(text: str) -> float:
    """How much room a line of words takes at most."""
    return len(text) * _CHARACTER
