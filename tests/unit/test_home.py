"""The home folder: where it is, what it must hold, and that it is made whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aiqyn.project import home as homes
from aiqyn.project.errors import HomeExists, HomeUnusable, KeyringDamaged, NotAHome, PassphraseRejected
from aiqyn.project.home import Home, choose_folder, find_home, make_home, unlock_home
from aiqyn.project.keyring import LEAST_DERIVATION

PASSPHRASE = "төрт түлік ақ жауын"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "inquiries" / "january"


def made(folder: Path, **options: bool) -> Home:
    return make_home(folder, PASSPHRASE, derivation=LEAST_DERIVATION, **options)[0]


def test_a_made_home_is_found_and_opens_with_its_passphrase(folder: Path) -> None:
    home, keyring = make_home(folder, PASSPHRASE, derivation=LEAST_DERIVATION)
    assert find_home(folder) == home == Home(folder)
    assert unlock_home(home, PASSPHRASE).data_key == keyring.data_key
    with pytest.raises(PassphraseRejected):
        unlock_home(home, "another passphrase")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_made_home_is_closed_to_other_users_whatever_the_umask(folder: Path) -> None:
    before = os.umask(0)
    try:
        made(folder)
    finally:
        os.umask(before)
    modes = {entry.name: stat.S_IMODE(entry.stat().st_mode) for entry in (folder, *folder.iterdir())}
    assert modes == {"january": 0o700, "keyring.json": 0o600, "inquiry.sqlite": 0o600}


def test_a_home_with_its_store_in_postgresql_holds_the_keyring_alone(folder: Path) -> None:
    home = made(folder, in_postgresql=True)
    assert [entry.name for entry in folder.iterdir()] == ["keyring.json"]
    assert find_home(folder, in_postgresql=True) == home
    with pytest.raises(
        NotAHome, match=r"no inquiry\.sqlite. If the store is in PostgreSQL, set DATABASE_URL"
    ):
        find_home(folder)


def test_an_empty_folder_becomes_a_home(folder: Path) -> None:
    folder.mkdir(parents=True)
    made(folder)
    assert find_home(folder)


def test_an_inquiry_is_never_overwritten(folder: Path) -> None:
    made(folder)
    before = (folder / "keyring.json").read_bytes()
    with pytest.raises(HomeExists, match=r"There is an inquiry in .* already"):
        made(folder)
    assert (folder / "keyring.json").read_bytes() == before


def test_a_folder_with_other_files_and_a_file_are_left_alone(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "letters.txt").write_text("mine")
    with pytest.raises(HomeExists, match="holds other files"):
        made(folder)
    with pytest.raises(HomeExists, match="is a file, not a folder"):
        made(folder / "letters.txt")
    assert [entry.name for entry in folder.iterdir()] == ["letters.txt"]


def test_where_there_is_no_inquiry_the_message_says_how_to_make_one(folder: Path) -> None:
    with pytest.raises(NotAHome, match=r"There is no inquiry in .*january.*aiqyn init"):
        find_home(folder)
    folder.mkdir(parents=True)
    with pytest.raises(NotAHome, match="There is no inquiry"):
        find_home(folder)


def test_a_store_without_its_keyring_is_told_apart(folder: Path) -> None:
    made(folder)
    (folder / "keyring.json").unlink()
    with pytest.raises(NotAHome, match=r"a store but no keyring\.json, without which nobody can open it"):
        find_home(folder)


def test_a_damaged_keyring_is_told_apart_from_a_wrong_passphrase(folder: Path) -> None:
    home = made(folder)
    home.keyring_path.write_bytes(home.keyring_path.read_bytes()[:-40])
    with pytest.raises(KeyringDamaged, match="not JSON"):
        unlock_home(home, PASSPHRASE)


def test_a_folder_that_cannot_be_made_is_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeUnusable, match="can't be used: "):
        made(tmp_path / "file" / "home")
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_making_that_fails_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(unfinished: Path, place: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(homes, "_move", full_disk)
    with pytest.raises(HomeUnusable, match="No space left"):
        made(folder)
    assert list(folder.parent.iterdir()) == []


def test_of_two_that_make_the_same_home_one_wins_and_the_other_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_move = homes._move

    def overtaken(unfinished: Path, place: Path) -> None:
        monkeypatch.setattr(homes, "_move", really_move)
        made(folder)
        really_move(unfinished, place)

    monkeypatch.setattr(homes, "_move", overtaken)
    with pytest.raises(HomeUnusable, match="not empty"):
        made(folder)
    assert find_home(folder)
    assert [entry.name for entry in folder.parent.iterdir()] == ["january"]


def test_a_making_that_was_killed_leaves_all_or_nothing_and_its_remains_go_later(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from aiqyn.project.home import make_home\n"
        "from aiqyn.project.keyring import LEAST_DERIVATION\n"
        "print('begun', flush=True)\n"
        f"make_home(Path(sys.argv[1]), {PASSPHRASE!r}, derivation=LEAST_DERIVATION)\n"
    )
    for turn in range(6):
        place = folder.with_name(f"turn-{turn}")
        process = subprocess.Popen([sys.executable, "-c", program, str(place)], stdout=subprocess.PIPE)
        assert process.stdout.readline() == b"begun\n"
        time.sleep(0.008 * turn)
        process.kill()
        process.communicate()
        if place.exists():
            assert unlock_home(find_home(place), PASSPHRASE).is_open
    remains = folder.parent / ".january.unfinished-0123"
    remains.mkdir(parents=True, exist_ok=True)
    recent = folder.parent / ".january.unfinished-4567"
    recent.mkdir()
    os.utime(remains, (0, 0))
    made(folder)
    assert not remains.exists()
    assert recent.exists(), "another run may be making it this moment"


def test_the_option_outranks_the_variable_and_the_variable_the_platforms_place(tmp_path: Path) -> None:
    named = {"AIQYN_HOME": str(tmp_path / "named"), "XDG_DATA_HOME": str(tmp_path / "data")}
    assert choose_folder(tmp_path / "option", environment=named) == tmp_path / "option"
    assert choose_folder(None, environment=named) == tmp_path / "named"


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/aiqyn"),
        ("linux", {"XDG_DATA_HOME": "relative"}, "~/.local/share/aiqyn"),
        ("linux", {"AIQYN_HOME": ""}, "~/.local/share/aiqyn"),
        ("darwin", {"XDG_DATA_HOME": "/data"}, "~/Library/Application Support/aiqyn"),
        ("win32", {"LOCALAPPDATA": "/appdata"}, "/appdata/aiqyn"),
    ],
)
def test_each_platform_has_its_own_place_for_data(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], expected: str
) -> None:
    monkeypatch.setattr(homes.sys, "platform", platform)
    assert choose_folder(None, environment=environment) == Path(expected).expanduser()


def test_a_relative_option_means_the_folder_one_stands_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert choose_folder(Path("here"), environment={}) == tmp_path / "here"
