"""The application that holds all commands, and the last place where an error can become words."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from aiqyn.cli import inquiry, ledger, releases
from aiqyn.cli.demo import demo
from aiqyn.cli.estimate import estimate
from aiqyn.cli.figures import app as figures
from aiqyn.cli.names import app as names
from aiqyn.cli.redoing import redo
from aiqyn.cli.rosters import app as rosters
from aiqyn.cli.speaking import FAULTS, complain, helped, language_of_terminal, told, words
from aiqyn.cli.verify import verify

__all__ = ["application", "main"]

application = typer.Typer(
    name="aiqyn",
    help=helped(
        "The working system of an independent investigation: from testimony to findings anyone can check."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@application.callback()
def _version(
    version: Annotated[
        bool, typer.Option("--version", help=helped("Print the version and stop."), is_eager=True)
    ] = False,
) -> None:
    if version:
        from aiqyn import __version__

        typer.echo(f"aiqyn {__version__}")
        raise typer.Exit


application.command(
    "demo", help=helped("Run the January 2022 inquiry from its dossier to a verified report, and serve it.")
)(demo)
application.command("init", help=helped("Set up an empty, encrypted inquiry and its first member."))(
    inquiry.init
)
application.command("serve", help=helped("Serve the inquiry's pages to its members, on this machine."))(
    inquiry.serve
)
application.command(
    "import", help=helped("Take in a dossier: all of it, or nothing and a list of its faults.")
)(inquiry.import_)
application.command("export", help=helped("Write the whole inquiry as a dossier, for members alone."))(
    inquiry.export
)
application.add_typer(
    figures, name="figures", help=helped("Stated counts: do they agree, and what do they imply?")
)
application.add_typer(names, name="names", help=helped("Names of persons: are two of them of one?"))
application.add_typer(rosters, name="rosters", help=helped("Lists of persons: which rows are one person?"))
application.command(
    "estimate",
    help=helped("How many are on no list: multiple systems estimation, or a refusal with its reason."),
)(estimate)
application.command(
    "redo", help=helped("Make the estimates of a published bundle again, from the bundle alone.")
)(redo)
application.add_typer(ledger.app, name="ledger", help=helped("The record of every change."))
application.add_typer(releases.app, name="release", help=helped("What may leave the inquiry."))
application.command("publish", help=helped("Make the report, its data and its proofs from a release."))(
    releases.publish
)
application.command(
    "verify", help=helped("Check a published bundle, without the inquiry and without its keys.")
)(verify)


def main() -> None:
    """Run the command; whatever goes wrong, its user reads a sentence and no traceback."""
    _speak_utf8()
    try:
        application()
    except Exception as error:
        sys.exit(_explain(error))


def _speak_utf8() -> None:
    """Kazakh and Russian must not fail on a terminal that claims to be ASCII."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _explain(error: Exception) -> int:
    language = language_of_terminal()
    because = getattr(error, "because", None)
    console = complain()
    if because is not None:
        console.print(told(because, language), markup=False)
        return FAULTS
    if isinstance(error, OSError) and error.filename is not None:
        text = words("{file}: {reason}", language, file=error.filename, reason=error.strerror)
        console.print(text, markup=False)
        return FAULTS
    if os.environ.get("AIQYN_DEBUG"):
        raise error
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_globals.get('__name__', '?')}:{frame.tb_lineno}" if frame else "?"
    console.print(
        words(
            "This is a defect of aiqyn, not yours: {kind} at {place}. What was under way was undone. "
            "Set AIQYN_DEBUG=1 to see more; it may show names.",
            language,
            kind=type(error).__name__,
            place=place,
        ),
        markup=False,
    )
    return FAULTS
