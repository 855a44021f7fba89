"""The keyring: what opens it, what does not, and what a changed or planted file can do."""

from __future__ import annotations

import base64
import copy
import json
import os
import pickle
import stat
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from aiqyn.project import keyring as keyrings
from aiqyn.project.errors import KeyringDamaged, KeyringForgotten, PassphraseRejected
from aiqyn.project.keyring import (
    LEAST_DERIVATION,
    MOST_MEMORY_KIB,
    Derivation,
    OpenKeyring,
    change_passphrase,
    create_keyring,
    open_keyring,
)

PASSPHRASE = "төрт түлік ақ жауын"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes, bytes]:
    """A keyring file's bytes, with the two keys in it."""
    path = tmp_path_factory.mktemp("written") / "keyring.json"
    keyring = create_keyring(path, PASSPHRASE, derivation=LEAST_DERIVATION)
    return path.read_bytes(), keyring.data_key, keyring.signing_seed


@pytest.fixture
def path(tmp_path: Path, written: tuple[bytes, bytes, bytes]) -> Path:
    file = tmp_path / "keyring.json"
    file.write_bytes(written[0])
    return file


def edit(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document))


def test_the_passphrase_gives_back_the_same_keys(path: Path, written: tuple[bytes, bytes, bytes]) -> None:
    opened = open_keyring(path, PASSPHRASE)
    assert (opened.data_key, opened.signing_seed) == written[1:]


def test_another_passphrase_is_rejected(path: Path) -> None:
    with pytest.raises(PassphraseRejected, match="does not open"):
        open_keyring(path, PASSPHRASE + " ")


def test_a_passphrase_typed_on_another_keyboard_is_the_same(path: Path, tmp_path: Path) -> None:
    composed, decomposed = "айқын ой терең сөз", "аи\u0306қын ои\u0306 терең сөз"
    create_keyring(tmp_path / "k.json", composed, derivation=LEAST_DERIVATION)
    assert open_keyring(tmp_path / "k.json", decomposed).is_open


def test_two_keyrings_share_no_key_and_no_salt(tmp_path: Path) -> None:
    first = create_keyring(tmp_path / "a", PASSPHRASE, derivation=LEAST_DERIVATION)
    second = create_keyring(tmp_path / "b", PASSPHRASE, derivation=LEAST_DERIVATION)
    assert first.data_key != second.data_key
    assert first.signing_seed != second.signing_seed
    assert first.data_key != first.signing_seed
    salts = {json.loads((tmp_path / name).read_bytes())["kdf"]["salt"] for name in "ab"}
    assert len(salts) == 2


def test_the_file_holds_no_key_and_no_passphrase(path: Path, written: tuple[bytes, bytes, bytes]) -> None:
    octets = path.read_bytes()
    for secret in (*written[1:], PASSPHRASE.encode()):
        for form in (secret, secret.hex().encode(), base64.b64encode(secret)[:-4]):
            assert form not in octets


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_file_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    create_keyring(tmp_path / "k", PASSPHRASE, derivation=LEAST_DERIVATION)
    assert stat.S_IMODE((tmp_path / "k").stat().st_mode) == 0o600


def test_a_keyring_is_never_overwritten_by_a_new_one(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        create_keyring(path, PASSPHRASE, derivation=LEAST_DERIVATION)
    assert path.read_bytes() == before


def test_a_changed_passphrase_opens_the_same_keys_and_the_old_one_nothing(
    path: Path, written: tuple[bytes, bytes, bytes]
) -> None:
    change_passphrase(path, PASSPHRASE, "жаңа кілт сөз тіркесі", derivation=LEAST_DERIVATION)
    assert open_keyring(path, "жаңа кілт сөз тіркесі").data_key == written[1]
    with pytest.raises(PassphraseRejected):
        open_keyring(path, PASSPHRASE)
    assert [file.name for file in path.parent.iterdir()] == ["keyring.json"]


def test_a_change_that_fails_while_writing_leaves_the_old_file_and_nothing_beside_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keyrings.os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        change_passphrase(path, PASSPHRASE, "жаңа кілт сөз тіркесі", derivation=LEAST_DERIVATION)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["keyring.json"]


def test_every_changed_byte_of_the_file_is_refused(path: Path) -> None:
    """Parameters, salt, nonce, seal, and the JSON around them, with two bits flipped in turn."""
    octets = path.read_bytes()
    refused = 0
    # Each opening that is not refused by its form costs 0.02 s: three bits of each byte would be slow.
    for position in range(len(octets)):
        flipped = bytearray(octets)
        flipped[position] ^= 0b11
        path.write_bytes(flipped)
        try:
            open_keyring(path, PASSPHRASE)
        except (PassphraseRejected, KeyringDamaged):
            refused += 1
        else:
            # White space between fields says nothing; everything else does.
            assert octets[position : position + 1].isspace()
            assert json.loads(flipped) == json.loads(octets)
    assert refused > len(octets) * 0.8


@pytest.mark.parametrize(
    ("name", "value"),
    [("memory_kib", keyrings.LEAST_MEMORY_KIB + 8), ("passes", 3), ("lanes", 2)],
)
def test_a_changed_cost_opens_nothing_though_it_is_allowed(path: Path, name: str, value: int) -> None:
    edit(path, lambda document: document["kdf"].update({name: value}))
    with pytest.raises(PassphraseRejected):
        open_keyring(path, PASSPHRASE)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("memory_kib", 1_000_000_000, "memory_kib is 1000000000; it may be from 19456 to 1048576"),
        ("memory_kib", 8, "memory_kib is 8"),
        ("passes", 4_000_000_000, "passes is 4000000000; it may be from 2 to 16"),
        ("passes", 1, "passes is 1"),
        ("lanes", 0, "lanes is 0"),
        ("lanes", 16_777_215, "lanes is 16777215"),
        ("memory_kib", -1, "memory_kib is -1"),
    ],
)
def test_a_planted_file_cannot_take_memory_or_hours(path: Path, name: str, value: int, told: str) -> None:
    edit(path, lambda document: document["kdf"].update({name: value}))
    tracemalloc.start()
    try:
        with pytest.raises(KeyringDamaged, match=told):
            open_keyring(path, PASSPHRASE)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_costs_within_each_bound_but_not_together_are_refused() -> None:
    with pytest.raises(ValueError, match="memory_kib × passes"):
        Derivation(memory_kib=MOST_MEMORY_KIB, passes=16, lanes=1)


DAMAGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "another format": lambda d: d.update(format="keepass"),
    "a later version": lambda d: d.update(version=2),
    "a version that is a truth value": lambda d: d.update(version=True),
    "another normalisation": lambda d: d.update(normalisation="NFC"),
    "a field too many": lambda d: d.update(hint="the dog's name"),
    "a field too many inside": lambda d: d["kdf"].update(secret="x"),
    "a field too few": lambda d: d.pop("sealed"),
    "another cipher": lambda d: d["cipher"].update(name="NULL"),
    "argon2i": lambda d: d["kdf"].update(name="argon2i"),
    "an older argon2": lambda d: d["kdf"].update(version=16),
    "a short salt": lambda d: d["kdf"].update(salt="AAAA"),
    "a salt that is no base64": lambda d: d["kdf"].update(salt="!" * 24),
    "a number with a fraction": lambda d: d["kdf"].update(passes=2.0),
    "a text for a number": lambda d: d["kdf"].update(passes="2"),
    "a list for the costs": lambda d: d.update(kdf=[]),
    "a short seal": lambda d: d.update(sealed="AAAA"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_file_of_another_form_is_refused_with_a_sentence(
    path: Path, damage: Callable[[dict[str, Any]], None]
) -> None:
    edit(path, damage)
    with pytest.raises(KeyringDamaged) as refusal:
        open_keyring(path, PASSPHRASE)
    for language in ("kk", "ru", "en"):
        assert refusal.value.because.in_language(language)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\x00" * 64,
        b"\xff\xfe{}",
        b"[]",
        b"null",
        b"{",
        b"[" * 4000,
        b'{"version": ' + b"9" * 4000 + b"}",
        b'{"format": "aiqyn-keyring", "format": "aiqyn-keyring"}',
        b" " * 5000,
    ],
    ids=["empty", "zeros", "not UTF-8", "a list", "null", "cut", "deep", "a huge number", "twice", "long"],
)
def test_what_is_no_keyring_at_all_is_refused_with_a_sentence(path: Path, octets: bytes) -> None:
    path.write_bytes(octets)
    with pytest.raises(KeyringDamaged):
        open_keyring(path, PASSPHRASE)


def test_a_forgotten_keyring_gives_no_key(path: Path) -> None:
    opened = open_keyring(path, PASSPHRASE)
    buffer = opened._keys
    opened.forget()
    opened.forget()
    assert buffer == bytes(64)
    assert not opened.is_open
    for ask in (lambda: opened.data_key, lambda: opened.signing_key, lambda: opened.derive("store")):
        with pytest.raises(KeyringForgotten, match="locked"):
            ask()


def test_an_open_keyring_can_be_neither_printed_nor_pickled_nor_copied(path: Path) -> None:
    opened = open_keyring(path, PASSPHRASE)
    shown = f"{opened} {opened!r} {[opened]}"
    assert "open" in shown
    assert opened.data_key.hex() not in shown
    with pytest.raises(TypeError, match="never written down"):
        pickle.dumps(opened)
    assert copy.deepcopy(opened) is opened
    assert copy.copy(opened) is opened


def test_keys_for_different_purposes_differ_and_for_one_purpose_agree(path: Path) -> None:
    opened = open_keyring(path, PASSPHRASE)
    keys = {
        opened.derive("store/sqlcipher"),
        opened.derive("web/secret-key"),
        opened.data_key,
        opened.signing_seed,
    }
    assert len(keys) == 4
    assert opened.derive("store/sqlcipher") == open_keyring(path, PASSPHRASE).derive("store/sqlcipher")


def test_derived_keys_follow_rfc_5869() -> None:
    """Pinned, for a change here would lock every store that exists."""
    keyring = OpenKeyring(bytes(range(64)))
    assert (
        keyring.derive("store/sqlcipher").hex()
        == "b0f91c4f9e3af9337744b613fc1f5f5a867c14438a5b775dc140c6cba785468f"
    )


def test_the_signing_key_is_the_seeds_ed25519_key() -> None:
    """RFC 8032, section 7.1, test 1."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = Ed25519PublicKey.from_public_bytes(
        bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    )
    assert OpenKeyring(bytes(32) + seed).signing_key.public_key() == public


def test_killing_a_change_of_passphrase_leaves_a_keyring_that_one_of_the_two_opens(path: Path) -> None:
    """Killed at ten moments of the exchange, from the first to long after its end."""
    program = (
        "import sys; from pathlib import Path\n"
        "from aiqyn.project.keyring import *\n"
        "path, old, new = Path(sys.argv[1]), 'ескі сөз тіркесі', 'жаңа сөз тіркесі'\n"
        "print('begun', flush=True)\n"
        "while True:\n"
        "    change_passphrase(path, old, new, derivation=LEAST_DERIVATION)\n"
        "    change_passphrase(path, new, old, derivation=LEAST_DERIVATION)\n"
    )
    change_passphrase(path, PASSPHRASE, "ескі сөз тіркесі", derivation=LEAST_DERIVATION)
    data_key = open_keyring(path, "ескі сөз тіркесі").data_key
    for moment in range(5):
        process = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"begun\n"
        time.sleep(0.05 + moment * 0.013)
        process.kill()
        process.wait()
        process.stdout.close()
        opened = []
        for passphrase in ("ескі сөз тіркесі", "жаңа сөз тіркесі"):
            try:
                opened.append(open_keyring(path, passphrase).data_key)
            except PassphraseRejected:
                continue
            if passphrase.startswith("жаңа"):
                change_passphrase(path, passphrase, "ескі сөз тіркесі", derivation=LEAST_DERIVATION)
        assert opened == [data_key]
