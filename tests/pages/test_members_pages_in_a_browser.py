"""Members' pages in a real browser: no barrier in light and dark, on a phone, in print, by keyboard alone.

A screenshot of each page goes to the folder that AIQYN_SCREENSHOTS names, where it names one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from browsing import PHONE, WIDE, barriers
from dossiers import whole_dossier

from aiqyn.core.inquiry import KINDS
from aiqyn.registry.services import open_door
from aiqyn.web.labels import KINDS as KIND_LABELS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("members' pages in a browser")]

PASSWORD = "a long enough passphrase 7"
PAGES = {
    "home": "/",
    "figures": "/figures/",
    "ledger": "/ledger/",
    "releases": "/releases/",
    "release": "/releases/first/",
    "gap": "/records/sources/?gap=sources-not-judged",
    "measure": "/records/measures/deaths/",
    **{f"list-of-{kind}": f"/records/{kind}/" for kind in KIND_LABELS},
    **{f"one-of-{kind}": f"/records/{kind}/{whole_dossier().all_of(kind)[0].id}/" for kind in KINDS},
}
LOCALES = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}


class Visitor:
    """A browser's page that notes whatever went wrong or elsewhere while it was used."""

    def __init__(self, chromium: Any, home: str, **options: Any) -> None:
        self.context = chromium.new_context(**options)
        self.page = self.context.new_page()
        self.home = home
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def open(self, address: str) -> Any:
        return self.page.goto(self.home + address)

    def sign_in(self) -> None:
        self.open("/sign-in/")
        self.page.fill("#id_username", "m-1")
        self.page.fill("#id_password", PASSWORD)
        self.page.click("main button")
        self.page.wait_for_url(self.home + "/")


@pytest.fixture
def visitors(chromium, live_server, release) -> Iterator[Any]:
    """Makes visitors of an inquiry in which one record has a history; closes them in the end."""
    person = whole_dossier().persons[0]
    with open_door("m-1") as door:
        door.put("persons", "person-1", person.model_copy(update={"age": 45, "names": ()}))
    opened: list[Visitor] = []

    def make(**options: Any) -> Visitor:
        opened.append(Visitor(chromium, live_server.url, **options))
        return opened[-1]

    yield make
    for visitor in opened:
        visitor.context.close()


@pytest.mark.parametrize(("language", "scheme"), [("kk", "light"), ("ru", "dark")])
def test_no_page_has_a_barrier_calls_elsewhere_or_complains(visitors, axe, picture, language, scheme):
    visitor = visitors(viewport=WIDE, color_scheme=scheme, locale=LOCALES[language])
    found: dict[str, list[str]] = {}
    visitor.open("/sign-in/")
    found["sign-in"] = barriers(visitor.page, axe)
    picture(visitor.page, f"members-{scheme}-sign-in")
    visitor.sign_in()
    for name, address in PAGES.items():
        assert visitor.open(address).status == 200
        found[name] = barriers(visitor.page, axe)
        picture(visitor.page, f"members-{scheme}-{name}")
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert visitor.complaints == []
    assert visitor.hosts == {urlsplit(visitor.home).netloc}


def test_the_pages_that_tell_a_failure_have_no_barrier_either(visitors, axe, picture):
    visitor = visitors(viewport=WIDE, color_scheme="dark", locale="ru-RU")
    assert visitor.open("/nowhere/").status == 404
    assert barriers(visitor.page, axe) == []
    picture(visitor.page, "members-dark-not-found")
    visitor.open("/sign-in/")
    visitor.page.fill("#id_username", "m-1")
    visitor.page.fill("#id_password", "wrong")
    visitor.page.click("main button")
    assert visitor.page.locator("[role=alert]").is_visible()
    assert barriers(visitor.page, axe) == []


def test_on_a_phone_no_page_is_wider_than_the_screen(visitors, picture):
    visitor = visitors(viewport=PHONE, locale="kk-KZ")
    visitor.sign_in()
    too_wide = {}
    for name, address in PAGES.items():
        visitor.open(address)
        width = visitor.page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            too_wide[name] = width
        picture(visitor.page, f"members-phone-{name}")
    assert too_wide == {}


def test_letters_of_twice_the_size_hide_nothing(visitors):
    visitor = visitors(viewport={"width": 640, "height": 450}, locale="ru-RU")
    visitor.sign_in()
    for address in ("/", "/figures/", "/records/proceedings/case-1/"):
        visitor.open(address)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 640


def tab_to(page: Any, selector: str) -> None:
    """Walk on by the tabulator until the focus is on what the selector names."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the tabulator never comes to {selector}")


def path_of(url: str) -> str:
    return urlsplit(url).path


def test_a_member_signs_in_reads_and_signs_out_by_keyboard_alone(visitors):
    visitor = visitors(viewport=WIDE, locale="en-GB")
    page, press = visitor.page, visitor.page.keyboard.press
    visitor.open("/records/persons/")
    assert path_of(page.url) == "/sign-in/"
    press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    press("Enter")
    press("Tab")
    assert page.evaluate("document.activeElement.id") == "id_username"
    page.keyboard.type("m-1")
    press("Tab")
    page.keyboard.type(PASSWORD)
    press("Enter")
    page.wait_for_url(lambda url: path_of(url) == "/records/persons/")
    tab_to(page, "[href='/records/persons/person-1/']")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "where the focus is can be seen"
    press("Enter")
    page.wait_for_url(lambda url: path_of(url) == "/records/persons/person-1/")
    tab_to(page, ".sign-out button")
    press("Enter")
    page.wait_for_url(lambda url: path_of(url) == "/sign-in/")
    visitor.open("/records/persons/")
    assert path_of(page.url) == "/sign-in/"


def test_the_language_is_switched_on_the_page_where_one_is(visitors):
    visitor = visitors(viewport=WIDE, locale="en-GB")
    visitor.sign_in()
    visitor.open("/records/sources/?gap=sources-not-judged")
    visitor.page.get_by_role("button", name="Қазақша").click()
    visitor.page.wait_for_load_state()
    assert visitor.page.url == visitor.home + "/records/sources/?gap=sources-not-judged"
    assert visitor.page.evaluate("document.documentElement.lang") == "kk"
    visitor.page.get_by_role("button", name="Русский").click()
    visitor.page.wait_for_load_state()
    assert visitor.page.evaluate("document.documentElement.lang") == "ru"
    assert visitor.page.get_by_role("button", name="Русский").get_attribute("aria-current") == "true"


def test_the_pages_work_without_scripts(visitors):
    visitor = visitors(viewport=WIDE, locale="en-GB", java_script_enabled=False)
    visitor.sign_in()
    visitor.open("/figures/")
    visitor.page.locator("summary").first.click()
    assert visitor.page.locator("details[open]").count() == 1
    assert visitor.page.locator("script").count() == 0


def test_in_print_the_frame_is_left_out_and_what_was_folded_is_shown(visitors):
    visitor = visitors(viewport=WIDE, locale="en-GB")
    visitor.sign_in()
    visitor.open("/figures/")
    visitor.page.emulate_media(media="print")
    assert not visitor.page.locator("nav.main").is_visible()
    assert not visitor.page.locator(".languages").is_visible()
    assert visitor.page.locator("details li").first.is_visible()


def test_no_page_is_wider_than_a_sheet_of_paper(visitors):
    visitor = visitors(viewport={"width": 690, "height": 1000}, locale="kk-KZ")  # A4 without its margins
    visitor.sign_in()
    visitor.page.emulate_media(media="print")
    too_wide = {}
    for name, address in PAGES.items():
        visitor.open(address)
        width = visitor.page.evaluate("document.documentElement.scrollWidth")
        if width > 690:
            too_wide[name] = width
    assert too_wide == {}


def test_a_page_that_was_left_by_signing_out_is_not_shown_again_by_going_back(visitors):
    visitor = visitors(viewport=WIDE, locale="en-GB")
    visitor.sign_in()
    visitor.open("/records/persons/person-1/")
    visitor.page.get_by_role("button", name="Sign out").click()
    visitor.page.wait_for_url("**/sign-in/")
    visitor.page.go_back()
    assert visitor.page.locator("main").inner_text().startswith("Sign in")
