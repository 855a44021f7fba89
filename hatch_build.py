"""What a build adds to the sources: compiled message catalogues and, in a wheel, the examples.

Run by hatchling when the package is built or installed, and by hand for the catalogues alone:
`make catalogues`.
"""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, outside a build
    BuildHookInterface = object

EXAMPLES = ("examples/january-2022", "examples/january-2022-simulated")


def compile_catalogues(package: Path) -> int:
    """Write a `.mo` beside every `.po` under `package` that is newer or alone; return how many."""
    written = 0
    for source in sorted(package.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parts[-3])
        # Moved into place when whole: a test or a command may be reading the older one.
        unfinished = target.with_name(f".{target.name}.{os.getpid()}")
        with unfinished.open("wb") as stream:
            write_mo(stream, catalogue)
        unfinished.replace(target)
        written += 1
    return written


class BuildAdditions(BuildHookInterface):
    """The build hook that hatchling calls."""

    def initialize(self, version: str, build_data: dict) -> None:
        """Compile the catalogues; put the examples into a wheel, but not into an editable install of a checkout."""
        root = Path(self.root)
        compile_catalogues(root / "src" / "aiqyn")
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"] |= {str(root / each): f"aiqyn/{each}" for each in EXAMPLES}


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent / "src" / "aiqyn")
