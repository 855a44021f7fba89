"""Whom each record concerns: who stands in it, in which part, and whose words it rests on.

Everyone whom a record concerns counts when its form is decided, also those who will not be
shown in it; but for those who stand in it by their office or profession, who neither open
nor close what is told of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from aiqyn.core.inquiry import Act, Dossier, Event, Person, Proceeding
from aiqyn.core.references import references
from aiqyn.core.values import Value, split_citation
from aiqyn.core.vocab import load_vocabulary

__all__ = ["Concern", "Involvement", "Key", "involvement_of"]

Key = tuple[str, str]
"""Kind and id of a record."""

MANY = 3
"""Of so many people an event tells as of a crowd; an event about fewer tells of them."""

PRIVATE_ASKERS = frozenset({"family", "victim", "suspect_or_accused", "unknown"})


ACCUSED = frozenset({"witness_with_defence", "suspect", "accused", "convicted", "acquitted", "discharged"})
"""Statuses in which one who acted for the State stands by office; in others as anyone does."""


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom one record concerns.

    Attributes:
        subjects: Persons whom it is about: without any of them shown it is withheld.
        groups: Groups whom it is about.
        persons: All private persons who stand in it, the subjects among them.
        officials: Persons who stand in it by office or profession, or as those said to have
            done an act.
        statements: Statements that are not public and that it rests on.
        mentioned: Persons of whom its texts may tell, though they do not stand in it.
    """

    subjects: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    officials: frozenset[str] = frozenset()
    statements: frozenset[str] = frozenset()
    mentioned: frozenset[str] = frozenset()

    def joined(self, others: Iterable[Concern]) -> Concern:
        """This and the others together."""
        every = (self, *others)
        return Concern(**{name: frozenset().union(*(getattr(one, name) for one in every)) for name in _PARTS})


_PARTS = ("subjects", "groups", "persons", "officials", "statements", "mentioned")


@dataclass(frozen=True, slots=True)
class Involvement:
    """Whom all records of an inquiry concern.

    Attributes:
        concerns: By record, for persons, acts, proceedings and events.
        personal_events: Events that are about so few people that they tell of them; what
            befalls the people befalls the event.
        stories: By record, the records told together with it: acts that are linked, and the
            proceedings about them. Named by its smallest record.
        restricted: Acts of the types that need a grant of their own, and the proceedings
            about them.
    """

    concerns: Mapping[Key, Concern]
    personal_events: frozenset[str]
    stories: Mapping[Key, Key]
    restricted: frozenset[Key]

    def stories_by_person(self) -> Mapping[str, frozenset[Key]]:
        """The stories in which each person is told of."""
        found: dict[str, set[Key]] = {}
        for key, concern in self.concerns.items():
            if key in self.stories:
                for person in concern.persons | concern.officials:
                    found.setdefault(person, set()).add(self.stories[key])
        return {person: frozenset(stories) for person, stories in found.items()}


def involvement_of(dossier: Dossier) -> Involvement:
    """Whom every record concerns, without regard to what anyone agreed to or any policy says."""
    acts = {act.id: act for act in dossier.acts}
    cited = _StatementsCited(dossier)
    concerns: dict[Key, Concern] = {}
    officials = frozenset(person.id for person in dossier.persons if person.is_official)
    relatives = _relatives(dossier)
    for person in dossier.persons:
        concerns["persons", person.id] = Concern(
            subjects=frozenset({person.id}),
            persons=frozenset({person.id}),
            statements=cited.by(person),
            mentioned=frozenset(relatives.get(person.id, ())) - officials,
        )
    for group in dossier.groups:
        concerns["groups", group.id] = Concern(groups=frozenset({group.id}), statements=cited.by(group))
    for act in dossier.acts:
        concerns["acts", act.id] = _concern_of_act(act, officials, cited.by(act))
    for proceeding in dossier.proceedings:
        own = _concern_of_proceeding(proceeding, officials, cited.by(proceeding))
        concerns["proceedings", proceeding.id] = own.joined(
            concerns["acts", act] for act in proceeding.concerns if act in acts
        )
    family = _EventFamily(dossier)
    for event in dossier.events:
        concerns["events", event.id] = Concern(statements=cited.by(event)).joined(
            concerns["acts", act.id] for act in family.acts_told_by(event)
        )
    return Involvement(
        concerns=concerns,
        personal_events=family.personal,
        stories=_stories(dossier, family.personal),
        restricted=_restricted(dossier),
    )


def _relatives(dossier: Dossier) -> Mapping[str, set[str]]:
    """Who stands in a recorded relation to whom, in either direction."""
    found: dict[str, set[str]] = {}
    for person in dossier.persons:
        for relation in person.relations:
            found.setdefault(person.id, set()).add(relation.person)
            found.setdefault(relation.person, set()).add(person.id)
    return found


def _concern_of_act(act: Act, officials: frozenset[str], statements: frozenset[str]) -> Concern:
    subjects = frozenset({act.victim} if act.victim else ())
    witnesses = frozenset(act.witnesses)
    return Concern(
        subjects=subjects,
        groups=frozenset({act.victim_group} if act.victim_group else ()),
        persons=subjects | (witnesses - officials),
        officials=frozenset(done_by.person for done_by in act.perpetrators if done_by.person)
        | (witnesses & officials),
        statements=statements,
    )


def _concern_of_proceeding(
    proceeding: Proceeding, officials: frozenset[str], statements: frozenset[str]
) -> Concern:
    accused = frozenset(
        party.person for party in proceeding.parties if party.person in officials and party.status in ACCUSED
    )
    subjects = frozenset(party.person for party in proceeding.parties) - accused | frozenset(
        examination.of for examination in proceeding.examinations if examination.of
    )
    others = frozenset(step.person for step in proceeding.steps if step.person) | frozenset(
        request.person for request in proceeding.requests if request.person and request.by in PRIVATE_ASKERS
    )
    by_office = frozenset(held.person for held in proceeding.assignments if held.person) | frozenset(
        request.person for request in proceeding.requests if request.person
    )
    private = subjects | (others - officials)
    return Concern(
        subjects=subjects,
        persons=private,
        officials=(accused | others | by_office) - private,
        statements=statements,
    )


class _StatementsCited:
    """Finds the statements behind the citations of a record, sources open to anyone left aside."""

    def __init__(self, dossier: Dossier) -> None:
        closed = {source.id for source in dossier.sources if not source.public}
        self._of_source: dict[str, list[str]] = {}
        for statement in dossier.statements:
            if statement.source in closed:
                self._of_source.setdefault(statement.source, []).append(statement.id)

    def by(self, record: Value) -> frozenset[str]:
        if not self._of_source:
            return frozenset()
        return frozenset(
            statement
            for reference in references(record)
            if reference.is_citation
            for statement in self._of_source.get(split_citation(reference.id)[0], ())
        )


class _EventFamily:
    """Which acts an event tells of: its own, those of the events within it, and those of a personal one around it."""

    def __init__(self, dossier: Dossier) -> None:
        self._within: dict[str, list[str]] = {}
        self._part_of: dict[str, str] = {}
        self._acts: dict[str, list[Act]] = {}
        self._sizes = {group.id: group.at_least or 0 for group in dossier.groups}
        self._public = {source.id for source in dossier.sources if source.public}
        for event in dossier.events:
            if event.part_of:
                self._part_of[event.id] = event.part_of
                self._within.setdefault(event.part_of, []).append(event.id)
        for act in dossier.acts:
            self._acts.setdefault(act.event, []).append(act)
        self._events = {event.id: event for event in dossier.events}
        own = frozenset(event.id for event in dossier.events if self._is_about_few(event))
        self.personal = own | frozenset(
            event.id for event in dossier.events if own.intersection(self._above(event.id))
        )

    def acts_told_by(self, event: Event) -> Iterator[Act]:
        """The acts whose people an event tells of; none for one that is about many, or about no one."""
        if event.id in self.personal:
            around = [above for above in (event.id, *self._above(event.id)) if above in self.personal]
            for outermost in around[-1:]:
                yield from self._acts_within(outermost)

    def _is_about_few(self, event: Event) -> bool:
        told = list(self._acts_within(event.id))
        if not any(act.victim for act in told):
            return False
        is_known = all(split_citation(citation)[0] in self._public for citation in event.cites)
        if event.id not in self._acts and is_known:
            # Already public, and what it holds of single persons stands in the events within it.
            return False
        people = {act.victim for act in told if act.victim}
        groups = {act.victim_group for act in told if act.victim_group}
        return len(people) + sum(self._sizes.get(group, 0) for group in groups) < MANY

    def _acts_within(self, event: str) -> Iterator[Act]:
        waiting, seen = [event], set()
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                yield from self._acts.get(current, ())
                waiting.extend(self._within.get(current, ()))

    def _above(self, event: str) -> list[str]:
        found: list[str] = []
        step = self._part_of.get(event)
        while step is not None and step not in found:
            found.append(step)
            step = self._part_of.get(step)
        return found


def _restricted(dossier: Dossier) -> frozenset[Key]:
    types = {entry.id for entry in load_vocabulary("acts").entries if entry.restricted}
    acts = {act.id for act in dossier.acts if act.type in types}
    return frozenset({("acts", act) for act in acts}) | frozenset(
        ("proceedings", proceeding.id)
        for proceeding in dossier.proceedings
        if acts.intersection(proceeding.concerns)
    )


def _stories(dossier: Dossier, personal_events: frozenset[str]) -> Mapping[Key, Key]:
    """Joins what the inquiry itself tells together: linked acts, their proceedings, personal events."""
    together = _Together()
    for act in dossier.acts:
        key = ("acts", act.id)
        together.add(key)
        for link in act.links:
            together.join(key, ("acts", link.act))
        if act.event in personal_events:
            together.join(key, ("events", act.event))
    for proceeding in dossier.proceedings:
        key = ("proceedings", proceeding.id)
        together.add(key)
        for concerned in proceeding.concerns:
            together.join(key, ("acts", concerned))
        for related in proceeding.related:
            together.join(key, ("proceedings", related))
    return together.named()


class _Together:
    """Sets that grow together; each is named by its smallest member, so that the name lasts."""

    def __init__(self) -> None:
        self._leader: dict[Key, Key] = {}

    def add(self, key: Key) -> None:
        self._leader.setdefault(key, key)

    def join(self, one: Key, other: Key) -> None:
        self.add(one)
        self.add(other)
        first, second = sorted((self._find(one), self._find(other)))
        self._leader[second] = first

    def _find(self, key: Key) -> Key:
        while self._leader[key] != key:
            self._leader[key] = self._leader[self._leader[key]]
            key = self._leader[key]
        return key

    def named(self) -> Mapping[Key, Key]:
        return {key: self._find(key) for key in self._leader}


def is_minor(person: Person) -> bool:
    """Whether the person was under eighteen at the time of the events."""
    return person.is_child or (person.age is not None and person.age < 18)
