"""Writes a report: the site, the documents and the data, whole or not at all."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from aiqyn.core.dates import earliest, latest
from aiqyn.core.disclosure import Release, release_json
from aiqyn.core.language import LANGUAGES, Language, sentence
from aiqyn.publication.data import as_csv, tables_of
from aiqyn.publication.document import document
from aiqyn.publication.report import build_report
from aiqyn.publication.site import LanguageSite, door, stylesheet
from aiqyn.publication.worded import word_report

__all__ = ["MANIFEST", "FolderNotOurs", "Progress", "Published", "publish"]

MANIFEST = "manifest.json"
"""Names every file of a report with its SHA-256; a folder that has one was written by us."""

Progress = Callable[[int, int, str], None]
"""Is told how many files are written, of how many, and which one comes next."""

_EPOCH = datetime.date(1970, 1, 1)


class FolderNotOurs(Exception):
    """The folder to write to holds something that is no report: it is left as it is.

    Attributes:
        folder: Which.
        because: The same in words, for whoever gave it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.because = sentence(
            "{folder} holds files that are no report; name an empty or a new folder",
            room="publication",
            folder=str(folder),
        )
        super().__init__(str(self.because))


@dataclass(frozen=True, slots=True)
class Published:
    """What was written.

    Attributes:
        folder: Where.
        start: The page to open.
        pages, documents, data: Files, relative to the folder, in reading order.
        size: Of all files together, in bytes.
    """

    folder: Path
    start: Path
    pages: tuple[str, ...]
    documents: tuple[str, ...]
    data: tuple[str, ...]
    size: int


def publish(
    release: Release,
    out: Path,
    *,
    languages: Sequence[Language] = LANGUAGES,
    progress: Progress | None = None,
) -> Published:
    """Write a release as a site, a PDF in each language, and data.

    The same release gives the same bytes. Everything is written beside `out` first and takes
    its place at the end: a reader finds the earlier report or this one, never half of one.

    Args:
        release: The only input: nothing that is not in it can be printed.
        out: The folder; made, or replaced where it holds an earlier report.
        languages: One or more of `LANGUAGES`; the order in which the door names them.
        progress: Is told what comes next.

    Raises:
        ValueError: No language is named, or one twice.
        FolderNotOurs: `out` holds something else than a report.
        OSError: The folder can't be written; what was there is still there.
    """
    if not languages or len(set(languages)) != len(languages):
        raise ValueError("name each language once, and at least one")
    out = out.absolute()
    _check_ours(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        draft.chmod(0o755)
        published = _write(release, draft, out=out, languages=tuple(languages), progress=progress)
        _take_place(draft, out)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return published


def _check_ours(out: Path) -> None:
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / MANIFEST).is_file())):
        raise FolderNotOurs(out)


class _Draft:
    """A folder that is being filled; knows what is in it and tells how far it is."""

    def __init__(self, folder: Path, *, total: int, progress: Progress | None) -> None:
        self.files: dict[str, _File] = {}
        self._folder = folder
        self._total = total
        self._progress = progress

    def add(self, name: str, content: Callable[[], str | bytes]) -> None:
        """Makes a file's content and writes it."""
        if self._progress is not None:
            self._progress(len(self.files), self._total, name)
        made = content()
        encoded = made.encode() if isinstance(made, str) else made
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded)
        self.files[name] = _File(hashlib.sha256(encoded).hexdigest(), len(encoded))

    def finish(self) -> None:
        """Tells that all is written."""
        if self._progress is not None:
            self._progress(self._total, self._total, "")


@dataclass(frozen=True, slots=True)
class _File:
    sha256: str
    size: int


def _write(
    release: Release,
    folder: Path,
    *,
    out: Path,
    languages: tuple[Language, ...],
    progress: Progress | None,
) -> Published:
    report = build_report(release)
    documents = {language: f"aiqyn-{report.key}.{language}.pdf" for language in languages}
    tables = tables_of(release)
    draft = _Draft(
        folder, total=4 + len(languages) * (len(report.pages) + 1) + len(tables), progress=progress
    )
    reports = [word_report(report, language) for language in languages]
    css, sheet = stylesheet()
    draft.add(f"assets/{css}", lambda: sheet)
    draft.add("index.html", partial(door, reports, documents=documents))
    for worded in reports:
        site = LanguageSite(worded, languages=languages, document=documents[worded.language])
        for name, render in site.pages():
            draft.add(f"{worded.language}/{name}", render)
    for worded in reports:
        draft.add(documents[worded.language], partial(document, worded, day=_day(release)))
    for table in tables:
        draft.add(f"data/{table.name}.csv", partial(as_csv, table))
    draft.add("data/release.json", partial(release_json, release))
    draft.add(MANIFEST, partial(_manifest, release, dict(draft.files)))
    draft.finish()
    return Published(
        folder=out,
        start=out / "index.html",
        pages=tuple(name for name in draft.files if name.endswith(".html")),
        documents=tuple(documents.values()),
        data=tuple(name for name in draft.files if name.startswith("data/")),
        size=sum(file.size for file in draft.files.values()),
    )


def _day(release: Release) -> datetime.date:
    """The day that a document is dated with: the release's own, never that of printing."""
    return latest(release.as_of) or earliest(release.as_of) or _EPOCH


def _manifest(release: Release, written: Mapping[str, _File]) -> str:
    files = {name: file.sha256 for name, file in sorted(written.items())}
    return json.dumps({"release": release.id, "files": files}, indent=1) + "\n"


def _take_place(draft: Path, out: Path) -> None:
    """Puts the draft in the place of what is there, which is gone only once the draft stands."""
    if not out.exists():
        os.replace(draft, out)
        return
    earlier = Path(tempfile.mkdtemp(prefix=f".{out.name}-earlier-", dir=out.parent))
    os.replace(out, earlier / out.name)
    try:
        os.replace(draft, out)
    except OSError:
        os.replace(earlier / out.name, out)
        raise
    finally:
        shutil.rmtree(earlier, ignore_errors=True)
