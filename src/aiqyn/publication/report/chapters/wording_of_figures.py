"""Figures in words: what is counted, how many, as of when."""

from __future__ import annotations

from collections.abc import Sequence

from aiqyn.core.figures import Figure, Measure, Stated
from aiqyn.core.values import LocalisedText
from aiqyn.publication.report.reading import Reading, anchor_of, dated
from aiqyn.publication.report.text import Count, Own, Text, Verbatim, code, linked, listed, say

__all__ = ["Where", "as_of", "counted", "measure_title", "stated_value", "what_is_counted"]

Where = Sequence[tuple[str, str | None]]
"""Which of the counted, by attribute; `None` is "no value of it is stated"."""


def counted(reading: Reading, measure_id: str) -> Measure | None:
    """The measure of that id."""
    return reading.dossier.measures.get(measure_id)


def measure_title(reading: Reading, measure_id: str) -> Text:
    """What a measure counts."""
    measure = counted(reading, measure_id)
    return Own(measure.title) if measure is not None else code(measure_id)


def _titled(text: LocalisedText | None, otherwise: str) -> Text:
    return Own(text) if text is not None else Verbatim(otherwise)


def which(reading: Reading, measure_id: str, where: Where) -> Text:
    """Which of the counted, by attribute and value."""
    measure = counted(reading, measure_id)
    parts: list[Text] = []
    for attribute_id, value in where:
        attribute = measure.attributes.get(attribute_id) if measure is not None else None
        if attribute is None:
            parts.append(Verbatim(f"{attribute_id}: {value or '—'}"))
            continue
        if value is None:
            parts.append(say("{attribute}: nothing stated", attribute=_titled(attribute.title, attribute_id)))
            continue
        parts.append(_titled(attribute.titles.get(value), value))
    return listed(parts, "; ")


def what_is_counted(reading: Reading, measure_id: str, where: Where) -> Text:
    """A measure, and which of the counted."""
    title = measure_title(reading, measure_id)
    return (
        say("{measure}: {which}", measure=title, which=which(reading, measure_id, where)) if where else title
    )


def _amount(reading: Reading, amount: int | str) -> Text:
    if isinstance(amount, int):
        return Count(amount)
    other = reading.get("figures", amount)
    if other is None:
        return code(amount)
    link = linked(amount, anchor_of("figures", amount))
    return (
        say("{number} ({figure})", number=other.value, figure=link) if isinstance(other.value, int) else link
    )


def stated_value(reading: Reading, value: int | Stated) -> Text:
    """How many, as it was stated."""
    if isinstance(value, int):
        return Count(value)
    if value.between is not None:
        return say("from {low} to {high}", low=value.between[0], high=value.between[1])
    if value.exactly is not None:
        return _amount(reading, value.exactly)
    if value.at_least is not None:
        return say("at least {low}", low=_amount(reading, value.at_least))
    if value.more_than is not None:
        return say("more than {low}", low=_amount(reading, value.more_than))
    if value.at_most is not None:
        return say("at most {high}", high=_amount(reading, value.at_most))
    if value.fewer_than is not None:
        return say("fewer than {high}", high=_amount(reading, value.fewer_than))
    return say("about {number}", number=_amount(reading, value.about if value.about is not None else 0))


def as_of(figure: Figure) -> Text:
    """The moment that a figure is of, and when it was said where that differs."""
    if figure.stated_on is not None and figure.stated_on != figure.as_of:
        return say("{date}; said {stated}", date=dated(figure.as_of), stated=dated(figure.stated_on))
    return dated(figure.as_of)
