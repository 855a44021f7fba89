"""Where a passphrase may come from, and which new ones are let pass."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiqyn.project.errors import PassphraseTooWeak, PassphraseUnavailable
from aiqyn.project.passphrase import (
    check_strength,
    generate_passphrase,
    read_new_passphrase,
    read_passphrase,
)

GOOD = "төрт түлік ақ жауын"


def typed(*answers: str) -> Callable[[str], str]:
    waiting = iter(answers)
    return lambda prompt: next(waiting)


def pipe_with(octets: bytes) -> int:
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as stream:
        stream.write(octets)
    return reader


@pytest.mark.parametrize(
    ("octets", "passphrase"),
    [
        (b"a b c\n", "a b c"),
        (b"a b c\r\n", "a b c"),
        (b"a b c", "a b c"),
        (b" a b c \n", " a b c "),
        (b"a\n\n", "a\n"),
        ("құпия сөз\n".encode(), "құпия сөз"),
    ],
)
def test_a_file_gives_its_text_without_the_one_trailing_newline(
    tmp_path: Path, octets: bytes, passphrase: str
) -> None:
    file = tmp_path / "passphrase"
    file.write_bytes(octets)
    assert read_passphrase(file=file) == passphrase
    assert read_passphrase(descriptor=pipe_with(octets)) == passphrase


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"\xff\xfe\n", "not UTF-8"),
        (b"x" * 5000, "longer than 4096 bytes"),
    ],
)
def test_what_gives_no_passphrase_is_told_in_words(tmp_path: Path, octets: bytes, told: str) -> None:
    file = tmp_path / "passphrase"
    file.write_bytes(octets)
    with pytest.raises(PassphraseUnavailable, match=told):
        read_passphrase(file=file)
    with pytest.raises(PassphraseUnavailable, match=told):
        read_passphrase(descriptor=pipe_with(octets))


def test_an_endless_file_is_not_read_to_its_end() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("this system has no /dev/zero")
    with pytest.raises(PassphraseUnavailable, match="longer than 4096"):
        read_passphrase(file=Path("/dev/zero"))


def test_a_missing_file_or_a_closed_descriptor_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(PassphraseUnavailable, match="absent can't be read: No such file"):
        read_passphrase(file=tmp_path / "absent")
    with pytest.raises(PassphraseUnavailable, match="can't be read"):
        read_passphrase(file=tmp_path)
    for number in (9999, -1, 2**40):
        with pytest.raises(PassphraseUnavailable, match=f"Descriptor {number} can't be read"):
            read_passphrase(descriptor=number)


def test_a_passphrase_comes_from_one_place(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not from both"):
        read_passphrase(file=tmp_path / "a", descriptor=0)


def test_an_existing_passphrase_is_asked_once_and_never_judged() -> None:
    assert read_passphrase(ask=typed("123")) == "123"


def test_the_prompt_speaks_the_readers_language() -> None:
    prompts: list[str] = []
    for language in ("kk", "ru", "en"):
        read_passphrase(language=language, ask=lambda prompt: prompts.append(prompt) or "x")
    assert len(set(prompts)) == 3


def test_a_new_passphrase_is_asked_twice_and_must_be_the_same() -> None:
    assert read_new_passphrase(ask=typed(GOOD, GOOD)) == GOOD
    with pytest.raises(PassphraseTooWeak, match="differ"):
        read_new_passphrase(ask=typed(GOOD, GOOD + "."))


def test_two_keyboards_type_the_same_new_passphrase() -> None:
    assert read_new_passphrase(ask=typed("ескі ой терең", "ескі ои\u0306 терең")) == "ескі ой терең"


def test_a_weak_passphrase_is_refused_before_it_is_asked_again() -> None:
    with pytest.raises(PassphraseTooWeak, match="5 characters; it needs 12"):
        read_new_passphrase(ask=typed("abcde"))


def test_a_weak_passphrase_from_a_file_is_refused_too(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text("abcde\n")
    with pytest.raises(PassphraseTooWeak):
        read_new_passphrase(file=file)
    file.write_text(GOOD + "\n")
    assert read_new_passphrase(file=file) == GOOD


def test_an_end_of_typing_is_no_passphrase() -> None:
    def gone(prompt: str) -> str:
        raise EOFError

    with pytest.raises(PassphraseUnavailable, match="No passphrase was typed"):
        read_passphrase(ask=gone)
    with pytest.raises(PassphraseUnavailable, match="empty"):
        read_passphrase(ask=typed(""))


def test_what_a_terminal_could_not_decode_is_told_as_such() -> None:
    with pytest.raises(PassphraseUnavailable, match="not UTF-8"):
        read_passphrase(ask=typed("a\udcff"))


@pytest.mark.parametrize(
    ("weak", "told"),
    [
        ("", "0 characters"),
        ("\ufdfa", "1 characters"),
        ("сөз", "3 characters"),
        ("elevenchars", "11 characters; it needs 12"),
        ("aaaaaaaaaaaaaaaa", "simple pattern"),
        ("abcabcabcabcabc", "simple pattern"),
        ("123456789012", "simple pattern"),
        ("210987654321", "simple pattern"),
        ("abcdefghijklmn", "simple pattern"),
        ("password12345", "common"),
        ("Password12345", "common"),
        ("!!!qwerty!!!123", "common"),
        ("1q2w3e4r5t6y7u8i", "common"),
    ],
)
def test_short_patterned_and_well_known_passphrases_are_refused(weak: str, told: str) -> None:
    with pytest.raises(PassphraseTooWeak, match=told):
        check_strength(weak)


@pytest.mark.parametrize(
    "good", [GOOD, "correct horse battery staple", "xK4-mPq9 vTz", "два слова и ещё три"]
)
def test_several_words_or_twelve_random_signs_are_let_pass(good: str) -> None:
    check_strength(good)


@given(st.text(max_size=40))
def test_any_text_is_judged_without_a_crash(text: str) -> None:
    with contextlib.suppress(PassphraseTooWeak):
        check_strength(text)
        assert len(text) >= 12


def test_generated_passphrases_are_strong_and_never_the_same() -> None:
    made = {generate_passphrase() for _ in range(50)}
    assert len(made) == 50
    for passphrase in made:
        check_strength(passphrase)


def test_without_a_terminal_nothing_is_read_from_a_pipe_in_its_place() -> None:
    """A passphrase piped by mistake would show in a shell's history; and it would be read with echo."""
    program = (
        "from aiqyn.project.passphrase import read_passphrase\n"
        "from aiqyn.project.errors import PassphraseUnavailable\n"
        "try:\n    print('read', read_passphrase())\n"
        "except PassphraseUnavailable as refusal:\n    print('refused', refusal)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input="secret words here\n",
        capture_output=True,
        text=True,
        start_new_session=True,  # without a controlling terminal
        check=True,
    )
    assert done.stdout.startswith("refused There is no terminal")
    assert "secret" not in done.stdout + done.stderr
