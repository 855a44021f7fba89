"""docs/formats/bundle.md draws what the code writes: each format, key and check by its name."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from small_bundle import FilesInMemory, make_bundle

from aiqyn.core.custody import verify_bundle
from aiqyn.core.custody.bundle import PROOF_FILES

PAGE = (Path(__file__).parents[2] / "docs" / "formats" / "bundle.md").read_text(encoding="utf-8")
BUNDLE = make_bundle()


def keys_of(value: object) -> set[str]:
    """All keys at any depth, but those that are data: ids, languages, fields of records."""
    if isinstance(value, dict):
        inner = {
            key for name, item in value.items() if name not in ("title", "opened") for key in keys_of(item)
        }
        return set(value) | inner
    if isinstance(value, list):
        return {key for item in value for key in keys_of(item)}
    return set()


@pytest.mark.parametrize("path", sorted({*PROOF_FILES, "manifest.json"} - {"proof/key", "proof/checkpoint"}))
def test_every_key_of_every_json_file_is_drawn(path):
    content = json.loads(BUNDLE.files[path])
    for key in keys_of(content):
        assert f'"{key}"' in PAGE, key
    assert f'"{content["format"]}"' in PAGE


@pytest.mark.parametrize("path", PROOF_FILES)
def test_every_proof_file_is_named(path):
    assert path.removeprefix("proof/") in PAGE


def test_every_check_is_explained():
    checks = [check.name for check in verify_bundle(FilesInMemory(BUNDLE.files)).checks]
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == checks
