"""Members' pages on which a list is taken in, and on which its columns are told."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aiqyn.core.faults import InputFaults, Refused
from aiqyn.core.rosters.meanings import MEANINGS
from aiqyn.registry.services import describe_list, find_list
from aiqyn.web.lists.asking import faults_in_words, member_of
from aiqyn.web.lists.import_page import ColumnsPage, columns_page, described, take_in
from aiqyn.web.reader import language_of_page

__all__ = ["columns", "import_list"]

LONGEST_TITLE = 300
YEARS = (1000, 2100)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_list(request: HttpRequest) -> HttpResponse:
    """Take in a list from a file, or from text that somebody has pasted."""
    if request.method != "POST":
        return render(request, "web/lists/import.html", {"section": "lists"})
    given, pasted = request.FILES.get("file"), request.POST.get("pasted", "")
    if given is None and not pasted.strip():
        messages.error(request, _("Choose a file first, or paste the list."))
        return redirect("web:import-list")
    title = request.POST.get("title", "").strip()[:LONGEST_TITLE]
    if given is not None:
        content, name = given.read(), given.name or "list"
    else:
        content, name = pasted.encode(), f"{title or 'list'}.txt"
    done = take_in(content, name, title, by=str(member_of(request).pk))
    if isinstance(done, InputFaults):
        return _refused(request, done)
    if isinstance(done, Refused):
        messages.error(request, done.because.in_language(language_of_page()))
        return redirect("web:import-list")
    messages.success(request, _("Kept as received. Now see whether its columns were understood."))
    return redirect("web:columns", done)


def _refused(request: HttpRequest, error: InputFaults) -> HttpResponse:
    context = {"section": "lists", "faults": faults_in_words(error.faults, language_of_page())}
    return render(request, "web/lists/faults.html", context, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def columns(request: HttpRequest, id: str) -> HttpResponse:
    """What the columns of a list are taken to mean; a member corrects it."""
    roster = find_list(id)
    if roster is None or not member_of(request).is_active:
        raise Http404
    page = columns_page(roster)
    if isinstance(page, InputFaults):
        return _refused(request, page)
    if request.method != "POST":
        return render(request, "web/lists/columns.html", {"section": "lists", "list": page})
    new = described(roster, page.columns, _chosen(request, page), _year(request))
    if new is None:
        messages.error(request, _("A list that has no column to read tells of nobody."))
    else:
        refused = describe_list(new, by=str(member_of(request).pk))
        if refused is not None:
            messages.error(request, refused.because.in_language(language_of_page()))
        else:
            messages.success(request, _("Recorded. This is how the list is read now."))
    return redirect("web:columns", id)


def _chosen(request: HttpRequest, page: ColumnsPage) -> dict[int, str]:
    chosen = {each.place: request.POST.get(f"column-{each.place}", "") for each in page.columns}
    return {place: meaning for place, meaning in chosen.items() if meaning in MEANINGS}


def _year(request: HttpRequest) -> int | None:
    text = request.POST.get("default-year", "").strip()
    is_year = text.isascii() and text.isdigit() and len(text) == 4 and YEARS[0] <= int(text) <= YEARS[1]
    return int(text) if is_year else None
