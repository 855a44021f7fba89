"""What lies ready while one release is cut: who stands how, what may be told where, which id is given.

Nothing here decides about consent; that is done by `standing`. Each record is then built anew,
field by field, from what a `Pen` lets through: a field that nobody wrote a line for stays out.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias, TypeVar
from urllib.parse import unquote

from aiqyn.core.dates import EdtfDate, Precision, TimeOfDay, coarsened, precision
from aiqyn.core.disclosure.coarsening import coarse_date, coarse_place
from aiqyn.core.disclosure.involvement import Key
from aiqyn.core.disclosure.openness import Exactness, Openness, is_at_least
from aiqyn.core.disclosure.reading import wording
from aiqyn.core.disclosure.release_ids import codes_for, pseudonym_ids
from aiqyn.core.disclosure.screening import Find, screen_for
from aiqyn.core.disclosure.standing import Standing
from aiqyn.core.figures import Figure
from aiqyn.core.inquiry import (
    Act,
    Dossier,
    Estimation,
    Event,
    Finding,
    Group,
    Organisation,
    Person,
    Place,
    Proceeding,
    Recommendation,
    Source,
)
from aiqyn.core.values import LocalisedText, split_citation
from aiqyn.core.vocab import VocabularyName, load_vocabulary
from aiqyn.core.worded import Worded, worded

__all__ = [
    "TITLE_TELLS",
    "DescribedSource",
    "Made",
    "Pen",
    "Reason",
    "ScreenedText",
    "Sheet",
    "Workbench",
    "label",
    "nearest",
]

Kept = TypeVar("Kept")
Record: TypeAlias = (
    Source
    | Person
    | Group
    | Organisation
    | Place
    | Event
    | Act
    | Proceeding
    | Finding
    | Recommendation
    | Figure
    | Estimation
)
"""What can stand in a release."""

PARTS_OF_PROCEEDINGS = ("steps", "assignments", "requests", "motions", "examinations", "promises")
KEEPING_THEIR_IDS = (
    "sources",
    "organisations",
    "places",
    "events",
    "findings",
    "recommendations",
    "figures",
    "estimations",
)
NO_LIMIT = Exactness("exact", "hour")
ON_FILE = "on-file-"
"""What the ids of sources that are not shown begin with."""


TITLE_TELLS = (
    "screened_text",
    worded("What it is called tells a name or a number that may not be told."),
)
"""The ground and reason of what is withheld because its title can't be told."""


@dataclass(frozen=True, slots=True)
class ScreenedText:
    """A text that was withheld because something was found in it; for members to decide about.

    Attributes:
        kind, id: The record, by its id inside the inquiry.
        field: Which field of it, `steps.description`.
        found: What was found.
    """

    kind: str
    id: str
    field: str
    found: Find


@dataclass(frozen=True, slots=True)
class Made:
    """One record of the release.

    Attributes:
        record: The record as released.
        form: In which form it is released.
        because: Why.
        fields_withheld: What was taken out of it or made coarser.
        original: Its id inside; `None` where it stands for several.
        is_tied: Whether readers may be shown which recorded thing it was made from, as a
            commitment opened field by field shows it.
    """

    record: Record
    form: str
    because: Worded
    fields_withheld: tuple[str, ...] = ()
    original: str | None = None
    is_tied: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a thing is not in the release at all.

    Attributes:
        ground: Vocabulary `withholding-grounds`, as it may be told outside.
        because: The sentence that explains it to members.
    """

    ground: str
    because: Worded


@dataclass(slots=True)
class Sheet:
    """What has been cut so far.

    Attributes:
        made: The released records, by kind.
        reasons: Why things are not in the release, by their ids inside.
    """

    made: dict[str, list[Made]] = field(default_factory=dict)
    reasons: dict[Key, Reason] = field(default_factory=dict)

    def add(self, kind: str, made: Made) -> None:
        """Takes in a released record."""
        self.made.setdefault(kind, []).append(made)

    def withhold(self, key: Key, ground: str | None, because: Worded) -> None:
        """Notes why a thing is left out; the first reason stays."""
        self.reasons.setdefault(key, Reason(ground or "form_not_granted", because))


@dataclass(frozen=True, slots=True)
class DescribedSource:
    """All sources of one kind and month that are not shown: told as one, so that none links two records."""

    kind: str
    date: EdtfDate | None

    @property
    def id(self) -> str:
        """Its id in the release."""
        when = "undated" if self.date is None else "".join(c if c.isalnum() else "-" for c in self.date.text)
        return f"{ON_FILE}{self.kind.replace('_', '-')}-{when}"[:80].rstrip("-")


def label(vocabulary: VocabularyName, entry: str) -> LocalisedText:
    """The vocabulary's own word for an entry, in all three languages."""
    found = load_vocabulary(vocabulary).entry(entry).label
    return LocalisedText(en=found.en, ru=found.ru, kk=found.kk)


def nearest(start: str | None, above: Mapping[str, str | None], among: Container[str]) -> str | None:
    """The first of a thing and those around it, from within outward, that is among some."""
    seen: set[str] = set()
    while start is not None and start not in among:
        if start in seen:
            return None
        seen.add(start)
        start = above.get(start)
    return start


class Workbench:
    """Everything that is looked up while one release is cut.

    Attributes:
        dossier: The whole inquiry.
        standing: Who and what may stand in the release, and how openly.
        key: Under which released ids are made.
        screen: What is looked for in texts.
        screened: Texts that were withheld for what was found in them.
        cited: Ids of released sources that something released cites.
        placed: Places that something released refers to.
    """

    def __init__(self, dossier: Dossier, standing: Standing, key: bytes) -> None:
        self.dossier = dossier
        self.standing = standing
        self.key = key
        self.screened: list[ScreenedText] = []
        self.cited: set[str] = set()
        self.placed: set[str] = set()
        self.described: dict[str, DescribedSource] = {}
        self._kept_ids: dict[Key, str] = {}
        self._stories = standing.involvement.stories_by_person()
        self.screen = screen_for(
            dossier.persons,
            dossier.places,
            hidden_names=self._persons_below("named"),
            hidden_pseudonyms=self._persons_below("pseudonymous"),
        )

    def _persons_below(self, form: str) -> frozenset[str]:
        """Persons who agreed to less; texts tell of those who stand by office without their pseudonyms."""
        own = self.standing.persons
        return frozenset(
            person.id
            for person in self.dossier.persons
            if not is_at_least(own[person.id].openness.form, form)
        )

    # Persons

    @cached_property
    def persons(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.dossier.persons}

    def has_main(self, person: str) -> bool:
        """Whether a person agreed to be known throughout the release, by name or pseudonym."""
        return is_at_least(self.standing.persons[person].openness.form, "pseudonymous")

    def pseudonym(self, person: str) -> str | None:
        """The pseudonym of a person, unless it is or holds a name that may not be told."""
        pseudonym = self.persons[person].pseudonym
        own = Find("pseudonym", person)
        return None if any(found != own for found in self.screen.finds_in(pseudonym)) else pseudonym

    def stories_of(self, person: str) -> frozenset[Key]:
        """The stories in which a person is told of."""
        return self._stories.get(person, frozenset())

    # Ids

    @cached_property
    def _codes(self) -> Mapping[str, Mapping[tuple[str, ...], str]]:
        dossier, key = self.dossier, self.key
        codes = {
            kind: codes_for(kind, ((thing.id,) for thing in dossier.all_of(kind)), key)
            for kind in ("groups", "acts", "proceedings", *KEEPING_THEIR_IDS)
        }
        for part in PARTS_OF_PROCEEDINGS:
            ids = ((inner.id,) for outer in dossier.proceedings for inner in getattr(outer, part))
            codes[part] = codes_for(part, ids, key)
        faces: list[tuple[str, ...]] = [(person.id,) for person in dossier.persons]
        faces += [(person, *story) for person, stories in self._stories.items() for story in stories]
        codes["persons"] = codes_for("persons", faces, key)
        return codes

    @cached_property
    def _pseudonym_ids(self) -> Mapping[str, str]:
        usable = [person.id for person in self.dossier.persons if self.pseudonym(person.id)]
        borne = {person.id: person.pseudonym for person in self.dossier.persons if person.pseudonym}
        ids = pseudonym_ids(borne, self._codes["persons"].values())
        return {person: ids[person] for person in usable if person in ids}

    def code(self, kind: str, identifier: str) -> str:
        """The released id of a thing whose own id is not told."""
        return self._codes[kind][(identifier,)]

    def kept_id(self, kind: str, identifier: str) -> str:
        """The released id of a thing that keeps its own, unless that betrays somebody."""
        found = self._kept_ids.get((kind, identifier))
        if found is None:
            found = self._kept_ids[kind, identifier] = self._kept_id(kind, identifier)
        return found

    def _kept_id(self, kind: str, identifier: str) -> str:
        is_taken = identifier.startswith(ON_FILE) or identifier in self._all_codes[kind]
        return self.code(kind, identifier) if is_taken or self.betrays(identifier) else identifier

    @cached_property
    def _all_codes(self) -> Mapping[str, frozenset[str]]:
        return {kind: frozenset(codes.values()) for kind, codes in self._codes.items()}

    def betrays(self, identifier: str) -> bool:
        """Whether an id or locator holds what may not be told."""
        spaced = "".join(letter if letter.isalnum() else " " for letter in identifier)
        # Behind a mark, for an id begins no sentence in which A could be a word.
        return any(self.screen.find_in(f"· {text}") for text in (identifier, spaced))

    def names_somebody(self, address: str) -> bool:
        """Whether an address on the web holds a name; the numbers in it are those of pages."""
        read = unquote(address)
        spaced = "".join(letter if letter.isalnum() else " " for letter in read)
        kinds = {found.kind for text in (read, spaced) for found in self.screen.finds_in(text)}
        return bool(kinds & {"name", "pseudonym"})

    def event_id(self, event: str) -> str:
        """The released id of an event; one that tells of single persons does not keep its own."""
        is_personal = event in self.standing.involvement.personal_events
        return self.code("events", event) if is_personal else self.kept_id("events", event)

    def main_id(self, person: str) -> str:
        """The released id of a person who is known throughout the release."""
        return self._pseudonym_ids.get(person) or self._codes["persons"][(person,)]

    def alias_id(self, person: str, story: Key | None) -> str:
        """The released id of a person as described in one story, or apart from any."""
        return self._codes["persons"][(person, *(story or ()))]

    # Places

    @cached_property
    def places(self) -> Mapping[str, Place]:
        return {place.id: place for place in self.dossier.places}

    @cached_property
    def open_places(self) -> frozenset[str]:
        """Places whose name tells of nobody."""
        return frozenset(place.id for place in self.dossier.places if not self.screen.find_in(place.name))

    def place(self, place: str | None, exactness: Exactness) -> str | None:
        """The released id of a place, or of the nearest around it that may be told; noted as referred to."""
        found = coarse_place(place, self.places, exactness, is_open=self.open_places.__contains__)
        if found is None:
            return None
        self.placed.add(found)
        return self.kept_id("places", found)

    # Events

    @cached_property
    def events(self) -> Mapping[str, Event]:
        return {event.id: event for event in self.dossier.events}

    @cached_property
    def _frames(self) -> frozenset[str]:
        parents = {event.part_of for event in self.dossier.events}
        return frozenset(
            event.id for event in self.dossier.events if event.part_of is None and event.id in parents
        )

    def is_frame(self, event: str) -> bool:
        """Whether an event is the whole that others are parts of: it tells what the mandate tells."""
        return event in self._frames

    # Organisations

    @cached_property
    def open_organisations(self) -> frozenset[str]:
        """Bodies of the State and those known from public sources, whose name tells of nobody."""
        return frozenset(
            organisation.id
            for organisation in self.dossier.organisations
            if self.can_cite(organisation.cites)
            and (organisation.of_state or any(map(self.is_public, organisation.cites)))
            and not self.screen.find_in(organisation.name)
        )

    def organisation(self, organisation: str | None) -> str | None:
        """The released id of an organisation, `None` where it is not released."""
        if organisation is None or organisation not in self.open_organisations:
            return None
        return self.kept_id("organisations", organisation)

    # Sources

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        return {source.id: source for source in self.dossier.sources}

    @cached_property
    def shown_sources(self) -> frozenset[str]:
        """Sources that anyone can read and whose title tells of nobody."""
        return frozenset(
            source.id
            for source in self.dossier.sources
            if source.public and not self.screen.find_in(source.title)
        )

    def is_public(self, citation: str) -> bool:
        """Whether anyone can read the source."""
        return self.sources[split_citation(citation)[0]].public

    def can_cite(self, citations: Iterable[str]) -> bool:
        """Whether at least one of the sources may be referred to."""
        return any(self.standing.may_cite(citation) for citation in citations)

    def cite(self, citations: Iterable[str], *, with_locators: bool = True) -> tuple[str, ...]:
        """The citations as released, each once; those of sources that may not be cited are left out."""
        found: dict[str, None] = {}
        for citation in citations:
            released = self._cited(citation, with_locator=with_locators)
            if released is not None:
                found[released] = None
                self.cited.add(split_citation(released)[0])
        return tuple(found)

    def _cited(self, citation: str, *, with_locator: bool) -> str | None:
        identifier, locator = split_citation(citation)
        if not self.standing.may_cite(identifier):
            return None
        if identifier not in self.shown_sources:
            described = self.described_source(self.sources[identifier])
            self.described[described.id] = described
            return described.id
        released = self.kept_id("sources", identifier)
        if not with_locator or locator is None or self.betrays(locator):
            return released
        return f"{released}:{locator}"

    def described_source(self, source: Source) -> DescribedSource:
        """What is told of a source that is not shown: its kind and month."""
        date = source.date
        if date is not None:
            date = coarse_date(coarsened(date, Precision.MONTH), self.standing.use.policy.exactness)
            # An interval or a doubtful date could be the only one of its kind.
            if date is not None and (
                precision(date) > Precision.MONTH or not date.text.replace("-", "").isdigit()
            ):
                date = None
        return DescribedSource(source.kind, date)


@dataclass(slots=True)
class Pen:
    """Writes the fields of one record, letting through what its openness allows, and notes what it kept back.

    Attributes:
        bench: Where things are looked up.
        key: The record, by its id inside.
        openness: How openly the record may be told; `None` where it tells of nobody, so that
            days and places stay as exact as they are.
        tells_texts: Whether its free texts may be told at all.
    """

    bench: Workbench
    key: Key
    openness: Openness | None = None
    tells_texts: bool = True
    withheld: dict[str, None] = field(default_factory=dict)

    @classmethod
    def for_personal(cls, bench: Workbench, key: Key) -> Pen:
        """A pen for a record that concerns people, as openly as it may be told."""
        standing = bench.standing
        return cls(bench, key, standing.records[key], key in standing.whole)

    @property
    def exactness(self) -> Exactness:
        """How exactly days and places may be told."""
        return self.openness.exactness if self.openness else NO_LIMIT

    def text(self, name: str, text: LocalisedText | None) -> LocalisedText | None:
        """The text, unless it may not be told."""
        if text is None:
            return None
        if self.tells_texts and self._passes(name, text):
            return text
        self.withheld[name] = None
        return None

    def needed_text(self, name: str, text: LocalisedText) -> LocalisedText:
        """The text, or that it is not told, for a field that can't be left out."""
        return self.text(name, text) or wording("not_told")

    def title(self, text: LocalisedText, instead: LocalisedText) -> LocalisedText:
        """The title, or what the thing is called by its kind."""
        return self.text("title", text) or instead

    def short_texts(self, name: str, texts: Sequence[str]) -> tuple[str, ...]:
        """Those of several short texts that may be told."""
        kept = tuple(text for text in texts if self.tells_texts and self._passes(name, text))
        if len(kept) < len(texts):
            self.withheld[name] = None
        return kept

    def _passes(self, name: str, text: LocalisedText | str) -> bool:
        found = self.bench.screen.find_in(text, at_most=self.openness.exactness if self.openness else None)
        if found is not None:
            self.bench.screened.append(ScreenedText(*self.key, name, found))
        return found is None

    def date(self, name: str, when: EdtfDate | None) -> EdtfDate | None:
        """The date as exactly as is allowed."""
        return self._kept(name, when, coarse_date(when, self.exactness))

    def time(self, name: str, when: TimeOfDay | None) -> TimeOfDay | None:
        """The time of day, where hours may be told."""
        return self._kept(name, when, when if self.exactness.tells_hours else None)

    def place(self, name: str, place: str | None) -> str | None:
        """The place as exactly as is allowed."""
        released = self.bench.place(place, self.exactness)
        if place is not None and released != self.bench.kept_id("places", place):
            self.withheld[name] = None
        return released

    def places(self, name: str, places: Sequence[str]) -> tuple[str, ...]:
        """The places as exactly as is allowed, each once."""
        released = (self.place(name, place) for place in places)
        return tuple(dict.fromkeys(place for place in released if place is not None))

    def _kept(self, name: str, before: Kept, after: Kept) -> Kept:
        if before != after:
            self.withheld[name] = None
        return after

    def made(self, record: Record, form: str, because: Worded, *, is_tied: bool = True) -> Made:
        """The record, with what was kept back."""
        return Made(record, form, because, tuple(self.withheld), self.key[1], is_tied)
