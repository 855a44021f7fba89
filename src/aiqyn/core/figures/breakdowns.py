"""Wholes and their stated parts: what adds up, what does not, and what remains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aiqyn.core.figures.components import in_force
from aiqyn.core.figures.counting import Where, kinds_within, stated_range, where_of
from aiqyn.core.figures.moments import Moment, is_one_moment
from aiqyn.core.figures.report import Assumption, AssumptionKind, Breakdown, BreakdownState
from aiqyn.core.figures.values import Figure, FiguresFile, Measure
from aiqyn.core.figures.wording import Wording

__all__ = ["find_breakdowns"]

_ByValue = Mapping[tuple[str, str], Sequence[Figure]]
"""The figures of a measure, by each attribute and value that they name."""

_SAME, _EARLIER, _UNCERTAIN = 0, 1, 2
"""How the moment of a part stands to that of its whole."""


def find_breakdowns(
    stated: FiguresFile, known: Mapping[str, Figure], wording: Wording
) -> tuple[Breakdown, ...]:
    """Every stated whole with at least two stated parts by one attribute.

    A part need not name what the whole is of: where the measure's rules leave no other
    possibility, the people said to have been attacking are a part of the civilians. Such a
    breakdown names the rules.
    """
    figures = in_force(stated.figures)
    values: dict[str, dict[tuple[str, str], list[Figure]]] = {}
    for figure in figures:
        for pair in figure.where.items():
            values.setdefault(figure.measure, {}).setdefault(pair, []).append(figure)
    found = []
    for whole in figures:
        measure = stated.measures[whole.measure]
        by_value = values.get(whole.measure, {})
        for attribute in measure.attributes:
            if attribute in whole.where:
                continue
            parts = _parts(whole, attribute, by_value, measure)
            if len(parts) > 1:
                breakdown = _breakdown(whole, attribute, parts, measure=measure, known=known, wording=wording)
                # "More than 200" less its parts says nothing: there is no end to what may remain.
                if breakdown.remainder_high is not None:
                    found.append(breakdown)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Part:
    figure: Figure
    when: int
    rules: tuple[int, ...]


def _parts(whole: Figure, attribute: str, by_value: _ByValue, measure: Measure) -> list[_Part]:
    """For each value of the attribute the figure that fits the whole best, if any does."""
    chosen = []
    for value in measure.attributes[attribute].values:
        candidates = [
            (rank, part)
            for figure in by_value.get((attribute, value), ())
            if figure is not whole
            for rank, part in _as_part(figure, attribute, whole, measure)
        ]
        if candidates:
            chosen.append(min(candidates, key=lambda candidate: candidate[0])[1])
    return chosen


def _as_part(
    figure: Figure, attribute: str, whole: Figure, measure: Measure
) -> Iterable[tuple[tuple[int, int, int, int], _Part]]:
    rest = {name: value for name, value in figure.where.items() if name != attribute}
    if not rest.items() <= whole.where.items():
        return
    when = _when(figure, whole, measure)
    rules = _rules_needed(where_of(figure), where_of(whole), measure)
    if when is None or rules is None:
        return
    latest = -Moment(figure.as_of).key[1]
    yield (when, len(rules), figure.stated_by != whole.stated_by, latest), _Part(figure, when, rules)


def _when(part: Figure, whole: Figure, measure: Measure) -> int | None:
    if is_one_moment(part.as_of, whole.as_of):
        return _SAME
    first, second = Moment(part.as_of), Moment(whole.as_of)
    if first.is_before(second):
        return _EARLIER if measure.cumulative else None
    return None if second.is_before(first) else _UNCERTAIN


def _rules_needed(part: Where, whole: Where, measure: Measure) -> tuple[int, ...] | None:
    """The rules by which a part lies within a whole; `None` where it need not lie there."""
    if set(whole) <= set(part):
        return ()
    if not measure.rules:
        return None
    needed = list(range(len(measure.rules)))
    if not kinds_within(measure, part, whole, needed):
        return None
    for rule in tuple(needed):
        rest = [other for other in needed if other != rule]
        if kinds_within(measure, part, whole, rest):
            needed = rest
    return tuple(needed)


def _breakdown(
    whole: Figure,
    attribute: str,
    parts: Sequence[_Part],
    *,
    measure: Measure,
    known: Mapping[str, Figure],
    wording: Wording,
) -> Breakdown:
    has_part = {part.figure.where[attribute] for part in parts}
    known_attribute = measure.attributes[attribute]
    remains: list[str | None] = [value for value in known_attribute.values if value not in has_part]
    if not known_attribute.exhaustive:
        remains.append(None)
    when = max(part.when for part in parts)
    low, high = _remainder(whole, [part.figure for part in parts], known)
    if when == _EARLIER and low is not None and high is not None and high >= 0:
        # What only grows may have grown since: the parts may be all of the whole by now.
        low = min(low, 0)
    state = _state(low, high, is_complete=not remains, may_have_grown=when == _EARLIER)
    ids = tuple(part.figure.id for part in parts)
    rules = sorted({rule for part in parts for rule in part.rules})
    return Breakdown(
        measure=whole.measure,
        attribute=attribute,
        whole=whole.id,
        parts=ids,
        state=state,
        remainder_low=max(low, 0) if low is not None and state is not BreakdownState.EXCEEDS else low,
        remainder_high=high,
        remains=tuple(remains),
        is_of_one_moment=when == _SAME,
        because=wording.breakdown(
            whole.id,
            ids,
            state,
            low,
            high,
            is_earlier=when == _EARLIER,
            is_uncertain=when == _UNCERTAIN,
        ),
        assumptions=tuple(
            Assumption(
                AssumptionKind.RULE,
                whole.measure,
                wording.rule(whole.measure, measure.rules[rule]),
                rule=rule,
                why=wording.why(measure.rules[rule]),
            )
            for rule in rules
        ),
    )


def _remainder(
    whole: Figure, parts: Sequence[Figure], known: Mapping[str, Figure]
) -> tuple[int | None, int | None]:
    """What the whole is more than its parts, if all are of one moment."""
    low, high = stated_range(whole, known)
    ranges = [stated_range(part, known) for part in parts]
    least = sum(part[0] for part in ranges)
    tops = [part[1] for part in ranges]
    most = sum(top for top in tops if top is not None) if None not in tops else None
    return None if most is None else low - most, None if high is None else high - least


def _state(low: int | None, high: int | None, *, is_complete: bool, may_have_grown: bool) -> BreakdownState:
    if high is not None and high < 0:
        return BreakdownState.EXCEEDS
    if high == 0 and (low == 0 or may_have_grown):
        return BreakdownState.ADDS_UP
    if may_have_grown:
        return BreakdownState.LEAVES if high is not None and not is_complete else BreakdownState.OPEN
    if low is not None and low > 0:
        return BreakdownState.FALLS_SHORT if is_complete else BreakdownState.LEAVES
    return BreakdownState.OPEN
