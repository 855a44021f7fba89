"""Strict readers for the JSON of proof files: exactly these keys, exactly these types.

Every reader takes where in the file it stands, so that a fault can say so.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from aiqyn.core.custody.canonical import JsonValue, NotCanonical, parse_canonical
from aiqyn.core.custody.merkle import HASH_BYTES
from aiqyn.core.custody.notes import decode_base64
from aiqyn.core.language import Sentence, sentence
from aiqyn.core.shown import is_one_line, shown

__all__ = [
    "FormRejected",
    "fixed_bytes",
    "hashes",
    "items",
    "object_with",
    "read_form",
    "spelled",
    "text",
    "whole_number",
]

Read = TypeVar("Read")

GREATEST = 2**53 - 1
LONGEST_TEXT = 1000


class FormRejected(ValueError):
    """A file does not have the form it should; `accepted` says what would, `where` the place.

    `because` says both in one sentence, for whoever was about to write such a file.
    """

    def __init__(self, accepted: Sentence, *, where: str = "", found: str | Sentence = "") -> None:
        self.accepted = accepted
        self.where = shown(where)
        self.because = (
            sentence("{where} should be: {accepted}", where=self.where, accepted=accepted)
            if where
            else accepted
        )
        self.found = shown(found) if isinstance(found, str) else found
        super().__init__(f"{where}: {accepted}" if where else str(accepted))


def read_form(data: bytes, form: str, keys: Iterable[str]) -> Mapping[str, JsonValue]:
    """The object in a file of canonical JSON, with its `format` as it must be.

    Raises:
        FormRejected: It is not canonical, has other keys, or is of another format.
    """
    try:
        value = parse_canonical(data)
    except NotCanonical as fault:
        raise FormRejected(sentence("canonical JSON (RFC 8785, texts in NFC)"), found=fault.because) from None
    content = object_with(value, ("format", *keys), "")
    if content["format"] != form:
        raise FormRejected(
            sentence("the format “{format}”", format=form), where="format", found=_shown(content["format"])
        )
    return content


def _shown(value: JsonValue) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(value)[:100] + "}"
    if isinstance(value, list):
        return f"[{len(value)}]"
    return str(value)


def object_with(value: JsonValue, keys: Iterable[str], where: str) -> Mapping[str, JsonValue]:
    """The object with exactly these keys."""
    expected = set(keys)
    if not isinstance(value, Mapping) or value.keys() != expected:
        raise FormRejected(
            sentence("an object with exactly the keys {keys}", keys=", ".join(sorted(expected))),
            where=where,
            found=_shown(value),
        )
    return value


def text(value: JsonValue, where: str) -> str:
    """A text of 1 to 1,000 letters on one line, which may be shown in a terminal as it is."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TEXT or not is_one_line(value):
        raise FormRejected(
            sentence("a text of 1 to 1000 letters without control characters"),
            where=where,
            found=_shown(value),
        )
    return value


def whole_number(value: JsonValue, where: str) -> int:
    """A whole number from 0 to 2^53 − 1."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= GREATEST:
        raise FormRejected(sentence("a whole number from 0 to 2^53 − 1"), where=where, found=_shown(value))
    return value


def fixed_bytes(value: JsonValue, length: int, where: str) -> bytes:
    """So many bytes, in base64 in its one strict spelling."""
    try:
        data = decode_base64(value) if isinstance(value, str) else b""
    except ValueError:
        data = b""
    if len(data) != length:
        raise FormRejected(
            sentence("{length} bytes in base64, with padding", length=length),
            where=where,
            found=_shown(value),
        )
    return data


def items(value: JsonValue, read: Callable[[JsonValue, str], Read], where: str) -> tuple[Read, ...]:
    """A list, each of whose items `read` takes."""
    if not isinstance(value, list):
        raise FormRejected(sentence("a list"), where=where, found=_shown(value))
    return tuple(read(item, f"{where}[{place}]") for place, item in enumerate(value, 1))


def hashes(value: JsonValue, where: str) -> tuple[bytes, ...]:
    """A list of hashes of 32 bytes."""
    return items(value, lambda item, place: fixed_bytes(item, HASH_BYTES, place), where)


def spelled(data: Sequence[bytes]) -> list[str]:
    """Hashes as `hashes` reads them."""
    return [base64.b64encode(item).decode() for item in data]
