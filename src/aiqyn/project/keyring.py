"""The keyring: the inquiry's keys, wrapped by a passphrase, in one small file.

A random *data key* encrypts the store; a random seed signs the ledger. Both lie in
`keyring.json`, sealed with a key that Argon2id makes from the passphrase. Changing the
passphrase seals the same keys anew, so nothing else has to be encrypted again. Reach for
`open_keyring` to read one; it refuses a file that it did not write byte for byte.

What is sealed, and what the seal covers::

    keyring.json
      format, version, normalisation        \
      kdf: name, version, memory_kib,        |  associated data: the file without
           passes, lanes, salt               |  `sealed`, as RFC 8785 JSON. A changed
      cipher: name, nonce                   /   parameter opens nothing.
      sealed:  AES-256-GCM( data key (32) ‖ ledger seed (32) ) ‖ tag (16)

*Not* protected by the seal: that the file exists, when it was made, what Argon2id cost; and
its replacement by an older copy of itself, which the older passphrase opens.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
import stat
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

import rfc8785
from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from aiqyn.core.language import Sentence, sentence
from aiqyn.project.errors import KeyringDamaged, KeyringForgotten, PassphraseRejected

__all__ = [
    "DERIVATION",
    "LEAST_DERIVATION",
    "Derivation",
    "OpenKeyring",
    "change_passphrase",
    "create_keyring",
    "normalise_passphrase",
    "open_keyring",
]

FORMAT = "aiqyn-keyring"
VERSION = 1
CIPHER = "AES-256-GCM"
NORMALISATION = "NFKC"
KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
SEALED_BYTES = 2 * KEY_BYTES + 16
MOST_FILE_BYTES = 4096

# Bounds on what a file may ask of us. The lower ones are OWASP's least parameters for
# Argon2id; the upper ones keep a planted file from taking the machine's memory or its hours.
LEAST_MEMORY_KIB, MOST_MEMORY_KIB = 19_456, 1_048_576
LEAST_PASSES, MOST_PASSES = 2, 16
MOST_LANES = 16
MOST_WORK_KIB = 4 * 1_048_576  # memory × passes: some ten seconds on a slow laptop


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """What Argon2id (RFC 9106, version 1.3) costs when a key is made from a passphrase.

    Attributes:
        memory_kib: Memory to fill, in KiB; 19,456 to 1,048,576.
        passes: How often; 2 to 16.
        lanes: How many threads share the memory; 1 to 16.
    """

    memory_kib: int
    passes: int
    lanes: int

    def __post_init__(self) -> None:
        broken = _broken_bound(self.memory_kib, self.passes, self.lanes)
        if broken is not None:
            raise ValueError(str(broken))


def _broken_bound(memory_kib: int, passes: int, lanes: int) -> Sentence | None:
    bounds = (
        ("memory_kib", memory_kib, LEAST_MEMORY_KIB, MOST_MEMORY_KIB),
        ("passes", passes, LEAST_PASSES, MOST_PASSES),
        ("lanes", lanes, 1, MOST_LANES),
        ("memory_kib × passes", memory_kib * passes, 0, MOST_WORK_KIB),
    )
    for name, value, least, most in bounds:
        if not least <= value <= most:
            return sentence(
                "{name} is {value}; it may be from {least} to {most}",
                room="project",
                name=name,
                value=value,
                least=least,
                most=most,
            )
    return None


# 256 MiB, three passes, four lanes: 0.4 s on the two cores this was measured on, and four
# times the memory of RFC 9106's second recommended option, which is meant for small machines.
DERIVATION = Derivation(memory_kib=262_144, passes=3, lanes=4)
# For tests and other throwaways: the least that may be written, 0.02 s.
LEAST_DERIVATION = Derivation(memory_kib=LEAST_MEMORY_KIB, passes=LEAST_PASSES, lanes=1)


class OpenKeyring:
    """The keys of one inquiry, in this process's memory, until `forget`.

    Never printed, pickled or copied: a copy could not be forgotten. Python cannot promise
    that forgetting leaves no trace: `forget` overwrites the one buffer held here, while
    `bytes` that were handed out, and what Argon2, OpenSSL and SQLCipher hold, go when their
    owners let go of them (SQLCipher wipes its own when the connection closes).
    """

    __slots__ = ("_keys",)

    def __init__(self, keys: bytes | bytearray) -> None:
        if len(keys) != 2 * KEY_BYTES:
            raise ValueError(f"two keys are {2 * KEY_BYTES} bytes; found {len(keys)}")
        self._keys: bytearray | None = bytearray(keys)

    @classmethod
    def generate(cls) -> OpenKeyring:
        """New keys from the system's random source, in no file yet."""
        return cls(secrets.token_bytes(2 * KEY_BYTES))

    @property
    def is_open(self) -> bool:
        """Whether the keys are still held."""
        return self._keys is not None

    @property
    def data_key(self) -> bytes:
        """The 32 bytes from which every key of the store is derived."""
        return bytes(self._held()[:KEY_BYTES])

    @property
    def signing_seed(self) -> bytes:
        """The 32-byte seed (RFC 8032's private key) that signs the ledger's checkpoints."""
        return bytes(self._held()[KEY_BYTES:])

    @property
    def signing_key(self) -> Ed25519PrivateKey:
        """The ledger's signing key."""
        return Ed25519PrivateKey.from_private_bytes(self.signing_seed)

    def derive(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose, by HKDF-SHA-256 from the data key.

        Keys for different purposes tell nothing of one another or of the data key.

        Args:
            purpose: What the key is for; the same words always give the same key.

        Source:
            RFC 5869, without salt: the data key is uniformly random already.
        """
        info = f"aiqyn/{purpose}".encode()
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(self.data_key)

    def forget(self) -> None:
        """Overwrite the keys and refuse to give them from now on; may be called twice."""
        if self._keys is not None:
            self._keys[:] = bytes(len(self._keys))
            self._keys = None

    def _held(self) -> bytearray:
        if self._keys is None:
            raise KeyringForgotten(
                sentence("The inquiry is locked. Unlock it with its passphrase.", room="project")
            )
        return self._keys

    def __repr__(self) -> str:
        return f"<OpenKeyring {'open' if self.is_open else 'forgotten'}>"

    def __copy__(self) -> OpenKeyring:
        return self

    def __deepcopy__(self, memo: object) -> OpenKeyring:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("an open keyring is never written down")


def normalise_passphrase(passphrase: str) -> str:
    """The passphrase as every keyboard types it: Unicode's NFKC form.

    A Kazakh or Russian `й` may arrive as one character or as two, and full-width or
    ligature forms come from some keyboards; NFKC makes them one. Spaces and letter case
    stay as they are.

    Example:
        >>> normalise_passphrase("и\\u0306") == "й"
        True
    """
    return unicodedata.normalize(NORMALISATION, passphrase)


def create_keyring(path: Path, passphrase: str, *, derivation: Derivation = DERIVATION) -> OpenKeyring:
    """Make new keys, seal them with the passphrase, and write the file; it must not exist.

    Args:
        path: Where the file will be; its folder exists.
        passphrase: Taken as given; its strength is judged by `aiqyn.project.passphrase`.
        derivation: What Argon2id shall cost, now and on every opening.

    Returns:
        The new keys, open. The file is on disk when this returns.

    Raises:
        FileExistsError: There is such a file; it is left alone.
    """
    keyring = OpenKeyring.generate()
    _write_new(path, _seal(keyring, passphrase, derivation))
    return keyring


def open_keyring(path: Path, passphrase: str) -> OpenKeyring:
    """The keys in the file at `path`.

    Raises:
        PassphraseRejected: The passphrase does not open it. A file in which a single
            parameter was changed answers the same: the two can't be told apart.
        KeyringDamaged: The file is no keyring of a version we know, or asks for a
            derivation outside the bounds, which is then not even begun.
        FileNotFoundError: There is no such file.
    """
    document = _parse(_read_limited(path))
    key = _derive_wrapping_key(passphrase, document.salt, document.derivation)
    try:
        keys = AESGCM(key).decrypt(document.nonce, document.sealed, document.associated_data)
    except InvalidTag:
        raise PassphraseRejected(
            sentence(
                "The passphrase does not open {file}, or the file was changed.", room="project", file=path
            )
        ) from None
    return OpenKeyring(keys)


def change_passphrase(path: Path, old: str, new: str, *, derivation: Derivation = DERIVATION) -> None:
    """Seal the same keys with another passphrase, in place of the old file.

    The store is not encrypted anew: whoever copied the old file and knows the old
    passphrase still has the keys. The exchange is atomic: a crash leaves the old file or
    the new one.

    Raises:
        PassphraseRejected, KeyringDamaged, FileNotFoundError: As `open_keyring`; the file
            is unchanged.
    """
    keyring = open_keyring(path, old)
    try:
        _replace(path, _seal(keyring, new, derivation))
    finally:
        keyring.forget()


@dataclass(frozen=True, slots=True)
class _Document:
    """A keyring file whose form is in order; whether it opens is another question."""

    derivation: Derivation
    salt: bytes
    nonce: bytes
    sealed: bytes
    associated_data: bytes


def _derive_wrapping_key(passphrase: str, salt: bytes, derivation: Derivation) -> bytes:
    return hash_secret_raw(
        secret=normalise_passphrase(passphrase).encode(),
        salt=salt,
        time_cost=derivation.passes,
        memory_cost=derivation.memory_kib,
        parallelism=derivation.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _seal(keyring: OpenKeyring, passphrase: str, derivation: Derivation) -> bytes:
    salt = secrets.token_bytes(SALT_BYTES)
    nonce = secrets.token_bytes(NONCE_BYTES)
    header = {
        "format": FORMAT,
        "version": VERSION,
        "normalisation": NORMALISATION,
        "kdf": {
            "name": "argon2id",
            "version": ARGON2_VERSION,
            "memory_kib": derivation.memory_kib,
            "passes": derivation.passes,
            "lanes": derivation.lanes,
            "salt": _text(salt),
        },
        "cipher": {"name": CIPHER, "nonce": _text(nonce)},
    }
    key = _derive_wrapping_key(passphrase, salt, derivation)
    sealed = AESGCM(key).encrypt(nonce, keyring.data_key + keyring.signing_seed, rfc8785.dumps(header))
    return json.dumps({**header, "sealed": _text(sealed)}, indent=2).encode() + b"\n"


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def _read_limited(path: Path) -> bytes:
    with path.open("rb") as stream:
        octets = stream.read(MOST_FILE_BYTES + 1)
    if len(octets) > MOST_FILE_BYTES:
        raise KeyringDamaged(
            sentence(
                "{file} is no keyring: it is longer than {most} bytes.",
                room="project",
                file=path,
                most=MOST_FILE_BYTES,
            )
        )
    return octets


def _parse(octets: bytes) -> _Document:
    """Read the file strictly: known keys, each once, of the right kind, within the bounds."""
    try:
        document = json.loads(octets.decode(), object_pairs_hook=_without_repeated_keys)
    except (ValueError, RecursionError):
        raise KeyringDamaged(
            sentence("The keyring file is not JSON text. Restore it from a backup.", room="project")
        ) from None
    top = _Fields(document, "")
    if top.take("format", str) != FORMAT:
        raise KeyringDamaged(
            sentence("The file is not a keyring: “format” must be “{format}”.", room="project", format=FORMAT)
        )
    if (version := top.take("version", int)) != VERSION:
        raise KeyringDamaged(
            sentence(
                "The keyring has version {found}; this program knows version {known}.",
                room="project",
                found=version,
                known=VERSION,
            )
        )
    top.take_exactly("normalisation", NORMALISATION)
    kdf = _Fields(top.take("kdf", dict), "kdf.")
    kdf.take_exactly("name", "argon2id")
    kdf.take_exactly("version", ARGON2_VERSION)
    derivation = _derivation(kdf)
    salt = kdf.take_octets("salt", SALT_BYTES)
    kdf.nothing_left()
    cipher = _Fields(top.take("cipher", dict), "cipher.")
    cipher.take_exactly("name", CIPHER)
    nonce = cipher.take_octets("nonce", NONCE_BYTES)
    cipher.nothing_left()
    sealed = top.take_octets("sealed", SEALED_BYTES)
    top.nothing_left()
    header = {key: value for key, value in document.items() if key != "sealed"}
    return _Document(derivation, salt, nonce, sealed, rfc8785.dumps(header))


def _derivation(kdf: _Fields) -> Derivation:
    """The costs that the file asks for, refused before any memory is taken."""
    memory_kib, passes, lanes = kdf.take("memory_kib", int), kdf.take("passes", int), kdf.take("lanes", int)
    broken = _broken_bound(memory_kib, passes, lanes)
    if broken is not None:
        raise KeyringDamaged(
            sentence(
                "The keyring asks for a key derivation that is not allowed: {fault}.",
                room="project",
                fault=broken,
            )
        )
    return Derivation(memory_kib=memory_kib, passes=passes, lanes=lanes)


def _without_repeated_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise KeyringDamaged(sentence("The keyring names a field twice.", room="project"))
    return found


Kind = TypeVar("Kind")


class _Fields:
    """The fields of one JSON object, taken one by one; what is left over is a fault."""

    def __init__(self, document: object, place: str) -> None:
        if not isinstance(document, Mapping):
            raise KeyringDamaged(sentence("The keyring file is not a JSON object.", room="project"))
        self.left = dict(document)
        self.place = place

    def take(self, name: str, kind: type[Kind]) -> Kind:
        value = self.left.pop(name, None)
        if type(value) is not kind:  # not isinstance: `true` is an int to Python
            raise self.fault(name)
        return value

    def take_exactly(self, name: str, accepted: object) -> None:
        if self.take(name, type(accepted)) != accepted:
            raise self.fault(name)

    def take_octets(self, name: str, length: int) -> bytes:
        text = self.take(name, str)
        try:
            octets = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise self.fault(name) from None
        # Base64's last letter has bits to spare; what was written must come back as it was.
        if len(octets) != length or _text(octets) != text:
            raise self.fault(name)
        return octets

    def nothing_left(self) -> None:
        for name in self.left:
            raise self.fault(name)

    def fault(self, name: str) -> KeyringDamaged:
        return KeyringDamaged(
            sentence(
                "The keyring's field “{field}” is not as this program writes it. Restore the file from a backup.",
                room="project",
                field=f"{self.place}{name}"[:80],
            )
        )


def _write_new(path: Path, octets: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(octets)
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(path.parent)


def _replace(path: Path, octets: bytes) -> None:
    """Write beside the file, then rename over it: a crash leaves one or the other whole."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write_new(beside, octets)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a file's creation or renaming last; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
