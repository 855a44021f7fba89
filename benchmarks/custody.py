"""How fast the ledger grows, proves and is checked, beside the bare hashing that it can't do without.

Each row of ours stands beside one of the tool `hashlib`: SHA-256 over byte strings as many and
as long as the task must hash, in a loop that does nothing else. No program can be faster on
one core without another hash; the ratio is what our own arithmetic costs. All runs are hot: the
data lies in memory, but for the bundle's files, which the system has just written and holds.

    python benchmarks/custody.py [--json] [--only NAME] [--data DIR]

`--data` is accepted for the sake of `make bench` and not used: all data are made here, from
numbers, the same each time.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from aiqyn.core.custody import (
    BundleFile,
    CompactRange,
    LedgerEntry,
    Manifest,
    NodesInMemory,
    RecordedVersion,
    RecordVersion,
    SigningKey,
    canonical_bytes,
    commit,
    file_version,
    leaf_hash,
    proof_files,
    prove_file,
    prove_inclusion,
    prove_records,
    sign_checkpoint,
    tree_head,
    verify_bundle,
    verify_inclusion,
)
from aiqyn.exchange.bundle_folder import BundleFolder, hash_files

ENTRIES = 100_000
PROOFS = 10_000
RECORDS = 10_000
FILE_MEBIBYTES = 256
AT = datetime(2026, 3, 1, tzinfo=UTC)
KEY = SigningKey("aiqyn/benchmark", bytes(32))

Row = dict[str, object]


def row(data: str, tool: str, metric: str, value: float, seconds: float) -> Row:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "data": data,
        "tool": tool,
        "metric": metric,
        "value": round(value),
        "seconds": round(seconds, 3),
        "megabytes": round(peak),
    }


def seconds(task: Callable[[], object]) -> float:
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


def hash_all(lengths: Iterable[int]) -> None:
    """What every row is measured against."""
    longest = bytes(max(lengths := list(lengths)))
    pieces = {length: longest[:length] for length in set(lengths)}
    for length in lengths:
        sha256(pieces[length]).digest()


def against_hashing(
    data: str, metric: str, count: int, task: Callable[[], object], lengths: list[int]
) -> Iterator[Row]:
    for tool, run in (("aiqyn", task), ("hashlib", lambda: hash_all(lengths))):
        took = seconds(run)
        yield row(data, tool, metric, count / took, took)


def entry(number: int) -> bytes:
    return LedgerEntry(AT, "create", sha256(number.to_bytes(8, "big")).digest()).as_bytes()


def log_of_100_000() -> Iterator[Row]:
    """A log of 100,000 entries: grown one by one, and checked from its first entry."""
    entries = [entry(number) for number in range(ENTRIES)]
    full_nodes = sum(ENTRIES >> level for level in range(1, ENTRIES.bit_length()))
    lengths = [1 + len(item) for item in entries] + [65] * full_nodes
    nodes = NodesInMemory()

    def grow() -> None:
        for item in entries:
            nodes.append(leaf_hash(item))

    yield from against_hashing("log-100000", "entries appended a second", ENTRIES, grow, lengths)
    yield from against_hashing(
        "log-100000",
        "entries checked a second",
        ENTRIES,
        lambda: tree_head(leaf_hash(item) for item in entries),
        lengths,
    )
    indexes = range(0, ENTRIES, ENTRIES // PROOFS)
    head = nodes.range.head()

    def prove_and_verify() -> None:
        for index in indexes:
            proof = prove_inclusion(index, ENTRIES, nodes)
            verify_inclusion(leaf_hash(entries[index]), index, head, proof)

    yield from against_hashing(
        "log-100000",
        "proofs made and checked a second",
        PROOFS,
        prove_and_verify,
        ([1 + len(entries[0])] + [65] * 17) * PROOFS,
    )
    yield from against_hashing(
        "log-100000",
        "states read and continued a second",
        PROOFS,
        lambda: [CompactRange.read(ENTRIES - 1, nodes).append(leaf_hash(entries[0])) for _ in range(PROOFS)],
        ([1 + len(entries[0])] + [65] * 5) * PROOFS,
    )


def version(number: int) -> RecordVersion:
    fields = {f"field_{name}": f"value {number} of the field {name}" for name in range(8)}
    return RecordVersion("persons", f"P{number}", "member", fields)


def bundle_of_10_000_records() -> Iterator[Row]:
    """A bundle with 10,000 records of eight fields, seven of them told, and a large file."""
    secrets = [sha256(b"secret" + number.to_bytes(8, "big")).digest() for number in range(RECORDS + 2)]
    nodes, recorded = NodesInMemory(), []

    def record(one: RecordVersion, action: str) -> int:
        index = nodes.range.size
        made = LedgerEntry(AT, action, commit(one, secrets[index]))
        nodes.append(made.leaf())
        recorded.append((one, secrets[index], made))
        return index

    versions = [version(number) for number in range(RECORDS)]
    field_bytes = 17 + len(canonical_bytes(["field_0", versions[-1].fields["field_0"]]))
    # Eleven fields with their salts and five decoys (HMAC hashes four times), then the whole.
    of_one_record = [field_bytes] * 11 + [64] * 4 * 16 + [1 + 16 * 32, 160, 65]
    yield from against_hashing(
        "bundle-10000",
        "records committed to a second",
        RECORDS,
        lambda: [record(one, "create") for one in versions],
        of_one_record * RECORDS,
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report").mkdir()
        with (folder / "report/video.bin").open("wb") as stream:
            for _ in range(FILE_MEBIBYTES):
                stream.write(bytes(2**20))
        told = [f"field_{number}" for number in range(7)]
        release = canonical_bytes(
            {"records": {"persons": {one.id: {name: one.fields[name] for name in told} for one in versions}}}
        )
        (folder / "release.json").write_bytes(release)
        at_release = record(file_version("release", "r", "m", release), "release")
        files: tuple[BundleFile, ...] = hash_files(folder)
        manifest = Manifest("benchmark", {"en": "Benchmark"}, files).as_bytes()
        (folder / "manifest.json").write_bytes(manifest)
        at_publication = record(file_version("publication", "p", "m", manifest), "publish")
        size = nodes.range.size
        opened = [RecordedVersion(*recorded[index], index, told) for index in range(RECORDS)]
        made: dict[str, bytes] = {}

        def prove() -> None:
            made.update(
                proof_files(
                    key=KEY.verifier,
                    checkpoint=sign_checkpoint(nodes.range.head(), KEY, previous=None),
                    earlier=[],
                    release=prove_file(*recorded[at_release], index=at_release, size=size, nodes=nodes),
                    publication=prove_file(
                        *recorded[at_publication], index=at_publication, size=size, nodes=nodes
                    ),
                    records=prove_records(opened, size=size, nodes=nodes),
                )
            )

        yield from against_hashing(
            "bundle-10000",
            "records proved a second",
            RECORDS,
            prove,
            ([field_bytes] * 2 + [64] * 4 * 16) * RECORDS,
        )
        (folder / "proof").mkdir()
        for path, data in made.items():
            (folder / path).write_bytes(data)
        outcome: list[bool] = []
        hashed = [file.size for file in files] + ([field_bytes] * 9 + [1 + 16 * 32, 160, 65]) * RECORDS
        yield from against_hashing(
            "bundle-10000",
            "bytes verified a second",
            sum(file.size for file in files),
            lambda: outcome.append(verify_bundle(BundleFolder(folder)).holds),
            hashed,
        )
        if outcome != [True]:
            raise SystemExit("the benchmark's own bundle does not hold")
        proofs = sum(map(len, made.values()))
        yield row("bundle-10000", "aiqyn", "bytes of proofs for each record", proofs / RECORDS, 0)


DATA = {"log": log_of_100_000, "bundle": bundle_of_10_000_records}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print a list of rows, alone on standard output")
    parser.add_argument("--only", choices=sorted(DATA), help="only this data set")
    parser.add_argument("--data", type=Path, help="not used: the data are made here")
    options = parser.parse_args()
    chosen = [options.only] if options.only else list(DATA)
    rows = [made for name in chosen for made in DATA[name]()]
    if options.json:
        json.dump(rows, sys.stdout, indent=1)
        print()
        return
    print(f"{'data':14} {'tool':8} {'metric':36} {'value':>14} {'seconds':>8} {'MB peak':>8}")
    for made in rows:
        print(
            f"{made['data']:14} {made['tool']:8} {made['metric']:36} {made['value']:>14,} "
            f"{made['seconds']:>8} {made['megabytes']:>8}"
        )


if __name__ == "__main__":
    main()
