"""Thousands of wild capture tables through every method: what breaks, what is refused, and how long it takes.

Tables and files are made from their numbers by `tests/wild_tables.py`; every fifth is a file that someone
has meddled with. Each must give an answer that holds or a refusal with a reason, and each file counts or
faults. One line is written for each in `FOLDER/fuzz.jsonl`; a run that was stopped goes on where it was.

    python benchmarks/estimation_fuzz.py [--tables N] [--start N] [--folder DIR] [--methods A,B] [--json]

Exit code 1 where anything breaks. `make fuzz` tries 5,000.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

# These matrices are small: threads of the linear algebra only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from wild_tables import faults_in, hostile_bytes, wild_counts

from aiqyn.core.estimation import (
    EstimateRefused,
    Options,
    StratifiedCounts,
    available_methods,
    estimate_population,
)
from aiqyn.core.faults import InputFaults
from aiqyn.core.language import LANGUAGES
from aiqyn.exchange.capture_counts_file import read_capture_counts

Found = dict[str, object]


def try_one(number: int, methods: Sequence[str]) -> Found:
    """What became of the table or file of that number."""
    found: Found = {"number": number, "broken": [], "seconds": {}, "outcomes": {}}
    try:
        counts = _counts(number)
        if counts is None:
            return found | {"lists": None, "outcomes": {"file": "faults"}}
        found["lists"] = len(counts.lists)
        found["documented"] = sum(stratum.counts.documented for stratum in counts.strata)
        for method in methods:
            began = time.process_time()
            report = estimate_population(counts, [method], Options(seed=number))
            seconds = round(time.process_time() - began, 3)
            one = next(one for one in report.estimates if one.method == method)
            outcome = one.objections[0].reason if isinstance(one, EstimateRefused) else "answered"
            found["seconds"] |= {method: seconds}  # type: ignore[operator]
            found["outcomes"] |= {method: outcome}  # type: ignore[operator]
            found["broken"] += faults_in(report)  # type: ignore[operator]
    except Exception:
        found["broken"] += [traceback.format_exc()]  # type: ignore[operator]
    return found


def _counts(number: int) -> StratifiedCounts | None:
    """The counts of that number, or nothing where its file has faults, each of which says what would be right."""
    if number % 5:
        return wild_counts(number)
    try:
        return read_capture_counts(hostile_bytes(number), file="wild.csv")
    except InputFaults as error:
        for fault in error.faults:
            for language in LANGUAGES:
                if not fault.as_json(language)["accepted"]:
                    raise AssertionError(f"a fault that says not what would be right: {fault}") from None
        return None


def rows(found: Sequence[Found], methods: Sequence[str]) -> list[dict[str, object]]:
    """How often each method answered or refused, and how long it took, in the form that all benchmarks share."""
    made: list[dict[str, object]] = []

    def row(metric: str, value: float, seconds: float | None = None) -> None:
        name = f"{len(found)} wild tables"
        made.append(
            {
                "data": name,
                "tool": "aiqyn",
                "metric": metric,
                "value": value,
                "seconds": seconds,
                "megabytes": None,
            }
        )

    row("broken", sum(bool(one["broken"]) for one in found))
    row("files with faults", sum(one["outcomes"] == {"file": "faults"} for one in found))
    for method in methods:
        tried = [one for one in found if method in one["outcomes"]]  # type: ignore[operator]
        if not tried:
            continue
        seconds = [float(one["seconds"][method]) for one in tried]  # type: ignore[index]
        outcomes = Counter(str(one["outcomes"][method]) for one in tried)  # type: ignore[index]
        for outcome, number in outcomes.most_common():
            row(f"{method}: {outcome}", number)
        longest = max(range(len(tried)), key=lambda at: seconds[at])
        row(f"{method}: longest, table {tried[longest]['number']}", seconds[longest], seconds[longest])
        for share in (0.5, 0.99):
            row(f"{method}: seconds, quantile {share}", round(float(np.quantile(seconds, share)), 3))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tables", type=int, default=40, metavar="N")
    parser.add_argument("--start", type=int, default=0, metavar="N", help="the number of the first")
    parser.add_argument("--folder", type=Path, help="where outcomes are kept")
    parser.add_argument("--methods", help="only these, with commas between")
    parser.add_argument("--json", action="store_true", help="print rows, alone on standard output")
    parser.add_argument("--only", help="not used: there are no data sets")
    parser.add_argument("--data", type=Path, help="not needed: tables are made")
    options = parser.parse_args()
    methods = tuple(options.methods.split(",")) if options.methods else available_methods()
    with tempfile.TemporaryDirectory() as fresh:
        found = _run(options.start, options.tables, methods, options.folder or Path(fresh))
    made = rows(found, methods)
    if options.json:
        print(json.dumps(made, indent=1))
    else:
        for one in made:
            print(f"{one['metric']:62} {one['value']:>12}")
    broken = [one for one in found if one["broken"]]
    for one in broken[:20]:
        print(f"table {one['number']}:", *one["broken"], sep="\n  ", file=sys.stderr)  # type: ignore[misc]
    raise SystemExit(1 if broken else 0)


def _run(start: int, tables: int, methods: Sequence[str], folder: Path) -> list[Found]:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "fuzz.jsonl"
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    kept = {int(one["number"]): one for line in text.split("\n")[:-1] if (one := json.loads(line))}
    if not text.endswith("\n"):
        # The run was stopped in the middle of a line.
        file.write_text(text[: text.rfind("\n") + 1], encoding="utf-8")
    missing = [number for number in range(start, start + tables) if number not in kept]
    began = told = time.monotonic()
    for done, number in enumerate(missing, 1):
        kept[number] = try_one(number, methods)
        with file.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(kept[number]) + "\n")
        if time.monotonic() - told > 10:
            told = time.monotonic()
            left = (told - began) / done * (len(missing) - done) / 60
            print(f"{done} of {len(missing)} tables; about {left:.0f} min left", file=sys.stderr, flush=True)
    return [kept[number] for number in range(start, start + tables)]


if __name__ == "__main__":
    main()
