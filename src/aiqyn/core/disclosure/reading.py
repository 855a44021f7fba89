"""Reads this package's data files once each: letters, patterns, and the wording of what is not told."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from aiqyn.core.language import LANGUAGES
from aiqyn.core.packaged import packaged_yaml
from aiqyn.core.values import LocalisedText

__all__ = ["data", "wording"]

_DATA = Path(__file__).resolve().parent / "data"


@cache
def data(name: str) -> dict[str, Any]:
    """The content of one data file, by its name without the ending."""
    return packaged_yaml(_DATA / f"{name}.yaml")


def wording(name: str, **values: str | int | LocalisedText) -> LocalisedText:
    """A standing text in all three languages, with its blanks filled.

    Example:
        >>> wording("age_from_to", low=30, high=39).in_language("ru")
        'от 30 до 39 лет'
    """
    texts = data("wording")[name]
    return LocalisedText(
        **{
            language: texts[language].format(
                **{
                    key: value.in_language(language) if isinstance(value, LocalisedText) else value
                    for key, value in values.items()
                }
            )
            for language in LANGUAGES
        }
    )
