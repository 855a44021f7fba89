"""How one thing of an inquiry points to another: typed ids, and a walk that finds them all."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from aiqyn.core.values import Identifier

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema

__all__ = [
    "ActId",
    "CitationOf",
    "ConsentId",
    "DecisionId",
    "EventId",
    "EvidenceId",
    "FigureId",
    "FindingId",
    "GroupId",
    "IdentityId",
    "OrganisationId",
    "PersonId",
    "PlaceId",
    "ProceedingId",
    "Reference",
    "RefersTo",
    "RosterId",
    "SourceId",
    "StatementId",
    "annotated_fields",
    "references",
]


@dataclass(frozen=True, slots=True)
class RefersTo:
    """Marks a field whose text is the id of a thing of that kind."""

    kind: str

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "description": f"The id of something in {self.kind}"}


@dataclass(frozen=True, slots=True)
class CitationOf:
    """Marks a field whose text is a citation, `SOURCE:LOCATOR`."""


SourceId = Annotated[Identifier, RefersTo("sources")]
ConsentId = Annotated[Identifier, RefersTo("consents")]
StatementId = Annotated[Identifier, RefersTo("statements")]
PersonId = Annotated[Identifier, RefersTo("persons")]
GroupId = Annotated[Identifier, RefersTo("groups")]
OrganisationId = Annotated[Identifier, RefersTo("organisations")]
PlaceId = Annotated[Identifier, RefersTo("places")]
EventId = Annotated[Identifier, RefersTo("events")]
ActId = Annotated[Identifier, RefersTo("acts")]
EvidenceId = Annotated[Identifier, RefersTo("evidence")]
ProceedingId = Annotated[Identifier, RefersTo("proceedings")]
FindingId = Annotated[Identifier, RefersTo("findings")]
FigureId = Annotated[Identifier, RefersTo("figures")]
RosterId = Annotated[Identifier, RefersTo("rosters")]
DecisionId = Annotated[Identifier, RefersTo("decisions")]
IdentityId = Annotated[Identifier, RefersTo("identities")]


@dataclass(frozen=True, slots=True)
class Reference:
    """One pointer found in a value.

    Attributes:
        path: Where in the value, `("perpetrators", 0, "organisation")`.
        kind: The kind pointed to, a collection's name; `sources` for a citation.
        id: The text of the pointer.
        is_citation: Whether `id` is a citation that may carry a locator.
    """

    path: tuple[str | int, ...]
    kind: str
    id: str
    is_citation: bool = False


def references(value: BaseModel) -> Iterator[Reference]:
    """Every pointer in a value and in the values inside it, in the order of the fields."""
    for name, annotation in annotated_fields(type(value)).items():
        content = getattr(value, name)
        if content is not None:
            yield from _found(annotation, content, (name,))


@cache
def annotated_fields(model: type[BaseModel]) -> Mapping[str, Any]:
    """The full annotation of each field of a value's class, by name.

    Pydantic moves the outermost marks of a field to its `metadata`; here they are put back, so
    that a walk over annotations meets `RefersTo`, `CitationOf` and coded vocabularies alike.
    """
    annotations: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        annotation: Any = field.annotation
        for mark in field.metadata:
            annotation = Annotated[annotation, mark]
        annotations[name] = annotation
    return annotations


def _found(annotation: Any, content: Any, path: tuple[str | int, ...]) -> Iterator[Reference]:
    if isinstance(content, BaseModel):
        for reference in references(content):
            yield Reference((*path, *reference.path), reference.kind, reference.id, reference.is_citation)
        return
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        for mark in marks:
            if isinstance(mark, RefersTo) and isinstance(content, str):
                yield Reference(path, mark.kind, content)
                return
            if isinstance(mark, CitationOf) and isinstance(content, str):
                yield Reference(path, "sources", content, is_citation=True)
                return
        yield from _found(inner, content, path)
    elif origin in (Union, types.UnionType):
        for branch in get_args(annotation):
            if branch is not type(None):
                yield from _found(branch, content, path)
    elif isinstance(content, tuple) and origin is tuple:
        for index, item in enumerate(content):
            yield from _found(get_args(annotation)[0], item, (*path, index))
