"""Draws a worded plate in one language, as an SVG that stands alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aiqyn.core.language import Language
from aiqyn.publication.drawings.bars import lay_out_bars, lay_out_breakdown
from aiqyn.publication.drawings.canvas import WIDE, Shape, Sheet, number
from aiqyn.publication.drawings.timeline import KEYS, lay_out_timeline
from aiqyn.publication.report.text import Text, say
from aiqyn.publication.wording import Worder

__all__ = ["Drawn", "draw"]

_KEY: dict[str, Text] = {
    "day": say("on this day"),
    "span": say("from the first to the last of these days"),
    "about": say("not sure: on some day in this span, or begun or ended on one of these days"),
    "waiting": say("nothing came in this time, as far as the sources tell"),
    "undated": say("no source gives a date"),
}
assert set(_KEY) == set(KEYS)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing in one language: its SVG and its height for every 100 of width."""

    svg: str
    proportion: float


def draw(plate: dict[str, Any], worder: Worder, *, sheet: Sheet = WIDE) -> Drawn:
    """The drawing of a plate as worded by `worder`, on that sheet."""
    shapes, height = _lay_out(plate["drawing"], worder, sheet)
    svg = _template().render(
        anchor=plate["anchor"] if sheet is WIDE else f"{plate['anchor']}-narrow",
        title=_plain(plate["title"]),
        reading=_plain(plate["reading"]),
        lang=worder.language,
        width=sheet.width,
        height=height,
        shapes=shapes,
    )
    return Drawn(svg, 100 * height / sheet.width)


def _lay_out(drawing: dict[str, Any], worder: Worder, sheet: Sheet) -> tuple[list[Shape], float]:
    language: Language = worder.language
    if drawing["block"] == "timeline":
        key = {name: worder.plain(text) for name, text in _KEY.items()}
        parts = [
            {"title": _plain(part["title"]), "marks": [_flat(mark) for mark in part["marks"]]}
            for part in drawing["parts"]
        ]
        return lay_out_timeline(parts, language=language, key=key, sheet=sheet)
    if drawing["block"] == "breakdown":
        whole, parts = _flat(drawing["whole"]), [_flat(part) for part in drawing["parts"]]
        return lay_out_breakdown(whole, parts, language=language, sheet=sheet)
    return lay_out_bars([_flat(span) for span in drawing["spans"]], language=language, sheet=sheet)


def _flat(worded: dict[str, Any]) -> dict[str, Any]:
    """The same with its runs as plain strings: words in a drawing are set in one way."""
    return {name: _plain(value) if _is_text(value) else value for name, value in worded.items()}


def _is_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(run, dict) for run in value)


def _plain(runs: list[dict[str, Any]]) -> str:
    return "".join(run["text"] for run in runs)


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    return environment.get_template("drawing.svg.j2")
