"""Kill an import at random moments, again and again; tell what was found each time.

Run by `test_kill.py` as a process of its own, since it forks: `kill_trials.py HOME TRIALS SEED`.
Each trial starts from an empty store; a child imports and is killed with SIGKILL; another
child then looks at what is there. Prints one JSON line: how many imports were whole, how many
were not there at all, and everything that was wrong.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

NOTHING, WHOLE = "nothing", "whole"


def main(folder: str, trials: str, seed: str) -> None:
    chance = random.Random(int(seed))
    from aiqyn.project.home import make_home
    from aiqyn.project.keyring import Derivation
    from aiqyn.project.opening import bring_schema_up_to_date, configure, is_in_postgresql

    in_postgresql = is_in_postgresql()
    home, keyring = make_home(
        Path(folder) / "home",
        "any passphrase will do here",
        in_postgresql=in_postgresql,
        derivation=Derivation(memory_kib=19_456, passes=2, lanes=1),
    )
    configure(home, keyring)
    bring_schema_up_to_date()
    from aiqyn.registry.services import open_ledger

    open_ledger("aiqyn/small")
    close_connections()
    read_beforehand()
    reset = flush if in_postgresql else restorer(home.database_path, Path(folder) / "pristine.sqlite")
    duration = max(timed_import(reset) for _ in range(3))
    found: Counter[str] = Counter()
    faults: list[str] = []
    for _ in range(int(trials)):
        reset()
        child = in_child(import_it)
        waited = chance.uniform(0, 1.1 * duration)
        if not ended_within(waited, child):
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        state, wrong = look()
        found[state] += 1
        faults += wrong
        if state == NOTHING and waited > duration:
            duration *= 1.25  # the machine has other work by now: imports have become slower
    print(json.dumps({"duration": duration, "found": found, "faults": faults}))


def read_beforehand() -> None:
    """Load what the children need, so that kills fall into the import and not into getting ready for it."""
    from dossiers import whole_dossier

    import aiqyn.registry.audit  # noqa: F401

    whole_dossier()


def restorer(database: Path, pristine: Path) -> Callable[[], None]:
    shutil.copy(database, pristine)

    def restore() -> None:
        for suffix in ("-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        shutil.copy(pristine, database)

    return restore


def flush() -> None:
    from django.core.management import call_command

    from aiqyn.registry.services import open_ledger

    call_command("flush", verbosity=0, interactive=False)
    open_ledger("aiqyn/small")
    close_connections()


def timed_import(reset: Callable[[], None]) -> float:
    reset()
    began = time.monotonic()
    os.waitpid(in_child(import_it), 0)
    return time.monotonic() - began


def import_it() -> None:
    from dossiers import open_file, whole_dossier

    from aiqyn.registry.services import import_dossier

    import_dossier(whole_dossier(), open_file, by="m-1")


def in_child(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


def ended_within(seconds: float, child: int) -> bool:
    """Whether a child ends by itself in that time; it is not waited for longer than it lives."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if os.waitpid(child, os.WNOHANG) != (0, 0):
            return True
        time.sleep(0.001)
    return False


def look() -> tuple[str, list[str]]:
    """What the store holds after a kill, as a fresh process sees it."""
    reading, writing = os.pipe()

    def tell() -> None:
        with os.fdopen(writing, "w") as pipe:
            pipe.write(json.dumps(seen()))

    child = in_child(tell)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    state, wrong = json.loads(told) if told else ("unreadable", ["the store could not be read"])
    return state, wrong


def seen() -> tuple[str, list[str]]:
    from dossiers import FILES, whole_dossier

    from aiqyn.registry.audit import audit
    from aiqyn.registry.services import read_dossier_value, read_file

    wrong = [str(fault) for fault in audit()]
    held = read_dossier_value()
    if held is None:
        return NOTHING, wrong
    if held != whole_dossier():
        return "half", [*wrong, "the store holds a part of the dossier"]
    if any(b"".join(read_file(path)) != content for path, content in FILES.items()):
        wrong.append("a file is not whole")
    return WHOLE, wrong


def close_connections() -> None:
    from django.db import connections

    connections.close_all()


if __name__ == "__main__":
    main(*sys.argv[1:])
