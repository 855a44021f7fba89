"""Opening the inquiry for a command: which home, which passphrase, which member."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

import typer

from aiqyn.cli.speaking import FAULTS, fail, helped, words
from aiqyn.core.language import Language

__all__ = [
    "HomeOption",
    "MemberOption",
    "PassphraseDescriptorOption",
    "PassphraseFileOption",
    "acting_member",
    "open_inquiry",
]

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help=helped("Folder of the inquiry; else AIQYN_HOME, else your data folder.")),
]
PassphraseFileOption = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help=helped("Read the passphrase from this file instead of asking.")),
]
PassphraseDescriptorOption = Annotated[
    int | None,
    typer.Option("--passphrase-fd", help=helped("Read the passphrase from this open file descriptor.")),
]
MemberOption = Annotated[
    str | None,
    typer.Option("--member", help=helped("Id of the member who acts; needed where there are several.")),
]


def open_inquiry(
    home: Path | None, passphrase_file: Path | None, passphrase_descriptor: int | None, language: str
) -> None:
    """Unlock the store and set the process up for it; ends the command where that can't be done.

    Raises:
        CannotOpenInquiry: With the sentence that says why; `main` shows it.
    """
    from aiqyn.project.home import choose_folder, find_home, unlock_home
    from aiqyn.project.opening import bring_schema_up_to_date, configure, is_in_postgresql
    from aiqyn.project.passphrase import read_passphrase

    if passphrase_file is not None and passphrase_descriptor is not None:
        fail(words("Give --passphrase-file or --passphrase-fd, not both.", language))
    found = find_home(choose_folder(home), in_postgresql=is_in_postgresql())
    passphrase = read_passphrase(
        file=passphrase_file, descriptor=passphrase_descriptor, language=cast(Language, language)
    )
    configure(found, unlock_home(found, passphrase))
    bring_schema_up_to_date()


def acting_member(member: str | None, language: str) -> str:
    """The id of the member who acts: the one named, or the only one there is."""
    from aiqyn.registry.services import active_members

    ids: list[str] = [found.id for found in active_members()]
    if member is not None:
        if member not in ids:
            fail(words("No active member is called {member}.", language, member=member), code=FAULTS)
        return member
    if len(ids) != 1:
        choices = ", ".join(ids) or "–"
        fail(words("Say with --member who acts: {choices}.", language, choices=choices))
    return ids[0]
