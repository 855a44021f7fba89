"""The built package is whole: installed somewhere else, it needs nothing of the checkout."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from repository import ROOT, tracked_files

if TYPE_CHECKING:
    from installed_package import Clone, Installed

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("documents")]


def test_the_wheel_holds_every_file_of_the_package_and_of_the_example(installed: Installed) -> None:
    names = set(zipfile.ZipFile(installed.wheel).namelist())
    package, example = ROOT / "src", ROOT / "examples" / "january-2022"
    wanted = {
        *(path.relative_to(package).as_posix() for path in tracked_files() if path.is_relative_to(package)),
        *(
            f"aiqyn/examples/january-2022/{path.relative_to(example).as_posix()}"
            for path in example.rglob("*.*")
        ),
    }
    catalogues = {name for name in wanted if name.endswith(".po")}
    wanted |= {name.removesuffix(".po") + ".mo" for name in catalogues}
    assert catalogues
    assert sorted(wanted - names) == []


def test_the_wheel_holds_nothing_else(installed: Installed) -> None:
    names = zipfile.ZipFile(installed.wheel).namelist()
    suffixes = {Path(name).suffix for name in names if "dist-info" not in name}
    assert all(name.startswith(("aiqyn/", "aiqyn-")) for name in names)
    assert not suffixes & {".pyc", ".pyo", ".sqlite", ".log", ".tmp"}


@pytest.mark.parametrize(
    ("language", "word"), [("kk", "жүйесі"), ("ru", "система"), ("en", "working system")]
)
def test_the_installed_command_speaks_three_languages(
    installed: Installed, tmp_path: Path, language: str, word: str
) -> None:
    done = installed.run("aiqyn --help", folder=tmp_path, language=language)
    assert done.returncode == 0, done.stderr
    assert word in done.stdout


def test_the_installed_command_is_of_the_wheel_and_finds_its_own_example(
    installed: Installed, tmp_path: Path
) -> None:
    script = "from aiqyn.cli.demo import example_folder; print(example_folder())"
    done = installed.run(f"python -c '{script}'", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(installed.environment.resolve())


def test_the_installed_command_has_made_the_whole_demo_from_it(clone: Clone) -> None:
    demo = clone.folder / "demo"
    assert (demo / "report" / "index.html").is_file()
    assert len(list((demo / "report").glob("aiqyn-january-2022.*.pdf"))) == 3
