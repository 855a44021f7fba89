"""How well rows were made persons, estimated where the truth is known of some persons only.

Somebody has looked up some persons and found all their rows. Each measure is a ratio of two sums over
true persons, and a sum over all of them is estimated from those that were drawn, each weighing the
inverse of its chance to be drawn. To take the rows of the looked-up persons alone for a small truth would be
wrong: rows of strangers that were wrongly joined to them would not be seen, and precision would look perfect.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Estimated", "PartialEvaluation", "SampledBy", "evaluate_partial"]

SampledBy = Literal["person", "record"]
"""How the known persons were drawn: each with the same chance, or by drawing rows and looking up whose they are."""

LEAST_PERSONS = 2


@dataclass(frozen=True, slots=True)
class Estimated:
    """An estimate from a sample of persons.

    Attributes:
        value: The ratio, with its bias of first order taken off; between 0 and 1 for rates.
        low, high: Ends of the interval.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PartialEvaluation:
    """What the known persons tell of all of them. `None` where they tell nothing of a measure.

    Attributes:
        known_persons, known_records: How many persons were looked up, with how many rows.
        level: Of the intervals.
        sampled_by: How they were drawn.
        precision, recall, f1: Over pairs of rows.
        b_cubed_precision, b_cubed_recall, b_cubed_f1: Over rows.
        cluster_precision, cluster_recall, cluster_f1: Over persons: only an exact one is right.
        true_persons: How many persons all rows are of.
        persons: How many were found among all rows.
    """

    known_persons: int
    known_records: int
    level: float
    sampled_by: SampledBy
    precision: Estimated | None
    recall: Estimated | None
    f1: Estimated | None
    b_cubed_precision: Estimated | None
    b_cubed_recall: Estimated | None
    b_cubed_f1: Estimated | None
    cluster_precision: Estimated | None
    cluster_recall: Estimated | None
    cluster_f1: Estimated | None
    true_persons: Estimated | None
    persons: int


def evaluate_partial(
    identities: Sequence[int] | NDArray[np.integer],
    truth: Sequence[int] | NDArray[np.integer],
    *,
    sampled_by: SampledBy = "person",
    level: float = 0.95,
) -> PartialEvaluation:
    """Estimates of the measures from some persons of whom all rows are known.

    With c a known person of weight w (1, or 1 over its rows where rows were drawn), r its rows and
    p(r) the rows of the person as found that r is in:

    - right pairs R = sum of w times the pairs of rows of c found together;
    - found pairs F = sum of w times half the sum over r of (|p(r)| - 1);
    - true pairs T = sum of w times |c| (|c| - 1) / 2;
    - precision R / F, recall R / T, F1 2 R / (F + T); the same for rows and for persons.

    Bias and variance are those of the jackknife over persons; the interval is taken on the logit.
    Of an estimate of exactly 0 or 1 the jackknife knows no variance: the interval then ends where so many
    persons without exception would be seen with the probability of half of what the level leaves.

    Args:
        identities: For each row its person as found, of all rows.
        truth: For each row its true person, and below 0 for rows of persons that nobody looked up.
        sampled_by: How the known persons were drawn.
        level: Coverage of the intervals.

    Raises:
        ValueError: Not as many of one as of the other, or fewer than 2 known persons.

    Source:
        Binette, York, Hickerson, Baek, Madhavan & Jones (2023), Estimating the performance of entity
        resolution algorithms: lessons learned through PatentsView.org, The American Statistician 77,
        370–380; for B-cubed and exact clusters the same device. Jackknife: Quenouille (1956),
        Biometrika 43, 353–360.
    """
    import numpy as np

    found, true = np.asarray(identities), np.asarray(truth)
    if found.shape != true.shape:
        raise ValueError(f"{len(found)} rows and {len(true)} true ones: needs as many")
    parts = _Parts.of(found, true)
    persons = len(parts.size)
    if persons < LEAST_PERSONS:
        raise ValueError(f"{persons} known persons: needs {LEAST_PERSONS} or more")
    weight = np.ones(persons) if sampled_by == "person" else 1 / parts.size

    def ratio(
        above: NDArray[np.float64], below: NDArray[np.float64], *, scale: float = 1.0, rate: bool = True
    ) -> Estimated | None:
        return _ratio(weight * above, weight * below, level, scale=scale, is_rate=rate)

    one = np.ones(persons)
    return PartialEvaluation(
        persons,
        int(parts.size.sum()),
        level,
        sampled_by,
        ratio(parts.right_pairs, parts.found_pairs),
        ratio(parts.right_pairs, parts.true_pairs),
        ratio(2 * parts.right_pairs, parts.found_pairs + parts.true_pairs),
        ratio(parts.pure, parts.size),
        ratio(parts.complete, parts.size),
        _harmonic(weight, parts, level),
        ratio(parts.exact, parts.found_persons),
        ratio(parts.exact, one),
        ratio(2 * parts.exact, parts.found_persons + one),
        ratio(one, parts.size, scale=float(len(found)), rate=False),
        len(np.unique(found)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """What each known person adds to the sums.

    Attributes:
        size: Its rows.
        right_pairs: Pairs of them found together.
        found_pairs: Half of all pairs found that one of its rows is in; the other half is another row's.
        true_pairs: Pairs of its rows.
        pure: Sum over its rows of the share of the person found that is of this one.
        complete: Sum over its rows of the share of this one that is in the person found.
        exact: 1 where a person found has its rows all and alone.
        found_persons: Sum over its rows of 1 over the rows of the person found: its part of their number.
    """

    size: NDArray[np.float64]
    right_pairs: NDArray[np.float64]
    found_pairs: NDArray[np.float64]
    true_pairs: NDArray[np.float64]
    pure: NDArray[np.float64]
    complete: NDArray[np.float64]
    exact: NDArray[np.float64]
    found_persons: NDArray[np.float64]

    @classmethod
    def of(cls, found: NDArray[np.integer], true: NDArray[np.integer]) -> _Parts:
        import numpy as np

        _, found_of, found_sizes = np.unique(found, return_inverse=True, return_counts=True)
        known = np.flatnonzero(true >= 0)
        if not len(known):
            nothing = np.zeros(0)
            return cls(*(nothing,) * 8)
        _, person_of, size = np.unique(true[known], return_inverse=True, return_counts=True)
        of_row = found_sizes[found_of[known]].astype(np.float64)
        keys, cells = np.unique(
            person_of.astype(np.int64) * len(found_sizes) + found_of[known], return_counts=True
        )
        cell_person, cell_found = keys // len(found_sizes), found_sizes[keys % len(found_sizes)]

        def summed(place: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.bincount(place, values, len(size)).astype(np.float64)

        exact = (cells == cell_found) & (cells == size[cell_person])
        return cls(
            size.astype(np.float64),
            summed(cell_person, cells * (cells - 1) / 2),
            summed(person_of, (of_row - 1) / 2),
            size * (size - 1) / 2,
            summed(cell_person, cells**2 / cell_found),
            summed(cell_person, cells**2 / size[cell_person]),
            summed(cell_person, exact.astype(np.float64)),
            summed(person_of, 1 / of_row),
        )


def _ratio(
    above: NDArray[np.float64], below: NDArray[np.float64], level: float, *, scale: float, is_rate: bool
) -> Estimated | None:
    """A ratio of sums with its interval."""
    top, bottom = float(above.sum()), float(below.sum())
    if bottom <= 0:
        return None
    return _jackknifed(
        top / bottom * scale,
        [
            scale * (top - float(a)) / (bottom - float(b)) if bottom - b > 1e-12 else scale * top / bottom
            for a, b in zip(above, below, strict=True)
        ],
        level,
        is_rate=is_rate,
    )


def _harmonic(weight: NDArray[np.float64], parts: _Parts, level: float) -> Estimated | None:
    """B-cubed F1: no ratio of two sums, but of three."""
    sums = [weight * each for each in (parts.pure, parts.complete, parts.size)]
    pure, complete, size = (float(each.sum()) for each in sums)

    def value(p: float, c: float, s: float) -> float:
        return 2 * p * c / (s * (p + c)) if p + c > 0 and s > 0 else 0.0

    without = [
        value(pure - float(p), complete - float(c), size - float(s)) for p, c, s in zip(*sums, strict=True)
    ]
    return _jackknifed(value(pure, complete, size), without, level, is_rate=True)


def _jackknifed(whole: float, without: Sequence[float], level: float, *, is_rate: bool) -> Estimated:
    """The estimate less its bias, and its interval, from what it is without each of the persons."""
    import numpy as np
    from scipy.special import stdtrit  # type: ignore[import-untyped]

    persons = len(without)
    left_out = np.asarray(without)
    value = persons * whole - (persons - 1) * float(left_out.mean())
    deviation = float(np.sqrt((persons - 1) / persons * ((left_out - left_out.mean()) ** 2).sum()))
    reach = float(stdtrit(persons - 1, (1 + level) / 2))
    if not is_rate:
        value = max(value, 1.0)
        return Estimated(
            value,
            max(value * np.exp(-reach * deviation / value), 1.0),
            value * np.exp(reach * deviation / value),
        )
    least = ((1 - level) / 2) ** (1 / persons)
    if whole >= 1 - 1e-12:
        return Estimated(1.0, least, 1.0)
    if whole <= 1e-12:
        return Estimated(0.0, 0.0, 1 - least)
    value = min(max(value, 1e-6), 1 - 1e-6)
    slope = reach * deviation / (value * (1 - value))
    centre = np.log(value / (1 - value))
    low, high = (float(0.5 + 0.5 * np.tanh((centre + step) / 2)) for step in (-slope, slope))
    return Estimated(value, low, high)
