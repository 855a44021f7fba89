"""What one run of an estimation found, as a value that can be kept, printed, drawn and made again.

A `Report` lives while a command runs; an `EstimationResult` is what stands in a release. It
holds everything that pictures and sentences are made from: the curves thinned, the reasons of
refusals, seed and versions, and the hash of the counts. It never holds the counts' file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from pydantic import Field, StrictFloat, StrictInt

from aiqyn.core.estimation.counts import StratifiedCounts
from aiqyn.core.estimation.estimates import Distribution, EstimateRefused, JsonValue
from aiqyn.core.estimation.methods import FLOOR, method_named
from aiqyn.core.estimation.report import LIMITS, Estimate, Report, StratumEstimates
from aiqyn.core.estimation.result_notes import NoteResult, ObjectionResult, note_result, objection_result
from aiqyn.core.estimation.sensitivity_results import SensitivityResult
from aiqyn.core.estimation.sensitivity_values import Sensitivity
from aiqyn.core.language import Language
from aiqyn.core.values import Value
from aiqyn.core.worded import Worded, stored

__all__ = [
    "CellResult",
    "ChainResult",
    "ChainsResult",
    "CurveResult",
    "EstimationResult",
    "MethodResult",
    "NoteResult",
    "ObjectionResult",
    "StratumResult",
    "overlaps_of",
    "thinned",
]

Json = Any  # a JSON value; pydantic's recursive JsonValue can't be used with strict tuples

_SHARES = (
    *(0.0005, 0.001, 0.0025, 0.005),
    *(share / 200 for share in range(2, 199)),
    *(0.995, 0.9975, 0.999, 0.9995),
)
"""At which shares of a distribution its numbers are kept: enough to draw it, and to read its ends."""


_LARGEST = 2**53 - 1
"""Beyond it canonical JSON takes no number: other languages would round it in silence."""


class CurveResult(Value):
    """A distribution, thinned: numbers of people and the share of it at or below each.

    Attributes:
        numbers: Ascending.
        shares: As many, ascending, between 0 and 1.
    """

    numbers: tuple[StrictFloat, ...]
    shares: tuple[StrictFloat, ...]

    def distribution(self) -> Distribution:
        """The same as a distribution that can be asked."""
        return Distribution(self.numbers, self.shares)


class ChainResult(Value):
    """One chain of a sampler.

    Attributes:
        median, low, high: Where the draws shown spent their time.
        draws: Some of its numbers of people, in their order.
        ranks: How many of all its draws fall in each part of the ranks of all chains.
    """

    median: StrictInt
    low: StrictInt
    high: StrictInt
    draws: tuple[StrictInt, ...]
    ranks: tuple[StrictInt, ...]


class ChainsResult(Value):
    """The chains of one sampler.

    Attributes:
        r_hat: 1 where they agree; `None` where they stand still apart.
        effective_draws: So many independent draws they are worth, in the middle or at the ends.
    """

    chains: tuple[ChainResult, ...]
    r_hat: StrictFloat | None
    effective_draws: StrictInt


class MethodResult(Value):
    """One method's answer or refusal.

    Attributes:
        method: The method's name.
        title: What it is called.
        source: The paper.
        is_lower_bound: Whether it tells at least how many, and no more.
        documented: How many people are on some list; of samples of a linkage, the least.
        objections: Why it refuses; empty for an answer.
        median, mean, low, high: The answer; `None` where it is refused.
        curve: The whole of it, thinned; `None` where it is refused.
        assumptions: What must be true for the interval to mean what it says.
        notes: What must be told beside this number in particular.
        chains: What its sampler did, where it has one.
        details: Further diagnostics, as the method tells them to programs.
    """

    method: str
    title: Worded
    source: str
    is_lower_bound: bool
    documented: StrictInt
    objections: tuple[ObjectionResult, ...] = ()
    median: StrictInt | None = None
    mean: StrictFloat | None = None
    low: StrictInt | None = None
    high: StrictInt | None = None
    curve: CurveResult | None = None
    assumptions: tuple[NoteResult, ...] = ()
    notes: tuple[NoteResult, ...] = ()
    chains: ChainsResult | None = None
    details: dict[str, Json] = Field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        """Whether there is no number."""
        return bool(self.objections)

    def as_json(self, level: float, language: Language) -> dict[str, JsonValue]:
        """The keys that `aiqyn estimate --json` gives of one method, without its diagnostics."""
        because = " ".join(objection.because.in_language(language) for objection in self.objections)
        return {
            "method": self.method,
            "title": self.title.in_language(language),
            "is_lower_bound": self.is_lower_bound,
            "refused": self.is_refused,
            "because": because or None,
            "median": self.median,
            "mean": self.mean,
            "low": self.low,
            "high": self.high,
            "level": level,
        }


class StratumResult(Value):
    """The estimates of one stratum.

    Attributes:
        values: What its people have in common.
        lists: The lists that can hold them.
        documented: How many of them are on some list.
        estimates: One for each method.
    """

    values: tuple[str, ...]
    lists: tuple[str, ...]
    documented: StrictInt
    estimates: tuple[MethodResult, ...]


class CellResult(Value):
    """How many people are on exactly these lists.

    Attributes:
        lists: The lists' places among all, from 0.
        least, most: How many; they differ where samples of a linkage do.
    """

    lists: tuple[StrictInt, ...]
    least: StrictInt
    most: StrictInt


class EstimationResult(Value):
    """What one run found.

    Attributes:
        lists: Names of the lists.
        sizes: How many people are on each; of samples of a linkage, the least.
        documented: How many people are on some list; likewise.
        samples: How many samples of a linkage were counted; 1 for plain counts.
        level: Coverage of the intervals.
        seed: Start of all random numbers.
        requested: The methods that were asked for, without the floor where it was only added.
        estimates: Of the whole population, one for each method.
        columns: By what the population is divided; empty where it is not.
        strata: The estimates of each stratum.
        limits: What must be told beside every estimate.
        cells: The overlaps; empty where they are withheld.
        sensitivity: What would have to be true for the total to be another; `None` where that
            was not asked.
        data_sha256: Hash of each table of counts.
        versions: Of the programs that computed it.
    """

    lists: tuple[str, ...]
    sizes: tuple[StrictInt, ...] = ()
    documented: StrictInt
    samples: StrictInt = 1
    level: StrictFloat
    seed: StrictInt
    requested: tuple[str, ...]
    estimates: tuple[MethodResult, ...]
    columns: tuple[str, ...] = ()
    strata: tuple[StratumResult, ...] = ()
    limits: tuple[NoteResult, ...] = ()
    cells: tuple[CellResult, ...] = ()
    sensitivity: SensitivityResult | None = None
    data_sha256: tuple[str, ...] = ()
    versions: dict[str, str] = Field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        """Whether there is no estimate: what was asked for was refused, but perhaps for the floor."""
        asked = [one for one in self.estimates if one.method in self.requested]
        beyond_floor = [one for one in asked if one.method != FLOOR] or asked
        return all(one.is_refused for one in beyond_floor)

    def as_json(self, language: Language) -> dict[str, JsonValue]:
        """The first keys that `aiqyn estimate --json` gives, sentences in that language."""
        return {
            "documented": self.documented,
            "lists": self.lists,
            "level": self.level,
            "seed": self.seed,
            "refused": self.is_refused,
            "estimates": [one.as_json(self.level, language) for one in self.estimates],
            "limits": [note.says.in_language(language) for note in self.limits],
        }

    def without_counts(self) -> EstimationResult:
        """The same without anything that the counts could be worked out from.

        Their hash goes too: of a small table, whose total is told, all that are possible can
        be hashed in an afternoon.
        """
        return self.model_copy(update={"cells": (), "sizes": (), "data_sha256": ()})

    @classmethod
    def of(
        cls,
        report: Report,
        tables: Sequence[StratifiedCounts],
        *,
        sensitivity: Sensitivity | None = None,
        data_sha256: Sequence[str] = (),
        versions: Mapping[str, str] | None = None,
    ) -> EstimationResult:
        """What a report says, as it is kept.

        Args:
            report: Of these tables.
            tables: The counts; several are samples of one linkage.
            sensitivity: Of the same counts.
            data_sha256: The hash of each.
            versions: Of the programs that computed it.
        """
        together = [table.together() for table in tables]
        return cls(
            lists=report.lists,
            sizes=tuple(min(each.size(index) for each in together) for index in range(len(report.lists))),
            documented=report.documented,
            samples=len(tables),
            level=float(report.level),
            seed=report.seed,
            requested=report.requested,
            estimates=tuple(_method_result(one, report.level) for one in report.estimates),
            columns=report.columns,
            strata=tuple(_stratum_result(stratum, report.level) for stratum in report.strata),
            limits=tuple(map(note_result, LIMITS)),
            cells=overlaps_of(tables),
            sensitivity=None if sensitivity is None else SensitivityResult.of(sensitivity),
            data_sha256=tuple(data_sha256),
            versions=dict(versions or {}),
        )


def overlaps_of(tables: Sequence[StratifiedCounts]) -> tuple[CellResult, ...]:
    """How many people are on exactly which lists, the largest number first."""
    counts = [{cell.pattern: cell.count for cell in table.together().cells} for table in tables]
    found = {
        pattern: (min(each.get(pattern, 0) for each in counts), max(each.get(pattern, 0) for each in counts))
        for pattern in sorted(set().union(*counts))
    }
    ordered = sorted(found, key=lambda pattern: (-found[pattern][1], pattern.bit_count(), pattern))
    return tuple(
        CellResult(
            lists=tuple(index for index in range(pattern.bit_length()) if pattern >> index & 1),
            least=found[pattern][0],
            most=found[pattern][1],
        )
        for pattern in ordered
    )


def thinned(distribution: Distribution) -> CurveResult:
    """The distribution at two hundred shares of it; numbers to a tenth, the last share as it is."""
    numbers: list[float] = []
    shares: list[float] = []
    first = (distribution.points[0], distribution.cumulative[0])
    last = (distribution.points[-1], distribution.cumulative[-1])
    found = [(distribution.quantile(share), share) for share in _SHARES if first[1] < share < last[1]]
    for number, share in (first, *found, last):
        if number is None:
            continue
        rounded = round(float(number), 1)
        if numbers and rounded <= numbers[-1]:
            shares[-1] = max(shares[-1], round(float(share), 6))
            continue
        numbers.append(rounded)
        shares.append(round(float(share), 6))
    return CurveResult(numbers=tuple(numbers), shares=tuple(shares))


def _method_result(estimate: Estimate, level: float) -> MethodResult:
    method = method_named(estimate.method)
    details = _plain(estimate.details.as_json())
    common: dict[str, Any] = {
        "method": estimate.method,
        "title": stored(method.title),
        "source": method.source,
        "is_lower_bound": method.is_floor,
        "assumptions": tuple(map(note_result, method.assumptions)),
        "chains": _chains_result(details, level),
        "details": {name: value for name, value in details.items() if name != "traces"},
    }
    if isinstance(estimate, EstimateRefused):
        return MethodResult(
            **common, documented=0, objections=tuple(map(objection_result, estimate.objections))
        )
    mean = estimate.mean
    return MethodResult(
        **common,
        documented=estimate.documented,
        median=estimate.median,
        mean=None if mean is None or not isfinite(mean) else round(float(mean), 2),
        low=estimate.low,
        high=estimate.high,
        curve=thinned(estimate.distribution),
        notes=tuple(map(note_result, estimate.notes)),
    )


def _chains_result(details: dict[str, Json], level: float) -> ChainsResult | None:
    """What a sampler tells of its chains; `None` where it has none, or where they ran beyond all numbers."""
    traces = details.get("traces")
    if traces is None or not all(isinstance(draw, int) for draws in traces["draws"] for draw in draws):
        return None
    chains = tuple(
        ChainResult(
            median=_at(draws, 0.5),
            low=_at(draws, 0.5 - level / 2),
            high=_at(draws, 0.5 + level / 2),
            draws=tuple(draws),
            ranks=tuple(ranks),
        )
        for draws, ranks in zip(traces["draws"], traces["ranks"], strict=True)
    )
    return ChainsResult(
        chains=chains,
        r_hat=None if details["r_hat"] is None else float(details["r_hat"]),
        effective_draws=min(details["bulk_draws"], details["tail_draws"]),
    )


def _at(draws: Sequence[int], share: float) -> int:
    """The draw at that share of the draws that are kept."""
    return sorted(draws)[min(round(share * (len(draws) - 1)), len(draws) - 1)]


def _stratum_result(stratum: StratumEstimates, level: float) -> StratumResult:
    return StratumResult(
        values=stratum.values,
        lists=stratum.lists,
        documented=stratum.documented,
        estimates=tuple(_method_result(one, level) for one in stratum.estimates),
    )


def _plain(details: Mapping[str, object]) -> dict[str, Json]:
    """Details as JSON reads them back, so that a kept result equals a new one."""
    return {name: _as_kept(value) for name, value in details.items()}


def _as_kept(value: object) -> Json:
    """Lists in place of tuples; what canonical JSON has no number for as a text, or as nothing."""
    if isinstance(value, Mapping):
        return {str(name): _as_kept(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [_as_kept(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not isfinite(value):
            return None
        return value if abs(value) <= _LARGEST else f"{value:.6g}"
    return value
