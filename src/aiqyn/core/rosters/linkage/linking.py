"""Which rows of some lists may be of one person: candidates found, compared, weighed by what the lists tell."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiqyn.core.rosters.linkage.candidates import add_decided, add_neighbours_of_neighbours, find_candidates
from aiqyn.core.rosters.linkage.dependence import sum_of_ties
from aiqyn.core.rosters.linkage.estimation import (
    Estimated,
    Prior,
    RandomLevels,
    estimate,
    usual_shares,
)
from aiqyn.core.rosters.linkage.evidence import Evidence, evidence_of
from aiqyn.core.rosters.linkage.frequencies import count_values, is_by_frequency
from aiqyn.core.rosters.linkage.model import Comparison, LinkageModel, Rule, packaged_model
from aiqyn.core.rosters.linkage.names import PARTS, Names, are_compared_whole, compare_names, names_of
from aiqyn.core.rosters.linkage.patterns import (
    Radices,
    RandomPairs,
    chance_of_levels,
    compare_candidates,
    count_patterns,
    draw_pairs,
    weigh_frequencies,
)
from aiqyn.core.rosters.linkage.tables import engine, load
from aiqyn.core.rosters.pairs import ScoredPairs
from aiqyn.core.rosters.records import Field, Records

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Labels", "Linkage", "MemoryExhausted", "Progress", "TrainedModel", "link"]

Progress = Callable[[str, float], None]
"""Told the stage and the share of the whole that is done, 0 to 1."""

MEMORY_MEGABYTES = 4_000
RANDOM_PAIRS_PER_RECORD = 100
NOBODY = -60.0
"""The logarithm of the share of people who have the value of a row that tells none."""

CLOSINGS = 2
RECOUNT_BELOW = 0.9
"""Where a record is less of a person on average, values are counted again by persons."""

DECIDED = 30.0
"""The log odds of what a person decided: no evidence on lists comes near."""


class MemoryExhausted(Exception):
    """Lists need more memory than they may take; nothing is written to a disk instead.

    Attributes:
        megabytes: So much they may take.
    """

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes
        super().__init__(f"more than {megabytes} megabytes are needed")


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """Pairs of which people have decided.

    Attributes:
        left, right: Positions of the records.
        same: Whether both are of one person.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    same: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class TrainedModel:
    """A model and what it learned of some lists.

    Attributes:
        comparisons: What was compared.
        rules: The rules by which pairs were found.
        estimated: What was learned.
        centres: For each comparison and level the logarithm of the share of a value against which
            the values of a pair count.
    """

    comparisons: tuple[Comparison, ...]
    rules: tuple[Rule, ...]
    estimated: Estimated
    centres: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Linkage:
    """What linking found.

    Attributes:
        pairs: The candidate pairs with their odds.
        model: What was learned.
        roster_of: For each record the position of its list.
        codes: The levels of each pair as one number.
        decided: For the positions of pairs of which people decided whether they are of one person.
        names: The names of the records, where these were compared whole.
        shares: For each comparison in which frequencies count, the logarithm of the share of each record's value.
    """

    pairs: ScoredPairs
    model: TrainedModel
    roster_of: NDArray[np.int32]
    codes: NDArray[np.int64]
    decided: Mapping[int, bool]
    names: Names | None
    shares: Mapping[int, NDArray[np.float32]]

    def evidence(self, position: int) -> tuple[Evidence, ...]:
        """What makes up the log odds of a pair, row by row; the rows sum to them.

        Args:
            position: Of the pair in `pairs`.
        """
        return evidence_of(self, position)


def link(
    records: Records,
    *,
    model: LinkageModel | None = None,
    labels: Labels | None = None,
    seed: int = 1,
    progress: Progress | None = None,
    memory_megabytes: int = MEMORY_MEGABYTES,
) -> Linkage:
    """Pairs of records that may be of one person, with calibrated odds.

    Args:
        records: The rows of one list, in which duplicates are looked for, or of several.
        model: What is compared; the packaged model where left out.
        labels: What people decided of some pairs: it improves what is learned, and is never overridden.
        seed: For the pairs that are drawn at random.
        progress: Told how far it is.
        memory_megabytes: So much the engine takes at most.

    Raises:
        MemoryExhausted: That is too little for these lists; nothing is half done.
    """
    import duckdb

    tell = progress or (lambda stage, share: None)
    if len(records) < 2:
        return _nothing_to_link(records)
    names = names_of(records) if are_compared_whole(records) else None
    chosen = (model or packaged_model()).for_fields(_fields(records, names))
    connection = engine(memory_megabytes=memory_megabytes)
    try:
        return _linked(connection, records, chosen, names=names, labels=labels, seed=seed, tell=tell)
    except duckdb.OutOfMemoryException:
        raise MemoryExhausted(memory_megabytes) from None
    finally:
        connection.close()


def _nothing_to_link(records: Records) -> Linkage:
    import numpy as np

    nothing = Estimated((), (), (), (), (-math.inf, -math.inf), 0.0, 0)
    no_positions = np.empty(0, np.int32)
    return Linkage(
        ScoredPairs(no_positions, no_positions, np.empty(0), -math.inf),
        TrainedModel((), (), nothing, ()),
        np.asarray(records.roster_of, np.int32),
        np.empty(0, np.int64),
        {},
        None,
        {},
    )


def _linked(
    connection: duckdb.DuckDBPyConnection,
    records: Records,
    model: LinkageModel,
    *,
    names: Names | None,
    labels: Labels | None,
    seed: int,
    tell: Progress,
) -> Linkage:
    import numpy as np

    tell("load", 0.0)
    load(connection, records, model, names)
    tell("candidates", 0.1)
    rules = find_candidates(connection, model, records=len(records))
    if labels is not None and len(labels.left):
        add_decided(connection, labels.left, labels.right, labels.same)
    tell("compare", 0.3)
    if names is not None:
        compare_names(connection, names)
    compare_candidates(connection, model.comparisons, rules)
    tell("estimate", 0.6)
    drawn = draw_pairs(
        connection,
        model.comparisons,
        records=len(records),
        pairs=_pairs_at_random(model, len(records)),
        seed=seed,
    )
    learned = _learned(connection, records, model, drawn)
    tell("score", 0.8)
    found = _scored(connection, learned)
    for _ in range(CLOSINGS):
        if not add_neighbours_of_neighbours(connection, *found[:2], found[3]):
            break
        if names is not None:
            compare_names(connection, names)
        compare_candidates(connection, model.comparisons, rules)
        found = _scored(connection, learned)
    parts = _parts_of_persons(len(records), *found[:2], found[3])
    if parts.mean() < RECOUNT_BELOW:
        learned = _learned(connection, records, model, drawn, persons=parts)
        found = _scored(connection, learned)
    left, right, codes, log_odds = found
    decisions = _decisions(labels, left, right)
    for position, is_same in decisions.items():
        log_odds[position] = DECIDED if is_same else -DECIDED
    estimated = learned.estimated
    total = _total(records)
    rest = sum(total) - len(left)
    missed = math.log(max(estimated.missed, 1e-3)) - math.log(max(rest, 1.0))
    unlisted = min(missed, max(estimated.log_odds))
    tell("score", 1.0)
    return Linkage(
        ScoredPairs(left, right, log_odds, unlisted),
        TrainedModel(model.comparisons, rules, estimated, learned.centres),
        np.asarray(records.roster_of, np.int32),
        codes,
        decisions,
        names,
        learned.shares,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Learned:
    comparisons: tuple[Comparison, ...]
    estimated: Estimated
    centres: tuple[tuple[float, ...], ...]
    shares: dict[int, NDArray[np.float32]]


def _learned(
    connection: duckdb.DuckDBPyConnection,
    records: Records,
    model: LinkageModel,
    drawn: RandomPairs,
    *,
    persons: NDArray[np.float64] | None = None,
) -> _Learned:

    comparisons = model.comparisons
    chances = count_values(connection, model, persons=persons)
    shares = _shares_of_records(connection, model)
    found = [
        chance_of_levels(
            drawn,
            number,
            len(each.levels),
            chance=chances.get(each.fields[0]) if number in shares else None,
            shares=shares.get(number),
        )
        for number, each in enumerate(comparisons)
    ]
    centres = tuple(tuple(centre) for _, centre in found)
    weigh_frequencies(connection, comparisons, centres)
    prior = Prior(
        tuple(usual_shares(each) for each in comparisons),
        model.prior_strength,
        _total(records),
        tuple(each.ordered for each in comparisons),
        tuple(each.is_choice for each in comparisons),
        tuple(each.is_weighed for each in comparisons),
        tuple(number in shares for number in range(len(comparisons))),
        _expected(records),
    )
    patterns = count_patterns(connection, Radices.of(comparisons))
    random = RandomLevels(tuple(chance for chance, _ in found), drawn.patterns, drawn.counts)
    return _Learned(comparisons, estimate(patterns, random, prior), centres, shares)


def _parts_of_persons(
    count: int, left: NDArray[np.int32], right: NDArray[np.int32], log_odds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """For each record one over the rows that its person has, as far as pairs tell."""
    import numpy as np

    probability = 0.5 * (1 + np.tanh(0.5 * log_odds))
    others = np.bincount(left, probability, count) + np.bincount(right, probability, count)
    result: NDArray[np.float64] = 1 / (1 + others)
    return result


def _fields(records: Records, names: Names | None) -> set[Field]:
    """The fields by which records are compared: names as a whole or by their parts, never both."""
    fields = set(records.fields)
    return fields - {"name"} if names is None else fields - set(PARTS) | {"name"}


def _decisions(labels: Labels | None, left: NDArray[np.int32], right: NDArray[np.int32]) -> dict[int, bool]:
    """What was decided, by the position of the pair."""
    import numpy as np

    if labels is None or not len(labels.left):
        return {}
    one = np.minimum(labels.left, labels.right).astype(np.int64)
    other = np.maximum(labels.left, labels.right).astype(np.int64)
    places = np.searchsorted(left.astype(np.int64) << 32 | right, one << 32 | other)
    return dict(zip(places.tolist(), np.asarray(labels.same, bool).tolist(), strict=True))


def _pairs_at_random(model: LinkageModel, count: int) -> int:
    return min(model.random_pairs, RANDOM_PAIRS_PER_RECORD * count)


def _total(records: Records) -> tuple[float, float]:
    import numpy as np

    sizes = np.bincount(records.roster_of, minlength=len(records.rosters)).astype(float)
    within = float((sizes * (sizes - 1) / 2).sum())
    count = float(len(records))
    return within, count * (count - 1) / 2 - within


def _expected(records: Records) -> tuple[float, float]:
    count = float(len(records))
    if len(records.rosters) == 1:
        return 0.2 * count, 0.0
    return 0.005 * count, 0.2 * count


_Scored = tuple["NDArray[np.int32]", "NDArray[np.int32]", "NDArray[np.int64]", "NDArray[np.float64]"]
"""Left, right, code, log odds."""


def _scored(connection: duckdb.DuckDBPyConnection, learned: _Learned) -> _Scored:
    import numpy as np

    comparisons, estimated = learned.comparisons, learned.estimated
    radices = Radices.of(comparisons)
    codes = np.asarray(
        connection.execute("SELECT DISTINCT code FROM compared ORDER BY 1").fetchnumpy()["code"], np.int64
    )
    levels = radices.levels(codes)
    weights = np.zeros(len(codes))
    for number in range(len(comparisons)):
        weights += estimated.weights(number)[levels[:, number]]
    weights += sum_of_ties(estimated.ties_of_one, levels) - sum_of_ties(estimated.ties_of_two, levels)
    connection.register("weighed", {"code": codes, "weight": weights})
    within, between = (repr(max(odds, -700.0)) for odds in estimated.log_odds)
    found = connection.execute(
        "SELECT l, r, code, weight + shift + CASE class WHEN 0 THEN"
        f" {within} ELSE {between} END AS log_odds FROM shifted JOIN weighed USING (code) ORDER BY l, r"
    ).fetchnumpy()
    connection.unregister("weighed")
    return (
        np.asarray(found["l"], np.int32),
        np.asarray(found["r"], np.int32),
        np.asarray(found["code"], np.int64),
        np.asarray(found["log_odds"], np.float64),
    )


def _shares_of_records(
    connection: duckdb.DuckDBPyConnection, model: LinkageModel
) -> dict[int, NDArray[np.float32]]:
    import numpy as np

    counted = {number for number, each in enumerate(model.comparisons) if is_by_frequency(each)}
    columns = connection.execute("SELECT * FROM shares ORDER BY id").fetchnumpy()
    return {
        number: np.ma.filled(columns[each.fields[0]], NOBODY).astype(np.float32)
        for number, each in enumerate(model.comparisons)
        if number in counted
    }
