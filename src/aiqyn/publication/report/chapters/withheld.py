"""Annex: what is withheld, and on what ground."""

from __future__ import annotations

from collections import Counter

from aiqyn.core.disclosure import Decision
from aiqyn.core.vocab import load_vocabulary
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
from aiqyn.publication.report.kinds import field_name, kind_name
from aiqyn.publication.report.reading import Reading, anchor_of
from aiqyn.publication.report.text import (
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
)

__all__ = ["withheld"]


def withheld(reading: Reading) -> Page:
    """What is not in the release and why; in which form people appear in it."""
    blocks: list[Block] = [
        Paragraph(
            say(
                "Nothing leaves the inquiry that a consent does not release for that very use. To be on the record "
                "for one report is not to be on the record for another: consent is given for a purpose, toward a "
                "recipient, in a form. Where somebody agreed to be named elsewhere, they are still not named here "
                "unless they agreed to that too."
            )
        ),
        Paragraph(
            say(
                "A consent can be narrowed or withdrawn on any day. This release reads all consents as they stood on "
                "{date}; the next one obeys what has changed since.",
                date=When(reading.release.as_of),
            )
        ),
        Heading(say("The policy of this release"), "policy"),
        _policy(reading),
    ]
    if reading.release.policy.cautions is not None:
        blocks.append(Notice(Own(reading.release.policy.cautions), "caution"))
    blocks += [Heading(say("What is withheld"), "what-is-withheld"), *_withheld(reading)]
    blocks += [Heading(say("In which form people appear"), "forms"), *_forms(reading)]
    blocks += _fields(reading)
    return Page(
        key="withheld",
        number="B",
        title=say("What is withheld"),
        lead=say("What is not printed, how much of it, and on what ground; in which form people appear."),
        blocks=tuple(blocks),
        parent=START,
    )


def _policy(reading: Reading) -> Facts:
    policy = reading.release.policy
    pairs: list[tuple[Text, Text]] = [
        (say("Policy"), Own(policy.title)),
        (say("Purpose"), Term("consent-purposes", policy.purpose)),
        (say("For whom"), Term("consent-recipients", policy.recipient)),
        (
            say("Somebody whom another body published with their consent"),
            say("at most: {form}", form=Term("consent-forms", policy.already_public_form)),
        ),
        (say("A child"), say("at most: {form}", form=Term("consent-forms", policy.child_form))),
        (
            say("Somebody held by the State"),
            say("at most: {form}", form=Term("consent-forms", policy.detained_form)),
        ),
        (
            say("Somebody who acted for the State"),
            say("at most: {form}", form=Term("consent-forms", policy.official_form)),
        ),
        (say("Finest place told of a person"), Term("place-precisions", policy.place_precision)),
        (say("Finest date told of a person"), Term("date-precisions", policy.date_precision)),
        (say("Times of day"), say("told") if policy.time_of_day else say("not told")),
        (
            say("Smallest count of persons that is told"),
            say("{number}; a smaller one, other than nought, is not told", number=policy.smallest_count),
        ),
        (
            say("Findings that are released"),
            listed([Term("finding-states", state) for state in policy.findings])
            if policy.findings
            else say("none"),
        ),
    ]
    return Facts(tuple(pairs))


def _withheld(reading: Reading) -> list[Block]:
    release = reading.release
    rows = tuple(
        Row(
            (
                kind_name(each.kind),
                capital(Term("withholding-grounds", each.ground)),
                Count(each.count)
                if each.count is not None
                else say("fewer than {number}", number=release.policy.smallest_count),
            )
        )
        for each in release.withheld
    )
    return [
        Table(
            caption=say("What is not in this release, by kind and ground"),
            columns=(
                Column(say("Kind"), share=3),
                Column(say("Ground"), share=4),
                Column(say("How many"), numeric=True),
            ),
            rows=rows,
            empty=say("Nothing is withheld whole."),
            anchor="withheld-by-ground",
        ),
        Paragraph(
            say_counted(
                "The release carries {number} commitment: a sealed fingerprint of a recorded thing that nothing "
                "printed here is tied to, because it is withheld or told in a form that must not lead back to it. "
                "It tells nothing about the thing, and proves later, if it is opened, that the thing was there.",
                "The release carries {number} commitments: sealed fingerprints of recorded things that nothing "
                "printed here is tied to, because they are withheld or told in a form that must not lead back to "
                "them. They tell nothing about the things, and prove later, if they are opened, that the things "
                "were there.",
                len(release.commitments),
            )
        ),
    ]


def _forms(reading: Reading) -> list[Block]:
    decisions = reading.release.decisions.get("persons", {})
    forms = Counter(decision.form for decision in decisions.values())
    overview = Table(
        caption=say("Persons in this release, by form"),
        columns=(
            Column(say("Form"), share=3),
            Column(say("What it means"), share=6),
            Column(say("How many"), numeric=True),
        ),
        rows=tuple(
            Row((capital(Term("consent-forms", form)), _FORMS[form], Count(forms[form])))
            for form in load_vocabulary("consent-forms").ids()
            if form in _FORMS
        ),
        empty=say("None."),
    )
    alike: dict[str, tuple[Decision, list[Text]]] = {}
    for person in reading.dossier.persons:
        if (decision := decisions.get(person.id)) is not None:
            _, persons = alike.setdefault(decision.model_dump_json(), (decision, []))
            persons.append(linked(reading.called(person), anchor_of("persons", person.id)))
    rows = [
        Row(
            (
                listed(persons),
                capital(Term("consent-forms", decision.form)),
                Computed(decision.because),
                listed([field_name(field) for field in decision.fields_withheld])
                if decision.fields_withheld
                else say("none"),
            )
        )
        for decision, persons in alike.values()
    ]
    each = Table(
        caption=say("Each person, and why in this form"),
        columns=(
            Column(say("Persons"), share=4),
            Column(say("Form"), share=3),
            Column(say("Why"), share=5),
            Column(say("Taken out or made coarser"), share=3),
        ),
        rows=tuple(rows),
        empty=say("None."),
    )
    return [overview, each] if rows else [overview]


_FORMS: dict[str, Text] = {
    "withheld": say("Nothing is told of the person, not even that they exist."),
    "counted_only": say("The person is in the numbers and nowhere else."),
    "described": say("Told of without a name, in words that do not lead to them."),
    "pseudonymous": say("Under a letter or another name, the same throughout."),
    "named": say("By name, as the person agreed for this use."),
}


def _fields(reading: Reading) -> list[Block]:
    """Fields taken out of things that are otherwise released, counted by kind."""
    rows = []
    for kind, decisions in reading.release.decisions.items():
        if kind == "persons":
            continue
        counted = Counter(field for decision in decisions.values() for field in decision.fields_withheld)
        for field, number in sorted(counted.items()):
            rows.append(Row((kind_name(kind), field_name(field), Count(number))))
    if not rows:
        return []
    return [
        Heading(say("Parts of records that are withheld"), "fields-withheld"),
        Table(
            caption=say("Fields taken out or made coarser in records that are released"),
            columns=(
                Column(say("Kind"), share=3),
                Column(say("Field"), share=3),
                Column(say("In how many records"), numeric=True),
            ),
            rows=tuple(rows),
            empty=say("None."),
        ),
    ]
