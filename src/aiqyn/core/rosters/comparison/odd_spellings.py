"""Does one list repeat another's odd spellings more than third lists do?

A spelling is odd where one person alone bears it and it is one letter off what others bear, or what another
list calls the same person. Some such names are right: then every list repeats them. Slips are repeated by
those who copied. So lists are held against the others: no list is taken to be right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

from aiqyn.core.names import Lexicon, default_lexicon
from aiqyn.core.rosters.comparison.edits import edits
from aiqyn.core.rosters.comparison.naming import named_in

if TYPE_CHECKING:
    from aiqyn.core.rosters.comparison.people import People
    from aiqyn.core.rosters.records import Records

__all__ = ["OddSpellings", "SpellingEvidence"]

SHORTEST = 4
"""Words of fewer sounds are one letter off too many others."""

COMPARABLE = 2
"""A third list has been able to repeat a spelling where its word for the person is at most so many letters off."""

SHOWN = 10


@dataclass(frozen=True, slots=True)
class SpellingEvidence:
    """What odd spellings tell of two lists.

    Attributes:
        odd: So many odd spellings of one of the two lists stand with persons that the other has too, in
            words of the same script.
        repeated: So many of these the other repeats.
        odd_elsewhere: So many of their odd spellings could have been repeated by third lists.
        repeated_elsewhere: So many of these third lists repeat.
        p_value: How often chance deals the repetitions so unevenly; `None` where there is nothing to
            hold the two against.
        examples: Some of the repeated that no third list repeats, as written.
    """

    odd: int
    repeated: int
    odd_elsewhere: int
    repeated_elsewhere: int
    p_value: float | None
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a name in a record."""

    written: str
    sounds: str
    latin: bool


class OddSpellings:
    """The odd spellings of some lists."""

    def __init__(self, records: Records, people: People, *, lexicon: Lexicon | None = None) -> None:
        """Look through all names.

        Args:
            records: The lists' rows.
            people: Who is who.
            lexicon: How letters sound.
        """
        self._roster_of = records.roster_of.tolist()
        self._words = _words(records, lexicon or default_lexicon())
        bearers: dict[str, set[int]] = defaultdict(set)
        of_record = people.of_record.tolist()
        for position, words in enumerate(self._words):
            for word in words:
                bearers[word.sounds].add(of_record[position])
        self._bearers: Mapping[str, int] = {sounds: len(people) for sounds, people in bearers.items()}
        self._near = _Neighbours(sounds for sounds, number in self._bearers.items() if number > 1)
        self._odd: dict[int, list[tuple[int, _Word]]] = defaultdict(list)
        self._others: dict[int, tuple[int, ...]] = {}
        for positions in people.each():
            self._look_at(positions)

    def _look_at(self, positions: tuple[int, ...]) -> None:
        """Note the odd spellings of one person's records."""
        if len(positions) < 2:
            return
        everywhere = {word.sounds for position in positions for word in self._words[position]}
        for position in positions:
            self._others[position] = tuple(other for other in positions if other != position)
            for word in self._words[position]:
                if self._bearers[word.sounds] == 1 and (
                    self._near.has_beside(word.sounds)
                    or any(_is_beside(word.sounds, other) for other in everywhere)
                ):
                    self._odd[self._roster_of[position]].append((position, word))

    def compare(self, one: int, other: int) -> SpellingEvidence:
        """What the odd spellings of two lists tell.

        Args:
            one, other: Positions of the lists.
        """
        mine = {one, other}
        odd = repeated = odd_elsewhere = repeated_elsewhere = 0
        examples: dict[str, None] = {}
        seen: set[tuple[int, str]] = set()
        for roster in (one, other):
            for position, word in self._odd.get(roster, ()):
                person = min(position, *self._others[position])
                if (person, word.sounds) in seen:
                    continue
                seen.add((person, word.sounds))
                inside, outside = self._repetitions(position, word, mine)
                odd += len(inside)
                repeated += sum(inside)
                odd_elsewhere += len(outside)
                repeated_elsewhere += sum(outside)
                if any(inside) and not any(outside):
                    examples[word.written] = None
        p_value = None
        if odd and odd_elsewhere:
            p_value = uneven(repeated, odd, repeated_elsewhere, odd_elsewhere)
        return SpellingEvidence(
            odd, repeated, odd_elsewhere, repeated_elsewhere, p_value, tuple(examples)[:SHOWN]
        )

    def _repetitions(self, position: int, word: _Word, lists: set[int]) -> tuple[list[bool], list[bool]]:
        """Which of the person's other records, of these lists and of others, repeat a spelling that they could."""
        inside: list[bool] = []
        outside: list[bool] = []
        for other in self._others[position]:
            repeats = self._repeats(other, word)
            roster = self._roster_of[other]
            if repeats is not None and roster != self._roster_of[position]:
                (inside if roster in lists else outside).append(repeats)
        return inside, outside

    def _repeats(self, position: int, word: _Word) -> bool | None:
        """Whether a record repeats a spelling; `None` where it has no word that could."""
        words = [other for other in self._words[position] if other.latin == word.latin]
        if any(other.sounds == word.sounds for other in words):
            return True
        return False if any(edits(other.sounds, word.sounds) <= COMPARABLE for other in words) else None


def _words(records: Records, lexicon: Lexicon) -> list[tuple[_Word, ...]]:
    """The words of each record's name, with how they sound; each word is looked at once."""
    names = [named_in(records, position) for position in range(len(records))]
    split = [[part.strip(".,;:()\"'«»") for part in name.split()] if name else [] for name in names]
    distinct = sorted({word for words in split for word in words if word})
    known = {}
    for written, sounds in zip(distinct, lexicon.spelling.sounds_of(distinct), strict=True):
        if len(sounds) >= SHORTEST:
            known[written] = _Word(
                written, sounds, any("a" <= letter <= "z" for letter in written.casefold())
            )
    return [tuple(known[word] for word in words if word in known) for words in split]


class _Neighbours:
    """Words that are one letter off a word, found by the words that leaving out one letter makes."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_rest: dict[str, set[str]] = defaultdict(set)
        for word in words:
            for rest in _rests(word):
                self._by_rest[rest].add(word)

    def has_beside(self, word: str) -> bool:
        """Whether one of the words, not this one itself, is one letter off it."""
        near = (other for rest in _rests(word) for other in self._by_rest.get(rest, ()))
        return any(_is_beside(word, other) for other in near)


def _is_beside(word: str, other: str) -> bool:
    """Whether two words are one letter apart, and that not at the end: there a woman's name differs from a man's."""
    same_but_for_ending = word[:-1] == other or other[:-1] == word or word[:-1] == other[:-1]
    return not same_but_for_ending and edits(word, other) == 1


def _rests(word: str) -> Sequence[str]:
    return [word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]


def uneven(first: int, of_first: int, second: int, of_second: int) -> float:
    """How often chance deals the first so many of all, or more, when all are dealt without regard to whose they are.

    Source:
        Fisher's exact test, one-sided: Fisher (1935), The logic of inductive inference, JRSS 98, 39–82.

    Example:
        >>> round(uneven(3, 4, 1, 4), 4)  # the lady tasting tea
        0.2429
    """
    drawn, total = first + second, of_first + of_second
    ways = sum(
        comb(of_first, number) * comb(of_second, drawn - number)
        for number in range(first, min(of_first, drawn) + 1)
        if drawn - number <= of_second
    )
    return ways / comb(total, drawn)
