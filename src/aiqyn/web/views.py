"""Members' pages: what the inquiry holds, how its figures agree, what was recorded when."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from aiqyn.core.dates import render as render_date
from aiqyn.core.disclosure import Release
from aiqyn.core.language import LANGUAGES, Language
from aiqyn.registry import ledger as the_ledger
from aiqyn.registry import reading
from aiqyn.registry.services import find_release, list_releases, read_figures, read_inquiry
from aiqyn.web.display import rows_of, stated_value, title_of
from aiqyn.web.labels import ACTIONS, FIELDS, KINDS

__all__ = ["figures", "home", "ledger", "record", "release", "releases", "shelf"]


def _language() -> Language:
    begins = (get_language() or "en")[:2]
    return cast(Language, begins if begins in LANGUAGES else "en")


def _member(request: HttpRequest) -> Any:
    return request.user


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What this is, how much there is of it, what is missing, what changed last."""
    language = _language()
    inquiry = read_inquiry()
    counts = reading.counts(_member(request))
    context = {
        "inquiry": inquiry,
        "title": title_of(inquiry, language) if inquiry else None,
        "rows": rows_of(inquiry, language) if inquiry else (),
        "kinds": [(kind, label, counts[kind]) for kind, label in KINDS.items()],
        "changes": _worded(reading.latest_changes(_member(request))),
        "releases": list_releases(),
    }
    return render(request, "web/home.html", context)


@require_GET
@login_required
def shelf(request: HttpRequest, kind: str) -> HttpResponse:
    """All things of one kind, page by page."""
    if kind not in KINDS:
        raise Http404
    language = _language()
    page = reading.shelf(_member(request), kind, _number(request.GET.get("page", "1")))
    context = {
        "kind": kind,
        "label": KINDS[kind],
        "page": page,
        "things": [(id, title_of(value, language)) for id, value in page.things.items()],
    }
    return render(request, "web/shelf.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


@require_GET
@login_required
def record(request: HttpRequest, kind: str, id: str) -> HttpResponse:
    """One thing: what it says, what points to it, how it came to say so."""
    if kind not in KINDS:
        raise Http404
    language = _language()
    value = reading.find(_member(request), kind, id)
    if value is None:
        raise Http404
    context = {
        "kind": kind,
        "label": KINDS[kind],
        "id": id,
        "title": title_of(value, language),
        "rows": rows_of(value, language),
        "mentions": [
            (mention, KINDS[mention.kind], FIELDS.get(mention.field, mention.field))
            for mention in reading.mentions(_member(request), kind, id)
        ],
        "history": _worded(reading.history(_member(request), kind, id)),
    }
    return render(request, "web/record.html", context)


def _worded(versions: tuple[reading.Version, ...]) -> list[dict[str, Any]]:
    """Versions with the labels that a page shows, and an address where there is a page to go to."""
    return [
        {
            "version": version,
            "action": ACTIONS.get(version.action, version.action),
            "has_page": version.kind in KINDS and version.action != "remove",
            "fields": [(FIELDS.get(name, name), before, after) for name, before, after in version.changed],
        }
        for version in versions
    ]


@require_GET
@login_required
def figures(request: HttpRequest) -> HttpResponse:
    """Every stated figure, and what they say when they are read together."""
    from aiqyn.core.figures import check

    language = _language()
    stated = read_figures()
    report = check(stated)
    rows = [
        {
            "figure": figure,
            "where": ", ".join(f"{name}: {value}" for name, value in figure.where.items()),
            "value": stated_value(figure.value),
            "as_of": render_date(figure.as_of, language) if figure.as_of else "",
        }
        for figure in stated.figures
    ]
    return render(request, "web/figures.html", {"figures": rows, "report": report.as_json(language)})


@require_GET
@login_required
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger's state and the last changes."""
    state = the_ledger.current_state()
    context = {
        "checkpoint": state.checkpoint if state else None,
        "root": state.checkpoint.head.root.hex() if state else "",
        "key": str(the_ledger.signing_key(state.checkpoint.origin).verifier) if state else "",
        "changes": _worded(reading.latest_changes(_member(request), 100)),
    }
    return render(request, "web/ledger.html", context)


@require_GET
@login_required
def releases(request: HttpRequest) -> HttpResponse:
    """All sealed releases."""
    return render(request, "web/releases.html", {"releases": list_releases()})


@require_GET
@login_required
def release(request: HttpRequest, id: str) -> HttpResponse:
    """What a release holds, kind by kind, and what it withholds and why."""
    found = find_release(id)
    if found is None:
        raise Http404
    context = {"release": found, "title": title_of(found, _language()), "kinds": _kinds_of(found)}
    return render(request, "web/release.html", context)


def _kinds_of(release: Release) -> list[tuple[Any, int, list[tuple[str, int | None]]]]:
    from aiqyn.core.vocab import load_vocabulary

    grounds, language = load_vocabulary("withholding-grounds"), _language()
    return [
        (
            label,
            len(release.records.get(kind, {})),
            [
                (grounds.label(item.ground, language), item.count)
                for item in release.withheld
                if item.kind == kind
            ],
        )
        for kind, label in KINDS.items()
    ]
