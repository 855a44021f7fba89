"""Stated counts: whether they can all be true, and what they together imply.

`check` takes measures and figures and gives a `FiguresReport`. Nothing here reads files or
knows the time. How it is done, and what it assumes, stands in `docs/methods/figures.md`.

The values are imported at once, for every inquiry holds figures. What checks them brings NumPy,
and is imported when it is first asked for: most commands never do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from aiqyn.core.figures.soundness import Misfit, misfits
from aiqyn.core.figures.values import Attribute, Figure, FiguresFile, Measure, Rule, Stated

if TYPE_CHECKING:
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

_IN_CHECKING = {"CarryOn", "check"}
_IN_WORDING = {"Amount", "Wording"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "checking" if name in _IN_CHECKING else "wording" if name in _IN_WORDING else "report"
    found = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return found
