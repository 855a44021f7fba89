"""`aiqyn verify BUNDLE`: words for people, JSON for programs, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_bundle import LOG, SmallBundle, make_bundle
from typer.testing import CliRunner, Result

from aiqyn.cli.application import application

BUNDLE = make_bundle()
KEY = str(LOG.verifier)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound bundle on disk."""
    return BUNDLE.write(tmp_path / "bundle")


def run(*arguments: str | Path, language: str = "en") -> Result:
    words = [str(argument) for argument in arguments]
    result = CliRunner().invoke(application, ["verify", *words, "--language", language])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def in_one_line(text: str) -> str:
    """The text without the line breaks of a narrow terminal."""
    return " ".join(text.split())


def test_a_sound_bundle_exits_with_0_and_says_what_is_proved_by_whom_and_when(folder):
    result = run(folder)
    assert result.exit_code == 0
    told = in_one_line(result.stdout)
    assert "A test (test-inquiry)" in told
    assert "Every proof in the bundle holds." in told
    assert "2026-03-01 09:08:00 UTC" in told
    assert LOG.verifier.fingerprint in told
    assert told.index("Proved") < told.index("Not proved") < told.index("Whose key this is")
    assert result.stderr == ""


def test_the_key_may_be_given_as_text_or_as_a_file(folder, tmp_path):
    file = tmp_path / "key.txt"
    file.write_text(f"{KEY}\n")
    for given in (KEY, file):
        result = run(folder, "--key", given)
        assert result.exit_code == 0
        assert "Whose key this is" not in in_one_line(result.stdout)


def test_another_key_than_the_bundles_fails_and_both_are_named(folder):
    other = make_bundle().ledger.signer.__class__(LOG.name, bytes(32)).verifier
    result = run(folder, "--key", str(other))
    assert result.exit_code == 1
    assert "another key than the one given" in in_one_line(result.stdout)
    assert "do not rely on it" in in_one_line(result.stderr)


@pytest.mark.parametrize("key", ["", "x", "a+b+c", "\udcff", "x" * 5000, "/dev/null", "."])
def test_what_is_no_key_exits_with_2_before_anything_is_read(folder, key):
    result = run(folder, "--key", key)
    assert result.exit_code == 2
    assert "no verifier key" in in_one_line(result.stderr)


def test_a_missing_folder_exits_with_2(tmp_path):
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "nowhere", tmp_path / "file"):
        result = run(path)
        assert result.exit_code == 2
        assert "There is no folder" in result.stderr
        assert result.stdout == ""


def test_each_fault_is_named_with_its_file_and_the_exit_code_is_1(folder):
    (folder / "report/index.html").write_bytes(b"<p>other words")
    (folder / "report/kk/report.pdf").unlink()
    (folder / "report/more.html").write_bytes(b"")
    (folder / "proof/key").write_bytes(b"key\n")
    result = run(folder)
    assert result.exit_code == 1
    told = in_one_line(result.stderr)
    for path in ("report/index.html", "report/kk/report.pdf", "report/more.html", "proof/key"):
        assert path in told
    assert "The bundle does not hold" in told
    assert "FAILED" in result.stdout
    assert "Proved" not in result.stdout


def test_json_is_alone_on_standard_output_and_has_the_documented_keys(folder):
    result = run(folder, "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert set(told) == {
        "holds",
        "checks",
        "proved",
        "not_proved",
        "key",
        "checkpoint",
        "inquiry",
        "files",
        "release",
        "publication",
    }
    assert told["holds"] is True
    assert told["key"] == {
        "key": KEY,
        "name": LOG.name,
        "fingerprint": LOG.verifier.fingerprint,
        "given": False,
    }
    assert told["checkpoint"]["size"] == 11
    assert told["release"] == {"id": "first", "index": 8, "at": "2026-03-01T09:08:00Z"}
    assert told["publication"]["id"] == "first-1"
    assert told["inquiry"] == {"id": "test-inquiry", "title": {"en": "A test", "kk": "Сынақ"}}
    assert told["files"]["count"] == 3
    assert [check["check"] for check in told["checks"]][:3] == ["folder", "manifest", "files"]


def test_json_of_a_broken_bundle_lists_faults_with_the_six_keys(folder):
    (folder / "release.json").write_bytes(b"{}")
    result = run(folder, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["holds"] is False
    assert told["proved"] == []
    assert told["release"] is None
    faults = [fault for check in told["checks"] for fault in check["faults"]]
    assert faults
    for fault in faults:
        assert set(fault) == {"file", "row", "field", "found", "accepted", "because"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Every proof in the bundle holds."),
        ("ru", "Все доказательства в комплекте верны."),
        ("kk", "Жиынтықтағы барлық дәлелдеме дұрыс."),
    ],
)
def test_it_speaks_the_three_languages(folder, language, words):
    assert words in in_one_line(run(folder, language=language).stdout)
    (folder / "proof/checkpoint").write_bytes(b"nonsense")
    assert run(folder, language=language).exit_code == 1


def test_links_pipes_and_empty_folders_are_faults_and_none_is_followed(folder, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_bytes(BUNDLE.files["report/index.html"])
    (folder / "report/index.html").unlink()
    (folder / "report/index.html").symlink_to(outside / "file")
    (folder / "report/folder").symlink_to(outside)
    (folder / "report/nothing").symlink_to(outside / "nowhere")
    (folder / "report/empty").mkdir()
    os.mkfifo(folder / "report/pipe")
    result = run(folder)
    assert result.exit_code == 1
    told = in_one_line(result.stderr)
    for path in ("report/index.html", "report/folder", "report/nothing", "report/empty", "report/pipe"):
        assert path in told
    assert "report/folder/file" not in told
    assert told.count("a link to elsewhere") == 3


def test_a_pipe_in_the_place_of_a_proof_does_not_hold_the_command_up(folder):
    for path in ("manifest.json", "proof/checkpoint", "release.json"):
        (folder / path).unlink()
        os.mkfifo(folder / path)
    result = run(folder)
    assert result.exit_code == 1
    assert "not a plain file" in in_one_line(result.stderr)


def test_a_folder_in_the_place_of_a_file_is_a_fault(folder):
    (folder / "proof/key").unlink()
    (folder / "proof/key").mkdir()
    assert run(folder).exit_code == 1


@pytest.mark.parametrize("name", [b"a\x1b[2J", b"a\xff", "a\u202eb".encode(), b"a\nb", b"[red]a"])
def test_a_hostile_file_name_is_reported_without_its_tricks(folder, name):
    with open(os.path.join(os.fsencode(folder), name), "wb"):
        pass
    for options in ((), ("--json",)):
        result = run(folder, *options)
        assert result.exit_code == 1
        told = result.stdout + result.stderr
        assert "\x1b" not in told
        assert "\u202e" not in told
    if name.startswith(b"["):
        assert "[red]a" in result.stdout + result.stderr


def test_a_title_with_markup_or_escapes_reaches_the_terminal_as_text(tmp_path):
    from hashlib import sha256

    from aiqyn.core.custody import BundleFile, Manifest

    release = BUNDLE.files["release.json"]
    named = (BundleFile("release.json", sha256(release).digest(), len(release)),)
    manifest = Manifest("test-inquiry", {"en": "[bold]T[/bold] {x}"}, named).as_bytes()
    files = {**BUNDLE.files, "manifest.json": manifest}
    folder = SmallBundle(files, BUNDLE.ledger).write(tmp_path / "b")
    assert "[bold]T[/bold] {x}" in run(folder).stdout


def test_it_needs_neither_django_nor_the_registry_nor_a_database(folder):
    code = (
        "import sys\n"
        "from aiqyn.cli import main\n"
        f"sys.argv = ['aiqyn', 'verify', {str(folder)!r}]\n"
        "try:\n    main()\nexcept SystemExit as ended:\n    assert not ended.code, ended.code\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "assert not loaded & {'django', 'sqlcipher3', 'sqlite3', 'psycopg'}, loaded\n"
        "assert not [name for name in sys.modules if name.startswith('aiqyn.registry')]\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
