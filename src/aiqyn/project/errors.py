"""What can stand between a person and their inquiry, each with a sentence that says what to do.

Everything here is the user's to mend (exit code 1): a passphrase, a folder, a file, an
address. Whoever shows it words `because` in the reader's language; there is no traceback.
"""

from __future__ import annotations

from aiqyn.core.language import Sentence

__all__ = [
    "CannotListen",
    "CannotOpenInquiry",
    "DatabaseAddressFaulty",
    "DatabaseKeyRejected",
    "DatabaseUnreadable",
    "HomeExists",
    "HomeUnusable",
    "KeyringDamaged",
    "KeyringForgotten",
    "NotAHome",
    "PassphraseRejected",
    "PassphraseTooWeak",
    "PassphraseUnavailable",
]


class CannotOpenInquiry(Exception):
    """The inquiry could not be made, opened or served; nothing has been changed.

    Attributes:
        because: What is wrong and what would be right, for people. May name a path that the
            user gave; never a passphrase or a key.
    """

    def __init__(self, because: Sentence) -> None:
        self.because = because
        super().__init__(str(because))


class PassphraseRejected(CannotOpenInquiry):
    """The passphrase does not open this keyring, or the key does not open this database."""


class DatabaseKeyRejected(PassphraseRejected):
    """The keyring was opened, but the database was encrypted with the key of another one."""


class PassphraseTooWeak(CannotOpenInquiry):
    """A new passphrase is too short or too well known to protect anyone."""


class PassphraseUnavailable(CannotOpenInquiry):
    """There is no terminal to ask on, or the file or descriptor gives no passphrase."""


class KeyringDamaged(CannotOpenInquiry):
    """The keyring file is not one that this program wrote, or it has been changed since."""


class KeyringForgotten(CannotOpenInquiry):
    """The keys were asked for before the keyring was unlocked, or after it was locked."""


class NotAHome(CannotOpenInquiry):
    """The folder holds no inquiry, or only a part of one."""


class HomeExists(CannotOpenInquiry):
    """The folder already holds an inquiry or something else; nothing is overwritten."""


class HomeUnusable(CannotOpenInquiry):
    """The folder can't be made, read or written, or others may read it."""


class DatabaseUnreadable(CannotOpenInquiry):
    """The file is no encrypted database: plain, cut short, or something else."""


class DatabaseAddressFaulty(CannotOpenInquiry):
    """`DATABASE_URL` is not an address of a PostgreSQL database."""


class CannotListen(CannotOpenInquiry):
    """The address is taken, or may not be used by this user."""
