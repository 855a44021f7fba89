"""What sensitivity curves say, in sentences that can be read aloud."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, floor, log10

from aiqyn.core.estimation.counts import CaptureCounts
from aiqyn.core.estimation.estimates import Note, spaced
from aiqyn.core.estimation.sensitivity_values import (
    FURTHEST_RATIO,
    LARGEST_SPREAD,
    CurvePoint,
    DependenceCurve,
    Drawn,
    FromData,
    Needed,
)
from aiqyn.core.language import Sentence, sentence

__all__ = [
    "NOT_COMPUTED",
    "NO_CURVE_OF_PAIR",
    "NO_CURVE_OF_SPREAD",
    "ODDS",
    "ONE_AT_A_TIME",
    "PRIOR_TITLES",
    "STRATA_TOGETHER",
    "no_curve_of_all_lists",
    "odds_of_nine_in_ten",
    "of_all_lists",
    "of_pair",
    "of_spread",
    "of_targets",
]

_LIKELY_ENOUGH = 0.05
"""A deviance that chance makes at least so often is none that speaks against anything."""
_RAREST_TOLD = 1e-6
_NEXT_TO_NOTHING = 0.005
_NEXT_TO_NO_SPREAD = 0.05
_NINTH_TENTH = 1.2815515655446004
"""The standard normal quantile of nine tenths."""

ONE_AT_A_TIME = Note(
    "one-at-a-time",
    sentence(
        "Every estimate assumes things that no counts can settle. Here one of them is changed at a time, all "
        "else adapts to the counts, and the number of people moves: this shows how far, and what would have "
        "to be true for another number."
    ),
)
ODDS = Note(
    "odds",
    sentence(
        "Odds compare the people on a list with those not on it: with 20 of 100 on it they are 20 to 80. "
        "The odds ratio of two lists says by how many times the odds of being on one are higher for people "
        "on the other, among people alike on all further lists. At 1 the two are independent; above, they "
        "share more people than that; below, they avoid each other's."
    ),
)
STRATA_TOGETHER = Note(
    "strata-together",
    sentence("The curves are of all strata together; people of different strata count as alike."),
)
NO_CURVE_OF_PAIR = sentence(
    "Even if the dependence of these two lists were known, these counts would not tell the number of people: "
    "too many other lists share no one."
)
NO_CURVE_OF_SPREAD = sentence(
    "Even if people did not differ at all, these counts would not tell their number: too many lists share no one."
)
NOT_COMPUTED = sentence("The curve could not be computed from these counts.")

PRIOR_TITLES: Mapping[str, Mapping[str, Sentence]] = {
    "lcmcr": {
        "standard": sentence("the prior of the answer: few groups of people, any shares on lists"),
        "more-classes": sentence("more groups of people expected"),
        "all-or-nothing": sentence("lists expected to hold next to all or next to none of a group"),
    },
    "decomposable": {
        "reference": sentence("the prior of the answer: all orders of magnitude equally likely"),
        "towards-fewer": sentence("leaning to fewer people"),
        "towards-more": sentence("leaning to more people"),
    },
    "hierarchical": {
        "standard": sentence("the prior of the answer: some dependence of lists, some differences of people"),
        "more-alike": sentence("lists more independent, people more alike"),
        "less-alike": sentence("lists less independent, people less alike"),
    },
}
"""Each prior of the methods that have some, by its name, in words."""


# ------------------------------------------------------------------ targets


def of_targets(
    documented: int, targets: Sequence[int], curves: Sequence[DependenceCurve], *, drawn: bool
) -> tuple[Note, ...]:
    """What is said of each target before any curve.

    Args:
        documented: How many people are on some list.
        targets: Totals asked for, ascending.
        curves: Of all pairs of lists.
        drawn: Whether there are curves at all.
    """
    said: list[Note] = []
    fewer = [target for target in targets if target < documented]
    if fewer:
        said.append(
            Note(
                "more-documented",
                sentence(
                    "{documented} people are documented on the lists, more than {targets}. No assumption "
                    "brings the total below them: for a lower number to be true, people would have to be on "
                    "the lists wrongly, or twice under two names.",
                    documented=spaced(documented),
                    targets=", ".join(map(spaced, fewer)),
                ),
            )
        )
    for target in targets[len(fewer) :]:
        if target == documented:
            said.append(
                Note(
                    "no-one-missing",
                    sentence(
                        "{target} people are documented on the lists: for that to be all, no one may be "
                        "missing from them.",
                        target=spaced(target),
                    ),
                )
            )
        if drawn:
            said.append(_easiest(target, curves))
    return tuple(said)


def _easiest(target: int, curves: Sequence[DependenceCurve]) -> Note:
    """The pair of lists whose needed dependence the counts speak least against."""
    if any(_needs_nothing(target, curve) for curve in curves):
        return Note(
            "nothing-needed",
            sentence(
                "For {target} people in all no dependence beyond what the counts show is needed: that number is "
                "within what chance allows.",
                target=spaced(target),
            ),
        )
    found = [
        (one.deviance or 0.0, curve, one)
        for curve in curves
        for one in curve.needed
        if one.target == target and one.at is not None
    ]
    if not found:
        return Note(
            "no-pair-gives-target",
            sentence(
                "No dependence of two lists, between odds {most} lower and {most} higher, gives {target} "
                "people in all.",
                most=_times(FURTHEST_RATIO),
                target=spaced(target),
            ),
        )
    _, curve, one = min(found, key=lambda each: each[0])
    return Note(
        "easiest-pair",
        sentence(
            "Of all pairs of lists, {first} and {second} could most easily make the total {target}. {needed}",
            first=curve.lists[0],
            second=curve.lists[1],
            target=spaced(target),
            needed=_needed_of_pair(curve.lists, one),
        ),
    )


def _needs_nothing(target: int, curve: DependenceCurve) -> bool:
    """Whether the target is within chance if two lists are independent, and the counts allow them to be."""
    shown = curve.from_data
    allowed = shown is None or ((shown.low or 0.0) <= 1.0 and (shown.high is None or shown.high >= 1.0))
    return allowed and any(one.target == target and one.within == 1.0 for one in curve.needed)


# ------------------------------------------------------------------ two lists


def of_pair(lists: tuple[str, str], drawn: Drawn) -> tuple[Note, ...]:
    """What the curve over the dependence of two lists says."""
    first, second = lists
    usual = drawn.usual
    return (
        Note(
            "if-independent",
            sentence(
                "If {first} and {second} are independent, among people alike on all other lists, there are "
                "about {number} people ({interval}).",
                first=first,
                second=second,
                number=spaced(usual.number),
                interval=_interval_of(usual),
            ),
        ),
        Note("from-counts", _from_counts(drawn.from_data)),
        *(
            note
            for one in drawn.needed
            if one.at is not None or one.within is not None
            for note in _of_needed(lists, one)
        ),
    )


def _from_counts(found: FromData | None) -> Sentence:
    if found is None:
        return sentence("The counts tell nothing of their odds ratio: every value fits equally.")
    if found.at is None:
        return sentence(
            "The counts set no single odds ratio: it is {interval}.",
            interval=_range(found.low, found.high),
        )
    if found.people is None:
        return sentence(
            "By the counts themselves their odds ratio is {ratio} ({interval}), if it is the same for people "
            "on other lists and on none.",
            ratio=_decimal(found.at),
            interval=_range(found.low, found.high),
        )
    return sentence(
        "By the counts themselves their odds ratio is {ratio} ({interval}), if it is the same for people "
        "on other lists and on none; then there are about {number} people ({people_interval}).",
        ratio=_decimal(found.at),
        interval=_range(found.low, found.high),
        number=spaced(found.people.number),
        people_interval=_interval_of(found.people),
    )


def _of_needed(lists: tuple[str, str], one: Needed) -> tuple[Note, ...]:
    said: list[Note] = []
    if one.at is not None:
        said.append(Note("needed", _needed_of_pair(lists, one)))
    if one.within == 1.0:
        said.append(
            Note(
                "within-chance",
                sentence(
                    "{target} is within what chance allows even if the two lists are independent.",
                    target=spaced(one.target),
                ),
            )
        )
    elif one.within is not None and one.within != one.at:
        said.append(
            Note(
                "within-chance",
                sentence(
                    "Allowing for chance in the counts, an odds ratio of {ratio} would do for {target}.",
                    ratio=_decimal(one.within),
                    target=spaced(one.target),
                ),
            )
        )
    return tuple(said)


def _needed_of_pair(lists: tuple[str, str], one: Needed) -> Sentence:
    assert one.at is not None
    return sentence(
        "{needed} {verdict}", needed=_dependence(lists, one.target, one.at), verdict=_verdict(one)
    )


def _dependence(lists: tuple[str, str], target: int, at: float) -> Sentence:
    first, second = lists
    blanks = {"target": spaced(target), "first": first, "second": second}
    if abs(at - 1) < _NEXT_TO_NOTHING:
        return sentence(
            "For {target} people in all, {first} and {second} would have to be independent.", **blanks
        )
    if at > 1:
        return sentence(
            "For {target} people in all, the odds of being on {second} would have to be {times} higher for "
            "people on {first} than for others alike on all further lists.",
            times=_times(at),
            **blanks,
        )
    return sentence(
        "For {target} people in all, the odds of being on {second} would have to be {times} lower for "
        "people on {first} than for others alike on all further lists.",
        times=_times(1 / at),
        **blanks,
    )


def _verdict(one: Needed) -> Sentence:
    if one.chance is None:
        return sentence("The counts tell nothing for or against that.")
    if one.chance >= _LIKELY_ENOUGH:
        return sentence("The counts do not speak against that.")
    return sentence(
        "The counts speak against that: were it so, chance alone would make them fit so badly in fewer than "
        "one of {cases} investigations.",
        cases=_cases(one.chance),
    )


# ------------------------------------------------------------------ all lists at once


def of_all_lists(lists: Sequence[str], documented: int, drawn: Drawn) -> tuple[Note, ...]:
    """What the curve over the dependence of all lists at once says."""
    usual = drawn.usual
    meaning = (
        sentence(
            "Of one thing no counts tell anything: by how many times the odds ratio of two lists is higher "
            "among people on the third list than among others. Every value fits equally; every estimate "
            "assumes one, as a rule 1."
        )
        if len(lists) == len("ABC")
        else sentence(
            "Of one thing no counts tell anything: a dependence of all {lists} lists at once, beyond every "
            "dependence of fewer, measured by a ratio of ratios of odds. Every value fits equally; every "
            "estimate assumes one, as a rule 1.",
            lists=len(lists),
        )
    )
    return (
        Note("no-counts-tell", meaning),
        Note(
            "if-none",
            sentence(
                "If that ratio is 1, and every other dependence is as the counts have it, there are about "
                "{number} people ({interval}).",
                number=spaced(usual.number),
                interval=_interval_of(usual),
            ),
        ),
        *(Note("needed", _needed_of_all(one, drawn)) for one in drawn.needed if one.target >= documented),
    )


def _needed_of_all(one: Needed, drawn: Drawn) -> Sentence:
    if one.at is not None:
        return sentence(
            "For {target} people in all, that ratio would have to be {ratio} instead of 1.",
            target=spaced(one.target),
            ratio=_decimal(one.at),
        )
    rises = drawn.points[-1].number > drawn.points[0].number
    if rises == (one.target > drawn.usual.number):
        return sentence(
            "For {target} people in all, that ratio would have to be above {most} instead of 1.",
            target=spaced(one.target),
            most=_decimal(FURTHEST_RATIO),
        )
    return sentence(
        "For {target} people in all, that ratio would have to be below {least} instead of 1.",
        target=spaced(one.target),
        least=_decimal(1 / FURTHEST_RATIO),
    )


def no_curve_of_all_lists(counts: CaptureCounts) -> Sentence:
    """Why there is no curve where some combination of lists has no one."""
    observed = {int(cell.pattern) for cell in counts.cells}
    every = range(1, 1 << len(counts.lists))
    empty = [pattern for pattern in every if pattern not in observed]
    example = min(empty, key=lambda pattern: (pattern.bit_count(), pattern))
    return sentence(
        "The dependence of all lists at once, of which no counts tell anything, can't be drawn as a curve "
        "here: combinations of lists that no one has: {empty}, such as {example} and no other. If every dependence were "
        "left free, any number of people would fit.",
        empty=len(empty),
        example=" + ".join(name for at, name in enumerate(counts.lists) if example >> at & 1),
    )


# ------------------------------------------------------------------ people's differences


def odds_of_nine_in_ten(deviation: float) -> float:
    """How many times the odds of someone harder to find than nine in ten someone easier than nine in ten has.

    Example:
        >>> round(odds_of_nine_in_ten(1.0), 2)
        12.98
    """
    return exp(2 * _NINTH_TENTH * deviation)


def of_spread(documented: int, drawn: Drawn) -> tuple[Note, ...]:
    """What the curve over people's differences says."""
    usual = drawn.usual
    numbers = [point.number for point in drawn.points]
    said = [
        Note(
            "if-alike",
            sentence(
                "If all people are equally easy to find, and lists are independent, there are about {number} "
                "people ({interval}).",
                number=spaced(usual.number),
                interval=_interval_of(usual),
            ),
        )
    ]
    if numbers == sorted(numbers):
        said.append(
            Note(
                "differences-raise",
                sentence(
                    "The more people differ in how easily lists find them, the more of them are on no list: "
                    "differences make the number higher."
                ),
            )
        )
    said.append(Note("from-counts", _spread_from_counts(drawn.from_data)))
    said += [
        Note("needed", _needed_of_spread(one, usual)) for one in drawn.needed if one.target >= documented
    ]
    return tuple(said)


def _spread_from_counts(found: FromData | None) -> Sentence:
    if found is None:
        return sentence("The counts tell nothing of how much people differ.")
    if found.at is None or found.people is None:
        return sentence("The counts fit the better the more people differ, and so set no number of them.")
    if found.at < _NEXT_TO_NO_SPREAD:
        return sentence(
            "By the counts themselves people need not differ at all in how easily lists find them; someone "
            "easier to find than nine in ten has at most {times} the odds of someone harder to find than "
            "nine in ten. This holds if lists are otherwise independent and the differences follow a normal "
            "curve; other forms fit as well and give other numbers.",
            times=_times(odds_of_nine_in_ten(LARGEST_SPREAD if found.high is None else found.high)),
        )
    return sentence(
        "By the counts themselves, someone easier to find than nine in ten has {times} the odds of "
        "someone harder to find than nine in ten ({interval}), and there are about {number} people "
        "({people_interval}). This holds if lists are otherwise independent and the differences follow a normal curve; other forms "
        "fit as well and give other numbers.",
        times=_times(odds_of_nine_in_ten(found.at)),
        interval=_range(
            odds_of_nine_in_ten(found.low or 0.0),
            None if found.high is None else odds_of_nine_in_ten(found.high),
        ),
        number=spaced(found.people.number),
        people_interval=_interval_of(found.people),
    )


def _needed_of_spread(one: Needed, usual: CurvePoint) -> Sentence:
    if one.at is None:
        if one.target < usual.number:
            return sentence(
                "No differences between people give {target}: they make the number higher than {number}.",
                target=spaced(one.target),
                number=spaced(usual.number),
            )
        return sentence(
            "For {target} people in all, someone easier to find than nine in ten would have to have more "
            "than {times} the odds of someone harder to find than nine in ten.",
            target=spaced(one.target),
            times=_times(odds_of_nine_in_ten(LARGEST_SPREAD)),
        )
    return sentence(
        "{needed} {verdict}",
        needed=sentence(
            "For {target} people in all, someone easier to find than nine in ten would have to have {times} "
            "the odds of being on a list of someone harder to find than nine in ten.",
            target=spaced(one.target),
            times=_times(odds_of_nine_in_ten(one.at)),
        ),
        verdict=_verdict(one),
    )


# ------------------------------------------------------------------ numbers in words


def _interval_of(point: CurvePoint) -> Sentence:
    if point.high is None:
        return sentence("{low} or more", low=spaced(point.low))
    return sentence("{low} to {high}", low=spaced(point.low), high=spaced(point.high))


def _range(low: float | None, high: float | None) -> Sentence:
    if low is None and high is None:
        return sentence("any value")
    if low is None:
        assert high is not None
        return sentence("{high} or less", high=_decimal(high))
    if high is None:
        return sentence("{low} or more", low=_decimal(low))
    return sentence("{low} to {high}", low=_decimal(low), high=_decimal(high))


def _decimal(number: float) -> str | Sentence:
    """Two digits that matter, more before the point, with the reader's decimal sign."""
    if number >= 9.95:
        return spaced(_rounded(number))
    digits = max(1, 1 - floor(log10(number))) if number < 1 else 1
    whole, _, part = f"{number:.{digits}f}".partition(".")
    return sentence("{whole}.{part}", whole=whole, part=part)


def _times(ratio: float) -> Sentence:
    """By how many times; Russian counts fractions of a time otherwise than whole ones."""
    told = _decimal(ratio)
    if isinstance(told, str):
        return sentence("{number} times", number=told)
    return sentence("{fraction} times", fraction=told)


def _rounded(number: float) -> float:
    """Ten or more, to what can be said: whole below 20, fives below 100, else two digits."""
    if number < 20:
        return round(number)
    if number < 100:
        return 5 * round(number / 5)
    power = 10.0 ** (floor(log10(number)) - 1)
    return power * round(number / power)


def _cases(chance: float) -> str:
    return spaced(_rounded(1 / max(chance, _RAREST_TOLD)))
