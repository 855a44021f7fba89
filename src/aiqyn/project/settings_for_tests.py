"""The settings under test: an encrypted file that lives as long as the process, with its own key.

`tests/conftest.py` puts PostgreSQL in the file's place for `--store=postgresql`. Also what
`django-admin makemigrations` is to be given, for it needs settings and no inquiry.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from aiqyn.project.keyring import OpenKeyring
from aiqyn.project.settings import encrypted_database, inquiry_settings

KEYRING = OpenKeyring.generate()
_FOLDER = Path(tempfile.mkdtemp(prefix="aiqyn-tests-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)

_settings = inquiry_settings(
    KEYRING,
    database=encrypted_database(_FOLDER / "inquiry.sqlite", KEYRING)
    | {"TEST": {"NAME": str(_FOLDER / "test.sqlite")}},
    hosts=("testserver", "127.0.0.1", "localhost"),
)
# Argon2id is meant to be slow; the tests that are about passwords choose it themselves.
_settings["PASSWORD_HASHERS"] = ["django.contrib.auth.hashers.MD5PasswordHasher"]
globals().update(_settings)
