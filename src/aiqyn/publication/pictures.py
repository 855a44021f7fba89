"""Pictures of an estimation or of lists as SVG files that stand alone: for a slide, a letter, an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiqyn.core.estimation.results import EstimationResult
from aiqyn.core.language import Language
from aiqyn.core.rosters.comparison import Overlaps
from aiqyn.publication.drawings import draw
from aiqyn.publication.report.blocks import Known
from aiqyn.publication.report.estimate_plates import Subject, estimate_plates
from aiqyn.publication.report.list_plates import lists_plate
from aiqyn.publication.report.sensitivity_plates import sensitivity_plates
from aiqyn.publication.report.text import Count, say
from aiqyn.publication.wording import Worder

__all__ = ["draw_estimation", "draw_lists"]


def draw_estimation(
    result: EstimationResult,
    language: Language,
    *,
    held_against: tuple[int, ...] = (),
    simulated: bool = False,
) -> Mapping[str, str]:
    """Every drawing of a result, by the name of its file; each tells its title and how to read it.

    Args:
        result: What was found.
        language: Of all words in the drawings.
        held_against: Stated numbers that are marked in them.
        simulated: Whether the people are invented: then every drawing says so.
    """
    known = tuple(Known(say("asked for"), Count(number), number, sure=False) for number in held_against)
    subject = Subject("estimate", result, known=known, is_simulated=simulated)
    plates = estimate_plates(subject)
    if result.sensitivity is not None:
        plates = (*plates, *sensitivity_plates(subject, result.sensitivity.curves))
    worder = Worder(language)
    return {
        f"{plate.anchor.removeprefix('estimate-')}.svg": draw(
            worder.plate(plate), worder, stands_alone=True
        ).svg
        for plate in plates
    }


def draw_lists(
    lists: Sequence[str], overlaps: Overlaps, language: Language, *, simulated: bool = False
) -> str:
    """How many persons are on exactly which lists, as a drawing that tells its title and how to read it.

    Args:
        lists: What they are called.
        overlaps: How they lie over each other.
        language: Of all words in the drawing.
        simulated: Whether the people are invented: then the drawing says so.
    """
    worder = Worder(language)
    plate = lists_plate(lists, overlaps, is_simulated=simulated)
    return draw(worder.plate(plate), worder, stands_alone=True).svg
