"""Run the `aiqyn` command as a user does: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-c", "from aiqyn.cli import main; main()"]


def aiqyn(
    *arguments: str | Path, home: Path | None = None, code: int = 0, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the command and hold it to an exit code; whatever happens, no traceback is shown."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("AIQYN", "LC_", "LANG"))
    }
    environment |= {"COLUMNS": "160", **variables}
    environment.pop("DATABASE_URL", None)
    if home is not None:
        environment["AIQYN_HOME"] = str(home)
    done = subprocess.run(
        [*COMMAND, *(str(argument) for argument in arguments)],
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done
