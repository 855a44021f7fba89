"""`DATABASE_URL`: read whole or refused, and never repeated in a message."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiqyn.project.addresses import postgresql_database
from aiqyn.project.errors import DatabaseAddressFaulty


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postgres://u:p@h:5433/n", {"HOST": "h", "PORT": "5433", "USER": "u", "PASSWORD": "p", "NAME": "n"}),
        ("postgresql://h/n", {"HOST": "h", "PORT": "", "USER": "", "PASSWORD": "", "NAME": "n"}),
        ("postgresql:///n", {"HOST": "", "NAME": "n"}),
        (
            "postgresql://u@/n?host=/run/postgresql&port=6432",
            {"HOST": "/run/postgresql", "PORT": "6432", "USER": "u"},
        ),
        ("postgresql://u@%2Frun%2FPostgreSQL/n", {"HOST": "/run/PostgreSQL", "USER": "u", "PASSWORD": ""}),
        ("postgresql://u@%2Frun%2Fpg:5433/n", {"HOST": "/run/pg", "PORT": "5433"}),
        ("postgresql://u:p%40s%2Fs%3A%23%25@h/n", {"PASSWORD": "p@s/s:#%", "HOST": "h"}),
        ("postgresql://%D0%96:%D3%99@h/%D2%9B", {"USER": "Ж", "PASSWORD": "ә", "NAME": "қ"}),
        ("postgresql://u:a:b@h/n", {"USER": "u", "PASSWORD": "a:b"}),
        ("postgresql://[::1]:5432/n", {"HOST": "::1", "PORT": "5432"}),
        ("  postgresql://h/n\n", {"HOST": "h", "NAME": "n"}),
        ("postgresql:///?dbname=n&user=u&password=p", {"NAME": "n", "USER": "u", "PASSWORD": "p"}),
        (
            "postgresql://h/n?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem",
            {"OPTIONS": {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}},
        ),
    ],
)
def test_an_address_is_read_as_libpq_reads_it(address: str, expected: dict[str, object]) -> None:
    found = postgresql_database(address)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "must begin with postgresql://"),
        ("mysql://u:hidden@h/n", "must begin with postgresql://"),
        ("/home/me/inquiry.sqlite", "must begin with"),
        ("h:5432/n", "must begin with"),
        ("postgresql://u:hidden@h", "names no database"),
        ("postgresql://u:hidden@h/", "names no database"),
        ("postgresql://u:hidden@h:port/n", "The port in DATABASE_URL can't be read"),
        ("postgresql://u:hidden@h:99999/n", "The port in DATABASE_URL can't be read"),
        ("postgresql://u:hidden@[::1/n", "The host in DATABASE_URL can't be read"),
        ("postgresql://u:%FF@h/n", "The password in DATABASE_URL can't be read"),
        ("postgresql://u:hidden%00@h/n", "The password in DATABASE_URL can't be read"),
        ("postgresql://u:hid#den@h/n", "in a password it is written %23"),
        ("postgresql://u:hidden@a,b/n", "several hosts"),
        ("postgresql://u:hidden@h/n?ssl_mode=require", "option “ssl_mode”, which is not known.*sslmode"),
        ("postgresql://u:hidden@h/n?sslmode", "The options in DATABASE_URL can't be read"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_of_its_part(address: str, told: str) -> None:
    with pytest.raises(DatabaseAddressFaulty, match=told) as refusal:
        postgresql_database(address)
    for language in ("kk", "ru", "en"):
        assert "hid" not in refusal.value.because.in_language(language)


@given(st.text(max_size=60), st.sampled_from(["", "postgresql://", "postgres://u:p@"]))
def test_any_text_is_an_address_or_a_fault(text: str, start: str) -> None:
    with contextlib.suppress(DatabaseAddressFaulty):
        assert postgresql_database(start + text)["NAME"]
