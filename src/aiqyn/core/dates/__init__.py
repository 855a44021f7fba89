"""Dates that are only as exact as what is known: EDTF (ISO 8601-2).

Use `EdtfDate` for every date of a record, `compare` and its kin where meaning counts,
`sort_key` where a list needs an order, `render` where people read. Nothing here reads a
clock: "today" is handed in as a date like any other.
"""

from aiqyn.core.dates.coarsening import coarsened
from aiqyn.core.dates.edtf_date import EdtfDate
from aiqyn.core.dates.order import (
    Comparison,
    DayRange,
    Precision,
    SortKey,
    certainly_before,
    compare,
    days_between,
    earliest,
    earliest_possible,
    latest,
    latest_possible,
    may_overlap,
    precision,
    sort_key,
)
from aiqyn.core.dates.rendering import render, render_short
from aiqyn.core.dates.time_of_day import TimeOfDay

__all__ = [
    "Comparison",
    "DayRange",
    "EdtfDate",
    "Precision",
    "SortKey",
    "TimeOfDay",
    "certainly_before",
    "coarsened",
    "compare",
    "days_between",
    "earliest",
    "earliest_possible",
    "latest",
    "latest_possible",
    "may_overlap",
    "precision",
    "render",
    "render_short",
    "sort_key",
]
