"""Which figures have anything to do with each other, and which of them are in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiqyn.core.figures.counting import Assumed
from aiqyn.core.figures.moments import Moment, moment_of, moments_in_order
from aiqyn.core.figures.report import Assumption, AssumptionKind
from aiqyn.core.figures.values import Figure, FiguresFile, Measure
from aiqyn.core.figures.wording import Wording

__all__ = ["Component", "assumptions_of", "in_force", "split", "superseded_by", "without"]


def superseded_by(figures: Sequence[Figure]) -> dict[str, str]:
    """For each figure that a later statement corrects, the one that does so first in the file."""
    found: dict[str, str] = {}
    for figure in figures:
        if figure.supersedes is not None:
            found.setdefault(figure.supersedes, figure.id)
    return found


def in_force(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures that nobody has corrected."""
    corrected = superseded_by(figures)
    return tuple(figure for figure in figures if figure.id not in corrected)


@dataclass(frozen=True, slots=True)
class Component:
    """Figures that can bear on each other.

    Attributes:
        measures: The measures that they count, by id.
        figures: The figures in force, in the order of the file.
    """

    measures: Mapping[str, Measure]
    figures: tuple[Figure, ...]

    def moments(self, measure: str) -> tuple[Moment, ...]:
        """The moments of a measure's figures, earliest first."""
        return moments_in_order(figure.as_of for figure in self.figures if figure.measure == measure)

    def only(self, figures: Sequence[Figure]) -> Component:
        """The same with some of the figures."""
        return Component(self.measures, tuple(figures))


def split(stated: FiguresFile) -> tuple[Component, ...]:
    """The figures in force, by what ties them together.

    Figures of a cumulative measure are tied over time, those of another only within a moment.
    """
    moments = {
        name: moments_in_order(figure.as_of for figure in stated.figures if figure.measure == name)
        for name in stated.measures
    }
    groups: dict[tuple[str, Moment | None], list[Figure]] = {}
    for figure in in_force(stated.figures):
        is_tied = stated.measures[figure.measure].cumulative
        moment = None if is_tied else moment_of(figure.as_of, moments[figure.measure])
        groups.setdefault((figure.measure, moment), []).append(figure)
    return tuple(
        Component({f.measure: stated.measures[f.measure] for f in group}, tuple(group))
        for group in groups.values()
    )


# ---------------------------------------------------------------- assumptions


def assumptions_of(component: Component, wording: Wording) -> tuple[Assumption, ...]:
    """Everything that results about these figures could rest on besides them."""
    found: list[Assumption] = []
    for name, measure in component.measures.items():
        for index, rule in enumerate(measure.rules):
            found.append(
                Assumption(
                    AssumptionKind.RULE, name, wording.rule(name, rule), rule=index, why=wording.why(rule)
                )
            )
        moments = component.moments(name)
        if measure.cumulative and len(moments) > 1:
            found.append(Assumption(AssumptionKind.CUMULATIVE, name, wording.cumulation(name)))
        for moment in moments:
            sharing = [
                figure
                for figure in component.figures
                if figure.measure == name and moment_of(figure.as_of, moments) == moment
            ]
            if len(sharing) > 1 and not moment.is_exact:
                text = wording.one_moment(name, moment.as_of)
                found.append(Assumption(AssumptionKind.ONE_MOMENT, name, text, as_of=moment.as_of))
    return tuple(found)


def without(assumptions: Sequence[Assumption]) -> Assumed:
    """The same state of things with these assumptions given up."""
    kinds = {assumption.kind for assumption in assumptions}
    return Assumed(
        without_rules=frozenset(
            (assumption.measure, assumption.rule)
            for assumption in assumptions
            if assumption.kind is AssumptionKind.RULE and assumption.rule is not None
        ),
        without_cumulation=frozenset(
            assumption.measure for assumption in assumptions if assumption.kind is AssumptionKind.CUMULATIVE
        ),
        one_moment=AssumptionKind.ONE_MOMENT not in kinds,
    )
