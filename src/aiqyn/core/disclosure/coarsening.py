"""Tells a place or a day no more exactly than is allowed: the place around it, the month of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from aiqyn.core.dates import EdtfDate, Precision, coarsened, earliest, latest
from aiqyn.core.disclosure.openness import Exactness
from aiqyn.core.inquiry import Event, Place

__all__ = ["coarse_date", "coarse_place", "tells_no_more"]

FRAME_DAYS = 28


def coarse_date(when: EdtfDate | None, exactness: Exactness) -> EdtfDate | None:
    """The date as exactly as is allowed.

    Example:
        >>> str(coarse_date(EdtfDate("2022-01-05~"), Exactness("city", "month")))
        '2022-01~'
    """
    if when is None or exactness.tells_days:
        return when
    return coarsened(when, Precision.MONTH if exactness.tells_months else Precision.YEAR)


def coarse_place(
    place: str | None, places: Mapping[str, Place], exactness: Exactness, *, is_open: Callable[[str], bool]
) -> str | None:
    """The place, or the nearest place around it that is coarse enough and may be told at all.

    Args:
        place: Where to begin.
        places: All places by id; `within` runs in no circle.
        exactness: The finest that may be told.
        is_open: Whether a place may be told at all.

    Returns:
        `None` where no place around it is coarse enough.
    """
    while place is not None and place in places:
        found = places[place]
        if Exactness.rank_of_place(found) <= exactness.place_rank and is_open(place):
            return place
        place = found.within
    return None


def tells_no_more(
    event: Event, exactness: Exactness, places: Mapping[str, Place], *, period: EdtfDate, is_frame: bool
) -> bool:
    """Whether an event's own date and places are no finer than may be told of what happened in it.

    A date that covers all of the mandate's period tells nothing that the mandate does not; nor
    does that of a frame, if it spans four weeks or more.

    Args:
        event: The event.
        exactness: What may be told.
        places: All places by id.
        period: The mandate's.
        is_frame: Whether the event is the whole that others are parts of.
    """
    is_vague = (
        coarse_date(event.date, exactness) == event.date
        or _covers(event.date, period)
        or (is_frame and _spans_weeks(event.date))
    )
    hours = event.time_of_day is None or exactness.tells_hours
    return is_vague and hours and _are_coarse(event.places, places, exactness)


def _spans_weeks(when: EdtfDate | None) -> bool:
    if when is None:
        return True
    first, last = earliest(when), latest(when)
    return first is None or last is None or (last - first).days >= FRAME_DAYS - 1


def _are_coarse(ids: Iterable[str], places: Mapping[str, Place], exactness: Exactness) -> bool:
    return all(
        Exactness.rank_of_place(places[place]) <= exactness.place_rank for place in ids if place in places
    )


def _covers(when: EdtfDate | None, period: EdtfDate) -> bool:
    if when is None:
        return True
    first, last = earliest(when), latest(when)
    begin, end = earliest(period), latest(period)
    if first is None or last is None or begin is None or end is None:
        return False
    return first <= begin and end <= last
