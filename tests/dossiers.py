"""A small dossier with something of every kind, for tests that need a whole inquiry."""

from __future__ import annotations

import hashlib

from aiqyn.core.dates import EdtfDate, TimeOfDay
from aiqyn.core.figures import Attribute, Figure, Measure, Rule, Stated
from aiqyn.core.inquiry import (
    Act,
    ActLink,
    Assignment,
    ChosenValue,
    Consent,
    Coordinates,
    CustodyEntry,
    Decision,
    Dossier,
    Estimation,
    Event,
    EvidenceItem,
    Examination,
    Finding,
    FollowUp,
    Grant,
    Group,
    Identity,
    IdentityRecord,
    Inquiry,
    ListOfEstimation,
    Mandate,
    MemberRole,
    Motion,
    Organisation,
    Party,
    Passage,
    Perpetrator,
    Person,
    PersonName,
    Place,
    Post,
    Proceeding,
    Promise,
    ReceivedFile,
    Recommendation,
    RecordOfRoster,
    Relation,
    Reply,
    Request,
    Roster,
    Source,
    Statement,
    Step,
    Superior,
    Translation,
    Withdrawal,
)
from aiqyn.core.values import LocalisedText

FILES = {
    "rosters/hospital.csv": "№;Фамилия\r\n1;Тоқаев Қ.\r\n".encode(),
    "evidence/photo.jpg": bytes(range(256)) * 5000,
}

COUNTS = "stratum,letters,hospital,court,count\r\n" + "".join(
    f"{stratum},{pattern},{count}\r\n"
    for stratum, counts in (("almaty", (40, 32, 27, 12, 9, 8, 4)), ("elsewhere", (20, 16, 13, 6, 5, 4, 2)))
    for pattern, count in zip(
        ("1,0,0", "0,1,0", "0,0,1", "1,1,0", "1,0,1", "0,1,1", "1,1,1"), counts, strict=True
    )
)


def text(en: str, ru: str | None = None) -> LocalisedText:
    return LocalisedText(en=en, ru=ru)


def received(path: str) -> ReceivedFile:
    content = FILES[path]
    return ReceivedFile(path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))


def whole_dossier() -> Dossier:
    """Every kind and every part at least once, with fields of every type filled."""
    cites = ("report:F1",)
    date = EdtfDate("2022-01-05~")
    return Dossier(
        inquiry=Inquiry(
            id="small",
            title=text("A small inquiry", "Малое расследование"),
            mandate=Mandate(
                period=EdtfDate("2022-01-02/.."),
                territory=("almaty", "country"),
                subject=text("What happened"),
                standard_of_proof="reasonable_grounds",
            ),
            members=(MemberRole(role="commissioner", origin="international", seats=3),),
        ),
        sources=(
            Source(
                id="report",
                kind="document",
                title=text("A report"),
                by="office",
                date=EdtfDate("2022-05"),
                language="en",
                derived_from=("letter", "interview"),
                locators=("F1", "F2"),
                reliability="B",
                credibility="2",
                public=True,
            ),
            Source(id="letter", kind="letter", title=text("A letter"), date=EdtfDate("2022-04-21")),
            Source(id="interview", kind="interview", title=text("An interview")),
        ),
        consents=(
            Consent(
                id="consent-1",
                person="person-1",
                statements=("statement-1",),
                given_to="office",
                published_in="report",
                given_at=date,
                language="kk",
                explained=("purpose", "voluntary"),
                grants=(
                    Grant(
                        purpose="report",
                        recipient="public",
                        form="named",
                        place_precision="city",
                        date_precision="day",
                        until=EdtfDate("2030-01-01"),
                    ),
                ),
                withdrawals=(Withdrawal(at=EdtfDate("2024-02"), by="self", purposes=("report",)),),
                cites=cites,
            ),
        ),
        statements=(
            Statement(
                id="statement-1",
                source="interview",
                language="ru",
                speaker="person-1",
                consent="consent-1",
                date=date,
                passages=(Passage(id="passage-1", start=0, end=4),),
                text="Меня ударили.\r\n\n  И ещё раз.\n",
                translations=(Translation(language="en", text="I was hit.\n", translator="m-2"),),
            ),
        ),
        persons=(
            Person(
                id="person-1",
                pseudonym="A",
                names=(PersonName(text="Тоқаев Қ. Ж.", language="kk", kind="initials"),),
                description=text("a man in his forties"),
                sex="male",
                born=EdtfDate("197X"),
                age=44,
                residence="almaty",
                relations=(Relation(kind="spouse_of", person="person-2"),),
                cites=cites,
                note=text("internal"),
            ),
            Person(
                id="person-2",
                is_official=True,
                posts=(Post(organisation="office", title=text("head"), since=date, cites=cites),),
                cites=cites,
            ),
        ),
        groups=(
            Group(
                id="crowd",
                title=text("the crowd"),
                at_least=10,
                at_most=50,
                members=("person-2", "person-1"),
                cites=cites,
            ),
        ),
        organisations=(
            Organisation(
                id="office",
                name=text("The office", "Контора"),
                short_name=text("TO"),
                kind="prosecution",
                of_state=True,
                superiors=(Superior(organisation="ministry", since=date, cites=cites),),
                place="almaty",
                cites=cites,
            ),
            Organisation(id="ministry", name=text("The ministry"), kind="prosecution", cites=cites),
        ),
        places=(
            Place(
                id="almaty",
                name=text("Almaty", "Алматы"),
                kind="city",
                within="country",
                coordinates=Coordinates(latitude=43.25, longitude=76.95, precision_metres=10000),
            ),
            Place(id="country", name=text("Kazakhstan"), kind="country"),
        ),
        events=(
            Event(
                id="shooting",
                kind="use_of_force",
                title=text("A shooting"),
                date=date,
                time_of_day=TimeOfDay("17:00"),
                places=("almaty", "country"),
                by=("office",),
                cites=cites,
            ),
            Event(id="week", kind="assembly", title=text("The week"), cites=cites),
        ),
        acts=(
            Act(
                id="act-1",
                type="shot_injured",
                event="shooting",
                victim="person-1",
                perpetrators=(Perpetrator(organisation="office", degree="direct"),),
                witnesses=("person-2",),
                date=date,
                place="almaty",
                description=text("shot in the leg"),
                links=(ActLink(kind="followed_by", act="act-2"),),
                cites=cites,
            ),
            Act(id="act-2", type="detained", event="week", victim_group="crowd", repeated=True, cites=cites),
        ),
        evidence=(
            EvidenceItem(
                id="photo",
                kind="received_file",
                title=text("A photograph"),
                file="photo.jpg",
                sha256=received("evidence/photo.jpg").sha256,
                size=received("evidence/photo.jpg").size,
                obtained_from="interview",
                held_by="office",
                consent="consent-1",
                custody=(CustodyEntry(action="received", at=date, by="m-1", tool="camera"),),
                cites=cites,
            ),
        ),
        proceedings=(
            Proceeding(
                id="case-1",
                kind="criminal_case",
                title=text("The case"),
                numbers=("22-7",),
                articles=("KZ Criminal Code 146",),
                concerns=("act-2", "act-1"),
                body="office",
                parties=(Party(person="person-1", status="victim_recognised", since=date),),
                related=("case-2",),
                steps=(
                    Step(
                        id="step-1", kind="registered", date=date, by="office", person="person-1", cites=cites
                    ),
                ),
                assignments=(
                    Assignment(
                        id="assignment-1", organisation="office", role=text("investigator"), cites=cites
                    ),
                ),
                requests=(
                    Request(
                        id="request-1",
                        to="office",
                        asked=text("What was done?"),
                        replies=(Reply(rating="generic", text=text("It is under way"), cites=cites),),
                        cites=cites,
                    ),
                ),
                motions=(Motion(id="motion-1", asked=text("Name them"), outcome="denied", cites=cites),),
                examinations=(
                    Examination(
                        id="examination-1", kind="ballistic", of="person-1", result_given=False, cites=cites
                    ),
                ),
                promises=(
                    Promise(
                        id="promise-1", by="office", what=text("a result"), outcome="lapsed", cites=cites
                    ),
                ),
                cites=cites,
            ),
            Proceeding(id="case-2", kind="complaint", title=text("The complaint"), cites=cites),
        ),
        findings=(
            Finding(
                id="finding-1",
                kind="pattern",
                standard="reasonable_grounds",
                conclusion=text("It was done often"),
                supports=cites,
                figures=("F2", "F1"),
            ),
        ),
        recommendations=(
            Recommendation(
                id="recommendation-1",
                addressees=("ministry", "office"),
                action=text("Stop"),
                deadline=EdtfDate("2026"),
                findings=("finding-1",),
                follow_up=(FollowUp(by="ministry", what=text("announced"), cites=cites),),
                cites=cites,
            ),
        ),
        rosters=(
            Roster(
                id="hospital",
                title=text("The hospital's list"),
                source="letter",
                columns={"Фамилия": "name"},
                delimiter=";",
                sha256=received("rosters/hospital.csv").sha256,
            ),
        ),
        decisions=(
            Decision(
                id="D1",
                between=(
                    RecordOfRoster(roster="hospital", record="2"),
                    RecordOfRoster(roster="hospital", record="3"),
                ),
                verdict="cannot_tell",
                by="m-1",
                on=date,
            ),
            Decision(
                id="D2",
                between=(
                    RecordOfRoster(roster="hospital", record="3"),
                    RecordOfRoster(roster="hospital", record="2"),
                ),
                verdict="different",
                by="m-1",
                on=EdtfDate("2022-05-01"),
                reason="two bodies were seen",
                supersedes="D1",
                withdrawn=EdtfDate("2022-05-02"),
            ),
        ),
        identities=(
            Identity(
                id="1",
                records=(
                    IdentityRecord(roster="hospital", record="2", probability=0.75),
                    IdentityRecord(roster="hospital", record="3"),
                ),
                person="person-1",
                chosen=(
                    ChosenValue(field="born", value="1978", by="m-1", on=date, reason="the passport says so"),
                ),
            ),
            Identity(id="2", split_into=("1",)),
            Identity(id="3", merged_into="1"),
        ),
        measures={
            "deaths": Measure(
                title=text("Deaths"),
                unit="person",
                cumulative=True,
                attributes={"status": Attribute(values=("civilian", "official"), exhaustive=True)},
                rules=(Rule(never={"status": "official"}, why=text("for the test")),),
            )
        },
        figures=(
            Figure(
                id="F1",
                measure="deaths",
                value=232,
                stated_by="office",
                as_of=EdtfDate("2022-04-21"),
                source="report:F1",
            ),
            Figure(
                id="F2",
                measure="deaths",
                where={"status": "civilian"},
                value=Stated(more_than="F1"),
                stated_by="ministry",
            ),
        ),
        estimations=(
            Estimation(
                id="unlisted",
                title=text("How many died", "Сколько погибло"),
                population=text("People who died"),
                when=EdtfDate("2022-01"),
                simulated=True,
                lists=(
                    ListOfEstimation(name="letters", title=text("Letters to families"), source="letter"),
                    ListOfEstimation(name="hospital", title=text("The hospital's list")),
                    ListOfEstimation(
                        name="court",
                        title=text("The court's list"),
                        only="people of Almaty",
                        where={"stratum": ("almaty", "elsewhere")},
                    ),
                ),
                counts=(COUNTS,),
                methods=("loglinear", "chao"),
                seed=7,
                level=0.9,
                compared_with=("F1",),
                cites=cites,
            ),
        ),
        files=tuple(received(path) for path in sorted(FILES)),
    )


def open_file(path: str) -> list[bytes]:
    return [FILES[path]]
