"""Read a file of figures that stands alone: every fault at once, each with line and field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.figures import Figure, FiguresFile, Measure, misfits
from aiqyn.core.values import IDENTIFIER, Identifier, Value
from aiqyn.exchange.documents import Document, build, read_yaml
from aiqyn.exchange.sentences import sentence

__all__ = ["misfit_faults", "read_figures"]


class _Named(Value):
    """A key that must be an id."""

    id: Identifier


def read_figures(data: bytes, *, file: str) -> FiguresFile:
    """The measures and figures of one YAML (or JSON) file.

    Args:
        data: The file's bytes.
        file: Its name, as faults should show it.

    Raises:
        InputFaults: All that is wrong in the file: first what is wrong in a measure or figure
            by itself, then what does not fit together among the others.
    """
    document = read_yaml(data, file=file)
    faults = list(_faults_of_shape(document))
    measures = _measures(document, faults)
    figures, ids = _figures(document, faults)
    found = misfits(measures, figures, figure_ids=ids)
    faults += [document.fault(misfit.path, misfit.accepted, misfit.because) for misfit in found]
    if faults:
        raise InputFaults(sorted(faults, key=lambda fault: fault.row or 0))
    return FiguresFile(
        measures={id: measure for id, measure in measures.items() if measure is not None},
        figures=tuple(figure for figure in figures if figure is not None),
    )


def misfit_faults(document: Document, stated: FiguresFile) -> tuple[Fault, ...]:
    """What does not fit together in a file of figures whose measures and figures are right in themselves.

    Args:
        document: The file, with `measures` and `figures` at its top.
        stated: What was built from it.
    """
    found = misfits(stated.measures, stated.figures)
    return tuple(document.fault(misfit.path, misfit.accepted, misfit.because) for misfit in found)


def _faults_of_shape(document: Document) -> list[Fault]:
    content = document.content
    if not isinstance(content, dict):
        return [document.fault((), sentence("a mapping with measures and figures"))]
    known = ("measures", "figures")
    faults = [
        document.fault((key,), sentence("one of: {choices}", choices=", ".join(known)))
        for key in content
        if key not in known
    ]
    if not isinstance(content.get("figures"), list) or not content["figures"]:
        faults.append(document.fault(("figures",), sentence("a list of figures")))
    if not isinstance(content.get("measures"), dict) or not content["measures"]:
        faults.append(document.fault(("measures",), sentence("a mapping of ids to measures")))
    return faults


def _part(document: Document, key: str) -> Any:
    return document.content.get(key) if isinstance(document.content, dict) else None


def _measures(document: Document, faults: list[Fault]) -> Mapping[str, Measure | None]:
    found: dict[str, Measure | None] = {}
    content = _part(document, "measures")
    for id in content if isinstance(content, dict) else ():
        if not IDENTIFIER.fullmatch(id):
            _, of_key = build(_Named, document, ("measures", id), content={"id": id})
            faults += [Fault(f.file, f.row, f.field, id, f.accepted, f.because) for f in of_key]
        found[id], more = build(Measure, document, ("measures", id))
        faults += more
    return found


def _figures(document: Document, faults: list[Fault]) -> tuple[list[Figure | None], list[str | None]]:
    content = _part(document, "figures")
    figures: list[Figure | None] = []
    ids: list[str | None] = []
    for index, entry in enumerate(content if isinstance(content, list) else ()):
        figure, more = build(Figure, document, ("figures", index))
        faults += more
        figures.append(figure)
        id = entry.get("id") if isinstance(entry, dict) else None
        ids.append(id if isinstance(id, str) else None)
    return figures, ids
