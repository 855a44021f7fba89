"""Chao's lower bound: how many there are at least, if some people are harder to find than others.

When to reach for it: always, as the floor beside every estimate. It takes from the data only
how many people are on one list and on two; more captures are let be as they are. People who
differ in how easily they are found make the true number larger than the bound. Lists that
avoid each other make it smaller: then this is no lower bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiqyn.core.estimation.assumptions import RECORDS_LINKED, SAME_PEOPLE
from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.estimates import (
    Answer,
    EstimateRefused,
    JsonValue,
    Method,
    Note,
    Objection,
    Options,
)
from aiqyn.core.estimation.existence import face_of
from aiqyn.core.estimation.profiles import FittedModel, averaged, fit_model, profile_of
from aiqyn.core.estimation.refusals import NO_UPPER_END, cautions
from aiqyn.core.estimation.tables import captures_of, counts_of, design_of, patterns_of
from aiqyn.core.language import sentence

__all__ = ["METHOD", "estimate"]

Matrix = NDArray[np.floating[Any]]

_MOST_LISTS_IN_FULL = 10
"""Beyond it only patterns of one and two lists are used: a table of all would be too long."""


@dataclass(frozen=True, slots=True)
class ChaoDetails:
    """How the bound came about.

    Attributes:
        captured_once: How many people are on one list.
        captured_twice: How many are on two.
        freed: Numbers of captures whose total is left free; of the others' the data show no
            more than the bound itself expects.
        estimate: The conditional estimate, without regard to the spread of the unseen.
    """

    captured_once: int
    captured_twice: int
    freed: tuple[int, ...]
    estimate: float

    def as_json(self) -> Mapping[str, JsonValue]:
        """The keys of this method."""
        return {
            "captured_once": self.captured_once,
            "captured_twice": self.captured_twice,
            "freed_captures": self.freed,
            "conditional_estimate": round(self.estimate, 2),
        }


def estimate(counts: CaptureCounts, options: Options) -> Answer | EstimateRefused:
    """The lower bound of the number of people, lists being unequal and people too.

    A log-linear model in which each list reaches a share of its own and the numbers of people
    on three, four, … lists are free wherever they exceed what equal people would give. Its
    estimate of the unseen rests on people on one and two lists, as Chao's moment bound does.

    Args:
        counts: Of one population that passed `refusals.objections`.
        options: The level of the interval.

    Returns:
        The bound with its profile-likelihood interval; refused where no one is on two lists
        in a way that fixes it, or where the data set it no upper end.

    Source:
        Chao (1987), Biometrics 43, 783–791. With unequal lists, as a log-linear model, and the
        removal of negative terms: Rivest & Baillargeon (2007), Biometrics 63, 999–1006.
        Interval: Cormack (1992), Biometrics 48, 567–576.
    """
    fitted = _fit(counts)
    if fitted is None:
        return EstimateRefused.of("chao", [_NOT_FIXED])
    model, freed = fitted
    profile = profile_of(model, counts.documented)
    distribution = averaged((profile,), np.ones(1))
    if distribution.quantile(0.5 + options.level / 2) is None:
        return EstimateRefused.of("chao", [NO_UPPER_END])
    by_captures = counts.by_captures()
    return Answer(
        method="chao",
        documented=counts.documented,
        distribution=distribution,
        level=options.level,
        notes=cautions(counts),
        details=ChaoDetails(by_captures[0], by_captures[1], freed, counts.documented + model.unseen),
    )


_NOT_FIXED = Objection(
    "bound-not-fixed",
    sentence("The people on exactly two lists are too few, or on too few pairs of lists, to fix the bound."),
    sentence("Longer lists, or a search for people who are on several lists and were not recognised."),
)


def _fit(counts: CaptureCounts) -> tuple[FittedModel, tuple[int, ...]] | None:
    """The model whose freed terms are all positive, and the numbers of captures that it frees."""
    lists = len(counts.lists)
    in_full = lists <= _MOST_LISTS_IN_FULL
    patterns = patterns_of(lists, most_captures=None if in_full else 2)
    table = counts_of(counts, patterns)
    if not table.any():
        return None
    captures = captures_of(patterns)
    main = design_of([0, *(1 << index for index in range(lists))], patterns)
    unseen = np.eye(1, main.shape[1])[0]
    freed = list(range(3, lists + 1)) if in_full else []
    while True:
        free = (
            np.column_stack([captures == number for number in freed]) if freed else np.empty((len(table), 0))
        )
        design = np.column_stack([main, free])
        face = face_of(design, np.concatenate([unseen, np.zeros(len(freed))]), table > 0)
        if face.unseen is None:
            return None
        model = fit_model(face, table)
        negative = _negative_terms(design, model, len(freed))
        if not negative.any():
            return model, tuple(freed)
        freed = [number for number, is_negative in zip(freed, negative, strict=True) if not is_negative]


def _negative_terms(design: Matrix, model: FittedModel, free: int) -> NDArray[np.bool_]:
    """Which of the last columns' parameters are below 0 where the data fix them.

    Totals of captures that nobody has leave their parameter without a value: they fade.
    """
    if not free:
        return np.zeros(0, dtype=bool)
    on_face = design[model.face.cells]
    logarithms = model.face.basis @ model.parameters
    values = np.linalg.lstsq(on_face, logarithms, rcond=None)[0][-free:]
    present = on_face[:, -free:].any(axis=0)
    return (values < -1e-9) & present


METHOD = Method(
    name="chao",
    title=sentence("Chao's lower bound"),
    source="Chao (1987), Biometrics 43, 783–791; Rivest & Baillargeon (2007), Biometrics 63, 999–1006",
    is_floor=True,
    assumptions=(
        SAME_PEOPLE,
        RECORDS_LINKED,
        Note(
            "no-avoidance",
            sentence(
                "No list avoids the people of another. Where lists do, the true number can be below "
                "this bound; where people differ in how easily they are found, it is above."
            ),
        ),
    ),
    estimate=estimate,
)
