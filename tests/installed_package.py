"""The built package, installed away from the checkout, and the demo that it makes: once for all tests that use them.

Tests that ask for `installed` or `clone` belong to the group `documents`: one worker makes both.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from repository import ROOT

WATCH = """
import os, socket

def refuse(*arguments, **options):
    with open(os.environ["AIQYN_WATCHED"], "a") as told:
        told.write(repr(arguments) + "\\n")
    raise OSError("no call to the outside")

for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
socket.getaddrinfo = socket.create_connection = refuse
"""
"""Read by Python at its start: refuses and writes down every call to another machine."""

SCRIPTS = "Scripts" if os.name == "nt" else "bin"
# What a person's own inquiry is found by; no test may come near it.
OF_THE_USER = ("AIQYN_HOME", "AIQYN_LANGUAGE", "DATABASE_URL", "PYTHONPATH")


@dataclass(frozen=True)
class Installed:
    """The wheel in an environment of its own.

    Attributes:
        wheel: The file.
        environment: Where it was installed.
    """

    wheel: Path
    environment: Path

    def run(
        self, command: str, *, folder: Path, language: str = "en", **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """What a shell does with a command in a folder, where `aiqyn` and `python` are the environment's."""
        kept = {name: value for name, value in os.environ.items() if name not in OF_THE_USER}
        path = os.pathsep.join([str(self.environment / SCRIPTS), os.environ.get("PATH", "")])
        home = str(folder / "no-home")
        return subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=folder,
            env={
                **kept,
                "PATH": path,
                "AIQYN_LANGUAGE": language,
                "AIQYN_HOME": home,
                "COLUMNS": "200",
                **variables,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )


@dataclass(frozen=True)
class Clone:
    """What a reader has after `make demo`: a folder with the examples and the demo in it.

    Attributes:
        folder: The clone.
        passphrase: A file with what opens `demo/home`.
        installed: What `.venv` holds there.
        told: What the demo said.
        watched: What was seen while it was made: `calls.txt`, where it tried to call another
            machine, and `temporary/`, its temporary folder.
    """

    folder: Path
    passphrase: Path
    installed: Installed
    told: str
    watched: Path

    @property
    def demo(self) -> Path:
        return self.folder / "demo"

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        return self.installed.run(command, folder=self.folder)


def done(*command: str | Path, cwd: Path | None = None) -> None:
    ran = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("package")
    done(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
    # What the package depends on comes from the environment of the tests. A folder that a
    # `.pth` file names is searched, but its own `.pth` files, as of an editable install, are not read.
    venv.create(environment, with_pip=False, symlinks=os.name != "nt")
    paths = {"base": str(environment), "platbase": str(environment)}
    site_packages = Path(sysconfig.get_path("purelib", scheme="venv", vars=paths))
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = (sys.executable, "-m", "pip", "--python", environment / SCRIPTS / "python")
    done(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel)
    return Installed(wheel, environment)


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory, installed: Installed) -> Clone:
    """The demo, made once, on a machine that lets nothing out and watches its temporary folder."""
    folder, watched = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("watched")
    shutil.copytree(ROOT / "examples", folder / "examples")
    (watched / "sitecustomize.py").write_text(WATCH)
    (watched / "temporary").mkdir()
    made = installed.run(
        "aiqyn demo --no-serve --out demo",
        folder=folder,
        PYTHONPATH=str(watched),
        AIQYN_WATCHED=str(watched / "calls.txt"),
        TMPDIR=str(watched / "temporary"),
    )
    assert made.returncode == 0, made.stderr
    told = re.search(r"^passphrase +(.+?) opens ", made.stdout, re.MULTILINE)
    assert told is not None, made.stdout
    passphrase = folder / "passphrase-of-demo.txt"
    passphrase.write_text(told[1] + "\n", encoding="utf-8")
    return Clone(folder, passphrase, installed, made.stdout, watched)


@pytest.fixture
def in_a_copy(clone: Clone, tmp_path: Path) -> Clone:
    """A clone that the test may change."""
    shutil.copytree(clone.folder, tmp_path, dirs_exist_ok=True)
    return replace(clone, folder=tmp_path, passphrase=tmp_path / clone.passphrase.name)
