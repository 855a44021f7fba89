"""One count over time: who stated what as of when, and where a count that only grows has fallen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiqyn.core.figures.components import superseded_by
from aiqyn.core.figures.counting import Where, stated_range, where_of
from aiqyn.core.figures.moments import Moment
from aiqyn.core.figures.report import Fall, Point, Series
from aiqyn.core.figures.values import Figure, FiguresFile
from aiqyn.core.figures.wording import Wording

__all__ = ["find_series"]


def find_series(stated: FiguresFile, known: Mapping[str, Figure], wording: Wording) -> tuple[Series, ...]:
    """Every part of a measure of which at least two figures are stated, superseded ones included."""
    groups: dict[tuple[str, Where], list[Figure]] = {}
    for figure in stated.figures:
        groups.setdefault((figure.measure, where_of(figure)), []).append(figure)
    corrected = superseded_by(stated.figures)
    found = []
    for (measure, where), figures in groups.items():
        if len(figures) < 2:
            continue
        figures.sort(key=lambda figure: Moment(figure.as_of).key)
        points = tuple(_point(figure, known, corrected) for figure in figures)
        falls = _falls(points, corrected, wording) if stated.measures[measure].cumulative else ()
        found.append(Series(measure, where, points, falls))
    return tuple(found)


def _point(figure: Figure, known: Mapping[str, Figure], corrected: Mapping[str, str]) -> Point:
    low, high = stated_range(figure, known)
    return Point(figure.id, figure.as_of, low, high, figure.stated_by, corrected.get(figure.id))


def _falls(points: Sequence[Point], corrected: Mapping[str, str], wording: Wording) -> tuple[Fall, ...]:
    """For each point that is lower than an earlier one: the latest such of the same body, and of all."""
    falls: list[Fall] = []
    for position, later in enumerate(points):
        above = [point for point in points[:position] if _has_fallen(point, later)]
        own = [point for point in above if point.stated_by == later.stated_by]
        chosen = dict.fromkeys(point.figure for point in [*own[-1:], *above[-1:]])
        falls += [
            Fall(
                earlier.figure,
                later.figure,
                is_corrected=earlier.figure in corrected or later.figure in corrected,
                is_of_one_body=earlier.stated_by == later.stated_by,
                because=wording.fall(earlier.figure, later.figure),
            )
            for earlier in points
            if earlier.figure in chosen
        ]
    return tuple(falls)


def _has_fallen(earlier: Point, later: Point) -> bool:
    return (
        later.high is not None
        and earlier.low > later.high
        and Moment(earlier.as_of).is_before(Moment(later.as_of))
    )
