"""One proceeding: what it is, and tables of all that is known of its course."""

from __future__ import annotations

from aiqyn.core.dates import EdtfDate
from aiqyn.core.inquiry import Proceeding
from aiqyn.publication.report.blocks import (
    Block,
    Column,
    Facts,
    Heading,
    Row,
    Table,
)
from aiqyn.publication.report.reading import Reading, anchor_of, chronological, dated
from aiqyn.publication.report.text import (
    NOTHING,
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

__all__ = ["proceeding"]


def proceeding(reading: Reading, one: Proceeding) -> list[Block]:
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
            Column(say("What is told of it"), share=3),
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
            Column(say("Role"), share=3),
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
            Column(say("What was asked"), share=3),
            Column(say("Reply and its rating"), share=3),
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
            Column(say("What was asked"), share=3),
            Column(say("Outcome"), share=3),
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
            Column(say("What is told of it"), share=3),
            Column(say("Result"), share=3),
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
            Column(say("What was promised"), share=3),
            Column(say("Due")),
            Column(say("What became of it")),
            Column(say("Source")),
        ),
        rows=rows,
        empty=say("None."),
    )
