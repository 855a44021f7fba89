"""In which language a page is being written."""

from __future__ import annotations

from typing import cast

from django.utils.translation import get_language

from aiqyn.core.language import LANGUAGES, Language

__all__ = ["language_of_page"]


def language_of_page() -> Language:
    """The language that is active for the request; English where it is none of ours."""
    begins = (get_language() or "en")[:2]
    return cast(Language, begins if begins in LANGUAGES else "en")
