"""Persons and groups as released: by name, under a pseudonym, or described in one story only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from aiqyn.core.disclosure.involvement import Key, is_minor
from aiqyn.core.disclosure.openness import Openness, is_at_least, least_form
from aiqyn.core.disclosure.reading import wording
from aiqyn.core.disclosure.workbench import TITLE_TELLS, Made, Pen, Sheet, Workbench, nearest
from aiqyn.core.inquiry import Group, Person, Post, Relation
from aiqyn.core.values import LocalisedText

__all__ = ["Appearances", "age_band", "cut_groups", "cut_persons"]


@dataclass(slots=True)
class Appearances:
    """Notes where described persons appear, so that each appearance gets a record of its own.

    A described person has one record for each story, under ids that nothing joins: what is
    told of the same person in two stories can't be put together by their ids.
    """

    bench: Workbench
    described: dict[tuple[str, Key], dict[str, None]] = field(default_factory=dict)

    def of_person(self, person: str | None, key: Key, cites: Iterable[str]) -> str | None:
        """The released id of a person in a record, as consent allows; `None` if they are not shown."""
        if person is None:
            return None
        bench = self.bench
        if bench.has_main(person):
            return bench.main_id(person)
        if bench.standing.persons[person].openness.is_shown:
            return self._described(person, key, cites)
        return None

    def of_anyone(self, person: str | None, key: Key, cites: Iterable[str]) -> str | None:
        """As `of_person`; one who acted for the State and did not agree is told of by office."""
        found = self.of_person(person, key, cites)
        if found is None and person is not None and self.bench.persons[person].is_official:
            return self.by_office(person, key, cites)
        return found

    def by_office(self, person: str | None, key: Key, cites: Iterable[str]) -> str | None:
        """The released id of one who stands in a record by office, or is said to have done an act.

        Never one under which the person is named or known: a name stands where its bearer
        agreed to it, and nobody agrees to be accused.
        """
        if person is None:
            return None
        bench = self.bench
        form = bench.standing.officials[person].openness.form
        if is_minor(bench.persons[person]):
            form = least_form(form, bench.standing.use.policy.child_form)
        if not is_at_least(form, "described"):
            return None
        return self._described(person, key, cites)

    def is_shown(self, person: str) -> bool:
        """Whether a private person may appear in records."""
        return self.bench.standing.persons[person].openness.is_shown

    def _described(self, person: str, key: Key, cites: Iterable[str]) -> str:
        story = self.bench.standing.involvement.stories[key]
        self.described.setdefault((person, story), {}).update(dict.fromkeys(cites))
        return self.bench.alias_id(person, story)


def cut_persons(bench: Workbench, appearances: Appearances, sheet: Sheet) -> None:
    """All persons as released, once it is known where the described ones appear."""
    described = {person for person, _ in appearances.described}
    for person in bench.dossier.persons:
        permission = bench.standing.persons[person.id]
        if bench.has_main(person.id):
            sheet.add("persons", _known(bench, person))
        elif permission.openness.is_shown and person.id not in described:
            cites = bench.cite(person.cites, with_locators=False)
            sheet.add("persons", _described(bench, person, None, cites))
        elif person.id not in described:
            sheet.withhold(("persons", person.id), permission.ground, permission.because)
    for (person_id, story), cites_there in appearances.described.items():
        sheet.add("persons", _described(bench, bench.persons[person_id], story, tuple(cites_there)))


def _known(bench: Workbench, person: Person) -> Made:
    """A person known throughout the release, by name or by pseudonym."""
    permission = bench.standing.persons[person.id]
    key = ("persons", person.id)
    pen = Pen(bench, key, permission.openness, key in bench.standing.whole)
    is_named = permission.openness.form == "named"
    record = Person(
        id=bench.main_id(person.id),
        pseudonym=bench.pseudonym(person.id),
        names=person.names if is_named else (),
        description=pen.text("description", person.description),
        sex=person.sex,
        born=pen.date("born", person.born) if is_named else None,
        died=pen.date("died", person.died),
        age=person.age,
        age_about=pen.text("age_about", person.age_about),
        is_child=person.is_child,
        is_official=person.is_official,
        detained=person.detained,
        occupation=pen.text("occupation", person.occupation),
        residence=pen.place("residence", person.residence),
        relations=_relations(bench, person),
        posts=tuple(_posts(bench, pen, person)) if is_named else (),
        cites=bench.cite(person.cites),
    )
    return pen.made(record, permission.openness.form, permission.because)


def _relations(bench: Workbench, person: Person) -> tuple[Relation, ...]:
    """Relations to persons who are known as well: beside a name, a description would be one too."""
    return tuple(
        Relation(kind=relation.kind, person=bench.main_id(relation.person))
        for relation in person.relations
        if bench.has_main(relation.person)
    )


def _posts(bench: Workbench, pen: Pen, person: Person) -> Iterable[Post]:
    for post in person.posts:
        organisation = bench.organisation(post.organisation)
        cites = bench.cite(post.cites)
        if organisation is not None and cites:
            yield Post(
                organisation=organisation,
                title=pen.needed_text("posts.title", post.title),
                since=pen.date("posts.since", post.since),
                until=pen.date("posts.until", post.until),
                cites=cites,
            )


def _described(bench: Workbench, person: Person, story: Key | None, cites: tuple[str, ...]) -> Made:
    """A person as described in one story; no name, pseudonym, day, place or relation.

    The description is told only of a person who is told of in one story: the same words in
    two would join them. For the same reason nothing ties this record to the recorded person.
    Of one who stands there by office nothing is told but that.
    """
    standing = bench.standing
    permission = standing.persons[person.id]
    if not permission.openness.is_shown:
        by_office = Person(id=bench.alias_id(person.id, story), is_official=person.is_official, cites=cites)
        because = standing.officials[person.id].because
        return Made(by_office, "described", because, original=person.id)
    is_told = len(bench.stories_of(person.id)) <= 1 and ("persons", person.id) in standing.whole
    pen = Pen(
        bench,
        ("persons", person.id),
        Openness("described", permission.openness.exactness),
        tells_texts=is_told and not bench.has_main(person.id),
    )
    record = Person(
        id=bench.alias_id(person.id, story),
        description=pen.text("description", person.description),
        sex=person.sex,
        age_about=age_band(person.age, is_child=is_minor(person)),
        is_child=is_minor(person),
        is_official=person.is_official,
        cites=cites,
    )
    return Made(record, "described", permission.because, original=person.id)


def age_band(age: int | None, *, is_child: bool) -> LocalisedText | None:
    """An age told by its decade; of a child only that it is one.

    Example:
        >>> age_band(48, is_child=False).in_language("en")
        '40 to 49 years'
        >>> age_band(12, is_child=True).in_language("en")
        'under 18 years'
    """
    if is_child:
        return wording("under_eighteen")
    if age is None:
        return None
    if age < 20:
        return wording("eighteen_or_nineteen")
    if age >= 80:
        return wording("eighty_or_more")
    low = age // 10 * 10
    return wording("age_from_to", low=low, high=low + 9)


def cut_groups(bench: Workbench, sheet: Sheet) -> Mapping[str, str]:
    """Cuts all groups; gives the released id of each that may be told of."""
    ids: dict[str, str] = {}
    for group in bench.dossier.groups:
        permission = bench.standing.groups[group.id]
        if not permission.openness.is_shown:
            sheet.withhold(("groups", group.id), permission.ground, permission.because)
        elif Pen(bench, ("groups", group.id)).text("title", group.title) is None:
            sheet.withhold(("groups", group.id), *TITLE_TELLS)
        else:
            ids[group.id] = bench.code("groups", group.id)
    above = {group.id: group.part_of for group in bench.dossier.groups}
    for group in bench.dossier.groups:
        if group.id in ids:
            around = nearest(group.part_of, above, ids)
            sheet.add("groups", _cut_group(bench, group, ids[group.id], ids.get(around or "")))
    return ids


def _cut_group(bench: Workbench, group: Group, identifier: str, part_of: str | None) -> Made:
    smallest = bench.standing.use.policy.smallest_count
    record = Group(
        id=identifier,
        title=group.title,
        at_least=group.at_least if (group.at_least or 0) >= smallest else None,
        at_most=group.at_most if (group.at_most or 0) >= smallest else None,
        members=tuple(bench.main_id(member) for member in group.members if bench.has_main(member)),
        part_of=part_of,
        cites=bench.cite(group.cites),
    )
    pen = Pen(bench, ("groups", group.id))
    return pen.made(record, "named", bench.standing.groups[group.id].because)
