"""What speaks for two rows being one person, and what against, as a table whose last column is a drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from aiqyn.core.language import Language
from aiqyn.core.rosters.linked import EvidenceOfPair
from aiqyn.core.rosters.review import PairOfRows
from aiqyn.web.writing import number

__all__ = ["Bar", "Waterfall", "hundredths", "waterfall"]

WIDTH = 240
"""Of the drawing, in its own units; the page scales it."""
NOTHING = 0.05
"""A weight so small says nothing that a word should be made of."""
MOST_TIMES = 1_000_000


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: what was compared, what was found, what it weighs, and its bar.

    Attributes:
        about, found: In words.
        weight: In words: by how much it raises or lowers the odds.
        speaks_for: Whether it raises the odds.
        start, width: Of the bar, in the drawing's units.
        from_, to: Where the sum stands before and after it, in the drawing's units.
    """

    about: str
    found: str
    weight: str
    speaks_for: bool
    start: float
    width: float
    from_: float
    to: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All of it.

    Attributes:
        bars: In order; each begins where the last one ended.
        zero: Where the odds are even, in the drawing's units.
        width: Of the drawing.
        in_hundred: Of a hundred such pairs, how many are one person.
    """

    bars: tuple[Bar, ...]
    zero: float
    width: int
    in_hundred: str


def hundredths(probability: float) -> str:
    """Of a hundred, how many: in words where it is all but none or all but every one."""
    if probability < 0.005:
        return _("fewer than 1 in 100")
    if probability > 0.995:
        return _("more than 99 in 100")
    return _("{count} in 100").format(count=round(100 * probability))


def waterfall(pair: PairOfRows, evidence: Sequence[EvidenceOfPair], language: Language) -> Waterfall:
    """The evidence of a pair, drawn from what was known before to what is known after all of it.

    Args:
        pair: The rows and their odds.
        evidence: Whose weights sum up to the log odds.
        language: The reader's.
    """
    sums = [0.0]
    for each in evidence:
        sums.append(sums[-1] + each.weight)
    low, high = min(*sums, -1.0), max(*sums, 1.0)
    scale = WIDTH / (high - low)

    def place(log_odds: float) -> float:
        return round((log_odds - low) * scale, 1)

    bars = tuple(
        Bar(
            each.about.in_language(language),
            each.found.in_language(language) if each.found is not None else "",
            _weight(each.weight, language),
            each.weight > 0,
            min(place(before), place(after)),
            max(abs(place(after) - place(before)), 1.0),
            place(before),
            place(after),
        )
        for each, before, after in zip(evidence, sums, sums[1:], strict=False)
    )
    return Waterfall(bars, place(0.0), WIDTH, hundredths(pair.probability))


def _weight(weight: float, language: Language) -> str:
    if abs(weight) < NOTHING:
        return _("says nothing")
    times = _times(math.exp(min(abs(weight), 50.0)), language)
    return _("odds × {times}").format(times=times) if weight > 0 else _("odds ÷ {times}").format(times=times)


def _times(factor: float, language: Language) -> str:
    if factor > MOST_TIMES:
        return f"> {number(MOST_TIMES, language)}"
    if factor < 10:
        shown = f"{factor:.1f}"
        return shown if language == "en" else shown.replace(".", ",")
    digits = max(0, math.floor(math.log10(factor)) - 1)
    return number(int(round(factor, -digits)), language)
