"""Members decide which rows of lists are one person: side by side, with reasons, and to be undone."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import threading
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from linked_lists import LISTS, inquiry_with_lists, linked, open_list

from aiqyn.core.faults import Refused
from aiqyn.core.inquiry import Identity, IdentityRecord, standing
from aiqyn.core.language import sentence
from aiqyn.registry import models
from aiqyn.registry.services import (
    accept_linkage,
    add_member,
    decide,
    decide_many,
    import_dossier,
    open_ledger,
    read_decisions,
    read_identities,
)
from aiqyn.web.lists.jobs import Linking, link_now

PASSWORD = "a long enough passphrase 7"
ARMAN, ASKAR, OFFICIAL_SERIKOV = ("families", "2"), ("families", "3"), ("official", "2")


@pytest.fixture
def members(db):
    """Two members of an inquiry with three lists."""
    open_ledger("aiqyn/lists")
    first = add_member("m-1", "Member One", PASSWORD)
    second = add_member("m-2", "Member Two", PASSWORD, by="m-1")
    return first, second


@pytest.fixture
def lists(members):
    """The lists, taken in."""
    import_dossier(inquiry_with_lists(), open_list, by="m-1")
    return members


@pytest.fixture
def reviewer(client, lists):
    """A browser of a member of an inquiry whose lists are linked."""
    accept_linkage(linked(), by="m-1")
    client.force_login(lists[0])
    return client


def first_pair(client) -> str:
    answer = client.get("/lists/review/")
    assert answer.status_code == 302
    return answer.url


def form(client, address: str) -> dict[str, str]:
    page = client.get(address).content.decode()
    return dict(re.findall(r'name="(left|right)" value="([^"]+)"', page))


def answer(client, verdict: str, reason: str = ""):
    address = first_pair(client)
    told = {**form(client, address), "verdict": verdict, "reason": reason}
    return client.post(f"{address}answer/", told, follow=True)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_before_there_is_a_list_the_page_says_how_to_bring_one(client, members):
    client.force_login(members[0])
    page = text_of(client.get("/lists/"))
    assert "no list yet" in page
    assert "aiqyn import DOSSIER" in page


def test_before_lists_are_linked_nothing_can_be_reviewed(client, lists):
    client.force_login(lists[0])
    assert "not been linked" in text_of(client.get("/lists/"))
    assert "not been linked" in text_of(client.get("/lists/review/"))
    assert "not been linked" in text_of(client.get("/lists/identities/"))


def test_the_page_of_lists_tells_how_many_persons_and_what_waits(reviewer):
    page = text_of(reviewer.get("/lists/"))
    assert "Between 4 and 7 different persons" in page
    assert "0 of 8 pairs decided" in page
    assert "Official list" in page


def test_both_rows_are_shown_letter_for_letter_and_never_as_markup(reviewer):
    key = next(pair.pk for pair in models.ScoredPair.objects.filter(right_record="4", left_record="4"))
    page = reviewer.get(f"/lists/review/{key}/").content.decode()
    assert "&lt;b&gt;Оспанов&lt;/b&gt; Марат" in page
    assert "Оспанов М. К." in page
    assert "07.01.2022" in page
    for title in (*LISTS["official"][0], *LISTS["hospital"][0]):
        assert title in page


def test_what_differs_is_said_in_words(reviewer):
    page = text_of(reviewer.get(first_pair(reviewer)))
    assert "differs" in page
    assert "one list only" in page


def test_evidence_is_told_in_words_and_numbers_beside_the_drawing(reviewer):
    page = reviewer.get(first_pair(reviewer)).content.decode()
    assert page.count("<svg") == 3
    assert "before anything is compared" in page
    assert "odds × " in page
    assert "odds ÷ " in page
    assert re.search(r"\d+ in 100", page)


def test_what_else_is_in_either_identity_is_shown(reviewer):
    page = text_of(reviewer.get(first_pair(reviewer)))
    assert "Identity 4 Hospital&#x27;s list, row 4 name &lt;b&gt;Оспанов&lt;/b&gt; Марат" in page
    assert "Identity 5 No other row." in page


@pytest.mark.parametrize(
    ("verdict", "changes"), [("same", True), ("different", True), ("cannot_tell", False)]
)
def test_an_answer_is_recorded_and_the_next_pair_comes(reviewer, verdict, changes):
    before = {each.id: each.records for each in read_identities()}
    first = first_pair(reviewer)
    page = answer(reviewer, verdict, "the mother says so")
    assert "Recorded" in text_of(page)
    assert page.request["PATH_INFO"] not in (first, "/lists/review/")
    (decision,) = read_decisions()
    assert (decision.verdict, decision.by, decision.reason) == (verdict, "m-1", "the mother says so")
    # The pair that comes first is of rows that are together or apart; one of the answers says the contrary.
    if not changes:
        assert {each.id: each.records for each in read_identities()} == before


def test_the_last_answer_can_be_undone(reviewer):
    before = read_identities()
    answer(reviewer, "same")
    assert read_identities() != before
    page = reviewer.post("/lists/review/undo/", follow=True)
    assert "Undone" in text_of(page)
    assert {each.id: each for each in before}.items() <= {each.id: each for each in read_identities()}.items()
    assert standing(read_decisions()) == ()


def test_undoing_goes_back_to_pages_of_lists_only(reviewer):
    answer(reviewer, "cannot_tell")
    for elsewhere in ("https://example.org/", "//example.org/lists/", "/lists/..//example.org"):
        assert reviewer.post("/lists/review/undo/", {"next": elsewhere}).url == "/lists/review/"


def test_progress_counts_what_was_answered_and_ends_when_nothing_waits(reviewer):
    for count in range(1, 9):
        page = answer(reviewer, "cannot_tell")
        assert f"{count} of 8 pairs decided" in text_of(page)
    assert "No pair waits for you" in text_of(page)


def test_an_answer_that_is_none_of_the_three_or_about_no_row_is_refused(reviewer):
    address = first_pair(reviewer)
    rows = form(reviewer, address)
    assert reviewer.post(f"{address}answer/", {**rows, "verdict": "maybe"}).status_code == 404
    assert (
        reviewer.post(f"{address}answer/", {"left": "official", "right": "", "verdict": "same"}).status_code
        == 404
    )
    page = reviewer.post(
        f"{address}answer/", {"left": "nowhere:1", "right": "official:2", "verdict": "same"}, follow=True
    )
    assert "nowhere" in text_of(page)
    assert read_decisions() == ()


def test_a_pair_of_an_earlier_linkage_leads_to_the_next_one(reviewer):
    address = first_pair(reviewer)
    accept_linkage(linked(), by="m-1")
    assert reviewer.get(address).url == "/lists/review/"


def test_answers_need_a_form_and_a_member(client, lists, reviewer):
    address = first_pair(reviewer)
    assert reviewer.get(f"{address}answer/").status_code == 405
    reviewer.logout()
    for page in (
        "/lists/",
        "/lists/review/",
        address,
        "/lists/identities/",
        "/lists/identities/1/",
        "/lists/decided/",
    ):
        assert reviewer.get(page).url.startswith("/sign-in/")


class TestWhereTwoMustAgree:
    @pytest.fixture
    def reviewers(self, client, members):
        import_dossier(inquiry_with_lists(deciders=2), open_list, by="m-1")
        accept_linkage(linked(), by="m-1")

        def sign_in(number: int):
            client.force_login(members[number - 1])
            return client

        return sign_in

    def test_the_second_is_not_told_what_the_first_said_before_answering(self, reviewers):
        address = first_pair(reviewers(1))
        answer(reviewers(1), "same", "seen together")
        before = text_of(reviewers(2).get(address))
        assert "1 member has answered" in before
        assert "seen together" not in before
        answer(reviewers(2), "different")
        after = text_of(reviewers(2).get(address))
        assert "seen together" in after
        assert "Members disagree" in after

    def test_disagreement_is_kept_and_listed(self, reviewers):
        answer(reviewers(1), "same", "seen together")
        answer(reviewers(2), "different", "two funerals")
        page = text_of(reviewers(2).get("/lists/decided/?only=disputed"))
        assert "seen together" in page
        assert "two funerals" in page
        assert "a dispute" in page
        assert "1 Where members disagree" in text_of(reviewers(2).get("/lists/"))

    def test_the_first_is_not_asked_again(self, reviewers):
        first = first_pair(reviewers(1))
        answer(reviewers(1), "same")
        assert first_pair(reviewers(1)) != first
        assert first_pair(reviewers(2)) == first


class TestAnIdentity:
    def test_its_page_shows_the_rows_of_each_list_and_where_they_disagree(self, reviewer):
        page = text_of(reviewer.get("/lists/identities/1/"))
        for name in ("Сериков А. Б.", "Серіков Арман Болатұлы", "Serikov Arman"):
            assert name in page
        assert "What the lists say" in page
        assert "Proposed:" in page

    def test_the_list_of_all_leads_to_each(self, reviewer):
        page = reviewer.get("/lists/identities/").content.decode()
        assert page.count('href="/lists/identities/') - page.count('href="/lists/identities/"') == 5
        assert "Серіков Арман Болатұлы" in page

    def test_rows_are_split_off_moved_and_merged_from_its_page(self, reviewer):
        reviewer.post(
            "/lists/identities/1/", {"act": "split", "row": ["families:2"], "reason": "two funerals"}
        )
        assert {each.id for each in read_identities() if ARMAN in {row.key for row in each.records}} == {"6"}
        reviewer.post("/lists/identities/6/", {"act": "merge", "number": "2"})
        page = text_of(reviewer.get("/lists/identities/6/"))
        assert "Its rows went to another identity" in page
        reviewer.post("/lists/identities/2/", {"act": "move", "row": ["families:2"], "number": "5"})
        assert {each.id for each in read_identities() if ARMAN in {row.key for row in each.records}} == {"5"}

    @pytest.mark.parametrize(
        "act",
        [
            {"act": "split"},
            {"act": "move", "row": ["families:2"], "number": "99"},
            {"act": "move", "row": ["families:2"], "number": "<b>"},
            {"act": "merge", "number": "1"},
            {"act": "person", "person": "no such"},
            {"act": "choose", "field": "age"},
            {"act": "withdraw", "decision": "D9"},
        ],
    )
    def test_what_can_not_be_done_is_said_and_changes_nothing(self, reviewer, act):
        before = read_identities()
        page = reviewer.post("/lists/identities/1/", act, follow=True)
        assert "Not done:" in text_of(page)
        assert read_identities() == before

    def test_a_value_is_chosen_with_a_reason_and_shown_with_its_chooser(self, reviewer):
        reviewer.post(
            "/lists/identities/1/",
            {"act": "choose", "field": "name", "value": "Serikov Arman", "reason": "as in the passport"},
        )
        page = text_of(reviewer.get("/lists/identities/1/"))
        assert "chosen by m-1" in page
        assert "as in the passport" in page

    def test_decisions_about_its_rows_are_listed_and_taken_back_by_their_maker(self, reviewer):
        decide(OFFICIAL_SERIKOV, ASKAR, "cannot_tell", by="m-1", reason="no age")
        assert "no age" in text_of(reviewer.get("/lists/identities/1/"))
        reviewer.post("/lists/identities/1/", {"act": "withdraw", "decision": "D1"})
        assert "holds no longer" in text_of(reviewer.get("/lists/identities/1/"))

    def test_its_history_tells_what_changed_it(self, reviewer):
        decide(OFFICIAL_SERIKOV, ASKAR, "same", by="m-2")
        page = text_of(reviewer.get("/lists/identities/1/"))
        assert "by m-2, ledger entry" in page

    def test_there_is_no_page_of_a_number_that_nobody_has(self, reviewer):
        assert reviewer.get("/lists/identities/99/").status_code == 404
        assert reviewer.post("/lists/identities/1/", {"act": "burn"}).status_code == 404


def test_pages_ask_the_store_no_more_often_where_lists_are_long(reviewer, django_assert_max_num_queries):
    addresses = [
        "/lists/",
        first_pair(reviewer),
        "/lists/identities/",
        "/lists/identities/1/",
        "/lists/decided/",
    ]

    def counted() -> list[int]:
        counts = []
        for address in addresses:
            with django_assert_max_num_queries(60) as asked:
                assert reviewer.get(address).status_code == 200
            counts.append(len(asked))
        return counts

    few = counted()
    many = tuple(
        Identity(id=str(number), records=(IdentityRecord(roster="official", record=f"x{number}"),))
        for number in range(10, 300)
    )
    accept_linkage(linked(identities=(*linked().identities, *many)), by="m-1")
    addresses[1] = first_pair(reviewer)
    assert counted() == few


def test_decisions_are_listed_and_taken_back_by_their_maker(reviewer):
    decide(OFFICIAL_SERIKOV, ASKAR, "cannot_tell", by="m-1", reason="no age")
    decide(OFFICIAL_SERIKOV, ASKAR, "cannot_tell", by="m-2")
    page = reviewer.get("/lists/decided/").content.decode()
    assert page.count('name="decision"') == 1
    page = reviewer.post(
        "/lists/decided/withdraw/", {"decision": "D1", "next": "/lists/decided/"}, follow=True
    )
    assert "no age" not in text_of(page)
    reviewer.post("/lists/decided/withdraw/", {"decision": "D2"})
    assert [each.by for each in standing(read_decisions())] == ["m-2"]


def test_decisions_come_page_by_page(reviewer):
    said = [(("official", "2"), ("official", f"x{number}"), "different", None) for number in range(60)]
    decide_many(said, by="m-1")
    assert reviewer.get("/lists/decided/").content.decode().count("<tr><td") == 50
    assert reviewer.get("/lists/decided/?page=2").content.decode().count("<tr><td") == 10
    assert reviewer.get("/lists/decided/?page=99&only=disputed").status_code == 200


class TestTheFileOfPairs:
    def rows(self, client) -> list[dict[str, str]]:
        text = client.get("/lists/review.csv").content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def taken(self, client, rows: list[dict[str, str]]):
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        file = SimpleUploadedFile("review.csv", text.getvalue().encode("utf-8-sig"))
        return client.post("/lists/review.csv/take/", {"file": file}, follow=True)

    def test_it_has_the_pairs_that_wait_with_rows_and_evidence(self, reviewer):
        rows = self.rows(reviewer)
        assert len(rows) == 8
        assert "Оспанов М. К." in rows[0]["row_a"] + rows[0]["row_b"]
        assert "before anything is compared (-4.0)" in rows[0]["because"]
        assert {row["verdict"] for row in rows} == {""}

    def test_answers_made_in_a_spreadsheet_are_recorded_and_the_rest_waits(self, reviewer):
        rows = self.rows(reviewer)
        rows[0] |= {"verdict": "same", "reason": "one village"}
        rows[1] |= {"verdict": "can't tell"}
        assert "Recorded" in text_of(self.taken(reviewer, rows))
        assert [(each.verdict, each.reason, each.by) for each in read_decisions()] == [
            ("same", "one village", "m-1"),
            ("cannot_tell", None, "m-1"),
        ]
        assert len(self.rows(reviewer)) == 6

    def test_a_file_with_faults_is_told_row_by_row_and_records_nothing(self, reviewer):
        rows = self.rows(reviewer)
        rows[0]["verdict"] = "same"
        rows[2]["verdict"] = "perhaps"
        page = self.taken(reviewer, rows)
        assert page.status_code == 400
        assert "Nothing of it was recorded" in text_of(page)
        assert "perhaps" in text_of(page)
        assert read_decisions() == ()

    @pytest.mark.parametrize("content", [b"", b"\x00\xff", "имя\n".encode("windows-1251")])
    def test_what_is_no_such_file_is_refused_in_words(self, reviewer, content):
        answer = reviewer.post(
            "/lists/review.csv/take/", {"file": SimpleUploadedFile("x.csv", content)}, follow=True
        )
        assert answer.status_code in (200, 400)
        assert read_decisions() == ()

    def test_an_answer_about_a_row_that_no_list_has_is_a_fault(self, reviewer):
        rows = self.rows(reviewer)
        rows[1] |= {"verdict": "same", "record_b": "4711"}
        page = self.taken(reviewer, rows)
        assert page.status_code == 400
        assert "4711" in text_of(page)
        assert read_decisions() == ()

    def test_names_of_rows_that_look_like_formulas_come_back_as_they_were(self, reviewer):
        row, pair = linked().rows[0], linked().pairs[0].pair
        wild = (row.roster, "=1+1")
        accept_linkage(
            linked(
                rows=(dataclasses.replace(row, record="=1+1"), *linked().rows[1:]),
                pairs=(dataclasses.replace(linked().pairs[0], pair=dataclasses.replace(pair, left=wild)),),
                identities=(Identity(id="9", records=(IdentityRecord(roster=row.roster, record="=1+1"),)),),
            ),
            by="m-1",
        )
        rows = self.rows(reviewer)
        assert [each["record_a"] for each in rows] == ["'=1+1"]
        rows[0]["verdict"] = "same"
        self.taken(reviewer, rows)
        assert [each.pair for each in read_decisions()] == [frozenset((wild, pair.right))]

    def test_formulas_in_lists_do_not_run_in_the_file(self, reviewer):
        rows = list(linked().rows)
        row = rows[0]
        rows[0] = dataclasses.replace(row, cells=(dataclasses.replace(row.cells[1], text="=HYPERLINK(1)"),))
        accept_linkage(linked(rows=tuple(rows)), by="m-1")
        told = [each[column] for each in self.rows(reviewer) for column in ("row_a", "row_b")]
        assert "'=HYPERLINK(1)" in told


class TestLinkingFromThePage:
    def test_the_lists_of_the_inquiry_are_read_linked_and_taken_in(self, lists):
        assert link_now("m-1") == len([each for each in read_identities() if each.records])
        assert models.ListRow.objects.count() == 10
        assert models.ListRow.objects.get(roster="families", record="2").cells[0] == [
            "Аты-жөні",
            "Серіков Арман Болатұлы",
            "name",
        ]

    def test_linking_again_changes_nothing_and_obeys_what_was_decided(self, lists):
        link_now("m-1")
        assert link_now("m-1") == 0
        decide(ARMAN, ASKAR, "same", by="m-1")
        link_now("m-1")
        assert any({ARMAN, ASKAR} <= {row.key for row in each.records} for each in read_identities())
        # What was decided can be looked at again, however sure linkage is of it now.
        kept = models.ScoredPair.objects.values_list(
            "left_record", "right_record", "left_roster", "right_roster"
        )
        assert ("2", "3", "families", "families") in set(kept)

    def test_decisions_that_contradict_each_other_are_told_and_nothing_is_changed(self, lists):
        decide(ARMAN, ASKAR, "same", by="m-1")
        decide(ASKAR, OFFICIAL_SERIKOV, "same", by="m-1")
        decide(ARMAN, OFFICIAL_SERIKOV, "different", by="m-1")
        refused = link_now("m-1")
        assert isinstance(refused, Refused)
        assert "contradict" in str(refused.because)
        assert read_identities() == ()

    def test_a_run_goes_on_in_the_background_and_only_one_at_a_time(self):
        begun, finish = threading.Event(), threading.Event()
        linking = Linking()

        def work(by: str, progress) -> int:
            progress("compare", 0.5)
            begun.set()
            finish.wait(10)
            return 3

        assert linking.start("m-1", work)
        begun.wait(10)
        assert (linking.state().percent, linking.state().is_over) == (50, False)
        assert not linking.start("m-2", work)
        finish.set()
        until_over(linking)
        assert (linking.state().changed, linking.state().failed) == (3, False)
        linking.forget()
        assert linking.state() is None

    @pytest.mark.parametrize("ends", ["refused", "broken"])
    def test_how_a_run_came_to_nothing_is_told(self, ends, caplog):
        linking = Linking()

        def work(by: str, progress) -> Refused:
            if ends == "broken":
                raise ZeroDivisionError
            return Refused(sentence("The lists have no row that tells of a person.", room="exchange"))

        linking.start("m-1", work)
        until_over(linking)
        assert linking.state().failed == (ends == "broken")
        assert (linking.state().because is not None) == (ends == "refused")


def until_over(linking: Linking) -> None:
    for _ in range(1000):
        if linking.state().is_over:
            return
        time.sleep(0.01)
    pytest.fail("the run did not end")
