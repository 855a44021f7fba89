"""Reads a vocabulary's data file once and gives it out as a frozen value.

One file is read when it is first asked for, so that a command pays only for what it uses.
The files' form is `vocabulary.schema.json`; a test holds every file against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from aiqyn.core.language import Language
from aiqyn.core.packaged import packaged_yaml

__all__ = [
    "VOCABULARIES",
    "Label",
    "UnknownEntry",
    "Vocabulary",
    "VocabularyEntry",
    "VocabularyName",
    "load_vocabulary",
]

VocabularyName = Literal[
    "act-links",
    "acts",
    "attribution-bases",
    "certainties",
    "complaint-channels",
    "consent-capacities",
    "consent-explanations",
    "consent-forms",
    "consent-purposes",
    "consent-recipients",
    "consent-record-forms",
    "consistency-degrees",
    "counting-units",
    "credibility",
    "custody-actions",
    "date-precisions",
    "delay-reasons",
    "estimation-forms",
    "event-kinds",
    "evidence-acquisitions",
    "evidence-kinds",
    "examination-kinds",
    "finding-kinds",
    "finding-states",
    "follow-up-statuses",
    "investigative-act-kinds",
    "involvement-degrees",
    "involvement-roles",
    "languages",
    "match-verdicts",
    "media-forms",
    "member-origins",
    "member-roles",
    "motion-outcomes",
    "name-kinds",
    "official-roles",
    "organisation-kinds",
    "place-kinds",
    "place-precisions",
    "procedural-statuses",
    "proceeding-kinds",
    "promise-outcomes",
    "relation-kinds",
    "reliability",
    "reply-ratings",
    "reprisal-kinds",
    "request-roles",
    "roster-origins",
    "sexes",
    "site-kinds",
    "source-kinds",
    "standards-of-proof",
    "step-kinds",
    "termination-grounds",
    "verification-aspects",
    "verification-results",
    "withholding-grounds",
]
VOCABULARIES: tuple[VocabularyName, ...] = get_args(VocabularyName)
"""The names of all vocabularies, in the order of the alphabet."""

DATA = Path(__file__).resolve().parent / "data"


class UnknownEntry(LookupError):
    """A vocabulary has no entry of that id."""

    def __init__(self, vocabulary: str, entry_id: str) -> None:
        self.vocabulary = vocabulary
        self.entry_id = entry_id
        super().__init__(f"the vocabulary {vocabulary} has no entry {entry_id!r}")


@dataclass(frozen=True, slots=True)
class Label:
    """One short text in all three languages."""

    en: str
    ru: str
    kk: str

    def in_language(self, language: Language) -> str:
        """The text in that language."""
        return {"en": self.en, "ru": self.ru, "kk": self.kk}[language]


@dataclass(frozen=True, slots=True)
class VocabularyEntry:
    """One entry of a vocabulary.

    Attributes:
        id: What records carry.
        label: What people read.
        parent: The id of the wider entry it belongs under, `None` at the top.
        coded: Whether records may carry it; `False` for a heading, and for an entry that is
            kept for reading only.
        boundary: In English, where it ends and its neighbours begin; may be empty.
        wording: The fixed phrase for use in prose, where the vocabulary has one.
        fatal: Of act types: it ends with the victim's death.
        restricted: Of act types: it needs the stricter compartment and its own grant.
        symmetric: Of relations: what holds from one to the other holds back.
        checked_by: Who confirmed label and boundary; empty until somebody has.
    """

    id: str
    label: Label
    parent: str | None = None
    coded: bool = True
    boundary: str = ""
    wording: Label | None = None
    fatal: bool = False
    restricted: bool = False
    symmetric: bool = False
    checked_by: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A closed list of ids, each with its meaning.

    Attributes:
        name: The vocabulary's own id, `organisation-kinds`.
        version: Version of the list.
        title: What the list is of.
        ordered: Whether the order of `entries` has a meaning that may be compared; which one
            stands in `order`.
        order: In English, what the order means: "from closed to open". Empty without one.
        entries: All entries, headings among them, in the file's order.
    """

    name: VocabularyName
    version: str
    title: Label
    ordered: bool
    order: str
    entries: tuple[VocabularyEntry, ...]
    _index: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = {entry.id: place for place, entry in enumerate(self.entries)}
        object.__setattr__(self, "_index", MappingProxyType(index))

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self._index

    def ids(self) -> tuple[str, ...]:
        """The ids that records may carry, in the file's order; headings are left out."""
        return tuple(entry.id for entry in self.entries if entry.coded)

    def entry(self, entry_id: str) -> VocabularyEntry:
        """The entry of that id, a heading or not.

        Raises:
            UnknownEntry: There is none.
        """
        if entry_id not in self._index:
            raise UnknownEntry(self.name, entry_id)
        return self.entries[self._index[entry_id]]

    def label(self, entry_id: str, language: Language) -> str:
        """The label of that id in that language.

        Raises:
            UnknownEntry: There is no such id.
        """
        return self.entry(entry_id).label.in_language(language)

    def rank(self, entry_id: str) -> int:
        """The place of an id in an ordered vocabulary, from 0.

        Raises:
            UnknownEntry: There is no such id.
            ValueError: The vocabulary's order has no meaning.
        """
        self.entry(entry_id)
        if not self.ordered:
            raise ValueError(f"the order of the vocabulary {self.name} has no meaning")
        return self._index[entry_id]

    def ancestors(self, entry_id: str) -> tuple[str, ...]:
        """The wider entries of an id, the nearest first.

        Raises:
            UnknownEntry: There is no such id.
        """
        found: list[str] = []
        parent = self.entry(entry_id).parent
        while parent is not None:
            found.append(parent)
            parent = self.entry(parent).parent
        return tuple(found)

    def is_within(self, entry_id: str, wider_id: str) -> bool:
        """Whether an id is that wider id or stands anywhere beneath it.

        Raises:
            UnknownEntry: There is no such id.
        """
        self.entry(wider_id)
        return entry_id == wider_id or wider_id in self.ancestors(entry_id)


@cache
def load_vocabulary(name: VocabularyName) -> Vocabulary:
    """The vocabulary of that name, read once and kept.

    Args:
        name: One of `VOCABULARIES`.

    Raises:
        ValueError: There is no vocabulary of that name.

    Example:
        >>> load_vocabulary("motion-outcomes").ids()
        ('granted', 'denied', 'no_decision')
        >>> load_vocabulary("source-kinds").label("roster", "ru")
        'Список'
    """
    if name not in VOCABULARIES:
        raise ValueError(f"no vocabulary is called {name!r}")
    content = packaged_yaml(DATA / f"{name}.yaml")
    return Vocabulary(
        name=name,
        version=content["version"],
        title=Label(**content["title"]),
        ordered="order" in content,
        order=content.get("order", ""),
        entries=tuple(_entry(raw) for raw in content["entries"]),
    )


def _entry(raw: Mapping[str, Any]) -> VocabularyEntry:
    fields = {key: value for key, value in raw.items() if key not in {"en", "ru", "kk", "wording"}}
    wording = Label(**raw["wording"]) if "wording" in raw else None
    return VocabularyEntry(label=Label(raw["en"], raw["ru"], raw["kk"]), wording=wording, **fields)
