"""Whole names as lists have them: put together from their columns, weighed by how much they tell."""

from __future__ import annotations

from dataclasses import dataclass

from aiqyn.core.language import Sentence
from aiqyn.core.names import NameComparer, PartEvidence, default_lexicon
from aiqyn.core.names.comparison import NameComparison
from aiqyn.core.rosters.comparison.edits import edits
from aiqyn.core.rosters.records import Field, Records

__all__ = ["NamePair", "fullness", "letters_worth", "name_pair", "named_in"]

_PARTS: tuple[Field, ...] = ("surname", "given_name", "patronymic")

_IN_OTHER_LETTERS = frozenset({"same", "same_across_scripts", "equivalent", "initial_agrees", "missing"})
_SPELLED_OTHERWISE = frozenset({"spelling_variant"})

_OF_KAZAKH_ALONE = frozenset("әғқңөұүһі")


@dataclass(frozen=True, slots=True)
class NamePair:
    """How two names of one person differ.

    Attributes:
        agreement: A number of `Agreement`.
        because: In words; `None` where they are the same.
    """

    agreement: int
    because: Sentence | None


def named_in(records: Records, position: int) -> str | None:
    """The whole name in a record: as one column has it, else its parts, surname first; `None` where it has none.

    Args:
        records: The lists' rows.
        position: Of the record.
    """
    whole = records.fields.get("name")
    if whole is not None and whole[position] is not None:
        return whole[position]
    columns = (records.fields.get(part) for part in _PARTS)
    parts = [column[position] for column in columns if column is not None]
    return " ".join(part for part in parts if part is not None) or None


def name_pair(one: str, other: str, comparison: NameComparison) -> NamePair:
    """How two names of one person differ.

    Args:
        one, other: The names.
        comparison: What became of their parts.
    """
    if one.casefold().split() == other.casefold().split():
        return NamePair(0, None)
    agreements = {_agreement(part) for part in comparison.parts}
    if comparison.other_sex or not agreements or agreements - _IN_OTHER_LETTERS - _SPELLED_OTHERWISE:
        return NamePair(3, comparison.because)
    return NamePair(2 if agreements & _SPELLED_OTHERWISE else 1, comparison.because)


def _agreement(part: PartEvidence) -> str:
    """What became of a part, given that both names are one person's: what is one slip off is spelled otherwise."""
    if part.agreement != "alike" or part.first is None or part.second is None:
        return part.agreement
    first, second = default_lexicon().spelling.sounds_of([part.first, part.second])
    return "spelling_variant" if edits(first, second) <= 1 else part.agreement


def fullness(name: str, comparer: NameComparer) -> float:
    """How much a name tells: whole parts before initials, letters that only Kazakh has before their stand-ins.

    Example:
        >>> names = ("Қасымов Нұрлан", "Касымов Нурлан", "Nurlan Kasymov", "Касымов Н.")
        >>> sorted(names, key=lambda name: fullness(name, NameComparer()), reverse=True) == list(names)
        True
    """
    reading = comparer.parse(name)[0]
    parts = [part for part in (reading.surname, reading.given, reading.father) if part is not None]
    told = sum(0.25 if part.text.endswith(".") or len(part.text) == 1 else 1.0 for part in parts)
    return told + letters_worth(name)


def letters_worth(text: str) -> float:
    """How near the letters of a name are to what its bearer's documents have: a little, to choose among equals.

    Kazakh letters were turned into Russian ones more often than the other way; Latin is somebody's reading
    of either.
    """
    letters = set(text.casefold())
    if letters & _OF_KAZAKH_ALONE:
        return 0.2
    return 0.1 if any("\u0400" <= letter <= "\u04ff" for letter in letters) else 0.0
