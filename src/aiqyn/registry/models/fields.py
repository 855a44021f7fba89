"""Columns that hold the core's values: a date is an `EdtfDate` on both sides of the database."""

from __future__ import annotations

from typing import Any

from django.db import models

from aiqyn.core.dates import EdtfDate, TimeOfDay
from aiqyn.core.values import LocalisedText

__all__ = ["CodeField", "EdtfDateField", "IdentifierField", "LocalisedTextField", "TimeOfDayField"]


class IdentifierField(models.CharField):
    """The stable id of a thing."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 80)
        super().__init__(**options)


class CodeField(models.CharField):
    """An id of a controlled vocabulary; the core has checked it before it gets here."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 60)
        super().__init__(**options)


class _ParsedText(models.CharField):
    """A column of text whose Python side is a value that prints back as the text."""

    value: type[Any]

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 255)
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(**options)

    def from_db_value(self, text: str | None, expression: object, connection: object) -> Any:
        return None if text is None else self.value(text)

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, self.value) else self.value(str(value))

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else str(value)

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""


class EdtfDateField(_ParsedText):
    """A date as EDTF, with everything that it leaves open."""

    value = EdtfDate


class TimeOfDayField(_ParsedText):
    """A time of day, kept apart from the date."""

    value = TimeOfDay


class LocalisedTextField(models.JSONField):
    """One text in up to three languages."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(**options)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> LocalisedText | None:
        loaded = super().from_db_value(value, expression, connection)
        return None if loaded is None else LocalisedText(**loaded)

    def to_python(self, value: Any) -> LocalisedText | None:
        if value is None or isinstance(value, LocalisedText):
            return value
        return LocalisedText(**value)

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.as_mapping() if isinstance(value, LocalisedText) else value)
