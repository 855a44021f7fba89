"""Pairs laid side by side: at which level each comparison stands, for candidates and for pairs at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiqyn.core.rosters.linkage.dialect import condition, crossed, exchanged, is_told
from aiqyn.core.rosters.linkage.frequencies import is_by_frequency
from aiqyn.core.rosters.linkage.model import NAMES, Comparison, Rule

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Patterns",
    "Radices",
    "RandomPairs",
    "chance_of_levels",
    "compare_candidates",
    "count_patterns",
    "draw_pairs",
    "weigh_frequencies",
]

MOST_FINDERS = 3
"""Of more rules that found a pair it is not asked how many they are."""

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
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS compared"
        " (l INTEGER, r INTEGER, class TINYINT, decided TINYINT, free BIGINT, rules TINYINT, code BIGINT, evidence FLOAT)"
    )
    columns = [
        "l",
        "r",
        "class",
        "decided",
        _free_bits(comparisons, rules),
        f"least(bit_count(found), {MOST_FINDERS})",
    ]
    added = ["p.found", "p.decided", "p.evidence", "CAST(l.roster <> r.roster AS TINYINT) AS class"]
    connection.execute(
        f"INSERT INTO compared SELECT {', '.join(columns)}, {_code(comparisons)}, coalesce(evidence, 0)"
        f" FROM {_side_by_side(_with_evidence(comparisons), comparisons, added)}"
    )


def _with_evidence(comparisons: Sequence[Comparison]) -> str:
    """Candidates with what their names say."""
    if not any(each.is_weighed for each in comparisons):
        return "(SELECT *, CAST(NULL AS FLOAT) AS evidence FROM candidates)"
    return (
        "(SELECT c.*, n.evidence FROM candidates c JOIN records l ON c.l = l.id JOIN records r ON c.r = r.id"
        " LEFT JOIN names_compared n ON n.one = least(l.name_id, r.name_id) AND n.other = greatest(l.name_id, r.name_id))"
    )


def _code(comparisons: Sequence[Comparison]) -> str:
    places = Radices.of(comparisons).places
    terms = [f"CAST(level_{number} AS BIGINT) * {place}" for number, place in enumerate(places)]
    return " + ".join(terms) or "CAST(0 AS BIGINT)"


def _side_by_side(pairs: str, comparisons: Sequence[Comparison], added: Sequence[str] = ()) -> str:
    """Pairs with the level of each comparison."""
    levels = [f"{_level(each)} AS level_{number}" for number, each in enumerate(comparisons)]
    return (
        f"(SELECT {', '.join(['p.l', 'p.r', *added, *levels])} FROM {_paired(pairs, comparisons)} p"
        " JOIN records l ON p.l = l.id JOIN records r ON p.r = r.id)"
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
        if is_by_frequency(each)
    ]
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW shifted AS SELECT c.*, CAST({' + '.join(['evidence', *shifts])} AS FLOAT) AS shift"
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


@dataclass(frozen=True, slots=True, eq=False)
class RandomPairs:
    """Pairs of records taken at random: what agreement by chance is.

    Attributes:
        left, right: Positions of the records.
        levels: Of each comparison; shape `(pairs, comparisons)`.
        patterns: The patterns that occur; shape `(patterns, comparisons)`.
        counts: How many pairs there are of each.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    levels: NDArray[np.int8]
    patterns: NDArray[np.int8]
    counts: NDArray[np.float64]


def draw_pairs(
    connection: duckdb.DuckDBPyConnection,
    comparisons: Sequence[Comparison],
    *,
    records: int,
    pairs: int,
    seed: int,
) -> RandomPairs:
    """Pairs at random, compared.

    Args:
        connection: With the table `records`.
        comparisons: What is compared.
        records: How many there are, 2 or more.
        pairs: So many are drawn; where there are no more, each is taken once.
        seed: For drawing.
    """
    import numpy as np

    if records * (records - 1) // 2 <= pairs:
        first, second = np.triu_indices(records, 1)
    else:
        generator = np.random.default_rng(seed)
        first = generator.integers(records, size=pairs)
        second = (first + generator.integers(1, records, size=pairs)) % records
    # What names say is not learned, so of pairs at random it is not asked.
    connection.register("drawn", {"l": first.astype(np.int32), "r": second.astype(np.int32)})
    drawn = "(SELECT *, CAST(NULL AS FLOAT) AS evidence FROM drawn)"
    found = connection.execute(
        f"SELECT l, r, {_code(comparisons)} AS code FROM {_side_by_side(drawn, comparisons)}"
    ).fetchnumpy()
    connection.unregister("drawn")
    codes, radices = np.asarray(found["code"], np.int64), Radices.of(comparisons)
    different, counts = np.unique(codes, return_counts=True)
    return RandomPairs(
        np.asarray(found["l"], np.int32),
        np.asarray(found["r"], np.int32),
        radices.levels(codes),
        radices.levels(different),
        counts.astype(np.float64),
    )


def chance_of_levels(
    drawn: RandomPairs, number: int, size: int, *, chance: float | None, shares: NDArray[np.float32] | None
) -> tuple[NDArray[np.float64], list[float]]:
    """How often a comparison is at each of its levels by chance.

    Args:
        drawn: Pairs at random.
        number: Of the comparison.
        size: How many levels it has.
        chance: How often two people have the same value, where frequencies count.
        shares: For each record the logarithm of the share of its value, likewise.

    Returns:
        The share of its levels among pairs that tell it, and for each level the logarithm of the share
        of a value against which the values of a pair at that level count.
    """
    import numpy as np

    levels = drawn.levels[:, number]
    seen = np.bincount(levels, minlength=size + 1)[1:].astype(np.float64)
    counts = seen + 0.5 / size
    found = counts / counts.sum()
    if chance is None or shares is None:
        return found, [0.0] * size
    found[1:] *= (1 - chance) / found[1:].sum()
    found[0] = chance
    rarer = np.exp(-np.maximum(shares[drawn.left], shares[drawn.right]).astype(np.float64))
    sums = np.bincount(levels, rarer, minlength=size + 1)[1:]
    # Where chance brings few pairs to a level, they count like the same value.
    few = seen < LEAST_DRAWN
    centres = np.where(few, np.log(chance), -np.log(np.where(few, 1, sums) / np.where(few, 1, seen)))
    centres[0] = np.log(chance)
    return found, centres.tolist()


def _level(comparison: Comparison) -> str:
    straight = _level_as_given(comparison)
    if comparison.is_choice or comparison.fields[:2] not in (NAMES, NAMES[::-1]):
        return straight
    return f"CASE WHEN p.exchanged THEN {crossed(straight)} ELSE {straight} END"


def _level_as_given(comparison: Comparison) -> str:
    cases = " ".join(
        f"WHEN {condition(comparison, level)} THEN {number}"
        for number, level in enumerate(comparison.levels[:-1], start=1)
    )
    last = len(comparison.levels)
    return f"CAST(CASE WHEN NOT coalesce({is_told(comparison)}, FALSE) THEN 0 {cases} ELSE {last} END AS TINYINT)"


def _paired(pairs: str, comparisons: Sequence[Comparison]) -> str:
    """Pairs with what is asked of them once for several comparisons."""
    if not any(each.is_choice for each in comparisons):
        return pairs
    return (
        f"(SELECT q.*, {exchanged()} AS exchanged FROM {pairs} q"
        " JOIN records l ON q.l = l.id JOIN records r ON q.r = r.id)"
    )


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
