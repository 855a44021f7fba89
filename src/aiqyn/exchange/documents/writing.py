"""Plain values as canonical YAML: one value, one text; what is read back is the same.

Block style throughout, keys in the order given, one space, two spaces of indentation. A text
stands without quotes where every reader takes it for one, long prose is folded, text of
several lines stands literally; whatever an editor might change unseen (spaces at line ends,
control characters) is escaped in double quotes.

The one thing left to YAML 1.2 is dates: `2022-01-05` stands without quotes and is a text
there, while readers of YAML 1.1 may make a calendar day of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from aiqyn.exchange.documents.parsing import LARGEST_WHOLE_NUMBER, UNSEEN, plain_value

__all__ = ["write_yaml"]

WIDTH = 100
LONGEST_SIMPLE_KEY = 500
"""YAML allows 1024 bytes; Cyrillic letters take two each."""

_FIRST_NEEDS_QUOTES = frozenset("-?:,[]{}#&*!|>'\"%@`=~<")
_NEEDS_QUOTES = re.compile(r": |:$| #|[\t\n\r]|^ | $|^\.\.\.")
_READ_OTHERWISE_BY_SOME = re.compile(
    r"y|n|yes|no|on|off|true|false|null"  # booleans of YAML 1.1
    r"|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"  # its numbers of base 60: 16:00
    r"|[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-f_]+|[0-9_]+|[0-9_]*\.[0-9_]*(e[-+]?[0-9]+)?)"
    r"|[-+]?\.(inf|nan)",
    re.IGNORECASE,
)
_UNFOLDABLE = re.compile(r"[\t\n\r]|  |^ | $")
_NOT_LITERAL = re.compile(r"[\t\r]|^[ \n]| \n| $|\n\n$")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
_ESCAPED = re.compile(f'["\\\\\t\n\r]|{UNSEEN.pattern}')


def write_yaml(content: Any) -> str:
    """A mapping or list of plain values as YAML; entries of a list are set apart by empty lines.

    Args:
        content: Mappings with texts as keys, lists, texts, numbers, booleans, `None`.

    Raises:
        TypeError: Something else is among them.
        ValueError: A whole number beyond 2⁵³ − 1.

    Example:
        >>> print(write_yaml([{"id": "A", "born": "1975", "cites": ["HRW-2022:F7"]}]), end="")
        - id: A
          born: "1975"
          cites:
            - HRW-2022:F7
    """
    if isinstance(content, list | tuple) and content:
        return "\n".join("".join(f"{line}\n" for line in _items([item], 0)) for item in content)
    return "".join(f"{line}\n" for line in _block(content, 0))


def _block(content: Any, indent: int) -> Iterator[str]:
    """The lines of a value that begins on a line of its own."""
    if isinstance(content, dict) and content:
        yield from _pairs(content, indent)
    elif isinstance(content, list | tuple) and content:
        yield from _items(content, indent)
    else:
        first, *rest = _inline(content, indent)
        yield " " * indent + first
        yield from rest


def _pairs(mapping: dict[str, Any], indent: int) -> Iterator[str]:
    margin = " " * indent
    for key, value in mapping.items():
        shown = _key(key)
        if len(shown) > LONGEST_SIMPLE_KEY:
            yield f"{margin}? {shown}"
            shown = ""
        if isinstance(value, dict | list | tuple) and value:
            yield f"{margin}{shown}:"
            yield from _block(value, indent + 2)
        else:
            first, *rest = _inline(value, indent)
            yield f"{margin}{shown}: {first}"
            yield from rest


def _items(items: list[Any] | tuple[Any, ...], indent: int) -> Iterator[str]:
    margin = " " * indent
    for item in items:
        if isinstance(item, dict | list | tuple) and item:
            first, *rest = _block(item, indent + 2)
            yield f"{margin}- {first[indent + 2 :]}"
        else:
            first, *rest = _inline(item, indent)
            yield f"{margin}- {first}"
        yield from rest


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key must be a text, not {type(key).__name__}")
    return key if _is_plain(key) and len(key) <= WIDTH else _quoted(key)


def _inline(content: Any, indent: int) -> list[str]:
    """The lines of a value behind a key or a hyphen; all but the first with their indentation."""
    match content:
        case None:
            return ["null"]
        case True | False:
            return ["true" if content else "false"]
        case int():
            if abs(content) > LARGEST_WHOLE_NUMBER:
                raise ValueError(f"{content} is beyond the whole numbers that every reader of JSON keeps")
            return [str(content)]
        case float():
            return [_real(content)]
        case str():
            return _text(content, indent)
        case {} if not content:
            return ["{}"]
        case [] if not content:
            return ["[]"]
    raise TypeError(f"YAML of this format holds no {type(content).__name__}")


def _real(number: float) -> str:
    """With a point, which YAML 1.1 wants in every number that is not whole."""
    mantissa, exponent, power = repr(number).partition("e")
    return f"{mantissa}{'' if '.' in mantissa else '.0'}{exponent}{power}"


def _text(text: str, indent: int) -> list[str]:
    margin = " " * (indent + 2)
    if not UNSEEN.search(text):
        if "\n" in text and not _NOT_LITERAL.search(text):
            lines = text.removesuffix("\n").split("\n")
            return ["|" if text.endswith("\n") else "|-", *(margin + line if line else "" for line in lines)]
        if indent + len(text) > WIDTH and not _UNFOLDABLE.search(text):
            return [">-", *(margin + line for line in _folded(text, WIDTH - len(margin)))]
        if _is_plain(text):
            return [text]
    return [_quoted(text)]


def _folded(text: str, width: int) -> Iterator[str]:
    """Lines broken at single spaces only, so that joining them by spaces gives the text."""
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _is_plain(text: str) -> bool:
    """Whether a text can stand without quotes and is read as that text."""
    return not (
        text == ""
        or text[0] in _FIRST_NEEDS_QUOTES
        or _NEEDS_QUOTES.search(text)
        or UNSEEN.search(text)
        or not isinstance(plain_value(text)[0], str)
        or _READ_OTHERWISE_BY_SOME.fullmatch(text)
    )


def _quoted(text: str) -> str:
    return f'"{_ESCAPED.sub(_escaped, text)}"'


def _escaped(found: re.Match[str]) -> str:
    character = found.group()
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
