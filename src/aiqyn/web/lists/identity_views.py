"""Members' pages of identities: all of them, one of them, and what can be done with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from aiqyn.core.faults import Refused
from aiqyn.core.language import sentence
from aiqyn.core.values import IDENTIFIER
from aiqyn.registry import reading, reviewing
from aiqyn.registry.services import (
    Changed,
    choose_value,
    link_person,
    merge_identities,
    move_rows,
    split_identity,
    withdraw_decision,
)
from aiqyn.web.lists.asking import member_of, page_number, reason_of, row_of, tell
from aiqyn.web.lists.identity_page import identity_lines, identity_page
from aiqyn.web.views import changes_of

__all__ = ["identities", "identity"]

LONGEST_VALUE = 500


@require_safe
@login_required
def identities(request: HttpRequest) -> HttpResponse:
    """All identities that have rows, page by page."""
    member = member_of(request)
    page = reviewing.page_of_identities(member, page_number(request))
    context = {"section": "lists", "page": page, "identities": identity_lines(member, page.identities)}
    return render(request, "web/lists/identities.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def identity(request: HttpRequest, id: str) -> HttpResponse:
    """One identity; a form of the page says what to do with it."""
    member = member_of(request)
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        tell(request, act(request, id, str(member.pk)))
        return redirect("web:identity", id)
    page = identity_page(member, id)
    if page is None:
        raise Http404
    context = {
        "section": "lists",
        "identity": page,
        "can_undo": reviewing.last_change(member),
        "history": changes_of(request, reading.history(member, "identities", id)),
    }
    return render(request, "web/lists/identity.html", context)


def _chosen_rows(request: HttpRequest) -> set[tuple[str, str]]:
    rows = (row_of(text) for text in request.POST.getlist("row"))
    return {row for row in rows if row is not None}


def _number(request: HttpRequest) -> str:
    """The number of another identity, as a member wrote it."""
    return request.POST.get("number", "").strip()


def _split(request: HttpRequest, id: str, by: str) -> Changed | Refused:
    return split_identity(id, _chosen_rows(request), by=by, reason=reason_of(request))


def _move(request: HttpRequest, id: str, by: str) -> Changed | Refused:
    return move_rows(id, _number(request), _chosen_rows(request), by=by, reason=reason_of(request))


def _merge(request: HttpRequest, id: str, by: str) -> Changed | Refused:
    return merge_identities(id, _number(request), by=by, reason=reason_of(request))


def _choose(request: HttpRequest, id: str, by: str) -> Changed | Refused:
    field = request.POST.get("field", "")[:80]
    value = (request.POST.get("other", "").strip() or request.POST.get("value", ""))[:LONGEST_VALUE]
    if not field or not value:
        return Refused(sentence("Choose one of the values, or write another.", room="registry"))
    return choose_value(id, field, value, by=by, reason=reason_of(request))


def _person(request: HttpRequest, id: str, by: str) -> Changed | Refused:
    person = request.POST.get("person", "").strip()
    if person and not IDENTIFIER.fullmatch(person):
        return Refused(sentence("The inquiry has no person {id}.", room="registry", id=person[:80]))
    return link_person(id, person or None, by=by)


def _withdraw(request: HttpRequest, id: str, by: str) -> Changed | Refused:
    return withdraw_decision(request.POST.get("decision", ""), by=by)


_ACTS: dict[str, Callable[[HttpRequest, str, str], Any]] = {
    "split": _split,
    "move": _move,
    "merge": _merge,
    "choose": _choose,
    "person": _person,
    "withdraw": _withdraw,
}
