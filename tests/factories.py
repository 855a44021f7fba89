"""Makes values for tests: whatever a test does not mention is filled in, and valid."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from dossiers import whole_dossier
from pydantic import BaseModel

from aiqyn.core.dates import EdtfDate
from aiqyn.core.disclosure import Policy, Release, Withheld
from aiqyn.core.estimation.results import EstimationResult
from aiqyn.core.figures import Figure
from aiqyn.core.inquiry import KINDS, Dossier, Estimation, Inquiry, Mandate, plain
from aiqyn.core.values import LocalisedText
from aiqyn.exchange.estimating import estimate_recorded

__all__ = ["a_policy", "a_release", "an_empty_dossier", "three", "with_texts"]

_FORMS = {"persons": "pseudonymous"}


def three(en: str, ru: str | None = None, kk: str | None = None) -> LocalisedText:
    """A text in all three languages; where only one is given, it says in which language it pretends to be."""
    return LocalisedText(en=en, ru=ru or f"[ru] {en}", kk=kk or f"[kk] {en}")


def an_empty_dossier() -> Dossier:
    """An inquiry of which nothing is recorded yet."""
    return Dossier(
        inquiry=Inquiry(
            id="empty",
            title=three("An empty inquiry", "Пустое расследование", "Бос тергеу"),
            mandate=Mandate(
                period=EdtfDate("2022"),
                subject=three("Nothing yet", "Пока ничего", "Әзірге ештеңе жоқ"),
                standard_of_proof="reasonable_grounds",
            ),
        )
    )


def a_release(dossier: Dossier | None = None, **changes: Any) -> Release:
    """A release of the whole dossier, as if consent allowed all of it; consents themselves stay behind,
    and so do identities and decisions about them.

    Args:
        dossier: By default one with something of every kind.
        changes: Fields of the release to set.
    """
    dossier = dossier or whole_dossier()
    records: dict[str, dict[str, dict[str, Any]]] = {}
    for kind in KINDS:
        if kind not in ("consents", "decisions", "identities"):
            entries = {thing.id: _without_consent(plain(thing)) for thing in dossier.all_of(kind)}
            if entries:
                records[kind] = entries
    fields: dict[str, Any] = {
        "id": "small-1",
        "title": three("First release", "Первый выпуск", "Бірінші шығарылым").model_dump(mode="json"),
        "as_of": "2022-05-20",
        "policy": plain(a_policy()),
        "inquiry": plain(dossier.inquiry),
        "records": records,
        "measures": {name: plain(measure) for name, measure in dossier.measures.items()},
        "estimates": {
            each.id: plain(_estimate_of(each.model_dump_json(), _stated(dossier.figures)))
            for each in dossier.estimations
        },
        "decisions": {
            kind: {
                record_id: {
                    "form": _FORMS.get(kind, "named"),
                    "because": {"template": "{found} is none of them", "values": {"found": record_id}},
                }
                for record_id in entries
            }
            for kind, entries in records.items()
        },
        "withheld": [
            plain(Withheld(kind="statements", ground="no_consent", count=17)),
            {"kind": "persons", "ground": "small_cell", "count": None},
        ],
        "commitments": [f"{number:064x}" for number in range(3)],
        "ledger": {"origin": "aiqyn.example/small", "size": 1234, "root": "r00t" * 11},
    }
    return Release.model_validate_json(json.dumps({**fields, **changes}))


def _stated(figures: tuple[Figure, ...]) -> str:
    return json.dumps([figure.model_dump(mode="json") for figure in figures])


@cache
def _estimate_of(estimation: str, figures: str) -> EstimationResult:
    """The estimate of an estimation and figures, as JSON; the same question is answered once."""
    stated = [Figure.model_validate_json(json.dumps(figure)) for figure in json.loads(figures)]
    return estimate_recorded(Estimation.model_validate_json(estimation), stated)


def a_policy() -> Policy:
    """A policy for a published report."""
    return Policy(
        id="public",
        title=three("For the public report", "Для открытого доклада", "Ашық баяндама үшін"),
        purpose="report",
    )


def _without_consent(record: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in record.items() if field != "consent"}


def with_texts(value: Any, change: Callable[[LocalisedText], LocalisedText]) -> Any:
    """The value with every text of the inquiry in it, however deep, as `change` gives it back."""
    if isinstance(value, LocalisedText):
        return change(value)
    if isinstance(value, BaseModel):
        changed = {name: with_texts(getattr(value, name), change) for name in type(value).model_fields}
        return value.model_copy(update=changed)
    if isinstance(value, tuple):
        return tuple(with_texts(item, change) for item in value)
    if isinstance(value, dict):
        return {name: with_texts(item, change) for name, item in value.items()}
    return value
