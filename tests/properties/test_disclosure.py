"""What disclosure promises for every inquiry, every consent and every policy."""

from __future__ import annotations

import re

from disclosure_inquiries import (
    GIVEN_NAMES,
    PLACE_PRECISIONS,
    PSEUDONYMS,
    SURNAMES,
    SURNAMES_IN_LATIN,
    WORDS,
    Drawn,
    Facts,
    commitments_of,
    cut,
    drawn_inquiries,
    narrowed,
    person_id,
    replaced,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from strategies import dossiers

from aiqyn.core.dates import EdtfDate, Precision, precision
from aiqyn.core.disclosure import Cut, cut_down, read_release, release_json
from aiqyn.core.disclosure.cutting import told_numbers
from aiqyn.core.faults import Refused
from aiqyn.core.inquiry import check_dossier

usual = settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def narrowings(draw: st.DrawFn) -> tuple[Drawn, Drawn]:
    wide = draw(drawn_inquiries())
    return wide, draw(narrowed(wide))


@usual
@given(narrowings())
def test_less_consent_or_a_closer_policy_never_tells_more(pair):
    wide, narrow = pair
    before = Facts(cut(wide.dossier, wide.policy), wide.dossier).all()
    after = Facts(cut(narrow.dossier, narrow.policy), narrow.dossier).all()
    assert sorted(after - before) == []


@usual
@given(drawn_inquiries())
def test_no_act_is_told_more_exactly_than_everyone_in_it_agreed_to(drawn):
    found = cut(drawn.dossier, drawn.policy)
    acts = {act.id: act for act in drawn.dossier.acts}
    officials = {person.id for person in drawn.dossier.persons if person.is_official}
    for identifier, told in found.release.records.get("acts", {}).items():
        act = acts[found.made_from["acts", identifier]]
        for person in {act.victim, *act.witnesses} - {None} - (officials - {act.victim}):
            place, date = exactness_agreed_to(drawn, person)
            assert "place" not in told or rank(found, told["place"]) <= PLACE_PRECISIONS.index(place)
            assert "date" not in told or precision(EdtfDate(told["date"])) <= PRECISIONS[date]
            assert "time_of_day" not in told or date == "hour"


PRECISIONS = {"year": Precision.YEAR, "month": Precision.MONTH, "day": Precision.DAY, "hour": Precision.DAY}


def exactness_agreed_to(drawn: Drawn, person: str) -> tuple[str, str]:
    """What the person's one consent to this use says, without asking whether it counts."""
    for consent in drawn.dossier.consents:
        if consent.person == person:
            return consent.grants[0].place_precision, consent.grants[0].date_precision
    return "country", "year"


def rank(found: Cut, place: str) -> int:
    kind = found.release.records["places"][place]["kind"]
    return PLACE_PRECISIONS.index("exact" if kind == "site" else kind)


@usual
@given(drawn_inquiries())
def test_what_is_released_is_a_valid_inquiry_of_its_own(drawn):
    release = cut(drawn.dossier, drawn.policy).release
    assert check_dossier(release.contents()) == ()
    assert read_release(release_json(release)) == release


@usual
@given(drawn_inquiries())
def test_nothing_of_a_person_who_did_not_agree_is_found_in_what_leaves(drawn):
    found = cut(drawn.dossier, drawn.policy)
    told = release_json(found.release).decode().casefold()
    shown = {inside for (kind, _), inside in found.made_from.items() if kind == "persons"}
    for person in drawn.dossier.persons:
        number = int(person.id[-1])
        if person.id in shown:
            continue
        for secret in (
            SURNAMES[number],
            GIVEN_NAMES[number],
            SURNAMES_IN_LATIN[number],
            PSEUDONYMS[number],
            WORDS[number],
        ):
            assert secret is None or secret.casefold() not in told, secret


@usual
@given(drawn_inquiries())
def test_a_name_is_found_only_where_its_bearer_is_named(drawn):
    found = cut(drawn.dossier, drawn.policy)
    told = release_json(found.release).decode().casefold()
    persons = found.release.records.get("persons", {})
    named = {
        found.made_from["persons", identifier] for identifier, entry in persons.items() if entry.get("names")
    }
    for person in drawn.dossier.persons:
        number = int(person.id[-1])
        if person.id not in named:
            assert SURNAMES[number].casefold() not in told
            assert GIVEN_NAMES[number].casefold() not in told
            assert SURNAMES_IN_LATIN[number].casefold() not in told
            assert not (number == 0 and re.search("k[yi]zgaldak|кызгалдак", told))


@usual
@given(drawn_inquiries())
def test_a_pseudonym_is_found_only_where_its_bearer_is_known_by_it(drawn):
    found = cut(drawn.dossier, drawn.policy)
    told = release_json(found.release).decode().casefold()
    forms = found.release.decisions.get("persons", {})
    known = {
        found.made_from["persons", identifier]
        for identifier, decision in forms.items()
        if decision.form in ("pseudonymous", "named")
    }
    for person in drawn.dossier.persons:
        if person.id not in known and person.pseudonym:
            assert person.pseudonym.casefold() not in told


@usual
@given(drawn_inquiries())
def test_notes_consents_statements_and_evidence_never_leave(drawn):
    release = cut(drawn.dossier, drawn.policy).release
    told = release_json(release).decode()
    assert "secret note" not in told
    assert "Меня зовут" not in told
    assert "Photo of" not in told
    assert not release.records.keys() & {"consents", "statements", "evidence", "rosters"}


@usual
@given(drawn_inquiries())
def test_without_any_consent_nothing_about_a_single_person_is_released(drawn):
    closed = replaced(drawn.dossier, consents=())
    policy = drawn.policy
    release = cut(closed, policy).release
    # One who stands somewhere by office, or is accused, is told of as "someone", and no more.
    for person in release.records.get("persons", {}).values():
        assert person.keys() <= {"id", "is_official", "cites"}
    assert not any("victim" in act for act in release.records.get("acts", {}).values())
    told = release.records.get("persons", {})
    for case in release.records.get("proceedings", {}).values():
        assert all(told[party["person"]].get("is_official") for party in case.get("parties", ()))


@usual
@given(drawn_inquiries())
def test_the_same_arguments_give_the_same_bytes(drawn):
    first, second = (release_json(cut(drawn.dossier, drawn.policy).release) for _ in range(2))
    assert first == second


@usual
@given(drawn_inquiries(), st.randoms())
def test_the_order_in_which_things_were_recorded_is_not_told(drawn, random):
    shuffled = {
        kind: tuple(random.sample(drawn.dossier.all_of(kind), len(drawn.dossier.all_of(kind))))
        for kind in ("persons", "acts", "events", "proceedings", "consents", "sources")
    }
    # What one record says in an order, such as its citations, keeps that order.
    first = cut(drawn.dossier, drawn.policy).release
    second = cut(replaced(drawn.dossier, **shuffled), drawn.policy).release
    for kind in ("acts", "events", "proceedings", "places", "figures"):
        assert first.records.get(kind) == second.records.get(kind)
    assert first.commitments == second.commitments


@usual
@given(drawn_inquiries())
def test_everything_recorded_is_either_tied_to_a_released_record_or_committed_to(drawn):
    found = cut(drawn.dossier, drawn.policy)
    commitments = commitments_of(drawn.dossier)
    tied = {(kind, original.id) for (kind, _), original in found.originals.items()}
    assert sorted(commitments[key] for key in commitments.keys() - tied) == list(found.release.commitments)
    assert tied.isdisjoint(found.reasons)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9), min_size=1), st.integers(1, 6))
def test_no_small_number_is_told_and_none_is_lost(counts, smallest):
    told = told_numbers(counts, smallest)
    assert all(number is None or number >= smallest for number in told.values())
    if None in told.values():
        # Then nothing is told beside it from which it could be reckoned.
        assert len(told) == 1
        assert sum(counts.values()) < smallest
    else:
        assert sum(told.values()) == sum(counts.values())


@usual
@given(drawn_inquiries())
def test_fields_said_to_be_exact_are_those_that_were_recorded(drawn):
    from aiqyn.core.inquiry import plain

    found = cut(drawn.dossier, drawn.policy)
    for (kind, identifier), original in found.originals.items():
        recorded = plain(next(thing for thing in drawn.dossier.all_of(kind) if thing.id == original.id))
        released = found.release.records[kind][identifier]
        for field in original.fields:
            assert released[field] == recorded[field]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(dossiers(), st.data())
def test_any_inquiry_at_all_can_be_cut_down_to_a_valid_one(generated, data):
    from disclosure_inquiries import AS_OF, KEY, policies, text

    found = cut_down(
        generated.dossier,
        data.draw(policies()),
        id="edition",
        title=text("Edition"),
        as_of=AS_OF,
        commitments=commitments_of(generated.dossier),
        order_key=KEY,
    )
    if isinstance(found, Refused):
        assert "can't be left out" in str(found.because)
        return
    assert check_dossier(found.release.contents()) == ()
    written = release_json(found.release)
    # Not the value itself: canonical JSON brings every text to NFC.
    assert release_json(read_release(written)) == written


def test_people_of_the_strategy_have_ids_with_their_names():
    # Else the tests above would look for what was never there.
    assert SURNAMES_IN_LATIN[0] in person_id(0)
