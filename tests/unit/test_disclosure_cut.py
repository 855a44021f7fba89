"""What stands in a release, and what does not: one small inquiry after another."""

from __future__ import annotations

import pytest
from disclosure_inquiries import (
    AS_OF,
    KEY,
    SURNAMES,
    a_person,
    an_act,
    an_inquiry,
    commitments_of,
    cut,
    person_id,
    replaced,
    report_policy,
    sources,
    text,
    whole_consent,
)

from aiqyn.core.dates import EdtfDate, TimeOfDay
from aiqyn.core.disclosure import LedgerState, cut_down, release_json
from aiqyn.core.disclosure.cutting import told_numbers
from aiqyn.core.faults import Refused
from aiqyn.core.figures import Figure, Measure, Stated
from aiqyn.core.inquiry import (
    Act,
    ActLink,
    Assignment,
    Coordinates,
    Event,
    Examination,
    Finding,
    Group,
    Motion,
    Organisation,
    Party,
    Perpetrator,
    Place,
    Proceeding,
    Recommendation,
    Relation,
    Request,
    Source,
    Statement,
    Step,
    Withdrawal,
    check_dossier,
)

FIRST, SECOND, THIRD = person_id(0), person_id(1), person_id(2)
OPEN = report_policy(place_precision="exact", date_precision="hour", time_of_day=True)


def records(found, kind: str) -> list[dict]:
    return list(found.release.records.get(kind, {}).values())


def only(found, kind: str) -> dict:
    (record,) = records(found, kind)
    return record


def told(found) -> str:
    return release_json(found.release).decode()


def with_two(*consents, first=None, second=None, **collections):
    """An inquiry about two people and an act on the first that the second saw."""
    given = {
        "persons": (first or a_person(0), second or a_person(1)),
        "acts": (an_act(witnesses=(SECOND,), description=text("He was hit in the leg")),),
        "consents": consents,
    }
    return an_inquiry(**{**given, **collections})


class TestForms:
    def alone(self, policy=OPEN, **consent):
        dossier = an_inquiry(
            persons=(a_person(0),), acts=(an_act(),), consents=(whole_consent(FIRST, **consent),)
        )
        return cut(dossier, policy)

    def test_one_who_agreed_is_named(self):
        person = only(self.alone(), "persons")
        assert [name["text"] for name in person["names"]] == [
            "Қызғалдақов Тарғынбек",
            "Qyzgaldaqov T.",
        ]
        assert person["born"] == "1970-03-01"

    def test_a_pseudonym_stands_for_the_name(self):
        found = self.alone(form="pseudonymous")
        person = only(found, "persons")
        assert person["pseudonym"] == "Кербез"
        assert not person.keys() & {"names", "born", "posts"}
        assert only(found, "acts")["victim"] == person["id"]
        assert SURNAMES[0] not in told(found)

    def test_one_who_agreed_to_be_described_has_no_handle_and_no_exact_age(self):
        found = self.alone(form="described")
        person = only(found, "persons")
        assert person["description"]["en"] == "a baker whom everybody knew"
        assert person["age_about"]["en"] == "40 to 49 years"
        assert not person.keys() & {"names", "pseudonym", "age", "born", "occupation", "residence", "posts"}
        assert only(found, "acts")["victim"] == person["id"]

    @pytest.mark.parametrize("form", ["counted_only", "withheld"])
    def test_one_who_agreed_to_less_leaves_nothing_but_a_count(self, form):
        found = self.alone(form=form)
        assert not records(found, "persons") + records(found, "acts")
        assert ("persons", None) in {(each.kind, each.count) for each in found.release.withheld}

    def test_a_described_person_told_of_in_two_stories_has_two_records_that_nothing_joins(self):
        dossier = an_inquiry(
            persons=(a_person(0),),
            acts=(
                an_act(id="one", event="january"),
                an_act(id="two", event="january", type="detained"),
            ),
            groups=(Group(id="crowd", title=text("A crowd"), at_least=10, cites=("paper",)),),
            consents=(whole_consent(FIRST, form="described"),),
        )
        many = Act(id="many", type="detained", event="january", victim_group="crowd", cites=("paper",))
        found = cut(replaced(dossier, acts=(*dossier.acts, many)), OPEN)
        persons = records(found, "persons")
        assert len({person["id"] for person in persons}) == 2
        assert not any("description" in person for person in persons)
        assert not any(key[0] == "persons" for key in found.originals)

    def test_what_the_inquiry_tells_together_stays_one_story(self):
        dossier = an_inquiry(
            persons=(a_person(0),),
            acts=(
                an_act(id="one", event="january", links=(ActLink(kind="followed_by", act="two"),)),
                an_act(id="two", event="january", type="detained"),
            ),
            groups=(Group(id="crowd", title=text("A crowd"), at_least=10, cites=("paper",)),),
            consents=(whole_consent(FIRST, form="described"),),
        )
        many = Act(id="many", type="detained", event="january", victim_group="crowd", cites=("paper",))
        found = cut(replaced(dossier, acts=(*dossier.acts, many)), OPEN)
        person = only(found, "persons")
        victims = [act["victim"] for act in records(found, "acts") if "victim" in act]
        assert victims == [person["id"]] * 2
        assert "description" in person

    def test_a_pseudonym_that_is_somebodys_name_is_not_shown(self):
        dossier = an_inquiry(
            persons=(a_person(0, pseudonym="Zhuzimbaev"), a_person(1)),
            consents=(whole_consent(FIRST, form="pseudonymous"),),
        )
        found = cut(dossier, OPEN)
        assert "pseudonym" not in only(found, "persons")
        assert "huzimbaev" not in told(found)


class TestTheLeastOpenOfAllWhomARecordConcerns:
    def test_a_victim_is_no_more_open_than_the_witness_of_the_same_act(self):
        found = cut(with_two(whole_consent(FIRST), whole_consent(SECOND, form="pseudonymous")), OPEN)
        assert not any("names" in person for person in records(found, "persons"))
        assert found.release.decisions["acts"][only(found, "acts")["id"]].form == "pseudonymous"

    def test_a_witness_who_did_not_agree_is_left_out_and_the_text_with_them(self):
        found = cut(with_two(whole_consent(FIRST)), OPEN)
        act = only(found, "acts")
        assert "witnesses" not in act
        assert "description" not in act
        assert only(found, "persons").keys() & {"names", "pseudonym"} == set()

    def test_place_and_day_are_those_that_all_agreed_to(self):
        both = with_two(
            whole_consent(FIRST), whole_consent(SECOND, place_precision="city", date_precision="month")
        )
        act = only(cut(both, OPEN), "acts")
        assert (act["place"], act["date"]) == ("city", "2022-01")

    def test_that_somebody_is_left_out_is_not_told(self):
        found = cut(with_two(whole_consent(FIRST)), OPEN)
        decision = found.release.decisions["acts"][only(found, "acts")["id"]]
        assert "witnesses" not in decision.fields_withheld

    def test_one_who_acted_for_the_state_does_not_close_what_is_told_of_others(self):
        dossier = with_two(whole_consent(FIRST), second=a_person(1, is_official=True))
        found = cut(dossier, OPEN)
        persons = {person["id"]: person for person in records(found, "persons")}
        act = only(found, "acts")
        assert "names" in persons[act["victim"]]
        assert persons[act["witnesses"][0]].keys() == {"id", "is_official", "cites"}

    def test_the_accused_is_someone_and_no_more(self):
        dossier = with_two(
            whole_consent(FIRST),
            acts=(an_act(perpetrators=(Perpetrator(person=SECOND, organisation="police"),)),),
        )
        found = cut(dossier, OPEN)
        accused = only(found, "acts")["perpetrators"][0]
        assert accused["organisation"] == "police"
        assert found.release.records["persons"][accused["person"]].keys() == {"id", "cites"}

    def test_the_accused_is_not_told_of_at_all_where_the_policy_says_so(self):
        dossier = with_two(
            whole_consent(FIRST),
            acts=(an_act(perpetrators=(Perpetrator(person=SECOND, organisation="police"),)),),
        )
        closed = OPEN.model_copy(update={"official_form": "withheld"})
        assert "person" not in only(cut(dossier, closed), "acts")["perpetrators"][0]

    def test_a_name_that_somebody_agreed_to_is_not_put_beside_an_accusation(self):
        dossier = with_two(
            whole_consent(FIRST),
            whole_consent(SECOND),
            acts=(an_act(perpetrators=(Perpetrator(person=SECOND),)),),
            second=a_person(1, is_official=True),
        )
        policy = OPEN.model_copy(update={"official_form": "named"})
        found = cut(dossier, policy)
        accused = found.release.records["persons"][only(found, "acts")["perpetrators"][0]["person"]]
        assert "names" not in accused
        assert any(
            person["names"][0]["text"].startswith(SURNAMES[1])
            for person in records(found, "persons")
            if "names" in person
        )

    def test_relations_are_told_only_between_people_who_are_known(self):
        related = a_person(0, relations=(Relation(kind="spouse_of", person=SECOND),))
        for form, is_told in (("pseudonymous", True), ("described", False), ("withheld", False)):
            dossier = an_inquiry(
                persons=(related, a_person(1)),
                consents=(whole_consent(FIRST), whole_consent(SECOND, form=form)),
            )
            assert any("relations" in person for person in records(cut(dossier, OPEN), "persons")) == is_told


class TestTexts:
    def of_act(self, wording: str, *, policy=OPEN, **consent) -> dict:
        dossier = an_inquiry(
            persons=(a_person(0), a_person(1)),
            acts=(an_act(description=text(wording)),),
            consents=(whole_consent(FIRST, **consent),),
        )
        return only(cut(dossier, policy), "acts")

    def test_a_text_without_names_is_told(self):
        assert self.of_act("He was hit in the leg")["description"] == {"en": "He was hit in the leg"}

    def test_a_text_that_names_somebody_else_is_withheld_and_listed_for_decision(self):
        dossier = an_inquiry(
            persons=(a_person(0), a_person(1)),
            acts=(an_act(description=text("Жүзімбаевтың көзінше")),),
            consents=(whole_consent(FIRST),),
        )
        found = cut(dossier, OPEN)
        assert "description" not in only(found, "acts")
        (screened,) = found.screened
        assert (screened.kind, screened.id, screened.field) == ("acts", "act-0", "description")
        assert (screened.found.kind, screened.found.of) == ("name", SECOND)

    def test_a_text_may_name_one_who_is_named(self):
        assert "description" in self.of_act("Қызғалдақовтың үйінде")

    def test_a_text_tells_no_finer_day_or_place_than_was_agreed_to(self):
        assert "description" not in self.of_act("On 5 January", date_precision="month")
        assert "description" not in self.of_act("In Lower Sloboda", place_precision="city")
        assert "description" in self.of_act("In Qyzyltas", place_precision="city")

    def test_a_title_that_names_somebody_gives_way_to_what_the_thing_is(self):
        case = Proceeding(
            id="case", kind="criminal_case", title=text("The case of Zhuzimbayev"), parties=(Party(person=FIRST, status="suspect"),), cites=("paper",)
        )  # fmt: skip
        dossier = an_inquiry(
            persons=(a_person(0), a_person(1)), proceedings=(case,), consents=(whole_consent(FIRST),)
        )
        assert only(cut(dossier, OPEN), "proceedings")["title"]["en"] == "criminal case"

    def test_a_text_that_can_not_be_left_out_says_that_it_is_not_told(self):
        case = Proceeding(
            id="case", kind="criminal_case", title=text("A case"), parties=(Party(person=FIRST, status="suspect"),),
            motions=(Motion(id="m", asked=text("To question Zhuzimbayev"), outcome="denied", cites=("paper",)),), cites=("paper",)
        )  # fmt: skip
        dossier = an_inquiry(
            persons=(a_person(0), a_person(1)), proceedings=(case,), consents=(whole_consent(FIRST),)
        )
        (motion,) = only(cut(dossier, OPEN), "proceedings")["motions"]
        assert motion["asked"]["en"] == "Not told here."
        assert motion["outcome"] == "denied"

    def test_a_release_whose_own_title_tells_a_name_is_refused(self):
        dossier = an_inquiry(persons=(a_person(0),))
        refused = cut_down(dossier, OPEN, id="one", title=text("About Kyzgaldakov"), as_of=AS_OF, commitments=commitments_of(dossier), order_key=KEY)  # fmt: skip
        assert isinstance(refused, Refused)
        assert refused.because.values["field"] == "title"

    def test_an_inquiry_whose_title_tells_a_name_is_refused(self):
        dossier = an_inquiry(persons=(a_person(0),))
        named = dossier.inquiry.model_copy(update={"title": text("The killing of Qyzğaldaqov")})
        dossier = replaced(dossier, inquiry=named)
        refused = cut_down(dossier, OPEN, id="one", title=text("One"), as_of=AS_OF, commitments=commitments_of(dossier), order_key=KEY)  # fmt: skip
        assert isinstance(refused, Refused)
        assert refused.because.values["field"] == "inquiry.title"


class TestIds:
    def test_ids_of_people_and_of_what_concerns_them_are_made_anew(self):
        dossier = an_inquiry(
            persons=(a_person(3), a_person(4, pseudonym="D-2")),
            acts=(an_act(id="act-on-Shabdalov", victim=person_id(3)),),
            consents=(whole_consent(person_id(3)), whole_consent(person_id(4), form="pseudonymous")),
        )
        found = cut(dossier, OPEN)
        assert "person-D-2" in found.release.records["persons"]
        assert only(found, "acts")["id"].startswith("act-")
        assert "act-on-Shabdalov" not in told(found)
        assert "Shabdalov-3" not in told(found)

    def test_an_id_that_betrays_somebody_is_made_anew(self):
        place = Place(id="house-of-Qyzgaldaqov", name=text("A house"), kind="city", within="country")
        events = (Event(id="raid-on-kyzgaldakov", kind="other_event", title=text("A raid"), places=("house-of-Qyzgaldaqov",), cites=("paper",)),)  # fmt: skip
        dossier = an_inquiry(persons=(a_person(0),), events=events)
        dossier = replaced(dossier, places=(*dossier.places, place))
        found = cut(dossier, OPEN)
        assert "ldaqov" not in told(found)
        assert "ldakov" not in told(found)
        assert check_dossier(found.release.contents()) == ()

    def test_another_key_gives_other_ids_and_the_same_contents(self):
        dossier = with_two(whole_consent(FIRST), whole_consent(SECOND))
        first, second = cut(dossier, OPEN), cut(dossier, OPEN, order_key=b"another key, longer than needed")
        assert only(first, "acts")["id"] != only(second, "acts")["id"]
        assert only(first, "acts")["date"] == only(second, "acts")["date"]

    def test_a_short_key_is_refused(self):
        with pytest.raises(ValueError, match="at least 16 bytes, not 3"):
            cut(an_inquiry(), order_key=b"abc")


class TestEvents:
    def private_event(self, **changed):
        given = {"id": "raid", "kind": "killing", "title": text("At home"), "date": EdtfDate("2022-01-05"), "time_of_day": TimeOfDay("16:00"), "places": ("square",), "part_of": "january", "cites": ("paper",)}  # fmt: skip
        return Event(**{**given, **changed})

    def inquiry(self, *consents, **collections):
        base = an_inquiry()
        given = {
            "persons": (a_person(0),),
            "events": (*base.events, self.private_event()),
            "acts": (an_act(event="raid"),),
            "consents": consents,
        }
        return an_inquiry(**{**given, **collections})

    def event(self, found) -> dict | None:
        return next(
            (event for event in records(found, "events") if event["kind"] == "killing" and "date" in event),
            None,
        )

    def test_an_event_that_befell_one_person_goes_with_their_consent(self):
        assert self.event(cut(self.inquiry(), OPEN)) is None
        assert self.event(cut(self.inquiry(whole_consent(FIRST)), OPEN))["places"] == ["square"]

    def test_it_is_told_no_more_exactly_than_they_agreed_to(self):
        consent = whole_consent(FIRST, place_precision="city", date_precision="month")
        event = self.event(cut(self.inquiry(consent), OPEN))
        assert (event["places"], event["date"]) == (["city"], "2022-01")
        assert "time_of_day" not in event

    def test_an_event_within_it_goes_with_it(self):
        call = self.private_event(id="call", kind="other_event", title=text("A call"), part_of="raid")
        dossier = self.inquiry()
        dossier = replaced(dossier, events=(*dossier.events, call))
        assert "A call" not in told(cut(dossier, OPEN))
        agreed = replaced(dossier, consents=(whole_consent(FIRST),))
        assert "A call" in told(cut(agreed, OPEN))

    def crowd(self):
        """One event that befell three people, of whom one agreed to the year only."""
        persons = tuple(a_person(number) for number in range(3))
        acts = tuple(
            an_act(id=f"act-{number}", event="raid", victim=person_id(number)) for number in range(3)
        )
        vague = whole_consent(FIRST, date_precision="year")
        exact = whole_consent(SECOND)
        return self.inquiry(vague, exact, persons=persons, acts=acts)

    def test_an_event_that_befell_many_is_told_as_it_was(self):
        assert self.event(cut(self.crowd(), OPEN))["date"] == "2022-01-05"

    def test_an_act_is_not_told_in_an_event_that_would_tell_its_day(self):
        found = cut(self.crowd(), OPEN)
        days = {act["victim"]: act["event"] for act in records(found, "acts")}
        by_person = {found.made_from["persons", person]: event for person, event in days.items()}
        assert by_person[SECOND] == self.event(found)["id"]
        assert found.release.records["events"][by_person[FIRST]]["date"] == "2022-01"

    def test_an_act_is_not_told_in_an_event_that_would_tell_its_hour(self):
        without_hours = OPEN.model_copy(update={"time_of_day": False})
        found = cut(self.crowd(), without_hours)
        assert self.event(found)["time_of_day"] == "16:00"
        assert self.event(found)["id"] not in {act["event"] for act in records(found, "acts")}

    def test_an_act_with_no_event_vague_enough_is_withheld(self):
        base = self.crowd()
        events = tuple(
            event.model_copy(update={"part_of": None}) for event in base.events if event.id == "raid"
        )
        found = cut(replaced(base, events=events), OPEN)
        assert found.reasons["acts", "act-0"].ground == "precision_not_granted"

    def test_of_acts_that_need_a_grant_of_their_own_nothing_is_told(self):
        dossier = an_inquiry(
            persons=(a_person(0),),
            acts=(an_act(type="rape"),),
            proceedings=(
                Proceeding(
                    id="case",
                    kind="criminal_case",
                    title=text("A case"),
                    concerns=("act-0",),
                    cites=("paper",),
                ),
            ),
            consents=(whole_consent(FIRST),),
        )
        found = cut(dossier, OPEN)
        assert not records(found, "acts") + records(found, "proceedings")
        assert found.reasons["acts", "act-0"].ground == "sexual_violence"

    def test_one_death_told_twice_is_released_twice_or_not_at_all(self):
        same = ActLink(kind="same_as", act="one")
        acts = (
            an_act(id="one", type="killed_shot", event="january"),
            an_act(id="two", type="killed_shot", event="january", links=(same,), cites=("interview-1",)),
        )
        unheard = Statement(id="s", source="interview-1", language="kk", speaker=SECOND, text="…")
        dossier = an_inquiry(
            persons=(a_person(0), a_person(1)), acts=acts, consents=(whole_consent(FIRST), whole_consent(SECOND)), statements=(unheard,)
        )  # fmt: skip
        assert len(records(cut(dossier, OPEN), "acts")) == 2
        closed = replaced(dossier, consents=(whole_consent(FIRST),))
        found = cut(closed, OPEN)
        assert not records(found, "acts")
        assert found.reasons["acts", "one"].ground == "third_party"


class TestSources:
    def test_a_source_that_is_not_public_is_told_by_kind_and_month(self):
        dossier = an_inquiry(
            persons=(a_person(0),),
            acts=(an_act(cites=("letter:p. 3",)),),
            consents=(whole_consent(FIRST),),
        )
        found = cut(dossier, OPEN)
        act = only(found, "acts")
        assert act["cites"] == ["on-file-letter-2022-04"]
        source = found.release.records["sources"]["on-file-letter-2022-04"]
        assert source["title"] == {
            "en": "Letter, on file",
            "ru": "Письмо, в архиве расследования",
            "kk": "Хат, тергеу мұрағатында",
        }
        assert source.keys() == {"id", "kind", "title", "date"}

    def test_two_sources_of_one_kind_and_month_can_not_be_told_apart(self):
        more = Source(id="letter-2", kind="letter", title=text("Another"), date=EdtfDate("2022-04-02"))
        dossier = an_inquiry(
            persons=(a_person(0),),
            acts=(an_act(cites=("letter", "letter-2")),),
            consents=(whole_consent(FIRST),),
            sources=(*sources(1), more),
        )
        assert only(cut(dossier, OPEN), "acts")["cites"] == ["on-file-letter-2022-04"]

    def test_what_rests_only_on_the_words_of_one_who_did_not_agree_is_withheld(self):
        unheard = Statement(id="s", source="interview-1", language="kk", speaker=SECOND, text="…")
        dossier = an_inquiry(
            persons=(a_person(0), a_person(1)),
            acts=(an_act(cites=("interview-1",)),),
            statements=(unheard,),
            consents=(whole_consent(FIRST),),
        )
        found = cut(dossier, OPEN)
        assert not records(found, "acts")
        assert "interview" not in " ".join(found.release.records["sources"])

    def test_of_several_sources_those_of_one_who_did_not_agree_are_not_cited(self):
        unheard = Statement(id="s", source="interview-1", language="kk", speaker=SECOND, text="…")
        dossier = an_inquiry(
            persons=(a_person(0), a_person(1)),
            acts=(an_act(cites=("paper:p1", "interview-1"), description=text("He said so")),),
            statements=(unheard,),
            consents=(whole_consent(FIRST),),
        )
        act = only(cut(dossier, OPEN), "acts")
        assert act["cites"] == ["paper:p1"]
        assert "description" not in act
        assert act["date"] == "2022"

    def test_a_public_source_whose_title_names_somebody_is_told_by_kind_and_month(self):
        base = an_inquiry()
        events = (base.events[0].model_copy(update={"cites": ("portrait-of-Qyzgaldaqov",)}),)
        found = cut(an_inquiry(persons=(a_person(0),), events=events), OPEN)
        assert only(found, "events")["cites"] == ["on-file-media-2022-05"]
        assert "zgaldak" not in told(found)

    def test_a_locator_that_names_somebody_is_not_told(self):
        listed = Source(id="book", kind="document", title=text("A book"), locators=("p. 1", "Кызгалдаков"), public=True)  # fmt: skip
        base = an_inquiry()
        events = (base.events[0].model_copy(update={"cites": ("book:Кызгалдаков", "book:p. 1")}),)
        found = cut(an_inquiry(persons=(a_person(0),), events=events, sources=(*sources(1), listed)), OPEN)
        assert only(found, "events")["cites"] == ["book", "book:p. 1"]
        assert found.release.records["sources"]["book"]["locators"] == ["p. 1"]

    @pytest.mark.parametrize("letter", ["E", "K", "A", "А", "I"])
    def test_a_locator_that_is_the_letter_of_one_who_is_only_described_is_not_told(self, letter):
        listed = Source(
            id="book", kind="document", title=text("A book"), locators=("p. 1", letter), public=True
        )
        dossier = an_inquiry(
            persons=(a_person(0, pseudonym=letter, cites=(f"book:{letter}",)),),
            acts=(an_act(cites=(f"book:{letter}",)),),
            consents=(whole_consent(FIRST, form="described"),),
            sources=(*sources(1), listed),
        )
        found = cut(dossier, OPEN)
        assert only(found, "acts")["cites"] == ["book"]
        assert found.release.records["sources"]["book"]["locators"] == ["p. 1"]

    def test_sources_that_nothing_cites_are_not_listed(self):
        assert set(cut(an_inquiry(), OPEN).release.records["sources"]) == {"paper"}


class TestGroups:
    def crowd(self, **changed):
        return Group(**{"id": "crowd", "title": text("A crowd"), "cites": ("paper",), **changed})

    @pytest.mark.parametrize(
        ("changed", "is_told"),
        [
            ({"at_least": 3}, True),
            ({"at_least": 2}, False),
            ({"at_most": 2}, False),
            ({}, True),
            ({"cites": ("letter",)}, False),
            ({"members": (FIRST,)}, False),
            ({"at_least": 3, "members": (FIRST,)}, True),
        ],
    )
    def test_a_group_is_told_of_if_no_one_in_it_is_told_apart(self, changed, is_told):
        dossier = an_inquiry(persons=(a_person(0),), groups=(self.crowd(**changed),))
        assert bool(records(cut(dossier, OPEN), "groups")) == is_told

    def test_a_small_group_is_told_of_if_all_in_it_agreed(self):
        dossier = an_inquiry(
            persons=(a_person(0), a_person(1)),
            groups=(self.crowd(members=(FIRST, SECOND), at_least=2, at_most=50),),
            consents=(whole_consent(FIRST), whole_consent(SECOND, form="described")),
        )
        group = only(cut(dossier, OPEN), "groups")
        # Two people or more: a size that small is not told; nor is who is only described.
        assert group.keys() == {"id", "title", "at_most", "members", "cites"}
        assert len(group["members"]) == 1


class TestProceedings:
    def case(self, **changed):
        given = {"id": "case", "kind": "criminal_case", "title": text("A case"), "numbers": ("22-7",), "articles": ("146",), "parties": (Party(person=FIRST, status="victim_recognised"), Party(person=SECOND, status="suspect")), "cites": ("paper",)}  # fmt: skip
        return Proceeding(**{**given, **changed})

    def inquiry(self, case, *consents):
        return an_inquiry(persons=(a_person(0), a_person(1), a_person(2, is_official=True)), proceedings=(case,), consents=consents)  # fmt: skip

    def test_registration_numbers_are_told_only_where_all_are_named(self):
        named = cut(self.inquiry(self.case(), whole_consent(FIRST), whole_consent(SECOND)), OPEN)
        assert only(named, "proceedings")["numbers"] == ["22-7"]
        less = cut(
            self.inquiry(self.case(), whole_consent(FIRST), whole_consent(SECOND, form="pseudonymous")), OPEN
        )
        assert "numbers" not in only(less, "proceedings")

    def test_parts_about_one_who_did_not_agree_go_with_them(self):
        case = self.case(
            steps=(
                Step(id="a", kind="filed", person=FIRST, cites=("paper",)),
                Step(id="b", kind="charged", person=SECOND, cites=("paper",)),
                Step(id="c", kind="charged", person=THIRD, cites=("paper",)),
            ),
            examinations=(Examination(id="d", kind="medical", of=SECOND, cites=("paper",)),),
            requests=(Request(id="e", by="family", person=SECOND, asked=text("?"), cites=("paper",)),),
        )
        found = only(cut(self.inquiry(case, whole_consent(FIRST)), OPEN), "proceedings")
        assert [step["kind"] for step in found["steps"]] == ["filed", "charged"]
        assert not found.keys() & {"examinations", "requests", "articles", "numbers"}
        assert len(found["parties"]) == 1

    def test_who_held_a_case_is_someone_and_no_more(self):
        held = Assignment(id="h", person=THIRD, role=text("Investigator"), cites=("paper",))
        found = cut(self.inquiry(self.case(parties=(Party(person=FIRST, status="applicant"),), assignments=(held,)), whole_consent(FIRST)), OPEN)  # fmt: skip
        (assignment,) = only(found, "proceedings")["assignments"]
        assert found.release.records["persons"][assignment["person"]].keys() == {"id", "is_official", "cites"}
        assert assignment["role"] == {"en": "Investigator"}

    def test_one_that_tells_of_no_person_is_told_if_its_sources_are_public(self):
        assert records(cut(self.inquiry(self.case(parties=())), OPEN), "proceedings")
        hidden = self.case(parties=(), cites=("letter",))
        assert not records(cut(self.inquiry(hidden), OPEN), "proceedings")

    def test_a_victim_who_acted_for_the_state_agrees_like_any_other(self):
        case = self.case(parties=(Party(person=THIRD, status="victim_recognised"),))
        assert not records(cut(self.inquiry(case), OPEN), "proceedings")


class TestWhatTellsOfNoOne:
    def test_places_are_told_if_something_refers_to_them_and_points_no_finer_than_the_policy(self):
        point = Coordinates(latitude=43.0, longitude=76.0, precision_metres=10)
        base = an_inquiry()
        places = tuple(place.model_copy(update={"coordinates": point}) for place in base.places)
        events = (base.events[0].model_copy(update={"places": ("district",)}),)
        found = cut(an_inquiry(places=places, events=events), report_policy(place_precision="city"))
        told_places = found.release.records["places"]
        assert set(told_places) == {"country", "region", "city", "district"}
        assert "coordinates" in told_places["city"]
        assert "coordinates" not in told_places["district"]

    def test_an_organisation_known_only_from_what_is_not_public_is_withheld(self):
        assert "circle" not in cut(an_inquiry(), OPEN).release.records["organisations"]

    def test_findings_are_told_in_the_states_that_the_policy_names(self):
        def finding(**changed):
            given = {"id": "f", "kind": "pattern", "standard": "reasonable_grounds", "conclusion": text("So it was"), "supports": ("paper",)}  # fmt: skip
            return Finding(**{**given, **changed})

        def is_told(**changed):
            return bool(records(cut(an_inquiry(findings=(finding(**changed),)), OPEN), "findings"))

        assert is_told(state="published")
        assert is_told(state="signed")
        assert not is_told(state="draft")
        assert not is_told(state="withdrawn")
        assert is_told(state="draft", made_by="prosecutors")
        assert not is_told(state="published", made_by="prosecutors", supports=("letter",))

    def test_a_recommendation_to_no_one_who_is_told_of_is_withheld(self):
        def ask(*addressees):
            return Recommendation(id="r", addressees=addressees, action=text("Act"), cites=("paper",))

        assert only(cut(an_inquiry(recommendations=(ask("police", "circle"),)), OPEN), "recommendations")["addressees"] == ["police"]  # fmt: skip
        assert not records(cut(an_inquiry(recommendations=(ask("circle"),)), OPEN), "recommendations")

    @pytest.mark.parametrize(
        ("value", "source", "is_told"),
        [(2, "paper", True), (2, "letter", False), (0, "letter", True), (3, "letter", True), (Stated(between=(1, 9)), "letter", False)],
    )  # fmt: skip
    def test_a_small_count_of_people_is_told_only_if_it_is_public(self, value, source, is_told):
        figure = Figure(id="f", measure="deaths", value=value, stated_by="police", source=source)
        dossier = an_inquiry(
            figures=(figure,), measures={"deaths": Measure(title=text("Deaths"), unit="person")}
        )
        assert bool(records(cut(dossier, OPEN), "figures")) == is_told

    def test_a_figure_stated_by_a_withheld_figure_goes_with_it(self):
        measures = {"deaths": Measure(title=text("Deaths"), unit="person")}
        figures = (
            Figure(id="a", measure="deaths", value=1, stated_by="police", source="letter"),
            Figure(id="b", measure="deaths", value=Stated(more_than="a"), stated_by="police", source="paper"),
            Figure(id="c", measure="deaths", value=Stated(more_than="b"), stated_by="police", source="paper"),
            Figure(id="d", measure="deaths", value=9, stated_by="police", source="paper", supersedes="c"),
        )
        figure = only(cut(an_inquiry(figures=figures, measures=measures), OPEN), "figures")
        assert figure["id"] == "d"
        assert "supersedes" not in figure


class TestTheWhole:
    def test_a_withdrawn_consent_removes_the_person_from_the_next_release_without_a_trace(self):
        consents = (whole_consent(FIRST), whole_consent(SECOND))
        before = with_two(*consents)
        assert SURNAMES[1] in told(cut(before, OPEN))
        withdrawn = consents[1].model_copy(
            update={"withdrawals": (Withdrawal(at=EdtfDate("2026-02-01"), by="self"),)}
        )
        after = cut(replaced(before, consents=(consents[0], withdrawn)), OPEN)
        assert SURNAMES[1] not in told(after)
        assert "withdrawn" not in told(after)
        # It reads as if the person had never agreed; only members see why.
        never = cut(replaced(before, consents=consents[:1]), OPEN)
        assert after.release.records == never.release.records
        assert after.release.decisions == never.release.decisions

        def of_others(found):
            return [each for each in found.release.withheld if each.kind != "consents"]

        assert of_others(after) == of_others(never)
        assert after.reasons["persons", SECOND].because.template == "The consent was withdrawn."

    @staticmethod
    def withheld_of(*pressed: int, persons: int) -> dict:
        """What is told of how many are withheld, where some were pressed to agree and others never asked."""
        found = cut(
            an_inquiry(
                persons=tuple(a_person(number) for number in range(persons)),
                consents=tuple(
                    whole_consent(person_id(number), id=f"c{number}", pressure=True) for number in pressed
                ),
            ),
            OPEN,
        )
        return {(each.kind, each.ground): each.count for each in found.release.withheld}

    def test_a_small_number_of_withheld_people_is_not_told(self):
        counts = self.withheld_of(persons=2)
        assert counts["persons", "no_consent"] is None
        # Of what is not people any number may be told.
        assert counts["sources", "screened_text"] == 1

    def test_a_number_large_enough_is_told(self):
        assert self.withheld_of(persons=3)["persons", "no_consent"] == 3

    def test_small_numbers_on_several_grounds_are_told_as_one(self):
        counts = self.withheld_of(0, persons=5)
        assert {ground: number for (kind, ground), number in counts.items() if kind == "persons"} == {
            "several_grounds": 5
        }
        assert counts["consents", "kind_not_released"] is None

    def test_large_numbers_beside_each_other_are_told_apart(self):
        numbers = told_numbers({"no_consent": 7, "consent_void": 1, "child": 2, "consent_lapsed": 4}, 3)
        assert numbers == {"no_consent": 7, "consent_lapsed": 4, "several_grounds": 3}
        assert told_numbers({"a": 1, "b": 1}, 3) == {"several_grounds": None}
        assert told_numbers({"a": 3, "b": 9}, 3) == {"a": 3, "b": 9}

    def test_a_thing_without_a_commitment_is_a_defect(self):
        dossier = an_inquiry(persons=(a_person(0),))
        commitments = commitments_of(dossier)
        del commitments["persons", FIRST]
        with pytest.raises(ValueError, match="no commitment was given for 1 of persons"):
            cut(dossier, OPEN, commitments=commitments)

    @pytest.mark.parametrize("as_of", ["2026-03", "2026-03-01~", "2026-03-01/2026-03-02", "2026-XX-01"])
    def test_consent_is_read_on_one_whole_day(self, as_of):
        with pytest.raises(ValueError, match="one whole day"):
            cut(an_inquiry(), OPEN, as_of=EdtfDate(as_of))

    def test_a_dossier_that_does_not_hold_together_is_not_cut(self):
        with pytest.raises(ValueError, match="misfits"):
            cut(an_inquiry(acts=(an_act(),)), OPEN)

    def test_policy_ledger_and_day_stand_in_the_release(self):
        ledger = LedgerState(origin="example.org/inquiry", size=3, root="cm9vdA==")
        release = cut(an_inquiry(), OPEN, ledger=ledger).release
        assert (release.policy, release.ledger, release.as_of) == (OPEN, ledger, AS_OF)

    def test_originals_say_which_fields_are_exactly_as_recorded(self):
        dossier = with_two(whole_consent(FIRST, place_precision="city"), whole_consent(SECOND))
        found = cut(dossier, OPEN)
        original = found.originals["acts", only(found, "acts")["id"]]
        assert original.id == "act-0"
        assert {"type", "date", "cites"} <= set(original.fields)
        assert not {"place", "victim", "id"} & set(original.fields)

    def test_organisations_named_after_somebody_are_listed_for_decision(self):
        fund = Organisation(id="fund", name=text("Fund of Qyzgaldaqov"), kind="ngo", cites=("paper",))
        base = an_inquiry(persons=(a_person(0),))
        found = cut(replaced(base, organisations=(*base.organisations, fund)), OPEN)
        assert found.reasons["organisations", "fund"].ground == "screened_text"
        assert any(each.id == "fund" for each in found.screened)
