"""Chapter: the cases. What was done to people, and what the State did and did not do about it."""

from __future__ import annotations

from collections.abc import Iterable

from aiqyn.core.dates import EdtfDate, earliest, latest
from aiqyn.core.inquiry import Examination, Motion, Person, Proceeding, Promise, Request
from aiqyn.publication.report.blocks import (
    Block,
    Column,
    Facts,
    Heading,
    Item,
    Listing,
    Mark,
    Notice,
    Page,
    Paragraph,
    Part,
    Plate,
    Row,
    Table,
    Timeline,
)
from aiqyn.publication.report.chapters.chronology import day_number, mark
from aiqyn.publication.report.reading import Case, Reading, anchor_of, chronological, dated
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
    say_counted,
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
        parent="index",
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
            Column(say("Who"), share=2),
            Column(say("What is said to have been done"), share=2),
            Column(say("Proceedings"), share=2),
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
                    _share(sum(1 for each in requests if _answered(each)), len(requests)),
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
            Column(say("Case"), share=2),
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
    return say("{met} of {all}", met=met, all=of) if of else say("—")


def _answered(request: Request) -> bool:
    return any(reply.rating == "substantive" for reply in request.replies)


def _without_case(reading: Reading) -> list[Block]:
    blocks: list[Block] = []
    persons = [person for person in reading.dossier.persons if person.id not in reading.case_of]
    if persons:
        blocks.append(Heading(say("Persons outside the cases"), "other-persons"))
        blocks += [block for person in persons for block in _person(reading, person)]
    in_cases = {proceeding.id for case in reading.cases for proceeding in case.proceedings}
    others = [proceeding for proceeding in reading.dossier.proceedings if proceeding.id not in in_cases]
    for proceeding in others:
        blocks += _proceeding(reading, proceeding)
    return blocks


# One case ---------------------------------------------------------------------------------------


def case_pages(reading: Reading) -> tuple[Page, ...]:
    """One page for each case."""
    return tuple(_case(reading, case, index) for index, case in enumerate(reading.cases, 1))


def _case(reading: Reading, case: Case, index: int) -> Page:
    blocks: list[Block] = [Heading(say("Who this is about"), f"{case.key}-who")]
    for person in case.persons:
        blocks += _person(reading, person)
    blocks += _done_to_them(reading, case)
    blocks.append(_course(reading, case))
    blocks += _not_done(reading, case)
    for proceeding in case.proceedings:
        blocks += _proceeding(reading, proceeding)
    if not case.proceedings:
        blocks.append(Notice(say("No source in this release tells of a proceeding about this."), "gap"))
    return Page(
        key=case.key,
        number=f"{NUMBER}.{index}",
        title=reading.called(case.persons[0]),
        lead=_in_brief(case.persons[0]),
        blocks=tuple(blocks),
        parent="cases",
    )


def _person(reading: Reading, person: Person) -> list[Block]:
    pairs: list[tuple[Text, Text]] = []
    if person.description is not None:
        pairs.append((say("Who"), Own(person.description)))
    if person.sex != "unknown":
        pairs.append((say("Sex"), Term("sexes", person.sex)))
    if person.age is not None:
        pairs.append((say("Age at the time"), Count(person.age)))
    elif person.age_about is not None:
        pairs.append((say("Age at the time"), Own(person.age_about)))
    if person.is_child:
        pairs.append((say("Under eighteen"), say("yes: the stricter rules for children apply")))
    if person.occupation is not None:
        pairs.append((say("Occupation"), Own(person.occupation)))
    if person.residence is not None:
        pairs.append((say("Lives in"), reading.place(person.residence)))
    if person.born is not None:
        pairs.append((say("Born"), When(person.born)))
    if person.died is not None:
        pairs.append((say("Died"), When(person.died)))
    if person.detained:
        pairs.append((say("Held by the State"), say("yes, on the day of the last source that tells of it")))
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
    for post in person.posts:
        pairs.append((say("Post"), listed([Own(post.title), reading.body(post.organisation)], ", ")))
    if person.note is not None:
        pairs.append((say("Note"), Own(person.note)))
    decision = reading.decision("persons", person.id)
    if decision is not None:
        pairs.append(
            (
                say("How named here"),
                say(
                    "{form}. {because}",
                    form=capital(Term("consent-forms", decision.form)),
                    because=Computed(decision.because),
                ),
            )
        )
    pairs.append((say("Source"), reading.cited(person.cites)))
    return [Heading(reading.called(person), anchor_of("persons", person.id), 3), Facts(tuple(pairs))]


def _done_to_them(reading: Reading, case: Case) -> list[Block]:
    blocks: list[Block] = [Heading(say("What is said to have been done"), f"{case.key}-acts")]
    if not case.acts:
        return [*blocks, Notice(say("No act is recorded in this release."), "empty")]
    several = len({act.victim for act in case.acts}) > 1
    for act in case.acts:
        parts: list[Text] = [
            say("{date}.", date=strong(capital(dated(act.date, act.time_of_day)))),
            say("{act}: {whom}.", act=capital(Term("acts", act.type)), whom=reading.person(act.victim))
            if several
            else say("{act}.", act=capital(Term("acts", act.type))),
        ]
        if act.description is not None:
            parts.append(Own(act.description))
        if act.repeated:
            parts.append(say("More than once within one stay."))
        if act.note is not None:
            parts.append(Own(act.note))
        notes: list[Text] = []
        if act.place is not None:
            notes.append(say("Where: {places}", places=reading.place(act.place)))
        notes.append(say("By whom, as alleged: {whom}", whom=reading.perpetrators(act)))
        notes.append(say("The teller {certainty}", certainty=Term("certainties", act.certainty)))
        if act.witnesses:
            notes.append(
                say("Witnesses: {whom}", whom=listed([reading.person(each) for each in act.witnesses]))
            )
        for link in act.links:
            other = reading.get("acts", link.act)
            if other is not None:
                notes.append(
                    say(
                        "{link}: {act}",
                        link=capital(Term("act-links", link.kind)),
                        act=linked(Term("acts", other.type), anchor_of("acts", other.id)),
                    )
                )
        notes.append(reading.source_note(act.cites))
        blocks.append(Paragraph(listed(parts, " "), tuple(notes), anchor_of("acts", act.id)))
    return blocks


# The timeline -----------------------------------------------------------------------------------


def _course(reading: Reading, case: Case) -> Plate:
    """What was done, what the State did, and where it let time pass, on one axis."""
    parts = [
        Part(
            say("Done to the person"),
            tuple(
                mark(_act_label(reading, case, act), act.date, dated(act.date, act.time_of_day))
                for act in case.acts
            ),
        )
    ]
    steps = chronological(step for one in case.proceedings for step in one.steps)
    parts.append(
        Part(
            say("Steps in the proceedings"),
            tuple(mark(capital(Term("step-kinds", each.kind)), each.date) for each in steps),
        )
    )
    parts.append(Part(say("Asked, and waited for"), tuple(_waits(reading, case))))
    shown = tuple(part for part in parts if part.marks)
    rows = tuple(Row((each.when, each.label, part.title)) for part in shown for each in part.marks)
    waiting = sum(1 for part in shown for each in part.marks if each.waiting)
    return Plate(
        anchor=f"{case.key}-course",
        title=say("The course of the case"),
        reading=say_counted(
            "Of all that was asked for here, {number} thing was still without a result when the sources end.",
            "Of all that was asked for here, {number} things were still without a result when the sources end.",
            waiting,
        ),
        drawing=Timeline(shown),
        table=Table(
            caption=say("The course of the case"),
            columns=(Column(say("When")), Column(say("What"), share=2), Column(say("Part of the course"))),
            rows=rows,
            empty=say("None."),
        ),
    )


def _act_label(reading: Reading, case: Case, act: object) -> Text:
    label: Text = capital(Term("acts", act.type))  # type: ignore[attr-defined]
    if len({each.victim for each in case.acts}) > 1:
        return say("{act}: {whom}", act=label, whom=reading.called(reading.get("persons", act.victim)))  # type: ignore[attr-defined, arg-type]
    return label


def _waits(reading: Reading, case: Case) -> Iterable[Mark]:
    for one in case.proceedings:
        for request in chronological(one.requests):
            yield _request_mark(reading, request)
        for motion in chronological(one.motions):
            yield _motion_mark(reading, motion)
        for examination in chronological(one.examinations, "ordered"):
            yield _examination_mark(reading, examination)
        for promise in chronological(one.promises, "made"):
            yield _promise_mark(reading, promise)


def _span(label: Text, begin: EdtfDate | None, end: EdtfDate | None, until: EdtfDate, told: Text) -> Mark:
    """From a beginning to a result, or, without one, as far as the sources see: then it is a wait."""
    start = day_number(earliest(begin)) if begin is not None else None
    finish = day_number(latest(end)) if end is not None else None
    if finish is not None:
        return Mark(label, told, start if start is not None else finish, finish, exact=True)
    if start is None:
        return Mark(label, told, None, None, exact=False, waiting=True)
    seen = day_number(latest(until))
    return Mark(label, told, start, max(seen, start) if seen is not None else None, exact=False, waiting=True)


def _request_mark(reading: Reading, request: Request) -> Mark:
    label = say("Asked: {what}", what=Own(request.asked))
    replied = [reply for reply in request.replies if reply.rating != "none"]
    until = reading.known_until(request.cites)
    if not replied:
        return _span(
            label,
            request.date,
            None,
            until,
            say("{date}; no reply known by {until}", date=dated(request.date), until=When(until)),
        )
    last = replied[-1]
    return _span(
        label,
        request.date,
        last.date or request.date,
        until,
        say(
            "{date}; reply {reply}: {rating}",
            date=dated(request.date),
            reply=dated(last.date),
            rating=Term("reply-ratings", last.rating),
        ),
    )


def _motion_mark(reading: Reading, motion: Motion) -> Mark:
    label = say("Moved: {what}", what=Own(motion.asked))
    told = say("{date}; {outcome}", date=dated(motion.date), outcome=Term("motion-outcomes", motion.outcome))
    if motion.outcome == "no_decision":
        return _span(label, motion.date, None, reading.known_until(motion.cites), told)
    return (
        _span(label, motion.date, motion.decided or motion.date, reading.known_until(motion.cites), told)
        if motion.date or motion.decided
        else mark(label, None, told)
    )


def _examination_mark(reading: Reading, examination: Examination) -> Mark:
    label = capital(Term("examination-kinds", examination.kind))
    begin = examination.ordered or examination.done
    until = reading.known_until(examination.cites)
    if examination.result is not None or examination.result_given:
        return mark(
            label,
            examination.done or begin,
            say("{date}; result known", date=dated(examination.done or begin)),
        )
    return _span(
        label,
        begin,
        None,
        until,
        say("{date}; no result known by {until}", date=dated(begin), until=When(until)),
    )


def _promise_mark(reading: Reading, promise: Promise) -> Mark:
    label = say("Promised: {what}", what=Own(promise.what))
    told = say(
        "{date}; due {due}; {outcome}",
        date=dated(promise.made),
        due=dated(promise.due),
        outcome=Term("promise-outcomes", promise.outcome),
    )
    if promise.outcome in ("kept", "kept_late"):
        return _span(label, promise.made, promise.due, reading.known_until(promise.cites), told)
    return _span(label, promise.made, None, reading.known_until(promise.cites), told)


# What the State did not do ----------------------------------------------------------------------


def _not_done(reading: Reading, case: Case) -> list[Block]:
    if not case.proceedings:
        return []
    items = [item for one in case.proceedings for item in _undone(reading, one)]
    heading = Heading(say("What the State did not do, as far as the sources tell"), f"{case.key}-not-done")
    if not items:
        return [heading, Notice(say("The sources tell of nothing that was asked for and not done."), "empty")]
    return [heading, Listing(tuple(items))]


def _undone(reading: Reading, one: Proceeding) -> Iterable[Item]:
    for request in one.requests:
        replied = [reply for reply in request.replies if reply.rating != "none"]
        if not replied:
            yield Item(
                say(
                    "No reply to: {what}", what=linked(Own(request.asked), anchor_of("requests", request.id))
                ),
                (reading.source_note(request.cites),),
            )
        elif not _answered(request):
            yield Item(
                say(
                    "No reply in substance to: {what}. What came was rated: {rating}.",
                    what=linked(Own(request.asked), anchor_of("requests", request.id)),
                    rating=listed([Term("reply-ratings", reply.rating) for reply in replied]),
                ),
                (reading.source_note(request.cites),),
            )
    for motion in one.motions:
        if motion.outcome != "granted":
            yield Item(
                say(
                    "Not granted ({outcome}): {what}",
                    outcome=Term("motion-outcomes", motion.outcome),
                    what=linked(Own(motion.asked), anchor_of("motions", motion.id)),
                ),
                (reading.source_note(motion.cites),),
            )
    for examination in one.examinations:
        if examination.result_given is not True:
            yield Item(
                say(
                    "The result was not given to the family or the lawyer: {what}",
                    what=linked(
                        Term("examination-kinds", examination.kind), anchor_of("examinations", examination.id)
                    ),
                )
                if examination.result_given is False
                else say(
                    "No source tells that the result was given to the family or the lawyer: {what}",
                    what=linked(
                        Term("examination-kinds", examination.kind), anchor_of("examinations", examination.id)
                    ),
                ),
                (reading.source_note(examination.cites),),
            )
    for promise in one.promises:
        if promise.outcome == "lapsed":
            yield Item(
                say(
                    "Promised and not kept: {what}",
                    what=linked(Own(promise.what), anchor_of("promises", promise.id)),
                ),
                (reading.source_note(promise.cites),),
            )
    if (
        one.kind in ("complaint", "criminal_case", "inquiry_into_death")
        and not any(step.kind == "suspect_named" for step in one.steps)
        and not any(party.status in ("suspect", "accused", "convicted") for party in one.parties)
    ):
        yield Item(
            say(
                "No suspect named, as far as the sources tell: {proceeding}",
                proceeding=linked(Own(one.title), anchor_of("proceedings", one.id)),
            ),
            (reading.source_note(one.cites),),
        )


# One proceeding ---------------------------------------------------------------------------------


def _proceeding(reading: Reading, one: Proceeding) -> list[Block]:
    pairs: list[tuple[Text, Text]] = [(say("Kind"), capital(Term("proceeding-kinds", one.kind)))]
    if one.numbers:
        pairs.append((say("Number"), say("{number}", number=", ".join(one.numbers))))
    if one.articles:
        pairs.append((say("Articles"), say("{number}", number="; ".join(one.articles))))
    if one.body is not None:
        pairs.append((say("Held by"), reading.body(one.body)))
    if one.parties:
        parties = [
            say(
                "{person}: {status}",
                person=reading.person(party.person),
                status=_since(Term("procedural-statuses", party.status), party.since),
            )
            for party in one.parties
        ]
        pairs.append((say("Parties"), listed(parties, "; ")))
    concerns = [act for each in one.concerns if (act := reading.get("acts", each))]
    if concerns:
        pairs.append(
            (
                say("About"),
                listed([linked(Term("acts", act.type), anchor_of("acts", act.id)) for act in concerns], "; "),
            )
        )
    related = [other for each in one.related if (other := reading.get("proceedings", each))]
    if related:
        pairs.append(
            (
                say("Beside it"),
                listed(
                    [linked(Own(other.title), anchor_of("proceedings", other.id)) for other in related], "; "
                ),
            )
        )
    if one.note is not None:
        pairs.append((say("Note"), Own(one.note)))
    pairs.append((say("Source"), reading.cited(one.cites)))
    blocks: list[Block] = [Heading(Own(one.title), anchor_of("proceedings", one.id)), Facts(tuple(pairs))]
    tables = (
        _steps(reading, one),
        _assignments(reading, one),
        _requests(reading, one),
        _motions(reading, one),
        _examinations(reading, one),
        _promises(reading, one),
    )
    return [*blocks, *(table for table in tables if table.rows)]


def _since(what: Text, since: EdtfDate | None) -> Text:
    return listed([what, When(since)]) if since is not None else what


def _or_none(text: object) -> Text:
    return Own(text) if text is not None else NOTHING  # type: ignore[arg-type]


def _steps(reading: Reading, one: Proceeding) -> Table:
    rows = []
    for step in chronological(one.steps):
        told = [Own(each) for each in (step.description, step.ground) if each is not None]
        ways: list[Text] = [reading.body(step.by)] if step.by else []
        if step.to:
            ways.append(say("to {body}", body=reading.body(step.to)))
        whom: list[Text] = [reading.person(step.person)] if step.person else []
        if step.place:
            told.append(reading.place(step.place))  # type: ignore[arg-type]
        rows.append(
            Row(
                (
                    dated(step.date),
                    capital(Term("step-kinds", step.kind)),
                    listed([*ways, *whom], "; "),
                    listed(told, "; "),
                    reading.cited(step.cites),
                ),
                anchor_of("steps", step.id),
            )
        )
    return Table(
        caption=say("Steps"),
        columns=(
            Column(say("When")),
            Column(say("Step")),
            Column(say("By and to whom")),
            Column(say("What is told of it"), share=2),
            Column(say("Source")),
        ),
        rows=tuple(rows),
        empty=say("None."),
    )


def _assignments(reading: Reading, one: Proceeding) -> Table:
    rows = tuple(
        Row(
            (
                Own(each.role),
                listed(
                    [
                        part
                        for part in (reading.person(each.person), reading.body(each.organisation))
                        if part is not NOTHING
                    ],
                    ", ",
                ),
                dated(each.since),
                dated(each.until),
                reading.cited(each.cites),
            ),
            anchor_of("assignments", each.id),
        )
        for each in chronological(one.assignments, "since")
    )
    return Table(
        caption=say("Who held the case"),
        columns=(
            Column(say("Role"), share=2),
            Column(say("Who")),
            Column(say("From")),
            Column(say("Until")),
            Column(say("Source")),
        ),
        rows=rows,
        empty=say("None."),
    )


def _requests(reading: Reading, one: Proceeding) -> Table:
    rows = []
    for each in chronological(one.requests):
        replies: list[Text] = []
        for reply in each.replies:
            parts: list[Text] = [
                say(
                    "{date}: {rating}",
                    date=dated(reply.date),
                    rating=strong(Term("reply-ratings", reply.rating)),
                )
            ]
            if reply.text is not None:
                parts.append(Own(reply.text))
            replies.append(listed(parts, ". "))
        rows.append(
            Row(
                (
                    dated(each.date),
                    say("{role}, to {body}", role=Term("request-roles", each.by), body=reading.body(each.to))
                    if each.to
                    else Term("request-roles", each.by),
                    Own(each.asked),
                    listed(replies, "; ")
                    if replies
                    else strong(
                        say("no reply known by {until}", until=When(reading.known_until(each.cites)))
                    ),
                    reading.cited(each.cites),
                ),
                anchor_of("requests", each.id),
            )
        )
    return Table(
        caption=say("What was asked, and what came back"),
        columns=(
            Column(say("When")),
            Column(say("Who asked whom")),
            Column(say("What was asked"), share=2),
            Column(say("Reply and its rating"), share=2),
            Column(say("Source")),
        ),
        rows=tuple(rows),
        empty=say("None."),
    )


def _motions(reading: Reading, one: Proceeding) -> Table:
    rows = []
    for each in chronological(one.motions):
        outcome: list[Text] = [strong(_since(Term("motion-outcomes", each.outcome), each.decided))]
        if each.reasons is not None:
            outcome.append(say("Reasons given: {reasons}", reasons=Own(each.reasons)))
        if each.against is not None:
            outcome.append(say("Against this: {evidence}", evidence=Own(each.against)))
        rows.append(
            Row(
                (
                    dated(each.date),
                    say("{role}, to {body}", role=Term("request-roles", each.by), body=reading.body(each.to))
                    if each.to
                    else Term("request-roles", each.by),
                    Own(each.asked),
                    listed(outcome, ". "),
                    reading.cited(each.cites),
                ),
                anchor_of("motions", each.id),
            )
        )
    return Table(
        caption=say("Motions and what became of them"),
        columns=(
            Column(say("When")),
            Column(say("Who asked whom")),
            Column(say("What was asked"), share=2),
            Column(say("Outcome"), share=2),
            Column(say("Source")),
        ),
        rows=tuple(rows),
        empty=say("None."),
    )


def _examinations(reading: Reading, one: Proceeding) -> Table:
    rows = []
    for each in chronological(one.examinations, "ordered"):
        told: list[Text] = [Own(text) for text in (each.description,) if text is not None]
        if each.family_present is not None:
            told.append(
                say("The family took part.") if each.family_present else say("The family did not take part.")
            )
        if each.promised is not None:
            told.append(say("Result promised: {when}", when=Own(each.promised)))
        result: Text = Own(each.result) if each.result is not None else say("no result known")
        given = {
            True: say("given to the family or the lawyer"),
            False: say("not given to the family or the lawyer"),
            None: say("whether it was given is not told"),
        }[each.result_given]
        rows.append(
            Row(
                (
                    capital(Term("examination-kinds", each.kind)),
                    listed([reading.person(each.of)] if each.of else [], ""),
                    listed(
                        [
                            say("ordered {date}", date=dated(each.ordered)),
                            say("done {date}", date=dated(each.done)),
                        ],
                        "; ",
                    ),
                    listed(told, " "),
                    listed([strong(result), given], "; "),
                    reading.cited(each.cites),
                ),
                anchor_of("examinations", each.id),
            )
        )
    return Table(
        caption=say("Examinations"),
        columns=(
            Column(say("Examination")),
            Column(say("Of whom")),
            Column(say("When")),
            Column(say("What is told of it"), share=2),
            Column(say("Result"), share=2),
            Column(say("Source")),
        ),
        rows=tuple(rows),
        empty=say("None."),
    )


def _promises(reading: Reading, one: Proceeding) -> Table:
    rows = tuple(
        Row(
            (
                dated(each.made),
                reading.body(each.by),
                Own(each.what),
                dated(each.due),
                strong(Term("promise-outcomes", each.outcome)),
                reading.cited(each.cites),
            ),
            anchor_of("promises", each.id),
        )
        for each in chronological(one.promises, "made")
    )
    return Table(
        caption=say("Promises and what became of them"),
        columns=(
            Column(say("Made")),
            Column(say("By whom")),
            Column(say("What was promised"), share=2),
            Column(say("Due")),
            Column(say("What became of it")),
            Column(say("Source")),
        ),
        rows=rows,
        empty=say("None."),
    )
