"""How often a copied list is found, and how often an independent one is taken for a copy, on simulated lists.

The second initiative's list of the demo takes so many of the rows that the first has too from it; the four lists are
drawn anew for each seed, who is who is known. Told for each share of copied rows: in which share of the seeds the
pair is called too equal, in which of these the copy is named rightly, and in which share of the seeds any other
pair is called so, which should be at most one in a hundred.

    python benchmarks/list_copies.py [--seeds 60] [--first 100] [--json] [--only SHARE]
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from typing import Any

from linkage_demo import program, records_and_truth

SHARES = (0.0, 0.1, 0.2, 0.35)
COPIED, COPY = ("initiative-1", "initiative-2"), "initiative-2"
LIMIT = 0.01


def found(share: float, seeds: range) -> list[tuple[bool, bool, bool]]:
    """For each seed: whether the copy was found, whether it was named, whether another pair was called one."""
    from aiqyn.core.rosters.comparison import compare_lists

    draw = program()
    kept, draw.COPIED = draw.COPIED, share
    told = []
    try:
        for seed in seeds:
            records, truth = records_and_truth(draw.simulate(seed))
            kinships = compare_lists(records, truth).kinships
            named = {
                tuple(records.rosters[at] for at in one.lists): one
                for one in kinships
                if one.verdict == "too equal"
            }
            copy = named.pop(COPIED, None)
            right = copy is not None and copy.likely_copy == records.rosters.index(COPY)
            told.append((copy is not None, right, bool(named)))
    finally:
        draw.COPIED = kept
    return told


def rows(share: float, seeds: range) -> list[dict[str, Any]]:
    began = time.process_time()
    each = found(share, seeds)
    seconds = (time.process_time() - began) / len(each)
    copies = sum(copy for copy, _, _ in each)
    values = {
        "called too equal": copies / len(each),
        "of these with the copy named rightly": sum(right for _, right, _ in each) / copies
        if copies
        else None,
        "another pair called too equal": sum(other for _, _, other in each) / len(each),
    }
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    data = f"copied {share:.0%}, {len(each)} seeds"
    table = [
        {
            "data": data,
            "tool": "aiqyn",
            "metric": metric,
            "value": None if value is None else round(value, 3),
            "seconds": round(seconds, 2),
            "megabytes": round(megabytes),
        }
        for metric, value in values.items()
    ]
    limit = {"tool": "limit", "metric": "another pair called too equal", "value": LIMIT}
    return [*table, {"data": data, **limit, "seconds": None, "megabytes": None}]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--data", help="not needed: the lists are drawn")
    options.add_argument("--only", type=float, help="one share of copied rows")
    options.add_argument("--json", action="store_true", dest="as_json")
    options.add_argument("--seeds", type=int, default=60)
    options.add_argument("--first", type=int, default=100)
    asked = options.parse_args()
    seeds = range(asked.first, asked.first + asked.seeds)
    shares = SHARES if asked.only is None else (asked.only,)
    table = [row for share in shares for row in rows(share, seeds)]
    if asked.as_json:
        print(json.dumps(table, indent=2))
        return
    for row in table:
        print("{data:<24} {tool:<6} {metric:<40} {value}".format(**row))


if __name__ == "__main__":
    main()
