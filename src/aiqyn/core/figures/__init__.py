"""Stated counts: whether they can all be true, and what they together imply.

`check` takes measures and figures and gives a `FiguresReport`. Nothing here reads files or
knows the time. How it is done, and what it assumes, stands in `docs/methods/figures.md`.
"""

from aiqyn.core.figures.checking import CarryOn, check
from aiqyn.core.figures.report import (
    Assumption,
    AssumptionKind,
    Breakdown,
    BreakdownState,
    Conflict,
    Difference,
    Fall,
    FiguresReport,
    Implied,
    NotComparable,
    Point,
    Series,
    Without,
)
from aiqyn.core.figures.soundness import Misfit, misfits
from aiqyn.core.figures.values import Attribute, Figure, FiguresFile, Measure, Rule, Stated
from aiqyn.core.figures.wording import Amount, Wording

__all__ = [
    "Amount",
    "Assumption",
    "AssumptionKind",
    "Attribute",
    "Breakdown",
    "BreakdownState",
    "CarryOn",
    "Conflict",
    "Difference",
    "Fall",
    "Figure",
    "FiguresFile",
    "FiguresReport",
    "Implied",
    "Measure",
    "Misfit",
    "NotComparable",
    "Point",
    "Rule",
    "Series",
    "Stated",
    "Without",
    "Wording",
    "check",
    "misfits",
]
