"""Capture counts for tests: published tables, and populations drawn by simple laws."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from aiqyn.core.estimation import CaptureCounts

__all__ = ["as_csv", "counts_of", "drawn", "published", "published_table"]

PROBES = Path(__file__).parent / "probes" / "estimation"


@cache
def _probe(name: str) -> dict[str, Any]:
    return json.loads((PROBES / f"{name}.json").read_text(encoding="utf-8"))


def published(name: str) -> dict[str, Any]:
    """What was published of a table: results by method."""
    return _probe(name)["published"]


def published_table(name: str) -> CaptureCounts:
    """A published table."""
    probe = _probe(name)
    return counts_of(probe["lists"], probe["counts"])


def counts_of(lists: Sequence[str], counts: dict[str, int]) -> CaptureCounts:
    """Counts from patterns written as 0 and 1, the first list first: {"101": 12}."""
    return CaptureCounts.from_mapping(
        lists, {int(pattern[::-1], 2): number for pattern, number in counts.items()}
    )


def drawn(shares: Sequence[float], people: int, seed: int) -> CaptureCounts:
    """People who are on each list independently, with these probabilities."""
    generator = np.random.default_rng(seed)
    found = generator.random((people, len(shares))) < np.array(shares)
    patterns, numbers = np.unique(found @ (1 << np.arange(len(shares))), return_counts=True)
    counts = dict(zip(patterns.tolist(), numbers.tolist(), strict=True))
    counts.pop(0, None)
    return CaptureCounts.from_mapping([f"L{index + 1}" for index in range(len(shares))], counts)


def as_csv(counts: CaptureCounts) -> str:
    """The file of some counts."""
    rows = [",".join([*counts.lists, "count"])]
    for cell in counts.cells:
        marks = [str(cell.pattern >> index & 1) for index in range(len(counts.lists))]
        rows.append(",".join([*marks, str(cell.count)]))
    return "\n".join(rows) + "\n"
