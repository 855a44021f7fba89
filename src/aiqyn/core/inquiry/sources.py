"""Where knowledge comes from: sources, statements and their passages, evidence and its custody, rosters."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StrictInt, StringConstraints, model_validator

from aiqyn.core.dates import EdtfDate
from aiqyn.core.language import sentence
from aiqyn.core.references import (
    CitationOf,
    ConsentId,
    OrganisationId,
    PersonId,
    PlaceId,
    SourceId,
)
from aiqyn.core.rosters.meanings import Meaning
from aiqyn.core.values import Citation, Identifier, LocalisedText, Unacceptable, Value, VerbatimText
from aiqyn.core.vocab import coded

__all__ = [
    "Cites",
    "CustodyEntry",
    "EvidenceItem",
    "Passage",
    "Roster",
    "Sha256",
    "Source",
    "Statement",
    "Translation",
]

Cites = Annotated[tuple[Annotated[Citation, CitationOf()], ...], Field(min_length=1)]
"""At least one citation: nothing about the world is recorded without where it comes from."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Source(Value):
    """One source.

    Attributes:
        kind: Vocabulary `source-kinds`.
        by: Who made or stated it.
        date: When it was made or published.
        accessed: When it was read, for what can change.
        language: Language of the original.
        derived_from: The sources it retells; a copy is no second origin.
        locators: The numbered places in it that citations may name; none means any.
        reliability: Admiralty letter A–F; F, "cannot be judged", is the honest default.
        credibility: Admiralty digit 1–6 for the information as a whole.
        public: Whether anyone can read it; a source that is not public is described only.
    """

    id: Identifier
    kind: Annotated[str, coded("source-kinds")]
    title: LocalisedText
    by: OrganisationId | None = None
    date: EdtfDate | None = None
    accessed: EdtfDate | None = None
    language: Annotated[str, coded("languages")] | None = None
    address: str | None = None
    derived_from: tuple[SourceId, ...] = ()
    locators: tuple[str, ...] = ()
    reliability: Annotated[str, coded("reliability")] = "F"
    credibility: Annotated[str, coded("credibility")] = "6"
    public: bool = False
    description: LocalisedText | None = None
    note: LocalisedText | None = None


class Translation(Value):
    """A statement in another language, beside the original and never in its place."""

    language: Annotated[str, coded("languages")]
    text: VerbatimText
    translator: str | None = None
    checked_by: str | None = None


class Passage(Value):
    """A span of a statement's text, in characters (Unicode code points), end excluded."""

    id: Identifier
    start: Annotated[StrictInt, Field(ge=0)]
    end: Annotated[StrictInt, Field(gt=0)]


class Statement(Value):
    """The verbatim text of a source in its language; without consent it is walled off."""

    id: Identifier
    source: SourceId
    language: Annotated[str, coded("languages")]
    speaker: PersonId | None = None
    consent: ConsentId | None = None
    date: EdtfDate | None = None
    passages: tuple[Passage, ...] = ()
    text: VerbatimText
    translations: tuple[Translation, ...] = ()
    note: LocalisedText | None = None

    @model_validator(mode="after")
    def _passages_lie_within(self) -> Statement:
        for passage in self.passages:
            if not passage.start < passage.end <= len(self.text):
                raise Unacceptable(
                    sentence(
                        "a span that lies within the text of {length} characters", length=len(self.text)
                    ),
                    sentence("passage {id} spans {start} to {end}", **passage.model_dump()),
                )
        return self

    @model_validator(mode="after")
    def _translations_are_each_in_another_language(self) -> Statement:
        languages = [translation.language for translation in self.translations]
        if len(set(languages)) != len(languages):
            raise Unacceptable(sentence("one translation in each language"))
        return self


class CustodyEntry(Value):
    """One event in an item's custody, in the order in which it happened."""

    action: Annotated[str, coded("custody-actions")]
    at: EdtfDate
    by: str | None = None
    tool: str | None = None
    note: LocalisedText | None = None


class EvidenceItem(Value):
    """Something that can be examined, with its custody.

    Attributes:
        file: Its file below `evidence/`, as received; `None` for what is no file or not held.
        sha256, size: Of the file's bytes; a file that differs is a fault.
    """

    id: Identifier
    kind: Annotated[str, coded("evidence-kinds")]
    title: LocalisedText
    description: LocalisedText | None = None
    file: str | None = None
    sha256: Sha256 | None = None
    size: Annotated[StrictInt, Field(ge=0)] | None = None
    obtained_from: SourceId | None = None
    held_by: OrganisationId | None = None
    collected: EdtfDate | None = None
    consent: ConsentId | None = None
    custody: tuple[CustodyEntry, ...] = ()
    cites: Cites
    note: LocalisedText | None = None


class Roster(Value):
    """A list of persons as received; its rows are kept verbatim in the file beside it.

    Attributes:
        id: The file's name below `rosters/`, without `.csv`.
        columns: What each column means, by its header, or by its letter (A, B, …) where it has none or
            shares it; columns not named are kept unread.
        title_row: The row that holds the headers, as a spreadsheet counts; 0 where none does; found where
            not said.
        sheet: The sheet of a workbook, where the list was one.
        default_year: The year of days that the list writes without one.
        only: Whom alone the list can hold, where it can't hold everyone; in the words of whoever
            declares it.
        where: For columns of strata of an estimation, the values where the list can hold people.
        places: The places whose dead alone it can hold.
        deaths: When those died whom it can hold.
        compiled_from: What it was compiled from.
        coverage: What else there is to say of what the list can and can't contain, and how it was compiled.
        copied_from: Lists that it took rows from.
        delimiter, encoding: How the file is written; as guessed where not said.
        sha256: Of the file's bytes.
    """

    id: Identifier
    title: LocalisedText
    source: SourceId | None = None
    compiled_by: OrganisationId | None = None
    as_of: EdtfDate | None = None
    columns: dict[str, Meaning] = Field(default_factory=dict)
    title_row: Annotated[StrictInt, Field(ge=0)] | None = None
    sheet: Annotated[str, Field(min_length=1)] | None = None
    default_year: Annotated[StrictInt, Field(ge=1000, le=2100)] | None = None
    only: Annotated[str, Field(min_length=1)] | None = None
    where: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]] = Field(default_factory=dict)
    places: tuple[PlaceId, ...] = ()
    deaths: EdtfDate | None = None
    compiled_from: tuple[Annotated[str, coded("roster-origins")], ...] = ()
    coverage: LocalisedText | None = None
    copied_from: tuple[Identifier, ...] = ()
    delimiter: str = ","
    encoding: str = "utf-8"
    sha256: Sha256
    note: LocalisedText | None = None

    def model_post_init(self, context: Any, /) -> None:
        if len(self.delimiter) != 1:
            raise Unacceptable(sentence("a delimiter of one character"))
        if self.where and self.only is None:
            raise Unacceptable(
                sentence("`only`, whom the list can hold, wherever `where` says in which strata")
            )
