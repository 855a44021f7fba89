"""How many are on no list: our medians and intervals beside those of the R packages, and what is refused.

Each method runs on each table in a process of its own, once cold (with its imports) and three times
hot; `seconds` is the fastest hot run, `megabytes` the peak of the process. Rows of R are quoted, not
measured here: LCMCR 0.4.14 (200,000 + 1,000,000 sweeps), dga 2.0.2 (delta 2^-p, prior 1/N), Rcapture
1.4-4, on one core of another machine. dga held the unseen below a bound; where that cut the posterior,
a row of ours with the same bound stands beside it.

    python benchmarks/estimation.py --data DIR [--json] [--only NAME]

`--data` is the folder of data with known answers, or its folder `mse`; without it only the refusal set is
run. Methods that this installation has not are left out. How often intervals hold the truth is the question of
`benchmarks/estimation_coverage.py`, whether samplers are right that of `benchmarks/estimation_calibration.py`,
and what wild tables break that of `benchmarks/estimation_fuzz.py`.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiqyn.core.estimation import (
    CaptureCounts,
    EstimateRefused,
    Options,
    available_methods,
    estimate_by,
    objections,
)
from aiqyn.exchange.capture_counts_file import read_capture_counts

Row = dict[str, object]

HOT_RUNS = 3
LONG = 10.0
"""A method that takes so many seconds is run hot once only."""


@dataclass(frozen=True)
class Quoted:
    """A published or measured result of an R package: median or mean, and its interval."""

    tool: str
    metric: str
    value: float
    low: float | None = None
    high: float | None = None
    seconds: float | None = None
    megabytes: float | None = None


def dga(
    value: float, low: float, high: float, *, seconds: float | None = None, megabytes: float | None = None
) -> Quoted:
    return Quoted("R dga (quoted)", "decomposable: median", value, low, high, seconds, megabytes)


def lcmcr(value: float, low: float, high: float, *, seconds: float | None = None) -> Quoted:
    return Quoted("R LCMCR (quoted)", "lcmcr: median", value, low, high, seconds)


QUOTED: dict[str, tuple[Quoted, ...]] = {
    "kosovo": (
        lcmcr(10_399, 8_841, 14_093),
        dga(12_595, 9_827, 16_544),
        Quoted("R Rcapture (quoted)", "loglinear [123,14,34]: estimate", 10_357, 8_994, 12_110),
        Quoted("quoted", "chao: estimate", 8_591, 8_189, 9_027),
        Quoted("Ball et al. 2002 (quoted)", "estimate", 10_356, 9_002, 12_122),
    ),
    "western": (lcmcr(1_834, 1_307, 3_016), dga(2_133, 1_343, 3_878)),
    "neworl_5": (lcmcr(833, 567, 1_374), dga(869, 511, 1_762)),
    "ukdat_5": (dga(22_985, 10_387, 33_439, seconds=7, megabytes=625),),
    "ned_5": (
        dga(47_966, 40_873, 57_077, seconds=16, megabytes=1_674),
        Quoted("quoted", "chao: estimate", 53_714, 49_123, 58_913),
    ),
    "spina_bifida": (lcmcr(726, 679, 814),),
    "spina_bifida_dga": (Quoted("R dga (quoted)", "decomposable, Madigan & York's prior: mean", 733.45),),
    "madigan_york_5": (
        lcmcr(629, 590, 724),
        Quoted("R dga (quoted)", "decomposable, delta 1/2: mean", 617.82, 588, 655),
    ),
    "hiv": (lcmcr(10_936, 9_358, 13_022),),
    "korea": (),
    "hare": (),
    "mvole_period1": (),
    "verdata_test": (),
    "artificial_3": (),
}


def row(
    data: str, tool: str, metric: str, value: float | None, seconds: float | None, megabytes: float | None
) -> Row:
    return {
        "data": data,
        "tool": tool,
        "metric": metric,
        "value": None if value is None else round(value, 4),
        "seconds": None if seconds is None else round(seconds, 3),
        "megabytes": None if megabytes is None else round(megabytes),
    }


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(folder: Path, data: str) -> CaptureCounts:
    file = folder / f"{data}.csv"
    return read_capture_counts(file.read_bytes(), file=file.name).together()


def seconds_of(task: Callable[[], object]) -> float:
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


# ---------------------------------------------------------------- one method on one table, in its own process


def run_one(folder: Path, data: str, method: str) -> list[Row]:
    counts = table(folder, data)
    # The log-linear methods share a search and remember it; a hot run must not.
    variants = [counts.keeping(order) for order in _orders(len(counts.lists))]
    cold = seconds_of(lambda: estimate_by(method, counts, Options()))
    times: list[float] = []
    for each in variants:
        times.append(seconds_of(lambda each=each: estimate_by(method, each, Options())))  # type: ignore[misc]
        if sum(times) > LONG:
            break
    hot = min(times)
    found = estimate_by(method, counts, Options())
    rows = [row(data, "aiqyn", f"{method}: first run with imports", cold, cold, peak_megabytes())]
    if isinstance(found, EstimateRefused):
        reasons = ", ".join(objection.reason for objection in found.objections)
        return [*rows, row(data, "aiqyn", f"{method}: refused ({reasons})", None, hot, peak_megabytes())]
    for metric, value in (("median", found.median), ("low", found.low), ("high", found.high)):
        rows.append(row(data, "aiqyn", f"{method}: {metric}", value, hot, peak_megabytes()))
    if found.mean is not None:
        rows.append(row(data, "aiqyn", f"{method}: mean", found.mean, hot, peak_megabytes()))
    details = found.details.as_json()
    rows += [
        row(data, "aiqyn", f"{method}: {key}", value, hot, peak_megabytes())
        for key in ("ess_bulk", "ess_tail", "r_hat")
        if isinstance(value := details.get(key), int | float)
    ]
    return rows


def _orders(lists: int) -> list[list[int]]:
    """The lists in other orders: the same question, which nothing can have remembered."""
    order = list(range(lists))
    return [order[turn:] + order[:turn] for turn in range(1, min(HOT_RUNS, lists - 1) + 1)]


def run_published(folder: Path, data: str) -> Iterator[Row]:
    """Our posterior under the priors and bounds that the published runs had."""
    from aiqyn.core.estimation.decomposable import posterior
    from aiqyn.core.estimation.marginals import NegativeBinomialPrior

    counts = table(folder, data)
    if data == "spina_bifida_dga":
        prior = NegativeBinomialPrior(13.14, 55.17)
        found = posterior(counts, delta=1.0, prior=prior, most_unseen=300)
        yield row(
            data, "aiqyn", "decomposable, Madigan & York's prior: mean", found.distribution.mean, None, None
        )
        for number, share in enumerate(sorted(found.graph_shares.tolist(), reverse=True)[:4], 1):
            yield row(
                data, "aiqyn", f"decomposable, Madigan & York's prior: graph {number}", share, None, None
            )
    elif data == "madigan_york_5":
        found = posterior(counts, delta=0.5, most_unseen=300)
        yield row(data, "aiqyn", "decomposable, delta 1/2: mean", found.distribution.mean, None, None)
    elif data == "ned_5":
        found = posterior(counts, most_unseen=120_000)
        for metric, share in (("median", 0.5), ("low", 0.025), ("high", 0.975)):
            value = found.distribution.quantile(share)
            yield row(data, "aiqyn", f"decomposable, unseen held below 120,000: {metric}", value, None, None)
    elif data == "kosovo":
        answer = estimate_by("loglinear", counts, Options())
        best = answer.details.as_json()["models"][0]  # type: ignore[index, call-overload]
        for metric in ("estimate", "low", "high"):
            yield row(data, "aiqyn", f"loglinear {best['model']}: {metric}", best[metric], None, None)


def run_table(folder: Path, data: str) -> Iterator[Row]:
    for quoted in QUOTED[data]:
        yield row(data, quoted.tool, quoted.metric, quoted.value, quoted.seconds, quoted.megabytes)
        for end, value in (("low", quoted.low), ("high", quoted.high)):
            if value is not None:
                metric = quoted.metric.rpartition(":")[0] or quoted.metric
                yield row(data, quoted.tool, f"{metric}: {end}", value, None, None)
    for method in available_methods():
        command = [sys.executable, __file__, "--data", str(folder), "--only", data, "--one", method]
        finished = subprocess.run(command, capture_output=True, text=True, check=True)
        yield from json.loads(finished.stdout)
    yield from run_published(folder, data)


# ---------------------------------------------------------------- what must be refused


REFUSED = {
    "too-few-lists": CaptureCounts.from_mapping("AB", {1: 40, 2: 30, 3: 20}),
    "no-overlap": CaptureCounts.from_mapping("ABC", {1: 40, 2: 30, 4: 20}),
    "lists-apart": CaptureCounts.from_mapping("ABC", {1: 40, 2: 30, 3: 6, 4: 20}),
    "list-within-list": CaptureCounts.from_mapping("ABC", {1: 40, 3: 20, 4: 30, 5: 15, 7: 9}),
    "list-nearly-empty": CaptureCounts.from_mapping("ABC", {1: 40, 2: 30, 3: 20, 5: 1}),
    "too-few-people": CaptureCounts.from_mapping("ABC", {1: 5, 2: 4, 4: 4, 3: 3, 5: 3, 6: 3, 7: 2}),
    "joined-by-one-list": CaptureCounts.from_mapping("ABCD", {1: 90, 2: 40, 4: 30, 8: 20, 3: 9, 5: 8, 9: 7}),
    "joined-in-a-chain": CaptureCounts.from_mapping(
        "ABCD", {1: 50, 2: 40, 4: 30, 8: 20, 3: 12, 6: 11, 12: 10}
    ),
    "groups-apart": CaptureCounts.from_mapping("ABCD", {1: 50, 2: 40, 3: 20, 4: 50, 8: 40, 12: 20}),
}


def run_refusals() -> Iterator[Row]:
    for expected, counts in REFUSED.items():
        reasons = ", ".join(objection.reason for objection in objections(counts)) or "answered"
        yield row(
            "refusal set E", "aiqyn", f"{expected}: {reasons}", float(reasons != "answered"), None, None
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print a list of rows, alone on standard output")
    parser.add_argument("--only", help="only this table")
    parser.add_argument("--data", type=Path, help="folder of data with known answers")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder = options.data / "mse" if options.data and (options.data / "mse").is_dir() else options.data
    if options.one:
        print(json.dumps(run_one(folder, options.only, options.one)))
        return
    rows: list[Row] = []
    if folder is None:
        print("No --data DIR: only the refusal set is run.", file=sys.stderr)
        rows += run_refusals()
    else:
        for name in _chosen(options.only, tuple(QUOTED)):
            rows += run_table(folder, name)
        rows += run_refusals()
    _print(rows, as_json=options.json)


def _chosen(only: str | None, names: Sequence[str]) -> Sequence[str]:
    if only is None:
        return names
    if only not in names:
        raise SystemExit(f"--only: one of {', '.join(names)}")
    return (only,)


def _print(rows: Sequence[Row], *, as_json: bool) -> None:
    if as_json:
        json.dump(rows, sys.stdout, indent=1)
        print()
        return
    print(f"{'data':17} {'tool':26} {'metric':62} {'value':>12} {'seconds':>8} {'MB peak':>8}")
    for made in rows:
        value = "" if made["value"] is None else f"{made['value']:,}"
        seconds = "" if made["seconds"] is None else f"{made['seconds']}"
        megabytes = "" if made["megabytes"] is None else f"{made['megabytes']}"
        print(
            f"{made['data']:17} {made['tool']:26} {made['metric']:62} {value:>12} {seconds:>8} {megabytes:>8}"
        )


if __name__ == "__main__":
    main()
