"""`aiqyn rosters …`: lists of persons, read, linked, compared and held against a truth."""

from __future__ import annotations

import typer

from aiqyn.cli import rosters_compare, rosters_evaluate, rosters_link, rosters_read
from aiqyn.cli.speaking import helped

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

app.command(
    "read",
    help=helped(
        "Read lists of persons, whatever they are written in: what each column is taken to mean, and every row "
        "that can't be read."
    ),
)(rosters_read.read)
app.command(
    "link",
    help=helped(
        "Make one list of persons out of several lists, or find who is twice on one: who is who, how sure "
        "that is, and what people should decide."
    ),
)(rosters_link.link)
app.command(
    "compare",
    help=helped(
        "Tell what linked lists say together: who is on which, what conflicts, how they overlap and grew, and "
        "which are too equal to be independent."
    ),
)(rosters_compare.compare)
app.command(
    "evaluate",
    help=helped("Hold persons found on lists against the truth: of all rows, or of some persons looked up."),
)(rosters_evaluate.evaluate)
