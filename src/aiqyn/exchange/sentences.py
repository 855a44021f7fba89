"""Sentences of this room: `aiqyn.core.language.sentence`, worded by the catalogues of `exchange`."""

from __future__ import annotations

from types import MappingProxyType

from aiqyn.core.language import Sentence

__all__ = ["ROOM", "sentence"]

ROOM = "exchange"


def sentence(template: str, /, **values: object) -> Sentence:
    """A sentence that waits for its reader's language; catalogues are extracted by this name."""
    return Sentence(template, MappingProxyType(values), ROOM)
