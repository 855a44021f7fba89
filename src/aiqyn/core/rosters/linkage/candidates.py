"""Which pairs are looked at: rows that share what a rule asks for, by as many rules as there is room for.

Of each pair it is kept which rules found it. From that it is learned how often persons are the same
where no rule had asked for their agreement, and how many pairs no rule finds.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from aiqyn.core.rosters.linkage.dialect import hashed, keyed, keys
from aiqyn.core.rosters.linkage.model import LinkageModel, Rule

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["add_decided", "add_neighbours_of_neighbours", "find_candidates"]

LIKELY = 2.0
MOST_NEIGHBOURS = 100
"""Of a row that is like more others than this, it is not asked what these have in common."""

MOST_RULES = 62
"""Which rules found a pair is one whole number."""


def find_candidates(
    connection: duckdb.DuckDBPyConnection, model: LinkageModel, *, records: int
) -> tuple[Rule, ...]:
    """Fill the table `candidates` with pairs `l < r` and `found`, the rules that found each as bits.

    Args:
        connection: With the table `records`.
        model: For the fields that the records have.
        records: How many there are.

    The column `decided` is −1 throughout: nobody has decided anything yet.

    Returns:
        The rules that were used, in the order of their bits.
    """
    room = min(model.pairs_per_record * records, model.most_pairs)
    used: list[Rule] = []
    connection.execute("CREATE TEMP TABLE blocks (rule TINYINT, key UBIGINT, id INTEGER)")
    for rule in model.rules[:MOST_RULES]:
        found = " UNION ".join(
            f"SELECT {hashed(list(columns))} AS key, id FROM {keyed(rule)} WHERE"
            f" {' AND '.join(f'{column} IS NOT NULL' for column in columns)}"
            for columns in product(*(keys(each) for each in rule.keys))
        )
        connection.execute(f"CREATE OR REPLACE TEMP TABLE keyed AS {found}")
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE sized AS SELECT key, count(*) AS size FROM keyed"
            " GROUP BY 1 HAVING count(*) > 1"
        )
        sizes = connection.execute(
            "SELECT size, count(*) AS blocks FROM sized GROUP BY 1 ORDER BY 1"
        ).fetchnumpy()
        largest, pairs = _largest(sizes["size"], sizes["blocks"], model.largest_block, room)
        if not pairs:
            continue
        room -= pairs
        connection.execute(
            f"INSERT INTO blocks SELECT {len(used)}, key, id FROM keyed JOIN"
            f" (SELECT key FROM sized WHERE size <= {largest}) USING (key)"
        )
        used.append(rule)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE candidates AS"
        " SELECT one.id AS l, other.id AS r, bit_or(CAST(1 AS BIGINT) << one.rule) AS found, CAST(-1 AS TINYINT) AS decided"
        " FROM blocks one JOIN blocks other ON one.rule = other.rule AND one.key = other.key AND one.id < other.id"
        " GROUP BY 1, 2"
    )
    connection.execute("DROP TABLE IF EXISTS keyed; DROP TABLE IF EXISTS sized; DROP TABLE blocks")
    return tuple(used)


def _largest(
    sizes: NDArray[np.int64], blocks: NDArray[np.int64], largest: int, room: float
) -> tuple[int, int]:
    """The size up to which a rule's blocks are paired, and the pairs of them: the small ones tell most."""
    import numpy as np

    sizes, blocks = np.asarray(sizes, np.int64), np.asarray(blocks, np.int64)
    pairs = np.cumsum(blocks * sizes * (sizes - 1) // 2)
    fits = np.flatnonzero((sizes <= largest) & (pairs <= room))
    if not len(fits):
        return 0, 0
    return int(sizes[fits[-1]]), int(pairs[fits[-1]])


def add_decided(
    connection: duckdb.DuckDBPyConnection,
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    same: NDArray[np.bool_],
) -> None:
    """Mark the candidates of which people decided, and add those that no rule found.

    Args:
        connection: With the table `candidates`.
        left, right: The positions of the pairs' records.
        same: Whether both are of one person.
    """
    import numpy as np

    connection.register(
        "said",
        {
            "l": np.minimum(left, right).astype(np.int32),
            "r": np.maximum(left, right).astype(np.int32),
            "same": np.asarray(same, dtype=np.int8),
        },
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE candidates AS"
        " SELECT coalesce(c.l, s.l) AS l, coalesce(c.r, s.r) AS r, coalesce(c.found, CAST(0 AS BIGINT)) AS found,"
        " CAST(coalesce(s.same, -1) AS TINYINT) AS decided FROM candidates c FULL JOIN"
        " (SELECT l, r, min(same) AS same FROM said GROUP BY 1, 2) s ON c.l = s.l AND c.r = s.r"
    )
    connection.unregister("said")


def add_neighbours_of_neighbours(
    connection: duckdb.DuckDBPyConnection,
    left: NDArray[np.int32],
    right: NDArray[np.int32],
    log_odds: NDArray[np.float64],
) -> int:
    """Make `candidates` the pairs that no rule found, but of which each is likely the same as a third.

    They are to be looked at, and nothing is to be learned from them: that they have a third in common
    is no chance.

    Args:
        connection: With the table `compared`, which has the pairs that were looked at.
        left: The positions of the pairs' records.
        right: Likewise.
        log_odds: What was found of them.

    Returns:
        How many there are.
    """
    import numpy as np

    likely = log_odds > LIKELY
    one, other = left[likely], right[likely]
    degrees = np.bincount(np.concatenate([one, other])) if len(one) else np.zeros(0, np.int64)
    connection.register("likely", {"a": np.concatenate([one, other]), "b": np.concatenate([other, one])})
    connection.register(
        "middles", {"b": np.flatnonzero((degrees > 1) & (degrees <= MOST_NEIGHBOURS)).astype(np.int32)}
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE candidates AS SELECT x.l, x.r, CAST(0 AS BIGINT) AS found,"
        " CAST(-1 AS TINYINT) AS decided FROM (SELECT DISTINCT one.a AS l, other.a AS r FROM likely one"
        " JOIN middles USING (b) JOIN likely other USING (b) WHERE one.a < other.a) x"
        " LEFT JOIN compared c ON c.l = x.l AND c.r = x.r WHERE c.l IS NULL"
    )
    connection.unregister("likely")
    connection.unregister("middles")
    ((count,),) = connection.execute("SELECT count(*) FROM candidates").fetchall()
    return int(count)
