"""How well pairs of names are told apart, and how fast, beside RapidFuzz and rigour.

A data set is a CSV file `name_pairs*.csv` with the columns `name_a`, `name_b` and `label`: 1 where both
names are of one person. For each tool are measured the area under the ROC curve; the share of true pairs
found where at most one in a hundred of those found is wrong, whatever the threshold for that may be; and,
at our default threshold, precision, recall and the Brier score of the scores as probabilities.

    python benchmarks/names.py --data DIR [--json] [--only NAME]

The peer is `WRatio` of RapidFuzz on small letters after anyascii, the usual way of laying names of several
scripts side by side. Each tool has a process of its own. Speed is in pairs per second of one processor's
time, so that other work on the machine does not count, and is taken twice: *cold*, when no name was met
before and each must first be taken apart, the best of five comparers; and *warm*, when the same names come
again, as in linkage, where each name meets many others. Both leave out the import.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

PRECISION = 0.99
TURNS = 5

Row = dict[str, Any]
Scores = Callable[[Sequence[str], Sequence[str]], np.ndarray]


def read(path: Path) -> tuple[list[str], list[str], np.ndarray]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return (
        [row["name_a"] for row in rows],
        [row["name_b"] for row in rows],
        np.array([row["label"] == "1" for row in rows]),
    )


# ---------------------------------------------------------------- tools: made anew, so that each turn is cold


def ours() -> Scores:
    from aiqyn.core.names import NameComparer, default_lexicon

    return NameComparer(default_lexicon()).scores


def rapidfuzz_wratio() -> Scores:
    from anyascii import anyascii
    from rapidfuzz import fuzz

    def scores(firsts: Sequence[str], seconds: Sequence[str]) -> np.ndarray:
        return np.array(
            [
                fuzz.WRatio(anyascii(first).lower(), anyascii(second).lower()) / 100
                for first, second in zip(firsts, seconds, strict=True)
            ]
        )

    return scores


TOOLS: dict[str, Callable[[], Scores]] = {
    "aiqyn": ours,
    "RapidFuzz WRatio after anyascii": rapidfuzz_wratio,
}


# ---------------------------------------------------------------- measures


def area_under_curve(scores: np.ndarray, labels: np.ndarray) -> float:
    """The probability that a true pair scores above a false one; equal scores count half."""
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    true, false = labels.sum(), (~labels).sum()
    return float((ranks[labels].sum() - true * (true + 1) / 2) / (true * false))


def recall_at_precision(scores: np.ndarray, labels: np.ndarray, precision: float) -> float:
    """The largest share of true pairs above some threshold, above which precision is so high."""
    order = np.argsort(-scores, kind="stable")
    found = np.cumsum(labels[order])
    precise = found / np.arange(1, len(order) + 1) >= precision
    is_threshold = np.append(np.diff(scores[order]) != 0, True)
    kept = found[precise & is_threshold]
    return float(kept.max() / labels.sum()) if len(kept) else 0.0


def measured(tool: str, path: Path) -> dict[str, float]:
    from aiqyn.core.names import DEFAULT_THRESHOLD

    firsts, seconds, labels = read(path)
    make = TOOLS[tool]
    make()(firsts[:10], seconds[:10])
    cold, warm = [], []
    for _ in range(TURNS):
        scores_of = make()
        began = time.process_time()
        scores = scores_of(firsts, seconds)
        cold.append(time.process_time() - began)
        began = time.process_time()
        scores_of(firsts, seconds)
        warm.append(time.process_time() - began)
    found = scores >= DEFAULT_THRESHOLD
    answers = {
        "ROC AUC": area_under_curve(scores, labels),
        "recall at 99 % precision": recall_at_precision(scores, labels, PRECISION),
        "pairs/s, cold": len(labels) / min(cold),
        "pairs/s, warm": len(labels) / min(warm),
    }
    if tool == "aiqyn":  # others' scores are no probabilities, and have no default threshold
        answers |= {
            "precision at the threshold": float(labels[found].mean()) if found.any() else 1.0,
            "recall at the threshold": float(found[labels].mean()),
            "Brier score": float(np.mean((scores - labels) ** 2)),
        }
    return answers


def turn(tool: str, path: Path) -> list[Row]:
    """One tool on one data set, in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--turn", tool, "--file", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1]
        return [row(path, tool, "not measured", reason)]
    told = json.loads(done.stdout)
    rows = [row(path, tool, metric, value) for metric, value in told["answers"].items()]
    rows[0]["megabytes"] = told["megabytes"]
    return rows


def row(path: Path, tool: str, metric: str, value: float | str) -> Row:
    return {
        "data": path.stem,
        "tool": tool,
        "metric": metric,
        "value": value,
        "seconds": None,
        "megabytes": None,
    }


def in_this_process(tool: str, path: Path) -> None:
    answers = measured(tool, path)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"answers": answers, "megabytes": round(megabytes)}))


def show(rows: list[Row]) -> None:
    for each in rows:
        value = each["value"]
        told = value if isinstance(value, str) else f"{value:,.0f}" if value > 100 else f"{value:.4f}"
        memory = f"{each['megabytes']} MB" if each["megabytes"] else ""
        print(f"{each['data']:<22} {each['tool']:<32} {each['metric']:<28} {told:>10} {memory:>8}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--data", type=Path, help="a folder with name_pairs*.csv")
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--only")
    arguments.add_argument("--turn", choices=TOOLS, help=argparse.SUPPRESS)
    arguments.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.turn:
        in_this_process(given.turn, given.file)
        return
    if given.data is None:
        print("names: nothing to measure without --data DIR, a folder with name_pairs*.csv", file=sys.stderr)
        if given.json:
            print("[]")
        return
    files = [
        path
        for folder in (given.data, given.data / "linkage")
        for path in sorted(folder.glob("name_pairs*.csv"))
        if given.only is None or given.only in path.stem
    ]
    rows = [each for path in files for tool in TOOLS for each in turn(tool, path)]
    print(json.dumps(rows, indent=2, ensure_ascii=False)) if given.json else show(rows)


if __name__ == "__main__":
    main()
