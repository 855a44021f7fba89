"""Lays out the chains of a sampler: where each went, and whether its draws rank like those of the others.

Ranks after Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), Bayesian Analysis 16,
667–718, section 4: bars of one height mean that a chain was everywhere as often as the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiqyn.core.language import Language
from aiqyn.publication.drawings.canvas import LINE, WIDE, Box, Curve, Rule, Shape, Sheet, Words, wrap

__all__ = ["lay_out_chains"]

_PANEL = 56.0
_BETWEEN = 18.0


def lay_out_chains(
    drawing: dict[str, Any], *, language: Language, sheet: Sheet = WIDE
) -> tuple[list[Shape], float]:
    """The shapes of chains, and the drawing's height.

    Args:
        drawing: The worded `Chains`.
        language: Of the numbers at the traces' ends.
        sheet: What they are laid out on.
    """
    chains = drawing["chains"]
    everything = [draw for chain in chains for draw in chain["draws"]]
    ends = (min(everything, default=0), max(everything, default=1))
    tallest = max((count for chain in chains for count in chain["ranks"]), default=1)
    panels = _Panels.on(sheet, ends, tallest)
    body, top = _head(drawing, panels)
    for chain in chains:
        shapes, height = _row(chain, panels, top, sheet)
        body += shapes
        top += height
    return body, top + 4


@dataclass(frozen=True, slots=True)
class _Panels:
    """The two halves of every row, and what they are measured by.

    Attributes:
        trace, ranks: Left and right of each.
        ends: The least and the largest number in any chain.
        tallest: The largest number of draws in any part of the ranks.
    """

    trace: tuple[float, float]
    ranks: tuple[float, float]
    ends: tuple[int, int]
    tallest: int

    @classmethod
    def on(cls, sheet: Sheet, ends: tuple[int, int], tallest: int) -> _Panels:
        left, right = (6.0 if sheet.stacked else sheet.chart_left), sheet.chart_right
        parting = left + (right - left) * 0.62
        return cls((left, parting - _BETWEEN / 2), (parting + _BETWEEN / 2, right), ends, tallest)


def _head(drawing: dict[str, Any], panels: _Panels) -> tuple[list[Shape], float]:
    shapes: list[Shape] = []
    heights = []
    for words, (left, right) in ((drawing["trace"], panels.trace), (drawing["ranks"], panels.ranks)):
        lines = wrap(words, right - left)
        heights.append(len(lines))
        shapes += [Words(left, 4 + LINE * (at + 1) - 3, line, "quiet") for at, line in enumerate(lines)]
    return shapes, 4 + LINE * max(heights) + 4


def _row(chain: dict[str, Any], panels: _Panels, top: float, sheet: Sheet) -> tuple[list[Shape], float]:
    shapes: list[Shape] = []
    bottom = top
    for line in wrap(chain["label"], sheet.label_width):
        bottom += LINE
        shapes.append(Words(4, bottom - 3, line))
    for line in wrap(chain["value"], sheet.label_width):
        bottom += LINE
        shapes.append(Words(4, bottom - 3, line, "quiet"))
    panel = bottom + 2 if sheet.stacked else top
    base = panel + _PANEL
    shapes += _trace(chain["draws"], panels, panel, base)
    shapes += _ranks(chain["ranks"], panels, base)
    return shapes, max(base, bottom) - top + 12


def _trace(draws: Sequence[int], panels: _Panels, top: float, base: float) -> list[Shape]:
    left, right = panels.trace
    low, high = panels.ends
    width = max(high - low, 1)
    steps = max(len(draws) - 1, 1)
    points = tuple(
        (left + (right - left) * at / steps, base - (base - top - 4) * (draw - low) / width)
        for at, draw in enumerate(draws)
    )
    shapes: list[Shape] = [Rule(left, base, right, base, "axis"), Rule(left, top, left, base, "axis")]
    return [*shapes, Curve(points, "fine")] if len(points) > 1 else shapes


def _ranks(counts: Sequence[int], panels: _Panels, base: float) -> list[Shape]:
    left, right = panels.ranks
    shapes: list[Shape] = [Rule(left, base, right, base, "axis")]
    if not counts:
        return shapes
    width = (right - left) / len(counts)
    scale = (_PANEL - 6) / max(panels.tallest, 1)
    shapes += [
        Box(left + width * at, base - count * scale, width, max(count * scale, 0.5), "soft")
        for at, count in enumerate(counts)
    ]
    level = base - sum(counts) / len(counts) * scale
    return [*shapes, Rule(left, level, right, level, "stated")]
