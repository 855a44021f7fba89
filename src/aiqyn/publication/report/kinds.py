"""What the kinds of record, and their fields, are called in print."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aiqyn.core.inquiry import KIND_TITLES
from aiqyn.publication.report.text import Computed, Text, code, say

__all__ = ["field_name", "kind_name"]

_BESIDE: Mapping[str, Text] = MappingProxyType(
    {
        "withheld": say("What is withheld, by kind and ground"),
    }
)
"""What has no kind of its own in an inquiry and is named in print all the same."""

_FIELDS: Mapping[str, Text] = MappingProxyType(
    {
        "address": say("address"),
        "age": say("age"),
        "age_about": say("approximate age"),
        "attribution": say("how they were known"),
        "born": say("date of birth"),
        "cites": say("sources"),
        "coordinates": say("coordinates"),
        "date": say("date"),
        "description": say("description"),
        "died": say("date of death"),
        "evidence": say("evidence"),
        "members": say("members"),
        "names": say("names"),
        "note": say("note"),
        "numbers": say("registration numbers"),
        "occupation": say("occupation"),
        "parties": say("parties"),
        "perpetrators": say("alleged perpetrators"),
        "place": say("place"),
        "places": say("places"),
        "posts": say("posts held"),
        "pseudonym": say("pseudonym"),
        "relations": say("relations"),
        "residence": say("place of residence"),
        "sex": say("sex"),
        "speaker": say("who speaks"),
        "text": say("text"),
        "time_of_day": say("time of day"),
        "victim": say("whom it was done to"),
        "witnesses": say("witnesses"),
    }
)


def kind_name(kind: str) -> Text:
    """The name of a kind of record; of a kind that this version does not know, its own."""
    title = KIND_TITLES.get(kind)
    return Computed(title) if title else _BESIDE.get(kind) or code(kind)


def field_name(field: str) -> Text:
    """The name of a field; of one inside another, by the last of its path."""
    last = [part for part in field.replace("[", ".").split(".") if part and not part.rstrip("]").isdigit()]
    return _FIELDS.get(last[-1] if last else field) or code(field)
