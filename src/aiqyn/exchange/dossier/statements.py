"""A statement as a file: what is known about it between two lines `---`, then its text, byte for byte."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.references import StatementId
from aiqyn.core.values import Value
from aiqyn.core.vocab import coded
from aiqyn.exchange.documents import Document, read_yaml
from aiqyn.exchange.sentences import sentence

__all__ = ["MAXIMUM_BYTES", "StatementFile", "TranslationHead", "join_statement", "split_statement"]

MAXIMUM_BYTES = 16 * 2**20
"""Two thousand printed pages; a longer file is not what one person said."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_OPENING = re.compile(rb"---\r?\n")
_CLOSING = re.compile(rb"^---\r?(?:\n|\Z)", re.MULTILINE)


class TranslationHead(Value):
    """What stands above a translation's text.

    Attributes:
        translation_of: The statement that it translates; the original stays beside it.
        language: The language that it is in.
        translator: Who translated it: a role or letters, never a name that must be kept.
        checked_by: Who compared it with the original.
    """

    translation_of: StatementId
    language: Annotated[str, coded("languages")]
    translator: str | None = None
    checked_by: str | None = None


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A statement's or translation's file, taken apart.

    Attributes:
        head: What stands between the two lines `---`.
        text: All that follows, with its line ends as they are.
    """

    head: Document
    text: str


def split_statement(data: bytes, *, file: str) -> StatementFile:
    """Take the file of a statement apart.

    Args:
        data: Its bytes.
        file: Its name, as faults should show it.

    Raises:
        InputFaults: It does not begin with a head between two lines `---`, the head is not a
            YAML mapping, or the text is empty or not UTF-8. All of these are told at once.
    """
    data = data.removeprefix(_BYTE_ORDER_MARK)
    opening = _OPENING.match(data)
    closing = _CLOSING.search(data, opening.end()) if opening else None
    if opening is None or closing is None:
        line = 1 if opening is None else data.count(b"\n") + 1
        accepted = sentence("a line --- above and a line --- beneath what is told about the text")
        raise InputFaults([Fault(file, line, None, _line(data, line), accepted)])
    text_line = data.count(b"\n", 0, closing.end()) + 1
    faults: list[Fault] = []
    head = text = None
    try:
        head = read_yaml(data[opening.end() : closing.start()], file=file, first_line=2)
        if not isinstance(head.content, dict):
            faults.append(head.fault((), sentence("a mapping of names to values")))
    except InputFaults as error:
        faults.extend(error.faults)
    try:
        text = _decoded(data[closing.end() :], file, text_line)
    except InputFaults as error:
        faults.extend(error.faults)
    if head is None or text is None or faults:
        raise InputFaults(faults)
    return StatementFile(head, text)


def _decoded(body: bytes, file: str, first_line: int) -> str:
    if not body:
        raise InputFaults(
            [Fault(file, first_line, "text", sentence("nothing"), sentence("the verbatim text"))]
        )
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = first_line + body.count(b"\n", 0, error.start)
        found = f"0x{body[error.start]:02x}"
        raise InputFaults([Fault(file, line, "text", found, sentence("text in UTF-8"))]) from None
    if "\0" in text:
        line = first_line + text.count("\n", 0, text.index("\0"))
        accepted = sentence("text without the character U+0000, which no database keeps")
        raise InputFaults([Fault(file, line, "text", "U+0000", accepted)])
    return text


def _line(data: bytes, number: int) -> str:
    lines = data[: 1 << 16].split(b"\n")
    return lines[number - 1].decode("utf-8", "replace").strip() if number <= len(lines) else ""


def join_statement(head: str, text: str) -> bytes:
    """The file of a statement: `head`, YAML that ends with a line end, then the text as it is."""
    return f"---\n{head}---\n{text}".encode()
