"""Read one YAML document so that every fault can name its line, and build values from it.

The door for everything written by hand. It refuses what would be misread in silence:
doubled keys, anchors that multiply, tags, several documents, encodings other than UTF-8.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.language import Sentence, sentence
from aiqyn.core.values import Unacceptable

__all__ = ["Document", "build", "read_yaml"]

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

MAXIMUM_BYTES = 64 * 1024 * 1024
MAXIMUM_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed YAML document that remembers where each part stood.

    Attributes:
        file: Name to show in faults.
        content: Plain dictionaries, lists, strings, numbers, booleans and `None`.
        lines: Line (from 1) of every path in the document, keys and list items alike.
    """

    file: str
    content: Any
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int | None:
        """Line of a path, or of the nearest part around it that exists."""
        while path not in self.lines:
            if not path:
                return None
            path = path[:-1]
        return self.lines[path]

    def value(self, path: Path) -> Any:
        """What stands at a path; `None` where nothing does."""
        found = self.content
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def fault(self, path: Path, accepted: Sentence, because: Sentence | None = None) -> Fault:
        """A fault at a path, with what was found there."""
        return Fault(
            file=self.file,
            row=self.line(path),
            field=field_name(path) or None,
            found=_shown(self.value(path)),
            accepted=accepted,
            because=because,
        )


def field_name(path: Path) -> str:
    """A path as people write it: `persons[3].born`; list items are counted from 1."""
    name = ""
    for step in path:
        if isinstance(step, int):
            name += f"[{step + 1}]"
        else:
            name += f".{step}" if name else str(step)
    return name


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a mapping with " + ", ".join(str(key) for key in value) if value else "an empty mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return str(value)


class _AsWritten(RoundTripConstructor):
    """Builds values as they are written: `2022-01-05` is an EDTF text, not a calendar day."""


_AsWritten.add_constructor("tag:yaml.org,2002:timestamp", lambda constructor, node: node.value)


def _parser() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.Constructor = _AsWritten
    yaml.version = (1, 2)
    yaml.allow_duplicate_keys = False
    return yaml


def read_yaml(data: bytes, *, file: str) -> Document:
    """Parse the bytes of one YAML file.

    Args:
        data: The file's bytes, UTF-8 with or without a byte order mark.
        file: Its name, as faults should show it.

    Returns:
        The document; an empty file's content is `None`.

    Raises:
        InputFaults: The bytes are not UTF-8, not YAML, hold a key twice, or go beyond the
            limits of size and depth.
    """
    if len(data) > MAXIMUM_BYTES:
        raise InputFaults(
            [
                Fault(
                    file,
                    None,
                    None,
                    f"{len(data)} bytes",
                    sentence("a file of at most {limit} MiB", limit=MAXIMUM_BYTES // 2**20),
                )
            ]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputFaults(
            [Fault(file, line, None, f"byte 0x{data[error.start]:02x}", sentence("text in UTF-8"))]
        ) from None
    try:
        loaded = _parser().load(io.StringIO(text))
    except DuplicateKeyError as error:
        raise InputFaults([_duplicate_key(file, error)]) from None
    except MarkedYAMLError as error:
        raise InputFaults([_syntax_fault(file, text, error)]) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise InputFaults([Fault(file, None, None, str(error), sentence("YAML 1.2"))]) from None
    lines: dict[Path, int] = {(): 1}
    content = _plain(loaded, (), lines, file)
    return Document(file, content, lines)


def _duplicate_key(file: str, error: DuplicateKeyError) -> Fault:
    mark = error.problem_mark
    problem = (error.problem or "").split('"')
    key = problem[1] if len(problem) > 1 else "?"
    return Fault(
        file,
        mark.line + 1 if mark else None,
        key,
        key,
        sentence("each key once"),
        sentence("of two values under one key, one would be lost in silence"),
    )


def _syntax_fault(file: str, text: str, error: MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    row = mark.line + 1 if mark else None
    lines = text.splitlines()
    found = lines[row - 1].strip() if row and row <= len(lines) else (error.problem or "?")
    return Fault(
        file,
        row,
        None,
        found,
        sentence("YAML 1.2"),
        sentence("the parser says: {problem}", problem=error.problem or error.context or "?"),
    )


def _plain(node: Any, path: Path, lines: dict[Path, int], file: str) -> Any:
    """Plain Python values of a round-trip tree, noting lines on the way down."""
    if len(path) > MAXIMUM_DEPTH:
        raise InputFaults(
            [
                Fault(
                    file,
                    lines.get(path[:1]),
                    field_name(path[:3]),
                    "…",
                    sentence("at most {limit} levels", limit=MAXIMUM_DEPTH),
                )
            ]
        )
    if isinstance(node, CommentedMap):
        if node.merge or node.anchor.value is not None:
            raise InputFaults([_anchor_fault(file, node.lc.line + 1, path)])
        plain = {}
        for key in node:
            step = str(key)
            lines[(*path, step)] = node.lc.key(key)[0] + 1
            plain[step] = _plain(node[key], (*path, step), lines, file)
        return plain
    if isinstance(node, CommentedSeq):
        if node.anchor.value is not None:
            raise InputFaults([_anchor_fault(file, node.lc.line + 1, path)])
        listed = []
        for index in range(len(node)):
            lines[(*path, index)] = node.lc.item(index)[0] + 1
            listed.append(_plain(node[index], (*path, index), lines, file))
        return listed
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node)
    return str(node)


def _anchor_fault(file: str, row: int, path: Path) -> Fault:
    return Fault(
        file,
        row,
        field_name(path) or None,
        "&",
        sentence("values written out"),
        sentence("anchors and merges make one value stand for many, which hides what was meant"),
    )


def build(
    model: type[Model], document: Document, path: Path = (), *, content: Any = ...
) -> tuple[Model | None, tuple[Fault, ...]]:
    """Build a value from the part of a document at `path`.

    Args:
        model: The value's class.
        document: Where it stands; supplies line and text of each fault.
        path: Where in the document the value begins.
        content: The plain value to build from, if other than what stands at `path` (after a
            short form has been written out); faults are still placed by `path`.

    Returns:
        The value and no faults, or `None` and all faults.
    """
    plain = document.value(path) if content is ... else content
    try:
        return model.model_validate(_tuples(plain)), ()
    except ValidationError as error:
        return None, tuple(_faults(document, path, error))


def _tuples(plain: Any) -> Any:
    """Lists as tuples: values are frozen and strict, files know only lists."""
    if isinstance(plain, list):
        return tuple(_tuples(item) for item in plain)
    if isinstance(plain, dict):
        return {key: _tuples(item) for key, item in plain.items()}
    return plain


def _faults(document: Document, base: Path, error: ValidationError) -> Iterator[Fault]:
    seen: set[tuple[Path, str]] = set()
    for detail in error.errors(include_url=False):
        path = (*base, *_real_path(document, base, detail["loc"]))
        accepted, because = _wording(detail)
        if (path, accepted.template) in seen:
            continue
        seen.add((path, accepted.template))
        yield document.fault(path, accepted, because)


def _real_path(document: Document, base: Path, location: tuple[str | int, ...]) -> Path:
    """The error's location without the steps that pydantic adds for branches of a union."""
    real: Path = ()
    for step in location:
        parent = document.value((*base, *real))
        exists = (isinstance(parent, dict) and step in parent) or (
            isinstance(parent, list) and isinstance(step, int) and step < len(parent)
        )
        missing_field = isinstance(parent, dict) and step is location[-1] and isinstance(step, str)
        if exists or missing_field:
            real = (*real, step)
    return real


_Wording = Callable[[Mapping[str, Any]], Sentence]

_WORDINGS: dict[str, _Wording] = {
    "missing": lambda context: sentence("this field, which is required"),
    "extra_forbidden": lambda context: sentence("only fields that the format knows"),
    "string_type": lambda context: sentence("a text"),
    "int_type": lambda context: sentence("a whole number"),
    "int_from_float": lambda context: sentence("a whole number"),
    "float_type": lambda context: sentence("a number"),
    "bool_type": lambda context: sentence("true or false"),
    "tuple_type": lambda context: sentence("a list"),
    "list_type": lambda context: sentence("a list"),
    "dict_type": lambda context: sentence("a mapping of names to values"),
    "model_type": lambda context: sentence("a mapping of names to values"),
    "model_attributes_type": lambda context: sentence("a mapping of names to values"),
    "literal_error": lambda context: sentence("one of: {choices}", choices=context.get("expected", "")),
    "enum": lambda context: sentence("one of: {choices}", choices=context.get("expected", "")),
    "string_too_short": lambda context: sentence("a text that is not empty"),
    "too_short": lambda context: sentence("at least {count}", count=context.get("min_length", 1)),
    "too_long": lambda context: sentence("at most {count}", count=context.get("max_length", 0)),
    "greater_than_equal": lambda context: sentence("{limit} or more", limit=context.get("ge", "")),
    "greater_than": lambda context: sentence("more than {limit}", limit=context.get("gt", "")),
    "less_than_equal": lambda context: sentence("{limit} or less", limit=context.get("le", "")),
    "less_than": lambda context: sentence("less than {limit}", limit=context.get("lt", "")),
}


def _wording(detail: ErrorDetails) -> tuple[Sentence, Sentence | None]:
    context: Mapping[str, Any] = detail.get("ctx", {})
    error = context.get("error")
    if isinstance(error, Unacceptable):
        return error.accepted, error.because
    wording = _WORDINGS.get(detail["type"])
    if wording is not None:
        return wording(context), None
    return sentence("what the format describes"), sentence("{problem}", problem=detail["msg"])
