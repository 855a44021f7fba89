"""What a spreadsheet would run: a cell that looks like a formula, whoever wrote it."""

from __future__ import annotations

__all__ = ["STARTS_OF_FORMULAS", "defused"]

STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula; the wide forms are read as the plain ones."""


def defused(text: str) -> str:
    """The text such that no spreadsheet runs it: what looks like a formula begins with an apostrophe.

    Example:
        >>> defused('=HYPERLINK("file:///")')
        '\\'=HYPERLINK("file:///")'
    """
    return f"'{text}" if text.startswith(STARTS_OF_FORMULAS) else text
