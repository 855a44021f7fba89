"""What a member's form says, and what the next page tells of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from aiqyn.core.faults import Fault, Refused
from aiqyn.core.language import Language
from aiqyn.core.rosters.review import RowKey
from aiqyn.registry import models
from aiqyn.registry.services import Changed
from aiqyn.web.reader import language_of_page

__all__ = ["FaultInWords", "faults_in_words", "member_of", "page_number", "reason_of", "row_of", "tell"]

LONGEST_REASON = 2_000
BEYOND_ANY_PAGE = 10**9


@dataclass(frozen=True, slots=True)
class FaultInWords:
    """What is wrong with one place of a file, as a page tells it."""

    row: int | None
    field: str
    found: str
    accepted: str
    because: str


def faults_in_words(faults: Iterable[Fault], language: Language) -> tuple[FaultInWords, ...]:
    """Faults of a file, in its reader's language."""
    return tuple(
        FaultInWords(
            each.row,
            each.field or "",
            each.found if isinstance(each.found, str) else each.found.in_language(language),
            each.accepted.in_language(language),
            each.because.in_language(language) if each.because is not None else "",
        )
        for each in faults
    )


def member_of(request: HttpRequest) -> models.Member:
    """Who asks."""
    return cast(models.Member, request.user)


def page_number(request: HttpRequest) -> int:
    """The number of a page as an address has it; the first page where it is no number."""
    text = request.GET.get("page", "1")
    if not (text.isascii() and text.isdigit()):
        return 1
    return int(text) if len(text) < 9 else BEYOND_ANY_PAGE


def reason_of(request: HttpRequest) -> str | None:
    """Why, as a member wrote it; `None` where they wrote nothing."""
    return request.POST.get("reason", "").strip()[:LONGEST_REASON] or None


def row_of(text: str) -> RowKey | None:
    """A row as a form names it, `list:row`; `None` where it is no row's name."""
    roster, colon, record = text.partition(":")
    return (roster, record) if colon and roster and record else None


def tell(request: HttpRequest, done: Changed | Refused) -> None:
    """Say on the next page what an act did, or why it did nothing."""
    language = language_of_page()
    if isinstance(done, Refused):
        messages.error(request, done.because.in_language(language))
        return
    if done.identities:
        numbers = ", ".join(done.identities)
        messages.success(request, _("Recorded. Identities changed: {numbers}.").format(numbers=numbers))
    elif done.decisions:
        messages.success(request, _("Recorded."))
    else:
        messages.info(request, _("Nothing had to be changed."))
    if done.because is not None:
        messages.warning(request, done.because.in_language(language))
