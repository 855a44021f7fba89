"""A thing as rows that a template can print: labels, texts, links, dates, nested parts.

One walk over a value's annotations serves every kind, so that a new field shows itself.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Union, cast, get_args, get_origin

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from aiqyn.core.dates import EdtfDate, TimeOfDay, render
from aiqyn.core.language import Language
from aiqyn.core.references import CitationOf, RefersTo, annotated_fields
from aiqyn.core.values import LocalisedText, Value, split_citation
from aiqyn.core.vocab import load_vocabulary
from aiqyn.core.vocab.fields import Coded
from aiqyn.web.labels import FIELDS

__all__ = ["Cell", "Row", "rows_of", "stated_value", "title_of"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing to print.

    Attributes:
        text: What to print; empty where there are `rows`.
        language: Of the text, where it is not the page's.
        address: Where it leads.
        hint: What to show beside it.
        verbatim: Whether line ends and spaces are to be kept.
        rows: The fields of a part.
    """

    text: str = ""
    language: str = ""
    address: str = ""
    hint: str = ""
    verbatim: bool = False
    rows: tuple[Row, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Row:
    """One field with its label."""

    name: str
    label: str | Promise
    cells: tuple[Cell, ...]


def rows_of(value: Value, language: Language) -> tuple[Row, ...]:
    """The fields of a value that say something, in their order; what is at its default is left out."""
    rows = []
    for name, annotation in annotated_fields(type(value)).items():
        content = getattr(value, name)
        if content is None or content in ((), {}, False) or name == "id":
            continue
        cells = tuple(_cells(annotation, content, language))
        if cells:
            rows.append(Row(name, FIELDS.get(name, name), cells))
    return tuple(rows)


def title_of(value: Value, language: Language) -> Cell:
    """How a thing is called in a list: by title, name, pseudonym or type; by its id at the least."""
    for name in ("title", "name", "conclusion", "action"):
        text = getattr(value, name, None)
        if isinstance(text, LocalisedText):
            return _localised(text, language)
    if getattr(value, "pseudonym", None):
        return Cell(str(value.pseudonym), hint=_text(value.description, language))  # type: ignore[attr-defined]
    if getattr(value, "type", None):
        label = load_vocabulary("acts").label(value.type, language)  # type: ignore[attr-defined]
        return Cell(label, hint=_text(getattr(value, "description", None), language))
    if getattr(value, "measure", None):
        return Cell(f"{stated_value(value.value)}", hint=f"{value.measure}, {value.stated_by}")  # type: ignore[attr-defined]
    description = getattr(value, "description", None) or getattr(value, "note", None)
    if isinstance(description, LocalisedText):
        return _localised(description, language)
    return Cell(str(getattr(value, "id", "")))


def stated_value(value: Any) -> str:
    """A figure's value in words: a number, or what is said of it."""
    if not isinstance(value, Value):
        return str(value)
    told = value.model_dump(exclude_none=True)
    return ", ".join(f"{FIELDS[name]} {content}" for name, content in told.items())


def _text(text: LocalisedText | None, language: Language) -> str:
    return text.in_language(language) if text else ""


def _localised(text: LocalisedText, language: Language) -> Cell:
    shown = text.in_language(language)
    own = next((tongue for tongue in text.languages() if getattr(text, tongue) == shown), language)
    return Cell(shown, language="" if getattr(text, language) == shown else own)


def _cells(annotation: Any, content: Any, language: Language) -> Iterator[Cell]:
    marks: list[Any] = []
    while get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        marks += more
    if get_origin(annotation) in (Union, types.UnionType):
        branches = [branch for branch in get_args(annotation) if branch is not type(None)]
        annotation = branches[0]
        while get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            marks += more
    if isinstance(content, tuple):
        inner = get_args(annotation)[0] if get_args(annotation) else str
        for item in content:
            yield from _cells(inner, item, language)
    elif isinstance(content, Mapping):
        for key, item in content.items():
            yield Cell(rows=(Row(str(key), str(key), tuple(_cells(str, item, language))),))
    else:
        yield _cell(content, marks, language)


def _cell(content: Any, marks: list[Any], language: Language) -> Cell:
    if isinstance(content, LocalisedText):
        return _localised(content, language)
    if isinstance(content, Value):
        return Cell(rows=rows_of(content, language))
    if isinstance(content, EdtfDate):
        return Cell(render(content, language), hint=str(content))
    if isinstance(content, TimeOfDay):
        return Cell(content.in_language(language))
    if isinstance(content, bool):
        return Cell(_("yes") if content else _("no"))
    for mark in marks:
        if isinstance(mark, Coded):
            return Cell(load_vocabulary(mark.vocabulary).label(content, language), hint=content)
        if isinstance(mark, RefersTo):
            return Cell(content, address=_address(mark.kind, content))
        if isinstance(mark, CitationOf):
            return Cell(content, address=_address("sources", split_citation(content)[0]))
    return Cell(str(content), verbatim=isinstance(content, str) and "\n" in content)


def _address(kind: str, id: str) -> str:
    return cast(str, reverse("web:record", args=(kind, id)))
