"""The words by which lists are understood: titles of columns and what values are written with, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from aiqyn.core.packaged import packaged_yaml

__all__ = ["WordsOfValues", "titles_by_meaning", "words_of_values"]

_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class WordsOfValues:
    """What values are written with; all in small letters.

    Attributes:
        months: Beginnings of a month's names, and its number; the longest beginning counts.
        year_words, date_words, about_words: What stands in dates beside numbers and months.
        sexes: A word, and the sex that it means.
        unknown: What is written where nothing is known.
        age_words, months_of_age, days_of_age: What stands beside an age.
        totals: What a row begins with that adds up a list.
        before_names: What stands before a name in a chat.
        marks: What a row is marked with and tells nothing of its person.
        numbers: Words of numbers from 1 to 90, and what they come to.
        entry: For each meaning of a piece of an entry the words that tell it, the longest first.
    """

    months: Mapping[str, int]
    year_words: frozenset[str]
    date_words: frozenset[str]
    about_words: frozenset[str]
    sexes: Mapping[str, str]
    unknown: frozenset[str]
    age_words: frozenset[str]
    months_of_age: frozenset[str]
    days_of_age: frozenset[str]
    totals: frozenset[str]
    before_names: frozenset[str]
    marks: frozenset[str]
    numbers: Mapping[str, int]
    entry: Mapping[str, tuple[str, ...]]


@cache
def words_of_values() -> WordsOfValues:
    """What values are written with, as the package knows it."""
    content = packaged_yaml(_FOLDER / "values.yaml")
    return WordsOfValues(
        months=MappingProxyType(
            {word: number for number, words in content["months"].items() for word in words}
        ),
        numbers=MappingProxyType(
            {word: number for number, words in content["numbers"].items() for word in words}
        ),
        sexes=MappingProxyType({word: sex for sex, words in content["sexes"].items() for word in words}),
        entry=MappingProxyType(
            {
                meaning: tuple(sorted(words, key=len, reverse=True))
                for meaning, words in content["entry"].items()
            }
        ),
        **{
            name: frozenset(content[name])
            for name in (
                "year_words",
                "date_words",
                "about_words",
                "unknown",
                "age_words",
                "months_of_age",
                "days_of_age",
                "totals",
                "before_names",
                "marks",
            )
        },
    )


@cache
def titles_by_meaning() -> Mapping[str, tuple[str, ...]]:
    """For each meaning what columns of that meaning are called, as the package knows it."""
    content = packaged_yaml(_FOLDER / "titles.yaml")
    return MappingProxyType({meaning: tuple(titles) for meaning, titles in content.items()})
