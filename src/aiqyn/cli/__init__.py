"""The `aiqyn` command. Its modules import what is heavy only when a command runs."""

from __future__ import annotations

from aiqyn.cli.application import main

__all__ = ["main"]
