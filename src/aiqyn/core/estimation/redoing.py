"""Whether an estimate that was made again is the one that was published, and where it is not.

The same programs on the same machine give the same bytes; nothing less is called equal. Other
versions may draw other random numbers and round otherwise: then the numbers themselves are
held against each other, within a tolerance that is small beside their own interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aiqyn.core.estimation.results import EstimationResult, MethodResult

__all__ = ["TOLERANCE_OF_ENDS", "TOLERANCE_OF_MEDIAN", "DiffersIn", "Redone", "held_against"]

TOLERANCE_OF_MEDIAN = 0.05
"""By so much of the published interval's width a median may differ and still be called the same number."""
TOLERANCE_OF_ENDS = 0.1
"""Likewise an end of the interval, which a sampler knows less well."""


@dataclass(frozen=True, slots=True)
class DiffersIn:
    """One thing that differs.

    Attributes:
        method: Of which method; empty for what is not of one.
        stratum: Of which stratum; empty for the whole population.
        what: `median`, `low`, `high`, `refused`, `reasons`, or another part of the result.
        published: What stands in the release; `None` for what is no number.
        again: What was found now; likewise.
        agrees: Whether it lies within the tolerance.
    """

    method: str
    stratum: tuple[str, ...]
    what: str
    published: int | None
    again: int | None
    agrees: bool


@dataclass(frozen=True, slots=True)
class Redone:
    """A published estimate held against the same made again.

    Attributes:
        is_equal: Nothing differs, to the last digit.
        versions: Programs of which another version computed it now, or another machine: the
            published and the present one, `None` where one is missing.
        differences: What differs; the parts that are no number come last.
    """

    is_equal: bool
    versions: Mapping[str, tuple[str | None, str | None]]
    differences: tuple[DiffersIn, ...]

    @property
    def agrees(self) -> bool:
        """Whether every number is the same within the tolerance, and nothing is refused that was answered."""
        return all(one.agrees for one in self.differences)

    @property
    def holds(self) -> bool:
        """Equal; or, where programs or machine are others, agreeing."""
        return self.is_equal or (bool(self.versions) and self.agrees)


def held_against(published: EstimationResult, again: EstimationResult) -> Redone:
    """What differs between a published estimate and the same made again."""
    names = sorted(published.versions.keys() | again.versions.keys())
    versions = {
        name: (published.versions.get(name), again.versions.get(name))
        for name in names
        if published.versions.get(name) != again.versions.get(name)
    }
    is_equal = _bare(published) == _bare(again)
    return Redone(is_equal, versions, () if is_equal else tuple(_differences(published, again)))


def _bare(result: EstimationResult) -> EstimationResult:
    return result.model_copy(update={"versions": {}})


def _differences(published: EstimationResult, again: EstimationResult) -> Iterator[DiffersIn]:
    found = [*_of_methods((), published.estimates, again.estimates)]
    strata = {stratum.values: stratum for stratum in again.strata}
    for stratum in published.strata:
        other = strata.get(stratum.values)
        found += _of_methods(stratum.values, stratum.estimates, other.estimates if other else ())
    yield from found
    beside = {"estimates", "strata", "versions"}
    for name in sorted(type(published).model_fields.keys() - beside):
        if getattr(published, name) != getattr(again, name):
            # What was asked must be the same; curves of sensitivity may round otherwise.
            yield DiffersIn("", (), name, None, None, agrees=name == "sensitivity")
    if not found and (published.estimates, published.strata) != (again.estimates, again.strata):
        yield DiffersIn("", (), "details", None, None, agrees=True)


def _of_methods(
    stratum: tuple[str, ...], published: tuple[MethodResult, ...], again: tuple[MethodResult, ...]
) -> Iterator[DiffersIn]:
    present = {one.method: one for one in again}
    for one in published:
        other = present.get(one.method)
        if other is None:
            yield DiffersIn(one.method, stratum, "method", None, None, agrees=False)
        elif one.is_refused != other.is_refused:
            yield DiffersIn(one.method, stratum, "refused", one.median, other.median, agrees=False)
        elif one.is_refused:
            if [each.reason for each in one.objections] != [each.reason for each in other.objections]:
                yield DiffersIn(one.method, stratum, "reasons", None, None, agrees=True)
        else:
            yield from _of_numbers(stratum, one, other)


def _of_numbers(stratum: tuple[str, ...], one: MethodResult, other: MethodResult) -> Iterator[DiffersIn]:
    width = (one.high or 0) - (one.low or 0)
    for what, tolerance in (
        ("median", TOLERANCE_OF_MEDIAN),
        ("low", TOLERANCE_OF_ENDS),
        ("high", TOLERANCE_OF_ENDS),
    ):
        before, after = getattr(one, what), getattr(other, what)
        if before != after:
            agrees = abs(before - after) <= max(1.0, tolerance * width)
            yield DiffersIn(one.method, stratum, what, before, after, agrees)
