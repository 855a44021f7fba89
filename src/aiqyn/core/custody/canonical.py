"""One spelling for each JSON value, so that a hash of it means the value and nothing else.

RFC 8785, with two rules of our own: every text is brought to Unicode's form NFC first
(RFC 8785 leaves this to its users), and whole numbers beyond 2^53 − 1 are refused, since
readers in other languages would round them in silence: carry them as texts.

Reading is as strict as writing: `parse_canonical` takes only the bytes that
`canonical_bytes` would have written, so that no byte of a signed file is idle.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NoReturn, TypeAlias

import rfc8785

from aiqyn.core.language import Sentence, sentence
from aiqyn.core.shown import shown

__all__ = ["JsonValue", "NotCanonical", "NotRepresentable", "canonical_bytes", "parse_canonical"]

JsonValue: TypeAlias = bool | int | float | str | Sequence["JsonValue"] | Mapping[str, "JsonValue"] | None

GREATEST_INTEGER = 2**53 - 1
GREATEST_PLAIN_NUMBER = 1e21
"""From here on RFC 8785 writes an exponent, so that the number can't be taken for an integer."""

DEEPEST = 64


class NotRepresentable(ValueError):
    """A value has no canonical form; `because` says why, `path` where, as `records[2].age`."""

    def __init__(self, because: Sentence, *, path: str = "") -> None:
        self.because = because
        self.path = path
        super().__init__(f"{path}: {because}" if path else str(because))


class NotCanonical(ValueError):
    """Bytes are not the canonical form of any value; `because` says why."""

    def __init__(self, because: Sentence) -> None:
        self.because = because
        super().__init__(str(because))


def canonical_bytes(value: JsonValue) -> bytes:
    """The one spelling of a JSON value: UTF-8, no white space, keys in the order of UTF-16.

    Texts and keys are brought to NFC; tuples count as lists.

    Raises:
        NotRepresentable: The value holds something that JSON has no word for, a number that
            is infinite or not a number, a whole number beyond ±(2^53 − 1), half of a
            surrogate pair, two keys that NFC makes equal, or more than 64 levels.

    Source:
        RFC 8785; Unicode Standard Annex 15 for NFC.

    Example:
        >>> canonical_bytes({"b": 1.0, "a": ["é", None]}).decode()
        '{"a":["é",null],"b":1}'
    """
    return _encoded(_normalised(value, "", DEEPEST))


def _encoded(normalised: JsonValue) -> bytes:
    try:
        return rfc8785.dumps(normalised)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):
        # The numbers have been looked at before: only texts can be left to blame.
        raise NotRepresentable(
            sentence("a text holds half of a surrogate pair, which is no character")
        ) from None


def _normalised(value: JsonValue, path: str, levels: int) -> JsonValue:
    """The value with every text in NFC, made of plain lists and dictionaries."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _checked_number(value, path)
    if levels == 0:
        raise NotRepresentable(sentence("more than {limit} levels", limit=DEEPEST), path=path[:80])
    if isinstance(value, Mapping):
        return _normalised_mapping(value, path, levels)
    if isinstance(value, list | tuple):
        return [_normalised(item, f"{path}[{place}]", levels - 1) for place, item in enumerate(value, 1)]
    raise NotRepresentable(
        sentence("JSON has no form for a value of the type {type}", type=type(value).__name__), path=path
    )


def _normalised_mapping(value: Mapping[str, JsonValue], path: str, levels: int) -> dict[str, JsonValue]:
    normalised: dict[str, JsonValue] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise NotRepresentable(sentence("a key is not a text"), path=path)
        name = unicodedata.normalize("NFC", key)
        if name in normalised:
            raise NotRepresentable(sentence("the key “{key}” stands twice", key=shown(name)), path=path)
        normalised[name] = _normalised(item, f"{path}.{name}" if path else name, levels - 1)
    return normalised


def _checked_number(value: float, path: str) -> float:
    if isinstance(value, float) and not math.isfinite(value):
        raise NotRepresentable(sentence("a number is infinite or undefined"), path=path)
    magnitude = abs(value)
    if magnitude > GREATEST_INTEGER and (isinstance(value, int) or magnitude < GREATEST_PLAIN_NUMBER):
        raise NotRepresentable(
            sentence(
                "the whole number {number} is beyond 2^53 − 1: carry it as a text", number=_short(value)
            ),
            path=path,
        )
    return value


def _short(number: float) -> str:
    # A caller's integer may have thousands of digits, which Python refuses to print.
    return str(number) if abs(number) < 10**40 else "…"


def parse_canonical(data: bytes) -> JsonValue:
    """The value whose canonical form these bytes are.

    Raises:
        NotCanonical: The bytes are not UTF-8 or not JSON, hold a key twice, a number that
            `canonical_bytes` would refuse, or are another spelling of the value than the
            canonical one.

    Example:
        >>> parse_canonical(b'{"a":1}')
        {'a': 1}
        >>> parse_canonical(b'{"a": 1}')
        Traceback (most recent call last):
            ...
        aiqyn.core.custody.canonical.NotCanonical: byte 6 differs from the canonical spelling (RFC 8785, texts in NFC)
    """
    try:
        value: JsonValue = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_int=_parse_integer,
            parse_constant=_refuse_constant,
        )
        spelled = canonical_bytes(value)
    except NotRepresentable as fault:
        raise NotCanonical(fault.because) from None
    except UnicodeDecodeError as fault:
        raise NotCanonical(sentence("byte {place} is not UTF-8", place=fault.start + 1)) from None
    except json.JSONDecodeError as fault:
        raise NotCanonical(sentence("JSON breaks off at character {place}", place=fault.pos + 1)) from None
    except RecursionError:
        raise NotCanonical(sentence("more than {limit} levels", limit=DEEPEST)) from None
    if spelled != data:
        raise NotCanonical(
            sentence(
                "byte {place} differs from the canonical spelling (RFC 8785, texts in NFC)",
                place=_first_difference(spelled, data),
            )
        )
    return value


def _unique(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise NotRepresentable(sentence("the key “{key}” stands twice", key=shown(key)))
            seen.add(key)
    return mapping


def _parse_integer(digits: str) -> int:
    if len(digits) > 17:
        raise NotRepresentable(
            sentence("the whole number {number} is beyond 2^53 − 1: carry it as a text", number=digits[:40])
        )
    return int(digits)


def _refuse_constant(word: str) -> NoReturn:
    raise NotRepresentable(sentence("a number is infinite or undefined"))


def _first_difference(left: bytes, right: bytes) -> int:
    """The place, from 1, of the first byte in which they differ."""
    shorter = min(len(left), len(right))
    return next((place + 1 for place in range(shorter) if left[place] != right[place]), shorter + 1)
