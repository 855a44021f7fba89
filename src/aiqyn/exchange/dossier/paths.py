"""Names of files in a dossier: which are safe on every system, and which would fall on one another."""

from __future__ import annotations

import re
import unicodedata

from aiqyn.core.language import Sentence
from aiqyn.exchange.sentences import sentence

__all__ = ["LONGEST_PATH", "collision_key", "composed", "shown", "unsafe"]

LONGEST_PATH = 1_000
"""Characters; Windows and archives allow fewer than Linux, and nobody reads longer ones."""

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def composed(name: str) -> str:
    """A name with its letters composed (NFC): some file systems take й apart into и and a breve."""
    return unicodedata.normalize("NFC", name)


def collision_key(path: str) -> str:
    """The same for all paths that some file system takes for one: by case or composition of letters."""
    return composed(composed(path).casefold())


def shown(name: str) -> str:
    """A name as it can be printed: bytes that are not UTF-8, and characters unseen, as escapes."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _UNSEEN.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), text)


def unsafe(path: str) -> tuple[Sentence, Sentence] | None:
    """What would be right in place of a path that could lead out of its folder or be misread.

    Returns:
        What is accepted and why this is not; `None` for a path that is safe.

    Example:
        >>> str(unsafe("../keys.txt")[1])
        'a step .. or . leads elsewhere than it seems'
        >>> unsafe("photos/площадь.jpg") is None
        True
    """
    because = _objection(path)
    if because is None:
        return None
    return sentence("a path below its folder with forward slashes: photos/0001.jpg"), because


def _objection(path: str) -> Sentence | None:
    steps = path.split("/")
    if _UNSEEN.search(path):
        return sentence("it has characters that can't be seen or are not UTF-8")
    if "\\" in path:
        return sentence("a backslash separates folders on some systems and is a letter on others")
    if re.match(r"[A-Za-z]:", path) or path.startswith("/"):
        return sentence("it begins at the root of a disk")
    if ".." in steps or "." in steps:
        return sentence("a step .. or . leads elsewhere than it seems")
    if "" in steps:
        return sentence("a step of it is empty")
    if any(step.startswith(".") for step in steps):
        return sentence("a name that begins with a dot is hidden, and hidden files are not taken in")
    if composed(path) != path:
        return sentence("its letters are taken apart into letter and mark; write them composed (NFC)")
    if len(path) > LONGEST_PATH:
        return sentence("it is longer than {limit} characters", limit=LONGEST_PATH)
    return None
