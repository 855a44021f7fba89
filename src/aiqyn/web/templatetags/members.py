"""Numbers and moments in templates: `{{ count|number }}`, `{{ at|moment }}`."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.conf import settings

from aiqyn.web import writing
from aiqyn.web.display import Cell
from aiqyn.web.reader import language_of_page

register = template.Library()


@register.filter
def number(count: int) -> str:
    """A whole number as the page's language groups it."""
    return writing.number(count, language_of_page())


@register.filter
def moment(at: datetime) -> str:
    """Day, hour and minute, in UTC."""
    return writing.moment(at, language_of_page())


SHORT = 24


@register.filter
def are_short(cells: tuple[Cell, ...]) -> bool:
    """Whether cells are single words, as it were, and stand better one after the other."""
    return all(len(cell.text) <= SHORT and not (cell.rows or cell.beside or cell.verbatim) for cell in cells)


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """The languages of the pages, each by its own name for itself: who seeks it reads that one."""
    return list(settings.LANGUAGES)
