"""`aiqyn verify`: check a published bundle with nothing but the bundle, and say what that proves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from aiqyn.cli.speaking import (
    FAULTS,
    JsonOption,
    LanguageOption,
    fail,
    helped,
    output,
    print_json,
    progress_bar,
    show_faults,
    told,
    words,
)
from aiqyn.core.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from aiqyn.core.custody import Verification, VerifierKey
    from aiqyn.core.language import Sentence

__all__ = ["verify"]


def verify(
    bundle: Annotated[Path, typer.Argument(help=helped("Folder of the bundle."), metavar="BUNDLE")],
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            metavar="KEY",
            help=helped(
                "The inquiry's verifier key, name+id+base64, or a file that holds it; from elsewhere than "
                "the bundle."
            ),
        ),
    ] = None,
    as_json: JsonOption = False,
    language: LanguageOption = "",
) -> None:
    """Check a published bundle: exit code 0 only if every proof in it holds."""
    from aiqyn.core.custody import verify_bundle
    from aiqyn.exchange.bundle_folder import BundleFolder

    if not bundle.is_dir():
        fail(words("There is no folder {path}.", language, path=bundle))
    given = None if key is None else _read_key(key, language)
    with progress_bar(words("Checking", language), silent=as_json) as progress:
        labels = {"files": words("files", language), "records": words("records", language)}
        verification = verify_bundle(
            BundleFolder(bundle),
            key=given,
            progress=lambda done, total, what: progress(done, total, labels[what]),
        )
    if as_json:
        print_json(as_json_object(verification, language))
    else:
        show_verification(verification, language)
    if not verification.holds:
        raise typer.Exit(FAULTS)


LONGEST_KEY_FILE = 4096


def _read_key(text: str, language: str) -> VerifierKey:
    """The key that the option's value is, or that the file it names holds."""
    from aiqyn.core.custody import KeyRejected, VerifierKey

    file = Path(text)
    try:
        if not is_file(file):
            return VerifierKey.parse(text)
        with file.open("rb") as stream:
            return VerifierKey.parse(stream.read(LONGEST_KEY_FILE).decode("utf-8", "replace").rstrip("\r\n"))
    except KeyRejected as fault:
        because = told(fault.because, language)
    except OSError as error:
        because = error.strerror or type(error).__name__
    return fail(words("--key is no verifier key: {because}.", language, because=because))


def is_file(path: Path) -> bool:
    """Whether there is a file of that name; a key may be too long for one, or hold a zero byte."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def as_json_object(verification: Verification, language: str) -> dict[str, Any]:
    """The result for programs; the keys are public interface."""
    reader = cast(Language, language)
    key, checkpoint, manifest = verification.key, verification.checkpoint, verification.manifest
    return {
        "holds": verification.holds,
        "checks": [check.as_json(reader) for check in verification.checks],
        "proved": [told(sentence, language) for sentence in verification.proved],
        "not_proved": [told(sentence, language) for sentence in verification.not_proved],
        "key": key
        and {
            "key": str(key),
            "name": key.name,
            "fingerprint": key.fingerprint,
            "given": verification.key_was_given,
        },
        "checkpoint": checkpoint
        and {
            "origin": checkpoint.origin,
            "size": checkpoint.head.size,
            "root": checkpoint.head.root.hex(),
        },
        "inquiry": manifest and {"id": manifest.inquiry, "title": dict(manifest.title)},
        "files": manifest
        and {"count": len(manifest.files), "bytes": sum(file.size for file in manifest.files)},
        "release": _proof_as_json(verification.release),
        "publication": _proof_as_json(verification.publication),
    }


def _proof_as_json(proof: Any) -> dict[str, Any] | None:
    return proof and {"id": proof.id, "index": proof.index, "at": proof.entry.as_json()["at"]}


def show_verification(verification: Verification, language: str) -> None:
    """The result for people: what the bundle is of, each check, what is proved and what is not."""
    console = output()
    _show_subject(console, verification, language)
    _show_checks(console, verification, language)
    faults = [fault for check in verification.checks for fault in check.faults]
    if verification.holds:
        _show_list(console, words("Proved", language), verification.proved, language)
        _show_list(console, words("Not proved", language), verification.not_proved, language)
        console.print(words("Every proof in the bundle holds.", language), markup=False, style="bold")
        if not verification.key_was_given:
            hint = words("To know whose key it is, learn it elsewhere and give it with --key.", language)
            console.print(hint, markup=False)
        return
    show_faults(faults, language, consequence=words("The bundle does not hold: do not rely on it.", language))


def _show_subject(console: Console, verification: Verification, language: str) -> None:
    from rich.table import Table
    from rich.text import Text

    manifest, key = verification.manifest, verification.key
    rows: list[tuple[str, str]] = []
    if manifest is not None:
        title = manifest.title.get(language) or next(iter(manifest.title.values()))
        rows.append((words("inquiry", language), f"{title} ({manifest.inquiry})"))
    if verification.release is not None:
        rows.append((words("release", language), verification.release.id))
    if key is not None:
        rows.append((words("key", language), str(key)))
        rows.append((words("fingerprint", language), key.fingerprint))
    if not rows:
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(overflow="fold")
    for label, content in rows:
        table.add_row(Text(label), Text(content))
    console.print(table)
    console.print()


def _show_checks(console: Console, verification: Verification, language: str) -> None:
    from rich.table import Table
    from rich.text import Text

    outcomes = {
        "held": ("✓ " + words("holds", language), "green"),
        "failed": ("✗ " + words("FAILED", language), "bold red"),
        "not-checked": ("– " + words("open", language), "yellow"),
    }
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column()
    for check in verification.checks:
        label, style = outcomes[check.outcome]
        table.add_row(Text(label, style=style), Text(told(check.says, language)))
    console.print(table)
    console.print()


def _show_list(console: Console, title: str, sentences: Iterable[Sentence], language: str) -> None:
    from rich.table import Table
    from rich.text import Text

    console.print(title, markup=False, style="bold")
    table = Table(box=None, show_header=False)
    for sentence in sentences:
        table.add_row("•", Text(told(sentence, language)))
    console.print(table)
    console.print()
