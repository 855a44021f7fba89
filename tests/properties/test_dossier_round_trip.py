"""What holds for every dossier: written and read again it is the same, and so are its bytes."""

from __future__ import annotations

import random
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from strategies import GeneratedDossier, dossiers, texts

from aiqyn.core.faults import InputFaults
from aiqyn.core.inquiry import Dossier
from aiqyn.exchange.documents import read_entries, read_yaml, write_yaml
from aiqyn.exchange.dossier import in_folder_order, read_dossier, write_dossier

whole_dossiers = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

plain_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts()
)
plain_documents = st.recursive(
    plain_scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts(), inner, max_size=4),
    max_leaves=20,
)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def written(generated: GeneratedDossier, within: str) -> Path:
    folder = Path(within) / "dossier"
    write_dossier(generated.dossier, folder, generated.chunks, durable=False)
    return folder


@whole_dossiers
@given(dossiers())
def test_a_dossier_that_is_written_and_read_again_is_the_same(generated: GeneratedDossier) -> None:
    with tempfile.TemporaryDirectory() as within:
        read = read_dossier(written(generated, within))
        assert read.dossier == generated.dossier
        assert read.ignored == ()


@whole_dossiers
@given(dossiers())
def test_writing_what_was_read_gives_the_same_bytes(generated: GeneratedDossier) -> None:
    with tempfile.TemporaryDirectory() as within:
        first = written(generated, within)
        read = read_dossier(first)
        second = Path(within) / "again"
        write_dossier(read.dossier, second, read.chunks, durable=False)
        assert contents(second) == contents(first)


@whole_dossiers
@given(dossiers())
def test_what_was_received_comes_back_byte_for_byte(generated: GeneratedDossier) -> None:
    with tempfile.TemporaryDirectory() as within:
        folder = written(generated, within)
        read = read_dossier(folder)
        for path, content in generated.files.items():
            assert (folder / path).read_bytes() == content
            assert b"".join(read.chunks(path)) == content
            with read.open_file(path) as stream:
                assert stream.read() == content
        for statement in generated.dossier.statements:
            raw = (folder / "statements" / f"{statement.id}.md").read_bytes()
            assert raw.endswith(b"\n---\n" + statement.text.encode())


@whole_dossiers
@given(dossiers(), st.randoms(use_true_random=False))
def test_any_bytes_changed_give_a_dossier_or_faults_and_never_an_error(
    generated: GeneratedDossier, chance: random.Random
) -> None:
    with tempfile.TemporaryDirectory() as within:
        folder = written(generated, within)
        for _ in range(6):
            mutate_some_file(folder, chance)
            try:
                assert isinstance(read_dossier(folder).dossier, Dossier)
            except InputFaults as error:
                for fault in error.faults:
                    assert fault.as_json("en")["accepted"]


def mutate_some_file(folder: Path, chance: random.Random) -> None:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    path = chance.choice(paths)
    data = bytearray(path.read_bytes() or b"\n")
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(data) + 1)
        kind = chance.randrange(4)
        if kind == 0:
            data[place:place] = bytes([chance.randrange(256)])
        elif kind == 1:
            del data[place : place + chance.randint(1, 20)]
        elif kind == 2:
            end = place + chance.randint(1, 40)
            data[place:place] = data[place:end]
        else:
            data[place:place] = chance.choice(
                [
                    b"\n",
                    b": ",
                    b"- ",
                    b"  ",
                    b"\t",
                    b"'",
                    b'"',
                    b"&a ",
                    b"*a",
                    b"{",
                    b"[",
                    b"---\n",
                    b"#",
                    b"|\n",
                ]
            )
    path.write_bytes(bytes(data))


@given(plain_documents)
def test_plain_values_written_as_yaml_are_read_as_the_same(content: object) -> None:
    text = write_yaml(content)
    assert repr(read_yaml(text.encode(), file="x.yaml").content) == repr(content)
    if isinstance(content, list):
        assert [entry.content for entry in read_entries(text.encode(), file="x.yaml")] == content


class DatesAsTexts(SafeConstructor):
    """Another reader that takes dates for texts, as the core schema of YAML 1.2 has it."""


DatesAsTexts.add_constructor("tag:yaml.org,2002:timestamp", lambda constructor, node: node.value)


@given(plain_documents)
def test_another_reader_of_yaml_reads_the_same(content: object) -> None:
    reader = YAML(typ="safe", pure=True)
    reader.Constructor = DatesAsTexts
    if content is not None:
        assert repr(reader.load(write_yaml(content))) == repr(content)


@given(st.binary(max_size=200) | texts().map(str.encode))
def test_any_bytes_as_yaml_give_a_document_or_faults(data: bytes) -> None:
    for read in (read_yaml, lambda given, *, file: list(read_entries(given, file=file))):
        with suppress(InputFaults):
            read(data, file="x.yaml")


@given(dossiers())
@settings(parent=whole_dossiers, max_examples=10)
def test_the_order_of_statements_rosters_and_files_is_that_of_their_names(
    generated: GeneratedDossier,
) -> None:
    shuffled = generated.dossier.model_copy(
        update={
            name: tuple(reversed(getattr(generated.dossier, name)))
            for name in ("statements", "rosters", "files")
        }
    )
    assert in_folder_order(shuffled) == generated.dossier
    with tempfile.TemporaryDirectory() as within:
        folder = Path(within) / "dossier"
        write_dossier(shuffled, folder, generated.chunks, durable=False)
        assert read_dossier(folder).dossier == generated.dossier


def test_a_number_that_json_cannot_hold_is_not_written() -> None:
    with pytest.raises(ValueError, match="9007199254740993"):
        write_yaml({"count": 2**53 + 1})
