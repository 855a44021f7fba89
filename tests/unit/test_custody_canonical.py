"""Canonical JSON: one spelling, and nothing else is read."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from aiqyn.core.custody import NotCanonical, NotRepresentable, canonical_bytes, parse_canonical

PROBES = Path(__file__).parents[1] / "probes" / "custody"


def probes(name: str) -> list:
    loaded = json.loads((PROBES / f"{name}.json").read_text(encoding="utf-8"))["probes"]
    return [pytest.param(probe, id=probe["probe"]) for probe in loaded]


@pytest.mark.parametrize("probe", probes("published-canonical"))
def test_published_values_are_spelled_as_rfc_8785_says_after_nfc(probe):
    spelled = canonical_bytes(json.loads(probe["input"])).decode()
    assert spelled == probe.get("ours", probe["output"])


@pytest.mark.parametrize("probe", probes("not-canonical"))
def test_another_spelling_is_refused_with_its_reason(probe):
    data = bytes.fromhex(probe["hex"]) if "hex" in probe else probe["text"].encode()
    with pytest.raises(NotCanonical) as refused:
        parse_canonical(data)
    assert probe["because"] in str(refused.value)


@pytest.mark.parametrize("number", [2**53 - 1, -(2**53) + 1, 0.1, 1e21, 1e-7, 5e-324, 1.7976931348623157e308])
def test_a_number_that_every_reader_understands_alike_survives(number):
    assert parse_canonical(canonical_bytes([number])) == [number]


@pytest.mark.parametrize(
    "number",
    [2**53, -(2**53), pytest.param(10**5000, id="5001 digits"), 2.0**53, 1e20, math.nan, math.inf, -math.inf],
)
def test_a_number_that_some_reader_would_round_is_refused(number):
    with pytest.raises(NotRepresentable):
        canonical_bytes([number])


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"records": [{"age": 2**60}]}, "records[1].age"),
        ({"a": {1: 2}}, "a"),
        ({"a": [b"bytes"]}, "a[1]"),
        ({"a": {1, 2}}, "a"),
    ],
)
def test_a_refusal_names_the_place(value, path):
    with pytest.raises(NotRepresentable) as refused:
        canonical_bytes(value)
    assert refused.value.path == path


def test_keys_that_differ_only_by_their_normal_form_are_refused():
    with pytest.raises(NotRepresentable, match="stands twice"):
        canonical_bytes({"Å": 1, "A\u030a": 2})


@pytest.mark.parametrize("key", ["\ud800", "a\udfff"])
def test_half_of_a_surrogate_pair_is_refused_in_key_and_text(key):
    with pytest.raises(NotRepresentable, match="surrogate"):
        canonical_bytes({key: 1})
    with pytest.raises(NotRepresentable, match="surrogate"):
        canonical_bytes(key)


def test_depth_is_bounded_in_writing_and_reading():
    deep = "x"
    for _ in range(64):
        deep = [deep]
    assert parse_canonical(canonical_bytes(deep)) == deep
    with pytest.raises(NotRepresentable, match="64 levels"):
        canonical_bytes([deep])
    for levels in (65, 5_000, 1_000_000):
        with pytest.raises(NotCanonical, match="64 levels"):
            parse_canonical(b"[" * levels + b"]" * levels)


def test_tuples_are_spelled_as_lists_and_words_stay_words():
    assert canonical_bytes((True, False, None, "", ())) == b'[true,false,null,"",[]]'
