"""How many are on no list, in the report: numbers that are live, refusals with reasons, nothing unsaid."""

from __future__ import annotations

import re
from functools import cache

import pytest
from dossiers import COUNTS, text, whole_dossier
from factories import a_release
from pypdf import PdfReader

from aiqyn.core.disclosure import Release
from aiqyn.core.estimation.results import EstimationResult
from aiqyn.core.inquiry import Dossier
from aiqyn.publication import publish
from aiqyn.publication.report import build_report
from aiqyn.publication.report.blocks import Page, Plate
from aiqyn.publication.report.estimate_plates import SIMULATED
from aiqyn.publication.wording import Worder

LANGUAGES = ("kk", "ru", "en")
TWO_LISTS = "letters,hospital,count\n1,0,120\n0,1,95\n1,1,30\n"


@cache
def release() -> Release:
    return a_release()


def page_of(made: Release) -> Page | None:
    return next((page for page in build_report(made).pages if page.key == "unlisted"), None)


def told(made: Release, language="en", key="unlisted") -> str:
    """All words of a page."""
    worder = Worder(language)
    worded = next(page for page in worder.report(build_report(made))["pages"] if page["key"] == key)
    return " ".join("".join(_words(worded)).split())


def _words(value: object) -> list[str]:
    if isinstance(value, dict):
        if "text" in value and isinstance(value["text"], str):
            return [value["text"]]
        return [word for name, item in value.items() if name != "block" for word in [*_words(item), " "]]
    if isinstance(value, list):
        apart = [" "] if any(isinstance(item, list) for item in value) else []
        return [word for item in value for word in [*_words(item), *apart]]
    return []


def changed(**fields: object) -> Dossier:
    dossier = whole_dossier()
    estimation = dossier.estimations[0].model_copy(update=fields)
    return dossier.model_copy(update={"estimations": (estimation,)})


def grouped(number: int, language: str) -> str:
    return Worder(language).plain(_count(number))


def _count(number: int):
    from aiqyn.publication.report.text import Count

    return Count(number)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_text_is_that_of_the_estimate(language):
    words = told(release(), language)
    result: EstimationResult = release().estimates["unlisted"]
    assert grouped(result.documented, language) in words
    for one in result.estimates:
        assert not one.is_refused
        for number in (one.median, one.low, one.high):
            assert grouped(number, language) in words
    best = result.estimates[0]
    assert grouped(best.median - result.documented, language) in words
    assert "90" in words


def test_the_page_tells_the_question_before_the_answer_and_the_doubt_after_it():
    words = told(release())
    order = [
        "Simulated data: no real person is counted here.",
        "Who is counted: People who died",
        "On at least one of them are 198 people.",
        "What the methods say",
        "of whom about",
        "How the lists overlap",
        "Held against what is stated",
        "What must be true for these numbers",
        "What no method can tell",
        "What would have to be true for another number",
        "How to make it again",
    ]
    places = [words.index(part) for part in order]
    assert places == sorted(places)


def test_a_stated_number_is_placed_beside_every_estimate():
    words = told(release())
    best = release().estimates["unlisted"].estimates[0]
    below, within, above = (
        int(best.low > 232),
        int(best.low <= 232 <= best.high),
        int(best.high < 232),
    )
    assert (
        f"Of the 1 estimates, it lies below the interval of {below}, within that of {within} and above that of {above}."
        in words
    )


def test_a_stated_number_below_what_is_documented_is_called_so():
    figures = (whole_dossier().figures[0].model_copy(update={"value": 150}), whole_dossier().figures[1])
    made = a_release(whole_dossier().model_copy(update={"figures": figures}))
    assert "More people than that are documented on the lists: 198." in told(made)


def test_simulated_data_are_called_so_in_every_drawing_and_on_the_first_page():
    page = page_of(release())
    plates = [block for block in page.blocks if isinstance(block, Plate)]
    assert len(plates) >= 4
    assert all(plate.drawing.stamp == SIMULATED for plate in plates)
    assert "(Simulated.)" in told(release(), key="index")
    real = a_release(changed(simulated=False))
    assert "Simulated" not in told(real)
    assert "Simulated" not in told(real, key="index")


def test_lists_are_told_with_their_source_and_whom_alone_they_can_hold():
    words = told(release())
    assert re.search(r"Letters to families letters 98 letter everyone", words)
    assert "The court's list court 72 not told only: people of Almaty" in words


def test_a_release_without_estimation_has_no_such_page_and_no_word_of_it():
    made = a_release(whole_dossier().model_copy(update={"estimations": ()}))
    assert page_of(made) is None
    assert "no list" not in told(made, key="index").replace("There is no list of names", "")


def test_a_refusal_is_told_with_its_reason_what_would_be_needed_and_what_it_does_not_mean():
    lists = whole_dossier().estimations[0].lists[:2]
    made = a_release(changed(counts=(TWO_LISTS,), lists=lists))
    words = told(made)
    assert "No method gives a number" in words
    assert "That is no finding that there are none." in words
    assert "Only 2 of the at least 3 lists that are needed" in words
    assert "What would be needed: Another list of the same people" in words
    assert "how many more can't be told from these lists" in told(made, key="index")
    assert "there are about" not in words


def test_samples_of_a_linkage_are_told_and_their_overlaps_are_spans():
    other = COUNTS.replace("1,1,1,4", "1,1,1,6")
    made = a_release(changed(counts=(COUNTS, other), compared_with=()))
    words = told(made)
    assert "2 ways in which the records may belong together were counted" in words
    assert "6 to 8" in words


def test_counts_that_are_withheld_are_said_to_be_and_not_drawn():
    result = release().estimates["unlisted"].without_counts()
    dossier = changed(counts=())
    made = a_release(dossier.model_copy(update={"estimations": ()}))
    record = dossier.estimations[0].model_dump(mode="json", exclude_defaults=True)
    made = made.model_copy(
        update={
            "records": {**made.records, "estimations": {"unlisted": record}},
            "decisions": {
                **made.decisions,
                "estimations": {"unlisted": release().decisions["estimations"]["unlisted"]},
            },
            "estimates": {"unlisted": result},
        }
    )
    words = told(made)
    assert "nobody outside the inquiry can make these estimates again" in words
    assert "aiqyn redo" not in words
    assert "How the lists overlap" not in words
    assert "Letters to families letters not told" in words


def test_how_to_make_it_again_is_told_with_all_that_decides_it():
    words = told(release())
    result = release().estimates["unlisted"]
    assert result.data_sha256[0] in words
    assert f"Version of numpy {result.versions['numpy']}" in words
    page = page_of(release())
    assert ("aiqyn redo bundle",) in [getattr(block, "lines", None) for block in page.blocks]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_printed_report_tells_the_same_with_the_drawings_words(tmp_path, language):
    dossier = changed(title=text("How many died"))
    publish(a_release(dossier), tmp_path / "out", languages=(language,))
    pages = PdfReader(tmp_path / "out" / f"aiqyn-small.{language}.pdf").pages
    printed = "".join("".join(page.extract_text() for page in pages).split())
    expected = {
        "en": ("Howmanyareonnolist", "Howlikelyeachnumberis", "Simulateddata"),
        "ru": ("Сколькихнетниводномсписке", "Насколько", "Смоделированныеданные"),
        "kk": ("Ешбіртізімдежоқтарқанша", "Әрсанныңықтималдығықандай", "Модельденгендеректер"),
    }
    for words in expected[language]:
        assert words in printed, words


def test_data_files_hold_every_estimate_and_every_overlap(tmp_path):
    published = publish(a_release(), tmp_path / "out", languages=("en",))
    assert "data/estimation-unlisted-estimates.csv" in published.data
    lines = (tmp_path / "out/data/estimation-unlisted-overlaps.csv").read_text("utf-8").splitlines()
    assert lines[0].lstrip("\ufeff") == "letters,hospital,court,count_least,count_most"
    assert "1,0,0,60,60" in lines
