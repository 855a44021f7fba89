"""The program that draws the demo's lists, for tests and benchmarks that want one draw or another."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).resolve().parents[1] / "examples" / "january-2022-simulated"


def drawing_program() -> ModuleType:
    """`draw_rosters.py`, which stands among its data and in no package."""
    if str(FOLDER) not in sys.path:
        sys.path.insert(0, str(FOLDER))
    import draw_rosters

    return draw_rosters
