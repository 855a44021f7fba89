"""Types a field of a value by a vocabulary: `kind: Annotated[str, coded("source-kinds")]`."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiqyn.core.language import Sentence, sentence
from aiqyn.core.vocab.loading import Vocabulary, VocabularyName, load_vocabulary

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["Coded", "coded"]

LISTED_AT_MOST = 40
"""So many ids are named in a fault; of a longer list, those nearest to what was found."""


def coded(vocabulary: VocabularyName) -> Coded:
    """Marks a text field as holding an id of that vocabulary.

    A value with another text, or with a heading, is refused with `Unacceptable`, which names
    the accepted ids and the nearest one. The field's JSON Schema lists the ids. The
    vocabulary is read at the first value or schema, not at import.

    Example:
        >>> from typing import Annotated
        >>> from aiqyn.core.values import Value
        >>> class Motion(Value):
        ...     outcome: Annotated[str, coded("motion-outcomes")]
        >>> Motion(outcome="denied").outcome
        'denied'
    """
    return Coded(vocabulary)


@dataclass(frozen=True, slots=True)
class Coded:
    """What `coded` puts into `Annotated`.

    Attributes:
        vocabulary: The name of the vocabulary that the field's ids are from.
    """

    vocabulary: VocabularyName

    def check(self, entry_id: str) -> str:
        """The id itself, once it is known to be one that records may carry.

        Raises:
            Unacceptable: It is not.
        """
        from aiqyn.core.values import Unacceptable

        vocabulary = load_vocabulary(self.vocabulary)
        if entry_id in vocabulary and vocabulary.entry(entry_id).coded:
            return entry_id
        raise Unacceptable(_accepted(vocabulary, entry_id), _because(vocabulary, entry_id))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        vocabulary = load_vocabulary(self.vocabulary)
        described = {
            "enum": list(vocabulary.ids()),
            "description": f"{vocabulary.title.en} (vocabulary {vocabulary.name} {vocabulary.version})",
        }
        return {**handler(schema), **described}


def _accepted(vocabulary: Vocabulary, found: str) -> Sentence:
    ids = _choices(vocabulary, found)
    if len(ids) <= LISTED_AT_MOST:
        return sentence("one of {ids}", ids=", ".join(ids))
    near = difflib.get_close_matches(found, ids, n=5, cutoff=0.0)
    return sentence(
        "one of the {number} ids of the vocabulary {vocabulary}, such as {ids}",
        number=len(ids),
        vocabulary=vocabulary.name,
        ids=", ".join(near),
    )


def _choices(vocabulary: Vocabulary, found: str) -> tuple[str, ...]:
    """Beneath a heading, only what stands there; else all ids."""
    return _beneath(vocabulary, found) or vocabulary.ids()


def _beneath(vocabulary: Vocabulary, heading: str) -> tuple[str, ...]:
    if heading not in vocabulary:
        return ()
    return tuple(entry for entry in vocabulary.ids() if vocabulary.is_within(entry, heading))


def _because(vocabulary: Vocabulary, found: str) -> Sentence | None:
    if _beneath(vocabulary, found):
        return sentence("{found} is a heading: an entry beneath it may be chosen", found=found)
    if found in vocabulary:
        return sentence("{found} is kept for reading and may not be chosen", found=found)
    near = difflib.get_close_matches(found.lower().replace("-", "_"), vocabulary.ids(), n=1, cutoff=0.6)
    if near:
        return sentence(
            "{found} is not in the vocabulary {vocabulary}; the nearest is {nearest}",
            found=repr(found),
            vocabulary=vocabulary.name,
            nearest=near[0],
        )
    return sentence(
        "{found} is not in the vocabulary {vocabulary}", found=repr(found), vocabulary=vocabulary.name
    )
