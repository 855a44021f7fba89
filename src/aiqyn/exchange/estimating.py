"""An estimation of the inquiry, from its counts to its result: the same for a release and for making it again.

All that decides the result stands in the estimation itself and in the figures that it is held
against; the same programs on the same machine give the same bytes.
"""

from __future__ import annotations

import platform
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from aiqyn.core.estimation import (
    ListCoverage,
    Options,
    StratifiedCounts,
    available_methods,
    estimate_population,
)
from aiqyn.core.estimation.results import EstimationResult
from aiqyn.core.faults import Refused
from aiqyn.core.figures import Figure
from aiqyn.core.inquiry import Estimation, stated_number
from aiqyn.exchange.dossier.estimations import read_counts
from aiqyn.exchange.dossier.layout import counts_files
from aiqyn.exchange.sentences import sentence

__all__ = ["Progress", "estimate_recorded", "missing_parts", "programs", "targets_of"]

Progress = Callable[[int, int, str], None]
"""Told how many pieces of work are done, of how many, and what comes next."""

_PROGRAMS = ("aiqyn", "numpy", "scipy", "numba")
_NEEDED = ("scipy", "numba")
_LONG = ("lcmcr", "hierarchical")
"""Methods that take long; the views that ask every method once for each list left out do without them."""


def programs() -> dict[str, str]:
    """The versions of all that computes an estimate, and the kind of machine: another rounds otherwise."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for name in _PROGRAMS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def missing_parts() -> Refused | None:
    """Why nothing can be estimated with this installation, and what to install; `None` where it can."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if not missing:
        return None
    return Refused(
        sentence(
            "Estimates need parts that are not installed here: {parts}. Install them with "
            "pip install 'aiqyn[estimation]' and begin again.",
            parts=", ".join(missing),
        )
    )


def targets_of(estimation: Estimation, figures: Iterable[Figure]) -> tuple[int, ...]:
    """The stated numbers that an estimation is held against, ascending."""
    by_id = {figure.id: figure for figure in figures}
    numbers = {stated_number(by_id[each]) for each in estimation.compared_with if each in by_id}
    return tuple(sorted(number for number in numbers if number is not None))


def estimate_recorded(
    estimation: Estimation, figures: Iterable[Figure], *, progress: Progress | None = None
) -> EstimationResult:
    """What the methods say of a recorded estimation.

    Texts are composed (NFC) first, as they stand in a release, so that counts from a release
    give what the recorded ones gave.

    Args:
        estimation: With its counts.
        figures: Those that it may be held against.
        progress: Told before each piece of work.

    Raises:
        InputFaults: Its counts can't be read; a dossier that was taken in has none such.
        ValueError: It has no counts.
    """
    if not estimation.counts:
        raise ValueError(f"the estimation {estimation.id} has no counts")
    texts = [unicodedata.normalize("NFC", text) for text in estimation.counts]
    paths = counts_files(estimation.id, len(texts))
    tables = read_counts({path: text.encode() for path, text in zip(paths, texts, strict=True)})
    if estimation.together:
        tables = tuple(StratifiedCounts.undivided(table.together()) for table in tables)
    methods = estimation.methods or available_methods()
    options = Options(level=estimation.level, seed=estimation.seed)
    facts = _facts(estimation)
    steps = _Steps(progress, len(tables) + 1)
    reports = [
        estimate_population(table, methods, options, coverage=facts, progress=steps.part(number))
        for number, table in enumerate(tables)
    ]
    report, sensitivity = reports[0], None
    if len(reports) > 1:
        from aiqyn.core.estimation.samples import combined_over_samples

        report = combined_over_samples(reports, options)
    else:
        from aiqyn.core.estimation.sensitivity import sensitivity_of_strata

        sensitivity = sensitivity_of_strata(
            tables[0],
            tuple(name for name in methods if name not in _LONG),
            options,
            coverage=facts,
            targets=targets_of(estimation, figures),
            estimates=report.estimates,
            progress=steps.part(len(tables)),
        )
    return EstimationResult.of(
        report,
        tables,
        sensitivity=sensitivity,
        data_sha256=[sha256(text.encode()).hexdigest() for text in texts],
        versions=programs(),
    )


def _facts(estimation: Estimation) -> tuple[ListCoverage, ...]:
    """What is declared of the lists that can't hold everyone."""

    def composed(text: str) -> str:
        return unicodedata.normalize("NFC", text)

    def where(told: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {composed(column): tuple(map(composed, values)) for column, values in told.items()}

    return tuple(
        ListCoverage(composed(each.name), composed(each.only), where(each.where))
        for each in estimation.lists
        if each.only is not None
    )


class _Steps:
    """Progress of several pieces of work as one."""

    def __init__(self, progress: Progress | None, parts: int) -> None:
        self._progress = progress
        self._parts = parts

    def part(self, number: int) -> Progress:
        """The progress of one piece; each counts alike."""

        def told(done: int, total: int, what: str) -> None:
            if self._progress is not None:
                self._progress(round(1000 * (number + done / max(total, 1))), 1000 * self._parts, what)

        return told
