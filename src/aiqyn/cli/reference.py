"""The reference of the commands as a Markdown page, made from the commands themselves.

`python -m aiqyn.cli.reference FILE` writes it; with `--check` it changes nothing and fails where
the file says anything else.
"""

from __future__ import annotations

import argparse
import html
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aiqyn.cli.promises import EXIT_CODES, PROMISES, Json, Promise

if TYPE_CHECKING:
    from typer import Context

    # What `typer.main.get_command` gives; only types are taken from there.
    from typer._click.core import Command as TyperCommand
    from typer._click.core import Parameter

__all__ = ["Command", "all_commands", "as_markdown", "main"]

HEAD = """\
# Commands

Made from the commands' own help by `make commands`. Every command takes `--help` or `-h` and says the same in
Kazakh, Russian and English: in the language of `AIQYN_LANGUAGE`, else of the terminal's locale.

Text output is for people. `--json` is for programs: JSON goes alone to standard output, everything else to
standard error. In the paths of its keys `[]` is each item of a list, `*` any name, `**` anything. Names, options,
exit codes and JSON keys are public interface: what changes in them stands in the changelog.
"""


@dataclass(frozen=True, slots=True)
class Command:
    """One command or group of commands.

    Attributes:
        path: Its name with those of the groups around it, for example `release diff`.
        usage: How it is called.
        help: What it does.
        parameters: The names of each argument or option, and what it does.
        is_group: Whether it only holds others.
    """

    path: str
    usage: str
    help: str
    parameters: tuple[tuple[str, str], ...]
    is_group: bool


def all_commands() -> tuple[Command, ...]:
    """Every command in the order of `--help`, each group before its own; in the language of the terminal."""
    import typer
    from typer.main import get_command

    from aiqyn.cli.application import application

    root = get_command(application)
    return tuple(_walk(root, typer.Context(root, info_name="aiqyn")))


def _walk(command: TyperCommand, context: Context) -> Iterator[Command]:
    import typer

    below = getattr(command, "commands", {})
    pieces = [piece for piece in command.collect_usage_pieces(context) if piece]
    yield Command(
        path=context.command_path.removeprefix("aiqyn").strip(),
        usage=" ".join([context.command_path, *pieces]),
        help=command.help or "",
        parameters=tuple(_parameter(parameter, context) for parameter in command.params),
        is_group=bool(below),
    )
    for name, child in below.items():
        if not child.hidden:
            yield from _walk(child, typer.Context(child, info_name=name, parent=context))


def _parameter(parameter: Parameter, context: Context) -> tuple[str, str]:
    record = parameter.get_help_record(context)
    names, text = record if record is not None else (parameter.name or "", "")
    return names, " ".join(text.split())


def as_markdown() -> str:
    """The whole page."""
    commands = all_commands()
    return "\n".join([HEAD, *_exit_codes(), *(line for command in commands for line in _section(command))])


def _exit_codes() -> Iterator[str]:
    yield "## Exit codes\n"
    yield from _table("code", "meaning", ((str(code), meaning) for code, meaning in EXIT_CODES.items()))


def _section(command: Command) -> Iterator[str]:
    depth = "###" if " " in command.path else "##"
    yield f"{depth} aiqyn {command.path}".rstrip() + "\n"
    yield command.help + "\n"
    yield f"    {command.usage}\n"
    if command.parameters:
        rows = ((_code(names), text) for names, text in command.parameters)
        yield from _table("argument or option", "what it does", rows)
    if not command.is_group:
        # A test fails for a command without promises; its help is in the reference all the same.
        yield from _promise(PROMISES.get(command.path, Promise()))


def _promise(promise: Promise) -> Iterator[str]:
    if promise.exits:
        rows = ((str(code), meaning) for code, meaning in promise.exits.items())
        yield from _table("exit code", "meaning here", rows)
    for form in promise.json:
        yield from _json(form)


def _json(form: Json) -> Iterator[str]:
    yield f"**`--json`** {form.when}".rstrip() + "\n"
    yield from _table("key", "what it holds", ((_code(path), text) for path, text in form.keys.items()))


def _code(text: str) -> str:
    """Code in a table's cell: how a `|` within backticks is to be escaped, readers of Markdown disagree."""
    return f"<code>{html.escape(text).replace('|', '&#124;')}</code>" if "|" in text else f"`{text}`"


def _table(left: str, right: str, rows: Iterator[tuple[str, str]]) -> Iterator[str]:
    yield f"| {left} | {right} |\n|---|---|"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "&#124;") for cell in row) + " |"
    yield ""


def main(arguments: list[str] | None = None) -> int:
    """Write the page, or check it; the exit code."""
    # Help is worded when the commands are imported, and the page is in English.
    os.environ["AIQYN_LANGUAGE"] = "en"
    parser = argparse.ArgumentParser(prog="python -m aiqyn.cli.reference", description=__doc__)
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the file differs")
    options = parser.parse_args(arguments)
    text = as_markdown()
    if not options.check:
        options.file.write_text(text, encoding="utf-8")
        return 0
    if options.file.is_file() and options.file.read_text(encoding="utf-8") == text:
        return 0
    print(f"{options.file} is not what the commands say; run `make commands`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
