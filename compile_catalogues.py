"""Compile the message catalogues (`.po`) to the form that is read at run time (`.mo`).

Run by hatchling when the package is built or installed, and by `make catalogues`.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, outside a build
    BuildHookInterface = object


def compile_catalogues(package: Path) -> int:
    """Write a `.mo` beside every `.po` under `package` that is older or missing; return how many."""
    written = 0
    for source in sorted(package.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parts[-3])
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        written += 1
    return written


class CompileCatalogues(BuildHookInterface):
    """The build hook that hatchling calls."""

    def initialize(self, version: str, build_data: dict) -> None:  # noqa: ARG002
        compile_catalogues(Path(self.root) / "src" / "aiqyn")


if __name__ == "__main__":
    print(compile_catalogues(Path(__file__).parent / "src" / "aiqyn"), "catalogues compiled")
