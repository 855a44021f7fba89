"""Every sentence that the program can say stands in the catalogues, in Kazakh and in Russian, and nothing else."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from repository import ROOT

PACKAGE = ROOT / "src" / "aiqyn"
# The rooms whose sentences are worded by `aiqyn.core.language`; the report and the members' pages
# have words of other makes, and tests of their own.
ROOMS = ("cli", "core", "exchange", "project", "registry")
OF_THE_FILES_OWN_ROOM = {"words", "_words", "helped", "_fault"}
SENTENCES = {"sentence", "Sentence", "worded"}
COUNTED = {"ngettext"}
LANGUAGES = ("kk", "ru")

Message = str | tuple[str, str]


@cache
def messages() -> Mapping[str, Mapping[Message, str]]:
    """The messages of each room, and where each is said first."""
    found: dict[str, dict[Message, str]] = defaultdict(dict)
    for source in sorted(PACKAGE.rglob("*.py")):
        own_room = source.relative_to(PACKAGE).parts[0]
        text = source.read_text(encoding="utf-8")
        for room, message, line in _messages(ast.parse(text), own_room, _default_room(text)):
            found[room].setdefault(message, f"{source.relative_to(ROOT)}, line {line}")
    return found


def _default_room(text: str) -> str:
    return "exchange" if "from aiqyn.exchange.sentences import" in text else "core"


def _messages(tree: ast.AST, own_room: str, default_room: str) -> Iterator[tuple[str, Message, int]]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in COUNTED:
            counted = [text for argument in call.args[:2] for text in _texts(argument)]
            if len(counted) == 2:
                yield own_room, (counted[0], counted[1]), call.lineno
        elif name in SENTENCES | OF_THE_FILES_OWN_ROOM:
            room = own_room if name in OF_THE_FILES_OWN_ROOM else _room_of(call, default_room)
            for template in _texts(call.args[0]):
                yield room, template, call.lineno


def _room_of(call: ast.Call, default: str) -> str:
    for keyword in call.keywords:
        if keyword.arg == "room" and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    return default


def _texts(argument: ast.expr) -> Iterator[str]:
    """The literal texts that an argument can be: one, or one of two by a condition."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _texts(argument.body)
        yield from _texts(argument.orelse)


@cache
def catalogue(room: str, language: str) -> Catalog:
    with (PACKAGE / room / "locale" / language / "LC_MESSAGES" / "aiqyn.po").open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def entries(room: str, language: str) -> Mapping[Message, tuple[str, ...]]:
    return {
        message.id: (message.string,) if isinstance(message.string, str) else tuple(message.string)
        for message in catalogue(room, language)
        if message.id and not message.fuzzy
    }


def blanks(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def has_words(template: Message) -> bool:
    text = template if isinstance(template, str) else template[0]
    literals = "".join(literal for literal, *_ in Formatter().parse(text))
    return any(letter.isalpha() for letter in literals)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_of_the_room_has_its_translation(room: str, language: str) -> None:
    translated = entries(room, language)
    missing = {
        message: where
        for message, where in messages()[room].items()
        if has_words(message) and not all(translated.get(message, ("",)))
    }
    assert missing == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_translations_have_the_blanks_of_their_sentences(room: str, language: str) -> None:
    wrong = {
        message: form
        for message, forms in entries(room, language).items()
        for form in forms
        if not (
            blanks(form) == blanks(message)
            if isinstance(message, str)
            else blanks(form) <= blanks("".join(message))
        )
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_no_translation_is_left_of_a_sentence_that_nobody_says(room: str, language: str) -> None:
    said = set(messages()[room])
    assert [message for message in entries(room, language) if message not in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("room", ROOMS)
def test_no_sentence_is_translated_twice(room: str, language: str) -> None:
    text = (PACKAGE / room / "locale" / language / "LC_MESSAGES" / "aiqyn.po").read_text(encoding="utf-8")
    ids = [block for block in text.split("\n\n") if "msgid" in block]
    heads = [block[block.index("msgid") :].partition("msgstr")[0].strip() for block in ids]
    assert sorted(head for head in set(heads) if heads.count(head) > 1) == []


def test_every_room_that_says_something_has_catalogues() -> None:
    assert set(messages()) <= {*ROOMS, "publication", "web"}
