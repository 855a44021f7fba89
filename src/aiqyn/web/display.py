"""A thing as rows that a template can print: labels, texts, links, dates, tables of its parts.

One walk over a value's annotations serves every kind, so that a new field shows itself.
"""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Union, cast, get_args, get_origin

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from aiqyn.core.dates import EdtfDate, TimeOfDay, render, render_short
from aiqyn.core.figures import Attribute, Figure, Stated
from aiqyn.core.references import CitationOf, RefersTo, annotated_fields
from aiqyn.core.values import IDENTIFIER, LocalisedText, Value, split_citation
from aiqyn.core.vocab import load_vocabulary
from aiqyn.core.vocab.fields import Coded
from aiqyn.web.labels import FIELDS
from aiqyn.web.naming import Names, Title, stated_value
from aiqyn.web.writing import number

__all__ = ["OWN_TITLE", "Cell", "Row", "Table", "field_cells", "not_recorded", "rows_of"]

Label = str | Promise


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing to print.

    Attributes:
        text: What to print; empty where there are `rows`.
        language: Of the text, where it is not the page's.
        address: Where it leads.
        beside: What it leads to, in words, or what the text stands for.
        hint: The same more exactly, for who asks: shown on hover.
        verbatim: Whether it is shown letter for letter, with its line ends and spaces.
        rows: The fields of a part.
    """

    text: str = ""
    language: str = ""
    address: str = ""
    beside: Title | None = None
    hint: str = ""
    verbatim: bool = False
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The parts of a thing, one a line.

    Attributes:
        columns: Their fields, those that no part fills left out: name and label.
        lines: For each part its cells, column by column, each with its column's label.
    """

    columns: tuple[tuple[str, Label], ...]
    lines: tuple[tuple[tuple[Label, tuple[Cell, ...]], ...], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One field with its label: cells, or a table of parts."""

    name: str
    label: Label
    cells: tuple[Cell, ...] = ()
    table: Table | None = None


OWN_TITLE = ("title", "name", "conclusion", "action")
"""Fields that stand at the head of a page already."""

_WITHOUT_MARK: Mapping[str, Any] = {
    "measure": RefersTo("measures"),
    "resembles": RefersTo("measures"),
    "contradicts": CitationOf(),
}
"""Fields that point to something and whose type does not say so."""

_WITH_CODE = ("reliability", "credibility")
"""Vocabularies whose ids are words of the field themselves: B2."""


def rows_of(value: Value, names: Names, *, without: Iterable[str] = ()) -> tuple[Row, ...]:
    """The fields of a value that say something, in their order; internal notes come last.

    Args:
        value: A thing or a part of one.
        names: The titles of what it points to.
        without: Fields that are shown elsewhere.
    """
    rows = [
        _row(value, name, annotation, content, names)
        for name, annotation, content in _told(value)
        if name not in ("id", *without)
    ]
    return tuple(sorted(rows, key=lambda row: row.name == "note"))


def not_recorded(value: Value) -> tuple[Label, ...]:
    """The labels of the fields that could say something and do not."""
    return tuple(
        FIELDS[name]
        for name, field in type(value).model_fields.items()
        if name not in ("note", "part_of", "supersedes")
        and not field.is_required()
        and (getattr(value, name) is None or getattr(value, name) == ())
    )


def field_cells(value: Value, name: str, names: Names, *, only: Any = None) -> tuple[Cell, ...]:
    """The cells of one field, for a table with a line for each thing.

    Args:
        value: The thing.
        name: The field.
        names: The titles of what it points to.
        only: Some of the field's items, where not all are to be shown.
    """
    if not _says_something(value, name):
        return ()
    content = getattr(value, name) if only is None else only
    return _field(value, name, annotated_fields(type(value))[name], content, names, brief=True)


def _told(value: Value) -> Iterator[tuple[str, Any, Any]]:
    for name, annotation in annotated_fields(type(value)).items():
        if _says_something(value, name) and (type(value), name) != (Attribute, "titles"):
            yield name, annotation, getattr(value, name)


def _says_something(value: Value, name: str) -> bool:
    """Whether a field is filled; a "no" counts where the field could also be left open."""
    content = getattr(value, name)
    if content is False:
        return type(value).model_fields[name].default is None
    return content is not None and content not in ((), {})


def _row(value: Value, name: str, annotation: Any, content: Any, names: Names) -> Row:
    label = FIELDS[name]
    if isinstance(content, tuple) and all(isinstance(part, Value) for part in content):
        return Row(name, label, table=_table(content, names))
    if isinstance(content, Mapping) and all(isinstance(part, Value) for part in content.values()):
        return Row(name, label, table=_table(tuple(content.values()), names, keys=tuple(content)))
    cells = _field(value, name, annotation, content, names, brief=False)
    return Row(name, label, _each_source_once(cells))


def _table(parts: tuple[Value, ...], names: Names, *, keys: tuple[str, ...] = ()) -> Table:
    """The parts as lines; under keys of their own, where they have no ids."""
    told = [{name: (annotation, content) for name, annotation, content in _told(part)} for part in parts]
    columns = [name for name in type(parts[0]).model_fields if any(name in fields for fields in told)]
    lines = [
        [
            (FIELDS[name], _field(part, name, *fields[name], names, brief=True) if name in fields else ())
            for name in columns
        ]
        for part, fields in zip(parts, told, strict=True)
    ]
    for line, key in zip(lines, keys, strict=False):
        line.insert(0, (FIELDS["id"], (Cell(key),)))
    heads = [*(["id"] if keys else []), *columns]
    return Table(tuple((name, FIELDS[name]) for name in heads), tuple(map(tuple, lines)))


def _each_source_once(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Citations of one source one after the other: its title stands beside the first."""
    shown: list[Cell] = []
    last: Title | None = None
    for cell in cells:
        shown.append(replace(cell, beside=None) if cell.beside is not None and cell.beside == last else cell)
        last = cell.beside
    return tuple(shown)


def _field(
    value: Value, name: str, annotation: Any, content: Any, names: Names, *, brief: bool
) -> tuple[Cell, ...]:
    if isinstance(value, Figure) and name == "where":
        return tuple(Cell(f"{attribute}: {told}") for attribute, told in names.which(value.measure, content))
    if isinstance(value, Figure) and name == "value":
        return (_stated(content, names),)
    if isinstance(value, Attribute) and name == "values":
        return tuple(_value_of(value, each, names) for each in content)
    if name == "text" and isinstance(content, str):
        return (Cell(content, language=getattr(value, "language", None) or "", verbatim=True),)
    if name in _WITHOUT_MARK:
        annotation = (
            tuple[Annotated[str, _WITHOUT_MARK[name]], ...]
            if isinstance(content, tuple)
            else (Annotated[str, _WITHOUT_MARK[name]])
        )
    return tuple(_cells(annotation, content, names, brief=brief))


def _value_of(attribute: Attribute, value: str, names: Names) -> Cell:
    title = attribute.titles.get(value)
    return replace(_localised(title, names), beside=Title(value)) if title else Cell(value)


def _stated(content: int | Stated, names: Names) -> Cell:
    told = stated_value(content, names.language)
    other = (
        next((bound for _name, bound in content if isinstance(bound, str)), None)
        if isinstance(content, Stated)
        else None
    )
    return Cell(told, address=_address("figures", other)) if other else Cell(told)


def _cells(annotation: Any, content: Any, names: Names, *, brief: bool) -> Iterator[Cell]:
    annotation, marks = _without_marks(annotation)
    if isinstance(content, tuple | list):
        inner = get_args(annotation)[0] if get_args(annotation) else str
        for item in content:
            yield from _cells(inner, item, names, brief=brief)
    elif isinstance(content, Mapping):
        inner = (*get_args(annotation), str)[1]
        for key, item in content.items():
            yield Cell(rows=(Row(str(key), str(key), tuple(_cells(inner, item, names, brief=brief))),))
    else:
        yield _cell(content, marks, names, brief=brief)


def _without_marks(annotation: Any) -> tuple[Any, list[Any]]:
    """A type without `Annotated` and `| None` around it, and the marks that it bore."""
    marks: list[Any] = []
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            marks += more
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(branch for branch in get_args(annotation) if branch is not type(None))
        else:
            return annotation, marks


def _cell(content: Any, marks: list[Any], names: Names, *, brief: bool) -> Cell:
    if isinstance(content, LocalisedText):
        return _localised(content, names)
    if isinstance(content, Value):
        return Cell(rows=_plain_rows(content, names))
    if isinstance(content, EdtfDate):
        short, long = render_short(content, names.language), render(content, names.language)
        return Cell(short, hint=long) if brief else Cell(long, hint=str(content))
    if isinstance(content, TimeOfDay):
        return Cell(content.in_language(names.language))
    if isinstance(content, bool):
        return Cell(_("yes") if content else _("no"))
    if isinstance(content, int):
        return Cell(number(content, names.language))
    return _text(str(content), marks, names, brief=brief)


def _plain_rows(value: Value, names: Names) -> tuple[Row, ...]:
    """The fields of a part inside a part: lists, for tables in tables can't be read."""
    return tuple(
        Row(name, FIELDS[name], _field(value, name, annotation, content, names, brief=True))
        for name, annotation, content in _told(value)
    )


def _text(content: str, marks: list[Any], names: Names, *, brief: bool) -> Cell:
    for mark in marks:
        if isinstance(mark, Coded):
            label = load_vocabulary(mark.vocabulary).label(content, names.language)
            return Cell(f"{content}: {label}" if mark.vocabulary in _WITH_CODE else label)
        if isinstance(mark, RefersTo):
            return _reference(mark.kind, content, names, brief=brief)
        if isinstance(mark, CitationOf):
            return _citation(content, names, brief=brief)
    return Cell(content, verbatim=content.split() != content.split(" "))


def _reference(kind: str, id: str, names: Names, *, brief: bool) -> Cell:
    title = names.of(kind, id)
    if title is None:
        return Cell(id, address=_address(kind, id))
    short = title.shortened()
    cell = Cell(short.text, language=short.language, address=_address(kind, id))
    return replace(cell, hint=id) if brief else replace(cell, beside=Title(id))


def _citation(citation: str, names: Names, *, brief: bool) -> Cell:
    source = split_citation(citation)[0]
    title = names.of("sources", source)
    address = _address("sources", source)
    if title is None:
        return Cell(citation, address=address)
    if brief:
        return Cell(citation, address=address, hint=title.text)
    return Cell(citation, address=address, beside=title.shortened())


def _localised(text: LocalisedText, names: Names) -> Cell:
    shown = text.in_language(names.language)
    own = next((tongue for tongue in text.languages() if getattr(text, tongue) == shown), names.language)
    return Cell(
        shown,
        language="" if getattr(text, names.language) == shown else own,
        verbatim=shown.split() != shown.split(" "),
    )


def _address(kind: str, id: str) -> str:
    """Where a thing is shown; of a text that can be no id, nowhere."""
    return cast(str, reverse("web:record", args=(kind, id))) if IDENTIFIER.fullmatch(id) else ""
