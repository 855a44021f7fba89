"""The built package is whole: installed somewhere else, it needs nothing of the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from repository import ROOT, tracked_files

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("package")]


def run(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **options)


@dataclass(frozen=True)
class Installed:
    """The wheel in an environment of its own, away from the checkout."""

    wheel: Path
    environment: Path
    elsewhere: Path

    def run(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        unset = ("PYTHONPATH", "AIQYN_HOME", "DATABASE_URL")
        kept = {name: value for name, value in os.environ.items() if name not in unset}
        scripts = self.environment / ("Scripts" if os.name == "nt" else "bin")
        return run(scripts / program, *arguments, cwd=self.elsewhere, env={**kept, "AIQYN_LANGUAGE": "en"})


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("package")
    built = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    # What the package depends on comes from the environment of the tests. A folder that a
    # `.pth` file names is searched, but its own `.pth` files, as of an editable install, are not read.
    venv.create(environment, with_pip=False, symlinks=os.name != "nt")
    paths = {"base": str(environment), "platbase": str(environment)}
    site_packages = Path(sysconfig.get_path("purelib", scheme="venv", vars=paths))
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"]
    done = run(*pip, wheel)
    assert done.returncode == 0, done.stderr
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    return Installed(wheel, environment, elsewhere)


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


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_installed_command_speaks_three_languages(installed: Installed, language: str) -> None:
    told = (
        "import os, sys; os.environ['AIQYN_LANGUAGE'] = sys.argv.pop(1); from aiqyn.cli import main; main()"
    )
    done = installed.run("python", "-c", told, language, "--help")
    assert done.returncode == 0, done.stderr
    first = {"kk": "жүйе", "ru": "систем", "en": "working system"}[language]
    assert first in done.stdout


def test_the_installed_command_is_of_the_wheel_and_finds_its_own_example(installed: Installed) -> None:
    script = "from aiqyn.cli.demo import example_folder; print(example_folder())"
    done = installed.run("python", "-c", script)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(installed.environment.resolve())


def test_the_installed_command_runs_the_whole_example(installed: Installed) -> None:
    done = installed.run("aiqyn", "demo", "--no-serve", "--out", "demo")
    assert done.returncode == 0, done.stderr
    assert (installed.elsewhere / "demo" / "report" / "index.html").is_file()
    verified = installed.run("aiqyn", "verify", "demo/bundle")
    assert verified.returncode == 0, verified.stderr
