"""Pairs laid side by side: at which level each comparison stands, for candidates and for pairs at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiqyn.core.rosters.linkage.dialect import condition, is_told
from aiqyn.core.rosters.linkage.model import Comparison, Rule
from aiqyn.core.rosters.records import Field

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Patterns",
    "Radices",
    "compare_candidates",
    "count_patterns",
    "random_levels",
    "weigh_frequencies",
]

LEAST_DRAWN = 30

STEP = 0.5
"""What frequencies add is counted in steps of this; scores have it in full."""


@dataclass(frozen=True, slots=True)
class Radices:
    """How the levels of all comparisons are one whole number: level 0 is "not told", 1 the best.

    Attributes:
        sizes: For each comparison the number of its levels, and 1.
        places: What a step in each counts.
    """

    sizes: tuple[int, ...]
    places: tuple[int, ...]

    @classmethod
    def of(cls, comparisons: Sequence[Comparison]) -> Radices:
        """Those of a model's comparisons."""
        sizes = tuple(len(each.levels) + 1 for each in comparisons)
        places, place = [], 1
        for size in sizes:
            places.append(place)
            place *= size
        if place > 2**62:
            raise ValueError("fewer comparisons: their levels together are more than a number can hold")
        return cls(sizes, tuple(places))

    def levels(self, codes: NDArray[np.int64]) -> NDArray[np.int8]:
        """The levels again; shape `(codes, comparisons)`."""
        import numpy as np

        sizes, places = np.array(self.sizes, np.int64), np.array(self.places, np.int64)
        return ((codes[:, None] // places) % sizes).astype(np.int8)


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Candidate pairs that look the same, counted.

    Attributes:
        levels: Of each comparison; shape `(patterns, comparisons)`.
        classes: 0 for pairs within one list, 1 for pairs between two.
        is_free: Whether some rule found the pairs that does not look at this comparison; the same shape.
        by_rules: By how many rules they were found.
        shift: What the frequencies of their values add to the log odds.
        decided: What people decided of them: 1 the same, 0 different, −1 nothing.
        counts: How many pairs there are of each.
    """

    levels: NDArray[np.int8]
    classes: NDArray[np.int8]
    is_free: NDArray[np.bool_]
    by_rules: NDArray[np.int8]
    shift: NDArray[np.float64]
    decided: NDArray[np.int8]
    counts: NDArray[np.float64]


def compare_candidates(
    connection: duckdb.DuckDBPyConnection, comparisons: Sequence[Comparison], rules: Sequence[Rule]
) -> None:
    """Add to the table `compared` each row of `candidates`: its levels as one number."""
    free = _free_bits(comparisons, rules)
    places = Radices.of(comparisons).places
    levels = [f"{_level(each)} AS level_{number}" for number, each in enumerate(comparisons)]
    code = " + ".join(f"CAST(level_{number} AS BIGINT) * {place}" for number, place in enumerate(places))
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS compared"
        " (l INTEGER, r INTEGER, class TINYINT, decided TINYINT, free BIGINT, rules TINYINT, code BIGINT)"
    )
    connection.execute(
        f"INSERT INTO compared SELECT l, r, class, decided, {free}, bit_count(found), {code}"
        " FROM (SELECT p.l, p.r, p.found, p.decided, CAST(l.roster <> r.roster AS TINYINT) AS class,"
        f" {', '.join(levels)} FROM candidates p JOIN records l ON p.l = l.id JOIN records r ON p.r = r.id)"
    )


def weigh_frequencies(
    connection: duckdb.DuckDBPyConnection,
    comparisons: Sequence[Comparison],
    centres: Sequence[Sequence[float]],
) -> None:
    """Make `shifted` of `compared`: with what the frequencies of the pair's values add to its log odds."""
    radices = Radices.of(comparisons)
    shifts = [
        _shift(f"(code // {place}) % {size}", each, centre)
        for each, place, size, centre in zip(comparisons, radices.places, radices.sizes, centres, strict=True)
        if _by_frequency(each)
    ]
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW shifted AS SELECT c.*, CAST({' + '.join(shifts) or '0'} AS FLOAT) AS shift"
        " FROM compared c JOIN shares l ON c.l = l.id JOIN shares r ON c.r = r.id"
    )


def count_patterns(connection: duckdb.DuckDBPyConnection, radices: Radices) -> Patterns:
    """The pairs of `shifted`, counted."""
    import numpy as np

    found = connection.execute(
        f"SELECT code, class, free, rules, decided, round(shift / {STEP}) AS steps, count(*) AS pairs FROM shifted"
        " GROUP BY ALL ORDER BY ALL"
    ).fetchnumpy()
    bits = np.int64(1) << np.arange(len(radices.sizes), dtype=np.int64)
    return Patterns(
        radices.levels(np.asarray(found["code"], np.int64)),
        np.asarray(found["class"], np.int8),
        (np.asarray(found["free"], np.int64)[:, None] & bits) != 0,
        np.asarray(found["rules"], np.int8),
        np.asarray(found["steps"], np.float64) * STEP,
        np.asarray(found["decided"], np.int8),
        np.asarray(found["pairs"], np.float64),
    )


def random_levels(
    connection: duckdb.DuckDBPyConnection,
    comparisons: Sequence[Comparison],
    chances: Mapping[Field, float],
    *,
    records: int,
    pairs: int,
    seed: int,
) -> tuple[list[NDArray[np.float64]], list[list[float]]]:
    """How pairs at random look: what agreement by chance is.

    Args:
        connection: With the tables `records` and `shares`.
        comparisons: What is compared.
        chances: For each field in which frequencies count how often two people have the same value.
        records: How many there are, 2 or more.
        pairs: So many are drawn.
        seed: For drawing.

    Returns:
        For each comparison the share of its levels among pairs that tell it, and for each level
        the logarithm of the share of a value against which the values of a pair at that level count.
    """
    import numpy as np

    generator = np.random.default_rng(seed)
    first = generator.integers(records, size=pairs, dtype=np.int32)
    second = (first + generator.integers(1, records, size=pairs, dtype=np.int32)) % records
    connection.register("drawn", {"l": first, "r": second.astype(np.int32)})
    found = [_random_levels_of(connection, each, chances.get(each.fields[0])) for each in comparisons]
    connection.unregister("drawn")
    return [shares for shares, _ in found], [centres for _, centres in found]


def _random_levels_of(
    connection: duckdb.DuckDBPyConnection, comparison: Comparison, chance: float | None
) -> tuple[NDArray[np.float64], list[float]]:
    import numpy as np

    field = comparison.fields[0]
    rarity, joined = "1.0", ""
    if chance is not None:
        rarity = f"exp(-greatest(a.{field}, b.{field}))"
        joined = " JOIN shares a ON p.l = a.id JOIN shares b ON p.r = b.id"
    rows = connection.execute(
        f"SELECT {_level(comparison)} AS level, count(*), avg({rarity}) FROM drawn p"
        f" JOIN records l ON p.l = l.id JOIN records r ON p.r = r.id{joined} GROUP BY 1"
    ).fetchall()
    size = len(comparison.levels)
    counts = np.full(size, 0.5 / size)
    drawn, rarities = np.zeros(size), np.ones(size)
    for level, count, mean in rows:
        if level:
            counts[level - 1] += count
            drawn[level - 1], rarities[level - 1] = count, mean
    shares = counts / counts.sum()
    if chance is None:
        return shares, [0.0] * size
    shares[1:] *= (1 - chance) / shares[1:].sum()
    shares[0] = chance
    # Where chance brings few pairs to a level, they count like the same value.
    centres = np.where(drawn < LEAST_DRAWN, np.log(chance), -np.log(rarities))
    centres[0] = np.log(chance)
    return shares, centres.tolist()


def _level(comparison: Comparison) -> str:
    cases = " ".join(
        f"WHEN {condition(comparison, level)} THEN {number}"
        for number, level in enumerate(comparison.levels[:-1], start=1)
    )
    last = len(comparison.levels)
    return f"CAST(CASE WHEN NOT coalesce({is_told(comparison)}, FALSE) THEN 0 {cases} ELSE {last} END AS TINYINT)"


def _by_frequency(comparison: Comparison) -> bool:
    return any(level.by_frequency for level in comparison.levels)


def _shift(level: str, comparison: Comparison, centres: Sequence[float]) -> str:
    field = comparison.fields[0]
    cases = " ".join(
        f"WHEN {place} THEN {centre!r} - greatest(l.{field}, r.{field})"
        for place, (each, centre) in enumerate(zip(comparison.levels, centres, strict=True), start=1)
        if each.by_frequency
    )
    return f"CASE {level} {cases} ELSE 0 END"


def _free_bits(comparisons: Sequence[Comparison], rules: Sequence[Rule]) -> str:
    """For each comparison whether a rule found the pair that looks at none of its fields, as bits."""
    parts = []
    for number, each in enumerate(comparisons):
        mask = sum(1 << bit for bit, rule in enumerate(rules) if not rule.fields & set(each.fields[:1]))
        parts.append(f"CASE WHEN found & {mask} <> 0 THEN {1 << number} ELSE 0 END")
    return f"CAST({' + '.join(parts) or '0'} AS BIGINT)"
