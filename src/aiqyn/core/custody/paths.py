"""Which paths a bundle may use: those that mean one and the same file on every system."""

from __future__ import annotations

import unicodedata

from aiqyn.core.language import Sentence, sentence

__all__ = ["folded_path", "unsafe_path"]

_FORBIDDEN_LETTERS = frozenset('\\:*?"<>|')
_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)
LONGEST_PATH, LONGEST_NAME = 1024, 255


def unsafe_path(path: str) -> Sentence | None:
    """Why a path may not stand in a bundle; `None` if it may.

    A path is relative, its parts joined by `/`, and means the same file on every system: no
    way up or out, no letter that some system reads as more than a letter or does not show,
    no name that another system cuts, folds or gives to a device.
    """
    if not path or len(path.encode("utf-8", "surrogatepass")) > LONGEST_PATH:
        return sentence("a path has 1 to {limit} bytes", limit=LONGEST_PATH)
    if any(unicodedata.category(letter) in _FORBIDDEN_CATEGORIES for letter in path):
        return sentence("a path is text in UTF-8, without control characters or invisible ones")
    if _FORBIDDEN_LETTERS & set(path):
        return sentence("a path holds none of the characters {letters}", letters=r'\ : * ? " < > |')
    if not unicodedata.is_normalized("NFC", path):
        return sentence("a path is in Unicode's form NFC")
    for name in path.split("/"):
        if name in ("", ".", ".."):
            return sentence("a path is relative, without empty parts and without “.” or “..”")
        if name != name.strip(" ").rstrip("."):
            return sentence("no part of a path begins or ends with a space or ends with a full stop")
        if name.split(".")[0].rstrip(" ").lower() in _DEVICES:
            return sentence("no part of a path is a name that some systems give to a device, such as NUL")
        if len(name.encode()) > LONGEST_NAME:
            return sentence("a part of a path has at most {limit} bytes", limit=LONGEST_NAME)
    return None


def folded_path(path: str) -> str:
    """The path as a system sees it that does not tell capital from small letters."""
    return unicodedata.normalize("NFC", path.casefold())
