"""JSON Schemas of a dossier's files, made from the classes that read them.

`python -m aiqyn.exchange.dossier.schemas DIR` writes them; with `--check` it changes nothing
and fails where they differ. A schema accepts whatever is accepted here. It can't say what
only shows when files are seen together, nor that a date exists; the reader says that.
"""

from __future__ import annotations

import argparse
import inspect
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from aiqyn.exchange.dossier.layout import FORMS, VERSION, Form

__all__ = ["as_text", "main", "schema_of", "schemas"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Written out at every field they would be most of the text; by format, because the classes
# they come from are no values and so get no place of their own.
_SHARED = {"edtf": "EdtfDate", "time-of-day": "TimeOfDay"}
_OF_FIELD = "x-of-field"
"""Holds a field's own description until the description of its type is taken out."""


class _FromDocstrings(GenerateJsonSchema):
    """Describes fields by what the docstrings of their classes say of them."""

    def model_schema(self, schema: core_schema.ModelSchema) -> dict[str, Any]:
        made = super().model_schema(schema)
        text, fields = _parts_of_docstring(schema["cls"])
        made["description"] = text
        for name, told in made.get("properties", {}).items():
            if name in fields and told.get("format") in _SHARED:
                told[_OF_FIELD] = fields[name]
            elif name in fields:
                told["description"] = " ".join(filter(None, [fields[name], told.get("description")]))
        return made

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _parts_of_docstring(model: type[BaseModel]) -> tuple[str, dict[str, str]]:
    """What a class's docstring says of the whole, and of each field under `Attributes:`."""
    whole, _, attributes = inspect.cleandoc(model.__doc__ or "").partition("\nAttributes:\n")
    fields: dict[str, str] = {}
    for entry in re.split(r"\n(?=    \S)", inspect.cleandoc("\n" + attributes).replace("\n", "\n    ")):
        names, colon, text = entry.strip().partition(":")
        if colon:
            fields |= {name.strip(): _on_one_line(text) for name in names.split(",")}
    return _on_one_line(whole.partition("\n\nSource:")[0]), fields


def _on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def schema_of(form: Form) -> dict[str, Any]:
    """The JSON Schema of one form of file, draft 2020-12."""
    shared: dict[str, Any] = {}
    made = _with_shared(form.model.model_json_schema(schema_generator=_FromDocstrings), shared)
    definitions = made.pop("$defs", {}) | shared
    made["properties"] = {
        name: part for name, part in made["properties"].items() if name not in form.supplied
    }
    made["required"] = [name for name in made.get("required", []) if name not in form.supplied]
    made = {key: value for key, value in made.items() if value != []}
    if form.holds == "list":
        definitions[form.model.__name__] = made
        made = {
            "description": made["description"],
            # A file without an entry holds nothing.
            "type": ["array", "null"],
            "items": {"$ref": f"#/$defs/{form.model.__name__}"},
        }
    elif form.holds == "collections":
        made["type"] = [made["type"], "null"]
    head = {
        "$schema": _DIALECT,
        "$id": f"urn:aiqyn:schema:dossier:{VERSION}:{form.name}",
        "title": f"{form.where} of a dossier, version {VERSION}",
    }
    made.pop("title", None)
    named = {name: definitions[name] for name in sorted(_named_in(made, definitions))}
    return {**head, **made, **({"$defs": named} if named else {})}


def _named_in(part: Any, definitions: Mapping[str, Any]) -> set[str]:
    """The definitions that a part refers to, and those that these refer to in turn."""
    if isinstance(part, list):
        return set().union(*(_named_in(item, definitions) for item in part))
    if not isinstance(part, dict):
        return set()
    named = set().union(*(_named_in(item, definitions) for item in part.values()))
    if "$ref" in part:
        # No value of an inquiry holds others of its own class, so this comes to an end.
        name = part["$ref"].removeprefix("#/$defs/")
        named |= {name} | _named_in(definitions[name], definitions)
    return named


def _with_shared(part: Any, shared: dict[str, Any]) -> Any:
    """The same with references in place of what is written out at many fields, without defaults of null."""
    if isinstance(part, list):
        return [_with_shared(item, shared) for item in part]
    if not isinstance(part, dict):
        return part
    name = _SHARED.get(str(part.get("format")))
    if name is None:
        kept = {key: item for key, item in part.items() if not (key == "default" and item is None)}
        # pydantic leaves keys of another form unmentioned, though it refuses them.
        closed = {"additionalProperties": False} if "patternProperties" in part else {}
        return {key: _with_shared(item, shared) for key, item in {**kept, **closed}.items()}
    shared[name] = {key: item for key, item in part.items() if key not in (_OF_FIELD, "default")}
    of_field = {"description": part[_OF_FIELD]} if _OF_FIELD in part else {}
    return {"$ref": f"#/$defs/{name}", **of_field}


def schemas() -> Mapping[str, str]:
    """The text of every schema by the name of its file."""
    return {f"{form.name}.schema.json": as_text(schema_of(form)) for form in FORMS.values()}


def as_text(schema: Mapping[str, Any]) -> str:
    """A schema as its file has it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _differing(folder: Path) -> list[str]:
    """Names of files that are missing, differ, or belong to no form any more."""
    wanted = schemas()
    there = {path.name: path.read_text("utf-8") for path in folder.glob("*.schema.json")}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def main(arguments: list[str] | None = None) -> int:
    """Write the schemas, or check them; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m aiqyn.exchange.dossier.schemas", description=__doc__)
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a schema differs")
    options = parser.parse_args(arguments)
    differing = _differing(options.folder)
    if options.check:
        for name in differing:
            print(
                f"{options.folder / name} is not what the classes give; run `make schemas`", file=sys.stderr
            )
        return 1 if differing else 0
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in differing:
        (options.folder / name).unlink(missing_ok=True)
    for name, text in schemas().items():
        (options.folder / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
