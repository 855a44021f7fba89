"""How well the demo's simulated lists are linked, over many draws of them, beside the limits that are promised.

For each seed the lists are drawn, written, read as anybody's would be, linked and clustered. Measured are

- *f1, known*: pairwise F1 over pairs whose identity can be known at all. It can't for a row of surname and
  initials where more than one person on the other lists fits them by what these lists tell; pairs with such
  a row are left out here, and are in *f1, ambiguous* alone.
- *coverage*: in which share of the seeds the 95 % interval of the number of distinct persons, from draws of who
  is who, covers the truth.
- *calibration error*: the expected calibration error of all scored pairs in ten bins of equal width, the pairs
  of all seeds together: the mean over pairs of the difference between what is promised and what is true in
  their bin. *Of doubtful pairs*: the same of pairs between 0.01 and 0.99, which the many clear ones can't hide.
  Both for the model's own odds and for the share of draws in which two rows are one person.

    python benchmarks/linkage_demo.py [--seeds 100] [--first 1] [--json] [--only linkage-demo]
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "january-2022-simulated"
DATA = "linkage-demo"
LIMITS = {"f1, known": 0.95, "coverage": 0.93, "calibration error": 0.03}
BINS = 10
DOUBTFUL = (0.01, 0.99)

Pairs = set[tuple[int, int]]
Row = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """What one draw of the lists came to."""

    known: tuple[int, int, int]
    ambiguous: tuple[int, int, int]
    rows_ambiguous: int
    persons: tuple[int, int, int]
    truth: int
    odds: tuple[np.ndarray, np.ndarray]
    drawn: tuple[np.ndarray, np.ndarray]
    seconds: float


def program() -> Any:
    sys.path.insert(0, str(EXAMPLE))
    import draw_rosters

    return draw_rosters


def records_and_truth(drawn: Any) -> tuple[Any, np.ndarray]:
    """The lists as read from their files, and for each record whose it is."""
    from aiqyn.core.rosters.records import Records
    from aiqyn.exchange.rosters import mapping_beside, read_mapping, read_roster

    draw = program()
    people = {
        (one.name, record): person
        for one in drawn.lists
        for record, person in zip(one.records, one.people, strict=True)
    }
    with tempfile.TemporaryDirectory() as folder:
        draw.write(drawn, Path(folder))
        parts = []
        for one in drawn.lists:
            path = Path(folder) / one.file
            told = read_mapping(mapping_beside(path))
            parts.append(read_roster(path, roster=one.name, mapping=told).records)
    records = Records.together(parts)
    return records, np.array([people[named] for named in records.named()])


def ambiguous_rows(drawn: Any, records: Any, truth: np.ndarray) -> set[int]:
    """The rows of surname and initials that more than one person on the other lists fits."""
    from name_spellings import in_russian_letters

    lists = dict(enumerate(records.rosters))
    initials = [at for at in range(len(records)) if lists[int(records.roster_of[at])] == "prosecutor"]
    told = defaultdict(set)
    for at in range(len(records)):
        if lists[int(records.roster_of[at])] != "prosecutor":
            told[int(truth[at])].add(_has_father(records.told(at)))
    by_surname = defaultdict(list)
    for person, tells in told.items():
        one = drawn.people[person]
        by_surname[in_russian_letters(one.surname)].append((one, True in tells))
    found = set()
    for at in initials:
        one = drawn.people[int(truth[at])]
        name = records.told(at)["name"]
        fits = [
            other
            for other, tells_father in by_surname[in_russian_letters(one.surname)]
            if _initial(other.given_name) == _initial(one.given_name)
            and _fathers_fit(name, other.father if tells_father else None, one.father)
        ]
        if len(fits) > 1:
            found.add(at)
    return found


def _has_father(told: dict[str, str]) -> bool:
    return "patronymic" in told or len(told.get("name", "").split()) > 2


def _initial(name: str) -> str:
    from name_spellings import in_russian_letters

    return in_russian_letters(name)[0]


def _fathers_fit(name: str, told: str | None, of_row: str | None) -> bool:
    """Whether the row's second initial, if it has one, can be the father's that the other lists tell, if they do."""
    has_second = name.count(".") > 1
    return not has_second or told is None or of_row is None or _initial(told) == _initial(of_row)


def pairs_of(labels: np.ndarray) -> Pairs:
    members = defaultdict(list)
    for at, label in enumerate(labels.tolist()):
        members[label].append(at)
    return {pair for of_one in members.values() for pair in combinations(of_one, 2)}


def measured(seed: int) -> Found:
    """One draw of the lists, from files to persons."""
    from aiqyn.core.rosters.clustering import cluster, sample
    from aiqyn.core.rosters.linkage import link

    drawn = program().simulate(seed)
    records, truth = records_and_truth(drawn)
    began = time.process_time()
    pairs = link(records).pairs
    options = {"roster_of": records.roster_of}
    labels = cluster(len(records), pairs, **options).labels
    draws = sample(len(records), pairs, draws=200, **options).labels
    seconds = time.process_time() - began
    unclear = ambiguous_rows(drawn, records, truth)
    right, said = pairs_of(truth), pairs_of(labels)
    known = [{pair for pair in some if not unclear & set(pair)} for some in (right, said)]
    persons = [len(np.unique(draw)) for draw in draws]
    is_true = truth[pairs.left] == truth[pairs.right]
    together = (draws[:, pairs.left] == draws[:, pairs.right]).mean(axis=0)
    return Found(
        counted(*known),
        counted(right - known[0], said - known[1]),
        len(unclear),
        (
            int(np.quantile(persons, 0.025, method="lower")),
            int(np.median(persons)),
            int(np.quantile(persons, 0.975, method="higher")),
        ),
        len(np.unique(truth)),
        (pairs.probability, is_true),
        (together, is_true),
        seconds,
    )


def counted(right: Pairs, said: Pairs) -> tuple[int, int, int]:
    """Pairs that are both, that are said, that are right."""
    return len(right & said), len(said), len(right)


def f1(counts: np.ndarray) -> float:
    both, said, right = counts
    return float(2 * both / max(said + right, 1))


def calibration_error(chances: np.ndarray, is_true: np.ndarray) -> float:
    """The expected calibration error in bins of equal width.

    Source:
        Naeini, Cooper & Hauskrecht (2015), Obtaining well calibrated probabilities using Bayesian binning,
        AAAI 29, section 2.
    """
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    error = 0.0
    for number in range(BINS):
        inside = bins == number
        if inside.any():
            error += inside.mean() * abs(chances[inside].mean() - is_true[inside].mean())
    return float(error)


def doubtful_error(chances: np.ndarray, is_true: np.ndarray) -> float:
    inside = (chances > DOUBTFUL[0]) & (chances < DOUBTFUL[1])
    return calibration_error(chances[inside], is_true[inside]) if inside.any() else 0.0


def rows(found: list[Found]) -> Iterator[Row]:
    known = np.array([one.known for one in found])
    unclear = np.array([one.ambiguous for one in found])
    odds = [np.concatenate(parts) for parts in zip(*(one.odds for one in found), strict=True)]
    drawn = [np.concatenate(parts) for parts in zip(*(one.drawn for one in found), strict=True)]
    each = [f1(counts) for counts in known]
    covered = [one.persons[0] <= one.truth <= one.persons[2] for one in found]
    off = [one.persons[1] - one.truth for one in found]
    values = {
        "f1, known": float(np.mean(each)),
        "f1, known, worst seed": min(each),
        "precision, known": float(known[:, 0].sum() / known[:, 1].sum()),
        "recall, known": float(known[:, 0].sum() / known[:, 2].sum()),
        "f1, ambiguous": f1(unclear.sum(axis=0)),
        "ambiguous rows": float(np.mean([one.rows_ambiguous for one in found])),
        "coverage": float(np.mean(covered)),
        "persons, median of draws minus truth": float(np.mean(off)),
        "persons, width of interval": float(np.mean([one.persons[2] - one.persons[0] for one in found])),
        "calibration error": calibration_error(*odds),
        "calibration error, doubtful pairs": doubtful_error(*odds),
        "calibration error, draws": calibration_error(*drawn),
        "calibration error, draws, doubtful pairs": doubtful_error(*drawn),
    }
    seconds = float(np.mean([one.seconds for one in found]))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for metric, value in values.items():
        yield {
            "data": f"{DATA}, {len(found)} seeds",
            "tool": "aiqyn",
            "metric": metric,
            "value": round(value, 4),
            "seconds": round(seconds, 2),
            "megabytes": round(megabytes),
        }
        if metric in LIMITS:
            yield {
                "data": f"{DATA}, {len(found)} seeds",
                "tool": "limit",
                "metric": metric,
                "value": LIMITS[metric],
                "seconds": None,
                "megabytes": None,
            }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--data", help="not needed: the lists are drawn")
    options.add_argument("--only", help="a data set; this program has one, linkage-demo")
    options.add_argument("--json", action="store_true", dest="as_json")
    options.add_argument("--seeds", type=int, default=100)
    options.add_argument("--first", type=int, default=1)
    asked = options.parse_args()
    found = []
    if asked.only in (None, DATA):
        for seed in range(asked.first, asked.first + asked.seeds):
            found.append(measured(seed))
            one = found[-1]
            print(
                f"seed {seed}: f1 {f1(np.array(one.known)):.3f}, persons {one.persons} of {one.truth}, "
                f"{one.seconds:.1f} s",
                file=sys.stderr,
            )
    table = list(rows(found)) if found else []
    if asked.as_json:
        print(json.dumps(table, indent=2))
        return
    for row in table:
        print("{data:<24} {tool:<6} {metric:<42} {value:>8}".format(**row))


if __name__ == "__main__":
    main()
