"""How common values are: that two rows share a rare one says more than that they share a common one.

What counts is the chance that another person has the value too, so rows of one person should count once.
At first each row counts; once it is known how many rows a person has, rows count by their share of a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from aiqyn.core.rosters.linkage.model import Comparison, LinkageModel
from aiqyn.core.rosters.records import Field

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["count_values", "is_by_frequency"]

ROUNDS = 20
LEAST = 0.5
"""So many of all people, at least, are held to have a value that no other has."""

DIGITS = 9
"""Sums are rounded, since the engine adds in any order: the same lists give the same odds to the last bit."""

STANDARD_ERRORS = 2
"""A value is held to be at least so common as its count says, but for so many standard errors."""


def is_by_frequency(comparison: Comparison) -> bool:
    """Whether in a comparison a rare value counts for more than a common one."""
    return any(level.by_frequency for level in comparison.levels)


def count_values(
    connection: duckdb.DuckDBPyConnection, model: LinkageModel, *, persons: NDArray[np.float64] | None = None
) -> Mapping[Field, float]:
    """Fill the table `shares`: for each record and field the logarithm of the share of people with its value.

    Args:
        connection: With the table `records`.
        model: For the fields that the records have.
        persons: What part of a person each record is, by its position: of two rows of one person each is
            a half. A whole where left out.

    Returns:
        For each field how often two people have the same value by chance.
    """
    weight, source, own = "1.0", "records", 1.0
    if persons is not None:
        import numpy as np

        connection.register("persons", {"id": np.arange(len(persons), dtype=np.int32), "part": persons})
        weight, source, own = "part", "records JOIN persons USING (id)", 0.5
    fields = [each.fields[0] for each in model.comparisons if is_by_frequency(each)]
    chances = {}
    for field in fields:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE count_{field} AS SELECT {field} AS value, round(sum({weight}), {DIGITS}) AS people"
            f" FROM {source} WHERE {field} IS NOT NULL GROUP BY 1"
        )
        chances[field] = _count(connection, field, own, is_date=model.kinds[field] == "date")
    columns = "".join(f", CAST(ln(c_{field}.share) AS FLOAT) AS {field}" for field in fields)
    joins = " ".join(f"LEFT JOIN count_{field} c_{field} ON c_{field}.value = t.{field}" for field in fields)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE shares AS SELECT t.id{columns} FROM records t {joins}")
    for field in fields:
        connection.execute(f"DROP TABLE count_{field}")
    if persons is not None:
        connection.unregister("persons")
    return chances


def _count(connection: duckdb.DuckDBPyConnection, field: Field, own: float, *, is_date: bool) -> float:
    """Add the column `share` to a field's counts; how often two people have the same value by chance.

    Of a value that two rows share, one other person at least has it in this list only if they are two
    persons; the expectation is that of a gamma prior of shape `own` around the mean share.
    """
    import numpy as np

    found = connection.execute(
        f"SELECT people, count(*) AS different FROM count_{field} GROUP BY 1 ORDER BY 1"
    ).fetchnumpy()
    people, different = np.asarray(found["people"], np.float64), np.asarray(found["different"], np.float64)
    total = float((people * different).sum())
    if not total:
        connection.execute(f"ALTER TABLE count_{field} ADD COLUMN share DOUBLE")
        return 0.5
    chance = 0.5
    for _ in range(ROUNDS):
        shares = np.maximum(people - 1, own / 2) / (total + own / chance)
        found_chance = float((shares * people * different).sum() / total)
        chance = min(max(found_chance, LEAST / total), 0.5)
    others = f"greatest(people - 1, {own / 2}) / ({total} + {own / chance})"
    surely = f"(people - 1 - {STANDARD_ERRORS} * sqrt(people)) / {total}"
    share = f"greatest({others}, {surely})"
    if is_date:
        share = f"CASE WHEN length(value) = 8 THEN greatest({_by_parts(connection, field)}, {surely}) ELSE {share} END"
    connection.execute(f"ALTER TABLE count_{field} ADD COLUMN share DOUBLE")
    connection.execute(f"UPDATE count_{field} SET share = least({share}, 0.999)")
    ((mean,),) = connection.execute(f"SELECT sum(people * share) / sum(people) FROM count_{field}").fetchall()
    return float(f"{mean:.12g}")


def _by_parts(connection: duckdb.DuckDBPyConnection, field: Field) -> str:
    """The share of a date where nothing but its year, its month and its day make it rare or common."""
    pieces = []
    for start, length in ((1, 4), (5, 2), (7, 2)):
        rows = connection.execute(
            f"SELECT substr(value, {start}, {length}) AS part, sum(people) FROM count_{field}"
            f" WHERE length(value) = 8 GROUP BY 1 ORDER BY 1"
        ).fetchall()
        total = sum(people for _, people in rows)
        name = f"part_{start}"
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT substr(value, {start}, {length}) AS part,"
            f" sum(people) / {total or 1} AS share FROM count_{field} WHERE length(value) = 8 GROUP BY 1"
        )
        pieces.append(f"(SELECT share FROM {name} WHERE part = substr(value, {start}, {length}))")
    return " * ".join(pieces)
