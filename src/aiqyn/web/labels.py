"""What kinds and fields are called on members' pages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from aiqyn.core.inquiry import KIND_TITLES
from aiqyn.web.reader import language_of_page

__all__ = ["ACTIONS", "COLUMNS", "FIELDS", "GAPS", "KINDS", "kind_label"]

_told = lazy(lambda title: title.in_language(language_of_page()), str)

KINDS: Mapping[str, Promise] = MappingProxyType(
    {
        kind: _told(KIND_TITLES[kind])
        for kind in (
            "events",
            "acts",
            "persons",
            "groups",
            "organisations",
            "places",
            "proceedings",
            "figures",
            "measures",
            "sources",
            "statements",
            "consents",
            "evidence",
            "rosters",
            "findings",
            "recommendations",
        )
    }
)
"""In the order in which a member meets them."""

_BESIDE: Mapping[str, Promise] = MappingProxyType(
    {
        "imports": _("Imports"),
        "exports": _("Exports"),
        "members": _("Members"),
        "release": _("Releases"),
        "publication": _("Publications"),
    }
)
"""What the ledger tells of beside these."""


def kind_label(kind: str) -> str | Promise:
    """What a kind is called, be it one that has pages or one that only the ledger tells of."""
    return _told(KIND_TITLES[kind]) if kind in KIND_TITLES else _BESIDE.get(kind, kind)


COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "events": ("date", "kind"),
        "acts": ("date", "place", "certainty"),
        "persons": ("age", "is_official", "residence"),
        "groups": ("at_least", "at_most"),
        "organisations": ("kind", "place"),
        "places": ("kind", "within"),
        "proceedings": ("kind", "body"),
        "figures": ("as_of", "stated_by"),
        "measures": ("unit",),
        "sources": ("kind", "date", "reliability", "credibility"),
        "statements": ("date", "language"),
        "consents": ("given_at", "given_to"),
        "evidence": ("kind", "held_by"),
        "rosters": ("as_of", "source"),
        "findings": ("kind", "made_by", "standard"),
        "recommendations": ("addressees", "deadline"),
    }
)
"""The fields that a list of a kind shows beside what each thing is called."""

GAPS: Mapping[str, Promise] = MappingProxyType(
    {
        "persons-without-consent": _("Persons, not officials, without a recorded consent"),
        "sources-not-judged": _("Sources whose reliability or credibility has not been judged"),
        "acts-without-date": _("Acts without a date"),
        "figures-without-date": _("Figures that do not say of which day they are"),
        "requests-without-reply": _("Proceedings with a request that has had no reply"),
        "recommendations-without-follow-up": _("Recommendations with no step toward them"),
    }
)
"""What the inquiry lacks, as `aiqyn.registry.reading.GAPS` counts it."""

ACTIONS: Mapping[str, Promise] = MappingProxyType(
    {
        "create": _("recorded"),
        "change": _("changed"),
        "remove": _("removed"),
        "import": _("import"),
        "export": _("export"),
        "release": _("release sealed"),
        "publish": _("published"),
        "new-password": _("new password"),
        "close-account": _("account closed"),
    }
)

FIELDS: Mapping[str, Promise] = MappingProxyType(
    {
        "accessed": _("read on"),
        "act": _("act"),
        "action": _("action"),
        "address": _("address"),
        "addressees": _("addressees"),
        "against": _("what speaks against it"),
        "age": _("age"),
        "age_about": _("approximate age"),
        "already_public_form": _("what is public already, in which form"),
        "articles": _("articles"),
        "as_of": _("as of"),
        "asked": _("asked"),
        "assignments": _("assignments"),
        "at": _("when"),
        "at_least": _("at least"),
        "at_most": _("at most"),
        "attributes": _("attributes"),
        "attribution": _("attribution"),
        "body": _("before which body"),
        "born": _("date of birth"),
        "by": _("by whom"),
        "capacity": _("capacity"),
        "cautions": _("caution"),
        "certainty": _("how the source knows"),
        "checked_by": _("checked by"),
        "child_form": _("children, in which form"),
        "cites": _("sources"),
        "collected": _("collected on"),
        "columns": _("columns"),
        "compiled_by": _("compiled by"),
        "concerns": _("acts it concerns"),
        "conclusion": _("conclusion"),
        "consent": _("consent"),
        "contradicts": _("contradicted by"),
        "coordinates": _("coordinates"),
        "copied_from": _("copied from"),
        "coverage": _("coverage"),
        "credibility": _("credibility"),
        "cumulative": _("cumulative"),
        "custody": _("custody"),
        "date": _("date"),
        "date_precision": _("finest date"),
        "deadline": _("deadline"),
        "decided": _("decided on"),
        "degree": _("degree"),
        "delimiter": _("delimiter"),
        "derived_from": _("derived from"),
        "description": _("description"),
        "detained": _("held by the State"),
        "detained_form": _("persons held by the State, in which form"),
        "died": _("date of death"),
        "done": _("done on"),
        "due": _("due by"),
        "encoding": _("encoding"),
        "end": _("end"),
        "event": _("event"),
        "examinations": _("examinations"),
        "exhaustive": _("each has exactly one"),
        "explained": _("explained"),
        "family_present": _("family present"),
        "figures": _("figures"),
        "file": _("file"),
        "findings": _("findings"),
        "follow_up": _("follow-up"),
        "form": _("form"),
        "given_at": _("given on"),
        "given_to": _("given to"),
        "grants": _("permitted uses"),
        "ground": _("ground"),
        "held_by": _("held by"),
        "id": _("id"),
        "indicator": _("indicator"),
        "is_child": _("child"),
        "is_official": _("acted for the State"),
        "kind": _("kind"),
        "language": _("language"),
        "languages": _("languages"),
        "latitude": _("latitude"),
        "legal_basis": _("legal basis"),
        "links": _("linked acts"),
        "locators": _("numbered places"),
        "longitude": _("longitude"),
        "made": _("made on"),
        "made_by": _("made by"),
        "mandate": _("mandate"),
        "measure": _("measure"),
        "members": _("members"),
        "methodology": _("how it works"),
        "motions": _("motions"),
        "name": _("name"),
        "names": _("names"),
        "never": _("never together"),
        "note": _("note (internal)"),
        "numbers": _("numbers"),
        "obtained_from": _("obtained from"),
        "occupation": _("occupation"),
        "of": _("of whom"),
        "of_state": _("body of the State"),
        "official_form": _("persons who acted for the State, in which form"),
        "ordered": _("ordered on"),
        "organisation": _("organisation"),
        "origin": _("origin"),
        "outcome": _("outcome"),
        "part_of": _("part of"),
        "parties": _("parties"),
        "passages": _("passages"),
        "period": _("period"),
        "perpetrators": _("alleged perpetrators"),
        "person": _("person"),
        "place": _("place"),
        "place_precision": _("finest place"),
        "places": _("places"),
        "posts": _("posts"),
        "precision_metres": _("precision, metres"),
        "pressure": _("under pressure"),
        "promised": _("when the result was promised"),
        "promises": _("promises"),
        "pseudonym": _("pseudonym"),
        "public": _("open to anyone"),
        "published_in": _("published in"),
        "purpose": _("purpose"),
        "purposes": _("purposes"),
        "rating": _("rating"),
        "reasons": _("reasons"),
        "recipient": _("recipient"),
        "related": _("related proceedings"),
        "relations": _("relations"),
        "reliability": _("reliability"),
        "repeated": _("repeated"),
        "replies": _("replies"),
        "requests": _("requests"),
        "resembles": _("easily taken for"),
        "residence": _("residence"),
        "result": _("result"),
        "result_given": _("result given"),
        "review_on": _("review on"),
        "role": _("role"),
        "rules": _("rules"),
        "seats": _("seats"),
        "sex": _("sex"),
        "sha256": _("SHA-256"),
        "short_name": _("short name"),
        "since": _("since"),
        "size": _("size, bytes"),
        "smallest_count": _("smallest count told"),
        "source": _("source"),
        "speaker": _("speaker"),
        "standard": _("standard of proof"),
        "standard_of_proof": _("least standard of proof"),
        "start": _("start"),
        "state": _("state"),
        "stated_by": _("stated by"),
        "stated_on": _("stated on"),
        "statements": _("statements"),
        "status": _("status"),
        "steps": _("steps"),
        "subject": _("subject"),
        "summary": _("summary"),
        "superiors": _("superiors"),
        "supersedes": _("supersedes"),
        "supports": _("rests on"),
        "territory": _("territory"),
        "text": _("text"),
        "time_of_day": _("time of day"),
        "title": _("title"),
        "titles": _("what they mean"),
        "to": _("to whom"),
        "tool": _("tool"),
        "translations": _("translations"),
        "translator": _("translator"),
        "type": _("type"),
        "unit": _("unit"),
        "unknown": _("not known"),
        "until": _("until"),
        "valid_until": _("valid until"),
        "value": _("value"),
        "values": _("values"),
        "victim": _("victim"),
        "victim_group": _("victims"),
        "what": _("what"),
        "where": _("which"),
        "why": _("why"),
        "withdrawals": _("withdrawals"),
        "within": _("within"),
        "witnesses": _("witnesses"),
    }
)
"""Every field of every value (a test walks them all)."""
