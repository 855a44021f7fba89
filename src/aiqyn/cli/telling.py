"""The small parts that pages of numbers and sentences on the terminal are put together from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiqyn.cli.speaking import output, told, words

if TYPE_CHECKING:
    from rich.console import Console

    from aiqyn.core.estimation import Answer
    from aiqyn.core.language import Sentence

__all__ = ["Telling"]


class Telling:
    """A page for one reader, in their language, on standard output."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._console: Console = output()

    def _words(self, template: str, **values: object) -> str:
        return words(template, self._language, **values)

    def _told(self, text: Sentence) -> str:
        """A sentence with hidden characters of a file's names spelled out, however long it is."""
        from aiqyn.core.shown import shown

        return "".join(shown(letter) for letter in told(text, self._language))

    def _line(self, text: str) -> None:
        self._console.print(text, markup=False)

    def _heading(self, text: str) -> None:
        self._console.print()
        self._console.print(text, markup=False, style="bold")

    def _item(self, text: str) -> None:
        from rich.padding import Padding
        from rich.text import Text

        self._console.print(Padding(Text(text), (0, 0, 0, 2)))

    def _number(self, number: float) -> str:
        from babel.numbers import format_decimal

        return str(format_decimal(round(number), locale=self._language))

    def _interval(self, answer: Answer) -> str:
        return f"{self._number(answer.low)} – {self._number(answer.high)}"
