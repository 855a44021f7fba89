"""What is known of how a total hangs on what no data can settle, as a value that can be kept and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import StrictBool, StrictFloat, StrictInt

from aiqyn.core.estimation.estimates import Answer, EstimateRefused
from aiqyn.core.estimation.methods import method_named
from aiqyn.core.estimation.result_notes import NoteResult, ObjectionResult, note_result, objection_result
from aiqyn.core.estimation.sensitivity_values import (
    CurvePoint,
    DependenceCurve,
    FromData,
    InteractionCurve,
    Needed,
    PriorAnswer,
    Sensitivity,
    SpreadCurve,
    WithoutList,
)
from aiqyn.core.values import Value
from aiqyn.core.worded import Worded, stored

__all__ = [
    "BriefResult",
    "FromDataResult",
    "HeldFixed",
    "NeededResult",
    "PointResult",
    "PriorResult",
    "ResponseResult",
    "SensitivityResult",
    "WithoutListResult",
]

HeldFixed = Literal["dependence", "highest_order", "heterogeneity"]

_LARGEST = 2.0**53
"""Beyond it canonical JSON takes no number; no total of people is so large."""


class PointResult(Value):
    """The number of people if what is held fixed has this value; `high` of `None` has no end."""

    at: StrictFloat
    number: StrictFloat
    low: StrictFloat
    high: StrictFloat | None = None


class NeededResult(Value):
    """What would have to be true for the total to be the target; see `sensitivity_values.Needed`."""

    target: StrictInt
    at: StrictFloat | None = None
    within: StrictFloat | None = None
    deviance: StrictFloat | None = None
    chance: StrictFloat | None = None


class FromDataResult(Value):
    """What the data tell of what is held fixed; see `sensitivity_values.FromData`."""

    at: StrictFloat | None = None
    low: StrictFloat | None = None
    high: StrictFloat | None = None


class ResponseResult(Value):
    """The total over one thing that must be assumed.

    Attributes:
        held_fixed: Which: the dependence of two lists, that of all, or people's differences.
        lists: The lists it is about.
        model: The model that the rest is held to; empty where there is none.
        points: Ascending.
        from_data: What the data tell of it; `None` where they tell nothing.
        needed: One for each target.
        says: What a reader must be told.
        because: Why there is no curve; `None` where there is.
    """

    held_fixed: HeldFixed
    lists: tuple[str, ...] = ()
    model: str = ""
    points: tuple[PointResult, ...] = ()
    from_data: FromDataResult | None = None
    needed: tuple[NeededResult, ...] = ()
    says: tuple[NoteResult, ...] = ()
    because: Worded | None = None


class BriefResult(Value):
    """One method's answer or refusal in brief."""

    method: str
    title: Worded
    median: StrictInt | None = None
    low: StrictInt | None = None
    high: StrictInt | None = None
    because: Worded | None = None


class WithoutListResult(Value):
    """What each method says without one list; see `sensitivity_values.WithoutList`."""

    list: str
    documented: StrictInt
    dropped: StrictInt
    estimates: tuple[BriefResult, ...]


class PriorResult(Value):
    """What a method says under one prior; see `sensitivity_values.PriorAnswer`."""

    method: str
    method_title: Worded
    prior: str
    title: Worded
    median: StrictInt | None = None
    low: StrictInt | None = None
    high: StrictInt | None = None
    agrees: StrictBool = True


class SensitivityResult(Value):
    """What would have to be true for the total to be another; see `sensitivity_values.Sensitivity`."""

    targets: tuple[StrictInt, ...] = ()
    curves: tuple[ResponseResult, ...] = ()
    without_list: tuple[WithoutListResult, ...] = ()
    priors: tuple[PriorResult, ...] = ()
    says: tuple[NoteResult, ...] = ()
    objections: tuple[ObjectionResult, ...] = ()

    @classmethod
    def of(cls, found: Sensitivity) -> SensitivityResult:
        """What was found, as it is kept."""
        curves: list[DependenceCurve | InteractionCurve | SpreadCurve] = [*found.dependence]
        curves += [curve for curve in (found.highest_order, found.heterogeneity) if curve is not None]
        return cls(
            targets=found.targets,
            curves=tuple(map(_curve, curves)),
            without_list=tuple(map(_without_list, found.without_list)),
            priors=tuple(map(_prior, found.priors)),
            says=tuple(map(note_result, found.says)),
            objections=tuple(map(objection_result, found.objections)),
        )


def _curve(curve: DependenceCurve | InteractionCurve | SpreadCurve) -> ResponseResult:
    held_fixed: HeldFixed = "dependence"
    if isinstance(curve, InteractionCurve):
        held_fixed = "highest_order"
    elif isinstance(curve, SpreadCurve):
        held_fixed = "heterogeneity"
    return ResponseResult(
        held_fixed=held_fixed,
        lists=() if isinstance(curve, SpreadCurve) else tuple(curve.lists),
        model=curve.model if isinstance(curve, DependenceCurve) else "",
        points=_points(curve.points),
        from_data=None if curve.from_data is None else _from_data(curve.from_data),
        needed=tuple(map(_needed, curve.needed)),
        says=tuple(map(note_result, curve.says)),
        because=None if curve.because is None else stored(curve.because),
    )


def _points(points: Sequence[CurvePoint]) -> tuple[PointResult, ...]:
    """The points whose number can be kept."""
    return tuple(
        PointResult(
            at=_rounded(point.at, 6),
            number=_rounded(point.number, 1),
            low=_rounded(point.low, 1),
            high=None if point.high is None or point.high > _LARGEST else _rounded(point.high, 1),
        )
        for point in points
        if point.number <= _LARGEST
    )


def _needed(needed: Needed) -> NeededResult:
    return NeededResult(
        target=needed.target,
        at=_maybe(needed.at),
        within=_maybe(needed.within),
        deviance=_maybe(needed.deviance),
        chance=_maybe(needed.chance),
    )


def _from_data(told: FromData) -> FromDataResult:
    return FromDataResult(at=_maybe(told.at), low=_maybe(told.low), high=_maybe(told.high))


def _maybe(value: float | None) -> float | None:
    return None if value is None or abs(value) > _LARGEST else _rounded(value, 8)


def _rounded(value: float, digits: int) -> float:
    return round(float(value), digits)


def _without_list(one: WithoutList) -> WithoutListResult:
    return WithoutListResult(
        list=one.list,
        documented=one.documented,
        dropped=one.dropped,
        estimates=tuple(map(_briefly, one.estimates)),
    )


def _briefly(estimate: Answer | EstimateRefused) -> BriefResult:
    title = stored(method_named(estimate.method).title)
    if isinstance(estimate, EstimateRefused):
        return BriefResult(method=estimate.method, title=title, because=stored(estimate.because))
    return BriefResult(
        method=estimate.method, title=title, median=estimate.median, low=estimate.low, high=estimate.high
    )


def _prior(one: PriorAnswer) -> PriorResult:
    return PriorResult(
        method=one.method,
        method_title=stored(method_named(one.method).title),
        prior=one.prior,
        title=stored(one.title),
        median=one.median,
        low=one.low,
        high=one.high,
        agrees=one.agrees,
    )
