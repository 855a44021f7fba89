"""The fixed words around a report: of its pages' frame and of the document's."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from aiqyn.core.language import Language
from aiqyn.publication.report.text import Text, say
from aiqyn.publication.wording import Worder

__all__ = ["LANGUAGE_NAMES", "labels"]

LANGUAGE_NAMES: Mapping[Language, str] = MappingProxyType({"kk": "Қазақша", "ru": "Русский", "en": "English"})
"""Each language's own name for itself: the same on every page."""

_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "annex": say("Annex"),
        "as_table": say("The same as a table"),
        "address": say("Permanent address of this page:"),
        "caution": say("Caution."),
        "chapter": say("Chapter"),
        "check": say("How to check it"),
        "command": say("What to type"),
        "contents": say("Contents"),
        "crumbs": say("You are here"),
        "data": say("The data as tables"),
        "document": say("The whole report to print (PDF)"),
        "gap": say("A gap."),
        "languages": say("Languages"),
        "next": say("Next"),
        "notes": say("Notes"),
        "onward": say("Onward"),
        "page": say("page"),
        "paragraph": say("Paragraph"),
        "previous": say("Before"),
        "read": say("Read the report"),
        "skip": say("Skip to the content"),
        "summary": say("Summary"),
        "take_away": say("To take away"),
    }
)


@cache
def labels(language: Language) -> Mapping[str, str]:
    """All of them in one language."""
    worder = Worder(language)
    return MappingProxyType({name: worder.plain(text) for name, text in _LABELS.items()})
