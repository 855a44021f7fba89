"""Controlled vocabularies: the ids that records may carry, with labels in kk, ru, en.

Use `load_vocabulary` where a program needs the entries, and `coded` to type a field of a
value. Ids are never reused and never change their meaning; labels may be corrected.
"""

from aiqyn.core.vocab.fields import Coded, coded
from aiqyn.core.vocab.loading import (
    VOCABULARIES,
    Label,
    UnknownEntry,
    Vocabulary,
    VocabularyEntry,
    VocabularyName,
    load_vocabulary,
)

__all__ = [
    "VOCABULARIES",
    "Coded",
    "Label",
    "UnknownEntry",
    "Vocabulary",
    "VocabularyEntry",
    "VocabularyName",
    "coded",
    "load_vocabulary",
]
