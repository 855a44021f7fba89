"""Capture tables that no inquiry would hope for, each told by its number, and what must hold of any answer.

For the suite, which tries some, and for `benchmarks/estimation_fuzz.py`, which tries thousands. A table
is made from its number alone, so whatever breaks can be made again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import isfinite

import numpy as np

from aiqyn.core.estimation import (
    Answer,
    CaptureCounts,
    EstimateRefused,
    Report,
    StratifiedCounts,
    Stratum,
)
from aiqyn.core.language import LANGUAGES

__all__ = ["faults_in", "hostile_bytes", "wild_counts"]

MOST_LISTS = 12
MOST_PEOPLE = 10_000_000

Cells = dict[int, int]


def wild_counts(number: int) -> StratifiedCounts:
    """The table of that number; one in eight is divided into strata."""
    random = np.random.default_rng([20220106, number])
    lists = int(random.choice(range(1, MOST_LISTS + 1), p=_LIKELY_NUMBERS_OF_LISTS))
    names = _names(random, lists)
    if random.random() >= 1 / 8:
        return StratifiedCounts.undivided(CaptureCounts.from_mapping(names, _cells(random, lists)))
    strata = tuple(
        Stratum((f"№ {at}",), CaptureCounts.from_mapping(names, _cells(random, lists)))
        for at in range(int(random.integers(1, 4)))
    )
    return StratifiedCounts(("stratum",), strata)


_LIKELY_NUMBERS_OF_LISTS = np.array([2, 4, 16, 18, 16, 12, 8, 8, 5, 4, 3, 4]) / 100


def _names(random: np.random.Generator, lists: int) -> Sequence[str]:
    if random.random() < 0.7:
        return [f"L{index + 1}" for index in range(lists)]
    wild = ["Тізім «ә»", "=1+1", "{list}", "%s", "<b>", 'a"b', "a;b", "-", "0", "x" * 200, "№1", "Ң" * 40]
    return wild[:lists]


def _cells(random: np.random.Generator, lists: int) -> Cells:
    """Counts by pattern: drawn by some law, then bent."""
    cells = _LAWS[int(random.integers(len(_LAWS)))](random, lists)
    for _ in range(int(random.choice([0, 1, 2], p=[0.6, 0.3, 0.1]))):
        cells = _BENDS[int(random.integers(len(_BENDS)))](random, lists, cells)
    return {pattern: count for pattern, count in cells.items() if pattern and count > 0}


def _some_count(random: np.random.Generator) -> int:
    """Few, or many, or any order of magnitude."""
    most = (1, 3, 30, 1000, MOST_PEOPLE)[int(random.integers(5))]
    return int(np.exp(random.uniform(0, np.log(most + 0.5)))) if most > 1 else 1


def _any_patterns(random: np.random.Generator, lists: int) -> Cells:
    patterns = random.integers(1, 1 << lists, size=int(random.integers(1, 60)))
    return {int(pattern): _some_count(random) for pattern in patterns}


def _pairs_and_singles(random: np.random.Generator, lists: int) -> Cells:
    """Every list has people of its own; of the pairs some share people."""
    cells = {1 << index: _some_count(random) for index in range(lists)}
    density = random.random()
    for first, second in combinations(range(lists), 2):
        if random.random() < density:
            cells[1 << first | 1 << second] = _some_count(random)
    return cells


def _drawn(random: np.random.Generator, lists: int) -> Cells:
    """People of one to three kinds, as lists reach them, thinly or well."""
    people = int(np.exp(random.uniform(np.log(30), np.log(20_000))))
    kinds = int(random.integers(1, 4))
    shares = random.beta(random.uniform(0.2, 2), random.uniform(1, 12), size=(kinds, lists))
    kind = random.integers(kinds, size=people)
    found = random.random((people, lists)) < shares[kind]
    patterns, numbers = np.unique(found @ (1 << np.arange(lists)), return_counts=True)
    return dict(zip(patterns.tolist(), numbers.tolist(), strict=True))


def _one_person(random: np.random.Generator, lists: int) -> Cells:
    return {int(random.integers(1, 1 << lists)): 1}


def _all_patterns(random: np.random.Generator, lists: int) -> Cells:
    """Everyone's pattern is seen, up to two hundred of them."""
    patterns = np.arange(1, 1 << lists)
    if len(patterns) > 200:
        patterns = random.choice(patterns, 200, replace=False)
    return {int(pattern): _some_count(random) for pattern in patterns}


def _chain(random: np.random.Generator, lists: int) -> Cells:
    """Each list shares people with the next, and the last perhaps with the first."""
    cells = {1 << index: _some_count(random) for index in range(lists)}
    for index in range(lists - 1):
        cells[3 << index] = _some_count(random)
    if random.random() < 0.5:
        cells[1 | 1 << lists - 1] = _some_count(random)
    return cells


_LAWS: tuple[Callable[[np.random.Generator, int], Cells], ...] = (
    _any_patterns,
    _pairs_and_singles,
    _pairs_and_singles,
    _drawn,
    _drawn,
    _drawn,
    _all_patterns,
    _chain,
    _one_person,
)


def _doubled(random: np.random.Generator, lists: int, cells: Cells) -> Cells:
    """The second list is the first once more."""
    return _mapped(cells, lambda pattern: pattern & ~2 | (pattern & 1) << 1) if lists > 1 else cells


def _contained(random: np.random.Generator, lists: int, cells: Cells) -> Cells:
    """Who is on the first list is on the second."""
    return _mapped(cells, lambda pattern: pattern | (pattern & 1) << 1) if lists > 1 else cells


def _emptied(random: np.random.Generator, lists: int, cells: Cells) -> Cells:
    """One list loses everyone."""
    gone = 1 << int(random.integers(lists))
    return _mapped(cells, lambda pattern: pattern & ~gone)


def _multiplied(random: np.random.Generator, lists: int, cells: Cells) -> Cells:
    factor = int(np.exp(random.uniform(0, np.log(1000))))
    return {pattern: min(count * factor, MOST_PEOPLE) for pattern, count in cells.items()}


def _one_huge(random: np.random.Generator, lists: int, cells: Cells) -> Cells:
    """One pattern has ten million people, among others' few."""
    return {**cells, int(random.integers(1, 1 << lists)): MOST_PEOPLE}


def _of_ones(random: np.random.Generator, lists: int, cells: Cells) -> Cells:
    return dict.fromkeys(cells, 1)


def _parted(random: np.random.Generator, lists: int, cells: Cells) -> Cells:
    """No one stands both on a list of the first half and on one of the second."""
    half = (1 << lists // 2) - 1
    return {pattern: count for pattern, count in cells.items() if not (pattern & half and pattern & ~half)}


_BENDS: tuple[Callable[[np.random.Generator, int, Cells], Cells], ...] = (
    _doubled,
    _contained,
    _emptied,
    _multiplied,
    _one_huge,
    _of_ones,
    _parted,
)


def _mapped(cells: Mapping[int, int], change: Callable[[int], int]) -> Cells:
    changed: Cells = {}
    for pattern, count in cells.items():
        changed[change(pattern)] = changed.get(change(pattern), 0) + count
    return changed


# ---------------------------------------------------------------- files


_MISCHIEF = (
    *("-1", "1.5", "1e9", "NaN", "∞", "９", "0x10", "1_000", "9" * 30, "", " 5 ", "'1", "=2+3", "None", "٣"),
    *("0", "1", "2", "count", "stratum", '"', '""', ",", ";", "\t", "\r", "\n", "\x00", "\u202e", "\ufeff"),
    *("\u00a0", "Ә", "a" * 5000),
)


def hostile_bytes(number: int) -> bytes:
    """The file of a wild table, after someone has meddled with it; with some, little."""
    counts = wild_counts(number)
    random = np.random.default_rng([20220107, number])
    divided = bool(counts.columns)
    rows = [[*(["stratum"] if divided else []), *counts.lists, "count"]]
    for stratum in counts.strata:
        for cell in stratum.counts.cells:
            marks = [str(cell.pattern >> index & 1) for index in range(len(counts.lists))]
            rows.append([*stratum.values, *marks, str(cell.count)])
    for _ in range(int(random.integers(0, 4))):
        _meddle(random, rows)
    separator = str(random.choice([",", ";", "\t"], p=[0.7, 0.2, 0.1]))
    quoted = random.random() < 0.3
    lines = [separator.join(f'"{cell}"' if quoted else cell for cell in row) for row in rows]
    data = str(random.choice(["\n", "\r\n", "\r"], p=[0.6, 0.3, 0.1])).join(lines).encode()
    if random.random() < 0.2:
        at = int(random.integers(len(data) + 1))
        data = data[:at] + bytes(random.integers(0, 256, size=3).tolist()) + data[at:]
    return (b"\xef\xbb\xbf" if random.random() < 0.1 else b"") + data


def _meddle(random: np.random.Generator, rows: list[list[str]]) -> None:
    row = rows[int(random.integers(len(rows)))]
    match int(random.integers(6)):
        case 0 | 1 if row:
            row[int(random.integers(len(row)))] = str(random.choice(_MISCHIEF))
        case 2:
            row.insert(int(random.integers(len(row) + 1)), str(random.choice(_MISCHIEF)))
        case 3 if row:
            del row[int(random.integers(len(row)))]
        case 4:
            rows.append(list(row))
        case _:
            rows.insert(int(random.integers(1, len(rows) + 1)), ["0"] * len(row))


# ---------------------------------------------------------------- what must hold


def faults_in(report: Report) -> tuple[str, ...]:
    """What in a report must not be: a number that is none, an order that is broken, a refusal without a reason."""
    everything = [(report.documented, one) for one in report.estimates]
    everything += [(stratum.documented, one) for stratum in report.strata for one in stratum.estimates]
    found = [fault for documented, one in everything for fault in _faults_of(documented, one)]
    for language in LANGUAGES:
        try:
            text = json.dumps(report.as_json(language), allow_nan=False)
        except ValueError as error:
            found.append(f"{language}: {error}")
            continue
        if json.loads(text)["documented"] != report.documented:
            found.append(f"{language}: another number of documented people")
    return tuple(found)


def _faults_of(documented: int, one: Answer | EstimateRefused) -> list[str]:
    name = one.method
    if isinstance(one, EstimateRefused):
        sentences = [part for objection in one.objections for part in (objection.because, objection.needed)]
        told = all(part.in_language(language).strip() for part in sentences for language in LANGUAGES)
        return [] if sentences and told else [f"{name}: a refusal without a reason"]
    found: list[str] = []
    if not documented <= one.low <= one.median <= one.high:
        found.append(f"{name}: {documented} documented, {one.low} to {one.high} with median {one.median}")
    if one.mean is not None and not (isfinite(one.mean) and one.mean >= documented - 1):
        found.append(f"{name}: mean {one.mean} of {documented} documented")
    details = one.details.as_json()
    if name == "lcmcr" and "sum_over_strata" not in details:
        r_hat, draws = details["r_hat"], details["bulk_draws"]
        if not (
            isinstance(r_hat, float | int) and 0.5 < r_hat <= 1.01 and isinstance(draws, int) and draws >= 400
        ):
            found.append(f"lcmcr: answered with R-hat {r_hat} and {draws} effective draws")
    return found
