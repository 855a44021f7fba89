"""Sensitivity as drawings and tables: what would have to be true for the total to be another."""

from __future__ import annotations

from collections.abc import Iterable

from aiqyn.core.estimation.sensitivity_results import (
    BriefResult,
    PointResult,
    ResponseResult,
    SensitivityResult,
)
from aiqyn.publication.report.blocks import Column, Known, Plate, Response, Row, Table
from aiqyn.publication.report.estimate_plates import Subject
from aiqyn.publication.report.text import (
    NOTHING,
    Computed,
    Count,
    Text,
    listed,
    say,
    strong,
)

__all__ = ["pairs_table", "priors_table", "sensitivity_plates", "telling_curves", "without_table"]

PAIRS_TOLD = 2
"""So many pairs of lists are drawn in a report; the pictures of a command hold all."""


def sensitivity_plates(subject: Subject, curves: Iterable[ResponseResult]) -> tuple[Plate, ...]:
    """A drawing for each curve that has points."""
    return tuple(_plate(subject, curve) for curve in curves if len(curve.points) > 1)


def telling_curves(found: SensitivityResult) -> tuple[ResponseResult, ...]:
    """The curves that a report draws: people's differences, and the pairs of lists that the total hangs on most."""
    pairs = [curve for curve in found.curves if curve.held_fixed == "dependence" and len(curve.points) > 1]
    pairs.sort(key=_reach, reverse=True)
    others = [curve for curve in found.curves if curve.held_fixed == "heterogeneity"]
    return (*pairs[:PAIRS_TOLD], *others)


def _reach(curve: ResponseResult) -> float:
    """By how many times the curve moves the number between half and double odds."""
    near = [point.number for point in curve.points if 0.49 <= point.at <= 2.04]
    return max(near) / min(near) if near else 0.0


def _plate(subject: Subject, curve: ResponseResult) -> Plate:
    targets = {one.target for one in curve.needed}
    known = [one for one in subject.all_known if one.sure or one.number in targets]
    told = {one.number for one in known}
    known += [
        Known(say("asked for"), Count(target), target, sure=False)
        for target in sorted(targets - told)
        if target >= subject.result.documented
    ]
    from_data = curve.from_data
    return Plate(
        anchor=f"{subject.anchor}-{_key(subject, curve)}",
        title=_title(subject, curve),
        reading=_reading(curve),
        drawing=Response(
            across=_across(subject, curve),
            points=tuple((point.at, point.number, point.low, point.high) for point in curve.points),
            ratio=curve.held_fixed != "heterogeneity",
            known=tuple(known),
            needed=tuple((one.at, one.target) for one in curve.needed if one.at is not None),
            told=None if from_data is None else (from_data.low, from_data.high),
            stamp=subject.stamp,
        ),
        table=Table(
            say("The curve as numbers"),
            (
                Column(_axis(curve), numeric=True),
                Column(say("How many"), numeric=True),
                Column(say("Interval"), share=3),
            ),
            tuple(
                Row((Count(point.at), Count(round(point.number)), _ends(point.low, point.high)))
                for point in _thinned(curve)
            ),
            say("None."),
        ),
    )


def _thinned(curve: ResponseResult) -> tuple[PointResult, ...]:
    """Some ten points with both ends: a table is for reading."""
    step = max(1, round((len(curve.points) - 1) / 10))
    return curve.points[::step]


def _key(subject: Subject, curve: ResponseResult) -> str:
    if curve.held_fixed == "dependence":
        places = [subject.result.lists.index(name) + 1 for name in curve.lists]
        return f"dependence-{places[0]}-{places[1]}"
    return "all-lists" if curve.held_fixed == "highest_order" else "differences"


def _title(subject: Subject, curve: ResponseResult) -> Text:
    if curve.held_fixed == "heterogeneity":
        return say("What if people differ in how easily they are found?")
    if curve.held_fixed == "highest_order":
        return say("What if all lists depend on each other at once?")
    first, second = (subject.called(name) for name in curve.lists)
    return say("What if {first} and {second} depend on each other?", first=first, second=second)


def _reading(curve: ResponseResult) -> Text:
    if curve.held_fixed == "heterogeneity":
        return say(
            "The line tells how many people there would be, did they differ so much in how easily lists find them; a mark "
            "shows how much they would have to differ for a number to be right."
        )
    return say(
        "The line tells how many people there would be, did the lists depend on each other so strongly; a mark shows how "
        "strongly they would have to for a number to be right."
    )


def _across(subject: Subject, curve: ResponseResult) -> Text:
    if curve.held_fixed == "heterogeneity":
        return say(
            "Across: how widely people differ, as the standard deviation of the logarithm of their odds of being on a list; "
            "at 0 all are found equally easily."
        )
    if curve.held_fixed == "highest_order":
        return say(
            "Across: by how many times the dependence of fewer lists changes with the last; at 1 it does not."
        )
    first, second = (subject.called(name) for name in curve.lists)
    return say(
        "Across: the odds ratio of {first} and {second}; at 1 they are independent, to the right people on one are more "
        "often on the other, to the left more seldom.",
        first=first,
        second=second,
    )


def _axis(curve: ResponseResult) -> Text:
    return say("Standard deviation") if curve.held_fixed == "heterogeneity" else say("Odds ratio")


def _ends(low: float, high: float | None) -> Text:
    if high is None:
        return say("{low} and more", low=round(low))
    return say("{low}–{high}", low=round(low), high=round(high))


def pairs_table(subject: Subject, found: SensitivityResult) -> Table | None:
    """For each pair of lists what the counts say of it, and what each target would need."""
    pairs = [curve for curve in found.curves if curve.held_fixed == "dependence"]
    if not pairs:
        return None
    return Table(
        say("What the dependence of each pair of lists would have to be"),
        (
            Column(say("Lists"), share=3),
            Column(say("Odds ratio, by the counts"), share=3),
            *(
                Column(say("Odds ratio needed for {number}", number=target), share=3)
                for target in found.targets
            ),
        ),
        tuple(
            Row(
                (
                    listed([subject.called(name) for name in curve.lists], " + "),
                    _told_by_counts(curve),
                    *(_needed(curve, target) for target in found.targets),
                )
            )
            for curve in pairs
        ),
        say("None."),
        f"{subject.anchor}-pairs",
    )


def _told_by_counts(curve: ResponseResult) -> Text:
    told = curve.from_data
    if told is None or told.at is None:
        return say("nothing")
    low = say("no lower end") if told.low is None else Count(_short(told.low))
    high = say("no upper end") if told.high is None else Count(_short(told.high))
    return say("{number} ({low} to {high})", number=_short(told.at), low=low, high=high)


def _needed(curve: ResponseResult, target: int) -> Text:
    for one in curve.needed:
        if one.target == target:
            return say("none within reach") if one.at is None else strong(Count(_short(one.at)))
    return NOTHING


def _short(value: float) -> float:
    """With as many places as say something."""
    return round(value, 1) if value >= 10 else round(value, 2) if value >= 0.1 else round(value, 3)


def without_table(subject: Subject, found: SensitivityResult) -> Table | None:
    """Every method's answer without each list."""
    if not found.without_list:
        return None
    methods = found.without_list[0].estimates
    return Table(
        say("The same without one of the lists"),
        (
            Column(say("Without"), share=3),
            Column(say("Documented then"), numeric=True),
            *(Column(Computed(one.title), share=3) for one in methods),
        ),
        tuple(
            Row(
                (subject.called(one.list), Count(one.documented), *map(_briefly, one.estimates)),
            )
            for one in found.without_list
        ),
        say("None."),
        f"{subject.anchor}-without",
    )


def _briefly(one: BriefResult) -> Text:
    if one.median is None or one.low is None or one.high is None:
        return say("refused")
    return say("{number} ({low}–{high})", number=one.median, low=one.low, high=one.high)


def priors_table(subject: Subject, found: SensitivityResult) -> Table | None:
    """What Bayesian methods say under each of their priors."""
    if not found.priors:
        return None
    return Table(
        say("The same under other beliefs beforehand"),
        (
            Column(say("Method"), share=3),
            Column(say("What is believed before the counts"), share=5),
            Column(say("Estimate"), share=3),
        ),
        tuple(
            Row(
                (
                    Computed(one.method_title),
                    Computed(one.title),
                    say("{number} ({low}–{high})", number=one.median, low=one.low, high=one.high)
                    if one.agrees and one.median is not None and one.low is not None and one.high is not None
                    else say("the computation came to no end"),
                )
            )
            for one in found.priors
        ),
        say("None."),
        f"{subject.anchor}-priors",
    )
