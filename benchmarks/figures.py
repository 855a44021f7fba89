"""How long the check of stated figures takes, beside the plain way of asking the same.

`figures check` never lists the kinds of unit that can have been counted: over 8 attributes with
up to 4 values each there are tens of thousands, at three moments millions. The peer does list
them, as most would: one whole number for each combination of values, one constraint for each
figure, given to CP-SAT (`ortools`). It is asked one question only, whether all figures can be
true, where ours is asked for every answer of the command; and it is given one moment only, since
three would need more combinations than it can hold. Each turn runs in a process of its own;
times include the import of what the turn needs. The limit is that of the design: 200 figures over
8 attributes within 5 seconds on two cores.

    python benchmarks/figures.py [--json] [--only NAME] [--data DIR]

`--data` is accepted for the sake of `make bench` and not used: figures are made here, from a
population of 500 units drawn with a fixed seed, so that all of them are true of it; the data sets
named `contradictory` then have every fortieth figure altered.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT_SECONDS = 5.0
UNITS = 500
MOMENTS = ("2022-01-10", "2022-02-10", "2022-03-10")

Row = dict[str, Any]


@dataclass(frozen=True)
class DataSet:
    """What is made: how many figures, over how many attributes and moments, altered or not."""

    name: str
    figures: int
    attributes: int
    moments: int
    is_altered: bool = False


DATA_SETS = (
    DataSet("50 figures, 4 attributes, 1 moment", 50, 4, 1),
    DataSet("200 figures, 8 attributes, 1 moment", 200, 8, 1),
    DataSet("200 figures, 8 attributes, 3 moments", 200, 8, 3),
    DataSet("200 figures, 8 attributes, 3 moments, contradictory", 200, 8, 3, is_altered=True),
    DataSet("200 figures, 20 attributes, 1 moment", 200, 20, 1),
)


def made(data: DataSet) -> dict[str, Any]:
    """Measures and figures as a figures file would say them."""
    chance = random.Random(11)
    attributes = {
        f"a{number}": [f"v{number}{value}" for value in range(chance.randint(2, 4))]
        for number in range(data.attributes)
    }
    exhaustive = {name: chance.random() < 0.6 for name in attributes}
    units = [
        {
            name: chance.choice(values) if exhaustive[name] or chance.random() < 0.7 else None
            for name, values in attributes.items()
        }
        for _ in range(UNITS)
    ]
    figures = []
    for number in range(data.figures):
        chosen = chance.sample(list(attributes), chance.choice((0, 1, 1, 1, 2, 2, 3)))
        where = {name: chance.choice(attributes[name]) for name in chosen}
        moment = chance.randrange(data.moments)
        counted = units[: UNITS * (moment + 1) // data.moments]
        count = sum(all(unit[name] == value for name, value in where.items()) for unit in counted)
        value: Any = count
        kind = chance.random()
        if kind > 0.75:
            value = {"between": [max(0, count - 5), count + 5]}
        elif kind > 0.5:
            value = {"at_least": max(0, count - chance.randint(0, 10))}
        if data.is_altered and number % 40 == 7:
            value = count + chance.randint(1, 20)
        figures.append(
            {
                "id": f"F{number}",
                "measure": "deaths",
                "where": where,
                "value": value,
                "stated_by": f"b{number % 4}",
                "as_of": MOMENTS[moment],
            }
        )
    measure = {
        "title": {"en": "Deaths"},
        "unit": "person",
        "cumulative": True,
        "attributes": {
            name: {"values": values, "exhaustive": exhaustive[name]} for name, values in attributes.items()
        },
    }
    return {"measures": {"deaths": measure}, "figures": figures}


def ours(stated: dict[str, Any]) -> dict[str, Any]:
    """All answers of the command, from bytes to JSON."""
    from aiqyn.core.figures import check
    from aiqyn.exchange.figures_file import read_figures

    read = read_figures(json.dumps(stated).encode(), file="made")
    end = time.monotonic() + 3.5  # what the command allows itself for intervals
    told = check(read, carry_on=lambda done, total: time.monotonic() < end).as_json("en")
    computed = sum(implied["computed"] for implied in told["implied"])
    return {
        "can all be true": told["consistent"] if told["settled"] else None,
        "conflicts": len(told["conflicts"]),
        "intervals": computed,
        "intervals left": len(told["implied"]) - computed,
    }


def plain_cp_sat(stated: dict[str, Any]) -> dict[str, Any]:
    """Every combination of values as one whole number: only whether all figures can be true."""
    from ortools.sat.python import cp_model

    attributes = stated["measures"]["deaths"]["attributes"]
    names = list(attributes)
    choices = [[*each["values"], *([] if each["exhaustive"] else [None])] for each in attributes.values()]
    kinds = list(itertools.product(*choices))
    model = cp_model.CpModel()
    counts = [model.new_int_var(0, 2 * UNITS, "") for _ in kinds]
    place = {name: index for index, name in enumerate(names)}
    for figure in stated["figures"]:
        conditions = [(place[name], value) for name, value in figure["where"].items()]
        total = sum(
            count
            for count, kind in zip(counts, kinds, strict=True)
            if all(kind[at] == value for at, value in conditions)
        )
        value = figure["value"]
        if isinstance(value, int):
            model.add(total == value)
        elif "between" in value:
            model.add(total >= value["between"][0])
            model.add(total <= value["between"][1])
        else:
            model.add(total >= value["at_least"])
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = 60
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    known = {cp_model.OPTIMAL: True, cp_model.FEASIBLE: True, cp_model.INFEASIBLE: False}
    return {"can all be true": known.get(status), "combinations": len(kinds)}


TOOLS = {"aiqyn": ours, "plain CP-SAT": plain_cp_sat}


def turn(tool: str, data: DataSet) -> list[Row]:
    """One tool on one data set, in a process of its own."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, __file__, "--turn", tool, "--only", data.name],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.monotonic() - began
    told = json.loads(done.stdout)
    rows = [
        {
            "data": data.name,
            "tool": tool,
            "metric": metric,
            "value": value,
            "seconds": None,
            "megabytes": None,
        }
        for metric, value in told["answers"].items()
    ]
    wall = {
        "data": data.name,
        "tool": tool,
        "metric": "wall",
        "value": seconds,
        "seconds": seconds,
        "megabytes": told["megabytes"],
    }
    return [wall, *rows]


def in_this_process(tool: str, data: DataSet) -> None:
    answers = TOOLS[tool](made(data))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"answers": answers, "megabytes": round(megabytes)}))


def rows_of(only: str | None) -> list[Row]:
    rows: list[Row] = []
    for data in DATA_SETS:
        if only is not None and only not in data.name:
            continue
        mine = turn("aiqyn", data)
        rows += mine
        if data.moments == 1 and data.attributes <= 8:
            peer = turn("plain CP-SAT", data)
            rows += peer
            ratio = mine[0]["seconds"] / peer[0]["seconds"]
            rows.append(
                {
                    "data": data.name,
                    "tool": "aiqyn / plain CP-SAT",
                    "metric": "ratio of wall time",
                    "value": ratio,
                    "seconds": None,
                    "megabytes": None,
                }
            )
        rows.append(
            {
                "data": data.name,
                "tool": "limit",
                "metric": "within 5 s",
                "value": mine[0]["seconds"] <= LIMIT_SECONDS,
                "seconds": LIMIT_SECONDS,
                "megabytes": None,
            }
        )
    return rows


def show(rows: list[Row]) -> None:
    for row in rows:
        value = f"{row['value']:.2f}" if isinstance(row["value"], float) else str(row["value"])
        memory = f"{row['megabytes']} MB" if row["megabytes"] else ""
        print(f"{row['data']:<52} {row['tool']:<22} {row['metric']:<20} {value:>8} {memory:>8}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--only")
    arguments.add_argument("--data", type=Path)
    arguments.add_argument("--turn", choices=TOOLS, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.turn:
        in_this_process(given.turn, next(data for data in DATA_SETS if data.name == given.only))
        return
    rows = rows_of(given.only)
    if given.json:
        print(json.dumps(rows, indent=2))
    else:
        show(rows)


if __name__ == "__main__":
    main()
