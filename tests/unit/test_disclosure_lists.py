"""Who is who on lists, and what was decided about their rows, never leaves an inquiry."""

from __future__ import annotations

import pytest
from disclosure_inquiries import AS_OF, KEY, commitments_of
from dossiers import text, whole_dossier

from aiqyn.core.dates import EdtfDate
from aiqyn.core.disclosure import Cut, Policy, cut_down, release_json
from aiqyn.core.inquiry import ChosenValue, Decision, Identity, IdentityRecord, RecordOfRoster

CANARY = "Zharqynbek-7731"
"""Planted wherever a member or a list can have written a name."""


@pytest.fixture(scope="module")
def made() -> Cut:
    """What leaves under a policy that opens all it can."""
    dossier = whole_dossier()
    planted = dossier.model_copy(
        update={
            "decisions": (
                Decision(
                    id="D1",
                    between=(
                        RecordOfRoster(roster="hospital", record=CANARY),
                        RecordOfRoster(roster="hospital", record="3"),
                    ),
                    verdict="same",
                    by="m-1",
                    on=EdtfDate("2022-05-01"),
                    reason=f"{CANARY} was seen there",
                    note=text(CANARY),
                ),
            ),
            "identities": (
                Identity(
                    id="1",
                    records=(IdentityRecord(roster="hospital", record=CANARY),),
                    person="person-1",
                    chosen=(
                        ChosenValue(
                            field="name", value=CANARY, by="m-1", on=EdtfDate("2022-05-01"), reason=CANARY
                        ),
                    ),
                    note=text(CANARY),
                ),
            ),
        }
    )
    policy = Policy(id="report", title=text("Report"), purpose="report", estimations="counts")
    cut = cut_down(
        planted,
        policy,
        id="first",
        title=text("First"),
        as_of=AS_OF,
        commitments=commitments_of(planted),
        order_key=KEY,
    )
    assert isinstance(cut, Cut), cut
    return cut


def test_no_record_of_a_list_and_no_word_of_a_decision_is_in_what_leaves(made):
    assert CANARY.encode() not in release_json(made.release)
    assert {"decisions", "identities", "rosters"} & made.release.records.keys() == set()


def test_members_are_told_on_which_ground_they_stay(made):
    for kind, id in (("decisions", "D1"), ("identities", "1")):
        assert made.reasons[kind, id].ground == "kind_not_released"
