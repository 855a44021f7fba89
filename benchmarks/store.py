"""What encryption costs: the same work through Django on the encrypted store and on plain SQLite.

The peer is Django's own backend on Python's `sqlite3`, told the same as ours (write-ahead log,
full synchronisation, deleted content overwritten, a cache of 8 MB, transactions that begin by taking
the lock), so that the ratio is that of encryption and nothing else. `sqlcipher+wiping` is ours with
`cipher_memory_security`, which locks and wipes all memory that SQLite uses; what it costs is why it
is off. Each tool runs in a process of its own, on a new file in a temporary folder; three turns,
the tools taking them in turn, and the least of three is told. `× plain` compares processor time,
which other programs on the machine disturb less than the clock. Reads are hot: the file is in the
system's cache, as it is on any machine that serves pages, but SQLite's own cache is a fraction of
the file, so that pages are decrypted again and again. `keyring` is not set against a
peer but a limit: opening must cost a thief, and not its owner, some time.

    python benchmarks/store.py [--json] [--only NAME] [--data DIR]

`--data` is accepted for the sake of `make bench` and not used: all data are made here, from
numbers, the same each time.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PERSONS = 20_000
COMMITS = 300
POINTS = 5_000
OPENINGS = 300
TURNS = 3
TOOLS = ("sqlite", "sqlcipher", "sqlcipher+wiping")
KEYRING_LIMIT_SECONDS = 2.0

CACHE = "PRAGMA cache_size = -8000"
PLAIN_COMMANDS = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY"
FIRST = ("Айгүл", "Әлия", "Ерлан", "Нұрлан", "Галина", "Сергей", "Жансая", "Қайрат")
LAST = ("Әбдіқадыр", "Иванова", "Құнанбай", "Сейітқызы", "Ким", "Петров", "Тоқтаров", "Үсенов")

Row = dict[str, Any]


def measure(tool: str, folder: Path) -> list[Row]:
    """One tool's turn, in this process alone: Django is set up once in a process."""
    model = prepared(tool, folder / "store.sqlite")
    from django.db import connection, transaction
    from django.db.models import F

    def people() -> None:
        for start in range(0, PERSONS, 1000):
            with transaction.atomic():
                model.objects.bulk_create(person(model, n) for n in range(start, start + 1000))

    def commits() -> None:
        for n in range(COMMITS):
            person(model, PERSONS + n).save(force_insert=True)

    def all_rows() -> None:
        assert sum(1 for _ in model.objects.iterator()) == PERSONS + COMMITS

    def points() -> None:
        for n in range(POINTS):
            model.objects.get(number=n * 7919 % PERSONS)

    def scan() -> None:
        assert model.objects.filter(statement__contains="куәгер 19 999").count() == 0

    def update() -> None:
        with transaction.atomic():
            model.objects.filter(number__lt=PERSONS // 2).update(version=F("version") + 1)

    def openings() -> None:
        for _ in range(OPENINGS):
            connection.close()
            connection.ensure_connection()

    tasks: tuple[tuple[str, int, Callable[[], None]], ...] = (
        ("rows inserted, 1000 in a transaction", PERSONS, people),
        ("rows inserted, one in a transaction", COMMITS, commits),
        ("rows read in one pass", PERSONS + COMMITS, all_rows),
        ("rows found by number", POINTS, points),
        ("rows scanned for a text", PERSONS + COMMITS, scan),
        ("rows updated in one transaction", PERSONS // 2, update),
        ("connections opened", OPENINGS, openings),
    )
    rows = []
    for metric, count, task in tasks:
        started, worked = time.perf_counter(), time.process_time()
        task()
        seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - worked
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows.append(
            {
                "data": "persons",
                "tool": tool,
                "metric": f"{metric}, per second",
                "value": count / seconds,
                "seconds": seconds,
                "cpu_seconds": cpu_seconds,
                "megabytes": peak,
            }
        )
    connection.close()
    return rows


def prepared(tool: str, file: Path) -> Any:
    """Django, set up for the tool, with one table of persons; the model of it."""
    import django
    from django.conf import settings

    from aiqyn.project.keyring import OpenKeyring
    from aiqyn.project.settings import encrypted_database

    if tool == "sqlite":
        options = {"transaction_mode": "IMMEDIATE", "init_command": f"{PLAIN_COMMANDS}; {CACHE}"}
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": file, "OPTIONS": options}
    else:
        database = encrypted_database(file, OpenKeyring.generate())
        wiping = "; PRAGMA cipher_memory_security = ON" if tool == "sqlcipher+wiping" else ""
        database["OPTIONS"]["init_command"] = f"{CACHE}{wiping}"
    settings.configure(
        DATABASES={"default": database}, USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField"
    )
    django.setup()
    from django.db import connection, models

    class Person(models.Model):
        number = models.IntegerField(unique=True)
        name = models.CharField(max_length=200, db_index=True)
        statement = models.TextField()
        details = models.JSONField()
        recorded_at = models.DateTimeField()
        version = models.IntegerField(default=1)

        class Meta:
            app_label = "benchmark"

        def __str__(self) -> str:
            return self.name

    with connection.schema_editor() as editor:
        editor.create_model(Person)
    return Person


def person(model: Any, n: int) -> Any:
    from datetime import UTC, datetime, timedelta

    return model(
        number=n,
        name=f"{FIRST[n % 8]} {LAST[n // 8 % 8]} {n}",
        statement=f"куәгер {n}: көшеде атыс естілді, кейін үйге әскерилер келді. " * 8,
        details={"born": f"19{n % 90 + 10}", "roles": ["victim", "witness"][: n % 2 + 1], "place": n % 300},
        recorded_at=datetime(2022, 1, 5, tzinfo=UTC) + timedelta(minutes=n),
    )


def persons() -> list[Row]:
    """The least of each tool's turns, each with its ratio to plain SQLite."""
    best: dict[tuple[str, str], Row] = {}
    for _ in range(TURNS):
        for tool in TOOLS:
            for row in in_own_process(tool):
                kept = best.setdefault((tool, row["metric"]), row)
                kept["value"] = max(kept["value"], row["value"])
                for least in ("seconds", "cpu_seconds"):
                    kept[least] = min(kept[least], row[least])
    metrics = [metric for tool, metric in best if tool == TOOLS[0]]
    rows = []
    for metric in metrics:
        base = best[TOOLS[0], metric]
        for tool in TOOLS:
            row = best[tool, metric]
            rows.append({**row, "times_plain": row["cpu_seconds"] / base["cpu_seconds"]})
    return rows


def in_own_process(tool: str) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, __file__, "--turn", tool, folder], stdout=subprocess.PIPE, check=True, text=True
        )
    return json.loads(done.stdout)


def keyring() -> list[Row]:
    """Opening a keyring as it is written, beside the limit that a person will bear."""
    from aiqyn.project.keyring import create_keyring, open_keyring

    passphrase = "төрт түлік ақ жауын"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "keyring.json"
        create_keyring(path, passphrase)
        times = []
        for _ in range(5):
            started = time.perf_counter()
            open_keyring(path, passphrase)
            times.append(time.perf_counter() - started)
    seconds = min(times)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    shared = {"data": "keyring", "metric": "keyrings opened, per second", "megabytes": peak}
    return [
        {**shared, "tool": "argon2id", "value": 1 / seconds, "seconds": seconds},
        {**shared, "tool": "limit", "value": 1 / KEYRING_LIMIT_SECONDS, "seconds": KEYRING_LIMIT_SECONDS},
    ]


DATA: dict[str, Callable[[], list[Row]]] = {"persons": persons, "keyring": keyring}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print a list of rows, alone on standard output")
    parser.add_argument("--only", choices=sorted(DATA), help="only this data set")
    parser.add_argument("--data", type=Path, help="not used: the data are made here")
    parser.add_argument("--turn", nargs=2, metavar=("TOOL", "DIR"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.turn:
        tool, folder = options.turn
        json.dump(measure(tool, Path(folder)), sys.stdout)
        return
    rows = [row for name in ([options.only] if options.only else DATA) for row in DATA[name]()]
    for row in rows:
        row.update(
            value=round(row["value"], 1), seconds=round(row["seconds"], 3), megabytes=round(row["megabytes"])
        )
        for name, digits in (("cpu_seconds", 3), ("times_plain", 2)):
            if name in row:
                row[name] = round(row[name], digits)
    if options.json:
        json.dump(rows, sys.stdout, indent=1)
        print()
        return
    print(
        f"{'data':8} {'tool':17} {'metric':53} {'value':>11} {'seconds':>8} {'CPU s':>7} {'MB peak':>8} {'× plain':>8}"
    )
    for row in rows:
        print(
            f"{row['data']:8} {row['tool']:17} {row['metric']:53} {row['value']:>11,} "
            f"{row['seconds']:>8} {row.get('cpu_seconds', ''):>7} {row['megabytes']:>8} {row.get('times_plain', ''):>8}"
        )


if __name__ == "__main__":
    main()
