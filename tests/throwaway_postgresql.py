"""A private PostgreSQL cluster that lives as long as one run of the tests.

It listens on a Unix socket in a temporary folder and nowhere else, syncs nothing, and is
stopped and removed at the end. PostgreSQL refuses to run as root; then it runs as the system
user `postgres`, whom the server's package makes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

__all__ = ["PostgreSQLMissing", "ThrowawayCluster"]

SYSTEM_USER = "postgres"
# Letters of every alphabet, and an order that is the same everywhere.
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
SPEED = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "listen_addresses=",
)


class PostgreSQLMissing(Exception):
    """The server's programs are not installed, or there is nobody to run them as."""


class ThrowawayCluster:
    """A started server; `address` is for `DATABASE_URL`."""

    def __init__(self) -> None:
        self._programs = _server_programs()
        self._as_user = _as_user()
        # Short and directly below /tmp: a socket's path may have some hundred bytes only.
        self.folder = Path(tempfile.mkdtemp(prefix="aiqyn-pg-", dir="/tmp"))
        try:
            if self._as_user:
                shutil.chown(self.folder, SYSTEM_USER)
            self._run(
                "initdb",
                "--auth=trust",
                "--encoding=UTF8",
                f"--locale={LOCALE}",
                "--no-sync",
                "-U",
                "aiqyn",
                "-D",
                "data",
            )
            options = " ".join(
                f"-c {setting}" for setting in (*SPEED, f"unix_socket_directories={self.folder}")
            )
            self._run("pg_ctl", "start", "--wait", "-D", "data", "-l", "log", "-o", options)
        except BaseException:
            self.stop()
            raise

    @property
    def address(self) -> str:
        return f"postgresql://aiqyn@/postgres?host={self.folder}"

    def stop(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--wait", "-m", "immediate", "-D", "data", may_fail=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str, may_fail: bool = False) -> None:
        # Into a file: the server inherits the stream, and a pipe would never end.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [*self._as_user, str(self._programs / program), *arguments],
                cwd=self.folder,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
            if done.returncode and not may_fail:
                output.seek(0)
                raise RuntimeError(f"{program} failed: {output.read().decode(errors='replace')}")


def _server_programs() -> Path:
    """The folder of the newest installed server's programs."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda program: int(program.parts[-3]) if program.parts[-3].isdigit() else 0,
    )
    if not found:
        raise PostgreSQLMissing("no PostgreSQL server is installed (initdb was not found)")
    return found[-1].parent


def _as_user() -> list[str]:
    if os.name == "nt" or os.geteuid() != 0:
        return []
    import pwd

    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise PostgreSQLMissing(f"PostgreSQL refuses root, and there is no user {SYSTEM_USER!r}") from None
    program = shutil.which("runuser")
    if program is None:
        raise PostgreSQLMissing("PostgreSQL refuses root, and runuser was not found")
    return [program, "-u", SYSTEM_USER, "--"]
