"""At any moment of an import: all of it or nothing, and ledger and registry agree."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TRIALS = {"sqlcipher": 200, "postgresql": 40}


@pytest.mark.slow
@pytest.mark.xdist_group("kill")  # so long that it must begin before the other slow tests
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes as POSIX does")
def test_an_import_killed_at_any_moment_leaves_all_of_it_or_nothing(tmp_path: Path, store: str):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if store == "postgresql":
        environment["DATABASE_URL"] = _address_of_the_test_database()
    done = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).with_name("kill_trials.py")),
            str(tmp_path),
            str(TRIALS[store]),
            "7",
        ],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["faults"] == []
    assert set(told["found"]) == {"nothing", "whole"}, "kills must fall before and after the commit"
    assert sum(told["found"].values()) == TRIALS[store]


def _address_of_the_test_database() -> str:
    from urllib.parse import quote

    from django.db import connection

    told = connection.settings_dict
    user = quote(told["USER"], safe="")
    password = f":{quote(told['PASSWORD'], safe='')}" if told["PASSWORD"] else ""
    host = quote(told["HOST"], safe="")
    port = f":{told['PORT']}" if told["PORT"] else ""
    return f"postgresql://{user}{password}@{host}{port}/{quote(told['NAME'], safe='')}"
