"""Whether the question can be answered at all, asked of the counts before any method runs.

What is refused here no method can mend: the data lack what would tell how many people are on
no list, or what they tell is known to be of another population. What only some methods
can't bear (a model that the data don't identify, chains that don't agree) they refuse themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from aiqyn.core.estimation.counts import CaptureCounts, Pattern, pattern_of
from aiqyn.core.estimation.estimates import Note, Objection
from aiqyn.core.language import sentence

__all__ = [
    "LARGEST_NUMBER_OF_LISTS",
    "LEAST_IN_OVERLAPS",
    "LEAST_LISTS",
    "LEAST_ON_A_LIST",
    "LEAST_PEOPLE",
    "NO_UPPER_END",
    "cautions",
    "objections",
    "too_many_lists",
]

Overlaps = Mapping[tuple[int, int], int]
"""How many people two lists share, for each pair that shares anyone."""

LEAST_LISTS = 3
"""With two, whether they depend on each other can't be told from the data."""
LARGEST_NUMBER_OF_LISTS = 64
"""No inquiry has so many independent lists; more are pieces of some."""
LEAST_PEOPLE = 30
LEAST_ON_A_LIST = 2
LEAST_IN_OVERLAPS = 5
"""With five people in overlaps an interval spans a factor of three or more, and still holds. A higher
threshold answers only where chance has made overlaps many, and so is right less often: with ten, in
populations where seven are expected, intervals held the truth in 71 of 100 answers; with five, in 94."""


NO_UPPER_END = Objection(
    "no-upper-end",
    sentence("The data set no upper end: numbers however large fit them as well."),
    sentence("Lists that share more people."),
)


def too_many_lists(number: int, *, most: int) -> Objection:
    """The objection to more lists than a method, or any, can go through."""
    return Objection(
        "too-many-lists",
        sentence("{number} lists are more than {most}.", number=number, most=most),
        sentence("Fewer lists: merge those that were made by the same people or from each other."),
    )


def objections(counts: CaptureCounts) -> tuple[Objection, ...]:
    """All reasons for which these counts can't bear an estimate by any method.

    Args:
        counts: Of one population.

    Returns:
        The gravest reason first; nothing where methods may try.

    Source:
        That overlaps must join all lists: Fienberg & Rinaldo (2012), Annals of Statistics 40,
        996–1023, section 3; Chan, Silverman & Vincent (2021), JASA 116, 1297–1306. What no
        method can do without: Aleshin-Guendel, Sadinle & Wakefield (2024), Biometrics 80.
    """
    return tuple(_objections(counts))


def _objections(counts: CaptureCounts) -> Iterator[Objection]:
    number = len(counts.lists)
    if number < LEAST_LISTS:
        yield Objection(
            "too-few-lists",
            sentence(
                "Only {number} of the at least {least} lists that are needed: with fewer, nothing in the data "
                "tells whether being on one list makes being on another more or less likely.",
                number=number,
                least=LEAST_LISTS,
            ),
            sentence("Another list of the same people, made without knowledge of these."),
        )
    if number > LARGEST_NUMBER_OF_LISTS:
        yield too_many_lists(number, most=LARGEST_NUMBER_OF_LISTS)
        return
    yield from _of_small_lists(counts)
    if counts.documented < LEAST_PEOPLE:
        yield Objection(
            "too-few-people",
            sentence(
                "Only {number} people are documented; below {least} chance decides the result.",
                number=counts.documented,
                least=LEAST_PEOPLE,
            ),
            sentence("More documented people: longer lists, or a wider place, time or group."),
        )
    if number > 1:
        yield from _of_overlaps(counts)


def _of_small_lists(counts: CaptureCounts) -> Iterator[Objection]:
    for index, name in enumerate(counts.lists):
        size = counts.size(index)
        if size < LEAST_ON_A_LIST:
            yield Objection(
                "list-nearly-empty",
                sentence(
                    "The list {list} has {count} of the at least {least} people that are needed to tell "
                    "how it overlaps with others.",
                    list=name,
                    count=size,
                    least=LEAST_ON_A_LIST,
                ),
                sentence("The counts without the list {list}, or with it merged into another.", list=name),
            )


def _of_overlaps(counts: CaptureCounts) -> Iterator[Objection]:
    if not counts.in_overlaps:
        yield Objection(
            "no-overlap",
            sentence("No one stands on two lists: the lists tell nothing of how much each of them misses."),
            sentence(
                "Lists that share people. First look whether records of the same people were not "
                "recognised as such."
            ),
        )
        return
    shared = counts.overlaps()
    groups = _groups(shared, range(len(counts.lists)))
    if len(groups) > 1:
        yield _lists_apart(counts, groups)
    else:
        by_one = tuple(_joined_by_one_list(counts, shared))
        yield from by_one or _joined_in_a_chain(counts, shared)
    yield from _lists_within_lists(counts, shared)
    if counts.in_overlaps < LEAST_IN_OVERLAPS:
        yield Objection(
            "too-few-overlaps",
            sentence(
                "People on two lists or more: {number}; below {least} the estimate hangs on single people.",
                number=counts.in_overlaps,
                least=LEAST_IN_OVERLAPS,
            ),
            sentence(
                "Longer lists, or a search for people who are on several lists and were not recognised."
            ),
        )


def _lists_apart(counts: CaptureCounts, groups: Sequence[Pattern]) -> Objection:
    return Objection(
        "lists-apart",
        sentence(
            "No one stands both on a list of one of these groups and on a list of another: {groups}. "
            "How many people each group misses can't be told from the others.",
            groups=_group_names(counts, groups),
        ),
        sentence(
            "A list that shares people with all of them; or an estimate for each group of three lists "
            "or more, for the people whom that group can reach."
        ),
    )


def _joined_by_one_list(counts: CaptureCounts, shared: Overlaps) -> Iterator[Objection]:
    """Objects where the lists fall apart without one of them, unless only single lists fall off.

    A single list that meets only one other leaves the others to be estimated; where whole
    groups, or all others, meet only through one list, that list's leaning to each of them
    can't be told from the size of the population.
    """
    for index, name in enumerate(counts.lists):
        others = [other for other in range(len(counts.lists)) if other != index]
        groups = _groups(shared, others)
        larger = [group for group in groups if group.bit_count() > 1]
        if len(groups) > 1 and (not larger or len(larger) > 1):
            yield Objection(
                "joined-by-one-list",
                sentence(
                    "Only the list {list} joins the others, which never meet: {groups}. Whether the list "
                    "{list} leans to one of them, or people are few, looks the same.",
                    list=name,
                    groups=_group_names(counts, groups),
                ),
                sentence("People who are on two of the others; or another list that meets all of them."),
            )


def _joined_in_a_chain(counts: CaptureCounts, shared: Overlaps) -> Iterator[Objection]:
    """Objects where lists meet as links of a chain or branches of a tree, and in no ring of three or more.

    A list that meets only one other adds the assumption that these two are independent. Taken
    away one after the other, such lists must leave some that hold each other up.
    """
    left = set(range(len(counts.lists)))
    while True:
        meets = {
            index: [pair for pair in shared if index in pair and left.issuperset(pair)] for index in left
        }
        ends = {index for index in left if len(meets[index]) < 2}
        if not ends:
            break
        left -= ends
    if left or len(counts.lists) < LEAST_LISTS:
        return
    pairs = "; ".join(f"{counts.lists[first]}, {counts.lists[second]}" for first, second in sorted(shared))
    yield Objection(
        "joined-in-a-chain",
        sentence(
            "The lists meet one by one only, as links of a chain or branches of a tree: {pairs}. Whether two lists "
            "that meet lean to each other, or people are few, looks the same for every pair.",
            pairs=pairs,
        ),
        sentence("People who are on other pairs of these lists; or another list that meets all of them."),
    )


def _lists_within_lists(counts: CaptureCounts, shared: Overlaps) -> Iterator[Objection]:
    sizes = [counts.size(index) for index in range(len(counts.lists))]
    for inner, inner_name in enumerate(counts.lists):
        for outer, outer_name in enumerate(counts.lists):
            if inner == outer or sizes[inner] < LEAST_ON_A_LIST:
                continue
            alike = sizes[inner] == sizes[outer]
            if shared.get((min(inner, outer), max(inner, outer)), 0) == sizes[inner] and not (
                alike and inner > outer
            ):
                yield Objection(
                    "list-within-list",
                    sentence(
                        "Everyone on the list {inner} is on the list {outer} too: one was made from the "
                        "other, and it is no second look at the same people.",
                        inner=inner_name,
                        outer=outer_name,
                    ),
                    sentence(
                        "The counts without the list {inner}, or with it merged into {outer}.",
                        inner=inner_name,
                        outer=outer_name,
                    ),
                )


def _groups(shared: Overlaps, among: Iterable[int]) -> tuple[Pattern, ...]:
    """The lists that are joined by shared people, directly or through others of those asked for."""
    groups = [pattern_of([index]) for index in among]
    for first, second in shared:
        joined = [group for group in groups if group & (1 << first | 1 << second)]
        if len(joined) > 1 and sum(joined) & 1 << first and sum(joined) & 1 << second:
            groups = [group for group in groups if group not in joined]
            groups.append(Pattern(sum(joined)))
    return tuple(sorted(groups, key=lambda group: group & -group))


def _group_names(counts: CaptureCounts, groups: Sequence[Pattern]) -> str:
    return "; ".join(", ".join(counts.names(group)) for group in groups)


def cautions(counts: CaptureCounts) -> tuple[Note, ...]:
    """What does not forbid an estimate but must be told beside it."""
    met: dict[int, set[int]] = {index: set() for index in range(len(counts.lists))}
    for first, second in counts.overlaps():
        met[first].add(second)
        met[second].add(first)
    return tuple(
        Note(
            "list-meets-one-other",
            sentence(
                "The list {list} shares people with the list {other} alone: what it adds rests on these two "
                "being independent of each other.",
                list=counts.lists[index],
                other=counts.lists[next(iter(others))],
            ),
        )
        for index, others in met.items()
        if len(others) == 1
    )
