"""Which lists are too equal to be independent: by the order of their rows and by odd spellings they share.

Two lists that agree because both are right prove nothing. What is looked for is agreement in what truth does not
explain: in which order rows stand, and how a name is misspelled. A list without such traces may still be a
copy: sorted anew and corrected, it would show none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from aiqyn.core.language import Sentence, sentence
from aiqyn.core.rosters.comparison.naming import named_in
from aiqyn.core.rosters.comparison.odd_spellings import OddSpellings, SpellingEvidence
from aiqyn.core.rosters.comparison.row_order import OrderEvidence, OrderOfLists

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.comparison.people import People
    from aiqyn.core.rosters.records import Records

__all__ = ["TOO_EQUAL", "Kinship", "kinships_of"]

TOO_EQUAL = 0.01
"""Below this two lists are called too equal to be independent: in a hundred families of lists that are, one is so called."""


@dataclass(frozen=True, slots=True)
class Kinship:
    """What speaks for one of two lists having been copied from the other, or both from a third.

    Attributes:
        lists: Positions of the two.
        shared: How many persons are on both.
        same_names: How many of these both write letter for letter alike.
        order: What the order of rows tells; `None` where too few persons are on both.
        spellings: What odd spellings tell.
        p_value: Of both together, corrected for the number of tests and of pairs of lists; `None` where
            nothing could be tested.
        verdict: `too equal`, `nothing found`, or `cannot tell`.
        recorded: Which of the two is on record as having taken rows from the other.
        likely_copy: Which of the two is the likelier copy, by where common rows stand close together;
            `None` where nothing tells, or where the two are not too equal.
    """

    lists: tuple[int, int]
    shared: int
    same_names: int
    order: OrderEvidence | None
    spellings: SpellingEvidence
    p_value: float | None
    verdict: Literal["too equal", "nothing found", "cannot tell"]
    recorded: int | None
    likely_copy: int | None

    def because(self) -> Sentence:
        """What was found, in plain words."""
        said = [*_order_in_words(self), *_spellings_in_words(self.spellings)]
        verdict = {
            "too equal": sentence("too equal to be independent"),
            "nothing found": sentence("nothing found that points to copying"),
            "cannot tell": sentence("too little in common to tell"),
        }[self.verdict]
        for each in said:
            verdict = sentence("{first}; {second}", first=verdict, second=each)
        return verdict


def kinships_of(
    records: Records,
    people: People,
    *,
    copied_from: Mapping[str, Collection[str]] | None = None,
    seed: int = 1,
) -> tuple[Kinship, ...]:
    """What speaks for copying, for each pair of lists; what is likeliest first.

    Args:
        records: The lists' rows, in each list's order.
        people: Who is who.
        copied_from: For lists on record as having taken rows from others, those others.
        seed: Of the shuffles.

    Source:
        The order by the longest increasing subsequence, in shuffles; odd spellings by Fisher's exact test
        against third lists; the two joined by Bonferroni's bound, the pairs by Holm (1979), A simple
        sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6, 65–70.
    """
    orders = OrderOfLists(records, seed=seed)
    spellings = OddSpellings(records, people)
    first = _first_records(records, people)
    found = []
    for one, other in combinations(range(len(records.rosters)), 2):
        both = first[(first[:, one] >= 0) & (first[:, other] >= 0)]
        shared = list(zip(both[:, one].tolist(), both[:, other].tolist(), strict=True))
        found.append(
            Kinship(
                lists=(one, other),
                shared=len(shared),
                same_names=sum(_same_name(records, *pair) for pair in shared),
                order=orders.compare(one, other, shared),
                spellings=spellings.compare(one, other),
                p_value=None,
                verdict="cannot tell",
                recorded=_recorded(records, one, other, copied_from or {}),
                likely_copy=None,
            )
        )
    judged = _judged(found)
    return tuple(sorted(judged, key=lambda one: (2.0 if one.p_value is None else one.p_value, one.lists)))


def _first_records(records: Records, people: People) -> NDArray[np.intp]:
    """For each person and list the position of the first record there; -1 where there is none."""
    import numpy as np

    first = np.full(people.on.shape, -1, np.intp)
    backwards = np.arange(len(records))[::-1]
    first[people.of_record[backwards], records.roster_of[backwards]] = backwards
    return first


def _same_name(records: Records, one: int, other: int) -> bool:
    first, second = named_in(records, one), named_in(records, other)
    return first is not None and second is not None and first.casefold() == second.casefold()


def _recorded(
    records: Records, one: int, other: int, copied_from: Mapping[str, Collection[str]]
) -> int | None:
    first, second = records.rosters[one], records.rosters[other]
    if second in copied_from.get(first, ()):
        return one
    return other if first in copied_from.get(second, ()) else None


def _judged(found: list[Kinship]) -> list[Kinship]:
    """The same with p-values corrected for all that was tested, and what follows from them."""
    tested = sorted(
        ((p_value, at) for at, one in enumerate(found) if (p_value := _joint(one)) is not None),
    )
    judged = list(found)
    largest = 0.0
    for rank, (p_value, at) in enumerate(tested):
        largest = max(largest, min((len(tested) - rank) * p_value, 1.0))
        one = found[at]
        too_equal = largest < TOO_EQUAL
        judged[at] = replace(
            one,
            p_value=largest,
            verdict="too equal" if too_equal else "nothing found",
            likely_copy=_likely_copy(one) if too_equal else None,
        )
    return judged


def _joint(one: Kinship) -> float | None:
    """The smaller of the two p-values, as the smaller of two."""
    tests = [one.spellings.p_value, None if one.order is None else one.order.p_value]
    p_values = [p_value for p_value in tests if p_value is not None]
    return min(1.0, len(p_values) * min(p_values)) if p_values else None


def _likely_copy(one: Kinship) -> int | None:
    if one.order is None or one.order.p_value is None or one.order.p_value >= TOO_EQUAL:
        return None
    return None if one.order.closer is None else one.lists[one.order.closer]


_KEY_WORDS = {
    "name": sentence("name"),
    "sex": sentence("sex"),
    "born": sentence("date of birth"),
    "age": sentence("age"),
    "died": sentence("date of death"),
    "place_of_death": sentence("place of death"),
    "residence": sentence("place of residence"),
    "region": sentence("region"),
    "locality": sentence("locality"),
}


def _order_in_words(one: Kinship) -> list[Sentence]:
    order = one.order
    if order is None:
        return []
    if order.p_value is None:
        by = [_KEY_WORDS[key] for key in order.held_fixed]
        sorted_by = by[0]
        for key in by[1:]:
            sorted_by = sentence("{first}, {second}", first=sorted_by, second=key)
        return [
            sentence(
                "the order of rows tells nothing, since both lists are sorted by the same ({by})",
                by=sorted_by,
            )
        ]
    return [
        sentence(
            "of {shared} persons on both, {in_order} stand in one order; by chance it would be about {by_chance}",
            shared=order.persons,
            in_order=order.in_order,
            by_chance=round(order.by_chance),
        )
    ]


def _spellings_in_words(found: SpellingEvidence) -> list[Sentence]:
    if not found.odd:
        return []
    said = [
        sentence(
            "of {odd} odd spellings in one of the two, the other repeats {repeated}",
            odd=found.odd,
            repeated=found.repeated,
        )
    ]
    if found.odd_elsewhere:
        said.append(
            sentence(
                "third lists repeat {repeated} of {odd}",
                odd=found.odd_elsewhere,
                repeated=found.repeated_elsewhere,
            )
        )
    return said
