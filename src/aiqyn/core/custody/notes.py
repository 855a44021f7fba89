"""Signed notes: a text, and beneath it signature lines that anyone can check.

    example.org/inquiry            ┐
    20852163                       │ the signed bytes: the text with its last newline
    CsUYapGGPo4dkMgIAUqom/Xajj7…   ┘
                                     an empty line, not signed
    — example.org/inquiry Az3grl…    key name, base64(key id ‖ signature); not signed

The last empty line parts text and signatures. Reach for it to read and write such notes and
the keys that check them. A note's text is not to be believed before `verify_note` returned.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from aiqyn.core.language import Sentence, sentence
from aiqyn.core.shown import is_one_line

__all__ = [
    "KeyRejected",
    "NoteRejected",
    "Signature",
    "SignedNote",
    "SigningKey",
    "VerifierKey",
    "parse_note",
    "sign_note",
    "verify_note",
]

ED25519 = 0x01
"""The signature type of a note's own signatures; a witness's timestamped ones are of type 0x04."""

KEY_BYTES = 32
SIGNATURE_BYTES = 64
MAXIMUM_SIGNATURES = 64
MAXIMUM_BYTES = 1024 * 1024

_EM_DASH = "— "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_VERIFIER_KEY = re.compile(r"([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)", re.DOTALL)


class NoteRejected(ValueError):
    """A note is not in form, or no signature that counts holds; `because` says why."""

    def __init__(self, because: Sentence) -> None:
        self.because = because
        super().__init__(str(because))


class KeyRejected(ValueError):
    """A text is not a verifier key; `because` says why."""

    def __init__(self, because: Sentence) -> None:
        self.because = because
        super().__init__(str(because))


def is_key_name(name: str) -> bool:
    """Whether a key may be called so: not empty, no white space, no hidden character, no plus."""
    return bool(name) and "+" not in name and is_one_line(name) and not any(map(str.isspace, name))


def _key_id(name: str, algorithm: int, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + bytes([algorithm]) + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """What one needs to check the signatures of one key; public.

    Attributes:
        name: Whose key it is said to be, by rule the origin of the log it signs.
        public: The Ed25519 public key, 32 bytes.
    """

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise KeyRejected(
                sentence(
                    "a key's name is not empty and holds no space, no control character and no plus sign"
                )
            )
        if len(self.public) != KEY_BYTES:
            raise KeyRejected(
                sentence(
                    "bytes in the key: {found}; needed: {expected}",
                    found=len(self.public),
                    expected=KEY_BYTES,
                )
            )

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """The key that a text of the form `name+id+base64` stands for.

        Raises:
            KeyRejected: The text has another form, the id does not follow from name and key,
                or the key is of another type than Ed25519 (0x01).

        Source:
            C2SP signed-note v1, Verifier keys.

        Example:
            >>> key = VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
            >>> key.name, key.key_id.hex()
            ('example.com/foo', '530d903a')
        """
        match = _VERIFIER_KEY.fullmatch(text)
        if match is None:
            raise KeyRejected(sentence("a verifier key has the form name+id+base64, on one line"))
        name, key_id, encoded = match.groups()
        try:
            material = decode_base64(encoded)
        except ValueError:
            raise KeyRejected(
                sentence("the last part of a verifier key is base64 in its one strict spelling")
            ) from None
        if material[0] != ED25519:
            raise KeyRejected(
                sentence(
                    "the key is of type 0x{found:02x}; only Ed25519 keys, of type 0x01, are known here",
                    found=material[0],
                )
            )
        key = cls(name, material[1:])
        if key.key_id.hex() != key_id:
            raise KeyRejected(
                sentence(
                    "the key's id is {found}, while {expected} follows from its name and its bytes",
                    found=key_id,
                    expected=key.key_id.hex(),
                )
            )
        return key

    @property
    def key_id(self) -> bytes:
        """Four bytes that, with the name, say which key made a signature; no proof of anything."""
        return _key_id(self.name, ED25519, self.public)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the whole verifier key, in groups of four, to be compared aloud or on paper."""
        digits = sha256(str(self).encode()).hexdigest()
        return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))

    def __str__(self) -> str:
        encoded = base64.b64encode(bytes([ED25519]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether this key has signed exactly these bytes."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key that signs; secret. Never shown: neither `repr` nor `str` tells the seed.

    Attributes:
        name: Whose key it is, by rule the origin of the log it signs.
        seed: 32 random bytes, made by the caller.
    """

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != KEY_BYTES:
            raise KeyRejected(
                sentence(
                    "bytes in the key: {found}; needed: {expected}",
                    found=len(self.seed),
                    expected=KEY_BYTES,
                )
            )
        if not is_key_name(self.name):
            raise KeyRejected(
                sentence(
                    "a key's name is not empty and holds no space, no control character and no plus sign"
                )
            )

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return VerifierKey(self.name, private.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """The signature line over a note's text; the same text gives the same line (RFC 8032)."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        value = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return Signature(self.name, self.verifier.key_id, value)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line, of a known type or not.

    Attributes:
        name: The key's name, as the line claims.
        key_id: Four bytes.
        value: The bytes after the key id; 64 for Ed25519, 72 for a witness's cosignature.
    """

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """As it stands in the note, with its newline."""
        return f"{_EM_DASH}{self.name} {base64.b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A note as read or written; whether its signatures hold is another question.

    Attributes:
        text: The signed text, ending with a newline.
        signatures: In their order, one or more.
    """

    text: str
    signatures: tuple[Signature, ...]

    def as_bytes(self) -> bytes:
        """The note's one spelling; `parse_note` gives back the same note."""
        return (self.text + "\n" + "".join(signature.line() for signature in self.signatures)).encode()


def parse_note(data: bytes) -> SignedNote:
    """The note that these bytes are, without judging its signatures.

    Raises:
        NoteRejected: The bytes are not UTF-8, hold a control character, have no signature
            lines or more than 64 of them, or a line is not in form.

    Source:
        C2SP signed-note v1, Format.
    """
    if len(data) > MAXIMUM_BYTES:
        raise NoteRejected(sentence("a signed note has at most {limit} bytes", limit=MAXIMUM_BYTES))
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise NoteRejected(sentence("byte {place} is not UTF-8", place=fault.start + 1)) from None
    if _CONTROL.search(whole):
        raise NoteRejected(sentence("a signed note holds no control character but the newline"))
    text, parted, lines = whole.rpartition("\n\n")
    if not parted:
        raise NoteRejected(sentence("no empty line parts the text from its signatures"))
    if not lines.endswith("\n"):
        raise NoteRejected(sentence("the last signature line has no newline at its end"))
    split = lines[:-1].split("\n")
    if len(split) > MAXIMUM_SIGNATURES:
        raise NoteRejected(sentence("a signed note has at most {limit} signatures", limit=MAXIMUM_SIGNATURES))
    signatures = tuple(_parse_line(line, number) for number, line in enumerate(split, 1))
    return SignedNote(text + "\n", signatures)


def _parse_line(line: str, number: int) -> Signature:
    name, _, encoded = line.removeprefix(_EM_DASH).partition(" ")
    if not line.startswith(_EM_DASH) or not is_key_name(name):
        raise NoteRejected(
            sentence("signature line {number} does not have the form “— key-name base64”", number=number)
        )
    try:
        value = decode_base64(encoded)
    except ValueError:
        raise NoteRejected(
            sentence("signature line {number} is not base64 in its one strict spelling", number=number)
        ) from None
    if len(value) < 5:
        raise NoteRejected(sentence("signature line {number} is too short", number=number))
    return Signature(name, value[:4], value[4:])


def decode_base64(text: str) -> bytes:
    """The bytes of a standard base64 text with padding, in the one spelling that encodes them.

    Raises:
        ValueError: It is empty, not base64, or another spelling (stray bits, white space).
    """
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    if not data or base64.b64encode(data).decode() != text:
        raise ValueError("not the strict spelling of base64")
    return data


def sign_note(text: str, signers: Sequence[SigningKey], *, kept: Iterable[Signature] = ()) -> SignedNote:
    """A note over `text` with a signature by each key, after those already made.

    Args:
        text: One or more lines, the last one ended too.
        signers: The keys, one or more unless some signatures are kept.
        kept: Signatures of others over the same text.

    Raises:
        ValueError: The text can't be a note's, or nobody signs.
    """
    signatures = (*kept, *(signer.sign(text) for signer in signers))
    if not signatures:
        raise ValueError("a note needs a signature")
    note = SignedNote(text, signatures)
    if not text.endswith("\n") or parse_note(note.as_bytes()) != note:
        raise ValueError("a note's text ends with a newline and holds no control character")
    return note


def verify_note(note: SignedNote, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """The keys, out of those given, whose signature on the note holds: one or more.

    Lines of other keys are passed over, even where they share the name or the id with a
    given key. A given key's line that does not hold spoils the note.

    Raises:
        NoteRejected: A given key's signature does not hold, or no line is of a given key.

    Source:
        C2SP signed-note v1, Signatures.
    """
    known = {(key.name, key.key_id): key for key in keys}
    verified: list[VerifierKey] = []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not key.verifies(note.text.encode(), signature.value):
            raise NoteRejected(sentence("the signature by the key “{name}” does not hold", name=key.name))
        if key not in verified:
            verified.append(key)
    if not verified:
        raise NoteRejected(
            sentence(
                "no signature is by the key {keys}",
                keys=", ".join(f"{key.name}+{key.key_id.hex()}" for key in known.values()) or "—",
            )
        )
    return tuple(verified)
