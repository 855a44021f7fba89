"""Chapter: the cases. What was done to people, and what the State did and did not do about it."""

from __future__ import annotations

from collections.abc import Iterator

from aiqyn.core.inquiry import Act, Person
from aiqyn.publication.report.blocks import (
    START,
    Block,
    Column,
    Facts,
    Heading,
    Notice,
    Page,
    Paragraph,
    Row,
    Table,
)
from aiqyn.publication.report.chapters.courses import course
from aiqyn.publication.report.chapters.omissions import is_answered, not_done
from aiqyn.publication.report.chapters.proceedings import proceeding
from aiqyn.publication.report.reading import Case, Reading, anchor_of, dated
from aiqyn.publication.report.text import (
    NOTHING,
    Computed,
    Count,
    Own,
    Term,
    Text,
    When,
    capital,
    linked,
    listed,
    say,
    strong,
)

__all__ = ["case_pages", "cases_overview"]

NUMBER = "3"


# Overview ---------------------------------------------------------------------------------------


def cases_overview(reading: Reading) -> Page:
    """All cases at one glance, and the people and proceedings that are in none."""
    blocks: list[Block] = []
    if not reading.cases:
        blocks.append(Notice(say("This release holds no case."), "empty"))
    else:
        blocks += [
            Paragraph(
                say(
                    "A case is made of the persons whom kinship or one proceeding ties together. Nobody is named "
                    "here beyond what they agreed to for this use; a letter stands for the same person throughout."
                )
            ),
            Paragraph(
                say(
                    "The table counts what the sources tell. Where it shows a nought, no source in this release "
                    "tells of such a step: that is not the same as knowing that there was none."
                )
            ),
            _glance(reading),
            _deeds(reading),
        ]
    blocks += _without_case(reading)
    return Page(
        key="cases",
        number=NUMBER,
        title=say("The cases"),
        lead=say("Each case with what was done to a person, and what the State did and did not do about it."),
        blocks=tuple(blocks),
        parent=START,
    )


def _glance(reading: Reading) -> Table:
    rows = []
    for index, case in enumerate(reading.cases, 1):
        person = case.persons[0]
        types = dict.fromkeys(act.type for act in case.acts)
        rows.append(
            Row(
                (
                    linked(
                        say("{number} {person}", number=f"{NUMBER}.{index}", person=reading.called(person)),
                        case.key,
                    ),
                    _in_brief(person),
                    listed([Term("acts", each) for each in types], "; ") if types else say("none recorded"),
                    listed([Own(proceeding.title) for proceeding in case.proceedings], "; ")
                    if case.proceedings
                    else say("none recorded"),
                )
            )
        )
    return Table(
        caption=say("The cases"),
        columns=(
            Column(say("Case")),
            Column(say("Who"), share=3),
            Column(say("What is said to have been done"), share=3),
            Column(say("Proceedings"), share=3),
        ),
        rows=tuple(rows),
        empty=say("None."),
    )


def _in_brief(person: Person) -> Text:
    parts: list[Text] = []
    if person.description is not None:
        parts.append(Own(person.description))
    if person.is_child:
        parts.append(say("A child."))
    return listed(parts, " ") if parts else say("not described")


def _deeds(reading: Reading) -> Table:
    rows = []
    for case in reading.cases:
        requests = [each for one in case.proceedings for each in one.requests]
        motions = [each for one in case.proceedings for each in one.motions]
        examinations = [each for one in case.proceedings for each in one.examinations]
        promises = [each for one in case.proceedings for each in one.promises]
        steps = [each for one in case.proceedings for each in one.steps]
        rows.append(
            Row(
                (
                    linked(reading.called(case.persons[0]), case.key),
                    _share(sum(1 for each in requests if is_answered(each)), len(requests)),
                    _share(sum(1 for each in motions if each.outcome == "granted"), len(motions)),
                    _share(sum(1 for each in examinations if each.result_given is True), len(examinations)),
                    _share(
                        sum(1 for each in promises if each.outcome in ("kept", "kept_late")), len(promises)
                    ),
                    Count(sum(1 for each in steps if each.kind == "transferred")),
                    Count(sum(1 for each in steps if each.kind == "suspect_named")),
                )
            )
        )
    return Table(
        caption=say("What came of what was asked: first how many were met, then of how many"),
        columns=(
            Column(say("Case"), share=3),
            Column(say("Requests answered in substance")),
            Column(say("Motions granted")),
            Column(say("Examinations whose result was given")),
            Column(say("Promises kept")),
            Column(say("Transfers")),
            Column(say("Suspects named")),
        ),
        rows=tuple(rows),
        empty=say("None."),
        anchor="deeds",
    )


def _share(met: int, of: int) -> Text:
    return say("{met} of {all}", met=met, all=of) if of else NOTHING


def _without_case(reading: Reading) -> list[Block]:
    blocks: list[Block] = []
    persons = [person for person in reading.dossier.persons if person.id not in reading.case_of]
    if persons:
        blocks.append(Heading(say("Persons outside the cases"), "other-persons"))
        blocks += [block for person in persons for block in _person(reading, person)]
    in_cases = {one.id for case in reading.cases for one in case.proceedings}
    for one in (each for each in reading.dossier.proceedings if each.id not in in_cases):
        blocks += proceeding(reading, one)
    return blocks


# One case ---------------------------------------------------------------------------------------


def case_pages(reading: Reading) -> tuple[Page, ...]:
    """One page for each case."""
    return tuple(_case(reading, case, index) for index, case in enumerate(reading.cases, 1))


def _case(reading: Reading, case: Case, index: int) -> Page:
    blocks: list[Block] = [Heading(say("Who this is about"), f"about-{case.key}")]
    for person in case.persons:
        blocks += _person(reading, person)
    blocks += _done_to_them(reading, case)
    blocks += course(reading, case)
    blocks += not_done(reading, case)
    for one in case.proceedings:
        blocks += proceeding(reading, one)
    if not case.proceedings:
        blocks.append(Notice(say("No source in this release tells of a proceeding about this."), "gap"))
    return Page(
        key=case.key,
        number=f"{NUMBER}.{index}",
        title=reading.called(case.persons[0]),
        lead=_lead(case.persons[0]),
        blocks=tuple(blocks),
        parent="cases",
    )


def _lead(person: Person) -> Text:
    """Who this is; where the title had to say it already, why there is no name."""
    if person.names or person.pseudonym:
        return _in_brief(person)
    return say("Told of without a name, in words that do not lead to them.")


def _person(reading: Reading, person: Person) -> list[Block]:
    pairs = [*_described(reading, person), *_tied(reading, person)]
    if person.note is not None:
        pairs.append((say("Note"), Own(person.note)))
    decision = reading.decision("persons", person.id)
    if decision is not None:
        form = capital(Term("consent-forms", decision.form))
        because = say("{form}. {because}", form=form, because=Computed(decision.because))
        pairs.append((say("How named here"), because))
    pairs.append((say("Source"), reading.cited(person.cites)))
    return [Heading(reading.called(person), anchor_of("persons", person.id), 3), Facts(tuple(pairs))]


def _described(reading: Reading, person: Person) -> list[tuple[Text, Text]]:
    """What the release tells of the person alone; what it does not tell has no line."""
    age: Text | None = Own(person.age_about) if person.age_about is not None else None
    if person.age is not None:
        age = Count(person.age)
    lines: tuple[tuple[Text, Text | None], ...] = (
        (say("Who"), Own(person.description) if person.description is not None else None),
        (say("Sex"), Term("sexes", person.sex) if person.sex != "unknown" else None),
        (say("Age at the time"), age),
        (
            say("Under eighteen"),
            say("yes: the stricter rules for children apply") if person.is_child else None,
        ),
        (say("Occupation"), Own(person.occupation) if person.occupation is not None else None),
        (say("Lives in"), reading.place(person.residence) if person.residence is not None else None),
        (say("Born"), When(person.born) if person.born is not None else None),
        (say("Died"), When(person.died) if person.died is not None else None),
        (
            say("Held by the State"),
            say("yes, on the day of the last source that tells of it") if person.detained else None,
        ),
    )
    return [(name, told) for name, told in lines if told is not None]


def _tied(reading: Reading, person: Person) -> list[tuple[Text, Text]]:
    """To whom and to which bodies the person stands in what relation."""
    pairs: list[tuple[Text, Text]] = []
    if person.relations:
        ties = [
            say(
                "{relation}: {person}",
                relation=Term("relation-kinds", each.kind),
                person=reading.person(each.person),
            )
            for each in person.relations
        ]
        pairs.append((say("Relations"), listed(ties, "; ")))
    pairs += [
        (say("Post"), listed([Own(post.title), reading.body(post.organisation)], ", "))
        for post in person.posts
    ]
    return pairs


def _done_to_them(reading: Reading, case: Case) -> list[Block]:
    heading = Heading(say("What is said to have been done"), f"done-in-{case.key}")
    if not case.acts:
        return [heading, Notice(say("No act is recorded in this release."), "empty")]
    several = len({act.victim for act in case.acts}) > 1
    return [heading, *(_act(reading, act, with_victim=several) for act in case.acts)]


def _act(reading: Reading, act: Act, *, with_victim: bool) -> Paragraph:
    kind = capital(Term("acts", act.type))
    parts: list[Text] = [
        say("{date}.", date=strong(capital(dated(act.date, act.time_of_day)))),
        say("{act}: {whom}.", act=kind, whom=reading.person(act.victim))
        if with_victim
        else say("{act}.", act=kind),
    ]
    if act.description is not None:
        parts.append(Own(act.description))
    if act.repeated:
        parts.append(say("More than once within one stay."))
    if act.note is not None:
        parts.append(Own(act.note))
    return Paragraph(listed(parts, " "), tuple(_act_notes(reading, act)), anchor_of("acts", act.id))


def _act_notes(reading: Reading, act: Act) -> Iterator[Text]:
    where = [reading.place(act.place)] if act.place is not None else []
    knows = say("the teller {certainty}", certainty=Term("certainties", act.certainty))
    yield capital(listed([*where, knows], " · "))
    yield say("By whom, as alleged: {whom}", whom=reading.perpetrators(act))
    if act.witnesses:
        yield say("Witnesses: {whom}", whom=listed([reading.person(each) for each in act.witnesses]))
    for link in act.links:
        other = reading.get("acts", link.act)
        if other is not None:
            yield say(
                "{link}: {act}",
                link=capital(Term("act-links", link.kind)),
                act=linked(Term("acts", other.type), anchor_of("acts", other.id)),
            )
    yield reading.source_note(act.cites)
