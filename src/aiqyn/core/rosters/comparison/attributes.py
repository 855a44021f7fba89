"""What the lists say of one person, attribute by attribute: where they agree, where not, and what a person may choose.

A proposal is made where the lists bear one, with its reason; it is never more than that. Two values that
can both be true are no conflict: a year and a day within it, an age and a day of birth, an initial and a
name, one name in two scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations, islice
from typing import Literal, get_args

from aiqyn.core.language import Sentence, sentence
from aiqyn.core.names import NameComparer
from aiqyn.core.rosters.comparison.ages import age_between, ages_agree
from aiqyn.core.rosters.comparison.days import dates_agree, exactness, how_dates_differ
from aiqyn.core.rosters.comparison.naming import NamePair, fullness, name_pair, named_in
from aiqyn.core.rosters.comparison.places import place_fullness, places_agree, places_sound_alike
from aiqyn.core.rosters.records import Field, Records

__all__ = ["ATTRIBUTES", "Agreement", "Attribute", "Profile", "Stated", "profile_of", "profiles"]

Attribute = Literal["name", "sex", "born", "age", "died", "place_of_birth", "place_of_death", "residence"]
"""What is compared of one person across lists; `name` is the whole name, whatever columns it came in."""

ATTRIBUTES: tuple[Attribute, ...] = get_args(Attribute)


AT_ONCE = 2_000
"""The names of so many persons are compared together: one by one it would take ten times as long."""


class Agreement(IntEnum):
    """How far the values of one attribute agree; the larger, the more there is to decide."""

    SAME = 0
    """All that say something say the same."""
    COMPATIBLE = 1
    """All can be true: one says more than another, or says it in other letters."""
    SPELLING = 2
    """One name or place, spelled in several ways."""
    CONFLICT = 3
    """Not all can be true."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One value as some rows have it.

    Attributes:
        value: As read.
        records: Positions of the records that say it.
        voices: How many lists say so, those aside that copied from another of them.
        implied_by: Where the value follows from other columns ("born 1984-03-02"), that; else `None`.
    """

    value: str
    records: tuple[int, ...]
    voices: int
    implied_by: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One attribute of one person.

    Attributes:
        attribute: Which.
        stated: What is said, what most lists say first.
        agreement: How far that agrees.
        proposed: What would be put on the list of persons; `None` where the lists do not bear a choice.
        because: Why that, or why none.
    """

    attribute: Attribute
    stated: tuple[Stated, ...]
    agreement: Agreement
    proposed: str | None
    because: Sentence


def profile_of(
    records: Records,
    positions: Sequence[int],
    *,
    copied_from: Mapping[str, Collection[str]] | None = None,
    comparer: NameComparer | None = None,
) -> tuple[Profile, ...]:
    """What the lists say of one person: the attributes of which they say anything.

    Args:
        records: The lists' rows.
        positions: Of the records that are this person's.
        copied_from: For lists that took rows from others, those others: a value that a list shares with
            its source has one voice.
        comparer: Of names.
    """
    return next(profiles(records, [tuple(positions)], copied_from=copied_from, comparer=comparer))


def profiles(
    records: Records,
    people: Iterable[tuple[int, ...]],
    *,
    copied_from: Mapping[str, Collection[str]] | None = None,
    comparer: NameComparer | None = None,
) -> Iterator[tuple[Profile, ...]]:
    """The same for many persons, one after the other.

    Args:
        records: The lists' rows.
        people: The positions of each person's records.
        copied_from: As for `profile_of`.
        comparer: Of names.
    """
    reader = _Reader(records, copied_from or {}, comparer or NameComparer())
    remaining = iter(people)
    while chunk := list(islice(remaining, AT_ONCE)):
        reader.compare_names(chunk)
        for positions in chunk:
            yield reader.profiles(positions)


@dataclass(frozen=True, slots=True)
class _Choice:
    """The value chosen, `None` where another that contradicts it has as many voices, and those voices."""

    value: str | None
    voices: int


_DATES: tuple[Literal["born", "died"], ...] = ("born", "died")
_PLACES: tuple[Literal["place_of_birth", "place_of_death", "residence"], ...] = (
    "place_of_birth",
    "place_of_death",
    "residence",
)


class _Reader:
    """Reads profiles off the records of some lists."""

    def __init__(
        self, records: Records, copied_from: Mapping[str, Collection[str]], comparer: NameComparer
    ) -> None:
        self._records = records
        self._roster_of = records.roster_of.tolist()
        numbers = {roster: at for at, roster in enumerate(records.rosters)}
        self._sources = {
            numbers[roster]: {numbers[source] for source in sources if source in numbers}
            for roster, sources in copied_from.items()
            if roster in numbers
        }
        self._comparer = comparer
        self._pairs: dict[tuple[str, str], NamePair] = {}
        self._fullness: dict[str, float] = {}

    def compare_names(self, people: Iterable[tuple[int, ...]]) -> None:
        """Compare the names of these persons, all at once; what was compared before is forgotten.

        Args:
            people: The positions of each person's records.
        """
        pairs: dict[tuple[str, str], None] = {}
        for positions in people:
            found = {named_in(self._records, position) for position in positions} - {None}
            if len(found) > 1:
                names = sorted(name for name in found if name is not None)
                pairs |= dict.fromkeys(combinations(names, 2))
        self._pairs = {
            pair: name_pair(*pair, comparison)
            for pair, comparison in zip(pairs, self._comparer.compare_many(pairs), strict=True)
        }
        compared = {name for pair in pairs for name in pair}
        self._fullness = {name: fullness(name, self._comparer) for name in compared}

    def profiles(self, positions: tuple[int, ...]) -> tuple[Profile, ...]:
        by_attribute: dict[Attribute, Profile | None] = {
            "name": self._name(positions),
            "sex": self._sex(positions),
        }
        for date in _DATES:
            by_attribute[date] = self._date(date, positions)
        for place in _PLACES:
            by_attribute[place] = self._place(place, positions)
        by_attribute["age"] = self._age(positions, by_attribute["born"], by_attribute["died"])
        found = (by_attribute[attribute] for attribute in ATTRIBUTES)
        return tuple(profile for profile in found if profile is not None)

    def _stated(self, positions: tuple[int, ...], value_of: Callable[[int], str | None]) -> list[Stated]:
        """The values that some of these records have, what has most voices first."""
        by_value: dict[str, list[int]] = {}
        for position in positions:
            value = value_of(position)
            if value is not None:
                by_value.setdefault(value, []).append(position)
        stated = [Stated(value, tuple(at), self._voices(at)) for value, at in by_value.items()]
        return sorted(stated, key=lambda one: (-one.voices, -len(one.records), one.value))

    def _column(self, field: Field, positions: tuple[int, ...]) -> list[Stated]:
        column = self._records.fields.get(field)
        return [] if column is None else self._stated(positions, lambda position: column[position])

    def _voices(self, positions: Iterable[int]) -> int:
        """How many lists these records are of, those aside that copied from another of them."""
        lists = {self._roster_of[position] for position in positions}
        return max(sum(not (self._sources.get(one, set()) & lists) for one in lists), min(len(lists), 1))

    def _chosen(
        self, stated: list[Stated], agree: Callable[[str, str], bool], worth: Callable[[str], float]
    ) -> _Choice:
        """The value that most lists bear out, the one that says most among equals."""
        voices = {
            one.value: self._voices(
                at for other in stated if agree(one.value, other.value) for at in other.records
            )
            for one in stated
        }
        ranked = sorted(
            stated, key=lambda one: (-voices[one.value], -worth(one.value), -one.voices, one.value)
        )
        best = ranked[0]
        for other in ranked[1:]:
            if voices[other.value] == voices[best.value] and not agree(best.value, other.value):
                return _Choice(None, voices[best.value])
        return _Choice(best.value, voices[best.value])

    # -------------------------------------------------------------- one attribute each

    def _name(self, positions: tuple[int, ...]) -> Profile | None:
        stated = self._stated(positions, lambda position: named_in(self._records, position))
        if len(stated) < 2:
            return _of_one("name", stated)
        names = [one.value for one in stated]
        found = {pair: self._pairs[pair] for pair in combinations(sorted(names), 2)}

        def agree(one: str, other: str) -> bool:
            return one == other or found[min(one, other), max(one, other)].agreement < Agreement.CONFLICT

        choice = self._chosen(stated, agree, self._fullness.__getitem__)
        agreement = Agreement(max(pair.agreement for pair in found.values()))
        reason = sentence("the fullest form")
        return _profile(
            "name", stated, agreement, choice, reason=reason, evidence=_worst(found, choice.value)
        )

    def _sex(self, positions: tuple[int, ...]) -> Profile | None:
        stated = self._column("sex", positions)
        if len(stated) < 2:
            return _of_one("sex", stated)
        choice = self._chosen(stated, lambda one, other: one == other, lambda value: 0)
        return _profile("sex", stated, Agreement.CONFLICT, choice, reason=sentence("what most lists say"))

    def _date(self, attribute: Literal["born", "died"], positions: tuple[int, ...]) -> Profile | None:
        stated = self._column(attribute, positions)
        if len(stated) < 2:
            return _of_one(attribute, stated)
        agreement = _agreement_of(stated, dates_agree)
        choice = self._chosen(stated, dates_agree, exactness)
        evidence = how_dates_differ([one.value for one in stated])
        reason = sentence("the most exact date that agrees with most lists")
        return _profile(attribute, stated, agreement, choice, reason=reason, evidence=evidence)

    def _place(
        self,
        attribute: Literal["place_of_birth", "place_of_death", "residence"],
        positions: tuple[int, ...],
    ) -> Profile | None:
        stated = self._column(attribute, positions)
        if len(stated) < 2:
            return _of_one(attribute, stated)
        agreement = _agreement_of(stated, places_agree)
        choice = self._chosen(stated, places_agree, place_fullness)
        evidence = None
        if agreement is Agreement.CONFLICT:
            if _agreement_of(stated, places_sound_alike) is not Agreement.CONFLICT:
                agreement = Agreement.SPELLING
            evidence = sentence("two names may be of one place, as an old and a new one")
        reason = sentence("the fullest form that agrees with most lists")
        return _profile(attribute, stated, agreement, choice, reason=reason, evidence=evidence)

    def _age(self, positions: tuple[int, ...], born: Profile | None, died: Profile | None) -> Profile | None:
        stated = self._column("age", positions)
        if not stated:
            return None
        implied = _implied_ages(born, died)
        if implied is not None:
            stated = _with_implied(stated, implied)
        if len(stated) < 2:
            return _of_one("age", stated)
        agreement = _agreement_of(stated, ages_agree)
        choice = self._chosen(stated, ages_agree, lambda value: -value.count("–"))
        reason = sentence("the age that agrees with most lists")
        evidence = None
        if agreement is Agreement.CONFLICT and _differ_by_one(stated):
            evidence = sentence(
                "they differ by one year, as where years are counted without heed to the birthday"
            )
            if choice.value is None and implied is not None and implied.value.isdecimal():
                choice = _Choice(implied.value, choice.voices)
                reason = sentence("the age that follows from the days of birth and of death")
        return _profile("age", stated, agreement, choice, reason=reason, evidence=evidence)


def _of_one(attribute: Attribute, stated: list[Stated]) -> Profile | None:
    """What is said in one way only."""
    if not stated:
        return None
    because = sentence("all lists that tell it say so")
    return Profile(attribute, tuple(stated), Agreement.SAME, stated[0].value, because)


def _profile(
    attribute: Attribute,
    stated: list[Stated],
    agreement: Agreement,
    choice: _Choice,
    *,
    reason: Sentence,
    evidence: Sentence | None = None,
) -> Profile:
    """What is said in several ways, with what was chosen and why."""
    chosen = choice.value
    if chosen is None:
        because = sentence("the lists contradict each other, and none outweighs the other")
    else:
        because = sentence(
            "{reason}; lists in agreement with it: {voices}", reason=reason, voices=choice.voices
        )
    if evidence is not None:
        because = sentence("{first}; {second}", first=because, second=evidence)
    return Profile(attribute, tuple(stated), agreement, chosen, because)


def _agreement_of(stated: list[Stated], agree: Callable[[str, str], bool]) -> Agreement:
    values = [one.value for one in stated]
    all_agree = all(agree(one, other) for at, one in enumerate(values) for other in values[at + 1 :])
    return Agreement.COMPATIBLE if all_agree else Agreement.CONFLICT


def _worst(found: Mapping[tuple[str, str], NamePair], chosen: str | None) -> Sentence | None:
    """In words what differs most: from the form chosen, where one was."""
    pairs = [pair for names, pair in found.items() if chosen is None or chosen in names]
    worst = max(pairs, key=lambda pair: pair.agreement)
    return worst.because


def _implied_ages(born: Profile | None, died: Profile | None) -> Stated | None:
    """The age at death that days of birth and death make, as a value beside those that lists state."""
    if born is None or died is None or born.proposed is None or died.proposed is None:
        return None
    ages = age_between(born.proposed, died.proposed)
    if ages is None:
        return None
    sources = next(one for one in born.stated if one.value == born.proposed)
    least, most = ages
    value = str(least) if least == most else f"{least}–{most}"
    because = sentence("born {born}, died {died}", born=born.proposed, died=died.proposed)
    return Stated(value, sources.records, sources.voices, because)


def _with_implied(stated: list[Stated], implied: Stated) -> list[Stated]:
    """The ages stated and the one implied, as one where they are the same."""
    joined = [one for one in stated if one.value != implied.value]
    same = next((one for one in stated if one.value == implied.value), None)
    if same is not None:
        records = tuple(sorted({*same.records, *implied.records}))
        implied = Stated(same.value, records, same.voices, implied.implied_by)
    return [implied, *joined] if same is not None else [*joined, implied]


def _differ_by_one(stated: list[Stated]) -> bool:
    ages = [int(part) for one in stated for part in one.value.split("–") if part.isdecimal()]
    return bool(ages) and max(ages) - min(ages) == 1
