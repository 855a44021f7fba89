"""The report as a whole: its first page and the order of its chapters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from aiqyn.core.disclosure import Release
from aiqyn.core.inquiry import KINDS
from aiqyn.publication.report.blocks import (
    START,
    Block,
    Column,
    Heading,
    Item,
    Listing,
    Page,
    Paragraph,
    Report,
    Row,
    Table,
    anchors_of,
)
from aiqyn.publication.report.chapters.cases import case_pages, cases_overview
from aiqyn.publication.report.chapters.checking import checking
from aiqyn.publication.report.chapters.chronology import chronology
from aiqyn.publication.report.chapters.figures import figures, key_figures
from aiqyn.publication.report.chapters.findings import findings, recommendations
from aiqyn.publication.report.chapters.method import bodies, glossary, method
from aiqyn.publication.report.chapters.unlisted import estimates_in_brief, unlisted
from aiqyn.publication.report.chapters.withheld import withheld
from aiqyn.publication.report.kinds import kind_name
from aiqyn.publication.report.reading import Reading, anchor_of
from aiqyn.publication.report.text import (
    Own,
    Term,
    Verbatim,
    When,
    linked,
    listed,
    say,
    say_counted,
    strong,
)

__all__ = ["build_report"]


def build_report(release: Release) -> Report:
    """The report of a release, in no language yet."""
    reading = Reading(release)
    return Report(
        key=release.inquiry.id,
        release=release.id,
        title=Own(release.inquiry.title),
        release_title=Own(release.title),
        subtitle=Own(release.inquiry.summary or release.inquiry.mandate.subject),
        edition=say(
            "Release {release}, made from what consent allowed on {date}.",
            release=Verbatim(release.id),
            date=When(release.as_of),
        ),
        purpose=say(
            "Made for: {purpose}; for whom: {recipient}.",
            purpose=Term("consent-purposes", release.policy.purpose),
            recipient=Term("consent-recipients", release.policy.recipient),
        ),
        pages=_with_the_rest(reading, tuple(_pages(reading))),
    )


def _with_the_rest(reading: Reading, pages: tuple[Page, ...]) -> tuple[Page, ...]:
    """The pages, and at the end of "who is who" whatever no chapter had a place for.

    Every released record has an address, and every link leads to one.
    """
    told = {anchor for page in pages for block in page.blocks for anchor in anchors_of(block)}
    rest = [
        (kind, thing)
        for kind in KINDS
        if kind != "consents"  # a release obeys them; it does not print them
        for thing in reading.dossier.all_of(kind)
        if anchor_of(kind, thing.id) not in told
    ]
    if not rest:
        return pages
    table = Table(
        caption=say("Records that no chapter tells of"),
        columns=(Column(say("Record")), Column(say("Kind"), share=3)),
        rows=tuple(
            Row((Verbatim(thing.id), kind_name(kind)), anchor_of(kind, thing.id)) for kind, thing in rest
        ),
        empty=say("None."),
    )
    return tuple(
        replace(page, blocks=(*page.blocks, table)) if page.key == "bodies" else page for page in pages
    )


def _pages(reading: Reading) -> Iterator[Page]:
    yield _start(reading)
    yield chronology(reading)
    yield figures(reading)
    estimates = unlisted(reading)
    if estimates is not None:
        yield estimates
    yield cases_overview(reading)
    yield from case_pages(reading)
    yield findings(reading)
    yield recommendations(reading)
    yield method(reading)
    yield withheld(reading)
    yield checking(reading)
    yield bodies(reading)
    yield glossary(reading)


def _start(reading: Reading) -> Page:
    release, dossier = reading.release, reading.dossier
    blocks: list[Block] = [
        Heading(say("What this is"), "what-this-is"),
        Paragraph(Own(release.inquiry.summary or release.inquiry.mandate.subject)),
        Paragraph(
            say(
                "This release holds {parts}. Everything in it says where it comes from.",
                parts=listed(
                    [
                        say_counted("{number} event", "{number} events", len(dossier.events)),
                        say_counted("{number} act", "{number} acts", len(dossier.acts)),
                        say_counted("{number} case", "{number} cases", len(reading.cases)),
                        say_counted("{number} proceeding", "{number} proceedings", len(dossier.proceedings)),
                        say_counted("{number} figure", "{number} figures", len(dossier.figures)),
                        say_counted("{number} source", "{number} sources", len(dossier.sources)),
                    ]
                ),
            )
        ),
        Heading(say("How sure we are"), "how-sure"),
        *_how_sure(reading),
        Heading(say("What is missing"), "what-is-missing"),
        Listing(tuple(_missing(reading))),
        Heading(say("What you can do next"), "what-next"),
        Listing(
            (
                Item(
                    say(
                        "See what happened, day by day: {chapter}.",
                        chapter=linked(say("What happened"), "chronology"),
                    )
                ),
                Item(
                    say(
                        "Follow one case from the first day: {chapter}.",
                        chapter=linked(say("The cases"), "cases"),
                    )
                ),
                Item(say("Weigh the numbers: {chapter}.", chapter=linked(say("What is counted"), "figures"))),
                Item(
                    say(
                        "Check that nothing was altered: {chapter}.",
                        chapter=linked(say("How to check it"), "check"),
                    )
                ),
            )
        ),
    ]
    key = key_figures(reading)
    if key is not None:
        blocks.insert(3, key)
    return Page(
        key=START,
        number=None,
        title=Own(release.inquiry.title),
        lead=Own(release.inquiry.mandate.subject),
        blocks=tuple(blocks),
    )


def _how_sure(reading: Reading) -> list[Block]:
    dossier = reading.dossier
    own = sum(1 for finding in dossier.findings if finding.made_by is None)
    reported = len(dossier.findings) - own
    first_hand = sum(1 for source in dossier.sources if reading.stands_alone(source))
    return [
        Paragraph(
            say(
                "The inquiry's standard of proof is: {standard}. {own} {reported}",
                standard=strong(
                    linked(
                        Term("standards-of-proof", dossier.inquiry.mandate.standard_of_proof),
                        "standards-of-proof",
                    )
                ),
                own=(
                    say_counted("{number} finding is its own.", "{number} findings are its own.", own)
                    if own
                    else say("It makes no finding of its own.")
                ),
                reported=say_counted(
                    "{number} was concluded by others and is reported without being adopted.",
                    "{number} were concluded by others and are reported without being adopted.",
                    reported,
                ),
            )
        ),
        Paragraph(
            say(
                "{all} {first} A source that retells another adds no certainty.",
                all=say_counted(
                    "There is {number} source.", "There are {number} sources.", len(dossier.sources)
                ),
                first=(
                    say_counted(
                        "{number} of them retells no other.", "{number} of them retell no other.", first_hand
                    )
                    if first_hand
                    else say("Each of them retells others.")
                ),
            )
        ),
    ]


def _missing(reading: Reading) -> Iterator[Item]:
    dossier = reading.dossier
    requests = [each for one in dossier.proceedings for each in one.requests]
    unanswered = sum(1 for each in requests if all(reply.rating == "none" for reply in each.replies))
    if requests:
        yield Item(
            say(
                "{unanswered} {all}",
                unanswered=say_counted(
                    "{number} request has no reply,", "{number} requests have no reply,", unanswered
                ),
                all=say_counted("of {number} recorded.", "of {number} recorded.", len(requests)),
            )
        )
    examinations = [each for one in dossier.proceedings for each in one.examinations]
    without = sum(1 for each in examinations if each.result_given is not True)
    if examinations:
        yield Item(
            say(
                "{without} {all}",
                without=say_counted(
                    "The result of {number} examination was not given to family or lawyer, as far as the sources tell,",
                    "The results of {number} examinations were not given to family or lawyer, as far as the sources tell,",
                    without,
                ),
                all=say_counted("of {number} recorded.", "of {number} recorded.", len(examinations)),
            )
        )
    yield from map(Item, estimates_in_brief(reading))
    if not dossier.rosters:
        yield Item(say("There is no list of names of those who died or were harmed in this release."))
    count = sum(each.count or 0 for each in reading.release.withheld)
    hidden = any(each.count is None for each in reading.release.withheld)
    yield Item(
        say(
            "{withheld} See {chapter}.",
            withheld=say_counted(
                "{number} record, and some too few to be counted, is withheld.",
                "{number} records, and some too few to be counted, are withheld.",
                count,
            )
            if hidden
            else say_counted("{number} record is withheld.", "{number} records are withheld.", count),
            chapter=linked(say("What is withheld"), "withheld"),
        )
    )
    open_findings = sum(1 for finding in dossier.findings if finding.unknown is not None)
    if open_findings:
        yield Item(
            say_counted(
                "{number} finding says what would be needed to know more.",
                "{number} findings say what would be needed to know more.",
                open_findings,
            )
        )
