"""A sentence that can be stored in a file and still be read in every language."""

from __future__ import annotations

from string import Formatter

from pydantic import Field, model_validator

from aiqyn.core.language import Language, Sentence, catalogue, sentence
from aiqyn.core.values import Unacceptable, Value

__all__ = ["Worded", "stored", "worded"]


class Worded(Value):
    """A sentence that can be stored and still be read in every language.

    It may come from a file that a stranger wrote, so its blanks are plain names, each with a
    value: nothing in it can reach further or fail when it is worded.

    Attributes:
        template: The English sentence with blanks, an id in the core's catalogues.
        values: What fills the blanks: texts, numbers, or sentences themselves.
    """

    template: str
    values: dict[str, str | int | Worded] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _blanks_are_plain(self) -> Worded:
        if not _has_plain_blanks(self.template, self.values):
            raise Unacceptable(
                sentence("a sentence whose blanks {blanks} are names with a value", blanks="{…}")
            )
        return self

    def in_language(self, language: Language) -> str:
        """The sentence in that language."""
        values = {
            name: value.in_language(language) if isinstance(value, Worded) else value
            for name, value in self.values.items()
        }
        return catalogue("core", language).gettext(self.template).format(**values)


def _has_plain_blanks(template: str, values: dict[str, str | int | Worded]) -> bool:
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
    return Worded(template=template, values=dict(values))


def stored(said: Sentence) -> Worded:
    """A sentence of the core, as it can be stored.

    Raises:
        ValueError: It is another room's, whose catalogue a reader of files would not ask.

    Example:
        >>> stored(sentence("{found} has no day {day}", found="June", day=31)).in_language("en")
        'June has no day 31'
    """
    if said.room != "core":
        raise ValueError(f"{said.template!r} is a sentence of {said.room}")
    values: dict[str, str | int | Worded] = {
        name: stored(value)
        if isinstance(value, Sentence)
        else value
        if isinstance(value, int) and not isinstance(value, bool)
        else str(value)
        for name, value in said.values.items()
    }
    return Worded(template=said.template, values=values)
