"""The slow, obvious twin of the check of figures: every history of a unit, every sum of histories.

A unit's history says at which moments it is counted and what is known of it then. All histories
that the words of a measure allow are written out; of each only matters which figures count it.
Then every vector of counts that some number of units can produce is reached by adding one unit
after another, counts above a cap being all alike. No solver, no proof, no shortcut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from aiqyn.core.dates import EdtfDate, certainly_before
from aiqyn.core.figures import Figure, FiguresFile, Measure, Stated

CAP = 7
"""Counts of figures from here on are not told apart; no number in a test reaches it."""

Place = tuple[str | None, tuple[tuple[str, str | None], ...]]
"""A moment's text, and attributes with values; `None`: not known."""


@dataclass(frozen=True)
class _History:
    present: frozenset[str | None]
    values: tuple[tuple[str, str], ...]
    known: tuple[tuple[str, frozenset[str | None]], ...]

    def lies_in(self, place: Place) -> bool:
        moment, where = place
        if moment not in self.present:
            return False
        values, known = dict(self.values), dict(self.known)
        for attribute, value in where:
            found = values.get(attribute) if moment in known.get(attribute, ()) else None
            if found != value:
                return False
        return True


def _subsets(items: Sequence[str | None]) -> Iterator[frozenset[str | None]]:
    for size in range(len(items) + 1):
        for chosen in combinations(items, size):
            yield frozenset(chosen)


def _lasts(moments: frozenset[str | None], all_moments: Sequence[str | None], *, cumulative: bool) -> bool:
    """Whether, for a measure that only grows, what holds at a moment holds at all certainly later ones."""
    return not cumulative or all(
        later in moments
        for earlier in moments
        for later in all_moments
        if earlier is not None and later is not None and certainly_before(EdtfDate(earlier), EdtfDate(later))
    )


def _histories(measure: Measure, moments: Sequence[str | None]) -> Iterator[_History]:
    names = sorted(measure.attributes)
    options = [
        [*measure.attributes[name].values, *([] if measure.attributes[name].exhaustive else [None])]
        for name in names
    ]
    for chosen in product(*options):
        values = {name: value for name, value in zip(names, chosen, strict=True) if value is not None}
        if any(rule.never.items() <= values.items() for rule in measure.rules):
            continue
        for present in _subsets(moments):
            if not present or not _lasts(present, moments, cumulative=measure.cumulative):
                continue
            knowing = [
                [present]
                if measure.attributes[name].exhaustive
                else [
                    known
                    for known in _subsets(sorted(present, key=str))
                    if _lasts(known, moments, cumulative=measure.cumulative)
                ]
                for name in values
            ]
            for known in product(*knowing):
                yield _History(present, tuple(values.items()), tuple(zip(values, known, strict=True)))


def _place(figure: Figure) -> Place:
    return (None if figure.as_of is None else str(figure.as_of)), tuple(sorted(figure.where.items()))


def reachable(
    stated: FiguresFile, figures: Sequence[Figure], asked: tuple[str, Place] | None = None
) -> set[tuple[int, ...]]:
    """The counts that figures, and the place asked for, can have in some population; one measure at a time."""
    signatures: set[tuple[int, ...]] = set()
    for name, measure in stated.measures.items():
        places = [_place(figure) if figure.measure == name else None for figure in figures]
        if asked is not None:
            places.append(asked[1] if asked[0] == name else None)
        moments = sorted({place[0] for place in places if place is not None}, key=str)
        groups = [moments] if measure.cumulative else [[moment] for moment in moments]
        for group in groups:
            for history in _histories(measure, group):
                signatures.add(tuple(int(place is not None and history.lies_in(place)) for place in places))
    width = len(figures) + (asked is not None)
    found = {(0,) * width}
    ahead = list(found)
    while ahead:
        counts = ahead.pop()
        for signature in signatures:
            more = tuple(min(CAP, count + one) for count, one in zip(counts, signature, strict=True))
            if more not in found:
                found.add(more)
                ahead.append(more)
    return found


# ---------------------------------------------------------------- what figures say of counts


def _meant(figure: Figure, known: Mapping[str, Figure]) -> set[int]:
    """The counts that a figure's words allow; the cap stands for all from there on."""
    counts = range(CAP + 1)
    if isinstance(figure.value, int):
        return {figure.value}
    if figure.value.between is not None:
        low, high = figure.value.between
        return set(range(low, high + 1))
    relation, operand = _said(figure.value)
    others = {operand} if isinstance(operand, int) else _meant(known[operand], known)
    return {count for count in counts if any(_stands(relation, count, other) for other in others)}


def _stands(relation: str, count: int, number: int) -> bool:
    """Whether a count can stand so to a number, each being "this or more" at the cap."""
    most = CAP + 2 if number == CAP else number
    most_counted = CAP + 2 if count == CAP else count
    return {
        "about": True,
        "exactly": most_counted >= number and most >= count,
        "at_least": most_counted >= number,
        "more_than": most_counted > number,
        "at_most": count <= most,
        "fewer_than": count < most,
    }[relation]


def _said(value: Stated) -> tuple[str, int | str]:
    for relation in ("exactly", "at_least", "more_than", "at_most", "fewer_than", "about"):
        operand = getattr(value, relation)
        if operand is not None:
            return relation, operand
    raise AssertionError


def fitting_counts(
    stated: FiguresFile, ids: Sequence[str], asked: tuple[str, Place] | None = None
) -> set[tuple[int, ...]]:
    """The reachable counts for which all of the figures are true."""
    known = {figure.id: figure for figure in stated.figures}
    figures = [known[id] for id in ids]
    vectors = reachable(stated, figures, asked)
    meant = [_meant(figure, known) for figure in figures]
    return {
        vector
        for vector in vectors
        if all(count in allowed for count, allowed in zip(vector, meant, strict=False))
    }


def can_all_be_true(stated: FiguresFile, ids: Sequence[str]) -> bool:
    """Whether some population gives all of the figures."""
    return bool(fitting_counts(stated, ids))


def smallest_conflicts(stated: FiguresFile) -> set[frozenset[str]]:
    """Every set of figures in force that can't all be true while every smaller one can."""
    corrected = {figure.supersedes for figure in stated.figures}
    ids = [figure.id for figure in stated.figures if figure.id not in corrected]
    found: set[frozenset[str]] = set()
    for size in range(1, len(ids) + 1):
        for chosen in combinations(ids, size):
            if any(conflict <= set(chosen) for conflict in found):
                continue
            if not can_all_be_true(stated, chosen):
                found.add(frozenset(chosen))
    return found


def interval(
    stated: FiguresFile, ids: Sequence[str], measure: str, place: Place
) -> tuple[int, int | None] | None:
    """The least and greatest count of a place, `None` for one that reaches the cap; `None`: contradictory."""
    counts = {vector[-1] for vector in fitting_counts(stated, ids, (measure, place))}
    if not counts:
        return None
    return min(counts), None if max(counts) >= CAP else max(counts)
