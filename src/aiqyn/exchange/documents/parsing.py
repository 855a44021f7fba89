"""Bytes of YAML into documents, refusing whatever would be misread in silence.

Doubled keys, anchors and merges, tags, several documents, characters that a reader can't see
and numbers that two readers of YAML would read differently are faults, all of one file at once.
Scalars are read by the core schema of YAML 1.2: `2022-01-05`, `16:00` and `no` are texts.

The parser is libyaml's, used for its events only; values are built here, one entry of a list
at a time, so that memory follows the longest entry. Measured on 10 MB with a million nodes:
libyaml's events 0.9 s, ruamel's round-trip tree 60 s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.language import Sentence
from aiqyn.exchange.documents.document import Document, Path, Spot, field_name
from aiqyn.exchange.sentences import sentence

__all__ = [
    "LARGEST_WHOLE_NUMBER",
    "MAXIMUM_BYTES",
    "MAXIMUM_DEPTH",
    "MAXIMUM_FAULTS",
    "MAXIMUM_PARTS",
    "UNSEEN",
    "Unparsable",
    "plain_value",
    "read_entries",
    "read_yaml",
]

MAXIMUM_BYTES = 256 * 2**20
MAXIMUM_DEPTH = 40
MAXIMUM_PARTS = 2_000_000
"""So many keys and values may one document, or one entry of a list, have."""
MAXIMUM_FAULTS = 1_000
"""After so many faults the rest of a file is not looked at: it is not what it was taken for."""
LARGEST_WHOLE_NUMBER = 2**53 - 1
"""Beyond it JSON's readers, and so the ledger's canonical form, lose digits."""

UNSEEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Characters that must be escaped: controls, the line ends that only some readers know, marks of order."""

_Event = Any
"""An event of the parser; the classes of the events have no base that types their fields."""
_LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMBER = re.compile(
    r"(?P<whole>[-+]?[0-9]+)|(?P<octal>0o[0-7]+)|(?P<hexadecimal>0x[0-9a-fA-F]+)"
    r"|(?P<real>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<endless>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")


class Unparsable(InputFaults):
    """Parsing stopped before the end: what else the file holds, and what else is wrong, is not known."""


def read_yaml(data: bytes, *, file: str, first_line: int = 1) -> Document:
    """Parse the bytes of one YAML file.

    Args:
        data: The file's bytes, UTF-8 with or without a byte order mark.
        file: Its name, as faults should show it.
        first_line: The number of the first line, where `data` was cut out of a larger file.

    Returns:
        The document; an empty file's content is `None`.

    Raises:
        InputFaults: All that makes the file unreadable or doubtful, with the line of each.
    """
    parser = _Parser(data, file, first_line)
    try:
        document = parser.document()
    except _Stopped:
        raise Unparsable(parser.faults) from None
    if parser.faults:
        raise InputFaults(parser.faults)
    return document


def read_entries(data: bytes, *, file: str, name: str = "") -> Iterator[Document]:
    """The entries of a YAML file that is a list, one by one; an empty file has none.

    Args:
        data: The file's bytes, UTF-8 with or without a byte order mark.
        file: Its name, as faults should show it.
        name: What the list is of; faults then speak of the field `persons[3].born`.

    Yields:
        A document for each entry. One with faults of its own comes too, marked `is_flawed`.

    Raises:
        InputFaults: After the last entry: all faults of the file.
        Unparsable: Likewise, where parsing stopped before the end of the file.
    """
    parser = _Parser(data, file, 1)
    try:
        yield from parser.entries(name)
    except _Stopped:
        raise Unparsable(parser.faults) from None
    if parser.faults:
        raise InputFaults(parser.faults)


def plain_value(written: str) -> tuple[Any, Sentence | None]:
    """What an unquoted scalar means, and what would be right instead if that is doubtful.

    Example:
        >>> [plain_value(text)[0] for text in ("7", "7.5", "true", "no", "2022-01-05", "~")]
        [7, 7.5, True, 'no', '2022-01-05', None]
        >>> str(plain_value("007")[1])
        'a number without leading zeros, or a text in quotes: "007"'
    """
    if written in _NULL:
        return None, None
    if written in _BOOLEANS:
        return _BOOLEANS[written], None
    number = _NUMBER.fullmatch(written)
    return (written, None) if number is None else _number(written, str(number.lastgroup))


def _number(written: str, kind: str) -> tuple[Any, Sentence | None]:
    if kind == "endless":
        return None, sentence('a finite number, or a text in quotes: "{written}"', written=written)
    if _LEADING_ZERO.fullmatch(written):
        return None, sentence(
            'a number without leading zeros, or a text in quotes: "{written}"', written=written
        )
    if kind == "real":
        real = float(written) if len(written) <= 400 else float("inf")
        if abs(real) == float("inf"):
            return None, sentence('a finite number, or a text in quotes: "{written}"', written=written[:40])
        return real, None
    # Base 0 lets Python read the prefixes 0o and 0x itself.
    whole = int(written, 10 if kind == "whole" else 0) if len(written) <= 40 else LARGEST_WHOLE_NUMBER + 1
    if abs(whole) > LARGEST_WHOLE_NUMBER:
        return None, sentence(
            "a whole number of at most {limit}, or a text in quotes", limit=LARGEST_WHOLE_NUMBER
        )
    return whole, None


class _Stopped(Exception):
    """What follows can't be parsed; the reason is among the faults."""


class _Parser:
    """Builds documents from the events of one file, and collects its faults."""

    def __init__(self, data: bytes, file: str, first_line: int) -> None:
        self.faults: list[Fault] = []
        self._file = file
        self._first_line = first_line
        self._data = data
        self._prefix = ""
        self._path: list[str | int] = []
        self._parts = 0
        self._text = ""

    def document(self) -> Document:
        """The whole file as one document."""
        event = self._start()
        content, spot = self._node(event) if event is not None else (None, Spot(self._first_line))
        if event is not None:
            self._end()
        return Document(self._file, content, spot, is_flawed=bool(self.faults))

    def entries(self, name: str) -> Iterator[Document]:
        """The entries of a file that is a list."""
        event = self._start()
        if event is None:
            return
        if not isinstance(event, yaml.SequenceStartEvent):
            content, spot = self._node(event)
            if content is not None:
                self._add(Document(self._file, content, spot).fault((), sentence("a list of entries")))
            return
        self._check_marks(event)
        index = 0
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            self._prefix, self._parts = f"{name}[{index + 1}]", 0
            before = len(self.faults)
            content, spot = self._node(event)
            yield Document(self._file, content, spot, self._prefix, is_flawed=len(self.faults) > before)
            index += 1
        self._prefix = ""
        self._end()

    def _start(self) -> _Event | None:
        """The first event of the content, `None` for a file without any."""
        self._loader = _LOADER(self._decoded())
        self._next()
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            return None
        return self._next()

    def _decoded(self) -> str:
        if len(self._data) > MAXIMUM_BYTES:
            self._add_at(
                None,
                sentence("{count} bytes", count=len(self._data)),
                sentence("a file of at most {limit} MiB", limit=MAXIMUM_BYTES // 2**20),
            )
            raise _Stopped
        try:
            text = self._data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self._data[: error.start].count(b"\n") + self._first_line
            self._add_at(line, f"0x{self._data[error.start]:02x}", sentence("text in UTF-8"))
            raise _Stopped from None
        # Each is told, then stood in for, so that the rest of the file can be told in the same pass.
        self._data = b""
        line, told_up_to = self._first_line, 0
        for found in UNSEEN.finditer(text):
            line += text.count("\n", told_up_to, found.start())
            told_up_to = found.start()
            self._add_at(
                line,
                f"U+{ord(found.group()):04X}",
                sentence('a character that can be seen, or its escape in double quotes: "\\u2028"'),
            )
        self._text = UNSEEN.sub("?", text) if self.faults else text
        return self._text

    def _next(self) -> _Event:
        try:
            event = self._loader.get_event()
        except yaml.MarkedYAMLError as error:
            self._add_syntax(error)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            self._add_at(None, str(error), sentence("YAML 1.2"))
        else:
            if event is not None:
                return event
        raise _Stopped

    def _end(self) -> None:
        """The end of the one document, and nothing behind it."""
        self._next()
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            self._add_at(
                self._line(event),
                "---",
                sentence("one document to a file"),
                sentence("a second one begins here"),
            )

    def _line(self, event: _Event) -> int:
        return int(event.start_mark.line) + self._first_line

    def _node(self, event: _Event) -> tuple[Any, Spot]:
        """The value that begins with an event, and where it and its parts stand."""
        self._parts += 1
        if self._parts > MAXIMUM_PARTS:
            self._add_at(
                self._line(event), "…", sentence("at most {limit} keys and values", limit=MAXIMUM_PARTS)
            )
            raise _Stopped
        if isinstance(event, yaml.AliasEvent):
            self._add_anchor(event, "*")
            return None, Spot(self._line(event))
        self._check_marks(event)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if len(self._path) >= MAXIMUM_DEPTH:
            del self._path[3:]
            self._add_at(self._line(event), "…", sentence("at most {limit} levels", limit=MAXIMUM_DEPTH))
            raise _Stopped
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(event)
        return self._mapping(event)

    def _check_marks(self, event: _Event) -> None:
        """Refuses anchors and tags."""
        if event.anchor is not None:
            self._add_anchor(event, "&")
        if event.tag is not None:
            self._add_at(
                self._line(event),
                event.tag,
                sentence("a value without a tag"),
                sentence("a tag tells a program how to read a value, which the format alone decides"),
            )

    def _scalar(self, event: _Event) -> tuple[Any, Spot]:
        line = self._line(event)
        if not event.implicit[0]:
            self._check_text(event.value, line)
            return event.value, Spot(line)
        value, instead = plain_value(event.value)
        if instead is not None:
            self._add_at(line, event.value, instead)
        told = value is None or isinstance(value, str) or str(value) == event.value
        return value, Spot(line, None if told else event.value)

    def _check_text(self, text: str, line: int) -> None:
        if "\0" in text:
            self._add_at(line, "\\0", sentence("text without the character U+0000, which no database keeps"))

    def _list(self, event: _Event) -> tuple[list[Any], Spot]:
        content: list[Any] = []
        inside: list[Spot] = []
        spot = Spot(self._line(event), inside=inside)
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            self._path.append(len(content))
            value, where = self._node(event)
            self._path.pop()
            content.append(value)
            inside.append(where)
        return content, spot

    def _mapping(self, event: _Event) -> tuple[dict[str, Any], Spot]:
        content: dict[str, Any] = {}
        inside: dict[str, Spot] = {}
        spot = Spot(self._line(event), inside=inside)
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            line = self._line(event)
            key = self._key(event)
            doubled = key in content
            self._path.append(key)
            if doubled:
                self._add_at(
                    line,
                    key,
                    sentence("each key once"),
                    sentence(
                        "the key stands in line {line} already; of two values one would be lost in silence",
                        line=inside[key].line,
                    ),
                )
            value, where = self._node(self._next())
            self._path.pop()
            if not doubled:
                where.line = line
                content[key], inside[key] = value, where
        return content, spot

    def _key(self, event: _Event) -> str:
        """A key as it is written: keys are texts, quoted or not."""
        self._parts += 1
        if isinstance(event, yaml.AliasEvent):
            self._add_anchor(event, "*")
            return ""
        self._check_marks(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._add_at(
                self._line(event), sentence("a list or mapping as a key"), sentence("a text as a key")
            )
            raise _Stopped
        key = str(event.value)
        self._check_text(key, self._line(event))
        if key == "<<" and event.implicit[0]:
            self._add_anchor(event, "<<")
        return key

    def _add_anchor(self, event: _Event, sign: str) -> None:
        self._add_at(
            self._line(event),
            f"{sign}{event.anchor or ''}" if not isinstance(event, yaml.ScalarEvent) or sign == "&" else sign,
            sentence("values written out"),
            sentence("anchors and merges make one value stand for many, which hides what was meant"),
        )

    def _add_at(
        self, line: int | None, found: str | Sentence, accepted: Sentence, because: Sentence | None = None
    ) -> None:
        path: Path = tuple(self._path)
        name = field_name(path, prefix=self._prefix) or None
        self._add(Fault(self._file, line, name, found, accepted, because))

    def _add(self, fault: Fault) -> None:
        self.faults.append(fault)
        if len(self.faults) >= MAXIMUM_FAULTS:
            raise _Stopped

    def _add_syntax(self, error: yaml.MarkedYAMLError) -> None:
        lines = self._text.splitlines()
        mark = error.problem_mark or error.context_mark
        if mark is None:
            self._add_at(None, str(error.problem), sentence("YAML 1.2"))
            return
        if mark.line >= len(lines) and error.context_mark is not None:
            # What is missing at the end is missed since where it was opened.
            mark = error.context_mark
        line = min(int(mark.line), max(len(lines) - 1, 0))
        found = lines[line].strip() if mark.line < len(lines) else ""
        self._path.clear()
        self._add_at(
            line + self._first_line,
            found or sentence("the end of the file"),
            *_explained(str(error.problem or error.context or "")),
        )


_EXPLANATIONS: dict[str, tuple[Sentence, Sentence | None]] = {
    "mapping values are not allowed in this context": (
        sentence("one key, a colon and its value; a text with a colon and a space in quotes"),
        sentence("a second colon stands where the value has begun, or the line is indented too far"),
    ),
    "could not find expected ':'": (
        sentence("a key, a colon, a space and a value"),
        sentence("there is no colon behind the key that begins here or in the line before"),
    ),
    "did not find expected key": (
        sentence("a key that is indented like the keys above it"),
        sentence("the line stands further left or right than the lines that it belongs to"),
    ),
    "did not find expected '-' indicator": (
        sentence("a list item, which begins with a hyphen, indented like the items above it"),
        None,
    ),
    "found character that cannot start any token": (
        sentence("a text in quotes where it begins with @, ` or %; spaces, not tabs, to indent"),
        None,
    ),
    "found unexpected end of stream": (sentence("the closing quote"), None),
    "did not find expected ',' or ']'": (sentence("a comma or the closing bracket ]"), None),
    "did not find expected ',' or '}'": (sentence("a comma or the closing bracket }}"), None),
    "did not find expected node content": (sentence("a value"), None),
    "found unknown escape character": (
        sentence("an escape that YAML knows, or the text in single quotes"),
        sentence("in double quotes a backslash begins an escape"),
    ),
    "did not find expected <document start>": (
        sentence("the whole file as one list or mapping, each line indented like its neighbours"),
        None,
    ),
    "found incompatible YAML document": (sentence("YAML 1.2"), None),
}


def _explained(problem: str) -> tuple[Sentence, Sentence | None]:
    """The parser's complaint in words of ours, where we have them."""
    known = _EXPLANATIONS.get(problem)
    if known is not None:
        return known
    return sentence("YAML 1.2"), sentence("the parser says: {problem}", problem=problem)
