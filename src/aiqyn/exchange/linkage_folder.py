"""What linking some lists leaves in a folder: who is who, why, what to ask people, and counts for estimation.

`identities.csv` (`roster,record,identity,probability`), `forwardings.csv` (where numbers of earlier runs
went), `matches.csv` (pairs that may be one person, with the evidence), `review.csv` (those that people
should decide, those first whose answer would change most), `counts.csv` (how many are on exactly which
lists), `samples/` (the same counts, and the links, in each of the draws), and `linkage.json` with what
went in and what was learned.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from aiqyn.core.faults import Fault, InputFaults
from aiqyn.core.language import Language
from aiqyn.core.rosters.comparison import Overlaps, people_of
from aiqyn.core.rosters.comparison.overlaps import overlaps_of
from aiqyn.core.rosters.comparison.people import presence
from aiqyn.core.rosters.identities import (
    Forwarding,
    IdentityNumber,
    NumberedIdentities,
    no_identities,
    renumbered,
)
from aiqyn.core.rosters.joining import DRAWS, Decided, JoinedLists, Progress, join_lists
from aiqyn.core.rosters.linkage import wording
from aiqyn.core.rosters.records import Records
from aiqyn.core.rosters.review import PairOfRows, Queued, RowKey, in_order_of_change
from aiqyn.core.spreadsheets import defused
from aiqyn.exchange.identities_file import IdentityRow, read_identities, write_identities
from aiqyn.exchange.review_file import REVIEW_COLUMNS, in_one_cell
from aiqyn.exchange.sentences import sentence
from aiqyn.exchange.whole_folder import folder_when_whole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from aiqyn.core.rosters.linkage import LinkageModel
    from aiqyn.exchange.rosters import RosterReading

__all__ = [
    "MARKER",
    "LinkageRun",
    "facts_of",
    "pairs_worth_seeing",
    "read_previous",
    "run_of",
    "write_linkage",
]

MARKER = "linkage.json"
"""Every folder that linking leaves has it."""

VERSION = 1

LEAST_PROBABILITY = 0.001
"""A pair below it stands in no file, unless its rows are held to be one person."""

ASKED = (0.01, 0.99)
"""Between these probabilities a pair is worth a person's time, unless the links contradict it."""

MOST_ASKED = 10_000
MOST_DRAWN = 5_000_000
"""So many links in all draws together are written out one by one; of more only their counts."""

_JOINED = 0.9
"""The share of the whole that is behind when the lists are joined and nothing is written yet."""

LEVEL = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class LinkageRun:
    """Lists that were linked, with what is told of it.

    Attributes:
        joined: Who is who.
        readings: The lists as read, in the order of the records.
        identities: The persons under their numbers.
        overlaps: How many there are, and on which lists.
        review: What people should decide, each with the position of its pair.
        seed: For all that was drawn.
    """

    joined: JoinedLists
    readings: tuple[RosterReading, ...]
    identities: NumberedIdentities
    overlaps: Overlaps
    review: tuple[tuple[Queued, int], ...]
    seed: int


def run_of(
    joined: JoinedLists,
    readings: Sequence[RosterReading],
    *,
    seed: int,
    previous: NumberedIdentities | None = None,
) -> LinkageRun:
    """What is to be told of lists that were linked.

    Args:
        joined: Who is who.
        readings: The lists as read, in the order of the records.
        seed: With which it was done.
        previous: Identities of an earlier run, whose numbers stay.
    """
    records = joined.records
    labels = joined.partition.labels
    people = people_of(records, labels)
    identities = renumbered(previous or no_identities(), list(records.named()), labels.tolist())
    draws = joined.samples.labels if joined.draws_agree else None
    overlaps = overlaps_of(records, people, draws=draws, level=LEVEL)
    return LinkageRun(joined, tuple(readings), identities, overlaps, _asked(joined), seed)


def _asked(joined: JoinedLists) -> tuple[tuple[Queued, int], ...]:
    """The pairs that people should decide, those first whose answer is expected to change most."""
    import numpy as np

    pairs, labels = joined.linkage.pairs, joined.partition.labels
    probability = pairs.probability
    together = labels[pairs.left] == labels[pairs.right]
    low, high = ASKED
    doubtful = ((probability > low) & (probability < high)) | (together != (probability > 0.5))
    # Of millions of doubtful pairs nobody decides more than the closest calls.
    chosen = np.flatnonzero(doubtful)
    chosen = chosen[np.argsort(np.abs(pairs.log_odds[chosen]), kind="stable")][:MOST_ASKED]
    touched = set(labels[pairs.left[chosen]].tolist()) | set(labels[pairs.right[chosen]].tolist())
    rows = list(joined.records.named())
    identity_of = {
        row: str(label) for row, label in zip(rows, labels.tolist(), strict=True) if label in touched
    }
    position: dict[frozenset[RowKey], int] = {}
    asked = []
    for one in chosen.tolist():
        left, right = rows[int(pairs.left[one])], rows[int(pairs.right[one])]
        asked.append(PairOfRows(left, right, float(pairs.log_odds[one])))
        position[asked[-1].key] = one
    return tuple((each, position[each.pair.key]) for each in in_order_of_change(asked, identity_of, {}))


def link_lists(
    readings: Sequence[RosterReading],
    folder: Path,
    *,
    language: Language,
    known: Decided | None = None,
    model: LinkageModel | None = None,
    previous: NumberedIdentities | None = None,
    seed: int = 1,
    draws: int = DRAWS,
    progress: Progress | None = None,
) -> LinkageRun:
    """Link lists and leave in a folder what was found; the folder appears when it is whole.

    Args:
        readings: The lists, each under an id of its own; with at least one row between them.
        folder: Where to; what this made there before is replaced.
        language: Of the evidence in words.
        known: What people have decided.
        model: What is compared; the packaged model where left out.
        previous: Identities of an earlier run, whose numbers stay.
        seed: The same seed gives the same files.
        draws: How many ways to make persons of the rows are drawn.
        progress: Told what is done and the share of the whole that is behind, 0 to 1.

    Raises:
        ContradictoryDecisions: Two rows that people called different are one person by what they
            said of others.
        NotOurFolder: Something else is where the folder should be.
        OSError: It can't be written.
    """
    tell = progress or (lambda stage, share: None)
    records = Records.together([reading.records for reading in readings])
    with folder_when_whole(folder, marker=MARKER) as draft:
        joined = join_lists(
            records,
            known=known,
            model=model,
            seed=seed,
            draws=draws,
            progress=lambda stage, share: tell(stage, share * _JOINED),
        )
        run = run_of(joined, readings, seed=seed, previous=previous)
        write_linkage(
            run,
            draft,
            language=language,
            progress=lambda done, total: tell("write", _JOINED + (1 - _JOINED) * done / max(total, 1)),
        )
    return run


# ------------------------------------------------------------ writing


def write_linkage(
    run: LinkageRun,
    folder: Path,
    *,
    language: Language,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write all files into a folder that exists and is empty.

    Args:
        run: What to tell.
        folder: Where to.
        language: Of the evidence in words.
        progress: Told how many pairs have been written, and of how many.

    Raises:
        OSError: They can't be written.
    """
    with _table(folder / "identities.csv") as stream:
        write_identities(stream, _identity_rows(run))
    with _table(folder / "forwardings.csv") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["from", "to", "because"])
        for each in run.identities.forwardings:
            writer.writerow([each.origin, "" if each.to is None else each.to, each.because])
    with _table(folder / "matches.csv") as stream:
        _write_matches(run, stream, language, progress or (lambda done, total: None))
    with _table(folder / "review.csv") as stream:
        _write_review(run, stream, language)
    with _table(folder / "counts.csv") as stream:
        _write_counts(run, run.joined.partition.labels, stream)
    _write_samples(run, folder / "samples")
    (folder / MARKER).write_text(
        json.dumps(facts_of(run, language), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


@contextmanager
def _table(path: Path) -> Iterator[TextIO]:
    with path.open("w", encoding="utf-8", newline="") as stream:
        yield stream


def _identity_rows(run: LinkageRun) -> Iterator[IdentityRow]:
    number_of = run.identities.number_of()
    for row, probability in zip(run.joined.records.named(), _probability(run).tolist(), strict=True):
        yield IdentityRow(*row, str(number_of[row]), probability)


def _probability(run: LinkageRun) -> NDArray[np.float64]:
    """For each row that it is with the rest of its person: by the draws, where they hold and are not too many."""
    from aiqyn.core.rosters.clustering import belonging

    draws, partition = run.joined.samples.labels, run.joined.partition
    if not run.joined.draws_agree or draws.size > MOST_DRAWN:
        return partition.probability
    return belonging(partition.labels, draws)


def pairs_worth_seeing(run: LinkageRun) -> list[int]:
    """The positions of pairs that may be one person or are held to be, the likeliest first."""
    import numpy as np

    pairs, labels = run.joined.linkage.pairs, run.joined.partition.labels
    together = labels[pairs.left] == labels[pairs.right]
    chosen = np.flatnonzero((pairs.probability >= LEAST_PROBABILITY) | together)
    found: list[int] = chosen[np.argsort(-pairs.log_odds[chosen], kind="stable")].tolist()
    return found


def _write_matches(
    run: LinkageRun, stream: TextIO, language: Language, progress: Callable[[int, int], None]
) -> None:
    pairs, labels = run.joined.linkage.pairs, run.joined.partition.labels
    probability = pairs.probability
    chosen = pairs_worth_seeing(run)
    rows = list(run.joined.records.named())
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        [
            "roster_a",
            "record_a",
            "roster_b",
            "record_b",
            "probability",
            "log_odds",
            "same_identity",
            "because",
        ]
    )
    for done, one in enumerate(chosen):
        if done % 1_000 == 0:
            progress(done, len(chosen))
        first, second = rows[pairs.left[one]], rows[pairs.right[one]]
        writer.writerow(
            [
                *(*first, *second),
                f"{probability[one]:.6f}",
                f"{pairs.log_odds[one]:.3f}",
                "yes" if labels[pairs.left[one]] == labels[pairs.right[one]] else "no",
                in_one_cell(run.joined.linkage.evidence(one), language),
            ]
        )


def _write_review(run: LinkageRun, stream: TextIO, language: Language) -> None:
    pairs = run.joined.linkage.pairs
    writer = csv.writer(stream, lineterminator="\n")
    # People open it in a spreadsheet, which takes Kazakh for something else without this mark.
    stream.write("\ufeff")
    writer.writerow(REVIEW_COLUMNS)
    for each, one in run.review:
        left, right = int(pairs.left[one]), int(pairs.right[one])
        writer.writerow(
            [
                *(*each.pair.left, defused(_row_told(run, left))),
                *(*each.pair.right, defused(_row_told(run, right))),
                f"{each.pair.probability:.4f}",
                "yes" if each.are_together else "no",
                each.would_move,
                in_one_cell(run.joined.linkage.evidence(one), language),
                *("", "", ""),
            ]
        )


def _row_told(run: LinkageRun, position: int) -> str:
    """A row as it was received, its empty cells left out."""
    roster = int(run.joined.records.roster_of[position])
    start = sum(len(reading.records) for reading in run.readings[:roster])
    cells = run.readings[roster].verbatim(position - start)
    return " | ".join(cell.strip() for _, cell in cells if cell.strip())


def _write_counts(run: LinkageRun, labels: NDArray[np.integer[Any]], stream: TextIO) -> None:
    """How many persons are on exactly which lists."""
    import numpy as np

    lists = len(run.joined.records.rosters)
    on = presence(run.joined.records, labels)
    # Packed into bytes, whoever is on the same lists is found in one pass, whatever the number of lists.
    packed = np.packbits(on[on.any(axis=1)], axis=1)
    width = packed.shape[1]
    found, counts = np.unique(np.ascontiguousarray(packed).view(f"V{width}").reshape(-1), return_counts=True)
    patterns = np.unpackbits(found.view(np.uint8).reshape(-1, width), axis=1, count=lists)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*run.joined.records.rosters, "count"])
    for pattern, count in zip(patterns.tolist(), counts.tolist(), strict=True):
        writer.writerow([*pattern, count])


def _write_samples(run: LinkageRun, folder: Path) -> None:
    """In each draw how many are on which lists, and, unless it is too much, which rows are one person.

    Nothing where the draws do not agree: whatever is computed from them would claim to know more than they do.
    """
    if not run.joined.draws_agree:
        return
    folder.mkdir()
    draws = run.joined.samples.labels
    for number, labels in enumerate(draws, 1):
        with _table(folder / f"counts-{number:03}.csv") as stream:
            _write_counts(run, labels, stream)
    if draws.size > MOST_DRAWN:
        return
    with _table(folder / "identities.csv") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["roster", "record", *range(1, len(draws) + 1)])
        for row, labels in zip(run.joined.records.named(), draws.T.tolist(), strict=True):
            writer.writerow([*row, *labels])


def facts_of(run: LinkageRun, language: Language) -> dict[str, Any]:
    """What is told of a run as a whole, as JSON has it.

    Args:
        run: The lists.
        language: Of what is told in words.
    """
    records, pairs = run.joined.records, run.joined.linkage.pairs
    return {
        "version": VERSION,
        "rosters": [
            {
                "roster": records.rosters[number],
                "file": reading.table.file,
                "sha256": reading.table.sha256,
                "records": len(reading.records),
                "faulty_rows": reading.faulty_rows,
                "silent_rows": reading.silent_rows,
                "columns": {
                    column.key: column.meaning for column in reading.mapping.columns if column.meaning
                },
            }
            for number, reading in enumerate(run.readings)
        ],
        "records": len(records),
        "persons": _counted(run.overlaps.persons),
        "level": run.overlaps.level,
        "last_identity": run.identities.last,
        "pairs": len(pairs),
        "to_review": len(run.review),
        "overlaps": [
            {"rosters": [records.rosters[one] for one in each.lists], **_counted(each.count)}
            for each in run.overlaps.combinations
        ],
        "draws": len(run.joined.samples.labels),
        "seed": run.seed,
        "r_hat": round(run.joined.samples.sampling.r_hat, 4),
        "model": _model_facts(run, language),
    }


def _model_facts(run: LinkageRun, language: Language) -> dict[str, Any]:
    """What was learned, so that whoever doubts a link can weigh it again."""
    model = run.joined.linkage.model
    within, between = model.estimated.log_odds
    return {
        "log_odds_within_a_list": round(within, 4),
        "log_odds_between_lists": round(between, 4) if len(run.readings) > 1 else None,
        "missed": round(model.estimated.missed, 1),
        "comparisons": [
            {
                "about": wording.about(comparison).in_language(language),
                "levels": [
                    {
                        "found": wording.found(level).in_language(language),
                        "share_of_one_person": round(float(same), 6),
                        "share_of_two": round(float(chance), 9),
                        "weight": round(float(weight), 3),
                    }
                    for level, same, chance, weight in zip(
                        comparison.levels,
                        model.estimated.same[number],
                        model.estimated.chance[number],
                        model.estimated.weights(number)[1:],
                        strict=True,
                    )
                ],
            }
            for number, comparison in enumerate(model.comparisons)
        ],
    }


def _counted(count: Any) -> dict[str, Any]:
    return {"linked": count.value, "low": count.low, "high": count.high}


# ------------------------------------------------------------ reading an earlier run


def read_previous(folder: Path) -> NumberedIdentities:
    """The identities of an earlier run, so that their numbers stay.

    Args:
        folder: What linking left.

    Raises:
        InputFaults: A file of it is missing or can't be read.
    """
    facts = _read_facts(folder / MARKER)
    file = read_identities(folder / "identities.csv", file=str(folder / "identities.csv"))
    records: dict[IdentityNumber, list[tuple[str, str]]] = {}
    faults = []
    for number, row in enumerate(file, 2):
        if not row.identity.isdigit() or not 0 < int(row.identity) <= facts["last_identity"]:
            accepted = sentence(
                "a number up to the last that was given, {number}", number=facts["last_identity"]
            )
            faults.append(Fault(file.file, number, "identity", row.identity, accepted))
            continue
        records.setdefault(IdentityNumber(int(row.identity)), []).append((row.roster, row.record))
    if faults:
        raise InputFaults(faults)
    return NumberedIdentities(
        {number: tuple(rows) for number, rows in sorted(records.items())},
        tuple(_read_forwardings(folder / "forwardings.csv")),
        IdentityNumber(facts["last_identity"]),
    )


def _read_facts(path: Path) -> Mapping[str, Any]:
    accepted = sentence("the file that `aiqyn rosters link` leaves, as it left it")
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputFaults([Fault(str(path), None, None, sentence("no such file"), accepted)]) from None
    except (OSError, ValueError):
        facts = None
    if not isinstance(facts, dict) or not isinstance(facts.get("last_identity"), int):
        raise InputFaults([Fault(str(path), None, None, sentence("something else"), accepted)])
    return facts


def _read_forwardings(path: Path) -> Iterable[Forwarding]:
    accepted = sentence("the file that `aiqyn rosters link` leaves, as it left it")
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                to = row["to"]
                yield Forwarding(
                    IdentityNumber(int(row["from"])),
                    IdentityNumber(int(to)) if to else None,
                    row["because"],  # type: ignore[arg-type]
                )
    except (OSError, ValueError, KeyError, TypeError):
        raise InputFaults([Fault(str(path), None, None, sentence("something else"), accepted)]) from None
