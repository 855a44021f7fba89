"""`aiqyn init`, `serve`, `import`, `export`: an inquiry's home, and dossiers in and out of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

import typer

from aiqyn.cli.opening import (
    HomeOption,
    MemberOption,
    PassphraseDescriptorOption,
    PassphraseFileOption,
    acting_member,
    open_inquiry,
)
from aiqyn.cli.speaking import (
    FAULTS,
    REFUSED,
    JsonOption,
    LanguageOption,
    fail,
    faults_told,
    helped,
    kind_title,
    output,
    print_json,
    progress_bar,
    say,
    show_refusal,
    words,
)
from aiqyn.core.language import Language

__all__ = ["export", "import_", "init", "serve", "show_imported"]


def init(
    inquiry: Annotated[
        str,
        typer.Argument(help=helped("Id of the inquiry, as in its dossier: january-2022."), metavar="INQUIRY"),
    ],
    member: Annotated[
        str,
        typer.Option("--member", help=helped("Id with which the first member will sign in."), prompt=True),
    ],
    name: Annotated[
        str | None, typer.Option("--name", help=helped("How the other members see the first one."))
    ] = None,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    passphrase_descriptor: PassphraseDescriptorOption = None,
    password_file: Annotated[
        Path | None,
        typer.Option(
            "--password-file", help=helped("Read the member's password from this file instead of asking.")
        ),
    ] = None,
    language: LanguageOption = "",
) -> None:
    """Set up an empty, encrypted inquiry and its first member."""
    from pydantic import TypeAdapter, ValidationError

    from aiqyn.core.values import Identifier
    from aiqyn.project.home import choose_folder, make_home
    from aiqyn.project.opening import bring_schema_up_to_date, configure, is_in_postgresql
    from aiqyn.project.passphrase import read_new_passphrase

    for text in (inquiry, member):
        try:
            TypeAdapter(Identifier).validate_python(text)
        except ValidationError:
            fail(
                words(
                    "“{found}” can't be an id. Use Latin letters, digits, dots, hyphens and underscores.",
                    language,
                    found=text,
                )
            )
    passphrase = read_new_passphrase(
        file=passphrase_file, descriptor=passphrase_descriptor, language=cast(Language, language)
    )
    password = _new_password(password_file, language)
    folder = choose_folder(home)
    made, keyring = make_home(folder, passphrase, in_postgresql=is_in_postgresql())
    configure(made, keyring)
    bring_schema_up_to_date()
    set_up(inquiry, member, name or member, password, language)
    say(words("The inquiry {inquiry} is set up in {folder}.", language, inquiry=inquiry, folder=folder))
    say(words("Next: aiqyn import DOSSIER, then aiqyn serve.", language))


def _new_password(file: Path | None, language: str) -> str:
    from aiqyn.project.passphrase import read_new_passphrase

    if file is None:
        say(words("Now the first member's password, for signing in.", language))
    return read_new_passphrase(file=file, language=cast(Language, language))


def set_up(inquiry: str, member: str, name: str, password: str, language: str) -> None:
    """Give a fresh store its ledger and its first member."""
    from django.core.exceptions import ValidationError

    from aiqyn.registry.services import add_member, open_ledger

    open_ledger(f"aiqyn/{inquiry}")
    try:
        add_member(member, name, password, roles=("security_lead",))
    except ValidationError as error:
        fail("\n".join(error.messages), code=FAULTS)


def serve(
    home: HomeOption = None,
    host: Annotated[
        str, typer.Option(help=helped("Address to listen on; others can't reach the default."))
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help=helped("Port to listen on; 0 takes a free one."), min=0, max=65535)
    ] = 8000,
    passphrase_file: PassphraseFileOption = None,
    passphrase_descriptor: PassphraseDescriptorOption = None,
    language: LanguageOption = "",
) -> None:
    """Serve the inquiry's pages to its members, on this machine, until Ctrl-C."""
    from aiqyn.project.serving import serve as serve_pages

    open_inquiry(home, passphrase_file, passphrase_descriptor, language)
    serve_pages(host=host, port=port, on_ready=lambda address: announce(address, language))


def announce(address: str, language: str) -> None:
    """Say where the pages are."""
    say(
        words(
            "Open {address} in a browser. Ctrl-C stops the server and locks the inquiry.",
            language,
            address=address,
        )
    )


def import_(
    path: Annotated[Path, typer.Argument(help=helped("Folder of a dossier."), metavar="PATH")],
    home: HomeOption = None,
    member: MemberOption = None,
    check: Annotated[
        bool,
        typer.Option("--check", help=helped("Only look for faults; open no inquiry and change nothing.")),
    ] = False,
    passphrase_file: PassphraseFileOption = None,
    passphrase_descriptor: PassphraseDescriptorOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = "",
) -> None:
    """Take in a dossier: all of it, or nothing and a list of its faults."""
    from aiqyn.core.faults import Refused
    from aiqyn.exchange.dossier import read_dossier

    if not path.exists():
        fail(words("There is no {path}.", language, path=path))
    nothing = words("Nothing was imported.", language)
    with (
        faults_told(language, as_json=as_json, consequence=nothing),
        progress_bar(words("Reading", language), silent=as_json) as progress,
    ):
        folder = read_dossier(path, progress=progress)
    if check:
        _tell_check(folder.dossier, as_json=as_json, language=language)
        return
    open_inquiry(home, passphrase_file, passphrase_descriptor, language)
    from aiqyn.registry.services import import_dossier

    with progress_bar(words("Importing", language), silent=as_json) as progress:
        done = import_dossier(
            folder.dossier, folder.open_file, by=acting_member(member, language), progress=progress
        )
    if isinstance(done, Refused):
        show_refusal(done, language)
        raise typer.Exit(REFUSED)
    if as_json:
        print_json({"outcomes": done.outcomes, "kept": done.kept})
    else:
        show_imported(done, language)


def _tell_check(dossier: object, *, as_json: bool, language: str) -> None:
    from aiqyn.core.inquiry import KINDS, Dossier

    assert isinstance(dossier, Dossier)
    counts = {kind: len(dossier.all_of(kind)) for kind in KINDS if dossier.all_of(kind)}
    if as_json:
        print_json({"faults": [], "counts": counts})
        return
    say(words("No faults. The dossier holds:", language))
    for kind, number in counts.items():
        say(f"  {number:>6}  {kind_title(kind, language)}")


def show_imported(done: object, language: str) -> None:
    """What an import did, kind by kind."""
    from rich.table import Table

    from aiqyn.registry.services import Imported

    assert isinstance(done, Imported)
    outcomes = {
        "create": words("new", language),
        "change": words("changed", language),
        "unchanged": words("as it was", language),
    }
    table = Table(box=None, pad_edge=False)
    table.add_column(words("kind", language))
    for label in outcomes.values():
        table.add_column(label, justify="right")
    table.add_column(words("only here", language), justify="right")
    for kind, counts in done.outcomes.items():
        table.add_row(
            kind_title(kind, language),
            *(str(counts.get(outcome, 0)) for outcome in outcomes),
            str(done.kept.get(kind, 0)),
        )
    output().print(table)


def export(
    path: Annotated[
        Path, typer.Argument(help=helped("Folder to write the dossier to; must not exist."), metavar="PATH")
    ],
    home: HomeOption = None,
    member: MemberOption = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=helped("Replace an earlier export of the same inquiry."))
    ] = False,
    passphrase_file: PassphraseFileOption = None,
    passphrase_descriptor: PassphraseDescriptorOption = None,
    language: LanguageOption = "",
) -> None:
    """Write the whole inquiry as a dossier: unencrypted, with everything in it, for members alone."""
    from aiqyn.exchange.dossier import write_dossier

    open_inquiry(home, passphrase_file, passphrase_descriptor, language)
    from aiqyn.registry.services import export_dossier, read_file

    dossier = export_dossier(by=acting_member(member, language))
    if dossier is None:
        fail(words("The inquiry is empty. Import a dossier first.", language), code=FAULTS)
    write_dossier(dossier, path, read_file, overwrite=overwrite)
    say(
        words(
            "Written to {path}. It is not encrypted and holds everything: keep it as you would the store.",
            language,
            path=path,
        )
    )
