"""How often intervals hold the truth: every method on populations of known size, drawn by known laws.

The laws are in `tests/estimation_populations.py`. One line is written for each population and method, in
`FOLDER/runs.jsonl`, as soon as it is known; a run that was stopped goes on where it was. After a method was
changed, its lines must go: delete the file, or those lines.

    python benchmarks/estimation_coverage.py [--replicates N] [--replicates-of-samplers N] [--folder DIR]
        [--only DESIGN] [--methods A,B] [--sizes 250,1000] [--publish | --json]

`--publish` writes what was found, as numbers and as the table in `docs/methods/estimation.md`: `make coverage`
does that, with 500 populations of each design and size, and 100 for the samplers, which take a hundred
times as long, up to 1,000 people, and more where `--sizes` names them. Without `--folder` nothing is kept. `true-model`
is not offered to users: it is the log-linear model that the population was drawn from, taken for certain, and
shows what the choice of a model by the data costs.

No peer in R was run on these populations; none is needed for this table, and none was at hand.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

# These matrices are small: threads of the linear algebra only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from estimation_populations import DESIGNS, Population, drawn_population

from aiqyn.core.estimation import (
    Answer,
    CaptureCounts,
    Distribution,
    EstimateRefused,
    Options,
    available_methods,
    estimate_population,
    objections,
)

ROOT = Path(__file__).parents[1]
NUMBERS = ROOT / "docs" / "methods" / "estimation-coverage.json"
PAGE = ROOT / "docs" / "methods" / "estimation.md"
BEGIN, END = "<!-- coverage: made by `make coverage` -->", "<!-- coverage: end -->"
TRUE_MODEL = "true-model"
SAMPLERS = ("lcmcr", "hierarchical")
BLOCK = 25
"""Designs take turns after so many populations, so that a run that is stopped has looked at all."""

Key = tuple[str, int, int, str]


@dataclass(frozen=True)
class Run:
    """What one method said of one population.

    Attributes:
        design, people, replicate: Which population.
        method: Which method.
        reachable: The truth.
        low, median, high: The answer; `None` where it was refused.
        refused: The first reason.
        seconds: Of the processor.
    """

    design: str
    people: int
    replicate: int
    method: str
    reachable: int
    low: int | None
    median: int | None
    high: int | None
    refused: str | None
    seconds: float

    @property
    def key(self) -> Key:
        return self.design, self.people, self.replicate, self.method


def run(design: str, people: int, replicate: int, method: str, population: Population) -> Run:
    """One method on one population."""
    began = time.process_time()
    low, median, high, refused = _answer(design, method, population, replicate)
    seconds = round(time.process_time() - began, 4)
    return Run(design, people, replicate, method, population.reachable, low, median, high, refused, seconds)


def _answer(
    design: str, method: str, population: Population, replicate: int
) -> tuple[int | None, int | None, int | None, str | None]:
    if method == TRUE_MODEL:
        return _of_true_model(design, population)
    report = estimate_population(population.counts, [method], Options(seed=replicate + 1))
    found = next(one for one in report.estimates if one.method == method)
    if isinstance(found, EstimateRefused):
        return None, None, None, found.objections[0].reason
    assert isinstance(found, Answer)
    return found.low, found.median, found.high, None


def _of_true_model(
    design: str, population: Population
) -> tuple[int | None, int | None, int | None, str | None]:
    from aiqyn.core.estimation.distributions import summed

    parts = [stratum.counts for stratum in population.counts.strata]
    barred = [objection.reason for counts in parts for objection in objections(counts)]
    if barred:
        return None, None, None, barred[0] if len(parts) == 1 else "stratum-refused"
    found = [_profile(design, counts) for counts in parts]
    if any(one is None for one in found):
        return None, None, None, "not-identified"
    curves = [one for one in found if one is not None]
    whole = curves[0] if len(curves) == 1 else summed(curves, seed=1)
    ends = [whole.quantile(share) for share in (0.025, 0.5, 0.975)]
    low, median, high = (None if end is None else round(end) for end in ends)
    if high is None:
        return None, None, None, "no-upper-end"
    return low, median, high, None


def _profile(design: str, counts: CaptureCounts) -> Distribution | None:
    from aiqyn.core.estimation.existence import face_of
    from aiqyn.core.estimation.hierarchies import terms
    from aiqyn.core.estimation.profiles import averaged, fit_model, profile_of
    from aiqyn.core.estimation.tables import counts_of, design_of, patterns_of

    model = DESIGNS[design].model
    assert model is not None
    lists = len(counts.lists)
    patterns = patterns_of(lists)
    table = counts_of(counts, patterns)
    columns = terms(model, lists)
    face = face_of(design_of(columns, patterns), np.eye(1, len(columns))[0], table > 0)
    if face.unseen is None:
        return None
    return averaged((profile_of(fit_model(face, table), counts.documented),), np.ones(1))


# ---------------------------------------------------------------- what is run, and what is kept of it


class Kept:
    """The runs in a folder: read at the start, added to as they come."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "runs.jsonl"
        self.runs: dict[Key, Run] = {}
        if self._file.exists():
            self._read()

    def _read(self) -> None:
        lines = self._file.read_text(encoding="utf-8").splitlines(keepends=True)
        whole = [line for line in lines if line.endswith("\n")]
        if len(whole) < len(lines):
            # The run was stopped in the middle of a line.
            self._file.write_text("".join(whole), encoding="utf-8")
        for line in whole:
            one = Run(**json.loads(line))
            self.runs[one.key] = one

    def add(self, one: Run) -> None:
        """Keeps one run, at once."""
        self.runs[one.key] = one
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(one)) + "\n")


def wanted(options: argparse.Namespace) -> Iterator[Key]:
    """What is to be run, designs in turns."""
    designs = [options.only] if options.only else list(DESIGNS)
    asked = options.methods.split(",") if options.methods else None
    most = max(options.replicates, options.replicates_of_samplers)
    for start in range(0, most, BLOCK):
        for design in designs:
            for people in DESIGNS[design].sizes:
                if options.sizes and str(people) not in options.sizes.split(","):
                    continue
                for replicate in range(start, min(start + BLOCK, most)):
                    for method in _methods_of(design, asked):
                        is_sampler = method in SAMPLERS
                        limit = options.replicates_of_samplers if is_sampler else options.replicates
                        is_long = is_sampler and people > 1000 and not options.sizes
                        if replicate < limit and not is_long:
                            yield design, people, replicate, method


def _methods_of(design: str, asked: Sequence[str] | None) -> Iterator[str]:
    methods = (*available_methods(), *([TRUE_MODEL] if DESIGNS[design].model is not None else []))
    yield from (method for method in methods if asked is None or method in asked)


def run_all(keys: Sequence[Key], kept: Kept) -> None:
    """Runs what is missing, telling how far it is and how long it may still take."""
    missing = [key for key in keys if key not in kept.runs]
    spent: dict[str, list[float]] = {}
    for one in kept.runs.values():
        spent.setdefault(one.method, []).append(one.seconds)
    left = {method: sum(key[3] == method for key in missing) for method in {key[3] for key in missing}}
    began, told, sampled = time.monotonic(), 0.0, 0.0
    population: tuple[tuple[str, int, int], Population] | None = None
    for number, (design, people, replicate, method) in enumerate(missing):
        if population is None or population[0] != (design, people, replicate):
            population = (design, people, replicate), drawn_population(design, people, replicate)
        found = run(design, people, replicate, method, population[1])
        kept.add(found)
        spent.setdefault(method, []).append(found.seconds)
        left[method] -= 1
        sampled += found.seconds
        if time.monotonic() - told > 10:
            told = time.monotonic()
            rest = sum(number * float(np.mean(spent.get(name, [0.5]))) for name, number in left.items())
            pace = (told - began) / max(sampled, 1e-9)
            print(
                f"{number + 1} of {len(missing)} runs; {design}, {people} people, population {replicate + 1}: "
                f"{method}; about {rest * pace / 60:.0f} min left",
                file=sys.stderr,
                flush=True,
            )


# ---------------------------------------------------------------- what was found


def summaries(keys: Iterable[Key], runs: dict[Key, Run]) -> list[dict[str, object]]:
    """One row for each design, size and method that has been run: shares from 0 to 1."""
    grouped: dict[tuple[str, int, str], list[Run]] = {}
    for key in keys:
        if key in runs:
            grouped.setdefault((key[0], key[1], key[3]), []).append(runs[key])
    order = [(name, size) for name, design in DESIGNS.items() for size in design.sizes]
    methods = [*available_methods(), TRUE_MODEL]
    ordered = sorted(
        (cell for cell in grouped if (cell[0], cell[1]) in order),
        key=lambda cell: (order.index((cell[0], cell[1])), methods.index(cell[2])),
    )
    return [
        _summary(design, people, method, grouped[design, people, method])
        for design, people, method in ordered
    ]


def _summary(design: str, people: int, method: str, runs: Sequence[Run]) -> dict[str, object]:
    answers = [
        (one.low, one.median, one.high, one.reachable)
        for one in runs
        if one.low is not None and one.median is not None and one.high is not None
    ]
    reasons = sorted({one.refused for one in runs if one.refused})
    row: dict[str, object] = {
        "design": design,
        "people": people,
        "method": method,
        "should_hold": method in DESIGNS[design].holds or method == TRUE_MODEL,
        "populations": len(runs),
        "refused": round(1 - len(answers) / len(runs), 4),
        "reasons": reasons,
        "seconds": round(float(np.median([one.seconds for one in runs])), 4),
    }
    if not answers:
        return row
    low, median, high, truth = np.array(answers, dtype=float).T
    hits = (low <= truth) & (truth <= high)
    covered = float(hits.mean())
    return row | {
        "covered": round(covered, 4),
        "standard_error": round(float(np.sqrt(covered * (1 - covered) / len(hits))), 4),
        "covered_of_all": round(float(hits.sum()) / len(runs), 4),
        "covers_everyone": round(float(((low <= people) & (people <= high)).mean()), 4),
        "error": round(float(np.median((median - truth) / truth)), 4),
        "width": round(float(np.median((high - low) / truth)), 4),
        "at_most_the_truth": round(float((median <= truth).mean()), 4),
        "low_at_most_the_truth": round(float((low <= truth).mean()), 4),
    }


COLUMNS = ("refused", "covered", "error", "width", "at_most_the_truth")


def table(rows: Sequence[dict[str, object]]) -> Iterator[str]:
    """The rows as the documentation shows them; all numbers but those of populations in per cent."""
    yield "| design, people | method | populations | refused | covered | error | width | at most the truth |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for row in rows:
        cells = [f"{100 * float(str(row[name])):.1f}" if name in row else "–" for name in COLUMNS]
        if row["should_hold"] and "covered" in row:
            cells[1] = f"**{cells[1]}**"
        yield (
            f"| {row['design']} {row['people']} | `{row['method']}` | {row['populations']} | "
            + " | ".join(cells)
            + " |"
        )


def designs() -> Iterator[str]:
    """The designs in words, for the documentation."""
    yield "| design | the population |"
    yield "|---|---|"
    for name, design in DESIGNS.items():
        yield f"| {name} | {design.says} |"


def page(rows: Sequence[dict[str, object]]) -> str:
    """What stands between the marks in the documentation."""
    return "\n".join([BEGIN, "", *designs(), "", *table(rows), "", END])


def publish(rows: Sequence[dict[str, object]]) -> None:
    """Writes the numbers and the table into the documentation."""
    NUMBERS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise SystemExit(f"{PAGE} has no place for the table: {BEGIN} … {END}")
    PAGE.write_text(before + page(rows) + after, encoding="utf-8")


def bench_rows(rows: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """The rows in the form that all benchmarks share."""
    return [
        {
            "data": f"{row['design']} {row['people']}",
            "tool": "aiqyn",
            "metric": f"{row['method']}: {name}",
            "value": row[name],
            "seconds": row["seconds"],
            "megabytes": None,
        }
        for row in rows
        for name in (*COLUMNS, "covers_everyone", "low_at_most_the_truth")
        if name in row
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replicates", type=int, default=5, metavar="N")
    parser.add_argument("--replicates-of-samplers", type=int, default=0, metavar="N")
    parser.add_argument("--folder", type=Path, help="where runs are kept")
    parser.add_argument("--only", choices=list(DESIGNS), help="only this design")
    parser.add_argument("--methods", help="only these, with commas between")
    parser.add_argument("--sizes", help="only these numbers of people, with commas between")
    parser.add_argument("--publish", action="store_true", help="write the documentation's table")
    parser.add_argument("--json", action="store_true", help="print rows, alone on standard output")
    parser.add_argument("--data", type=Path, help="not needed: populations are drawn")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as fresh:
        kept = Kept(options.folder or Path(fresh))
        keys = list(wanted(options))
        run_all(keys, kept)
        rows = summaries(sorted(kept.runs), kept.runs)
    if options.publish:
        publish(rows)
    if options.json:
        print(json.dumps(bench_rows(rows), indent=1))
    else:
        print("\n".join(table(rows)))


if __name__ == "__main__":
    main()
