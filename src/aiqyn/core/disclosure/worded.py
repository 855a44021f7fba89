"""A sentence that can be stored in a file and still be read in every language."""

from __future__ import annotations

from string import Formatter

from pydantic import Field, model_validator

from aiqyn.core.language import Language, catalogue, sentence
from aiqyn.core.values import Unacceptable, Value

__all__ = ["Worded", "worded"]


class Worded(Value):
    """A sentence that can be stored and still be read in every language.

    It may come from a file that a stranger wrote, so its blanks are plain names, each with a
    value: nothing in it can reach further or fail when it is worded.

    Attributes:
        template: The English sentence with blanks, an id in the core's catalogues.
        values: What fills the blanks.
    """

    template: str
    values: dict[str, str | int] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _blanks_are_plain(self) -> Worded:
        if not _has_plain_blanks(self.template, self.values):
            raise Unacceptable(
                sentence("a sentence whose blanks {blanks} are names with a value", blanks="{…}")
            )
        return self

    def in_language(self, language: Language) -> str:
        """The sentence in that language."""
        return catalogue("core", language).gettext(self.template).format(**self.values)


def _has_plain_blanks(template: str, values: dict[str, str | int]) -> bool:
    try:
        parts = list(Formatter().parse(template))
    except ValueError:
        return False
    return all(
        name is None or (name in values and name.isidentifier() and not form and not conversion)
        for _, name, form, conversion in parts
    )


def worded(template: str, /, **values: str | int) -> Worded:
    """Shorthand for `Worded`, by whose name catalogues find the template."""
    return Worded(template=template, values=values)
