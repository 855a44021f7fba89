"""Simulation-based calibration of both samplers: do truths drawn from the prior lie evenly in their posteriors?

Parameters are drawn from the prior, data from the parameters; the true number of people is ranked in its
posterior. If the arithmetic is right, ranks are uniform whatever the data (Talts, Betancourt, Simpson, Vehtari
& Gelman 2018). `p` is the probability of ranks as uneven as these, by chi-square over 20 bins or fewer; `inside`
the share of 95 % intervals that hold the truth. One line is kept for each truth in `FOLDER/truths.jsonl`; a run
that was stopped goes on where it was.

    python benchmarks/estimation_calibration.py [--truths N] [--folder DIR] [--only lcmcr|decomposable] [--json]

`make calibration` draws 200 of each design.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

# These matrices are small: threads of the linear algebra only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from graph_calibration import place_of_truth
from latent_class_calibration import rank_of_truth

SEED = 20220105
DESIGNS: dict[str, Sequence[tuple[int, int]]] = {
    # how many lists; how many people are documented, or are expected in all
    "lcmcr": ((3, 40), (3, 80), (4, 150), (4, 400), (5, 60), (5, 300)),
    "decomposable": ((3, 60), (3, 400), (4, 150), (5, 400)),
}
Key = tuple[str, int, int, int]


def place(method: str, lists: int, people: int, number: int) -> float:
    """Where in its posterior the truth of that number lies, from 0 to 1."""
    if method == "lcmcr":
        return rank_of_truth(number, people=people, lists=lists, seed=SEED + 100 * lists + people)
    generator = np.random.default_rng([SEED, lists, people, number])
    return place_of_truth(lists, float(people), generator)[0]


def run(keys: Sequence[Key], file: Path) -> dict[Key, float]:
    """The places of all truths, those that are missing worked out and kept."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    found: dict[Key, float] = {}
    for line in text.split("\n")[:-1]:
        *key, place_kept = json.loads(line)
        found[tuple(key)] = place_kept  # type: ignore[index]
    if not text.endswith("\n"):
        # The run was stopped in the middle of a line.
        file.write_text(text[: text.rfind("\n") + 1], encoding="utf-8")
    missing = [key for key in keys if key not in found]
    began = told = time.monotonic()
    for done, key in enumerate(missing, 1):
        found[key] = place(*key)
        with file.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps([*key, found[key]]) + "\n")
        if time.monotonic() - told > 10:
            told = time.monotonic()
            left = (told - began) / done * (len(missing) - done) / 60
            method, lists, people, _ = key
            print(
                f"{done} of {len(missing)} truths; {method}, {lists} lists, {people} people; about {left:.0f} min left",
                file=sys.stderr,
                flush=True,
            )
    return found


def rows(found: dict[Key, float]) -> list[dict[str, object]]:
    """Two rows for each design, in the form that all benchmarks share."""
    from scipy.stats import chi2

    made: list[dict[str, object]] = []
    for method, designs in DESIGNS.items():
        for lists, people in designs:
            places = np.array([one for key, one in found.items() if key[:3] == (method, lists, people)])
            if not len(places):
                continue
            bins = min(20, max(4, len(places) // 10))
            counts, _ = np.histogram(places, bins=bins, range=(0, 1))
            expected = len(places) / bins
            share = float(chi2.sf(((counts - expected) ** 2 / expected).sum(), bins - 1))
            inside = float(((places > 0.025) & (places < 0.975)).mean())
            data = f"{lists} lists, {people} people, {len(places)} truths"
            for metric, value in (
                ("p of uniform ranks", share),
                ("95 % intervals that hold the truth", inside),
            ):
                made.append(
                    {
                        "data": data,
                        "tool": "aiqyn",
                        "metric": f"{method}: {metric}",
                        "value": round(value, 3),
                        "seconds": None,
                        "megabytes": None,
                    }
                )
    return made


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--truths", type=int, default=10, metavar="N")
    parser.add_argument("--folder", type=Path, help="where places are kept")
    parser.add_argument("--only", help="only this method")
    parser.add_argument("--json", action="store_true", help="print rows, alone on standard output")
    parser.add_argument("--data", type=Path, help="not needed: truths are drawn")
    options = parser.parse_args()
    keys = [
        (method, lists, people, number)
        for number in range(options.truths)
        for method, designs in DESIGNS.items()
        if options.only in (None, method)
        for lists, people in designs
    ]
    with tempfile.TemporaryDirectory() as fresh:
        folder = options.folder or Path(fresh)
        folder.mkdir(parents=True, exist_ok=True)
        found = run(keys, folder / "truths.jsonl")
    made = rows(found)
    if options.json:
        print(json.dumps(made, indent=1))
    else:
        for one in made:
            print(f"{one['data']:34} {one['metric']:52} {one['value']}")


if __name__ == "__main__":
    main()
