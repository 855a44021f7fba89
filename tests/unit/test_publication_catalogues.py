"""No word of a report stands outside the catalogues, and none in them is left without its translation."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from catalogue_messages import messages_in

import aiqyn.publication

ROOM = Path(aiqyn.publication.__file__).parent
LETTER = re.compile(r"[^\W\d_]")


def catalogue(language: str):
    with (ROOM / "locale" / language / "LC_MESSAGES" / "aiqyn.po").open("rb") as stream:
        return read_po(stream, locale=language)


def blanks(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def has_words(message) -> bool:
    """Whether anything is left to translate beside the blanks."""
    return isinstance(message, tuple) or bool(LETTER.search(re.sub(r"\{\w+\}", "", message)))


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_message_has_its_translation(language):
    known = {message.id: message for message in catalogue(language) if message.id}
    missing = [
        (message, where)
        for message, where in messages_in(ROOM).items()
        if has_words(message) and (message not in known or not all(_forms(known[message])))
    ]
    assert missing == []


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_translation_is_left_of_a_message_that_is_gone(language):
    wanted = messages_in(ROOM).keys()
    assert [message.id for message in catalogue(language) if message.id and message.id not in wanted] == []


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_translations_have_the_blanks_of_their_messages(language):
    for message in catalogue(language):
        if message.id:
            original = message.id if isinstance(message.id, str) else message.id[1]
            for form in _forms(message):
                assert blanks(form) == blanks(original), form
            assert not message.fuzzy


@pytest.mark.parametrize("template", sorted(ROOM.glob("templates/*.j2"), key=str), ids=lambda path: path.name)
def test_page_templates_hold_no_word_of_their_own(template):
    text = template.read_text(encoding="utf-8")
    for pattern in (r"\{#.*?#\}", r"\{%.*?%\}", r"\{\{.*?\}\}", r"<[^<>]*>"):
        text = re.sub(pattern, " ", text, flags=re.S)
    assert not LETTER.search(text), text.split()


@pytest.mark.parametrize("template", sorted(ROOM.glob("templates/*.j2"), key=str), ids=lambda path: path.name)
def test_page_templates_hold_no_word_in_attributes_that_are_read_aloud(template):
    text = template.read_text(encoding="utf-8")
    for value in re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', text):
        assert not LETTER.search(re.sub(r"\{[{%].*?[}%]\}", "", value)), value


def test_the_document_template_holds_no_word_of_its_own():
    text = (ROOM / "templates" / "report.typ").read_text(encoding="utf-8")
    code = "\n".join(line.split("//")[0] for line in text.splitlines())
    strings = set(re.findall(r'"([^"]*)"', code))
    fonts = {"Libertinus Serif", "DejaVu Sans Mono"}
    assert {string for string in strings - fonts if " " in string.strip() and LETTER.search(string)} == set()
    for content in re.findall(r"\[([^\[\]]*)\]", code):
        without_code = re.sub(r"#[\w.-]+(\([^()]*(\([^()]*\)[^()]*)*\))?", "", content)
        assert not LETTER.search(without_code), content


def _forms(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)
