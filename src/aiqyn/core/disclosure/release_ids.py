"""Gives released things ids that tell nothing of their ids inside: people write names into ids.

A code is cut from an HMAC of kind and id, under a key that stays with the inquiry: the same
thing has the same code in each release made with the same key, so that readers can cite it
and two releases can be compared; without the key nobody can go back.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping

__all__ = ["SHORTEST_KEY", "check_order_key", "codes_for", "pseudonym_ids"]

SHORTEST_KEY = 16
"""Bytes of a key that is long enough not to be guessed."""

# Without vowels no word can arise, without 1 and l nothing is misread.
_LETTERS = "023456789bcdfghjkmnpqrstvwxz"
_LENGTH, _STEP = 6, 2

NOUNS: Mapping[str, str] = {
    "sources": "source",
    "persons": "person",
    "groups": "group",
    "organisations": "organisation",
    "places": "place",
    "events": "event",
    "acts": "act",
    "proceedings": "proceeding",
    "findings": "finding",
    "recommendations": "recommendation",
    "figures": "figure",
    "estimations": "estimation",
    "steps": "step",
    "assignments": "assignment",
    "requests": "request",
    "motions": "motion",
    "examinations": "examination",
    "promises": "promise",
}
"""What the id of one thing of each collection begins with."""

_USABLE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,19}")


def check_order_key(key: bytes) -> None:
    """Return if the key is long enough.

    Raises:
        ValueError: It is not.
    """
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"an order key has at least {SHORTEST_KEY} bytes, not {len(key)}")


def codes_for(kind: str, things: Iterable[tuple[str, ...]], key: bytes) -> Mapping[tuple[str, ...], str]:
    """An id for each thing of one kind, `act-7k2m9x`, all different.

    Args:
        kind: The collection.
        things: Each named by its id inside, with whatever else tells two of its faces apart.
        key: At least 16 random bytes.

    Raises:
        ValueError: The key is shorter.
    """
    check_order_key(key)
    digests = {thing: _letters(kind, thing, key) for thing in things}
    lengths = dict.fromkeys(digests, _LENGTH)
    while doubled := _doubled(digests, lengths):
        for thing in doubled:
            lengths[thing] += _STEP
    return {thing: f"{NOUNS[kind]}-{letters[: lengths[thing]]}" for thing, letters in digests.items()}


def _letters(kind: str, thing: tuple[str, ...], key: bytes) -> str:
    message = "\x00".join((kind, *thing)).encode()
    number = int.from_bytes(hmac.digest(key, message, "sha256"), "big")
    letters: list[str] = []
    for _ in range(48):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def _doubled(
    digests: Mapping[tuple[str, ...], str], lengths: Mapping[tuple[str, ...], int]
) -> list[tuple[str, ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for thing, letters in digests.items():
        found.setdefault(letters[: lengths[thing]], []).append(thing)
    return [thing for things in found.values() if len(things) > 1 for thing in things]


def pseudonym_ids(pseudonyms: Mapping[str, str], taken: Iterable[str]) -> Mapping[str, str]:
    """An id `person-A` for each person whose pseudonym can stand in one and is theirs alone.

    Args:
        pseudonyms: By person.
        taken: Ids that are given to others already.
    """
    used = {identifier.casefold() for identifier in taken}
    borne: dict[str, list[str]] = {}
    for person, pseudonym in pseudonyms.items():
        if _USABLE.fullmatch(pseudonym):
            borne.setdefault(f"person-{pseudonym}".casefold(), []).append(person)
    return {
        persons[0]: f"person-{pseudonyms[persons[0]]}"
        for identifier, persons in borne.items()
        if len(persons) == 1 and identifier not in used
    }
