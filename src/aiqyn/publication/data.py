"""The release as tables, for readers with a spreadsheet; for programs there is the release itself."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aiqyn.core.disclosure import Release
from aiqyn.core.estimation.results import EstimationResult, MethodResult
from aiqyn.core.inquiry import KINDS
from aiqyn.core.spreadsheets import defused

__all__ = ["DataTable", "as_csv", "tables_of"]


@dataclass(frozen=True, slots=True)
class DataTable:
    """One kind of record as a table of texts.

    Attributes:
        name: The file's name without the ending.
        kind: The kind of record.
        columns: The first is `id`.
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables_of(release: Release) -> tuple[DataTable, ...]:
    """The release's records, one table a kind, and what is withheld; kinds without records have none.

    A text in several languages takes one column each, `title.en`; anything else with parts
    of its own stands in its cell as JSON.
    """
    tables = []
    for kind in KINDS:
        records = release.records.get(kind)
        if records:
            flat = [
                dict(_flattened({"id": record_id, **record, **_NOT_FLAT.get(kind, {})}))
                for record_id, record in sorted(records.items())
            ]
            tables.append(_table(kind, kind, flat))
    for estimation_id, result in sorted(release.estimates.items()):
        tables += _tables_of_estimate(estimation_id, result)
    if release.withheld:
        flat = [
            {"kind": each.kind, "ground": each.ground, "count": "" if each.count is None else str(each.count)}
            for each in release.withheld
        ]
        tables.append(_table("withheld", "withheld", flat))
    return tuple(tables)


def _table(name: str, kind: str, records: list[dict[str, str]]) -> DataTable:
    columns = tuple(dict.fromkeys(column for record in records for column in record))
    return DataTable(
        name, kind, columns, tuple(tuple(record.get(column, "") for column in columns) for record in records)
    )


_NOT_FLAT: dict[str, dict[str, Any]] = {"estimations": {"counts": None}}
"""Fields that have a table of their own."""


def _tables_of_estimate(estimation_id: str, result: EstimationResult) -> Iterator[DataTable]:
    """What each method says, and the overlaps where they are released."""
    parts: list[tuple[str, MethodResult]] = [("", one) for one in result.estimates]
    parts += [(", ".join(part.values), one) for part in result.strata for one in part.estimates]
    flat = [
        {
            "stratum": stratum,
            "method": one.method,
            "is_lower_bound": "true" if one.is_lower_bound else "false",
            "refused": "; ".join(each.reason for each in one.objections),
            **{name: _number(getattr(one, name)) for name in ("median", "mean", "low", "high")},
            "level": _number(result.level),
        }
        for stratum, one in parts
    ]
    yield _table(f"estimation-{estimation_id}-estimates", "estimations", flat)
    if result.cells:
        marks = [
            {
                **{name: str(int(place in cell.lists)) for place, name in enumerate(result.lists)},
                "count_least": str(cell.least),
                "count_most": str(cell.most),
            }
            for cell in result.cells
        ]
        yield _table(f"estimation-{estimation_id}-overlaps", "estimations", marks)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if isinstance(value, float) and value < 1 else str(value)


def _flattened(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for field, value in record.items():
        if isinstance(value, dict) and value and set(value) <= {"en", "ru", "kk"}:
            for language in ("en", "ru", "kk"):
                yield f"{field}.{language}", str(value.get(language) or "")
        elif isinstance(value, dict | list):
            yield field, json.dumps(value, ensure_ascii=False, sort_keys=True)
        elif value is None:
            yield field, ""
        elif isinstance(value, bool):
            yield field, "true" if value else "false"
        else:
            yield field, str(value)


def as_csv(table: DataTable) -> str:
    """The table as CSV (RFC 4180), every text defused.

    It begins with the mark of byte order: without it spreadsheets take Kazakh for something else.
    """
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([defused(cell) for cell in row] for row in table.rows)
    return buffer.getvalue()
