"""`aiqyn redo`: make the estimates of a published bundle again, from nothing but the bundle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aiqyn.cli.speaking import (
    FAULTS,
    REFUSED,
    JsonOption,
    LanguageOption,
    complain,
    fail,
    faults_told,
    helped,
    print_json,
    progress_bar,
    say,
    told,
    words,
)

if TYPE_CHECKING:
    from aiqyn.core.disclosure import Release
    from aiqyn.core.estimation.redoing import DiffersIn, Redone

__all__ = ["redo"]

RELEASE = "release.json"
LARGEST_BYTES = 512 * 2**20


def redo(
    bundle: Annotated[
        Path, typer.Argument(help=helped("Folder of the bundle, or its release.json."), metavar="BUNDLE")
    ],
    as_json: JsonOption = False,
    language: LanguageOption = "",
) -> None:
    """Make the estimates of a published bundle again, and tell where they differ from those published."""
    with faults_told(language, as_json=as_json, consequence=words("Nothing was estimated.", language)):
        release = _read(bundle, language)
    from aiqyn.exchange.estimating import missing_parts

    missing = missing_parts() if release.estimates else None
    if missing is not None:
        complain().print(told(missing.because, language), markup=False)
        raise typer.Exit(FAULTS)
    redone = _redone(release, language, silent=as_json)
    if as_json:
        print_json(_as_json(release, redone))
    else:
        _tell(release, redone, language)
    if not release.estimates or not any(redone.values()):
        raise typer.Exit(REFUSED)
    if not all(one.holds for one in redone.values() if one is not None):
        raise typer.Exit(FAULTS)


def _read(bundle: Path, language: str) -> Release:
    from aiqyn.core.custody import Unreadable
    from aiqyn.core.disclosure import read_release
    from aiqyn.exchange.bundle_folder import BundleFolder

    folder, name = (bundle, RELEASE) if bundle.is_dir() else (bundle.parent, bundle.name)
    data = b""
    try:
        for piece in BundleFolder(folder).chunks(name):
            data += piece
            if len(data) > LARGEST_BYTES:
                fail(words("{path} is too large for a release.", language, path=folder / name))
    except Unreadable as error:
        fail(
            words(
                "{path} can't be read: {because}.",
                language,
                path=folder / name,
                because=told(error.because, language),
            )
        )
    return read_release(data, file=name)


def _redone(release: Release, language: str, *, silent: bool) -> dict[str, Redone | None]:
    """Each estimation made again; `None` for one whose counts the release withholds."""
    from aiqyn.core.estimation.redoing import held_against
    from aiqyn.exchange.estimating import estimate_recorded

    contents = release.contents()
    found: dict[str, Redone | None] = {}
    with progress_bar(words("Estimating", language), silent=silent) as progress:
        for estimation in contents.estimations:
            published = release.estimates.get(estimation.id)
            if published is None:
                continue
            if not estimation.counts:
                found[estimation.id] = None
                continue
            again = estimate_recorded(estimation, contents.figures, progress=progress)
            found[estimation.id] = held_against(published, again)
    return found


def _as_json(release: Release, redone: dict[str, Redone | None]) -> dict[str, Any]:
    return {
        "release": release.id,
        "estimations": [
            {"id": id, "redone": False}
            if one is None
            else {
                "id": id,
                "redone": True,
                "equal": one.is_equal,
                "agrees": one.agrees,
                "holds": one.holds,
                "versions": {
                    name: {"published": before, "here": here} for name, (before, here) in one.versions.items()
                },
                "differences": [
                    {
                        "method": each.method,
                        "stratum": list(each.stratum),
                        "what": each.what,
                        "published": each.published,
                        "here": each.again,
                        "agrees": each.agrees,
                    }
                    for each in one.differences
                ],
            }
            for id, one in redone.items()
        ],
    }


def _tell(release: Release, redone: dict[str, Redone | None], language: str) -> None:
    if not release.estimates:
        say(words("The release {release} holds no estimate.", language, release=release.id))
    for id, one in redone.items():
        for line in _lines(id, one, language):
            say(line)
    if redone:
        say(words("Whether the bundle itself was altered, aiqyn verify tells.", language))


def _lines(id: str, one: Redone | None, language: str) -> list[str]:
    if one is None:
        return [
            words(
                "{id}: the release withholds the counts, so it can't be made again from it.", language, id=id
            )
        ]
    if one.is_equal:
        lines = [words("{id}: equal to what was published, to the last digit.", language, id=id)]
    elif one.holds:
        lines = [
            words(
                "{id}: other programs or another machine; the numbers agree with those published.",
                language,
                id=id,
            )
        ]
    elif one.versions:
        lines = [
            words(
                "{id}: DIFFERS from what was published, and by more than other versions explain.",
                language,
                id=id,
            )
        ]
    else:
        lines = [words("{id}: DIFFERS from what was published, with the same programs.", language, id=id)]
    lines += [
        "  "
        + words(
            "{name}: published with {published}, here {here}",
            language,
            name=name,
            published=before or "–",
            here=here or "–",
        )
        for name, (before, here) in one.versions.items()
    ]
    return lines + ["  " + _difference(each, language) for each in one.differences]


def _difference(each: DiffersIn, language: str) -> str:
    of = ", ".join((*each.stratum, each.method)) if each.method else words("the result", language)
    values = {"of": of, "what": each.what, "published": each.published, "here": each.again}
    if each.published is None or each.again is None:
        return words("{of}: {what} differs", language, of=of, what=each.what)
    if each.agrees:
        return words(
            "{of}, {what}: published {published}, here {here}; within the tolerance", language, **values
        )
    return words("{of}, {what}: published {published}, here {here}; beyond the tolerance", language, **values)
