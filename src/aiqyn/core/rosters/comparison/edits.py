"""How many letters two words are apart, two that changed places counted as one slip."""

from __future__ import annotations

__all__ = ["edits"]


def edits(one: str, other: str) -> int:
    """How many letters must be put in, left out, exchanged, or change places with the next one.

    Source:
        The optimal string alignment distance: Damerau (1964), Communications of the ACM 7, 171–176.

    Example:
        >>> edits("sanzhar", "snzhar"), edits("vasilev", "vasielv"), edits("omar", "asan")
        (1, 1, 3)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, row = row, [at, *[0] * len(other)]
        for place, like in enumerate(other, 1):
            row[place] = min(above[place] + 1, row[place - 1] + 1, above[place - 1] + (letter != like))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == like:
                row[place] = min(row[place], before[place - 2] + 1)
        before = above
    return row[-1]
