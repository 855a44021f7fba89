"""Annexes: how the report was made, from which sources and how good they are; who is who; the words it uses."""

from __future__ import annotations

from aiqyn.core.inquiry import Source
from aiqyn.core.vocab import VocabularyName, load_vocabulary
from aiqyn.publication.report.blocks import (
    START,
    Block,
    Column,
    Facts,
    Heading,
    Notice,
    Page,
    Paragraph,
    Passage,
    Row,
    Table,
)
from aiqyn.publication.report.reading import Reading, anchor_of, dated
from aiqyn.publication.report.text import (
    NOTHING,
    Own,
    Term,
    Text,
    Verbatim,
    When,
    capital,
    code,
    linked,
    listed,
    say,
    say_counted,
    strong,
)

__all__ = ["bodies", "glossary", "method"]


def method(reading: Reading) -> Page:
    """How the report was made."""
    inquiry = reading.dossier.inquiry
    blocks: list[Block] = [Heading(say("The mandate"), "mandate"), _mandate(reading)]
    if inquiry.note is not None:
        blocks.append(Paragraph(Own(inquiry.note)))
    blocks.append(Heading(say("How the inquiry worked"), "how-it-worked"))
    if inquiry.methodology is not None:
        blocks.append(Paragraph(Own(inquiry.methodology)))
    else:
        blocks.append(Notice(say("The inquiry has not described how it worked."), "gap"))
    blocks += _limits(reading)
    blocks += _sources(reading)
    blocks += _statements(reading)
    blocks += _evidence(reading)
    blocks += _rosters(reading)
    blocks += [Heading(say("How sources are graded"), "grades"), *_grades()]
    blocks += [Heading(say("Standards of proof"), "standards-of-proof"), *_standards(reading)]
    return Page(
        key="method",
        number="A",
        title=say("How it was made"),
        lead=say(
            "The mandate, the sources and their worth, the standard of proof, and the limits of all this."
        ),
        blocks=tuple(blocks),
        parent=START,
    )


def _mandate(reading: Reading) -> Facts:
    inquiry = reading.dossier.inquiry
    pairs: list[tuple[Text, Text]] = [
        (say("Subject"), Own(inquiry.mandate.subject)),
        (say("Period"), When(inquiry.mandate.period)),
    ]
    if inquiry.mandate.territory:
        pairs.append(
            (say("Territory"), listed([reading.place(each) for each in inquiry.mandate.territory], "; "))
        )
    pairs.append((say("Standard of proof"), Term("standards-of-proof", inquiry.mandate.standard_of_proof)))
    pairs.append((say("Languages"), listed([Term("languages", each) for each in inquiry.languages])))
    if inquiry.members:
        seats = [
            say(
                "{number} × {role} ({origin})",
                number=each.seats,
                role=Term("member-roles", each.role),
                origin=Term("member-origins", each.origin),
            )
            for each in inquiry.members
        ]
        pairs.append((say("Seats"), listed(seats, "; ")))
    return Facts(tuple(pairs))


def _limits(reading: Reading) -> list[Block]:
    sources = reading.dossier.sources
    first_hand = [source for source in sources if reading.stands_alone(source)]
    ungraded = [source for source in sources if source.reliability == "F"]
    closed = [source for source in sources if not source.public]
    second_hand = [act for act in reading.dossier.acts if act.certainty in ("was_told", "inferred")]
    return [
        Heading(say("Limits"), "limits"),
        Paragraph(
            listed(
                [
                    say_counted(
                        "The release rests on {number} source.",
                        "The release rests on {number} sources.",
                        len(sources),
                    ),
                    say_counted(
                        "{number} of them retells no other.",
                        "{number} of them retell no other.",
                        len(first_hand),
                    )
                    if first_hand
                    else say("Each of them retells others."),
                    say("What several sources take from one is still told by one."),
                ],
                " ",
            )
        ),
        *_unsure(len(ungraded), len(closed)),
        Paragraph(
            listed(
                [
                    say_counted(
                        "Of {number} act recorded here,",
                        "Of {number} acts recorded here,",
                        len(reading.dossier.acts),
                    ),
                    say_counted(
                        "{number} was told by somebody who neither saw nor underwent it.",
                        "{number} were told by somebody who neither saw nor underwent them.",
                        len(second_hand),
                    ),
                    say(
                        "What is documented is not all that happened: no number here says how often something occurred."
                    ),
                ],
                " ",
            )
        ),
    ]


def _unsure(ungraded: int, closed: int) -> list[Block]:
    """What can't be judged or read, where there is any."""
    told: list[Text] = []
    if ungraded:
        told.append(
            say_counted(
                "The reliability of {number} source has not been judged.",
                "The reliability of {number} sources has not been judged.",
                ungraded,
            )
        )
    if closed:
        told.append(
            say_counted(
                "{number} source can't be read by everyone and is only described.",
                "{number} sources can't be read by everyone and are only described.",
                closed,
            )
        )
    return [Paragraph(listed(told, " "))] if told else []


def _sources(reading: Reading) -> list[Block]:
    return [
        Heading(say("Sources"), "sources"),
        Table(
            caption=say("The sources, with who made them and how they are graded"),
            columns=(
                Column(say("Source"), share=3),
                Column(say("What it is"), share=5),
                Column(say("By and when"), share=3),
                Column(say("Grade")),
                Column(say("Retells"), share=3),
            ),
            rows=tuple(_source(reading, source) for source in reading.dossier.sources),
            empty=say("None."),
        ),
    ]


def _source(reading: Reading, source: Source) -> Row:
    what: list[Text] = [
        say("{title}.", title=Own(source.title)),
        say("{kind}.", kind=Term("source-kinds", source.kind)),
    ]
    what += [Own(each) for each in (source.description, source.note) if each is not None]
    if not source.public:
        what.append(say("Not public."))
    if source.address is not None:
        what.append(code(source.address))
    when: list[Text] = [reading.body(source.by)] if source.by else []
    when.append(dated(source.date))
    if source.accessed is not None:
        when.append(say("read {date}", date=When(source.accessed)))
    return Row(
        (
            strong(source.id),
            listed(what, " "),
            listed(when, "; "),
            linked(say("{grade}", grade=f"{source.reliability}{source.credibility}"), "grades"),
            listed([linked(each, anchor_of("sources", each)) for each in source.derived_from])
            if source.derived_from
            else say("no other"),
        ),
        anchor_of("sources", source.id),
    )


def _statements(reading: Reading) -> list[Block]:
    if not reading.dossier.statements:
        return []
    blocks: list[Block] = [
        Heading(say("Statements"), "statements"),
        Paragraph(
            say(
                "Word for word, in the language in which they were made; a translation stands beneath and never in place of them."
            ),
            numbered=False,
        ),
    ]
    for statement in reading.dossier.statements:
        whose: list[Text] = [strong(statement.id), reading.cited([statement.source])]
        if statement.speaker:
            whose.insert(1, reading.person(statement.speaker))
        if statement.date is not None:
            whose.append(When(statement.date))
        whose.append(Term("languages", statement.language))
        if statement.note is not None:
            whose.append(Own(statement.note))
        blocks.append(
            Passage(
                Verbatim(statement.text, statement.language),
                listed(whose, " · "),
                anchor_of("statements", statement.id),
            )
        )
        blocks += [
            Passage(
                Verbatim(translation.text, translation.language),
                say(
                    "Translation of {statement}: {language}",
                    statement=statement.id,
                    language=Term("languages", translation.language),
                ),
            )
            for translation in statement.translations
        ]
    return blocks


def _evidence(reading: Reading) -> list[Block]:
    if not reading.dossier.evidence:
        return []
    rows = []
    for item in reading.dossier.evidence:
        what: list[Text] = [
            say("{title}.", title=Own(item.title)),
            say("{kind}.", kind=Term("evidence-kinds", item.kind)),
        ]
        what += [Own(each) for each in (item.description, item.note) if each is not None]
        held: list[Text] = [reading.body(item.held_by)] if item.held_by else []
        if item.collected is not None:
            held.append(say("obtained {date}", date=When(item.collected)))
        rows.append(
            Row(
                (
                    strong(item.id),
                    listed(what, " "),
                    listed(held, "; "),
                    code(item.sha256) if item.sha256 else say("none"),
                    reading.cited(item.cites),
                ),
                anchor_of("evidence", item.id),
            )
        )
    return [
        Heading(say("Evidence items"), "evidence"),
        Table(
            caption=say("Items that can be examined"),
            columns=(
                Column(say("Item")),
                Column(say("What it is"), share=4),
                Column(say("Held by"), share=3),
                Column(say("Fingerprint (SHA-256)"), share=3),
                Column(say("Source")),
            ),
            rows=tuple(rows),
            empty=say("None."),
        ),
    ]


def _rosters(reading: Reading) -> list[Block]:
    if not reading.dossier.rosters:
        return []
    rows = []
    for roster in reading.dossier.rosters:
        what: list[Text] = [say("{title}.", title=Own(roster.title))]
        what += [Own(each) for each in (roster.coverage, roster.note) if each is not None]
        compiled: list[Text] = [reading.body(roster.compiled_by)] if roster.compiled_by else []
        if roster.as_of is not None:
            compiled.append(When(roster.as_of))
        rows.append(
            Row(
                (
                    strong(roster.id),
                    listed(what, " "),
                    listed(compiled, "; ") if compiled else say("not told"),
                    reading.cited([roster.source]) if roster.source else say("not told"),
                ),
                anchor_of("rosters", roster.id),
            )
        )
    return [
        Heading(say("Lists of persons"), "rosters"),
        Table(
            caption=say("Lists that the inquiry holds; their rows are not printed"),
            columns=(
                Column(say("List")),
                Column(say("What it can contain"), share=4),
                Column(say("Compiled by"), share=3),
                Column(say("Source")),
            ),
            rows=tuple(rows),
            empty=say("None."),
        ),
    ]


def _grades() -> list[Block]:
    return [
        Paragraph(
            say(
                "Each source carries a letter for how reliable it has proved, and a digit for how credible this "
                "information is. The two are judged apart: the letter never drives the digit. An office is not "
                "reliable because it is an office. F and 6 mean that nobody has judged, not that the source is bad."
            )
        ),
        _scale("reliability", say("Letters: the source")),
        _scale("credibility", say("Digits: the information")),
    ]


def _scale(vocabulary: VocabularyName, caption: Text) -> Table:
    return Table(
        caption=caption,
        columns=(Column(say("Sign")), Column(say("What it means"), share=8)),
        rows=tuple(Row((strong(each), Term(vocabulary, each))) for each in load_vocabulary(vocabulary).ids()),
        empty=say("None."),
    )


def _standards(reading: Reading) -> list[Block]:
    own = reading.dossier.inquiry.mandate.standard_of_proof
    return [
        Paragraph(
            say(
                "The mandate's standard is: {standard}. A finding may meet a higher one, never a lower. Each standard has "
                "one fixed wording, so that no sentence can promise more than its proof.",
                standard=strong(Term("standards-of-proof", own)),
            )
        ),
        Table(
            caption=say("Standards of proof, from the lowest to the highest"),
            columns=(Column(say("Standard"), share=3), Column(say("How a finding says it"), share=4)),
            rows=tuple(
                Row(
                    (
                        capital(Term("standards-of-proof", each)),
                        capital(Term("standards-of-proof", each, as_wording=True)),
                    )
                )
                for each in load_vocabulary("standards-of-proof").ids()
            ),
            empty=say("None."),
        ),
    ]


# Who is who -------------------------------------------------------------------------------------


def bodies(reading: Reading) -> Page:
    """The organisations, with whom they answered to, and the places."""
    rows = []
    for body in reading.dossier.organisations:
        what: list[Text] = [say("{kind}.", kind=capital(Term("organisation-kinds", body.kind)))]
        what += [Own(each) for each in (body.description, body.note) if each is not None]
        above = [
            listed([reading.body(each.organisation), *_from_to(each.since, each.until)], ", ")
            for each in body.superiors
        ]
        rows.append(
            Row(
                (
                    Own(body.name),
                    listed(what, " "),
                    say("yes") if body.of_state else say("no"),
                    listed(above, "; ") if above else say("none told"),
                    reading.cited(body.cites),
                ),
                anchor_of("organisations", body.id),
            )
        )
    places = tuple(
        Row(
            (
                Own(place.name),
                Term("place-kinds", place.kind),
                linked(reading.place(place.within), anchor_of("places", place.within))
                if place.within and reading.get("places", place.within)
                else NOTHING,
                Own(place.note) if place.note is not None else NOTHING,
            ),
            anchor_of("places", place.id),
        )
        for place in reading.dossier.places
    )
    return Page(
        key="bodies",
        number="D",
        title=say("Who is who"),
        lead=say("The bodies, organisations and places that the report speaks of."),
        blocks=(
            Table(
                caption=say("Bodies and organisations"),
                columns=(
                    Column(say("Name"), share=4),
                    Column(say("What it is"), share=4),
                    Column(say("Of the State")),
                    Column(say("Answers to"), share=3),
                    Column(say("Source")),
                ),
                rows=tuple(rows),
                empty=say("None."),
            ),
            Table(
                caption=say("Places, as exact as they may be told"),
                columns=(
                    Column(say("Place"), share=3),
                    Column(say("Kind")),
                    Column(say("Within"), share=3),
                    Column(say("Note"), share=4),
                ),
                rows=places,
                empty=say("None."),
            ),
        ),
        parent=START,
    )


def _from_to(since: object, until: object) -> list[Text]:
    parts: list[Text] = []
    if since is not None:
        parts.append(say("from {date}", date=When(since)))  # type: ignore[arg-type]
    if until is not None:
        parts.append(say("until {date}", date=When(until)))  # type: ignore[arg-type]
    return parts


# Words ------------------------------------------------------------------------------------------

_WORDS: tuple[tuple[str, Text, Text], ...] = (
    (
        "act",
        say("act"),
        say(
            "Who did what to whom: one type of act, one victim, one event. The smallest thing that is counted."
        ),
    ),
    (
        "case",
        say("case"),
        say("The persons tied together by kinship or by one proceeding, and what concerns them."),
    ),
    (
        "consent",
        say("consent"),
        say(
            "What a person allowed: for which use, toward whom, in which form, until when. What no consent lists is withheld."
        ),
    ),
    (
        "checkpoint",
        say("checkpoint"),
        say("A signed statement of the ledger's size and fingerprint at one moment."),
    ),
    (
        "event",
        say("event"),
        say(
            "Something with a beginning and an end that holds acts; it is never itself counted as a violation."
        ),
    ),
    (
        "examination",
        say("examination"),
        say("A forensic or medical examination: of a body, a wound, a bullet, a document."),
    ),
    (
        "figure",
        say("figure"),
        say("A stated count: of what, how many, by whom, as of when, and where it is written."),
    ),
    ("finding", say("finding"), say("What is concluded, by whom, at which standard of proof, and on what.")),
    (
        "ledger",
        say("ledger"),
        say(
            "The list of everything that was recorded, in its order, built so that nothing in it can be rewritten unseen."
        ),
    ),
    (
        "measure",
        say("measure"),
        say("What a figure counts, and in which unit; figures of different measures are not compared."),
    ),
    (
        "motion",
        say("motion"),
        say("A request to a body that must decide on it: granted, denied, or left without a decision."),
    ),
    (
        "proceeding",
        say("proceeding"),
        say("A complaint, a criminal case or an inquiry into a death, with all that is known of its course."),
    ),
    ("recommendation", say("recommendation"), say("What is asked of whom; announcing it is not doing it.")),
    (
        "release",
        say("release"),
        say("What may be printed: the inquiry as cut down by consent and policy on one day."),
    ),
    ("reply", say("reply"), say("What came back to a request, rated against what was asked.")),
    (
        "source",
        say("source"),
        say("Where knowledge comes from: an interview, a letter, an official statement, a document, a list."),
    ),
    (
        "standard-of-proof",
        say("standard of proof"),
        say("How sure one must be before something is concluded."),
    ),
    ("step", say("step"), say("One dated thing that was done in a proceeding.")),
    ("transfer", say("transfer"), say("A proceeding handed from one body to another.")),
)


def glossary(reading: Reading) -> Page:
    """The words, one sentence each."""
    return Page(
        key="glossary",
        number="E",
        title=say("Glossary"),
        lead=say("The words of the report, one sentence each."),
        blocks=(
            Table(
                caption=say("Words and what they mean here"),
                columns=(Column(say("Word")), Column(say("What it means here"), share=4)),
                rows=tuple(Row((capital(word), meaning), f"word-{name}") for name, word, meaning in _WORDS),
                empty=say("None."),
            ),
        ),
        parent=START,
    )
