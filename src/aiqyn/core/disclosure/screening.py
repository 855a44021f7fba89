"""Looks in free text for what may not be told: names in any spelling, numbers, too exact days and places.

A first sieve, closed rather than clever: what it catches is withheld and shown to a person
for decision; what no pattern can know (a nickname nobody recorded, "the mayor's brother") it
passes. It says that something was found and of which kind, never a wording without it:
cutting words out of a text would leave their shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from aiqyn.core.disclosure.letters import cleaned, endings, joined_letters, rough_spellings, stem, words
from aiqyn.core.disclosure.openness import Exactness
from aiqyn.core.disclosure.reading import data
from aiqyn.core.inquiry import Person, Place
from aiqyn.core.values import LocalisedText

__all__ = ["Find", "Screen", "screen_for"]

LONG_STEM = 6
"""From here on a name is found with any ending; a shorter one only with endings that names take."""

LONGEST_ENDING = 14
_FLEETING = re.compile(r"[eo](?=(?:l|k|ts|n|v|r)$)")
_ADJECTIVE = re.compile(r"(?:ia|a)ia$|[oe]i$|i?i$|[oe]e$")
_HARDENED = {"k": "g", "p": "b"}
_FEMININE = ("e", "i", "u", "oi")
_ISO_DATE = re.compile(r"(?<!\d)(?:19|20)\d{2}-\d{2}(?:-\d{2})?(?!\d)")
_COMPOUND = re.compile(r"[^\W_]+(?:[-‐‑–][^\W_]+)*")
_HYPHEN = re.compile("[-‐‑–]")
_SENTENCE_END = ".!?…:;"


@dataclass(frozen=True, slots=True)
class Find:
    """Something found in a text that may not be told.

    Attributes:
        kind: `name`, `pseudonym`, `place`, `day`, `month`, `time_of_day`, or the name of a
            pattern of `data/patterns.yaml`, `telephone`.
        of: The id of the person or place, inside the inquiry; `None` for patterns.
    """

    kind: str
    of: str | None = None


@dataclass(frozen=True, slots=True)
class _Name:
    """One word of a hidden name or pseudonym.

    Attributes:
        kind: `name` or `pseudonym`.
        of: The person.
        length: Of the whole rough spelling, of which the stem is the beginning.
        whole: Whether nothing but an ending that names take may follow the stem.
    """

    kind: str
    of: str
    length: int
    whole: bool


@dataclass(frozen=True, slots=True)
class _Pseudonym:
    """One hidden pseudonym, by its words.

    Attributes:
        of: The person.
        forms: Its words, as `_form` makes them comparable.
        is_usual_word: Whether it is one letter that is a word as well: not looked for where a
            sentence begins.
    """

    of: str
    forms: tuple[str, ...]
    is_usual_word: bool

    def continues(self, following: Sequence[Sequence[str]]) -> bool:
        """Whether the words behind the first stand there too; the last may have an ending."""
        return len(following) == len(self.forms) - 1 and all(
            form in _leading_forms(parts) for form, parts in zip(self.forms[1:], following, strict=True)
        )


@dataclass(frozen=True, slots=True)
class _PlaceName:
    of: str
    rank: int
    stems: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """What to look for in the texts of one release; made by `screen_for`."""

    _stems: Mapping[str, tuple[_Name, ...]]
    _short: Mapping[str, tuple[str, str]]
    _pseudonyms: Mapping[str, tuple[_Pseudonym, ...]]
    _places: Mapping[str, tuple[_PlaceName, ...]]
    _known_words: frozenset[str]
    _longest_stem: int = field(default=0)

    def find_in(self, text: str | LocalisedText | None, *, at_most: Exactness | None = None) -> Find | None:
        """The first thing in a text that may not be told, `None` where there is none.

        Args:
            text: A text, or a text in several languages: all of them are looked at.
            at_most: How exactly days and places may be told; not looked at where `None`.
        """
        return next(self.finds_in(text, at_most=at_most), None)

    def finds_in(
        self, text: str | LocalisedText | None, *, at_most: Exactness | None = None
    ) -> Iterator[Find]:
        """Everything in a text that may not be told; as `find_in`."""
        if text is None:
            return
        parts = text.as_mapping().values() if isinstance(text, LocalisedText) else (text,)
        for part in parts:
            yield from self._finds(cleaned(part), at_most)

    def _finds(self, text: str, at_most: Exactness | None) -> Iterator[Find]:
        tokens = list(words(text))
        yield from self._names(tokens)
        yield from self._names(joined_letters(text))
        yield from self._marked(text)
        undated = _ISO_DATE.sub(" ", text)
        for name, pattern in _numbers().items():
            if pattern.search(undated):
                yield Find(name)
        if at_most is not None:
            yield from _too_exact_days(text, at_most)
            yield from self._too_exact_places(tokens, at_most)

    def _names(self, tokens: Iterable[str]) -> Iterator[Find]:
        for token in tokens:
            spellings = rough_spellings(token)
            for spelling in spellings:
                if token[0].isupper() and spelling in self._short:
                    yield Find(*self._short[spelling])
                for length in range(1, min(len(spelling), self._longest_stem) + 1):
                    for name in self._stems.get(spelling[:length], ()):
                        if _may_follow(spelling[length:], whole=name.whole) and not self._is_known(
                            spellings, name.length
                        ):
                            yield Find(name.kind, name.of)

    def _is_known(self, spellings: Sequence[str], length: int) -> bool:
        """Whether the word is the name of a place, longer than the person's: Almaty, not Almat."""
        return any(
            spelling[:reach] in self._known_words and spelling[reach:] in endings()
            for spelling in spellings
            for reach in range(length + 1, len(spelling) + 1)
        )

    def _marked(self, text: str) -> Iterator[Find]:
        """Pseudonyms as words of their own: `A-1`, also with an ending behind a hyphen, `A-1-дің`."""
        if not self._pseudonyms:
            return
        found = [(match.start(), _split(match.group())) for match in _COMPOUND.finditer(text)]
        for place, (start, parts) in enumerate(found):
            for form in _leading_forms(parts):
                for pseudonym in self._pseudonyms.get(form, ()):
                    following = [parts for _, parts in found[place + 1 : place + len(pseudonym.forms)]]
                    if pseudonym.continues(following) and not (
                        pseudonym.is_usual_word and _begins_sentence(text, start)
                    ):
                        yield Find("pseudonym", pseudonym.of)

    def _too_exact_places(self, tokens: Sequence[str], at_most: Exactness) -> Iterator[Find]:
        spelled = [rough_spellings(token) for token in tokens]
        for start, spellings in enumerate(spelled):
            for spelling in spellings:
                for length in range(1, len(spelling) + 1):
                    for place in self._places.get(spelling[:length], ()):
                        if place.rank > at_most.place_rank and _stands_at(place, spelled, start):
                            yield Find("place", place.of)


def _may_follow(rest: str, *, whole: bool) -> bool:
    return rest in endings() if whole else len(rest) <= LONGEST_ENDING


def _stands_at(place: _PlaceName, spelled: Sequence[Sequence[str]], start: int) -> bool:
    """Whether all words of the place's name stand there, one behind the other."""
    if start + len(place.stems) > len(spelled):
        return False
    return all(
        any(
            spelling.startswith(begin) and _may_follow(spelling[len(begin) :], whole=len(begin) < LONG_STEM)
            for spelling in spelled[start + offset]
            for begin in stems
        )
        for offset, stems in enumerate(place.stems)
    )


def _begins_sentence(text: str, place: int) -> bool:
    before = text[:place].rstrip(" \n\t\r«\"'“(")
    return not before or before[-1] in _SENTENCE_END


def screen_for(
    persons: Iterable[Person],
    places: Iterable[Place],
    *,
    hidden_names: frozenset[str],
    hidden_pseudonyms: frozenset[str],
) -> Screen:
    """The screen that finds the names of some persons, the pseudonyms of some, and all too exact places.

    Args:
        persons: All persons of the inquiry.
        places: All places of the inquiry.
        hidden_names: Whose names may not be told.
        hidden_pseudonyms: Whose pseudonyms may not be told either.
    """
    stems: dict[str, list[_Name]] = {}
    short: dict[str, tuple[str, str]] = {}
    pseudonyms: dict[str, list[_Pseudonym]] = {}
    for person in persons:
        if person.id in hidden_names:
            for name in person.names:
                _add_name(name.text, ("name", person.id), stems, short)
        if person.id in hidden_pseudonyms and person.pseudonym:
            for pseudonym in _pseudonyms_of(person.pseudonym, person.id):
                pseudonyms.setdefault(pseudonym.forms[0], []).append(pseudonym)
            if len(person.pseudonym) > 3 and " " not in person.pseudonym:
                _add_name(person.pseudonym, ("pseudonym", person.id), stems, short)
    place_names, known = _place_names(places)
    return Screen(
        _stems={begin: tuple(found) for begin, found in stems.items()},
        _short=short,
        _pseudonyms={form: tuple(found) for form, found in pseudonyms.items()},
        _places=place_names,
        _known_words=known,
        _longest_stem=max(map(len, stems), default=0),
    )


def _add_name(
    text: str,
    borne: tuple[str, str],
    stems: dict[str, list[_Name]],
    short: dict[str, tuple[str, str]],
) -> None:
    particles = _particles()
    for word in words(cleaned(text)):
        spellings = rough_spellings(word)
        if len(word) < 2 or particles.intersection(spellings) or word.isdigit():
            continue
        for spelling in spellings:
            if len(spelling) < 3:
                short.setdefault(spelling, borne)
                continue
            for begin in _beginnings(spelling):
                name = _Name(*borne, len(spelling), whole=len(begin) < LONG_STEM)
                if name not in stems.setdefault(begin, []):
                    stems[begin].append(name)


def _beginnings(spelling: str) -> set[str]:
    """How a name can begin once it is inflected."""
    begin = stem(spelling)
    found = {begin}
    if len(spelling) == 3 and spelling.endswith("a"):
        found.update(spelling[:-1] + ending for ending in _FEMININE)
    if len(begin) > 3 and begin[-1] in _HARDENED:
        # Kazakh: Нұрбек, Нұрбегі.
        found.add(begin[:-1] + _HARDENED[begin[-1]])
    found |= _adjectival(spelling)
    fleeting = _FLEETING.sub("", begin)
    if len(fleeting) > 3:
        # Russian: Павел, Павла.
        found.add(fleeting)
    return found


def _adjectival(spelling: str) -> set[str]:
    """The stem of a Russian adjective, as many surnames and places are: Толстая, Толстой, Толстым."""
    shorter = _ADJECTIVE.sub("", spelling)
    return {shorter} if len(shorter) > 3 else set()


@cache
def _particles() -> frozenset[str]:
    return frozenset(
        spelling for particle in data("letters")["particles"] for spelling in rough_spellings(particle)
    )


def _pseudonyms_of(pseudonym: str, person: str) -> Iterator[_Pseudonym]:
    """The pseudonym as it may stand in texts; one letter in both scripts.

    For it is typed on whichever keyboard is on: A and А.
    """
    spellings = {pseudonym}
    if len(pseudonym) == 1:
        lookalikes: Mapping[str, str] = data("letters")["lookalikes"]
        pairs = [*lookalikes.items(), *((cyrillic, latin) for latin, cyrillic in lookalikes.items())]
        spellings |= {other.upper() for letter, other in pairs if letter == pseudonym.lower()}
    usual = {letter for letters in data("letters")["words_of_one_letter"].values() for letter in letters}
    for spelling in sorted(spellings):
        forms = tuple(
            _form("-".join(_split(match.group()))) for match in _COMPOUND.finditer(cleaned(spelling))
        )
        if forms:
            yield _Pseudonym(person, forms, is_usual_word=spelling in usual)


def _split(compound: str) -> tuple[str, ...]:
    return tuple(_HYPHEN.split(compound))


def _leading_forms(parts: Sequence[str]) -> tuple[str, ...]:
    """A compound and what it begins with, unless a number follows: of `A-1-дің`, `A-1` but not `A`."""
    return tuple(
        _form("-".join(parts[:reach]))
        for reach in range(1, len(parts) + 1)
        if reach == len(parts) or not parts[reach][0].isdigit()
    )


def _form(word: str) -> str:
    """How words are compared: without regard to large letters, but for a single one."""
    return word if len(word) == 1 else word.casefold()


def _place_names(places: Iterable[Place]) -> tuple[Mapping[str, tuple[_PlaceName, ...]], frozenset[str]]:
    names: dict[str, list[_PlaceName]] = {}
    known: set[str] = set()
    for place in places:
        for text in place.name.as_mapping().values():
            proper = _proper_words(text, is_site=place.kind == "site")
            if not proper:
                continue
            found = _PlaceName(
                place.id,
                Exactness.rank_of_place(place),
                tuple(_stems_of_place(word) for word in proper),
            )
            for begin in found.stems[0]:
                names.setdefault(begin, []).append(found)
            if place.kind != "site":
                known.update(spelling for word in proper for spelling in rough_spellings(word))
    return {begin: tuple(found) for begin, found in names.items()}, frozenset(known)


def _stems_of_place(word: str) -> tuple[str, ...]:
    spellings = rough_spellings(word)
    stems = {stem(spelling) for spelling in spellings}
    return tuple(stems.union(*(_adjectival(spelling) for spelling in spellings)))


def _proper_words(text: str, *, is_site: bool) -> list[str]:
    """The words that make a place's name its own: of "a hospital" none, of "Hospital No. 4" the 4.

    Of a site, only words written large behind the first, or with figures: most sites are
    told by what they are.
    """
    usual = frozenset(data("patterns")["place_words"])
    found = [word for word in words(cleaned(text)) if word.casefold() not in usual]
    if is_site:
        every = list(words(cleaned(text)))
        found = [
            word
            for word in found
            if any(letter.isdigit() for letter in word) or (word[0].isupper() and word != every[0])
        ]
    return [word for word in found if any(len(spelling) >= 3 for spelling in rough_spellings(word))]


@cache
def _numbers() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in data("patterns")["numbers"].items()}


@cache
def _dated(name: str) -> tuple[re.Pattern[str], ...]:
    patterns = data("patterns")
    written = patterns[name]
    alternatives = [written] if isinstance(written, str) else written
    return tuple(
        re.compile(alternative.replace("{month}", patterns["month"]), re.IGNORECASE)
        for alternative in alternatives
    )


def _too_exact_days(text: str, at_most: Exactness) -> Iterator[Find]:
    for name, is_looked_for in (
        ("time_of_day", not at_most.tells_hours),
        ("day", not at_most.tells_days),
        ("month", not at_most.tells_months),
        ("year_and_month", not at_most.tells_months),
    ):
        if is_looked_for and any(pattern.search(text) for pattern in _dated(name)):
            yield Find("month" if name == "year_and_month" else name)
