"""How the command speaks: the reader's language, results on standard output, all else on standard error.

Exit codes: 0 done; 1 the input has faults, which are listed; 2 wrong usage; 3 refused on
principle, with the reason.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, cast

import typer

from aiqyn.core.faults import Fault, InputFaults, Refused
from aiqyn.core.language import LANGUAGES, Language, Sentence, catalogue, sentence
from aiqyn.core.shown import shown

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "FAULTS",
    "REFUSED",
    "WRONG_USAGE",
    "JsonOption",
    "LanguageOption",
    "complain",
    "fail",
    "faults_told",
    "helped",
    "kind_title",
    "language_of_terminal",
    "output",
    "print_json",
    "progress_bar",
    "say",
    "show_faults",
    "show_refusal",
    "told",
    "words",
]

FAULTS, WRONG_USAGE, REFUSED = 1, 2, 3


def language_of_terminal() -> str:
    """`AIQYN_LANGUAGE`, else the language of the terminal's locale, else English."""
    for variable in ("AIQYN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        begins = os.environ.get(variable, "")[:2].lower()
        if begins in LANGUAGES:
            return begins
    return "en"


def kind_title(kind: str, language: str) -> str:
    """What a kind of records is called; of what is no kind of an inquiry, its own name."""
    from aiqyn.core.inquiry import KIND_TITLES

    title = KIND_TITLES.get(kind)
    return kind if title is None else told(title, language)


def words(template: str, language: str, /, **values: object) -> str:
    """A sentence of the command's own catalogue, in that language."""
    return sentence(template, room="cli", **values).in_language(cast(Language, language))


def helped(template: str) -> str:
    """A text of `--help`, in the language of the terminal."""
    return words(template, language_of_terminal())


def _checked_language(language: str) -> str:
    """The language asked for, or the terminal's where none was."""
    if not language:
        return language_of_terminal()
    if language not in LANGUAGES:
        raise typer.BadParameter(f"{language}: {', '.join(LANGUAGES)}")
    return language


LanguageOption = Annotated[
    str,
    typer.Option(
        "--language",
        metavar="kk|ru|en",
        help=helped("Language of what is printed."),
        show_default=False,
        callback=_checked_language,
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help=helped("Print JSON for programs, alone on standard output."))
]


def told(text: Sentence, language: str) -> str:
    """Any sentence in that language."""
    return text.in_language(cast(Language, language))


def output() -> Console:
    """Where results go."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


def complain() -> Console:
    """Where faults, refusals and progress go."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def say(text: str) -> None:
    """One line of result, as it is: nothing in it is read as markup."""
    output().print(text, markup=False)


def print_json(value: Any) -> None:
    """JSON for programs, alone on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_faults(faults: Sequence[Fault], language: str, *, consequence: str) -> None:
    """All faults, each with where, what was found, what is accepted and why; then what that means.

    Args:
        faults: In the order in which they should be mended.
        language: The reader's.
        consequence: What became of the work, usually that nothing was changed; already worded.
    """
    console = complain()
    reader = cast(Language, language)
    labels = [words("found", language), words("accepted", language), words("because", language)]
    width = max(len(label) for label in labels)
    for fault in faults:
        console.print(shown(_place(fault, language)), markup=False, style="bold")
        because = told(fault.because, language) if fault.because else None
        contents = [fault.found_in(reader), told(fault.accepted, language), because]
        for label, content in zip(labels, contents, strict=True):
            if content is not None:
                console.print(f"  {label.ljust(width)}  {shown(content)}", markup=False)
    files = len({fault.file for fault in faults})
    console.print()
    console.print(_counted(len(faults), files, language) + " " + consequence, markup=False)


def _place(fault: Fault, language: str) -> str:
    place = fault.file
    if fault.row is not None:
        place += ", " + words("line {row}", language, row=fault.row)
    if fault.field is not None:
        place += f", {fault.field}"
    return place


def _counted(faults: int, files: int, language: str) -> str:
    catalogued = catalogue("cli", cast(Language, language))
    in_files = catalogued.ngettext("in {files} file", "in {files} files", files).format(files=files)
    counted = catalogued.ngettext("{faults} fault", "{faults} faults", faults).format(faults=faults)
    return f"{counted} {in_files}."


def show_refusal(refused: Refused, language: str) -> None:
    """Why something is refused on principle."""
    complain().print(
        words("Refused: {because}", language, because=told(refused.because, language)), markup=False
    )


def fail(text: str, *, code: int = WRONG_USAGE) -> NoReturn:
    """End the command with one sentence on standard error."""
    complain().print(text, markup=False)
    raise typer.Exit(code)


@contextmanager
def faults_told(language: str, *, as_json: bool = False, consequence: str | None = None) -> Iterator[None]:
    """Within this block, `InputFaults` are listed for the reader and end the command with exit code 1."""
    try:
        yield
    except InputFaults as error:
        if as_json:
            print_json({"faults": [fault.as_json(cast(Language, language)) for fault in error.faults]})
        else:
            told_consequence = consequence or words("Nothing was changed.", language)
            show_faults(error.faults, language, consequence=told_consequence)
        raise typer.Exit(FAULTS) from None


@contextmanager
def progress_bar(title: str, *, silent: bool = False) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on standard error with the time left, shown only to people; told (done, total, what)."""
    console = complain()
    if silent or not console.is_terminal:
        yield lambda done, total, what: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total, what: bar.update(
            task, completed=done, total=total, description=f"{title}: {what}"
        )
