"""An inquiry from its first day on the command line: set up, import, release, publish, export."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from running import aiqyn

from aiqyn.cli.demo import example_folder

pytestmark = pytest.mark.slow

PASSPHRASE = "seven quiet herons cross the dam"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    return file


@pytest.fixture
def home(tmp_path: Path, secret: Path) -> Path:
    folder = tmp_path / "home"
    aiqyn(
        "init", "january-2022", "--member", "m-1", "--home", folder,
        "--passphrase-file", secret, "--password-file", secret,
    )  # fmt: skip
    return folder


def test_the_life_of_an_inquiry(home, secret, tmp_path):
    opened = ("--home", home, "--passphrase-file", secret)
    told = json.loads(aiqyn("import", example_folder(), *opened, "--json").stdout)
    assert told["outcomes"]["persons"] == {"create": 15}
    again = json.loads(aiqyn("import", example_folder(), *opened, "--json").stdout)
    assert again["outcomes"]["persons"] == {"unchanged": 15}

    policy = example_folder() / "policies" / "public-report.yaml"
    first = json.loads(aiqyn("release", "create", "first", "--policy", policy, *opened, "--json").stdout)
    assert first["released"]["figures"] == 22
    refused = aiqyn("release", "create", "first", "--policy", policy, *opened, code=3)
    assert "first" in refused.stderr

    aiqyn("publish", "--release", "first", "--out", tmp_path / "public", *opened)
    aiqyn("verify", tmp_path / "public" / "bundle")

    withdrawn = _withdraw_consent_of("A", tmp_path)
    aiqyn("import", withdrawn, *opened)
    aiqyn("release", "create", "second", "--policy", policy, *opened)
    changes = json.loads(aiqyn("release", "diff", "first", "second", *opened, "--json").stdout)
    assert {"kind": "persons", "id": "person-A"} in changes["removed"], "the next release obeys"

    aiqyn("export", tmp_path / "exported", *opened)
    assert (tmp_path / "exported" / "consents.yaml").is_file()
    assert json.loads(aiqyn("ledger", "verify", *opened, "--json").stdout)["holds"] is True


def _withdraw_consent_of(person: str, folder: Path) -> Path:
    """The example with one consent taken back, as a member would write it into the file."""
    copy = shutil.copytree(example_folder(), folder / "withdrawn")
    file = copy / "consents.yaml"
    lines, inside = [], False
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("- id:"):
            inside = False
        lines.append(line)
        if line.strip() == f"person: {person}":
            inside = True
            lines.append("  withdrawals:\n  - {at: 2022-06-01, by: self}")
    assert inside or any("withdrawals" in line for line in lines)
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return copy


def test_a_wrong_passphrase_opens_nothing(home, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_text("eight loud herons cross the dam")
    done = aiqyn("ledger", "verify", "--home", home, "--passphrase-file", wrong, code=1)
    assert "passphrase" in done.stderr.lower()


def test_ten_faults_are_told_at_once_and_nothing_is_imported(home, secret, tmp_path):
    copy = shutil.copytree(example_folder(), tmp_path / "faulty")
    events = copy / "events.yaml"
    text = events.read_text("utf-8")
    for wrong in range(10):
        text = text.replace("date: 2022-01-0", f"date: 2022-31-{wrong}", 1)
    events.write_text(text, "utf-8")
    done = aiqyn("import", copy, "--home", home, "--passphrase-file", secret, code=1)
    assert done.stderr.count("events.yaml, line") >= 9
    assert "Nothing was imported." in done.stderr
    empty = aiqyn("export", tmp_path / "out", "--home", home, "--passphrase-file", secret, code=1)
    assert "empty" in empty.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Ештеңе қабылданбады."), ("ru", "Ничего не принято."), ("en", "Nothing was imported.")],
)
def test_faults_are_told_in_the_readers_language(tmp_path, language, words):
    copy = shutil.copytree(example_folder(), tmp_path / "faulty")
    (copy / "persons.yaml").write_text("- {id: X, sex: wrong}\n", "utf-8")
    done = aiqyn("import", copy, "--check", "--language", language, code=1)
    assert words in done.stderr


def test_wrong_usage_exits_with_2(tmp_path):
    aiqyn("import", tmp_path / "missing", "--check", code=2)
    aiqyn("import", code=2)
    aiqyn("release", "create", "x", "--policy", tmp_path / "missing.yaml", code=2)
    aiqyn("nonsense", code=2)
    aiqyn("--language", code=2)


def test_a_home_that_is_none_is_told_as_such(tmp_path, secret):
    done = aiqyn("ledger", "verify", "--home", tmp_path / "nowhere", "--passphrase-file", secret, code=1)
    assert "aiqyn init" in done.stderr
