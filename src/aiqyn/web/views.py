"""Members' pages: what the inquiry holds, how its figures agree, what was recorded when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from aiqyn.registry import ledger as the_ledger
from aiqyn.registry import models, reading
from aiqyn.registry.services import list_releases, read_inquiry
from aiqyn.web.comparing import changed_fields, values_of
from aiqyn.web.display import OWN_TITLE, field_cells, not_recorded, rows_of
from aiqyn.web.labels import ACTIONS, COLUMNS, FIELDS, GAPS, KINDS, kind_label
from aiqyn.web.naming import Names
from aiqyn.web.reader import language_of_page
from aiqyn.web.released import release_page
from aiqyn.web.remembering import Remembered
from aiqyn.web.stated import FiguresPage, figures_page

__all__ = ["SignIn", "changes_of", "figures", "home", "ledger", "record", "release", "releases", "shelf"]

CHANGES_ON_LEDGER_PAGE = 100


def _names(request: HttpRequest) -> Names:
    return Names(_member(request), language_of_page())


def _member(request: HttpRequest) -> models.Member:
    return cast(models.Member, request.user)


class SignIn(LoginView):
    """Signing in; who is signed in already goes on to where they were bound."""

    template_name = "web/sign_in.html"
    redirect_authenticated_user = True

    def get_redirect_url(self) -> str:
        """Where to go on to: never back to this page, which would send on without an end."""
        bound_for = super().get_redirect_url()
        return "" if bound_for.startswith(reverse("web:sign-in")) else str(bound_for)


_last_overview: Remembered[tuple[dict[str, int], dict[str, int]]] = Remembered()


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What this is, how much there is of it, what is missing, what changed last."""
    inquiry, names, member = read_inquiry(), _names(request), _member(request)
    if inquiry is None:
        return render(request, "web/empty.html")
    names.learn_from(inquiry)
    counts, gaps = _last_overview.recall(member.pk, lambda: (reading.counts(member), reading.gaps(member)))
    context = {
        "section": "home",
        "title": names.of_value("inquiry", inquiry.id, inquiry),
        "inquiry": inquiry,
        "summary": names.localised(inquiry.summary) if inquiry.summary else None,
        "rows": (
            *rows_of(inquiry.mandate, names),
            *rows_of(inquiry, names, without=("title", "summary", "mandate")),
        ),
        "kinds": [(kind, label, counts[kind]) for kind, label in KINDS.items()],
        "gaps": [
            (name, reading.GAPS[name][0], label, gaps[name]) for name, label in GAPS.items() if name in gaps
        ],
        "changes": _changes(reading.latest_changes(member), names),
        "releases": list_releases()[::-1][:3],
    }
    return render(request, "web/home.html", context)


@require_safe
@login_required
def shelf(request: HttpRequest, kind: str) -> HttpResponse:
    """All things of one kind, or those that lack something, page by page."""
    gap = request.GET.get("gap")
    if kind not in KINDS or (gap is not None and reading.GAPS.get(gap, ("",))[0] != kind):
        raise Http404
    names = _names(request)
    page = reading.shelf(_member(request), kind, _number(request.GET.get("page", "1")), gap=gap)
    names.learn_from(*page.things.values())
    context = {
        "kind": kind,
        "label": KINDS[kind],
        "gap": gap,
        "gap_label": GAPS[gap] if gap else "",
        "page": page,
        "columns": [(name, FIELDS[name]) for name in COLUMNS[kind]],
        "things": [
            (
                id,
                names.of_value(kind, id, value),
                [(FIELDS[name], field_cells(value, name, names)) for name in COLUMNS[kind]],
            )
            for id, value in page.things.items()
        ],
    }
    return render(request, "web/shelf.html", context)


BEYOND_ANY_PAGE = 10**9


def _number(text: str) -> int:
    """The number of a page as an address has it; the first page where it is no number."""
    if not (text.isascii() and text.isdigit()):
        return 1
    return int(text) if len(text) < 9 else BEYOND_ANY_PAGE


@require_safe
@login_required
def record(request: HttpRequest, kind: str, id: str) -> HttpResponse:
    """One thing: what it says, what is not known of it, what points to it, how it came to say so."""
    if kind not in KINDS:
        raise Http404
    member, names = _member(request), _names(request)
    value = reading.find(member, kind, id)
    if value is None:
        raise Http404
    versions = reading.history(member, kind, id)
    mentions = reading.mentions(member, kind, id)
    earlier = [each for version in versions for each in values_of(version) if each is not None]
    names.learn_from(value, *earlier)
    names.learn((mention.kind, mention.id) for mention in mentions.found)
    rows = rows_of(value, names, without=OWN_TITLE)
    context = {
        "kind": kind,
        "label": KINDS[kind],
        "id": id,
        "title": names.of_value(kind, id, value),
        "facts": [row for row in rows if row.table is None],
        "parts": [row for row in rows if row.table is not None],
        "missing": not_recorded(value),
        "mentions": _mentions(mentions, names),
        "mentions_are_whole": mentions.is_whole,
        "history": _explained(versions, names),
    }
    return render(request, "web/record.html", context)


def _mentions(mentions: reading.Mentions, names: Names) -> list[tuple[Any, list[dict[str, Any]]]]:
    """What points to a thing, by kind in the order of the kinds; in which fields, beside each."""
    fields: dict[tuple[str, str], list[Any]] = {}
    for mention in mentions.found:
        fields.setdefault((mention.kind, mention.id), []).append(FIELDS.get(mention.field, mention.field))
    grouped = []
    for kind, label in KINDS.items():
        lines = [
            {
                "kind": kind,
                "id": id,
                "title": names.of(kind, id),
                "fields": list(dict.fromkeys(map(str, labels))),
            }
            for (of_kind, id), labels in fields.items()
            if of_kind == kind
        ]
        if lines:
            grouped.append((label, lines))
    return grouped


def _changes(versions: Iterable[reading.Version], names: Names) -> list[dict[str, Any]]:
    """Versions with the words that a page shows, and whether there is a page to go to."""
    versions = list(versions)
    names.learn((version.kind, version.id) for version in versions if version.kind in KINDS)
    return [
        {
            "version": version,
            "action": ACTIONS.get(version.action, version.action),
            "kind": kind_label(version.kind),
            "title": names.of(version.kind, version.id),
            "has_page": names.knows(version.kind, version.id),
        }
        for version in versions
    ]


def changes_of(request: HttpRequest, versions: Iterable[reading.Version]) -> list[dict[str, Any]]:
    """Versions of a thing in words, each with what it changed, for other rooms' pages of it."""
    names, versions = _names(request), tuple(versions)
    names.learn_from(*(each for version in versions for each in values_of(version) if each is not None))
    return _explained(versions, names)


def _explained(versions: Iterable[reading.Version], names: Names) -> list[dict[str, Any]]:
    return [
        {**change, "fields": changed_fields(change["version"], names) if change["version"].before else ()}
        for change in _changes(versions, names)
    ]


@require_safe
@login_required
def figures(request: HttpRequest) -> HttpResponse:
    """Every stated figure, and what they say when they are read together."""
    page: FiguresPage = figures_page(_names(request))
    return render(request, "web/figures.html", {"section": "figures", "figures": page})


@require_safe
@login_required
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger's state and the last changes."""
    state = the_ledger.current_state()
    context = {
        "section": "ledger",
        "checkpoint": state.checkpoint if state else None,
        "root": state.checkpoint.head.root.hex() if state else "",
        "key": str(the_ledger.signing_key(state.checkpoint.origin).verifier) if state else "",
        "changes": _changes(
            reading.latest_changes(_member(request), CHANGES_ON_LEDGER_PAGE), _names(request)
        ),
        "most_changes": CHANGES_ON_LEDGER_PAGE,
    }
    return render(request, "web/ledger.html", context)


@require_safe
@login_required
def releases(request: HttpRequest) -> HttpResponse:
    """All sealed releases, the newest first."""
    return render(request, "web/releases.html", {"section": "releases", "releases": list_releases()[::-1]})


@require_safe
@login_required
def release(request: HttpRequest, id: str) -> HttpResponse:
    """What a release holds, kind by kind, what it withholds and why, and by which rules."""
    page = release_page(id, _names(request))
    if page is None:
        raise Http404
    return render(request, "web/release.html", {"release": page})
