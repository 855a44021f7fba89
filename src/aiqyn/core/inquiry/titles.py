"""What the kinds of an inquiry are called, on the terminal, on pages and in print."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aiqyn.core.inquiry.dossier import KINDS
from aiqyn.core.language import Sentence, sentence

__all__ = ["KIND_TITLES"]

KIND_TITLES: Mapping[str, Sentence] = MappingProxyType(
    {
        "sources": sentence("Sources"),
        "consents": sentence("Consents"),
        "statements": sentence("Statements"),
        "persons": sentence("Persons"),
        "groups": sentence("Groups"),
        "organisations": sentence("Organisations and bodies"),
        "places": sentence("Places"),
        "events": sentence("Events"),
        "acts": sentence("Acts"),
        "evidence": sentence("Evidence items"),
        "proceedings": sentence("Proceedings"),
        "findings": sentence("Findings"),
        "recommendations": sentence("Recommendations"),
        "rosters": sentence("Rosters"),
        "decisions": sentence("Decisions on rows of lists"),
        "identities": sentence("Identities"),
        "figures": sentence("Figures"),
        "estimations": sentence("Estimations"),
        "measures": sentence("Measures"),
        "files": sentence("Files"),
        "inquiry": sentence("Inquiry"),
    }
)
"""By the name of the collection: every one of `KINDS`, and what stands beside them."""

assert set(KIND_TITLES) == {*KINDS, "measures", "files", "inquiry"}
