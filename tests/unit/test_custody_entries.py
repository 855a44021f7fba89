"""Ledger entries and commitments: bind everything, tell nothing, open one field at a time."""

from __future__ import annotations

import hmac
import json
import struct
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pytest

from aiqyn.core.custody import (
    BY,
    ID,
    KIND,
    EntryRejected,
    LedgerEntry,
    NotRepresentable,
    Opening,
    OpeningRejected,
    RecordVersion,
    commit,
    leaf_hash,
    open_fields,
    parse_entry,
    verify_opening,
)

PROBES = json.loads(
    (Path(__file__).parents[1] / "probes" / "custody" / "commitments.json").read_text(encoding="utf-8")
)["probes"]
AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
SECRET = bytes(range(32))
VERSION = RecordVersion(
    "persons", "P-17", "member-3", {"name": "Айдос Б.", "born": "1989-XX", "status": "civilian", "age": 32}
)
SPELLED = (
    b'{"action":"create","at":"2026-03-01T09:30:00Z",'
    b'"commitment":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","format":"aiqyn-ledger-entry/1"}'
)


def test_an_entry_has_the_documented_spelling_and_reads_back():
    entry = LedgerEntry(AT, "create", bytes(32))
    assert entry.as_bytes() == SPELLED
    assert parse_entry(SPELLED) == entry
    assert entry.leaf() == leaf_hash(SPELLED)


def test_an_entry_holds_no_word_of_the_record():
    data = LedgerEntry(AT, "import", commit(VERSION, SECRET)).as_bytes().decode()
    for word in ("Айдос", "1989", "civilian", "P-17", "persons", "member-3", "name"):
        assert word not in data


def test_an_entry_is_told_in_utc():
    almaty = datetime(2026, 3, 1, 14, 30, tzinfo=timezone(timedelta(hours=5)))
    assert LedgerEntry(almaty, "create", bytes(32)).as_bytes() == SPELLED
    year_nine = LedgerEntry(datetime(9, 1, 2, tzinfo=UTC), "create", bytes(32))
    assert parse_entry(year_nine.as_bytes()) == year_nine


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"create"', b'"Create"'),
        (b'"create"', b'""'),
        (b'"create"', b'"create again"'),
        (b'"create"', b'"' + b"c" * 33 + b'"'),
        (b'"create"', b"7"),
        (b"09:30:00Z", b"09:30:00"),
        (b"09:30:00Z", b"09:30:00z"),
        (b"09:30:00Z", b"09:30:00+00:00"),
        (b"09:30:00Z", b"09:30:00.5Z"),
        (b"09:30:00Z", b"24:30:00Z"),
        (b"2026-03-01", b"2026-02-30"),
        (b"2026-03-01", b"2026-3-1"),
        (b"AAA=", b"AAB="),
        (b"AAA=", b""),
        (b'"commitment":"A', b'"commitment":"AAAA'),
        (b"entry/1", b"entry/2"),
        (b'{"action"', b'{"about":"P-17","action"'),
        (b',"format":"aiqyn-ledger-entry/1"', b""),
        (b'":"create', b'": "create'),
        (b"{", b"[{"),
    ],
)
def test_an_entry_that_is_not_in_form_is_refused(before, after):
    assert before in SPELLED
    with pytest.raises(EntryRejected):
        parse_entry(SPELLED.replace(before, after, 1))


def test_an_entry_longer_than_a_tile_can_tell_is_refused():
    with pytest.raises(EntryRejected, match="65535"):
        parse_entry(b"[" + b" " * 65_535)


@pytest.mark.parametrize(
    ("at", "action", "commitment"),
    [
        (datetime(2026, 3, 1, 9, 30), "create", bytes(32)),
        (AT.replace(microsecond=1), "create", bytes(32)),
        (AT, "Create", bytes(32)),
        (AT, "create-", bytes(32)),
        (AT, "create", bytes(31)),
    ],
)
def test_an_entry_that_could_not_be_read_back_is_not_made(at, action, commitment):
    with pytest.raises(ValueError):
        LedgerEntry(at, action, commitment)


def test_opened_fields_lead_to_the_commitment_and_the_rest_stays_shut():
    opening = open_fields(VERSION, SECRET, [KIND, ID, "status"])
    assert set(opening.salts) == {KIND, ID, "status"}
    verify_opening(opening, {KIND: "persons", ID: "P-17", "status": "civilian"}, commit(VERSION, SECRET))


def test_any_subset_of_fields_opens_and_none_needs_another():
    commitment = commit(VERSION, SECRET)
    statements = VERSION.statements()
    names = sorted(statements)
    for chosen in range(2 ** len(names)):
        opened = [name for place, name in enumerate(names) if chosen >> place & 1]
        opening = open_fields(VERSION, SECRET, opened)
        verify_opening(opening, {name: statements[name] for name in opened}, commitment)


@pytest.mark.parametrize(
    "values",
    [
        {"status": "official", ID: "P-17"},
        {"status": "civilian", ID: "P-18"},
        {"status": "civilian"},
        {"status": "civilian", ID: "P-17", "born": "1989-XX"},
        {"status": 2**60, ID: "P-17"},
    ],
)
def test_other_values_than_the_committed_ones_are_refused(values):
    opening = open_fields(VERSION, SECRET, ["status", ID])
    with pytest.raises(OpeningRejected):
        verify_opening(opening, values, commit(VERSION, SECRET))


def test_a_value_can_not_move_to_another_field():
    version = RecordVersion("persons", "P1", "m", {"a": "x", "b": "y"})
    opening = open_fields(version, SECRET, ["a", "b"])
    swapped = Opening({"a": opening.salts["b"], "b": opening.salts["a"]}, opening.digests)
    for salts, values in ((opening, {"a": "y", "b": "x"}), (swapped, {"a": "y", "b": "x"})):
        with pytest.raises(OpeningRejected):
            verify_opening(salts, values, commit(version, SECRET))


def test_spoilt_openings_are_refused():
    opening = open_fields(VERSION, SECRET, ["status"])
    values = {"status": "civilian"}
    digests = opening.digests
    for spoilt in (
        Opening({"status": opening.salts["status"][:15]}, digests),
        Opening({"status": bytes(16)}, digests),
        Opening(opening.salts, digests[1:]),
        Opening(opening.salts, digests[::-1]),
        Opening(opening.salts, (digests[0], *digests)),
        Opening(opening.salts, (*digests, b"\xff" * 32)),
        Opening(opening.salts, (digests[0][:31], *digests[1:])),
        Opening({}, digests),
    ):
        with pytest.raises(OpeningRejected):
            verify_opening(spoilt, values, commit(VERSION, SECRET))


def test_without_the_secret_a_right_guess_can_not_be_told_from_a_wrong_one():
    """Who knows all but one field and guesses it right still can't compute the commitment."""
    from aiqyn.core.custody.commitments import _digest

    opening = open_fields(VERSION, SECRET, set(VERSION.statements()) - {"status"})
    for salt in (bytes(16), opening.salts["name"], opening.salts[BY]):
        assert _digest(salt, "status", "civilian") not in opening.digests


def test_the_same_record_under_two_secrets_looks_unrelated():
    other = bytes(range(1, 33))
    assert commit(VERSION, SECRET) != commit(VERSION, other)
    mine, theirs = (open_fields(VERSION, secret, []) for secret in (SECRET, other))
    assert not set(mine.digests) & set(theirs.digests)


def test_the_number_of_digests_does_not_tell_whether_a_field_was_filled():
    few = RecordVersion("persons", "P1", "m", {"a": 1})
    more = RecordVersion("persons", "P1", "m", {"a": 1, "b": 2, "c": 3})
    assert len(open_fields(few, SECRET, []).digests) == len(open_fields(more, SECRET, []).digests) == 8
    for count in range(30):
        version = RecordVersion("k", "i", "b", {f"f{number}": number for number in range(count)})
        assert len(open_fields(version, SECRET, []).digests) % 8 == 0


def test_a_text_is_bound_in_its_normal_form():
    composed = RecordVersion("k", "i", "b", {"name": "Й"})
    decomposed = RecordVersion("k", "i", "b", {"name": "И\u0306"})
    assert commit(composed, SECRET) == commit(decomposed, SECRET)


def test_what_can_not_be_committed_to_is_refused():
    with pytest.raises(NotRepresentable):
        commit(RecordVersion("k", "i", "b", {"n": 2**60}), SECRET)
    with pytest.raises(ValueError, match="@"):
        RecordVersion("k", "i", "b", {"@kind": "other"})
    with pytest.raises(ValueError, match="32 bytes"):
        commit(VERSION, b"short")
    with pytest.raises(ValueError, match="32 bytes"):
        open_fields(VERSION, b"", [])
    with pytest.raises(KeyError, match="nonsense"):
        open_fields(VERSION, SECRET, ["nonsense"])


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe["probe"])
def test_the_commitment_is_the_documented_one_so_that_ledgers_already_written_hold(probe):
    version = RecordVersion(probe["kind"], probe["id"], probe["by"], probe["fields"])
    secret = bytes.fromhex(probe["secret"])
    assert commit(version, secret).hex() == probe["commitment"]
    assert commitment_by_the_formula(version, secret).hex() == probe["commitment"]


def commitment_by_the_formula(version: RecordVersion, secret: bytes) -> bytes:
    """The formula of docs/formats/bundle.md, written out with nothing of ours but the values."""
    digests = []
    for name, value in version.statements().items():
        salt = hmac.new(secret, b"\x01" + name.encode(), "sha256").digest()[:16]
        spelled = json.dumps([name, value], ensure_ascii=False, separators=(",", ":")).encode()
        digests.append(sha256(b"\x10" + salt + spelled).digest())
    number = 0
    while len(digests) % 8:
        digests.append(hmac.new(secret, b"\x02" + struct.pack(">I", number), "sha256").digest())
        number += 1
    return sha256(b"\x11" + b"".join(sorted(digests))).digest()
