"""Text out of a hostile file, made fit to stand in a sentence or a terminal."""

from __future__ import annotations

import unicodedata

__all__ = ["is_one_line", "shown"]

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that make the letters after them read in another order than they stand."""

LONGEST = 200


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter) in _HIDDEN_CATEGORIES or letter in _DIRECTIONS


def is_one_line(text: str) -> bool:
    """Whether a text shows as it reads: no control characters, none that turn its direction."""
    return not any(map(_is_hidden, text))


def shown(text: str) -> str:
    """The text with every such character spelled out, cut to 200 letters.

    Example:
        >>> shown("a\\x1b[2Jb")
        'a\\\\u001b[2Jb'
    """
    cut = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return "".join(f"\\u{ord(letter):04x}" if _is_hidden(letter) else letter for letter in cut)
