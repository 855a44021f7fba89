"""`aiqyn rosters …`: lists of persons, and the one list that they make."""

from __future__ import annotations

import typer

from aiqyn.cli import rosters_evaluate
from aiqyn.cli.speaking import helped

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Keep each command one of its own: with one command only, typer would drop its name."""


app.command("evaluate", help=helped(rosters_evaluate.HELP))(rosters_evaluate.evaluate)
