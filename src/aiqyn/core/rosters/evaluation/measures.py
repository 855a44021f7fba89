"""How well rows were made persons, where it is known of every row who it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.evaluation.calibration import Calibration

__all__ = ["Evaluation", "ListPair", "Rates", "evaluate", "rates"]


@dataclass(frozen=True, slots=True)
class Rates:
    """What is right of what was found, and what was found of what is right.

    Attributes:
        precision: `None` where nothing was found.
        recall: `None` where there was nothing to find.
        f1: Their harmonic mean; `None` where either is.
    """

    precision: float | None
    recall: float | None
    f1: float | None


def rates(right: float, found: float, true: float) -> Rates:
    """Rates from what is found and right, all found, and all that is right."""
    precision = right / found if found else None
    recall = right / true if true else None
    return Rates(precision, recall, _harmonic(precision, recall))


def _harmonic(first: float | None, second: float | None) -> float | None:
    if first is None or second is None:
        return None
    return 2 * first * second / (first + second) if first + second else 0.0


@dataclass(frozen=True, slots=True)
class ListPair:
    """Pairs of rows between two lists, or within one.

    Attributes:
        first, second: Positions of the lists; equal for pairs within one.
        right: Pairs that were found and are of one person.
        found: All that were found.
        true: All that are of one person.
    """

    first: int
    second: int
    right: int
    found: int
    true: int

    @property
    def rates(self) -> Rates:
        """Precision, recall and F1 over these pairs."""
        return rates(self.right, self.found, self.true)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A partition of rows into persons beside the true one.

    Attributes:
        records: How many rows were looked at.
        persons, true_persons: How many persons were found, and how many there are.
        right_pairs, found_pairs, true_pairs: Pairs of rows found to be one person and rightly so; all
            found; all there are.
        pairs: Rates over these: large persons weigh by the square of their rows.
        b_cubed: Over rows: of a row's person as found, the share that is of its true person, and the
            reverse; every row weighs the same.
        exact_clusters: Persons whose rows were found all and alone.
        clusters: Rates over persons: only an exact one is right.
        homogeneity: 1 where each person found holds rows of one true person alone.
        completeness: 1 where all rows of each true person are in one person found.
        lists: Rates by pairs of lists, where there are several; those without any pair are left out.
        calibration: Of the pairs' probabilities, where they were given.
    """

    records: int
    persons: int
    true_persons: int
    right_pairs: int
    found_pairs: int
    true_pairs: int
    pairs: Rates
    b_cubed: Rates
    exact_clusters: int
    clusters: Rates
    homogeneity: float
    completeness: float
    lists: tuple[ListPair, ...]
    calibration: Calibration | None = None


def evaluate(
    identities: Sequence[int] | NDArray[np.integer],
    truth: Sequence[int] | NDArray[np.integer],
    *,
    roster_of: Sequence[int] | NDArray[np.integer] | None = None,
    calibration: Calibration | None = None,
) -> Evaluation:
    """Measures of a partition against the true one.

    Args:
        identities: For each row its person as found; equal numbers mean one person.
        truth: For each row its true person, in the same order.
        roster_of: For each row the position of its list, for rates by pairs of lists.
        calibration: Of the pairs' probabilities, to be told with the rest.

    Raises:
        ValueError: There are no rows, or not as many of one as of the other.

    Source:
        B-cubed: Bagga & Baldwin (1998), Algorithms for scoring coreference chains; over clusterings as
        in Amigó, Gonzalo, Artiles & Verdejo (2009), Information Retrieval 12, 461–486. Homogeneity and
        completeness: Rosenberg & Hirschberg (2007), EMNLP-CoNLL, 410–420. Exact clusters: Menestrina,
        Whang & Garcia-Molina (2010), PVLDB 3, 208–219.

    Example:
        >>> found = evaluate([0, 0, 0, 1], [0, 0, 1, 1])
        >>> found.right_pairs, found.found_pairs, found.true_pairs
        (1, 3, 2)
        >>> found.persons, found.exact_clusters
        (2, 0)
    """
    import numpy as np

    table = _Table.of(np.asarray(identities), np.asarray(truth))
    records = len(table.found_of)
    found_sizes, true_sizes, cells = table.found_sizes, table.true_sizes, table.cells
    right_pairs, found_pairs, true_pairs = (_pairs(each) for each in (cells, found_sizes, true_sizes))
    exact = int(((cells == found_sizes[table.cell_found]) & (cells == true_sizes[table.cell_true])).sum())
    squares = cells.astype(np.float64) ** 2
    precision = float((squares / found_sizes[table.cell_found]).sum()) / records
    recall = float((squares / true_sizes[table.cell_true]).sum()) / records
    return Evaluation(
        records,
        len(found_sizes),
        len(true_sizes),
        right_pairs,
        found_pairs,
        true_pairs,
        rates(right_pairs, found_pairs, true_pairs),
        Rates(precision, recall, _harmonic(precision, recall)),
        exact,
        rates(exact, len(found_sizes), len(true_sizes)),
        _purity(cells, found_sizes[table.cell_found], true_sizes),
        _purity(cells, true_sizes[table.cell_true], found_sizes),
        () if roster_of is None else _by_lists(table, np.asarray(roster_of)),
        calibration,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """How many rows each person found shares with each true one, where any.

    Attributes:
        found_of, true_of: For each row the two, numbered from 0.
        cell_of: For each row its cell.
        cells: How many rows each cell has.
        cell_found, cell_true: Of which two each is.
        found_sizes, true_sizes: Rows of each person.
    """

    found_of: NDArray[np.int64]
    true_of: NDArray[np.int64]
    cell_of: NDArray[np.int64]
    cells: NDArray[np.int64]
    cell_found: NDArray[np.int64]
    cell_true: NDArray[np.int64]
    found_sizes: NDArray[np.int64]
    true_sizes: NDArray[np.int64]

    @classmethod
    def of(cls, identities: NDArray[np.integer], truth: NDArray[np.integer]) -> _Table:
        import numpy as np

        if not len(truth) or identities.shape != truth.shape:
            raise ValueError(f"{len(identities)} rows and {len(truth)} true ones: needs as many, and some")
        _, found_of = np.unique(identities, return_inverse=True)
        _, true_of = np.unique(truth, return_inverse=True)
        true_count = int(true_of.max()) + 1
        keys, cell_of, cells = np.unique(
            found_of.astype(np.int64) * true_count + true_of, return_inverse=True, return_counts=True
        )
        return cls(
            found_of,
            true_of,
            cell_of,
            cells,
            keys // true_count,
            keys % true_count,
            np.bincount(found_of),
            np.bincount(true_of),
        )


def _pairs(sizes: NDArray[np.int64]) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _purity(
    cells: NDArray[np.int64], group_sizes: NDArray[np.int64], class_sizes: NDArray[np.int64]
) -> float:
    """1 less the share of what is uncertain of the classes that stays so within groups."""
    import numpy as np

    records = cells.sum()
    within = -float((cells / records) @ np.log(cells / group_sizes))
    whole = -float((class_sizes / records) @ np.log(class_sizes / records))
    return 1.0 if whole == 0 else 1.0 - within / whole


def _by_lists(table: _Table, roster_of: NDArray[np.integer]) -> tuple[ListPair, ...]:
    """Pairs by pairs of lists: a sum over persons of what each two lists have in it."""
    import numpy as np

    lists = int(roster_of.max()) + 1
    counted = [_pairs_of_lists(of, roster_of, lists) for of in (table.cell_of, table.found_of, table.true_of)]
    right, found, true = counted
    result = (
        ListPair(one, other, int(right[one, other]), int(found[one, other]), int(true[one, other]))
        for one in range(lists)
        for other in range(one, lists)
    )
    return tuple(each for each in result if each.found or each.true) if np.any(counted) else ()


def _pairs_of_lists(of: NDArray[np.int64], roster_of: NDArray[np.integer], lists: int) -> NDArray[np.int64]:
    """How many pairs of rows in one group each two lists have."""
    import numpy as np
    from scipy.sparse import coo_matrix  # type: ignore[import-untyped]

    held = coo_matrix((np.ones(len(of), np.int64), (of, roster_of))).tocsr()
    both: NDArray[np.int64] = np.zeros((lists, lists), np.int64)
    product = (held.T @ held).toarray()
    both[: product.shape[0], : product.shape[1]] = product
    own = np.bincount(roster_of, minlength=lists)
    both[np.arange(lists), np.arange(lists)] = (np.diagonal(both) - own) // 2
    return both
