"""What things are called in a heading, a list or a link, looked up for a whole page at once.

An id tells a member nothing. `Names` collects the ids that a page will show and asks for all
of them in a number of queries that does not depend on how many they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from aiqyn.core.dates import EdtfDate, render_short
from aiqyn.core.language import Language
from aiqyn.core.references import references
from aiqyn.core.values import LocalisedText, Value, split_citation
from aiqyn.core.vocab import load_vocabulary
from aiqyn.registry import models, reading
from aiqyn.web.writing import number

__all__ = ["Names", "Title", "stated_value"]

Columns = Mapping[str, Any]

LONGEST_TITLE = 90
"""Beside a link more would hide what else the line says; the whole is one step away."""


@dataclass(frozen=True, slots=True)
class Title:
    """What a thing is called.

    Attributes:
        text: In the page's language if it has one there.
        language: Of the text, where it is not the page's.
        more: What tells it apart from others of the same title; may be empty.
    """

    text: str
    language: str = ""
    more: str = ""

    def shortened(self) -> Title:
        """For a place beside a link: cut between words."""
        if len(self.text) <= LONGEST_TITLE:
            return self
        return replace(self, text=self.text[:LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…")


_NAMED_WITH: Mapping[str, Mapping[str, str]] = {
    "acts": {"victim": "persons", "victim_group": "groups"},
    "figures": {"measure": "measures", "stated_by": "organisations"},
    "consents": {"person": "persons"},
    "statements": {"source": "sources"},
}
"""What has no title of its own is called after other things: by which field, of which kind."""


class Names:
    """The titles of one page's things in its reader's language.

    Args:
        member: Who reads: what they may not see has no title.
        language: The page's.
    """

    def __init__(self, member: models.Member, language: Language) -> None:
        self.language = language
        self._member = member
        self._known: dict[tuple[str, str], Columns] = {}

    @property
    def member_id(self) -> str:
        """Who reads."""
        return str(self._member.pk)

    def learn(self, wanted: Iterable[tuple[str, str]]) -> None:
        """Look up things by kind and id, and whatever these are called after."""
        new = set(wanted) - self._known.keys()
        while new:
            found = reading.headings(self._member, new)
            self._known.update(found)
            named_with = {after for (kind, _id), columns in found.items() for after in _after(kind, columns)}
            new = named_with - self._known.keys() - new

    def learn_from(self, *values: Value) -> None:
        """Look up everything that some values point to."""
        wanted: set[tuple[str, str]] = set()
        for value in values:
            for reference in references(value):
                id = split_citation(reference.id)[0] if reference.is_citation else reference.id
                wanted.add((reference.kind, id))
            if measure := getattr(value, "measure", None):
                wanted.add(("measures", measure))
            wanted.update(("measures", id) for id in getattr(value, "resembles", ()))
            wanted.update(("sources", split_citation(text)[0]) for text in getattr(value, "contradicts", ()))
        self.learn(wanted)

    def of(self, kind: str, id: str) -> Title | None:
        """What a thing is called; `None` where it is not known, or where its id is all that can be said."""
        columns = self._known.get((kind, id))
        if columns is None:
            return None
        title = self._title(kind, columns)
        return None if title.text == id else title

    def knows(self, kind: str, id: str) -> bool:
        """Whether there is such a thing, and the member may see it."""
        return (kind, id) in self._known

    def of_value(self, kind: str, id: str, value: Value) -> Title:
        """What a thing is called that has been read whole; after its id at the least."""
        columns = {"id": id, **dict(value)}
        if kind == "persons":
            columns["names"] = tuple(name.text for name in columns["names"])
        return self._title(kind, columns)

    def texts(self, kind: str, ids: Iterable[str]) -> dict[str, LocalisedText]:
        """The names or titles of things in all their languages, for sentences that wait for theirs."""
        found = {}
        for id in ids:
            columns = self._known.get((kind, id), {})
            text = columns.get("name") or columns.get("title")
            if isinstance(text, LocalisedText):
                found[id] = text
        return found

    def which(self, measure: str, where: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Which of the counted a figure is of: titles of attributes, each with the title of its value."""
        columns = self._known.get(("measures", measure), {})
        attributes = columns.get("attributes") or {}
        told = []
        for name, value in where.items():
            attribute = attributes.get(name, {})
            told.append(
                (
                    self._text(attribute.get("title")) or name,
                    self._text(attribute.get("titles", {}).get(value)) or value,
                )
            )
        return tuple(told)

    def _title(self, kind: str, columns: Columns) -> Title:
        make = getattr(self, f"_title_of_{kind}", None)
        if make is not None:
            title: Title = make(columns)
            return title
        return self._own_title(columns) or Title(str(columns["id"]))

    def _own_title(self, columns: Columns) -> Title | None:
        for name in ("title", "name", "conclusion", "action"):
            if isinstance(columns.get(name), LocalisedText):
                return self.localised(columns[name])
        return None

    def _title_of_persons(self, columns: Columns) -> Title:
        description = columns.get("description")
        called = columns.get("pseudonym") or next(iter(columns.get("names") or ()), None)
        if called:
            return Title(called, more=self._text(description))
        return self.localised(description) if description else Title(str(columns["id"]))

    def _title_of_acts(self, columns: Columns) -> Title:
        label = load_vocabulary("acts").label(columns["type"], self.language)
        victim = self._named_with("acts", "victim", columns) or self._named_with(
            "acts", "victim_group", columns
        )
        return Title(f"{label} – {victim}" if victim else label, more=self._text(columns.get("description")))

    def _title_of_figures(self, columns: Columns) -> Title:
        measure = self._named_with("figures", "measure", columns)
        told = stated_value(columns["value"], self.language)
        by = [self._named_with("figures", "stated_by", columns)]
        if columns.get("as_of"):
            by.append(render_short(columns["as_of"], self.language))
        return Title(f"{measure}: {told}", more=", ".join(by))

    def _title_of_consents(self, columns: Columns) -> Title:
        return Title(_("Consent of {person}").format(person=self._named_with("consents", "person", columns)))

    def _title_of_statements(self, columns: Columns) -> Title:
        date: EdtfDate | None = columns.get("date")
        source = self._named_with("statements", "source", columns)
        more = render_short(date, self.language) if date else ""
        return Title(_("Statement from: {source}").format(source=source), more=more)

    def _title_of_identities(self, columns: Columns) -> Title:
        return Title(_("Identity {number}").format(number=columns["id"]))

    def _title_of_decisions(self, columns: Columns) -> Title:
        verdict = load_vocabulary("match-verdicts").label(columns["verdict"], self.language)
        return Title(_("{verdict}, decided by {member}").format(verdict=verdict, member=columns["by"]))

    def _named_with(self, kind: str, field: str, columns: Columns) -> str:
        """The title of what a thing is called after; its id where that is all there is."""
        id = columns.get(field)
        if id is None:
            return ""
        title = self.of(_NAMED_WITH[kind][field], id)
        return title.text if title else str(id)

    def localised(self, text: LocalisedText) -> Title:
        """A text in the page's language, or in the one that it has."""
        shown = text.in_language(self.language)
        if getattr(text, self.language) == shown:
            return Title(shown)
        own = next(tongue for tongue in text.languages() if getattr(text, tongue) == shown)
        return Title(shown, language=own)

    def _text(self, text: LocalisedText | Mapping[str, str] | None) -> str:
        if not text:
            return ""
        localised = text if isinstance(text, LocalisedText) else LocalisedText(**text)
        return localised.in_language(self.language)


def _after(kind: str, columns: Columns) -> Iterable[tuple[str, str]]:
    for field, target in _NAMED_WITH.get(kind, {}).items():
        if columns.get(field) is not None:
            yield target, columns[field]


def stated_value(value: Any, language: Language) -> str:
    """A figure's value in words: a number, or what is said of it.

    Args:
        value: A number, a `Stated`, or the same as plain data.
        language: The reader's; also the one that is active for the words around the number.
    """
    if isinstance(value, Value):
        value = value.model_dump(exclude_none=True)
    if not isinstance(value, Mapping):
        return _told(value, language)
    ((name, content),) = value.items()
    if name == "between":
        low, high = (_told(bound, language) for bound in content)
        return _("from {low} to {high}").format(low=low, high=high)
    frames = {
        "exactly": _("exactly {number}"),
        "at_least": _("at least {number}"),
        "more_than": _("more than {number}"),
        "at_most": _("at most {number}"),
        "fewer_than": _("fewer than {number}"),
        "about": _("about {number}"),
    }
    return frames[name].format(number=_told(content, language))


def _told(bound: int | str, language: Language) -> str:
    """A number; of a figure that another one names, its id."""
    return number(bound, language) if isinstance(bound, int) else bound
