"""Where a passphrase comes from: a terminal, a file or an open descriptor; nowhere else.

Not from the environment and not from the command line: other processes of the machine, its
logs and shells' histories see both. A new passphrase is asked twice and judged; an existing
one is taken as it comes. Passphrases are Unicode, brought to NFKC by the keyring, so that
one typed on another keyboard is the same.
"""

from __future__ import annotations

import os
import secrets
import string
import warnings
from collections.abc import Callable
from functools import lru_cache
from getpass import GetPassWarning, getpass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from aiqyn.core.language import Language, sentence
from aiqyn.project.errors import PassphraseTooWeak, PassphraseUnavailable
from aiqyn.project.keyring import normalise_passphrase

__all__ = [
    "LEAST_CHARACTERS",
    "check_strength",
    "generate_passphrase",
    "read_new_passphrase",
    "read_passphrase",
]

LEAST_CHARACTERS = 12
LEAST_DIFFERENT = 5
MOST_BYTES = 4096

Ask = Callable[[str], str]


def read_passphrase(
    *,
    file: Path | None = None,
    descriptor: int | None = None,
    language: Language = "en",
    ask: Ask | None = None,
) -> str:
    """The passphrase of an inquiry that exists.

    Args:
        file: Of `--passphrase-file`; its one trailing newline is not part of it.
        descriptor: Of `--passphrase-fd`; read to its end and closed.
        language: In which to ask, when neither is given.
        ask: How to ask: shows a prompt, gives what was typed. By default on the terminal,
            without showing it.

    Raises:
        PassphraseUnavailable: It can't be read, is empty, is longer than 4096 bytes, or is
            not UTF-8; or there is no terminal to ask on.
        ValueError: Both a file and a descriptor are given.
    """
    given = _read_given(file, descriptor)
    if given is not None:
        return given
    return _asked(
        sentence("Passphrase of the inquiry: ", room="project").in_language(language), ask or _ask_on_terminal
    )


def read_new_passphrase(
    *,
    file: Path | None = None,
    descriptor: int | None = None,
    language: Language = "en",
    ask: Ask | None = None,
) -> str:
    """A passphrase for a new keyring: asked twice on a terminal, and strong enough.

    Args and what is raised: as `read_passphrase`, and

    Raises:
        PassphraseTooWeak: It is too short or well known, or the two differ.
    """
    given = _read_given(file, descriptor)
    if given is not None:
        check_strength(given)
        return given
    ask = ask or _ask_on_terminal
    first = _asked(sentence("New passphrase: ", room="project").in_language(language), ask)
    check_strength(first)
    second = _asked(sentence("The same once more: ", room="project").in_language(language), ask)
    if normalise_passphrase(first) != normalise_passphrase(second):
        raise PassphraseTooWeak(sentence("The two passphrases differ. Nothing was made.", room="project"))
    return first


def check_strength(passphrase: str) -> None:
    """Let pass what a thief with the file can't guess from a list.

    Length decides; no rules about digits and signs, which make passphrases harder to
    remember and no harder to guess (NIST SP 800-63B, 5.1.1.2).

    Raises:
        PassphraseTooWeak: Fewer than 12 characters, fewer than 5 different ones, a pattern
            repeated, or one of the twenty thousand best-known passwords, also with digits
            and signs around it.
    """
    normal = normalise_passphrase(passphrase)
    # A single ligature can come apart into eighteen letters; it is one guess all the same.
    length = min(len(passphrase), len(normal))
    if length < LEAST_CHARACTERS:
        raise PassphraseTooWeak(
            sentence(
                "The passphrase has {found} characters; it needs {least} or more. Several unrelated words are good.",
                room="project",
                found=length,
                least=LEAST_CHARACTERS,
            )
        )
    if len(set(normal)) < LEAST_DIFFERENT or _repeats(normal) or _climbs(normal):
        raise PassphraseTooWeak(
            sentence(
                "The passphrase repeats a simple pattern. Several unrelated words are good.", room="project"
            )
        )
    core = normal.casefold()
    if {core, core.strip(string.digits + string.punctuation + string.whitespace)} & _well_known():
        raise PassphraseTooWeak(
            sentence("The passphrase is on the lists of common ones that thieves try first.", room="project")
        )


def generate_passphrase() -> str:
    """A random passphrase of 130 bits in five groups, for a throwaway inquiry or a machine.

    Letters and digits that can't be mistaken for one another.
    """
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(6)) for _ in range(5))


def _read_given(file: Path | None, descriptor: int | None) -> str | None:
    if file is not None and descriptor is not None:
        raise ValueError("a passphrase comes from a file or from a descriptor, not from both")
    if file is not None:
        return _from_file(file)
    if descriptor is not None:
        return _from_descriptor(descriptor)
    return None


def _from_file(file: Path) -> str:
    try:
        with file.open("rb", buffering=0) as stream:
            return _decoded(_read_limited(stream))
    except OSError as fault:
        raise PassphraseUnavailable(
            sentence(
                "The passphrase file {file} can't be read: {reason}.",
                room="project",
                file=file,
                reason=fault.strerror,
            )
        ) from None


def _from_descriptor(descriptor: int) -> str:
    try:
        with os.fdopen(descriptor, "rb", buffering=0) as stream:
            return _decoded(_read_limited(stream))
    except (OSError, OverflowError, TypeError, ValueError):
        raise PassphraseUnavailable(
            sentence("Descriptor {number} can't be read: is it open?", room="project", number=descriptor)
        ) from None


def _read_limited(stream: BinaryIO) -> bytes:
    """All of it, but no more than one byte over the limit; a pipe gives it in pieces."""
    octets = b""
    while len(octets) <= MOST_BYTES and (piece := stream.read(MOST_BYTES + 1 - len(octets))):
        octets += piece
    return octets


def _decoded(octets: bytes) -> str:
    octets = octets.removesuffix(b"\n").removesuffix(b"\r")
    if not octets:
        raise PassphraseUnavailable(sentence("The passphrase is empty.", room="project"))
    if len(octets) > MOST_BYTES:
        raise PassphraseUnavailable(
            sentence("The passphrase is longer than {most} bytes.", room="project", most=MOST_BYTES)
        )
    try:
        return octets.decode()
    except UnicodeDecodeError:
        raise PassphraseUnavailable(
            sentence("The passphrase is not UTF-8 text. Save it as UTF-8.", room="project")
        ) from None


def _asked(prompt: str, ask: Ask) -> str:
    try:
        typed = ask(prompt)
    except EOFError:
        raise PassphraseUnavailable(sentence("No passphrase was typed.", room="project")) from None
    # What the terminal could not decode arrives as lone surrogates, and is told as such.
    return _decoded(typed.encode(errors="surrogateescape"))


def _ask_on_terminal(prompt: str) -> str:
    """Ask without echo; refuse where the answer would show or would come from a pipe."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return getpass(prompt)
        except GetPassWarning:
            raise PassphraseUnavailable(
                sentence(
                    "There is no terminal to ask for the passphrase on. Give --passphrase-file or --passphrase-fd.",
                    room="project",
                )
            ) from None


def _repeats(text: str) -> bool:
    """Whether the text is one piece again and again: found inside its own doubling."""
    return text in (text + text)[1:-1]


def _climbs(text: str) -> bool:
    """Whether each character follows the one before in the alphabet or the digits, or precedes it."""
    steps = {(ord(later) - ord(earlier)) for earlier, later in pairwise(text)}
    return steps in ({1}, {-1}, {0}) or text in "12345678901234567890" or text in "09876543210987654321"


@lru_cache(maxsize=1)
def _well_known() -> frozenset[str]:
    from django.contrib.auth.password_validation import CommonPasswordValidator

    return frozenset(CommonPasswordValidator().passwords)
