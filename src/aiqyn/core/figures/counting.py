"""Figures as counts of kinds: what exactly has to be possible for some of them to be true together.

Every counted unit is of one kind: from which moment on it is counted, which value it has in
each attribute, and from which moment on that value is known. A figure says how many units of
certain kinds there are. Whether figures can all be true is then the question whether there
are whole numbers of units of each kind that give every figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from aiqyn.core.figures.moments import Moment, moment_of, moments_in_order, up_sets
from aiqyn.core.figures.space import Region, Space, TooManyKinds
from aiqyn.core.figures.values import Attribute, Figure, Measure, Stated

__all__ = [
    "EVERYTHING_ASSUMED",
    "Assumed",
    "Cell",
    "Problem",
    "Row",
    "Where",
    "build_problem",
    "kinds_within",
    "row_of_cell",
    "stated_range",
    "where_of",
]

MOST_UP_SETS = 64

Where = tuple[tuple[str, str | None], ...]
"""Attributes with their values, sorted; `None` stands for "no value is stated of it"."""


def where_of(figure: Figure) -> Where:
    """The part that a figure counts."""
    return tuple(sorted(figure.where.items()))


@dataclass(frozen=True, slots=True)
class Cell:
    """Something that can be counted: a part of a measure at a moment."""

    measure: str
    where: Where
    moment: Moment


@dataclass(frozen=True, slots=True)
class Assumed:
    """Which assumptions are taken to hold.

    Attributes:
        without_rules: Indices of each measure's rules that are not.
        without_cumulation: Measures of which a later count is not tied to an earlier one.
        one_moment: Whether figures as of the same month (or other stretch) count at one moment.
    """

    without_rules: frozenset[tuple[str, int]] = frozenset()
    without_cumulation: frozenset[str] = frozenset()
    one_moment: bool = True


EVERYTHING_ASSUMED = Assumed()


@dataclass(frozen=True, slots=True)
class Row:
    """A condition: the units in a region number between two bounds.

    Attributes:
        figure: The figure that says so; `None` for a condition that none of them states.
        block: Which population is counted.
        region: Which of its kinds.
        low: At least so many; `None` for no bound.
        high: At most so many; `None` for no bound.
    """

    figure: str | None
    block: int
    region: Region
    low: int | None
    high: int | None

    @property
    def is_void(self) -> bool:
        """Whether the bounds exclude each other, as in "fewer than 0"."""
        return self.low is not None and self.high is not None and self.low > self.high


@dataclass(frozen=True, slots=True)
class Problem:
    """Populations and what is stated of them.

    Attributes:
        spaces: The kinds of unit of each population.
        rows: What the figures state.
        blocks: Which population a measure has at a moment.
    """

    spaces: tuple[Space, ...]
    rows: tuple[Row, ...]
    blocks: Mapping[tuple[str, Moment], _Block] = field(default_factory=dict)


# ---------------------------------------------------------------- stated numbers

_RELATIONS = ("exactly", "at_least", "more_than", "at_most", "fewer_than", "about", "between")


def _relation(value: int | Stated) -> tuple[str, int | str | tuple[int, ...]]:
    if isinstance(value, int):
        return "exactly", value
    for name in _RELATIONS:
        operand = getattr(value, name)
        if operand is not None:
            return name, operand
    raise AssertionError("a stated count says one thing")


def stated_range(figure: Figure, figures: Mapping[str, Figure]) -> tuple[int, int | None]:
    """The least and the greatest number that a figure's words leave open; `None`: no greatest.

    A figure's id stands for what that figure states. Where that is a range, the weakest reading
    is taken: more than "from 10 to 20" is more than 10, more than "at least 10" likewise, and
    at most "at least 10" is no bound. `about` gives no bounds: nobody said how far off it may
    be. The range is empty, the greatest below the least, where no count can be meant.
    """
    relation, operand = _relation(figure.value)
    if isinstance(operand, tuple):
        return operand[0], operand[1]
    low, high = (
        stated_range(figures[operand], figures) if isinstance(operand, str) else (operand, int(operand))
    )
    if high is not None and low > high:
        return low, high
    return {
        "exactly": (low, high),
        "at_least": (low, None),
        "more_than": (low + 1, None),
        "at_most": (0, high),
        "fewer_than": (0, None if high is None else high - 1),
        "about": (0, None),
    }[relation]


# ---------------------------------------------------------------- populations


@dataclass(frozen=True, slots=True)
class _Block:
    """One population: the moments that tie its figures, and how its kinds are written as variables."""

    index: int
    moments: tuple[Moment, ...]
    presence: int | None
    presences: tuple[int, ...]
    attributes: Mapping[str, _Coding]

    def region(self, where: Where, moment: Moment) -> Region:
        """The kinds that are counted in a part at a moment."""
        position = self.moments.index(moment)
        conditions = [self.attributes[name].condition(value, position) for name, value in where]
        if self.presence is not None:
            mask = sum(1 << i for i, present in enumerate(self.presences) if present >> position & 1)
            conditions.append((self.presence, mask))
        return Region.of(conditions)


@dataclass(frozen=True, slots=True)
class _Coding:
    """How an attribute is written as a variable.

    Attributes:
        variable: Its index.
        values: What each value of the variable stands for: the attribute's value (`None` for
            none, "" for one that nobody names) and the moments, as bits, at which it is known.
    """

    variable: int
    values: tuple[tuple[str | None, int], ...]

    def condition(self, value: str | None, position: int) -> tuple[int, int]:
        """The variable, and those of its values at which `value` is known at a moment."""
        mask = 0
        for index, (name, known) in enumerate(self.values):
            is_known = bool(known >> position & 1)
            if (name == value and is_known) if value is not None else (name is None or not is_known):
                mask |= 1 << index
        return self.variable, mask

    def ever(self, value: str) -> tuple[int, int]:
        """The variable, and those of its values that stand for `value` at whatever moment."""
        return self.variable, sum(1 << i for i, (name, _) in enumerate(self.values) if name == value)


def _named_values(measure: Measure, wheres: Iterable[Where]) -> dict[str, set[str | None]]:
    """The attributes and values that matter: named by a part or a rule."""
    named: dict[str, set[str | None]] = {}
    for where in [*wheres, *(tuple(rule.never.items()) for rule in measure.rules)]:
        for name, value in where:
            named.setdefault(name, set()).add(value)
    return named


def _coded(
    variable: int, attribute: Attribute, named: set[str | None], known_sets: Sequence[int], always: int
) -> _Coding:
    values: list[tuple[str | None, int]] = []
    if not attribute.exhaustive:
        values.append((None, 0))
        known = tuple(known_sets)
    else:
        known = (always,)
    mentioned = [value for value in attribute.values if value in named]
    if len(mentioned) < len(attribute.values):
        mentioned.append("")
    values += [(value, moments) for value in mentioned for moments in known]
    return _Coding(variable, tuple(values))


def _build_space(
    measure: Measure,
    moments: tuple[Moment, ...],
    wheres: Iterable[Where],
    dropped: Iterable[int],
    index: int,
) -> tuple[_Block, Space]:
    after = [
        sum(1 << later for later, other in enumerate(moments) if moment.is_before(other))
        for moment in moments
    ]
    presences = up_sets(after, limit=MOST_UP_SETS)
    if presences is None:
        raise TooManyKinds
    always = (1 << len(moments)) - 1
    named = _named_values(measure, wheres)
    codings = {
        name: _coded(position, measure.attributes[name], named[name], presences, always)
        for position, name in enumerate(sorted(named))
    }
    sizes = [len(coding.values) for coding in codings.values()]
    bans = [
        Region.of(codings[name].ever(value) for name, value in rule.never.items())
        for number, rule in enumerate(measure.rules)
        if number not in set(dropped)
    ]
    presence = None
    if len(moments) > 1:
        presence = len(sizes)
        sizes.append(len(presences))
        bans += _known_only_while_present(codings, measure, presences, presence)
    block = _Block(index, moments, presence, presences, codings)
    return block, Space(tuple(sizes), tuple(bans))


def _known_only_while_present(
    codings: Mapping[str, _Coding], measure: Measure, presences: Sequence[int], presence: int
) -> Iterable[Region]:
    """No value can be known of a unit at a moment at which it is not counted."""
    for name, coding in codings.items():
        if measure.attributes[name].exhaustive:
            continue
        for position, present in enumerate(presences):
            early = sum(1 << i for i, (_, known) in enumerate(coding.values) if known & ~present)
            if early:
                yield Region.of([(coding.variable, early), (presence, 1 << position)])


# ---------------------------------------------------------------- the whole


def build_problem(
    measures: Mapping[str, Measure],
    figures: Sequence[Figure],
    known: Mapping[str, Figure],
    *,
    cells: Iterable[Cell] = (),
    assumed: Assumed = EVERYTHING_ASSUMED,
) -> Problem:
    """What has to be possible for the figures to be true together.

    Args:
        measures: All measures that the figures count, by id.
        figures: The figures to take at their word.
        known: All figures by id, also those that are only referred to.
        cells: What will be asked of the result; their attributes are kept apart.
        assumed: Which assumptions hold.

    Raises:
        TooManyKinds: The moments of a measure are of too uncertain an order.
    """
    places = _Places(measures, figures, tuple(cells), assumed)
    rows = (Row(figure.id, *places.place(figure), *stated_range(figure, known)) for figure in figures)
    return Problem(tuple(places.spaces), tuple(rows), places.blocks)


class _Places:
    """Finds the population and region of each figure and cell."""

    def __init__(
        self,
        measures: Mapping[str, Measure],
        figures: Sequence[Figure],
        cells: Sequence[Cell],
        assumed: Assumed,
    ) -> None:
        self.spaces: list[Space] = []
        self.blocks: dict[tuple[str, Moment], _Block] = {}
        self._of_figure: dict[str, tuple[str, Moment]] = {}
        for name, measure in measures.items():
            mine = [figure for figure in figures if figure.measure == name]
            asked = [cell for cell in cells if cell.measure == name]
            moments = self._moments(mine, asked, assumed)
            tied = measure.cumulative and name not in assumed.without_cumulation
            groups = [moments] if tied else [(moment,) for moment in moments]
            dropped = [number for measured, number in assumed.without_rules if measured == name]
            for group in groups:
                if not group:
                    continue
                wheres = [
                    *(where_of(figure) for figure in mine if self._of_figure[figure.id][1] in group),
                    *(cell.where for cell in asked if cell.moment in group),
                ]
                block, space = _build_space(measure, group, wheres, dropped, len(self.spaces))
                self.spaces.append(space)
                self.blocks.update({(name, moment): block for moment in group})

    def _moments(
        self, figures: Sequence[Figure], cells: Sequence[Cell], assumed: Assumed
    ) -> tuple[Moment, ...]:
        shared = moments_in_order([*(f.as_of for f in figures), *(cell.moment.as_of for cell in cells)])
        moments = list(shared)
        for figure in figures:
            moment = moment_of(figure.as_of, shared)
            if not assumed.one_moment and not moment.is_exact:
                moment = _OwnMoment(figure.as_of, figure.id)
                moments.append(moment)
            self._of_figure[figure.id] = (figure.measure, moment)
        used = {self._of_figure[figure.id][1] for figure in figures} | {cell.moment for cell in cells}
        return tuple(sorted((m for m in moments if m in used), key=lambda moment: moment.key))

    def place(self, figure: Figure) -> tuple[int, Region]:
        """The population that a figure counts, and which of its kinds."""
        measure, moment = self._of_figure[figure.id]
        block = self.blocks[measure, moment]
        return block.index, block.region(where_of(figure), moment)


@dataclass(frozen=True, slots=True)
class _OwnMoment(Moment):
    """The moment of one figure alone, somewhere within its date."""

    figure: str = ""


def row_of_cell(problem: Problem, cell: Cell, low: int | None, high: int | None) -> Row:
    """The condition that a cell's count lies between two bounds."""
    block = problem.blocks[cell.measure, cell.moment]
    return Row(None, block.index, block.region(cell.where, cell.moment), low, high)


def kinds_within(measure: Measure, part: Where, whole: Where, rules: Iterable[int]) -> bool:
    """Whether everything that a part counts is counted in a whole too, at one moment, by some rules."""
    kept = set(rules)
    dropped = [number for number in range(len(measure.rules)) if number not in kept]
    moment = Moment(None)
    block, space = _build_space(measure, (moment,), [part, whole], dropped, 0)
    weights = [(block.region(part, moment), 1), (block.region(whole, moment), -1)]
    return space.best(weights, above=0) is None
