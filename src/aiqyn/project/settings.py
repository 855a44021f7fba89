"""Django's settings of one inquiry, as a value: nothing secret lies in a file or the environment.

`inquiry_settings` makes them from an open keyring and a database; `aiqyn.project.opening`
puts them to work. There is no settings module to name in `DJANGO_SETTINGS_MODULE`: outside a
process that was given the passphrase there is nothing to set up.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiqyn.project.keyring import OpenKeyring

__all__ = ["LOOPBACK", "MOST_BODY_BYTES", "encrypted_database", "inquiry_settings"]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
# A request's body stays in memory, whole, for a temporary file would lie on the disk in plain.
MOST_BODY_BYTES = 32 * 1024 * 1024
ONE_YEAR = 365 * 24 * 3600
EIGHT_HOURS = 8 * 3600

NONE, SELF = "'none'", "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}


def encrypted_database(path: Path, keyring: OpenKeyring) -> dict[str, Any]:
    """One value of `DATABASES`: the encrypted file at `path`.

    The key is asked for whenever a connection opens, and so never lies in the settings.
    """
    return {
        "ENGINE": "aiqyn.project.sqlcipher",
        "NAME": path,
        "OPTIONS": {
            "key_source": lambda: keyring.derive("store/sqlcipher"),
            # A transaction that means to write says so at its start: two of them wait for
            # each other in turn, where DEFERRED would fail the second in its middle.
            "transaction_mode": "IMMEDIATE",
        },
    }


def inquiry_settings(
    keyring: OpenKeyring,
    *,
    database: dict[str, Any],
    hosts: Sequence[str] = LOOPBACK,
    https: bool = False,
    debug: bool = False,
) -> dict[str, Any]:
    """All settings of an inquiry's process.

    Args:
        keyring: Open; the key of sessions and forms is derived from it.
        database: `encrypted_database(…)`, or PostgreSQL's by `addresses.postgresql_database`.
        hosts: The names under which the server may be addressed.
        https: Whether browsers reach it by https, so that cookies may be kept to that.
        debug: Django's error pages, which show values of variables: for developers alone.
    """
    return {
        "DEBUG": debug,
        "SECRET_KEY": base64.b64encode(keyring.derive("web/secret-key")).decode(),
        # Asked for at each signature, so that a locked inquiry signs nothing.
        "LEDGER_SEED_SOURCE": lambda: keyring.signing_seed,
        "DISCLOSURE_KEY_SOURCE": lambda use: keyring.derive(f"disclosure/{use}"),
        "DATABASES": {"default": database},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "ROOT_URLCONF": "aiqyn.project.urls",
        "ALLOWED_HOSTS": list(hosts),
        **_applications(),
        **_members(),
        **_languages(),
        **_files(),
        **_browser_guards(hosts, https=https),
        **_quiet(),
    }


def _applications() -> dict[str, Any]:
    return {
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "csp",
            "aiqyn.registry",
            "aiqyn.web",
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "csp.middleware.CSPMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "aiqyn.web.errors.WordedErrors",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.template.context_processors.i18n",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
    }


def _members() -> dict[str, Any]:
    validation = "django.contrib.auth.password_validation"
    return {
        "AUTH_USER_MODEL": "registry.Member",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"{validation}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
            {"NAME": f"{validation}.CommonPasswordValidator"},
            {"NAME": f"{validation}.UserAttributeSimilarityValidator"},
        ],
        "LOGIN_URL": "/sign-in/",
        "LOGIN_REDIRECT_URL": "/",
    }


def _languages() -> dict[str, Any]:
    return {
        "LANGUAGES": [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")],
        "LANGUAGE_CODE": "en",
        "USE_I18N": True,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
    }


def _files() -> dict[str, Any]:
    return {
        "STATIC_URL": "/static/",
        # Styles and scripts are served from the installed packages; nothing is collected first.
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "WHITENOISE_ALLOW_ALL_ORIGINS": False,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": MOST_BODY_BYTES,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": MOST_BODY_BYTES,
        # Django's second handler writes what is larger to a temporary file, in plain.
        "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
    }


def _browser_guards(hosts: Sequence[str], *, https: bool) -> dict[str, Any]:
    return {
        "CONTENT_SECURITY_POLICY": CONTENT_SECURITY_POLICY,
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        # Not `no-referrer`: browsers then send `Origin: null` with forms, and Django refuses it.
        "SECURE_REFERRER_POLICY": "same-origin",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_AGE": EIGHT_HOURS,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        # In a cookie of its own: kept in the session, it would make a row, and a wait for the
        # disk, for every stranger who opens the first page.
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_FAILURE_VIEW": "aiqyn.web.errors.form_expired",
        # Django's default keeps messages in a cookie, on the reader's disk.
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "SESSION_COOKIE_SECURE": https,
        "CSRF_COOKIE_SECURE": https,
        "SECURE_HSTS_SECONDS": ONE_YEAR if https else 0,
        "CSRF_TRUSTED_ORIGINS": [f"https://{host}" for host in hosts] if https else [],
    }


def _quiet() -> dict[str, Any]:
    """No calls to the outside, and a log that tells places instead of values."""
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        "LOGGING_CONFIG": "aiqyn.project.logs.configure_logs",
        "LOGGING": {"version": 1},  # an empty one would not be handed to the function
    }
