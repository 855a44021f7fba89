"""Open an inquiry: its home folder, its keys, Django's settings, its encrypted store, its server.

The face of the room; nothing deeper is imported by others, but the settings under test and
the database backend that settings name::

    folder = choose_folder(option)
    home = find_home(folder, in_postgresql=is_in_postgresql())
    keyring = unlock_home(home, read_passphrase(file=…))
    configure(home, keyring)
    bring_schema_up_to_date()
    serve(port=8000)

What stands in the way is a `CannotOpenInquiry` with a sentence for the user.
"""

from aiqyn.project.errors import (
    CannotListen,
    CannotOpenInquiry,
    DatabaseAddressFaulty,
    DatabaseKeyRejected,
    DatabaseUnreadable,
    HomeExists,
    HomeUnusable,
    KeyringDamaged,
    KeyringForgotten,
    NotAHome,
    PassphraseRejected,
    PassphraseTooWeak,
    PassphraseUnavailable,
)
from aiqyn.project.home import HOME_VARIABLE, Home, choose_folder, find_home, make_home, unlock_home
from aiqyn.project.keyring import (
    DERIVATION,
    LEAST_DERIVATION,
    Derivation,
    OpenKeyring,
    change_passphrase,
    create_keyring,
    open_keyring,
)
from aiqyn.project.opening import ADDRESS_VARIABLE, bring_schema_up_to_date, configure, is_in_postgresql
from aiqyn.project.passphrase import check_strength, generate_passphrase, read_new_passphrase, read_passphrase
from aiqyn.project.serving import serve

__all__ = [
    "ADDRESS_VARIABLE",
    "DERIVATION",
    "HOME_VARIABLE",
    "LEAST_DERIVATION",
    "CannotListen",
    "CannotOpenInquiry",
    "DatabaseAddressFaulty",
    "DatabaseKeyRejected",
    "DatabaseUnreadable",
    "Derivation",
    "Home",
    "HomeExists",
    "HomeUnusable",
    "KeyringDamaged",
    "KeyringForgotten",
    "NotAHome",
    "OpenKeyring",
    "PassphraseRejected",
    "PassphraseTooWeak",
    "PassphraseUnavailable",
    "bring_schema_up_to_date",
    "change_passphrase",
    "check_strength",
    "choose_folder",
    "configure",
    "create_keyring",
    "find_home",
    "generate_passphrase",
    "is_in_postgresql",
    "make_home",
    "open_keyring",
    "read_new_passphrase",
    "read_passphrase",
    "serve",
    "unlock_home",
]
