"""Numbers and moments in templates: `{{ count|number }}`, `{{ at|moment }}`."""

from __future__ import annotations

from datetime import datetime

from django import template

from aiqyn.web import writing
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
