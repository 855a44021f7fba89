"""Whether measures and figures fit each other: every name known, nothing referring to itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from aiqyn.core.figures.values import Figure, Measure, Stated
from aiqyn.core.language import Sentence, sentence

__all__ = ["Misfit", "misfits"]

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something that does not fit.

    Attributes:
        path: Where: `("figures", 2, "where", "status")`.
        accepted: What would fit.
        because: Why this does not, where `accepted` alone does not tell.
    """

    path: Path
    accepted: Sentence
    because: Sentence | None = None


def misfits(
    measures: Mapping[str, Measure | None],
    figures: Sequence[Figure | None],
    *,
    figure_ids: Sequence[str | None] | None = None,
) -> tuple[Misfit, ...]:
    """All that does not fit, in the order of measures and figures.

    Args:
        measures: By id; `None` for one that is at fault in itself: it exists, and no more is known.
        figures: In order; `None` for one that is at fault in itself.
        figure_ids: The ids of all figures in order, where they are known also of those at fault.
    """
    ids = list(figure_ids or ())
    ids += [None] * (len(figures) - len(ids))
    ids = [id if figure is None else figure.id for id, figure in zip(ids, figures, strict=True)]
    return (*_of_measures(measures), *_Figures(measures, figures, ids).found())


def _named(names: Iterable[str]) -> str:
    listed = sorted(names)
    return ", ".join(listed[:12]) + (", …" if len(listed) > 12 else "")


# ---------------------------------------------------------------- measures


def _of_measures(measures: Mapping[str, Measure | None]) -> Iterator[Misfit]:
    for name, measure in measures.items():
        if measure is None:
            continue
        for index, rule in enumerate(measure.rules):
            path: Path = ("measures", name, "rules", index, "never")
            yield from _values(path, rule.never, measure)
        for index, other in enumerate(measure.resembles):
            if other not in measures or other == name:
                yield Misfit(
                    ("measures", name, "resembles", index),
                    sentence("the id of another measure: {choices}", choices=_named(set(measures) - {name})),
                )


def _values(path: Path, where: Mapping[str, str], measure: Measure) -> Iterator[Misfit]:
    for attribute, value in where.items():
        known = measure.attributes.get(attribute)
        if known is None:
            if measure.attributes:
                choices = _named(measure.attributes)
                accepted = sentence("an attribute of the measure: {choices}", choices=choices)
            else:
                accepted = sentence("nothing here, or the attribute declared in the measure")
            yield Misfit((*path, attribute), accepted)
        elif value not in known.values:
            yield Misfit(
                (*path, attribute),
                sentence("a value of the attribute: {choices}", choices=", ".join(known.values)),
            )


# ---------------------------------------------------------------- figures


class _Figures:
    def __init__(
        self,
        measures: Mapping[str, Measure | None],
        figures: Sequence[Figure | None],
        ids: Sequence[str | None],
    ) -> None:
        self._measures, self._figures, self._ids = measures, figures, ids
        self._known = {figure.id: figure for figure in figures if figure is not None}
        self._counts = Counter(id for id in ids if id is not None)

    def found(self) -> Iterator[Misfit]:
        seen: set[str] = set()
        for index, id in enumerate(self._ids):
            if id is not None and id in seen:
                yield Misfit(
                    ("figures", index, "id"),
                    sentence("an id that no other figure has"),
                    sentence("{id} is the id of an earlier figure", id=id),
                )
            seen.update({id} - {None})  # type: ignore[arg-type]
            figure = self._figures[index]
            if figure is not None:
                yield from self._of_figure(("figures", index), figure)

    def _of_figure(self, path: Path, figure: Figure) -> Iterator[Misfit]:
        if figure.measure not in self._measures:
            yield Misfit(
                (*path, "measure"),
                sentence("the id of a measure: {choices}", choices=_named(self._measures))
                if self._measures
                else sentence("the id of a measure that is declared under measures"),
            )
        measure = self._measures.get(figure.measure)
        if measure is not None:
            yield from _values((*path, "where"), figure.where, measure)
        yield from self._reference(path, figure)
        yield from self._correction(path, figure)

    def _reference(self, path: Path, figure: Figure) -> Iterator[Misfit]:
        for relation, target in _operands(figure):
            here = (*path, "value", relation)
            if target not in self._counts:
                yield Misfit(here, sentence("a whole number, or the id of a figure in this file"))
            elif target == figure.id or self._comes_back(figure, lambda f: [t for _, t in _operands(f)]):
                yield Misfit(
                    here,
                    sentence("a whole number, or the id of a figure that does not refer back to this one"),
                    sentence("{id} would be stated by means of itself", id=figure.id),
                )
            else:
                yield from self._same_unit(here, figure, target)

    def _same_unit(self, here: Path, figure: Figure, target: str) -> Iterator[Misfit]:
        other = self._known.get(target)
        mine = self._measures.get(figure.measure)
        theirs = self._measures.get(other.measure) if other is not None else None
        if mine is not None and theirs is not None and mine.unit != theirs.unit:
            yield Misfit(
                here,
                sentence("a figure that counts in the same unit, {unit}", unit=mine.unit),
                sentence("{id} counts in the unit {unit}", id=target, unit=theirs.unit),
            )

    def _correction(self, path: Path, figure: Figure) -> Iterator[Misfit]:
        target, here = figure.supersedes, (*path, "supersedes")
        if target is None:
            return
        other = self._known.get(target)
        if target not in self._counts:
            yield Misfit(here, sentence("the id of a figure in this file"))
        elif target == figure.id or self._comes_back(
            figure, lambda f: [] if f.supersedes is None else [f.supersedes]
        ):
            yield Misfit(
                here,
                sentence("the id of an earlier figure, which does not supersede this one in turn"),
                sentence("{id} would supersede itself", id=figure.id),
            )
        elif other is not None and other.measure != figure.measure:
            yield Misfit(
                here,
                sentence("a figure of the same measure, {measure}", measure=figure.measure),
                sentence("{id} counts {measure}", id=target, measure=other.measure),
            )

    def _comes_back(self, figure: Figure, following: object) -> bool:
        """Whether following references from a figure leads to it again."""
        assert callable(following)
        seen: set[str] = set()
        ahead = list(following(figure))
        while ahead:
            id = ahead.pop()
            if id == figure.id:
                return True
            if id in seen or id not in self._known:
                continue
            seen.add(id)
            ahead += following(self._known[id])
        return False


def _operands(figure: Figure) -> Iterator[tuple[str, str]]:
    """The figures that a figure's number is stated by, each with the field."""
    if isinstance(figure.value, Stated):
        for relation in type(figure.value).model_fields:
            operand = getattr(figure.value, relation)
            if isinstance(operand, str):
                yield relation, operand
