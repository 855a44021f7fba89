"""A release: what may be printed, and nothing else.

The only value that publication, the portal and exports ever see. Its records are an inquiry
of their own, already cut down: valid by the same rules, with every reference leading to
something that is also in it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StrictInt

from aiqyn.core.dates import EdtfDate
from aiqyn.core.disclosure.policy import Policy
from aiqyn.core.figures import Measure
from aiqyn.core.inquiry import KINDS, Dossier, Inquiry
from aiqyn.core.language import Language, catalogue
from aiqyn.core.values import Identifier, LocalisedText, Value
from aiqyn.core.vocab import coded

__all__ = ["RELEASE_FORMAT", "Decision", "Release", "Withheld", "Worded"]

RELEASE_FORMAT: Literal["aiqyn-release/1"] = "aiqyn-release/1"

Json = Any  # a JSON value; pydantic's recursive JsonValue can't be used with strict tuples


class Worded(Value):
    """A sentence that can be stored and still be read in every language.

    Attributes:
        template: The English sentence with blanks, an id in the core's catalogues.
        values: What fills the blanks.
    """

    template: str
    values: dict[str, str | int] = Field(default_factory=dict)

    def in_language(self, language: Language) -> str:
        """The sentence in that language."""
        return catalogue("core", language).gettext(self.template).format(**self.values)


class Decision(Value):
    """In which form one thing is released, and on what ground.

    Attributes:
        form: Vocabulary `consent-forms`.
        because: The one sentence that explains it.
        fields_withheld: Fields that were taken out or coarsened; names of fields only.
    """

    form: Annotated[str, coded("consent-forms")]
    because: Worded
    fields_withheld: tuple[str, ...] = ()


class Withheld(Value):
    """How much of a kind is not in the release, and on what ground.

    Attributes:
        count: How many; `None` where the number itself would tell too much (below the
            policy's smallest count).
    """

    kind: str
    ground: Annotated[str, coded("withholding-grounds")]
    count: Annotated[StrictInt, Field(ge=0)] | None


class LedgerState(Value):
    """The state of the ledger that the release was made from."""

    origin: str
    size: Annotated[StrictInt, Field(ge=0)]
    root: str


class Release(Value):
    """What may be printed.

    Attributes:
        id: Its name, printed on everything made from it.
        as_of: The day on which consent was read; a later withdrawal needs a new release.
        inquiry: The inquiry's own title, mandate and methods.
        records: Kind → id → field → value: the inquiry as cut down.
        measures: The measures that the released figures count in.
        decisions: Kind → id → form and ground, for everything in `records`.
        withheld: What is not in it, by kind and ground.
        commitments: One salted commitment for each thing withheld, sorted; says nothing
            about it, and proves later that it was there.
        ledger: The ledger's state.
    """

    format: Literal["aiqyn-release/1"] = RELEASE_FORMAT
    id: Identifier
    title: LocalisedText
    as_of: EdtfDate
    policy: Policy
    inquiry: Inquiry
    records: dict[str, dict[str, dict[str, Json]]]
    measures: dict[str, Measure] = Field(default_factory=dict)
    decisions: dict[str, dict[str, Decision]] = Field(default_factory=dict)
    withheld: tuple[Withheld, ...] = ()
    commitments: tuple[str, ...] = ()
    ledger: LedgerState | None = None

    def contents(self) -> Dossier:
        """The released inquiry as typed values, each kind in the order of its ids."""
        kinds: dict[str, Any] = {}
        for kind, model in KINDS.items():
            entries = self.records.get(kind, {})
            kinds[kind] = tuple(model.model_validate_json(_json(entries[id])) for id in sorted(entries))
        return Dossier(inquiry=self.inquiry, measures=self.measures, **kinds)


def _json(entry: dict[str, Json]) -> str:
    import json

    return json.dumps(entry)
