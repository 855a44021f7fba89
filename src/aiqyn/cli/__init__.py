"""The `aiqyn` command. Its modules import what is heavy only when a command runs."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command; whatever goes wrong, its user reads a sentence and no traceback."""
    from aiqyn.cli.application import main as run

    run()
