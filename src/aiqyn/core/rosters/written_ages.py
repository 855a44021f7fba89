"""Ages as people write them: 37, "37 лет", "отыз жеті жаста", "8 месяцев"."""

from __future__ import annotations

import re

from aiqyn.core.rosters.words import words_of_values

__all__ = ["OLDEST", "number_in_words", "read_age"]

OLDEST = 120

_NUMBER = re.compile(r"(\d{1,4})(?:[.,]0+)?")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")


def read_age(text: str) -> str | None:
    """A written age in whole years; `None` where it is none.

    Args:
        text: Without spaces at its ends.

    Example:
        >>> [read_age(text) for text in ("37 лет", "37.0", "қырық жеті жаста", "8 месяцев", "1985", "много")]
        ['37', '37', '47', '0', None, None]
    """
    if _NEGATIVE.match(text):
        return None
    small = text.casefold()
    words = words_of_values()
    beside = _WORD.findall(small)
    found = _NUMBER.search(small)
    if found is None:
        number = number_in_words([word for word in beside if word in words.numbers])
        beside = [word for word in beside if word not in words.numbers]
    else:
        rest = small[: found.start()] + small[found.end() :]
        number = None if _DIGITS.search(rest) else int(found[1])
    if number is None:
        return None
    if any(word in words.months_of_age for word in beside):
        number //= 12
    elif any(word in words.days_of_age for word in beside):
        number = 0
    known = words.age_words | words.about_words | words.year_words | words.months_of_age | words.days_of_age
    is_age = number <= OLDEST and all(word in known or word in _AROUND for word in beside)
    return str(number) if is_age else None


_NEGATIVE = re.compile(r"[-\N{MINUS SIGN}][0-9]")
"""No age is below nothing: what such a number means somebody has to say."""

_AROUND = frozenset({"в", "возрасте", "at", "of", "the", "полных", "толық", "age"})


def number_in_words(words: list[str]) -> int | None:
    """What some words of numbers come to; `None` where they are none, or too many.

    Example:
        >>> number_in_words(["тридцать", "восемь"]), number_in_words([])
        (38, None)
    """
    numbers = words_of_values().numbers
    if not 1 <= len(words) <= 2 or any(word not in numbers for word in words):
        return None
    values = [numbers[word] for word in words]
    if len(values) == 2 and not (values[0] >= 10 and values[0] % 10 == 0 and values[1] < 10):
        return None
    return sum(values)
