"""Members' pages about lists: the lists, pairs of rows to decide about, and who results."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from aiqyn.core.faults import InputFaults, Refused
from aiqyn.core.vocab import load_vocabulary
from aiqyn.exchange.linking import missing_parts
from aiqyn.registry import reviewing
from aiqyn.registry.services import decide, decide_many, undo_last_change, withdraw_decision
from aiqyn.web.lists.asking import faults_in_words, member_of, page_number, reason_of, row_of, tell
from aiqyn.web.lists.jobs import link_now, linking
from aiqyn.web.lists.review_page import pair_page, progress_of, queue_of, spoken, titles_of_lists
from aiqyn.web.lists.review_table import answers_of, review_table
from aiqyn.web.lists.rows import shown_row
from aiqyn.web.reader import language_of_page

__all__ = [
    "decided",
    "dismiss",
    "link",
    "lists",
    "pair",
    "review",
    "review_file",
    "say",
    "take_file",
    "undo",
    "withdraw",
]

PAIRS_ON_A_PAGE = 50


@require_safe
@login_required
def lists(request: HttpRequest) -> HttpResponse:
    """The lists of the inquiry, what linking them found, and what to do next."""
    member = member_of(request)
    state, queue = queue_of(member)
    titles = titles_of_lists(member)
    context = {
        "section": "lists",
        "lists": [{"state": each, "called": titles[each.id]} for each in reviewing.lists(member)],
        "run": state.run,
        "progress": progress_of(state, queue),
        "identities": len(set(state.identity_of.values())),
        "deciders": state.deciders,
        "job": _job(),
    }
    return render(request, "web/lists/lists.html", context)


def _job() -> dict[str, Any] | None:
    """The run of linkage that is going on, or how the last one ended, in words."""
    run, language = linking.state(), language_of_page()
    if run is None:
        return None
    return {
        "run": run,
        "stage": run.stage.in_language(language) if run.stage is not None else "",
        "because": run.because.in_language(language) if run.because is not None else "",
    }


@require_POST
@login_required
def link(request: HttpRequest) -> HttpResponse:
    """Begin to link the lists; the page of lists tells how far it is."""
    missing = missing_parts()
    if missing is not None:
        tell(request, missing)
    elif not linking.start(str(member_of(request).pk), link_now):
        messages.info(request, _("The lists are being linked already."))
    return redirect("web:lists")


@require_POST
@login_required
def dismiss(request: HttpRequest) -> HttpResponse:
    """Let the end of the last run be told no more."""
    linking.forget()
    return redirect("web:lists")


@require_safe
@login_required
def review_file(request: HttpRequest) -> HttpResponse:
    """The pairs that wait for this member, as a file to be answered in a spreadsheet."""
    text = review_table(member_of(request))
    return HttpResponse(
        text,
        headers={
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="review.csv"',
            "Cache-Control": "no-store",
        },
    )


@require_POST
@login_required
def take_file(request: HttpRequest) -> HttpResponse:
    """Record the answers of a file; all of them, or none where it has faults."""
    given = request.FILES.get("file")
    if given is None:
        messages.error(request, _("Choose a file first."))
        return redirect("web:lists")
    member = member_of(request)
    try:
        answers = answers_of(member, given.read(), given.name or "review.csv")
    except InputFaults as error:
        context = {"section": "lists", "faults": faults_in_words(error.faults, language_of_page())}
        return render(request, "web/lists/faults.html", context, status=400)
    done = decide_many(answers, by=str(member.pk))
    tell(request, done)
    return redirect("web:lists")


@require_safe
@login_required
def review(request: HttpRequest) -> HttpResponse:
    """The pair whose answer is expected to change most; what to do where none waits."""
    state, queue = queue_of(member_of(request))
    if queue:
        return redirect("web:pair", queue[0][0])
    context = {"section": "lists", "run": state.run, "progress": progress_of(state, queue)}
    return render(request, "web/lists/nothing_waits.html", context)


@require_safe
@login_required
def pair(request: HttpRequest, key: int) -> HttpResponse:
    """Two rows side by side, with what speaks for and against their being one person."""
    member = member_of(request)
    page = pair_page(member, key)
    if page is None:
        return redirect("web:review")  # the lists were linked again since: the pair has another key
    state, queue = queue_of(member)
    language = language_of_page()
    verdicts = load_vocabulary("match-verdicts")
    context = {
        "section": "lists",
        "pair": page,
        "progress": progress_of(state, queue),
        "answers": [(id, verdicts.label(id, language), letter) for id, letter in ANSWER_KEYS],
        "can_undo": reviewing.last_change(member),
        "deciders": state.deciders,
    }
    return render(request, "web/lists/pair.html", context)


ANSWER_KEYS = (("same", "S"), ("different", "D"), ("cannot_tell", "C"))
"""The answers, each with the key that gives it."""


@require_POST
@login_required
def say(request: HttpRequest, key: int) -> HttpResponse:
    """Record what a member says of two rows, and go on to the next pair."""
    member = member_of(request)
    one, other = row_of(request.POST.get("left", "")), row_of(request.POST.get("right", ""))
    verdict = request.POST.get("verdict", "")
    if one is None or other is None or verdict not in load_vocabulary("match-verdicts").ids():
        raise Http404
    tell(request, decide(one, other, verdict, by=str(member.pk), reason=reason_of(request)))
    return redirect("web:review")


@require_POST
@login_required
def undo(request: HttpRequest) -> HttpResponse:
    """Undo what the member did last."""
    done = undo_last_change(by=str(member_of(request).pk))
    if isinstance(done, Refused):
        tell(request, done)
    else:
        messages.success(request, _("Undone: what was decided last holds no longer."))
    return _back(request, "web:review")


def _back(request: HttpRequest, otherwise: str, *arguments: Any) -> HttpResponseRedirect:
    """To the page that a form names, one of these."""
    bound_for = request.POST.get("next", "")
    own = reverse("web:lists")
    if bound_for.startswith(own) and "//" not in bound_for and "\\" not in bound_for:
        return HttpResponseRedirect(bound_for)
    return cast(HttpResponseRedirect, redirect(otherwise, *arguments))


@require_POST
@login_required
def withdraw(request: HttpRequest) -> HttpResponse:
    """Let a decision of the member hold no longer."""
    tell(request, withdraw_decision(request.POST.get("decision", ""), by=str(member_of(request).pk)))
    return _back(request, "web:decided")


@require_safe
@login_required
def decided(request: HttpRequest) -> HttpResponse:
    """The pairs that members have spoken about, those in dispute first."""
    member = member_of(request)
    state, _queue = queue_of(member)
    keys = {pair.key: key for key, pair in state.pairs.items()}
    only = "disputed" if request.GET.get("only") == "disputed" else ""
    said = [
        (pair, opinion)
        for pair, opinion in state.said.items()
        if (not only or opinion.state == only) and (opinion.state != "waiting" or opinion.by(str(member.pk)))
    ]
    said.reverse()  # what was said last comes first, and before it what is in dispute
    said.sort(key=lambda each: each[1].state != "disputed")
    pages = max(1, -(-len(said) // PAIRS_ON_A_PAGE))
    number = min(max(1, page_number(request)), pages)
    shown = said[(number - 1) * PAIRS_ON_A_PAGE : number * PAIRS_ON_A_PAGE]
    rows = reviewing.rows(member, {row for pair, _opinion in shown for row in pair})
    titles = titles_of_lists(member)
    context = {
        "section": "lists",
        "pairs": [
            {
                "key": keys.get(pair),
                "rows": [shown_row(row, rows.get(row), titles) for row in sorted(pair)],
                "state": opinion.state,
                "said": spoken(opinion.decisions, member),
            }
            for pair, opinion in shown
        ],
        "total": len(said),
        "only": only,
        "number": number,
        "pages": pages,
    }
    return render(request, "web/lists/decided.html", context)
