"""Chapters: what is concluded, by whom and at which standard of proof; what is asked for, of whom."""

from __future__ import annotations

from collections.abc import Iterable

from aiqyn.core.inquiry import Finding, Recommendation
from aiqyn.publication.report.blocks import (
    START,
    Block,
    Column,
    Heading,
    Item,
    Listing,
    Notice,
    Page,
    Paragraph,
    Row,
    Table,
)
from aiqyn.publication.report.reading import Reading, anchor_of, dated
from aiqyn.publication.report.text import (
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

__all__ = ["findings", "recommendations"]


def findings(reading: Reading) -> Page:
    """The findings: first the inquiry's own, then those that it reports without adopting them."""
    own = [finding for finding in reading.dossier.findings if finding.made_by is None]
    makers = list(
        dict.fromkeys(each.made_by for each in reading.dossier.findings if each.made_by is not None)
    )
    blocks: list[Block] = [Heading(say("Findings of this inquiry"), "own-findings")]
    if own:
        blocks += [_own(reading, finding) for finding in own]
    else:
        blocks.append(
            Notice(
                say(
                    "This release holds no finding of this inquiry itself. Whatever stands below was concluded by "
                    "others; it is reported here and not adopted."
                )
                if makers
                else say("This release holds no finding."),
                "empty",
            )
        )
    for maker in makers:
        reported = [finding for finding in reading.dossier.findings if finding.made_by == maker]
        blocks.append(
            Heading(say("Reported: concluded by {body}", body=reading.body(maker)), f"made-by-{maker}")
        )
        blocks.append(_kinds(reported, maker))
        blocks += [_reported(reading, finding) for finding in reported]
    return Page(
        key="findings",
        number="4",
        title=say("What is found"),
        lead=say(
            "Patterns and conclusions, each with who concluded it, on what, and what would be needed to say more."
        ),
        blocks=tuple(blocks),
        parent=START,
    )


def _kinds(reported: Iterable[Finding], maker: str) -> Table:
    by_kind: dict[str, list[Finding]] = {}
    for finding in reported:
        by_kind.setdefault(finding.kind, []).append(finding)
    return Table(
        caption=say("These findings by kind"),
        columns=(
            Column(say("Kind"), share=3),
            Column(say("How many"), numeric=True),
            Column(say("Which"), share=4),
        ),
        rows=tuple(
            Row(
                (
                    capital(Term("finding-kinds", kind)),
                    Count(len(found)),
                    listed([linked(each.id, anchor_of("findings", each.id)) for each in found]),
                )
            )
            for kind, found in by_kind.items()
        ),
        empty=say("None."),
        anchor=f"kinds-by-{maker}",
    )


def _own(reading: Reading, finding: Finding) -> Paragraph:
    parts: list[Text] = []
    if finding.standard is not None:
        parts.append(capital(Term("standards-of-proof", finding.standard, as_wording=True)))
    parts.append(strong(Own(finding.conclusion)))
    return _paragraph(reading, finding, parts)


def _reported(reading: Reading, finding: Finding) -> Paragraph:
    said = say("{body} concludes:", body=reading.body(finding.made_by))
    return _paragraph(reading, finding, [said, Own(finding.conclusion)])


def _paragraph(reading: Reading, finding: Finding, parts: list[Text]) -> Paragraph:
    if finding.unknown is not None:
        parts.append(say("Not known: {what}", what=Own(finding.unknown)))
    if finding.note is not None:
        parts.append(Own(finding.note))
    notes: list[Text] = [
        say(
            "{id}: {kind}; {state}",
            id=strong(finding.id),
            kind=Term("finding-kinds", finding.kind),
            state=Term("finding-states", finding.state),
        ),
        say("Standard of proof: {standard}", standard=Term("standards-of-proof", finding.standard))
        if finding.standard is not None
        else say("Standard of proof: not stated"),
        say("Rests on: {sources}", sources=reading.cited(finding.supports)),
        say("Against it: {sources}", sources=reading.cited(finding.contradicts))
        if finding.contradicts
        else say("Against it: nothing recorded"),
    ]
    if finding.figures:
        figures = [linked(each, anchor_of("figures", each)) for each in finding.figures]
        notes.append(say("Figures: {figures}", figures=listed(figures)))
    return Paragraph(listed(parts, " "), tuple(notes), anchor_of("findings", finding.id))


def recommendations(reading: Reading) -> Page:
    """What is asked for, by addressee, and what has been done about it."""
    asked = reading.dossier.recommendations
    addressees = list(dict.fromkeys(each for one in asked for each in one.addressees))
    blocks: list[Block] = []
    if not asked:
        blocks.append(Notice(say("This release holds no recommendation."), "empty"))
    else:
        blocks.append(_by_addressee(reading, asked, addressees))
        followed = sum(1 for one in asked if one.follow_up)
        if not followed:
            blocks.append(
                Notice(
                    say(
                        "No step toward any of these is recorded in this release, which was made on {date}. That "
                        "says nothing of what was done later or elsewhere; an announcement would not count as a step done.",
                        date=When(reading.release.as_of),
                    ),
                    "gap",
                )
            )
    told: set[str] = set()
    for addressee in addressees:
        blocks.append(Heading(say("Asked of {body}", body=reading.body(addressee)), f"asked-of-{addressee}"))
        for one in asked:
            if addressee in one.addressees:
                blocks += _recommendation(reading, one, addressee, again=one.id in told)
                told.add(one.id)
    return Page(
        key="recommendations",
        number="5",
        title=say("What is asked for"),
        lead=say("Each thing asked, of whom, by whom, and what has been done about it."),
        blocks=tuple(blocks),
        parent=START,
    )


def _by_addressee(reading: Reading, asked: Iterable[Recommendation], addressees: Iterable[str]) -> Table:
    rows = []
    for addressee in addressees:
        own = [one for one in asked if addressee in one.addressees]
        rows.append(
            Row(
                (
                    linked(reading.body(addressee), f"asked-of-{addressee}"),
                    Count(len(own)),
                    Count(sum(1 for one in own if one.follow_up)),
                )
            )
        )
    return Table(
        caption=say("What is asked, by addressee"),
        columns=(
            Column(say("Addressee"), share=4),
            Column(say("Asked"), numeric=True),
            Column(say("With a step recorded"), numeric=True),
        ),
        rows=tuple(rows),
        empty=say("None."),
    )


def _recommendation(reading: Reading, one: Recommendation, addressee: str, *, again: bool) -> list[Block]:
    if again:
        return [
            Paragraph(
                say(
                    "See also {id}: {action}",
                    id=linked(one.id, anchor_of("recommendations", one.id)),
                    action=Own(one.action),
                ),
                numbered=False,
            )
        ]
    notes: list[Text] = [strong(one.id)]
    if one.made_by is not None:
        notes.append(say("Asked by: {body}", body=reading.body(one.made_by)))
    others = [each for each in one.addressees if each != addressee]
    if others:
        notes.append(say("Also asked of: {bodies}", bodies=reading.bodies(others)))
    notes.append(
        say("By when: {date}", date=When(one.deadline)) if one.deadline else say("By when: no day named")
    )
    if one.indicator is not None:
        notes.append(say("Done when: {sign}", sign=Own(one.indicator)))
    if one.legal_basis is not None:
        notes.append(say("Legal basis: {basis}", basis=Own(one.legal_basis)))
    if one.findings:
        notes.append(
            say(
                "Findings: {findings}",
                findings=listed([linked(each, anchor_of("findings", each)) for each in one.findings]),
            )
        )
    notes.append(reading.source_note(one.cites))
    text: Text = Own(one.action) if one.note is None else listed([Own(one.action), Own(one.note)], " ")
    blocks: list[Block] = [Paragraph(text, tuple(notes), anchor_of("recommendations", one.id))]
    if one.follow_up:
        items = tuple(
            Item(
                say("{date}. {what}", date=dated(step.date), what=Own(step.what)),
                (
                    *([say("By: {bodies}", bodies=reading.body(step.by))] if step.by else []),
                    reading.source_note(step.cites),
                ),
            )
            for step in sorted(one.follow_up, key=lambda step: str(step.date or "9999"))
        )
        blocks.append(
            Paragraph(
                say_counted("{number} step recorded since:", "{number} steps recorded since:", len(items)),
                numbered=False,
            )
        )
        blocks.append(Listing(items))
    return blocks
