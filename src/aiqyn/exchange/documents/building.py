"""Values from the parts of a document: what a value's class refuses becomes faults with their lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from aiqyn.core.faults import Fault
from aiqyn.core.language import Sentence
from aiqyn.core.values import Unacceptable
from aiqyn.exchange.documents.document import Document, Path
from aiqyn.exchange.sentences import sentence

__all__ = ["build"]

Model = TypeVar("Model", bound=BaseModel)


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
        return None, tuple(_faults(document, path, plain, error))


def _tuples(plain: Any) -> Any:
    """Lists as tuples: values are frozen and strict, files know only lists."""
    if isinstance(plain, list):
        return tuple(_tuples(item) for item in plain)
    if isinstance(plain, dict):
        return {key: _tuples(item) for key, item in plain.items()}
    return plain


@dataclass(frozen=True, slots=True)
class _Complaint:
    """One error of the value's class: where in the value, and what would be right."""

    path: Path
    is_of_type: bool
    accepted: Sentence
    because: Sentence | None


def _faults(document: Document, base: Path, plain: Any, error: ValidationError) -> Iterable[Fault]:
    complaints = [_complaint(plain, detail) for detail in error.errors(include_url=False)]
    by_path: dict[Path, list[_Complaint]] = {}
    for complaint in complaints:
        if not _is_of_an_untaken_branch(complaint, complaints):
            by_path.setdefault(complaint.path, []).append(complaint)
    for path, alike in by_path.items():
        yield document.fault((*base, *path), _either([each.accepted for each in alike]), alike[0].because)


def _is_of_an_untaken_branch(complaint: _Complaint, all_of_them: list[_Complaint]) -> bool:
    """Where a field takes a number or a mapping and a mapping stands there, only its inside is at fault."""
    depth = len(complaint.path)
    return complaint.is_of_type and any(
        len(other.path) > depth and other.path[:depth] == complaint.path for other in all_of_them
    )


def _either(accepted: list[Sentence]) -> Sentence:
    """What any branch of a union would take."""
    distinct: list[Sentence] = []
    for each in accepted:
        if each not in distinct:
            distinct.append(each)
    joined = distinct[0]
    for each in distinct[1:]:
        joined = sentence("{first}, or {second}", first=joined, second=each)
    return joined


def _complaint(plain: Any, detail: ErrorDetails) -> _Complaint:
    kind = detail["type"]
    path = _real_path(plain, detail["loc"], is_missing=kind == "missing")
    accepted, because = _worded(detail)
    return _Complaint(path, kind.endswith("_type") or kind == "is_instance_of", accepted, because)


def _real_path(plain: Any, location: tuple[str | int, ...], *, is_missing: bool) -> Path:
    """The error's location without the steps that stand for branches of a union.

    A step that does not exist is such a branch, but for the last one to a field that is missing.
    """
    real: Path = ()
    parent = plain
    last = len(location) - 1
    for position, step in enumerate(location):
        exists = (isinstance(parent, dict) and step in parent) or (
            isinstance(parent, list) and isinstance(step, int) and step < len(parent)
        )
        if exists:
            parent = parent[step]
        elif not (is_missing and position == last):
            continue
        real = (*real, step)
    return real


_Wording = Callable[[Mapping[str, Any]], Sentence]


def _choices(context: Mapping[str, Any]) -> Sentence:
    expected = str(context.get("expected", ""))
    return sentence("one of: {choices}", choices=", ".join(re.findall("'([^']*)'", expected)) or expected)


_WORDINGS: dict[str, _Wording] = {
    "missing": lambda context: sentence("this field, which is required"),
    "extra_forbidden": lambda context: sentence("only fields that the format knows"),
    "string_type": lambda context: sentence("a text"),
    "int_type": lambda context: sentence("a whole number"),
    "int_from_float": lambda context: sentence("a whole number"),
    "float_type": lambda context: sentence("a number"),
    "finite_number": lambda context: sentence("a finite number"),
    "bool_type": lambda context: sentence("true or false"),
    "tuple_type": lambda context: sentence("a list"),
    "list_type": lambda context: sentence("a list"),
    "dict_type": lambda context: sentence("a mapping of names to values"),
    "model_type": lambda context: sentence("a mapping of names to values"),
    "model_attributes_type": lambda context: sentence("a mapping of names to values"),
    "none_required": lambda context: sentence("nothing"),
    "literal_error": _choices,
    "enum": _choices,
    "string_too_short": lambda context: sentence("a text that is not empty"),
    "string_pattern_mismatch": lambda context: sentence(
        "a text of the form {pattern}", pattern=context.get("pattern", "")
    ),
    "too_short": lambda context: sentence("a list of at least {count}", count=context.get("min_length", 1)),
    "too_long": lambda context: sentence("a list of at most {count}", count=context.get("max_length", 0)),
    "greater_than_equal": lambda context: sentence("{limit} or more", limit=context.get("ge", "")),
    "greater_than": lambda context: sentence("more than {limit}", limit=context.get("gt", "")),
    "less_than_equal": lambda context: sentence("{limit} or less", limit=context.get("le", "")),
    "less_than": lambda context: sentence("less than {limit}", limit=context.get("lt", "")),
}


def _worded(detail: ErrorDetails) -> tuple[Sentence, Sentence | None]:
    context: Mapping[str, Any] = detail.get("ctx", {})
    error = context.get("error")
    if isinstance(error, Unacceptable):
        return error.accepted, error.because
    found = detail["input"]
    if detail["type"] == "string_type" and isinstance(found, bool | int | float):
        return sentence("a text"), sentence("without quotes it is read as a number or as true or false")
    wording = _WORDINGS.get(detail["type"])
    if wording is not None:
        return wording(context), None
    return sentence("what the format describes"), sentence("{problem}", problem=detail["msg"])
