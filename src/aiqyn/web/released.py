"""What a sealed release's page tells: what it holds, what it withholds, by which rules, and its proofs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from aiqyn.core.dates import render
from aiqyn.core.disclosure import LedgerState, Withheld
from aiqyn.core.vocab import load_vocabulary
from aiqyn.registry.services import find_release, list_releases
from aiqyn.web.display import Row, rows_of
from aiqyn.web.labels import KINDS
from aiqyn.web.naming import Names, Title

__all__ = ["KindLine", "Published", "ReleasePage", "release_page"]


@dataclass(frozen=True, slots=True)
class KindLine:
    """How much of a kind is released and how much is not.

    Attributes:
        label: What the kind is called.
        released: How many records.
        withheld: On which ground how many; `None` where that number itself would tell too much.
    """

    label: str | Promise
    released: int
    withheld: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Published:
    """That a report was made from the release: when, and which ledger entry says so."""

    entry: int
    at: datetime
    manifest_sha256: str


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """Everything that the page shows.

    Attributes:
        id, title: The release's.
        consent_read_on: The day whose consents it obeys.
        made_at, made_by: When it was sealed, and by which member.
        sha256: Of its canonical JSON.
        kinds: Kind by kind, in the order of the pages.
        ledger: The state that it was cut from.
        commitments: How many recorded things it holds a commitment for and does not show.
        policy_title, policy: The rules by which it was cut.
        published: The reports made from it.
    """

    id: str
    title: Title
    consent_read_on: str
    made_at: datetime
    made_by: str
    sha256: str
    kinds: tuple[KindLine, ...]
    ledger: LedgerState | None
    commitments: int
    policy_title: Title
    policy: tuple[Row, ...]
    published: tuple[Published, ...]


def release_page(id: str, names: Names) -> ReleasePage | None:
    """The page of one release; `None` where there is none of that name."""
    release = find_release(id)
    row = next((row for row in list_releases() if row.id == id), None)
    if release is None or row is None:
        return None
    return ReleasePage(
        id=id,
        title=names.localised(release.title),
        consent_read_on=render(release.as_of, names.language),
        made_at=row.made_at,
        made_by=row.made_by,
        sha256=row.sha256,
        kinds=tuple(
            KindLine(label, len(release.records.get(kind, {})), _withheld(release.withheld, kind, names))
            for kind, label in KINDS.items()
            if kind != "measures"
        ),
        ledger=release.ledger,
        commitments=len(release.commitments),
        policy_title=names.localised(release.policy.title),
        policy=rows_of(release.policy, names, without=("title",)),
        published=tuple(
            Published(publication.entry_id, publication.made_at, publication.manifest_sha256)
            for publication in row.publications.all()
        ),
    )


def _withheld(withheld: tuple[Withheld, ...], kind: str, names: Names) -> tuple[tuple[str, int | None], ...]:
    grounds = load_vocabulary("withholding-grounds")
    return tuple(
        (grounds.label(item.ground, names.language), item.count) for item in withheld if item.kind == kind
    )
