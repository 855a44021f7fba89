"""What may stand in an address: nothing that could not be a kind or an id reaches a view."""

from __future__ import annotations

from aiqyn.core.values import IDENTIFIER

__all__ = ["IdentifierConverter"]


class IdentifierConverter:
    """The id of a thing, as `aiqyn.core.values.Identifier` has it."""

    regex = IDENTIFIER.pattern

    def to_python(self, text: str) -> str:
        """The id itself."""
        return text

    def to_url(self, id: str) -> str:
        """The id itself: it has no letter that an address would have to escape."""
        return id
