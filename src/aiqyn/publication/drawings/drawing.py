"""Draws a worded plate in one language, as an SVG that stands alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from aiqyn.core.language import Language
from aiqyn.publication.drawings.bars import lay_out_bars, lay_out_breakdown
from aiqyn.publication.drawings.canvas import LINE, WIDE, Rule, Shape, Sheet, Words, lowered, number, wrap
from aiqyn.publication.drawings.chains import lay_out_chains
from aiqyn.publication.drawings.hills import lay_out_hills
from aiqyn.publication.drawings.intervals import lay_out_intervals
from aiqyn.publication.drawings.overlaps import lay_out_overlaps
from aiqyn.publication.drawings.response import KEYS as RESPONSE_KEYS
from aiqyn.publication.drawings.response import lay_out_response
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

_RESPONSE_KEY: dict[str, Text] = {
    "curve": say("the number of people, were that so"),
    "band": say("the interval of that number"),
    "told": say("what the data themselves say of it, where they say something"),
    "needed": say("what would have to be so for a number to be right"),
}
assert set(_RESPONSE_KEY) == set(RESPONSE_KEYS)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing in one language: its SVG and its height for every 100 of width."""

    svg: str
    proportion: float


def draw(plate: dict[str, Any], worder: Worder, *, sheet: Sheet = WIDE, stands_alone: bool = False) -> Drawn:
    """The drawing of a plate as worded by `worder`, on that sheet.

    Args:
        plate: Worded.
        worder: Of the reader's language.
        sheet: What it is laid out on.
        stands_alone: Whether no page around it tells its title and how to read it: then they
            are written above it.
    """
    shapes, height = _lay_out(plate["drawing"], worder, sheet)
    stamp = _plain(plate["drawing"].get("stamp") or [])
    title, reading = _plain(plate["title"]), _plain(plate["reading"])
    lines = _lines_above((title, reading) if stands_alone else ("", ""), stamp, sheet)
    above = LINE * len(lines) + (8 if lines else 0)
    shapes = [*_written(lines, sheet), *(lowered(shape, above) for shape in shapes)]
    svg = _template().render(
        anchor=plate["anchor"] if sheet is WIDE else f"{plate['anchor']}-narrow",
        title=title,
        reading=reading if not stamp else f"{stamp} {reading}",
        lang=worder.language,
        width=sheet.width,
        height=height + above,
        shapes=shapes,
    )
    return Drawn(svg, 100 * (height + above) / sheet.width)


_BOLD = 0.85
"""So much of a line's room is reckoned with for bold words, which are wider."""


def _lines_above(
    told: tuple[str, str], stamp: str, sheet: Sheet
) -> tuple[tuple[str, Literal["head", "quiet", "value"]], ...]:
    title, reading = told
    width = sheet.width - 16
    lines: list[tuple[str, Literal["head", "quiet", "value"]]] = []
    if title:
        lines += [(line, "head") for line in wrap(title, width * _BOLD)]
    if stamp:
        lines += [(line, "value") for line in wrap(stamp, width * _BOLD)]
    if reading:
        lines += [(line, "quiet") for line in wrap(reading, width)]
    return tuple(lines)


def _written(lines: tuple[tuple[str, Literal["head", "quiet", "value"]], ...], sheet: Sheet) -> list[Shape]:
    if not lines:
        return []
    shapes: list[Shape] = [Words(4, LINE * (at + 1) - 2, line, kind) for at, (line, kind) in enumerate(lines)]
    bottom = LINE * len(lines) + 4
    return [*shapes, Rule(4, bottom, sheet.width - 4, bottom, "grid")]


def _lay_out(drawing: dict[str, Any], worder: Worder, sheet: Sheet) -> tuple[list[Shape], float]:
    language: Language = worder.language
    match drawing["block"]:
        case "timeline":
            key = {name: worder.plain(text) for name, text in _KEY.items()}
            parts = [
                {"title": _plain(part["title"]), "marks": _all_flat(part["marks"])}
                for part in drawing["parts"]
            ]
            return lay_out_timeline(parts, language=language, key=key, sheet=sheet)
        case "breakdown":
            whole, parts = _flat(drawing["whole"]), _all_flat(drawing["parts"])
            return lay_out_breakdown(whole, parts, language=language, sheet=sheet)
        case "hills":
            rows, known = _all_flat(drawing["rows"]), _all_flat(drawing["known"])
            return lay_out_hills(rows, known, language=language, sheet=sheet)
        case "intervals":
            parts = [
                {"title": _plain(part["title"]), "intervals": _all_flat(part["intervals"])}
                for part in drawing["parts"]
            ]
            return lay_out_intervals(parts, _all_flat(drawing["known"]), language=language, sheet=sheet)
        case "overlaps":
            lists = [_plain(name) for name in drawing["lists"]]
            return lay_out_overlaps(lists, _all_flat(drawing["rows"]), language=language, sheet=sheet)
        case "response":
            key = {name: worder.plain(text) for name, text in _RESPONSE_KEY.items()}
            told = {
                **drawing,
                "across": _plain(drawing["across"]),
                "known": _all_flat(drawing["known"]),
            }
            return lay_out_response(told, language=language, key=key, sheet=sheet)
        case "chains":
            told = {
                "chains": _all_flat(drawing["chains"]),
                "trace": _plain(drawing["trace"]),
                "ranks": _plain(drawing["ranks"]),
            }
            return lay_out_chains(told, language=language, sheet=sheet)
        case _:
            return lay_out_bars(_all_flat(drawing["spans"]), language=language, sheet=sheet)


def _all_flat(things: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_flat(thing) for thing in things]


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
