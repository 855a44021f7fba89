"""How common names are, learned from lists: on a list from one district, other names are common than elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby, islice
from types import MappingProxyType

from aiqyn.core.names.lexicon import Lexicon, default_lexicon
from aiqyn.core.names.parsing import NameTable
from aiqyn.core.names.parts import Kind, PartTable, Shares

__all__ = ["shares_in"]

AT_ONCE = 4096
"""So many names are taken apart together, and forgotten before the next."""

PRIOR_PEOPLE = 1000
"""What packs say of a name weighs as much as so many people on the lists."""

UNSEEN_SURNAME = 0.00003
UNSEEN_GIVEN_NAME = 0.0003


def shares_in(names: Iterable[str], *, lexicon: Lexicon | None = None) -> Shares:
    """How common surnames and given names are, by lists of names and by what packs say.

    A share is (people on the lists who bear it + 1000 × the packs' share) ÷ (people on the lists + 1000),
    so that short lists change little. Names are taken apart in their likeliest reading.

    Args:
        names: Names as lists have them, one for each person: of a person on several lists one alone,
            or lists that overlap make rare names look common.
        lexicon: What is known of names; of the packs that come with the package where left out.

    Example:
        >>> shares = shares_in(["Жақсыбеков Айдар", "Жақсыбеков Серік"])
        >>> round(shares.surnames["Zaksibekov"], 5)
        0.00203
    """
    lexicon = lexicon or default_lexicon()
    surnames: Counter[str] = Counter()
    given_names: Counter[str] = Counter()
    people = 0
    remaining = iter(names)
    while chunk := list(islice(remaining, AT_ONCE)):
        table = NameTable(PartTable(lexicon))
        people += len(chunk)
        for number in table.take(chunk):
            reading = table.readings(number)[0]
            if reading.surname is not None and reading.surname.kind != Kind.INITIAL:
                surnames[_undoubled(reading.surname.surname)] += 1
            if reading.given is not None and reading.given.kind != Kind.INITIAL:
                given_names[_undoubled(reading.given.sounds)] += 1
    return Shares(
        _blended(surnames, lexicon.surnames, people, UNSEEN_SURNAME),
        _blended(given_names, lexicon.given_names, people, UNSEEN_GIVEN_NAME),
    )


def _undoubled(sounds: str) -> str:
    return "".join(sound for sound, _ in groupby(sounds))


def _blended(
    counted: Counter[str], known: Mapping[str, float], people: int, unseen: float
) -> Mapping[str, float]:
    return MappingProxyType(
        {
            key: (counted[key] + PRIOR_PEOPLE * known.get(key, unseen)) / (people + PRIOR_PEOPLE)
            for key in sorted({*counted, *known})
        }
    )
