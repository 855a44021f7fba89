"""The type of every date of an inquiry: an EDTF text that is known to be right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiqyn.core.dates.parsing import LONGEST, PATTERN, parse
from aiqyn.core.dates.parts import Expression
from aiqyn.core.language import sentence
from aiqyn.core.values import Unacceptable

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["EdtfDate", "field_of_text"]


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A date as exact as it is known, and no more exact.

    The text is kept as it came. Two dates are equal when their texts are; whether they mean
    the same days is a question for `compare`. There is no `<`: of two uncertain dates it
    would have to lie; sort with `sort_key`.

    As a field of a value it takes and gives a string.

    Attributes:
        text: EDTF (ISO 8601-2).

    Raises:
        Unacceptable: From the constructor, when the text is not EDTF or no such day exists.

    Example:
        >>> str(EdtfDate("2022-01-05~"))
        '2022-01-05~'
        >>> EdtfDate("2022-06-31")
        Traceback (most recent call last):
            ...
        aiqyn.core.values.Unacceptable: a date that exists, as EDTF: 2022-06-30, 2022-06, 2022-06-XX, 2022-06-30~
    """

    text: str
    expression: Expression = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "expression", parse(self.text))

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"EdtfDate({self.text!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return field_of_text(cls)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            "type": "string",
            "format": "edtf",
            "pattern": PATTERN,
            "maxLength": LONGEST,
            "description": (
                "A date as EDTF (ISO 8601-2, level 1, with sets and unknown digits of level 2): a day, "
                "month, season (21 to 24) or year; X for unknown digits; ~ approximate, ? uncertain, % both; "
                "A/B from A to B, with .. for an open end and nothing for an unknown one; [A,B] one of, "
                "{A,B} all of, A..B in them for all between."
            ),
            "examples": ["2022-01-05", "2022-01", "2022-01-XX", "2022-01-05~", "2022-01-04/2022-01-06"],
        }


def field_of_text(kind: type[Any]) -> CoreSchema:
    """How pydantic reads a class of one text: from a string, or from its own instance; back to a string."""
    from pydantic_core import core_schema

    def read(found: object) -> object:
        if isinstance(found, kind):
            return found
        if isinstance(found, str):
            return kind(found)
        raise Unacceptable(sentence("a text in quotation marks"))

    return core_schema.no_info_plain_validator_function(
        read,
        serialization=core_schema.plain_serializer_function_ser_schema(
            str, return_schema=core_schema.str_schema()
        ),
    )
