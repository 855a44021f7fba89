"""`aiqyn release …` and `aiqyn publish`: what may leave the inquiry, and the bundle made from it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

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

if TYPE_CHECKING:
    from aiqyn.core.disclosure import Release, Withheld

__all__ = ["app", "publish", "show_release"]

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

ReleaseArgument = Annotated[str, typer.Argument(help=helped("Name of the release."), metavar="RELEASE")]


@app.command("create", help=helped("Cut the inquiry down by consent and policy, and seal the release."))
def create(
    release: ReleaseArgument,
    policy: Annotated[
        Path, typer.Option("--policy", help=helped("The policy: a YAML file, as in a dossier's policies/."))
    ],
    home: HomeOption = None,
    member: MemberOption = None,
    passphrase_file: PassphraseFileOption = None,
    passphrase_descriptor: PassphraseDescriptorOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = "",
) -> None:
    from aiqyn.core.faults import Refused
    from aiqyn.exchange.dossier import read_policy

    if not policy.is_file():
        fail(words("There is no {path}.", language, path=policy))
    with faults_told(language, as_json=as_json):
        read = read_policy(policy)
    open_inquiry(home, passphrase_file, passphrase_descriptor, language)
    from aiqyn.registry.services import create_release

    with progress_bar(words("Making the release", language), silent=as_json) as progress:
        made = create_release(
            read,
            id=release,
            title=read.title,
            by=acting_member(member, language),
            progress=progress,
        )
    if isinstance(made, Refused):
        show_refusal(made, language)
        raise typer.Exit(REFUSED)
    _tell(made, as_json=as_json, language=language)


@app.command("show", help=helped("What a release holds and what it withholds; without a name, all releases."))
def show(
    release: Annotated[
        str | None, typer.Argument(help=helped("Name of the release."), metavar="[RELEASE]")
    ] = None,
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    passphrase_descriptor: PassphraseDescriptorOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = "",
) -> None:
    open_inquiry(home, passphrase_file, passphrase_descriptor, language)
    if release is None:
        _tell_all(as_json=as_json, language=language)
    else:
        _tell(_found(release, language), as_json=as_json, language=language)


@app.command("diff", help=helped("What a later release adds, takes out and changes against an earlier one."))
def diff(
    older: Annotated[str, typer.Argument(help=helped("The earlier release."), metavar="OLDER")],
    newer: Annotated[str, typer.Argument(help=helped("The later release."), metavar="NEWER")],
    home: HomeOption = None,
    passphrase_file: PassphraseFileOption = None,
    passphrase_descriptor: PassphraseDescriptorOption = None,
    as_json: JsonOption = False,
    language: LanguageOption = "",
) -> None:
    from aiqyn.core.disclosure import diff_releases

    open_inquiry(home, passphrase_file, passphrase_descriptor, language)
    changes = diff_releases(_found(older, language), _found(newer, language))
    if as_json:
        pairs = {"added": changes.added, "removed": changes.removed}
        told_pairs = {name: [{"kind": kind, "id": id} for kind, id in pair] for name, pair in pairs.items()}
        print_json({**told_pairs, "changed": [asdict(change) for change in changes.changed]})
        return
    if changes.is_empty:
        say(words("The two releases show the same.", language))
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False)
    for kind, id in changes.added:
        table.add_row(words("added", language), kind_title(kind, language), id, "")
    for kind, id in changes.removed:
        table.add_row(words("taken out", language), kind_title(kind, language), id, "")
    for change in changes.changed:
        table.add_row(words("changed", language), kind_title(change.kind, language), change.id, change.field)
    output().print(table)


def publish(
    release: Annotated[
        str, typer.Option("--release", help=helped("Name of the release."), metavar="RELEASE")
    ],
    out: Annotated[
        Path, typer.Option("--out", help=helped("Folder to make: report/ and bundle/ will be in it."))
    ],
    home: HomeOption = None,
    member: MemberOption = None,
    passphrase_file: PassphraseFileOption = None,
    passphrase_descriptor: PassphraseDescriptorOption = None,
    language: LanguageOption = "",
) -> None:
    if out.exists() and any(out.iterdir() if out.is_dir() else [out]):
        fail(
            words("{path} is there already. Choose a folder that does not exist.", language, path=out),
            code=FAULTS,
        )
    open_inquiry(home, passphrase_file, passphrase_descriptor, language)
    from aiqyn.cli.publishing import publish_bundle

    found = _found(release, language)
    with progress_bar(words("Publishing", language)) as progress:
        made = publish_bundle(found, out, by=acting_member(member, language), progress=progress)
    say(words("The report: {path}", language, path=made.report / "index.html"))
    say(words("The bundle that anyone can check: {path}", language, path=made.bundle))


def _found(release: str, language: str) -> Release:
    from aiqyn.registry.services import find_release

    found = find_release(release)
    if found is None:
        fail(words("There is no release {release}.", language, release=release), code=FAULTS)
    return found


def _tell_all(*, as_json: bool, language: str) -> None:
    from aiqyn.registry.services import list_releases

    rows = list_releases()
    if as_json:
        print_json([{"id": row.id, "made_at": row.made_at.isoformat(), "sha256": row.sha256} for row in rows])
    elif not rows:
        say(words("No release has been made yet: aiqyn release create NAME --policy FILE.", language))
    for row in () if as_json else rows:
        say(f"{row.made_at:%Y-%m-%d %H:%M}  {row.id}  {row.sha256[:16]}")


def _tell(release: Release, *, as_json: bool, language: str) -> None:
    if as_json:
        counts = {kind: len(entries) for kind, entries in release.records.items() if entries}
        withheld = [item.model_dump(mode="json") for item in release.withheld]
        print_json({"id": release.id, "released": counts, "withheld": withheld})
    else:
        show_release(release, language)


def show_release(release: Release, language: str) -> None:
    """What a release holds and what it withholds, kind by kind."""
    from rich.table import Table

    from aiqyn.core.vocab import load_vocabulary

    reader = cast(Language, language)
    grounds = load_vocabulary("withholding-grounds")
    table = Table(box=None, pad_edge=False)
    table.add_column(words("kind", language))
    table.add_column(words("released", language), justify="right")
    table.add_column(words("withheld", language), justify="right")
    table.add_column(words("on the ground", language))
    for kind in sorted({*release.records, *(item.kind for item in release.withheld)}):
        released = str(len(release.records.get(kind, {})))
        items: list[Withheld | None] = [item for item in release.withheld if item.kind == kind]
        for place, item in enumerate(items or [None]):
            count, ground = "", ""
            if item is not None:
                count = str(item.count) if item.count is not None else words("few", language)
                ground = grounds.label(item.ground, reader)
            title = kind_title(kind, language)
            table.add_row(title if place == 0 else "", released if place == 0 else "", count, ground)
    output().print(table)
