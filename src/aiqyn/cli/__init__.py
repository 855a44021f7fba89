"""The `aiqyn` command. Its modules import what is heavy only when a command runs."""

from __future__ import annotations

import os

__all__ = ["main"]


def main() -> None:
    """Run the command; whatever goes wrong, its user reads a sentence and no traceback."""
    # Read when NumPy is first imported: its matrices are small here, and threads on them cost five times the work.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from aiqyn.cli.application import main as run

    run()
