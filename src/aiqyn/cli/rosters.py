"""`aiqyn rosters …`: lists of persons, read, linked, compared and held against a truth."""

from __future__ import annotations

import typer

from aiqyn.cli import rosters_evaluate, rosters_read
from aiqyn.cli.speaking import helped

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

app.command("read", help=helped(rosters_read.HELP))(rosters_read.read)
app.command(
    "evaluate",
    help=helped("Hold persons found on lists against the truth: of all rows, or of some persons looked up."),
)(rosters_evaluate.evaluate)
