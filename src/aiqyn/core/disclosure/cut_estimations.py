"""Estimations as released: who is counted and by which lists; the counts only where the policy opens them.

A table of counts names nobody. Yet whoever knows that somebody is on two lists, and sees that
one person is, has learned that there is no other; so nothing of it leaves unless the policy
says so. The estimate itself is made afterwards, from what was released.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aiqyn.core.disclosure.cut_events import UNCITED
from aiqyn.core.disclosure.workbench import TITLE_TELLS, Made, Pen, Sheet, Workbench
from aiqyn.core.inquiry import Estimation, ListOfEstimation
from aiqyn.core.values import LocalisedText
from aiqyn.core.worded import worded

__all__ = ["cut_estimations"]

_CELLS = re.compile(r'[,;\t\r\n"]+')
_LETTER = re.compile(r"[^\W\d_]")


def cut_estimations(bench: Workbench, figures: Mapping[str, str], sheet: Sheet) -> None:
    """Estimations, where the policy releases any.

    Args:
        bench: Where things are looked up.
        figures: The released id of each released figure.
        sheet: What has been cut so far.
    """
    form = bench.standing.use.policy.estimations
    for estimation in bench.dossier.estimations:
        key = ("estimations", estimation.id)
        if form == "withheld":
            sheet.withhold(key, "kind_not_released", worded("The policy releases no estimations."))
        elif _tells_of_somebody(bench, estimation):
            sheet.withhold(key, *TITLE_TELLS)
        elif not bench.can_cite(estimation.cites):
            sheet.withhold(key, UNCITED.ground, UNCITED.because)
        else:
            sheet.add("estimations", _cut(bench, estimation, figures, with_counts=form == "counts"))


def _tells_of_somebody(bench: Workbench, estimation: Estimation) -> bool:
    """Whether anything that the estimate can't be made or read without may not be told."""
    return any(bench.screen.find_in(text) for text in _texts(estimation))


def _texts(estimation: Estimation) -> Iterator[LocalisedText | str]:
    yield estimation.title
    yield estimation.population
    for each in estimation.lists:
        # Behind a mark, for a name begins no sentence in which A could be a word.
        yield f"· {each.name}"
        yield each.title
        yield each.only or ""
        for column, values in each.where.items():
            yield f"· {column}"
            yield from (f"· {value}" for value in values)
    for counts in estimation.counts:
        # Names of columns and of strata; numbers tell nothing to who looks for names.
        words = {cell for cell in _CELLS.split(counts) if _LETTER.search(cell)}
        yield from (f"· {word}" for word in sorted(words))


def _cut(bench: Workbench, estimation: Estimation, figures: Mapping[str, str], *, with_counts: bool) -> Made:
    pen = Pen(bench, ("estimations", estimation.id))
    if not with_counts:
        pen.withheld["counts"] = None
    record = Estimation(
        id=bench.kept_id("estimations", estimation.id),
        title=estimation.title,
        population=estimation.population,
        when=estimation.when,
        simulated=estimation.simulated,
        lists=tuple(_cut_list(bench, each) for each in estimation.lists),
        counts=estimation.counts if with_counts else (),
        methods=estimation.methods,
        seed=estimation.seed,
        level=estimation.level,
        together=estimation.together,
        compared_with=tuple(figures[each] for each in estimation.compared_with if each in figures),
        cites=bench.cite(estimation.cites),
    )
    return pen.made(record, "named", worded("It counts people by lists and tells of no single one."))


def _cut_list(bench: Workbench, each: ListOfEstimation) -> ListOfEstimation:
    source = bench.cite((each.source,)) if each.source is not None else ()
    return ListOfEstimation(
        name=each.name,
        title=each.title,
        source=source[0] if source else None,
        only=each.only,
        where=each.where,
    )
