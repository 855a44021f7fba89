"""Assumptions that several methods share, in the words that a reader of the number is told."""

from __future__ import annotations

from aiqyn.core.estimation.estimates import Note
from aiqyn.core.language import sentence

__all__ = ["PEOPLE_ALIKE", "RECORDS_LINKED", "SAME_PEOPLE"]

SAME_PEOPLE = Note("same-people", sentence("All lists look at the same people, in the same place and time."))
RECORDS_LINKED = Note(
    "records-linked", sentence("Records of one person on several lists were recognised as such.")
)
PEOPLE_ALIKE = Note(
    "people-alike",
    sentence(
        "People do not differ much in how easily they are found, other than through the dependence of "
        "lists. Where they do, the true number is higher."
    ),
)
