"""What a published report promises, whatever is in the release."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from dossiers import whole_dossier
from factories import a_policy, a_release, an_empty_dossier, three, with_texts
from pypdf import PdfReader

import aiqyn.publication.publishing as publishing
from aiqyn.core.dates import EdtfDate
from aiqyn.core.disclosure import cut_down, release_json
from aiqyn.core.figures import Attribute, Figure, Stated
from aiqyn.core.inquiry import KINDS, Act, ActLink, PersonName
from aiqyn.core.spreadsheets import defused
from aiqyn.core.values import LocalisedText
from aiqyn.publication import MANIFEST, FolderNotOurs, publish
from aiqyn.publication.data import as_csv, tables_of
from aiqyn.publication.report import build_report
from aiqyn.publication.report.blocks import Plate
from aiqyn.publication.report.reading import as_it_went
from aiqyn.publication.report.text import Linked, say_counted
from aiqyn.publication.wording import Worder, visible

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A report of an inquiry with something of every kind, in all languages."""
    return publish(a_release(), tmp_path_factory.mktemp("report") / "out")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


class Page(HTMLParser):
    """A page taken apart: its elements with their attributes, its ids, its words."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if attributes.get("id")]

    def attribute(self, name: str) -> Iterator[str]:
        return (attributes[name] or "" for _, attributes in self.elements if name in attributes)


def pages_of(published) -> dict[str, Page]:
    return {name: Page((published.folder / name).read_text(encoding="utf-8")) for name in published.pages}


def pdf_text(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def squeezed(text: str) -> str:
    """Without what line breaks and hyphens do to a text on its way through a PDF."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", text)


# What is written --------------------------------------------------------------------------------


def test_a_report_is_a_door_pages_documents_and_data_in_three_languages(published):
    names = files(published.folder)
    assert {"index.html", "data/release.json", MANIFEST} <= names.keys()
    assert published.documents == tuple(f"aiqyn-small.{language}.pdf" for language in LANGUAGES)
    for language in LANGUAGES:
        assert {
            f"{language}/{page}.html"
            for page in (
                "index",
                "chronology",
                "figures",
                "cases",
                "case-person-1",
                "findings",
                "recommendations",
                "method",
                "withheld",
                "check",
                "bodies",
                "glossary",
            )
        } <= names.keys()
    assert published.size == sum(map(len, names.values()))


def test_the_door_says_in_each_language_what_is_behind_it(published):
    door = Page((published.folder / "index.html").read_text(encoding="utf-8"))
    assert {"kk", "ru", "en"} <= set(door.attribute("lang"))
    assert "Малое расследование" in door.text
    assert "A small inquiry" in door.text
    hrefs = set(door.attribute("href"))
    assert {"kk/index.html", "ru/index.html", "en/index.html", "aiqyn-small.kk.pdf"} <= hrefs


def test_every_released_record_has_a_permanent_address(published):
    release = a_release()
    pages = pages_of(published)
    for language in LANGUAGES:
        ids = {
            anchor for name, page in pages.items() if name.startswith(f"{language}/") for anchor in page.ids
        }
        for kind, records in release.records.items():
            assert {f"{kind}-{record}" for record in records} <= ids
        assert {
            "steps-step-1",
            "requests-request-1",
            "motions-motion-1",
            "examinations-examination-1",
            "promises-promise-1",
            "assignments-assignment-1",
        } <= ids


def test_every_link_leads_somewhere_and_no_id_is_given_twice(published):
    pages = pages_of(published)
    for name, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), name
        for href in page.attribute("href"):
            path, _, anchor = href.partition("#")
            target = os.path.normpath(os.path.join(os.path.dirname(name), path)) if path else name
            assert (published.folder / target).is_file(), (name, href)
            if anchor:
                assert anchor in pages[target].ids, (name, href)


def test_no_page_loads_or_runs_anything_but_its_stylesheet(published):
    for name, page in pages_of(published).items():
        tags = {tag for tag, _ in page.elements}
        assert not tags & {"script", "style", "iframe", "object", "embed", "img", "form", "base", "font"}, (
            name
        )
        assert not [
            attribute
            for _, attributes in page.elements
            for attribute in attributes
            if attribute.startswith("on") or attribute == "style"
        ], name
        sheets = [
            attributes
            for tag, attributes in page.elements
            if tag == "link" and attributes["rel"] == "stylesheet"
        ]
        assert len(sheets) == 1
        policy = next(
            attributes["content"]
            for tag, attributes in page.elements
            if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy


def test_the_manifest_names_every_file_with_its_hash(published):
    import hashlib

    told = json.loads((published.folder / MANIFEST).read_text())
    actual = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files(published.folder).items()
        if name != MANIFEST
    }
    assert told == {"release": "small-1", "files": actual}


def test_the_same_release_gives_the_same_bytes_in_another_process(tmp_path):
    code = (
        "import sys; from pathlib import Path; from factories import a_release; from aiqyn.publication import publish; "
        'publish(a_release(), Path(sys.argv[1]), languages=("kk",))'
    )
    for seed in ("1", "2"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(["tests", "src"]),
            "TZ": f"Etc/GMT-{seed}",
        }
        subprocess.run([sys.executable, "-c", code, str(tmp_path / seed)], check=True, env=environment)
    assert files(tmp_path / "1") == files(tmp_path / "2")


def test_nothing_of_the_machine_or_the_moment_is_in_the_report(published):
    content = b"".join(files(published.folder).values())
    for canary in (published.folder, Path.cwd(), Path(publishing.__file__).parent, Path.home()):
        assert str(canary).encode() not in content
    for language in LANGUAGES:
        metadata = PdfReader(published.folder / f"aiqyn-small.{language}.pdf").metadata
        assert {metadata["/CreationDate"], metadata["/ModDate"]} == {"D:20220520000000Z"}


def test_each_step_is_told_and_the_last_one_completes_the_count(tmp_path):
    told: list[tuple[int, int, str]] = []
    publish(a_release(), tmp_path / "out", languages=("kk",), progress=lambda *step: told.append(step))
    done, total, _ = told[-1]
    assert done == total == len(files(tmp_path / "out"))
    assert [step[0] for step in told] == list(range(total + 1))


# All or nothing ---------------------------------------------------------------------------------


def test_a_report_that_fails_half_way_leaves_the_earlier_one_as_it_was(tmp_path, monkeypatch):
    publish(a_release(), tmp_path / "out", languages=("en",))
    before = files(tmp_path)

    def fail(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(publishing, "document", fail)
    with pytest.raises(OSError, match="no space left"):
        publish(a_release(id="small-2"), tmp_path / "out", languages=("en",))
    assert files(tmp_path) == before


def test_a_new_report_replaces_an_earlier_one_whole(tmp_path):
    publish(a_release(), tmp_path / "out", languages=("kk", "en"))
    publish(a_release(id="small-2"), tmp_path / "out", languages=("en",))
    names = files(tmp_path).keys()
    assert not [name for name in names if "/kk/" in name or ".kk." in name or not name.startswith("out/")]
    assert b"small-2" in (tmp_path / "out/en/index.html").read_bytes()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderNotOurs, match="no report") as refusal:
        publish(a_release(), tmp_path)
    assert refusal.value.because.in_language("ru").startswith(f"В папке {tmp_path} есть файлы")
    assert files(tmp_path) == {"thesis.txt": b"years of work"}


@pytest.mark.parametrize("languages", [(), ("en", "en")])
def test_languages_are_named_once_each_and_at_least_one(tmp_path, languages):
    with pytest.raises(ValueError, match="each language once"):
        publish(a_release(), tmp_path / "out", languages=languages)


# Texts of others --------------------------------------------------------------------------------

HOSTILE = '<script>alert(1)</script> #import "x" $y$ #panic() [*_`a`_*] \\ @b <c> {{ 7*7 }} {x} %s &amp; "q" \'r\' // /* ~ -- =1'


def test_text_that_looks_like_code_stands_as_text_in_pages_and_documents(tmp_path):
    dossier = with_texts(whole_dossier(), lambda text: LocalisedText(en=HOSTILE))
    published = publish(a_release(dossier), tmp_path / "out", languages=("en",))
    for name, page in pages_of(published).items():
        tags = {tag for tag, _ in page.elements}
        assert not tags & {"script", "c", "b"}, name
    text = pages_of(published)["en/case-person-1.html"].text
    assert HOSTILE in text
    assert squeezed(HOSTILE) in squeezed(pdf_text(published.folder / "aiqyn-small.en.pdf"))


def test_a_name_cannot_turn_round_the_sentence_it_stands_in():
    assert visible("a\u202egnp.exe\u2066\x00") == "a[U+202E]gnp.exe[U+2066][U+0000]"
    assert visible("Әлихан Ә.\n\tІ") == "Әлихан Ә.\n\tІ"


def test_a_letter_that_no_font_of_the_document_has_is_told_by_its_number(tmp_path):
    dossier = whole_dossier()
    inquiry = dossier.inquiry.model_copy(update={"title": three("中 Қ ქ 🙂")})
    publish(a_release(dossier.model_copy(update={"inquiry": inquiry})), tmp_path / "out", languages=("en",))
    text = pdf_text(tmp_path / "out" / "aiqyn-small.en.pdf")
    assert "[U+4E2D] Қ ქ [U+1F642]" in text
    assert "中 Қ ქ 🙂" in (tmp_path / "out/en/index.html").read_text(encoding="utf-8")


def test_a_text_that_lacks_the_readers_language_is_shown_in_another_and_says_so(published):
    page = pages_of(published)["kk/case-person-1.html"]
    assert ("bdi", {"lang": "en"}) in page.elements
    assert "a man in his forties [ағылшын тілінде]" in page.text
    assert "a man in his forties [" not in pages_of(published)["en/case-person-1.html"].text


def test_a_statement_keeps_its_own_language_beside_its_translation(published):
    page = pages_of(published)["en/method.html"]
    assert ("bdi", {"lang": "ru"}) in page.elements
    assert "Меня ударили.\r\n\n  И ещё раз.\n".replace("\r", "") in page.text.replace("\r", "").replace(
        "[U+000D]", ""
    )
    assert "I was hit." in page.text


# Words, dates, numbers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "number", "told"),
    [
        ("ru", 1, "1 событие"),
        ("ru", 3, "3 события"),
        ("ru", 11, "11 событий"),
        ("ru", 21, "21 событие"),
        ("kk", 5, "5 оқиға"),
        ("en", 1, "1 event"),
        ("en", 0, "0 events"),
        ("en", 1234567, "1,234,567 events"),
        ("ru", 1234567, "1\u00a0234\u00a0567 событий"),
        ("kk", 1234567, "1\u00a0234\u00a0567 оқиға"),
    ],
)
def test_numbers_and_what_they_count_agree_in_the_readers_language(language, number, told):
    assert Worder(language).plain(say_counted("{number} event", "{number} events", number)) == told


def test_dates_are_told_in_the_readers_language_and_as_sure_as_they_are(published):
    pages = pages_of(published)
    assert (
        "примерно 5 января 2022 года, 17:00" in pages["ru/chronology.html"].text
        or "примерно 5 января 2022 года".capitalize() in pages["ru/chronology.html"].text
    )
    assert "2022 жылғы 20 мамыр" in pages["kk/index.html"].text
    assert "20 May 2022" in pages["en/index.html"].text


def test_a_figure_is_never_printed_without_unit_who_stated_it_and_when(published):
    table = pages_of(published)["en/figures.html"].text
    assert re.search(r"F1\s+Deaths\s+232\s+person\s+TO\s+21 April 2022\s+report: F1", table)
    assert re.search(
        r"F2\s+Deaths: civilian\s+more than 232 \(F1\)\s+person\s+The ministry\s+date not told\s+not told",
        table,
    )


def with_figures(*figures: Figure) -> str:
    """The English page on figures of an inquiry with these."""
    dossier = whole_dossier()
    measure = dossier.measures["deaths"].model_copy(update={"rules": ()})
    changed = dossier.model_copy(update={"measures": {"deaths": measure}, "figures": figures, "findings": ()})
    report = build_report(a_release(changed))
    return json.dumps(next(page for page in Worder("en").report(report)["pages"] if page["key"] == "figures"))


def figure(figure_id: str, value: int | Stated, day: str = "2022-04-21", **where: str) -> Figure:
    return Figure(
        id=figure_id, measure="deaths", where=where, value=value, stated_by="office", as_of=EdtfDate(day)
    )


def test_figures_that_cannot_all_be_true_are_told_with_the_arithmetic_and_drawn():
    page = with_figures(
        figure("F1", 232), figure("F2", 213, status="civilian"), figure("F3", 20, status="official")
    )
    assert "F2 (213, TO, 21 April 2022) + F3 (20, TO, 21 April 2022) = 233" in page
    assert "drawing-conflict-1" in page
    assert "No figure here contradicts another" not in page


def test_parts_that_leave_nothing_and_parts_that_leave_a_rest_are_told_and_drawn_as_such():
    whole = with_figures(
        figure("F1", 232), figure("F2", 213, status="civilian"), figure("F3", 19, status="official")
    )
    assert "Laid end to end, the parts are as long as the whole." in whole
    assert "No figure here contradicts another" in whole
    dossier = whole_dossier()
    loose = Attribute(values=("civilian", "official"), exhaustive=False)
    measure = dossier.measures["deaths"].model_copy(update={"rules": (), "attributes": {"status": loose}})
    figures = (figure("F1", 232), figure("F2", 213, status="civilian"), figure("F3", 9, status="official"))
    changed = dossier.model_copy(update={"measures": {"deaths": measure}, "figures": figures, "findings": ()})
    page = json.dumps(Worder("en").report(build_report(a_release(changed)))["pages"][2])
    assert "The parts leave up to 10 of the whole without a stated part." in page
    assert "no part is stated for these" in page


def test_a_count_that_nobody_states_is_told_with_its_arithmetic_and_its_assumptions(published):
    text = " ".join(pages_of(published)["en/figures.html"].text.split())
    assert "Deaths date not told at least 233 at least 233: 233 (F2) nothing but the figures" in text
    assert "Deaths: official date not told exactly 0 — A1 without A1: no bound" in text


def test_figures_that_rest_on_what_is_not_released_are_shown_but_not_checked():
    page = with_figures(figure("F1", Stated(more_than="F9")))
    assert "could not be checked together" in page


def test_reported_findings_are_marked_as_reported_and_own_ones_carry_their_standard(tmp_path):
    dossier = whole_dossier()
    own = dossier.findings[0]
    reported = own.model_copy(update={"id": "finding-2", "made_by": "office", "standard": None})
    published = publish(
        a_release(dossier.model_copy(update={"findings": (own, reported)})),
        tmp_path / "out",
        languages=("en",),
    )
    text = pages_of(published)["en/findings.html"].text
    assert "The Commission has reasonable grounds to believe that It was done often" in text
    assert "Reported: concluded by TO" in text
    assert "TO concludes: It was done often" in text


def test_what_the_state_did_not_do_is_told_beside_what_it_did(published):
    text = pages_of(published)["en/case-person-1.html"].text
    for told in (
        "No reply in substance to: What was done?. What came was rated: generic.",
        "Not granted (denied): Name them",
        "The result was not given to the family or the lawyer: ballistic",
        "Promised and not kept: a result",
        "No suspect named, as far as the sources tell: The case",
    ):
        assert told in " ".join(text.split()), told


def test_an_inquiry_without_records_has_its_empty_states_and_no_empty_page(tmp_path):
    published = publish(
        a_release(an_empty_dossier(), withheld=[], commitments=[], ledger=None), tmp_path / "out"
    )
    pages = pages_of(published)
    for language in LANGUAGES:
        for name in ("chronology", "figures", "cases", "findings", "recommendations", "check"):
            page = pages[f"{language}/{name}.html"]
            assert any("notice" in (attributes.get("class") or "") for _, attributes in page.elements), name
    assert "This release holds no figure." in pages["en/figures.html"].text


# The document -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            (
                "Summary",
                "What happened",
                "The office",
                "No suspect named, as far as the sources tell",
                "A small inquiry",
            ),
        ),
        (
            "ru",
            (
                "Краткое изложение",
                "Что произошло",
                "Контора",
                "Подозреваемый не назван, насколько сообщают источники",
                "Малое расследование",
            ),
        ),
        (
            "kk",
            (
                "Қысқаша мазмұны",
                "Не болды",
                "Дереккөздер айтқанынша, күдікті аталмаған",
                "Тоқаев Қ. Ж.",
                "Мұны қалай тексеруге болады",
                "һ",
            ),
        ),
    ],
)
def test_the_document_says_in_its_language_what_the_site_says(published, language, sentences):
    text = squeezed(pdf_text(published.folder / f"aiqyn-small.{language}.pdf"))
    for sentence in sentences[:-1] if language == "kk" else sentences:
        assert squeezed(sentence) in text, sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_numbered_paragraph_of_the_site_is_in_the_document(published, language):
    text = squeezed(pdf_text(published.folder / f"aiqyn-small.{language}.pdf"))
    worded = Worder(language).report(build_report(a_release()))
    paragraphs = [
        block for page in worded["pages"] for block in page["blocks"] if block["block"] == "paragraph"
    ]
    assert len(paragraphs) > 10
    for paragraph in paragraphs:
        assert squeezed("".join(run["text"] for run in paragraph["text"])) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_is_tagged_titled_and_in_its_language(published, language):
    reader = PdfReader(published.folder / f"aiqyn-small.{language}.pdf")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith(language)
    title = {"kk": "Малое расследование", "ru": "Малое расследование", "en": "A small inquiry"}[language]
    assert reader.metadata.title.startswith(title)
    assert reader.metadata.creation_date.date().isoformat() == "2022-05-20"
    assert "pdfuaid" in reader.xmp_metadata.stream.get_data().decode()


# Data -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+7 701", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_spreadsheet_takes_a_text_for_a_formula(text):
    assert defused(text) == f"'{text}"
    assert defused(f"a{text}") == f"a{text}"


def test_tables_hold_every_record_and_read_back_as_csv():
    release = a_release()
    tables = {table.name: table for table in tables_of(release)}
    of_estimates = {f"estimation-unlisted-{what}" for what in ("estimates", "overlaps")}
    assert tables.keys() == {kind for kind in KINDS if kind in release.records} | of_estimates | {"withheld"}
    persons = list(csv.DictReader(io.StringIO(as_csv(tables["persons"]).removeprefix("\ufeff"))))
    assert [row["id"] for row in persons] == ["person-1", "person-2"]
    assert persons[0]["description.en"] == "a man in his forties"
    assert json.loads(persons[0]["relations"]) == [{"kind": "spouse_of", "person": "person-2"}]


def test_what_a_table_holds_is_told_on_the_page_with_its_rows(published):
    text = " ".join(pages_of(published)["en/check.html"].text.split())
    assert "data/persons.csv Persons 2" in text
    assert set(published.data) == {f"data/{table.name}.csv" for table in tables_of(a_release())} | {
        "data/release.json"
    }


# The report before its language -----------------------------------------------------------------


def texts_in(value) -> Iterator[object]:
    if dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from texts_in(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_in(item)


def test_addresses_are_unique_in_the_whole_report_and_every_link_has_one():
    report = build_report(a_release())
    addresses = [anchor for anchor, _ in report.anchors()]
    assert len(addresses) == len(set(addresses))
    wanted = {text.anchor for text in texts_in(report) if isinstance(text, Linked)}
    assert wanted <= set(addresses)


def test_no_id_of_a_record_can_take_the_address_of_something_else():
    dossier = whole_dossier()
    first = dossier.persons[0].model_copy(update={"relations": ()})
    act = dossier.acts[0].model_copy(update={"links": (), "witnesses": ()})
    ids = ("who", "1", "1-2", "1-acts", "1-course", "events", "s", "1-name")
    persons = tuple(first.model_copy(update={"id": each}) for each in ids)
    acts = tuple(act.model_copy(update={"id": each, "victim": each}) for each in ids)
    events = tuple(
        dossier.events[1].model_copy(update={"id": each})
        for each in ("week", "shooting", "in-cases", "by-office")
    )
    findings = tuple(
        dossier.findings[0].model_copy(update={"id": each, "made_by": "office"})
        for each in ("by-office", "1")
    )
    changed = dossier.model_copy(
        update={
            "persons": persons,
            "acts": acts,
            "events": events,
            "findings": findings,
            "proceedings": (),
            "groups": (),
            "statements": (),
            "consents": (),
            "recommendations": (),
        }
    )
    addresses = [anchor for anchor, _ in build_report(a_release(changed)).anchors()]
    assert len(addresses) == len(set(addresses))


def test_kin_and_parties_of_one_proceeding_make_one_case_and_officials_tie_nothing():
    dossier = whole_dossier()
    first = dossier.persons[0]
    others = (
        first.model_copy(update={"id": "child", "relations": ()}),
        first.model_copy(update={"id": "stranger", "relations": ()}),
    )
    tied = first.model_copy(
        update={
            "relations": (first.relations[0].model_copy(update={"kind": "parent_of", "person": "child"}),)
        }
    )
    report = build_report(
        a_release(dossier.model_copy(update={"persons": (tied, dossier.persons[1], *others)}))
    )
    cases = {page.key for page in report.pages if page.parent == "cases"}
    assert cases == {"case-person-1"}
    told = dict(report.anchors())
    assert told["persons-child"] == "case-person-1"
    assert told["persons-person-2"] == "cases"
    assert told["persons-stranger"] == "cases"


def test_acts_stand_as_they_went_where_their_dates_do_not_tell():
    def act(act_id: str, date: str | None, *followed_by: str) -> Act:
        links = tuple(ActLink(kind="followed_by", act=each) for each in followed_by)
        when = EdtfDate(date) if date else None
        return Act(
            id=act_id,
            type="detained",
            event="week",
            victim="person-1",
            date=when,
            links=links,
            cites=("report",),
        )

    told = [
        act("a", "2022-01-09", "c"),
        act("b", "2022-01-09", "a"),
        act("c", None, "d"),
        act("d", "2022-01-20"),
        act("e", None),
        act("x", None, "y"),
        act("y", None, "x"),
    ]
    assert [each.id for each in as_it_went(told)] == ["b", "a", "c", "d", "e", "x", "y"]


CANARY = "Сейтқали Нұрланұлы Қарағанды-7719"


def test_what_was_withheld_is_in_no_page_document_or_table(tmp_path):
    """From the whole inquiry through disclosure to the last file: a planted secret comes out nowhere."""
    dossier = whole_dossier()
    planted = dossier.persons[0].model_copy(
        update={"names": (PersonName(text=CANARY),), "note": three(f"home of {CANARY}"), "is_child": True}
    )
    statement = dossier.statements[0].model_copy(update={"text": f"Меня зовут {CANARY}.", "passages": ()})
    secret = dossier.model_copy(update={"persons": (planted, dossier.persons[1]), "statements": (statement,)})
    cut = cut_down(
        secret,
        a_policy(),
        id="small-1",
        title=three("First release"),
        as_of=EdtfDate("2022-05-20"),
        commitments={
            (kind, thing.id): f"{kind}-{thing.id}" for kind in KINDS for thing in secret.all_of(kind)
        },
        order_key=b"k" * 32,
    )
    published = publish(cut.release, tmp_path / "out")
    everything = {
        name: content for name, content in files(published.folder).items() if not name.endswith(".pdf")
    }
    texts = [content.decode("utf-8") for content in everything.values()]
    texts += [pdf_text(published.folder / name) for name in published.documents]
    assert len(texts) > 40
    for word in (*CANARY.split(), "7719", "сейтқали", "Seitkali"):
        assert not [text for text in texts if word.casefold() in text.casefold()], word


def test_an_open_request_is_known_to_be_open_only_as_far_as_its_sources_see():
    dossier = whole_dossier()
    case = dossier.proceedings[0]
    unanswered = case.requests[0].model_copy(update={"replies": (), "date": EdtfDate("2022-02-01")})
    changed = case.model_copy(update={"requests": (unanswered,)})
    report = build_report(
        a_release(dossier.model_copy(update={"proceedings": (changed, dossier.proceedings[1])}))
    )
    page = next(page for page in report.pages if page.key == "case-person-1")
    timeline = next(block.drawing for block in page.blocks if isinstance(block, Plate))
    wait = next(mark for part in timeline.parts for mark in part.marks if mark.waiting and mark.start)
    # From 1 February to 31 May 2022: the report that tells of it is of May; the release is of 20 May.
    assert (wait.start, wait.end) == (19024, 19143)
    assert Worder("en").plain(wait.when) == "1 February 2022; no reply known by May 2022"


def test_the_data_holds_the_release_byte_for_byte(published):
    assert (published.folder / "data/release.json").read_bytes() == release_json(a_release())
