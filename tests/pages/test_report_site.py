"""The report's site in a real browser: opened from disk, without scripts, in light and dark, wide and narrow.

A screenshot of each page goes to the folder that AIQYN_SCREENSHOTS names, where it names one.
"""

from __future__ import annotations

import pytest
from browsing import PHONE, WIDE, barriers
from factories import a_release
from january_2022 import released

from aiqyn.publication import publish

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A report of an inquiry with something of every kind."""
    return publish(a_release(), tmp_path_factory.mktemp("report") / "site")


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The report that the demo makes: real words, of real lengths."""
    return publish(released().release, tmp_path_factory.mktemp("example") / "site")


def pages_of(report, language: str) -> list[str]:
    return [name for name in report.pages if name.startswith(f"{language}/") or name == "index.html"]


@pytest.mark.parametrize(
    ("of", "language", "scheme"),
    [("report", "kk", "light"), ("report", "ru", "dark"), ("example", "en", "light")],
)
def test_no_page_has_a_barrier_that_a_machine_can_find(of, language, scheme, request, chromium, axe, picture):
    report = request.getfixturevalue(of)
    context = chromium.new_context(viewport=WIDE, color_scheme=scheme)
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for name in pages_of(report, language):
        page.goto((report.folder / name).as_uri())
        if problems := barriers(page, axe):
            found[name] = problems
        if of == "report":
            picture(page, f"report-{scheme}-{name}")
    context.close()
    assert not found, found


def test_a_reader_without_scripts_and_network_gets_all_of_it(report, chromium):
    context = chromium.new_context(viewport=WIDE, java_script_enabled=False, offline=True)
    page = context.new_page()
    requested: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    for name in report.pages:
        page.goto((report.folder / name).as_uri())
        assert page.locator("h1").count() == 1, name
    context.close()
    assert complaints == []
    assert {url for url in requested if not url.startswith(report.folder.as_uri())} == set()


def test_the_stylesheet_is_applied_to_pages_that_are_opened_from_disk(report, chromium):
    page = chromium.new_page(viewport=WIDE, color_scheme="light")
    page.goto((report.folder / "kk" / "index.html").as_uri())
    accent = page.locator("main .files a").first.evaluate("element => getComputedStyle(element).color")
    page.close()
    assert accent == "rgb(138, 28, 28)"


def test_the_policy_stops_a_script_that_got_into_a_page(report, chromium, tmp_path):
    """Nothing gets in; should it ever, the browser itself refuses to run it."""
    forged = tmp_path / "forged.html"
    page_text = (report.folder / "en" / "index.html").read_text(encoding="utf-8")
    forged.write_text(
        page_text.replace("</main>", "<script>document.title = 'run'</script></main>"), encoding="utf-8"
    )
    page = chromium.new_page()
    page.goto(forged.as_uri())
    title = page.title()
    page.close()
    assert title != "run"


@pytest.mark.parametrize("of", ["report", "example"])
def test_every_page_can_be_walked_to_from_the_door(of, request, chromium):
    report = request.getfixturevalue(of)
    page = chromium.new_page()
    waiting, seen = [report.start.as_uri()], set()
    while waiting:
        address = waiting.pop().split("#")[0]
        if address in seen or not address.endswith(".html"):
            continue
        seen.add(address)
        page.goto(address)
        waiting += page.evaluate("[...document.querySelectorAll('a[href]')].map(each => each.href)")
    page.close()
    assert seen == {(report.folder / name).as_uri() for name in report.pages}


@pytest.mark.parametrize(("of", "language"), [("report", "ru"), ("example", "kk")])
def test_on_a_phone_no_page_is_wider_than_the_screen(of, language, request, chromium, picture):
    report = request.getfixturevalue(of)
    context = chromium.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
    page = context.new_page()
    too_wide = []
    for name in pages_of(report, language):
        page.goto((report.folder / name).as_uri())
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            too_wide.append((name, width))
        if of == "report":
            picture(page, f"phone-{name}")
    context.close()
    assert too_wide == []


def test_a_reader_with_a_keyboard_comes_first_to_the_content(report, chromium):
    page = chromium.new_page(viewport=WIDE)
    page.goto((report.folder / "ru" / "cases.html").as_uri())
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.getAttribute('href')")
    visible = page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    page.keyboard.press("Enter")
    target = page.evaluate("location.hash")
    page.close()
    assert (skip, visible, target) == ("#content", True, "#content")


def test_the_language_switch_leads_to_the_same_page(report, chromium):
    page = chromium.new_page(viewport=WIDE)
    page.goto((report.folder / "en" / "case-person-1.html").as_uri())
    page.get_by_role("link", name="Қазақша").click()
    address, language = page.url, page.evaluate("document.documentElement.lang")
    page.close()
    assert address == (report.folder / "kk" / "case-person-1.html").as_uri()
    assert language == "kk"


def test_print_shows_the_tables_that_the_screen_folds_away(report, chromium):
    page = chromium.new_page(viewport=WIDE)
    page.goto((report.folder / "en" / "chronology.html").as_uri())
    folded = page.locator("details table").first.is_visible()
    page.emulate_media(media="print")
    printed = page.locator("details table").first.bounding_box()
    page.close()
    assert not folded
    assert printed is not None
    assert printed["height"] > 0


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_drawing_has_a_name_and_a_reading_and_its_words_stay_within_it(report, chromium, viewport):
    page = chromium.new_page(viewport=viewport)
    drawings = 0
    for name in pages_of(report, "kk"):
        page.goto((report.folder / name).as_uri())
        for drawing in page.locator("svg:visible").all():
            drawings += 1
            assert drawing.get_attribute("role") == "img"
            title, reading = drawing.get_attribute("aria-labelledby").split()
            assert page.locator(f"#{title}").text_content()
            assert page.locator(f"#{reading}").text_content()
            assert drawing.locator("text").count() > 2
            box = drawing.bounding_box()
            assert box["x"] + box["width"] <= viewport["width"]
            for words in drawing.locator("text").all():
                inside = words.bounding_box()
                assert inside["x"] >= box["x"] - 1, words.text_content()
                assert inside["x"] + inside["width"] <= box["x"] + box["width"] + 1, words.text_content()
    page.close()
    assert drawings >= 2
