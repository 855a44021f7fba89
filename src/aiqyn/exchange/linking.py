"""The lists of an inquiry linked: read as the inquiry describes them, joined, told in what it keeps.

Nothing is stored here. Whoever calls gives the lists' bytes and what was decided, and takes in what
comes back; a second run over the same gives the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from aiqyn.core.faults import Refused
from aiqyn.core.inquiry import LONGEST_RECORD, Decision, Identity, IdentityRecord, Roster, plain
from aiqyn.core.language import Sentence
from aiqyn.core.rosters.identities import (
    Forwarding,
    IdentityNumber,
    NumberedIdentities,
    renumbered,
)
from aiqyn.core.rosters.linked import (
    CellOfRow,
    EvidenceOfPair,
    LinkedLists,
    ReadList,
    RowOfList,
    WeighedPair,
)
from aiqyn.core.rosters.review import PairOfRows, RowKey
from aiqyn.core.worded import stored
from aiqyn.exchange.sentences import sentence

if TYPE_CHECKING:
    from aiqyn.core.rosters.joining import Decided, JoinedLists
    from aiqyn.core.rosters.linkage.evidence import Evidence
    from aiqyn.exchange.rosters import RosterReading

__all__ = ["LEAST_KEPT", "MOST_KEPT", "STAGES", "link_inquiry", "linked_lists", "missing_parts"]

Progress = Callable[[str, float], None]
"""Told what is done and the share of the whole that is behind, 0 to 1."""

LEAST_KEPT = 0.01
"""A pair less probable is not kept, unless its rows are held to be one person."""

MOST_KEPT = 20_000
"""So many pairs are kept to be looked at; of more, those nearest to even odds."""

DECIMALS = 3
"""So many of a probability mean something to a person."""

_NEEDED = ("duckdb", "numpy", "scipy")
_READ = 0.1

STAGES: Mapping[str, Sentence] = {
    "read": sentence("reading the lists"),
    "load": sentence("taking in the rows"),
    "candidates": sentence("looking for pairs"),
    "compare": sentence("comparing pairs"),
    "estimate": sentence("learning what tells persons apart"),
    "score": sentence("weighing the evidence"),
    "persons": sentence("making persons of rows"),
    "draws": sentence("drawing what else may be"),
    "keep": sentence("keeping what was found"),
}
"""What a run does, stage by stage, in words."""


def missing_parts() -> Refused | None:
    """Why no lists can be linked with this installation, and what to install; `None` where they can."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if not missing:
        return None
    return Refused(
        sentence(
            "Linking needs parts that are not installed here: {parts}. Install them with "
            "pip install 'aiqyn[linkage]' and begin again.",
            parts=", ".join(missing),
        )
    )


def link_inquiry(
    rosters: Sequence[Roster],
    open_list: Callable[[Roster], bytes],
    *,
    decisions: Sequence[Decision] = (),
    deciders: int = 1,
    identities: Sequence[Identity] = (),
    seed: int = 1,
    draws: int | None = None,
    progress: Progress | None = None,
) -> LinkedLists | Refused:
    """Link the lists of an inquiry.

    Args:
        rosters: The lists, as the inquiry describes them.
        open_list: Gives the bytes of a list.
        decisions: All that people have decided, in the order made.
        deciders: How many must say the same before it binds.
        identities: All identities so far; their numbers stay.
        seed: The same seed gives the same persons.
        draws: How many ways to make persons of rows are drawn.
        progress: Told how far it is.

    Returns:
        Rows, identities and pairs to be kept. `Refused` where a part is missing, a list can't be
        read, no list has a row, or decisions contradict each other.
    """
    missing = missing_parts()
    if missing is not None:
        return missing
    from aiqyn.core.rosters.clustering import ContradictoryDecisions
    from aiqyn.core.rosters.joining import DRAWS, decided, join_lists
    from aiqyn.core.rosters.linkage import MemoryExhausted
    from aiqyn.core.rosters.records import Records

    tell = progress or (lambda stage, share: None)
    tell("read", 0.0)
    readings: list[RosterReading] = []
    for number, roster in enumerate(rosters):
        reading = _read(roster, open_list(roster))
        if isinstance(reading, Refused):
            return reading
        readings.append(reading)
        tell("read", _READ * (number + 1) / len(rosters))
    records = Records.together([reading.records for reading in readings])
    if not len(records):
        return Refused(sentence("The lists have no row that tells of a person."))
    known = decided(decisions, records, deciders=deciders)
    try:
        joined = join_lists(
            records,
            known=known,
            seed=seed,
            draws=DRAWS if draws is None else draws,
            progress=lambda stage, share: tell(stage, _READ + (1 - _READ) * share),
        )
    except ContradictoryDecisions as contradictory:
        return _contradiction(contradictory, list(records.named()))
    except MemoryExhausted as exhausted:
        return Refused(
            sentence(
                "The lists need more memory than the {megabytes} MB that linking takes. Link fewer at a time.",
                megabytes=exhausted.megabytes,
            )
        )
    tell("keep", 1.0)
    return linked_lists(joined, readings, identities=identities, known=known, decisions_seen=len(decisions))


def _read(roster: Roster, content: bytes) -> RosterReading | Refused:
    from aiqyn.core.faults import InputFaults
    from aiqyn.exchange.rosters import read_roster, told_by

    # What an inquiry keeps has every field; only what differs from the default was said by a person.
    said = Roster.model_validate({name: getattr(roster, name) for name in plain(roster)})
    try:
        return read_roster(content, file=f"{roster.id}.csv", roster=roster.id, mapping=told_by(said))
    except InputFaults as error:
        first = error.faults[0]
        return Refused(
            sentence(
                "The list {name} can't be read: found {found}, accepted is {accepted}.",
                name=roster.id,
                found=first.found,
                accepted=first.accepted,
            )
        )


def _contradiction(error: object, rows: Sequence[RowKey]) -> Refused:
    first, second = (" ".join(rows[position]) for position in error.different)  # type: ignore[attr-defined]
    chain = "; ".join(
        " = ".join(" ".join(rows[position]) for position in pair)
        for pair in error.same  # type: ignore[attr-defined]
    )
    return Refused(
        sentence(
            "Decisions contradict one another: {first} and {second} are called different, and by "
            "other decisions they are one person: {chain}.",
            first=first,
            second=second,
            chain=chain,
        )
    )


def linked_lists(
    joined: JoinedLists,
    readings: Sequence[RosterReading],
    *,
    identities: Sequence[Identity] = (),
    known: Decided | None = None,
    decisions_seen: int = 0,
) -> LinkedLists:
    """Lists that were joined, as an inquiry keeps them.

    Args:
        joined: Who is who.
        readings: The lists as read, in the order of the records, under the ids of their rosters.
        identities: All identities so far; their numbers stay.
        known: What people had decided.
        decisions_seen: How many decisions that came from.
    """
    from aiqyn.core.rosters.comparison import people_of
    from aiqyn.core.rosters.comparison.overlaps import overlaps_of

    people = people_of(joined.records, joined.partition.labels)
    persons = overlaps_of(joined.records, people, draws=joined.samples.labels, level=0.95).persons
    pairs = tuple(_pairs(joined))
    return LinkedLists(
        {
            reading.records.rosters[0]: ReadList(
                reading.table.sha256, len(reading.records), reading.faulty_rows
            )
            for reading in readings
        },
        tuple(row for reading in readings for row in _rows(reading)),
        _identities(joined, identities),
        pairs,
        {
            "persons": persons.value,
            "persons_low": persons.value if persons.low is None else persons.low,
            "persons_high": persons.value if persons.high is None else persons.high,
            "pairs": len(joined.linkage.pairs),
            "kept": len(pairs),
            "unknown_decisions": len(known.unknown) if known else 0,
        },
        decisions_seen,
    )


def _rows(reading: RosterReading) -> Iterator[RowOfList]:
    roster = reading.records.rosters[0]
    columns = reading.mapping.columns
    for position, record in enumerate(reading.records.record):
        cells = tuple(
            CellOfRow(
                title.strip() or column.key,
                # No store can keep a zero byte in a text.
                text.replace("\0", "\ufffd"),
                "" if column.meaning in ("unread", "number", "identifier") else column.meaning,
            )
            for column, (title, text) in zip(columns, reading.verbatim(position), strict=True)
        )
        yield RowOfList(
            roster,
            record[:LONGEST_RECORD],
            int(reading.records.row[position]),
            cells,
            {str(field): value for field, value in reading.records.told(position).items()},
        )


def _pairs(joined: JoinedLists) -> Iterator[WeighedPair]:
    """The pairs that people may want to see: those in doubt, within an identity, or decided already."""
    import numpy as np

    pairs, labels = joined.linkage.pairs, joined.partition.labels
    together = labels[pairs.left] == labels[pairs.right]
    chosen = np.flatnonzero((pairs.probability >= LEAST_KEPT) | together)
    chosen = chosen[np.argsort(np.abs(pairs.log_odds[chosen]), kind="stable")][:MOST_KEPT]
    chosen = np.union1d(chosen, np.fromiter(joined.linkage.decided, np.int64))
    rows = list(joined.records.named())
    for one in chosen.tolist():
        pair = PairOfRows(rows[int(pairs.left[one])], rows[int(pairs.right[one])], float(pairs.log_odds[one]))
        yield WeighedPair(pair, tuple(map(_kept, joined.linkage.evidence(one))))


def _kept(each: Evidence) -> EvidenceOfPair:
    found = each.found
    return EvidenceOfPair(stored(each.about), None if found is None else stored(found), float(each.weight))


def _identities(joined: JoinedLists, held: Sequence[Identity]) -> tuple[Identity, ...]:
    """Identities under numbers that stay, and those that forward to them."""
    before = _numbered(held)
    rows = list(joined.records.named())
    now = renumbered(before, rows, joined.partition.labels.tolist())
    probability = dict(zip(rows, joined.partition.probability.tolist(), strict=True))
    forwards: dict[IdentityNumber, list[Forwarding]] = {}
    for each in now.forwardings:
        forwards.setdefault(each.origin, []).append(each)
    alive = [
        Identity(
            id=str(number),
            records=tuple(
                IdentityRecord(
                    roster=roster,
                    record=record[:LONGEST_RECORD],
                    probability=round(min(max(float(probability[roster, record]), 0.0), 1.0), DECIMALS),
                )
                for roster, record in keys
            ),
            split_into=tuple(str(each.to) for each in forwards.get(number, ()) if each.to is not None),
        )
        for number, keys in now.records.items()
    ]
    gone = [_gone(identity, now) for identity in held if identity.records and not _stays(identity, now)]
    return (*alive, *gone)


def _stays(identity: Identity, now: NumberedIdentities) -> bool:
    return _is_number(identity.id) and IdentityNumber(int(identity.id)) in now.records


def _gone(identity: Identity, now: NumberedIdentities) -> Identity:
    """What becomes of an identity whose number nobody has any more: it forwards to where its rows are."""
    number_of = now.number_of()
    went = [number_of[record.key] for record in identity.records if record.key in number_of]
    to = tuple(str(number) for number in dict.fromkeys(went))
    if len(to) == 1:
        return Identity(id=identity.id, merged_into=to[0])
    return Identity(id=identity.id, split_into=to)


def _numbered(held: Sequence[Identity]) -> NumberedIdentities:
    """The identities so far, as renumbering takes them."""
    numbers = [int(identity.id) for identity in held if _is_number(identity.id)]
    return NumberedIdentities(
        {
            IdentityNumber(int(identity.id)): tuple(record.key for record in identity.records)
            for identity in held
            if identity.records and _is_number(identity.id)
        },
        (),
        IdentityNumber(max(numbers, default=0)),
    )


def _is_number(id: str) -> bool:
    return id.isascii() and id.isdigit() and id == str(int(id)) and id != "0"
