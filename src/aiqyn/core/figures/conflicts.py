"""The smallest sets of figures that can't all be true.

A set is *irreducible* when it is contradictory and stops being so whichever figure is left
out. All such sets are enumerated by turns: look at a largest set that holds none of those
found; if it is contradictory, shrink it to an irreducible one; if not, note what it leaves
out (MARCO: Liffiton, Previti, Malik & Marques-Silva 2016, Constraints 21, 223–250). Sets of
one or two figures, which are most of what happens, are found before that by comparing pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from aiqyn.core.figures.counting import Row
from aiqyn.core.figures.populations import SMALL, Verdict
from aiqyn.core.figures.reasoning import Reasoning
from aiqyn.core.figures.values import Figure, Measure

__all__ = ["ConflictSet", "FoundConflicts", "find_conflicts", "shrunk"]

MOST_CONFLICTS = 50
MOST_TESTS = 600
MOST_TESTS_OF_MANY = 150
"""So many sets are tested at most; fewer where the figures are many and a test takes longer."""
_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class ConflictSet:
    """Figures that can't all be true.

    Attributes:
        figures: In the order of the file.
        is_irreducible: Whether it is proved that without any one of them the rest can be true.
    """

    figures: tuple[str, ...]
    is_irreducible: bool


@dataclass(frozen=True, slots=True)
class FoundConflicts:
    """Irreducible sets, smallest first, and whether there may be more."""

    sets: tuple[ConflictSet, ...]
    is_complete: bool


def find_conflicts(
    measures: Mapping[str, Measure],
    figures: Sequence[Figure],
    known: Mapping[str, Figure],
    *,
    carry_on: Callable[[], bool],
) -> FoundConflicts:
    """Every irreducible set of figures that can't all be true, up to `MOST_CONFLICTS`.

    Args:
        measures: What the figures count.
        figures: Those in force.
        known: All figures by id.
        carry_on: Asked between tests; `False` ends the search with what has been found.

    Raises:
        TooManyKinds: The figures hang together too densely.
    """
    search = _Search(measures, figures, known, carry_on)
    return search.run()


def shrunk(
    measures: Mapping[str, Measure],
    figures: Sequence[Figure],
    known: Mapping[str, Figure],
) -> ConflictSet:
    """An irreducible part of a contradictory set, by leaving out one figure after another."""
    kept = list(figures)
    is_proved = True
    reasoning = Reasoning(measures, kept, known)
    for figure in figures:
        if figure not in kept or len(kept) == 1:
            continue
        rest = [other for other in kept if other is not figure]
        found = reasoning.contradiction(other.id for other in rest)
        if found is not None:
            kept = [other for other in rest if other.id in found.figures]
        elif reasoning.population(other.id for other in rest) is Verdict.UNKNOWN:
            is_proved = False
    return ConflictSet(tuple(figure.id for figure in kept), is_proved)


class _Search:
    def __init__(
        self,
        measures: Mapping[str, Measure],
        figures: Sequence[Figure],
        known: Mapping[str, Figure],
        carry_on: Callable[[], bool],
    ) -> None:
        self._measures, self._known, self._carry_on = measures, known, carry_on
        self._figures = {figure.id: figure for figure in figures}
        self._reasoning = Reasoning(measures, figures, known)
        self._found: list[ConflictSet] = []
        self._left_out: list[frozenset[str]] = []
        self._tests = 0

    def run(self) -> FoundConflicts:
        if self._reasoning.contradiction() is None:
            return FoundConflicts((), is_complete=True)
        self._compare_pairs()
        is_complete = False
        while self._may_go_on():
            outside = self._unexplored()
            if outside is None:
                is_complete = True
                break
            self._explore(frozenset(outside))
        order = {name: position for position, name in enumerate(self._figures)}
        ordered = sorted(
            self._found, key=lambda found: (len(found.figures), [order[name] for name in found.figures])
        )
        return FoundConflicts(tuple(ordered), is_complete and not self._gave_up)

    _gave_up = False

    def _may_go_on(self) -> bool:
        most = MOST_TESTS if len(self._figures) <= SMALL else MOST_TESTS_OF_MANY
        return len(self._found) < MOST_CONFLICTS and self._tests < most and self._carry_on()

    # ------------------------------------------------------------ pairs

    def _compare_pairs(self) -> None:
        """Conflicts of one figure, or of two of which one counts all that the other counts."""
        rows = self._reasoning.problem.rows
        for row in rows:
            if row.is_void:
                self._found.append(ConflictSet((str(row.figure),), is_irreducible=True))
        sound = [row for row in rows if not row.is_void]
        for part, whole in permutations(sound, 2):
            if len(self._found) >= MOST_CONFLICTS:
                return
            if _says_more(part, whole) and part.block == whole.block and part.region.is_within(whole.region):
                self._add_pair(str(part.figure), str(whole.figure))

    def _add_pair(self, first: str, second: str) -> None:
        pair = [self._figures[name] for name in self._figures if name in (first, second)]
        found = shrunk(self._measures, pair, self._known)
        if found not in self._found:
            self._found.append(found)

    # ------------------------------------------------------------ enumeration

    def _explore(self, outside: frozenset[str]) -> None:
        """Look at all figures but some: a new conflict among them, or nothing against them."""
        inside = [name for name in self._figures if name not in outside]
        found = self._test(inside)
        if found is not None:
            suspects = [self._figures[name] for name in inside if name in found]
            conflict = shrunk(self._measures, suspects, self._known)
            self._tests += len(suspects)
            self._found.append(conflict)
            return
        for name in sorted(outside):
            if self._test([*inside, name]) is None:
                inside.append(name)
        self._left_out.append(frozenset(self._figures) - frozenset(inside))

    def _test(self, names: Iterable[str]) -> frozenset[str] | None:
        self._tests += 1
        found = self._reasoning.contradiction(names)
        return None if found is None else found.figures

    def _unexplored(self) -> set[str] | None:
        """A smallest-effort set of figures to leave out such that something new is looked at.

        It meets every conflict found, and does not hold all that an earlier look left out.
        """
        conflicts = [frozenset(found.figures) for found in self._found]
        steps = 0

        def search(chosen: frozenset[str]) -> frozenset[str] | None:
            nonlocal steps
            steps += 1
            if steps > _STEPS:
                self._gave_up = True
                return None
            if any(left <= chosen for left in self._left_out):
                return None
            unmet = next((conflict for conflict in conflicts if not conflict & chosen), None)
            if unmet is None:
                return chosen
            for name in sorted(unmet):
                found = search(chosen | {name})
                if found is not None:
                    return found
            return None

        found = search(frozenset())
        return None if found is None else set(found)


def _says_more(part: Row, whole: Row) -> bool:
    return part.low is not None and whole.high is not None and part.low > whole.high
