"""How well records are linked with no answer known, and how fast, beside Splink and recordlinkage.

A data set is a CSV file with the columns `id` and `cluster`: equal where two rows are of one person. It is read
as any list would be, columns guessed from their titles; the truth, and a social security number where there is
one, are not looked at. A column `source` makes two lists of one file.

    python benchmarks/linkage.py --data DIR [--json] [--only NAME]

Our tool takes the packaged model, learns from the lists, and clusters at its default. The peers are set up as
their documentation does: Splink with its comparisons for names, dates, postcodes and e-mail addresses, blocked
and trained on names and dates, at its usual threshold of 0.95, and, for what it is worth, at the threshold that
would have been best, which takes the truth to find; recordlinkage's ECM on string comparisons in three levels.
Their pairs are closed to clusters as connected components, as they do.

Measured are pairwise precision, recall and F1 of the clusters; the share of true pairs that were looked at; and
of the pairs' probabilities the Brier score over all that were looked at, per true pair.

`generated-100000` and, where named, `generated-1000000` are made here: time and memory for equal blocking rules,
ours and Splink's, from records in memory to scored pairs; the seconds of processors do not count other work on
the machine. Each tool has a process of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Row = dict[str, Any]
UNREAD = ("cluster", "soc_sec_id", "source")
USUAL_THRESHOLD = 0.95
MOST_FOR_RECORDLINKAGE = 20_000
MOST_FOR_SINGLE_NAMES = 20_000
SCALE_RULES = (("given_name", "surname"), ("born", "locality"), ("email",))
GENERATED = {"generated-100000": 100_000, "generated-1000000": 1_000_000}


# ---------------------------------------------------------------- data


def read(path: Path) -> tuple[Any, np.ndarray]:
    """The records as read, and whose each is."""
    import csv

    from aiqyn.core.rosters.records import Records
    from aiqyn.exchange.rosters import ToldMapping, read_roster

    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    guessed = {column.key: column.meaning for column in read_roster(path).mapping.columns}
    told = guessed | {title: "unread" for title in UNREAD if title in guessed}
    records = read_roster(path, roster=path.stem, mapping=ToldMapping(told)).records
    by_id = {row["id"]: row for row in rows}
    truth = np.array([int(by_id[record]["cluster"]) for record in records.record])
    if "source" not in rows[0]:
        return records, truth
    sources = [by_id[record]["source"] for record in records.record]
    lists = tuple(dict.fromkeys(sources))
    roster_of = np.array([lists.index(source) for source in sources], np.int32)
    return Records(lists, roster_of, records.record, records.row, records.fields), truth


# ---------------------------------------------------------------- measures


def pairs_among(labels: np.ndarray) -> int:
    _, counts = np.unique(labels, return_counts=True)
    return int((counts.astype(np.int64) * (counts - 1) // 2).sum())


def of_clusters(labels: np.ndarray, truth: np.ndarray) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs in one cluster."""
    both = pairs_among(labels.astype(np.int64) * (int(truth.max()) + 1) + truth)
    said, right = pairs_among(labels), pairs_among(truth)
    precision, recall = both / max(said, 1), both / max(right, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-12)


def closed(count: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Connected components."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(left), np.int8), (left, right)), shape=(count, count))
    return connected_components(graph, directed=False)[1]


def answers(
    labels: np.ndarray, truth: np.ndarray, left: np.ndarray, right: np.ndarray, chance: np.ndarray | None
) -> dict[str, float]:
    precision, recall, f1 = of_clusters(labels, truth)
    same = truth[left] == truth[right]
    found = {
        "F1": f1,
        "precision": precision,
        "recall": recall,
        "true pairs looked at": float(same.sum() / max(pairs_among(truth), 1)),
    }
    if chance is not None:
        found["Brier score per true pair"] = float(
            np.square(chance - same).sum() / max(pairs_among(truth), 1)
        )
    return found


# ---------------------------------------------------------------- tools


def ours(records: Any, truth: np.ndarray) -> dict[str, float]:
    from aiqyn.core.rosters.clustering import cluster
    from aiqyn.core.rosters.linkage import link

    pairs = link(records).pairs
    labels = cluster(len(records), pairs, roster_of=records.roster_of).labels
    return answers(labels, truth, pairs.left, pairs.right, pairs.probability)


def splink_comparisons(fields: Any) -> list[Any]:
    import splink.comparison_library as cl

    made: dict[str, Callable[[], Any]] = {
        "given_name": lambda: cl.NameComparison("given_name"),
        "surname": lambda: cl.NameComparison("surname"),
        "born": lambda: cl.DateOfBirthComparison("born", input_is_string=True),
        "locality": lambda: cl.ExactMatch("locality").configure(term_frequency_adjustments=True),
        "place_of_birth": lambda: cl.ExactMatch("place_of_birth").configure(term_frequency_adjustments=True),
        "region": lambda: cl.ExactMatch("region").configure(term_frequency_adjustments=True),
        "occupation": lambda: cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        "postcode": lambda: cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        "sex": lambda: cl.ExactMatch("sex"),
        "street": lambda: cl.JaroWinklerAtThresholds("street", [0.9, 0.7]),
        "street_number": lambda: cl.ExactMatch("street_number"),
        "other": lambda: cl.JaroWinklerAtThresholds("other", [0.9, 0.7]),
        "email": lambda: cl.EmailComparison("email"),
    }
    return [make() for field, make in made.items() if field in fields]


def splink_linker(columns: dict[str, Any], rosters: np.ndarray, *, generated: bool) -> Any:
    import pandas as pd
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    table = pd.DataFrame(
        {"unique_id": np.arange(len(rosters)), **{name: list(values) for name, values in columns.items()}}
    )
    api = DuckDBAPI()
    lists = np.unique(rosters)
    if generated:
        rules = [list(rule) for rule in SCALE_RULES]
    elif len(rosters) > MOST_FOR_SINGLE_NAMES:
        rules = [["given_name", "surname"], ["surname", "born"], ["given_name", "born"]]
        rules += [["postcode", "surname"], ["postcode", "given_name"]]
    else:
        rules = [["given_name"], ["surname"], ["born"]]
    settings = SettingsCreator(
        link_type="dedupe_only" if len(lists) == 1 else "link_only",
        comparisons=splink_comparisons(columns),
        blocking_rules_to_generate_predictions=[
            block_on(*rule) for rule in rules if set(rule) <= set(columns)
        ],
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    tables = [api.register(table[rosters == each].reset_index(drop=True)) for each in lists]
    linker = Linker(tables if len(tables) > 1 else tables[0], settings, log_level=40)
    certain = [["given_name", "born"], ["surname", "born"], ["email"], ["postcode", "surname", "given_name"]]
    certain_rules = [block_on(*rule) for rule in certain if set(rule) <= set(columns)]
    linker.training.estimate_probability_two_random_records_match(certain_rules, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("given_name", "surname"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("born"))
    return linker


def splink(records: Any, truth: np.ndarray) -> dict[str, float]:
    fields = {name: values for name, values in records.fields.items() if name != "name"}
    linker = splink_linker(fields, records.roster_of, generated=False)
    found = linker.inference.predict(threshold_match_probability=0.001).as_pandas_dataframe()
    left, right = found["unique_id_l"].to_numpy(), found["unique_id_r"].to_numpy()
    chance = found["match_probability"].to_numpy()
    usual = chance >= USUAL_THRESHOLD
    labels = closed(len(records), left[usual], right[usual])
    measured = answers(labels, truth, left, right, chance)
    best = 0.0
    for threshold in (0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999, 0.9999):
        kept = chance >= threshold
        best = max(best, of_clusters(closed(len(records), left[kept], right[kept]), truth)[2])
    return {**measured, "F1 at the threshold best by the truth": best}


def recordlinkage_ecm(records: Any, truth: np.ndarray) -> dict[str, float]:
    import pandas as pd
    import recordlinkage

    if len(records) > MOST_FOR_RECORDLINKAGE:
        raise SystemExit(f"more than {MOST_FOR_RECORDLINKAGE} records")
    table = pd.DataFrame({name: list(values) for name, values in records.fields.items() if name != "name"})
    index = recordlinkage.Index()
    for rule in (["surname"], ["given_name"], ["born"], ["postcode"]):
        if set(rule) <= set(table.columns):
            index.block(rule)
    is_two = len(records.rosters) > 1
    tables = [table[records.roster_of == each] for each in range(len(records.rosters))]
    pairs = index.index(*(tables if is_two else [table]))
    compare = recordlinkage.Compare()
    for name in table.columns:
        if name in ("sex", "region", "street_number"):
            compare.exact(name, name, label=name)
        else:
            compare.string(name, name, method="jarowinkler", threshold=0.9, label=name)
    features = compare.compute(pairs, *(tables if is_two else [table]))
    classifier = recordlinkage.ECMClassifier(binarize=0.5)
    said = classifier.fit_predict(features)
    left, right = (np.asarray(said.get_level_values(level)) for level in (0, 1))
    looked = [np.asarray(pairs.get_level_values(level)) for level in (0, 1)]
    labels = closed(len(records), left, right)
    return answers(labels, truth, *looked, None)


TOOLS: dict[str, Callable[[Any, np.ndarray], dict[str, float]]] = {
    "aiqyn": ours,
    "Splink 5, documented settings": splink,
    "recordlinkage, ECM": recordlinkage_ecm,
}


# ---------------------------------------------------------------- scale


def model_for_scale() -> Any:
    """The packaged model with Splink's three rules."""
    from dataclasses import replace

    from aiqyn.core.rosters.linkage import packaged_model
    from aiqyn.core.rosters.linkage.model import Key, Rule

    keyed = tuple(Rule(tuple(Key(field, "whole") for field in rule)) for rule in SCALE_RULES)  # type: ignore[arg-type]
    return replace(packaged_model(), rules=keyed, largest_block=10**6, pairs_per_record=1e6, most_pairs=10**9)


def scale_ours(name: str) -> dict[str, float]:
    from generated_records import generated, records_of

    from aiqyn.core.rosters.linkage import link

    columns, truth = generated(GENERATED[name])
    records = records_of(columns)
    began, of_processors = time.perf_counter(), time.process_time()
    pairs = link(records, model=model_for_scale()).pairs
    times = {
        "seconds of processors": time.process_time() - of_processors,
        "seconds": time.perf_counter() - began,
    }
    return {
        **quality(pairs.left, pairs.right, pairs.probability, truth),
        "pairs": len(pairs),
        **times,
    }


def scale_splink(name: str) -> dict[str, float]:
    from generated_records import generated

    columns, truth = generated(GENERATED[name])
    began, of_processors = time.perf_counter(), time.process_time()
    linker = splink_linker(columns, np.zeros(len(truth), np.int32), generated=True)
    found = linker.inference.predict(threshold_match_probability=0.001)
    times = {
        "seconds of processors": time.process_time() - of_processors,
        "seconds": time.perf_counter() - began,
    }
    table = found.as_pandas_dataframe()
    left, right = table["unique_id_l"].to_numpy(), table["unique_id_r"].to_numpy()
    return {
        **quality(left, right, table["match_probability"].to_numpy(), truth),
        "pairs": len(table),
        **times,
    }


def quality(left: np.ndarray, right: np.ndarray, chance: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    said, same = chance >= 0.5, truth[left] == truth[right]
    both, total = int((said & same).sum()), pairs_among(truth)
    return {"F1 of pairs at 0.5": 2 * both / max(int(said.sum()) + total, 1)}


SCALE: dict[str, Callable[[str], dict[str, float]]] = {
    "aiqyn": scale_ours,
    "Splink 5, same rules": scale_splink,
}


# ---------------------------------------------------------------- program


def turn(tool: str, data: str, path: Path | None) -> list[Row]:
    """One tool on one data set, in a process of its own."""
    command = [
        sys.executable,
        __file__,
        "--turn",
        tool,
        "--only",
        data,
        *(["--data", str(path)] if path else []),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        return [row(data, tool, "not measured", reason)]
    told = json.loads(done.stdout.strip().splitlines()[-1])
    rows = [row(data, tool, metric, round(value, 4)) for metric, value in told["answers"].items()]
    for each in rows:
        each.update(seconds=round(told["seconds"], 2), megabytes=round(told["megabytes"]))
    return rows


def row(data: str, tool: str, metric: str, value: float | str) -> Row:
    return {"data": data, "tool": tool, "metric": metric, "value": value, "seconds": None, "megabytes": None}


def one_turn(tool: str, data: str, path: Path | None) -> None:
    if data in GENERATED:
        found = SCALE[tool](data)
        seconds = found.pop("seconds")
    else:
        assert path is not None
        records, truth = read(path)
        began = time.perf_counter()
        found = TOOLS[tool](records, truth)
        seconds = time.perf_counter() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"answers": found, "seconds": seconds, "megabytes": megabytes}))


def data_sets(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    found = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8") as stream:
            titles = stream.readline().strip().split(",")
        if {"id", "cluster"} <= set(titles):
            found.append(path)
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--data", type=Path, help="a folder of CSV files with the columns id and cluster")
    options.add_argument("--only", help="one data set: a file's name without .csv, or generated-100000")
    options.add_argument("--json", action="store_true", dest="as_json")
    options.add_argument("--turn", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.turn:
        one_turn(asked.turn, asked.only, asked.data)
        return
    rows: list[Row] = []
    for path in data_sets(asked.data):
        if asked.only in (None, path.stem):
            for tool in TOOLS:
                rows += turn(tool, path.stem, path)
    for name in GENERATED:
        if asked.only == name or (asked.only is None and name == "generated-100000"):
            for tool in SCALE:
                rows += turn(tool, name, None)
    if asked.as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for each in rows:
        seconds = "" if each["seconds"] is None else f"{each['seconds']:8.1f} s {each['megabytes']:6} MB"
        print(f"{each['data']:18} {each['tool']:30} {each['metric']:38} {each['value']:>10} {seconds}")


if __name__ == "__main__":
    main()
