"""Annex: how anyone can check the report, and what such a check proves and does not prove."""

from __future__ import annotations

from aiqyn.publication.data import tables_of
from aiqyn.publication.report.blocks import (
    START,
    Block,
    Column,
    Command,
    Facts,
    Heading,
    Item,
    Listing,
    Notice,
    Page,
    Paragraph,
    Row,
    Table,
)
from aiqyn.publication.report.kinds import kind_name
from aiqyn.publication.report.reading import Reading
from aiqyn.publication.report.text import NOTHING, Count, Download, Own, Text, When, code, listed, say

__all__ = ["checking"]


def checking(reading: Reading) -> Page:
    """How to check it."""
    release = reading.release
    pairs: list[tuple[Text, Text]] = [
        (say("Release"), listed([code(release.id), Own(release.title)], " · ")),
        (say("Consent read on"), When(release.as_of)),
        (say("Form of the release"), code(release.format)),
    ]
    if release.ledger is not None:
        pairs += [
            (say("Ledger"), code(release.ledger.origin)),
            (say("Entries in the ledger"), Count(release.ledger.size)),
            (say("Fingerprint of the ledger"), code(release.ledger.root)),
        ]
    blocks: list[Block] = [Facts(tuple(pairs))]
    if release.ledger is None:
        blocks.append(
            Notice(
                say("This release names no state of a ledger: nothing ties it to what was recorded."), "gap"
            )
        )
    blocks += [
        Paragraph(
            say(
                "Beside the report there is a bundle: a folder that holds the release, the proofs from the ledger and "
                "the signed checkpoint. Whoever has the bundle and this program can check it without asking us, "
                "without a network and without any key of ours:"
            )
        ),
        Command(("aiqyn verify bundle", "aiqyn verify bundle --key KEY")),
        Paragraph(
            say(
                "The command prints what it checked and ends without an error only if every proof holds. Compare the "
                "fingerprint that it prints with the one above, and with one that you have from somewhere else: a "
                "fingerprint that comes with the bundle alone proves only that the bundle agrees with itself."
            )
        ),
        Heading(say("What this proves"), "what-is-proved"),
        Listing(
            (
                Item(say("That the release is, byte for byte, the one whose entry stands in the ledger.")),
                Item(
                    say("That what was recorded before it was not rewritten, taken out or put in afterwards.")
                ),
                Item(say("That it was recorded at the latest when the checkpoint was signed or witnessed.")),
                Item(
                    say(
                        "That something stood in place of each thing withheld, if its commitment is opened later."
                    )
                ),
            )
        ),
        Heading(say("What this does not prove"), "what-is-not-proved"),
        Listing(
            (
                Item(say("That what a source says is true: findings stand on sources, not on arithmetic.")),
                Item(say("That nothing was left out before it was recorded.")),
                Item(say("Who signed, unless you have the key from somebody you trust.")),
            )
        ),
        Heading(say("The data of this report"), "data-files"),
        Paragraph(
            say(
                "The folder {folder} beside the pages holds the same release as tables for a spreadsheet and as one file "
                "for programs. It holds nothing that is not also printed here. Text that a spreadsheet could take for a "
                "formula begins with an apostrophe.",
                folder=code("data/"),
            )
        ),
        _data(reading),
    ]
    return Page(
        key="check",
        number="C",
        title=say("How to check it"),
        lead=say(
            "How anyone can check that this is what was recorded, what that proves, and what it does not."
        ),
        blocks=tuple(blocks),
        parent=START,
    )


def _data(reading: Reading) -> Table:
    rows = [
        Row((Download(f"data/{table.name}.csv"), kind_name(table.kind), Count(len(table.rows))))
        for table in tables_of(reading.release)
    ]
    rows.append(Row((Download("data/release.json"), say("The whole release"), NOTHING)))
    return Table(
        caption=say("Files"),
        columns=(
            Column(say("File"), share=3),
            Column(say("What it holds"), share=3),
            Column(say("Rows"), numeric=True),
        ),
        rows=tuple(rows),
        empty=say("None."),
    )
