"""How consent is read: which grants count for a use, and what the policy still holds back."""

from __future__ import annotations

from datetime import date

import pytest
from disclosure_inquiries import EXPLANATIONS, a_person, report_policy, whole_consent

from aiqyn.core.dates import EdtfDate
from aiqyn.core.disclosure import Permission, Policy, Use, permission_for_person
from aiqyn.core.disclosure.permission import permission_for_statement
from aiqyn.core.inquiry import Consent, Grant, Statement, Withdrawal

PERSON = a_person(0)


def read(*consents: Consent, policy: Policy | None = None, person=PERSON) -> Permission:
    use = Use(policy or report_policy(place_precision="exact"), date(2026, 3, 1), frozenset({"paper"}))
    return permission_for_person(person, consents, use)


def consent(**changed) -> Consent:
    return whole_consent(changed.pop("person", PERSON.id), **changed)


def grant(**changed) -> Grant:
    return Grant(**{"purpose": "report", "recipient": "public", "form": "named", **changed})


def test_a_whole_consent_is_followed():
    permission = read(consent())
    assert permission.openness.form == "named"
    assert permission.openness.exactness.place == "exact"
    assert permission.ground is None


@pytest.mark.parametrize("form", ["withheld", "counted_only", "described", "pseudonymous", "named"])
def test_no_form_more_open_than_granted_is_given(form):
    assert read(consent(form=form)).openness.form == form


@pytest.mark.parametrize(
    ("changed", "ground"),
    [
        ({"grants": ()}, "purpose_not_granted"),
        ({"purpose": "archive"}, "purpose_not_granted"),
        ({"recipient": "court"}, "recipient_not_granted"),
        ({"explained": EXPLANATIONS[:8]}, "consent_incomplete"),
        ({"pressure": True}, "consent_void"),
        ({"until": EdtfDate("2026-02-28")}, "consent_lapsed"),
        ({"valid_until": EdtfDate("2025")}, "consent_lapsed"),
        ({"review_on": EdtfDate("2026-02")}, "consent_lapsed"),
        ({"valid_until": EdtfDate("2026-03~")}, None),
        ({"valid_until": EdtfDate("2026-02-15~")}, "consent_lapsed"),
        ({"valid_until": EdtfDate("2026-02/2026-06")}, "consent_lapsed"),
        ({"given_at": EdtfDate("2026-03-02")}, "no_consent"),
        ({"statements": ("statement-1",)}, "no_consent"),
        ({"person": "somebody-else"}, "no_consent"),
        ({"form": "withheld"}, "form_not_granted"),
        ({"form": "counted_only"}, "counted_only"),
        ({"until": EdtfDate("2026-03-01")}, None),
        ({"review_on": EdtfDate("2026")}, None),
    ],
)
def test_a_consent_that_does_not_count_opens_nothing(changed, ground):
    permission = read(consent(**changed))
    assert permission.ground == ground
    assert permission.openness.is_shown == (ground is None)


def test_no_consent_opens_nothing():
    assert read().ground == "no_consent"
    assert read().openness.form == "withheld"


@pytest.mark.parametrize("at", ["2020", "2026-02-28", "2030-01-01"])
def test_a_withdrawal_counts_from_the_moment_it_is_recorded_and_leaves_no_trace(at):
    withdrawn = consent(withdrawals=(Withdrawal(at=EdtfDate(at), by="self"),))
    assert read(withdrawn).openness.form == "withheld"
    # Outside it reads as if there never had been a consent.
    assert read(withdrawn).ground == read().ground == "no_consent"


def test_a_withdrawal_for_one_purpose_leaves_the_others():
    for_archive = Withdrawal(at=EdtfDate("2026-01"), by="self", purposes=("archive",))
    for_reports = Withdrawal(at=EdtfDate("2026-01"), by="self", purposes=("report", "education"))
    assert read(consent(withdrawals=(for_archive,))).openness.form == "named"
    assert read(consent(withdrawals=(for_archive, for_reports))).openness.form == "withheld"


def test_of_two_grants_the_more_open_counts_with_its_own_exactness():
    vague = grant(form="named", place_precision="country", date_precision="year")
    exact = grant(form="described", place_precision="exact", date_precision="hour")
    openness = read(consent(grants=(exact, vague))).openness
    assert (openness.form, openness.exactness.place, openness.exactness.date) == ("named", "country", "year")


def test_a_grant_toward_a_lawyer_is_none_toward_the_public():
    assert not read(consent(recipient="named_lawyer")).openness.is_shown
    to_lawyer = report_policy(recipient="named_lawyer")
    assert read(consent(recipient="named_lawyer"), policy=to_lawyer).openness.form == "named"


class TestWhatAnotherBodyPublished:
    """A consent given to somebody else opens nothing here; it shows what is public already."""

    def published(self, **changed) -> Consent:
        return consent(**{"given_to": "hrw", "published_in": "paper", "explained": (), **changed})

    def test_it_is_withheld_unless_the_policy_repeats_what_is_public(self):
        assert read(self.published()).openness.form == "withheld"

    def test_it_is_repeated_no_more_openly_than_the_policy_says(self):
        policy = report_policy(already_public_form="pseudonymous")
        assert read(self.published(), policy=policy).openness.form == "pseudonymous"

    def test_it_is_repeated_no_more_openly_than_it_was_granted(self):
        policy = report_policy(already_public_form="named")
        assert read(self.published(form="described"), policy=policy).openness.form == "described"

    @pytest.mark.parametrize(
        "changed",
        [
            {"published_in": None},
            {"published_in": "letter"},
            {"recipient": "court"},
            {"pressure": True},
            {"withdrawals": (Withdrawal(at=EdtfDate("2024"), by="self"),)},
        ],
    )
    def test_it_must_be_public_by_the_persons_own_lasting_will(self, changed):
        policy = report_policy(already_public_form="named")
        assert read(self.published(**changed), policy=policy).openness.form == "withheld"


@pytest.mark.parametrize(
    ("changed", "limit", "ground"),
    [
        ({"is_child": True}, "child_form", "child"),
        ({"age": 17}, "child_form", "child"),
        ({"detained": True}, "detained_form", "detained"),
        ({"is_official": True}, "official_form", "alleged_perpetrator"),
    ],
)
def test_the_policy_holds_those_in_danger_to_less_than_they_agreed_to(changed, limit, ground):
    person = a_person(0, **changed)
    permission = read(consent(), policy=report_policy(**{limit: "counted_only"}), person=person)
    assert permission.openness.form == "counted_only"
    assert permission.ground == ground


def test_of_several_limits_the_closest_holds():
    person = a_person(0, is_child=True, detained=True)
    policy = report_policy(child_form="pseudonymous", detained_form="described")
    assert read(consent(), policy=policy, person=person).openness.form == "described"


def test_place_and_day_are_told_no_finer_than_person_and_policy_both_allow():
    given = consent(place_precision="district", date_precision="month")
    policy = report_policy(place_precision="city", date_precision="hour", time_of_day=True)
    exactness = read(given, policy=policy).openness.exactness
    assert (exactness.place, exactness.date) == ("city", "month")


@pytest.mark.parametrize(
    ("time_of_day", "date_precision"), [(False, "hour"), (True, "month"), (False, "day")]
)
def test_times_of_day_are_told_only_where_the_policy_says_so(time_of_day, date_precision):
    policy = report_policy(time_of_day=time_of_day, date_precision=date_precision)
    assert not read(consent(), policy=policy).openness.exactness.tells_hours


class TestStatements:
    """What somebody said is governed by the consent that covers it."""

    def permission(self, statement: Statement, *consents: Consent) -> Permission:
        return permission_for_statement(
            statement, consents, Use(report_policy(), date(2026, 3, 1), frozenset())
        )

    def statement(self, **changed) -> Statement:
        given = {"id": "s-1", "source": "talk", "language": "kk", "speaker": PERSON.id, "text": "…"}
        return Statement(**{**given, **changed})

    def test_a_consent_to_all_covers_it(self):
        assert self.permission(self.statement(), consent()).openness.form == "named"

    def test_a_consent_to_it_covers_it_and_no_other(self):
        limited = consent(statements=("s-1",))
        assert self.permission(self.statement(), limited).openness.form == "named"
        assert self.permission(self.statement(id="s-2"), limited).openness.form == "withheld"

    def test_of_a_named_consent_only_that_one_counts(self):
        other = consent(id="other", pressure=True)
        named = self.statement(consent="other")
        assert self.permission(named, consent(), other).openness.form == "withheld"

    def test_without_a_known_speaker_or_consent_it_is_closed(self):
        assert self.permission(self.statement(speaker=None), consent()).openness.form == "withheld"
