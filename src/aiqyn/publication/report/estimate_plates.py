"""Estimates as drawings: overlaps, distributions, intervals with refusals, chains.

Each takes an `EstimationResult` alone, so that the report and `aiqyn estimate --pictures` draw the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from aiqyn.core.estimation.results import ChainsResult, CurveResult, EstimationResult, MethodResult
from aiqyn.publication.report.blocks import (
    Chain,
    Chains,
    Column,
    Hill,
    Hills,
    Interval,
    Intervals,
    IntervalsPart,
    Known,
    Overlap,
    Overlaps,
    Plate,
    Row,
    Table,
)
from aiqyn.publication.report.text import (
    NOTHING,
    Computed,
    Count,
    Text,
    Verbatim,
    listed,
    say,
    say_counted,
)

__all__ = [
    "SIMULATED",
    "Subject",
    "estimate_plates",
    "interval_in_words",
    "level_in_words",
    "reasons_in_words",
]

SIMULATED = say("Simulated data: no real person is counted here.")

DRAWN_OVERLAPS = 24
"""So many rows of overlaps can still be read on one printed page."""

_SAMPLES = 400
_STEPS = 120


@dataclass(frozen=True, slots=True)
class Subject:
    """What is drawn.

    Attributes:
        anchor: With what the addresses of its drawings begin.
        result: What was found.
        names: What each list is called, where that is more than its name in the counts.
        known: Stated numbers that estimates are held against, beside the documented one.
        is_simulated: Whether the people are invented.
    """

    anchor: str
    result: EstimationResult
    names: tuple[Text, ...] = ()
    known: tuple[Known, ...] = ()
    is_simulated: bool = False

    @property
    def stamp(self) -> Text | None:
        """What must stand in every drawing."""
        return SIMULATED if self.is_simulated else None

    @property
    def all_known(self) -> tuple[Known, ...]:
        """The documented number first, then the stated ones."""
        number = self.result.documented
        return (Known(say("documented: on one list or more"), Count(number), number, sure=True), *self.known)

    def list_name(self, index: int) -> Text:
        """What a list is called."""
        return self.names[index] if self.names else Verbatim(self.result.lists[index])

    def called(self, name: str) -> Text:
        """What the list of that name in the counts is called."""
        return self.list_name(self.result.lists.index(name))


def estimate_plates(subject: Subject) -> tuple[Plate, ...]:
    """All drawings that a result gives something to see in, in the order in which they are read."""
    plates = (overlaps_plate(subject), hills_plate(subject), intervals_plate(subject))
    return (*(plate for plate in plates if plate is not None), *chains_plates(subject))


# Overlaps ---------------------------------------------------------------------------------------


def overlaps_plate(subject: Subject) -> Plate | None:
    """Which lists share how many people; `None` where the counts are withheld."""
    cells = subject.result.cells
    if not cells:
        return None
    rows = tuple(
        Overlap(cell.lists, _span_in_words(cell.least, cell.most), cell.least, cell.most)
        for cell in cells[:DRAWN_OVERLAPS]
    )
    on_none = Overlap((), say("on none of them: not known"), None, None)
    reading = say(
        "Each row is one combination of lists: filled dots are the lists that these people are on, and the bar is how "
        "many they are. The last row is the question: who is on none."
    )
    if len(cells) > DRAWN_OVERLAPS:
        reading = say(
            "{reading} The {number} largest of {all} combinations are drawn.",
            reading=reading,
            number=DRAWN_OVERLAPS,
            all=len(cells),
        )
    named = tuple(
        say("{list} ({number})", list=subject.list_name(index), number=size)
        for index, size in enumerate(subject.result.sizes)
    )
    table_rows = tuple(
        Row(
            (
                listed([subject.list_name(index) for index in cell.lists], " + "),
                _span_in_words(cell.least, cell.most),
            )
        )
        for cell in cells
    )
    return Plate(
        anchor=f"{subject.anchor}-overlaps",
        title=say("How the lists overlap"),
        reading=reading,
        drawing=Overlaps(named, (*rows, on_none), subject.stamp),
        table=Table(
            say("People on exactly these lists and on no other"),
            (Column(say("Lists"), share=5), Column(say("How many"), numeric=True)),
            table_rows,
            say("None."),
        ),
    )


def _span_in_words(least: int, most: int) -> Text:
    return Count(least) if least == most else say("{low} to {high}", low=least, high=most)


# Distributions ----------------------------------------------------------------------------------


def hills_plate(subject: Subject) -> Plate | None:
    """How likely each number of people is; `None` where every method refused."""
    answers = [one for one in subject.result.estimates if one.curve is not None and not one.is_lower_bound]
    rows = tuple(hill for one in answers if (hill := _hill(one)) is not None)
    if not rows:
        return None
    level = level_in_words(subject.result.level)
    return Plate(
        anchor=f"{subject.anchor}-distribution",
        title=say("How likely each number is"),
        reading=say(
            "The higher the line, the better that number of people fits, as each method has it; the filled part holds "
            "{level} of it, the upright stroke its middle. Lines from above mark numbers that are documented or stated.",
            level=level,
        ),
        drawing=Hills(rows, subject.all_known, subject.stamp),
        table=_table_of(subject, answers),
    )


def _hill(one: MethodResult) -> Hill | None:
    if one.curve is None or one.low is None or one.median is None or one.high is None:
        return None
    return Hill(
        Computed(one.title), interval_in_words(one), outline_of(one.curve), one.low, one.median, one.high
    )


def outline_of(curve: CurveResult) -> tuple[tuple[float, float], ...]:
    """The density over the numbers of people, the highest 1: what the eye takes for likelihood.

    A sum of small normal hills, one at each of 400 quantiles, mirrored at the lowest number,
    below which there can be nothing.

    Source:
        Silverman (1986), Density Estimation for Statistics and Data Analysis, section 3.4.2,
        with four fifths of his width, and the shortest half in place of the middle one: so that
        two hills are not made one.
    """
    distribution = curve.distribution()
    found = [distribution.quantile((part + 0.5) / _SAMPLES) for part in range(_SAMPLES)]
    numbers = [number for number in found if number is not None]
    first, last = numbers[0], numbers[-1]
    half = len(numbers) // 2
    shortest = min(end - begin for begin, end in zip(numbers, numbers[half:], strict=False))
    width = max(0.8 * 0.9 * shortest / 1.34 * len(numbers) ** -0.2, 0.35)
    floor = curve.numbers[0]
    begin, end = max(floor, first - 3 * width), last + 3 * width
    places = [begin + (end - begin) * step / _STEPS for step in range(_STEPS + 1)]
    heights = [
        sum(_bell(place - number, width) + _bell(place - (2 * floor - number), width) for number in numbers)
        for place in places
    ]
    highest = max(heights)
    return tuple(
        (round(place, 2), round(height / highest, 4)) for place, height in zip(places, heights, strict=True)
    )


def _bell(distance: float, width: float) -> float:
    scaled = distance / width
    return exp(-0.5 * scaled * scaled) if abs(scaled) < 6 else 0.0


# Intervals --------------------------------------------------------------------------------------


def intervals_plate(subject: Subject) -> Plate:
    """What each method says, or why it says nothing."""
    result = subject.result
    whole = IntervalsPart(
        say("All together") if result.strata else NOTHING, tuple(map(_interval, result.estimates))
    )
    strata = tuple(
        IntervalsPart(
            say(
                "{stratum}: {number} documented",
                stratum=Verbatim(", ".join(stratum.values)),
                number=stratum.documented,
            ),
            tuple(map(_interval, stratum.estimates)),
        )
        for stratum in result.strata
    )
    return Plate(
        anchor=f"{subject.anchor}-intervals",
        title=say("What each method says, or why it refuses"),
        reading=say(
            "Each stroke reaches over the {level} interval, with its middle marked; an arrow goes on beyond the drawing. "
            "A method that can't answer from these counts says why.",
            level=level_in_words(result.level),
        ),
        drawing=Intervals((whole, *strata), subject.all_known, subject.stamp),
        table=_table_of(subject, result.estimates),
    )


def _interval(one: MethodResult) -> Interval:
    label = Computed(one.title)
    if one.is_refused:
        return Interval(label, _refused_briefly(one))
    return Interval(label, interval_in_words(one), one.low, one.median, one.high, is_floor=one.is_lower_bound)


def _refused_briefly(one: MethodResult) -> Text:
    """The gravest reason in words, and how many more there are."""
    more = len(one.objections) - 1
    because = Computed(one.objections[0].because)
    if not more:
        return say("refused: {because}", because=because)
    return say_counted(
        "refused: {because} (And for {number} more reason.)",
        "refused: {because} (And for {number} more reasons.)",
        more,
        because=because,
    )


def interval_in_words(one: MethodResult) -> Text:
    """The estimate with its interval."""
    if one.median is None or one.low is None or one.high is None:
        return say("refused")
    if one.is_lower_bound:
        return say("at least {number} ({low}–{high})", number=one.median, low=one.low, high=one.high)
    return say("{number} ({low}–{high})", number=one.median, low=one.low, high=one.high)


def level_in_words(level: float) -> Text:
    """A share in hundredths."""
    return say("{number} %", number=round(100 * level, 3))


def reasons_in_words(one: MethodResult) -> Text:
    """All reasons of a refusal, each with what would be needed."""
    return listed(
        [
            say(
                "{because} What would be needed: {needed}",
                because=Computed(objection.because),
                needed=Computed(objection.needed),
            )
            for objection in one.objections
        ],
        " ",
    )


def _table_of(subject: Subject, estimates: Sequence[MethodResult]) -> Table:
    """The numbers, or the reasons, of each method; strata after the whole."""
    parts: list[tuple[Text, MethodResult]] = [(NOTHING, one) for one in estimates]
    if len(estimates) == len(subject.result.estimates):
        parts += [
            (Verbatim(", ".join(stratum.values)), one)
            for stratum in subject.result.strata
            for one in stratum.estimates
        ]
    return Table(
        say("Estimates by each method"),
        (
            Column(say("Method"), share=4),
            Column(say("Estimate"), share=2),
            Column(say("{level} interval", level=level_in_words(subject.result.level)), share=3),
            Column(say("Refused, because"), share=6),
        ),
        tuple(_method_row(of, one) for of, one in parts),
        say("None."),
    )


def _method_row(of: Text, one: MethodResult) -> Row:
    title: Text = Computed(one.title)
    head = title if of is NOTHING else say("{stratum}: {method}", stratum=of, method=title)
    if one.median is None or one.low is None or one.high is None:
        return Row((head, say("refused"), NOTHING, reasons_in_words(one)))
    number: Text = say("at least {number}", number=one.median) if one.is_lower_bound else Count(one.median)
    return Row((head, number, say("{low}–{high}", low=one.low, high=one.high), NOTHING))


# Chains -----------------------------------------------------------------------------------------


def chains_plates(subject: Subject) -> tuple[Plate, ...]:
    """What the chains of each sampler did; none where none ran, or where numbers went beyond all bounds."""
    return tuple(
        _chains(subject, one, one.chains) for one in subject.result.estimates if one.chains is not None
    )


def _chains(subject: Subject, one: MethodResult, sampled: ChainsResult) -> Plate:
    chains = tuple(
        Chain(
            say("Chain {number}", number=number),
            say("{number} ({low}–{high})", number=each.median, low=each.low, high=each.high),
            each.draws,
            each.ranks,
        )
        for number, each in enumerate(sampled.chains, 1)
    )
    reading = say(
        "{number} chains began far apart. Where they agree, their lines cover the same numbers and the bars on "
        "the right all reach the broken line. R-hat is {r_hat} (1 is agreement), and they are worth {draws} independent "
        "draws.",
        number=len(chains),
        r_hat="–" if sampled.r_hat is None else sampled.r_hat,
        draws=sampled.effective_draws,
    )
    level = level_in_words(subject.result.level)
    everything = [draw for each in sampled.chains for draw in each.draws] or [0]
    return Plate(
        anchor=f"{subject.anchor}-chains-{one.method}",
        title=say("Whether the computation came to rest: {method}", method=Computed(one.title)),
        reading=reading,
        drawing=Chains(
            chains,
            say(
                "numbers of people in the order drawn, from {low} below to {high} above",
                low=min(everything),
                high=max(everything),
            ),
            say("draws by their rank, from the lowest numbers to the highest"),
            subject.stamp,
        ),
        table=Table(
            say("Where each chain spent its time"),
            (
                Column(say("Chain"), share=2),
                Column(say("Median and {level} interval of the draws shown", level=level), share=4),
            ),
            tuple(Row((chain.label, chain.value)) for chain in chains),
            say("None."),
        ),
    )
