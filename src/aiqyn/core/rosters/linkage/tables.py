"""Records made ready in the engine: cleaned columns, how common each value is, and how words sound.

The engine is DuckDB in memory. It writes no file: where memory ends, so does the work, since a
temporary file would be a list of names in the open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from aiqyn.core.names import Lexicon, default_lexicon
from aiqyn.core.rosters.linkage.dialect import cleaned
from aiqyn.core.rosters.linkage.model import LinkageModel
from aiqyn.core.rosters.linkage.names import Names, keys_of_names
from aiqyn.core.rosters.linkage.skeletons import skeleton
from aiqyn.core.rosters.records import Field, Records

if TYPE_CHECKING:
    import duckdb
    from numpy.typing import NDArray

__all__ = ["engine", "load"]


def engine(*, memory_megabytes: int, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A fresh engine without records.

    Args:
        memory_megabytes: So much memory it takes at most.
        threads: So many processors; all where left out.
    """
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute(f"SET memory_limit = '{int(memory_megabytes)}MB'")
    connection.execute("SET temp_directory = ''")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    if threads is not None:
        connection.execute(f"SET threads = {int(threads)}")
    return connection


def load(
    connection: duckdb.DuckDBPyConnection, records: Records, model: LinkageModel, names: Names | None = None
) -> None:
    """Put records into the engine, as the table `records`; a record's `id` is its position.

    Args:
        connection: A fresh engine.
        records: What is linked.
        model: For the fields that the records have.
        names: Their names, where these are compared whole.
    """
    import numpy as np

    fields = [field for field in model.kinds if field in records.fields and field != "name"]
    columns: dict[str, NDArray[Any]] = {
        field: np.array(records.fields[field], dtype=object) for field in fields
    }
    columns["id"] = np.arange(len(records), dtype=np.int32)
    columns["roster"] = np.asarray(records.roster_of, dtype=np.int32)
    connection.register("received", columns)
    if names is not None:
        columns["name_id"] = names.of_record
        _load_keys(connection, names)
    made = [
        f"{text} AS {field}{suffix}"
        for field in fields
        for suffix, text in cleaned(model.kinds[field], field).items()
    ]
    if names is not None:
        made.append("nullif(name_id, -1) AS name_id")
    connection.execute(
        f"CREATE TEMP TABLE cleaned AS SELECT {', '.join(['id', 'roster', *made])} FROM received"
    )
    connection.unregister("received")
    added = [
        *(_sounds(connection, field) for field in _sounding(model)),
        *(_other_forms(connection, field) for field in _with_another_form(model)),
    ]
    selected = ", ".join(["c.*", *(column for columns, _ in added for column in columns), *_ages(fields)])
    joins = " ".join(join for _, join in added)
    connection.execute(f"CREATE TEMP TABLE records AS SELECT {selected} FROM cleaned c {joins}")
    connection.execute("DROP TABLE cleaned")


def _load_keys(connection: duckdb.DuckDBPyConnection, names: Names) -> None:
    import numpy as np

    found = list(keys_of_names(names.different))
    connection.register(
        "keys",
        {
            "name_id": np.array([number for number, _, _ in found], dtype=np.int32),
            "form": np.array([form for _, form, _ in found], dtype=object),
            "key": np.array([key for _, _, key in found], dtype=object),
        },
    )
    connection.execute(
        "CREATE TEMP TABLE name_keys AS SELECT name_id, CAST(form AS VARCHAR) AS form, CAST(key AS VARCHAR) AS key FROM keys"
    )
    connection.unregister("keys")


_Added = tuple[list[str], str]
"""Columns, and the join that brings them."""


def _distinct(connection: duckdb.DuckDBPyConnection, field: Field) -> list[str]:
    rows = connection.execute(
        f"SELECT DISTINCT {field} FROM cleaned WHERE {field} IS NOT NULL ORDER BY 1"
    ).fetchall()
    return [value for (value,) in rows]


def _sounds(connection: duckdb.DuckDBPyConnection, field: Field) -> _Added:
    import numpy as np

    values = _distinct(connection, field)
    found = [sound or None for sound in skeleton(values)]
    connection.register(
        "sounding", {"value": np.array(values, dtype=object), "sound": np.array(found, dtype=object)}
    )
    connection.execute(
        f"CREATE TEMP TABLE sound_{field} AS SELECT CAST(value AS VARCHAR) AS value, CAST(sound AS VARCHAR) AS sound FROM sounding"
    )
    connection.unregister("sounding")
    alias = f"v_{field}"
    return (
        [f"{alias}.sound AS {field}_sound"],
        f"LEFT JOIN sound_{field} {alias} ON {alias}.value = c.{field}",
    )


def _other_forms(connection: duckdb.DuckDBPyConnection, field: Field) -> _Added:
    """Given names that packs know as forms of one name: Bob and Robert."""
    import numpy as np

    lexicon = default_lexicon()
    values = _distinct(connection, field)
    groups = [(*lexicon.groups.get(sounds, ()), -1, -1)[:2] for sounds in _sounds_of_wholes(values, lexicon)]
    known = [(value, group) for value, group in zip(values, groups, strict=True) if group[0] >= 0]
    connection.register(
        "forms",
        {
            "value": np.array([value for value, _ in known], dtype=object),
            "one": np.array([group[0] for _, group in known], dtype=np.int32),
            "two": np.array([group[1] for _, group in known], dtype=np.int32),
        },
    )
    connection.execute(
        f"CREATE TEMP TABLE form_{field} AS SELECT CAST(value AS VARCHAR) AS value, one, nullif(two, -1) AS two FROM forms"
    )
    connection.unregister("forms")
    alias = f"f_{field}"
    return (
        [f"{alias}.one AS {field}_form", f"{alias}.two AS {field}_form2"],
        f"LEFT JOIN form_{field} {alias} ON {alias}.value = c.{field}",
    )


def _sounds_of_wholes(values: Sequence[str], lexicon: Lexicon) -> Iterable[str]:
    sounds = lexicon.spelling.sounds_of(list(values)) if values else []
    return (
        "".join(one for one, before in zip(text, "\0" + text, strict=False) if one != before)
        for text in sounds
    )


def _ages(fields: Sequence[Field]) -> list[str]:
    """The year of birth that an age means: at death where the row tells when, else at the lists' usual time of death."""
    if "age" not in fields:
        return []
    died = "coalesce(c.died_y, median(c.died_y) OVER (PARTITION BY c.roster), median(c.died_y) OVER ())"
    by_age = f"{died if 'died' in fields else '0'} - c.age"
    if "born" in fields and "died" in fields:
        return [
            f"CAST(coalesce(c.born_y, {by_age}) AS INTEGER) AS year_by_age",
            "(c.born_y IS NOT NULL) AS age_is_second",
        ]
    return [f"CAST({by_age} AS INTEGER) AS year_by_age", "FALSE AS age_is_second"]


def _sounding(model: LinkageModel) -> list[Field]:
    forms = ("sound", "either_name", "both_names")
    return list(
        dict.fromkeys(
            field for rule in model.rules for key in rule.keys if key.form in forms for field in key.fields
        )
    )


def _with_another_form(model: LinkageModel) -> list[Field]:
    """Names in each other's place are compared as such."""
    fields = [
        each.fields
        for each in model.comparisons
        if any(level.condition == "another_form" for level in each.levels)
    ]
    return list(dict.fromkeys(field for each in fields for field in each if field in model.kinds))
