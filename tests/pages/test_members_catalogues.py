"""Every text of members' pages stands in Kazakh and in Russian in the catalogues, and nothing else does."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import aiqyn.web

ROOM = Path(aiqyn.web.__file__).parent
LANGUAGES = ("kk", "ru")
WORDING = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
BLANK = re.compile(r"%\((\w+)\)s|\{(\w+)\}")

Message = str | tuple[str, ...]


def said_in(source: str) -> set[Message]:
    return {message for _, message, *_ in extract("python", io.BytesIO(source.encode()), keywords=WORDING)}


@cache
def said() -> frozenset[Message]:
    """Every text that the room's code and templates can say."""
    code = {message for file in ROOM.rglob("*.py") for message in said_in(file.read_text("utf-8"))}
    templates = {
        message
        for file in ROOM.rglob("*.html")
        for message in said_in(templatize(file.read_text("utf-8"), origin=file.name))
    }
    assert code
    assert templates
    return frozenset(code | templates)


@cache
def catalogue(language: str) -> Catalog:
    path = ROOM / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def entries(language: str) -> Mapping[Message, tuple[str, ...]]:
    return {
        tuple(message.id) if not isinstance(message.id, str) else message.id: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string)
        )
        for message in catalogue(language)
        if message.id and not message.fuzzy
    }


def blanks(text: str) -> set[str]:
    return {one or other for one, other in BLANK.findall(text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_pages_has_its_translation(language):
    translated = entries(language)
    assert {message for message in said() if not all(translated.get(message, ("",)))} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_of_a_text_that_no_page_shows(language):
    assert set(entries(language)) - said() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_blanks_of_their_texts(language):
    wrong = {
        message: forms
        for message, forms in entries(language).items()
        for form in forms
        if blanks(form) != blanks(message if isinstance(message, str) else message[0])
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_counted_texts_have_as_many_forms_as_the_language(language):
    forms = catalogue(language).num_plurals
    assert [
        message
        for message, given in entries(language).items()
        if isinstance(message, tuple) and len(given) != forms
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_translated_twice(language):
    text = (ROOM / "locale" / language / "LC_MESSAGES" / "django.po").read_text("utf-8")
    ids = re.findall(r"^msgid (.*)$", text, re.MULTILINE)
    assert sorted({id for id in ids if ids.count(id) > 1}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_in_english(language):
    same = {message for message, forms in entries(language).items() if message in forms}
    assert same <= {"SHA-256", "id"}
