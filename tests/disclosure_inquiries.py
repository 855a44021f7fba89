"""Small inquiries for tests of disclosure: people with secrets, and consents that open some of them.

Every text that belongs to one person alone holds that person's own words, made up and met
nowhere else, so that a test can look for them in whatever leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from aiqyn.core.dates import EdtfDate, Precision, TimeOfDay, coarsened
from aiqyn.core.disclosure import Cut, Policy, cut_down
from aiqyn.core.figures import Figure, Measure
from aiqyn.core.inquiry import (
    KINDS,
    Act,
    ActLink,
    Assignment,
    Consent,
    Dossier,
    Event,
    EvidenceItem,
    Examination,
    Finding,
    Grant,
    Group,
    Inquiry,
    Mandate,
    Motion,
    Organisation,
    Party,
    Perpetrator,
    Person,
    PersonName,
    Place,
    Post,
    Proceeding,
    Recommendation,
    Relation,
    Reply,
    Request,
    Source,
    Statement,
    Step,
    Withdrawal,
)
from aiqyn.core.values import LocalisedText
from aiqyn.core.vocab import load_vocabulary

KEY = bytes(range(32))
AS_OF = EdtfDate("2026-03-01")
EXPLANATIONS = load_vocabulary("consent-explanations").ids()
FORMS = load_vocabulary("consent-forms").ids()
PLACE_PRECISIONS = load_vocabulary("place-precisions").ids()
DATE_PRECISIONS = load_vocabulary("date-precisions").ids()

SURNAMES = ("Қызғалдақов", "Жүзімбаев", "Өрікпаев", "Шабдалов", "Щавелёвский")
GIVEN_NAMES = ("Тарғынбек", "Ұшқыржан", "Зергерхан", "Жаңбырбек", "Полуэктий")
SURNAMES_IN_LATIN = ("Qyzgaldaqov", "Zhuzimbaev", "Orikpaev", "Shabdalov", "Shchavelyovsky")
PSEUDONYMS = ("Кербез", "Момын", "Сабырлы", "Адал", None)
WORDS = ("baker", "tinsmith", "furrier", "beekeeper", "glazier")


def text(en: str, ru: str | None = None) -> LocalisedText:
    return LocalisedText(en=en, ru=ru)


def commitments_of(dossier: Dossier) -> dict[tuple[str, str], str]:
    """A commitment of each thing that tells nothing, as a ledger would give it."""
    things = [(kind, thing.id) for kind in KINDS for thing in dossier.all_of(kind)]
    return {key: f"commitment-{number:04}" for number, key in enumerate(sorted(things))}


def report_policy(**changed: Any) -> Policy:
    """A policy for a public report, changed as said."""
    given: dict[str, Any] = {"id": "report", "title": text("Report"), "purpose": "report"}
    return Policy(**{**given, **changed})


def cut(dossier: Dossier, policy: Policy | None = None, **changed: Any) -> Cut:
    """What is released of an inquiry; a refusal fails the test."""
    given: dict[str, Any] = {
        "id": "edition-1",
        "title": text("First edition"),
        "as_of": AS_OF,
        "commitments": commitments_of(dossier),
        "order_key": KEY,
    }
    found = cut_down(dossier, policy or report_policy(), **{**given, **changed})
    assert isinstance(found, Cut), found
    return found


def whole_consent(person: str, **changed: Any) -> Consent:
    """A consent that allows everything for a public report, changed as said."""
    grant = {
        "purpose": "report",
        "recipient": "public",
        "form": "named",
        "place_precision": "exact",
        "date_precision": "hour",
    }
    consent = {
        "id": f"consent-of-{person}",
        "person": person,
        "explained": EXPLANATIONS,
        "given_at": EdtfDate("2024-05-02"),
    }
    for name in [name for name in changed if name in Grant.model_fields]:
        grant[name] = changed.pop(name)
    return Consent(**{**consent, "grants": (Grant(**grant),), **changed})


PLACES = (
    Place(id="country", name=text("Kazakhstan", "Казахстан"), kind="country"),
    Place(id="region", name=text("Northern Region", "Северная область"), kind="region", within="country"),
    Place(id="city", name=text("Qyzyltas", "Кызылтас"), kind="city", within="region"),
    Place(id="district", name=text("Lower Sloboda", "Нижняя слобода"), kind="district", within="city"),
    Place(id="square", name=text("The square", "Площадь"), kind="site", within="district"),
)
ORGANISATIONS = (
    Organisation(id="police", name=text("Police"), kind="police", of_state=True, cites=("paper",)),
    Organisation(
        id="prosecutors", name=text("Prosecutors"), kind="prosecution", of_state=True, cites=("paper",)
    ),
    Organisation(id="circle", name=text("A circle of friends"), kind="ngo", cites=("interview-0",)),
)


def person_id(number: int) -> str:
    # An id such as people write: with the name in it.
    return f"{SURNAMES_IN_LATIN[number]}-{number}"


def a_person(number: int, **changed: Any) -> Person:
    given: dict[str, Any] = {
        "id": person_id(number),
        "pseudonym": PSEUDONYMS[number],
        "names": (
            PersonName(text=f"{SURNAMES[number]} {GIVEN_NAMES[number]}"),
            PersonName(text=f"{SURNAMES_IN_LATIN[number]} T.", kind="initials"),
        ),
        "description": text(f"a {WORDS[number]} whom everybody knew", f"её знают все: {WORDS[number]}"),
        "sex": ("female", "male")[number % 2],
        "born": EdtfDate(f"19{70 + number}-03-0{number + 1}"),
        "age": 40 + number,
        "occupation": text(WORDS[number]),
        "residence": "square",
        "cites": (f"paper:p{number}",),
        "note": text(f"secret note on {SURNAMES[number]}"),
    }
    return Person(**{**given, **changed})


def sources(statements: int) -> tuple[Source, ...]:
    return (
        Source(id="paper", kind="ngo_report", title=text("A report"), by="prosecutors", public=True),
        Source(
            id="portrait-of-Qyzgaldaqov",
            kind="media",
            title=text("Kyzgaldakov's story", "История Кызгалдакова"),
            date=EdtfDate("2022-05-09"),
            address="https://news.example/kyzgaldakov",
            public=True,
        ),
        Source(id="letter", kind="letter", title=text("A letter on file"), date=EdtfDate("2022-04-21")),
        *(
            Source(id=f"interview-{number}", kind="interview", title=text(f"Talk with {SURNAMES[number]}"))
            for number in range(max(1, statements))
        ),
        Source(id="interview-spare", kind="interview", title=text("A talk that nothing cites")),
    )


def an_inquiry(**collections: Any) -> Dossier:
    """An inquiry with sources, places and bodies, and whatever else is given."""
    given: dict[str, Any] = {
        "inquiry": Inquiry(
            id="inquiry",
            title=text("The inquiry", "Расследование"),
            mandate=Mandate(
                period=EdtfDate("2022-01-02/2022-12"),
                territory=("country",),
                subject=text("What happened"),
                standard_of_proof="reasonable_grounds",
            ),
        ),
        "sources": sources(len(SURNAMES)),
        "organisations": ORGANISATIONS,
        "places": PLACES,
        "events": (
            Event(
                id="january",
                kind="other_event",
                title=text("January"),
                date=EdtfDate("2022-01"),
                places=("country",),
                cites=("paper",),
            ),
            Event(id="shots", kind="killing", title=text("Shots"), part_of="january", cites=("paper",)),
        ),
    }
    return Dossier(**{**given, **collections})


def an_act(**changed: Any) -> Act:
    """An act on the first person, changed as said."""
    given: dict[str, Any] = {
        "id": "act-0",
        "type": "shot_injured",
        "event": "shots",
        "victim": person_id(0),
        "date": EdtfDate("2022-01-05"),
        "place": "square",
        "cites": ("paper",),
    }
    return Act(**{**given, **changed})


@dataclass(frozen=True)
class Drawn:
    """An inquiry with a policy to cut it by."""

    dossier: Dossier
    policy: Policy


def _statement(number: int) -> Statement:
    return Statement(
        id=f"statement-{number}",
        source=f"interview-{number}",
        language="ru",
        speaker=person_id(number),
        text=f"Меня зовут {SURNAMES[number]}, и я видел, как это было.",
    )


def _once_in(times: int) -> st.SearchStrategy[bool]:
    return st.integers(1, times).map(lambda number: number == times)


def _mostly(usual: Any, others: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """The usual value three times out of five; shrinks to it."""
    return st.sampled_from([usual] * (len(others) * 3 // 2) + list(others))


@st.composite
def drawn_inquiries(draw: st.DrawFn) -> Drawn:
    """A small inquiry whose records name one another, with some consents; and a policy."""
    count = draw(st.integers(2, 4))
    numbers = range(count)
    some_number = st.integers(0, count - 1)
    some_person = some_number.map(person_id)
    maybe_person = st.none() | some_person
    spare = Statement(id="spare", source="interview-spare", language="ru", text="Меня зовут никак.")
    statements = (spare, *(_statement(number) for number in numbers if draw(_once_in(3))))
    cites = st.lists(
        st.sampled_from(
            ["paper", "paper:p1", "paper:p2", "paper:p3", "letter", "portrait-of-Qyzgaldaqov"]
            + [f"interview-{number}" for number in numbers]
        ),
        min_size=1,
        max_size=2,
        unique=True,
    ).map(tuple)
    some_text = st.sampled_from(
        [
            text("It happened in the street", "Это было на улице"),
            text("It happened on 5 January at 16:00 in Qyzyltas"),
            *(text(f"{GIVEN_NAMES[n]} saw it", f"Это видел {GIVEN_NAMES[n]}") for n in numbers),
            *(text(f"As {PSEUDONYMS[n]} says, it was so") for n in numbers if PSEUDONYMS[n]),
        ]
    )
    maybe_text = st.none() | some_text
    dates = st.none() | st.sampled_from(
        [EdtfDate("2022-01-05"), EdtfDate("2022-01-04/2022-01-06"), EdtfDate("2022-01"), EdtfDate("2022")]
    )
    times = st.none() | st.just(TimeOfDay("16:00"))
    some_place = st.none() | st.sampled_from([place.id for place in PLACES])
    persons = tuple(
        a_person(
            number,
            is_child=draw(_once_in(8)),
            is_official=draw(_once_in(6)),
            detained=draw(_once_in(8)),
            relations=tuple(
                Relation(kind="friend_of", person=other)
                for other in draw(st.lists(some_person, max_size=1))
                if other != person_id(number)
            ),
            posts=(Post(organisation="police", title=text("head"), cites=("paper",)),),
            died=draw(dates),
            cites=draw(cites),
        )
        for number in numbers
    )
    groups = (
        Group(
            id="crowd",
            title=text("A crowd"),
            at_least=draw(st.sampled_from([None, 2, 10])),
            members=tuple(draw(st.lists(some_person, max_size=2, unique=True))),
            cites=draw(cites),
        ),
    )
    events = [
        Event(id="january", kind="other_event", title=text("January"), date=EdtfDate("2022-01"), places=("country",), cites=("paper",)),
        Event(id="alone", kind="killing", title=draw(some_text), date=draw(dates), time_of_day=draw(times), places=tuple(p for p in [draw(some_place)] if p), part_of="january", description=draw(maybe_text), cites=draw(cites)),
        Event(id="many", kind="use_of_force", title=text("Shots are fired"), date=EdtfDate("2022-01-05"), places=("city",), part_of="january", by=("police",), cites=("paper",)),
        Event(id="call", kind="other_event", title=draw(some_text), date=draw(dates), time_of_day=draw(times), part_of=draw(st.sampled_from(["alone", "january"])), cites=draw(cites)),
    ]  # fmt: skip
    acts = []
    fatal = {entry.id for entry in load_vocabulary("acts").entries if entry.fatal}
    dead: set[str] = set()
    for number in range(draw(st.integers(1, 5))):
        victim = draw(maybe_person)
        kind = draw(st.sampled_from(["beaten_custody", "shot_injured", "killed_shot", "rape", "detained"]))
        if kind in fatal and victim in dead:
            kind = "detained"
        if kind in fatal and victim:
            dead.add(victim)
        acts.append(
            Act(
                id=f"act-{number}",
                type=kind,
                event=draw(st.sampled_from([event.id for event in events])),
                victim=victim,
                victim_group=None if victim else "crowd",
                perpetrators=tuple(
                    Perpetrator(person=who, organisation=body, description=what or text("one in a mask"))
                    for who, body, what in draw(
                        st.lists(
                            st.tuples(maybe_person, st.sampled_from([None, "police", "circle"]), maybe_text),
                            max_size=1,
                        )
                    )
                ),
                witnesses=tuple(draw(st.lists(some_person, max_size=1))),
                date=draw(dates),
                time_of_day=draw(times),
                place=draw(some_place),
                description=draw(maybe_text),
                links=tuple(
                    ActLink(kind="followed_by", act=f"act-{other}")
                    for other in range(number)
                    if draw(st.integers(0, 3)) == 0
                ),
                cites=draw(cites),
            )
        )
    proceedings = tuple(
        Proceeding(
            id=f"case-{number}",
            kind="criminal_case",
            title=draw(some_text),
            numbers=("22-7-31-1",),
            articles=("KZ Criminal Code 146",),
            concerns=tuple(draw(st.lists(st.sampled_from([act.id for act in acts]), max_size=2, unique=True))),
            body=draw(st.sampled_from([None, "police", "circle"])),
            parties=tuple(
                Party(person=who, status="suspect", since=draw(dates))
                for who in draw(st.lists(some_person, max_size=2, unique=True))
            ),
            related=("case-0",) if number else (),
            steps=(
                Step(id=f"step-{number}", kind="filed", date=draw(dates), person=draw(maybe_person), place=draw(some_place), description=draw(maybe_text), cites=draw(cites)),
            ),
            assignments=(
                Assignment(id=f"held-{number}", person=draw(maybe_person), role=draw(some_text), cites=draw(cites)),
            ),
            requests=(
                Request(id=f"asked-{number}", date=draw(dates), by=draw(st.sampled_from(["family", "lawyer"])), person=draw(maybe_person), asked=draw(some_text), replies=(Reply(rating="generic", text=draw(maybe_text), cites=draw(cites)),), cites=draw(cites)),
            ),
            motions=(Motion(id=f"moved-{number}", asked=draw(some_text), outcome="denied", cites=draw(cites)),),
            examinations=(
                Examination(id=f"examined-{number}", kind="medical", of=draw(maybe_person), result=draw(maybe_text), done=draw(dates), cites=draw(cites)),
            ),
            cites=draw(cites),
        )
        for number in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    consents = tuple(consent for number in numbers for consent in draw(_consents_of(number)))
    dossier = Dossier(
        inquiry=Inquiry(
            id="inquiry",
            title=text("The inquiry"),
            summary=draw(maybe_text),
            mandate=Mandate(
                period=EdtfDate("2022-01-02/2022-12"),
                territory=("country",),
                subject=text("What happened"),
                standard_of_proof="reasonable_grounds",
            ),
            note=text(f"secret note on {SURNAMES[0]}"),
        ),
        sources=sources(count),
        consents=consents,
        statements=statements,
        persons=persons,
        groups=groups,
        organisations=ORGANISATIONS,
        places=PLACES,
        events=tuple(events),
        acts=tuple(acts),
        evidence=(
            EvidenceItem(id="photo", kind="received_file", title=text(f"Photo of {SURNAMES[0]}"), cites=("paper",)),
        ),
        proceedings=proceedings,
        findings=(
            Finding(id="finding", kind="pattern", standard="reasonable_grounds", conclusion=draw(some_text), supports=draw(cites), state=draw(st.sampled_from(["draft", "published"])), figures=("F1",)),
        ),
        recommendations=(
            Recommendation(id="ask", addressees=("prosecutors", "circle"), action=draw(some_text), findings=("finding",), cites=draw(cites)),
        ),
        measures={"deaths": Measure(title=text("Deaths"), unit="person")},
        figures=(
            Figure(id="F1", measure="deaths", value=draw(st.integers(0, 5)), stated_by=draw(st.sampled_from(["prosecutors", "circle"])), source=draw(cites)[0]),
        ),
    )  # fmt: skip
    return Drawn(dossier, draw(policies()))


@st.composite
def _consents_of(draw: st.DrawFn, number: int) -> tuple[Consent, ...]:
    """None or one consent to this use: of several that differ in more than openness, none is the wider."""
    if draw(_once_in(6)):
        return ()
    other_use = Grant(purpose="archive", recipient="court", form="named")
    published = draw(_once_in(5))
    grant = Grant(
        purpose="report",
        recipient="public",
        form=draw(_mostly("named", FORMS)),
        place_precision=draw(_mostly("exact", PLACE_PRECISIONS)),
        date_precision=draw(_mostly("hour", DATE_PRECISIONS)),
        until=draw(_mostly(None, (EdtfDate("2020"), EdtfDate("2030-01-01"), EdtfDate("2026-03")))),
    )
    consent = Consent(
        id=f"consent-{number}",
        person=person_id(number),
        given_to="police" if published else None,
        published_in="paper" if published else None,
        explained=EXPLANATIONS[: 3 if draw(_once_in(9)) else 9],
        pressure=draw(_once_in(12)),
        grants=(grant, other_use),
        review_on=draw(_mostly(None, (None, EdtfDate("2025-12-31"), EdtfDate("2027")))),
        note=text(f"secret note on {SURNAMES[number]}"),
    )
    return (consent,)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Any policy for a public report."""
    return report_policy(
        already_public_form=draw(_mostly("pseudonymous", FORMS)),
        child_form=draw(_mostly("named", FORMS)),
        detained_form=draw(_mostly("named", FORMS)),
        official_form=draw(_mostly("named", FORMS)),
        place_precision=draw(_mostly("exact", PLACE_PRECISIONS)),
        date_precision=draw(_mostly("hour", DATE_PRECISIONS)),
        time_of_day=draw(st.booleans()),
        smallest_count=draw(st.integers(1, 4)),
    )


@st.composite
def narrowed(draw: st.DrawFn, drawn: Drawn) -> Drawn:
    """The same inquiry after somebody agreed to less, or the policy was closed a little."""
    dossier, policy = drawn.dossier, drawn.policy
    for _ in range(draw(st.integers(1, 3))):
        if dossier.consents and draw(st.booleans()):
            place = draw(st.integers(0, len(dossier.consents) - 1))
            consents = list(dossier.consents)
            consents[place : place + 1] = draw(_narrowed_consent(consents[place]))
            dossier = dossier.model_copy(update={"consents": tuple(consents)})
        else:
            policy = draw(_narrowed_policy(policy))
    return Drawn(dossier, policy)


def _narrowed_consent(consent: Consent) -> st.SearchStrategy[list[Consent]]:
    lower_grants = st.tuples(
        *(
            st.builds(
                lambda form, place, date, grant=grant: grant.model_copy(
                    update={"form": form, "place_precision": place, "date_precision": date}
                ),
                _lower(FORMS, grant.form),
                _lower(PLACE_PRECISIONS, grant.place_precision),
                _lower(DATE_PRECISIONS, grant.date_precision),
            )
            for grant in consent.grants
        )
    )
    return st.one_of(
        st.just([]),
        lower_grants.map(lambda grants: [consent.model_copy(update={"grants": grants})]),
        st.integers(0, len(consent.grants)).map(
            lambda kept: [consent.model_copy(update={"grants": consent.grants[:kept]})]
        ),
        st.sampled_from([(), ("report",), ("archive",)]).map(
            lambda purposes: [
                consent.model_copy(
                    update={
                        "withdrawals": (
                            *consent.withdrawals,
                            Withdrawal(at=EdtfDate("2026-04-01"), by="self", purposes=purposes),
                        )
                    }
                )
            ]
        ),
        st.just([consent.model_copy(update={"pressure": True})]),
        st.just([consent.model_copy(update={"explained": consent.explained[1:]})]),
        st.just([consent.model_copy(update={"valid_until": EdtfDate("2020")})]),
        st.just([consent.model_copy(update={"statements": ("spare",)})]),
    )


def _lower(order: tuple[str, ...], at_most: str) -> st.SearchStrategy[str]:
    return st.sampled_from(order[: order.index(at_most) + 1])


@st.composite
def _narrowed_policy(draw: st.DrawFn, policy: Policy) -> Policy:
    name = draw(
        st.sampled_from(
            [
                "already_public_form",
                "child_form",
                "detained_form",
                "official_form",
                "place_precision",
                "date_precision",
                "time_of_day",
                "smallest_count",
                "findings",
            ]
        )
    )
    value: Any
    if name.endswith("_form"):
        value = draw(_lower(FORMS, getattr(policy, name)))
    elif name == "place_precision":
        value = draw(_lower(PLACE_PRECISIONS, policy.place_precision))
    elif name == "date_precision":
        value = draw(_lower(DATE_PRECISIONS, policy.date_precision))
    elif name == "time_of_day":
        value = False
    elif name == "smallest_count":
        value = policy.smallest_count + 1
    else:
        value = policy.findings[:1]
    return policy.model_copy(update={name: value})


Fact = tuple[str, str, str, str]
"""Kind, id inside, field, value: one thing that a release tells."""


@dataclass(frozen=True)
class Facts:
    """Everything that a release tells, each thing with all vaguer ways of telling it.

    So that two releases can be compared: to tell a day tells its month, and to tell a place
    tells the city around it.
    """

    cut: Cut
    dossier: Dossier

    def all(self) -> set[Fact]:
        found: set[Fact] = set()
        release = self.cut.release
        for kind, entries in release.records.items():
            for identifier, entry in entries.items():
                inside = self.cut.made_from.get((kind, identifier))
                if inside is not None:
                    for name, value in _leaves(entry, ""):
                        field = "age" if name.startswith("age_about") else name
                        found.update(
                            (kind, inside, field, vaguer)
                            for vaguer in self._vaguer(kind, inside, field, value)
                        )
        for field, value in _leaves(release.inquiry.model_dump(mode="json", exclude_defaults=True), ""):
            found.add(("inquiry", "", field, value))
        return found

    def _vaguer(self, kind: str, inside: str, field: str, value: str) -> Iterator[str]:
        name = field.rpartition(".")[2]
        if name in _NOT_FACTS or value in _STANDING_TEXTS:
            return
        if name in _PLACES:
            yield from _chain(self._inside("places", value), {p.id: p.within for p in self.dossier.places})
        elif name in _EVENTS:
            yield from _chain(self._inside("events", value), {e.id: e.part_of for e in self.dossier.events})
        elif name in _DATES:
            date = EdtfDate(value)
            yield from {value, str(coarsened(date, Precision.MONTH)), str(coarsened(date, Precision.YEAR))}
        elif name in _REFERENCES:
            yield self._inside(_REFERENCES[name], value)
        elif field == "age":
            # Told as a number or as a band: the band is what both tell.
            yield "band"
            if value.isdigit():
                yield value
        else:
            yield value

    def _inside(self, kind: str, released: str) -> str:
        return self.cut.made_from[kind, released]


# Ids are made anew; citations are compared apart; `age_about` is told as the band of the age.
_NOT_FACTS = {"id", "cites", "supports", "source", "locators", "derived_from"}
_PLACES = {"place", "places", "residence", "within", "territory"}
_EVENTS = {"event", "part_of"}
_DATES = {"date", "since", "until", "done", "ordered", "died", "born"}
_REFERENCES = {
    "victim": "persons",
    "witnesses": "persons",
    "person": "persons",
    "of": "persons",
    "members": "persons",
    "victim_group": "groups",
    "act": "acts",
    "concerns": "acts",
    "related": "proceedings",
    "figures": "figures",
    "findings": "findings",
}
_STANDING_TEXTS = {
    "Not told here.",
    "Здесь не сообщается.",
    "Мұнда айтылмайды.",
    *(
        entry.label.in_language(language)
        for vocabulary in ("event-kinds", "proceeding-kinds", "source-kinds")
        for entry in load_vocabulary(vocabulary).entries
        for language in ("en", "ru", "kk")
    ),
}


def _leaves(value: Any, field: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{field}.{name}" if field else name)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner, field)
    else:
        yield field, str(value)


def _chain(start: str, above: Mapping[str, str | None]) -> Iterator[str]:
    step: str | None = start
    while step is not None:
        yield step
        step = above.get(step)


def replaced(dossier: Dossier, **collections: Any) -> Dossier:
    """The dossier with some collections put in the place of its own."""
    return dossier.model_copy(update=collections)


__all__ = [
    "AS_OF",
    "KEY",
    "Drawn",
    "Facts",
    "a_person",
    "an_act",
    "an_inquiry",
    "commitments_of",
    "cut",
    "drawn_inquiries",
    "narrowed",
    "person_id",
    "policies",
    "replace",
    "replaced",
    "report_policy",
    "text",
    "whole_consent",
]
