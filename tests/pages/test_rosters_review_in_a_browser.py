"""The review in a real browser: no barrier, no wider than a phone, by keys that can be switched off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from browsing import PHONE, WIDE, barriers
from linked_lists import inquiry_with_lists, linked, open_list

from aiqyn.registry.services import (
    accept_linkage,
    add_member,
    decide,
    import_dossier,
    open_ledger,
    read_decisions,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("members' pages in a browser")]

PASSWORD = "a long enough passphrase 7"
PAGES = {
    "lists": "/lists/",
    "pair": "/lists/review/",
    "decided": "/lists/decided/",
    "identities": "/lists/identities/",
    "identity": "/lists/identities/1/",
    "merged": "/lists/identities/2/",
}


@pytest.fixture
def opened(chromium, live_server) -> Iterator[Any]:
    """Opens a page of a member who is signed in to an inquiry with linked lists and a decision."""
    open_ledger("aiqyn/lists")
    add_member("m-1", "Member One", PASSWORD)
    import_dossier(inquiry_with_lists(), open_list, by="m-1")
    accept_linkage(linked(), by="m-1")
    decide(("official", "2"), ("families", "3"), "same", by="m-1", reason="the mother says so")
    contexts = []

    def sign_in(**options: Any) -> Any:
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.goto(f"{live_server.url}/sign-in/?next=/lists/")
        page.fill("#id_username", "m-1")
        page.fill("#id_password", PASSWORD)
        page.click("main button")
        page.wait_for_url("**/lists/")
        return page

    yield sign_in
    for context in contexts:
        context.close()


def test_no_page_of_the_review_has_a_barrier_or_is_wider_than_a_phone(opened, live_server, axe, picture):
    found: dict[str, Any] = {}
    for size, scheme, locale in ((WIDE, "light", "ru-RU"), (PHONE, "dark", "kk-KZ")):
        page = opened(viewport=size, color_scheme=scheme, locale=locale)
        for name, address in PAGES.items():
            page.goto(live_server.url + address)
            found[f"{scheme} {name}"] = barriers(page, axe)
            picture(page, f"lists-{scheme}-{name}")
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > size["width"]:
                found[f"{scheme} {name}"].append(f"{width} wide")
    assert {name: problems for name, problems in found.items() if problems} == {}


def test_keys_answer_unless_somebody_types_or_has_switched_them_off(opened, live_server):
    page = opened(viewport=WIDE, locale="en-GB")
    page.goto(f"{live_server.url}/lists/review/")
    first = page.url
    page.focus("#reason")
    page.keyboard.press("s")
    assert page.input_value("#reason") == "s"
    page.locator(".keys input").uncheck()
    page.locator("h1").click()
    page.keyboard.press("c")
    assert page.url == first
    page.locator(".keys input").check()
    page.keyboard.press("c")
    page.wait_for_url(lambda address: address != first)
    assert [each.verdict for each in read_decisions()] == ["same", "cannot_tell"]


def test_in_print_the_rows_and_values_stand_and_nothing_to_press(opened, live_server, picture):
    page = opened(viewport=WIDE, locale="en-GB")
    page.goto(f"{live_server.url}/lists/identities/1/")
    page.emulate_media(media="print")
    assert page.get_by_text("Серіков Арман Болатұлы").first.is_visible()
    assert page.get_by_text("Serikov Arman").nth(1).is_visible()
    assert page.locator("main button:visible").count() == 0
    picture(page, "lists-print-identity")
