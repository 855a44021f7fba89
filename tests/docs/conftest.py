"""The demo, made once for all documents' tests, with the passphrase that it tells."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from repository import ROOT


@dataclass(frozen=True)
class Clone:
    """What a reader has after `make demo`: a folder with the examples and the demo in it.

    Attributes:
        folder: The clone.
        passphrase: A file with what opens `demo/home`.
    """

    folder: Path
    passphrase: Path

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        return run_in(self.folder, command)


def run_in(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """What a shell does with a command in a folder; `aiqyn` is the tests' own."""
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "AIQYN_LANGUAGE": "en",
        "AIQYN_HOME": str(folder / "no-home"),
        "COLUMNS": "200",
    }
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "examples", folder / "examples")
    made = run_in(folder, "aiqyn demo --no-serve --out demo")
    assert made.returncode == 0, made.stderr
    told = re.search(r"^passphrase +(.+?) opens ", made.stdout, re.MULTILINE)
    assert told is not None, made.stdout
    passphrase = folder / "passphrase-of-demo.txt"
    passphrase.write_text(told[1] + "\n", encoding="utf-8")
    return Clone(folder, passphrase)


@pytest.fixture
def in_a_copy(clone: Clone, tmp_path: Path) -> Clone:
    """A clone that the test may change."""
    shutil.copytree(clone.folder, tmp_path, dirs_exist_ok=True)
    return Clone(tmp_path, tmp_path / clone.passphrase.name)
