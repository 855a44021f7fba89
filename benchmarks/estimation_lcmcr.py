"""The latent class sampler: effective draws a second beside R LCMCR, and cold start.

Effective draws are those of the bulk by Vehtari et al. (2021), over processor seconds, so that other
work on the machine and a second thread count for nothing: `sampling` of the draws alone, `whole` with
the warm-up of all chains. The first row of a data set is quoted: R LCMCR 0.4.14 with ten classes and
a = b = 0.25, on one core of another machine, 1.2 million sweeps. `cold start` is a new process that
compiles all; `warm start` one that finds the compiled code on disk.

    python benchmarks/estimation_lcmcr.py --data DIR [--json] [--only NAME]

`--data` is the folder of data with known answers, or its folder `mse`. Whether the sampler is right is the
question of `benchmarks/estimation_calibration.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from aiqyn.core.estimation import CaptureCounts
from aiqyn.core.estimation.latent_classes import Demands, sample_posterior
from aiqyn.exchange.capture_counts_file import read_capture_counts

Row = dict[str, object]

QUOTED: dict[str, tuple[str, str, float | None, float | None]] = {
    # median or range of medians, interval, effective draws a second from and to
    "kosovo": ("10358-10440", "8841-14093", 30.0, 65.0),
    "western": ("1826-1842", "1307-3016", None, None),
    "spina_bifida": ("726-727", "679-814", None, None),
    "neworl_5": ("831-836", "567-1374", None, None),
    "hiv": ("10936", "9358-13022", None, None),
    "madigan_york_5": ("629", "590-724", None, None),
    "ukdat_5": ("12426-22000", "chains disagree, without a word", None, None),
    "ned_5": ("17839-139286", "chains disagree, without a word", None, None),
}

LONG = Demands(sought_draws=20_000.0, work=3e11)
STARTS = "from aiqyn.core.estimation import Options, estimate_by, CaptureCounts as C;"
STARTS += (
    "estimate_by('lcmcr', C.from_mapping('ABC', {1: 40, 2: 30, 4: 20, 3: 9, 5: 8, 6: 7, 7: 3}), Options())"
)


def row(data: str, tool: str, metric: str, value: object, seconds: float | None = None) -> Row:
    megabytes = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    own = tool == "aiqyn"
    return {
        "data": data,
        "tool": tool,
        "metric": metric,
        "value": value,
        "seconds": None if seconds is None else round(seconds, 2),
        "megabytes": megabytes if own else None,
    }


def of_table(name: str, counts: CaptureCounts) -> Iterator[Row]:
    median, interval, slow, fast = QUOTED[name]
    yield row(name, "R LCMCR (quoted)", "median", median)
    yield row(name, "R LCMCR (quoted)", "interval", interval)
    if slow is not None:
        yield row(name, "R LCMCR (quoted)", "effective draws a second", f"{slow:.0f}-{fast:.0f}")
    sample_posterior(counts, seed=1)  # warm
    began = time.process_time()
    sample = sample_posterior(counts, seed=2, demands=LONG)
    whole = time.process_time() - began
    warming = time.process_time()
    sample_posterior(counts, seed=2, demands=Demands(effective_draws=1e9, work=1.0))
    sampling = whole - (time.process_time() - warming)
    low, middle, high = np.quantile(sample.people, [0.025, 0.5, 0.975])
    found = sample.convergence
    yield row(name, "aiqyn", "median", round(float(middle)), whole)
    yield row(name, "aiqyn", "interval", f"{low:.0f}-{high:.0f}", whole)
    yield row(name, "aiqyn", "R-hat", round(found.r_hat, 4))
    yield row(name, "aiqyn", "effective draws: bulk", round(found.bulk))
    yield row(name, "aiqyn", "effective draws: tail", round(found.tail))
    yield row(name, "aiqyn", "chains agree", sample.agrees)
    yield row(name, "aiqyn", "effective draws a second: sampling", round(found.bulk / sampling), sampling)
    yield row(name, "aiqyn", "effective draws a second: whole", round(found.bulk / whole), whole)


def of_starts() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as cache:
        for metric in ("cold start", "warm start"):
            began = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(
                [sys.executable, "-c", STARTS], check=True, env={**os.environ, "NUMBA_CACHE_DIR": cache}
            )
            ended = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
            yield row("three lists", "aiqyn", f"{metric}: processor seconds", round(seconds, 1), seconds)


def table_in(folder: Path, name: str) -> CaptureCounts:
    path = folder / f"{name}.csv"
    return read_capture_counts(path.read_bytes(), file=path.name).together()


def rows(arguments: argparse.Namespace) -> Iterator[Row]:
    if arguments.only is None:
        yield from of_starts()
    if arguments.data is None:
        return
    folder = arguments.data / "mse" if (arguments.data / "mse").is_dir() else arguments.data
    for name in QUOTED:
        if arguments.only in (None, name) and (folder / f"{name}.csv").is_file():
            yield from of_table(name, table_in(folder, name))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only")
    arguments = parser.parse_args()
    found = []
    for one in rows(arguments):
        found.append(one)
        if not arguments.json:
            seconds = "" if one["seconds"] is None else f"{one['seconds']} s"
            print(
                f"{one['data']:16} {one['tool']:18} {one['metric']:40} {one['value']!s:>20} {seconds}",
                flush=True,
            )
    if arguments.json:
        print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
