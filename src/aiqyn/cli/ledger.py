"""`aiqyn ledger …`: is the record of changes whole?"""

from __future__ import annotations

from typing import cast

import typer

from aiqyn.cli.opening import HomeOption, PassphraseDescriptorOption, PassphraseFileOption, open_inquiry
from aiqyn.cli.speaking import (
    FAULTS,
    JsonOption,
    LanguageOption,
    complain,
    helped,
    print_json,
    progress_bar,
    say,
    told,
    words,
)
from aiqyn.core.language import Language

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Keep `verify` a command of its own: with one command only, typer would drop its name."""


@app.command(
    "verify", help=helped("Check that ledger and registry agree, down to every entry and signature.")
)
def verify(
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    passphrase_descriptor: PassphraseDescriptorOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = "",
) -> None:
    open_inquiry(home, passphrase_file, passphrase_descriptor, language)
    from aiqyn.registry.audit import audit
    from aiqyn.registry.ledger import current_state

    with progress_bar(words("Checking", language), silent=as_json) as progress:
        faults = audit(progress=progress)
    state = current_state()
    size = state.checkpoint.head.size if state else 0
    root = state.checkpoint.head.root.hex() if state else None
    if as_json:
        told_faults = [fault.in_language(cast(Language, language)) for fault in faults]
        print_json({"holds": not faults, "entries": size, "root": root, "faults": told_faults})
    elif faults:
        for fault in faults:
            complain().print(told(fault, language), markup=False)
    else:
        say(
            words(
                "The ledger holds: {size} entries, each as it was recorded; root {root}.",
                language,
                size=size,
                root=root,
            )
        )
    if faults:
        raise typer.Exit(FAULTS)
