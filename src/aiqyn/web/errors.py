"""What a member reads when something can't be shown: in three languages, without a value or a trace.

These pages ask no database and know no member, for either may be what failed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aiqyn.core.language import LANGUAGES
from aiqyn.web.reader import language_of_page

__all__ = [
    "WordedErrors",
    "bad_request",
    "failure",
    "form_expired",
    "not_allowed",
    "not_found",
    "worded_error",
]

_NOTHING_CHANGED = _("Nothing was changed.")

_WORDS: Mapping[str, tuple[int, Promise, Promise, Promise | str]] = MappingProxyType(
    {
        "bad-request": (
            400,
            _("This request can't be understood"),
            _("The browser, or something between it and the server, sent what is no request of these pages."),
            _NOTHING_CHANGED,
        ),
        "not-allowed": (
            403,
            _("This is not open to you"),
            _("Whoever leads the security of the inquiry can say why, and can open it."),
            _NOTHING_CHANGED,
        ),
        "form-expired": (
            403,
            _("The form is out of date"),
            _(
                "It was opened long ago, or somebody has signed in or out in another window since. "
                "Load the page again and send the form once more."
            ),
            _NOTHING_CHANGED,
        ),
        "not-found": (
            404,
            _("There is nothing here"),
            _("Either the address has a slip in it, or what stood here was removed."),
            "",
        ),
        "wrong-method": (
            405,
            _("This address can't be used in that way"),
            _("It answers requests of another kind than the one that was sent."),
            _NOTHING_CHANGED,
        ),
        "too-large": (
            413,
            _("This is too much at once"),
            _("More was sent than the server takes in one request. Send it in smaller parts."),
            _NOTHING_CHANGED,
        ),
        "failure": (
            500,
            _("Something failed, and it is our fault"),
            _(
                "The server's log names the place in the program and nothing of what you were reading. "
                "Tell whoever runs the server when it happened."
            ),
            _("What was under way has been undone."),
        ),
    }
)


def worded_error(name: str) -> HttpResponse:
    """The page for one of the ways to fail, the reader's language first and the other two beneath."""
    status, *sentences = _WORDS[name]
    own = language_of_page()
    tellings = []
    for language in (own, *(other for other in LANGUAGES if other != own)):
        with translation.override(language):
            tellings.append((language, *(str(sentence) for sentence in sentences)))
    page = render_to_string("web/error.html", {"own": tellings[0], "others": tellings[1:], "status": status})
    return HttpResponse(page, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, for what is no request; 413, for what is too much of one."""
    too_much = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    return worded_error("too-large" if too_much else "bad-request")


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, for what the member may not see."""
    return worded_error("not-allowed")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, for a form that does not come from a page of ours, or no longer."""
    return worded_error("form-expired")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return worded_error("not-found")


def failure(request: HttpRequest) -> HttpResponse:
    """500."""
    return worded_error("failure")


class WordedErrors:
    """Words the answers that Django gives without any, and keeps every page out of caches.

    A page may hold a name; what a browser caches lies on a disk, in plain.
    """

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        response = self._get_response(request)
        if response.status_code == 405:
            allowed = response.headers.get("Allow")
            response = worded_error("wrong-method")
            if allowed:
                response.headers["Allow"] = allowed
        response.headers["Cache-Control"] = "no-store"
        return response
