"""Pictures of an estimation: one SVG file each, in a folder of the user's choice."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

from aiqyn.cli.speaking import fail, words
from aiqyn.core.language import Language

if TYPE_CHECKING:
    from aiqyn.core.estimation.results import EstimationResult

__all__ = ["check_pictures_folder", "write_pictures"]


def check_pictures_folder(folder: Path | None, language: str) -> None:
    """End the command before long work where the pictures could not be written."""
    if folder is None:
        return
    if folder.exists() and not folder.is_dir():
        fail(words("{path} is a file. Choose a folder.", language, path=folder))
    existing = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not os.access(existing, os.W_OK):
        fail(words("{path} can't be written to. Choose another folder.", language, path=existing))


def write_pictures(
    result: EstimationResult,
    folder: Path,
    language: str,
    *,
    held_against: tuple[int, ...] = (),
    simulated: bool = False,
) -> tuple[Path, ...]:
    """Write every picture of a result; a file is there whole, or as it was.

    Args:
        result: What was found.
        folder: Made if missing; what else is in it stays.
        language: Of the words in the pictures.
        held_against: Stated numbers that are marked in them.
        simulated: Whether the people are invented: then every picture says so.
    """
    from aiqyn.publication import draw_estimation

    pictures = draw_estimation(
        result, cast(Language, language), held_against=held_against, simulated=simulated
    )
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name, svg in pictures.items():
        path = folder / name
        draft = folder / f".{name}.{os.getpid()}"
        try:
            draft.write_text(svg, encoding="utf-8")
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        written.append(path)
    return tuple(written)
