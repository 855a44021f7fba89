"""The published JSON Schemas: what the reader takes they take, and unknown fields neither does."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from dossiers import FILES, whole_dossier
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from strategies import GeneratedDossier, dossiers

from aiqyn.core.faults import InputFaults
from aiqyn.exchange.documents import read_yaml, write_yaml
from aiqyn.exchange.dossier import read_dossier, write_dossier
from aiqyn.exchange.dossier.layout import FORMS, form_of
from aiqyn.exchange.dossier.schemas import main, schema_of
from aiqyn.exchange.dossier.statements import split_statement

PUBLISHED = Path(__file__).parents[2] / "docs" / "schemas" / "dossier-1"


@cache
def validator(name: str) -> Draft202012Validator:
    schema = json.loads((PUBLISHED / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def documents(folder: Path) -> list[tuple[str, str, Any]]:
    """Path, name of the schema, and content of every file of a dossier that has a schema."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        form = form_of(name) if path.is_file() else None
        if form is FORMS["statement"]:
            head = split_statement(path.read_bytes(), file=name).head.content
            found.append((name, "translation" if "translation_of" in head else "statement", head))
        elif form is not None:
            found.append((name, form.name, read_yaml(path.read_bytes(), file=name).content))
    return found


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """A written dossier with something of every kind."""
    folder = tmp_path_factory.mktemp("whole") / "dossier"
    write_dossier(whole_dossier(), folder, lambda path: [FILES[path]], durable=False)
    (folder / "policies").mkdir()
    (folder / "policies" / "a.yaml").write_text("id: a\ntitle: {en: A}\npurpose: report\n")
    return folder


def test_the_published_schemas_are_those_of_the_classes():
    assert main([str(PUBLISHED), "--check"]) == 0, "run `make schemas`"


def test_every_form_of_file_has_its_schema_and_no_other_lies_there():
    names = sorted(path.name for path in PUBLISHED.iterdir())
    assert names == sorted(f"{name}.schema.json" for name in FORMS)


def test_a_schema_that_differs_is_told_and_written_anew(tmp_path, capsys):
    assert main([str(tmp_path)]) == 0
    assert main([str(tmp_path), "--check"]) == 0
    (tmp_path / "acts.schema.json").write_text("{}")
    (tmp_path / "gone.schema.json").write_text("{}")
    assert main([str(tmp_path), "--check"]) == 1
    told = capsys.readouterr().err
    assert "acts.schema.json" in told
    assert "gone.schema.json" in told
    assert main([str(tmp_path)]) == 0
    assert main([str(tmp_path), "--check"]) == 0


@pytest.mark.parametrize("name", sorted(FORMS))
def test_each_schema_has_a_name_of_its_own_with_the_version_and_no_host(name):
    schema = schema_of(FORMS[name])
    assert schema["$id"] == f"urn:aiqyn:schema:dossier:1:{name}"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_object_of_a_schema_is_closed_and_every_reference_leads_somewhere(name):
    schema = schema_of(FORMS[name])
    parts = list(walk(schema))
    for part in parts:
        if "properties" in part:
            assert part["additionalProperties"] is False
        if "$ref" in part:
            assert part["$ref"].removeprefix("#/$defs/") in schema["$defs"]
    referred = {part["$ref"].removeprefix("#/$defs/") for part in parts if "$ref" in part}
    assert referred == set(schema.get("$defs", {}))


def walk(part: Any):
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from walk(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from walk(inner)


def test_fields_are_described_by_the_docstrings_of_their_classes():
    act = schema_of(FORMS["acts"])["$defs"]["Act"]
    assert act["description"] == "One type of act done to one victim within one event."
    assert act["properties"]["victim"]["description"] == "Exactly one of the two."
    assert "vocabulary acts" in act["properties"]["type"]["description"]
    assert schema_of(FORMS["sources"])["$defs"]["Source"]["properties"]["date"]["description"] == (
        "When it was made or published."
    )


@given(dossiers())
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_whatever_is_written_and_read_is_valid_by_its_schema(generated: GeneratedDossier):
    with tempfile.TemporaryDirectory() as within:
        folder = Path(within) / "dossier"
        write_dossier(generated.dossier, folder, generated.chunks, durable=False)
        for path, name, content in documents(folder):
            errors = [error.message for error in validator(name).iter_errors(content)]
            assert errors == [], path


def test_files_of_every_schema_are_among_the_tested(whole):
    assert {name for _, name, _ in documents(whole)} == set(FORMS)
    for path, name, content in documents(whole):
        assert validator(name).is_valid(content), path


def mappings(content: Any):
    """Every mapping of a document whose keys are fields, so that one more would be unknown."""
    free = ("measures", "attributes", "titles", "where", "never", "columns")
    if isinstance(content, list):
        for item in content:
            yield from mappings(item)
    elif isinstance(content, dict):
        yield content
        for key, value in content.items():
            inner = value.values() if key in free and isinstance(value, dict) else [value]
            for item in inner:
                yield from mappings(item)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_an_unknown_field_anywhere_is_refused_by_schema_and_reader_alike(whole, name, tmp_path):
    paths = [(path, content) for path, form, content in documents(whole) if form == name]
    path, content = paths[0]
    for part in list(mappings(content)):
        part["unknown_field"] = "x"
        assert not validator(name).is_valid(content), part
        with pytest.raises(InputFaults) as caught:
            read_dossier(spoiled(whole, tmp_path / "spoiled", path, content))
        assert any(
            fault.file == path and fault.field and fault.field.endswith("unknown_field")
            for fault in caught.value.faults
        ), part
        del part["unknown_field"]


def spoiled(whole: Path, copy: Path, path: str, content: Any) -> Path:
    import shutil

    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(whole, copy)
    text = write_yaml(content)
    if path.endswith(".md"):
        text = f"---\n{text}---\n{split_statement((whole / path).read_bytes(), file=path).text}"
    (copy / path).write_text(text)
    return copy


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("persons", [{"id": "A"}]),
        ("persons", [{"id": "no id", "cites": ["S"]}]),
        ("persons", [{"id": "A", "cites": []}]),
        ("persons", [{"id": "A", "cites": ["S"], "born": "31.12.2022"}]),
        ("persons", [{"id": "A", "cites": ["S"], "age": -1}]),
        ("persons", [{"id": "A", "cites": ["S"], "age": "44"}]),
        ("persons", [{"id": "A", "cites": ["S"], "sex": "f"}]),
        ("persons", {"id": "A", "cites": ["S"]}),
        ("acts", [{"id": "A", "type": "murder", "event": "E", "victim": "V", "cites": ["S"]}]),
        ("figures", {"figures": [{"id": "F", "measure": "m", "value": -1, "stated_by": "gpo"}]}),
        ("statement", {"source": "S"}),
        ("statement", {"source": "S", "language": "ru", "id": "s-1"}),
        ("statement", {"source": "S", "language": "ru", "text": "a"}),
        ("translation", {"language": "ru"}),
        ("roster", {"title": {"en": "A"}, "sha256": "0" * 64}),
        ("inquiry", {"id": "a", "title": {"en": "A"}}),
        ("policy", {"id": "a", "title": {"en": "A"}, "purpose": "gossip"}),
    ],
)
def test_what_is_plainly_wrong_is_refused_by_the_schema(name, content):
    assert not validator(name).is_valid(content)


def test_the_documentation_draws_every_form_of_file():
    page = (PUBLISHED.parents[1] / "formats" / "dossier.md").read_text("utf-8")
    drawing = page.split("```")[1]
    for form in FORMS.values():
        folder, _, name = form.where.rpartition("/")
        ending = name.removeprefix("ID").removeprefix("NAME").replace("LANGUAGE", "en")
        assert ending in drawing, form.where
        assert f"{folder}/" in drawing, form.where


def test_the_examples_of_the_documentation_are_right():
    page = (PUBLISHED.parents[1] / "formats" / "dossier.md").read_text("utf-8")
    entries = page.split("```yaml\n")[1].split("```")[0]
    assert validator("persons").is_valid(read_yaml(entries.encode(), file="persons.yaml").content)
    statement = next(block for block in page.split("```\n") if block.startswith("---\n"))
    parts = split_statement(statement.encode(), file="s-17.md")
    assert validator("statement").is_valid(parts.head.content)
    assert parts.text == "Меня ударили.\n"
    [passage] = parts.head.content["passages"]
    assert parts.text[passage["start"] : passage["end"]] == "Меня ударили."
