"""Numbers and moments as the reader's language writes them; partial dates are `aiqyn.core.dates`' business.

Django has no formats for Kazakh, and its Russian ones differ from those of the report; here
both pages and report write `05.01.2022`, in English `2022-01-05`.
"""

from __future__ import annotations

from datetime import UTC, datetime

from aiqyn.core.language import Language

__all__ = ["moment", "number"]

# A space that does not break: a number never ends one line and goes on in the next.
GROUP = {"kk": "\u00a0", "ru": "\u00a0", "en": ","}
DAY = {"kk": "%d.%m.%Y", "ru": "%d.%m.%Y", "en": "%Y-%m-%d"}
LEAST_GROUPED = 10_000
"""Shorter numbers read better whole, and four digits may be a year."""


def number(count: int, language: Language) -> str:
    """A whole number with its thousands grouped.

    Example:
        >>> number(1234567, "ru").replace("\N{NO-BREAK SPACE}", "_")
        '1_234_567'
        >>> number(2022, "en")
        '2022'
    """
    return f"{count:,}".replace(",", GROUP[language]) if abs(count) >= LEAST_GROUPED else str(count)


def moment(at: datetime, language: Language) -> str:
    """Day, hour and minute, in UTC, as the ledger tells them.

    Example:
        >>> moment(datetime(2022, 1, 5, 9, 7, tzinfo=UTC), "kk")
        '05.01.2022, 09:07'
    """
    return at.astimezone(UTC).strftime(f"{DAY[language]}, %H:%M")
